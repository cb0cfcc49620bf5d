"""`/fs/refresh`: login, folder and descriptions are made true again; the login also when nobody asks."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from fsbridge.core.messages import RefreshDone, RefreshFailed, reporter
from fsbridge.errors import FsbridgeError, NetworkError, OfflineError
from fsbridge.model import Phase

if TYPE_CHECKING:
    from fsbridge.core.clock import Clock
    from fsbridge.core.connection import Connection
    from fsbridge.core.messages import Report, Say
    from fsbridge.core.pools import Pool
    from fsbridge.core.ports import Library, Source
    from fsbridge.core.requests import Part, Refresh

log = logging.getLogger(__name__)

RENEW_BEFORE_SECONDS = 3600
LOOK_EVERY_SECONDS = 600


class Refresher:
    """Answers refreshes, and renews the login ahead of its end for rigs that nobody asks anything."""

    def __init__(self, source: Source, library: Library, connection: Connection, disk: Pool, clock: Clock) -> None:
        self._source = source
        self._library = library
        self._connection = connection
        self._disk = disk
        self._clock = clock

    async def refresh(self, refresh: Refresh, say: Say) -> None:
        """Refresh the parts one after another; one that fails stops no other."""
        added = changed = removed = 0
        for part in refresh.parts:
            try:
                news = await self._refresh(part, say)
                added, changed, removed = added + news[0], changed + news[1], removed + news[2]
            except FsbridgeError as error:
                say(RefreshFailed(part, error))
        say(RefreshDone(added, changed, removed, self._source.account().token_expires_in_seconds))

    async def keep_login(self) -> None:
        """Renew the access token ahead of its end, for ever, whatever happens meanwhile."""
        while True:
            seconds = self._source.account().token_expires_in_seconds
            if 0 <= seconds < RENEW_BEFORE_SECONDS and self._connection.online:
                try:
                    await self._source.renew()
                except NetworkError:
                    await self._connection.check()
                except FsbridgeError as error:
                    log.warning("the login could not be renewed: %s", error)
                except Exception:
                    log.exception("renewing the login met a fault of fsbridge")
            await self._clock.sleep(LOOK_EVERY_SECONDS)

    async def _refresh(self, part: Part, say: Say) -> tuple[int, int, int]:
        if part == "library":
            return await self._library.scan()
        if part == "token":
            await self._connection.outlast(self._renew, reporter(say), _no_network)
            return 0, 0, 0
        ids = await self._disk.run(self._library.ids)
        sounds = await self._connection.outlast(partial(self._source.sounds, ids), reporter(say), _no_network)
        return 0, await self._library.update(sounds.values()), 0

    async def _renew(self, report: Report) -> None:
        """Renew the login; whoever leaves meanwhile ends nothing, as the service may have renewed it already."""
        report(Phase.ASKING, -1, -1)
        await self._source.renew()


async def _no_network() -> NoReturn:
    raise OfflineError("There is no network now; ask again when it is back.")
