"""What the demo holds: a table of forty sounds worth hearing, and short variants that fill many pages."""
# ruff: noqa: E501 - a table is read along its rows

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import cycle
from typing import TYPE_CHECKING, Any

from fsbridge.demo.made import voices as v

if TYPE_CHECKING:
    from collections.abc import Iterator

USERS = {
    "demo": 9001,
    "marisol": 2104,
    "J. R. Field": 310_077,
    "north-wind_77": 4412,
    "tape.loop.exe": 88_190,
}
LICENSES: dict[str, tuple[int, str, str]] = {
    "sampling+": (1, "Sampling+", "http://creativecommons.org/licenses/sampling+/1.0/"),
    "cc0": (2, "Creative Commons 0", "http://creativecommons.org/publicdomain/zero/1.0/"),
    "by3": (3, "Attribution", "http://creativecommons.org/licenses/by/3.0/"),
    "by-nc3": (4, "Attribution NonCommercial", "http://creativecommons.org/licenses/by-nc/3.0/"),
    "by4": (5, "Attribution", "https://creativecommons.org/licenses/by/4.0/"),
    "by-nc4": (6, "Attribution NonCommercial", "https://creativecommons.org/licenses/by-nc/4.0/"),
}
PACKS = {
    501: ("marisol", "Weather, made indoors"),
    502: ("J. R. Field", "Loops / vol. 1"),
    503: ("north-wind_77", "Grains & drips"),
    504: ("tape.loop.exe", "Percussão básica"),
}
BARCELONA, REYKJAVIK, AMAZON = (41.404, 2.194, 14), (64.147, -21.942, 13), (-3.119, -60.022, 12)


@dataclass(frozen=True)
class Row:
    """A sound to be made; `coding` is a row of `pressing.CODINGS`, `peak` its loudest sample (1 is full scale)."""

    name: str
    voice: v.Voice
    seconds: float
    category: str
    tags: str
    description: str = ""
    coding: str = "wav16"
    samplerate: int = 44_100
    channels: int = 1
    license: str = "cc0"
    username: str = "marisol"
    pack: int | None = None
    geotag: tuple[float, float, int] | None = None
    peak: float = 0.8
    truths: dict[str, Any] = field(default_factory=dict)


def _loop(name: str, bpm: float, beats: int, parts: dict[str, str], tags: str, **kept: Any) -> Row:
    voice = v.loop(bpm, beats, parts)
    about = f"{bpm:g} bpm, {beats} beats, loops without a gap. Made with numpy."
    kept = {"category": "m-sp", "username": "J. R. Field", "pack": 502, "channels": 2, **kept}
    return Row(name, voice, beats * 60 / bpm, tags=f"loop {tags}", description=about, **kept)


