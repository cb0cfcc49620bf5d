"""`/fs/fetch`: what is here is answered at once, the rest as it arrives; one sound's trouble stops no other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fsbridge.core.formats import ready_file
from fsbridge.core.messages import NONE, FetchDone, FetchFailed, FetchSound, reporter
from fsbridge.errors import (
    BadRequestError,
    FsbridgeError,
    NetworkError,
    NotFoundError,
    OfflineError,
    WaitedTooLongError,
)
from fsbridge.model import Phase

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from fsbridge.core.bringing import Bringer
    from fsbridge.core.connection import Connection
    from fsbridge.core.messages import Report, Say
    from fsbridge.core.ports import Library, Source
    from fsbridge.core.requests import Fetch, Wish
    from fsbridge.core.searching import Searcher
    from fsbridge.model import LocalFile, Sound

BATCH_FROM = 10
"""So many missing sounds are a batch, which gives way to what a performer asks for one by one."""

_NOT_COUNTED = (Phase.QUEUED, Phase.THROTTLED)


class Fetcher:
    """Answers fetches."""

    def __init__(
        self, source: Source, library: Library, connection: Connection, searcher: Searcher, bringer: Bringer
    ) -> None:
        self._source = source
        self._library = library
        self._connection = connection
        self._searcher = searcher
        self._bringer = bringer

    def begin(self, fetch: Fetch, say: Say) -> Coroutine[None, None, None] | None:
        """Say what is here; give what is left to do, or None when that was all."""
        if fetch.query is not None:
            return self._fetch_found(fetch, say)
        answer = _Answer(say)
        missing = self._say_ready(dict(enumerate(fetch.ids)), fetch.wish, answer)
        if missing:
            return self._fetch_missing(missing, fetch.wish, answer)
        answer.done()
        return None

    async def _fetch_found(self, fetch: Fetch, say: Say) -> None:
        assert fetch.query is not None
        report = reporter(say)
        page = await self._searcher.find(fetch.query, report)
        if not page.hits:
            raise NotFoundError("Nothing was found to fetch; try fewer words or wider ranges.")
        answer = _Answer(say)
        missing = self._say_ready({index: hit.id for index, hit in enumerate(page.hits)}, fetch.wish, answer)
        await self._fetch_missing(missing, fetch.wish, answer)

    def _say_ready(self, ids: Mapping[int, int | str], wish: Wish, answer: _Answer) -> dict[int, int]:
        missing = {}
        for index, id_ in ids.items():
            if isinstance(id_, str):
                problem = f"ID takes a sound's id, a whole number, not {id_}. Try: /fs/fetch 1234"
                answer.failed(index, NONE, BadRequestError(problem))
            elif file := ready_file(self._library, id_, wish, preview_will_do=self._bringer.preview_will_do):
                answer.sound(index, file)
            else:
                missing[index] = id_
        return missing

    async def _fetch_missing(self, missing: Mapping[int, int], wish: Wish, answer: _Answer) -> None:
        sounds: asyncio.Task[Mapping[int, Sound]] | None = None
        unknown = [id_ for id_ in dict.fromkeys(missing.values()) if id_ > 0 and self._library.sound(id_) is None]
        if unknown and self._connection.online:
            sounds = asyncio.create_task(self._describe(unknown, answer))
        batch = len(missing) >= BATCH_FROM
        try:
            async with asyncio.TaskGroup() as group:
                for index, id_ in missing.items():
                    group.create_task(self._fetch_one(index, id_, wish, answer, sounds, batch=batch))
        finally:
            if sounds is not None:
                sounds.cancel()
        answer.done()

    async def _describe(self, ids: list[int], answer: _Answer) -> Mapping[int, Sound]:
        report = reporter(answer.say)
        while True:
            try:
                if len(ids) == 1:
                    return {ids[0]: await self._source.sound(ids[0], report)}
                return await self._source.sounds(ids, report)
            except NotFoundError:
                return {}
            except NetworkError:
                if await self._connection.check():
                    raise
            report(Phase.WAITING, -1, -1)
            await self._connection.wait_online()

    async def _fetch_one(
        self,
        index: int,
        id_: int,
        wish: Wish,
        answer: _Answer,
        sounds: asyncio.Task[Mapping[int, Sound]] | None,
        *,
        batch: bool,
    ) -> None:
        tell = reporter(answer.say, index, id_)
        loop = asyncio.get_running_loop()
        left = float(wish.wait_seconds)

        def report(phase: Phase, fraction: float, seconds_left: int) -> None:
            nonlocal left
            if patience.expired():
                return
            counted = patience.when() is not None
            if counted and phase in _NOT_COUNTED:
                left = (patience.when() or 0) - loop.time()
                patience.reschedule(None)
            elif not counted and phase not in _NOT_COUNTED:
                patience.reschedule(loop.time() + left)
            tell(phase, fraction, seconds_left)

        try:
            async with asyncio.timeout(left) as patience:
                answer.sound(index, await self._file(id_, wish, sounds, report, batch=batch))
        except TimeoutError:
            answer.failed(index, id_, WaitedTooLongError(f"Waited {wish.wait_seconds} s (@wait); ask again."))
        except FsbridgeError as error:
            answer.failed(index, id_, error)

    async def _file(
        self,
        id_: int,
        wish: Wish,
        sounds: asyncio.Task[Mapping[int, Sound]] | None,
        report: Report,
        *,
        batch: bool,
    ) -> LocalFile:
        if file := await self._bringer.local(id_, wish, report):
            return file
        if id_ <= 0:
            raise NotFoundError(f"There is no file {id_} of your own in the folder; /fs/refresh looks again.")
        if not self._connection.online and sounds is None:
            raise OfflineError("There is no network now, and this sound is not in the folder yet.")
        sound = self._library.sound(id_)
        if sound is None and sounds is not None:
            sound = (await asyncio.shield(sounds)).get(id_)
        if sound is None:
            raise NotFoundError(f"Freesound has no sound {id_}; it may have been deleted.")
        return await self._bringer.bring(sound, wish, report, batch=batch)


class _Answer:
    """Counts what one fetch has said."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self._counts = [0, 0]

    def sound(self, index: int, file: LocalFile) -> None:
        self._counts[0] += 1
        self.say(FetchSound(index, file))

    def failed(self, index: int, id_: int, error: FsbridgeError) -> None:
        self._counts[1] += 1
        self.say(FetchFailed(index, id_, error))

    def done(self) -> None:
        self.say(FetchDone(*self._counts))
