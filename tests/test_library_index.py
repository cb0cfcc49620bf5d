"""The index: a cache that may be lost, and a folder that may be carried to another machine."""

import asyncio
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from library_room import Gate, QuickClock, SoundFilesOnce, described, names, opened, place, write_sound

from fsbridge.core.events import Added, Changed, Recovered, Removed, Trouble
from fsbridge.errors import FolderMissingError
from fsbridge.library import adopting
from fsbridge.library.entry import Entry, FileKind
from fsbridge.library.following import GATHER_SECONDS
from fsbridge.library.index import Index
from fsbridge.library.links import standing
from fsbridge.library.placing import md5_of
from fsbridge.library.schema import VERSION
from fsbridge.library.walking import Found
from fsbridge.model import AudioFacts, Form, Quality

FORM = Form(48000, 2, 24)


async def fill(folder):
    write_sound(folder / "own.wav", seed=7)
    async with opened(folder) as (library, _):
        await place(library, described(), Quality.ORIGINAL)
        await place(library, described(), Quality.PREVIEW)
        await place(library, described(), Quality.ORIGINAL, FORM)
        await place(library, described(5, "only a preview"), Quality.PREVIEW)
        await library.scan()
        return facts(library)


def facts(library):
    wanted = [(1234, Quality.ORIGINAL, None), (1234, Quality.PREVIEW, None), (1234, Quality.ORIGINAL, FORM)]
    wanted += [(5, Quality.PREVIEW, None), (-1, Quality.ORIGINAL, None)]
    return [library.file(*each) for each in wanted], [library.sound(id_) for id_ in (1234, 5, -1)]


def wipe(path):
    path.unlink()


def spoil(path):
    path.write_bytes(b"no index at all" * 500)


