"""How a request goes on where another was cut: what is noted of a file as it begins, and asked with later."""

from __future__ import annotations

from stat import S_ISREG
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from fsbridge.core.partials import note_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Whole(msgspec.Struct, frozen=True):
    """The file that a partial is to become; its `validator` is the ETag, or else the date, that the service gave it."""

    validator: str
    size_bytes: int
    md5: str


class Begun(NamedTuple):
    """A partial that can go on, and how much of it is here."""

    whole: Whole
    here_bytes: int

    @property
    def headers(self) -> dict[str, str]:
        """Ask for what is missing, and for all of it should the file have changed (Freesound 4.3)."""
        return {"Range": f"bytes={self.here_bytes}-", "If-Range": self.whole.validator}


def begun(partial: Path, size_bytes: int, md5: str) -> Begun | None:
    """Give what is here of a file of this size (0: any) and md5; None where it can't be gone on with."""
    try:
        whole = msgspec.json.decode(note_of(partial).read_bytes(), type=Whole)
        stands = partial.lstat()
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    same = whole.md5 == md5 and size_bytes in {0, whole.size_bytes} and _is_strong(whole.validator)
    alone = S_ISREG(stands.st_mode) and stands.st_nlink <= 1  # else what is written would stand elsewhere too
    return Begun(whole, stands.st_size) if same and alone and 0 < stands.st_size <= whole.size_bytes else None


def note(partial: Path, headers: Mapping[str, str], size_bytes: int, md5: str) -> None:
    """Note what an emptied partial will be a part of."""
    validator = headers.get("ETag") or headers.get("Last-Modified", "")
    note_of(partial).write_bytes(msgspec.json.encode(Whole(validator, size_bytes, md5)))


def _is_strong(validator: str) -> bool:
    """Tell whether it is another as soon as one byte is, and fits into a header."""
    return validator != "" and not validator.startswith("W/") and validator.isascii() and validator.isprintable()
