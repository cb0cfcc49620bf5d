"""A file on its way, and the note beside it in which its source keeps what it needs to go on."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def note_of(partial: Path) -> Path:
    """Give the place of its note."""
    return partial.with_name(f"{partial.name}.note")


def size_of(partial: Path) -> int:
    """Count the bytes that are here, 0 if there is none."""
    try:
        return partial.stat().st_size
    except OSError:
        return 0


def drop(partial: Path) -> None:
    """Have nothing stay of it."""
    for path in (partial, note_of(partial)):
        with suppress(OSError):  # where it can't be deleted it is swept up later
            path.unlink()
