"""Following the folder: hints are gathered, a scan says what is true, and what it finds is taken in or forgotten."""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from fsbridge.core.events import Recovered, Trouble
from fsbridge.errors import BusyError, FolderMissingError, FsbridgeError, InternalError
from fsbridge.library import adopting, scanning
from fsbridge.library.faults import DAMAGED, meaning, plain_errors
from fsbridge.library.taking import Intake, all_of
from fsbridge.library.walking import EVERYTHING, renewed, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from fsbridge.core.clock import Clock
    from fsbridge.core.events import Event
    from fsbridge.core.pools import Pool
    from fsbridge.core.ports import Audio
    from fsbridge.library.links import Target
    from fsbridge.library.paths import Layout
    from fsbridge.library.taking import Taking
    from fsbridge.library.walking import Walk
    from fsbridge.library.watching import Watch
    from fsbridge.library.writer import Writer

log = logging.getLogger(__name__)

GATHER_SECONDS = 0.05
"""Hints come in bursts; one scan answers those of this long."""
LOOK_SECONDS = 1.0
"""How often folder and watch themselves are looked at."""
RETRY_LOOKS = 10
"""What failed, and looks well, is tried again after so many looks."""
SKIPPED_TOLD_MAX = 16
"""So many of what is passed over in one walk have lines of their own in the log."""
PLACES_MAX = 256
"""More hints than this are answered by one scan of all."""