FOUR = "x...x...x...x..."
MAIN = [
    Row("Rain on a tin roof.wav", v.rain(90, 0.25), 4, "fx-n", "rain roof weather heavy field", "Heavy rain, all\r\nof it <b>computed</b>.", channels=2, pack=501, geotag=BARCELONA),
    Row("light rain", v.rain(12, 0.06), 3, "fx-n", "rain weather light calm", coding="flac16", channels=2, pack=501, peak=0.3),
    Row("Drizzle/at the window.aiff", v.rain(5, 0.04), 3, "fx-n", "rain drizzle window", coding="aiff24", samplerate=48_000, pack=501, peak=0.2),
    Row("downpour 雨 🌧️", v.rain(300, 0.8), 3, "fx-n", "rain storm downpour 雨", coding="wavx24", samplerate=48_000, channels=2, license="by4", pack=501, geotag=AMAZON),
    Row("rain in six channels", v.rain(60, 0.2), 2, "ss-n", "rain surround multichannel", coding="wavx24", samplerate=48_000, channels=6, username="north-wind_77"),
    Row("Rain, old cassette.mp3", v.rain(60, 0.5), 4, "fx-n", "rain lofi cassette", coding="mp3", samplerate=22_050, license="by3", username="tape.loop.exe"),
    Row("Rain (loop) ogg", v.rain(70, 0.3), 3, "ss-n", "rain ambience soundscape", coding="ogg", channels=2, license="by-nc4", username="north-wind_77", geotag=REYKJAVIK),
    Row("rain stops.m4a", v.rain(40, 0.1), 3, "fx-n", "rain phone", coding="m4a", channels=2, license="by4", username="J. R. Field"),
    Row("Thunder, close", v.thunder(), 4, "fx-n", "thunder storm weather", coding="flac24", samplerate=48_000, channels=2, pack=501, peak=0.95),
    Row("thunder far away", v.thunder(), 3, "fx-n", "thunder distant weather", coding="ogg", license="sampling+", peak=0.4),
    Row("Wind in the wires", v.swell(250, 1200, 4), 4, "ss-n", "wind weather ambience", coding="flac16", channels=2, username="north-wind_77", geotag=REYKJAVIK),
    Row("wind, a draught under the door.ogg", v.swell(500, 2500, 2), 3, "fx-n", "wind indoor", coding="ogg", username="north-wind_77"),
    Row("Waves at night", v.swell(150, 3000, 3.5), 4, "ss-n", "waves sea beach water", coding="aiff16", channels=2, license="by3", geotag=BARCELONA),
    Row("Geiger counter", v.clicks(9), 3, "fx-el", "click clicks geiger", samplerate=96_000, coding="wav24"),
    Row("vinyl crackle 'loop'", v.mixed((1, v.clicks(25)), (0.05, v.noise(1))), 3, "fx-el", "click crackle vinyl lofi", coding="mp3", channels=2, username="tape.loop.exe"),
    Row("church bell", v.bell(220), 4, "is-p", "bell church struck", coding="wav24", samplerate=48_000, license="by4", truths={"single_event": True}),
    Row("Small bell (cloche) — glacée.flac", v.bell(1318.5), 2, "is-p", "bell glass ting", coding="flac24", samplerate=88_200, truths={"single_event": True}),
    Row("tone 440", v.tone(440), 2, "is-e", "tone sine reference", username="demo", truths={"single_event": True}),
    Row("A3 organ-like", v.tone(220, 0.5, 0.3, 0.25, 0.1, 0.2), 3, "is-k", "tone organ keyboard", coding="wavf", truths={"single_event": True}),
    Row("1 kHz 32 bit", v.tone(1000), 1, "fx-el", "tone sine reference test", coding="wav32", samplerate=48_000, username="demo"),
    Row("hollow tone C4", v.tone(261.63, 0, 0.33, 0, 0.2, 0, 0.14), 2, "is-e", "tone square synth", coding="wav8", samplerate=22_050, license="by-nc3", truths={"single_event": True}),
    Row("white noise", v.noise(0), 2, "fx-el", "noise white test", coding="wavf", username="demo", peak=0.5),
    Row("pink noise", v.noise(1), 3, "fx-el", "noise pink test", coding="flac24", channels=2, username="demo", peak=0.5),
    Row("brown noise, deep & slow", v.noise(2), 3, "fx-el", "noise brown deep", coding="wav16", samplerate=32_000, username="demo", peak=0.6),
    _loop("Four on the floor 120bpm", 120, 8, {"kick": FOUR, "hat": "..x." * 4, "snare": "....x.......x..."}, "drums house beat"),
    _loop("broken beat_174 bpm.wav", 174, 8, {"kick": "x.........x.....", "snare": "....x..x.x..x...", "hat": "x.x." * 4}, "drums jungle breakbeat", coding="flac16", license="by4"),
    _loop("slow rock 90", 90, 4, {"kick": "x.......x.x.....", "snare": "....x.......x...", "hat": "x.x." * 4}, "drums rock", coding="aiff16", license="by-nc4"),
    _loop("clave 3-2 100bpm", 100, 8, {"1760": "x..x..x...x.x...", "hat": "x..." * 4}, "percussion latin clave", coding="mp3", license="by3"),
    _loop("Arpeggio in C 140 BPM", 140, 8, {"261.63": "x.......", "329.63": "..x...x.", "392.00": "....x...", "523.25": ".......x"}, "melody arpeggio", coding="ogg", category="m-si", license="sampling+", truths={"tonality": "C major"}),
    Row("plucked string E2", v.pluck(82.41), 3, "is-s", "string guitar pluck", coding="wav24", samplerate=96_000, username="J. R. Field", truths={"single_event": True}),
    Row("plucked string A3.aif", v.pluck(220), 3, "is-s", "string guitar pluck", coding="aiff24", samplerate=48_000, username="J. R. Field", truths={"single_event": True}),
    Row("koto-ish D5", v.pluck(587.33), 2, "is-s", "string koto pluck", coding="m4a", samplerate=48_000, username="J. R. Field", license="by-nc3", truths={"single_event": True}),
    Row("choir 'aah'", v.formants(196, 730, 1090, 2440), 3, "is-other", "voice choir vowel synthetic", coding="wav24", samplerate=48_000, channels=2, license="by4"),
    Row("voice ooh.ogg", v.formants(130.81, 300, 870, 2240), 3, "is-other", "voice vowel synthetic", coding="opus", samplerate=48_000),
    Row("Drone in A minor", v.drone(110, 130.81, 164.81, 220), 5, "m-other", "drone ambient dark pad", coding="ogg", channels=2, username="tape.loop.exe", license="by4", truths={"tonality": "A minor"}),
    Row("drone, D major, warm", v.drone(73.42, 146.83, 185.0, 220), 4, "m-other", "drone ambient warm pad", coding="flac16", channels=2, license="by-nc4", truths={"tonality": "D major"}),
    Row("forest that isn't there", v.mixed((0.5, v.swell(200, 900, 3)), (0.3, v.rain(4, 0.02)), (0.1, v.band(2500, 4500))), 4, "ss-n", "ambience forest soundscape quiet", coding="ogg", channels=2, geotag=AMAZON, peak=0.4),
    Row("server room", v.mixed((0.6, v.band(80, 700)), (0.25, v.tone(100, 0.5, 0.4)), (0.1, v.band(3000, 6000))), 3, "ss-i", "ambience room machine hum", coding="mp3", channels=2, samplerate=48_000, username="tape.loop.exe"),
    Row("kick, short", v.kick(), 0.5, "is-p", "drum kick bass percussion", coding="wav16", username="tape.loop.exe", pack=504, truths={"single_event": True}),
    Row("caixa/snare, sêca", v.snare(), 0.4, "is-p", "drum snare percussion", coding="wav24", username="tape.loop.exe", pack=504, license="by3", truths={"single_event": True}),
]  # fmt: skip

