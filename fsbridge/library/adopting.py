"""Adopting: which sound a file is that is new or edited, and what goes with one that is gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from fsbridge.core.events import Banked, Removed
from fsbridge.library.entry import Entry, FileKind
from fsbridge.library.links import HOME
from fsbridge.library.scanning import id_in, is_as_known
from fsbridge.library.seats import BANKS, Seat
from fsbridge.model import License, Sound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fsbridge.core.events import Event
    from fsbridge.library.shelf import Shelf
    from fsbridge.library.walking import Found
    from fsbridge.model import AudioFacts


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
    id_ = edited.id if edited else id_in(found.path)
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
    known = [entry for entry in gone if shelf.index.at(entry.path) == entry and not is_as_known(shelf.layout, entry)]
    standing = shelf.layout.links.standing
    return _strike(shelf, [entry for entry in known if entry.path.startswith(HOME) or standing(entry.path) is None])


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
    return _strike(shelf, [entry]) if entry and not is_as_known(shelf.layout, entry) else []
