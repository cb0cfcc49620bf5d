"""Writing that survives a power cut, and what the system's refusals mean to a performer."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fsbridge.errors import DiskFullError, FolderMissingError, FolderReadonlyError, FsbridgeError, InternalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger(__name__)

_PAUSES_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8) if os.name == "nt" else ()


def sync_file(path: Path) -> None:
    """Have the content of a file reach the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the names in a folder reach the disk; Windows does that by itself and knows no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file so that its name holds the old content or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    rename(draft, path)
    sync_folder(path.parent)


def rename(source: Path, target: Path) -> None:
    """Rename over `target`; on Windows again and again while a host or a virus scanner holds one of the two."""
    for pause_seconds in _PAUSES_SECONDS:
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(pause_seconds)
        else:
            return
    source.replace(target)


@contextmanager
def plain_errors(folder: Path) -> Iterator[None]:
    """Raise what the system and SQLite refuse as the error that tells a performer what to do."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise meaning(error, folder) from error


def meaning(error: OSError | sqlite3.Error, folder: Path) -> FsbridgeError:
    """Give the error of fsbridge that a refusal amounts to."""
    name = getattr(error, "sqlite_errorname", "")
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT) or name == "SQLITE_FULL":
        return DiskFullError(f"The disk is full: make room in {folder} and ask again.")
    if number in (errno.EROFS, errno.EACCES, errno.EPERM) or name.startswith("SQLITE_READONLY"):
        return FolderReadonlyError(f"The sample folder {folder} can't be written to: check its permissions.")
    if not folder.is_dir() or not any(folder.iterdir()):  # an empty mount point
        return FolderMissingError(f"The sample folder {folder} is gone: bring it back and ask again.")
    log.error("%s in %s", name or type(error).__name__, folder, exc_info=error)
    return InternalError(f"The sample folder {folder} could not be changed; the log has the details.")
