"""Brings one file to disk: hashed and measured while it is read, so that what is there at the end is what was meant."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from fsbridge.core.partials import drop
from fsbridge.errors import ServerFailedError
from fsbridge.files import meaning
from fsbridge.freesound import resuming
from fsbridge.freesound.digest import Digest
from fsbridge.freesound.faults import CannotGoOnError, ConnectionLostError, MismatchError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import requests

    from fsbridge.core.clock import Clock
    from fsbridge.freesound.call import Call
    from fsbridge.freesound.resuming import Begun
    from fsbridge.freesound.tokens import Secret
    from fsbridge.freesound.transport import Transport

PIECE_BYTES_MAX = 256 * 1024
FILE_BYTES_MAX = 4 * 1024**3
REPORT_EVERY_SECONDS = 0.1
PATIENCE_SECONDS = 30
LEAST_BYTES_PER_SECOND = 1000
"""A transfer that is slower than this for `PATIENCE_SECONDS` is given up."""

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
    """Fill the partial, from where it was left if the service can go on there; blocking.

    `progress` is told the fraction that is here (-1: unknown) and the seconds left (-1), ten times a second.
    The partial is not touched before the answer is here: until then another call may have it, after this was ended.
    Whatever is raised from then on, it is left only where another call can go on with it.

    Raises:
        MismatchError: it is not what was promised.
        ServerFailedError: a page came in its place (a gateway's, or a portal's), or nonsense when asked for the rest.
        ConnectionLostError: the connection broke, or is too slow.
        DiskFullError, FolderMissingError, FolderReadonlyError.
    """
    begun = resuming.begun(order.partial, order.size_bytes, order.md5)
    headers = _HEADERS | (begun.headers if begun else {})
    with transport.opened(call, order.url, order.authorization, headers) as response:
        try:
            if begun and response.status_code != HTTPStatus.OK:
                _check_range(response, begun)
                order = order._replace(size_bytes=begun.whole.size_bytes)
            else:
                begun, order = None, order._replace(size_bytes=_announced(response, order))
            _copy(response, call, order, begun, _Pace(clock, order.size_bytes, progress))
        except OSError as error:
            drop(order.partial)
            raise meaning(error, order.partial.parent) from error
        except BaseException as error:
            if isinstance(error, MismatchError | CannotGoOnError) or not resuming.begun(
                order.partial, order.size_bytes, order.md5
            ):
                drop(order.partial)
            raise


def _announced(response: requests.Response, order: Order) -> int:
    """Give the size that is to come, 0 where nobody knows; refuse what can be seen to be wrong beforehand."""
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("text/") or "json" in kind:
        raise ServerFailedError("A page came instead of a sound; does this network want a login? Then ask again.")
    size_bytes = response.raw.length_remaining or order.size_bytes
    _check_size(size_bytes, order.size_bytes or min(size_bytes, FILE_BYTES_MAX))
    return size_bytes


def _check_range(response: requests.Response, begun: Begun) -> None:
    """See that the answer goes on where the partial ends, to the end of the same file, or that nothing is missing."""
    here_bytes, size_bytes = begun.here_bytes, begun.whole.size_bytes
    is_all_here = response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    rest = f"bytes */{here_bytes}" if is_all_here else f"bytes {here_bytes}-{size_bytes - 1}/{size_bytes}"
    if response.headers.get("Content-Range") != rest:
        raise CannotGoOnError("Freesound can't go on with a sound where it was left; ask again.")


def _copy(response: requests.Response, call: Call, order: Order, begun: Begun | None, pace: _Pace) -> None:
    if not begun:
        drop(order.partial)
    with order.partial.open("r+b" if begun else "xb") as file, Digest() as digest:
        if begun:
            while piece := file.read(PIECE_BYTES_MAX):
                digest.update(piece)
                call.check()
        else:
            resuming.note(order.partial, response.headers, order.size_bytes, order.md5)
        here_bytes = file.tell()
        while response.status_code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and (piece := _next(response, call)):
            here_bytes += len(piece)
            if here_bytes > (order.size_bytes or FILE_BYTES_MAX):
                _check_size(here_bytes, order.size_bytes)
            digest.update(piece)
            file.write(piece)
            pace.tell(here_bytes, len(piece))
    _check_size(here_bytes, order.size_bytes or here_bytes or 1)
    if order.md5 and digest.hexdigest() != order.md5:
        raise MismatchError("What came is not the file that Freesound promised (md5); ask again later.")


class _Pace:
    """How quickly a transfer goes on; told to who waits for it."""

    def __init__(self, clock: Clock, size_bytes: int, progress: Callable[[float, int], None]) -> None:
        self._clock = clock
        self._size_bytes = size_bytes
        self._progress = progress
        self._begun = self._reported = self._measured = clock.monotonic()
        self._received_bytes = self._measured_bytes = 0

    def tell(self, here_bytes: int, received_bytes: int) -> None:
        """Take note that so much more has come, and so much is here.

        Raises:
            ConnectionLostError: it is too slow.
        """
        self._received_bytes += received_bytes
        now = self._clock.monotonic()
        if now - self._reported < REPORT_EVERY_SECONDS:
            return
        self._reported = now
        if now - self._measured > PATIENCE_SECONDS:
            if self._received_bytes - self._measured_bytes < LEAST_BYTES_PER_SECOND * (now - self._measured):
                raise ConnectionLostError("The download crawls; check the network.")
            self._measured, self._measured_bytes = now, self._received_bytes
        if self._size_bytes:
            seconds_a_byte = (now - self._begun) / self._received_bytes
            left_seconds = math.ceil((self._size_bytes - here_bytes) * seconds_a_byte)
            self._progress(here_bytes / self._size_bytes, left_seconds)
        else:
            self._progress(-1.0, -1)


def _check_size(size_bytes: int, promised_bytes: int) -> None:
    if size_bytes != promised_bytes:
        raise MismatchError(f"Freesound sends {size_bytes} bytes instead of {promised_bytes}; ask again later.")


def _next(response: requests.Response, call: Call) -> bytes:
    """Give what has arrived, up to a piece, b"" at the end."""
    with call.faults():
        piece: bytes = response.raw.read1(PIECE_BYTES_MAX, decode_content=False)
    call.check()
    return piece
