"""Scanning: what stands in the folder is the truth, and the index follows it."""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from fsbridge.core.events import Banked, Removed
from fsbridge.library import sidecar
from fsbridge.library.entry import Entry, FileKind
from fsbridge.library.links import HOME
from fsbridge.library.seats import BANKS, Seat
from fsbridge.library.walking import HOMES, Found, is_hidden, is_sound, is_usable
from fsbridge.model import AudioFacts, License, Sound

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from fsbridge.core.events import Event
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
    lost = {_id_in(path) for path in found.keys() - known}
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


def _id_in(path: str) -> int:
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
    return (known is None or known.id == entry.id) and _stands(shelf.layout, entry)


def _stands(layout: Layout, entry: Entry) -> bool:
    stands = layout.links.standing(entry.path)
    return stands is not None and _same(entry.path, (entry.size_bytes, entry.mtime_ns), Found(entry.path, *stands))


def adopt(shelf: Shelf, found: Found, md5: str, facts: AudioFacts) -> list[Event] | None:
    """Take a file that stands still and opens into the index, as the sound that its content says it is.

    None, and nothing done, where it has changed meanwhile.
    """
    layout, index = shelf.layout, shelf.index
    if layout.links.standing(found.path) != (found.size_bytes, found.mtime_ns):
        return None
    before = index.at(found.path)
    if before and before.md5 == md5:
        with index.transaction():
            index.put([replace(before, mtime_ns=found.mtime_ns)])
        return []
    banked = _seat(shelf, found, md5, before)
    kind, variant = (FileKind.BANK, str(banked[1])) if banked else (FileKind.ORIGINAL, "")
    id_ = banked[0] if banked else before.id if before else _identity(shelf, md5)
    kept = index.sound(id_)
    sound = _own(id_, found, md5, facts) if kept is None or (id_ < 0 and not banked) else kept
    files = index.entries(id_)
    stale = shelf.made_of_original(id_) if before and not banked else []
    gone = [*stale, before]
    entry = Entry(id_, kind, variant, found.path, found.size_bytes, found.mtime_ns, md5, facts)
    shelf.write_sidecar(
        sound, [*(each for each in files if (each.kind, each.variant) != (kind, variant) and each not in gone), entry]
    )
    shelf.discard(stale)  # first: without a row nobody would find them again
    shelf.record(sound, entry, stale)
    if banked:
        file = None if before else index.file(id_, kind, variant, entry.quality)
        return shelf.tell([Banked(banked[1].bank, banked[1].number, file[0])] if file else [])
    return shelf.announce(id_, known=any(each.kind in (FileKind.ORIGINAL, FileKind.PREVIEW) for each in files))


def _seat(shelf: Shelf, found: Found, md5: str, before: Entry | None) -> tuple[int, Seat] | None:
    """Give sound and seat of a file of a bank that was edited, or came there with its whole folder or ahead of a kill.

    The name alone tells nothing: it must be a file of that sound. And what has the number already keeps it.
    """
    edited = before if before and before.kind is FileKind.BANK else None
    seat = Seat.read(edited.variant) if edited else Seat.at(found.path)
    if seat is None or (not edited and (before or _is_taken(shelf, seat, found.path))):
        return None
    id_ = edited.id if edited else _id_in(found.path)
    for each in shelf.index.entries(id_):
        if md5 == each.md5 or (each.size_bytes, each.mtime_ns) == (found.size_bytes, found.mtime_ns):
            return id_, replace(seat, quality=each.quality)
    return (id_, seat) if edited else None


def _is_taken(shelf: Shelf, seat: Seat, path: str) -> bool:
    """Tell whether something beside the file at `path` stands there with that number."""
    others = [each for each in shelf.index.stands(f"{BANKS}/{seat.bank}") if each != path and seat.is_at(each)]
    return any(shelf.layout.links.standing(each) for each in others)


def _identity(shelf: Shelf, md5: str) -> int:
    index = shelf.index
    moved = (each.id for each in index.originals(md5) if shelf.layout.links.standing(each.path) is None)
    return next(moved, None) or index.without_original(md5) or index.next_own_id()


def _own(id_: int, found: Found, md5: str, facts: AudioFacts) -> Sound:
    """Describe a file of the user's own, in the words of the service, so that a search finds it."""
    from datetime import UTC, datetime

    *folders, name = PurePosixPath(found.path).parts
    kind = facts.container.partition(" ")[0].lower()
    metadata = {
        "id": id_,
        "name": name,
        "tags": folders,
        "created": datetime.fromtimestamp(found.mtime_ns // 10**9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "type": kind,
        "channels": facts.channels,
        "filesize": found.size_bytes,
        "duration": facts.seconds,
        "samplerate": facts.samplerate,
        "md5": md5,
    }
    shape = (facts.seconds, facts.samplerate, facts.channels, found.size_bytes, md5, "")
    return Sound(id_, name, "", License.OTHER, "", kind, *shape, metadata)


def forget(shelf: Shelf, gone: Iterable[Entry]) -> list[Event]:
    """Strike files that are gone, and tell of sounds that lost theirs; what was edited since is no loss."""
    known = [entry for entry in gone if shelf.index.at(entry.path) == entry and not _stands(shelf.layout, entry)]
    stands = shelf.layout.links.standing
    return _strike(shelf, [entry for entry in known if entry.path.startswith(HOME) or stands(entry.path) is None])


def _strike(shelf: Shelf, struck: list[Entry]) -> list[Event]:
    layout, index = shelf.layout, shelf.index
    made = [each for entry in struck if entry.kind is FileKind.ORIGINAL for each in shelf.made_of_original(entry.id)]
    shelf.discard(made)
    with index.transaction():
        index.drop([*struck, *made])
    return shelf.tell(
        Removed(entry.id, f"{layout.root.as_posix()}/{entry.path}")
        for entry in struck
        if entry.kind is FileKind.ORIGINAL or (entry.kind is FileKind.PREVIEW and not _is_here(shelf, entry.id))
    )


def _is_here(shelf: Shelf, id_: int) -> bool:
    """Tell whether a sound has a file, beside those in banks."""
    return any(entry.kind is not FileKind.BANK for entry in shelf.index.entries(id_))


def refuse(shelf: Shelf, found: Found) -> list[Event]:
    """Forget what a file was before it became one that does not open."""
    entry = shelf.index.at(found.path)
    return _strike(shelf, [entry]) if entry and not _stands(shelf.layout, entry) else []
