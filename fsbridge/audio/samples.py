"""What passes between reading, making and writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Samples: TypeAlias = "npt.NDArray[np.float32]"
"""A block of samples, frames by channels."""

_BLOCK_SAMPLES = 131_072


def block_frames(channels: int) -> int:
    """Tell how many frames are worked on at a time: what takes half a megabyte, however many channels there are."""
    return max(1, _BLOCK_SAMPLES // channels)
