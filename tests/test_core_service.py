"""The use cases over a small source and folder in memory: what happens when the network, the time or a part fails."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from osc_room import HandClock, file, settle, sound

from fsbridge.core.attribution import attribution
from fsbridge.core.connection import PROBE_AFTER_SECONDS
from fsbridge.core.describing import MESSAGE_CHARACTERS, TOLD_CHARACTERS_MAX
from fsbridge.core.fetching import MISSING_MAX_OF_A_CLIENT
from fsbridge.core.messages import Failed, FetchDone, FetchFailed, FetchSound, InfoDone, Online, Progress, SearchDone
from fsbridge.core.pools import Pool
from fsbridge.core.refreshing import LOOK_EVERY_SECONDS
from fsbridge.core.requests import Cancel, Fetch, Info, More, Search, Wish
from fsbridge.core.searching import CACHED_MAX
from fsbridge.core.service import Service
from fsbridge.core.trails import TRAILS_MAX, TRAILS_MAX_OF_A_CLIENT
from fsbridge.errors import NetworkError, NotFoundError
from fsbridge.model import Account, AudioFacts, Page, Phase, Quality, Query, State

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

    def available(self):
        return True

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
    """The service and those around it; `heard` holds every message, `events` every event."""

    def __init__(self, **service):
        self.clock = HandClock()
        self.source, self.library, self.disk = Source(), Library(), Pool("disk", 1)
        parts = {"source": self.source, "library": self.library, "audio": Audio(), "disk": self.disk}
        self.service = Service(**parts, clock=self.clock, version="1", **service)
        self.heard, self.events = [], []
        self.service.subscribe(self.events.append)

    def ask(self, request_id, request, client="patch"):
        heard = []
        self.heard.append(heard)
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


async def ended(heard):
    """Wait until an answer has ended; give it without its progress."""
    for _ in range(10_000):
        if any(isinstance(message, Failed) or type(message).__name__.endswith("Done") for message in heard):
            break
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


def codes(heard):
    return [(message.index, message.error.code) for message in heard if isinstance(message, FetchFailed)]


def phases(heard):
    return [message.state for message in heard if isinstance(message, Progress)]


@case
async def test_a_fault_of_one_sound_stops_no_other(house):
    async def download(sound, quality, partial, report, *, batch):
        if sound.id == 2:
            raise KeyError("ours")

    house.source.download = download
    answer = await house.answer(Fetch(ids=(1, 2, 3)))
    assert codes(answer) == [(1, "internal")]
    assert sorted(message.index for message in answer if isinstance(message, FetchSound)) == [0, 2]
    assert answer[-1] == FetchDone(2, 1)


@case
async def test_time_throttled_is_not_counted_and_other_time_is(house):
    loop, later, gates = asyncio.get_running_loop(), [0], [asyncio.Event(), asyncio.Event()]
    now = loop.time
    loop.time = lambda: now() + later[0]

    async def slow(id_, report):
        report(Phase.THROTTLED, -1, 60)
        await gates[0].wait()
        report(Phase.ASKING, -1, -1)
        await gates[1].wait()

    house.source.sound = slow
    heard = house.ask(1, Fetch(ids=(1,), wish=Wish(wait_seconds=600)))
    await settle()
    later[0] += 3600
    await settle()
    gates[0].set()
    await settle()
    assert phases(heard) == [Phase.THROTTLED, Phase.ASKING]
    later[0] += 601
    assert codes(await ended(heard)) == [(0, "timeout")]


@case
async def test_who_is_accepted_waits_for_the_network_and_goes_on(house):
    house.source.there = False
    by_id = house.ask(1, Fetch(ids=(1,)))
    by_query = house.ask(2, Fetch(query=Query("rain", count=1)))
    search = house.ask(3, Search(Query("rain")))
    assert [message.error.code for message in await ended(search)] == ["offline"]
    await settle()
    assert house.service.state() is State.OFFLINE
    assert house.events == [Online(0)]
    assert phases(by_id)[-1] is Phase.WAITING
    assert phases(by_query)[-1] is Phase.WAITING
    assert codes(await house.answer(Fetch(ids=(7,)), 4)) == [(0, "offline")], "it arrived offline"
    house.source.there = True
    await house.turn(PROBE_AFTER_SECONDS[0])
    for heard in (by_id, by_query):
        assert (await ended(heard))[-1] == FetchDone(1, 0)
    assert house.events == [Online(0), Online(1)]


@case
async def test_one_look_serves_all_who_lost_the_network_and_idle_nothing_is_looked_at(house):
    await house.turn(3600)
    assert house.source.probes == 0
    house.source.there = False
    answers = [house.ask(number, Info(number)) for number in range(1, 9)]
    for heard in answers:
        assert [message.error.code for message in await ended(heard)] == ["offline"]
    assert house.source.probes == 1
    for count, seconds in enumerate((*PROBE_AFTER_SECONDS, 60, 60), 2):
        await house.turn(seconds)
        assert house.source.probes == count


@case
async def test_a_look_that_fails_is_not_the_last(house):
    house.source.there = False
    await house.answer(Info(1))

    async def fail():
        raise RuntimeError("no thread to be had")

    look, house.source.reachable = house.source.reachable, fail
    await house.turn(PROBE_AFTER_SECONDS[0])
    house.source.reachable, house.source.there = look, True
    await house.turn(PROBE_AFTER_SECONDS[1])
    assert house.service.state() is State.READY


@case
async def test_a_preview_that_is_here_will_do_when_the_network_goes(house):
    house.library.files[1, Quality.PREVIEW, None] = replace(file(1), quality=Quality.PREVIEW)
    house.library.described[1] = sound(1)
    house.source.there = False
    (arrived, done) = await house.answer(Fetch(ids=(1,)))
    assert arrived.file.quality is Quality.PREVIEW
    assert done == FetchDone(1, 0)


@case
async def test_a_fault_in_renewing_is_not_the_end_of_it(house):
    house.source.account_now = replace(house.source.account_now, token_expires_in_seconds=10)
    renew = house.source.renew

    async def fail():
        house.source.renewed += 1
        raise RuntimeError("odd")

    house.source.renew = fail
    house.service.start()
    await settle()
    house.source.renew = renew
    await house.turn(LOOK_EVERY_SECONDS)
    assert house.source.renewed == 2


@case
async def test_what_comes_while_it_stops_is_told_so(house):
    running = house.ask(1, Fetch(ids=(1,)))
    closing = asyncio.create_task(house.service.close())
    await settle()
    late = house.ask(2, Search(Query("rain")))
    await closing
    assert [message.error.code for message in running if isinstance(message, Failed)] == ["cancelled"]
    assert [message.error.code for message in late] == ["cancelled"]


@case
async def test_sounds_on_their_way_are_bounded_and_a_fetch_is_refused_whole(house):
    gate = asyncio.Event()

    async def held(ids, report):
        await gate.wait()
        return {}

    house.source.sounds = held
    for number in range(MISSING_MAX_OF_A_CLIENT // 200):
        house.ask(number, Fetch(ids=tuple(range(number * 200 + 1, number * 200 + 201))))
    for moment in ("as they begin", "as they run"):
        (refused,) = house.ask(moment, Fetch(ids=(5, 6)))
        assert refused.error.code == "busy"
        await settle()
    assert house.ask("other", Fetch(ids=(5, 6)), client="another") == []
    house.ask(0, Cancel(of=0))
    await settle()
    house.ask("in its place", Fetch(ids=tuple(range(1, 201))))
    house.ask("in its place", Cancel(of="in its place"))
    await settle()
    assert house.ask("one more", Fetch(ids=(5, 6))) == [], "what was cancelled before it began leaves room"
    house.service.handle("patch", "stop", Cancel(), lambda _: None)
    await settle()
    gate.set()
    assert (await house.answer(Fetch(ids=(7,)), "again"))[-1] == FetchDone(1, 0)


@case
async def test_cancel_does_not_take_the_place_of_what_it_cancels(house):
    gate = asyncio.Event()

    async def held(query, report):
        await gate.wait()

    house.source.search = held
    search = house.ask(7, Search(Query("rain")))
    await settle()
    (done,) = house.ask(7, Cancel(of=7))
    assert done.count == 1
    assert [message.error.code for message in search] == ["cancelled"]


@case
async def test_a_sound_is_downloaded_once_and_a_performer_takes_it_out_of_a_batch(house):
    gate = asyncio.Event()
    download = house.source.download

    async def slow(*arguments, **named):
        await gate.wait()
        await download(*arguments, **named)

    house.source.download = slow
    batch = house.ask(1, Fetch(ids=tuple(range(1, 41))))
    await settle()
    performer = house.ask(2, Fetch(ids=(40,)), client="performer")
    await settle()
    gate.set()
    assert (await ended(performer))[-1] == FetchDone(1, 0)
    assert (await ended(batch))[-1] == FetchDone(40, 0)
    ids = [id_ for id_, *_ in house.source.downloaded]
    assert sorted(ids) == list(range(1, 41))
    assert (40, Quality.ORIGINAL, False) in house.source.downloaded
    assert ids.index(40) < 8, "it did not wait for the batch"


@case
async def test_pages_go_on_and_the_last_searches_are_kept(house):
    assert (await house.answer(Search(Query("rain", count=2)), "first"))[-1] == SearchDone(2, 5, 1, 3, "freesound")
    for number in range(31):
        await house.answer(Search(Query(f"word {number}", count=2)), number)
    more = await house.answer(More(of="first"), "first")
    assert [message.index for message in more[:-1]] == [2, 3]
    await house.answer(Search(Query("one too many")), 31)
    await house.answer(Search(Query("and another")), 32)
    assert house.service.search_id("patch", 0) is None, "of 32 searches the oldest was forgotten"
    (failed,) = await house.answer(More(of=0), "x")
    assert failed.error.code == "not_found"


@pytest.mark.parametrize("id_", [900, -3])
def test_an_unknown_sound_has_no_description(id_):
    @case
    async def check(house):
        (failed,) = await house.answer(Info(id_))
        assert failed.error.code == "not_found"
        assert isinstance((await house.answer(Info(5)))[-1], InfoDone)

    check()


@pytest.mark.parametrize("value", ["x" * TOLD_CHARACTERS_MAX, ["x" * 1_000] * 1_000, [""] * 100_000])
def test_of_a_sound_without_end_so_much_is_told_and_whom_to_credit(value):
    @case
    async def check(house):
        house.source.sound = described
        *told, _ = await house.answer(Info(5))
        assert [message.value for message in told if message.name in ("id", "attribution")] == [
            "5",
            attribution(endless),
        ]
        assert (
            sum(len(message.name) + len(message.value) + MESSAGE_CHARACTERS for message in told)
            < 2 * TOLD_CHARACTERS_MAX
        )

    async def described(_id, _report):
        return endless

    endless = replace(sound(5), metadata={"id": 5, "tags": value})
    check()


@case
async def test_searches_that_find_nothing_are_forgotten_too(house):
    searches = [Search(Query("nothing", page=page)) for page in range(1_000, 1_001 + CACHED_MAX)]
    asked = enumerate([*searches, searches[-1], searches[0]])
    sources = [(await house.answer(search, number))[-1].source for number, search in asked]
    assert sources == ["freesound"] * len(searches) + ["cache", "freesound"]


@case
async def test_searches_to_go_on_with_are_forgotten_oldest_first(house):
    async def goes_on(client, of):
        return not isinstance((await house.answer(More(of), "more", client))[-1], Failed)

    for number in range(TRAILS_MAX_OF_A_CLIENT + 1):
        await house.answer(Search(Query("rain", count=1)), number, "talkative")
    assert [await goes_on("talkative", of) for of in (0, 1, TRAILS_MAX_OF_A_CLIENT)] == [False, True, True]
    for number in range(TRAILS_MAX):
        await house.answer(Search(Query("rain", count=1)), 7, f"patch {number}")
    assert [await goes_on(client, None) for client in ("talkative", "patch 0")] == [False, True]
