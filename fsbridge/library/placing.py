"""Placing: how a whole and checked file comes under its final name."""

from __future__ import annotations

import hashlib
import os
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from fsbridge.core.partials import drop
from fsbridge.errors import FolderMissingError, NotAllowedError
from fsbridge.files import make_folder, rename, sync_folder
from fsbridge.library import sidecar
from fsbridge.library.entry import Entry, FileKind, kind_and_variant
from fsbridge.library.links import standing
from fsbridge.library.shelf import Shelf, merged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fsbridge.model import AudioFacts, Form, LocalFile, Quality, Sound


def md5_of(path: Path) -> str:
    """Give the md5 of a file's content, as Freesound names originals (docs/freesound.md 4.5)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def place(
    shelf: Shelf, sound: Sound, quality: Quality, form: Form | None, partial: Path, facts: AudioFacts
) -> LocalFile:
    """Put down what is known of the sound, name its synced file, record it, tell it; in this order.

    Killed in between, the sidecar lets a scan recognise the file.
    """
    layout, index = shelf.layout, shelf.index
    kind, variant = kind_and_variant(quality, form)
    stands = standing(partial)
    if stands is None:
        raise FolderMissingError(f"The folder {partial.parent} was emptied meanwhile: ask again.")
    sound = merged(index.sound(sound.id), sound)
    files = index.entries(sound.id)
    others = [each for each in files if (each.kind, each.variant) != (kind, variant)]
    md5 = sound.md5 if kind is FileKind.ORIGINAL else ""
    for path, over in _paths(shelf, sound, kind, variant, files):
        if not layout.links.is_own(path):
            raise NotAllowedError(f"{layout.root / path} lies behind a link: fsbridge writes into its own folder only.")
        entry = Entry(sound.id, kind, variant, path, *stands, md5, facts)
        shelf.write_sidecar(sound, [*others, entry])
        make_folder((layout.root / path).parent, below=layout.root)
        if put(partial, layout.root / path, over=over):
            break
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


def _paths(shelf: Shelf, sound: Sound, kind: FileKind, variant: str, files: list[Entry]) -> Iterator[tuple[str, bool]]:
    """Give where a file may go, and whether over one of ours that stands there.

    That is where it was, else under its own name, else beside a stranger of that name.
    """
    root = shelf.layout.root
    earlier = next((each for each in files if (each.kind, each.variant) == (kind, variant)), None)
    if earlier and shelf.layout.links.is_own(earlier.path):
        stands = standing(root / earlier.path)
        if stands in (None, (earlier.size_bytes, earlier.mtime_ns)):
            yield earlier.path, stands is not None
    first = PurePosixPath(shelf.layout.path_for(sound, kind, variant))
    numbered = (first.with_stem(f"{first.stem}-{number}") for number in count(2))
    for path in map(str, chain([first], numbered)):
        stands = standing(root / path)
        if stands is None or _interrupted(shelf, sound.id, path, stands[0]):
            yield path, stands is not None


def put(partial: Path, target: Path, *, over: bool) -> bool:
    """Give a file its final name; False, and nothing done, where something has it that is not to be written over."""
    if over:
        rename(partial, target)
    else:
        try:
            target.hardlink_to(partial)
        except FileExistsError:
            return False
        except OSError:  # hard links can't be had
            if os.path.lexists(target):
                return False
            rename(partial, target)
    drop(partial)  # at once: another download may begin one of that name, if whoever waited for this has left
    sync_folder(target.parent)
    return True


def _interrupted(shelf: Shelf, id_: int, path: str, size_bytes: int) -> bool:
    """Tell whether a file was placed for this sound and then never recorded."""
    if shelf.index.at(path):
        return False
    kept = sidecar.read(shelf.layout.sidecar(id_))
    return kept is not None and any((each.path, each.size_bytes) == (path, size_bytes) for each in kept.files)
