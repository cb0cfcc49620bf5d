"""Reading sound files: what they hold, whether they are whole, and their samples in blocks."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from fsbridge.audio import faults, signs
from fsbridge.audio.m4a import AvReader
from fsbridge.audio.samples import SAMPLES_MAX
from fsbridge.audio.sndfile import WITHOUT_LENGTH, SndfileReader
from fsbridge.errors import BadMediaError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fsbridge.audio.samples import Samples
    from fsbridge.model import AudioFacts


class Reader(Protocol):
    """An open sound file; `facts` is what its header says, 0 frames where it does not count them."""

    facts: AudioFacts

    def blocks(self) -> Iterator[Samples]:
        """Decode all of it; `BadMediaError` when it is damaged or cut short."""

    def count(self, frames_max: int) -> int:
        """Decode all of it like `blocks`, only quicker, and return the number of frames; more are a `BadMediaError`."""

    def close(self) -> None:
        """Close the file."""


def check(path: Path, *, verified: bool = False, samples_max: int = SAMPLES_MAX) -> AudioFacts:
    """Decode all of `path` and return the facts of what decoded; `BadMediaError` if it is not whole.

    A `verified` file, the very one that was uploaded, is whole as far as it decodes, whatever its header promises.
    What decodes to more than `samples_max`, over all channels, is given up: a small file can hold a year of packed
    silence.
    """
    with opened(path, verified=verified) as reader:
        frames = reader.count(samples_max // reader.facts.channels)
        if not frames:
            raise BadMediaError(faults.NO_SOUND)
        facts = reader.facts
        if facts.container == "FLAC" and facts.frames != frames:
            facts = replace(facts, container=WITHOUT_LENGTH.format("FLAC"))
        return replace(facts, frames=frames)


@contextmanager
def opened(path: Path, *, verified: bool) -> Iterator[Reader]:
    """Open a sound file by what is in it, whatever its name.

    Raises:
        BadMediaError: it is no sound, is cut short and not `verified`, or can't be decoded here.
        OSError: it can't be opened at all.
    """
    with path.open("rb") as file:
        kind = signs.kind(file)
        there, promised = signs.lengths(file)
    if not there:
        raise BadMediaError(faults.EMPTY)
    if there < promised and not verified:
        raise BadMediaError(faults.CUT.format(there=there, promised=promised, unit="bytes"))
    if kind == signs.PAGE:
        raise BadMediaError(faults.WEB_PAGE)
    with closing(AvReader(path, kind, verified=verified) if kind else SndfileReader(path, verified=verified)) as reader:
        yield reader
