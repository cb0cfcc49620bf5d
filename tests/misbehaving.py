"""A service that misbehaves: the catalogue behind a listener that spoils its files, as a script for each sound wants it."""

from __future__ import annotations

import http.client
import re
import socket
import struct
import threading
from collections import defaultdict, deque
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from freesound_service import REFUSED, RawServer, answer

from fsbridge.demo.dataset import load
from fsbridge.demo.server import Catalogue

PAGE = b"<!doctype html><p>Please log in to this wifi"
_OF_A_FILE = re.compile(r"/sounds/(\d+)/download/|/previews/\d+/(\d+)_")


class Seen(NamedTuple):
    """A request for a file, and the fault that it met, "" if none."""

    range: str
    if_range: str
    fault: str


class Said(NamedTuple):
    """What the catalogue says."""

    status: str
    headers: dict[str, str]
    body: bytes

    def told(self, body=None, headers=()) -> bytes:
        """As bytes, with another body, and other headers (None: without one)."""
        body = self.body if body is None else body
        headers = self.headers | {"Content-Length": str(len(body))} | dict(headers) | {"Connection": "close"}
        lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
        return "\r\n".join([f"HTTP/1.1 {self.status}", *lines, "", ""]).encode("latin-1") + body

    def cut(self, share=0.5, headers=()) -> bytes:
        """As bytes, without the last share of the body."""
        return self.told(headers=headers)[: -int(len(self.body) * share)]


# Each takes what asks the catalogue, with other headers of the request (None: without one), and the connection.


def cut(ask, connection):
    connection.sendall(ask().cut())


def cut_late(ask, connection):
    connection.sendall(ask().cut(0.01))


def cut_early(ask, connection):
    """Not in vain where the file is large."""
    connection.sendall(ask().cut(0.9))


def cut_in_headers(ask, connection):
    """Before they say how much is to come."""
    connection.sendall(ask().told().partition(b"Content-")[0])


def cut_weak(ask, connection):
    connection.sendall(ask().cut(headers={"ETag": 'W/"1"'}))


def cut_dated(ask, connection):
    connection.sendall(ask().cut(headers={"ETag": None}))


def cut_nameless(ask, connection):
    connection.sendall(ask().cut(headers={"ETag": None, "Last-Modified": None}))


def reset(ask, connection):
    connection.sendall(ask().cut())
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hung_up(ask, connection):
    pass


def stalled(ask, connection):
    connection.sendall(ask().cut())
    connection.recv(1)  # until the other has enough


def silent(ask, connection):
    connection.recv(1)


def slow(ask, connection):
    """Half a second, and whole."""
    told = ask().told()
    step = len(told) // 20 + 1
    for start in range(0, len(told), step):
        connection.sendall(told[start : start + step])
        threading.Event().wait(0.025)


def failed(ask, connection):
    connection.sendall(answer(b'{"detail": "Unexpected error"}', "500 Internal Server Error"))


def gateway(ask, connection):
    connection.sendall(answer(PAGE, "502 Bad Gateway", "text/html"))


def page(ask, connection):
    connection.sendall(answer(PAGE, kind="text/html; charset=utf-8"))


def throttled(ask, connection):
    connection.sendall(answer(REFUSED, "429 Too Many Requests"))


def spent(ask, connection):
    detail = b'{"detail":"Request was throttled because of exceeding a request limit rate (2000/day)"}'
    connection.sendall(answer(detail, "429 Too Many Requests"))


def gone(ask, connection):
    connection.sendall(answer(b'{"detail": "Not found"}', "404 Not Found"))


def forbidden(ask, connection):
    connection.sendall(answer(b'{"detail": "Forbidden"}', "403 Forbidden"))


def empty(ask, connection):
    connection.sendall(ask().told(b""))


def short(ask, connection):
    said = ask()
    connection.sendall(said.told(said.body[:-1]))


