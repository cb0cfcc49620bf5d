"""The sample folder, as the core asks for it (`fsbridge.core.ports.Library`)."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from fsbridge import files
from fsbridge.core.events import Added, Changed, Removed
from fsbridge.core.messages import NONE
from fsbridge.core.partials import drop, size_of
from fsbridge.errors import DiskFullError, FsbridgeError
from fsbridge.library import banks, faults, placing
from fsbridge.library.entry import FileKind, kind_and_variant
from fsbridge.library.following import Follower
from fsbridge.library.paths import Layout
from fsbridge.library.schema import is_damage
from fsbridge.library.seats import BANKS
from fsbridge.library.writer import Writer
from fsbridge.model import Phase, Quality, SoundBank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from fsbridge.core.clock import Clock
    from fsbridge.core.events import Event
    from fsbridge.core.messages import Report
    from fsbridge.core.pools import Pool
    from fsbridge.core.ports import Audio
    from fsbridge.library.index import Index
    from fsbridge.model import AudioFacts, Form, LocalFile, Page, Query, Sound

log = logging.getLogger(__name__)

T = TypeVar("T")
FOUND_MAX = 4_096
"""Lookups that are remembered until the index changes."""


class SampleFolder:
    """A folder of sounds, watched and indexed; made by `SampleFolder.open`."""

    def __init__(
        self, folder: Path, source: str, audio: Audio, pool: Pool, clock: Clock, folders: tuple[Path, ...] = ()
    ) -> None:
        self.folder = folder.absolute()
        self._source = source
        self._pool = pool
        self._layout = Layout(self.folder, source, folders)
        self._listeners: list[Callable[[Event], None]] = []
        self._found: dict[tuple[int, Quality, Form | None], tuple[LocalFile, int]] = {}
        self._writer = Writer(
            self._layout, source, announce=self._announce, mistrust=self._mistrust, changed=self._found.clear
        )
        self._follower = Follower(self._layout, self._writer, audio, pool, clock, self._announce)
        self._following: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls, folder: Path, *, source: str, audio: Audio, pool: Pool, clock: Clock, folders: tuple[Path, ...] = ()
    ) -> SampleFolder:
        """Open, or begin, the folder of one service; the first scan goes on behind.

        Links in it are followed where they lead into one of `folders`.

        Raises:
            NotAllowedError: it belongs to another service, or another daemon uses it; nothing was changed.
            FolderMissingError, FolderReadonlyError, DiskFullError.
        """
        library = cls(folder, source, audio, pool, clock, folders)
        try:
            await library._writer.open()
        except BaseException:
            await library.close()
            raise
        library._following = asyncio.create_task(library._follower.run())
        return library

    async def close(self) -> None:
        """Stop watching and close the index; the folder can then be copied."""
        if self._following:
            self._following.cancel()
            await asyncio.wait([self._following])
        await self._writer.close()

    # asked on the loop

    def file(self, id_: int, quality: Quality, form: Form | None = None) -> LocalFile | None:
        """Give a whole file: one lookup by primary key, unless nothing changed since the last, and one `os.stat`."""
        found = self._found.get((id_, quality, form)) or self._look_up(id_, quality, form)
        if found is None:
            return None
        return found[0] if self._stands(*found) else None

    def _stands(self, file: LocalFile, size_bytes: int) -> bool:
        if _is_there(file, size_bytes):
            return True
        self._follower.hint(file.path.removeprefix(f"{self.folder.as_posix()}/"))
        return False

    def _look_up(self, id_: int, quality: Quality, form: Form | None) -> tuple[LocalFile, int] | None:
        found = self._ask(lambda index: index.file(id_, *kind_and_variant(quality, form), quality), None)
        if found is not None:
            if len(self._found) >= FOUND_MAX:
                self._found.clear()
            self._found[id_, quality, form] = found
        return found

    def sound(self, id_: int) -> Sound | None:
        """Give the description of a sound that is or was here."""
        return self._ask(lambda index: index.sound(id_), None)

    def count(self) -> int:
        """Count the sounds that have a file."""
        return self._writer.sounds

    def skipped(self) -> list[str]:
        """Give the paths of what stands in the folder and is passed over: links out of it, names of no use."""
        return self._follower.skipped()

    def check(self) -> None:
        """Look whether the folder is there and can be read."""
        self._layout.check()

    def subscribe(self, hear: Callable[[Event], None]) -> None:
        """Have events told to `hear`, on the loop."""
        self._listeners.append(hear)

    # asked in a thread of the disk pool

    def ids(self) -> list[int]:
        """Give the ids of the sounds of the source that have a file."""
        with self._writer.reading() as index:
            return [id_ for id_ in index.local_ids() if id_ > 0]

    def search(self, query: Query) -> Page:
        """Find sounds that have a file; see `fsbridge.library.searching`."""
        from fsbridge.library.searching import search

        with self._writer.reading() as index:
            return search(index, query)

    # asked in threads of theirs

    async def bank(self, name: str, report: Report) -> SoundBank:
        """Give a bank with those of its sounds that stand there."""
        name = await self._pool.run(banks.spelled, self._layout, name)
        found = await self._banks(f"{BANKS}/{name}", report)
        return found[0] if found else SoundBank(name, banks.folder_of(self._layout, name), {})

    async def banks(self, report: Report) -> list[SoundBank]:
        """Give all banks."""
        return await self._banks(BANKS, report)

    async def _banks(self, place: str, report: Report) -> list[SoundBank]:
        """Give the banks at or below a place; what was dropped in there just now is taken in before."""

        def read() -> tuple[list[SoundBank], bool]:
            with self._writer.reading() as index:
                return banks.read(self._layout, index, place)

        found, all_known = await self._pool.run(read)
        if not all_known:
            report(Phase.VERIFYING, NONE, NONE)
            with suppress(FsbridgeError):  # what is known already is told all the same
                await self._follower.look(place)
            found, _ = await self._pool.run(read)
        return found

    # changing

    async def partial(self, sound: Sound, quality: Quality, form: Form | None = None) -> Path:
        """Give the path where a file is to grow, the same for the same file; what lies there is an earlier try's."""
        kind, variant = kind_and_variant(quality, form)
        path = self._layout.partial(sound, kind, variant)
        wanted_bytes = sound.filesize_bytes if kind is FileKind.ORIGINAL else 0
        await self._pool.run(self._make_room, path, wanted_bytes)
        return path

    async def meaning(self, error: OSError) -> FsbridgeError:
        """Tell what it means that the system refused something in the folder."""
        return await self._pool.run(faults.meaning, error, self._layout)

    async def discard(self, partial: Path) -> None:
        """Delete what grew there, after a placement of it that may have begun."""
        with suppress(FsbridgeError):  # it is gone with its folder, or swept up later
            await self._writer.run(lambda _: drop(partial))

    async def place(
        self, sound: Sound, quality: Quality, form: Form | None, partial: Path, facts: AudioFacts
    ) -> LocalFile:
        """Put a whole and checked file under its final name and into the index, and tell of it."""
        with faults.plain_errors(self._layout):
            await self._pool.run(self._layout.check)
            await self._pool.run(files.sync, partial)
            if form is None and quality is Quality.ORIGINAL and not sound.md5:
                sound = replace(sound, md5=await self._pool.run(placing.md5_of, partial))
        return await self._writer.run(placing.place, sound, quality, form, partial, facts)

    async def add_to_bank(self, name: str, file: LocalFile, below: int) -> tuple[int, LocalFile] | None:
        """Give a file of a sound a number and a place in a bank."""
        return await self._writer.run(banks.add, name, file, below)

    async def update(self, sounds: Iterable[Sound]) -> int:
        """Keep newer descriptions of sounds that are or were here; count those that changed."""
        return sum([await self._writer.run(placing.describe, sound) for sound in sounds])

    async def scan(self) -> tuple[int, int, int]:
        """Bring index and folder together; counts of sounds added, changed, removed."""
        told = [type(event) for event in await self._follower.scan()]
        return told.count(Added), told.count(Changed), told.count(Removed)

    def _ask(self, question: Callable[[Index], T], unknown: T) -> T:
        try:
            return question(self._writer.reader) if self._writer.reader else unknown
        except sqlite3.Error as error:
            if is_damage(error):
                self._mistrust()
            return unknown

    def _make_room(self, path: Path, wanted_bytes: int) -> None:
        with faults.plain_errors(self._layout):
            self._layout.sweep()
            wanted_bytes = max(0, wanted_bytes - size_of(path))
            try:
                self._layout.look(wanted_bytes)
            except DiskFullError:
                self._layout.sweep(kept_bytes=0)
                self._layout.look(wanted_bytes)
            path.parent.mkdir(exist_ok=True)
            if path.is_symlink():  # what grows there would grow elsewhere
                path.unlink()

    def _mistrust(self) -> None:
        self._follower.mistrust()

    def _announce(self, event: Event) -> None:
        if isinstance(event, Added) and event.file.id < 0:
            log.info("%s is here as %d", event.file.path, event.file.id)
        for hear in self._listeners:
            hear(event)


def _is_there(file: LocalFile, size_bytes: int) -> bool:
    try:
        return os.stat(file.path).st_size == size_bytes  # noqa: PTH116 - a `Path` costs more than the lookup
    except OSError:
        return False
