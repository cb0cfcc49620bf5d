"""Whether the service can be reached. Idle, nothing is probed; while offline a bare connect is tried now and then."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fsbridge.core.messages import Event, Online

if TYPE_CHECKING:
    from collections.abc import Callable

    from fsbridge.core.clock import Clock
    from fsbridge.core.ports import Source

PROBE_AFTER_SECONDS = (5, 10, 20, 30, 60)
"""Pauses between probes; the last one goes on."""


class Connection:
    """The network as seen from the requests that use it."""

    def __init__(self, source: Source, clock: Clock, hear: Callable[[Event], None]) -> None:
        self._source = source
        self._clock = clock
        self._hear = hear
        self._there = asyncio.Event()
        self._there.set()
        self._probing: asyncio.Task[None] | None = None

    @property
    def online(self) -> bool:
        """Tell what the last request or probe found."""
        return self._there.is_set()

    async def check(self) -> bool:
        """Look whether the network is there after a request has failed; tell it."""
        if self.online and not await self._source.reachable():
            self._set(online=False)
        return self.online

    async def wait_online(self) -> None:
        """Wait until the service can be reached."""
        await self._there.wait()

    async def close(self) -> None:
        """Stop probing."""
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)

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
            if await self._source.reachable():
                self._set(online=True)
