"""A few turns at a time, a performer's before a batch's."""

from __future__ import annotations

import asyncio
import heapq
from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING

from fsbridge.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Turns:
    """At most `at_once` have a turn; at most `waiting_max` wait for one."""

    def __init__(self, at_once: int, waiting_max: int = 1024) -> None:
        self._free = at_once
        self._waiting_max = waiting_max
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._arrival = count()

    @property
    def waiting(self) -> int:
        """Count those who wait."""
        return sum(not turn.done() for _, _, turn in self._waiting)

    @asynccontextmanager
    async def take(self, *, batch: bool) -> AsyncIterator[None]:
        """Hold a turn; who is no `batch` goes ahead.

        Raises:
            BusyError: too many wait.
        """
        if self._free:
            self._free -= 1
        else:
            await self._wait(batch)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, batch: bool) -> None:
        if self.waiting >= self._waiting_max:
            raise BusyError("Too many downloads are waiting; let some end, or send /fs/cancel.")
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (batch, next(self._arrival), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it was this one's turn already
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
