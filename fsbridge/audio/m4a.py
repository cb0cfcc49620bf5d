"""M4A (AAC and ALAC) and WavPack, which libsndfile does not read, by PyAV where it is installed.

Measured with PyAV 18.1: a file cut short fails to open (the index of an M4A mostly stands at its end) or to
decode, unless it is cut between two packets. A WavPack then has fewer frames than it promises. What decodes of an
M4A may differ from the header's length by the encoder's padding, some 1,000 to 5,000 frames at either end: there only
the bytes show the cut (`signs`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fsbridge.audio import faults
from fsbridge.audio.samples import counted
from fsbridge.errors import BadMediaError
from fsbridge.model import AudioFacts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fsbridge.audio.samples import Samples

_LOSSLESS = {"alac": "ALAC", "wavpack": "PCM"}
_AAC_FRAMES = 1024


class AvReader:
    """The first sound of an open file of the kind `container` (`reading.Reader`); `verified` as for `SndfileReader`."""

    def __init__(self, path: Path, container: str, *, verified: bool) -> None:
        try:
            import av
        except ImportError:
            raise BadMediaError(faults.NO_AV.format(container)) from None
        try:
            self._file = av.open(str(path), metadata_errors="ignore")  # what is told of it may be no UTF-8
        except av.FFmpegError as error:
            path.open("rb").close()  # gone with its folder just now, it is not at fault
            raise BadMediaError(faults.DAMAGED) from error
        stream = next(iter(self._file.streams.audio), None)
        # of no kind that can be decoded, or even the first packet is cut
        if not (stream and (codec := stream.codec_context) and codec.format and codec.channels):
            self._file.close()
            raise BadMediaError(faults.DAMAGED)
        self._stream = stream
        self._verified = verified
        frames = round((stream.duration or 0) * (stream.time_base or 0) * codec.sample_rate)
        self.facts = AudioFacts(frames, codec.sample_rate, codec.channels, container, _subtype(codec))

    def blocks(self) -> Iterator[Samples]:
        """Decode it a packet at a time."""
        import av

        interleaved: Any = av.AudioResampler(format="flt")
        for frame in self._decoded():
            for part in interleaved.resample(frame):
                yield part.to_ndarray().reshape(-1, self.facts.channels)

    def count(self, frames_max: int) -> int:
        """Decode it and return the number of frames."""
        return counted((frame.samples for frame in self._decoded()), frames_max)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _decoded(self) -> Iterator[Any]:
        import av

        there = 0
        try:
            for frame in self._file.decode(self._stream):
                there += frame.samples
                yield frame
        except av.FFmpegError as error:
            if not (self._verified and there):
                raise BadMediaError(faults.DAMAGED) from error
        promised = self.facts.frames
        if self.facts.container == "WV" and there < promised and not self._verified:
            raise BadMediaError(faults.CUT.format(there=there, promised=promised, unit="frames"))


def _subtype(codec: Any) -> str:
    """Name the encoding as libsndfile does, with as many bits as the decoder gives."""
    if codec.name not in _LOSSLESS:
        return str(codec.name).upper()
    if codec.format.name.startswith("flt"):
        return "FLOAT"
    return f"{_LOSSLESS[codec.name]}_{codec.format.bits}"


def write(path: Path, samples: Samples, samplerate: int) -> None:
    """Write `samples` (frames by 1 or 2 channels, -1 to 1) as an M4A with AAC; `ImportError` without PyAV."""
    import av
    import numpy as np

    with av.open(str(path), "w", format="ipod") as file:
        layout = "mono" if samples.shape[1] == 1 else "stereo"
        stream = file.add_stream("aac", rate=samplerate, layout=layout)
        for start in range(0, len(samples), _AAC_FRAMES):
            block = np.ascontiguousarray(samples[start : start + _AAC_FRAMES].T)
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
            frame.sample_rate, frame.pts = samplerate, start
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
