"""The tape that the demo's instruments play on, and what all of them are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable

Mono = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Tape:
    """What is to be filled: `frames` at a samplerate, and the chance that this sound draws from."""

    samplerate: int
    frames: int
    chance: np.random.Generator

    @cached_property
    def time(self) -> Mono:
        """Seconds since the beginning, of each frame."""
        return np.arange(self.frames) / self.samplerate

    def part(self, seconds: float) -> Tape:
        """Give a shorter tape of the same kind."""
        return Tape(self.samplerate, max(1, round(seconds * self.samplerate)), self.chance)

    def sine(self, hz: float) -> Mono:
        """Give a steady sine."""
        return np.sin(2 * np.pi * hz * self.time)

    def decay(self, seconds: float) -> Mono:
        """Give a fall from 1, to 1/e after so many seconds."""
        return np.exp(-self.time / seconds)

    def colored(self, slope: float) -> Mono:
        """Give noise whose level falls by `slope` * 3 dB an octave."""
        return self._noise(np.maximum(self._hz, 50) ** (-slope / 2))

    def band(self, low_hz: float, high_hz: float) -> Mono:
        """Give noise between two frequencies."""
        return self._noise(1 / (1 + (low_hz / np.maximum(self._hz, 1)) ** 4 + (self._hz / high_hz) ** 4))

    def scattered(self, count: int, render: Callable[[], Mono]) -> Mono:
        """Let so many short sounds fall by chance."""
        played = np.zeros(self.frames)
        for start in self.chance.integers(0, self.frames, count):
            one = render()[: self.frames - start]
            played[start : start + len(one)] += one
        return played

    def without_offset(self, samples: Mono) -> Mono:
        """Take away from `samples` what lies below hearing, a constant offset above all."""
        heard = np.fft.rfft(samples) / (1 + (20 / np.maximum(self._hz, 1e-3)) ** 4)
        kept: Mono = np.fft.irfft(heard, self.frames)
        return kept

    @cached_property
    def _hz(self) -> Mono:
        return np.arange(self.frames // 2 + 1) * self.samplerate / self.frames

    def _noise(self, spectrum: Mono) -> Mono:
        white = np.fft.rfft(self.chance.normal(size=self.frames))
        samples = np.fft.irfft(white * spectrum, self.frames)
        leveled: Mono = samples / (3 * samples.std() + 1e-12)
        return leveled
