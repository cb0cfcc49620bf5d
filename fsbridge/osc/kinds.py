"""The kinds of arguments: how the values after a key, or the words, are read.

A reader raises ValueError when the values mean nothing, with a hint if it has one;
`Argument.read` makes the sentence of it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from fsbridge.core.naming import BANK_NAME
from fsbridge.model import Near, Range
from fsbridge.osc.allowing import read_host
from fsbridge.osc.arguments import ValueKind
from fsbridge.osc.values import as_number, as_text, as_whole, shown, suggestion
from fsbridge.osc.wire import INT_MAX, INT_MIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fsbridge.core.requests import RequestId
    from fsbridge.osc.arguments import Argument
    from fsbridge.osc.wire import Value

IDS_MAX = 200
REQUEST_ID_BYTES_MAX = 64
TEXT_CHARACTERS_MAX = 2_000
_MANY = 512
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


def _text(_: Argument, values: Sequence[Value]) -> str:
    text = " ".join(map(as_text, values)).strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':  # noqa: PLR2004 - a pair
        text = text[1:-1]
    if not text.strip():
        raise ValueError
    if len(text) > TEXT_CHARACTERS_MAX:
        raise ValueError(f"{TEXT_CHARACTERS_MAX} characters at most are read")
    return text


def _words(_: Argument, values: Sequence[Value]) -> str:
    text = " ".join(map(as_text, values))
    if len(text) > TEXT_CHARACTERS_MAX:
        raise ValueError(f"{TEXT_CHARACTERS_MAX} characters at most are read")
    return text


def _list(argument: Argument, values: Sequence[Value]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_choice(argument, [value]) for value in values))


def _choice(argument: Argument, values: Sequence[Value]) -> str:
    word = as_text(values[0]).lower()
    if word not in argument.choices:
        near = suggestion(word, argument.choices)
        raise ValueError(*[f"did you mean {near}?"] if near else [])
    return word


def _number(argument: Argument, values: Sequence[Value]) -> float:
    number = as_whole(values[0]) if argument.whole else as_number(values[0])
    if (argument.low is not None and number < argument.low) or (argument.high is not None and number > argument.high):
        raise ValueError
    return number


def _range(argument: Argument, values: Sequence[Value]) -> float | Range:
    if len(values) == 1:
        return _number(argument, values)
    low, high = (None if value == "*" else _number(argument, [value]) for value in values)
    if low is None and high is None:
        raise ValueError("one end at least must be a number")
    if low is not None and high is not None and low > high:
        raise ValueError("the smaller one comes first")
    return Range(low, high)


def _flag(_: Argument, values: Sequence[Value]) -> bool:
    number = as_number(values[0])
    if number not in (0, 1):
        raise ValueError
    return bool(number)


def _dates(_: Argument, values: Sequence[Value]) -> Range:
    ends: list[str | None] = []
    for value in values:
        text = as_text(value)
        if text != "*":
            if not _DATE.fullmatch(text):
                raise ValueError
            date.fromisoformat(text + "-01-01"[len(text) - 4 :])
        ends.append(None if text == "*" else text)
    low, high = ends
    if low is None and high is None:
        raise ValueError("one end at least must be a date")
    if low is not None and high is not None and low[: len(high)] > high[: len(low)]:
        raise ValueError("the earlier one comes first")
    return Range(low, high)


def _place(_: Argument, values: Sequence[Value]) -> Near:
    latitude, longitude, km = map(as_number, values)
    if abs(latitude) > 90 or abs(longitude) > 180 or not 0 < km <= 20_040:  # noqa: PLR2004 - half round the earth
        raise ValueError
    return Near(latitude, longitude, km)


def _request_id(_: Argument, values: Sequence[Value]) -> RequestId:
    value = values[0]
    if value is None:
        raise ValueError
    try:
        number = as_number(value)
    except ValueError:
        if not isinstance(value, str) or len(value.encode()) > REQUEST_ID_BYTES_MAX:
            raise
        return value
    if number < INT_MIN or number > INT_MAX:
        raise ValueError
    return value


def _own_request_id(argument: Argument, values: Sequence[Value]) -> RequestId:
    request_id = _request_id(argument, values)
    try:
        negative = as_number(request_id) < 0
    except ValueError:
        return request_id
    if negative:
        raise ValueError("negative ones are counted by the daemon")
    return request_id


def _request_id_or_all(argument: Argument, values: Sequence[Value]) -> RequestId | None:
    return None if values[0] == "all" else _request_id(argument, values)


def read_address(values: Sequence[Value]) -> tuple[str, int]:
    """Read a port, or a numeric host and a port; the host is "" where none is given.

    Raises:
        ValueError: they are no address; its text says why.
    """
    *hosts, port = values
    number = as_whole(port)
    if not 0 < number < 2**16:
        raise ValueError("a port is a number from 1 to 65535")
    try:
        return (str(read_host(as_text(hosts[0]))) if hosts else "", number)
    except ValueError:
        raise ValueError("a host is a number such as 127.0.0.1") from None


def _ids(_: Argument, values: Sequence[Value]) -> tuple[int | str, ...]:
    ids = tuple(map(_id, values))
    if all(isinstance(id_, str) for id_ in ids):
        raise ValueError
    return ids


def _bank(argument: Argument, values: Sequence[Value]) -> tuple[str, str | None]:
    name = as_text(values[0])
    if not BANK_NAME.fullmatch(name):
        raise ValueError("it begins with a letter or digit, ends with no dot, and is no device of Windows such as con")
    return name, _words(argument, values[1:]).strip() or None


def _id(value: Value) -> int | str:
    try:
        return as_whole(value)
    except ValueError:
        return shown([value])


WORDS = ValueKind("words", 1, _MANY, _words)
TEXT = ValueKind("words", 1, _MANY, _text)
LIST = ValueKind("one or more{choices}", 1, _MANY, _list)
CHOICE = ValueKind("one{choices}", 1, 1, _choice)
NUMBER = ValueKind("a number{bounds}", 1, 1, _number)
RANGE = ValueKind("a number{bounds}, or two for a range (* is an open end)", 1, 2, _range)
ID = ValueKind("a sound's id, a number", 1, 1, _number)
FLAG = ValueKind("1 or 0", 1, 1, _flag)
DATES = ValueKind("two dates such as 2019 or 2019-06-30 (* is an open end)", 2, 2, _dates)
PLACE = ValueKind("latitude, longitude and kilometres", 3, 3, _place)
REQUEST_ID = ValueKind("a request's id", 1, 1, _request_id)
OWN_REQUEST_ID = ValueKind(f"a number from 0 up or a text of up to {REQUEST_ID_BYTES_MAX} bytes", 1, 1, _own_request_id)
REQUEST_ID_OR_ALL = ValueKind("a request's id, or all", 1, 1, _request_id_or_all)
ADDRESS = ValueKind("a port, or a host and a port", 1, 2, lambda _, values: read_address(values))
BANK = ValueKind(
    "a bank's name of up to 64 letters, digits and . _ -, and perhaps words to fill it with", 1, _MANY, _bank
)
IDS = ValueKind(f"up to {IDS_MAX} ids of sounds", 1, IDS_MAX, _ids)
