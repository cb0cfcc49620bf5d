"""Following: what a user does in the folder, with the kernel's own events."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

import asyncio
import os
import shutil
from pathlib import Path

import pytest
from library_room import Gate, QuickClock, described, opened, place, write_sound

from fsbridge.audio.soundfiles import SoundFiles
from fsbridge.core.clock import SystemClock
from fsbridge.core.events import Added, Changed, Recovered, Removed, Trouble
from fsbridge.errors import FolderMissingError
from fsbridge.library.taking import SETTLED_SECONDS
from fsbridge.model import Form, License, Quality


def test_a_dropped_file_is_told(tmp_path):
    async def run():
        async with opened(tmp_path, clock=SystemClock()) as (library, heard):
            await library.scan()
            write_sound(tmp_path / "kicks" / "Kick 1.wav", frames=321)
            file = (await heard.first(Added)).file
            assert (file.id, file.frames, file.name, file.username) == (-1, 321, "Kick 1.wav", "")
            assert (file.license, file.quality) == (License.OTHER, Quality.ORIGINAL)
            assert file.path == (tmp_path / "kicks/Kick 1.wav").as_posix()
            assert library.file(-1, Quality.ORIGINAL) == file
            assert library.sound(-1).metadata["tags"] == ["kicks"]
            assert (library.ids(), library.count()) == ([], 1)

    asyncio.run(run())


def test_a_scan_finds_what_was_dropped_while_nobody_watched(tmp_path):
    async def run():
        write_sound(tmp_path / "a.wav")
        write_sound(tmp_path / "b.flac", seed=2)
        async with opened(tmp_path) as (library, _):
            assert await library.scan() == (2, 0, 0)
            assert {Path(library.file(id_, Quality.ORIGINAL).path).name for id_ in (-1, -2)} == {"a.wav", "b.flac"}
            assert await library.scan() == (0, 0, 0)

    asyncio.run(run())


def test_renames_keep_the_id(tmp_path):
    async def run():
        write_sound(tmp_path / "a.wav")
        async with opened(tmp_path) as (library, heard):
            placed = await place(library, described())
            await heard.first(Added, lambda event: event.file.id == -1)
            (tmp_path / "a.wav").rename(tmp_path / "b.wav")
            Path(placed.path).rename(tmp_path / "anything.wav")
            for id_, name in ((-1, "b.wav"), (1234, "anything.wav")):
                changed = await heard.first(Changed, lambda event, id_=id_: event.file.id == id_)
                assert Path(changed.file.path).name == name
                assert library.file(id_, Quality.ORIGINAL) == changed.file
            assert library.file(-1, Quality.ORIGINAL).name == "b.wav"
            (tmp_path / "deep").mkdir()
            (tmp_path / "b.wav").rename(tmp_path / "deep" / "b.wav")
            await heard.first(Changed, lambda event: event.file.path.endswith("/deep/b.wav"))
            (tmp_path / "deep").rename(tmp_path / "deeper")
            await heard.first(Changed, lambda event: event.file.path.endswith("/deeper/b.wav"))
            assert not [event for event in heard.all if isinstance(event, Removed)]

    asyncio.run(run())


def test_ids_outlive_renames_while_nobody_watches_and_a_lost_index(tmp_path):
    async def run():
        write_sound(tmp_path / "a.wav", seed=1)
        async with opened(tmp_path) as (library, _):
            await library.scan()
            write_sound(tmp_path / "b.wav", seed=2)
            await library.scan()
            await place(library, described())
        (tmp_path / "a.wav").rename(tmp_path / "c.wav")
        (tmp_path / "1234__alice__rain.wav").rename(tmp_path / "d.wav")
        async with opened(tmp_path) as (library, _):
            assert await library.scan() == (0, 2, 0)
            assert Path(library.file(-1, Quality.ORIGINAL).path).name == "c.wav"
        (tmp_path / ".fsbridge/index.db").unlink()
        (tmp_path / "b.wav").rename(tmp_path / "a.wav")
        async with opened(tmp_path) as (library, _):
            await library.scan()
            found = {id_: Path(library.file(id_, Quality.ORIGINAL).path).name for id_ in (-1, -2, 1234)}
            assert found == {-1: "c.wav", -2: "a.wav", 1234: "d.wav"}
            assert library.count() == 3

    asyncio.run(run())


def test_edits_and_deletions(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, heard):
            write_sound(tmp_path / "a.wav", frames=100)
            await heard.first(Added)
            write_sound(tmp_path / "a.wav", frames=200, seed=2)
            changed = await heard.first(Changed)
            assert (changed.file.id, changed.file.frames) == (-1, 200)
            (tmp_path / "a.wav").unlink()
            assert library.file(-1, Quality.ORIGINAL) is None
            assert await heard.first(Removed) == Removed(-1, (tmp_path / "a.wav").as_posix())
            write_sound(tmp_path / "back.wav", frames=200, seed=2)
            again = await heard.first(Added, lambda event: event.file.path.endswith("back.wav"))
            assert again.file.id == -1

    asyncio.run(run())


def test_a_file_replaced_in_one_go_is_an_edit(tmp_path):
    async def run():
        async with opened(tmp_path) as (_, heard):
            write_sound(tmp_path / "a.wav")
            await heard.first(Added)
            write_sound(tmp_path / ".a.tmp", frames=5, seed=2, format="WAV").replace(tmp_path / "a.wav")
            assert (await heard.first(Changed)).file.frames == 5
            assert len(heard.all) == 2

    asyncio.run(run())


class HeldClock(QuickClock):
    """No file stands still before `settling` is open."""

    def __init__(self):
        self.settling = Gate()

    async def sleep(self, seconds):
        await (self.settling() if seconds == SETTLED_SECONDS else super().sleep(seconds))


def test_a_growing_file_is_told_once_when_it_stands_still(tmp_path, caplog):
    async def run():
        clock = HeldClock()
        whole = write_sound(tmp_path / "outside" / "x.wav", frames=50_000).read_bytes()
        async with opened(tmp_path / "sounds", clock=clock) as (_, heard):
            grown = tmp_path / "sounds" / "grown.wav"
            for end in (1000, 20_000, len(whole)):
                grown.write_bytes(whole[:end])
                await clock.settling.reached()
                clock.settling.open()
                grown.write_bytes(whole[: end + 100])
            await clock.settling.reached()
            clock.settling.open()
            added = await heard.first(Added)
            assert (added.file.frames, len(heard.all)) == (50_000, 1)
            assert "is no sound" not in caplog.text

    asyncio.run(run())


def test_a_scan_takes_in_what_was_met_before_it_was_whole(tmp_path):
    async def run():
        clock = HeldClock()
        whole = write_sound(tmp_path / "outside" / "x.wav").read_bytes()
        async with opened(tmp_path / "sounds", clock=clock) as (library, _):
            (tmp_path / "sounds" / "x.wav").write_bytes(whole[:1000])
            await clock.settling.reached()
            (tmp_path / "sounds" / "x.wav").write_bytes(whole)
            scan = asyncio.create_task(library.scan())
            await clock.settling.reached()
            clock.settling.open()
            clock.settling.open()
            assert await scan == (1, 0, 0)

    asyncio.run(run())


def test_a_file_that_changes_while_it_is_checked_is_checked_again(tmp_path):
    class HeldSoundFiles(SoundFiles):
        checking = Gate()

        async def check(self, path):
            facts = await super().check(path)
            await self.checking()
            return facts

    async def run():
        gate = HeldSoundFiles.checking
        async with opened(tmp_path, audio=HeldSoundFiles) as (_, heard):
            write_sound(tmp_path / "a.wav", frames=100)
            await gate.reached()
            write_sound(tmp_path / "a.wav", frames=200)
            write_sound(tmp_path / "b.wav", frames=300)
            await gate.reached()  # by the scan that also met the change
            gate.open()
            gate.open()
            await gate.reached()
            gate.open()
            await heard.first(Added, lambda event: event.file.frames == 200)
            await heard.first(Added, lambda event: event.file.frames == 300)
            assert len(heard.all) == 2

    asyncio.run(run())


def test_what_is_no_sound_is_passed_over_until_it_is_one(tmp_path, caplog):
    async def run():
        async with opened(tmp_path) as (library, heard):
            (tmp_path / "notes.txt").write_text("hello")
            (tmp_path / "bad.wav").write_bytes(b"RIFF no")
            write_sound(tmp_path / ".hidden.wav")
            write_sound(tmp_path / ".hidden" / "a.wav")
            assert await library.scan() == (0, 0, 0)
            assert await library.scan() == (0, 0, 0)
            assert caplog.text.count("bad.wav is no sound") == 1
            write_sound(tmp_path / "bad.wav")
            assert (await heard.first(Added)).file.name == "bad.wav"
            (tmp_path / "bad.wav").write_bytes(b"RIFF no more")
            assert (await heard.first(Removed)).id == -1
            (tmp_path / "bad.wav").unlink()
            await library.scan()
            assert not library._follower._intake._refused

    asyncio.run(run())


def test_a_name_makes_no_sound_of_the_service_but_its_content_does(tmp_path):
    async def run():
        async with opened(tmp_path / "one") as (library, _):
            placed = await place(library, described())
            content = Path(placed.path).read_bytes()
        folder = tmp_path / "two"
        sidecars = folder / ".fsbridge" / "sounds"
        sidecars.mkdir(parents=True)
        shutil.copy(tmp_path / "one/.fsbridge/sounds/1234.json", sidecars)
        write_sound(folder / "1234__alice__rain.wav", seed=99)
        async with opened(folder) as (library, heard):
            await library.scan()
            assert [event.file.id for event in heard.all] == [-1]
            assert library.file(1234, Quality.ORIGINAL) is None
            (folder / "whatever.wav").write_bytes(content)
            assert (await heard.first(Added, lambda event: event.file.id == 1234)).file.username == "alice"
            (folder / "copy.wav").write_bytes(content)
            copy = await heard.first(Added, lambda event: event.file.path.endswith("copy.wav"))
            assert copy.file.id == -2
            assert Path(library.file(1234, Quality.ORIGINAL).path).name == "whatever.wav"

    asyncio.run(run())


def test_links_are_not_followed(tmp_path):
    async def run():
        outside = write_sound(tmp_path / "outside" / "secret.wav")
        folder = tmp_path / "sounds"
        folder.mkdir()
        (folder / "link.wav").symlink_to(outside)
        (folder / "linked").symlink_to(outside.parent)
        async with opened(folder) as (library, heard):
            assert await library.scan() == (0, 0, 0)
            write_sound(folder / "watched.wav", seed=2)
            await heard.first(Added)
            (folder / "later.wav").symlink_to(outside)
            write_sound(folder / "last.wav", seed=3)
            await heard.first(Added, lambda event: event.file.name == "last.wav")
            assert await library.scan() == (0, 0, 0)
            assert library.count() == len(heard.all) == 2

    asyncio.run(run())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes in folders")
def test_only_regular_files_are_opened(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, heard):
            os.mkfifo(tmp_path / "0.wav")
            write_sound(tmp_path / "watched.wav", seed=2)
            await heard.first(Added)
            os.mkfifo(tmp_path / "1.wav")
            write_sound(tmp_path / "last.wav")
            await heard.first(Added, lambda event: event.file.name == "last.wav")
            assert await library.scan() == (0, 0, 0)
            assert library.count() == len(heard.all) == 2

    asyncio.run(run())


def test_names_that_no_patch_could_open_are_passed_over(tmp_path):
    async def run():
        write_sound(tmp_path / "a.wav")
        shutil.copy(os.fsencode(tmp_path / "a.wav"), os.fsencode(tmp_path) + b"/caf\xe9.wav")
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9")).mkdir()
        shutil.copy(os.fsencode(tmp_path / "a.wav"), os.fsencode(tmp_path) + b"/\xe9/a.wav")
        async with opened(tmp_path) as (library, heard):
            assert await library.scan() == (1, 0, 0)
            shutil.copy(os.fsencode(tmp_path / "a.wav"), os.fsencode(tmp_path) + b"/later\xe9.wav")
            write_sound(tmp_path / "Grüße 雨.wav", seed=2)
            await heard.first(Added, lambda event: event.file.name == "Grüße 雨.wav")
            assert library.count() == 2

    asyncio.run(run())


def test_hundreds_of_files_at_once(tmp_path):
    async def run():
        async with opened(tmp_path / "sounds") as (library, heard):
            for number in range(300):
                write_sound(tmp_path / "away" / f"{number}.wav", frames=10, seed=number)
            (tmp_path / "away").rename(tmp_path / "sounds" / "pack")
            await heard.first(Added)
            await library.scan()
            assert library.count() == 300
            assert len({event.file.path for event in heard.all}) == len(heard.all) == 300
            shutil.rmtree(tmp_path / "sounds" / "pack")
            await library.scan()
            assert library.count() == 0

    asyncio.run(run())


def test_a_made_wav_goes_with_what_it_was_made_of(tmp_path):
    async def run():
        form = Form(48000, 2, 16)
        write_sound(tmp_path / "a.wav")
        async with opened(tmp_path) as (library, heard):
            await library.scan()
            made = await place(library, library.sound(-1), Quality.ORIGINAL, form)
            assert made.path.endswith("/.fsbridge/wav/48000-2-16/-1____a.wav")
            assert library.file(-1, Quality.ORIGINAL, form) == made
            write_sound(tmp_path / "a.wav", seed=2)
            await heard.first(Changed)
            assert library.file(-1, Quality.ORIGINAL, form) is None
            assert (await place(library, library.sound(-1), Quality.ORIGINAL, form, frames=7)).path == made.path
            (tmp_path / "a.wav").unlink()
            await heard.first(Removed)
            assert library.file(-1, Quality.ORIGINAL, form) is None
            assert not Path(made.path).exists()

    asyncio.run(run())


def test_own_made_files_that_vanish_are_forgotten_quietly(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, heard):
            preview = await place(library, described(), Quality.PREVIEW)
            await place(library, described())
            Path(preview.path).unlink()
            assert library.file(1234, Quality.PREVIEW) is None
            assert await library.scan() == (0, 0, 0)
            only = await place(library, described(5), Quality.PREVIEW)
            Path(only.path).unlink()
            assert await library.scan() == (0, 0, 1)
            assert Removed(5, only.path) in heard.all

    asyncio.run(run())


def test_a_folder_that_goes_and_comes_back(tmp_path):
    async def run():
        folder, away = tmp_path / "sounds", tmp_path / "away"
        async with opened(folder) as (library, heard):
            placed = await place(library, described())
            write_sound(folder / "a.wav")
            await heard.first(Added, lambda event: event.file.id == -1)
            folder.rename(away)
            trouble = await heard.first(Trouble)
            assert trouble.code == "folder_missing"
            assert library.file(1234, Quality.ORIGINAL) is None
            with pytest.raises(FolderMissingError):
                await library.scan()
            write_sound(away / "b.wav", seed=2)
            away.rename(folder)
            await heard.first(Recovered)
            assert (await heard.first(Added, lambda event: event.file.name == "b.wav")).file.id == -2
            assert library.file(1234, Quality.ORIGINAL) == placed
            write_sound(folder / "c.wav", seed=3)
            await heard.first(Added, lambda event: event.file.name == "c.wav")
            assert not [event for event in heard.all if isinstance(event, Removed)]

    asyncio.run(run())


@pytest.mark.parametrize("lose", [shutil.rmtree, lambda folder: folder.rename(folder.with_name("lost"))])
def test_a_folder_of_which_a_copy_was_put_back_is_opened_anew(tmp_path, lose):
    async def run():
        folder = tmp_path / "sounds"
        async with opened(folder) as (library, _):
            await place(library, described())
        shutil.copytree(folder, tmp_path / "copy", copy_function=shutil.copyfile)
        async with opened(folder) as (library, heard):
            await library.scan()
            lose(folder)
            await heard.first(Trouble)
            (tmp_path / "copy").rename(folder)
            await heard.first(Recovered)
            await library.scan()
            assert library.file(1234, Quality.ORIGINAL)
            await place(library, described(5))
            assert library.count() == 2
            write_sound(folder / "dropped.wav")
            await heard.first(Added, lambda event: event.file.name == "dropped.wav")

    asyncio.run(run())
