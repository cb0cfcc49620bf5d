"""What can be told to be wrong with a patch of the Max package by reading it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from py2max.maxref import get_object_info
from py2max.maxref.porttypes import port_counts

from fsbridge.errors import FsbridgeError
from fsbridge.osc.answers import ANSWERS, EVENTS
from fsbridge.osc.commands import COMMANDS
from fsbridge.osc.reading import read, split
from max_patches.source.objects import OUTLETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PORTS = {"node.script": (1, 2), "inlet": (0, 1), "outlet": (1, 0), "r": (0, 1)}
"""Inlets and outlets of what the reference data leave out or tell for another use (docs.cycling74.com/reference)."""
OF_ANY_BOX = {
    *("id", "maxclass", "numinlets", "numoutlets", "outlettype", "patching_rect", "presentation", "presentation_rect"),
    *("text", "comment", "index", "linecount", "fontsize", "fontface", "background", "ignoreclick", "parameter_enable"),
    *("name", "viewvisibility"),
}
OF_NODE_SCRIPT = {"autostart", "args"}
OF_THE_SCRIPT = {"port": "9770", "host": "127.0.0.1", "first": "1234", "follow": "demo"}
"""Messages that javascript/fsbridge.js takes beside the verbs; tests/hosts/test_max_script.py has them run."""
ELSEWHERE = re.compile(r"(/home|/Users|/tmp|/work|/root|[A-Z]:)[/\\]")


@dataclass(frozen=True)
class Ports:
    """Inlets of one of our patchers, and what its outlets give."""

    inlets: int
    signals: tuple[bool, ...]


def ports_of(path: Path) -> Ports:
    """Read a patcher's inlets and outlets, as Max counts them: from left to right."""
    boxes = [item["box"] for item in json.loads(path.read_text("utf-8"))["patcher"]["boxes"]]
    outlets = sorted((box for box in boxes if box["maxclass"] == "outlet"), key=lambda box: box["patching_rect"][0])
    inlets = sum(box["maxclass"] == "inlet" for box in boxes)
    return Ports(inlets, tuple(box["comment"].startswith("signal") for box in outlets))


class Reading:
    """A patch that is read: `faults` says in words all that is wrong with it."""

    def __init__(self, patcher: dict[str, Any], ours: dict[str, Ports]) -> None:
        self.patcher, self.ours = patcher, ours
        self.boxes = {item["box"]["id"]: item["box"] for item in patcher["boxes"]}
        self.cords = [(*line["patchline"]["source"], *line["patchline"]["destination"]) for line in patcher["lines"]]

    def faults(self) -> Iterator[str]:
        """Say what is wrong."""
        if len(self.boxes) < len(self.patcher["boxes"]):
            yield "two boxes have one id"
        if ELSEWHERE.search(json.dumps(self.patcher)):
            yield "it names a place of one machine"
        for box in self.boxes.values():
            yield from self._wrong_box(box)
        for cord in self.cords:
            yield from self._wrong_cord(*cord)
        for message in self.boxes.values():
            for target in self._from(message["id"], 0) if message["maxclass"] == "message" else ():
                if kind(target) in self.ours or target.get("text") == "s #0-ask":
                    yield from _wrong_requests(message["text"], kind(target))
        yield from self._wrong_columns()
        yield from self._overlapping("patching_rect", self.boxes.values())
        shown = [box for box in self.boxes.values() if box.get("presentation") and box["maxclass"] != "panel"]
        yield from self._overlapping("presentation_rect", shown)

    def _wrong_box(self, box: dict[str, Any]) -> Iterator[str]:
        name = kind(box)
        if name not in self.ours and name != "node.script" and get_object_info(name) is None:
            yield f"no object is called {name}"
            return
        info = get_object_info("bpatcher" if box["maxclass"] == "bpatcher" else name) or {}
        attributes = OF_NODE_SCRIPT if name == "node.script" else set(info.get("attributes", ()))
        typed = re.findall(r"@(\w+)", box["text"]) if box["maxclass"] == "newobj" else []
        if unknown := (box.keys() - OF_ANY_BOX | {*typed}) - attributes:
            yield f"{name} has no attribute {', '.join(sorted(unknown))}"
        if (box["numinlets"], box["numoutlets"]) != self._ports(box):
            yield f"{name} has other inlets or outlets than are written"

    def _ports(self, box: dict[str, Any]) -> tuple[int, int]:
        name = kind(box)
        if name in self.ours:
            return self.ours[name].inlets, len(self.ours[name].signals)
        if name == "groove~":
            return 3, int(box["text"].split()[2]) + 1
        inlets, outlets = PORTS.get(name) or port_counts(name, box.get("text"))
        return inlets or 0, outlets or 0

    def _wrong_cord(self, source: str, outlet: int, target: str, inlet: int) -> Iterator[str]:
        if not {source, target} <= self.boxes.keys():
            yield "a cord hangs loose"
            return
        start, end = self.boxes[source], self.boxes[target]
        cord = f"{kind(start)} {outlet} to {kind(end)} {inlet}"
        if outlet >= self._ports(start)[1] or inlet >= self._ports(end)[0]:
            yield f"a cord from {cord} has no such end"
        elif start["outlettype"][outlet] == "signal" and not self._hears(end, inlet):
            yield f"a signal from {cord} is not heard"
        if self.cords.count((source, outlet, target, inlet)) > 1:
            yield f"two cords from {cord}"

    def _hears(self, box: dict[str, Any], inlet: int) -> bool:
        if box["maxclass"] == "outlet":
            return box["comment"].startswith("signal")
        told = get_object_info(kind(box)) or {"inlets": [], "methods": {}}
        if inlet == 0 and "signal" in told["methods"]:
            return True
        return any("signal" in port["type"] for port in told["inlets"][inlet : inlet + 1])

    def _from(self, id_: str, outlet: int) -> Iterator[dict[str, Any]]:
        for source, port, target, _ in self.cords:
            if (source, port) == (id_, outlet) and target in self.boxes:
                yield self.boxes[target]

    def _wrong_columns(self) -> Iterator[str]:
        """Follow each answer from [fsbridge] on, by the names of its columns."""
        for box in self.boxes.values():
            if kind(box) == "fsbridge":
                for outlet, words in enumerate(OUTLETS.values()):
                    for word in words:
                        for target in self._from(box["id"], outlet):
                            yield from self._followed(target, COLUMNS[word])

    def _followed(self, box: dict[str, Any], names: list[str]) -> Iterator[str]:
        if shortage := _shortage(box, names):
            yield shortage
        for outlet, rest in _passed(box, names).items():
            for target in self._from(box["id"], outlet) if rest else ():
                yield from self._followed(target, rest)

    def _overlapping(self, rect: str, boxes: Any) -> Iterator[str]:
        for one, other in combinations(boxes, 2):
            (x, y, width, height), (x2, y2, width2, height2) = one[rect], other[rect]
            if x < x2 + width2 and x2 < x + width and y < y2 + height2 and y2 < y + height:
                yield f"{one.get('text', kind(one))} lies over {other.get('text', kind(other))} in its {rect}"


