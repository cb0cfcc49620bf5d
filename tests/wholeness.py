"""What must hold of a sample folder whenever it is at rest, whatever was done to its daemon.

Read from the files and the index themselves, by nothing of fsbridge.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

import soundfile

if TYPE_CHECKING:
    from collections.abc import Iterator

SOUNDS = (".wav", ".aiff", ".flac", ".ogg", ".mp3", ".m4a")
ROWS = "SELECT source, id, kind, variant, path, size_bytes, md5, frames, samplerate, channels FROM files"


@dataclass(frozen=True)
class Truth:
    """The md5 of what the catalogue serves, by the ids of sounds."""

    original: dict[int, str]
    preview: dict[int, str]

    @classmethod
    def of(cls, made: Path) -> Self:
        """Read it from what was made for the catalogue."""
        sounds = json.loads((made / "dataset.json").read_bytes())["sounds"]
        return cls(
            {sound["id"]: sound["md5"] for sound in sounds},
            {sound["id"]: _md5_of(made / "files" / _preview(sound)) for sound in sounds},
        )


class Row(NamedTuple):
    """A file, as the index has it."""

    source: str
    id: int
    kind: str
    variant: str
    path: str
    size_bytes: int
    md5: str
    facts: tuple[int, int, int]


def broken(folder: Path, truth: Truth) -> list[str]:
    """Give a text for each promise that does not hold."""
    rows = [Row(*row[:7], row[7:]) for row in _asked(folder, ROWS)]
    lost = [f"the index: {verdict}" for (verdict,) in _asked(folder, "PRAGMA integrity_check") if verdict != "ok"]
    for row in rows:
        lost += _broken_row(folder, row, truth)
    lost += _broken_names(folder, {folder / row.path for row in rows})
    lost += _broken_banks(rows)
    return [*lost, *_broken_sidecars(folder), *_broken_states(folder)]


def wrong(answer: list, asked: int, truth: Truth) -> list[str]:
    """Give a text for each sound of a fetch that did not come, or came with other bytes."""
    sounds = [message.arguments for message in answer if message.address == "/fs/fetch/sound"]
    if answer[-1].address != "/fs/fetch/done" or len(sounds) != asked:
        return [f"{len(sounds)} of {asked} sounds came: {answer}"]
    lost: list[str] = []
    for _, id_, path, *facts, _, quality, _, _, _ in sounds:
        if "/.fsbridge/wav/" in path:
            lost += _cut(Path(path), tuple(facts))
        elif _md5_of(Path(path)) != getattr(truth, quality)[id_]:
            lost.append(f"{path} was answered and is not what the catalogue serves")
    return lost


def _preview(sound: dict) -> str:
    return next(file["path"] for file in sound["files"].values() if file and file["path"].endswith("-hq.ogg"))


def _md5_of(path: Path) -> str:
    return hashlib.md5(path.read_bytes()).hexdigest()


def _asked(folder: Path, question: str) -> list[tuple]:
    index = (folder / ".fsbridge/index.db").as_uri()
    with closing(sqlite3.connect(f"{index}?mode=ro", uri=True)) as connection:
        return connection.execute(question).fetchall()


def _cut(path: Path, facts: tuple[int, ...]) -> Iterator[str]:
    """Tell of a WAV that does not decode to the frames, samplerate and channels that are said of it."""
    try:
        samples, samplerate = soundfile.read(path, always_2d=True)
    except soundfile.LibsndfileError as error:
        yield f"{path} does not open: {error}"
        return
    if (found := (len(samples), samplerate, samples.shape[1])) != facts:
        yield f"{path} is {found} instead of {facts}"


def _broken_row(folder: Path, row: Row, truth: Truth) -> Iterator[str]:
    path, sidecar = folder / row.path, folder / f".fsbridge/sounds/{row.id}.json"
    if not path.is_file():
        yield f"{row.path} has a row and no file"
        return
    if path.stat().st_size != row.size_bytes:
        yield f"{row.path} has {path.stat().st_size} bytes and {row.size_bytes} in its row"
    if not (sidecar.is_file() and row.path in sidecar.read_text()):
        yield f"{row.path} is not in the sidecar of {row.id}"
    if row.source == "own" and row.md5 in truth.original.values():
        yield f"{row.path} is taken for the user's own"
    if row.kind in ("made", "bank"):
        yield from _cut(path, row.facts)
    elif _md5_of(path) != (row.md5 if row.source == "own" else getattr(truth, row.kind)[row.id]):
        yield f"{row.path} is not what it should be as {row.kind} of {row.id}"


def _broken_banks(rows: list[Row]) -> Iterator[str]:
    """Tell of numbers that do not stand where they belong, that two sounds have, or that one left out."""
    banks: dict[str, list[int]] = {}
    for row in rows:
        if row.kind == "bank":
            bank, number = row.variant.removesuffix("-preview").split("/")
            banks.setdefault(bank, []).append(int(number))
            if not row.path.startswith(f"banks/{bank}/{number}_{row.id}__"):
                yield f"{row.path} is not where {row.variant} of {row.id} belongs"
    for bank, numbers in banks.items():
        if sorted(numbers) != list(range(len(numbers))):
            yield f"the bank {bank} has the numbers {sorted(numbers)}"


def _broken_names(folder: Path, with_row: set[Path]) -> Iterator[str]:
    names = Counter(path.stat().st_ino for path in with_row if path.is_file())
    for path in _named(folder):
        if path not in with_row:
            yield f"{path.relative_to(folder)} has a name and no row"
        if path.stat().st_nlink > names[path.stat().st_ino]:
            yield f"{path.relative_to(folder)} can be written to under another name"


def _named(folder: Path) -> Iterator[Path]:
    """Give the files under final names: in the folder, and ours among previews and made WAVs."""
    for top in (folder, folder / ".fsbridge/previews", folder / ".fsbridge/wav"):
        for path in top.rglob("*"):
            hidden = any(part.startswith(".") for part in path.relative_to(top).parts)
            if path.suffix in SOUNDS and path.is_file() and not hidden:
                yield path


def _broken_sidecars(folder: Path) -> Iterator[str]:
    for path in (folder / ".fsbridge/sounds").glob("*.json"):
        try:
            kept = json.loads(path.read_bytes())["sound"]
        except (ValueError, KeyError) as error:
            yield f"the sidecar {path.name} can't be read: {error!r}"
        else:
            if str(kept["id"]) != path.stem:
                yield f"the sidecar {path.name} is of {kept['id']}"


def _broken_states(folder: Path) -> Iterator[str]:
    own = folder / ".fsbridge"
    if (own / "service").read_text() != "demo\n":
        yield f"the folder is marked {(own / 'service').read_text()!r}"
    for path in own.glob("*.json"):
        if re.fullmatch(r"login|clients|requests-\w+", path.stem):
            try:
                json.loads(path.read_bytes())
            except ValueError as error:
                yield f"{path.name} can't be read: {error}"
