"""Events to those who asked for them, and the end of their leases."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING

from fsbridge.core.events import Added, Banked, Changed, Removed
from fsbridge.osc.answers import EVENTS
from fsbridge.osc.encoding import Encoder
from fsbridge.osc.messages import Expiring, LibraryChanged

if TYPE_CHECKING:
    from fsbridge.core.clock import Clock
    from fsbridge.core.events import Event
    from fsbridge.osc.clients import Client, Clients

WAITING_MAX = 256
"""So many messages may wait before changes of the library are told as a number."""
WARNED_SECONDS = 60

log = logging.getLogger(__name__)

_ENCODERS = {event.says: Encoder(event.address, event.types, event.attributes) for event in EVENTS}


class Events:
    """Tells events to every listener."""

    def __init__(self, clients: Clients, clock: Clock) -> None:
        self._clients = clients
        self._clock = clock

    def hear(self, event: Event) -> None:
        """Tell an event of the core; one that can't be told is logged."""
        try:
            datagrams = _ENCODERS[type(event)](0, event)
        except Exception:
            log.exception("an event could not be told: %r", event)
            return
        is_change = isinstance(event, Added | Changed | Removed | Banked)
        for client in self._clients.listeners():
            if is_change and (client.untold or len(client.outbox) > WAITING_MAX):
                client.untold += 1
            else:
                for datagram in datagrams:
                    client.tell(datagram)

    def catch_up(self, client: Client) -> None:
        """Tell the number of changes that were left out, now that nothing waits."""
        if client.untold:
            (datagram,) = _ENCODERS[LibraryChanged](0, LibraryChanged(client.untold))
            client.untold = 0
            client.tell(datagram)

    def tend_leases(self) -> None:
        """Warn those whose lease is near its end, and end those that are over."""
        now = self._clock.monotonic()
        for client in self._clients.listeners():
            left = client.seconds_left(now)
            if left is None:
                continue
            if left <= 0:
                client.lease_seconds = None
                self._clients.changed = True
            elif left <= min(WARNED_SECONDS, (client.lease_seconds or 0) / 2) and not client.warned:
                client.warned = True
                (datagram,) = _ENCODERS[Expiring](0, Expiring(math.ceil(left)))
                client.tell(datagram)
