"""Work that several wait for: begun once, however many ask, and cancelled when the last of them leaves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Hashable

    from fsbridge.core.messages import Report
    from fsbridge.model import Phase

T = TypeVar("T")


class Flight(Generic[T]):
    """One piece of work in flight and those who hear of it."""

    def __init__(self) -> None:
        self.hearers: list[Report] = []
        self.task: asyncio.Task[T]
        self._last: tuple[Phase, float, int] | None = None

    def report(self, phase: Phase, fraction: float, seconds_left: int) -> None:
        """Tell all who wait."""
        self._last = (phase, fraction, seconds_left)
        for hear in self.hearers:
            hear(phase, fraction, seconds_left)

    def join(self, hear: Report) -> None:
        """Add one who waits, and tell what was told last."""
        self.hearers.append(hear)
        if self._last:
            hear(*self._last)


class Sharing(Generic[T]):
    """Flights by key."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, Flight[T]] = {}

    def __len__(self) -> int:
        return len(self._flights)

    async def run(self, key: Hashable, work: Callable[[Report], Coroutine[None, None, T]], hear: Report) -> T:
        """Give what `work(report)` gives; join it if it runs already under this key."""
        flight = self._flights.get(key)
        if flight is None or flight.task.cancelling():
            flight = self._flights[key] = Flight()
            flight.task = asyncio.create_task(work(flight.report))
            flight.task.add_done_callback(lambda _: self._land(key, flight))
        flight.join(hear)
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.hearers.remove(hear)
            if not flight.hearers:
                flight.task.cancel()

    async def close(self) -> None:
        """Cancel all that is in flight and wait until it has ended."""
        tasks = [flight.task for flight in self._flights.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _land(self, key: Hashable, flight: Flight[T]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
        if not flight.task.cancelled():
            flight.task.exception()  # seen, also where all who waited have left
