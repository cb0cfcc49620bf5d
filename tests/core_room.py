"""The use cases over a small source and folder in memory, on a clock that a test turns."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from osc_room import HandClock, file, settle, sound

from fsbridge.core.messages import Failed, Progress
from fsbridge.core.pools import Pool
from fsbridge.core.service import Service
from fsbridge.errors import NetworkError, NotFoundError
from fsbridge.model import Account, AudioFacts, Page

DEADLINE_SECONDS = 30
FACTS = AudioFacts(66_150, 44_100, 2, "WAV", "PCM_16")


class Source:
    """Sounds from nothing; a test puts its own behaviour in a call's place."""

    name = "freesound"

    def __init__(self):
        self.there = True
        self.account_now = Account(
            authorized=True, token_expires_in_seconds=80_000, quota_minute_left=9, quota_day_left=9
        )
        self.downloaded = []
        self.renewed = 0
        self.probes = 0

    async def search(self, query, report):
        self.meet()
        first = (query.page - 1) * query.count + 1
        return Page(tuple(sound(id_) for id_ in range(first, min(first + query.count, 6))), 5, 3, "freesound")

    async def sounds(self, ids, report):
        self.meet()
        return {id_: sound(id_) for id_ in ids if id_ < 900}

    async def sound(self, id_, report):
        self.meet()
        if id_ >= 900:
            raise NotFoundError("gone")
        return sound(id_)

    async def download(self, sound, quality, partial, report, *, batch):
        self.meet()
        self.downloaded.append((sound.id, quality, batch))

    async def renew(self):
        self.renewed += 1
        return 86_400

    async def reachable(self):
        self.probes += 1
        return self.there

    def account(self):
        return self.account_now

    def meet(self):
        if not self.there:
            raise NetworkError("no network")

    def subscribe(self, hear):
        pass

    async def close(self):
        pass


class Library:
    """A folder that keeps nothing but a table of files."""

    folder = Path("/s")

    def __init__(self):
        self.files = {}
        self.described = {}

    def file(self, id_, quality, form=None):
        return self.files.get((id_, quality, form))

    def sound(self, id_):
        return self.described.get(id_)

    def count(self):
        return len(self.files)

    def search(self, query):
        return Page(tuple(sound(id_) for id_, *_ in self.files), len(self.files), 1, "library")

    async def partial(self, sound, quality, form=None):
        return Path("/s/.fsbridge/partials/x")

    async def discard(self, partial):
        pass

    async def place(self, sound, quality, form, partial, facts):
        self.files[sound.id, quality, form] = replace(file(sound.id), quality=quality)
        self.described[sound.id] = sound
        return self.files[sound.id, quality, form]

    async def scan(self):
        return 0, 0, 0

    async def update(self, sounds):
        return 0

    def ids(self):
        return []

    def check(self):
        pass

    def subscribe(self, hear):
        pass

    async def close(self):
        pass


class Audio:
    async def check(self, path, **_):
        return FACTS

    async def make(self, source, target, form):
        return FACTS


class House:
    """The service and those around it; `events` holds every event."""

    def __init__(self, **service):
        self.clock = HandClock()
        self.source, self.library, self.disk = Source(), Library(), Pool("disk", 1)
        parts = {"source": self.source, "library": self.library, "audio": Audio(), "disk": self.disk}
        self.service = Service(**parts, clock=self.clock, version="1", **service)
        self.events = []
        self.service.subscribe(self.events.append)

    def ask(self, request_id, request, client="patch"):
        heard = []
        self.service.handle(client, request_id, request, heard.append)
        return heard

    async def answer(self, request, request_id=1, client="patch"):
        return await ended(self.ask(request_id, request, client))

    async def turn(self, seconds):
        await settle()
        await self.clock.turn(seconds)

    async def close(self):
        await self.service.close()
        self.disk.close()


def is_end(message):
    return isinstance(message, Failed) or type(message).__name__.endswith("Done")


async def ended(heard):
    """Wait until an answer has ended; give it without its progress."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not any(map(is_end, heard)):  # noqa: ASYNC110 - a list wakes nobody
            await asyncio.sleep(0)
    return [message for message in heard if not isinstance(message, Progress)]


def case(test):
    """Run an async test in a house of its own."""

    def run():
        async def main():
            house = House()
            try:
                await test(house)
            finally:
                await house.close()

        asyncio.run(main())

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run
