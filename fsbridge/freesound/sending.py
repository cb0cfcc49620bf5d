"""Sends requests from the event loop: in their pools, within the limits, and again where that may help."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakValueDictionary

from fsbridge.errors import QuotaExceededError, ServerFailedError, ThrottledError
from fsbridge.freesound.call import Call
from fsbridge.freesound.download import Order, download
from fsbridge.freesound.faults import MismatchError, TokenExpiredError
from fsbridge.freesound.history import Use
from fsbridge.freesound.trying import GettingOn, trying
from fsbridge.model import Phase

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from fsbridge.core.clock import Clock
    from fsbridge.core.messages import Report
    from fsbridge.core.pools import Pool
    from fsbridge.freesound.account import LiveAccount
    from fsbridge.freesound.tokens import Secret
    from fsbridge.freesound.transport import Transport

T = TypeVar("T")

log = logging.getLogger(__name__)

ANSWER_SECONDS = 30
"""By then an answer of the API is here whole, or is given up."""
END_SECONDS = 1
"""How long to wait for a thread whose request was ended: it is awake already, unless it still waits for headers."""
REFUSALS = 10
"""So many minutes in a row in which the service refuses a request for its limits end it."""


class Sender:
    """Sends what the client asks; lives on the event loop."""

    def __init__(
        self,
        base_url: str,
        account: LiveAccount,
        api: Pool,
        downloads: Pool,
        clock: Clock,
    ) -> None:
        self._base_url = base_url
        self._account = account
        self._api = api
        self._downloads = downloads
        self._clock = clock
        self._calls: dict[Call, asyncio.Future[Any]] = {}
        self._transports: dict[Pool, Transport] = {}
        self._making_transport = threading.Lock()
        self._growing: WeakValueDictionary[Path, asyncio.Lock] = WeakValueDictionary()

    async def json(self, path: str, report: Report) -> dict[str, Any]:
        """Give an object of the API.

        Raises:
            FsbridgeError: it can't be had.
        """

        async def send(authorization: Secret | None, call: Call) -> dict[str, Any]:
            def work(transport: Transport, call: Call) -> dict[str, Any]:
                return transport.json(call, path, authorization)

            try:
                return await self._run(self._api, call, work, ANSWER_SECONDS)
            except TimeoutError:
                raise ServerFailedError("Freesound's answer does not end; ask again in a moment.") from None

        return await trying(self._clock)(self._admitted, send, Use.READ, report)

    async def download(self, order: Order, use: Use | None, report: Report) -> None:
        """Fill a partial; without a `use` nobody is told who asks, and nothing is booked.

        What is not as it was promised is thrown away and fetched again, once.

        Raises:
            FsbridgeError: it can't be had.
        """
        loop = asyncio.get_running_loop()

        async def send(authorization: Secret | None, call: Call) -> None:
            def work(transport: Transport, call: Call) -> None:
                def tell(fraction: float, seconds_left: int) -> None:
                    if not call.aborted:
                        report(Phase.DOWNLOADING, fraction, seconds_left)

                def progress(fraction: float, seconds_left: int) -> None:
                    loop.call_soon_threadsafe(tell, fraction, seconds_left)

                download(transport, call, order._replace(authorization=authorization), self._clock, progress)

            await self._run(self._downloads, call, work)

        growing = self._growing.setdefault(order.partial, asyncio.Lock())
        async with growing:  # one that was cancelled may still be about to end
            getting_on = GettingOn(order.partial)
            try:
                await trying(self._clock, getting_on)(self._admitted, send, use, report)
            except MismatchError as mismatch:
                log.info("fetching again: %s", mismatch)
                await trying(self._clock, getting_on)(self._admitted, send, use, report)

    async def close(self) -> None:
        """End all requests and connections."""
        for call in self._calls:
            call.abort()
        if self._calls:
            await asyncio.wait(self._calls.values(), timeout=END_SECONDS)
        for transport in self._transports.values():
            transport.close()

    async def _admitted(
        self, send: Callable[[Secret | None, Call], Awaitable[T]], use: Use | None, report: Report
    ) -> T:
        """Send within the limits; where the service refuses all the same, when it may not any more."""
        refusals_left, renewed = REFUSALS, False
        while True:
            authorization, call = None, Call()
            if use:
                authorization = await self._account.authorization(use, report)
                call = Call(await self._account.enter(use, report))
            report(Phase.ASKING, -1.0, -1)
            try:
                return await send(authorization, call)
            except TokenExpiredError:
                if not authorization or renewed:
                    raise
                renewed = True
                await self._account.replace(authorization)
            except (ThrottledError, QuotaExceededError) as refusal:
                if not (use and await self._account.refused(refusal) and refusals_left):
                    raise
                refusals_left -= 1

    async def _run(
        self, pool: Pool, call: Call, work: Callable[[Transport, Call], T], deadline_seconds: float | None = None
    ) -> T:
        """Do the work in a thread of the pool; cancelled, it ends at once.

        Raises:
            TimeoutError: the thread has not done it in `deadline_seconds`; those in the queue do not count.
        """
        loop = asyncio.get_running_loop()

        def begin() -> T:
            if deadline_seconds is not None:
                loop.call_soon_threadsafe(bound, loop.time() + deadline_seconds)
            call.taken_up = True
            call.check()
            return work(self._transport(pool), call)

        def bound(until: float) -> None:
            if not call.aborted:
                deadline.reschedule(until)

        done = asyncio.ensure_future(pool.run(begin))
        done.add_done_callback(_look_at_error)
        self._calls[call] = done
        try:
            async with asyncio.timeout(None) as deadline:
                return await asyncio.shield(done)
        except (asyncio.CancelledError, TimeoutError):
            call.abort()
            if call.taken_up:  # the partial may be its own until it has ended
                await asyncio.wait([done], timeout=END_SECONDS)
            else:
                done.cancel()
            raise
        finally:
            del self._calls[call]

    def _transport(self, pool: Pool) -> Transport:
        """Give the pool's own session; its library is imported here, in a thread."""
        with self._making_transport:
            if pool not in self._transports:
                from fsbridge.freesound.transport import Transport

                self._transports[pool] = Transport(self._base_url)
            return self._transports[pool]


def _look_at_error(done: asyncio.Future[Any]) -> None:
    """Keep asyncio from warning of an error that nobody waited for."""
    if not done.cancelled():
        done.exception()
