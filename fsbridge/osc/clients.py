"""Who is there: a client is its reply address. What hello, reply and notify set is kept over a restart."""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakSet

from fsbridge.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

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
        path: the file that keeps them over a restart.
    """

    def __init__(self, make: Callable[[Address], Client], clock: Clock, path: Path) -> None:
        self._make = make
        self._clock = clock
        self._path = path
        self._clients: OrderedDict[Address, Client] = OrderedDict()
        self._sticky: OrderedDict[Address, tuple[Address, float]] = OrderedDict()
        self._standing: set[Address] = set()
        self._counted = 0
        self.changed = False
        self._kept = True

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

    def dump(self) -> bytes:
        """Give what is to be kept over a restart; nothing has changed since."""
        self.changed = False
        clients = [
            {name: getattr(c, name) for name in ("address", "seen", "profile", "habits", "lease_seconds")}
            for c in self._clients.values()
            if c.address not in self._standing and (c.profile or c.lease_seconds is not None)
        ]
        sticky = [[sender, reply] for sender, (reply, _) in self._sticky.items()]
        return json.dumps({"clients": clients, "replies": sticky}, indent=1).encode()

    def save(self, data: bytes) -> None:
        """Write what `dump` gave, whole or not at all. Blocking."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, data, durable=False)
        except OSError as error:
            if self._kept:
                log.warning("clients are not kept over a restart until they can be written: %s", error)
            self._kept = False
            self.changed = True  # the next look is another try
        else:
            self._kept = True

    def load(self, read_habits: Callable[[str, Options], dict[str, Any]], may_hear: Callable[[str], bool]) -> None:
        """Bring back what was kept, but for hosts that may not hear any more; leases begin anew.

        A file that can't be read is as good as none.
        """
        try:
            kept = json.loads(self._path.read_bytes())
            for sender, reply in kept["replies"]:
                if may_hear(reply[0]):
                    self.stick(_address(sender), _address(reply))
            for row in kept["clients"]:
                if not may_hear(row["address"][0]):
                    continue
                habits = [(str(name), list(values)) for name, values in row["habits"]]
                lease_seconds = None if row["lease_seconds"] is None else int(row["lease_seconds"])
                profile = str(row["profile"])
                defaults = read_habits(profile, habits)
                client = self.at(_address(row["address"]))
                client.profile, client.habits, client.defaults = profile, habits, defaults
                client.lease_seconds, client.seen = lease_seconds, bool(row["seen"])
        except FileNotFoundError:
            return
        except Exception as error:  # noqa: BLE001 - whatever the file holds, the daemon starts
            log.warning("the clients kept in %s can't be read, and will say hello again: %s", self._path, error)
        self.changed = False


def _address(pair: list[Any]) -> Address:
    host, port = pair
    return str(host), int(port)
