"""Banks: folders of sounds with numbers, which hosts load whole and play by position.

A file of ours there is one more name of a sound's file, known by its row, and after a rebuild by the sidecar. Where
only files of the user's own stand, they have the numbers that SuperDirt gives them.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from fsbridge.core.events import Banked
from fsbridge.core.naming import bank_file_name
from fsbridge.core.partials import drop
from fsbridge.core.profiles import PROFILES
from fsbridge.errors import BusyError, NotAllowedError
from fsbridge.files import make_folder, sync
from fsbridge.library import sidecar
from fsbridge.library.entry import Entry, FileKind
from fsbridge.library.index import LOCAL
from fsbridge.library.links import standing
from fsbridge.library.placing import put
from fsbridge.library.scanning import in_place
from fsbridge.library.seats import BANKS, Seat, number_in
from fsbridge.library.walking import is_sound, walk
from fsbridge.model import Quality, SoundBank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fsbridge.library.index import Index
    from fsbridge.library.paths import Layout
    from fsbridge.library.shelf import Shelf
    from fsbridge.model import LocalFile, Sound

_BELOW = (
    f"SELECT kind, variant, id, {LOCAL} FROM files JOIN sounds USING (source, id)"  # noqa: S608 - written above
    f" WHERE path > ? AND path < ? AND kind IN ('{FileKind.BANK}', '{FileKind.ORIGINAL}') ORDER BY path"
)


def spelled(layout: Layout, name: str) -> str:
    """Give the name as it is on the disk: where case makes no difference there, the bank that exists wins."""
    folder = layout.root / BANKS
    names = [each.name for each in folder.iterdir()] if (folder / name).exists() else []
    return name if name in names else next((each for each in names if each.lower() == name.lower()), name)


def read(layout: Layout, index: Index, place: str = BANKS) -> tuple[list[SoundBank], bool]:
    """Give the banks at or below a place, in order of name, and whether the index knows all that stands there.

    In a folder of the user's own the names on the disk give the numbers, whatever the index knows of them yet.
    """
    met = walk(layout.links, [place]).files
    known: dict[str, tuple[Seat | None, LocalFile]] = {}
    for kind, variant, id_, *row in index.connection.execute(_BELOW, (f"{place}/", f"{place}0")):
        seat = Seat.read(variant) if kind == FileKind.BANK else None
        file, size_bytes = index.local(id_, seat.quality if seat else Quality.ORIGINAL, row)
        if row[0] in met and met[row[0]].size_bytes == size_bytes:
            known[row[0]] = seat, file
    banks: dict[str, list[str]] = defaultdict(list)
    for path in sorted(met, key=_order):
        _, name, *deeper = path.split("/")
        if len(deeper) == 1:
            banks[name].append(path)
    found = [_bank(layout, name, [known.get(path) for path in paths]) for name, paths in sorted(banks.items())]
    return [bank for bank in found if bank.sounds], met.keys() == known.keys()


def _bank(layout: Layout, name: str, files: Iterable[tuple[Seat | None, LocalFile] | None]) -> SoundBank:
    there = {place: file for place, file in enumerate(files) if file}
    ours = {seat.number: file for seat, file in there.values() if seat}
    sounds = dict(sorted(ours.items())) or {place: file for place, (_, file) in there.items()}
    return SoundBank(name, folder_of(layout, name), sounds, is_own=not ours)


def folder_of(layout: Layout, name: str) -> str:
    """Give the path of a bank's folder."""
    return f"{layout.root.as_posix()}/{BANKS}/{name}"


def _order(path: str) -> tuple[bool, str]:
    """Give the order of a user's own files: those that SuperDirt passes over, and counts on, come last."""
    return not path.lower().endswith(PROFILES["dirt"].suffixes), path


