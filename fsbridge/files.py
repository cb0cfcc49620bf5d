"""Files that are old or new and never half, and what the system's refusals mean to a performer."""

from __future__ import annotations

import errno
import logging
import os
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from fsbridge.errors import (
    BusyError,
    DiskFullError,
    FolderMissingError,
    FolderReadonlyError,
    FsbridgeError,
    InternalError,
    NotAllowedError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

T = TypeVar("T")
log = logging.getLogger(__name__)

PAUSES_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8) if os.name == "nt" else ()
"""Windows refuses what other systems allow while a host or a virus scanner has a file open."""

_NOT_OF_FOLDERS = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)
"""What file systems answer that sync files only: the names are theirs to keep (fsync(2))."""


def write_whole(path: Path, content: bytes, *, mode: int = 0o666, durable: bool = True) -> None:
    """Write a small file so that its name holds the old content or the new one, never a part; one writer at a time.

    Args:
        path: of the file.
        content: all of it.
        mode: rights of the file, less what the user's mask takes.
        durable: whether it must outlive a power cut.

    Raises:
        OSError: the old content stands.
    """
    draft = draft_of(path)
    draft.unlink(missing_ok=True)
    try:
        with open(draft, "xb", opener=partial(os.open, mode=mode)) as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        rename(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    if durable:
        sync_folder(path.parent)


def draft_of(path: Path) -> Path:
    """Give the place where `write_whole` writes; one who was killed may have left something there."""
    return path.with_name(f"{path.name}.new")


def finish(path: Path) -> None:
    """Do what was left to do by one who was killed after all was in the draft.

    Raises:
        OSError: the old content stands.
    """
    draft = draft_of(path)
    sync(draft)
    rename(draft, path)
    sync_folder(path.parent)


def make_folder(folder: Path, below: Path | None = None) -> None:
    """Make a folder unless it is there, and those between it and `below`; their names outlive a power cut.

    Raises:
        OSError: it can't be made, or `below` is gone.
    """
    if folder != below and not folder.is_dir():
        if below:
            make_folder(folder.parent, below)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def rename(source: Path, target: Path) -> None:
    """Rename over `target`, also while another program has one of the two open."""
    patiently(lambda: source.replace(target))


def patiently(work: Callable[[], T], pauses_seconds: Iterable[float] = PAUSES_SECONDS) -> T:
    """Give what `work` gives, tried again after each pause while the system does not permit it."""
    for pause_seconds in pauses_seconds:
        with suppress(PermissionError):
            return work()
        time.sleep(pause_seconds)
    return work()


def sync(path: Path) -> None:
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
    except OSError as error:
        if error.errno not in _NOT_OF_FOLDERS:
            raise
    finally:
        os.close(descriptor)


def meaning(error: OSError, folder: Path) -> FsbridgeError:
    """Give the error of fsbridge that a refusal in `folder` amounts to."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError(f"The disk is full: make room in {folder} and ask again.")
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return FolderReadonlyError(f"The folder {folder} can't be written to: check its owner and rights.")
    if not folder.is_dir():
        return FolderMissingError(f"The folder {folder} is gone: bring it back and ask again.")
    if error.errno == errno.EXDEV:
        return NotAllowedError(f"{error.filename2} would lie on another disk than {folder} does: put no disk in there.")
    if error.errno == errno.ENOENT:
        return BusyError(f"A file of {folder} was taken away meanwhile: ask again.")
    log.error("%s in %s", error.strerror or error, folder, exc_info=error)
    return InternalError(f"The folder {folder} could not be changed; the log has the details.")
