"""Search documents: what of a sound can be found by, and how each field compares (docs/freesound.md 3.2.4)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from fsbridge.demo.rendering import categories
from fsbridge.demo.vocabulary import DESCRIPTORS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fsbridge.demo.dataset import Dataset, Sound

#: Field name to the values it has, already in the form in which its kind compares them.
Document = dict[str, list[Any]]

_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\u2600-\u27bf\U0001f000-\U0001faff]"  # one sign, one token
    r"|\d+|[A-Z]?[^\W\dA-Z_\u3040-\u30ff\u3400-\u9fff]+|[A-Z]+(?![a-z])"
)
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be but by for if in into is it no not of on or such that the their then there these they"
        " this to was will with",
    )
)
_DATE_STEP = re.compile(r"([+-]\d+|/)(YEAR|MONTH|DAY|HOUR|MINUTE|SECOND)S?")
_DATE = re.compile(
    r"(?:NOW|(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d))?(?::(\d\d))?(?::(\d\d))?(?:\.\d+)?Z?)"
    rf"(?P<math>(?:{_DATE_STEP.pattern})*)"
)
_FIRST = (1, 1, 1, 0, 0, 0)
_UNITS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")


class SolrError(Exception):
    """The search engine refuses; the text is the reason it gives."""


def english(text: str) -> list[str]:
    """The tokens of an English text: split on case, digits and punctuation, without stop words, lightly stemmed."""
    words = (token.lower() for token in _TOKEN.findall(text))
    return [re.sub(r"(?<=\w{3})(?:ies|ing|ed|es|s|y|e)$", "", word) for word in words if word not in _STOP_WORDS]


def point(text: str) -> tuple[float, float]:
    """Latitude and longitude, written with a comma between them."""
    try:
        latitude, longitude = map(float, text.split(","))
    except ValueError as error:
        raise SolrError(f"Can't parse point '{text}' because: {error}") from error
    return latitude, longitude


def letters(text: str) -> list[str]:
    """The tokens of a user name: its letters only."""
    return re.findall(r"[^\W\d_]+", text.lower())


class Value:
    """A field whose values are compared as they are; `parse` gives the least and the greatest that a text means."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        self.read = read

    def parse(self, text: str, now: datetime) -> tuple[Any, Any]:
        """What a text in a filter stands for."""
        del now
        try:
            value = self.read(text)
        except ValueError as error:
            raise SolrError(f"Invalid Number: {text}") from error
        return value, value

    def matches(self, found: Any, wanted: tuple[Any, Any]) -> bool:
        """Whether a value of the document is meant."""
        return bool(wanted[0] <= found <= wanted[1])


class Date(Value):
    """A moment, a partial date such as `2020-05`, or date math such as `NOW-1YEAR/DAY`."""

    def __init__(self) -> None:
        super().__init__(str)

    def parse(self, text: str, now: datetime) -> tuple[datetime, datetime]:
        """Give the first and the last moment that the text covers."""
        match = _DATE.fullmatch(text)
        if not match:
            raise SolrError(f"Couldn't parse date because: Improperly formatted datetime: {text}")
        given = [int(part) for part in match.groups()[:6] if part]
        try:
            start = _moment(given) if given else now
            for step, unit in _DATE_STEP.findall(match["math"]):
                start = _floor(start, unit) if step == "/" else _shift(start, int(step), unit)
            if match["math"] or not given:
                return start, start
            return start, _shift(start, 1, _UNITS[len(given) - 1]) - timedelta(microseconds=1)
        except (ValueError, OverflowError) as error:
            raise SolrError(f"Couldn't parse date because: {error}: {text}") from error


class Text(Value):
    """Tokens; a word or phrase in a filter means all of its tokens, next to each other."""

    def __init__(self, tokens: Callable[[str], list[str]]) -> None:
        super().__init__(tokens)

    def matches(self, found: list[str], wanted: tuple[list[str], Any]) -> bool:
        """Whether the wanted tokens stand in the text in a row; none at all match nothing."""
        tokens = wanted[0]
        return bool(tokens) and any(
            found[start : start + len(tokens)] == tokens for start in range(len(found) - len(tokens) + 1)
        )


def _moment(parts: Sequence[int]) -> datetime:
    """The beginning of a year, month, day, hour, minute or second in UTC."""
    year, month, day, hour, minute, second = [*parts, *_FIRST[len(parts) :]]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _floor(moment: datetime, unit: str) -> datetime:
    return _moment(moment.timetuple()[: _UNITS.index(unit) + 1])


def _shift(moment: datetime, count: int, unit: str) -> datetime:
    if unit in ("YEAR", "MONTH"):
        months = 12 * moment.year + moment.month - 1 + count * (12 if unit == "YEAR" else 1)
        year, month = months // 12, months % 12 + 1
        return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))
    return moment + timedelta(**{f"{unit.lower()}s": count})


