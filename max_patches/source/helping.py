"""`help/`: what opens when somebody asks Max for help on an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from max_patches.source.browser import HEIGHT, WIDTH
from max_patches.source.drawing import ROW, Patch, Placed
from max_patches.source.scenes import heading, player

if TYPE_CHECKING:
    from max_patches.source.table import Thing

_STEP = 10
"""Each message stands so much to the right of the one above, so that their cords pass it."""
_OUTLET = 150


def helped(thing: Thing, drawn: Patch) -> Patch:
    """Draw the help patch of an object: its messages, the object, and what its outlets give."""
    patch = Patch(f"{thing.name}.maxhelp", thing.digest)
    heading(patch, thing.name, thing.digest, thing.description)
    if thing.name == "fsbridge.browser":
        return _browsing(patch)
    outlets = drawn.ports("outlet")
    width = _OUTLET * len(outlets)
    named = " demo" if "name" in thing.arguments else ""
    first = 3.2
    row = first + len(thing.asks) + 0.5
    shown = patch.add(thing.name + named, 30, row, width)
    for place, ask in enumerate(thing.asks):
        patch.message(ask.text, 30 + _STEP * place, first + place) >> shown
        patch.note(ask.help, 430, first + place, 540)
    played = {"fsbridge.buffer~": 0, "fsbridge.bank": 4}.get(thing.name)
    for place, text in enumerate(outlets):
        x = 30 + place * (width - 16) / (len(outlets) - 1) + (24 if place == played else 0)
        shown[place] >> patch.add(f"print {text.partition(':')[0].split(maxsplit=1)[0]}", x, row + 1.5)
        patch.note(text, x, row + 2.3, _OUTLET - 30)
    if played == 0:
        start, _ = player(patch, "demo", 30, row + 5)
        shown >> start
    elif played:
        _by_number(patch, shown, width + 14, row)
    return patch


def _by_number(patch: Patch, shown: Placed, x: float, row: float) -> None:
    shown_number = patch.add("number", x, row - 1.2, 60, height=22, parameter_enable=0)
    patch.note("a sound by its number", x + 70, row - 1.2, 160)
    shown_number >> shown[1]
    both = patch.add("t b l", x, row + 4.5)
    start, groove = player(patch, "demo.1", x - 150, row + 5.5)
    shown[4] >> both
    both[1] >> groove
    both >> start


def _browsing(patch: Patch) -> Patch:
    face = patch.window("fsbridge.browser", 30, 3.2, WIDTH, HEIGHT)
    below = 3.2 + HEIGHT / ROW + 0.8
    out = patch.add("ezdac~", 30, below, 45, height=45)
    face >> out
    face[1] >> out[1]
    face[2] >> patch.add("print sound", 550, below)
    patch.note("click to hear", 90, below + 0.3, 200)
    patch.note("id path frames samplerate channels seconds quality license username name", 360, below + 0.8, 260)
    return patch
