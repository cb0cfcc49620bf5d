"""What several patches for people have alike: a heading, and a player."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from max_patches.source.drawing import Patch, Placed


def heading(patch: Patch, name: str, digest: str, text: str, width: float = 760) -> None:
    """Draw the title of a patch, what it is in a line, and what there is to know."""
    patch.note(name, 30, -0.3, width, 24, fontface=1)
    patch.note(digest, 30, 0.7, width, 14)
    patch.note(text, 30, 1.4, width)


def player(patch: Patch, name: str, x: float, row: float) -> tuple[Placed, Placed]:
    """Draw what plays a buffer~ in stereo at its own speed; give what starts it and what plays.

    A sound of one channel is heard on the left only, hence the `@channels 2` of the requests beside it.
    """
    start = patch.message("0", x, row)
    groove = patch.add(f"groove~ {name} 2", x, row + 1.5, 120)
    out = patch.add("ezdac~", x, row + 3, 45, height=45)
    start >> groove
    patch.add("sig~ 1", x + 60, row) >> groove
    groove >> out
    groove[1] >> out[1]
    patch.note("from its beginning", x + 130, row, 140)
    patch.note("at its own speed, whatever its samplerate", x + 130, row + 1.5, 260)
    patch.note("click to hear", x + 60, row + 3.2, 140)
    return start, groove
