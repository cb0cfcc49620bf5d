"""What is left of a transfer that was cut: kept to go on from, and never in the way."""

from __future__ import annotations

import asyncio
import os
import time

import pytest
from library_room import described, opened, place, write_sound

from fsbridge.core.partials import note_of
from fsbridge.library.paths import IDLE_SECONDS, KEPT_BYTES, KEPT_SECONDS
from fsbridge.model import Quality

LEFT = described(1, md5="promised")
OTHERS_BYTES = 200_000_000
"""By so much less others may write or delete on the disk meanwhile."""


def leave(partial, age_seconds=0.0, size_bytes=9):
    """Leave a partial, as large as it says and of that age, which takes no room on the disk."""
    with partial.open("wb") as file:
        file.truncate(size_bytes)
    note_of(partial).write_bytes(b"{}")
    for path in (partial, note_of(partial)):
        os.utime(path, (time.time() - age_seconds,) * 2)


def after(folder, *left, reopened=False):
    """Leave partials of sounds 1, 2 ..., each of an age and size; tell which are there when another sound is asked for."""

    async def run():
        async with opened(folder) as (library, _):
            paths = [
                await library.partial(described(number, md5="promised"), Quality.ORIGINAL)
                for number in range(1, len(left) + 1)
            ]
            for path, how in zip(paths, left, strict=True):
                leave(path, *how)
            if not reopened:
                await library.partial(described(99), Quality.ORIGINAL)
                return [path.exists() for path in paths]
        async with opened(folder):
            return [path.exists() for path in paths]

    return asyncio.run(run())


@pytest.mark.parametrize("reopened", [False, True])
def test_what_was_left_is_kept_for_days_and_not_for_ever(tmp_path, reopened):
    assert after(tmp_path, (0,), (KEPT_SECONDS - 60,), (KEPT_SECONDS + 60,), reopened=reopened) == [True, True, False]


def test_of_too_much_the_oldest_goes_and_nothing_that_is_on_its_way(tmp_path):
    much = KEPT_BYTES // 2
    ages = [2 * IDLE_SECONDS, 3 * IDLE_SECONDS, 4 * IDLE_SECONDS]
    assert after(tmp_path, *((age, much) for age in ages)) == [True, False, False]
    assert after(tmp_path, *((0, much) for _ in range(4))) == [True] * 4


def test_what_was_left_makes_room(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, _):
            old = await library.partial(LEFT, Quality.ORIGINAL)
            with old.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, 2 * OTHERS_BYTES)
            os.utime(old, (time.time() - 2 * IDLE_SECONDS,) * 2)
            disk = os.statvfs(tmp_path)
            free_bytes = disk.f_bavail * disk.f_frsize
            wanted = described(2, filesize_bytes=free_bytes + OTHERS_BYTES, md5="promised")
            await library.partial(wanted, Quality.ORIGINAL)
            assert not old.exists()

    asyncio.run(run())


def test_a_placed_file_takes_its_note_along(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, _):
            note = note_of(await library.partial(LEFT, Quality.ORIGINAL))
            note.write_bytes(b"{}")
            await place(library, LEFT)
            assert list(note.parent.iterdir()) == []

    asyncio.run(run())


def test_nothing_goes_on_in_a_file_that_was_placed_before_a_power_cut(tmp_path):
    """Between the link under the final name and the end of the partial, both are one file."""

    async def run():
        async with opened(tmp_path) as (library, _):
            partial = await library.partial(LEFT, Quality.ORIGINAL)
            write_sound(partial, format="WAV")
            (tmp_path / "placed.wav").hardlink_to(partial)
        async with opened(tmp_path):
            assert not partial.exists()
            assert (tmp_path / "placed.wav").exists()

    asyncio.run(run())
