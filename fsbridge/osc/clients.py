"""Who is there: a client is its reply address."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fsbridge.core.clock import Clock
    from fsbridge.osc.progress import Pacer
    from fsbridge.osc.reading import Options
    from fsbridge.osc.sending import Outbox
    from fsbridge.osc.wire import Address

CLIENTS_MAX = 1_024
COUNTED_MAX = 2**24
"""Pd sends greater numbers back changed."""
HABITS_BYTES_MAX = 4_096
"""So much of what a hello says is kept, for a thousand clients and over a restart."""
UNUSED_SECONDS = 24 * 3600.0
CREDIT_BYTES = 256 * 1_024
"""So much progress and news goes to an address that a request has named, before another must name it."""

log = logging.getLogger(__name__)


class Awaited(Protocol):
    """An answer that may not have ended."""

    over: bool


@dataclass(eq=False, slots=True)
class Client:
    """A reply address, and all that is known of the program that listens there.

    Attributes:
        seen: whether a datagram ever came from that very address, or the configuration names it.
        credit_bytes: what it may still be sent without being asked, if it was not seen.
        profile, habits: what hello said, as it came.
        defaults: the habits as they were read, under what a request says itself.
        lease_seconds: how long events come while nothing is heard; 0 for good, None for no events.
        untold: changes of the library that are told as a number, because too much waits.
        awaited: the answers to its running requests; one that nobody holds any more will say nothing.
    """

    address: Address
    outbox: Outbox
    pacer: Pacer
    heard_at: float
    seen: bool = False
    credit_bytes: int = CREDIT_BYTES
    profile: str = ""
    habits: Options = field(default_factory=list)
    defaults: dict[str, Any] = field(default_factory=dict)
    lease_seconds: int | None = None
    warned: bool = False
    untold: int = 0
    awaited: WeakSet[Awaited] = field(default_factory=WeakSet)

    @property
    def idle(self) -> bool:
        """Tell whether nothing is on its way to it and nothing will be."""
        listens = self.lease_seconds is not None
        return not (listens or len(self.outbox) or any(not answer.over for answer in self.awaited))

    def tell(self, datagram: bytes) -> None:
        """Send what is no answer, but progress or an event; where nobody was seen, only on credit."""
        if not self.seen:
            if len(datagram) > self.credit_bytes:
                if self.credit_bytes:
                    log.warning(
                        "%s:%d gets no more news: nothing ever came from there. Say hello again.", *self.address
                    )
                self.credit_bytes = 0
                self.outbox.dropped += 1
                return
            self.credit_bytes -= len(datagram)
        self.outbox.put(datagram)

    def seconds_left(self, now: float) -> float | None:
        """Tell how long the lease lasts if nothing more is heard; None without end."""
        return self.heard_at + self.lease_seconds - now if self.lease_seconds else None


class Clients:
    """Every client, and the senders whose answers go elsewhere for good.

    Args:
        make: builds a client of that address.

    Attributes:
        changed: whether something is to be kept that was not written yet.
    """

    def __init__(self, make: Callable[[Address], Client], clock: Clock) -> None:
        self._make = make
        self._clock = clock
        self._clients: OrderedDict[Address, Client] = OrderedDict()
        self._sticky: OrderedDict[Address, tuple[Address, float]] = OrderedDict()
        self._standing: set[Address] = set()
        self._counted = 0
        self.changed = False

    def __iter__(self) -> Iterator[Client]:
        return iter(list(self._clients.values()))

    def count(self) -> int:
        """Give the next id for a request without one: -1, -2, -3 ..., whoever asks."""
        self._counted = self._counted % COUNTED_MAX + 1
        return -self._counted

    def hear(self, sender: Address, reply: Address | None = None) -> Client:
        """Give the client that an answer to this sender goes to, and note that it lives."""
        now = self._clock.monotonic()
        if sender in self._sticky:
            kept = self._sticky[sender][0]
            self._sticky[sender] = kept, now
            self._sticky.move_to_end(sender)
            reply = reply or kept
        client = self.at(reply or sender)
        client.heard_at = now
        client.warned = False
        client.credit_bytes = CREDIT_BYTES
        if speaker := client if client.address == sender else self._clients.get(sender):
            speaker.seen = True
        return client

    def at(self, address: Address) -> Client:
        """Give the client of a reply address."""
        client = self._clients.get(address)
        if client is not None:
            self._clients.move_to_end(address)
            return client
        if len(self._clients) >= CLIENTS_MAX:
            del self._clients[self._least_missed()]
        client = self._clients[address] = self._make(address)
        self._clients.move_to_end(address, last=False)  # who never comes again pushes out nobody but its like
        return client

    def _least_missed(self) -> Address:
        """Give who was asked for longest ago: of the idle, else of those never seen, else of all not configured."""
        clients = self._clients.values()
        idle = (client.address for client in clients if client.idle)
        unseen = (client.address for client in clients if not client.seen)
        others = (client.address for client in clients if client.address not in self._standing)
        return next(chain(idle, unseen, others, self._clients))

    def listeners(self) -> list[Client]:
        """Give those who asked for events."""
        return [client for client in self._clients.values() if client.lease_seconds is not None]

    def stand(self, address: Address) -> None:
        """Make a listener for good, by configuration; it is not kept in the file."""
        self._standing.add(address)
        client = self.at(address)
        client.lease_seconds, client.seen = 0, True

    def listen(self, client: Client, lease_seconds: int | None) -> None:
        """Have events come to a client for so long; to one that the configuration names, for good."""
        if lease_seconds is not None and client.address in self._standing:
            lease_seconds = 0
        if client.lease_seconds != lease_seconds:
            client.lease_seconds = lease_seconds
            self.changed = True

    def stick(self, sender: Address, reply: Address) -> None:
        """Have all further answers to this sender go to `reply`, until a day passes without a word."""
        if self._sticky.get(sender, (sender,))[0] == reply:
            return
        self._sticky[sender] = reply, self._clock.monotonic()
        self._sticky.move_to_end(sender)
        if len(self._sticky) > CLIENTS_MAX:
            self._sticky.popitem(last=False)
        self.changed = True

    def forget_unused(self) -> None:
        """Drop the reply addresses of senders, and the clients, that said nothing for a day; not who has a lease."""
        now = self._clock.monotonic()
        for client in self:
            if client.idle and now - client.heard_at > UNUSED_SECONDS:
                del self._clients[client.address]
                self.changed = True
        for sender, (_, used_at) in list(self._sticky.items()):
            if now - used_at > UNUSED_SECONDS:
                del self._sticky[sender]
                self.changed = True

    def lasting(self) -> list[Client]:
        """Give those that are to be known after a restart too."""
        return [
            client
            for client in self._clients.values()
            if client.address not in self._standing and (client.profile or client.lease_seconds is not None)
        ]

    def replies(self) -> list[tuple[Address, Address]]:
        """Give the senders whose answers go elsewhere, each with that address."""
        return [(sender, reply) for sender, (reply, _) in self._sticky.items()]
