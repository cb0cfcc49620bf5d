"""Taking in: a file that is new or edited is waited for until it stands still, checked, and becomes the sound it is."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from fsbridge.errors import BadMediaError, FsbridgeError
from fsbridge.library import adopting
from fsbridge.library.placing import md5_of
from fsbridge.library.walking import renewed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from fsbridge.core.clock import Clock
    from fsbridge.core.events import Event
    from fsbridge.core.pools import Pool
    from fsbridge.core.ports import Audio
    from fsbridge.library.paths import Layout
    from fsbridge.library.walking import Found
    from fsbridge.library.writer import Writer

log = logging.getLogger(__name__)

SETTLED_SECONDS = 0.5
"""A file that stood still so long is finished."""
CHECKS_AT_ONCE = 2

Taking = asyncio.Task[list["Event"]]


class Intake:
    """Takes in files, each in a task of its own.

    Args:
        look_again: hears the relative path of a file that is not finished.
        report: hears why one could not be taken in.
    """

    def __init__(
        self,
        layout: Layout,
        writer: Writer,
        audio: Audio,
        pool: Pool,
        clock: Clock,
        *,
        look_again: Callable[[str], None],
        report: Callable[[FsbridgeError], None],
    ) -> None:
        self._layout, self._writer = layout, writer
        self._audio, self._pool, self._clock = audio, pool, clock
        self._look_again, self._report = look_again, report
        self._tasks: dict[Found, Taking] = {}
        self._refused: dict[str, Found] = {}
        self._checks = asyncio.Semaphore(CHECKS_AT_ONCE)

    def take(self, file: Found, *, settled: bool = False) -> Taking:
        """Begin to take a file in as it stands, unless that was begun; the task gives what came of it."""
        task = self._tasks.get(file)
        if task is None:
            task = self._tasks[file] = asyncio.create_task(self._take(file, settled=settled))
            task.add_done_callback(partial(self._taken, file))
        return task

    def cancel(self) -> None:
        """Take in no more."""
        for task in self._tasks.values():
            task.cancel()

    def refused(self, file: Found) -> bool:
        """Tell whether this very file was checked, and is no sound."""
        return self._refused.get(file.path) == file

    def forget_refused(self, places: Collection[str], found: Mapping[str, Found]) -> None:
        """Remember of these places only what stands there still."""
        still = {path: file for path, file in self._refused.items() if found.get(path) == file}
        self._refused = renewed(self._refused, still, places)

    async def _take(self, file: Found, *, settled: bool) -> list[Event]:
        if not settled:
            await self._clock.sleep(SETTLED_SECONDS)
        async with self._checks:
            events = await self._checked(file)
        if events is None:
            self._look_again(file.path)
        return events or []

    async def _checked(self, file: Found) -> list[Event] | None:
        path = self._layout.root / file.path
        if await self._pool.run(self._layout.links.standing, file.path) != (file.size_bytes, file.mtime_ns):
            return None
        try:
            facts = await self._audio.check(path)
            md5 = await self._pool.run(md5_of, path)
        except (BadMediaError, OSError) as error:
            log.warning("%s is no sound that can be used here: %s", file.path, error)
            self._refused[file.path] = file
            return await self._writer.run(adopting.refuse, file)
        self._refused.pop(file.path, None)
        return await self._writer.run(adopting.adopt, file, md5, facts)

    def _taken(self, file: Found, task: Taking) -> None:
        del self._tasks[file]
        error = None if task.cancelled() else task.exception()
        if isinstance(error, FsbridgeError):
            self._report(error)
        elif error:
            log.error("%s could not be looked at", file.path, exc_info=error)


async def all_of(tasks: list[Taking]) -> list[Event]:
    """Wait for tasks that others may wait for too, and so are not cancelled with the one who waits."""
    if tasks:
        await asyncio.wait(tasks)
    return [event for task in tasks for event in task.result()]
