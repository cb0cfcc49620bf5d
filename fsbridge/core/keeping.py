"""`/fs/refresh` and `/fs/info`: keeps login, folder and descriptions true, and tells what is known of a sound."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fsbridge.core.attribution import attribution
from fsbridge.core.messages import InfoDone, InfoField, RefreshDone, RefreshFailed, reporter
from fsbridge.core.metadata import fields
from fsbridge.errors import FsbridgeError, NetworkError, NotFoundError, OfflineError

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from fsbridge.core.clock import Clock
    from fsbridge.core.connection import Connection
    from fsbridge.core.messages import Say
    from fsbridge.core.pools import Pool
    from fsbridge.core.ports import Library, Source
    from fsbridge.core.requests import Info, Part, Refresh
    from fsbridge.model import Sound

log = logging.getLogger(__name__)

RENEW_BEFORE_SECONDS = 3600
LOOK_EVERY_SECONDS = 600


class Keeper:
    """Answers refresh and info, and renews the login ahead of its end for rigs that nobody asks anything."""

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
            except NetworkError as error:
                await self._connection.check()
                say(RefreshFailed(part, error))
            except FsbridgeError as error:
                say(RefreshFailed(part, error))
        say(RefreshDone(added, changed, removed, self._source.account().token_expires_in_seconds))

    def info(self, info: Info, say: Say) -> Coroutine[None, None, None] | None:
        """Tell what is kept of a sound at once, or give the work of asking for it.

        Raises:
            OfflineError: nothing is kept of it, and there is no network.
        """
        if sound := self._library.sound(info.id):
            self._tell(sound, say)
            return None
        if info.id <= 0:
            raise NotFoundError(f"There is no file {info.id} of your own in the folder; /fs/refresh looks again.")
        if not self._connection.online:
            raise OfflineError("There is no network now, and nothing is kept of this sound.")
        return self._ask(info.id, say)

    async def keep_login(self) -> None:
        """Renew the access token ahead of its end, for ever."""
        while True:
            seconds = self._source.account().token_expires_in_seconds
            if 0 <= seconds < RENEW_BEFORE_SECONDS and self._connection.online:
                try:
                    await self._source.renew()
                except FsbridgeError as error:
                    log.warning("the login could not be renewed: %s", error)
            await self._clock.sleep(LOOK_EVERY_SECONDS)

    async def _refresh(self, part: Part, say: Say) -> tuple[int, int, int]:
        if part == "library":
            return await self._library.scan()
        if not self._connection.online:
            raise OfflineError("There is no network now; the folder was refreshed all the same if you asked for it.")
        if part == "token":
            await self._source.renew()
            return 0, 0, 0
        ids = await self._disk.run(self._library.ids)
        sounds = await self._source.sounds(ids, reporter(say))
        return 0, await self._library.update(sounds.values()), 0

    async def _ask(self, id_: int, say: Say) -> None:
        try:
            sound = await self._source.sound(id_, reporter(say))
        except NetworkError:
            if await self._connection.check():
                raise
            raise OfflineError("There is no network now, and nothing is kept of this sound.") from None
        self._tell(sound, say)

    def _tell(self, sound: Sound, say: Say) -> None:
        for name, text in fields({**sound.metadata, "attribution": attribution(sound)}):
            say(InfoField(sound.id, name, text))
        say(InfoDone(sound.id))
