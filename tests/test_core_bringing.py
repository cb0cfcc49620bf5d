"""Bringing: from a source into a real folder, and what is left of what failed."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from library_room import DEADLINE_SECONDS, Gate, described, opened, write_sound

from fsbridge.audio import SoundFiles
from fsbridge.core.bringing import Bringer
from fsbridge.core.clock import SystemClock
from fsbridge.core.connection import Connection
from fsbridge.core.partials import note_of, size_of
from fsbridge.core.pools import Pool
from fsbridge.core.requests import Wish
from fsbridge.errors import BadMediaError, ServerFailedError
from fsbridge.model import Account, License


class OneFile:
    """A source that has one file, after others that are not it, and may stop halfway or break."""

    name = "freesound"

    def __init__(self, content):
        self.contents = [content]
        self.halfway = None
        self.broken = False
        self.found = []

    def account(self):
        return Account(authorized=True, token_expires_in_seconds=9, quota_minute_left=9, quota_day_left=9)

    async def download(self, _sound, _quality, partial, _report, *, batch):
        self.found.append(size_of(partial))
        partial.write_bytes(self.contents.pop(0) if len(self.contents) > 1 else self.contents[0])
        note_of(partial).write_bytes(b"what the source needs")
        if self.halfway:
            await self.halfway()
        if self.broken:
            raise ServerFailedError("broken")


@asynccontextmanager
async def bringing(folder, content):
    pool = Pool("audio", 2)
    source = OneFile(content)
    try:
        async with opened(folder) as (library, _):
            connection = Connection(source, SystemClock(), lambda _event: None)
            yield Bringer(source, library, SoundFiles(pool), connection, set(License), 2), source
    finally:
        pool.close()
        pool.join(DEADLINE_SECONDS)


def quiet(*_words):
    pass


def partials(folder):
    return sorted((folder / ".fsbridge" / "partials").iterdir())


def test_what_can_not_be_decoded_is_thrown_away_and_fetched_again_once(tmp_path):
    good = write_sound(tmp_path / "source.wav").read_bytes()

    async def run():
        async with bringing(tmp_path / "sounds", bytes(50_000)) as (bringer, source):
            with pytest.raises(BadMediaError):
                await bringer.bring(described(), Wish(), quiet, batch=False)
            assert source.found == [0, 0]
            assert partials(tmp_path / "sounds") == []
            source.contents = [good[:-1], good]  # fewer frames than its header promises
            assert (await bringer.bring(described(), Wish(), quiet, batch=False)).frames == 1000
            assert partials(tmp_path / "sounds") == []

    asyncio.run(run())


def test_the_very_file_that_was_uploaded_is_not_fetched_again_because_it_can_not_be_decoded(tmp_path):
    async def run():
        async with bringing(tmp_path, bytes(50_000)) as (bringer, source):
            with pytest.raises(BadMediaError):
                await bringer.bring(described(md5="promised"), Wish(), quiet, batch=False)
            assert source.found == [0]
            assert partials(tmp_path) == []

    asyncio.run(run())


def test_what_a_source_left_is_there_when_it_is_asked_again(tmp_path):
    content = write_sound(tmp_path / "source.wav").read_bytes()

    async def run():
        async with bringing(tmp_path / "sounds", content) as (bringer, source):
            source.broken = True
            with pytest.raises(ServerFailedError):
                await bringer.bring(described(), Wish(), quiet, batch=False)
            source.broken = False
            assert await bringer.bring(described(), Wish(), quiet, batch=False)
            assert source.found == [0, len(content)]
            assert partials(tmp_path / "sounds") == []

    asyncio.run(run())


@pytest.mark.parametrize("md5", ["", "promised"])
def test_an_original_is_whole_when_its_md5_was_promised(tmp_path, md5):
    """Its header may promise more; the source compares."""
    content = bytearray(write_sound(tmp_path / "source.wav").read_bytes())
    content[40:44] = (2002).to_bytes(4, "little")

    async def run():
        async with bringing(tmp_path / "sounds", content) as (bringer, _):
            return await bringer.bring(described(md5=md5), Wish(samplerate=48000), quiet, batch=False)

    if md5:
        assert asyncio.run(run()).frames == round(1000 * 48000 / 44100)
    else:
        with pytest.raises(BadMediaError):
            asyncio.run(run())


def test_what_came_of_what_was_cancelled_is_there_after_a_restart_where_an_md5_vouches_for_it(tmp_path):
    async def run():
        async with bringing(tmp_path, bytes(50_000)) as (bringer, source):
            source.halfway = Gate()
            for sound in (described(md5="promised"), described(4321)):
                task = asyncio.create_task(bringer.bring(sound, Wish(), quiet, batch=False))
                await source.halfway.reached()
                task.cancel()
                await asyncio.wait([task])
            await bringer.close()
            assert len(partials(tmp_path)) == 4
        async with opened(tmp_path):
            assert [path.name for path in partials(tmp_path)] == [
                "vouched-1234__alice__rain.wav",
                "vouched-1234__alice__rain.wav.note",
            ]

    asyncio.run(run())
