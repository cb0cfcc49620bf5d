"""What the system and SQLite refuse, as the error that tells a performer what to do."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fsbridge import files
from fsbridge.errors import BusyError, FsbridgeError
from fsbridge.library.schema import is_damage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fsbridge.library.paths import Layout

DAMAGED = "The index was damaged and is being made again; ask again in a second."
_HELD = ("SQLITE_BUSY", "SQLITE_LOCKED")


@contextmanager
def plain_errors(layout: Layout) -> Iterator[None]:
    """Raise a refusal as what it means."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise meaning(error, layout) from error


def meaning(error: OSError | sqlite3.Error, layout: Layout) -> FsbridgeError:
    """Give the error of fsbridge that a refusal amounts to; what can be seen of the folder says more than a number."""
    name = getattr(error, "sqlite_errorname", "")
    if isinstance(error, sqlite3.Error) and is_damage(error):
        return BusyError(DAMAGED)
    if name.startswith(_HELD):
        return BusyError(
            f"Another program holds the index of {layout.root}: close it there, and ask again.", retry_after_seconds=5
        )
    try:
        layout.look()
    except FsbridgeError as seen:
        return seen
    return files.meaning(error if isinstance(error, OSError) else _of_system(error, name), layout.root)


def _of_system(error: sqlite3.Error, name: str) -> OSError:
    """Give the system's error that SQLite tells in its own words."""
    number = errno.ENOSPC if name == "SQLITE_FULL" else errno.EROFS if name.startswith("SQLITE_READONLY") else errno.EIO
    told = OSError(number, f"{name}: {error}")
    told.__cause__ = error
    return told
