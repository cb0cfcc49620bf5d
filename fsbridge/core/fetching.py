"""`/fs/fetch`: what is here is answered at once, the rest as it arrives; one sound's trouble stops no other."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from fsbridge.core.describing import no_such_sound
from fsbridge.core.formats import ready_file
from fsbridge.core.jobs import internal
from fsbridge.core.messages import NONE, FetchDone, FetchFailed, FetchSettled, FetchSound, reporter
from fsbridge.core.patience import patience
from fsbridge.errors import BadRequestError, BusyError, FsbridgeError, NotFoundError, OfflineError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Hashable, Mapping, Sequence

    from fsbridge.core.bringing import Bringer
    from fsbridge.core.connection import Connection
    from fsbridge.core.describing import Describer
    from fsbridge.core.messages import Report, Say
    from fsbridge.core.ports import Library
    from fsbridge.core.requests import Fetch, Wish
    from fsbridge.core.searching import Searcher
    from fsbridge.model import LocalFile, Query, Sound

BATCH_FROM = 10
"""So many missing sounds are a batch, which gives way to what a performer asks for one by one."""
MISSING_MAX = 4_000
MISSING_MAX_OF_A_CLIENT = 1_000
"""Sounds that may be on their way at once."""


class Fetcher:
    """Answers fetches."""

    def __init__(
        self,
        library: Library,
        connection: Connection,
        describer: Describer,
        searcher: Searcher,
        bringer: Bringer,
    ) -> None:
        self._library = library
        self._connection = connection
        self._describer = describer
        self._searcher = searcher
        self._bringer = bringer
        self._missing: Counter[Hashable] = Counter()

    def begin(self, client: Hashable, fetch: Fetch, say: Say) -> Coroutine[None, None, None] | None:
        """Say what is here; give what is left to do, or None when that was all.

        Raises:
            BusyError: too many sounds are on their way for this client, or for all; nothing was said.
        """
        if fetch.query is not None:
            return self._fetch_found(client, fetch.query, fetch.wish, say)
        work, missing = self._fetch(client, fetch.ids, fetch.wish, say)
        if work:
            # Others may begin before its first step, which counts them itself and is the next thing that the loop does.
            self._missing[client] += missing
            asyncio.get_running_loop().call_soon(self._give_back, client, missing)
        return work

    async def _fetch_found(self, client: Hashable, query: Query, wish: Wish, say: Say) -> None:
        async with patience(wish.wait_seconds, reporter(say)) as report:
            page = await self._searcher.find(query, report, wait=True)
        if not page.hits:
            raise NotFoundError("Nothing was found to fetch; try fewer words or wider ranges.")
        rest, _ = self._fetch(client, [hit.id for hit in page.hits], wish, say)
        if rest:
            await rest

    def _fetch(
        self, client: Hashable, ids: Sequence[int | str], wish: Wish, say: Say
    ) -> tuple[Coroutine[None, None, None] | None, int]:
        """Say what is here; give what is left to do, and for how many sounds."""
        tally = _Tally(say)
        here: dict[int, LocalFile] = {}
        missing: dict[int, int] = {}
        for index, id_ in enumerate(ids):
            if isinstance(id_, str):
                continue
            if file := ready_file(self._library, id_, wish, preview_will_do=self._bringer.preview_will_do):
                here[index] = file
            else:
                missing[index] = id_
        if missing and (
            self._missing[client] + len(missing) > MISSING_MAX_OF_A_CLIENT
            or self._missing.total() + len(missing) > MISSING_MAX
        ):
            raise BusyError("Too many sounds are on their way already; let some arrive, or send /fs/cancel.")
        for index, id_ in enumerate(ids):
            if index in here:
                tally.sound(index, here[index])
            elif isinstance(id_, int):
                self._say_preview(index, id_, wish, tally)
            else:
                problem = f"ID takes a sound's id, a whole number, not {id_}. Try: /fs/fetch 1234"
                tally.failed(index, NONE, BadRequestError(problem))
        if missing:
            return self._fetch_missing(client, missing, wish, tally), len(missing)
        tally.done()
        return None, 0

    async def _fetch_missing(self, client: Hashable, missing: Mapping[int, int], wish: Wish, tally: _Tally) -> None:
        wanted = dict.fromkeys(id_ for id_ in missing.values() if id_ > 0)
        unknown = tuple(id_ for id_ in wanted if self._library.sound(id_) is None)
        fetch = _Missing(wish, unknown, batch=len(missing) >= BATCH_FROM, online=self._connection.online)
        self._missing[client] += len(missing)
        try:
            async with asyncio.TaskGroup() as group:
                for index, id_ in missing.items():
                    group.create_task(self._fetch_one(index, id_, fetch, tally))
        finally:
            self._give_back(client, len(missing))
        tally.done()

    def _say_preview(self, index: int, id_: int, wish: Wish, tally: _Tally) -> None:
        preview = wish.first()
        if preview and (file := ready_file(self._library, id_, preview, preview_will_do=self._bringer.preview_will_do)):
            tally.first(index, file)

    def _give_back(self, client: Hashable, count: int) -> None:
        self._missing[client] -= count
        if not self._missing[client]:
            del self._missing[client]

    async def _fetch_one(self, index: int, id_: int, fetch: _Missing, tally: _Tally) -> None:
        try:
            async with patience(fetch.wish.wait_seconds, reporter(tally.say, index, id_)) as report:
                file = await self._file(index, id_, fetch, report, tally)
        except FsbridgeError as error:
            tally.failed(index, id_, error)
        except Exception as fault:  # noqa: BLE001 - it stops no other sound, and this logs it
            tally.failed(index, id_, internal(f"the fetch of sound {id_}", fault))
        else:
            tally.sound(index, file)

    async def _file(self, index: int, id_: int, fetch: _Missing, report: Report, tally: _Tally) -> LocalFile:
        if file := await self._bringer.local(id_, fetch.wish, report):
            return file
        self._library.check()  # what is gone with its folder is not what never was
        if id_ <= 0:
            raise no_such_sound(id_)
        if not fetch.online:
            raise OfflineError("There is no network now, and this sound is not in the folder yet.")
        sound = self._library.sound(id_) or await self._described(id_, fetch, report)
        if preview := fetch.wish.first():
            with suppress(FsbridgeError):  # the original goes on
                tally.first(index, await self._bringer.bring(sound, preview, report, batch=fetch.batch))
        return await self._bringer.bring(sound, fetch.wish, report, batch=fetch.batch)

    async def _described(self, id_: int, fetch: _Missing, report: Report) -> Sound:
        sounds = await self._connection.outlast(partial(self._describer.describe, fetch.unknown), report)
        if id_ not in sounds:
            raise no_such_sound(id_)
        return sounds[id_]


@dataclass(frozen=True, slots=True)
class _Missing:
    """What is the same for all sounds that a fetch lacks; the `unknown` are to be described first."""

    wish: Wish
    unknown: tuple[int, ...]
    batch: bool
    online: bool


class _Tally:
    """Counts what one fetch has said."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self._counts = [0, 0]
        self._first: dict[int, LocalFile] = {}

    def first(self, index: int, file: LocalFile) -> None:
        """Say what comes ahead of the sound that was asked for, once."""
        if index not in self._first:
            self._first[index] = file
            self.say(FetchSound(index, file))

    def sound(self, index: int, file: LocalFile) -> None:
        self._counts[0] += 1
        self.say(FetchSettled(index) if self._first.get(index) == file else FetchSound(index, file))

    def failed(self, index: int, id_: int, error: FsbridgeError) -> None:
        self._counts[1] += 1
        self.say(FetchFailed(index, id_, error))

    def done(self) -> None:
        self.say(FetchDone(*self._counts))
