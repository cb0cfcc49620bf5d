"""Searching among the sounds that are here, as near to what the service would find as its metadata allow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from fsbridge.core.fields import FIELDS, Kind
from fsbridge.errors import OfflineError
from fsbridge.library.index import decode
from fsbridge.model import Near, Page, Range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fsbridge.library.index import Index
    from fsbridge.model import Filter, Query, Sound

_EARTH_KM = 6371.0
_HERE = "EXISTS (SELECT 1 FROM files WHERE (files.source, files.id) = (sounds.source, sounds.id) AND kind != 'bank')"
_ALL = f"SELECT described FROM sounds JOIN descriptions USING (number) WHERE {_HERE} ORDER BY id DESC"  # noqa: S608 - written above
_MATCHING = (
    "SELECT described FROM words JOIN sounds ON number = words.rowid JOIN descriptions USING (number)"  # noqa: S608
    f" WHERE words MATCH ? AND {_HERE}"
    " ORDER BY bm25(words, 2, 4, 3, 1, 2)"  # the service's own weights (docs/freesound.md 3.2.1)
)
_TYPES = {Kind.NUMBER: (int, float), Kind.FLAG: (bool, int, float), Kind.TEXT: (str, list)}
_TYPE_OF = {field.key: _TYPES.get(field.kind, str) for field in FIELDS.values()}
"""What is no such thing is not known: metadata may be anybody's."""
_SORT_KEYS = {"duration": "duration", "created": "created", "downloads": "num_downloads", "rating": "avg_rating"}


def search(index: Index, query: Query) -> Page:
    """Find one page of the sounds that have a file.

    Raises:
        OfflineError: only the service can tell what is similar, or read a filter in its language.
    """
    if query.similar_to is not None or query.raw_filter:
        raise OfflineError("@similar_to and @filter need Freesound itself: ask again when it can be reached.")
    match = _match(query.words)
    rows = index.connection.execute(_MATCHING, (match,)) if match else index.connection.execute(_ALL)
    hits = [(sound, told) for sound, told in map(_told, rows) if all(_meets(told, *wish) for wish in query.filters)]
    hits = _sorted(hits, query)
    if query.group_by_pack:
        hits = list({str(told.get("pack_name") or sound.id): (sound, told) for sound, told in reversed(hits)}.values())[
            ::-1
        ]
    first = (query.page - 1) * query.count
    sounds = tuple(sound for sound, _ in hits[first : first + query.count])
    return Page(sounds, len(hits), math.ceil(len(hits) / query.count), "library")


def _match(words: str) -> str:
    """Put words in the language of the index: all of them, and none that has a minus before it."""
    terms = [word for word in words.replace('"', " ").split() if any(map(str.isalnum, word))]
    wanted = " ".join(f'"{term}"' for term in terms if not term.startswith("-"))
    return wanted and wanted + "".join(f' NOT "{term}"' for term in terms if term.startswith("-"))


def _told(row: tuple[bytes]) -> tuple[Sound, Mapping[str, Any]]:
    """Give a sound, and all that can be asked about it under the names of the table of fields."""
    sound = decode(row[0])
    shape = {"duration": sound.seconds, "samplerate": sound.samplerate, "channels": sound.channels}
    named = {"type": sound.type, "username": sound.username, "md5": sound.md5, "filesize": sound.filesize_bytes}
    told = {key: value for key, value in sound.metadata.items() if isinstance(value, _TYPE_OF.get(key, object))}
    return sound, {**shape, **named, **told, "license": sound.license.value}


def _sorted(hits: list[tuple[Sound, Mapping[str, Any]]], query: Query) -> list[tuple[Sound, Mapping[str, Any]]]:
    if query.targets:
        keys = [(FIELDS[name].key, wanted) for name, wanted in query.targets]
        near = [hit for hit in hits if all(hit[1].get(key) is not None for key, _ in keys)]
        return sorted(near, key=lambda hit: math.dist([hit[1][key] for key, _ in keys], [each for _, each in keys]))
    by, _, way = query.sort.partition("_")
    if by not in _SORT_KEYS:
        return hits
    key, empty = _SORT_KEYS[by], "" if by == "created" else 0
    return sorted(hits, key=lambda hit: hit[1].get(key) or empty, reverse=way == "desc")


def _meets(told: Mapping[str, Any], name: str, wish: Filter) -> bool:
    """Tell whether a field is as wished; one that is not known never is."""
    value = told.get(FIELDS[name].key)
    if value is None:
        return False
    if isinstance(wish, Range):
        return _within(value, wish)
    if isinstance(wish, Near):
        return _distance_km(value, wish) <= wish.km
    if isinstance(wish, bool):
        return bool(value) is wish
    if isinstance(wish, (int, float)):
        return isinstance(value, (int, float)) and math.isclose(value, wish)
    wished = {each.casefold() for each in ((wish,) if isinstance(wish, str) else wish)}
    return not wished.isdisjoint(str(each).casefold() for each in (value if isinstance(value, list) else (value,)))


def _within(value: Any, wish: Range) -> bool:
    """Tell whether a number or date is in a range; a date ends with the last second of the day or month it names."""
    if isinstance(value, str):
        return (wish.low is None or str(wish.low) <= value) and (
            wish.high is None or value[: len(str(wish.high))] <= str(wish.high)
        )
    low = -math.inf if wish.low is None else float(wish.low)
    high = math.inf if wish.high is None else float(wish.high)
    return low <= float(value) <= high


def _distance_km(place: str, wish: Near) -> float:
    """Measure along the great circle, from `"<latitude> <longitude>"`; endless where that is no place."""
    try:
        latitude, longitude = (math.radians(float(part)) for part in place.split())
        own_latitude, own_longitude = math.radians(wish.latitude), math.radians(wish.longitude)
        chord = (
            math.sin((latitude - own_latitude) / 2) ** 2
            + math.cos(latitude) * math.cos(own_latitude) * math.sin((longitude - own_longitude) / 2) ** 2
        )
    except ValueError:
        return math.inf
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))