def kind(box: dict[str, Any]) -> str:
    """Give the name of an object: what is typed first, or which face it has."""
    if box["maxclass"] == "newobj":
        return box["text"].split(maxsplit=1)[0]
    return box["name"].removesuffix(".maxpat") if box["maxclass"] == "bpatcher" else box["maxclass"]


def _arguments(box: dict[str, Any]) -> list[str]:
    return box.get("text", "").split()[1:]


def _passed(box: dict[str, Any], names: list[str]) -> dict[int, list[str]]:
    """Give the columns that leave each outlet of an object that passes lists on."""
    args = _arguments(box)
    match kind(box):
        case "route" | "routepass" if names[0] in args:
            return {args.index(names[0]): names[kind(box) == "route" :]}
        case "route" | "routepass":
            return {len(args): names}
        case "t":
            return {outlet: names for outlet, way in enumerate(args) if way == "l"}
        case "zl.slice":
            return {0: names[: int(args[0])], 1: names[int(args[0]) :]}
        case "zl.rot":
            return {0: names[-int(args[0]) :] + names[: -int(args[0])]}
    return {}


def _shortage(box: dict[str, Any], names: list[str]) -> str:
    match kind(box):
        case "zl.nth":
            needed = int(_arguments(box)[0])
        case "unpack":
            needed = len(_arguments(box))
        case _:
            needed = max(map(int, re.findall(r"\$(\d)", box.get("text", ""))), default=0)
    return f"{box['text']} asks for more than {' '.join(names)}" if needed > len(names) else ""


def _wrong_requests(text: str, asked: str) -> Iterator[str]:
    for part in text.split(","):
        verb, *words = re.sub(r"\$\d", "1234", part).replace("#1", "demo").split()
        if verb in OF_THE_SCRIPT:
            continue
        words = [int(word) if word.isdigit() else word for word in words]
        if unsaid := {("fsbridge", "hello"): "max", ("fsbridge.bank", "bank"): "demo"}.get((asked, verb)):
            words.insert(0, unsaid)
        if f"/fs/{verb}" not in COMMANDS:
            yield f"{text}: no such request"
            continue
        try:
            read(COMMANDS[f"/fs/{verb}"], *split(words))
        except FsbridgeError as error:
            yield f"{text}: {error}"


def _columns() -> dict[str, list[str]]:
    """Give the columns of what the script says, by its word; where several verbs share one, those that all have."""
    own = {"/fs/bank/sound": "bank", "/fs/banks/bank": "banks"}
    named: dict[str, list[str]] = {"event": ["event", "what"], "state": ["state", "connected", "text"]}
    for answer in (*ANSWERS.values(), EVENTS):
        for outgoing in answer:
            leaf = own.get(outgoing.address, outgoing.address.rpartition("/")[2])
            before = ["verb"] if leaf in {"done", "error"} else []
            names = [leaf, *before, *(["req"] if outgoing.types.startswith("*") else []), *outgoing.names]
            if leaf not in named or len(names) < len(named[leaf]):
                named[leaf] = names
    bank = named["bank"]
    return named | {"load": ["load", "name", "order"], "ready": ["ready", "name", *bank[2:]]}


COLUMNS = _columns()
"""What [fsbridge] says, by the word that it begins with."""
