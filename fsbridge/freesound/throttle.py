"""Freesound's limits, kept to before it has to refuse: windows over what was sent, shared by the user's daemons.

The service counts what it admitted in the last minute and the last day (Freesound 5). Every request is booked here
before it is sent, in a file in the user's state folder named by a hash of the client id.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import math
from bisect import bisect_right
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from fsbridge.errors import FsbridgeError, QuotaExceededError
from fsbridge.freesound.private_file import PrivateFile
from fsbridge.model import Phase

if TYPE_CHECKING:
    from pathlib import Path

    from fsbridge.core.clock import Clock
    from fsbridge.core.messages import Report
    from fsbridge.core.pools import Pool

log = logging.getLogger(__name__)

MINUTE_SECONDS, DAY_SECONDS = 60, 86_400
SLACK_SECONDS = 1
"""The service counts from when a request reached it, which is a little after it was booked."""
LOOK_EVERY_SECONDS = 5


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
    """When requests were sent in the last day, oldest first, and until when a window is known to be full.

    All in seconds since 1970.
    """

    sent: list[float] = []
    batch: list[float] = []
    full_minute_until: float = 0
    full_day_until: float = 0

    def wait_seconds(self, use: Use, limit: Limit, now: float) -> float:
        """Tell how long a request must wait, 0 if it need not.

        Raises:
            QuotaExceededError: longer than a minute.
        """
        kept = 0 if use is Use.FETCH else min(FREE_FOR_FETCH, limit.minute // 2)
        bounds = [(self.sent, limit.minute - kept, limit.day)]
        if use is Use.BATCH:
            bounds.append((self.batch, *BATCH_LIMIT))
        day = max(self.full_day_until, *(_free_at(times, most, DAY_SECONDS) for times, _, most in bounds))
        if day > now:
            raise QuotaExceededError(
                "The limit for a day is spent; ask again later.", retry_after_seconds=math.ceil(day - now)
            )
        minute = max(self.full_minute_until, *(_free_at(times, most, MINUTE_SECONDS) for times, most, _ in bounds))
        return max(0.0, minute - now)

    def left(self, limit: Limit, now: float) -> Limit:
        """Tell how many requests there is room for."""
        used = [len(self.sent) - bisect_right(self.sent, now - window) for window in (MINUTE_SECONDS, DAY_SECONDS)]
        return Limit(
            0 if self.full_minute_until > now else max(0, limit.minute - used[0]),
            0 if self.full_day_until > now else max(0, limit.day - used[1]),
        )

    def forget(self, now: float) -> None:
        """Drop what no window holds any more, and what was written before the clock was set back."""
        for times in (self.sent, self.batch):
            times[:] = sorted(time for time in times if -MINUTE_SECONDS < now - time < DAY_SECONDS + SLACK_SECONDS)
        if self.full_minute_until - now > 2 * MINUTE_SECONDS:
            self.full_minute_until = 0
        if self.full_day_until - now > DAY_SECONDS:
            self.full_day_until = 0


class Throttle:
    """Lets requests go as the limits allow.

    Args:
        state_folder: where the histories lie.
        client_id: of the credential, which the service counts by.
    """

    def __init__(self, state_folder: Path, client_id: str, limit: Limit, pool: Pool, clock: Clock) -> None:
        name = hashlib.sha256(client_id.encode()).hexdigest()[:16]
        self._file = PrivateFile(state_folder / f"requests-{name}.json", durable=False)
        self._limit = limit
        self._pool = pool
        self._clock = clock
        self._turns = {use: asyncio.Lock() for use in Use}
        self._history = self._read()
        self._wait_seconds = 0.0

    @property
    def left(self) -> Limit:
        """Tell from memory how many requests there is room for."""
        return self._history.left(self._limit, self._clock.time())

    async def enter(self, use: Use, report: Report) -> None:
        """Return once a request may be sent; it is booked then. Who came first goes first, of each use.

        Raises:
            QuotaExceededError: not before tomorrow.
        """
        turn = self._turns[use]
        if turn.locked() and self._wait_seconds:
            report(Phase.THROTTLED, -1, math.ceil(self._wait_seconds))
        async with turn:
            while wait_seconds := await self._pool.run(self._book, use):
                self._wait_seconds = wait_seconds
                report(Phase.THROTTLED, -1, math.ceil(wait_seconds))
                await self._clock.sleep(min(wait_seconds, LOOK_EVERY_SECONDS))
            self._wait_seconds = 0

    async def refused(self, *, for_day: bool, seconds: float) -> None:
        """Take a window as full: the service has refused, so others use the credential too."""
        await self._pool.run(self._fill, for_day, seconds)

    def _book(self, use: Use) -> float:
        with self._file.lock():
            self._history = history = self._read()
            now = self._clock.time()
            wait_seconds = history.wait_seconds(use, self._limit, now)
            if not wait_seconds:
                history.sent.append(now)
                if use is Use.BATCH:
                    history.batch.append(now)
                self._write(history)
        return wait_seconds

    def _fill(self, for_day: bool, seconds: float) -> None:
        with self._file.lock():
            self._history = self._read()
            until = self._clock.time() + seconds
            if for_day:
                self._history.full_day_until = until
            else:
                self._history.full_minute_until = until
            self._write(self._history)

    def _read(self) -> History:
        history = History()
        try:
            if data := self._file.read():
                history = msgspec.json.decode(data, type=History)
        except (OSError, msgspec.DecodeError):
            log.warning("the history of requests can't be read and begins anew")
        history.forget(self._clock.time())
        return history

    def _write(self, history: History) -> None:
        try:
            self._file.write(msgspec.json.encode(history))
        except FsbridgeError as error:  # rather uncounted than silent
            log.warning("the history of requests can't be kept: %s", error)


def _free_at(times: list[float], most: int, window_seconds: int) -> float:
    """Tell when one more fits into a window of `most`."""
    return times[-most] + window_seconds + SLACK_SECONDS if len(times) >= most else 0
