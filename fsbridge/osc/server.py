"""The one UDP socket: datagrams come in within a budget, in turns; answers leave from the port that was asked."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import sys
from typing import TYPE_CHECKING

from fsbridge.osc import wire
from fsbridge.osc.budget import Budget, Quiet, cost
from fsbridge.osc.inbox import Inbox, Waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fsbridge.core.clock import Clock
    from fsbridge.osc.wire import Address, Incoming

RECEIVE_BUFFER_BYTES = 4 * 2**20
TAKEN_A_WAKE_UP = 2_048
READ_SECONDS = 0.005
"""So long is read in a wake-up, whatever the requests cost."""
_MAPPED = "::ffff:"
"""How a socket of IPv6 writes an IPv4 host, before its numbers. Nobody else has to know."""

log = logging.getLogger(__name__)


class Server:
    """Hands what is to be read to `receive(messages, sender)`: from hosts that may ask, within each sender's budget.

    `receive` reads one of the messages, and tells whether others may follow it; a bundle is so read in many turns.

    Attributes:
        buffer_bytes: the receive buffer that the system gave, as the system counts it.
        dropped: datagrams that were not read.
        moment: a number that is the same for datagrams that had all come before the first of them was answered.
    """

    def __init__(
        self, receive: Callable[[Iterator[Incoming], Address], bool], may_ask: Callable[[str], bool], clock: Clock
    ) -> None:
        self._receive = receive
        self._may_ask = may_ask
        self._clock = clock
        self._budget = Budget(may_ask, clock.monotonic())
        self._inbox = Inbox()
        self._unsent = Quiet()
        self._strangers = Quiet()
        self._socket: socket.socket | None = None
        self._waking: asyncio.Handle | None = None
        self._taken = 0
        self._port = 0
        self._is_ipv6 = False
        self.buffer_bytes = 0
        self.dropped = 0
        self.moment = 0

    def start(self, host: str, port: int) -> int:
        """Bind to a numeric host and a port (0: any free one); give the port.

        Raises:
            OSError: the port is taken, or the host is none of this machine's; its text says which.
        """
        self._is_ipv6 = ":" in host
        bound = socket.socket(socket.AF_INET6 if self._is_ipv6 else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            bound.setblocking(False)
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
            if self._is_ipv6:  # systems differ in whether `::` is IPv4 too
                bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            if sys.platform == "win32":
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            bound.bind((host, port))
        except OSError as error:
            bound.close()
            reason = {
                errno.EADDRINUSE: "is taken, perhaps by another fsbridge; end that one or choose another port",
                errno.EADDRNOTAVAIL: "can't be had: this machine has no such address",
                errno.EACCES: "can't be had: ports below 1024 need special rights",
            }.get(error.errno or 0, f"can't be had: {error.strerror}")
            raise OSError(error.errno, f"UDP port {port} on {host} {reason}") from None
        self._socket = bound
        self._port = bound.getsockname()[1]
        self.buffer_bytes = bound.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
        asyncio.get_running_loop().add_reader(bound, self._drain)
        return self._port

    def send(self, address: Address, datagram: bytes) -> bool:
        """Send a datagram; False if the socket has no room for it now. One that can't be sent at all is dropped."""
        if self._socket is None:
            return True
        try:
            if self._is_ipv6 and ":" not in address[0]:
                self._socket.sendto(datagram, (_MAPPED + address[0], address[1]))
            else:
                self._socket.sendto(datagram, address)
        except BlockingIOError:
            return False
        except OSError as error:
            if self._unsent.allows(address, self._clock.monotonic()):
                log.warning("can't send to %s:%d: %s", *address, error)
        return True

    def is_own(self, address: Address) -> bool:
        """Tell whether a datagram sent there would come back to this server."""
        host, port = address
        if port != self._port:
            return False
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind((host, 0))
            except OSError:
                return False
        return True

    def close(self) -> None:
        """Receive and send no more."""
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None
        if self._waking is not None:
            self._waking.cancel()

    def _drain(self) -> None:
        """Take what has come, and read some of what waits; the rest of the daemon has its turn before the next."""
        if self._waking is not None:
            self._waking.cancel()
        self._take()
        end = self._clock.monotonic() + READ_SECONDS
        while self._inbox and self._clock.monotonic() < end:
            waiting = self._inbox.take()
            self.moment = waiting.moment
            more = self._receive(waiting.messages, waiting.sender) and waiting.datagram.startswith(wire.BUNDLE)
            self._inbox.end_turn(more=more)
            if not self._inbox:
                self._take()  # who waits for each answer may have asked again by now
        self._waking = asyncio.get_running_loop().call_soon(self._drain) if self._inbox else None

    def _take(self) -> None:
        """Take what has come, before any of it is answered: what comes after an answer may be due to it."""
        if self._socket is None:
            return
        now = self._clock.monotonic()
        self._taken += 1
        for _ in range(TAKEN_A_WAKE_UP):
            try:
                datagram, (host, port, *_) = self._socket.recvfrom(65_535)
            except BlockingIOError:
                break
            except ConnectionResetError:  # Windows: nobody heard an earlier answer
                continue
            if not self._keep(datagram, (host.removeprefix(_MAPPED), port), now):
                self.dropped += 1

    def _keep(self, datagram: bytes, sender: Address, now: float) -> bool:
        if self._budget.allows(sender, cost(datagram), now):
            return self._inbox.put(Waiting(sender, datagram, wire.read(datagram), self._taken))
        if not self._may_ask(sender[0]) and self._strangers.allows(None, now):
            log.warning(
                "%s:%d may not ask: allow does not name its host. Its like is not logged for a minute.", *sender
            )
        return False