def halved(ask, connection):
    """It says that this is all."""
    said = ask()
    connection.sendall(said.told(said.body[: len(said.body) // 2]))


def long(ask, connection):
    said = ask()
    connection.sendall(said.told(said.body + b"x"))


def endless(ask, connection):
    """Too long, and no length is told beforehand."""
    said = ask()
    connection.sendall(said.told(said.body + b"x", {"Content-Length": None}))


def spoilt(ask, connection):
    """One bit is wrong."""
    said = ask()
    middle = len(said.body) // 2
    connection.sendall(said.told(said.body[:middle] + bytes([said.body[middle] ^ 1]) + said.body[middle + 1 :]))


def whole_instead(ask, connection):
    """The server knows no ranges."""
    connection.sendall(ask({"Range": None}).told())


def changed(ask, connection):
    """The file has another ETag now."""
    connection.sendall(ask({"If-Range": '"another"'}).told())


def wrong_start(ask, connection):
    connection.sendall(ask({"Range": "bytes=1-"}).told())


def wrong_total(ask, connection):
    said = ask()
    connection.sendall(said.told(headers={"Content-Range": f"{said.headers.get('Content-Range', 'bytes 0-9/10')}0"}))


def many_ranges(ask, connection):
    """As if several had been asked for."""
    said = ask()
    whole = (
        f"\r\n--x\r\nContent-Range: {said.headers.get('Content-Range')}\r\n\r\n".encode() + said.body + b"\r\n--x--\r\n"
    )
    connection.sendall(said.told(whole, {"Content-Type": "multipart/byteranges; boundary=x", "Content-Range": None}))


def unasked_range(ask, connection):
    connection.sendall(ask({"Range": "bytes=5-", "If-Range": None}).told())


def beyond_the_end(ask, connection):
    """As if there were no more."""
    connection.sendall(ask({"Range": "bytes=999999999-", "If-Range": None}).told())


FAULTS = {
    fault.__name__: fault
    for fault in (
        *(cut, cut_late, cut_early, cut_in_headers, cut_weak, cut_dated, cut_nameless),
        *(reset, hung_up, stalled, silent, slow),
        *(failed, gateway, page, throttled, spent, gone, forbidden, empty, short, halved, long, endless, spoilt),
        *(whole_instead, changed, wrong_start, wrong_total, many_ranges, unasked_range, beyond_the_end),
    )
}
"""By name; each spoils one answer to a request for a file."""


class Misbehaving:
    """The catalogue over what was made in a folder, behind a listener.

    Attributes:
        api_url: of what misbehaves.
        catalogue: which does not.
        scripts: by sound, the names of the faults that the next requests for its files meet; then all is well.
        seen: by sound, the requests for its files.
    """

    def __init__(self, made) -> None:
        self._files = made / "files"
        self._listening = RawServer(self._serve)
        self.api_url = self._listening.base_url
        own = self.api_url.removesuffix("/apiv2/")
        self.catalogue = Catalogue(load(made / "dataset.json"), self._files, base_url=own, cdn_base_url=own)
        self.scripts: dict[int, deque[str]] = defaultdict(deque)
        self.seen: dict[int, list[Seen]] = defaultdict(list)

    def __enter__(self):
        self.catalogue.__enter__()
        self._listening.__enter__()
        return self

    def __exit__(self, *error) -> None:
        self._listening.__exit__(*error)
        self.catalogue.__exit__(*error)

    def file(self, id_, kind):
        """Give the original (`sounds`) or the HQ preview (`previews`) of a sound, as the catalogue has it."""
        (path,) = (self._files / kind / str(id_ // 1000)).glob(f"{id_}_*{'-hq.ogg' if kind == 'previews' else ''}")
        return path

    def _serve(self, request, connection) -> None:
        head, _, body = request.partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        method, path, _ = first.split()
        headers = dict(line.split(": ", 1) for line in lines)
        ask = partial(self._ask, method, path, body, headers)
        if not (file := _OF_A_FILE.search(path)):
            connection.sendall(ask().told())
            return
        id_ = int(file[1] or file[2])
        fault = self.scripts[id_].popleft() if self.scripts[id_] else ""
        self.seen[id_].append(Seen(headers.get("Range", ""), headers.get("If-Range", ""), fault))
        if fault:
            FAULTS[fault](ask, connection)
        else:
            connection.sendall(ask().told())

    def _ask(self, method, path, body, headers, changes=()) -> Said:
        base_url = self.catalogue.cdn_url if path.startswith("/previews/") else self.catalogue.api_url
        headers = {name: value for name, value in (headers | dict(changes)).items() if value is not None}
        connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=30)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            said = {name: value for name, value in response.getheaders() if name != "Connection"}
            return Said(f"{response.status} {response.reason}", said, response.read())
        finally:
            connection.close()
