"""The catalogue as a running server: the API on one port of loopback, the CDN on another."""

from __future__ import annotations

import io
import os
import socket
import socketserver
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote_to_bytes

from werkzeug.wrappers import Response

from fsbridge.demo import resources
from fsbridge.demo.files import FileBody, error_page
from fsbridge.demo.journal import Entry, Journal, masked
from fsbridge.demo.oauth import Authority
from fsbridge.demo.rendering import Renderer
from fsbridge.demo.searching import Search
from fsbridge.demo.site import Call, Site
from fsbridge.demo.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fsbridge.demo.dataset import Dataset

_IDLE_SECONDS = 75
_LONGEST_REQUEST_LINE_BYTES = 8192
_PACES_PER_SECOND = 20


@dataclass
class Fault:
    """What is to go wrong for the next `times` requests whose path contains `path`.

    With a status, that and the body are the answer. Without, the right answer is given, but the connection is cut
    after `cut_after_bytes` of its body; `cut_after_bytes=-1` cuts it before the status line.
    """

    path: str
    status: int | None = None
    body: bytes = b""
    content_type: str = "application/json"
    cut_after_bytes: int | None = None
    delay_seconds: float = 0
    times: int = 1


class Faults:
    """How the catalogue misbehaves: slow, narrow, or wrong for a while."""

    def __init__(self, latency_seconds: float = 0, bytes_per_second: float = 0) -> None:
        self.latency_seconds = latency_seconds
        self.bytes_per_second = bytes_per_second
        self._planned: list[Fault] = []
        self._lock = threading.Lock()

    def plan(self, fault: Fault) -> None:
        """Let it happen, after those planned before for the same path."""
        with self._lock:
            self._planned.append(fault)

    def take(self, path: str) -> Fault | None:
        """The fault that this request meets."""
        with self._lock:
            for fault in self._planned:
                if fault.path in path:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._planned.remove(fault)
                    return fault
        return None


