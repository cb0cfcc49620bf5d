"""HTTP towards the service: one session a pool, with timeouts, bounds and the manners of a good guest."""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from fsbridge import __version__
from fsbridge.errors import BadResponseError, ServerFailedError
from fsbridge.freesound.addresses import is_loopback
from fsbridge.freesound.faults import response_error
from fsbridge.freesound.peers import HEADERS_SECONDS, PeerAdapter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fsbridge.freesound.call import Call
    from fsbridge.freesound.tokens import Secret

USER_AGENT = f"fsbridge/{__version__} (+https://github.com/fsbridge/fsbridge)"
TIMEOUT_SECONDS = (2, 5)
"""To connect, and between any two pieces read."""
BODY_BYTES_MAX = 8 * 1024 * 1024
"""Of an answer of the API, unpacked; a page of 150 sounds with all that is told of them takes less than 3 MB."""
REFUSAL_BYTES_MAX = 64 * 1024
"""What is read of an answer other than 200."""
PIECE_BYTES = 64 * 1024
REDIRECTS_MAX = 5

logging.getLogger("urllib3").setLevel(logging.ERROR)  # its warnings quote URLs, and whatever a server has sent


class Transport(requests.Session):
    """Sends requests to one service; for the threads of one pool.

    Args:
        base_url: of the API, with a slash at the end. Plain http is for loopback only.
        headers_seconds: how long the headers of an answer may take.
    """

    def __init__(self, base_url: str, headers_seconds: float = HEADERS_SECONDS) -> None:
        super().__init__()
        self._base_url = base_url
        self._local = is_loopback(base_url)
        self.trust_env = not self._local  # a proxy is for what lies elsewhere
        self.headers["User-Agent"] = USER_AGENT
        self.auth = _as_it_is
        self.max_redirects = REDIRECTS_MAX
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = PeerAdapter(local=self._local, headers_seconds=headers_seconds)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request; an address that can't be read is told as one wherever it turns up."""
        try:
            return super().request(*args, **kwargs)
        except ValueError as error:
            raise requests.exceptions.InvalidURL(type(error).__name__) from None

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send it, unless it would travel in the clear; redirects come by here too, and lose the secret elsewhere."""
        url = request.url or ""
        if not (url.startswith("https:") or (self._local and is_loopback(url))):
            raise requests.exceptions.InvalidSchema("plain http")
        request.headers.pop("Cookie", None)
        if urlsplit(url)[:2] != urlsplit(self._base_url)[:2]:
            request.headers.pop("Authorization", None)  # a redirect back finds it gone
        return super().send(request, **kwargs)

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        """Leave to `send` what becomes of the secret; requests would look into the user's .netrc as well."""

    def get_redirect_target(self, response: requests.Response) -> str | None:
        """Let go of a redirect's body, which requests would read to its end, however far off that is."""
        target = super().get_redirect_target(response)
        if target is not None:
            response.close()
        return target

    @contextmanager
    def opened(
        self, call: Call, url: str, authorization: Secret | None, headers: Mapping[str, str]
    ) -> Iterator[requests.Response]:
        """GET `url`, below the base or anywhere, and give the response with its body unread.

        It is a 200 or, where `headers` ask for a range, may be a 206 or 416 as well.

        Raises:
            FsbridgeError: it can't be reached, or answers otherwise.
        """
        auth = _as_it_is if authorization is None else _Authorized(authorization)
        if "://" not in url:
            url = self._base_url + url
        with call.faults(), self.get(url, headers=headers, auth=auth, timeout=TIMEOUT_SECONDS, stream=True) as response:
            call.attach(response)
            if response.status_code not in ({200, 206, 416} if "Range" in headers else {200}):
                raise response_error(response.status_code, response.headers, read(response, REFUSAL_BYTES_MAX))
            yield response

    def json(self, call: Call, path: str, authorization: Secret | None) -> dict[str, Any]:
        """GET an object of the API.

        Raises:
            FsbridgeError: it can't be had, or is none.
        """
        with self.opened(call, path, authorization, {"Accept": "application/json"}) as response:
            if "html" in response.headers.get("Content-Type", ""):
                raise ServerFailedError("Freesound answered with a web page; ask again in a moment.")
            promised_bytes = response.raw.length_remaining or 0
            body = b"" if promised_bytes > BODY_BYTES_MAX else read(response, BODY_BYTES_MAX + 1)
        if max(promised_bytes, len(body)) > BODY_BYTES_MAX:
            raise BadResponseError("Freesound's answer is too long.")
        try:
            answer = json.loads(body.decode(errors="replace"))  # which forgives half a character
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise BadResponseError("Freesound's answer can't be read; ask again.")
        return answer


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


def read(response: requests.Response, bytes_max: int) -> bytes:
    """Give the beginning of a body, unpacked piece by piece, so that nothing small becomes something huge."""
    body = bytearray()
    for piece in response.iter_content(PIECE_BYTES):
        body += piece
        if len(body) >= bytes_max:
            break
    return bytes(body[:bytes_max])
