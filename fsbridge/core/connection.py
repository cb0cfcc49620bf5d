"""Whether the service can be reached. Idle, nothing is probed; while offline a bare connect is tried now and then."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, TypeVar

from fsbridge.core.messages import Event, Online
from fsbridge.errors import NetworkError
from fsbridge.model import Phase

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fsbridge.core.clock import Clock
    from fsbridge.core.messages import Report
    from fsbridge.core.ports import Source

T = TypeVar("T")
PROBE_AFTER_SECONDS = (5, 10, 20, 30, 60)
"""Pauses between probes; the last one goes on."""

log = logging.getLogger(__name__)


class Connection:
    """The network as seen from the requests that use it."""

    def __init__(self, source: Source, clock: Clock, hear: Callable[[Event], None]) -> None:
        self._source = source
        self._clock = clock
        self._hear = hear
        self._there = asyncio.Event()
        self._there.set()
        self._checking: asyncio.Task[bool] | None = None
        self._probing: asyncio.Task[None] | None = None

    @property
    def online(self) -> bool:
        """Tell what the last request or probe found."""
        return self._there.is_set()

    async def check(self) -> bool:
        """Look whether the network is there after a request has failed; all who ask at once share one look."""
        if self.online:
            if self._checking is None or self._checking.done():
                self._checking = asyncio.create_task(self._reachable())
            if not await asyncio.shield(self._checking):
                self._set(online=False)
        return self.online

    async def outlast(
        self,
        work: Callable[[], Awaitable[T]],
        report: Report,
        instead: Callable[[], Awaitable[T | None]] | None = None,
    ) -> T:
        """Give what `work()` gives; where the network is lost, what `instead()` gives, or wait and begin again.

        Raises:
            NetworkError: the service can be reached, and fails all the same.
        """
        while True:
            try:
                return await work()
            except NetworkError:
                if await self.check():
                    raise
            if instead and (other := await instead()) is not None:
                return other
            report(Phase.WAITING, -1, -1)
            await self._there.wait()

    async def close(self) -> None:
        """Stop looking."""
        tasks = [task for task in (self._checking, self._probing) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _set(self, *, online: bool) -> None:
        if online == self.online:
            return
        if online:
            self._there.set()
        else:
            self._there.clear()
            self._probing = asyncio.create_task(self._probe())
        self._hear(Online(int(online)))

    async def _probe(self) -> None:
        probes = 0
        while not self.online:
            await self._clock.sleep(PROBE_AFTER_SECONDS[min(probes, len(PROBE_AFTER_SECONDS) - 1)])
            probes += 1
            if await self._reachable():
                self._set(online=True)

    async def _reachable(self) -> bool:
        try:
            return await self._source.reachable()
        except Exception:
            log.exception("could not look whether the service is there")
            return False
