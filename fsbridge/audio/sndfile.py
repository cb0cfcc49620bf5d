"""What libsndfile reads: WAV, AIFF, FLAC, OGG (Vorbis and Opus), MP3 and rarer ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fsbridge.audio import faults
from fsbridge.errors import BadMediaError
from fsbridge.model import AudioFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy.typing as npt

    from fsbridge.audio.samples import Samples

BLOCK_FRAMES = 65_536

_CHEAPEST = {"FLOAT": "float32", "DOUBLE": "float64"}
"""The type to decode to when frames are only counted; `int16` for every other encoding."""

_MPEG_FRAMES = 576
"""Half of what a frame of an MP3 holds, or all of it at low samplerates: a whole decode is a multiple."""


class SndfileReader:
    """An open sound file (`reading.Reader`); `has_count` as `signs.has_count` says of it."""

    def __init__(self, path: Path, has_count: bool) -> None:
        import soundfile

        try:
            self._file = file = soundfile.SoundFile(path)
        except (soundfile.LibsndfileError, TypeError) as error:  # TypeError: the file is named .raw
            raise BadMediaError(faults.NOT_READ) from error
        container = "WAV" if file.format == "WAVEX" else file.format
        self.facts = AudioFacts(file.frames, file.samplerate, file.channels, container, file.subtype)
        self.is_exact = has_count or container != "MP3"

    def blocks(self) -> Iterator[Samples]:
        """Decode it in blocks of `BLOCK_FRAMES`."""
        return self._decoded(lambda: self._file.read(BLOCK_FRAMES, "float32", always_2d=True))

    def count(self) -> int:
        """Decode it into one buffer and return the number of frames."""
        import numpy as np

        block = np.empty((BLOCK_FRAMES, self.facts.channels), _CHEAPEST.get(self.facts.subtype, "int16"))
        return sum(len(part) for part in self._decoded(lambda: self._file.read(out=block)))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _decoded(self, next_block: Callable[[], npt.NDArray[Any]]) -> Iterator[npt.NDArray[Any]]:
        import soundfile

        there = 0
        try:
            while len(block := next_block()):
                there += len(block)
                yield block
        except soundfile.LibsndfileError as error:
            raise BadMediaError(faults.DAMAGED) from error
        promised = self.facts.frames
        if self.is_exact and there < promised:
            raise BadMediaError(faults.CUT.format(there=there, promised=promised, unit="frames"))
        if not self.is_exact and there == promised and there % _MPEG_FRAMES:
            raise BadMediaError(faults.NOT_READ)
