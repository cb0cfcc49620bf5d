"""Walking through the sample folder: which sound files stand there, and what is passed over."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from fsbridge.core.naming import TYPES
from fsbridge.core.texts import CONTROL
from fsbridge.library.entry import FileKind
from fsbridge.library.links import Target, standing
from fsbridge.library.paths import MADE, PREVIEWS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from fsbridge.library.links import Links

T = TypeVar("T")
log = logging.getLogger(__name__)

HOMES = {FileKind.PREVIEW: PREVIEWS, FileKind.MADE: MADE}
"""Where files lie that are no originals."""
EVERYTHING = ("", *HOMES.values())
"""The places of a full scan."""
LINKS_MAX = 1_000
"""More links than this are not followed in one walk: where each leads to others, there would be no end."""
_NOT_FOLLOWED = "a link that is not followed: see `folders` in the configuration"
_PATH_BYTES_MAX = 900
"""Longer ones reach no patch (Pd cuts strings at 999 bytes)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that stands in the folder."""

    path: str
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Walk:
    """What was met.

    Attributes:
        files: by relative path.
        links: that were followed, and what each leads to.
        skipped: what was passed over, and why.
    """

    files: dict[str, Found] = field(default_factory=dict)
    links: dict[str, Target] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)


def is_hidden(place: str) -> bool:
    """Tell whether a place is no place of the user's sounds."""
    return any(part.startswith(".") for part in place.split("/"))


def walk(links: Links, places: Iterable[str]) -> Walk:
    """Find the sound files at these places and below; hidden ones are passed over without a word."""
    met = Walk()
    for place in places:
        if is_hidden(place) and not place.startswith(tuple(HOMES.values())):
            continue
        way = links.way(place)
        if way:
            _meet(links, way, place, met, linked=bool(place) and (links.root / place).is_symlink())
        elif os.path.lexists(links.root / place):
            met.skipped[place] = _NOT_FOLLOWED
    return met


def _meet(links: Links, way: list[str], place: str, met: Walk, *, linked: bool = False) -> None:
    """Take a file, or all that is in a folder; `way` is the real path of each step down to it."""
    real = Path(way[-1])
    stands = standing(real) if is_sound(place) else None
    if linked and (stands or real.is_dir() or not real.exists()):
        met.links[place] = Target.at(way[-1])
    if not stands:
        if real.is_dir():
            _below(links, way, place, met)
    elif is_usable(place):
        met.files[place] = Found(place, *stands)
    else:
        met.skipped[place] = "a name that no patch could open"


def _below(links: Links, way: list[str], place: str, met: Walk) -> None:
    try:
        with os.scandir(way[-1]) as entries:
            for entry in entries:
                path = f"{place}/{entry.name}" if place else entry.name
                if entry.name.startswith("."):
                    continue
                linked = entry.is_symlink()
                follows = not linked or (len(met.links) < LINKS_MAX and not is_hidden(place))
                real = os.path.realpath(entry.path) if linked and follows else entry.path
                if not follows or real in way or (linked and not links.led(real)):
                    met.skipped[path] = _NOT_FOLLOWED
                elif linked or entry.is_dir() or is_sound(path):
                    _meet(links, [*way, real], path, met, linked=linked)
    except OSError as error:  # the next hint or scan looks again
        log.info("The folder %a could not be read to its end: %s", place, error.strerror)


def is_sound(path: str) -> bool:
    """Tell whether a path is named like a sound."""
    return PurePosixPath(path).suffix.lower().removeprefix(".") in TYPES


def is_usable(path: str) -> bool:
    """Tell whether a patch could open a path: short enough, UTF-8, and one line."""
    try:
        return len(path.encode()) <= _PATH_BYTES_MAX and not CONTROL.search(path)
    except UnicodeEncodeError:
        return False


def renewed(known: Mapping[str, T], met: Mapping[str, T], places: Collection[str]) -> dict[str, T]:
    """Give what is known by relative path after these places, and all below, were looked at again."""
    anew = tuple(f"{place}/" for place in places)
    return {path: what for path, what in known.items() if "" not in places and not f"{path}/".startswith(anew)} | {
        **met
    }
