"""A small OSC client that blocks, for the command line and for tests."""

from __future__ import annotations

import itertools
import socket
import time
from typing import TYPE_CHECKING

from fsbridge.osc import wire
from fsbridge.osc.encoding import message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from fsbridge.osc.wire import Incoming

_numbers = itertools.count(1)


class Caller:
    """Sends to a daemon from a port of its own, and hears what comes back there."""

    def __init__(self, host: str = "127.0.0.1", port: int = 9770) -> None:
        self._socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 2**20)
        self._socket.connect((host, port))
        self.port: int = self._socket.getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def send(self, address: str, *arguments: float | str) -> None:
        """Send a message."""
        self.send_raw(message(address, *arguments))

    def send_raw(self, datagram: bytes) -> None:
        """Send a datagram as it is."""
        self._socket.send(datagram)

    def hear(self, timeout_seconds: float) -> Incoming:
        """Give the next message.

        Raises:
            TimeoutError: none came.
            ConnectionRefusedError: nobody listens at the daemon's address.
        """
        return next(wire.read(self.hear_raw(timeout_seconds)))

    def hear_raw(self, timeout_seconds: float) -> bytes:
        """Give the next datagram as it came; raises as `hear` does."""
        self._socket.settimeout(max(timeout_seconds, 0.001))
        return self._socket.recv(wire.DATAGRAM_BYTES_MAX)

    def ask(self, address: str, *arguments: float | str, timeout_seconds: float = 10.0) -> Iterator[Incoming]:
        """Send a request under a new id and give the messages of its answer, without that id, to its end.

        Where the arguments hold an `@req`, perhaps a wrong one, all that comes is taken for the answer.

        Raises:
            TimeoutError: the next message did not come in time.
            ConnectionRefusedError: nobody listens at the daemon's address.
        """
        request_id = None if "@req" in arguments else next(_numbers)
        self.send(address, *arguments, *(() if request_id is None else ("@req", request_id)))
        deadline = time.monotonic() + timeout_seconds
        while True:
            heard = self.hear(deadline - time.monotonic())
            is_ours = request_id is None or heard.arguments[:1] == [request_id]
            if heard.address.startswith("/fs/event/") or not is_ours:
                continue
            yield heard._replace(arguments=heard.arguments[1:])
            if heard.address == "/fs/error" or heard.address.endswith("/done"):
                return
            deadline = time.monotonic() + timeout_seconds

    def close(self) -> None:
        """Hear no more."""
        self._socket.close()
