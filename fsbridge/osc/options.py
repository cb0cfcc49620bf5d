"""The options of the command table, and how each is written; those of a search come from `fsbridge.core.fields`."""

from __future__ import annotations

from fsbridge.core.fields import FIELDS, SORTS, Field
from fsbridge.core.fields import Kind as FieldKind
from fsbridge.osc import kinds
from fsbridge.osc.arguments import Argument

_EXAMPLES = {
    "tag": "rain",
    "user": "marisol",
    "pack": "Weather, made indoors",
    "category": "Sound effects",
    "subcategory": "Natural elements and explosions",
    "note": "A4",
    "tonality": "A minor",
    "md5": "d41d8cd98f00b204e9800998ecf8427e",
    "duration": "1 5",
    "samplerate": "44100",
    "channels": "2",
    "bitdepth": "24",
    "bpm": "120",
    "avg_rating": "3 5",
    "num_downloads": "100 *",
    "filesize": "* 1000000",
    "created": "2015 2020-06-30",
    "near": "41.4 2.17 50",
    "loudness": "-24 *",
    "is_explicit": "0",
    "is_remix": "0",
    "was_remixed": "0",
    "reverbness": "0",
}
_KINDS = {
    FieldKind.NUMBER: kinds.RANGE,
    FieldKind.FLAG: kinds.FLAG,
    FieldKind.TEXT: kinds.TEXT,
    FieldKind.CHOICES: kinds.LIST,
    FieldKind.DATES: kinds.DATES,
    FieldKind.PLACE: kinds.PLACE,
}


def _field(field: Field) -> Argument:
    low, high = field.low or 0, field.high or 1
    numbers = f"{(low + high) / 2:g}" if field.target else f"{low:g} *"
    generic = {FieldKind.NUMBER: numbers, FieldKind.FLAG: "1"}.get(field.kind) or " ".join(field.choices[:2])
    return Argument(
        f"@{field.option}",
        _KINDS[field.kind],
        _EXAMPLES.get(field.option, generic),
        "one number is a target, nearest first" if field.target else "",
        field.low,
        field.high,
        field.whole,
        field.unit,
        field.choices,
        enough=True,
    )


def _options(*arguments: Argument) -> dict[str, Argument]:
    return {argument.name.removeprefix("@"): argument for argument in arguments}


COMMON = _options(
    Argument(
        "@req",
        kinds.OWN_REQUEST_ID,
        "7",
        "the request's id, first in every message of the answer",
        default="-1, -2, ... as they come",
    ),
    Argument("@reply", kinds.ADDRESS, "57120", "where this answer goes", default="where the request came from"),
)
"""Options of every request."""

SEARCH = _options(
    Argument("@query", kinds.TEXT, "rain", "the words, for patches that append", enough=True),
    Argument("@count", kinds.NUMBER, "8", "hits on a page", 1, 150, whole=True, default="15"),
    Argument("@page", kinds.NUMBER, "1", "which page", 1, 10_000, whole=True, default="1"),
    Argument("@sort", kinds.CHOICE, "rating_desc", "the order of the hits", choices=SORTS, default="score"),
    Argument("@group_by_pack", kinds.FLAG, "1", "one hit of each pack", default="0"),
    Argument("@similar_to", kinds.NUMBER, "1234", "a sound to resemble, by its id", 1, whole=True),
    Argument("@space", kinds.TEXT, "laion_clap", "the similarity space of @similar_to"),
    Argument(
        "@fields",
        kinds.LIST,
        "bpm note",
        "further fields of each hit, named as their options are",
        choices=tuple(FIELDS),
    ),
    Argument("@filter", kinds.TEXT, '"duration:[1 TO 5]"', "a filter in Freesound's own syntax"),
    Argument("@fresh", kinds.FLAG, "1", "ask again, whatever is remembered", default="0"),
    *map(_field, FIELDS.values()),
)
WISH = _options(
    Argument(
        "@quality", kinds.CHOICE, "preview", "which file", choices=("original", "preview", "auto"), default="auto"
    ),
    Argument("@as", kinds.CHOICE, "wav", "always a WAV, or the file as it was uploaded", choices=("wav", "original")),
    Argument("@rate", kinds.NUMBER, "48000", "samplerate of the WAV to make", 8_000, 384_000, whole=True, unit="Hz"),
    Argument("@channels", kinds.NUMBER, "2", "channels of the WAV to make", 1, 64, whole=True),
    Argument("@bits", kinds.CHOICE, "16", "bit depth of the WAV to make; 32 is float", choices=("16", "24", "32")),
    Argument(
        "@wait",
        kinds.NUMBER,
        "60",
        "how long to wait for the network",
        0,
        86_400,
        whole=True,
        unit="seconds",
        default="600",
    ),
)
FIRST = Argument(
    "@first", kinds.CHOICE, "preview", "the preview as soon as it is there, the original after it", choices=("preview",)
)
"""Of a fetch."""
LEASE = Argument(
    "@lease",
    kinds.NUMBER,
    "600",
    "how long events come to a client that sends nothing; 0: for good",
    0,
    86_400,
    whole=True,
    unit="seconds",
    default="600",
)
"""Of hello and notify."""
NOTIFY = Argument("@notify", kinds.FLAG, "1", "whether events come to this client", default="0")

PER_SEARCH = frozenset({"query", "page", "similar_to", "fresh"})
"""Options of a search that are no habit of a client, and so not of hello."""
