"""Brings one file to disk: hashed and measured while it is read, so that what is there at the end is what was meant."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from fsbridge.errors import BadMediaError, NetworkError
from fsbridge.files import meaning
from fsbridge.freesound.digest import Digest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import requests

    from fsbridge.core.clock import Clock
    from fsbridge.freesound.call import Call
    from fsbridge.freesound.tokens import Secret
    from fsbridge.freesound.transport import Transport

PIECE_BYTES_MAX = 256 * 1024
FILE_BYTES_MAX = 4 * 1024**3
REPORT_EVERY_SECONDS = 0.1
PATIENCE_SECONDS = 30
LEAST_BYTES_PER_SECOND = 1000
"""A transfer that is slower than this, all in all, is given up after `PATIENCE_SECONDS`."""

_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity"}
"""The service answers 406 to a type of audio (Freesound 3.1), and packed bytes would not be the file's."""


class Order(NamedTuple):
    """What to bring where; `size_bytes` is 0 and `md5` is "" where the service promised nothing."""

    url: str
    partial: Path
    size_bytes: int = 0
    md5: str = ""
    authorization: Secret | None = None


def download(
    transport: Transport, call: Call, order: Order, clock: Clock, progress: Callable[[float, int], None]
) -> None:
    """Fill the partial from its beginning; blocking.

    `progress` is told the fraction that is here (-1: unknown) and the seconds left (-1), ten times a second.
    Whatever is raised, the partial is gone.

    Raises:
        BadMediaError: it is not what was promised.
        NetworkError: the connection broke, or is too slow.
        DiskFullError, FolderMissingError, FolderReadonlyError.
    """
    with transport.opened(call, order.url, order.authorization, _HEADERS) as response:
        size_bytes = _announced(response, order)
        try:
            _copy(response, call, order._replace(size_bytes=size_bytes), clock, progress)
        except BaseException as error:
            order.partial.unlink(missing_ok=True)
            raise meaning(error, order.partial.parent) if isinstance(error, OSError) else error from error


def _announced(response: requests.Response, order: Order) -> int:
    """Give the size that is to come, 0 where nobody knows; refuse what can be seen to be wrong beforehand."""
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("text/") or "json" in kind:
        raise BadMediaError("Freesound sent a page instead of a sound; ask again later.")
    length = response.headers.get("Content-Length", "")
    size_bytes = int(length) if length.isdecimal() else 0
    if order.size_bytes and size_bytes:
        _check_size(size_bytes, order.size_bytes)
    return order.size_bytes or size_bytes


def _copy(
    response: requests.Response, call: Call, order: Order, clock: Clock, progress: Callable[[float, int], None]
) -> None:
    begun = reported = clock.monotonic()
    received = 0
    with order.partial.open("wb") as file, Digest() as digest:
        while piece := _next(response, call):
            received += len(piece)
            if received > (order.size_bytes or FILE_BYTES_MAX):
                _check_size(received, order.size_bytes)
            digest.update(piece)
            file.write(piece)
            now = clock.monotonic()
            if now - reported >= REPORT_EVERY_SECONDS:
                reported, speed = now, received / (now - begun)
                if speed < LEAST_BYTES_PER_SECOND and now - begun > PATIENCE_SECONDS:
                    raise NetworkError("The download crawls; check the network.")
                left = math.ceil((order.size_bytes - received) / speed) if order.size_bytes else -1
                progress(received / order.size_bytes if order.size_bytes else -1.0, left)
    _check_size(received, order.size_bytes or received or 1)
    if order.md5 and digest.hexdigest() != order.md5:
        raise BadMediaError("What came is not the file that Freesound promised (md5); ask again later.")


def _check_size(size_bytes: int, promised_bytes: int) -> None:
    if size_bytes != promised_bytes:
        raise BadMediaError(f"Freesound sends {size_bytes} bytes instead of {promised_bytes}; ask again later.")


def _next(response: requests.Response, call: Call) -> bytes:
    """Give what has arrived, up to a piece, b"" at the end."""
    with call.faults():
        piece: bytes = response.raw.read1(PIECE_BYTES_MAX, decode_content=False)
    call.check()
    return piece
