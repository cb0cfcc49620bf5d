"""Placing: a file appears whole, under a safe name, after all that is known of it was put down."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

import asyncio
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from library_room import described, names, opened, place, write_sound

from fsbridge.core.events import Added, Changed
from fsbridge.errors import (
    DiskFullError,
    FolderMissingError,
    InternalError,
)
from fsbridge.model import Form, License, Quality


def test_a_placed_sound_is_found_told_and_described(tmp_path):
    async def run():
        async with opened(tmp_path / "sounds") as (library, heard):
            sound = described(1234, "Café.wav", metadata={"bpm": 120.0, "description": "雨"})
            placed = await place(library, sound, frames=777)
            assert placed.path == (tmp_path / "sounds/1234__alice__cafe.wav").as_posix()
            assert (placed.frames, placed.samplerate, placed.channels, placed.container) == (777, 44100, 1, "WAV")
            assert (placed.quality, placed.license, placed.username) == (Quality.ORIGINAL, License.BY, "alice")
            assert library.file(1234, Quality.ORIGINAL) == placed
            assert library.file(1234, Quality.PREVIEW) is None
            assert library.sound(1234).metadata == sound.metadata
            assert (library.count(), library.ids()) == (1, [1234])
            assert heard.all == [Added(placed)]
            kept = json.loads((tmp_path / "sounds/.fsbridge/sounds/1234.json").read_text("utf-8"))
            assert kept["service"] == "freesound"
            assert (
                kept["attribution"] == "Café.wav by alice -- https://freesound.org/s/1234/ -- License: Attribution 4.0"
            )
            assert kept["deed_url"] == "https://creativecommons.org/licenses/by/4.0/"
            assert kept["sound"]["metadata"] == sound.metadata
            assert kept["files"][0]["path"] == "1234__alice__cafe.wav"

    asyncio.run(run())


def test_one_sound_has_many_files_and_is_told_when_a_better_one_comes(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, heard):
            sound, form = described(preview_url="https://cdn.example/x-hq.ogg"), Form(48000, 2, 16)
            preview = await place(library, sound, Quality.PREVIEW)
            made_of_preview = await place(library, sound, Quality.PREVIEW, form, seed=2)
            original = await place(library, sound)
            made = await place(library, sound, Quality.ORIGINAL, form, seed=3)
            assert preview.path.endswith("/.fsbridge/previews/1234__alice__rain.ogg")
            assert made.path.endswith("/.fsbridge/wav/48000-2-16/1234__alice__rain.wav")
            assert made_of_preview.path.endswith("/.fsbridge/wav/48000-2-16-preview/1234__alice__rain.wav")
            assert library.file(1234, Quality.PREVIEW) == preview
            assert library.file(1234, Quality.ORIGINAL, form) == made
            assert library.file(1234, Quality.PREVIEW, form) == made_of_preview
            assert heard.all == [Added(preview), Changed(original)]
            assert library.count() == 1
            assert await library.scan() == (0, 0, 0)

    asyncio.run(run())


def test_a_strangers_file_of_that_name_stays(tmp_path):
    async def run():
        stranger = tmp_path / "1234__alice__rain.wav"
        stranger.write_bytes(b"mine")
        async with opened(tmp_path) as (library, _):
            placed = await place(library, described())
            assert Path(placed.path).name == "1234__alice__rain-2.wav"
            assert stranger.read_bytes() == b"mine"
            again = await place(library, described(), seed=5)
            assert again.path == placed.path

    asyncio.run(run())


@pytest.mark.parametrize("links", [True, False])
def test_what_comes_to_stand_there_meanwhile_stays(tmp_path, monkeypatch, links):
    """A link that leads nowhere is no file when the name is chosen, and in the way when it is taken."""

    def refused(*_args, **_options):
        raise PermissionError(1, "Operation not permitted")  # as exFAT says

    async def run():
        async with opened(tmp_path) as (library, _):
            mine = tmp_path / "1234__alice__rain.wav"
            mine.symlink_to("nowhere.wav")
            placed = await place(library, described())
            assert Path(placed.path).name == "1234__alice__rain-2.wav"
            assert mine.is_symlink()
            again = await place(library, described(), seed=5)
            assert again.path == placed.path
            assert Path(again.path).stat().st_nlink == 1
            assert list((tmp_path / ".fsbridge" / "partials").iterdir()) == []
            kept = json.loads((tmp_path / ".fsbridge/sounds/1234.json").read_text("utf-8"))
            assert [each["path"] for each in kept["files"]] == ["1234__alice__rain-2.wav"]

    if not links:
        monkeypatch.setattr(os, "link", refused)
    asyncio.run(run())


def test_an_edited_original_is_not_written_over(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, _):
            first = await place(library, described())
            write_sound(Path(first.path), frames=50, seed=9)
            edited = Path(first.path).read_bytes()
            second = await place(library, described())
            assert second.path != first.path
            assert Path(first.path).read_bytes() == edited

    asyncio.run(run())


@pytest.mark.parametrize("name", ["../../evil.wav", "/etc/passwd", "a\0b", "\u202egnp.wav", "x" * 500, "", "..", "CON"])
def test_hostile_names_stay_inside(tmp_path, name):
    async def run():
        folder = tmp_path / "outer" / "sounds"
        async with opened(folder) as (library, _):
            placed = await place(library, described(1234, name, username=name, type=name))
            assert Path(placed.path).parent == folder
            assert names(tmp_path / "outer") == [
                "sounds/.fsbridge/service",
                "sounds/.fsbridge/sounds/1234.json",
                f"sounds/{Path(placed.path).name}",
            ]

    asyncio.run(run())


def test_when_the_index_refuses_nothing_is_half_written_and_a_scan_finds_the_file(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, heard):
            with closing(sqlite3.connect(tmp_path / ".fsbridge/index.db")) as other:
                other.execute("CREATE TRIGGER full BEFORE INSERT ON files BEGIN SELECT RAISE(ABORT, 'refused'); END")
                with pytest.raises(InternalError):
                    await place(library, described())
                assert other.execute("SELECT count(*) FROM sounds").fetchone() == (0,)
                other.execute("DROP TRIGGER full")
            assert names(tmp_path) == [".fsbridge/service", ".fsbridge/sounds/1234.json", "1234__alice__rain.wav"]
            assert heard.all == []
            assert library.file(1234, Quality.ORIGINAL) is None
            await library.scan()
            assert library.file(1234, Quality.ORIGINAL).path.endswith("/1234__alice__rain.wav")

    asyncio.run(run())


def test_a_placement_cut_off_before_the_index_is_done_again_in_place(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, _):
            first = await place(library, described(), Quality.ORIGINAL, Form(48000, 1, 16))
        (tmp_path / ".fsbridge/index.db").unlink()
        async with opened(tmp_path) as (library, _):
            second = await place(library, described(), Quality.ORIGINAL, Form(48000, 1, 16))
            assert second.path == first.path

    asyncio.run(run())


def test_a_cancelled_placement_is_finished_and_told(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, heard):
            for id_ in range(1, 30):
                partial = await library.partial(described(id_), Quality.ORIGINAL)
                shutil.copyfile(write_sound(tmp_path / "source" / "x.txt", seed=id_, format="WAV"), partial)
                facts = (await place(library, described(999))) and library.file(999, Quality.ORIGINAL)
                task = asyncio.create_task(
                    library.place(described(id_), Quality.ORIGINAL, None, partial, facts_of(facts))
                )
                for _ in range(id_):
                    await asyncio.sleep(0)
                task.cancel()
                await asyncio.wait([task])
            await library.scan()
            told = {event.file.id for event in heard.all if isinstance(event, Added)}
            assert {id_ for id_ in range(1, 30) if library.file(id_, Quality.ORIGINAL)} == told - {999}

    asyncio.run(run())


def test_what_grew_before_a_restart_is_gone(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, _):
            partial = await library.partial(described(), Quality.ORIGINAL)
            partial.write_bytes(b"half of it")
        async with opened(tmp_path) as (library, _):
            assert not partial.exists()
            assert await library.partial(described(), Quality.ORIGINAL) == partial
            await place(library, described())

    asyncio.run(run())


def facts_of(file):
    from fsbridge.model import AudioFacts

    return AudioFacts(file.frames, file.samplerate, file.channels, file.container, file.subtype)


def test_many_at_once(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, heard):
            placed = await asyncio.gather(*(place(library, described(id_), frames=100) for id_ in range(1, 31)))
            assert [file.id for file in placed] == list(range(1, 31))
            assert all(library.file(file.id, Quality.ORIGINAL) == file for file in placed)
            assert len(heard.all) == library.count() == 30

    asyncio.run(run())


def test_newer_descriptions_are_kept_and_told(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, heard):
            await place(library, described(metadata={"bpm": 120.0, "note_name": "A4"}))
            newer = described(1234, "storm.wav", metadata={"bpm": 121.0})
            assert await library.update([newer, described(77)]) == 1
            assert await library.update([newer]) == 0
            assert library.sound(1234).metadata == {"bpm": 121.0, "note_name": "A4"}
            assert library.sound(77) is None
            changed = await heard.first(Changed)
            assert (changed.file.name, Path(changed.file.path).name) == ("storm.wav", "1234__alice__rain.wav")
            assert '"storm.wav by alice' in (tmp_path / ".fsbridge/sounds/1234.json").read_text("utf-8")

    asyncio.run(run())


def test_no_room_is_known_before_the_download(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, _):
            with pytest.raises(DiskFullError, match="no room"):
                await library.partial(described(filesize_bytes=10**16), Quality.ORIGINAL)

    asyncio.run(run())


def test_a_folder_that_is_gone_is_not_made_anew(tmp_path):
    async def run():
        folder = tmp_path / "sounds"
        async with opened(folder) as (library, _):
            partial = await library.partial(described(), Quality.ORIGINAL)
            write_sound(partial, format="WAV")
            file = await place(library, described(2))
            folder.rename(tmp_path / "away")
            with pytest.raises(FolderMissingError):
                library.check()
            with pytest.raises(FolderMissingError):
                await library.partial(described(3), Quality.ORIGINAL)
            with pytest.raises(FolderMissingError):
                await library.place(described(), Quality.ORIGINAL, None, partial, facts_of(file))
            folder.mkdir()  # an empty mount point
            with pytest.raises(FolderMissingError):
                await library.place(described(), Quality.ORIGINAL, None, partial, facts_of(file))
            with pytest.raises(FolderMissingError):
                await library.partial(described(3), Quality.ORIGINAL)
            assert list(folder.iterdir()) == []

    asyncio.run(run())


def test_an_index_that_cannot_be_made_stops_the_opening(tmp_path):
    async def run():
        (tmp_path / ".fsbridge" / "index.db").mkdir(parents=True)
        with pytest.raises(InternalError):
            async with opened(tmp_path):
                pass

    asyncio.run(run())
