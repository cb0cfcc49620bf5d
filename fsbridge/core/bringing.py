"""Brings one sound's file here: downloaded once however many ask, checked, placed, and made into a WAV if need be."""

from __future__ import annotations

import asyncio
import functools
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from fsbridge.core.formats import base_file, made_form
from fsbridge.core.sharing import Sharing
from fsbridge.core.turns import Turns
from fsbridge.errors import (
    AuthorizationFailedError,
    BadMediaError,
    BusyError,
    LicenseRefusedError,
    NotAuthorizedError,
    QuotaExceededError,
)
from fsbridge.model import Form, LocalFile, Phase, Quality, Sound

if TYPE_CHECKING:
    from collections.abc import Collection

    from fsbridge.core.connection import Connection
    from fsbridge.core.messages import Report
    from fsbridge.core.ports import Audio, Library, Source
    from fsbridge.core.requests import Wish
    from fsbridge.model import License

_ORIGINAL_CANNOT_BE_HAD = (NotAuthorizedError, AuthorizationFailedError, QuotaExceededError)


class Bringer:
    """The way of a file from the source into the folder."""

    def __init__(
        self,
        source: Source,
        library: Library,
        audio: Audio,
        connection: Connection,
        licenses: Collection[License],
        downloads: int,
    ) -> None:
        self._source = source
        self._library = library
        self._audio = audio
        self._connection = connection
        self._licenses = licenses
        self._turns = Turns(downloads)
        self._flights: Sharing[LocalFile] = Sharing()
        self._makings = count()

    @property
    def queued(self) -> int:
        """Count the downloads that wait for their turn."""
        return self._turns.waiting

    def preview_will_do(self) -> bool:
        """Tell whether a preview answers a fetch that names no quality: the original can't be had now."""
        return not (self._connection.online and self._source.account().authorized)

    async def local(self, id_: int, wish: Wish, report: Report) -> LocalFile | None:
        """Give the file that answers a wish without the network, making the WAV if need be."""
        file = base_file(self._library, id_, wish, preview_will_do=self.preview_will_do)
        return file and await self._formed(file, wish, report)

    async def bring(self, sound: Sound, wish: Wish, report: Report, *, batch: bool) -> LocalFile:
        """Download what the wish asks for and give it in the form that it asks for.

        Raises:
            FsbridgeError: whatever keeps the sound away.
        """
        if sound.license not in self._licenses:
            raise LicenseRefusedError(
                f"Sound {sound.id} is licensed {sound.license}, which your configuration does not welcome (licenses)."
            )
        local = functools.partial(self.local, sound.id, wish, report)
        return await self._connection.outlast(
            lambda report: self._bring(sound, wish, report, batch=batch), report, local
        )

    async def close(self) -> None:
        """End all downloads."""
        await self._flights.close()

    async def _bring(self, sound: Sound, wish: Wish, report: Report, *, batch: bool) -> LocalFile:
        quality = wish.quality or (Quality.ORIGINAL if self._source.account().authorized else Quality.PREVIEW)
        try:
            file = await self._downloaded(sound, quality, report, batch=batch)
        except _ORIGINAL_CANNOT_BE_HAD:
            if wish.quality:
                raise
            file = await self._downloaded(sound, Quality.PREVIEW, report, batch=batch)
        return await self._formed(file, wish, report)

    async def _downloaded(self, sound: Sound, quality: Quality, report: Report, *, batch: bool) -> LocalFile:
        if file := self._library.file(sound.id, quality):  # it came while this one waited
            return file
        if not batch:
            self._turns.hurry((sound.id, quality))
        return await self._flights.run(
            (sound.id, quality), lambda report: self._download(sound, quality, report, batch=batch), report
        )

    async def _download(self, sound: Sound, quality: Quality, report: Report, *, batch: bool) -> LocalFile:
        report(Phase.QUEUED, -1, -1)
        async with self._turns.take((sound.id, quality), batch=batch) as still_batch:
            partial = await self._library.partial(sound, quality)
            verified = quality is Quality.ORIGINAL and bool(sound.md5)  # by the source
            for again in (True, False):
                await self._source.download(sound, quality, partial, report, batch=still_batch)
                report(Phase.VERIFYING, -1, -1)
                try:
                    facts = await self._audio.check(partial, verified=verified)
                    break
                except BadMediaError:
                    await asyncio.shield(self._library.discard(partial))
                    if verified or not again:  # the very same would come again
                        raise
                except OSError as error:
                    raise await self._library.meaning(error) from error
            return await self._library.place(sound, quality, None, partial, facts)

    async def _formed(self, file: LocalFile, wish: Wish, report: Report) -> LocalFile:
        form = made_form(file, wish)
        if form is None:
            return file
        made = self._library.file(file.id, file.quality, form)
        return made or await self._flights.run(
            (file.id, file.quality, form), lambda report: self._make(file, form, report), report
        )

    async def _make(self, file: LocalFile, form: Form, report: Report) -> LocalFile:
        report(Phase.CONVERTING, -1, -1)
        sound = self._library.sound(file.id)
        if sound is None:
            raise BusyError(f"Sound {file.id} is not described in the folder any more; fetch it again.")
        partial = await self._library.partial(sound, file.quality, form)
        partial = partial.with_name(f"{next(self._makings)}-{partial.name}")  # a cancelled one may still be written to
        try:
            facts = await self._audio.make(Path(file.path), partial, form)
            return await self._library.place(sound, file.quality, form, partial, facts)
        except BaseException as error:
            await asyncio.shield(self._library.discard(partial))  # who cancels once may do it twice
            if isinstance(error, OSError):
                raise await self._library.meaning(error) from error
            raise
