"""What was sent in the last day, as Freesound counts it, and what its windows have room for (Freesound 5)."""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from collections import Counter
from enum import Enum
from typing import NamedTuple

import msgspec

from fsbridge.errors import QuotaExceededError, ThrottledError

MINUTE_SECONDS, DAY_SECONDS = 60, 86_400
DRIFT = 1 / 1000
"""Two clocks run alike to this part: no window is taken for over before it is, by the service's clock too."""
AWAY_SECONDS = 7
"""By then the answer to a request has begun, or it is given up: 2 s to connect, 5 s to wait."""
JUMP_SECONDS = 0.05
"""Clocks that part by more than this between two looks were not slewed, but set."""


class Limit(NamedTuple):
    """How many requests may lie in a minute and in a day."""

    minute: int
    day: int


class Use(Enum):
    """What a request is for."""

    READ = "read"
    FETCH = "fetch"
    """A performer waits for the file."""
    BATCH = "batch"
    """One file of many."""


LEVELS = {1: Limit(60, 2000), 2: Limit(300, 5000), 3: Limit(300, 15_000)}
"""By throttling level of the credential (Freesound 5.1)."""
BATCH_LIMIT = Limit(30, 500)
FREE_FOR_FETCH = 10
"""So many of a minute's requests are kept for a performer's fetch."""


class History(msgspec.Struct):
    """The requests of the last day, oldest first, and until when a window is known to be full.

    The service counts a request from when it reached it, which nobody here can see: it lies between booking and answer.
    So a request stands under the latest moment that it can have been.

    Attributes:
        sent: for each request, when its answer began, or `AWAY_SECONDS` after its booking while there is none.
        batch: when those of a batch were booked, which hold a limit of our own.
        full_minute_until, full_day_until: as the service said by refusing one.
        time, monotonic: what the clocks said when this was up to date.

    All in seconds since 1970, but for the last.
    """

    sent: list[float] = []
    batch: list[float] = []
    full_minute_until: float = 0
    full_day_until: float = 0
    time: float = 0
    monotonic: float = 0

    def wait_seconds(self, use: Use, limit: Limit) -> float:
        """Tell how long a request must wait, 0 if it need not.

        Raises:
            QuotaExceededError: longer than a minute.
        """
        kept = 0 if use is Use.FETCH else min(FREE_FOR_FETCH, limit.minute // 2)
        bounds = [(self.sent, limit.minute - kept, limit.day)]
        if use is Use.BATCH:
            bounds.append((self.batch, *BATCH_LIMIT))
        day = max(self.full_day_until, *(_free_at(times, most, DAY_SECONDS) for times, _, most in bounds))
        if day > self.time:
            raise QuotaExceededError(
                "The limit for a day is spent; ask again later.", retry_after_seconds=math.ceil(day - self.time)
            )
        minute = max(self.full_minute_until, *(_free_at(times, most, MINUTE_SECONDS) for times, most, _ in bounds))
        return max(0.0, minute - self.time)

    def left(self, limit: Limit, now: float) -> Limit:
        """Tell how many requests there is room for."""
        used = [len(self.sent) - bisect_right(self.sent, now - window) for window in (MINUTE_SECONDS, DAY_SECONDS)]
        return Limit(
            0 if self.full_minute_until > now else max(0, limit.minute - used[0]),
            0 if self.full_day_until > now else max(0, limit.day - used[1]),
        )

    def book(self, use: Use) -> float:
        """Count a request that is about to be sent; gives what `answered` takes it by."""
        booked = self.time + AWAY_SECONDS
        self.sent.append(booked)
        if use is Use.BATCH:
            self.batch.append(self.time)
        return booked

    def answered(self, booked: float, at: float) -> None:
        """Count a request from when its answer began: it has reached the service by then."""
        if booked in self.sent:
            self.sent.remove(booked)
            insort(self.sent, at)

    def fill(self, *, for_day: bool, seconds: float) -> None:
        """Take a window as full for so long."""
        if for_day:
            self.full_day_until = self.time + seconds
        else:
            self.full_minute_until = self.time + seconds

    def catch_up(self, time: float, monotonic: float) -> None:
        """Bring it up to date: drop what no window holds any more, and follow a clock that was set.

        Set back, everything keeps its age. Set forward, or after the machine has slept, which looks alike, what lay in
        the last minute keeps its age and holds the minute at most; the rest is as old as the clock says. Nothing is
        ever younger than now, which is all that can be known of a clock that was set while the machine was off.
        """
        elapsed = monotonic - self.monotonic
        anew = elapsed < 0 or not self.time  # the machine has started since, and its count with it
        jump = 0.0 if anew else time - self.time - elapsed
        since = self.time - MINUTE_SECONDS if jump > 0 else -math.inf

        def followed(moment: float, ahead_seconds: float) -> float:
            if abs(jump) > JUMP_SECONDS and moment > since:
                moment += jump
            return min(moment, time + ahead_seconds)

        for times, ahead_seconds in ((self.sent, AWAY_SECONDS), (self.batch, 0)):
            moments = sorted(followed(moment, ahead_seconds) for moment in times)
            times[:] = moments[bisect_right(moments, time - DAY_SECONDS * (1 + DRIFT)) :]
        for name, refusal in (("full_minute_until", ThrottledError), ("full_day_until", QuotaExceededError)):
            until = getattr(self, name)
            setattr(self, name, followed(until, refusal.retry_after_seconds) if until > self.time else 0)
        self.time, self.monotonic = time, monotonic

    def joined(self, other: History) -> History:
        """Give one that has what stands in either."""
        return History(
            sorted((Counter(self.sent) | Counter(other.sent)).elements()),
            sorted((Counter(self.batch) | Counter(other.batch)).elements()),
            max(self.full_minute_until, other.full_minute_until),
            max(self.full_day_until, other.full_day_until),
            self.time,
            self.monotonic,
        )


def _free_at(times: list[float], most: int, window_seconds: int) -> float:
    """Tell when one more fits into a window of `most`."""
    return times[-most] + window_seconds * (1 + DRIFT) if len(times) >= most else 0
