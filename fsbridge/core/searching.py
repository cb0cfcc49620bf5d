"""`/fs/search` and `/fs/more`: asked of the source, remembered for ten minutes, answered from the folder offline."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from fsbridge.core.fields import FIELDS
from fsbridge.core.formats import ready_file
from fsbridge.core.messages import SearchDone, SearchField, SearchResult, reporter
from fsbridge.core.metadata import texts
from fsbridge.core.sharing import Sharing
from fsbridge.core.trails import Trail, Trails
from fsbridge.errors import NotFoundError, OfflineError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Hashable

    from fsbridge.core.bringing import Bringer
    from fsbridge.core.clock import Clock
    from fsbridge.core.connection import Connection
    from fsbridge.core.messages import Report, Say
    from fsbridge.core.pools import Pool
    from fsbridge.core.ports import Library, Source
    from fsbridge.core.requests import More, RequestId, Search
    from fsbridge.model import Page, Query

CACHED_SECONDS = 600
CACHED_MAX = 8_000
"""Hits that are remembered at the most, of all searches together, a search counted as one more: some 20 MB."""


class Searcher:
    """Answers searches, and finds for others."""

    def __init__(
        self, source: Source, library: Library, connection: Connection, bringer: Bringer, disk: Pool, clock: Clock
    ) -> None:
        self._source = source
        self._library = library
        self._connection = connection
        self._bringer = bringer
        self._disk = disk
        self._clock = clock
        self._cache: dict[Query, tuple[float, Page]] = {}
        self._cached = 0
        self._flights: Sharing[Page] = Sharing()
        self._trails = Trails()

    def begin(
        self, client: Hashable, request_id: RequestId, search: Search, say: Say
    ) -> Coroutine[None, None, None] | None:
        """Answer from memory, or give what is left to do."""
        trail = Trail(request_id, search.query, search.wish)
        if not search.fresh and (page := self._remembered(search.query)):
            self._answer(client, trail, page, say)
            return None
        return self._search(client, trail, say, fresh=search.fresh)

    def more(self, client: Hashable, request_id: RequestId, more: More, say: Say) -> Coroutine[None, None, None]:
        """Give the work of answering with the next page.

        Raises:
            NotFoundError: this client has no such search.
        """
        trail = self._trails.find(client, more.of)
        if trail is None:
            raise NotFoundError("There is no search of yours to go on with; send /fs/search first.")
        return self._search(client, trail.next(request_id), say)

    def search_id(self, client: Hashable, of: RequestId | None) -> RequestId | None:
        """Give the id of the search that `/fs/more` goes on with; None where there is none."""
        trail = self._trails.find(client, of)
        return None if trail is None else trail.request_id

    async def find(self, query: Query, report: Report, *, fresh: bool = False, wait: bool = False) -> Page:
        """Find a page, of whichever source can tell; who can `wait` does, where the network is lost meanwhile.

        Raises:
            OfflineError: there is no network, and nothing kept answers.
        """
        if not fresh and (page := self._remembered(query)):
            return page
        if not self._connection.online:
            return await self._kept(query)
        return await self._connection.outlast(
            partial(self._flights.run, query, partial(self._ask, query)),
            report,
            partial(self._kept_or_none if wait else self._kept, query),
        )

    async def close(self) -> None:
        """End all searches."""
        await self._flights.close()

    async def _ask(self, query: Query, report: Report) -> Page:
        page = await self._source.search(query, report)
        self._forget(query)
        self._cache[query] = self._clock.monotonic(), page
        self._cached += 1 + len(page.hits)
        while self._cached > CACHED_MAX:
            self._forget(next(iter(self._cache)))
        return page

    async def _kept(self, query: Query) -> Page:
        if page := await self._kept_or_none(query):
            return page
        raise OfflineError("There is no network now, and nothing kept matches; ask again when it is back.")

    async def _kept_or_none(self, query: Query) -> Page | None:
        page = self._remembered(query, math.inf)
        if page is None:
            page = await self._disk.run(self._library.search, query)
        return page if page.hits else None

    def _forget(self, query: Query) -> None:
        if query in self._cache:
            self._cached -= 1 + len(self._cache.pop(query)[1].hits)

    def _remembered(self, query: Query, age_seconds: float = CACHED_SECONDS) -> Page | None:
        asked, page = self._cache.get(query, (-math.inf, None))
        if page is None or self._clock.monotonic() - asked > age_seconds:
            return None
        return replace(page, source="cache")

    async def _search(self, client: Hashable, trail: Trail, say: Say, *, fresh: bool = False) -> None:
        self._answer(client, trail, await self.find(trail.query, reporter(say), fresh=fresh), say)

    def _answer(self, client: Hashable, trail: Trail, page: Page, say: Say) -> None:
        preview_will_do = self._bringer.preview_will_do
        hits = [hit for hit in page.hits if hit.id not in trail.sent]
        for index, hit in enumerate(hits, len(trail.sent)):
            file = ready_file(self._library, hit.id, trail.wish, preview_will_do=preview_will_do)
            say(SearchResult(index, hit, file.path if file else "", int(file is not None)))
            for name in trail.query.fields:
                for value in texts(hit.metadata.get(FIELDS[name].key)):
                    say(SearchField(index, hit.id, name, value))
        trail.sent.update(hit.id for hit in hits)
        self._trails.keep(client, trail)
        say(SearchDone(len(hits), page.total, trail.query.page, page.pages, page.source))
