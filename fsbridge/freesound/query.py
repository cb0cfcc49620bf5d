r"""A `Query` in Freesound's language: request parameters, and Solr syntax in the filter.

The server treats a filter roughly before Solr reads it (Freesound 3.2.1, 3.2.4): it decodes `%` sequences once
more, translates a descriptor's name only where a piece between spaces starts with it, and puts a `+` before every
`word:`, in quoted values too. Here every value is quoted, and what means anything to either is escaped by a
backslash: `"My pack\: foo"` is no `word:` to the server and `My pack: foo` to Solr. A filter that the caller wrote
stands in brackets beside the others. `{!geofilt ...}` is written as the service documents it; no recorded answer of
the service shows it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from itertools import accumulate
from math import isfinite
from typing import TYPE_CHECKING, assert_never
from urllib.parse import urlencode

from fsbridge.core.fields import FIELDS
from fsbridge.errors import BadRequestError
from fsbridge.freesound.metadata import SEARCH_FIELDS
from fsbridge.model import License, Near, Range

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fsbridge.model import Filter, Query

QUERY_BYTES_MAX = 3900
"""So long may the part after `?` be: a request line above 4,094 bytes is refused (Freesound 3.2.2)."""

LICENSE_NAMES = {
    License.CC0: "Creative Commons 0",
    License.BY: "Attribution",
    License.BY_NC: "Attribution NonCommercial",
    License.SAMPLING: "Sampling+",
}
"""Names for filters, which are exact (Freesound 7.2); other licenses have none."""

_BOUND = r'(?:"[^"\\]*"|[^\s"\\()\[\]{}]+)'
_SEALED = re.compile(
    r'\\.|"(?:\\.|[^"\\])*"'  # escaped; quoted
    rf"|(?:\[|{{(?!!))\s*{_BOUND}\s+TO\s+{_BOUND}\s*[\]}}]"  # a range
    r"""|\{![^{}"'\\]*\}(?=[\s)]|$)""",  # a query parser and its parameters
    re.DOTALL,
)
"""What in a filter stands for itself, whichever signs are in it."""

_NAMES = {"user": "username", "note": "note_name", "near": "geotag"}
"""Fields whose filter is not named as the option is."""

_SHARPS = {"Db": "C#", "Eb": "D#", "Gb": "F#", "Ab": "G#", "Bb": "A#"}
_RATING_SCALE = 2
"""Ratings are 0..5 in sounds and 0..10 in filters (Freesound 3.2.4)."""


def search_parameters(query: Query) -> dict[str, str]:
    """Put a query in the words of `/search/`.

    Raises:
        BadRequestError: a value can't be put so.
    """
    sort = ",".join(f"{name}:{_number(value * _scale(name))}" for name, value in query.targets) or query.sort
    fields = dict.fromkeys((*SEARCH_FIELDS, *(FIELDS[name].key if name in FIELDS else name for name in query.fields)))
    parameters = {
        "query": "" if query.similar_to else _words(query.words),
        "filter": _filter(query),
        "sort": "" if sort == "score" else sort,
        "group_by_pack": "1" if query.group_by_pack else "",
        "similar_to": str(query.similar_to or ""),
        "similarity_space": query.space,
        "fields": ",".join(fields),
        "page_size": str(query.count),
        "page": str(query.page),
    }
    return {name: value for name, value in parameters.items() if value}


def bulk_parameters(ids: Iterable[int], fields: Iterable[str]) -> dict[str, str]:
    """Ask for sounds by id, up to 150 in one request."""
    wanted = [str(id_) for id_ in ids]
    return {"filter": f"id:({' OR '.join(wanted)})", "fields": ",".join(fields), "page_size": str(len(wanted))}


def encoded(parameters: dict[str, str]) -> str:
    """Encode parameters for a URL; query and filter twice, as the server decodes them twice.

    Raises:
        BadRequestError: they are longer than the service reads.
    """
    twice = {name: value.replace("%", "%25") for name, value in parameters.items() if name in ("query", "filter")}
    text = urlencode({**parameters, **twice}, safe=",:()*", errors="replace")
    if len(text) > QUERY_BYTES_MAX:
        raise BadRequestError(f"The search is {len(text) - QUERY_BYTES_MAX} bytes too long for Freesound; shorten it.")
    return text


def _words(words: str) -> str:
    """Leave to Freesound what it reads in a query: `"phrases"` and `-without`; a lone quote is none of them."""
    return words if words.count('"') % 2 == 0 else words.replace('"', " ")


def _filter(query: Query) -> str:
    parts = [part for name, wanted in query.filters if (part := _part(name, wanted))]
    if raw := query.raw_filter.strip():
        parts.append(_closed_in(raw) if parts else raw)
    parts.sort(key=lambda part: part.startswith("{"))  # at the start, {!...} would take the rest for its own
    return " ".join(parts)


def _closed_in(raw: str) -> str:
    """Put a filter in brackets that nothing in it opens, with spaces, so that names in it are still translated.

    Raises:
        BadRequestError: Solr may read an end of the brackets in it.
    """
    rest = _SEALED.sub(" ", raw)
    depths = [0, *accumulate((char == "(") - (char == ")") for char in rest)]
    if min(depths) < 0 or depths[-1] or re.search(r'["\\/\[\]{}]', rest):
        raise BadRequestError("Brackets and quotes in @filter don't match, or a / stands outside of quotes.")
    takes_away = re.match(r"-|!|NOT\b", raw)
    return f"( *:* {raw} )" if takes_away else f"( {raw} )"  # in brackets Solr has nothing to take from unless told


def _part(name: str, wanted: Filter) -> str:
    field = _NAMES.get(name, name)
    match wanted:
        case bool():
            return f"{field}:{str(wanted).lower()}"
        case int() | float():
            return _part(name, Range(wanted, wanted))
        case Range():
            return f"{field}:[{' TO '.join(_bounds(name, wanted))}]"
        case Near():
            place = f"pt={_number(wanted.latitude)},{_number(wanted.longitude)} d={_number(wanted.km)}"
            return f"{{!geofilt sfield={field} {place}}}"
        case str():
            return f"{field}:{_quoted(_spelled(name, wanted))}"
        case tuple():
            texts = [_spelled(name, text) for text in wanted]
            return f"{field}:({' OR '.join(map(_quoted, texts))})" if all(texts) else ""
    assert_never(wanted)


def _bounds(name: str, wanted: Range) -> tuple[str, str]:
    if name == "created":
        return _date(wanted.low, last=False), _date(wanted.high, last=True)
    low, high = ("*" if bound is None else _number(float(bound) * _scale(name)) for bound in (wanted.low, wanted.high))
    return low, high


def _quoted(value: str) -> str:
    return '"' + re.sub(r'([\\":+])', r"\\\1", value) + '"'


def _spelled(name: str, value: str) -> str:
    """Write a value as Freesound does; "" where it has no word for it and the filter is to be left out."""
    match name:
        case "license":
            return LICENSE_NAMES.get(License(value), "")
        case "type" | "md5":
            return value.lower()
        case "note" | "tonality":
            return _with_sharps(value)
    return value


def _with_sharps(value: str) -> str:
    """Write `eb minor` as `D# minor`: notes and keys have sharps only."""
    spelled = re.fullmatch(r"\s*([a-g])\s*([#b♯♭]?)\s*(.*)", value, re.IGNORECASE | re.DOTALL)
    if spelled is None:
        return value
    letter, sign, rest = spelled.groups()
    note = letter.upper() + sign.lower().translate(str.maketrans("♯♭", "#b"))
    return f"{_SHARPS.get(note, note)}{' ' if rest.isalpha() else ''}{rest.lower()}"


def _scale(name: str) -> int:
    return _RATING_SCALE if name == "avg_rating" else 1


def _number(value: float) -> str:
    """Write a number with the fewest digits, a whole one without a point: Solr refuses `44100.0` for an int."""
    if not isfinite(value):
        raise BadRequestError(
            f"{value} is no number that Freesound can look for; write one with digits, or * for open."
        )
    return f"{int(value)}" if value == int(value) else f"{value:.10g}"


def _date(text: float | str | None, *, last: bool) -> str:
    """Give the first or the last second of a year, a month or a day."""
    if text is None:
        return "*"
    parts = str(text).split("-")
    try:
        year, month, day = [int(part) for part in parts] + [0] * (3 - len(parts))
        month = month or (12 if last else 1)
        found = date(year, month, day or (monthrange(year, month)[1] if last else 1))
    except (ValueError, OverflowError):
        raise BadRequestError(f"created {text} is no date; write 2020, 2020-05, 2020-05-31, or * for open.") from None
    return f"{found}T{'23:59:59' if last else '00:00:00'}Z"
