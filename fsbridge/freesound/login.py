"""From nothing to a stored login: a page in the browser, a redirect to this machine or a pasted code, tokens.

Nothing here prints or asks; the command line does.
"""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, urlsplit

import msgspec

from fsbridge.errors import (
    AuthorizationFailedError,
    BadRequestError,
    FsbridgeError,
    WaitedTooLongError,
)
from fsbridge.freesound.addresses import is_loopback
from fsbridge.freesound.call import Call
from fsbridge.freesound.oauth import Grants, logged_in
from fsbridge.freesound.tokens import Login, Secret
from fsbridge.freesound.transport import Transport

if TYPE_CHECKING:
    from fsbridge.freesound.tokens import TokenStore

APPLY_URL = "https://freesound.org/apiv2/apply"
"""Where a credential is to be had."""
CALLBACK_URL = "http://127.0.0.1/callback"
"""What to register as callback: without a port, so that any port then matches (Freesound 2.7)."""
READ_SECONDS = 1
"""How long a browser's connection may say nothing: some open one ahead of need."""


@dataclass(frozen=True)
class Attempt:
    """A login under way.

    Attributes:
        url: the page on which the user lets us in.
        state: what the redirect must bring back.
        redirect_uri: where it goes.
    """

    url: str
    state: str
    verifier: Secret
    login: Login
    redirect_uri: str


def begin_login(base_url: str, client_id: str, api_key: Secret, redirect_uri: str) -> Attempt:
    """Prepare a login with state and PKCE.

    Raises:
        BadRequestError: id, key or base URL can't be one.
    """
    login = _credential(client_id, api_key)
    if not base_url.startswith(("http://", "https://") if is_loopback(base_url) else "https://"):
        raise BadRequestError(f"A login is not sent to {base_url}; the address of a service begins with https://.")
    state, verifier = secrets.token_urlsafe(24), Secret(secrets.token_urlsafe(48))
    url = Grants(base_url).authorize_url(login.client_id, state, verifier, redirect_uri)
    return Attempt(url, state, verifier, login, redirect_uri)


def finish_login(base_url: str, attempt: Attempt, answer: str, store: TokenStore) -> Login:
    """Exchange a code, bare or in the whole URL that the browser was sent to, and keep the login; blocking.

    Raises:
        AuthorizationFailedError: the user, or the service, said no.
        NetworkError, ServerFailedError: there was no answer.
    """
    code = _code(answer.strip(), attempt.state)
    token = Grants(base_url).by_code(attempt.login, code, attempt.verifier, attempt.redirect_uri)
    return _keep(base_url, logged_in(attempt.login, token, time.time()), store)


def password_login(
    base_url: str, client_id: str, api_key: Secret, username: str, password: Secret, store: TokenStore
) -> Login:
    """Log in with a password, which the service allows to few credentials (the demo's is one); blocking."""
    login = _credential(client_id, api_key)
    token = Grants(base_url).by_password(login, username, password)
    return _keep(base_url, logged_in(login, token, time.time()), store)


def whoami(base_url: str, login: Login) -> str:
    """Ask the service who is logged in; blocking."""
    with Transport(base_url) as transport:
        return str(transport.json(Call(), "me/", login.by_token).get("username", ""))


class RedirectCatcher:
    """A web server for one page, on this machine only: where the browser brings the code."""

    def __init__(self) -> None:
        catcher = self

        class Handler(BaseHTTPRequestHandler):
            timeout = READ_SECONDS

            def do_GET(self) -> None:
                catcher._answer(self)

            def log_message(self, *_args: object) -> None:
                """Write nothing: the address holds the code."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._caught = ""
        self._state = ""

    @property
    def redirect_uri(self) -> str:
        """Where the browser is to be sent."""
        return f"http://127.0.0.1:{self._server.server_port}/callback"

    def wait(self, attempt: Attempt, timeout_seconds: float) -> str:
        """Give the address with the code that belongs to the attempt; blocking.

        Raises:
            WaitedTooLongError: the browser did not come.
        """
        self._state = attempt.state
        deadline = time.monotonic() + timeout_seconds
        while not self._caught:
            self._server.timeout = deadline - time.monotonic()
            if self._server.timeout <= 0:
                raise WaitedTooLongError("The browser has brought no code; paste it, or run `fsbridge login` again.")
            self._server.handle_request()
        return self._caught

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        address = urlsplit(request.path)
        is_ours = address.path == "/callback" and parse_qs(address.query).get("state") == [self._state]
        if is_ours:
            self._caught = request.path
        denied = "error" in parse_qs(address.query)
        title = (
            "fsbridge was not let in" if denied else "You can go back to the terminal" if is_ours else "Not this page"
        )
        page = _PAGE.format(title=escape(title)).encode()
        request.send_response(200 if is_ours else 404)
        request.send_header("Content-Type", "text/html; charset=utf-8")
        request.send_header("Content-Length", str(len(page)))
        request.send_header("Referrer-Policy", "no-referrer")
        request.end_headers()
        request.wfile.write(page)


_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>body {{ font: 1.5rem system-ui; display: grid; place-content: center; height: 90vh; text-align: center }}</style>
<h1>{title}</h1><p>You can close this page and go back to the terminal.</p></html>
"""


def _credential(client_id: str, api_key: Secret) -> Login:
    if not all(re.fullmatch("[!-~]+", text) for text in (client_id, api_key.reveal())):
        raise BadRequestError(f"Client id and API key are single words; copy them from {APPLY_URL}.")
    return Login(client_id, api_key)


def _code(answer: str, state: str) -> Secret:
    if "?" not in answer:
        return Secret(answer)
    parameters = {name: values[0] for name, values in parse_qs(urlsplit(answer).query).items()}
    if "error" in parameters:
        raise AuthorizationFailedError("You have not let fsbridge in; run `fsbridge login` to try again.")
    if parameters.get("state", state) != state or "code" not in parameters:
        raise AuthorizationFailedError("This code belongs to another login; run `fsbridge login` again.")
    return Secret(parameters["code"])


def _keep(base_url: str, login: Login, store: TokenStore) -> Login:
    login = msgspec.structs.replace(login, host=urlsplit(base_url).hostname or "")
    with store.lock():
        store.write(login)  # before it is used
    try:
        named = msgspec.structs.replace(login, username=whoami(base_url, login))
    except AuthorizationFailedError:
        raise
    except FsbridgeError:
        return login  # it holds without a name too
    with store.lock():
        if store.read() == login:  # no daemon has renewed it meanwhile
            store.write(named)
    return named
