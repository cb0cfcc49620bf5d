"""A few turns at a time, a performer's before a batch's."""

from __future__ import annotations

import asyncio
import heapq
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from fsbridge.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Hashable


@dataclass(order=True)
class _Place:
    """A place in the queue, performers' before batches', in order of arrival."""

    batch: bool
    number: int
    turn: asyncio.Future[None] = field(compare=False)
    key: Hashable = field(compare=False)


class Turns:
    """At most `at_once` have a turn, and at most `waiting_max` wait for one.

    Batches leave one turn to performers, because a batch that is throttled holds its turns for long.
    """

    def __init__(self, at_once: int, waiting_max: int = 1024) -> None:
        self._free = at_once
        self._free_for_batches = max(at_once - 1, 1)
        self._waiting_max = waiting_max
        self._queue: list[_Place] = []
        self._numbers = count()

    @property
    def waiting(self) -> int:
        """Count those who wait."""
        return len(self._queue)

    @asynccontextmanager
    async def take(self, key: Hashable, *, batch: bool) -> AsyncIterator[bool]:
        """Hold a turn; who is no `batch` goes ahead. Gives whether it still is one.

        Raises:
            BusyError: too many wait.
        """
        if self.waiting >= self._waiting_max:
            raise BusyError("Too many downloads are waiting; let some end, or send /fs/cancel.")
        place = _Place(batch, next(self._numbers), asyncio.get_running_loop().create_future(), key)
        heapq.heappush(self._queue, place)
        self._give()
        try:
            await place.turn
            yield place.batch
        finally:
            if place in self._queue:
                self._queue.remove(place)
                heapq.heapify(self._queue)
            else:
                self._free += 1
                self._free_for_batches += place.batch
                self._give()

    def hurry(self, key: Hashable) -> None:
        """Take what waits under this key out of its batch, because a performer waits for it now."""
        for place in self._queue:
            if place.key == key:
                place.batch = False
        heapq.heapify(self._queue)
        self._give()

    def _give(self) -> None:
        """Give what turns there are to those who wait for one."""
        while self._queue and self._free and (self._free_for_batches or not self._queue[0].batch):
            place = heapq.heappop(self._queue)
            self._free -= 1
            self._free_for_batches -= place.batch
            if not place.turn.cancelled():
                place.turn.set_result(None)
