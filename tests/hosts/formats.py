"""docs/formats.md: what each host is given of each kind of file, and what it hears of it.

`python tests/hosts/formats.py > docs/formats.md` makes the page anew.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))  # where no test runs it

import hearing
import numpy as np
import running
import soundfile

from fsbridge.audio import m4a, reading
from fsbridge.core.profiles import PROFILES
from fsbridge.osc.kinds import IDS_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from running import Running

NO_SERVICE = "http://127.0.0.1:1/apiv2/"
FRAMES, PEAK_AT = 1_200, 600
RATES = (8_000, 22_050, 44_100, 48_000, 96_000, 192_000)
CHANNELS = (1, 2, 3, 4, 6, 8)
STEREO = 2
AS_IT_IS = "as it is"
STEPS = {"PCM_16": 2**-15, "PCM_24": 2**-23}
"""Of the WAVs that are made; what stays as it is is heard as it is."""
INTRODUCTION = """\
# Formats

What fsbridge answers with of each kind of file, by the profile that a patch says in `/fs/hello`, and what programs heard when they
read it. Made by the tests, with real programs: `python tests/hosts/formats.py > docs/formats.md`; a test fails where it is not
true any more. What a request says itself (`@as @rate @channels @bits`) goes before the profile.

## What is given

The samplerate stays the file's own, and so do the channels but where it says otherwise.
"""
HEARD = """
## What was heard

| program | files | frames, samplerate, channels | peaks |
| --- | --- | --- | --- |
"""
NOT_RUN = """
SuperDirt's files were loaded by scsynth, which it plays with; SuperDirt itself was not run. Max was not run either: it is
given what Pd reads. Versions, and what each program refuses: [hosts.md](hosts.md).
"""


class Kind(NamedTuple):
    """A way to write sound files; `rates` and `channels` are those that are tried."""

    container: str
    name: str
    format: str
    subtype: str
    rates: tuple[int, ...] = RATES
    channels: tuple[int, ...] = CHANNELS


DEPTHS = {"PCM_16": "16", "PCM_24": "24", "PCM_32": "32", "FLOAT": "32 float", "DOUBLE": "64 float"}
LOSSY_RATES = tuple(rate for rate in RATES if rate <= 48_000)
KINDS = (
    *(Kind("WAV", name, "WAV", subtype) for subtype, name in ({"PCM_U8": "8"} | DEPTHS).items()),
    *(Kind("WAV EXTENSIBLE", name, "WAVEX", subtype) for subtype, name in ({"PCM_U8": "8"} | DEPTHS).items()),
    *(Kind("AIFF", name, "AIFF", subtype) for subtype, name in ({"PCM_S8": "8"} | DEPTHS).items()),
    *(Kind("FLAC", name, "FLAC", subtype) for subtype, name in (("PCM_S8", "8"), ("PCM_16", "16"), ("PCM_24", "24"))),
    Kind("OGG", "Vorbis", "OGG", "VORBIS"),
    Kind("OGG", "Opus", "OGG", "OPUS", (8_000, 48_000)),
    Kind("MP3", "MP3", "MP3", "MPEG_LAYER_III", LOSSY_RATES, (1, 2)),
    Kind("M4A", "AAC", "M4A", "AAC", tuple(rate for rate in RATES if rate <= 96_000), (1, 2)),
)


class Source(NamedTuple):
    """A file that was written: what it is, and the peak of each channel."""

    kind: Kind
    channels: int
    path: Path
    peaks: tuple[float, ...]


class Given(NamedTuple):
    """What a profile is answered with of a source."""

    source: Source
    path: str
    facts: tuple[int, int, int]
    form: str
    step: float


def page() -> str:
    """Write the page; every program is run."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "sounds"
        folder.mkdir()
        sources = {source.path.name: source for kind in KINDS for source in _written(kind, folder)}
        with running.over(NO_SERVICE, folder) as daemon:
            given = {profile: list(_given(daemon, profile, sources)) for profile in PROFILES}
        soundfile_row, scsynth_row = _by_supercollider([*given["sc"], *given["dirt"], *given["plain"]], Path(scratch))
        pd_row = _by_pd([*given["pd"], *given["plain"]])
    return "\n".join([INTRODUCTION, *_table(given)]) + "\n" + HEARD + soundfile_row + scsynth_row + pd_row + NOT_RUN


def _written(kind: Kind, folder: Path) -> Iterator[Source]:
    """Write a file at each samplerate in stereo, and with each number of channels at one of them."""
    middle = 44_100 if 44_100 in kind.rates else 48_000
    for rate, channels in dict.fromkeys([(rate, STEREO) for rate in kind.rates] + [(middle, n) for n in kind.channels]):
        path = folder / f"{KINDS.index(kind)}-{rate}-{channels}.{kind.container.split()[0].lower()}"
        samples = np.linspace(-0.02, 0.02, FRAMES, dtype="float32")[:, None] * np.ones(channels, "float32")
        samples[PEAK_AT] = np.arange(1, channels + 1) / 16  # so that channels are told apart
        if kind.format == "M4A":
            m4a.write(path, samples, rate)
            with reading.opened(path, verified=False) as reader:
                decoded = np.concatenate([block.copy() for block in reader.blocks()])
        else:
            soundfile.write(path, samples, rate, kind.subtype, format=kind.format)
            decoded, _ = soundfile.read(path, dtype="float32", always_2d=True)
        yield Source(kind, channels, path, tuple(decoded.max(axis=0).tolist()))


