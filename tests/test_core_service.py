"""The use cases: what happens when the network, the time or a part fails."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from core_room import case, ended
from osc_room import file, settle, sound

from fsbridge.core.connection import PROBE_AFTER_SECONDS
from fsbridge.core.events import Online
from fsbridge.core.fetching import MISSING_MAX_OF_A_CLIENT
from fsbridge.core.messages import Failed, FetchDone, FetchFailed, FetchSound, Progress
from fsbridge.core.refreshing import LOOK_EVERY_SECONDS
from fsbridge.core.requests import Cancel, Fetch, Info, Search, Wish
from fsbridge.model import Phase, Quality, Query, State


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
    assert house.service.state() is State.STOPPING
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
