"""Bounded pools of daemon threads, in which blocking libraries run.

One pool a purpose, so that stalled downloads can't starve a search. The standard library's executor
is not used: its threads are joined at exit, so one stuck read would keep the daemon from stopping.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from typing import TYPE_CHECKING, Any, TypeVar

from fsbridge.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
Work = tuple["Callable[..., Any]", tuple[Any, ...], "asyncio.Future[Any]", asyncio.AbstractEventLoop]


class Pool:
    """Up to `threads` daemon threads named after `name`, started as they are needed, and a queue of `waiting_max`."""

    def __init__(self, name: str, threads: int, waiting_max: int = 1024) -> None:
        self._name = name
        self._threads_max = threads
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._work: queue.Queue[Work | None] = queue.Queue(waiting_max)

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """Give what `work(*args)` gives; it runs in a thread of this pool.

        When the waiting task is cancelled, work that has not begun is dropped; work that has runs on
        to its end and what it gives is dropped.

        Raises:
            BusyError: the queue is full.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        try:
            self._work.put_nowait((work, args, done, loop))
        except queue.Full:
            raise BusyError(f"Too much {self._name} work is waiting; ask again in a second.") from None
        if self._work.qsize() > self._idle and len(self._threads) < self._threads_max:
            thread = threading.Thread(target=self._serve, name=f"{self._name}-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()
        return await done

    def close(self) -> None:
        """End the threads as their work ends; none is waited for."""
        for _ in self._threads:
            try:
                self._work.put_nowait(None)
            except queue.Full:  # daemon threads end with the process
                return

    def join(self, timeout_seconds: float) -> None:
        """Wait for the threads to end, no longer than `timeout_seconds` each."""
        for thread in self._threads:
            thread.join(timeout_seconds)

    def _serve(self) -> None:
        while True:
            self._idle += 1
            item = self._work.get()
            self._idle -= 1
            if item is None:
                return
            work, args, done, loop = item
            if done.cancelled():
                continue
            result, error = None, None
            try:
                result = work(*args)
            except BaseException as raised:  # noqa: BLE001 - it is raised again where it is awaited
                error = raised
            try:
                loop.call_soon_threadsafe(_settle, done, result, error)
            except RuntimeError:  # the loop has ended meanwhile: nobody waits any more
                return
            del item, work, args, done, result, error


def _settle(done: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if done.cancelled():
        return
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)
