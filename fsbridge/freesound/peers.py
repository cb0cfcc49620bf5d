"""Connections that look whom they have reached before they send a byte, and whose answers begin whole and in time."""

from __future__ import annotations

import http.client
import socket
from contextlib import suppress
from functools import partial
from io import BufferedReader
from threading import Event, Timer
from typing import TYPE_CHECKING, Any, cast

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from fsbridge.errors import NetworkError
from fsbridge.freesound.addresses import may_be_met

if TYPE_CHECKING:
    from urllib3 import HTTPResponse
    from urllib3.connectionpool import ConnectionPool

CONNECTIONS_MAX = 16
HEADERS_SECONDS = 20
"""By then the headers of an answer are here whole, however slowly they drip."""


class PeerAdapter(HTTPAdapter):
    """Carries requests to addresses that may be met, and to no others.

    Behind a proxy it is the proxy that finds the address and connects; whom it lets through is its owner's matter.

    Args:
        local: whether the service is the one on this machine.
    """

    def __init__(self, *, local: bool, headers_seconds: float = HEADERS_SECONDS) -> None:
        super().__init__(pool_maxsize=CONNECTIONS_MAX)
        self._connection = {
            "http": partial(_Peer, local=local, headers_seconds=headers_seconds),
            "https": partial(_SecurePeer, local=local, headers_seconds=headers_seconds),
        }

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> ConnectionPool:
        """Give the pool of a host, whose connections look whom they reach."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        if pool.proxy is None:
            pool.ConnectionCls = self._connection[pool.scheme]
        return cast("ConnectionPool", pool)


class _Lines(BufferedReader):
    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if not line:  # http.client (3.11 to 3.14) takes headers that end in nothing for whole ones
            raise ConnectionResetError
        return line


class _Answer(http.client.HTTPResponse):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fp = _Lines(self.fp.detach())


class _Peer(HTTPConnection):
    response_class = _Answer

    def __init__(self, *args: Any, local: bool, headers_seconds: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._local, self._headers_seconds = local, headers_seconds

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        address = sock.getpeername()[0]
        if not may_be_met(address, local=self._local):
            sock.close()
            raise NetworkError(f"{self.host} leads to {address}, a place that Freesound is not at; check the network.")
        return sock

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        gave_up = Event()
        timer = Timer(self._headers_seconds, _hang_up, [self.sock, gave_up])
        timer.daemon = True
        timer.start()
        try:
            return super().getresponse()
        finally:
            timer.cancel()
            if gave_up.is_set():  # whatever has come of them
                raise NetworkError("Freesound's answer drips; check the network.")


class _SecurePeer(_Peer, HTTPSConnection):
    pass


def _hang_up(sock: socket.socket, gave_up: Event) -> None:
    gave_up.set()
    with suppress(OSError):  # it has ended meanwhile
        sock.shutdown(socket.SHUT_RDWR)
