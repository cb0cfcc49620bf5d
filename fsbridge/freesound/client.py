"""Freesound as the core sees it: a `Source`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fsbridge.errors import AuthorizationFailedError, BadResponseError, NotAuthorizedError, NotFoundError
from fsbridge.freesound.account import LiveAccount
from fsbridge.freesound.download import Order
from fsbridge.freesound.history import Use
from fsbridge.freesound.metadata import NUMBERS_END, SOUND_FIELDS, sound_from, sounds_from
from fsbridge.freesound.query import bulk_parameters, encoded, search_parameters
from fsbridge.freesound.reaching import reachable
from fsbridge.freesound.sending import Sender
from fsbridge.freesound.tokens import TokenStore
from fsbridge.model import Account, Page, Quality, Query, Sound

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from fsbridge.core.clock import Clock
    from fsbridge.core.events import Event
    from fsbridge.core.messages import Report
    from fsbridge.core.pools import Pool

SOURCE = "freesound"
"""What a search says it was answered by, also where the service is the demo: a patch rehearses with what it plays."""
BULK_MAX = 150
"""So many sounds one request can ask for (Freesound 8.9)."""


class Freesound:
    """The service, with one login.

    Args:
        token_path: the owner-only file with the login; it may come, change and go while this runs.
        state_folder: where the histories of requests lie; None: the limits are not kept to.
        desk, api, downloads: pools for login and limits, for requests, and for transfers.
        base_url: of the API, with a slash at the end; plain http is for loopback only.
        name: key of the index for what comes from here.
        level: throttling level that the service gave to the credential, 1 to 3.
    """

    def __init__(
        self,
        token_path: Path,
        state_folder: Path | None,
        desk: Pool,
        api: Pool,
        downloads: Pool,
        clock: Clock,
        *,
        base_url: str,
        name: str = "freesound",
        level: int = 1,
    ) -> None:
        self.name = name
        self._base_url = base_url
        self._desk = desk
        self._account = LiveAccount(base_url, TokenStore(token_path), state_folder, level, desk, clock)
        self._sender = Sender(base_url, self._account, api, downloads, clock)

    async def search(self, query: Query, report: Report) -> Page:
        """Find one page of sounds; past the last one there is nothing."""
        path = f"search/?{encoded(search_parameters(query))}"
        try:
            answer = await self._sender.json(path, report)
        except NotFoundError:
            if query.page == 1:
                raise
            return Page((), 0, 0, SOURCE)
        total = answer.get("count")
        if not isinstance(total, int) or not 0 <= total < NUMBERS_END:
            raise BadResponseError("Freesound's answer is no list of sounds; ask again.")
        return Page(tuple(sounds_from(answer.get("results"))), total, math.ceil(total / query.count), SOURCE)

    async def sounds(self, ids: Sequence[int], report: Report) -> Mapping[int, Sound]:
        """Describe sounds, a request for each 150."""
        wanted = list(dict.fromkeys(ids))
        found: dict[int, Sound] = {}
        for start in range(0, len(wanted), BULK_MAX):
            some = bulk_parameters(wanted[start : start + BULK_MAX], SOUND_FIELDS)
            answer = await self._sender.json(f"search/?{encoded(some)}", report)
            found.update({sound.id: sound for sound in sounds_from(answer.get("results"))})
        return found

    async def sound(self, id_: int, report: Report) -> Sound:
        """Describe one sound whole."""
        fields = encoded({"fields": ",".join(SOUND_FIELDS)})
        sound = sound_from(await self._sender.json(f"sounds/{id_}/?{fields}", report))
        if sound is None or sound.id != id_:
            raise BadResponseError("Freesound's answer is not that sound; ask again.")
        return sound

    async def download(self, sound: Sound, quality: Quality, partial: Path, report: Report, *, batch: bool) -> None:
        """Bring a file of the sound: the original as the user, its preview as nobody."""
        if quality is Quality.ORIGINAL:
            order = Order(f"sounds/{sound.id}/download/", partial, sound.filesize_bytes, sound.md5)
            await self._sender.download(order, Use.BATCH if batch else Use.FETCH, report)
            return
        missing = NotFoundError(f"Freesound has no preview of sound {sound.id}.")
        if not sound.preview_url:
            raise missing
        try:
            await self._sender.download(Order(sound.preview_url, partial), None, report)
        except (NotFoundError, NotAuthorizedError, AuthorizationFailedError):
            raise missing from None

    async def renew(self) -> int:
        """Renew the access token unless it is younger than a minute."""
        await self._account.renew()
        return self.account().token_expires_in_seconds

    async def reachable(self) -> bool:
        """Tell whether a bare connection can be made, to the service or to the proxy that stands before it."""
        return await reachable(self._base_url, self._desk)

    def account(self) -> Account:
        """Tell what may be done now, from memory; -1 left where the limits are not kept to."""
        return self._account.tell()

    def subscribe(self, hear: Callable[[Event], None]) -> None:
        """Have `TokenRenewed`, `Quota`, and `Trouble` and `Recovered` of the login told to `hear`."""
        self._account.subscribe(hear)

    async def close(self) -> None:
        """End all transfers and connections."""
        await self._sender.close()
        await self._account.close()
