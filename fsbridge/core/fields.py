"""The fields that a search can ask about: one table for the command table, the query language and the local search.

Names, kinds and ranges are Freesound's (docs/freesound.md 3.2.4 and 3.8). A patch says `@name value`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a field takes, and what its filter then is (`fsbridge.model.Filter`)."""

    NUMBER = auto()
    """One number or two: a `Range`, or the number itself; one number on a `target` field is a target."""
    FLAG = auto()
    """1 or 0: a truth."""
    TEXT = auto()
    """Words: a text."""
    CHOICES = auto()
    """One or several words: a tuple of texts, of which one must hold."""
    DATES = auto()
    """Two dates, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, `*` for an open end: a `Range` of texts."""
    PLACE = auto()
    """Latitude, longitude, kilometres: a `Near`."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a sound.

    Attributes:
        option: what a patch writes after `@`.
        key: its name in the sound's metadata.
        whole: whether its numbers are whole.
        target: whether one number means "nearest first" instead of "exactly".
        low, high: bounds of its numbers, None where open.
        choices: the only texts that it takes; empty: any.
    """

    option: str
    kind: Kind
    key: str
    unit: str = ""
    whole: bool = False
    target: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


def _numbers(
    names: str, unit: str, low: float | None, high: float | None, *, whole: bool = False, target: bool = True
) -> list[Field]:
    return [Field(name, Kind.NUMBER, name, unit, whole, target, low, high) for name in names.split()]


def _flags(names: str) -> list[Field]:
    return [Field(name, Kind.FLAG, name) for name in names.split()]


_ROWS = [
    Field("license", Kind.CHOICES, "license", choices=("cc0", "by", "by-nc", "sampling+")),
    Field("type", Kind.CHOICES, "type", choices=("wav", "aiff", "flac", "ogg", "mp3", "m4a", "wv")),
    Field("tag", Kind.TEXT, "tags"),
    Field("user", Kind.TEXT, "username"),
    Field("pack", Kind.TEXT, "pack_name"),
    Field("category", Kind.TEXT, "category"),
    Field("subcategory", Kind.TEXT, "subcategory"),
    Field("note", Kind.TEXT, "note_name"),
    Field("tonality", Kind.TEXT, "tonality"),
    Field("md5", Kind.TEXT, "md5"),
    Field("created", Kind.DATES, "created"),
    Field("near", Kind.PLACE, "geotag", "degrees, degrees, km"),
    *_flags("loopable single_event reverbness is_geotagged is_explicit is_remix was_remixed"),
    *_numbers("duration", "seconds", 0, None),
    *_numbers("avg_rating", "of 5", 0, 5),
    *_numbers("channels", "channels", 1, 64, whole=True, target=False),
    *_numbers("samplerate", "Hz", 1, 768_000, whole=True, target=False),
    *_numbers("bitdepth", "bits", 0, 64, whole=True, target=False),
    *_numbers("bitrate", "kbit/s", 0, None, whole=True, target=False),
    *_numbers("filesize", "bytes", 0, None, whole=True, target=False),
    *_numbers("num_downloads num_ratings num_comments", "", 0, None, whole=True, target=False),
    *_numbers("boominess brightness depth hardness roughness sharpness warmth", "", 0, 100),
    *_numbers(
        "amplitude_peak_ratio bpm_confidence dissonance inharmonicity note_confidence pitch_confidence"
        " pitch_salience silence_rate spectral_flatness temporal_centroid temporal_centroid_ratio"
        " tonality_confidence zero_crossing_rate",
        "",
        0,
        1,
    ),
    *_numbers("pitch pitch_min pitch_max spectral_centroid spectral_rolloff", "Hz", 0, 25_000),
    *_numbers("bpm", "beats a minute", 0, None),
    *_numbers("loudness", "LUFS", None, None),
    *_numbers("dynamic_range", "LU", None, None),
    *_numbers("duration_effective start_time", "seconds", 0, None),
    *_numbers("log_attack_time", "log10 of seconds", None, None),
    *_numbers("pitch_var", "Hz squared", 0, None),
    *_numbers(
        "beat_loudness decay_strength hpcp_crest hpcp_entropy spectral_complexity spectral_crest spectral_energy"
        " spectral_entropy spectral_skewness spectral_spread temporal_decrease temporal_skewness temporal_spread",
        "",
        None,
        None,
    ),
    *_numbers("beat_count onset_count", "", 0, None, whole=True, target=False),
    *_numbers("note_midi", "", 0, 127, whole=True, target=False),
]

FIELDS: dict[str, Field] = {field.option: field for field in _ROWS}
"""Every field by its option."""

SORTS = (
    "score",
    *(f"{by}_{way}" for by in ("duration", "created", "downloads", "rating") for way in ("desc", "asc")),
)
"""What `@sort` takes."""
