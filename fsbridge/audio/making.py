"""Making the WAV that a host asked for, at its samplerate and with its channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fsbridge.audio import faults
from fsbridge.audio.reading import opened
from fsbridge.audio.writing import writing
from fsbridge.errors import BadMediaError
from fsbridge.model import AudioFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from fsbridge.audio.samples import Samples
    from fsbridge.model import Form

SUBTYPES = {16: "PCM_16", 24: "PCM_24", 32: "FLOAT"}
"""The encoding of a WAV with so many bits."""

_WAV_BYTES_MAX = 0xFFFF_0000
"""A WAV's lengths have 32 bits; some room is left for its header."""


def make(source: Path, target: Path, form: Form) -> AudioFacts:
    """Make the WAV `target` of `source`, which was checked, and return its facts.

    It has `round(frames * form.samplerate / samplerate)` frames. Samples beyond full scale are clipped in
    16 and 24 bits; what is not a number becomes silence.

    Raises:
        BadMediaError: `source` doesn't decode, or is too long or too short to be made a WAV of.
        DiskFullError: there is no room for `target`; nothing is left there.
    """
    subtype = SUBTYPES[form.bits]
    frames = 0
    with (
        opened(source, verified=True) as reader,
        writing(target, form.samplerate, form.channels, "WAV", subtype) as append,
    ):
        facts = reader.facts
        frames_max = _WAV_BYTES_MAX * 8 // (form.channels * form.bits)
        if facts.seconds * form.samplerate > frames_max:
            raise BadMediaError(faults.TOO_LONG)
        shaped = (_with_channels(_finite(block), form.channels) for block in reader.blocks())
        for block in _resampled(shaped, facts.samplerate, form):
            append(block)
            frames += len(block)
            if frames > frames_max:  # its header did not say so
                raise BadMediaError(faults.TOO_LONG)
        if not frames:
            raise BadMediaError(faults.NO_SOUND)
    return AudioFacts(frames, form.samplerate, form.channels, "WAV", subtype)


def _finite(block: Samples) -> Samples:
    import numpy as np

    finite: Samples = np.nan_to_num(block, copy=False, posinf=1.0, neginf=-1.0)
    return finite


def _with_channels(block: Samples, channels: int) -> Samples:
    """One channel is the mean; from mono come copies; else the first ones, and silence for the missing."""
    import numpy as np

    had = block.shape[1]
    if had == channels:
        return block
    if channels == 1:
        mean: Samples = block.mean(axis=1, keepdims=True)
        return mean
    if had == 1:
        return np.repeat(block, channels, axis=1)
    return np.pad(block[:, :channels], ((0, 0), (0, max(0, channels - had))))


def _resampled(blocks: Iterable[Samples], samplerate: int, form: Form) -> Iterator[Samples]:
    import numpy as np
    import soxr

    if samplerate == form.samplerate:
        yield from blocks
        return
    stream = soxr.ResampleStream(samplerate, form.samplerate, form.channels, dtype="float32")
    resample: Callable[..., Samples] = stream.resample_chunk
    for block in blocks:
        yield resample(np.ascontiguousarray(block))
    yield resample(np.empty((0, form.channels), "float32"), last=True)
