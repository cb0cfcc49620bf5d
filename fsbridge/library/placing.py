"""Placing: how a whole and checked file comes under its final name."""

from __future__ import annotations

import hashlib
import stat
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from fsbridge.errors import FolderMissingError
from fsbridge.files import rename, sync_folder
from fsbridge.library import sidecar
from fsbridge.library.entry import Entry, FileKind, kind_and_variant
from fsbridge.library.shelf import Shelf, merged

if TYPE_CHECKING:
    from fsbridge.model import AudioFacts, Form, LocalFile, Quality, Sound


def md5_of(path: Path) -> str:
    """Give the md5 of a file's content, as Freesound names originals (docs/freesound.md 4.5)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def place(
    shelf: Shelf, sound: Sound, quality: Quality, form: Form | None, partial: Path, facts: AudioFacts
) -> LocalFile:
    """Put down what is known of the sound, rename its synced file, record it, tell it; in this order.

    Killed in between, the sidecar lets a scan recognise the file.
    """
    layout, index = shelf.layout, shelf.index
    kind, variant = kind_and_variant(quality, form)
    stands = standing(partial)
    if stands is None:
        raise FolderMissingError(f"The sample folder {layout.root} is gone: bring it back and ask again.")
    sound = merged(index.sound(sound.id), sound)
    files = index.entries(sound.id)
    path = _path(shelf, sound, kind, variant, files)
    md5 = sound.md5 if kind is FileKind.ORIGINAL else ""
    entry = Entry(sound.id, kind, variant, path, *stands, md5, facts)
    others = [each for each in files if (each.kind, each.variant) != (kind, variant)]
    shelf.write_sidecar(sound, [*others, entry])
    target = layout.root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    rename(partial, target)
    sync_folder(target.parent)
    shelf.record(sound, entry)
    known = any(each.kind in (FileKind.ORIGINAL, FileKind.PREVIEW) for each in files)
    if kind is FileKind.ORIGINAL or not known:
        shelf.announce(sound.id, known=known)
    placed = index.file(sound.id, kind, variant, quality)
    assert placed, "it was recorded just now"
    return placed[0]


def describe(shelf: Shelf, sound: Sound) -> bool:
    """Keep a newer description of a sound that is here; tell whether it changed."""
    kept = shelf.index.sound(sound.id)
    if kept is None:
        return False
    sound = merged(kept, sound)
    if sound == kept and sound.metadata == kept.metadata:
        return False
    shelf.write_sidecar(sound, shelf.index.entries(sound.id))
    with shelf.index.transaction():
        shelf.index.keep(sound)
    if sound != kept:
        shelf.announce(sound.id, known=True)
    return True


def standing(path: Path) -> tuple[int, int] | None:
    """Give size and time of change of a regular file, itself and not what it links to; None where there is none."""
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def _path(shelf: Shelf, sound: Sound, kind: FileKind, variant: str, files: list[Entry]) -> str:
    """Choose where a file goes: where it was, else under its own name, else beside a stranger of that name."""
    root = shelf.layout.root
    earlier = next((each for each in files if (each.kind, each.variant) == (kind, variant)), None)
    if earlier and standing(root / earlier.path) in (None, (earlier.size_bytes, earlier.mtime_ns)):
        return earlier.path
    first = PurePosixPath(shelf.layout.path_for(sound, kind, variant))
    numbered = (first.with_stem(f"{first.stem}-{number}") for number in count(2))
    for path in chain([first], numbered):
        stands = standing(root / path)
        if stands is None or _interrupted(shelf, sound.id, str(path), stands[0]):
            return str(path)
    raise AssertionError


def _interrupted(shelf: Shelf, id_: int, path: str, size_bytes: int) -> bool:
    """Tell whether a file was placed for this sound and then never recorded."""
    if shelf.index.at(path):
        return False
    kept = sidecar.read(shelf.layout.sidecar(id_))
    return kept is not None and any((each.path, each.size_bytes) == (path, size_bytes) for each in kept.files)
