"""Making the WAV that a host asked for, at its samplerate and with its channels."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from fsbridge.audio import faults
from fsbridge.audio.reading import opened
from fsbridge.audio.samples import block_frames
from fsbridge.audio.writing import writing
from fsbridge.errors import BadMediaError, BusyError, DiskFullError
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

_RATIO_MAX = 384
"""Of two samplerates: from 1,000 Hz to the highest that can be asked for. Beyond, soxr takes minutes and gigabytes."""

_SPARE_BYTES = 1_000_000
"""What is left free on the disk, for all that others write meanwhile."""


def make(source: Path, target: Path, form: Form) -> AudioFacts:
    """Make the WAV `target` of `source`, which was checked, and return its facts.

    It has `round(frames * form.samplerate / samplerate)` frames. Samples beyond full scale are clipped in
    16 and 24 bits; what is not a number becomes silence.

    Raises:
        BadMediaError: `source` doesn't decode, or is too long, too short or too oddly sampled to be made a WAV of.
        DiskFullError: there is no room for `target`.
        BusyError: `source` was changed meanwhile: what was made is of neither the old one nor the new one.
        OSError: `source` is gone.

    Nothing is left at `target` then.
    """
    stood = _standing(source)
    subtype = SUBTYPES[form.bits]
    frames = 0
    with (
        opened(source, verified=True) as reader,
        writing(target, form.samplerate, form.channels, "WAV", subtype) as append,
    ):
        facts, frame_bytes = reader.facts, form.channels * form.bits // 8
        if max(facts.samplerate, form.samplerate) > _RATIO_MAX * min(facts.samplerate, form.samplerate):
            raise BadMediaError(faults.ODD_RATE.format(form.samplerate, facts.samplerate))
        room_bytes = shutil.disk_usage(target.parent).free - _SPARE_BYTES
        _bound(facts.seconds * form.samplerate * frame_bytes, room_bytes)
        shaped = (_with_channels(_finite(block), form.channels) for block in reader.blocks())
        for block in _resampled(shaped, facts.samplerate, form):
            frames += len(block)
            _bound(frames * frame_bytes, room_bytes)  # its header may not have said so
            append(block)
        if not frames:
            raise BadMediaError(faults.NO_SOUND)
        if _standing(source) != stood:
            raise BusyError(faults.CHANGED)
    return AudioFacts(frames, form.samplerate, form.channels, "WAV", subtype)


def _standing(source: Path) -> tuple[int, int]:
    stands = source.stat()
    return stands.st_size, stands.st_mtime_ns


def _bound(wav_bytes: float, room_bytes: int) -> None:
    if wav_bytes > _WAV_BYTES_MAX:
        raise BadMediaError(faults.TOO_LONG)
    if wav_bytes > room_bytes:
        raise DiskFullError(f"There is no room for a WAV of {wav_bytes:,.0f} bytes: make some, and ask again.")


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
    step = max(1, block_frames(form.channels) * samplerate // form.samplerate)  # so that little never becomes much
    for block in blocks:
        for start in range(0, len(block), step):
            yield resample(np.ascontiguousarray(block[start : start + step]))
    yield resample(np.empty((0, form.channels), "float32"), last=True)
