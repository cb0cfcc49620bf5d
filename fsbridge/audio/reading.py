"""Reading sound files: what they hold, whether they are whole, and their samples in blocks."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from fsbridge.audio import faults, signs
from fsbridge.audio.m4a import AvReader
from fsbridge.audio.sndfile import SndfileReader
from fsbridge.errors import BadMediaError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fsbridge.audio.samples import Samples
    from fsbridge.model import AudioFacts


class Reader(Protocol):
    """An open sound file.

    Attributes:
        facts: what its header says.
        is_exact: whether that is the very number of frames that decode when the file is whole.
    """

    facts: AudioFacts
    is_exact: bool

    def blocks(self) -> Iterator[Samples]:
        """Decode all of it; `BadMediaError` when it is damaged or cut short."""

    def count(self) -> int:
        """Decode all of it like `blocks`, only quicker, and return the number of frames."""

    def close(self) -> None:
        """Close the file."""


def check(path: Path) -> AudioFacts:
    """Decode all of `path` and return the facts of what decoded; `BadMediaError` if it is not whole."""
    with opened(path) as reader:
        frames = reader.count()
        if not frames:
            raise BadMediaError(faults.NO_SOUND)
        return replace(reader.facts, frames=frames)


def read(path: Path) -> AudioFacts:
    """Return the facts of a file already checked; decodes it only where its header is not exact."""
    with opened(path) as reader:
        if reader.is_exact:
            return reader.facts
    return check(path)


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Open a sound file by what is in it, whatever its name.

    Raises:
        BadMediaError: it is no sound, is cut short, or can't be decoded here.
        OSError: it can't be opened at all.
    """
    with path.open("rb") as file:
        kind = signs.kind(file)
        there, promised = signs.lengths(file)
        has_count = signs.has_count(file)
    if not there:
        raise BadMediaError(faults.EMPTY)
    if there < promised:
        raise BadMediaError(faults.CUT.format(there=there, promised=promised, unit="bytes"))
    if kind == signs.PAGE:
        raise BadMediaError(faults.WEB_PAGE)
    with closing(AvReader(path, kind) if kind else SndfileReader(path, has_count)) as reader:
        yield reader
