"""The issued tokens: what lives, what has expired, and the file in which they survive a restart."""

from __future__ import annotations

import os
import secrets
import string
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Pair(msgspec.Struct):
    """An access token and the refresh token issued with it; a revoked pair has lost its access token and scope."""

    access_token: str
    refresh_token: str
    client_id: str
    username: str
    scope: str
    expires_at: float


def random_token() -> str:
    """30 letters and digits."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(30))


class Tokens:
    """All pairs, by refresh token; callers see to it that only one at a time changes them."""

    def __init__(self, clock: Callable[[], float], path: Path | None = None) -> None:
        self._clock = clock
        self._path = path
        kept = msgspec.json.decode(path.read_bytes(), type=list[Pair]) if path and path.exists() else []
        self._pairs = {pair.refresh_token: pair for pair in kept}

    def find(self, access_token: str) -> tuple[Pair | None, str]:
        """The live pair of an access token, or None and the reason that WWW-Authenticate gives."""
        pair = next((pair for pair in self._pairs.values() if access_token and pair.access_token == access_token), None)
        if not pair:
            return None, "The access token is invalid."
        return (pair, "") if self._is_live(pair) else (None, "The access token has expired.")

    def has_live(self, client_id: str, username: str, scope: str) -> bool:
        """Whether this user's token for this client covers the scope."""
        pairs = self._of(client_id, username)
        return any(self._is_live(pair) and set(scope.split()) <= set(pair.scope.split()) for pair in pairs)

    def by_refresh_token(self, refresh_token: str) -> Pair | None:
        """The pair to be renewed; its access token may have expired."""
        return self._pairs.get(refresh_token)

    def replace(self, old: Pair | None, new: Pair) -> None:
        """Keep a new pair; the one that it renews is dead at once."""
        if old:
            del self._pairs[old.refresh_token]
        self._pairs[new.refresh_token] = new
        self._save()

    def revoke(self, client_id: str, username: str) -> None:
        """Take back a permission as the website does: access tokens die, refresh tokens live on without a scope."""
        for pair in self._of(client_id, username):
            pair.access_token = pair.scope = ""
        self._save()

    def _of(self, client_id: str, username: str) -> list[Pair]:
        return [pair for pair in self._pairs.values() if (pair.client_id, pair.username) == (client_id, username)]

    def _is_live(self, pair: Pair) -> bool:
        return bool(pair.access_token) and pair.expires_at > self._clock()

    def _save(self) -> None:
        if self._path:
            draft = self._path.with_suffix(".new")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(msgspec.json.encode(list(self._pairs.values())))
            draft.replace(self._path)
