"""What libsndfile reads: WAV, AIFF, FLAC, OGG (Vorbis and Opus), MP3 and rarer ones."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from fsbridge.audio import faults, signs
from fsbridge.audio.samples import block_frames, counted
from fsbridge.errors import BadMediaError
from fsbridge.model import AudioFacts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

    from fsbridge.audio.samples import Samples

WITHOUT_LENGTH = "{} without length"
"""The container of what libsndfile, and so SuperCollider, takes to be of another length than it is: a WAV of none,
a FLAC of -1 frames or of all that its header promises."""

_CHEAPEST = {"FLOAT": "float32", "DOUBLE": "float64"}
"""The type to decode to when frames are only counted; `int16` for every other encoding."""

_MPEG_FRAMES = 576
"""Half of what a frame of an MP3 holds, or all of it at low samplerates: a whole decode is a multiple."""

_UNKNOWN_FRAMES = 2**63 - 1
"""What libsndfile says of a FLAC that does not count its frames."""


class SndfileReader:
    """An open sound file (`reading.Reader`).

    Args:
        path: of the file.
        verified: whether it is the very file that somebody uploaded, whose header may promise too much, and which ends
            where it breaks.
    """

    def __init__(self, path: Path, *, verified: bool) -> None:
        import soundfile

        with path.open("rb") as file:
            has_count, unfilled = signs.has_count(file), signs.unfilled(file) if verified else 0
        self._bytes = _Filled(path, unfilled) if unfilled else None
        try:
            self._file = file = soundfile.SoundFile(self._bytes or path)
        except (soundfile.LibsndfileError, TypeError) as error:  # TypeError: the file is named .raw
            path.open("rb").close()  # gone with its folder just now, it is not at fault
            raise BadMediaError(faults.NOT_READ) from error
        file.seekable = lambda: False  # soundfile would seek after each block, which such a FLAC refuses
        container = "WAV" if file.format == "WAVEX" else file.format
        frames = 0 if file.frames == _UNKNOWN_FRAMES else file.frames
        named = WITHOUT_LENGTH.format(container) if unfilled else container
        self.facts = AudioFacts(frames, file.samplerate, file.channels, named, file.subtype)
        self._verified = verified
        self._is_exact = has_count or container != "MP3"
        self._block_frames = block_frames(file.channels)

    def blocks(self) -> Iterator[Samples]:
        """Decode it in blocks; each is written over by the next."""
        return self._decoded("float32")

    def count(self, frames_max: int) -> int:
        """Decode it and return the number of frames."""
        return counted(map(len, self._decoded(_CHEAPEST.get(self.facts.subtype, "int16"))), frames_max)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        if self._bytes:
            self._bytes.close()

    def _decoded(self, sample: str) -> Iterator[npt.NDArray[Any]]:
        import numpy as np
        import soundfile

        buffer = np.empty((self._block_frames, self.facts.channels), sample)
        there = 0
        try:
            while len(block := self._file.read(out=buffer)):
                there += len(block)
                yield block
        except soundfile.LibsndfileError as error:
            before = buffer[: self._file.tell() - there]
            there += len(before)
            if not (self._verified and there):
                raise BadMediaError(faults.DAMAGED) from error
            yield before
        promised = self.facts.frames
        if self._is_exact and there < promised and not self._verified:
            raise BadMediaError(faults.CUT.format(there=there, promised=promised, unit="frames"))
        if not self._is_exact and there == promised and there % _MPEG_FRAMES:
            raise BadMediaError(faults.NOT_READ)


class _Filled(io.FileIO):
    """A WAV of which the length of the samples, the four bytes `at`, reads as that of one that was streamed."""

    def __init__(self, path: Path, at: int) -> None:
        super().__init__(path)
        self._at = at

    def readinto(self, buffer: Any) -> int:
        """Read as a file does."""
        start = self.tell()
        count = super().readinto(buffer)
        for place in range(max(start, self._at), min(start + count, self._at + 4)):
            memoryview(buffer)[place - start] = 0xFF
        return count
