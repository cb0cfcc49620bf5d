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
    """At most `at_once` have a turn, and at most `waiting_max` wait for one.

    Batches leave one turn to performers, because a batch that is throttled holds its turns for long.
    """

    def __init__(self, at_once: int, waiting_max: int = 1024) -> None:
        self._free = at_once
        self._free_for_batches = max(at_once - 1, 1)
        self._waiting_max = waiting_max
        self._queue: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._arrival = count()

    @property
    def waiting(self) -> int:
        """Count those who wait."""
        return sum(not turn.done() for _, _, turn in self._queue)

    @asynccontextmanager
    async def take(self, *, batch: bool) -> AsyncIterator[None]:
        """Hold a turn; who is no `batch` goes ahead.

        Raises:
            BusyError: too many wait.
        """
        if self.waiting >= self._waiting_max:
            raise BusyError("Too many downloads are waiting; let some end, or send /fs/cancel.")
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (batch, next(self._arrival), turn))
        self._give()
        try:
            await turn
            yield
        finally:
            if turn.done() and not turn.cancelled():
                self._free += 1
                self._free_for_batches += batch
                self._give()

    def _give(self) -> None:
        """Give what turns there are to those who wait for one."""
        while self._queue and self._free:
            batch, _, turn = self._queue[0]
            if batch and not self._free_for_batches and not turn.done():
                return
            heapq.heappop(self._queue)
            if not turn.done():
                self._free -= 1
                self._free_for_batches -= batch
                turn.set_result(None)
