"""Instruments that make the demo's sounds: each turns an empty tape into samples, the same ones every time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fsbridge.demo.made.tape import Mono, Tape

Render = Callable[[Tape], Mono]


@dataclass(frozen=True)
class Voice:
    """One instrument, and the descriptors that hold of all that it plays."""

    render: Render
    truths: dict[str, Any] = field(default_factory=dict)


def tone(hz: float, *harmonics: float) -> Voice:
    """A steady tone; `harmonics` are the levels from the second partial on."""

    def render(tape: Tape) -> Mono:
        levels = [level for n, level in enumerate((1.0, *harmonics), 1) if n * hz < tape.samplerate / 2]
        return sum((level * tape.sine(n * hz) for n, level in enumerate(levels, 1)), np.zeros(tape.frames))

    return Voice(render, {"pitch": float(hz)})


def noise(slope: float) -> Voice:
    """Noise whose level falls by `slope` * 3 dB an octave: 0 is white, 1 pink, 2 brown."""
    return Voice(lambda tape: tape.colored(slope))


def band(low_hz: float, high_hz: float) -> Voice:
    """Noise between two frequencies."""
    return Voice(lambda tape: tape.band(low_hz, high_hz))


def rain(drops_per_second: float, hiss: float) -> Voice:
    """Drops that fall by chance, over the hiss of those far away."""

    def render(tape: Tape) -> Mono:
        count = max(1, round(drops_per_second * tape.frames / tape.samplerate))
        return hiss * tape.band(400, 9000) + tape.scattered(count, lambda: _drop(tape))

    return Voice(render)


def drip(hz: float) -> Voice:
    """One drop into water: a chirp that rises as its bubble closes."""

    def render(tape: Tape) -> Mono:
        rise = hz * (1 + 1.5 * tape.time)
        return np.sin(2 * np.pi * np.cumsum(rise) / tape.samplerate) * tape.decay(0.06)

    return Voice(render)


def grain(hz: float, width: float) -> Voice:
    """A grain as of granular synthesis: a band of noise around `hz` in a bell-shaped window."""
    return Voice(lambda tape: tape.band(hz / width, hz * width) * np.hanning(tape.frames))


def clicks(per_second: float) -> Voice:
    """Short clicks by chance, as of a Geiger counter or an old record."""

    def render(tape: Tape) -> Mono:
        def click() -> Mono:
            part = tape.part(0.004)
            return tape.chance.normal(size=part.frames) * part.decay(0.0008)

        return tape.scattered(max(1, round(per_second * tape.frames / tape.samplerate)), click)

    return Voice(render)


def bell(hz: float) -> Voice:
    """A struck bell; its partials stand as those of a church bell do, and the lower ring longer."""
    partials = {0.5: 1.0, 1.0: 0.9, 1.2: 0.7, 1.5: 0.4, 2.0: 0.8, 2.67: 0.35, 3.0: 0.3, 4.0: 0.25, 5.33: 0.15}

    def render(tape: Tape) -> Mono:
        rung = (level * tape.sine(hz * ratio) * tape.decay(1.2 / ratio) for ratio, level in partials.items())
        return sum(rung, np.zeros(tape.frames))

    return Voice(render)


def pluck(hz: float) -> Voice:
    """A plucked string, by Karplus and Strong: a burst of noise that goes round and loses its edge."""

    def render(tape: Tape) -> Mono:
        period = round(tape.samplerate / hz - 0.5)
        string = tape.chance.uniform(-1, 1, period)
        for _ in range(3):
            string = (string + np.roll(string, 1)) / 2 - string.mean()
        in_tune = np.arange(tape.frames) * hz * (period + 0.5) / tape.samplerate
        rounds = []
        for _ in range(int(in_tune[-1]) // period + 2):
            rounds.append(string)
            string = 0.498 * (string + np.roll(string, 1))
        played = np.concatenate(rounds)
        return np.interp(in_tune, np.arange(len(played)), played)

    return Voice(render, {"pitch": float(hz)})


def formants(hz: float, *vowel: float) -> Voice:
    """A hummed vowel: the harmonics of a voice, loudest around the frequencies of `vowel`."""

    def render(tape: Tape) -> Mono:
        vibrato = 2 * np.pi * hz * tape.time + 0.15 * np.sin(2 * np.pi * 5 * tape.time)
        harmonics = np.arange(1, min(4000, tape.samplerate / 2) // hz)
        levels = sum((1 / (1 + ((harmonics * hz - at) / 90) ** 2) for at in vowel), 0.3 / harmonics)
        sung = (level * np.sin(n * vibrato) for n, level in zip(harmonics, levels, strict=True))
        return sum(sung, np.zeros(tape.frames))

    return Voice(render, {"pitch": float(hz)})


def drone(*hz: float) -> Voice:
    """A chord of detuned tones that beat slowly against each other."""

    def render(tape: Tape) -> Mono:
        played = (tape.sine(at * (1 + cents / 1200 * np.log(2))) for at in hz for cents in (-6, 0, 5))
        return sum(played, np.zeros(tape.frames)) * (1 + 0.3 * np.sin(2 * np.pi * 0.2 * tape.time))

    return Voice(render)


def swell(low_hz: float, high_hz: float, every_seconds: float) -> Voice:
    """Noise that comes and goes: wind, or waves on a beach."""

    def render(tape: Tape) -> Mono:
        breath = 0.55 - 0.45 * np.cos(2 * np.pi * tape.time / every_seconds + 0.7 * np.sin(tape.time))
        return tape.band(low_hz, high_hz) * breath**2 + 0.1 * tape.colored(1) * breath

    return Voice(render)


def thunder() -> Voice:
    """A crack, and its rolling away."""

    def render(tape: Tape) -> Mono:
        roll = tape.colored(2) * tape.decay(tape.frames / tape.samplerate / 4)
        rumble = roll * (1 + 0.7 * np.sin(2 * np.pi * 1.7 * tape.time))
        return rumble + 0.5 * tape.band(300, 5000) * tape.decay(0.12)

    return Voice(render)


def kick() -> Voice:
    """A bass drum: a tone that falls from 160 to 45 Hz."""

    def render(tape: Tape) -> Mono:
        fall = 45 + 115 * np.exp(-tape.time / 0.04)
        return np.sin(2 * np.pi * np.cumsum(fall) / tape.samplerate) * tape.decay(0.15)

    return Voice(render)


def snare() -> Voice:
    """A snare drum: its skin and its wires."""
    return Voice(lambda tape: 0.6 * tape.sine(185) * tape.decay(0.07) + 0.8 * tape.band(1000, 9000) * tape.decay(0.11))


def hat() -> Voice:
    """A closed hi-hat."""
    return Voice(lambda tape: 0.5 * tape.band(6000, 16_000) * tape.decay(0.03))


def loop(bpm: float, beats: int, parts: dict[str, str]) -> Voice:
    """A loop of so many beats; each part is a name in `DRUMS` or a pitch in Hz, and its steps, `x` for a stroke."""

    def render(tape: Tape) -> Mono:
        played = np.zeros(tape.frames)
        for name, steps in parts.items():
            render_stroke = (DRUMS[name] if name in DRUMS else pluck(float(name))).render
            for step in (step for step, mark in enumerate(steps) if mark == "x"):
                start = round(step * tape.frames / len(steps))
                stroke = render_stroke(tape.part(0.35))[: tape.frames - start]
                played[start : start + len(stroke)] += stroke * np.linspace(1, 0, len(stroke))
        return played

    times = [round(60 / bpm * beat, 3) for beat in range(beats)]
    return Voice(
        render,
        {"bpm": float(bpm), "bpm_confidence": 1.0, "beat_count": beats, "beat_times": times, "loopable": True},
    )


def mixed(*voices: tuple[float, Voice]) -> Voice:
    """Several voices at once, each at its level."""
    return Voice(lambda tape: sum((level * voice.render(tape) for level, voice in voices), np.zeros(tape.frames)))


DRUMS = {"kick": kick(), "snare": snare(), "hat": hat()}


def _drop(tape: Tape) -> Mono:
    hz, level = tape.chance.uniform(900, 5000), tape.chance.uniform(0.1, 1) ** 2
    part = tape.part(0.02)
    return level * part.sine(hz) * part.decay(0.004)
