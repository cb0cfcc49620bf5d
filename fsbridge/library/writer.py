"""The writer: the one thread that changes folder and index, one job after the other, so that no lock is needed."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from fsbridge.core.pools import Pool
from fsbridge.errors import BusyError, FolderMissingError
from fsbridge.library import scanning
from fsbridge.library.faults import plain_errors
from fsbridge.library.index import Index, open_index
from fsbridge.library.links import identity
from fsbridge.library.schema import DamagedError, is_damage
from fsbridge.library.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from filelock import BaseFileLock

    from fsbridge.core.events import Event
    from fsbridge.library.paths import Layout

P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """Runs jobs on the shelf; the loop reads beside it, through `reader`.

    Args:
        announce: hears of what comes, changes and goes, on the loop.
        mistrust: hears, on the loop, that the index is damaged.
        changed: hears, on the loop, that a job has ended and rows may be others now.

    Attributes:
        reader: a read-only connection for the loop, None while the index is being opened.
        sounds: how many have a file.
    """

    reader: Index | None = None
    sounds = 0
    _loop: asyncio.AbstractEventLoop

    def __init__(
        self,
        layout: Layout,
        service: str,
        *,
        announce: Callable[[Event], None],
        mistrust: Callable[[], None],
        changed: Callable[[], None],
    ) -> None:
        self._layout, self._service = layout, service
        self._announce, self._mistrust, self._changed = announce, mistrust, changed
        self._thread = Pool("index", 1)
        self._shelf: Shelf | None = None
        self._opened_as: tuple[int, int] | None = None
        self._caught_up = False
        self._claim: BaseFileLock | None = None
        self._claimed_as: tuple[int, int] | None = None
        self._counted_at = -1

    async def open(self, *, suspect: bool = False) -> None:
        """Claim the folder and open its index; again after either was found `suspect`, or another stands there.

        Raises:
            NotAllowedError: it belongs to another service, or another daemon uses it.
            FolderMissingError, FolderReadonlyError, DiskFullError.
            BusyError: another program holds the index.
        """
        self._leave()
        self._changed()
        await self._thread.run(self._open, asyncio.get_running_loop(), suspect)
        with plain_errors(self._layout):
            self.reader = Index(self._layout.index, self._service, patience_seconds=0)

    def replaced(self) -> bool:
        """Tell whether the file of the index is another one than was opened, or none was.

        Raises:
            FolderMissingError: it is gone with its folder.
        """
        replaced = self._shelf is None or identity(self._layout.index) != self._opened_as
        if replaced:
            self._layout.check()
        return replaced

    async def run(self, job: Callable[Concatenate[Shelf, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Give what the job gives; when the caller is cancelled, it still runs to its end and tells its events.

        Raises:
            FolderMissingError, FolderReadonlyError, DiskFullError.
            BusyError: another program holds the index, or it was found damaged, and is being made again.
        """
        return await self._thread.run(self._work, job, args, kwargs)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Index]:
        """Give a connection of its own to a thread of another pool; raises as `run` does."""
        with self._plain_errors():
            self._layout.check()
            if self.replaced():
                raise DamagedError("another file stands in its place")
            with Index(self._layout.index, self._service) as index:
                yield index

    async def close(self) -> None:
        """Put the index into one file, so that the folder can be copied, and let go of it; end the thread."""
        self._leave()
        with contextlib.suppress(sqlite3.Error):
            await self._thread.run(self._close)
        await self._thread.run(self._release)
        self._thread.close()

    def _leave(self) -> None:
        if self.reader:
            self.reader.close()
            self.reader = None

    def _open(self, loop: asyncio.AbstractEventLoop, suspect: bool) -> None:
        self._close()
        self._loop = loop
        if self._claimed_as:  # what was there once is not made anew
            self._layout.check()
        if not self._claim or identity(self._layout.lock) != self._claimed_as:
            self._release()
            self._claim = self._layout.claim()
            self._claimed_as = identity(self._layout.lock)
        with plain_errors(self._layout):
            index = open_index(self._layout.index, self._service, suspect=suspect)
            self._shelf = Shelf(self._layout, index, self._hear)
            self._opened_as = identity(self._layout.index)
            self._caught_up = False
        self._counted_at = -1
        with contextlib.suppress(sqlite3.Error):  # damage is looked for in a moment
            self._count(index)

    def _work(self, job: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
        if self._shelf is None:
            raise FolderMissingError(f"The sample folder {self._layout.root} is not open: bring it back.")
        self._layout.check()
        try:
            with self._plain_errors():
                if not self._caught_up:
                    scanning.catch_up(self._shelf)
                    self._caught_up = True
                given = job(self._shelf, *args, **kwargs)
                self._count(self._shelf.index)
                return given
        finally:
            self._tell(self._changed)

    @contextlib.contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            with plain_errors(self._layout):
                yield
        except BusyError as error:
            if isinstance(error.__cause__, sqlite3.Error) and is_damage(error.__cause__):
                self._tell(self._mistrust)
            raise

    def _hear(self, event: Event) -> None:
        if self._shelf:
            self._count(self._shelf.index)
        self._tell(self._announce, event)

    def _count(self, index: Index) -> None:
        """Count again where rows have changed, so that the loop need not."""
        if index.connection.total_changes != self._counted_at:
            self.sounds, self._counted_at = index.count(), index.connection.total_changes

    def _tell(self, hear: Callable[..., None], *words: object) -> None:
        """Have the loop hear of something, from this thread."""
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody hears any more
            self._loop.call_soon_threadsafe(hear, *words)

    def _close(self) -> None:
        if self._shelf:
            self._shelf.index.close()
            self._shelf, self._opened_as = None, None

    def _release(self) -> None:
        if self._claim:
            self._claim.release()
            self._claim = None
