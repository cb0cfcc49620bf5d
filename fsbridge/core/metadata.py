"""A sound's metadata as texts that a patch can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def fields(metadata: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Give name and text of every field that has a value, a list's several times."""
    for name, value in metadata.items():
        if isinstance(value, dict):
            yield from fields(value, f"{prefix}{name}.")
        else:
            for text in texts(value):
                yield prefix + name, text


def texts(value: Any) -> Iterator[str]:
    """Give a value as one text or several: whole numbers without a point, truths as 1 and 0, nothing for null."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)
    elif isinstance(value, bool) or (isinstance(value, float) and value.is_integer()):
        yield str(int(value))
    elif value is not None:
        yield str(value)