class Catalogue:
    """An embedded Freesound over a dataset.

    Args:
        dataset: what it serves.
        files: the folder with the files that the dataset names.
        state: a folder for the journal and the issued tokens; without one both live in memory.
        http_port: of the API; 0 is any free one.
        cdn_port: of previews and images.
        base_url: how links begin; by default where it really listens.
        cdn_base_url: the same for previews and images.
        limits: whether requests are throttled as on the real service.
        clock: seconds since 1970; decides over expiry and throttling.
    """

    def __init__(
        self,
        dataset: Dataset,
        files: Path,
        *,
        state: Path | None = None,
        http_port: int = 0,
        cdn_port: int = 0,
        base_url: str = "",
        cdn_base_url: str = "",
        limits: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.faults = Faults()
        self.clock = clock
        self._stopping = threading.Event()
        self._api = _Server(http_port)
        try:
            self._cdn = _Server(cdn_port)
        except OSError:
            self._api.server_close()
            raise
        if state:
            state.mkdir(parents=True, exist_ok=True)
        self.journal = Journal(state / "journal.jsonl" if state else None)
        renderer = Renderer(dataset, base_url or self._api.url, cdn_base_url or self._cdn.url)
        self.site = Site(
            dataset,
            files,
            renderer.base_url,
            Authority(dataset, clock, state / "tokens.json" if state else None),
            renderer,
            Search(dataset, renderer, clock),
            Throttle(clock) if limits else None,
        )

    @property
    def api_url(self) -> str:
        """Where the API is, for example `http://127.0.0.1:8000/apiv2/`."""
        return f"{self._api.url}/apiv2/"

    @property
    def cdn_url(self) -> str:
        """Where previews and images are."""
        return f"{self._cdn.url}/"

    def start(self) -> None:
        """Begin to answer, in threads of its own."""
        self._api.start(partial(_Handler, self, "api", resources.respond))
        self._cdn.start(partial(_Handler, self, "cdn", resources.respond_as_cdn))

    def close(self) -> None:
        """Stop: no connection stays open, nobody listens any more."""
        self._stopping.set()
        self._api.stop()
        self._cdn.stop()
        self.journal.close()

    def wait(self, seconds: float) -> None:
        """Let time pass for a slow answer; returns at once when the catalogue stops."""
        self._stopping.wait(seconds)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Server(socketserver.ThreadingTCPServer):
    """A listening port; knows its open connections, so that stopping ends them."""

    allow_reuse_address = os.name != "nt"  # there it would let two servers share a port
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), BaseHTTPRequestHandler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def start(self, handler: Callable[..., Any]) -> None:
        self.RequestHandlerClass = handler
        self._thread.start()

    def stop(self) -> None:
        if self._thread.is_alive():
            self.shutdown()
        self.server_close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nothing to tell."""


class _CutError(Exception):
    """The connection ends here, as planned."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS

    def __init__(
        self, catalogue: Catalogue, name: str, respond: Callable[[Site, Call], Response], *connection: Any
    ) -> None:
        self._catalogue = catalogue
        self._name = name
        self._respond = respond
        super().__init__(*connection)

    def _serve(self) -> None:
        catalogue = self._catalogue
        call = self._call()
        catalogue.wait(catalogue.faults.latency_seconds)
        fault = catalogue.faults.take(call.path)
        if len(self.requestline) > _LONGEST_REQUEST_LINE_BYTES:
            response = error_page(414)
        elif fault and fault.status:
            response = Response(fault.body, fault.status, content_type=fault.content_type)
        else:
            response = self._respond(catalogue.site, call)
        cut = fault.cut_after_bytes if fault else None
        length = 0 if response.status_code == HTTPStatus.NOT_MODIFIED else response.content_length or 0
        catalogue.journal.write(
            Entry(
                time=catalogue.clock(),
                method=call.method,
                path=call.path,
                query=masked(call.query_string.decode("latin-1")),
                status=0 if cut == -1 else response.status_code,
                auth=call.auth_kind,
                bytes=0 if call.method == "HEAD" else length,
                server=self._name,
                grant_type=call.grant_type,
                rotated=call.rotated,
            )
        )
        try:
            self._send(response, call.method, cut)
        except _CutError:
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815

    def _call(self) -> Call:
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        environ = {
            "REQUEST_METHOD": self.command,
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "0",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
        }
        environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()}
        return Call(environ)

    def _send(self, response: Response, method: str, cut: int | None) -> None:
        if cut == -1:
            raise _CutError
        lines = [f"HTTP/1.1 {response.status}", *(f"{name}: {value}" for name, value in response.headers)]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        if method == "HEAD" or response.status_code == HTTPStatus.NOT_MODIFIED:
            self.connection.sendall(head)
        elif isinstance(response.response, FileBody):
            self.connection.sendall(head)
            self._send_file(response.response, cut)
        else:
            body = response.get_data()
            self.connection.sendall(head + (body if cut is None else body[:cut]))
            if cut is not None:
                raise _CutError

    def _send_file(self, body: FileBody, cut: int | None) -> None:
        for part in body:
            self.connection.sendall(part.before)
            with part.path.open("rb") as file:
                self._send_part(file, part.first_byte, part.length_bytes if cut is None else cut)
            if cut is not None:
                raise _CutError
        self.connection.sendall(body.after)

    def _send_part(self, file: Any, first_byte: int, length_bytes: int) -> None:
        rate = self._catalogue.faults.bytes_per_second
        step = int(rate / _PACES_PER_SECOND) or 1 if rate else length_bytes
        for start in range(first_byte, first_byte + length_bytes, step or 1):
            count = min(step, first_byte + length_bytes - start)
            if self.connection.sendfile(file, start, count) < count:
                raise _CutError  # the file on disk is shorter than the dataset says
            if rate:
                self._catalogue.wait(1 / _PACES_PER_SECOND)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """The journal says it."""
