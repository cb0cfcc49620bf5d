"""The boxes of a Pd patch, as they can be read from its file."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIZES = {"bng": (20, 20), "tgl": (20, 20), "cnv": (0, 0), "floatatom": (70, 22), "graph": (262, 112)}


@dataclass
class Box:
    """A box of a patch: what it is, what is written in it, where it stands, and in which canvas."""

    kind: str
    text: str
    x: float
    y: float
    width: float
    height: float
    inlets: int = 0
    outlets: int = 0
    canvas: int = 0

    def overlaps(self, other: Box) -> bool:
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return (
            self.canvas == other.canvas
            and across
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


def boxes(path: Path) -> Iterator[Box]:
    """Read the boxes of a patch and of its subpatches; Pd stores no sizes, so they are what its font of 12 points comes to."""
    opened, canvases = [0], 0
    for record in re.split(r"(?<!\\);\n", path.read_text("utf-8")):
        chunk, what, *words = record.replace("\n", " ").split(" ") if record else ("", "")
        if chunk == "#N":
            canvases += 1
            opened.append(canvases)
        if chunk != "#X" or what in {"connect", "array", "coords"}:
            continue
        if what == "restore":
            opened.pop()
        x, y, *words = words
        text, width = re.fullmatch(r"(.*?)(?:, f (\d+))?", " ".join(words)).groups()
        text = re.sub(r" ?\\(.)", lambda sign: sign[1] if sign[1] in ",;" else sign[0].replace("\\", ""), text)
        lines = textwrap.wrap(text, int(width or 60)) or [""]
        kind = words[0] if what in {"obj", "restore"} else what
        size = SIZES.get(kind, (7 * max(3, *map(len, lines)) + 4, 15 * len(lines) + 4))
        yield Box(kind, text, int(x), int(y), *size, canvas=opened[-1])
