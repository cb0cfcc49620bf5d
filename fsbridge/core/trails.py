"""Where each client's searches stand, so that `/fs/more` goes on with them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fsbridge.core.jobs import same_id

if TYPE_CHECKING:
    from collections.abc import Hashable

    from fsbridge.core.requests import RequestId, Wish
    from fsbridge.model import Query

TRAILS_MAX_OF_A_CLIENT = 32
TRAILS_MAX = 2048
"""Of all clients together: some 25 MB, if each search found 150 sounds."""


@dataclass(slots=True)
class Trail:
    """A search: the id it was answered under last, the page sent last, the ids of all hits sent so far."""

    request_id: RequestId
    query: Query
    wish: Wish
    sent: set[int] = field(default_factory=set)

    def next(self, request_id: RequestId) -> Trail:
        """Give the trail of its next page; this one stays as it is until that page has come."""
        query = replace(self.query, page=self.query.page + 1)
        return replace(self, request_id=request_id, query=query, sent=set(self.sent))


class Trails:
    """The last searches of each client, and of all of them those of the clients that searched last."""

    def __init__(self) -> None:
        self._of: OrderedDict[Hashable, OrderedDict[Hashable, Trail]] = OrderedDict()
        self._count = 0

    def find(self, client: Hashable, of: RequestId | None) -> Trail | None:
        """Give a client's search by its id, or its last one."""
        trails = self._of.get(client)
        if not trails:
            return None
        return next(reversed(trails.values())) if of is None else trails.get(same_id(of))

    def keep(self, client: Hashable, trail: Trail) -> None:
        """Remember a search; the oldest is forgotten for it."""
        trails = self._of.setdefault(client, OrderedDict())
        self._of.move_to_end(client)
        key = same_id(trail.request_id)
        self._count += key not in trails
        trails[key] = trail
        trails.move_to_end(key)
        if len(trails) > TRAILS_MAX_OF_A_CLIENT:
            self._forget(client)
        if self._count > TRAILS_MAX:
            self._forget(next(iter(self._of)))

    def _forget(self, client: Hashable) -> None:
        """Forget the oldest search of a client."""
        trails = self._of[client]
        trails.popitem(last=False)
        self._count -= 1
        if not trails:
            del self._of[client]
