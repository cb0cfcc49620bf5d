"""Seats: the numbers of sounds in banks, as the variants of their rows and the names of their files have them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fsbridge.model import Quality

BANKS = "banks"
"""Folder of the banks, in the sample folder."""
_VARIANT = re.compile(r"([^/]+)/(\d{3,9})(-preview)?", re.ASCII)
_PATH = re.compile(rf"{BANKS}/([^/]+)/(\d{{3,9}})_-?\d{{1,18}}__[^/]*", re.ASCII)
_NUMBERED = re.compile(r"(\d{3,9})_", re.ASCII)


@dataclass(frozen=True, slots=True)
class Seat:
    """The number that a sound has in a bank; `quality` says which of the sound's files sits there."""

    bank: str
    number: int
    quality: Quality = Quality.ORIGINAL

    @classmethod
    def read(cls, variant: str) -> Seat | None:
        """Read the variant of a bank's file; None where it is none."""
        found = _VARIANT.fullmatch(variant)
        return found and cls(found[1], int(found[2]), Quality.PREVIEW if found[3] else Quality.ORIGINAL)

    @classmethod
    def at(cls, path: str) -> Seat | None:
        """Read the relative path of a bank's file, which does not tell the quality; None where it is none."""
        found = _PATH.fullmatch(path)
        return found and cls(found[1], int(found[2]))

    def __str__(self) -> str:
        """Write it as a variant."""
        return f"{self.bank}/{self.number:03}{'-preview' if self.quality is Quality.PREVIEW else ''}"

    def is_at(self, path: str) -> bool:
        """Tell whether a path is one of this seat."""
        at = Seat.at(path)
        return at is not None and (at.bank, at.number) == (self.bank, self.number)


def number_in(name: str) -> int | None:
    """Read the number that a file's name begins with, whoever gave it."""
    found = _NUMBERED.match(name)
    return found and int(found[1])
