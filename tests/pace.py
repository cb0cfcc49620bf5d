"""Many requests at the allowed pace, in time that passes only while everybody waits: for the suite and the soak."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from fsbridge.core.pools import Pool
from fsbridge.demo.answers import ApiError
from fsbridge.demo.dataset import Credential
from fsbridge.demo.throttle import Throttle as ServiceThrottle
from fsbridge.freesound.history import BATCH_LIMIT, LEVELS, Use
from fsbridge.freesound.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


TURNS = 10
"""Of the loop, in fewer of which whatever a sleeper sets off is with a pool."""
LOOK_SECONDS = 0.0002
"""Real ones, which the threads of a daemon that does not rest need the processor for."""


class CommonClock:
    """The time of service and daemons: it goes to when the next sleeper wakes, once every daemon rests.

    Attributes:
        ahead_seconds: by how much the daemons' machine is wrong about it.
    """

    def __init__(self) -> None:
        self.now = 1_800_000_000.0
        self.ahead_seconds = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = itertools.count()

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._count), woken))
        await woken

    async def run(self, rigs: list[Rig], until: Callable[[], bool]) -> None:
        """Let time pass until something is so."""
        while not until():
            for _ in range(TURNS):
                await asyncio.sleep(0)
            while self._sleepers and self._sleepers[0][2].done():  # cancelled
                heapq.heappop(self._sleepers)
            if self._sleepers and all(rig.rests for rig in rigs):
                self.now, _, woken = heapq.heappop(self._sleepers)
                woken.set_result(None)
            else:
                await asyncio.sleep(LOOK_SECONDS)


class Rig:
    """The clock of one daemon, which knows whether the daemon rests.

    Attributes:
        waiting: how many of its requests have not been let go.
        busy: how many are with threads of their own.
    """

    def __init__(self, clock: CommonClock) -> None:
        self._clock = clock
        self._sleeping = self.waiting = self.busy = 0
        self.monotonic = clock.monotonic

    def time(self) -> float:
        return self._clock.now + self._clock.ahead_seconds

    @property
    def rests(self) -> bool:
        return not self.busy and (self._sleeping > 0 or not self.waiting)

    async def sleep(self, seconds: float) -> None:
        self._sleeping += 1
        try:
            await self._clock.sleep(seconds)
        finally:
            self._sleeping -= 1

    def pool(self, name: str, threads: int) -> RigPool:
        """Make a pool of the daemon's."""
        return RigPool(name, threads, self)


class RigPool(Pool):
    """A pool whose rig does not rest while it works."""

    def __init__(self, name: str, threads: int, rig: Rig) -> None:
        super().__init__(name, threads)
        self._rig = rig

    async def run(self, work: Callable[..., Any], *args: Any) -> Any:
        self._rig.busy += 1
        try:
            return await super().run(work, *args)
        finally:
            self._rig.busy -= 1


@dataclass
class Course:
    """What became of many requests that were asked at once.

    Attributes:
        went: when each was let go.
        refused: how many the service refused.
    """

    went: list[float] = field(default_factory=list)
    refused: int = 0

    def used(self, per_minute: int) -> float:
        """Tell which part of the allowed rate was used between the first minute's requests and the last minute's."""
        first, last = sum(self.went[:per_minute]), sum(self.went[-per_minute:])
        return (len(self.went) / per_minute - 1) * 60 / ((last - first) / per_minute)


def allowed(use: Use, level: int) -> int:
    """How many of a use may go in a minute, when nothing else does."""
    return BATCH_LIMIT.minute if use is Use.BATCH else LEVELS[level].minute


async def course(
    folder: Path,
    use: Use,
    level: int,
    count: int,
    delays_seconds: Callable[[], tuple[float, float]],
    daemons: int = 1,
    restarts: tuple[int, ...] = (),
    jumps: Mapping[int, float] = MappingProxyType({}),
) -> Course:
    """Have daemons with one key share bring `count` originals.

    Args:
        folder: of their state.
        delays_seconds: gives how long a request and its answer are on their way.
        restarts: after so many requests all daemons are killed and started anew.
        jumps: after so many requests their clock is set by so many seconds.
    """
    clock, told = CommonClock(), Course()
    service = ServiceThrottle(clock.time)
    credential = Credential("client", "", "", "", throttling_level=level)

    async def request(rig: Rig, throttle: Throttle) -> None:
        rig.waiting += 1
        try:
            answered = await throttle.enter(use, lambda *_: None)
        finally:
            rig.waiting -= 1
        told.went.append(clock.now)
        clock.ahead_seconds += jumps.get(len(told.went), 0)
        there, back = delays_seconds()
        try:
            await clock.sleep(there)
        finally:  # it arrives, also if nobody is there any more to read the answer
            try:
                service.admit(credential, is_write=False)
            except ApiError:
                told.refused += 1
        await clock.sleep(back)
        answered()

    for end in (*restarts, count):
        rigs = [Rig(clock) for _ in range(daemons)]
        pools = [rig.pool("desk", 2) for rig in rigs]
        throttles = [Throttle(folder, "client", LEVELS[level], *parts) for parts in zip(pools, rigs, strict=True)]
        both = itertools.cycle(zip(rigs, throttles, strict=True))
        left = count - len(told.went)
        tasks = [asyncio.create_task(request(*one)) for one in itertools.islice(both, left)]
        try:
            await clock.run(rigs, lambda end=end: len(told.went) >= end)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for pool in pools:
                pool.close()
                pool.join(30)
    return told
