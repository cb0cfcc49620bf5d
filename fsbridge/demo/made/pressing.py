"""From a row of the plan to files on the disk, and to the sound object that tells of them."""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fsbridge.audio import m4a, reading, writing
from fsbridge.demo.made import measuring
from fsbridge.demo.made.plan import LICENSES, USERS
from fsbridge.demo.made.tape import Tape
from fsbridge.demo.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from pathlib import Path

    from fsbridge.demo.made.plan import Row

    Samples = npt.NDArray[np.float32]


class Coding(NamedTuple):
    """How an original is written; `bits` is 0 for lossy ones, as Freesound has it."""

    type: str
    container: str
    subtype: str
    bits: int


CODINGS = {
    "wav8": Coding("wav", "WAV", "PCM_U8", 8),
    "wav16": Coding("wav", "WAV", "PCM_16", 16),
    "wav24": Coding("wav", "WAV", "PCM_24", 24),
    "wav32": Coding("wav", "WAV", "PCM_32", 32),
    "wavf": Coding("wav", "WAV", "FLOAT", 32),
    "wavx16": Coding("wav", "WAVEX", "PCM_16", 16),
    "wavx24": Coding("wav", "WAVEX", "PCM_24", 24),
    "aiff16": Coding("aiff", "AIFF", "PCM_16", 16),
    "aiff24": Coding("aiff", "AIFF", "PCM_24", 24),
    "flac16": Coding("flac", "FLAC", "PCM_16", 16),
    "flac24": Coding("flac", "FLAC", "PCM_24", 24),
    "ogg": Coding("ogg", "OGG", "VORBIS", 0),
    "opus": Coding("ogg", "OGG", "OPUS", 0),
    "mp3": Coding("mp3", "MP3", "MPEG_LAYER_III", 0),
    "m4a": Coding("m4a", "M4A", "AAC", 0),
}

_FADE_IN_SECONDS, _FADE_OUT_SECONDS = 0.003, 0.03
_LOSSY_HEADROOM = 0.6
"""For encoders that overshoot; previews have it where the original has it."""
_HQ_SAMPLERATE_MAX, _LQ_SAMPLERATE_MAX = 48_000, 24_000
_FIRST_CREATED = datetime(2006, 3, 1, 12, tzinfo=UTC)
_HQ_COMPRESSION, _LQ_COMPRESSION = 0.6, 0.9


def press(folder: Path, sound_id: int, row: Row) -> dict[str, Any]:
    """Make the sound of a row and its previews below `folder`, and return its object in the dataset."""
    samples = record(row, sound_id)
    original = f"sounds/{sound_id // 1000}/{sound_id}_{USERS[row.username]}.{CODINGS[row.coding].type}"
    _write(folder / original, samples, row.samplerate, CODINGS[row.coding])
    return describe(folder, sound_id, row, samples, original)


def record(row: Row, seed: int) -> Samples:
    """Play a row: without offset, its ends faded, as loud as it is to be."""
    tape = Tape(row.samplerate, round(row.seconds * row.samplerate), np.random.default_rng(seed))
    played = np.stack([tape.without_offset(row.voice.render(tape)) for _ in range(row.channels)], axis=1)
    for seconds, edge in ((_FADE_IN_SECONDS, played), (_FADE_OUT_SECONDS, played[::-1])):
        frames = round(seconds * row.samplerate)
        edge[:frames] *= np.linspace(0, 1, frames)[:, None] ** 2
    peak = row.peak if CODINGS[row.coding].bits else row.peak * _LOSSY_HEADROOM
    recorded: Samples = (peak * played / np.abs(played).max()).astype("float32")
    return recorded


