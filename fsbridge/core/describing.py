"""What is known of sounds: `/fs/info`, and the descriptions that a fetch needs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NoReturn

from fsbridge.core.attribution import attribution
from fsbridge.core.messages import InfoDone, InfoField, reporter
from fsbridge.core.metadata import fields
from fsbridge.core.sharing import Sharing
from fsbridge.errors import NotFoundError, OfflineError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from fsbridge.core.connection import Connection
    from fsbridge.core.messages import Report, Say
    from fsbridge.core.ports import Library, Source
    from fsbridge.core.requests import Info
    from fsbridge.model import Sound

NOTHING_KEPT = "There is no network now, and nothing is kept of this sound; ask again when it is back."

TOLD_CHARACTERS_MAX = 200_000
MESSAGE_CHARACTERS = 50
"""What is told of one sound, and what a message counts beside its text; Freesound's own sounds take less than half."""


class Describer:
    """Describes sounds, from the folder or by the source."""

    def __init__(self, source: Source, library: Library, connection: Connection) -> None:
        self._source = source
        self._library = library
        self._connection = connection
        self._flights: Sharing[Mapping[int, Sound]] = Sharing()

    def begin(self, info: Info, say: Say) -> Coroutine[None, None, None] | None:
        """Tell what is kept of a sound at once, or give the work of asking for it.

        Raises:
            NotFoundError: it is to be a file of the user's own, and there is none.
            OfflineError: nothing is kept of it, and there is no network.
        """
        if sound := self._library.sound(info.id):
            _tell(sound, say)
            return None
        if info.id <= 0:
            raise no_such_sound(info.id)
        if not self._connection.online:
            raise OfflineError(NOTHING_KEPT)
        return self._ask(info.id, say)

    async def describe(self, ids: tuple[int, ...], report: Report) -> Mapping[int, Sound]:
        """Ask the source for descriptions, once however many wait for them; unknown ids are left out."""
        return await self._flights.run(ids, lambda report: self._describe(ids, report), report)

    async def close(self) -> None:
        """End what is being asked."""
        await self._flights.close()

    async def _describe(self, ids: tuple[int, ...], report: Report) -> Mapping[int, Sound]:
        if len(ids) > 1:
            return await self._source.sounds(ids, report)
        try:
            return {ids[0]: await self._source.sound(ids[0], report)}
        except NotFoundError:
            return {}

    async def _ask(self, id_: int, say: Say) -> None:
        sounds = await self._connection.outlast(partial(self.describe, (id_,)), reporter(say), _nothing_kept)
        if id_ not in sounds:
            raise no_such_sound(id_)
        _tell(sounds[id_], say)


async def _nothing_kept() -> NoReturn:
    raise OfflineError(NOTHING_KEPT)


def no_such_sound(id_: int) -> NotFoundError:
    """Make the error for an id that nothing has; a negative one would be a file of the user's own."""
    if id_ < 0:
        return NotFoundError(f"There is no file {id_} of your own in the folder; /fs/refresh looks again.")
    return NotFoundError(f"There is no sound {id_}; it may have been deleted. Search for another one.")


def _tell(sound: Sound, say: Say) -> None:
    room = TOLD_CHARACTERS_MAX
    for name, text in fields({**sound.metadata, "attribution": attribution(sound)}):
        room -= len(name) + len(text) + MESSAGE_CHARACTERS
        if room >= 0 or name == "attribution":
            say(InfoField(sound.id, name, text))
    say(InfoDone(sound.id))
