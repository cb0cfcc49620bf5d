"""Freesound's limits, kept to before it has to refuse, by all daemons of the user together.

Every request is booked before it is sent, in a file in the user's state folder named by a hash of the client id.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import math
import threading
from collections import deque
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from fsbridge.errors import BusyError, FsbridgeError
from fsbridge.freesound.history import History, Limit, Use
from fsbridge.freesound.private_file import PrivateFile
from fsbridge.model import Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fsbridge.core.clock import Clock
    from fsbridge.core.messages import Report
    from fsbridge.core.pools import Pool

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 5
LOCK_SECONDS = 2
"""Who holds the file longer than a moment has been stopped in it; requests are not."""
ALONE_SECONDS = 60
"""So long the file is left alone once it could not be used."""


class Throttle:
    """Lets requests go as the limits allow.

    Where the file can't be used the limits are kept to from memory, by this daemon alone.

    Args:
        state_folder: where the histories lie.
        client_id: of the credential, which the service counts by.
    """

    def __init__(self, state_folder: Path, client_id: str, limit: Limit, pool: Pool, clock: Clock) -> None:
        name = hashlib.sha256(client_id.encode()).hexdigest()[:16]
        self._file = PrivateFile(state_folder / f"requests-{name}.json", durable=False, lock_seconds=LOCK_SECONDS)
        self._limit = limit
        self._pool = pool
        self._clock = clock
        self._turns = {use: asyncio.Lock() for use in Use}
        self._wait_seconds = dict.fromkeys(Use, 0.0)
        self._threads = threading.Lock()
        self._answered: deque[tuple[float, float]] = deque()
        self._settling: asyncio.Task[None] | None = None
        self._history = History()
        self._alone = False
        self._alone_until = float("-inf")
        with self._going_on_alone():
            self._history = self._read()

    @property
    def left(self) -> Limit:
        """Tell from memory how many requests there is room for."""
        return self._history.left(self._limit, self._clock.time())

    async def enter(self, use: Use, report: Report) -> Callable[[], None]:
        """Return once a request may be sent; it is booked then. Who came first goes first, of each use.

        What is returned is to be called, from any thread, when the answer begins.

        Raises:
            QuotaExceededError: not before tomorrow.
        """
        turn = self._turns[use]
        if turn.locked() and self._wait_seconds[use]:
            report(Phase.THROTTLED, -1, math.ceil(self._wait_seconds[use]))
        async with turn:
            while True:
                wait_seconds, booked = await self._pool.run(self._book, use)
                self._wait_seconds[use] = wait_seconds
                if not wait_seconds:
                    return partial(self._answer, booked, asyncio.get_running_loop())
                report(Phase.THROTTLED, -1, math.ceil(wait_seconds))
                await self._clock.sleep(min(wait_seconds, LOOK_EVERY_SECONDS))

    async def refused(self, *, for_day: bool, seconds: float) -> None:
        """Take a window as full: the service has refused, so others use the credential too."""
        await self._pool.run(self._fill, for_day, seconds)

    def _answer(self, booked: float, loop: asyncio.AbstractEventLoop) -> None:
        """Have it counted from now; what comes at once is written together."""
        self._answered.append((booked, self._clock.time()))
        with suppress(RuntimeError):  # the loop has ended: the next start counts it as not answered
            loop.call_soon_threadsafe(self._settle)

    def _settle(self) -> None:
        if self._settling is None or self._settling.done():
            self._settling = asyncio.create_task(self._write_answers())

    async def _write_answers(self) -> None:
        with suppress(BusyError):  # the next booking writes them
            while self._answered:
                await self._pool.run(self._catch_up)

    def _catch_up(self) -> None:
        with self._shared():
            pass

    def _book(self, use: Use) -> tuple[float, float]:
        """Give the seconds to wait, or 0 and what was booked."""
        with self._shared() as history:
            wait_seconds = history.wait_seconds(use, self._limit)
            return wait_seconds, 0 if wait_seconds else history.book(use)

    def _fill(self, for_day: bool, seconds: float) -> None:
        with self._shared() as history:
            history.fill(for_day=for_day, seconds=seconds)

    @contextmanager
    def _shared(self) -> Iterator[History]:
        """Give the history as all daemons have left it, and leave them what is made of it."""
        with self._threads, ExitStack() as held:
            if self._clock.monotonic() >= self._alone_until:
                with self._going_on_alone():
                    held.enter_context(self._file.lock())
                    self._history = self._read()
                    held.callback(self._write)
            self._history.catch_up(self._clock.time(), self._clock.monotonic())
            while self._answered:
                self._history.answered(*self._answered.popleft())
            yield self._history

    @contextmanager
    def _going_on_alone(self) -> Iterator[None]:
        """Leave the file alone for a while if it can't be used, which is said once."""
        try:
            yield
        except (FsbridgeError, OSError) as error:
            self._alone_until = self._clock.monotonic() + ALONE_SECONDS
            if not self._alone:
                log.warning("the history of requests can't be kept; limits hold from memory: %s", error)
            self._alone = True

    def _read(self) -> History:
        try:
            kept = msgspec.json.decode(self._file.read() or b"{}", type=History)
        except (msgspec.DecodeError, UnicodeDecodeError):
            log.warning("the history of requests was damaged; what this daemon remembers holds")
            return self._history
        return self._history.joined(kept) if self._alone or not kept.time else kept

    def _write(self) -> None:
        with self._going_on_alone():
            self._file.write(msgspec.json.encode(self._history))
            if self._alone:
                log.info("the history of requests is kept again")
            self._alone = False
