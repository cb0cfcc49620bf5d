"""HTTP towards the service: one session a pool, with timeouts, bounds and the manners of a good guest."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from fsbridge import __version__
from fsbridge.errors import BadResponseError, ServerFailedError
from fsbridge.freesound.faults import response_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fsbridge.freesound.call import Call
    from fsbridge.freesound.tokens import Secret

USER_AGENT = f"fsbridge/{__version__} (+https://github.com/fsbridge/fsbridge)"
TIMEOUT_SECONDS = (2, 5)
"""To connect, and between any two pieces read; with a probe of 3 s after it, being offline is known within 5 s."""
BODY_BYTES_MAX = 32 * 1024 * 1024
REDIRECTS_MAX = 5
CONNECTIONS_MAX = 16
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Transport(requests.Session):
    """Sends requests to one service; for the threads of one pool.

    Args:
        base_url: of the API, with a slash at the end. Plain http is for loopback only.
    """

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self._base_url = base_url
        self._plain = is_loopback(base_url)
        self.trust_env = not self._plain  # a proxy is for what lies elsewhere
        self.headers["User-Agent"] = USER_AGENT
        self.auth = _as_it_is
        self.max_redirects = REDIRECTS_MAX
        adapter = HTTPAdapter(pool_maxsize=CONNECTIONS_MAX)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send it, and what it is redirected to, unless it would travel in the clear."""
        url = request.url or ""
        if not (url.startswith("https:") or (self._plain and is_loopback(url))):
            raise requests.exceptions.InvalidSchema("plain http")
        return super().send(request, **kwargs)

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        """Leave the secret behind where a redirect leads to another host."""
        if self.should_strip_auth(response.request.url, prepared_request.url):  # type: ignore[no-untyped-call]
            prepared_request.headers.pop("Authorization", None)

    @contextmanager
    def opened(
        self, call: Call, url: str, authorization: Secret | None, headers: Mapping[str, str]
    ) -> Iterator[requests.Response]:
        """GET `url`, below the base or anywhere, and give the response with its body unread.

        Raises:
            FsbridgeError: it can't be reached, or answers other than 200.
        """
        auth = _as_it_is if authorization is None else _Authorized(authorization)
        if not urlsplit(url).scheme:
            url = self._base_url + url
        with call.faults(), self.get(url, headers=headers, auth=auth, timeout=TIMEOUT_SECONDS, stream=True) as response:
            call.attach(response)
            if response.status_code != requests.codes.ok:
                raise response_error(response.status_code, response.headers, _body(response))
            yield response

    def json(self, call: Call, path: str, authorization: Secret | None) -> dict[str, Any]:
        """GET an object of the API.

        Raises:
            FsbridgeError: it can't be had, or is none.
        """
        with self.opened(call, path, authorization, {"Accept": "application/json"}) as response:
            if "html" in response.headers.get("Content-Type", ""):
                raise ServerFailedError("Freesound answered with a web page; ask again in a moment.")
            body = _body(response)
        try:
            answer = json.loads(body.decode(errors="replace"))  # which forgives half a character
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise BadResponseError("Freesound's answer can't be read; ask again.")
        return answer


def is_loopback(url: str) -> bool:
    """Tell whether a URL leads nowhere but to this machine."""
    return urlsplit(url).hostname in _LOOPBACK


class _Authorized(AuthBase):
    """Writes who asks into a request at the last moment, so that no caller holds it in plain text."""

    def __init__(self, by: Secret) -> None:
        self._by = by

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._by.reveal()
        return request


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Stand where requests would else take a password from the user's .netrc."""
    return request


def _body(response: requests.Response) -> bytes:
    body = bytearray()
    for piece in response.iter_content(65536):
        body += piece
        if len(body) > BODY_BYTES_MAX:
            raise BadResponseError("Freesound's answer is too long.")
    return bytes(body)
