"""The windows themselves: what they count, and that no clock that is set makes them forget or hold for ever."""

from __future__ import annotations

import msgspec
import pytest

from fsbridge.errors import QuotaExceededError
from fsbridge.freesound.history import AWAY_SECONDS, DAY_SECONDS, DRIFT, LEVELS, History, Limit, Use

NOON, UPTIME = 1_800_000_000.0, 5000.0
HOUR, YEAR = 3600, 365 * DAY_SECONDS
LIMIT = LEVELS[1]
MINUTE = 60 * (1 + DRIFT)


def spent(count=60, every_seconds=0.0, use=Use.FETCH):
    """A history of requests that were answered at once, up to noon."""
    history = History()
    for number in reversed(range(count)):
        ago = number * every_seconds
        history.catch_up(NOON - ago, UPTIME - ago)
        history.answered(history.book(use), NOON - ago)
    return history


def test_a_request_is_counted_from_its_answer_and_without_one_from_the_latest_it_can_have_come():
    history = spent(59)
    booked = history.book(Use.FETCH)
    history.catch_up(NOON + 3, UPTIME + 3)
    history.answered(booked, NOON + 3)
    history.answered(booked, NOON + 4)  # a redirect is followed by a second one
    assert history.sent == [NOON] * 59 + [NOON + 3]
    history.catch_up(NOON + MINUTE, UPTIME + MINUTE)
    for _ in range(59):
        assert history.wait_seconds(Use.FETCH, LIMIT) == 0
        history.book(Use.FETCH)
    assert history.wait_seconds(Use.FETCH, LIMIT) == pytest.approx(3)
    history.catch_up(NOON + MINUTE + 3, UPTIME + MINUTE + 3)
    history.book(Use.FETCH)
    assert history.wait_seconds(Use.FETCH, LIMIT) == pytest.approx(MINUTE + AWAY_SECONDS - 3)


def test_a_day_that_is_spent_is_an_error_and_no_wait():
    history = spent(2000, 2)
    oldest = NOON - 1999 * 2
    with pytest.raises(QuotaExceededError) as refused:
        history.wait_seconds(Use.FETCH, LIMIT)
    assert refused.value.retry_after_seconds == pytest.approx(oldest + DAY_SECONDS * (1 + DRIFT) - NOON, abs=1)
    assert history.left(LIMIT, NOON).day == 0
    later = refused.value.retry_after_seconds
    history.catch_up(NOON + later, UPTIME + later)
    assert history.wait_seconds(Use.FETCH, LIMIT) == 0


JUMPS = [-10 * YEAR, -2 * DAY_SECONDS, -2 * HOUR, -50, -0.5, 0, 0.5, 50, 2 * HOUR, 2 * DAY_SECONDS, 10 * YEAR]


def minute_wait(history, clock, uptime):
    """How long a performer waits, looking every five seconds as the throttle does."""
    waited = 0.0
    while True:
        history.catch_up(clock + waited, uptime + waited)
        if not (wait := history.wait_seconds(Use.FETCH, LIMIT)):
            return waited
        waited += min(5, wait)
        assert waited < 200


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_that_is_set_moves_no_minute(jump):
    assert minute_wait(spent(), NOON + 20 + jump, UPTIME + 20) == pytest.approx(MINUTE - 20, abs=0.01)


@pytest.mark.parametrize("jump", JUMPS)
def test_nor_one_that_the_service_has_called_full(jump):
    history = History()
    history.catch_up(NOON, UPTIME)
    history.fill(for_day=False, seconds=60)
    assert minute_wait(history, NOON + 20 + jump, UPTIME + 20) == pytest.approx(40, abs=0.01)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_request_that_is_under_way_while_the_clock_is_set_is_kept_as_long_as_it_can_be_meant(jump):
    history = spent(59)
    booked = history.book(Use.FETCH)
    history.catch_up(NOON + 2 + jump, UPTIME + 2)
    history.answered(booked, NOON + 2 + jump)
    assert len(history.sent) == 60
    assert MINUTE <= history.sent[-1] + MINUTE - (NOON + jump) <= MINUTE + AWAY_SECONDS


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_set_while_the_machine_was_off_holds_a_minute_no_longer_than_one(jump):
    waited = minute_wait(spent(), NOON + 20 + jump, 7.0)
    assert waited <= MINUTE + AWAY_SECONDS + 0.01
    if jump <= 0:  # else there is nobody to say that it was set
        assert waited >= MINUTE - 20 - 0.01


@pytest.mark.parametrize("slept", [0, 30, 8 * HOUR])
def test_a_machine_that_has_slept_waits_for_a_minute_at_most(slept):
    waited = minute_wait(spent(), NOON + 20 + slept, UPTIME + 20)
    assert MINUTE - 20 - slept <= waited + 0.01 <= MINUTE


@pytest.mark.parametrize("jump", JUMPS)
def test_a_day_is_lost_at_most_by_as_much_as_a_clock_is_set_forward_and_never_held_longer(jump):
    history = spent(500, 2, Use.BATCH)
    history.catch_up(NOON + 20 + jump, UPTIME + 20)
    free_in = NOON - 499 * 2 + DAY_SECONDS * (1 + DRIFT) - (NOON + 20)
    if jump > free_in:
        assert history.wait_seconds(Use.BATCH, LIMIT) <= MINUTE
        return
    with pytest.raises(QuotaExceededError) as refused:
        history.wait_seconds(Use.BATCH, LIMIT)
    assert refused.value.retry_after_seconds == pytest.approx(free_in - max(0, jump), abs=60)


def test_a_day_that_the_service_has_called_full_is_asked_again_in_an_hour_whatever_the_clock_says():
    for jump in JUMPS:
        history = History()
        history.catch_up(NOON, UPTIME)
        history.fill(for_day=True, seconds=HOUR)
        history.catch_up(NOON + jump, 7.0)
        history.catch_up(NOON + jump + HOUR, 7.0 + HOUR)
        assert history.wait_seconds(Use.FETCH, LIMIT) == 0


def test_what_two_daemons_remember_is_joined_and_counted_once():
    one = spent(30)
    other = msgspec.json.decode(msgspec.json.encode(one), type=History)
    one.book(Use.BATCH)
    other.fill(for_day=False, seconds=60)
    joined = one.joined(other)
    assert joined.sent == one.sent
    assert joined.batch == one.batch
    assert joined.full_minute_until == NOON + 60
    assert joined.left(LIMIT, NOON) == Limit(0, 2000 - 31)


def test_it_stays_small():
    history = History()
    for number in range(100):
        history.catch_up(NOON + number * HOUR, UPTIME + number * HOUR)
        history.answered(history.book(Use.BATCH), history.time)
    assert len(history.sent) == len(history.batch) == 25
