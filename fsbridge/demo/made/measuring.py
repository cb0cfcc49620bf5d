"""Descriptors and similarity vectors, measured from the samples by plain spectra.

They bear Freesound's names and units (docs/freesound.md 3.8) but not its algorithms: a value orders these sounds
rightly and is near, not equal to, what Freesound would compute. What is not measured is left out.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.floating[Any]]

_WINDOW_FRAMES = 1024
_SILENCE = 1e-3  # -60 dB
_BAND_HZ = np.geomspace(40, 18_000, 129)
_QUARTERS = 4
_NOTES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


def descriptors(samples: Samples, samplerate: int) -> dict[str, Any]:
    """Measure a sound (frames by channels, full scale is 1)."""
    mono = samples.mean(axis=1)
    power = _spectra(mono).mean(axis=0)
    hz = np.fft.rfftfreq(_WINDOW_FRAMES, 1 / samplerate)
    centroid = float((hz * power).sum() / power.sum())
    energy = mono**2
    time = np.arange(len(mono)) / samplerate
    measured = {
        "brightness": 100 * np.clip(np.log2(max(centroid, 50) / 50) / np.log2(22_050 / 50), 0, 1),
        "loudness": np.clip(10 * np.log10((samples**2).mean(axis=0).sum() + 1e-12) - 0.691, -70, 0),
        "silence_rate": (_levels(mono) < _SILENCE).mean(),
        "spectral_centroid": centroid,
        "spectral_flatness": np.exp(np.log(power + 1e-15).mean()) / (power.mean() + 1e-15),
        "spectral_rolloff": hz[np.searchsorted(power.cumsum(), 0.85 * power.sum())],
        "temporal_centroid": (time * energy).sum() / energy.sum() / (len(mono) / samplerate),
        "zero_crossing_rate": (np.diff(np.signbit(mono)) != 0).mean(),
    }
    return {name: round(float(value), 3) for name, value in measured.items()} | {"has_audio_problems": False}


def note(hz: float) -> dict[str, Any]:
    """Name the nearest note to a pitch: 440 Hz is A4, 69."""
    midi = round(69 + 12 * float(np.log2(hz / 440)))
    return {"note_midi": midi, "note_name": f"{_NOTES[midi % 12]}{midi // 12 - 1}", "note_confidence": 1.0}


def vector(samples: Samples, samplerate: int) -> list[float]:
    """Place a sound among others: the levels of 128 bands in each quarter of it, 512 numbers of length 1."""
    spectra = _spectra(samples.mean(axis=1))
    band = np.searchsorted(_BAND_HZ, np.fft.rfftfreq(_WINDOW_FRAMES, 1 / samplerate)) - 1
    inside = (band >= 0) & (band < len(_BAND_HZ) - 1)
    levels = []
    for quarter in np.array_split(np.arange(len(spectra)), _QUARTERS):
        power = spectra[quarter if len(quarter) else slice(-1, None)].mean(axis=0)
        heard = np.bincount(band[inside], power[inside], len(_BAND_HZ) - 1)
        levels.append(np.log10(heard + 1e-9))
    placed = np.concatenate(levels)
    placed -= placed.mean()
    return [round(float(value), 5) for value in placed / np.linalg.norm(placed)]


def _windows(mono: Samples) -> Samples:
    return np.pad(mono, (0, -len(mono) % _WINDOW_FRAMES)).reshape(-1, _WINDOW_FRAMES)


def _spectra(mono: Samples) -> Samples:
    power: Samples = np.abs(np.fft.rfft(_windows(mono) * np.hanning(_WINDOW_FRAMES), axis=1)) ** 2
    return power


def _levels(mono: Samples) -> Samples:
    levels: Samples = np.sqrt((_windows(mono) ** 2).mean(axis=1))
    return levels
