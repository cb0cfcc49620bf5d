"""The whole catalogue as one file of JSON, in the shape of the recorded one that the tests replay."""

from __future__ import annotations

import importlib.util
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import msgspec

from fsbridge.audio import writing
from fsbridge.demo.made import credential, pressing
from fsbridge.demo.made import voices as v
from fsbridge.demo.made.plan import LICENSES, MAIN, PACKS, USERS, Row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LARGE_ID = 900_001
_EXCERPT_SECONDS = 4


def make(folder: Path, dataset: Path, rows: Iterable[Row], large_megabytes: int) -> None:
    """Make the sounds of `rows`, and a large one, below `folder/files`, and then `dataset`."""
    files = folder / "files"
    if files.exists():
        shutil.rmtree(files)
    has_av = importlib.util.find_spec("av") is not None
    numbered = [(_sound_id(number), row) for number, row in enumerate(rows) if has_av or row.coding != "m4a"]
    with ThreadPoolExecutor() as pool:  # encoding leaves Python to the others
        sounds = list(pool.map(lambda wanted: pressing.press(files, *wanted), numbered))
    if large_megabytes:
        sounds.append(_large(files, large_megabytes))
    partial = dataset.with_suffix(".part")
    partial.write_bytes(msgspec.json.encode(_dataset(sounds)))
    partial.replace(dataset)


def _sound_id(number: int) -> int:
    """Spread the ids as they are on Freesound, so that files stand in many folders."""
    return 1234 + 613 * number if number < len(MAIN) else 41_000 + 61 * number


def _large(files: Path, megabytes: int) -> dict[str, Any]:
    """Make one long sound of white noise; its previews and measures are of its first seconds."""
    row = Row(
        "a very long noise", v.noise(0), _EXCERPT_SECONDS, "fx-el", "noise long large", channels=2, username="demo"
    )
    excerpt = pressing.record(row, _LARGE_ID)
    path = f"sounds/{_LARGE_ID // 1000}/{_LARGE_ID}_{USERS[row.username]}.wav"
    (files / path).parent.mkdir(parents=True)
    with writing.writing(files / path, row.samplerate, row.channels, "WAV", "PCM_16") as append:
        for _ in range(round(megabytes * 1_000_000 / (4 * len(excerpt)))):
            append(excerpt)
    return pressing.describe(files, _LARGE_ID, row, excerpt, path)


def _dataset(sounds: list[dict[str, Any]]) -> dict[str, Any]:
    in_pack = Counter(sound["pack"] for sound in sounds)
    return {
        "note": "Made by the demo of fsbridge: every sound is computed; users, counts and dates are invented.",
        "users": [
            {
                "id": number,
                "username": name,
                "email": f"user{number}@localhost.invalid",
                "is_active": True,
                "date_joined": "2005-07-01T10:00:00+00:00",
                "about": None,
                "home_page": None,
                "has_avatar": False,
                "num_posts": 0,
                "password": credential.PASSWORD if name == credential.USERNAME else None,
            }
            for name, number in USERS.items()
        ],
        "licenses": [{"id": number, "name": name, "deed_url": url} for number, name, url in LICENSES.values()],
        "packs": [
            {
                "id": number,
                "user": user,
                "name": name,
                "description": None,
                "created": "2006-03-01T11:00:00+00:00",
                "is_deleted": False,
                "num_downloads": 0,
                "num_sounds": in_pack[number],
            }
            for number, (user, name) in PACKS.items()
        ],
        "credentials": [
            {
                "client_id": credential.CLIENT_ID,
                "client_secret": credential.CLIENT_SECRET,
                "owner": credential.USERNAME,
                "throttling_level": 1,
                "status": "OK",
                "redirect_uri": "http://127.0.0.1/callback",
                "allow_oauth_password_grant": True,
            }
        ],
        "bookmark_categories": [],
        "bookmarks": [],
        "comments": [],
        "ratings": [],
        "pending_files": {},
        "sounds": sounds,
    }
