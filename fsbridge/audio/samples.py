"""What passes between reading, making and writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from fsbridge.audio import faults
from fsbridge.errors import BadMediaError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import numpy.typing as npt

Samples: TypeAlias = "npt.NDArray[np.float32]"
"""A block of samples, frames by channels."""

SAMPLES_MAX = 2**32
"""What a file may decode to, channels times frames: 13 hours in stereo."""

_BLOCK_SAMPLES = 131_072


def block_frames(channels: int) -> int:
    """Tell how many frames are worked on at a time: what takes half a megabyte, however many channels there are."""
    return max(1, _BLOCK_SAMPLES // channels)


def counted(parts: Iterable[int], frames_max: int) -> int:
    """Add up the frames of what is decoded; `BadMediaError` as soon as there are more than so many."""
    frames = 0
    for part in parts:
        frames += part
        if frames > frames_max:
            raise BadMediaError(faults.ENDLESS)
    return frames
