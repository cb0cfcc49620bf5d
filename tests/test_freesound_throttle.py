"""The limits: never more in any window than the service admits, shared, kept, and told."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import subprocess
import sys
from contextlib import contextmanager

import msgspec
import pytest
from freesound_service import (
    LEVEL1,
    Heard,
    RawServer,
    StandingClock,
    TickingClock,
    answer,
    catalogue,
    client,
    log_in,
    store_login,
)
from osc_room import HandClock

from fsbridge.core.events import Quota
from fsbridge.core.pools import Pool
from fsbridge.errors import QuotaExceededError, ThrottledError
from fsbridge.freesound.history import BATCH_LIMIT, DRIFT, LEVELS, Limit, Use
from fsbridge.freesound.history import DAY_SECONDS as DAY
from fsbridge.freesound.throttle import ALONE_SECONDS, Throttle
from fsbridge.model import Phase, Quality, Query


def with_throttles(folder, clock, work, count=1, level=1):
    async def main():
        pool = Pool("api", 2)
        try:
            return await work(*(Throttle(folder, "client", LEVELS[level], pool, clock) for _ in range(count)))
        finally:
            pool.close()
            pool.join(30)

    return asyncio.run(main())


async def go(throttle, use, heard):
    """Send a request that is answered at once."""
    answered = await throttle.enter(use, heard)
    answered()


def most_in(times, seconds):
    return max(sum(start <= time < start + seconds for time in times) for start in times)


def test_no_minute_holds_more_than_the_service_admits_and_ten_are_kept_for_a_fetch(clock, tmp_path):
    async def work(throttle):
        sent = {use: [] for use in Use}
        for number in range(120):
            use = Use.READ if number % 3 else Use.FETCH
            await go(throttle, use, heard)
            sent[use].append(clock.now)
            clock.now += 0.3
        return sent

    heard = Heard()
    sent = with_throttles(tmp_path, clock, work)
    together = sent[Use.READ] + sent[Use.FETCH]
    assert most_in(together, 60) <= 60
    assert {phase for phase, _, _ in heard} == {Phase.THROTTLED}
    assert all(0 < seconds_left <= 61 for _, _, seconds_left in heard)
    assert heard[0][2] > heard[1][2]


def test_when_searches_have_spent_their_part_a_fetch_still_goes_at_once(clock, tmp_path):
    async def work(throttle):
        for _ in range(50):
            await go(throttle, Use.READ, Heard())
        begun = clock.now
        for _ in range(10):
            await go(throttle, Use.FETCH, Heard())
        assert clock.now == begun
        assert throttle.left.minute == 0
        await go(throttle, Use.FETCH, Heard())
        assert clock.now - begun >= 60

    with_throttles(tmp_path, clock, work)


def test_a_batch_keeps_to_thirty_a_minute_and_five_hundred_a_day(clock, tmp_path):
    async def work(throttle):
        begun, times = clock.now, []
        for _ in range(500):
            await go(throttle, Use.BATCH, Heard())
            times.append(clock.now)
        assert most_in(times, 60) == 30
        with pytest.raises(QuotaExceededError) as refused:
            await go(throttle, Use.BATCH, Heard())
        assert refused.value.retry_after_seconds == pytest.approx(DAY * (1 + DRIFT) - (clock.now - begun), abs=1)
        await go(throttle, Use.FETCH, Heard())

    with_throttles(tmp_path, clock, work)


def test_two_daemons_share_what_there_is_also_after_a_restart(clock, tmp_path):
    async def spend(one, other):
        for throttle in itertools.islice(itertools.cycle((one, other)), 50):
            await go(throttle, Use.READ, Heard())
        assert one.left.minute <= 11

    async def again(throttle):
        assert throttle.left == Limit(10, 1950)
        begun = clock.now
        await go(throttle, Use.READ, Heard())
        assert clock.now - begun >= 60

    with_throttles(tmp_path, clock, spend, count=2)
    with_throttles(tmp_path, clock, again)
    (kept,) = (path for path in tmp_path.iterdir() if path.suffix == ".json")
    assert "client" not in kept.name
    if os.name == "posix":
        assert kept.stat().st_mode & 0o077 == 0


def test_processes_that_ask_at_once_get_no_more_together(tmp_path):
    code = """
