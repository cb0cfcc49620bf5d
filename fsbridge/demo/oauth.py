"""OAuth2 as the service's library does it: codes, rotating tokens, PKCE, redirect rules (docs/freesound.md 2)."""

from __future__ import annotations

import base64
import hashlib
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from fsbridge.demo.tokens import Pair, Tokens, random_token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from fsbridge.demo.dataset import Credential, Dataset, User

    #: the pair that ends, if one does, and the new one
    _Renewal = tuple[Pair | None, Pair]

ACCESS_SECONDS, CODE_SECONDS = 86400, 600
_SCOPES = "read write"
_LOOPBACK = {"127.0.0.1", "::1"}


class OAuthError(Exception):
    """An error of the token or the authorize endpoint, by its OAuth name."""

    def __init__(self, error: str, description: str = "", status: int = 400) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error} | ({"error_description": description} if description else {})


class Grant(msgspec.Struct, frozen=True):
    """What an authorization code stands for."""

    client_id: str
    username: str
    redirect_uri: str
    scope: str
    expires_at: float
    challenge: str
    challenge_method: str


class Authority:
    """Issues and keeps codes and tokens; the tokens survive in a file of the owner's."""

    def __init__(self, dataset: Dataset, clock: Callable[[], float], path: Path | None = None) -> None:
        self._dataset = dataset
        self._clock = clock
        self._codes: dict[str, Grant] = {}
        self._lock = threading.Lock()
        self._tokens = Tokens(clock, path)

    def user(self, username: str, password: str) -> User | None:
        """The user of that name, if active and if that is the password."""
        user = self._dataset.user.get(username)
        return user if user and user.is_active and user.password and user.password == password else None

    def find(self, access_token: str) -> tuple[Pair | None, str]:
        """The live pair of an access token, or None and the reason that WWW-Authenticate gives."""
        with self._lock:
            return self._tokens.find(access_token)

    def has_live_token(self, client_id: str, username: str, scope: str) -> bool:
        """Whether the user need not be asked again."""
        with self._lock:
            return self._tokens.has_live(client_id, username, scope)

    def redirect_uri(self, asked: Mapping[str, str]) -> str:
        """Where an authorize request may be answered to.

        Raises:
            OAuthError: the client is unknown or the address is not its own; nothing may be redirected then.
        """
        credential = self._dataset.credential.get(asked.get("client_id", ""))
        if not credential:
            missing = (
                "Missing client_id parameter." if "client_id" not in asked else "Invalid client_id parameter value."
            )
            raise OAuthError("invalid_request", missing)
        uri = asked.get("redirect_uri") or credential.redirect_uri
        if not _is_same_place(uri, credential.redirect_uri):
            raise OAuthError("invalid_request", "Mismatching redirect URI.")
        return uri

    def check_request(self, asked: Mapping[str, str]) -> str:
        """The scope of an authorize request.

        Raises:
            OAuthError: to be redirected to the client.
        """
        kind = asked.get("response_type")
        if not kind:
            raise OAuthError("invalid_request", "Missing response_type parameter.")
        if kind != "code":
            raise OAuthError("unauthorized_client" if kind == "token" else "unsupported_response_type")
        return self._scope(asked, _SCOPES)

    def issue_code(self, asked: Mapping[str, str], username: str, *, is_allowed: bool) -> str:
        """A code for a checked authorize request of this user.

        Raises:
            OAuthError: the user refused.
        """
        if not is_allowed:
            raise OAuthError("access_denied")
        challenge = asked.get("code_challenge", "")
        grant = Grant(
            asked["client_id"],
            username,
            self.redirect_uri(asked),
            self._scope(asked, _SCOPES),
            self._clock() + CODE_SECONDS,
            challenge,
            asked.get("code_challenge_method") or "plain",
        )
        with self._lock:
            code = random_token()
            self._codes[code] = grant
            return code

    def exchange(self, form: Mapping[str, str]) -> dict[str, object]:
        """Answer a token request by its form.

        Raises:
            OAuthError: with the service's status and words.
        """
        grant = {
            "authorization_code": self._by_code,
            "refresh_token": self._by_refresh,
            "password": self._by_password,
        }.get(form.get("grant_type", ""))
        if not grant:
            raise OAuthError("unsupported_grant_type")
        with self._lock:
            old, pair = grant(form)
            self._tokens.replace(old, pair)
        return {
            "access_token": pair.access_token,
            "expires_in": ACCESS_SECONDS,
            "token_type": "Bearer",
            "scope": pair.scope,
            "refresh_token": pair.refresh_token,
        }

    def revoke(self, client_id: str, username: str) -> None:
        """Take back what the user allowed the client."""
        with self._lock:
            self._tokens.revoke(client_id, username)

    def _by_code(self, form: Mapping[str, str]) -> _Renewal:
        code = _required(form, "code", "Missing code parameter.")
        client = self._client(form)
        grant = self._codes.get(code)
        if not grant or grant.client_id != client.client_id or grant.expires_at <= self._clock():
            raise OAuthError("invalid_grant")
        if grant.challenge:
            verifier = _required(form, "code_verifier", "Code verifier required.")
            if grant.challenge_method == "S256":
                digest = hashlib.sha256(verifier.encode()).digest()
                verifier = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if verifier != grant.challenge:
                raise OAuthError("invalid_grant")
        if (form.get("redirect_uri") or client.redirect_uri) != grant.redirect_uri:
            raise OAuthError("invalid_request", "Mismatching redirect URI.")
        del self._codes[code]
        return None, self._pair(client, grant.username, grant.scope)

    def _by_refresh(self, form: Mapping[str, str]) -> _Renewal:
        token = _required(form, "refresh_token", "Missing refresh token parameter.")
        client = self._client(form)
        old = self._tokens.by_refresh_token(token)
        if not old or old.client_id != client.client_id:
            raise OAuthError("invalid_grant")
        return old, self._pair(client, old.username, self._scope(form, old.scope))

    def _by_password(self, form: Mapping[str, str]) -> _Renewal:
        client = self._client(form)
        if not client.allow_oauth_password_grant:
            raise OAuthError("unauthorized_client")
        user = self.user(form.get("username", ""), form.get("password", ""))
        if not user:
            raise OAuthError("invalid_grant", "Invalid credentials given.")
        return None, self._pair(client, user.username, self._scope(form, _SCOPES))

    def _client(self, form: Mapping[str, str]) -> Credential:
        """The client; a secret need not be given, but a given one must be right."""
        credential = self._dataset.credential.get(form.get("client_id", ""))
        if not credential or form.get("client_secret") not in (None, credential.client_secret):
            raise OAuthError("invalid_client", status=401)
        return credential

    def _pair(self, client: Credential, username: str, scope: str) -> Pair:
        expires_at = self._clock() + ACCESS_SECONDS
        return Pair(random_token(), random_token(), client.client_id, username, scope, expires_at)

    def _scope(self, asked: Mapping[str, str], allowed: str) -> str:
        scope = asked.get("scope") or allowed
        if not set(scope.split()) <= set(allowed.split()):
            raise OAuthError("invalid_scope")
        return scope


def _required(form: Mapping[str, str], name: str, description: str) -> str:
    if not form.get(name):
        raise OAuthError("invalid_request", description)
    return form[name]


def _is_same_place(uri: str, registered: str) -> bool:
    """Scheme, host, port and path are the same; a loopback address registered without a port has any port."""
    asked, own = urlsplit(uri), urlsplit(registered)
    any_port = own.scheme == "http" and own.hostname in _LOOPBACK and own.port is None
    ports = (None, None) if any_port else (asked.port, own.port)
    return (asked.scheme, asked.hostname, asked.path, ports[0]) == (own.scheme, own.hostname, own.path, ports[1])
