"""What everybody talks about: frozen values with the field's own words. Knows nothing else of fsbridge."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - msgspec reads the annotations of Sound
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

PROTOCOL = 1
"""Number of the contract on the wire (docs/design.md 1)."""


class License(StrEnum):
    """Short license names as they stand on the wire; the exact deed is kept with the sound."""

    CC0 = "cc0"
    BY = "by"
    BY_NC = "by-nc"
    SAMPLING = "sampling+"
    OTHER = "other"

    @classmethod
    def from_deed(cls, url: str) -> License:
        """Name the license of a Creative Commons deed URL, of either scheme and any version (docs/freesound.md 7.1)."""
        segments = url.split("/")
        if "zero" in segments:
            return cls.CC0
        return next((known for known in (cls.BY_NC, cls.BY, cls.SAMPLING) if known in segments), cls.OTHER)


class Quality(StrEnum):
    """Which file of a sound: the uploaded one, or the service's lossy rendering."""

    ORIGINAL = "original"
    PREVIEW = "preview"


class Phase(StrEnum):
    """What a running request is doing, as progress tells it."""

    QUEUED = "queued"
    WAITING = "waiting"
    THROTTLED = "throttled"
    ASKING = "asking"
    DOWNLOADING = "downloading"
    VERIFYING = "verifying"
    CONVERTING = "converting"


class State(StrEnum):
    """What the daemon as a whole is able to do."""

    READY = "ready"
    OFFLINE = "offline"
    LOGIN_NEEDED = "login_needed"
    THROTTLED = "throttled"
    FOLDER_MISSING = "folder_missing"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Form:
    """How a made WAV is to be: `bits` 16 and 24 are PCM, 32 is float."""

    samplerate: int
    channels: int
    bits: int

    def __str__(self) -> str:
        """Name the folder of such files, as `48000-2-16`."""
        return f"{self.samplerate}-{self.channels}-{self.bits}"


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """What a sound file holds, read from the file itself.

    Attributes:
        frames: samples of one channel.
        samplerate: frames a second.
        container: `WAV AIFF FLAC OGG MP3 M4A ...`.
        subtype: the encoding as libsndfile names it, `PCM_16 PCM_24 FLOAT VORBIS ...`.
    """

    frames: int
    samplerate: int
    channels: int
    container: str
    subtype: str

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return self.frames / self.samplerate if self.samplerate else 0.0


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound as its source describes it.

    Attributes:
        id: the source's number; negative for a file of the user's own.
        seconds: length by the source's word; the file may differ.
        filesize_bytes: of the original, 0 where unknown.
        md5: of the original, "" where unknown.
        preview_url: the best lossy rendering, "" where there is none.
        metadata: the whole object that the source gave; what sidecar and `/fs/info` show.
    """

    id: int
    name: str
    username: str
    license: License
    license_url: str
    type: str
    seconds: float
    samplerate: int
    channels: int
    filesize_bytes: int = 0
    md5: str = ""
    preview_url: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A whole, checked file in the sample folder and the sound it is of; `path` is absolute, with `/`."""

    id: int
    path: str
    frames: int
    samplerate: int
    channels: int
    seconds: float
    quality: Quality
    license: License
    username: str
    name: str
    container: str
    subtype: str


@dataclass(frozen=True, slots=True)
class SoundBank:
    """A folder of sounds with numbers, which hosts play by position.

    Attributes:
        folder: absolute, with `/`.
        sounds: by number, in its order; each file's `path` is the one in the bank.
        is_own: whether it is a folder of the user's own, which nothing is put into.
    """

    name: str
    folder: str
    sounds: Mapping[int, LocalFile]
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """Values from `low` to `high`, both included; None is an open end."""

    low: float | str | None
    high: float | str | None


@dataclass(frozen=True, slots=True)
class Near:
    """Places within `km` of a point in degrees."""

    latitude: float
    longitude: float
    km: float


Filter: TypeAlias = Range | Near | bool | float | str | tuple[str, ...]
"""What a field must be: in a range, near a place, true or not, equal to a number or text, or one of some texts."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to search for, in plain words; each source puts it in its own language.

    Attributes:
        words: text to find; "" is everything.
        filters: pairs of a field of `core.fields` and what it must be. `tag` may stand more than once.
        targets: pairs of a numeric field and the value to come near to; nearest first.
        sort: `score`, or `duration|created|downloads|rating` with `_asc` or `_desc`.
        similar_to: a sound to resemble, in similarity space `space` ("" is the source's default).
        raw_filter: a filter in the source's own language, for those who know it.
        count: hits on a page; `page` counts from 1.
        fields: further fields wanted of each hit.
    """

    words: str = ""
    filters: tuple[tuple[str, Filter], ...] = ()
    targets: tuple[tuple[str, float], ...] = ()
    sort: str = "score"
    group_by_pack: bool = False
    similar_to: int | None = None
    space: str = ""
    raw_filter: str = ""
    count: int = 15
    page: int = 1
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of hits: `total` in all, `pages` of this size, and the source that answered."""

    hits: tuple[Sound, ...]
    total: int
    pages: int
    source: str


@dataclass(frozen=True, slots=True)
class Account:
    """What a source lets us do now; `token_expires_in_seconds` is -1 without a login."""

    authorized: bool
    token_expires_in_seconds: int
    quota_minute_left: int
    quota_day_left: int