class Follower:
    """Keeps the index true to the folder for as long as `run` runs."""

    def __init__(
        self, layout: Layout, writer: Writer, audio: Audio, pool: Pool, clock: Clock, announce: Callable[[Event], None]
    ) -> None:
        self._layout, self._writer, self._announce = layout, writer, announce
        self._pool, self._clock = pool, clock
        self._intake = Intake(layout, writer, audio, pool, clock, look_again=self.hint, report=self._report)
        self._touched: set[str] = set()
        self._woken = asyncio.Event()
        self._watch: Watch | None = None
        self._watching: asyncio.Task[None] | None = None
        self._opening = asyncio.Lock()
        self._unwatched = self._mistrusted = self._away = False
        self._links: dict[str, Target] = {}
        self._skipped: dict[str, str] = {}
        self._troubles: dict[str, None] = {}
        self._looks_to_retry = 0

    def hint(self, place: str) -> None:
        """Have a relative path looked at soon; "" is the whole folder."""
        self._touched.add(place)
        self._woken.set()

    def mistrust(self) -> None:
        """Have a damaged index made again."""
        self._report(BusyError(DAMAGED))
        self._mistrusted = True
        self.hint("")

    async def run(self) -> None:
        """Watch, and follow, until cancelled."""
        with self._reporting():
            await self._pool.run(self._verify)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._follow())
                tasks.create_task(self._look_after())
        finally:
            self._intake.cancel()
            if self._watching:
                await asyncio.wait([self._watching])
            if self._watch:
                await self._pool.run(self._watch.close)

    async def scan(self) -> list[Event]:
        """Bring folder and index together; ends when every file was taken in, refused, or put off as unfinished."""
        with suppress(BusyError):  # one that is damaged is made again at once
            await self._pool.run(self._verify)
        events, fresh = await self._compare(EVERYTHING)
        return events + await all_of(fresh)

    async def look(self, place: str) -> None:
        """Bring index and folder together at one place; ends as `scan` does."""
        _, fresh = await self._compare((place,))
        await all_of(fresh)

    def skipped(self) -> list[str]:
        """Give the relative paths of what stands in the folder and is passed over."""
        return sorted(self._skipped)

    async def _follow(self) -> None:
        while True:
            await self._woken.wait()
            await self._clock.sleep(GATHER_SECONDS)
            self._woken.clear()
            touched, self._touched = self._touched, set()
            whole = "" in touched or len(touched) > PLACES_MAX
            with self._reporting():
                await self._compare(EVERYTHING if whole else tuple(touched))
                if whole and self._troubles and not self._away:
                    await self._recover()

    async def _look_after(self) -> None:
        while True:
            with self._reporting():
                await self._pool.run(self._layout.check)
                if self._away or self._watch is None or not self._watch.alive():
                    self._watching = asyncio.create_task(self._begin())
                    await asyncio.shield(self._watching)  # a watch half begun could not be ended
                elif await self._index_was_replaced():
                    self.mistrust()
                for place in await self._pool.run(_turned, self._links):
                    self.hint(place)
                await self._pool.run(self._layout.look)
                self._retry()
            await self._clock.sleep(LOOK_SECONDS)

    def _retry(self) -> None:
        """Have all looked at again in a while if something is wrong still."""
        if self._troubles and self._looks_to_retry == 0:
            self.hint("")
        self._looks_to_retry = (self._looks_to_retry or RETRY_LOOKS) - 1

    def _verify(self) -> None:
        """Look closely at the index, as one who has read nothing of it yet."""
        with self._writer.reading() as index:
            index.verify()

    async def _begin(self) -> None:
        """Watch, for the first time or again, and have all looked at that happened meanwhile."""
        loop = asyncio.get_running_loop()

        def hint(place: str) -> None:
            loop.call_soon_threadsafe(self.hint, place)

        self._away = False
        if self._watch:
            await self._pool.run(self._watch.close)
            self._watch = None
        self._links = {}
        try:
            self._watch = await self._pool.run(_watch, self._layout, hint)
        except OSError as error:
            if not self._unwatched:
                log.warning("The folder can't be watched, and is scanned every second instead: %s", error)
        self._unwatched = self._watch is None
        self._mistrusted |= await self._index_was_replaced()
        self.hint("")

    async def _index_was_replaced(self) -> bool:
        async with self._opening:
            return not self._mistrusted and await self._pool.run(self._writer.replaced)

    async def _compare(self, places: tuple[str, ...]) -> tuple[list[Event], list[Taking]]:
        """Follow moves and losses at once; what is new is taken in by tasks, as it may not be finished."""
        async with self._opening:
            if self._mistrusted:
                await self._writer.open(suspect=True)
                self._mistrusted = False
        met = await self._pool.run(walk, self._layout.links, places)
        await self._note(places, met)
        difference = await self._writer.run(scanning.compare, places, met.files)
        self._intake.forget_refused(places, met.files)
        fresh = [self._intake.take(file) for file in difference.fresh if not self._intake.refused(file)]
        events = await all_of([self._intake.take(file, settled=True) for file in difference.moved])
        if difference.gone:
            events += await self._writer.run(adopting.forget, difference.gone)
        return events, fresh

    async def _note(self, places: tuple[str, ...], met: Walk) -> None:
        """Keep what was met beside files: links, so that they are watched, and what was passed over."""
        fresh = sorted(met.skipped.keys() - self._skipped.keys())
        for path in fresh[:SKIPPED_TOLD_MAX]:
            log.warning("%a is passed over: %s.", path, met.skipped[path])
        if others := fresh[SKIPPED_TOLD_MAX:]:
            log.warning("%d others like these are passed over too.", len(others))
        self._skipped = renewed(self._skipped, met.skipped, places)
        links = renewed(self._links, met.links, places)
        if links != self._links and self._watch:
            self._links = links
            await self._pool.run(
                self._watch.follow, {place: target.real for place, target in links.items() if target.stood}
            )

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Tell what goes wrong, and go on."""
        try:
            yield
        except FsbridgeError as error:
            self._report(error)
        except OSError as error:
            self._report(meaning(error, self._layout))
        except Exception:
            log.exception("The folder could not be looked at")
            self._report(InternalError("The sample folder could not be looked at; the log has the details."))

    def _report(self, error: FsbridgeError) -> None:
        self._away |= isinstance(error, FolderMissingError)
        if error.code not in self._troubles:
            self._looks_to_retry = 0
            self._troubles[error.code] = None
            self._announce(Trouble(error.code, str(error)))

    async def _recover(self) -> None:
        """Tell that what was wrong is over, but for what can be seen to be so still."""
        try:
            with plain_errors(self._layout):
                await self._pool.run(self._layout.try_out)
            still = ""
        except FsbridgeError as hindrance:
            still = hindrance.code
        for code in [code for code in self._troubles if code != still]:
            del self._troubles[code]
            self._announce(Recovered(code))


def _turned(links: Mapping[str, Target]) -> list[str]:
    return [place for place, target in links.items() if target.is_another()]


def _watch(layout: Layout, hint: Callable[[str], None]) -> Watch:
    from fsbridge.library.watching import Watch

    return Watch(layout.root, hint)
