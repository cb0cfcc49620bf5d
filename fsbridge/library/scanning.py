"""Scanning: what stands in the folder is the truth, and the index follows it."""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from fsbridge.library import sidecar
from fsbridge.library.entry import Entry, FileKind
from fsbridge.library.links import HOME
from fsbridge.library.seats import Seat
from fsbridge.library.walking import HOMES, Found, is_hidden, is_sound, is_usable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from fsbridge.library.paths import Layout
    from fsbridge.library.shelf import Shelf

log = logging.getLogger(__name__)
_NUMBERS_END = 2**63
"""Greater ones fit into no index."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What the index does not know: files new or edited, `moved` ones looking like one that is gone; files gone."""

    fresh: set[Found]
    moved: set[Found]
    gone: list[Entry]


def catch_up(shelf: Shelf) -> None:
    """Have the index know what sidecars know, before it gives away an id of theirs or one of them is written over."""
    _recover(shelf, _described(shelf) - shelf.index.ids())


def compare(shelf: Shelf, places: Collection[str], found: dict[str, Found]) -> Difference:
    """Tell how folder and index differ at these places; what sidecars know comes into the index first."""
    known = _known(shelf, places)
    lost = {id_in(path) for path in found.keys() - known}
    if "" in places:
        lost |= _described(shelf) - shelf.index.ids()
    if _recover(shelf, lost):
        known = _known(shelf, places)
    unknown = {
        file
        for path, file in found.items()
        if not path.startswith(HOME) and known.get(path) != (file.size_bytes, file.mtime_ns)
    }
    unknown.update([other for file in unknown for other in _other_names(shelf, file)])
    paths = {file.path for file in unknown}
    gone = [path for path, stands in known.items() if path not in paths and not _same(path, stands, found.get(path))]
    moved = {file for file in unknown if _moved(shelf, file)}
    return Difference(unknown - moved, moved, list(filter(None, map(shelf.index.at, gone))))


def _known(shelf: Shelf, places: Collection[str]) -> dict[str, tuple[int, int]]:
    return {path: stands for place in places for path, stands in shelf.index.stands(place).items()}


def _other_names(shelf: Shelf, file: Found) -> Iterator[Found]:
    """Give the other names of what was written to under this one: a file in a bank has two, and one is told of."""
    stands, known = (file.size_bytes, file.mtime_ns), shelf.index.at(file.path)
    for each in shelf.index.entries(known.id) if known else ():
        is_news = (each.size_bytes, each.mtime_ns) != stands and not each.path.startswith(HOME)
        if is_news and shelf.layout.links.standing(each.path) == stands:
            yield Found(each.path, *stands)


def _moved(shelf: Shelf, file: Found) -> bool:
    alike = shelf.index.looking_like(file.size_bytes, file.mtime_ns)
    return any(shelf.layout.links.standing(entry.path) is None for entry in alike)


def _same(path: str, stands: tuple[int, int], found: Found | None) -> bool:
    """Tell whether a file is as it was; our own are known by size alone, since a copied folder has new times."""
    if found is None or found.size_bytes != stands[0]:
        return False
    return found.mtime_ns == stands[1] or path.startswith(HOME)


def _described(shelf: Shelf) -> set[int]:
    """Give the ids of all sounds that have a sidecar."""
    shelf.layout.sidecars.mkdir(exist_ok=True)
    with os.scandir(shelf.layout.sidecars) as entries:
        return {_id(entry.name.removesuffix(".json")) for entry in entries}


def _recover(shelf: Shelf, lost: Iterable[int]) -> bool:
    """Bring into the index what only sidecars know, after it was lost or a placement was cut off; False: nothing.

    A sound whose placement was cut off is told now; those of a whole index that was lost are no news.
    """
    layout, index = shelf.layout, shelf.index
    described = [id_ for id_ in lost if layout.sidecar(id_).exists()]
    if not described:
        return False
    untold = [id_ for id_ in described if not index.best(id_)] if index.ids() else []
    with index.transaction():
        for id_ in described:
            kept = sidecar.read(layout.sidecar(id_))
            if kept and kept.sound.id == id_ and kept.service == index.source(id_):
                index.keep(kept.sound)
                index.put(each for each in kept.files if each.id == id_ and in_place(shelf, each))
    for id_ in untold:
        shelf.announce(id_, known=False)
    return True


def id_in(path: str) -> int:
    """Read the id of the sound that a file is named after, in a bank behind its number; 0 where there is none."""
    name = PurePosixPath(path).name.partition("__")[0]
    return _id(name.partition("_")[2] if Seat.at(path) else name)


def _id(digits: str) -> int:
    """Read the id of a sound, 0 where it is none."""
    return int(digits) if re.fullmatch(r"-?\d{1,18}", digits, re.ASCII) else 0


def in_place(shelf: Shelf, entry: Entry) -> bool:
    """Tell whether a file is where files of its kind are, and is no other sound's: a sidecar may be anybody's."""
    path, facts = PurePosixPath(entry.path), entry.facts
    home = next((kind for kind, folder in HOMES.items() if path.is_relative_to(folder)), FileKind.ORIGINAL)
    if entry.kind is FileKind.BANK:
        seat = Seat.read(entry.variant)
        home = FileKind.BANK if seat and seat.is_at(entry.path) else home
    if home is not entry.kind or (home is FileKind.ORIGINAL and is_hidden(entry.path)) or ".." in path.parts:
        return False
    if path.is_absolute() or not (is_sound(entry.path) and is_usable(entry.path)):
        return False
    if not all(0 <= number < _NUMBERS_END for number in (facts.frames, facts.samplerate, facts.channels)):
        return False
    known = shelf.index.at(entry.path)
    return (known is None or known.id == entry.id) and is_as_known(shelf.layout, entry)


def is_as_known(layout: Layout, entry: Entry) -> bool:
    """Tell whether a file stands where the index has it, as it was."""
    stands = layout.links.standing(entry.path)
    return stands is not None and _same(entry.path, (entry.size_bytes, entry.mtime_ns), Found(entry.path, *stands))
