"""Patches as they are written down: boxes on rows, cords as `source[outlet] >> target[inlet]`."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

from py2max import Patcher
from py2max.core.common import Rect
from py2max.maxref import get_object_info
from py2max.maxref.porttypes import port_counts

if TYPE_CHECKING:
    from pathlib import Path

    from py2max.core import Box, Patchline

ROW = 36
"""Pixels from one row of boxes to the next."""
MARGIN = 30
PAPER = [0.93, 0.94, 0.95, 1.0]

PORTS = {"inlet": (0, 1), "outlet": (1, 0), "r": (0, 1), "node.script": (1, 2)}
"""Inlets and outlets of what the reference data don't know or tell wrongly, and of every patcher that was drawn.

node.script: what the script says, and the state of its process (docs.cycling74.com/reference/node.script).
"""
TYPES: dict[str, list[str]] = {}
"""What the outlets of every patcher that was drawn give: signals, or messages."""
_SCALARS = re.compile(r"\[\n[^][{}]+]")
_LETTER = 6.4
_LINE = 15


class Placed:
    """A box and one of its ports."""

    def __init__(self, patch: Patch, box: Box, port: int = 0) -> None:
        self.patch, self.box, self.port = patch, box, port

    def __getitem__(self, port: int) -> Placed:
        return Placed(self.patch, self.box, port)

    def __rshift__(self, target: Placed) -> Placed:
        """Draw a cord from this outlet to that inlet; give the target, at its first outlet."""
        cord = self.patch.patcher.add_line(self.box, target.box, outlet=self.port, inlet=target.port)
        self.patch.cords.append(cord)
        return target[0]

    def shown(self, x: float, y: float, width: float, height: float) -> Placed:
        """Show it in presentation mode too."""
        self.box._kwds |= {"presentation": 1, "presentation_rect": [x, y, width, height]}
        return self


class Patch:
    """A patch being drawn."""

    def __init__(self, name: str, about: str) -> None:
        self.name = name
        self.patcher = Patcher(on_invalid="raise")
        self.cords: list[Patchline] = []
        self.patcher.description = self.patcher.digest = about

    def add(self, box_text: str, x: float, row: float, width: float | None = None, **attributes: Any) -> Placed:
        """Place an object as it would be typed; a UI object has `height` and its attributes by name."""
        kind = box_text.split(maxsplit=1)[0]
        inlets, outlets = _ports(kind, box_text)
        types = _types(kind, outlets)
        box = self.patcher.add_textbox(box_text, numinlets=inlets, numoutlets=outlets, outlettype=types)
        _, _, own_width, own_height = box.patching_rect
        height = attributes.pop("height", own_height)
        box.patching_rect = Rect(x, MARGIN + row * ROW, width or own_width, height)
        box._kwds |= attributes
        return Placed(self, box)

    def message(self, text: str, x: float, row: float) -> Placed:
        """Place a message box."""
        box = self.patcher.add_message(text)
        box.patching_rect = Rect(x, MARGIN + row * ROW, 12 + _LETTER * len(text), 22.0)
        return Placed(self, box)

    def note(self, text: str, x: float, row: float, width: float = 300, size: float = 12, **attributes: Any) -> Placed:
        """Place a comment, as many lines high as it needs."""
        scale = size / 12
        lines = len(textwrap.wrap(text, max(1, int(width / (_LETTER * scale)))))
        width = min(width, 12 + len(text) * _LETTER * scale)
        rect = Rect(x, MARGIN + row * ROW, width, lines * _LINE * scale + 5)
        box = self.patcher.add_comment(text, rect, linecount=lines, fontsize=size, **attributes)
        return Placed(self, box)

    def inlet(self, x: float, comment: str) -> Placed:
        """Place an inlet in the first row."""
        return self._port("inlet", x, 0, comment)

    def outlet(self, x: float, row: float, comment: str) -> Placed:
        """Place an outlet; they count from left to right."""
        return self._port("outlet", x, row, comment)

    def window(self, name: str, x: float, row: float, width: float, height: float) -> Placed:
        """Place a bpatcher that shows one of our patchers."""
        inlets, outlets = PORTS[name]
        rect = Rect(x, MARGIN + row * ROW, width, height)
        types = TYPES[name]
        box = self.patcher.add_bpatcher(f"{name}.maxpat", inlets, outlets, outlettype=types, patching_rect=rect)
        return Placed(self, box)

    def ports(self, kind: str) -> list[str]:
        """Give what the inlets or the outlets are said to take or give, from left to right."""
        boxes = sorted(
            (box for box in self.patcher._boxes if box.maxclass == kind), key=lambda box: box.patching_rect.x
        )
        return [box._kwds["comment"] for box in boxes]

    def written(self, path: Path) -> None:
        """Write the patch, and have later patches know its inlets and outlets."""
        self._ordered()
        told = self.ports("outlet")
        PORTS[self.name] = self._count("inlet"), len(told)
        TYPES[self.name] = ["signal" if text.startswith("signal") else "" for text in told]
        places = [box.patching_rect for box in self.patcher._boxes]
        right = max(place.x + place.w for place in places)
        bottom = max(place.y + place.h for place in places)
        self.patcher.rect = Rect(100.0, 100.0, right + MARGIN, bottom + MARGIN)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.patcher.to_dict(), indent="\t")
        path.write_text(_SCALARS.sub(_in_a_line, text) + "\n", "utf-8", newline="\n")

    def _ordered(self) -> None:
        """Write down in which order cords from one outlet are followed: to the rightmost box first, as Max does."""
        fans: dict[tuple[str, int], list[Patchline]] = {}
        for cord in self.cords:
            fans.setdefault((cord.src, cord.source[1]), []).append(cord)
        for fan in fans.values():
            fan.sort(key=lambda cord: [-place for place in self.patcher._objects[cord.dst].patching_rect[:2]])
            for order, cord in enumerate(fan):
                cord._kwds["order"] = order

    def _port(self, kind: str, x: float, row: float, comment: str) -> Placed:
        placed = self.add(kind, x, row, 30, height=30, index=self._count(kind) + 1)
        placed.box._kwds["comment"] = comment
        return placed

    def _count(self, kind: str) -> int:
        return sum(box.maxclass == kind for box in self.patcher._boxes)


def _in_a_line(found: re.Match[str]) -> str:
    return json.dumps(json.loads(found[0]))


def _ports(kind: str, text: str) -> tuple[int | None, int | None]:
    if kind == "groove~":  # an outlet for each channel, and one for the place in the loop
        return 3, int(text.split()[2]) + 1
    return PORTS.get(kind) or port_counts(kind, text)


def _types(kind: str, outlets: int | None) -> list[str]:
    if kind == "groove~":
        return ["signal"] * (outlets or 0)
    if kind in TYPES:
        return TYPES[kind]
    told = (get_object_info(kind) or {}).get("outlets", [])
    kinds = ["signal" if "signal" in outlet.get("type", "").lower() else "" for outlet in told]
    return (kinds + [""] * (outlets or 0))[: outlets or 0]
