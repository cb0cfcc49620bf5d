"""Banks in the folder: numbers that stay, whatever is deleted, edited, renamed, dropped in or made anew."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

import asyncio
import os
import shutil
from pathlib import Path

import pytest
from library_room import described, opened, place, write_sound

from fsbridge.core.events import Added, Banked, Changed, Removed
from fsbridge.errors import NotAllowedError
from fsbridge.model import Form, Quality, Query

WEATHER = "banks/weather"


async def fill(library, *ids, bank="weather", below=150):
    """Have sounds here and in a bank; gives what came of each."""
    files = [library.file(id_, Quality.ORIGINAL) or await place(library, described(id_)) for id_ in ids]
    return [await library.add_to_bank(bank, file, below) for file in files]


async def asked(library, bank="weather"):
    return await library.bank(bank, lambda *_progress: None)


async def held(library, bank="weather"):
    """The sounds of a bank: number, id, name of the file."""
    return [(number, file.id, Path(file.path).name) for number, file in (await asked(library, bank)).sounds.items()]


async def all_banks(library):
    return await library.banks(lambda *_progress: None)


def test_a_file_in_a_bank_is_one_more_name_of_the_sound(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, heard):
            original = await place(library, described(1234), frames=77)
            number, file = await library.add_to_bank("weather", original, 8)
            assert (number, file.id, file.frames, file.quality) == (0, 1234, 77, Quality.ORIGINAL)
            assert file.path == (tmp_path / WEATHER / "000_1234__alice__rain.wav").as_posix()
            assert Path(file.path).samefile(original.path)
            assert (await asked(library)).sounds == {0: file}
            assert (await asked(library)).folder == (tmp_path / WEATHER).as_posix()
            assert library.file(1234, Quality.ORIGINAL) == original
            assert (library.count(), library.ids()) == (1, [1234])
            assert await library.scan() == (0, 0, 0)
            assert heard.all == [Added(original), Banked("weather", 0, file)]
            assert [hit.id for hit in library.search(Query(words="rain")).hits] == [1234]

    asyncio.run(run())


def test_numbers_are_given_once_without_gaps_and_to_a_bound(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, _):
            one, two, three = [await place(library, described(id_)) for id_ in (1, 2, 3)]
            asked = [library.add_to_bank("weather", file, 2) for file in (one, two, one, one, three)]
            given = await asyncio.gather(*asked)
            assert [each and each[0] for each in given] == [0, 1, 0, 0, None]
            assert [each and each[0] for each in await fill(library, 3, below=4)] == [2]
            assert await library.add_to_bank("weather", three, 2) is None, "its number is not among those asked for"
            assert [id_ for _, id_, _ in await held(library)] == [1, 2, 3]
            assert [number for number, _ in await fill(library, 3, bank="other")] == [0]
            assert [(bank.name, len(bank.sounds)) for bank in await all_banks(library)] == [
                ("other", 1),
                ("weather", 3),
            ]

    asyncio.run(run())


def test_previews_and_made_wavs_are_known_as_what_they_are(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, _):
            sound, form = described(preview_url="https://cdn.example/x-hq.ogg"), Form(48000, 2, 16)
            await place(library, sound, Quality.PREVIEW)
            made = await place(library, sound, Quality.PREVIEW, form)
            _, file = await library.add_to_bank("weather", made, 8)
            assert (file.quality, Path(file.path).name) == (Quality.PREVIEW, "000_1234__alice__rain.wav")
        (tmp_path / ".fsbridge/index.db").unlink()
        async with opened(tmp_path) as (library, _):
            assert (await asked(library)).sounds == {0: file}

    asyncio.run(run())


def test_an_original_takes_the_place_of_its_preview_under_the_same_number_and_name(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, heard):
            await fill(library, 1)
            preview = await banked_preview(library, 1234)
            await fill(library, 3)
            original = await place(library, described(1234), frames=2000)
            number, file = await library.add_to_bank("weather", original, 8)
            assert (number, file.path, file.frames) == (1, preview.path, 2000)
            assert (file.quality, preview.quality) == (Quality.ORIGINAL, Quality.PREVIEW)
            assert Path(file.path).samefile(original.path)
            assert [event for event in heard.all if isinstance(event, Banked)][-1] == Banked("weather", 1, file)
            assert (await asked(library)).sounds[1] == file
            assert not list((tmp_path / ".fsbridge/partials").iterdir())
            made = await place(library, described(1234), Quality.PREVIEW, Form(44100, 1, 16))
            assert await library.add_to_bank("weather", made, 8) == (1, file), "and keeps it"
            assert await library.scan() == (0, 0, 0)
        (tmp_path / ".fsbridge/index.db").unlink()
        async with opened(tmp_path) as (library, _):
            assert (await asked(library)).sounds[1] == file

    asyncio.run(run())


def test_what_was_edited_in_a_bank_gives_way_to_no_original(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, _):
            preview = await banked_preview(library, 1234)
            write_sound(tmp_path / ".draft", frames=55, format="WAV").replace(preview.path)
            await library.scan()
            original = await place(library, described(1234))
            number, file = await library.add_to_bank("weather", original, 8)
            assert (number, file.frames, file.quality) == (0, 55, Quality.PREVIEW)

    asyncio.run(run())


async def banked_preview(library, id_):
    """Have the preview of a sound in a bank, as a WAV."""
    sound = described(id_, preview_url="https://cdn.example/x-hq.ogg")
    await place(library, sound, Quality.PREVIEW)
    made = await place(library, sound, Quality.PREVIEW, Form(44100, 1, 16))
    _, file = await library.add_to_bank("weather", made, 8)
    return file


@pytest.mark.parametrize("name", ["weather", "x" * 64])
def test_a_path_is_no_longer_than_that_of_a_made_wav(tmp_path, name):
    async def run():
        async with opened(tmp_path) as (library, _):
            original = await place(library, described(2**31 - 1, "long" * 50, username="user" * 10))
            _, file = await library.add_to_bank(name, original, 8)
            assert len(file.path.removeprefix(f"{tmp_path}/")) <= 128
            assert Path(file.path).name.startswith("000_2147483647__useruser")

    asyncio.run(run())


def refused(*_args, **_options):
    raise PermissionError(1, "Operation not permitted")  # as exFAT says


def test_where_no_links_can_be_had_it_is_a_copy(tmp_path, monkeypatch):
    async def run():
        async with opened(tmp_path) as (library, heard):
            monkeypatch.setattr(os, "link", refused)
            ((number, file), again) = await fill(library, 1234, 1234)
            assert (number, again) == (0, (0, file))
            assert Path(file.path).stat().st_nlink == 1
            assert Path(file.path).read_bytes() == Path(library.file(1234, Quality.ORIGINAL).path).read_bytes()
            assert await library.scan() == (0, 0, 0)
            assert await held(library) == [(0, 1234, "000_1234__alice__rain.wav")]
            assert not list((tmp_path / ".fsbridge/partials").iterdir())
            assert [type(event) for event in heard.all] == [Added, Banked]

    asyncio.run(run())


def test_an_index_that_is_made_again_has_the_same_numbers(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, _):
            await fill(library, 3, 1, 2)
            before = await held(library)
        for path in (tmp_path / ".fsbridge").glob("index.db*"):
            path.unlink()
        async with opened(tmp_path) as (library, heard):
            await library.scan()
            assert await held(library) == before
            assert (library.count(), heard.all) == (3, [])
            assert [number for number, _ in await fill(library, 4, 1)] == [3, 1]

    asyncio.run(run())


def test_a_row_that_was_lost_comes_back_with_the_next_scan_or_question(tmp_path):
    """As after a kill between the name and the row."""

    async def run():
        async with opened(tmp_path) as (library, _):
            await fill(library, 1, 2)
        for id_ in (1, 2):
            forget_row(tmp_path, f"{WEATHER}/{id_ - 1:03}_{id_}__alice__rain.wav")
        async with opened(tmp_path) as (library, heard):
            assert [number for number, _ in await fill(library, 2)] == [1]
            await library.scan()
            assert [(number, id_) for number, id_, _ in await held(library)] == [(0, 1), (1, 2)]
            assert [event for event in heard.all if event.file.id < 0] == []

    asyncio.run(run())


def forget_row(folder, path):
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(folder / ".fsbridge/index.db")) as index, index:
        assert index.execute("DELETE FROM files WHERE path = ?", (path,)).rowcount == 1


def test_what_was_deleted_from_a_bank_comes_back_to_its_number(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, heard):
            files = [file for _, file in await fill(library, 1, 2, 3, 4)]
            for number in (1, 2):
                Path(files[number].path).unlink()
            assert [number for number, _, _ in await held(library)] == [0, 3]
            await library.scan()
            here = {id_: library.file(id_, Quality.ORIGINAL) for id_ in (2, 3)}
            assert [await library.add_to_bank("weather", here[3], 8)] == [(2, files[2])]
            assert [await library.add_to_bank("weather", here[2], 8)] == [(1, files[1])]
            Path(files[1].path).unlink()
            assert [number for number, _ in await fill(library, 5)] == [1], "the lowest free one, before a scan too"
            assert [number for number, _ in await fill(library, 2)] == [4]
            assert not [event for event in heard.all if isinstance(event, Removed)]

    asyncio.run(run())


def test_a_bank_outlives_the_originals(tmp_path):
    """What a host plays by position is not moved by tidying up elsewhere."""

    async def run():
        async with opened(tmp_path) as (library, heard):
            await fill(library, 1, 2)
            before = await held(library)
            Path(library.file(1, Quality.ORIGINAL).path).unlink()
            assert (await heard.first(Removed)).id == 1
            assert await held(library) == before
            assert (library.count(), library.ids()) == (1, [2])
            assert [hit.id for hit in library.search(Query(words="rain")).hits] == [2]
            assert library.file(1, Quality.ORIGINAL) is None
            await fill(library, 1)
            assert await held(library) == before

    asyncio.run(run())


def test_a_file_that_is_edited_in_a_bank_keeps_its_number(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, heard):
            ((_, file),) = await fill(library, 1)
            write_sound(tmp_path / ".draft", frames=55, format="WAV").replace(file.path)
            await library.scan()
            assert [file.frames for file in (await asked(library)).sounds.values()] == [55]
            assert library.file(1, Quality.ORIGINAL).frames == 1000
            assert [type(event) for event in heard.all] == [Added, Banked]

    asyncio.run(run())


def silence_the_end(path):
    with Path(path).open("rb+") as sound:
        sound.seek(-100, os.SEEK_END)
        sound.write(bytes(100))


@pytest.mark.parametrize("edited", ["the bank's", "the original"])
def test_an_edit_in_place_is_one_of_all_names_of_a_file(tmp_path, edited):
    """The system tells of the one that was written to."""

    async def run():
        async with opened(tmp_path) as (library, heard):
            ((_, file),) = await fill(library, 1)
            original = library.file(1, Quality.ORIGINAL)
            made = await place(library, described(1), Quality.ORIGINAL, Form(48000, 1, 16))
            silence_the_end(file.path if edited == "the bank's" else original.path)
            assert (await heard.first(Changed)).file == original
            assert library.file(1, Quality.ORIGINAL, Form(48000, 1, 16)) is None
            assert not Path(made.path).exists()
            assert await held(library) == [(0, 1, "000_1__alice__rain.wav")]
            assert await library.scan() == (0, 0, 0)
            assert len([event for event in heard.all if isinstance(event, Changed)]) == 1

    asyncio.run(run())


@pytest.mark.parametrize("links", [True, False])
def test_a_bank_that_is_renamed_keeps_sounds_and_numbers(tmp_path, monkeypatch, links):
    if not links:
        monkeypatch.setattr(os, "link", refused)

    async def run():
        async with opened(tmp_path) as (library, heard):
            await fill(library, 2, 1)
            made = await place(library, described(2), Quality.ORIGINAL, Form(48000, 2, 16), seed=9)
            await library.add_to_bank("made", made, 8)
            before = await held(library)
            (tmp_path / "banks/made").rename(tmp_path / ".made")
            await library.scan()
            (tmp_path / ".made").rename(tmp_path / "banks/again")
            await library.scan()
            assert await held(library, "again") == [(0, 2, "000_2__alice__rain.wav")]
            (tmp_path / WEATHER).rename(tmp_path / "banks/storm")
            await library.scan()
            assert (await held(library, "storm"), await held(library)) == (before, [])
            assert not [event for event in heard.all if event.file.id < 0]
            banked = [event for event in heard.all if isinstance(event, Banked)]
            for bank in ("storm", "again"):
                told = {event.number: event.file for event in banked if event.bank == bank}
                assert told == (await asked(library, bank)).sounds, "others hear of them, too"
        (tmp_path / ".fsbridge/index.db").unlink()
        async with opened(tmp_path) as (library, _):
            await library.scan()
            assert await held(library, "storm") == before

    asyncio.run(run())


def test_a_bank_that_is_poured_into_another_changes_no_number_there(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, _):
            await fill(library, 8, 9)
            await fill(library, 3, bank="storm")
            for path in sorted((tmp_path / WEATHER).iterdir()):
                shutil.copy2(path, tmp_path / "banks/storm")
            shutil.copy2(tmp_path / WEATHER / "001_9__alice__rain.wav", tmp_path / "banks/storm/001_9__again.wav")
            for _ in range(2):
                await library.scan()
                assert [(number, id_) for number, id_, _ in await held(library, "storm")] == [(0, 3), (1, 9)]
            assert sorted(library.ids()) == [3, 8, 9]
            assert library.count() == 5, "what has no number is the user's own"

    asyncio.run(run())


def test_what_is_dropped_into_a_bank_of_ours_is_the_users_own_and_has_no_number(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, heard):
            await fill(library, 1)
            write_sound(tmp_path / WEATHER / "mine.wav", seed=9)
            write_sound(tmp_path / WEATHER / "001_mine.wav", seed=10)
            await library.scan()
            assert {event.file.id for event in heard.all} == {1, -1, -2}
            assert [number for number, _, _ in await held(library)] == [0]
            assert [number for number, _ in await fill(library, 2)] == [2], "001_ stands there already"
            mine = library.file(-1, Quality.ORIGINAL)
            assert await library.add_to_bank("weather", mine, 8) is None, "it is there"
            number, file = await library.add_to_bank("other", mine, 8)
            assert (number, file.id) == (0, -1)
            assert await library.scan() == (0, 0, 0)

    asyncio.run(run())


def test_a_folder_of_the_users_own_is_a_bank_in_the_order_of_its_names(tmp_path):
    async def run():
        for name in ("kick.wav", "a.flac", "clap.aiff", "snare.WAV", "deeper/tom.wav"):
            write_sound(tmp_path / "banks/kit" / name, seed=len(name), format=None if name[0] != "s" else "WAV")
        for path in ("banks/my kit/x.wav", "banks/loose.wav"):
            write_sound(tmp_path / path, seed=len(path))
        async with opened(tmp_path) as (library, _):
            assert (await asked(library, "kit")).is_own
            assert [name for _, _, name in await held(library, "kit")] == [
                "clap.aiff",
                "kick.wav",
                "snare.WAV",
                "a.flac",
            ]
            assert all(id_ < 0 for _, id_, _ in await held(library, "kit"))
            assert [bank.name for bank in await all_banks(library)] == ["kit", "my kit"]

    asyncio.run(run())


def test_the_numbers_of_a_users_own_folder_are_the_places_of_its_names_whatever_is_known_of_them_yet(tmp_path):
    async def run():
        kit = tmp_path / "banks/kit"
        for name in ("c.wav", "d.wav"):
            write_sound(kit / name, seed=ord(name[0]))
        (kit / "a.wav").write_bytes(b"no sound")
        async with opened(tmp_path) as (library, _):
            assert [(number, name) for number, _, name in await held(library, "kit")] == [(1, "c.wav"), (2, "d.wav")]
            write_sound(tmp_path / "b.wav", seed=9).rename(kit / "b.wav")
            assert [bank.sounds.keys() for bank in await all_banks(library)] == [{1, 2, 3}]
            assert [number for number, _, _ in await held(library, "kit")] == [1, 2, 3]

    asyncio.run(run())


def test_nothing_is_put_into_a_bank_behind_a_link(tmp_path):
    async def run():
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "sounds").mkdir()
        (tmp_path / "sounds/banks").symlink_to(tmp_path / "elsewhere")
        async with opened(tmp_path / "sounds") as (library, _):
            with pytest.raises(NotAllowedError, match="behind a link"):
                await fill(library, 1)
        assert not list((tmp_path / "elsewhere").iterdir())

    asyncio.run(run())


def test_where_case_makes_no_difference_the_bank_that_exists_wins(tmp_path):
    (tmp_path / "Case").mkdir()
    if not (tmp_path / "case").exists():
        pytest.skip("this file system tells upper from lower case")

    async def run():
        async with opened(tmp_path) as (library, _):
            await fill(library, 1)
            ((number, file),) = await fill(library, 2, bank="WEATHER")
            assert (number, Path(file.path).parent.name) == (1, "weather")
            assert await asked(library, "Weather") == await asked(library)
            assert [bank.name for bank in await all_banks(library)] == ["weather"]

    asyncio.run(run())
