"""Whether the service can be reached. Idle, nothing is probed; while offline a bare connect is tried now and then."""

from __future__ import annotations

import asyncio
import logging
import math
from typing import TYPE_CHECKING, TypeVar

from fsbridge.core.events import Event, Online
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
SILENT_SECONDS = 1.5
"""After so long without a byte a probe is made, beside the work, and again when the silence has doubled."""
TOGETHER_SECONDS = 0.25
"""Silent works look at these intervals of the clock, so that they share a look."""

_IN_LINE = (Phase.QUEUED, Phase.THROTTLED)
_ON_THE_NETWORK = (Phase.ASKING, Phase.DOWNLOADING, Phase.WAITING)

log = logging.getLogger(__name__)


class Connection:
    """The network as seen from the requests that use it."""

    def __init__(self, source: Source, clock: Clock, hear: Callable[[Event], None]) -> None:
        self._source = source
        self._clock = clock
        self._hear = hear
        self._there = asyncio.Event()
        self._there.set()
        self._running: set[_Work] = set()
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
        work: Callable[[Report], Awaitable[T]],
        report: Report,
        instead: Callable[[], Awaitable[T | None]] | None = None,
    ) -> T:
        """Give what `work(report)` gives; where the network is lost, what `instead()` gives, or wait and begin again.

        Work that falls silent because the network is lost is ended, and so is what is still in line for its turn.

        Raises:
            NetworkError: the service can be reached, and fails all the same.
        """
        while True:
            if self.online:
                try:
                    return await self._watched(work, report)
                except NetworkError:
                    if await self.check():
                        raise
                except _EndedError:
                    pass
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

    async def _watched(self, work: Callable[[Report], Awaitable[T]], hear: Report) -> T:
        """Give what the work gives, or end it where the network is lost without a word.

        Raises:
            _EndedError: it was ended.
        """
        try:
            async with asyncio.timeout(None) as patience:
                running = _Work(hear, self._clock, patience)
                watching = asyncio.create_task(self._watch(running))
                self._running.add(running)
                try:
                    return await work(running.report)
                finally:
                    self._running.remove(running)
                    watching.cancel()
        except TimeoutError:
            if not patience.expired():
                raise
            raise _EndedError from None

    async def _watch(self, work: _Work) -> None:
        silent_seconds = SILENT_SECONDS
        while True:
            await work.on_the_network.wait()
            heard_at = work.heard_at
            look_at = math.ceil((heard_at + silent_seconds) / TOGETHER_SECONDS) * TOGETHER_SECONDS
            await self._clock.sleep(look_at - self._clock.monotonic())
            if not work.silent_since(heard_at):
                silent_seconds = SILENT_SECONDS
            elif await self.check():
                silent_seconds *= 2
            elif work.silent_since(heard_at):
                return work.end()

    def _set(self, *, online: bool) -> None:
        if online == self.online:
            return
        if online:
            self._there.set()
        else:
            self._there.clear()
            self._probing = asyncio.create_task(self._probe())
            for work in self._running:
                if work.in_line:
                    work.end()
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


class _EndedError(Exception):
    """The work was ended, because there is no network for it."""


class _Work:
    """One piece of work: what it reports is heard here first.

    Attributes:
        on_the_network: set while it waits for bytes.
        heard_at: when the last of them came, or the waiting began. Asking again is no byte.
        in_line: whether it waits for its turn, or for the limits.
    """

    def __init__(self, hear: Report, clock: Clock, patience: asyncio.Timeout) -> None:
        self.on_the_network = asyncio.Event()
        self.heard_at = clock.monotonic()
        self.in_line = False
        self._hear = hear
        self._clock = clock
        self._patience = patience

    def report(self, phase: Phase, fraction: float, seconds_left: int) -> None:
        """Take notice, and pass it on."""
        self.in_line = phase in _IN_LINE
        if phase not in _ON_THE_NETWORK:
            self.on_the_network.clear()
        elif phase is Phase.DOWNLOADING or not self.on_the_network.is_set():
            self.on_the_network.set()
            self.heard_at = self._clock.monotonic()
        self._hear(phase, fraction, seconds_left)

    def silent_since(self, heard_at: float) -> bool:
        """Tell whether it waits for bytes, and none came since."""
        return self.on_the_network.is_set() and self.heard_at == heard_at

    def end(self) -> None:
        """End it at the next turn of the loop; it is told nothing more."""
        self._patience.reschedule(asyncio.get_running_loop().time())
