"""What the system and SQLite refuse, as the error that tells a performer what to do."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fsbridge import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fsbridge.errors import FsbridgeError


@contextmanager
def plain_errors(folder: Path) -> Iterator[None]:
    """Raise a refusal as what it means."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise meaning(error, folder) from error


def meaning(error: OSError | sqlite3.Error, folder: Path) -> FsbridgeError:
    """Give the error of fsbridge that a refusal amounts to."""
    return files.meaning(error if isinstance(error, OSError) else _of_system(error), folder)


def _of_system(error: sqlite3.Error) -> OSError:
    """Give the system's error that SQLite tells in its own words."""
    name = getattr(error, "sqlite_errorname", "")
    number = errno.ENOSPC if name == "SQLITE_FULL" else errno.EROFS if name.startswith("SQLITE_READONLY") else errno.EIO
    told = OSError(number, f"{name}: {error}")
    told.__cause__ = error
    return told
