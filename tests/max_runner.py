"""Plays Max patches: messages between the objects that ours are made of, in Max's order, with real files and real scripts.

It is not Max. It takes from Max's documentation what each object does with a message, and that what leaves an outlet goes
to the rightmost inlet first. Signals are not played; objects with a face or a signal remember what they hear.
"""

from __future__ import annotations

import json
import re
import select
from collections import defaultdict, deque
from functools import partial
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING, Any

import max_objects
import soundfile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Atom = float | str
Message = list[Atom]
PATIENCE_SECONDS = 30
READ_BY_MAX = {"WAV", "WAVEX", "AIFF"}


def atoms(text: str) -> Message:
    """Read text as Max reads what is typed into a box: whole numbers, numbers, symbols."""
    words = re.findall(r'"[^"]*"|(?:\\.|[^\s\\])+', text)
    return [_atom(re.sub(r"\\(.)", r"\1", word.strip('"'))) for word in words]


def _atom(word: str) -> Atom:
    for kind, shape in (int, r"[+-]?\d+"), (float, r"[+-]?(\d+\.\d*|\.\d+)(e[+-]?\d+)?"):
        if re.fullmatch(shape, word):
            return kind(word)
    return word


class Max:
    """What all patches share: names, buffers, scripts, the queue of what is done later, and the console.

    Attributes:
        bangs: whether polybuffer~ bangs when it has read a file that was appended.
    """

    bangs = True

    def __init__(self, folder: Path, script: Callable[[list[Atom]], Any]) -> None:
        self.folder, self._script = folder, script
        self.buffers: dict[str, Any] = {}
        self.console: list[str] = []
        self.receivers: dict[Atom, list[Box]] = defaultdict(list)
        self.later: deque[Callable[[], None]] = deque()
        self.scripts: dict[Any, Box] = {}
        self.numbers = count(1000)

    def open(self, patch: str, *args: Atom) -> Box:
        """Make an object from the patch of that name, as if it were typed with these arguments."""
        return self._begun({"id": "top", "maxclass": "newobj", "text": f"{patch} {' '.join(map(str, args))}"})

    def open_file(self, path: Path) -> Box:
        """Open a patch that is no object, such as an example."""
        return self._begun({"id": "top", "maxclass": "patcher", **json.loads(path.read_text("utf-8"))})

    def _begun(self, top: dict[str, Any]) -> Box:
        box = Box(self, None, top)
        for started in box.inside():
            if started.kind == "loadbang":
                self.later.append(partial(started.out, 0, ["bang"]))
        self.idle()
        return box

    def start(self, box: Box) -> None:
        """Start the script of a [node.script]."""
        box.script = self._script(box.attributes.get("args", []))
        self.scripts[box.script.process.stdout] = box

    def until(self, there: Callable[[], Any]) -> Any:
        """Go on until that is true; gives what it is."""
        deadline = monotonic() + PATIENCE_SECONDS
        while not (found := there()):
            ready, _, _ = select.select(list(self.scripts), [], [], max(0, deadline - monotonic()))
            assert ready, f"it did not come to that; the console: {self.console}"
            for out in ready:
                box = self.scripts[out]
                for said in box.script.new_lists():
                    box.speaks = True
                    box.out(0, said)
                    self.idle()
                self.console += [text for _, text in box.script.posted]
                box.script.posted.clear()
        return found

    def idle(self) -> None:
        """Do what was put off."""
        while self.later:
            self.later.popleft()()

    def read(self, name: str, path: Atom) -> bool:
        """Read a file into a buffer, as far as Max reads it."""
        try:
            info = soundfile.info(str(path))
        except soundfile.LibsndfileError:
            info = None
        if info is None or info.format not in READ_BY_MAX:
            self.console.append(f"buffer~: can't read {path}")
            return False
        self.buffers[name] = info
        return True


