"""What a person who watches the log sees of the talk: a line for each request, and for what came of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fsbridge.osc import wire

if TYPE_CHECKING:
    from fsbridge.osc.wire import Address

log = logging.getLogger(__name__)
"""Tells at level DEBUG."""

_SHOWN_CHARACTERS = 500
_EVERY_SECOND = frozenset({"/fs/ping", "/fs/hello", "/fs/ping/done", "/fs/hello/done"})
_LAST = ("/done", "/error", "/sound", "/failed")


def asked(sender: Address, message: wire.Incoming) -> None:
    """Tell of a request, unless it is one that patches send every second."""
    if log.isEnabledFor(logging.DEBUG) and message.address not in _EVERY_SECOND:
        log.debug("%s:%d asks   %s", *sender, _line(message))


def answered(client: Address, datagram: bytes) -> None:
    """Tell of a message that ends a request, or is a sound of it."""
    if log.isEnabledFor(logging.DEBUG):
        message = next(wire.read(datagram))
        if message.address.endswith(_LAST) and message.address not in _EVERY_SECOND:
            log.debug("%s:%d hears  %s", *client, _line(message))


def _line(message: wire.Incoming) -> str:
    line = " ".join([message.address, *map(str, message.arguments)])[:_SHOWN_CHARACTERS]
    return line if line.isprintable() else repr(line)
