"""Many originals at once: the allowed pace, nearly all of it, and not one refusal; in time that service and daemons share."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from itertools import pairwise

import pytest
from freesound_service import LEVEL1, Heard, catalogue, client, log_in
from pace import CommonClock, Course, Rig, allowed, course

from fsbridge.freesound.history import DAY_SECONDS, Use
from fsbridge.freesound.metadata import sound_from
from fsbridge.model import Quality

COURSES = {
    "one daemon over a slow net": (Use.FETCH, 1, 420, 1.0, 1, ()),
    "two daemons over a slow net": (Use.FETCH, 1, 420, 1.0, 2, ()),
    "two daemons, killed twice": (Use.FETCH, 1, 840, 0.2, 2, (90, 200)),
    "two daemons with a batch each, killed": (Use.BATCH, 1, 240, 1.0, 2, (70,)),
    "two daemons of the second level": (Use.FETCH, 2, 900, 1.0, 2, ()),
    "a batch of the third level": (Use.BATCH, 3, 150, 1.0, 1, ()),
}
"""Long enough for what can't be used: half a delay a minute, and up to 7 s and a request of each daemon for a kill."""


@pytest.mark.parametrize("name", COURSES)
def test_many_requests_use_what_is_allowed_and_provoke_no_refusal(tmp_path, name):
    use, level, count, delay_seconds, daemons, restarts = COURSES[name]
    dice = random.Random(1)

    def delays():
        return dice.uniform(0, delay_seconds), 0.05

    told = asyncio.run(course(tmp_path, use, level, count, delays, daemons, restarts))
    assert told.refused == 0
    assert len(told.went) == count
    assert told.used(allowed(use, level)) >= 0.98


@pytest.mark.parametrize("jump_seconds", [-DAY_SECONDS, -30, -0.5, 0.5, 30, DAY_SECONDS])
@pytest.mark.parametrize("restarts", [(), (90, 130)], ids=["running on", "killed"])
def test_a_clock_that_is_set_provokes_no_refusal_and_keeps_nobody_waiting(tmp_path, jump_seconds, restarts):
    jumps = {20: jump_seconds, 130: -jump_seconds, 170: jump_seconds}
    told = asyncio.run(course(tmp_path, Use.FETCH, 1, 240, lambda: (0.3, 0.3), 2, restarts, jumps))
    assert told.refused == 0
    assert max(late - early for early, late in pairwise(told.went)) < 70


@pytest.mark.parametrize(("use", "count"), [(Use.FETCH, 240), (Use.BATCH, 180)])
def test_two_clients_bring_hundreds_of_originals_at_the_allowed_pace_through_a_restart(tmp_path, use, count):
    """The client as the daemon has it, over HTTP; login and history are shared, the restart meets those who wait for the next minute."""
    clock, brought, sound = CommonClock(), set(), sound_from({"id": 817})

    async def bring(source, rig, number):
        rig.waiting += 1
        try:
            await source.download(sound, Quality.ORIGINAL, tmp_path / str(number), Heard(), batch=use is Use.BATCH)
            brought.add(number)
        finally:
            rig.waiting -= 1

    async def until(end, service):
        async with AsyncExitStack() as stack:
            rigs = [Rig(clock), Rig(clock)]
            sources = [
                await stack.enter_async_context(client(tmp_path, rig, service.api_url, paced=True, pool=rig.pool))
                for rig in rigs
            ]
            asked = sorted(set(range(count)) - brought)
            tasks = [asyncio.create_task(bring(sources[one % 2], rigs[one % 2], one)) for one in asked]
            await clock.run(rigs, lambda: len(brought) >= end)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def main(service):
        log_in(service, tmp_path, clock, LEVEL1)
        clock.now += 61  # the login has looked who it is
        for end in (count // 2, count):
            await until(end, service)

    with catalogue(clock=clock, limits=True) as service:
        asyncio.run(main(service))
    assert 429 not in {entry.status for entry in service.journal}
    told = Course([entry.time for entry in service.journal if "/download/" in entry.path])
    assert count <= len(told.went) <= count + 16  # the restart may meet some on their way, which go on
    assert told.used(allowed(use, 1)) >= 0.98
