"""Single values of a message: as a word, as a number, and as an error's sentence shows them."""

from __future__ import annotations

import math
import re
import struct
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from fsbridge.osc.wire import INT_MAX, INT_MIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fsbridge.osc.wire import Value

_SHOWN_CHARACTERS = 60
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*", re.ASCII)


def as_text(value: Value) -> str:
    """Write a value as a word; a number with the fewest digits that give the same float32.

    Raises:
        ValueError: it is nil, or no finite number.
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError(f"{_written(value)} is no value")
    return _written(value)


def _written(value: Value) -> str:
    if value is None:
        return "nil"
    if not isinstance(value, float):
        return str(value)
    if value.is_integer() and abs(value) < 1e16:  # noqa: PLR2004 - beyond, an exponent is shorter
        return str(int(value))
    nearest = _as_float32(value)
    if not math.isfinite(nearest):
        return repr(value)
    enough = (text for digits in range(1, 9) if _as_float32(float(text := f"{nearest:.{digits}g}")) == nearest)
    return next(enough, f"{nearest:.9g}")


def _as_float32(value: float) -> float:
    """Round as OSC's `f` does; endless where it is too great for one."""
    try:
        return struct.unpack(">f", struct.pack(">f", value))[0]  # type: ignore[no-any-return]
    except OverflowError:
        return math.copysign(math.inf, value)


def as_number(value: Value) -> float:
    """Take `1234`, `1234.0` and `"1234"` as the same whole number.

    Raises:
        ValueError: it is no finite number.
    """
    if isinstance(value, str):
        if len(value) > _SHOWN_CHARACTERS or not _NUMBER.fullmatch(value):
            raise ValueError
        value = float(value)
    if value is None or not math.isfinite(value):
        raise ValueError
    return int(value) if value == int(value) else value


def as_whole(value: Value) -> int:
    """Take a number that is whole and fits a 32-bit int.

    Raises:
        ValueError: it is not.
    """
    number = as_number(value)
    if not isinstance(number, int) or not INT_MIN <= number <= INT_MAX:
        raise ValueError
    return number


def shown(values: Sequence[Value]) -> str:
    """Show values in an error's sentence, not too long."""
    text = " ".join(map(_written, values))
    if not values:
        return "nothing"
    return repr(text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…")


def suggestion(word: str, known: Iterable[str]) -> str:
    """Find the known word that was meant, "" if none is near."""
    return _nearest(word[:_SHOWN_CHARACTERS].lower(), tuple(known))


@lru_cache(1024)  # a patch repeats its typing error, perhaps a thousand times a second
def _nearest(word: str, known: tuple[str, ...]) -> str:
    return next(iter(get_close_matches(word, known, 1, 0.6)), "")