def spoil_pages(path):
    content = bytearray(path.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    path.write_bytes(content)


def age(path, version=VERSION + 1):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")


def forget_version(path):
    age(path, 0)


def nothing(path):
    pass


@pytest.mark.parametrize("harm", [wipe, spoil, spoil_pages, age, forget_version, nothing])
def test_all_is_there_again_after_a_restart(tmp_path, harm):
    found_later = harm is spoil_pages

    async def run():
        before = await fill(tmp_path)
        assert None not in before[0]
        listed = names(tmp_path)
        harm(tmp_path / ".fsbridge/index.db")
        async with opened(tmp_path) as (library, heard):
            await (heard.first(Recovered) if found_later else library.scan())
            assert facts(library) == before
            assert not [event for event in heard.all if isinstance(event, (Added, Changed, Removed))]
            assert library.search(described_query("roof")).total == 2
        assert names(tmp_path) == listed

    asyncio.run(run())


def described_query(words):
    from fsbridge.model import Query

    return Query(words)


def test_an_index_damaged_while_it_runs_is_made_again(tmp_path):
    async def run():
        before = await fill(tmp_path)
        async with opened(tmp_path) as (library, heard):
            write_sound(tmp_path / "watched.wav", seed=8)
            await heard.first(Added)
            content = (tmp_path / ".fsbridge/index.db").read_bytes()
            with (tmp_path / ".fsbridge/index.db").open("rb+") as file:
                file.write(b"\xff" * len(content))
            assert library.file(424_242, Quality.ORIGINAL) is None  # what was looked up before is remembered
            assert "made again" in (await heard.first(Trouble)).message
            await heard.first(Recovered)
            assert facts(library) == before

    asyncio.run(run())


def test_an_index_that_is_gone_with_its_folder_is_not_mistrusted(tmp_path):
    async def run():
        async with opened(tmp_path / "sounds") as (library, _):
            (tmp_path / "sounds").rename(tmp_path / "away")  # between two looks of the follower
            with pytest.raises(FolderMissingError):
                library._writer.replaced()
            (tmp_path / "away").rename(tmp_path / "sounds")
            assert not library._writer.replaced()
            wipe(tmp_path / "sounds/.fsbridge/index.db")
            assert library._writer.replaced()

    asyncio.run(run())


class HeldClock(QuickClock):
    """Nothing is compared before `comparing` is open."""

    def __init__(self):
        self.comparing = Gate()

    async def sleep(self, seconds):
        await (self.comparing() if seconds == GATHER_SECONDS else super().sleep(seconds))


@pytest.mark.parametrize("change", ["place", "update"])
def test_what_comes_before_sidecars_were_read_keeps_what_they_know(tmp_path, change):
    async def run():
        (files, (before, *_)), clock = await fill(tmp_path), HeldClock()
        wipe(tmp_path / ".fsbridge/index.db")
        told = described(metadata={"id": 1234, "name": "rain.wav", "num_downloads": 5})
        async with opened(tmp_path, clock=clock) as (library, heard):
            await clock.comparing.reached()
            await (place(library, told) if change == "place" else library.update([told]))
            await library.scan()
            assert facts(library)[0] == files
            assert library.sound(1234).metadata == {**before.metadata, "num_downloads": 5}
            assert not [event for event in heard.all if isinstance(event, Added)]

    asyncio.run(run())


def test_what_is_dropped_in_before_sidecars_were_read_takes_no_id_of_another(tmp_path):
    async def run():
        before, clock = facts_of_own(await fill(tmp_path)), HeldClock()
        wipe(tmp_path / ".fsbridge/index.db")
        path = write_sound(tmp_path / "dropped.wav", seed=8)
        audio = await SoundFilesOnce().check(path)
        async with opened(tmp_path, clock=clock) as (library, heard):
            await clock.comparing.reached()
            (added,) = await library._writer.run(adopting.adopt, Found(path.name, *standing(path)), md5_of(path), audio)
            assert added.file.id == -2
            await library.scan()
            assert facts_of_own(facts(library)) == before
            assert heard.all == [added]

    asyncio.run(run())


def facts_of_own(all_facts):
    files, sounds = all_facts
    return files[-1], sounds[-1]


def test_damage_where_nobody_looked_yet_is_found(tmp_path):
    async def run():
        before = await fill(tmp_path)
        path = tmp_path / ".fsbridge/index.db"
        with closing(sqlite3.connect(path)) as connection:
            (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'descriptions'").fetchone()
            (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
        with path.open("rb+") as file:
            file.seek((page - 1) * page_bytes)
            file.write(b"\xff" * page_bytes)
        async with opened(tmp_path) as (library, heard):
            assert "made again" in (await heard.first(Trouble)).message
            await heard.first(Recovered)
            assert facts(library) == before

    asyncio.run(run())


def test_a_copied_folder_works_elsewhere(tmp_path):
    async def run():
        before = await fill(tmp_path / "here")
        assert not (tmp_path / "here/.fsbridge/index.db-wal").exists()
        shutil.copytree(tmp_path / "here", tmp_path / "there", copy_function=shutil.copyfile)
        shutil.rmtree(tmp_path / "here")
        async with opened(tmp_path / "there") as (library, heard):
            files, sounds = facts(library)
            assert [file.path.replace("/there/", "/here/") for file in files] == [file.path for file in before[0]]
            assert await library.scan() == (0, 0, 0)
            assert heard.all == []
            assert facts(library) == (files, sounds)

    asyncio.run(run())


def test_a_hostile_sidecar_reaches_nothing_outside(tmp_path):
    async def run():
        folder = tmp_path / "sounds"
        async with opened(folder) as (library, _):
            await place(library, described())
        outside = write_sound(tmp_path / "outside.wav")
        sidecar = folder / ".fsbridge/sounds/1234.json"
        size = (folder / "1234__alice__rain.wav").stat().st_size
        assert outside.stat().st_size == size
        time_ns = (folder / "1234__alice__rain.wav").stat().st_mtime_ns
        os.utime(outside, ns=(time_ns, time_ns))
        sidecar.write_text(sidecar.read_text().replace("1234__alice__rain.wav", "../outside.wav"))
        (folder / ".fsbridge/sounds/7.json").write_text('{"service": 7}')
        (folder / ".fsbridge/sounds/8.json").write_text(sidecar.read_text())
        (folder / ".fsbridge/index.db").unlink()
        async with opened(folder) as (library, _):
            await library.scan()
            assert Path(library.file(1234, Quality.ORIGINAL).path) == folder / "1234__alice__rain.wav"
            assert library.sound(7) is library.sound(8) is None

    asyncio.run(run())


def test_a_sidecar_has_no_users_file_deleted(tmp_path):
    """Whatever it calls the file."""

    async def run():
        async with opened(tmp_path) as (library, _):
            await place(library, described())
        mine = write_sound(tmp_path / "mine.wav", seed=7)
        sidecar = tmp_path / ".fsbridge/sounds/1234.json"
        told = json.loads(sidecar.read_text())
        there = {**told["files"][0], "path": mine.name, "mtime_ns": mine.stat().st_mtime_ns}
        for kind, variant in (("made", "48000-1-16"), ("preview", "")):
            told["files"].append({**there, "kind": kind, "variant": variant})
        sidecar.write_text(json.dumps(told))
        (tmp_path / ".fsbridge/index.db").unlink()
        async with opened(tmp_path) as (library, _):
            await library.scan()
            assert library.file(1234, Quality.PREVIEW) is None
            (tmp_path / "1234__alice__rain.wav").unlink()
            await library.scan()
            assert mine.exists()
            assert Path(library.file(-1, Quality.ORIGINAL).path) == mine

    asyncio.run(run())


@pytest.mark.parametrize("name", ["--5.json", "-.json", "5-5.json", "\u00b2.json", "\u0665.json", f"{10**30}.json"])
def test_what_is_no_sidecar_is_passed_over(tmp_path, name):
    async def run():
        async with opened(tmp_path) as (library, _):
            await place(library, described())
            (tmp_path / ".fsbridge/sounds" / name).write_text("{}")
            stray = tmp_path / ".fsbridge/wav/48000-1-16" / name.replace(".json", "__a__b.wav")
            write_sound(stray)
            assert await library.scan() == (0, 0, 0)

    asyncio.run(run())


def test_an_index_that_another_program_holds_is_neither_waited_for_nor_mistrusted(tmp_path):
    async def run():
        def without_log(shelf):  # as on a folder over a network; to open the index anew would undo it
            return shelf.index.connection.execute("PRAGMA journal_mode = DELETE").fetchone()

        def mode(shelf):
            return shelf.index.connection.execute("PRAGMA journal_mode").fetchone()

        async with opened(tmp_path) as (library, heard):
            placed = await place(library, described())
            assert library._writer.reader.connection.execute("PRAGMA busy_timeout").fetchone() == (0,)
            assert await library._writer.run(without_log) == ("delete",)
            with closing(sqlite3.connect(tmp_path / ".fsbridge/index.db")) as other:
                other.execute("BEGIN EXCLUSIVE")
                assert library.file(1234, Quality.ORIGINAL) is None
                other.execute("ROLLBACK")
            assert library.file(1234, Quality.ORIGINAL) == placed
            await library.scan()
            assert await library._writer.run(mode) == ("delete",)
            assert not [event for event in heard.all if isinstance(event, Trouble)]

    asyncio.run(run())


def test_to_count_asks_no_index(tmp_path):
    async def run():
        write_sound(tmp_path / "own.wav")
        async with opened(tmp_path) as (library, _):
            await library.scan()
            await place(library, described())
            await place(library, described(), Quality.PREVIEW)
            await place(library, described(5), Quality.PREVIEW)
            asked = []
            library._writer.reader.connection.set_trace_callback(asked.append)
            assert library.count() == 3
            (tmp_path / "own.wav").unlink()
            await library.scan()
            assert library.count() == 2
            assert asked == []
        async with opened(tmp_path) as (library, _):
            assert library.count() == 2

    asyncio.run(run())


def test_what_is_counted_follows_each_file(tmp_path):
    def entry(id_, kind, path, variant=""):
        return Entry(id_, kind, variant, path, 1, 1, "", AudioFacts(1, 44100, 1, "WAV", "PCM_16"))

    original, preview = entry(1, FileKind.ORIGINAL, "a.wav"), entry(1, FileKind.PREVIEW, "b.ogg")
    steps = [
        ("put", original, [1]),
        ("put", preview, [1]),
        ("put", entry(2, FileKind.BANK, "banks/x/000_2__a__b.wav", "x/000"), [1]),
        ("put", entry(-1, FileKind.ORIGINAL, "own.wav"), [-1, 1]),
        ("put", entry(-1, FileKind.ORIGINAL, "renamed.wav"), [-1, 1]),
        ("drop", original, [-1, 1]),
        ("drop", preview, [-1]),
        ("put", entry(3, FileKind.ORIGINAL, "renamed.wav"), [3]),  # its path is another's now
    ]
    (tmp_path / ".fsbridge").mkdir()
    with Index(tmp_path / ".fsbridge/index.db", "freesound", writable=True) as index:
        for step, each, here in steps:
            with index.transaction():
                getattr(index, step)([each])
            assert (sorted(index.local_ids()), index.count()) == (here, len(here))
        codes = [row[1] for row in index.connection.execute("EXPLAIN SELECT count(*) FROM here")]
        assert "Count" in codes, "it is done once a file that is dropped in, so that it must not read a row for each"


def test_a_transaction_is_whole_or_nothing(tmp_path):
    (tmp_path / ".fsbridge").mkdir()
    with Index(tmp_path / ".fsbridge/index.db", "freesound", writable=True) as index:

        def fail():
            with index.transaction():
                index.keep(described())
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert index.sound(1234) is None
        with index.transaction():
            index.keep(described())
        assert index.sound(1234) == described()


def test_a_lookup_is_by_primary_key(tmp_path):
    from fsbridge.library import index as module

    (tmp_path / ".fsbridge").mkdir()
    with Index(tmp_path / ".fsbridge/index.db", "freesound", writable=True) as index:
        plan = index.connection.execute(
            f"EXPLAIN QUERY PLAN {module._LOOKUP}", ("freesound", 1, "original", "")
        ).fetchall()
        assert [row[3].split()[0] for row in plan] == ["SEARCH", "SEARCH"]