import asyncio, pathlib, sys
from fsbridge.core.clock import SystemClock
from fsbridge.core.pools import Pool
from fsbridge.freesound.history import LEVELS, Use
from fsbridge.freesound.throttle import Throttle
throttle = Throttle(pathlib.Path(sys.argv[1]), "client", LEVELS[1], Pool("api", 2), SystemClock())
print(sum(not throttle._book(Use.READ)[0] for _ in range(40)))
"""
    running = [
        subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    assert sum(int(process.communicate(timeout=30)[0]) for process in running) == 50


def test_who_waits_can_be_cancelled_and_has_booked_nothing(tmp_path):
    async def work(throttle):
        for _ in range(60):
            await go(throttle, Use.FETCH, Heard())
        waiter = asyncio.create_task(throttle.enter(Use.FETCH, Heard()))
        await standing.slept.wait()
        waiter.cancel()
        await asyncio.gather(waiter, return_exceptions=True)
        assert waiter.cancelled()
        standing.now += 61
        assert throttle.left == Limit(60, 1940)
        await go(throttle, Use.FETCH, Heard())

    standing = StandingClock()
    with_throttles(tmp_path, standing, work)


def test_the_real_rules_are_never_met(clock, tmp_path):
    """The catalogue throttles as the service does; 150 requests pass without one refusal."""

    async def main(service):
        log_in(service, tmp_path, clock, LEVEL1)
        async with client(tmp_path, clock, service.api_url, paced=True) as source:
            sound = await source.sound(817, Heard())
            for number in range(150):
                if number % 3:
                    await source.search(Query(words=str(number)), Heard())
                else:
                    partial = tmp_path / str(number)
                    await source.download(sound, Quality.ORIGINAL, partial, Heard(), batch=number % 2 == 0)
        assert {entry.status for entry in service.journal} == {200}

    with catalogue(clock=clock, limits=True) as service:
        asyncio.run(main(service))


def test_refused_all_the_same_the_window_is_taken_as_full(clock, tmp_path):
    """Another program of the user spends the minute."""

    async def main(service):
        log_in(service, tmp_path, clock, LEVEL1)
        async with (
            client(tmp_path, clock, service.api_url) as greedy,
            client(tmp_path, clock, service.api_url, paced=True) as source,
        ):
            events = []
            source.subscribe(events.append)
            for _ in range(59):  # the login has looked who it is
                await greedy.search(Query(), Heard())
            with pytest.raises(ThrottledError) as refused:
                await greedy.search(Query(), Heard())
            assert refused.value.retry_after_seconds == 60
            heard, begun = Heard(), clock.now
            assert (await source.search(Query(words="rain"), heard)).total == 2
            assert clock.now - begun >= 60
            assert heard.of(Phase.THROTTLED)[0][2] == 60
            assert events[1].minute_left == 0

    with catalogue(clock=clock, limits=True) as service:
        asyncio.run(main(service))


def test_a_refusal_for_the_day_ends_the_request(clock, tmp_path):
    body = b'{"detail":"Request was throttled because of exceeding a request limit rate (2000/day)"}'

    async def main(server):
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, server.base_url, paced=True) as source:
            events = []
            source.subscribe(events.append)
            for _ in range(2):
                with pytest.raises(QuotaExceededError) as refused:
                    await source.search(Query(), Heard())
                assert refused.value.retry_after_seconds == 3600
            assert len(server.requests) == 1
            assert events[-1] == Quota(59, 0)

    with RawServer(lambda _, connection: connection.sendall(answer(body, "429 Too Many Requests"))) as server:
        asyncio.run(main(server))


async def spend_a_minute(throttle, clock):
    """Use what there is, and see that it is no more."""
    begun = clock.now
    for _ in range(60):
        await go(throttle, Use.FETCH, Heard())
    assert clock.now == begun
    await go(throttle, Use.FETCH, Heard())
    assert 60 <= clock.now - begun <= 68


def warnings(caplog):
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("damage", [b"{", b'{"sent": "x"}', b"\xff", b"null", None])
def test_a_history_that_is_damaged_or_gone_is_the_one_that_is_remembered(clock, tmp_path, caplog, damage):
    async def work(throttle):
        for _ in range(59):
            await throttle.enter(Use.FETCH, Heard())
        kept = next(tmp_path.glob("*.json"))
        if damage is None:
            kept.unlink()
        else:
            kept.write_bytes(damage)
        await throttle.enter(Use.FETCH, Heard())
        begun = clock.now
        await throttle.enter(Use.FETCH, Heard())
        assert 60 <= clock.now - begun <= 68

    with_throttles(tmp_path, clock, work)
    assert len(warnings(caplog)) == (damage is not None)


def test_a_damaged_history_is_begun_anew_by_the_next_daemon(clock, tmp_path):
    async def work(throttle):
        assert throttle.left == Limit(60, 2000)
        await go(throttle, Use.READ, Heard())

    with_throttles(tmp_path, clock, work)
    next(tmp_path.glob("*.json")).write_text("{")
    with_throttles(tmp_path, clock, work)


def test_where_no_history_can_be_kept_the_limits_hold_from_memory_and_it_is_said_once(clock, tmp_path, caplog):
    async def work(throttle):
        for _ in range(3):
            await spend_a_minute(throttle, clock)
            clock.now += 68
        assert len(warnings(caplog)) == 1
        begun = clock.now
        for _ in range(30):
            await go(throttle, Use.FETCH, Heard())
        state.unlink()
        clock.now += ALONE_SECONDS - 1
        assert clock.now > begun
        for _ in range(20):
            await go(throttle, Use.FETCH, Heard())
        clock.now += 2
        await go(throttle, Use.FETCH, Heard())

    async def again(throttle):
        assert throttle.left.minute == 60 - 20 - 1

    state = tmp_path / "state"
    state.write_text("a file where a folder should be")
    with_throttles(state, clock, work)
    with_throttles(state, clock, again)
    assert len(warnings(caplog)) == 1


def test_one_that_goes_on_alone_writes_over_nobody(tmp_path):
    """Also where its time alone ends just while it books."""

    async def work(alone):
        state.unlink()
        await asyncio.to_thread(with_throttles, state, clock, another)
        clock.now, clock.tick = begun + ALONE_SECONDS - 1.5, 1
        await go(alone, Use.FETCH, Heard())
        clock.tick = 0

    async def another(throttle):
        for _ in range(5):
            await go(throttle, Use.FETCH, Heard())

    async def again(throttle):
        assert throttle.left.day == 2000 - 5

    state, clock = tmp_path / "state", TickingClock(0)
    state.write_text("a file where a folder should be")
    begun = clock.now
    with_throttles(state, clock, work)
    with_throttles(state, clock, again)


def test_a_fetch_hears_nothing_of_what_a_batch_waits_for(tmp_path):
    async def work(throttle):
        for _ in range(BATCH_LIMIT.minute):
            await go(throttle, Use.BATCH, Heard())
        waits = asyncio.Event()
        batch = asyncio.create_task(throttle.enter(Use.BATCH, lambda *_: waits.set()))
        await waits.wait()
        heard = Heard()
        await asyncio.gather(*(go(throttle, Use.FETCH, heard) for _ in range(3)))
        assert heard == []
        batch.cancel()

    with_throttles(tmp_path, HandClock(), work)


@contextmanager
def held_by_another(path):
    """A process that holds a file, and is killed in the end; it ends with whoever started it."""
    code = """
import sys
from pathlib import Path
from fsbridge.freesound.private_file import PrivateFile
with PrivateFile(Path(sys.argv[1])).lock():
    print("held", flush=True)
    sys.stdin.read()
"""
    command, pipe = [sys.executable, "-c", code, path], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        yield
        holder.kill()


def test_who_holds_the_history_for_ever_stops_nobody_and_who_dies_in_it_lets_go(clock, tmp_path, caplog):

    async def work(throttle):
        await go(throttle, Use.FETCH, Heard())
        kept = next(tmp_path.glob("*.json"))
        with held_by_another(kept):
            for _ in range(59):
                await go(throttle, Use.FETCH, Heard())
            assert throttle.left.minute == 0
        clock.now += ALONE_SECONDS
        await go(throttle, Use.FETCH, Heard())
        assert len(msgspec.json.decode(kept.read_bytes())["sent"]) >= 61

    with_throttles(tmp_path, clock, work)
    assert len(warnings(caplog)) == 1
