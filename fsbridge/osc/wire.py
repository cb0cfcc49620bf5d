"""Datagrams as they come: checked strictly, and read with python-osc's readers of numbers.

Of the rules of OSC 1.0 all are checked here that python-osc leaves open; a bundle of 36 bytes with a negative
element size would hang it for ever (docs/hosts.md 5). Knows nothing of commands.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from pythonosc.parsing import osc_types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Value = int | float | str | None
"""What an argument can be once it is read; None is OSC's nil."""

DATAGRAM_BYTES_MAX = 65_507
BUNDLE_DEPTH_MAX = 8
BUNDLE_MESSAGES_MAX = 256
ARGUMENTS_MAX = 512
INT_MIN, INT_MAX = -(2**31), 2**31 - 1
FLOAT_MAX = struct.unpack(">f", b"\x7f\x7f\xff\xff")[0]

_BUNDLE = b"#bundle\0"


def _text(datagram: bytes, at: int) -> tuple[str, int]:
    end = datagram.index(b"\0", at)
    return datagram[at:end].decode(), (end | 3) + 1


_READERS: dict[str, Callable[[bytes, int], tuple[Value, int]]] = {
    "s": _text,
    "i": osc_types.get_int,
    "f": osc_types.get_float,
    "h": osc_types.get_int64,
    "d": osc_types.get_double,
    "T": lambda _, at: (1, at),
    "F": lambda _, at: (0, at),
    "N": lambda _, at: (None, at),
}
_ARRAY = "an array (from SuperCollider: write *[...])"
_REFUSED = {"b": _ARRAY.replace("array", "array or a blob"), "[": _ARRAY, "]": _ARRAY}


class MalformedError(Exception):
    """No address can be read from it."""


class Incoming(NamedTuple):
    """A message as it came; `flaw` says what is wrong with its arguments, "" if nothing is."""

    address: str
    arguments: list[Value]
    flaw: str = ""


def read(datagram: bytes) -> list[Incoming]:
    """Read a message, or all the messages of a bundle whatever their time tags.

    Raises:
        MalformedError: the datagram is no OSC packet.
    """
    if not datagram or len(datagram) % 4 or len(datagram) > DATAGRAM_BYTES_MAX:
        raise MalformedError(f"{len(datagram)} bytes are no OSC packet")
    if not datagram.startswith(_BUNDLE):
        return [_read_message(datagram)]
    messages = [_read_message(element) for element in _elements(datagram, 1)]
    if len(messages) > BUNDLE_MESSAGES_MAX:
        raise MalformedError(f"a bundle of {len(messages)} messages; {BUNDLE_MESSAGES_MAX} at most are read")
    return messages


def _elements(bundle: bytes, depth: int) -> Iterator[bytes]:
    if depth > BUNDLE_DEPTH_MAX:
        raise MalformedError(f"bundles in bundles, more than {BUNDLE_DEPTH_MAX} deep")
    at = 16  # after `#bundle` and the time tag
    if len(bundle) < at:
        raise MalformedError("a bundle without a time tag")
    while at < len(bundle):
        size = int.from_bytes(bundle[at : at + 4], "big", signed=True)
        at += 4
        if size <= 0 or size % 4 or at + size > len(bundle):
            raise MalformedError(f"a bundle element of {size} bytes")
        element = bundle[at : at + size]
        at += size
        if element.startswith(_BUNDLE):
            yield from _elements(element, depth + 1)
        else:
            yield element


def _read_message(datagram: bytes) -> Incoming:
    end = datagram.find(b"\0")
    try:
        address = datagram[: max(end, 0)].decode()
    except UnicodeDecodeError:
        address = ""
    if not address:
        raise MalformedError("a message without an address")
    try:
        return Incoming(address, _arguments(datagram, (end | 3) + 1))
    except ValueError as flaw:
        return Incoming(address, [], str(flaw))


def _arguments(datagram: bytes, at: int) -> list[Value]:
    """Walk over the type tags and read what they announce; ValueError says what is wrong."""
    size = len(datagram)
    if at == size:
        return []
    end = datagram.find(b"\0", at)
    if datagram[at : at + 1] != b"," or end < 0:
        raise ValueError("the message has no type tags, which begin with a comma")
    tags = datagram[at + 1 : end].decode("latin-1")
    if len(tags) > ARGUMENTS_MAX:
        raise ValueError(f"the message has {len(tags)} arguments; {ARGUMENTS_MAX} at most are read")
    at = (end | 3) + 1
    arguments: list[Value] = []
    for number, tag in enumerate(tags, 1):
        if tag not in _READERS:
            refused = _REFUSED.get(tag, f"of the type {tag!r}")
            raise ValueError(f"argument {number} is {refused}; send numbers and texts")
        try:
            value, at = _READERS[tag](datagram, at)
        except UnicodeDecodeError:
            raise ValueError(f"argument {number} is a text that is not UTF-8") from None
        except (ValueError, osc_types.ParseError):
            at = size + 1
        if at > size:
            raise ValueError(f"argument {number} is cut short")
        arguments.append(value)
    if at != size:
        raise ValueError("the message is longer than its type tags say")
    return arguments