def describe(folder: Path, sound_id: int, row: Row, samples: Samples, original: str) -> dict[str, Any]:
    """Write the previews of `samples`; return the sound object of the file `original`, read from it."""
    facts = reading.check(folder / original)
    content = (folder / original).read_bytes()
    coding, license_row = CODINGS[row.coding], LICENSES[row.license]
    created = _FIRST_CREATED + timedelta(days=31.7 * (sound_id % 211), seconds=sound_id)
    popular = zlib.crc32(str(sound_id).encode())
    kbps = round(len(content) * 8 / facts.seconds / 1000)
    return {
        "id": sound_id,
        "username": row.username,
        "user_id": USERS[row.username],
        "name": row.name,
        "description": row.description or f"{row.name}, made with numpy.",
        "tags": row.tags.split(),
        "license_id": license_row[0],
        "license_name": license_row[1],
        "license": license_row[2],
        "type": coding.type,
        "duration": round(facts.seconds, 6),
        "bitrate": 0 if coding.bits else kbps,
        "bitdepth": coding.bits,
        "samplerate": float(facts.samplerate),
        "channels": facts.channels,
        "filesize": len(content),
        "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        "crc": f"{zlib.crc32(content):08x}",
        "pack": row.pack,
        "created": created.isoformat(),
        "bst_category": row.category,
        "geotag": row.geotag,
        "moderation_state": "OK",
        "processing_state": "OK",
        "similarity_state": "OK",
        "is_explicit": False,
        "num_downloads": popular % 5000,
        "avg_rating_0_10": popular % 41 / 10 + 6 if popular % 3 else 0.0,
        "num_ratings": popular % 29 + 1 if popular % 3 else 0,
        "num_comments": 0,
        "sources": [],
        "gen_ai_preference": "no-additional-preferences",
        "descriptors": _descriptors(row, samples),
        "vectors": {"laion_clap": measuring.vector(samples, row.samplerate)},
        "friendly_filename": friendly(sound_id, row.username, row.name, coding.type),
        "files": {
            "original": _entry(folder, original, created),
            **_previews(folder, sound_id, row, samples, created),
        },
    }


def friendly(sound_id: int, username: str, name: str, kind: str) -> str:
    """Name a download as Freesound does (docs/freesound.md 4.2): ASCII slugs, what follows the last dot left out."""
    return f"{sound_id}__{_slug(username)}__{_slug(posixpath.splitext(name)[0])}.{kind}"


def _slug(text: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_text).strip()).strip("-_")


def _descriptors(row: Row, samples: Samples) -> dict[str, Any]:
    category, subcategory = CATEGORIES[row.category]
    truths = {"loopable": False, "single_event": False, "reverbness": False} | row.voice.truths | row.truths
    if truths["single_event"]:
        truths["onset_count"] = 1
    if "pitch" in truths and category == "Instrument samples":
        truths |= measuring.note(truths["pitch"])
    measured = measuring.descriptors(samples, row.samplerate)
    return {"category": category, "subcategory": subcategory, **measured, **truths}


def _previews(folder: Path, sound_id: int, row: Row, samples: Samples, created: datetime) -> dict[str, dict[str, Any]]:
    """Write the four previews: the better ones as they are, the others in mono and at most 24 kHz."""
    better, rate = _below(_HQ_SAMPLERATE_MAX, samples[:, :2], row.samplerate)
    lesser, low_rate = _below(_LQ_SAMPLERATE_MAX, better.mean(axis=1, keepdims=True), rate)
    stem = f"previews/{sound_id // 1000}/{sound_id}_{USERS[row.username]}"
    entries = {}
    for quality, heard, samplerate, compression in (
        ("hq", better, rate, _HQ_COMPRESSION),
        ("lq", lesser, low_rate, _LQ_COMPRESSION),
    ):
        for kind in ("mp3", "ogg"):
            path = f"{stem}-{quality}.{kind}"
            _write(folder / path, heard, samplerate, CODINGS[kind], compression)
            entries[f"preview_{quality}_{kind}"] = _entry(folder, path, created)
    return entries


def _below(limit: int, samples: Samples, samplerate: int) -> tuple[Samples, int]:
    """Halve a samplerate beyond `limit` by a plain mean of two frames: enough for a preview."""
    if samplerate <= limit:
        return samples, samplerate
    pairs = samples[: len(samples) // 2 * 2].reshape(-1, 2, samples.shape[1])
    return pairs.mean(axis=1, dtype="float32"), samplerate // 2


def _write(path: Path, samples: Samples, samplerate: int, coding: Coding, compression: float | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if coding.container == "M4A":
        m4a.write(path, samples, samplerate)
    else:
        writing.write(path, samples, samplerate, coding.container, coding.subtype, compression=compression)


def _entry(folder: Path, path: str, created: datetime) -> dict[str, Any]:
    content = (folder / path).read_bytes()
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return {"path": path, "length": len(content), "md5": md5, "mtime": int(created.timestamp())}
