"""Datagrams as they come: checked strictly, and read with python-osc's readers of numbers.

Every length and every type tag is checked before it is trusted; a bundle of 36 bytes with a negative element size
would hang python-osc for ever (docs/hosts.md 5). What pads a text or a blob is skipped unread.
Knows nothing of commands.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from pythonosc.parsing import osc_types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Value = int | float | str | None
"""What an argument can be once it is read; None is OSC's nil."""

Address = tuple[str, int]
"""Where a datagram comes from or goes: a numeric host and a port."""

DATAGRAM_BYTES_MAX = 65_507
BUNDLE_DEPTH_MAX = 8
BUNDLE_MESSAGES_MAX = 256
ARGUMENTS_MAX = 512
INT_MIN, INT_MAX = -(2**31), 2**31 - 1
FLOAT_MAX = struct.unpack(">f", b"\x7f\x7f\xff\xff")[0]

BUNDLE = b"#bundle\0"
"""How one begins."""


class _Refused(str):
    """Stands where an argument was that is not taken, and says what it was."""

    __slots__ = ()


def _text(datagram: bytes, at: int) -> tuple[str, int]:
    end = datagram.index(b"\0", at)
    try:
        return datagram[at:end].decode(), (end | 3) + 1
    except UnicodeDecodeError:
        return _Refused("a text that is not UTF-8"), (end | 3) + 1


def _blob(datagram: bytes, at: int) -> tuple[str, int]:
    size_bytes, at = osc_types.get_int(datagram, at)
    if size_bytes < 0:
        raise ValueError
    return _Refused("an array or a blob (from SuperCollider: write *[...])"), at + (size_bytes + 3 & ~3)


def _bracket(_: bytes, at: int) -> tuple[str, int]:
    return _Refused("an array (from SuperCollider: write *[...])"), at


_READERS: dict[str, Callable[[bytes, int], tuple[Value, int]]] = {
    "s": _text,
    "i": osc_types.get_int,
    "f": osc_types.get_float,
    "h": osc_types.get_int64,
    "d": osc_types.get_double,
    "T": lambda _, at: (1, at),
    "F": lambda _, at: (0, at),
    "N": lambda _, at: (None, at),
    "b": _blob,
    "[": _bracket,
    "]": _bracket,
}


class MalformedError(Exception):
    """No address can be read from it."""


class Incoming(NamedTuple):
    """A message as it came; `flaw` says why some of its arguments can't be read, "" if all can."""

    address: str
    arguments: list[Value]
    flaw: str = ""


def read(datagram: bytes) -> Iterator[Incoming]:
    """Read a message, or one after the other the messages of a bundle, whatever their time tags.

    Raises:
        MalformedError: the datagram is no OSC packet, or not from here on.
    """
    if not datagram or len(datagram) % 4 or len(datagram) > DATAGRAM_BYTES_MAX:
        raise MalformedError(f"{len(datagram)} bytes are no OSC packet")
    if not datagram.startswith(BUNDLE):
        yield _read_message(datagram)
        return
    for number, element in enumerate(_elements(datagram, 1)):
        if number == BUNDLE_MESSAGES_MAX:
            raise MalformedError(f"a bundle of more than {BUNDLE_MESSAGES_MAX} messages")
        yield _read_message(element)


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
        if element.startswith(BUNDLE):
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
    return Incoming(address, *_arguments(datagram, (end | 3) + 1))


def _arguments(datagram: bytes, at: int) -> tuple[list[Value], str]:
    """Walk over the type tags and read what they announce; the text says what is wrong."""
    size = len(datagram)
    if at == size:
        return [], ""
    end = datagram.find(b"\0", at)
    if datagram[at : at + 1] != b"," or end < 0:
        return [], "the message has no type tags, which begin with a comma"
    tags = datagram[at + 1 : end].decode("latin-1")
    at = (end | 3) + 1
    arguments: list[Value] = []
    flaw = ""
    for number, tag in enumerate(tags, 1):
        if number > ARGUMENTS_MAX:
            return arguments, flaw or f"the message has {len(tags)} arguments; {ARGUMENTS_MAX} at most are read"
        if tag not in _READERS:
            return arguments, flaw or f"argument {number} is of the type {tag!r}; send numbers and texts"
        try:
            value, at = _READERS[tag](datagram, at)
        except (ValueError, osc_types.ParseError):
            at = size + 1
        if at > size:
            return arguments, flaw or f"argument {number} is cut short"
        if type(value) is _Refused:
            flaw = flaw or f"argument {number} is {value}; send numbers and texts"
        else:
            arguments.append(value)
    return arguments, flaw or ("the message is longer than its type tags say" if at != size else "")
