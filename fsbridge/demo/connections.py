"""The HTTP side of the catalogue: listening ports, kept-alive connections, and files sent straight from disk.

The standard library's server, because werkzeug's closes the connection after every answer; werkzeug's request and
response on top of it.
"""

from __future__ import annotations

import io
import os
import socket
import socketserver
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote_to_bytes

from werkzeug.wrappers import Response

from fsbridge.demo.faults import BEFORE_STATUS_LINE
from fsbridge.demo.files import Part, error_page
from fsbridge.demo.journal import Entry, masked
from fsbridge.demo.site import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from fsbridge.demo.faults import Faults
    from fsbridge.demo.journal import Journal
    from fsbridge.demo.site import Site

_IDLE_SECONDS = 75
_LONGEST_REQUEST_LINE_BYTES = 8192
_PACES_PER_SECOND = 20


class Talking(Protocol):
    """The catalogue, as its conversations need it."""

    site: Site
    faults: Faults
    journal: Journal
    clock: Callable[[], float]

    def wait(self, seconds: float) -> None:
        """Let time pass, unless the catalogue stops."""


class Port(socketserver.ThreadingTCPServer):
    """A listening port; knows its open connections, so that stopping ends them."""

    allow_reuse_address = os.name != "nt"  # there it would let two servers share a port
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int) -> None:
        """Take the port.

        Raises:
            OSError: another program has it.
        """
        self._open: set[socket.socket] = set()
        try:
            super().__init__(("127.0.0.1", port), BaseHTTPRequestHandler)
        except OSError as error:
            raise OSError(error.errno, f"port {port} can't be had: {error.strerror}") from error
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def start(self, handler: Callable[..., Any]) -> None:
        """Answer connections with this handler, each in a thread of its own."""
        self.RequestHandlerClass = handler
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and end what is open."""
        if self._thread.is_alive():
            self.shutdown()
        self.server_close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nothing to tell; all else is a fault of the catalogue."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _CutError(Exception):
    """The connection ends here, as planned."""


class Conversation(BaseHTTPRequestHandler):
    """One connection: request after request, each journaled before its answer leaves."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS

    def __init__(
        self, catalogue: Talking, name: str, respond: Callable[[Site, Call], Response], *connection: Any
    ) -> None:
        self._catalogue = catalogue
        self._name = name
        self._respond = respond
        super().__init__(*connection)

    def _serve(self) -> None:
        catalogue = self._catalogue
        call = self._call()
        fault = catalogue.faults.take(call.path)
        catalogue.wait(catalogue.faults.latency_seconds + (fault.delay_seconds if fault else 0))
        if len(self.requestline) > _LONGEST_REQUEST_LINE_BYTES:
            response = error_page(414)
        elif fault and fault.status:
            response = Response(fault.body, fault.status, content_type=fault.content_type)
        else:
            response = self._respond(catalogue.site, call)
        cut = fault.cut_after_bytes if fault else None
        catalogue.journal.write(
            Entry(
                time=catalogue.clock(),
                method=call.method,
                path=call.path,
                query=masked(call.query.removeprefix("?")),
                status=0 if cut == BEFORE_STATUS_LINE else response.status_code,
                auth=call.auth_kind,
                bytes=0 if call.method == "HEAD" else response.content_length or 0,
                server=self._name,
                grant_type=call.grant_type,
                rotated=call.rotated,
            )
        )
        catalogue.wait(fault.answer_delay_seconds if fault else 0)
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
        if cut == BEFORE_STATUS_LINE:
            raise _CutError
        lines = [f"HTTP/1.1 {response.status}", *(f"{name}: {value}" for name, value in response.headers)]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        if method == "HEAD":
            self.connection.sendall(head)
        elif isinstance(response.response, Part):
            self.connection.sendall(head)
            self._send_part(response.response, cut)
        else:
            body = response.get_data()
            self.connection.sendall(head + (body if cut is None else body[:cut]))
            if cut is not None:
                raise _CutError

    def _send_part(self, part: Part, cut: int | None) -> None:
        rate = self._catalogue.faults.bytes_per_second
        end = part.first_byte + (part.length_bytes if cut is None else cut)
        step = int(rate / _PACES_PER_SECOND) or 1 if rate else end - part.first_byte
        with part.path.open("rb") as file:
            for start in range(part.first_byte, end, step or 1):
                count = min(step, end - start)
                if self.connection.sendfile(file, start, count) < count:
                    raise _CutError  # the file on disk is shorter than the dataset says
                if rate:
                    self._catalogue.wait(1 / _PACES_PER_SECOND)
        if cut is not None:
            raise _CutError

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """The journal says it."""
