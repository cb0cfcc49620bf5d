"""Links in the sample folder: followed into the folders that the user named, nowhere else, and never written through."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys

import msgspec
import pytest
from library_room import described, names, opened, place, write_sound

from fsbridge.core.events import Added, Changed, Removed
from fsbridge.errors import FolderMissingError, NotAllowedError
from fsbridge.model import Form, Quality

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "samples"
    folder.mkdir()
    return folder


@pytest.fixture
def beyond(tmp_path):
    """A folder beside the sample folder, with two sounds."""
    write_sound(tmp_path / "beyond/kick.wav", seed=1)
    write_sound(tmp_path / "beyond/deep/er/snare.wav", seed=2)
    return tmp_path / "beyond"


def scanned(root, folders=()):
    """What is known after a scan: the paths of own files, and what was passed over."""

    async def main():
        async with opened(root, folders=folders) as (library, heard):
            await library.scan()
            paths = [e.file.path.removeprefix(f"{root.as_posix()}/") for e in heard.all if isinstance(e, Added)]
            return sorted(paths), library.skipped()

    return asyncio.run(main())


def listing(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_links_out_of_the_folder_are_passed_over_and_named(root, beyond):
    write_sound(root / "own/hat.wav", seed=3)
    (root / "own/linked.wav").symlink_to(beyond / "kick.wav")
    (root / "all").symlink_to(beyond)
    (root / "nowhere.wav").symlink_to(beyond / "gone.wav")
    (root / "again.wav").symlink_to(root / "own/hat.wav")
    (root / "passwd").symlink_to("/etc/passwd")
    skipped = ["again.wav", "all", "nowhere.wav", "own/linked.wav", "passwd"]
    assert scanned(root) == (["own/hat.wav"], skipped)
    assert scanned(root, [beyond.parent / "other"])[1] == skipped


def test_links_into_folders_of_the_configuration_are_followed(root, beyond):
    write_sound(beyond.parent / "beyond-not/trap.wav")
    before = listing(beyond)
    (root / "all").symlink_to(beyond)
    (root / "one.wav").symlink_to(beyond / "kick.wav")
    (root / "trap").symlink_to(beyond.parent / "beyond-not")
    (root / "dots").symlink_to(beyond / ".." / "beyond-not")
    paths, skipped = scanned(root, [beyond])
    assert (paths, skipped) == (["all/deep/er/snare.wav", "all/kick.wav", "one.wav"], ["dots", "trap"])
    assert listing(beyond) == before
    assert not [name for name in names(root) if name.startswith("all/")]  # rglob does not follow: all is a link still


def test_what_happens_beyond_a_link_is_followed_too(root, beyond):
    async def main():
        (root / "all").symlink_to(beyond)
        (root / "one.wav").symlink_to(beyond / "kick.wav")
        async with opened(root, folders=[beyond]) as (library, heard):
            await library.scan()
            write_sound(beyond / "deep/new.wav", seed=7)
            await heard.first(Added, lambda event: event.file.path.endswith("/all/deep/new.wav"))
            write_sound(beyond / "kick.wav", frames=3000, seed=8)
            for name in ("/all/kick.wav", "/one.wav"):
                await heard.first(Changed, lambda event, name=name: event.file.path == f"{root}{name}")
            shutil.rmtree(beyond / "deep/er")
            await heard.first(Removed, lambda event: event.path.endswith("/all/deep/er/snare.wav"))
            (root / "one.wav").unlink()
            await heard.first(Removed, lambda event: event.path.endswith("/one.wav"))
            (root / "late").symlink_to(beyond / "deep")
            await heard.first(Added, lambda event: event.file.path.endswith("/late/new.wav"))
            write_sound(beyond / "deep/newer.wav", seed=9)
            await heard.first(Added, lambda event: event.file.path.endswith("/late/newer.wav"))
            assert library.skipped() == []

    asyncio.run(main())


@pytest.mark.parametrize("leaves", ["an empty folder", "nothing"])
def test_what_is_taken_out_behind_a_link_and_put_back_comes_back_under_its_ids(root, beyond, leaves):
    """As a stick, of whose coming and going no system tells."""

    async def main():
        aside = beyond.parent / "aside"
        (root / "all").symlink_to(beyond)
        async with opened(root, folders=[beyond]) as (library, heard):
            await library.scan()
            ids = {id_: library.file(id_, Quality.ORIGINAL).path for id_ in (-1, -2)}
            for _ in range(2):
                heard.all.clear()
                beyond.rename(aside)
                if leaves == "an empty folder":
                    beyond.mkdir()
                for id_ in ids:
                    await heard.first(Removed, lambda event, id_=id_: event.id == id_)
                assert (library.count(), library.skipped()) == (0, [])
                if leaves == "an empty folder":
                    beyond.rmdir()
                aside.rename(beyond)
                for id_ in ids:
                    await heard.first(Added, lambda event, id_=id_: event.file.id == id_)
                assert {id_: library.file(id_, Quality.ORIGINAL).path for id_ in ids} == ids
            write_sound(beyond / "deep/new.wav", seed=7)
            await heard.first(Added, lambda event: event.file.path.endswith("/all/deep/new.wav"))

    asyncio.run(main())


def test_a_link_that_is_turned_outwards_loses_its_sounds(root, beyond):
    async def main():
        (root / "all").symlink_to(beyond)
        write_sound(beyond.parent / "secret/kick.wav", seed=5)
        async with opened(root, folders=[beyond]) as (library, heard):
            await library.scan()
            (root / "all.new").symlink_to(beyond.parent / "secret")
            (root / "all.new").rename(root / "all")
            await heard.first(Removed, lambda event: event.path.endswith("/all/kick.wav"))
            await library.scan()
            assert library.skipped() == ["all"]
            (root / "all").unlink()
            await library.scan()
            assert library.skipped() == []

    asyncio.run(main())


def test_links_in_a_circle_end(root, beyond):
    (root / "self").symlink_to(root / "self")
    (root / "up").symlink_to(root)
    (root / "all").symlink_to(beyond)
    (root / "above").symlink_to(beyond.parent)  # in which the sample folder lies
    (beyond / "back").symlink_to(beyond)
    (beyond / "deep/up").symlink_to(beyond)
    (beyond / "home").symlink_to(root)
    (beyond / "a").mkdir()
    (beyond / "b").mkdir()
    (beyond / "a/b").symlink_to(beyond / "b")
    (beyond / "b/a").symlink_to(beyond / "a")
    paths, skipped = scanned(root, [beyond.parent])
    assert {"all/kick.wav", "all/deep/er/snare.wav", "above/beyond/kick.wav"} <= set(paths)
    assert {"up", "all/back", "all/deep/up", "all/home", "all/a/b/a", "above/samples"} <= set(skipped)


def test_links_that_multiply_are_followed_so_far(root, beyond):
    """Ten links in each of ten folders, each onto the next: ten thousand million ways."""
    for depth in range(10):
        (beyond / str(depth)).mkdir()
        for number in range(10):
            (beyond / str(depth) / f"x{number}").symlink_to(beyond / str(depth + 1))
    (root / "all").symlink_to(beyond)
    assert len(scanned(root, [beyond])[0]) == 2


@pytest.mark.parametrize("part", ["", "sounds", "partials", "previews", "wav", "index.db", "lock", "service"])
def test_our_own_part_of_the_folder_is_no_link(root, tmp_path, part):
    async def once():
        async with opened(root):
            pass

    asyncio.run(once())
    elsewhere = tmp_path / "elsewhere"
    own = root / ".fsbridge" / part
    if own.exists():
        own.rename(elsewhere)
    else:
        elsewhere.mkdir()
    own.symlink_to(elsewhere)
    before = listing(tmp_path)
    with pytest.raises(NotAllowedError, match="is a link"):
        asyncio.run(once())
    assert listing(tmp_path) == before


def test_what_becomes_a_link_while_we_run_is_not_written_through(root, tmp_path):
    async def main():
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        async with opened(root) as (library, _):
            await place(library, described(1))
            (root / ".fsbridge/previews").symlink_to(elsewhere)
            with pytest.raises(FolderMissingError, match="is a link"):
                library.check()
            with pytest.raises(FolderMissingError, match="is a link"):
                await place(library, described(2), Quality.PREVIEW)
            (root / ".fsbridge/previews").unlink()
            await place(library, described(3))
            (root / ".fsbridge/wav").mkdir()
            (root / ".fsbridge/wav/44100-1-16").symlink_to(elsewhere)
            with pytest.raises(NotAllowedError, match="link"):
                await place(library, described(3), form=Form(44100, 1, 16))
        assert not list(elsewhere.iterdir())

    asyncio.run(main())


def test_a_partial_that_is_a_link_is_not_grown_through(root, tmp_path):
    async def main():
        target = tmp_path / "precious"
        target.write_text("precious")
        async with opened(root) as (library, _):
            grows = await library.partial(described(1), Quality.ORIGINAL)
            grows.symlink_to(target)
            await place(library, described(1))
        assert target.read_text() == "precious"
        assert (root / "1__alice__rain.wav").stat().st_size > 100

    asyncio.run(main())


def test_links_among_the_partials_are_gone_at_the_opening(root, tmp_path):
    async def main():
        async with opened(root) as (library, _):
            grows = await library.partial(described(1, md5="a" * 32), Quality.ORIGINAL)
        for name in (grows.name, f"{grows.name}.note", f"0-{grows.name}", "stray"):
            (grows.parent / name).symlink_to(tmp_path / "precious")
        async with opened(root):
            assert not [path for path in grows.parent.iterdir() if path.is_symlink()]

    asyncio.run(main())


def test_an_original_that_was_moved_behind_a_link_is_not_replaced_there(root, beyond):
    async def main():
        (root / "all").symlink_to(beyond)
        async with opened(root, folders=[beyond]) as (library, heard):
            await place(library, described(1))
            (root / "1__alice__rain.wav").rename(beyond / "mine.wav")
            await heard.first((Added, Changed), lambda event: event.file.path.endswith("/all/mine.wav"))
            moved = (beyond / "mine.wav").read_bytes()
            placed = await place(library, described(1), seed=77)
            assert placed.path == f"{root}/1__alice__rain.wav"
        assert (beyond / "mine.wav").read_bytes() == moved

    asyncio.run(main())


@pytest.mark.parametrize(
    "name", ["a\nb.wav", "a\x1b[31mb.wav", "a\u2028.wav", "\u202egnp.wav", "b\x7f.wav", "\x85.wav"]
)
def test_names_that_would_leave_their_line_are_passed_over_and_named(root, name):
    write_sound(root / "good 雨 é\u00a0.wav")
    write_sound(root / "x.wav", seed=2).rename(root / name)
    assert scanned(root) == (["good 雨 é\u00a0.wav"], [name])


def rebuilt(root, sound, *files, **entry):
    """Open a folder whose index is gone and in which a sidecar says this."""

    async def main():
        async with opened(root) as (library, _):
            await place(library, described(1))
        sidecar = root / ".fsbridge/sounds/1.json"
        told = msgspec.json.decode(sidecar.read_bytes())
        told["sound"] |= {"id": 66, **sound}
        told["files"] = [told["files"][0] | {"id": 66, **entry, **file} for file in files or ({},)]
        (root / ".fsbridge/sounds/66.json").write_bytes(msgspec.json.encode(told))
        (root / ".fsbridge/index.db").unlink()
        async with opened(root) as (library, _):
            await library.scan()
            return library.file(66, Quality.ORIGINAL), library.file(1, Quality.ORIGINAL), library.sound(66)

    return asyncio.run(main())


@pytest.mark.parametrize(
    "path",
    [
        *("../outside.wav", "a/../../outside.wav", "/etc/passwd", "/outside.wav", ".fsbridge/index.db", ".hidden.wav"),
        *(
            ".fsbridge/service",
            ".fsbridge/previews/x.ogg",
            "a\x00.wav",
            "a\n.wav",
            "",
            ".",
            "..",
            "no-sound.txt",
            "x" * 999,
        ),
        *("link.wav", "linked/outside.wav"),
    ],
)
def test_a_sidecar_leads_to_no_file_that_is_not_its_own(root, tmp_path, path):
    outside = write_sound(tmp_path / "outside.wav")
    (root / "link.wav").symlink_to(outside)
    (root / "linked").symlink_to(tmp_path)
    stands = outside.stat()
    file, other, _ = rebuilt(root, {}, path=path, size_bytes=stands.st_size, mtime_ns=stands.st_mtime_ns)
    assert file is None
    assert other is not None
    assert outside.stat().st_mtime_ns == stands.st_mtime_ns


def test_a_sidecar_with_odd_numbers_and_metadata_costs_nothing_else(root):
    odd = {"tags": 7, "description": {"a": [1, None]}, "pack_name": ["x"], "bpm": "fast", "n": 10**30}
    file, other, sound = rebuilt(root, {"metadata": odd}, facts={"frames": 2**70, "samplerate": 1, "channels": 1, "container": "WAV", "subtype": "PCM_16"})  # fmt: skip
    assert file is None
    assert other is not None
    assert sound is not None


@pytest.mark.parametrize("kind", ["pipe", "folder", "link", "deep", "latin", "empty"])
def test_a_sidecar_that_is_no_file_does_not_hold_up_the_folder(root, kind):
    async def main():
        async with opened(root) as (library, _):
            await place(library, described(1))
        odd = root / ".fsbridge/sounds/7.json"
        match kind:
            case "pipe":
                os.mkfifo(odd)
            case "folder":
                odd.mkdir()
            case "link":
                odd.symlink_to("/dev/zero")
            case "deep":
                odd.write_bytes(b'{"sound": ' + b"[" * 100_000)
            case "latin":
                odd.write_bytes(b'{"service": "\xff\xfe"}')
            case "empty":
                odd.write_bytes(b"")
        (root / ".fsbridge/index.db").unlink()
        async with opened(root) as (library, _):
            await library.scan()
            assert library.file(1, Quality.ORIGINAL)
            assert library.sound(7) is None

    asyncio.run(main())