def pack_grouping(dataset: Dataset, sound: Sound) -> str | None:
    """The name under which the sounds of one pack are grouped."""
    return f"{sound.pack}_{dataset.pack[sound.pack].name}" if sound.pack else None


_EXACT, _LOWER = Value(str), Value(str.lower)
_INTEGER, _NUMBER = Value(int), Value(float)
_BOOLEAN = Value(lambda text: text[:1] in ("1", "t", "T"))
_ENGLISH, _LETTERS = Text(english), Text(letters)
_DYNAMIC = {"d": _NUMBER, "i": _INTEGER, "b": _BOOLEAN, "s": _EXACT, "ls": _EXACT}
_RATINGS_THAT_COUNT = 3

_FIELDS: dict[str, tuple[Any, Callable[[Dataset, Sound], Any]]] = {
    "id": (_EXACT, lambda _, sound: str(sound.id)),
    "tag": (_LOWER, lambda _, sound: sound.tags),
    "name": (_ENGLISH, lambda _, sound: sound.name),
    "description": (_ENGLISH, lambda _, sound: sound.description),
    "pack": (_ENGLISH, lambda data, sound: data.pack[sound.pack].name if sound.pack else None),
    "comment": (_ENGLISH, lambda data, sound: [c.comment for c in data.comments if c.sound == sound.id]),
    "username": (_LETTERS, lambda _, sound: sound.username),
    "type": (_LOWER, lambda _, sound: sound.type or "wav"),
    "license": (_EXACT, lambda _, sound: sound.license_name),
    "md5": (_EXACT, lambda _, sound: sound.md5),
    "pack_grouping": (_EXACT, pack_grouping),
    "collection": (_EXACT, lambda _data, _sound: None),
    "gen_ai_preference": (_EXACT, lambda _, sound: sound.gen_ai_preference),
    "category_s": (_EXACT, lambda _, sound: categories(sound)[0]),
    "subcategory_s": (_EXACT, lambda _, sound: categories(sound)[1]),
    "created": (Date(), lambda _, sound: sound.created),
    "duration": (_NUMBER, lambda _, sound: sound.duration),
    "bitdepth": (_INTEGER, lambda _, sound: sound.bitdepth),
    "bitrate": (_INTEGER, lambda _, sound: sound.bitrate),
    "samplerate": (_INTEGER, lambda _, sound: int(sound.samplerate)),
    "channels": (_INTEGER, lambda _, sound: sound.channels),
    "filesize": (_INTEGER, lambda _, sound: sound.filesize),
    "num_downloads": (_INTEGER, lambda _, sound: sound.num_downloads),
    "num_ratings": (_INTEGER, lambda _, sound: sound.num_ratings),
    "num_comments": (_INTEGER, lambda _, sound: sound.num_comments),
    "avg_rating": (_NUMBER, lambda _, s: s.avg_rating_0_10 if s.num_ratings >= _RATINGS_THAT_COUNT else 0.0),
    "geotag": (Value(point), lambda _, sound: tuple(sound.geotag[:2]) if sound.geotag else None),
    "is_geotagged": (_BOOLEAN, lambda _, sound: sound.geotag is not None),
    "is_explicit": (_BOOLEAN, lambda _, sound: sound.is_explicit),
    "is_remix": (_BOOLEAN, lambda _, sound: bool(sound.sources)),
    "was_remixed": (_BOOLEAN, lambda data, sound: sound.id in data.remixed),
    "in_remix_group": (_BOOLEAN, lambda data, sound: bool(sound.sources) or sound.id in data.remixed),
}

#: How the values of each field compare.
SCHEMA = {name: kind for name, (kind, _) in _FIELDS.items()} | {
    f"{name}_{suffix}": _DYNAMIC[suffix] for name, suffix in DESCRIPTORS.items() if suffix
}

#: Fields that a target sort can measure.
NUMERIC = {name for name, kind in SCHEMA.items() if kind in (_INTEGER, _NUMBER)}


def document(dataset: Dataset, sound: Sound) -> Document:
    """Make the document of a sound."""
    values = {name: read(dataset, sound) for name, (_, read) in _FIELDS.items()}
    described = sound.descriptors or {}
    values |= {f"{name}_{suffix}": described.get(name) for name, suffix in DESCRIPTORS.items() if suffix}
    made: Document = {}
    for name, value in values.items():
        several = value if isinstance(value, list) else [] if value is None else [value]
        read = SCHEMA[name].read if SCHEMA[name] in (_ENGLISH, _LETTERS, _LOWER) else None
        made[name] = [read(one) for one in several] if read else several
    return made