class Box:
    """An object in a patch.

    Attributes:
        heard: inlet and message of all that came to it.
        told: what has left each outlet, while nobody is connected to it too.
    """

    def __init__(self, world: Max, patch: Patch | None, box: dict[str, Any]) -> None:
        self.world, self.patch, self.id = world, patch, box["id"]
        text = box.get("text", "")
        filled = patch.filled(text) if patch and box["maxclass"] != "comment" else text
        words = atoms(filled) if box["maxclass"] in {"newobj", "bpatcher"} else []
        self.kind = str(words.pop(0)) if words else box["maxclass"]
        if self.kind == "bpatcher":
            self.kind, words = box["name"].removesuffix(".maxpat"), [*box.get("args", ()), *words]
        self.text, self.x, self.y = filled, *box.get("patching_rect", (0, 0))[:2]
        self.args, self.attributes = _attributes(words)
        self.outlets: dict[int, list[tuple[Box, int]]] = defaultdict(list)
        self.heard: list[tuple[int, Message]] = []
        self.told: dict[int, list[Message]] = defaultdict(list)
        self.state: Any = None
        self.script: Any = None
        self.speaks = False
        self.inner: Patch | None = None
        file = world.folder / f"{self.kind}.maxpat"
        if "patcher" in box or file.exists():
            patcher = box.get("patcher") or json.loads(file.read_text("utf-8"))["patcher"]
            self.inner = Patch(world, self, patcher)
        elif self.kind not in max_objects.DOES.keys() | max_objects.FACES:
            raise NotImplementedError(f"[{self.kind}] is not known to the runner")
        if self.kind in {"r", "receive"}:
            world.receivers[self.args[0]].append(self)
        if self.kind == "node.script" and self.attributes.get("autostart") == [1]:
            world.start(self)

    def put(self, inlet: int, message: Message) -> None:
        """Have a message come to an inlet."""
        self.heard.append((inlet, message))
        if self.inner:
            self.inner.inlets[inlet].out(0, message)
        elif self.kind in max_objects.DOES:
            for outlet, said in max_objects.DOES[self.kind](self, inlet, message):
                self.out(outlet, said)

    def send(self, text: str, inlet: int = 0) -> None:
        """Send what a message box with this text would."""
        self.put(inlet, atoms(text))
        self.world.idle()

    def out(self, outlet: int, message: Message) -> None:
        """Have a message leave an outlet: it goes to the rightmost box first, of boxes above each other to the lowest."""
        self.told[outlet].append(message)
        for box, inlet in sorted(self.outlets[outlet], key=lambda cord: (-cord[0].x, -cord[0].y, -cord[1])):
            box.put(inlet, message)

    def inside(self) -> Iterator[Box]:
        """Give all boxes within, those of the innermost patches first."""
        for box in self.inner.boxes.values() if self.inner else ():
            yield from box.inside()
            yield box

    def find(self, kind: str, text: str = "") -> Box:
        """Give the one box of that kind in its patch, with that text somewhere in its own."""
        (found,) = [box for box in self.inner.boxes.values() if box.kind == kind and text in box.text]
        return found

    parsed = staticmethod(atoms)

    def fault(self, message: Message) -> None:
        """Say on the console that it can't do that."""
        self.world.console.append(f"{self.kind}: doesn't understand {message}")


class Patch:
    """The boxes and cords within an object."""

    def __init__(self, world: Max, owner: Box, patcher: dict[str, Any]) -> None:
        self.owner, self.number = owner, next(world.numbers)
        self.boxes = {item["box"]["id"]: Box(world, self, item["box"]) for item in patcher["boxes"]}
        for line in patcher["lines"]:
            (source, outlet), (target, inlet) = line["patchline"]["source"], line["patchline"]["destination"]
            self.boxes[source].outlets[outlet].append((self.boxes[target], inlet))
        self.inlets, self.outlets = ([*self._ports(kind)] for kind in ("inlet", "outlet"))

    def _ports(self, kind: str) -> list[Box]:
        return sorted((box for box in self.boxes.values() if box.kind == kind), key=lambda box: box.x)

    def filled(self, text: str) -> str:
        """Put the object's arguments in place of #1, #2 ...; 0 where there is none."""
        args = [self.number, *self.owner.args, *[0] * 9]
        return re.sub(r"#(\d)", lambda match: str(args[int(match[1])]), text)


def _attributes(words: Message) -> tuple[Message, dict[str, Message]]:
    """Tell arguments from attributes, `@name value ...`."""
    args: Message = []
    attributes: dict[str, Message] = {}
    into = args
    for word in words:
        if isinstance(word, str) and word.startswith("@"):
            into = attributes[word[1:]] = []
        else:
            into.append(word)
    return args, attributes
