"""Where tokens are asked for: an answer whole, or none, by a deadline."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from urllib3 import HTTPResponse

from fsbridge.freesound.call import Call
from fsbridge.freesound.peers import PeerAdapter
from fsbridge.freesound.transport import REFUSAL_BYTES_MAX, read

if TYPE_CHECKING:
    from collections.abc import Callable


class Endpoint(PeerAdapter):
    """Has an answer come whole by a deadline: for requests a timeout begins anew with every byte.

    Where `plain`, it carries over http what the OAuth library, to which loopback is no exception, had to call https.
    """

    def __init__(self, answer_seconds: float, *, local: bool, plain: bool) -> None:
        super().__init__(local=local, headers_seconds=answer_seconds)
        self._answer_seconds = answer_seconds
        self._plain = plain

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send it in a thread of its own, which is woken up where the deadline has come."""
        if self._plain:
            request.url = in_scheme(request.url or "", "http")
        answer: Future[requests.Response] = Future()
        call = Call()
        work = partial(self._sent, call, request, *args, **kwargs)
        threading.Thread(target=_settle, args=(answer, work), name="token", daemon=True).start()
        try:
            return answer.result(self._answer_seconds)
        except TimeoutError:
            call.abort()
            raise requests.ReadTimeout from None

    def _sent(self, call: Call, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Give an answer of which no more was read than the tokens can take."""
        with super().send(request, *args, **kwargs) as response:
            call.attach(response)
            body = read(response, REFUSAL_BYTES_MAX)
        return self.build_response(
            request, HTTPResponse(BytesIO(body), status=response.status_code, preload_content=False)
        )


def _settle(answer: Future[requests.Response], work: Callable[[], requests.Response]) -> None:
    try:
        response = work()
    except BaseException as error:  # noqa: BLE001 - it is raised again where it is awaited
        answer.set_exception(error)
    else:
        answer.set_result(response)


def in_scheme(url: str, scheme: str) -> str:
    """Give the same place by another protocol."""
    return urlsplit(url)._replace(scheme=scheme).geturl()
