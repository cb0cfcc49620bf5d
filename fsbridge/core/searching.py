"""`/fs/search` and `/fs/more`: asked of the source, remembered for ten minutes, answered from the folder offline."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fsbridge.core.fields import FIELDS
from fsbridge.core.formats import ready_file
from fsbridge.core.jobs import same_id
from fsbridge.core.messages import SearchDone, SearchField, SearchResult, reporter
from fsbridge.core.metadata import texts
from fsbridge.core.sharing import Sharing
from fsbridge.errors import NetworkError, NotFoundError, OfflineError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Hashable

    from fsbridge.core.bringing import Bringer
    from fsbridge.core.clock import Clock
    from fsbridge.core.connection import Connection
    from fsbridge.core.messages import Report, Say
    from fsbridge.core.pools import Pool
    from fsbridge.core.ports import Library, Source
    from fsbridge.core.requests import More, RequestId, Search, Wish
    from fsbridge.model import Page, Query

CACHED_SECONDS = 600
CACHED_MAX = 512
TRAILS_MAX_OF_A_CLIENT = 32
CLIENTS_MAX = 1024


@dataclass(slots=True)
class Trail:
    """Where a search stands: the id it was answered under last, the page sent last, the ids sent so far."""

    request_id: RequestId
    query: Query
    wish: Wish
    sent: set[int] = field(default_factory=set)
    index: int = 0


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
        self._cache: OrderedDict[Query, tuple[float, Page]] = OrderedDict()
        self._flights: Sharing[Page] = Sharing()
        self._trails: OrderedDict[Hashable, OrderedDict[Hashable, Trail]] = OrderedDict()

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
        trail = self._trail(client, more.of)
        if trail is None:
            raise NotFoundError("There is no search of yours to go on with; send /fs/search first.")
        query = replace(trail.query, page=trail.query.page + 1)
        return self._search(client, replace(trail, request_id=request_id, query=query, sent=set(trail.sent)), say)

    def search_id(self, client: Hashable, of: RequestId | None) -> RequestId | None:
        """Give the id of the search that `/fs/more` goes on with; None where there is none."""
        trail = self._trail(client, of)
        return None if trail is None else trail.request_id

    async def find(self, query: Query, report: Report, *, fresh: bool = False) -> Page:
        """Find a page, of whichever source can tell.

        Raises:
            OfflineError: there is no network, and nothing kept answers.
        """
        if not fresh and (page := self._remembered(query)):
            return page
        if self._connection.online:
            try:
                return await self._flights.run(query, lambda report: self._ask(query, report), report)
            except NetworkError:
                if await self._connection.check():
                    raise
        if query in self._cache:
            return replace(self._cache[query][1], source="cache")
        page = await self._disk.run(self._library.search, query)
        if not page.hits:
            raise OfflineError("There is no network now, and nothing in the folder matches.")
        return page

    async def close(self) -> None:
        """End all searches."""
        await self._flights.close()

    async def _ask(self, query: Query, report: Report) -> Page:
        page = await self._source.search(query, report)
        self._cache[query] = self._clock.monotonic(), page
        self._cache.move_to_end(query)
        if len(self._cache) > CACHED_MAX:
            self._cache.popitem(last=False)
        return page

    def _remembered(self, query: Query) -> Page | None:
        asked, page = self._cache.get(query, (-math.inf, None))
        if page is None or self._clock.monotonic() - asked > CACHED_SECONDS:
            return None
        return replace(page, source="cache")

    async def _search(self, client: Hashable, trail: Trail, say: Say, *, fresh: bool = False) -> None:
        self._answer(client, trail, await self.find(trail.query, reporter(say), fresh=fresh), say)

    def _answer(self, client: Hashable, trail: Trail, page: Page, say: Say) -> None:
        preview_will_do = self._bringer.preview_will_do
        hits = [hit for hit in page.hits if hit.id not in trail.sent]
        for index, hit in enumerate(hits, trail.index):
            file = ready_file(self._library, hit.id, trail.wish, preview_will_do=preview_will_do)
            say(SearchResult(index, hit, file.path if file else "", int(file is not None)))
            for name in trail.query.fields:
                for value in texts(hit.metadata.get(FIELDS[name].key)):
                    say(SearchField(index, hit.id, name, value))
        trail.sent.update(hit.id for hit in hits)
        trail.index += len(hits)
        self._keep(client, trail)
        say(SearchDone(len(hits), page.total, trail.query.page, page.pages, page.source))

    def _trail(self, client: Hashable, of: RequestId | None) -> Trail | None:
        trails = self._trails.get(client)
        if not trails:
            return None
        return next(reversed(trails.values())) if of is None else trails.get(same_id(of))

    def _keep(self, client: Hashable, trail: Trail) -> None:
        trails = self._trails.setdefault(client, OrderedDict())
        self._trails.move_to_end(client)
        trails[same_id(trail.request_id)] = trail
        trails.move_to_end(same_id(trail.request_id))
        if len(trails) > TRAILS_MAX_OF_A_CLIENT:
            trails.popitem(last=False)
        if len(self._trails) > CLIENTS_MAX:
            self._trails.popitem(last=False)