def add(shelf: Shelf, name: str, file: LocalFile, below: int) -> tuple[int, LocalFile] | None:
    """Give a WAV of a sound a number and one more name; the same ones if it has them already.

    One of the original takes the place of one of the preview. None: no number below `below` is free.
    """
    layout, index = shelf.layout, shelf.index
    name = spelled(layout, name)
    here = file.path.removeprefix(f"{layout.root.as_posix()}/")
    sound, source, way = index.sound(file.id), index.at(here), layout.links.way(here)
    if sound is None or source is None or not way:
        raise BusyError(f"The file of sound {file.id} was taken away meanwhile: ask again.")
    if here.rpartition("/")[0] == f"{BANKS}/{name}":  # the user's own, which a search in the folder has found
        return None
    known = _known(shelf, name, file.id)
    held = next(((seat, entry) for seat, entry in known if in_place(shelf, entry)), None)
    if held and held[0].number >= below:
        return None
    if held and not _gives_way(shelf, *held, file):
        return _numbered(shelf, *held)
    wanted = chain((seat.number for seat, _ in known if seat.number < below), range(below))
    places = [(held[0].number, held[1].path)] if held else _free(layout, name, sound, wanted)
    gone = [entry for _, entry in known]
    others = [each for each in index.entries(file.id) if each not in gone]
    for number, path in places:
        if not layout.links.is_own(path):
            raise NotAllowedError(f"{layout.root / path} lies behind a link: fsbridge writes into its own folder only.")
        partial = layout.partials / PurePosixPath(path).name
        try:
            stands = _draw(Path(way[-1]), partial, layout)
            seat = Seat(name, number, file.quality)
            entry = Entry(file.id, FileKind.BANK, str(seat), path, *stands, source.md5, source.facts)
            shelf.write_sidecar(sound, [*others, entry])
            make_folder((layout.root / path).parent, below=layout.root)
            if put(partial, layout.root / path, over=held is not None):
                return _numbered(shelf, seat, entry, gone)
        finally:
            drop(partial)
    return None


def _known(shelf: Shelf, name: str, id_: int) -> list[tuple[Seat, Entry]]:
    """Give where a sound sits in a bank, or once sat; a kill may leave its sidecar ahead of its rows."""
    kept = sidecar.read(shelf.layout.sidecar(id_))
    entries = [*shelf.index.entries(id_), *(kept.files if kept else ())]
    seats = [(Seat.read(each.variant), each) for each in entries if each.kind is FileKind.BANK]
    return [(seat, each) for seat, each in seats if seat and seat.bank == name]


def _gives_way(shelf: Shelf, seat: Seat, entry: Entry, file: LocalFile) -> bool:
    """Tell whether what stands there is of the preview, as it was put there, and the other of the original."""
    if seat.quality is not Quality.PREVIEW or file.quality is not Quality.ORIGINAL:
        return False
    alike = shelf.index.looking_like(entry.size_bytes, entry.mtime_ns)
    return any(each.id == entry.id and each.kind is not FileKind.BANK for each in alike)


def _free(layout: Layout, name: str, sound: Sound, wanted: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Give those of the wanted numbers that are free, and where the sound's file would stand.

    Raises:
        NotAllowedError: as `_taken` does.
    """
    taken = _taken(layout, name)
    for number in wanted:
        if number not in taken:
            yield number, f"{BANKS}/{name}/{bank_file_name(name, number, sound)}"


def _taken(layout: Layout, name: str) -> set[int]:
    """Give the numbers that something in a bank has, be it ours or not: hosts count files.

    Raises:
        NotAllowedError: what stands there is the user's alone, be it known to the index yet or not.
    """
    folder = layout.root / BANKS / name
    names = [each.name for each in folder.iterdir()] if folder.is_dir() else []
    in_the_way = [place for place in (folder.parent, folder) if os.path.lexists(place) and not place.is_dir()]
    if not any(Seat.at(f"{BANKS}/{name}/{each}") for each in names) and any(map(is_sound, names)):
        in_the_way.append(folder)
    if in_the_way:
        raise NotAllowedError(f"{in_the_way[0]} is your own: move it away, or choose another name for the bank.")
    return {number for number in map(number_in, names) if number is not None}


def _draw(source: Path, partial: Path, layout: Layout) -> tuple[int, int]:
    """Have a file stand ready that was whole and synced before, under a second name where the file system has such."""
    partial.parent.mkdir(exist_ok=True)
    partial.unlink(missing_ok=True)
    try:
        partial.hardlink_to(source)
    except OSError:
        stands = source.stat()
        layout.look(stands.st_size)
        shutil.copyfile(source, partial)
        sync(partial)
        os.utime(partial, ns=(stands.st_atime_ns, stands.st_mtime_ns))  # it is known by it where its row has gone first
    drawn = standing(partial)
    assert drawn, "it was put there just now"
    return drawn


def _numbered(shelf: Shelf, seat: Seat, entry: Entry, stale: Iterable[Entry] = ()) -> tuple[int, LocalFile]:
    """Give number and file of what stands in a bank; unless the index knows it, write it there, and tell."""
    is_known = shelf.index.at(entry.path) == entry
    if not is_known:
        with shelf.index.transaction():
            shelf.index.drop(stale)
            shelf.index.put([entry])
    placed = shelf.index.file(entry.id, entry.kind, entry.variant, seat.quality)
    assert placed, "it was recorded just now"
    if not is_known:
        shelf.tell([Banked(seat.bank, seat.number, placed[0])])
    return seat.number, placed[0]