def _given(daemon: Running, profile: str, sources: dict[str, Source]) -> Iterator[Given]:
    """Fetch every file as a host of that profile does."""
    with daemon.caller() as patch:
        list(patch.ask("/fs/refresh", "library", timeout_seconds=60))
        list(patch.ask("/fs/hello", profile))
        for first in range(1, len(sources) + 1, IDS_MAX):
            ids = [-id_ for id_ in range(first, min(first + IDS_MAX, len(sources) + 1))]
            *told, done = patch.ask("/fs/fetch", *ids, timeout_seconds=60)
            assert done.arguments == [len(ids), 0], done
            for message in told:
                if message.address == "/fs/fetch/sound":
                    _, _, path, frames, samplerate, channels, *_, name = message.arguments
                    source = sources[name]
                    yield Given(source, path, (frames, samplerate, channels), *_form(source, path, channels))


def _form(source: Source, path: str, channels: int) -> tuple[str, float]:
    if Path(path) == source.path:
        return AS_IT_IS, 0
    subtype = soundfile.info(path).subtype
    first = f" of the first {channels}" if channels < source.channels else ""
    return f"WAV {DEPTHS[subtype]}{first}", STEPS[subtype]


def _table(given: dict[str, list[Given]]) -> Iterator[str]:
    """Give the rows; profiles that are given the same are one column, and kinds of file that go the same way one row."""
    columns: dict[tuple[str, ...], list[str]] = {}
    for profile, answers in given.items():
        forms = tuple(_form_of([each for each in answers if each.source.kind is kind]) for kind in KINDS)
        columns.setdefault(forms, []).append(f"`{profile}`")
    names: dict[tuple[str, ...], list[str]] = {}
    for number, kind in enumerate(KINDS):
        tried = f"{kind.rates[0] / 1000:g} to {kind.rates[-1] / 1000:g}", f"{kind.channels[0]} to {kind.channels[-1]}"
        names.setdefault((kind.container, *tried, *(forms[number] for forms in columns)), []).append(kind.name)
    containers: dict[tuple[str, ...], list[str]] = {}
    for (container, *cells), alike in names.items():
        containers.setdefault((", ".join(alike), *cells), []).append(container)
    yield f"| file | bits, codec | kHz | channels | {' | '.join(' '.join(profiles) for profiles in columns.values())} |"
    yield f"|{' --- |' * (4 + len(columns))}"
    for cells, alike in containers.items():
        yield f"| {', '.join(alike)} | {' | '.join(cells)} |"


def _form_of(given: list[Given]) -> str:
    """Say in what form files of one kind came, which may depend on their channels."""
    forms: dict[str, int] = {}
    for each in sorted(given, key=lambda each: each.source.channels):
        forms.setdefault(each.form, each.source.channels)
    few, *many = forms
    return "; ".join([few, *(f"from {forms[form]} channels {form}" for form in many)])


def _by_supercollider(given: list[Given], scratch: Path) -> tuple[str, str]:
    once = list({each.path: each for each in given}.values())
    told, played = hearing.by_sclang([each.path for each in once], scratch)
    return _row("sclang, `SoundFile`", once, told, peaks=False), _row("scsynth, `/b_allocRead`", once, played)


def _by_pd(given: list[Given]) -> str:
    once = list({each.path: each for each in given}.values())
    with hearing.Pd() as pd:
        return _row("Pd, `soundfiler`", once, [pd.hear(each.path) for each in once])


def _row(program: str, given: list[Given], heard: list[hearing.Heard], *, peaks: bool = True) -> str:
    """Say how what was heard differs from what was answered, and from what is in the source."""
    pairs = list(zip(given, heard, strict=True))
    facts = [each for each, heard in pairs if heard.facts != each.facts]
    loud = [each for each, heard in pairs if peaks and not _as_loud(each, heard)]
    cells = [
        program,
        str(len(pairs)),
        _verdict("as answered", facts),
        _verdict("within a step", loud) if peaks else "-",
    ]
    return f"| {' | '.join(cells)} |\n"


def _as_loud(given: Given, heard: hearing.Heard) -> bool:
    there = given.source.peaks[: given.facts[2]]
    return len(heard.peaks) == len(there) and np.allclose(heard.peaks, there, rtol=0, atol=given.step)


def _verdict(well: str, otherwise: list[Given]) -> str:
    return well if not otherwise else "NOT " + " ".join(Path(each.path).name for each in otherwise)


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - it is what the command is for