AWKWARD = [
    "../../etc/passwd",
    "/absolute/drip.wav",
    'She said "drip" & left',
    "'; DROP TABLE grains; --",
    "C:\\drips\\grain.wav",
    "CON.wav",
    "aux",
    "..",
    "trailing dots...",
    ".hidden",
    "  spaces around  ",
    "قطرة المطر على النافذة",
    "水滴 🫧 drip",
    "Grâin à l'état brut — n° 7",
    "<b>grain</b> &amp; drip.wav",
    "percent%20drip%2F.wav",
    "$(drip) `grain` ; # *?",
    "-rf drip",
    "loop_grain.WAV",
    "grain.mp3",
    "!!!",
    "a very long name " * 18,
]
"""Names that a careless program trips over; they stand on variants, whatever those really are."""

VARIANTS = 164
_CODINGS = ("wav16", "aiff16", "ogg", "wav24", "mp3", "flac16", "wavf", "wav16", "flac24", "aiff24", "wav8", "wavx16", "wav32", "m4a")  # fmt: skip
_RATES = {
    "ogg": (44_100, 48_000, 22_050),
    "mp3": (44_100, 48_000, 16_000),
    "m4a": (44_100, 48_000),
    "wav8": (8_000, 11_025),
    "": (44_100, 48_000, 44_100, 22_050, 96_000),
}


def rows() -> Iterator[Row]:
    """Give all sounds: the forty, then the variants, each tagged `grain` and about a third also `rain`."""
    yield from MAIN
    awkward = dict(zip(range(3, VARIANTS, 7), AWKWARD, strict=False))
    rates = {coding: cycle(_RATES.get(coding, _RATES[""])) for coding in _CODINGS}
    licenses = cycle(["cc0", "cc0", "cc0", "by4", "cc0", "cc0", "by-nc4", "cc0", "cc0", "by3", "cc0", "by-nc3"])
    kinds = cycle(["drip", "grain", "note"])
    for number in range(VARIANTS):
        kind, coding = next(kinds), _CODINGS[number % len(_CODINGS)]
        hz = round(180 * 2 ** (number % 36 / 12), 2)
        voice, category, tags = {
            "drip": (v.drip(2 * hz), "fx-n", "drip drop rain water grain"),
            "grain": (v.grain(2 * hz, 1.3), "fx-el", "grain granular texture"),
            "note": (v.pluck(hz), "is-s", "pluck string note grain"),
        }[kind]
        yield Row(
            awkward.get(number, f"{kind} {number:03d}"),
            voice,
            round(0.2 + number % 8 * 0.04, 2),
            category,
            tags,
            f"A {kind} around {hz:g} Hz, number {number} of {VARIANTS}.",
            coding,
            next(rates[coding]),
            1 if number % 11 else 2,
            next(licenses),
            username="north-wind_77",
            pack=503 if number % 2 else None,
            truths={"single_event": True},
        )
