"""OAuth2 towards the service: requests-oauthlib speaks it, the token store keeps what comes of it (Freesound 2)."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import requests
from oauthlib.oauth2 import LegacyApplicationClient, OAuth2Error, WebApplicationClient
from requests_oauthlib import OAuth2Session

from fsbridge.errors import AuthorizationFailedError, NotAuthorizedError, ServerFailedError
from fsbridge.freesound.addresses import is_loopback
from fsbridge.freesound.endpoint import Endpoint, in_scheme
from fsbridge.freesound.faults import network_error
from fsbridge.freesound.tokens import Login, Secret
from fsbridge.freesound.transport import TIMEOUT_SECONDS, USER_AGENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fsbridge.freesound.tokens import TokenStore

ANSWER_SECONDS = 20
"""By then an answer is here whole, or is given up; others wait for the lock of the login a little longer than that."""
LIFE_SECONDS = 86_400
"""How long an access token holds where the service does not say it (Freesound 2.9)."""
USED_ELSEWHERE = "Another computer has used this login since; run `fsbridge login` on this one."
ANSWER_LOST = "Freesound's answer to the last renewal of the login was lost; run `fsbridge login`."
KEY_REFUSED = "Freesound knows no such client id and API key; run `fsbridge login`."

logging.getLogger("requests_oauthlib.oauth2_session").addFilter(lambda record: record.levelno > logging.DEBUG)
# requests-oauthlib 2.0.0 writes tokens into its debug log; nothing else of it is worth reading

CODE_REFUSED = "Freesound takes no such code; each holds once, and for ten minutes. Run `fsbridge login` again."
PASSWORD_REFUSED = "Freesound takes no such name and password."  # noqa: S105


class LoginRefusedError(AuthorizationFailedError):
    """The service knows no such key, code, password or refresh token."""


class Grants:
    """The grants of one service. Every method blocks, for `answer_seconds` at most."""

    def __init__(self, base_url: str, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._base_url = base_url
        self._answer_seconds = answer_seconds
        self._local = is_loopback(base_url)
        self._plain = self._local and base_url.startswith("http:")

    def authorize_url(self, client_id: str, state: str, verifier: Secret, redirect_uri: str) -> str:
        """Give the page on which the user lets us in."""
        client = WebApplicationClient(client_id)
        url: str = client.prepare_request_uri(
            self._url("authorize/"),
            redirect_uri=redirect_uri,
            state=state,
            code_challenge=client.create_code_challenge(verifier.reveal(), "S256"),
            code_challenge_method="S256",
        )
        return in_scheme(url, "http") if self._plain else url

    def by_code(self, login: Login, code: Secret, verifier: Secret, redirect_uri: str) -> dict[str, Any]:
        """Exchange the code of the redirect for tokens."""
        client = WebApplicationClient(login.client_id)
        with self._session(client, CODE_REFUSED, redirect_uri=redirect_uri) as session:
            return session.fetch_token(
                self._url("access_token/"),
                code=code.reveal(),
                code_verifier=verifier.reveal(),
                include_client_id=True,
                client_secret=login.api_key.reveal(),
                timeout=TIMEOUT_SECONDS,
            )

    def by_password(self, login: Login, username: str, password: Secret) -> dict[str, Any]:
        """Exchange a password for tokens, where the service allows that to the credential (Freesound 2.8)."""
        with self._session(LegacyApplicationClient(login.client_id), PASSWORD_REFUSED) as session:
            return session.fetch_token(
                self._url("access_token/"),
                username=username,
                password=password.reveal(),
                include_client_id=True,
                client_secret=login.api_key.reveal(),
                timeout=TIMEOUT_SECONDS,
            )

    def by_refresh(self, login: Login) -> dict[str, Any]:
        """Exchange the refresh token for a new pair; the old one is dead then (Freesound 2.10)."""
        with self._session(WebApplicationClient(login.client_id), USED_ELSEWHERE) as session:
            return session.refresh_token(
                self._url("access_token/"),
                refresh_token=login.refresh_token.reveal(),
                client_id=login.client_id,
                client_secret=login.api_key.reveal(),
                timeout=TIMEOUT_SECONDS,
            )

    def _url(self, endpoint: str) -> str:
        base_url = in_scheme(self._base_url, "https") if self._plain else self._base_url
        return f"{base_url}oauth2/{endpoint}"

    @contextmanager
    def _session(self, client: Any, refusal: str, **kwargs: Any) -> Iterator[OAuth2Session]:
        try:
            with OAuth2Session(client=client, **kwargs) as session:
                session.headers["User-Agent"] = USER_AGENT
                session.max_redirects = 0  # what is posted here goes nowhere else
                session.trust_env = not self._local
                for hook in ("access_token_response", "refresh_token_response"):
                    session.register_compliance_hook(hook, _checked)
                session.mount(self._url(""), Endpoint(self._answer_seconds, local=self._local, plain=self._plain))
                yield session
        except OAuth2Error as error:
            if error.error in {"invalid_grant", "invalid_client"}:  # said for good (Freesound 2.11)
                raise LoginRefusedError(refusal if error.error == "invalid_grant" else KEY_REFUSED) from None
            raise ServerFailedError(f"Freesound takes no login now ({error.error}); ask again in a moment.") from None
        except requests.RequestException as error:
            raise network_error(error) from None


def renew(grants: Grants, store: TokenStore, stale: Secret, now: Callable[[], float]) -> Login:
    """Give a login whose access token is another than `stale`, renewing it unless another daemon has; blocking.

    Raises:
        NotAuthorizedError: there is no login any more.
        AuthorizationFailedError: the service knows the refresh token or the key no more; that alone is remembered,
            and not tried again.
        NetworkError, ServerFailedError: it is not known whether the service has renewed it.
        DiskFullError, FolderReadonlyError: a new pair could not be kept, so none was asked for.
    """
    with store.lock():
        login = store.read()
        if login is None or not login.refresh_token:
            raise NotAuthorizedError("There is no login any more; run `fsbridge login`.")
        if login.refused:
            raise AuthorizationFailedError(login.refused)
        if login.access_token != stale:
            return login
        store.write(msgspec.structs.replace(login, renewing_since=login.renewing_since or now()))
        try:
            token = grants.by_refresh(login)
        except LoginRefusedError as refusal:
            found = store.read()
            if found and not found.refused and found.refresh_token != login.refresh_token:  # kept without a lock
                return found
            sentence = str(refusal)
            if sentence == USED_ELSEWHERE and login.renewing_since:
                sentence = ANSWER_LOST
            store.write(msgspec.structs.replace(login, refused=sentence, renewing_since=0))
            raise AuthorizationFailedError(sentence) from None
        login = logged_in(login, token, now())
        store.write(login)
        return login


def logged_in(login: Login, token: dict[str, Any], now: float) -> Login:
    """Put a new pair of tokens in place of the old one."""
    return msgspec.structs.replace(
        login,
        access_token=Secret(token["access_token"]),
        refresh_token=Secret(token.get("refresh_token", "")),
        expires_at=now + token.get("expires_in", LIFE_SECONDS),
        renewed_at=now,
        renewing_since=0,
        refused="",
    )


class _Granted(msgspec.Struct):
    """What a service answers that gives tokens."""

    access_token: Annotated[str, msgspec.Meta(pattern="^[!-~]+$")]
    refresh_token: Annotated[str, msgspec.Meta(pattern="^[!-~]*$")] = ""
    expires_in: Annotated[float, msgspec.Meta(gt=0)] = LIFE_SECONDS


class _Refused(msgspec.Struct):
    """What it answers otherwise."""

    error: Annotated[str, msgspec.Meta(pattern="^[a-z_]{1,40}$")]


def _checked(response: requests.Response) -> requests.Response:
    """Let through what the OAuth library can read; the error that it raises for the rest would show it."""
    granted = response.status_code == requests.codes.ok
    try:
        msgspec.json.decode(response.content, type=_Granted if granted else _Refused)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        if granted:
            raise ServerFailedError("Freesound sent no token; ask again in a moment.") from None
        raise ServerFailedError(
            f"Freesound takes no login now (HTTP {response.status_code}); ask again in a moment."
        ) from None
    return response
