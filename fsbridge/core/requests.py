"""What can be asked of the core, in plain values: one frozen type a verb."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from fsbridge.core.profiles import PROFILES, Profile
from fsbridge.model import Quality

if TYPE_CHECKING:
    from fsbridge.model import Query

RequestId = int | float | str
"""The caller's own id of a request, given back unchanged."""

Part = Literal["token", "library", "sounds"]


@dataclass(frozen=True, slots=True)
class Wish:
    """Which file of a sound, and how it is to be.

    Attributes:
        quality: one of the two files, or None: the original where it can be had, else the preview.
        wav: whether it must be a WAV, even where the original would do.
        original_form: whether the file must be as it was uploaded, whatever the format.
        samplerate, channels, bits: what a made WAV is to have; None: as the sound has.
        wait_seconds: how long an accepted fetch may wait for the network.
        profile: what the caller's host loads as it is, where the wish says nothing else.
        preview_first: whether the preview is wanted ahead of an original that has to be brought.
    """

    quality: Quality | None = None
    wav: bool = False
    original_form: bool = False
    samplerate: int | None = None
    channels: int | None = None
    bits: int | None = None
    wait_seconds: int = 600
    profile: Profile = PROFILES["plain"]
    preview_first: bool = False

    def first(self) -> Wish | None:
        """Give what is to be brought ahead of this, None where nothing is."""
        if not self.preview_first or self.quality is Quality.PREVIEW:
            return None
        return replace(self, quality=Quality.PREVIEW)


@dataclass(frozen=True, slots=True)
class Search:
    """Find sounds; `wish` is the caller's own, for the paths of what is here already."""

    query: Query
    wish: Wish = Wish()
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class More:
    """The next page of this caller's search `of`, or of its last one."""

    of: RequestId | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """Bring sounds here: by id (a text among them is one that can't be read), or the first of a query."""

    ids: tuple[int | str, ...] = ()
    query: Query | None = None
    wish: Wish = Wish()


@dataclass(frozen=True, slots=True)
class Bank:
    """The sounds of a bank, filled up to `count` with the first of a query; without one, those that it holds.

    Attributes:
        count: how many sounds it is to have; without a query how many are told, None for all.
        wish: how the sounds are to be; without a query how those of a folder of the user's own are told.
    """

    name: str
    count: int | None = None
    query: Query | None = None
    wish: Wish = Wish()


@dataclass(frozen=True, slots=True)
class Banks:
    """All banks there are."""


@dataclass(frozen=True, slots=True)
class Info:
    """All that is known of one sound."""

    id: int


@dataclass(frozen=True, slots=True)
class Refresh:
    """Make parts of the daemon true again."""

    parts: tuple[Part, ...] = ("token", "library")


@dataclass(frozen=True, slots=True)
class Cancel:
    """End this caller's request `of`; None: all of its requests."""

    of: RequestId | None = None


Request = Search | More | Fetch | Bank | Banks | Info | Refresh | Cancel
