"""The login while it is in use: read, renewed and watched, with the limits that the service has set to it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fsbridge.core.events import Event, Quota, Recovered, TokenRenewed, Trouble
from fsbridge.errors import AuthorizationFailedError, FsbridgeError, NotAuthorizedError, QuotaExceededError
from fsbridge.freesound.history import LEVELS, Limit, Use
from fsbridge.freesound.throttle import Throttle
from fsbridge.model import Account, Phase

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fsbridge.core.clock import Clock
    from fsbridge.core.messages import Report
    from fsbridge.core.pools import Pool
    from fsbridge.freesound.tokens import Login, Secret, TokenStore

log = logging.getLogger(__name__)

RENEW_BELOW_SECONDS = 300
RENEW_NOT_WITHIN_SECONDS = 60
AHEAD_SECONDS = 6 * 3600
"""So long before its end a token in use is renewed, while there is time to hear that it can't be."""
TRY_EVERY_SECONDS = 3600
RENEWAL_SECONDS = 5
"""How long a stop waits for the answer to a renewal."""
QUOTA_EVERY_SECONDS = 1
REFUSED_NEW = "Freesound refuses a login that it has just given; ask again in a minute, or run `fsbridge login`."
UNLIMITED = Limit(-1, -1)


class LiveAccount:
    """One login of one service; lives on the event loop.

    Args:
        state_folder: where the histories of requests lie; None: the limits are not kept to.
        pool: in which files are locked and the token is renewed.
    """

    def __init__(
        self, base_url: str, store: TokenStore, state_folder: Path | None, level: int, pool: Pool, clock: Clock
    ) -> None:
        self._base_url = base_url
        self._store = store
        self._state_folder = state_folder
        self._level = level
        self._pool = pool
        self._clock = clock
        self._seen: Login | None = None
        self._throttles: dict[str, Throttle] = {}
        self._host = urlsplit(base_url).hostname or ""
        self._renewal: asyncio.Task[Login] | None = None
        self._hearers: list[Callable[[Event], None]] = []
        self._quota_told = 0.0
        self._ahead: asyncio.Task[None] | None = None
        self._tried_ahead = float("-inf")

    def subscribe(self, hear: Callable[[Event], None]) -> None:
        """Have `TokenRenewed`, `Quota`, and `Trouble` and `Recovered` of the login told to `hear`.

        `TokenRenewed` is told too, once an hour, of a token that has some hours left and can't be renewed now.
        """
        self._hearers.append(hear)

    def tell(self) -> Account:
        """Tell what may be done now; -1 left where there is no limit, or none is kept to."""
        login = self._login()
        left = self._left(login)
        if login is None or not login.usable:
            return Account(False, -1, *left)
        return Account(True, max(0, int(login.expires_at - self._clock.time())), *left)

    async def authorization(self, use: Use, report: Report) -> Secret:
        """Give the header for a request: reading is done as the developer, fetching as the user.

        Raises:
            NotAuthorizedError, AuthorizationFailedError: there is no login, or it is of no use.
        """
        login = self._login()
        if login is None:
            raise NotAuthorizedError("There is no login yet; run `fsbridge login`.")
        if not login.api_key:
            raise AuthorizationFailedError(login.refused)
        self._renew_ahead(login)
        if use is Use.READ:
            return login.by_key
        if login.refresh_token and (login.refused or login.expires_at - self._clock.time() < RENEW_BELOW_SECONDS):
            report(Phase.ASKING, -1.0, -1)
            login = await self._renewed(login)
        if not login.access_token:
            raise NotAuthorizedError("Originals need a login; run `fsbridge login`, or ask for @quality preview.")
        return login.by_token

    async def enter(self, use: Use, report: Report) -> Callable[[], None]:
        """Wait until the limits have room for a request, and book it; what it gives, its answer calls as it begins."""
        if not ((login := self._login()) and (throttle := self._throttle(login))):
            return lambda: None
        answered = await throttle.enter(use, report)
        self._tell_quota()
        return answered

    async def refused(self, refusal: FsbridgeError) -> bool:
        """Take to heart that the service has refused a request for its limits; False: limits are not kept to."""
        if not ((login := self._login()) and (throttle := self._throttle(login))):
            return False
        for_day = isinstance(refusal, QuotaExceededError)
        await throttle.refused(for_day=for_day, seconds=refusal.retry_after_seconds)
        self._tell_quota()
        return True

    async def replace(self, expired: Secret) -> None:
        """See to it that `authorization` gives another token than this one.

        Raises:
            AuthorizationFailedError: it was given a moment ago, and another one would do no better.
        """
        login = self._login()
        if login is not None and login.by_token == expired:
            if self._is_fresh(login):
                raise AuthorizationFailedError(REFUSED_NEW, retry_after_seconds=RENEW_NOT_WITHIN_SECONDS)
            await self._renewed(login)

    async def renew(self) -> None:
        """Renew the access token, if there is one and it is not younger than a minute."""
        login = self._login()
        if login and login.refresh_token and not self._is_fresh(login):
            await self._renewed(login)

    async def close(self) -> None:
        """Wait for a renewal that has begun: its answer, unread, would be a lost login."""
        if self._ahead is not None:
            self._ahead.cancel()
            await asyncio.gather(self._ahead, return_exceptions=True)
        if self._renewal is not None:
            await asyncio.wait([self._renewal], timeout=RENEWAL_SECONDS)

    def _is_fresh(self, login: Login) -> bool:
        age_seconds = self._clock.time() - login.renewed_at
        return 0 <= age_seconds < RENEW_NOT_WITHIN_SECONDS  # below 0 the clock was set back

    def _renew_ahead(self, login: Login) -> None:
        """Begin to renew hours before it must be, or after a renewal whose end is not known; once an hour.

        Nobody waits for it.
        """
        left_seconds, now = login.expires_at - self._clock.time(), self._clock.monotonic()
        due = RENEW_BELOW_SECONDS <= left_seconds < AHEAD_SECONDS or login.renewing_since
        if login.usable and due and now - self._tried_ahead >= TRY_EVERY_SECONDS:
            self._tried_ahead = now
            self._ahead = asyncio.create_task(self._try_ahead(login))

    async def _try_ahead(self, login: Login) -> None:
        try:
            await self._renewed(login)
        except FsbridgeError as failure:
            if (current := self._login()) and current.usable:  # else `Trouble` was told
                log.warning("the access token can't be renewed: %s", failure)
                self._say(TokenRenewed(int(current.expires_at - self._clock.time())))

    async def _renewed(self, login: Login) -> Login:
        """Renew, once however many wait for it; it goes on when they leave, as the service may have renewed already."""
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._renew_once(login))
            self._renewal.add_done_callback(lambda renewal: renewal.cancelled() or renewal.exception())
        return await asyncio.shield(self._renewal)

    async def _renew_once(self, login: Login) -> Login:
        current = self._login()
        if current and current.access_token != login.access_token:
            return current
        if login.refused:
            raise AuthorizationFailedError(login.refused)
        try:
            return await self._pool.run(self._renew, login.access_token)
        finally:
            self._login()  # tells what has changed

    def _renew(self, stale: Secret) -> Login:
        from fsbridge.freesound.oauth import Grants, renew

        return renew(Grants(self._base_url), self._store, stale, self._clock.time)

    def _login(self) -> Login | None:
        """Give the login as it is kept now, and tell what has changed since the last look."""
        before, now = self._seen, self._store.current()
        if now and now.host not in {"", self._host}:  # it opens another service
            now = None
        if now is before:
            return now
        self._seen = now
        was, refused = (before.refused if before else ""), (now.refused if now else "")
        if refused and refused != was:
            self._say(Trouble(AuthorizationFailedError.code, refused))
        elif was and not refused:
            self._say(Recovered(AuthorizationFailedError.code))
        if before and now and now.usable and now.access_token != before.access_token:
            log.info("the access token was renewed")
            self._say(TokenRenewed(int(now.expires_at - self._clock.time())))
        return now

    def _throttle(self, login: Login) -> Throttle | None:
        if self._state_folder is None:
            return None
        if login.client_id not in self._throttles:
            self._throttles[login.client_id] = Throttle(
                self._state_folder, login.client_id, LEVELS[self._level], self._pool, self._clock
            )
        return self._throttles[login.client_id]

    def _left(self, login: Login | None) -> Limit:
        if self._state_folder is None:
            return UNLIMITED
        throttle = self._throttle(login) if login else None
        return throttle.left if throttle else LEVELS[self._level]

    def _tell_quota(self) -> None:
        """Tell what is left, once a second at most, and always when nothing is."""
        now, left = self._clock.monotonic(), self._left(self._seen)
        if now - self._quota_told >= QUOTA_EVERY_SECONDS or 0 in left:
            self._quota_told = now
            self._say(Quota(*left))

    def _say(self, event: Event) -> None:
        for hear in self._hearers:
            hear(event)
