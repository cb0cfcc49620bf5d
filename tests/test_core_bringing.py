"""Bringing: from a source into a real folder, and what is left of what failed."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from library_room import DEADLINE_SECONDS, Gate, described, opened, write_sound

from fsbridge.audio import SoundFiles
from fsbridge.core.bringing import Bringer
from fsbridge.core.clock import SystemClock
from fsbridge.core.connection import Connection
from fsbridge.core.pools import Pool
from fsbridge.core.requests import Wish
from fsbridge.errors import BadMediaError, ServerFailedError
from fsbridge.model import Account, License


class OneFile:
    """A source that has one file, and may stop halfway or break."""

    name = "freesound"

    def __init__(self, content):
        self.content = content
        self.halfway = None
        self.broken = False

    def account(self):
        return Account(authorized=True, token_expires_in_seconds=9, quota_minute_left=9, quota_day_left=9)

    async def download(self, _sound, _quality, partial, _report, *, batch):
        partial.write_bytes(self.content)
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
    return list((folder / ".fsbridge" / "partials").iterdir())


def test_nothing_stays_of_what_did_not_come_whole(tmp_path):
    async def run():
        async with bringing(tmp_path, bytes(50_000)) as (bringer, source):
            with pytest.raises(BadMediaError):
                await bringer.bring(described(), Wish(), quiet, batch=False)
            assert partials(tmp_path) == []
            source.broken = True
            with pytest.raises(ServerFailedError):
                await bringer.bring(described(), Wish(), quiet, batch=False)
            assert partials(tmp_path) == []

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


def test_nothing_stays_of_what_was_cancelled(tmp_path):
    async def run():
        async with bringing(tmp_path, bytes(50_000)) as (bringer, source):
            source.halfway = Gate()
            task = asyncio.create_task(bringer.bring(described(), Wish(), quiet, batch=False))
            await source.halfway.reached()
            assert len(partials(tmp_path)) == 1
            task.cancel()
            await asyncio.wait([task])
            await bringer.close()
        assert partials(tmp_path) == []

    asyncio.run(run())
