"""Messages as they leave: built from type strings with python-osc's writers, each short enough for every host."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from pythonosc.parsing.osc_types import write_float, write_int, write_int64, write_string

from fsbridge.core.texts import one_line
from fsbridge.osc.wire import FLOAT_MAX, INT_MAX, INT_MIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fsbridge.core.requests import RequestId
    from fsbridge.osc.wire import Value

MESSAGE_BYTES_MAX = 996
"""The largest multiple of 4 under 1,000: what Pd up to 0.50 takes whole."""
STRING_BYTES_MAX = 998
PIECE_BYTES = 600
"""Longer texts are sent in pieces of this size, each in a message of its own."""
_LIMITS = {"name": 250, "username": 150}
"""Bytes after which a column is cut, by its name."""


class Encoder:
    """Makes the datagrams of one kind of message: a fixed address, type string and row of attributes.

    Args:
        types: OSC type tags `i f s`; `*` in front stands for the caller's request id.
        columns: attribute path of each value; the last part of its name decides where a text is cut. A `path` is sent
            as it is: cleaned or cut it would be none.
        pieces: name of the column whose long texts are sent in several messages, "" for none.
    """

    def __init__(self, address: str, types: str, columns: Sequence[str], pieces: str = "") -> None:
        tags = types.removeprefix("*")
        self._identified = tags != types
        leads = "ifs" if self._identified else ("",)
        self._heads = {lead: write_string(address) + write_string(f",{lead}{tags}") for lead in leads}
        self._writers = [_writer(tag, column.rpartition(".")[2]) for tag, column in zip(tags, columns, strict=True)]
        self._values: Callable[[Any], Sequence[Any]] = attrgetter(*columns) if len(columns) > 1 else _few(columns)
        self._cuttable = [
            number for number, (tag, column) in enumerate(zip(tags, columns, strict=True))
            if tag == "s" and not column.endswith("path")
        ]  # fmt: skip
        self._pieces_at = columns.index(pieces) if pieces else None

    def __call__(self, request_id: RequestId, message: Any) -> list[bytes]:
        """Give the datagrams that say `message`; nearly always one."""
        values = self._values(message)
        if self._pieces_at is None:
            return [self._encode(request_id, values)]
        before, long, after = values[: self._pieces_at], values[self._pieces_at], values[self._pieces_at + 1 :]
        return [self._encode(request_id, (*before, piece, *after)) for piece in _pieces(long)]

    def _encode(self, request_id: RequestId, values: Sequence[Any]) -> bytes:
        if self._identified:
            lead, written = _tagged(request_id)
            parts = [self._heads[lead], written]
        else:
            parts = [self._heads[""]]
        parts += [write(value) for write, value in zip(self._writers, values, strict=True)]
        datagram = b"".join(parts)
        return datagram if len(datagram) <= MESSAGE_BYTES_MAX else self._shortened(parts)

    def _shortened(self, parts: list[bytes]) -> bytes:
        """Cut the longest texts, one after the other, until the message is short enough."""
        first = len(parts) - len(self._writers)
        while (excess := sum(map(len, parts)) - MESSAGE_BYTES_MAX) > 0 and self._cuttable:
            longest = first + max(self._cuttable, key=lambda number: len(parts[first + number]))
            if len(parts[longest]) <= 8:  # noqa: PLR2004 - nothing is left to cut
                break
            text = parts[longest].rstrip(b"\0").decode()
            parts[longest] = write_string(cut(text, max(len(text.encode()) - excess, 4)))
        return b"".join(parts)


def message(address: str, *values: Value) -> bytes:
    """Encode one message of any address and arguments as they are, for callers."""
    tagged = [_tagged(value) for value in values]
    tags = "," + "".join(tag for tag, _ in tagged)
    return write_string(address) + write_string(tags) + b"".join(written for _, written in tagged)


def cut(text: str, limit_bytes: int) -> str:
    """Shorten a text to so many bytes of UTF-8, at a code point; `…` shows that it was cut."""
    data = text.encode()
    return text if len(data) <= limit_bytes else data[: limit_bytes - 3].decode(errors="ignore") + "…"


def _few(columns: Sequence[str]) -> Callable[[Any], Sequence[Any]]:
    if not columns:
        return lambda _: ()
    only = attrgetter(columns[0])
    return lambda message: (only(message),)


def _writer(tag: str, column: str) -> Callable[[Any], bytes]:
    if tag == "i":
        return lambda value: write_int(value if INT_MIN <= value <= INT_MAX else min(max(value, INT_MIN), INT_MAX))
    if tag == "f":
        return lambda value: write_float(min(max(value, -FLOAT_MAX), FLOAT_MAX))
    if column == "path":
        return _as_it_is
    limit = _LIMITS.get(column, STRING_BYTES_MAX)
    return lambda value: _text(str(value), limit)


_as_it_is = lru_cache(1024)(write_string)
"""As with `_text`, the same paths are sent again and again."""


@lru_cache(1024)
def _text(text: str, limit_bytes: int) -> bytes:
    """Write a text; the same names and words are sent again and again."""
    if not text.isprintable():
        text = one_line(text)
    return write_string(cut(text, limit_bytes))


def _tagged(value: Value) -> tuple[str, bytes]:
    if isinstance(value, str):
        return "s", write_string(value.encode(errors="replace").decode())
    if isinstance(value, float):
        return "f", write_float(value)
    if value is None:
        return "N", b""
    return ("i", write_int(value)) if INT_MIN <= value <= INT_MAX else ("h", write_int64(value))


def _pieces(text: str) -> Iterator[str]:
    data = text.encode(errors="replace")
    while len(data) > PIECE_BYTES:
        piece = data[:PIECE_BYTES].decode(errors="ignore")
        yield piece
        data = data[len(piece.encode()) :]
    yield data.decode()
