"""The index: what lies in the sample folder, quick to ask. A cache; sidecars and folder rebuild it."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from fsbridge.core.metadata import texts
from fsbridge.library.entry import Entry, FileKind
from fsbridge.library.schema import OWN, DamagedError, connect, is_damage
from fsbridge.model import AudioFacts, License, LocalFile, Quality, Sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager

T = TypeVar("T", License, FileKind)
log = logging.getLogger(__name__)

_COLUMNS = "id, kind, variant, path, size_bytes, mtime_ns, md5, frames, samplerate, channels, container, subtype"
LOCAL = "path, frames, samplerate, channels, license, username, name, container, subtype, size_bytes"
"""The columns, of a file and its sound, that `Index.local` reads."""
_LOOKUP = f"""
SELECT {LOCAL} FROM files JOIN sounds USING (source, id) WHERE source = ? AND id = ? AND kind = ? AND variant = ?
"""  # noqa: S608 - written above


def open_index(path: Path, service: str, *, suspect: bool) -> Index:
    """Open the index for writing, after a close look if it is suspect; a damaged one is put away and begun anew."""
    index = None
    try:
        index = Index(path, service, writable=True)
        if suspect:
            index.verify()
            index.read_all()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        if index:
            index.close()
        log.warning("The index %s is made again from folder and sidecars: %s.", path, error)
    else:
        return index
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    return Index(path, service, writable=True)


class Index:
    """One connection to the index; used by one thread at a time, and only one of them `writable`.

    Args:
        path: of the index.
        service: that the folder belongs to.
        writable: whether to make the index where there is none, and to change it.
        patience_seconds: how long another program that holds it is waited for.
    """

    def __init__(self, path: Path, service: str, *, writable: bool = False, patience_seconds: float = 2) -> None:
        self.service = service
        if writable:
            self.connection = connect(f"{path.as_uri()}?mode=rwc", patience_seconds)
        else:
            place = f"{path.as_uri()}?mode=ro"
            self.connection = sqlite3.connect(place, uri=True, check_same_thread=False, timeout=patience_seconds)
        self._ask = self.connection.execute
        self._root = f"{path.parent.parent.as_posix()}/"

    def verify(self) -> None:
        """Look at every page; a second for a gigabyte.

        Raises:
            DamagedError: one is not as it should be.
        """
        (verdict,) = self._ask("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise DamagedError(verdict)

    def read_all(self) -> None:
        """Read every row: SQLite knows pages, not what they mean; some seconds for 100,000 sounds.

        Raises:
            DamagedError: one is not as it should be.
        """
        for (described,) in self._ask("SELECT described FROM descriptions"):
            decode(described)
        for (text,) in self._ask("SELECT DISTINCT license FROM sounds"):
            _known(License, text)
        self._entries("1")

    def transaction(self) -> AbstractContextManager[Any]:
        """Commit what is written inside, all of it or, on an error, nothing."""
        return self.connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close; the last to leave puts all into the one file."""
        self.connection.close()

    # asking

    def source(self, id_: int) -> str:
        """Name where a sound is from."""
        return OWN if id_ < 0 else self.service

    def file(self, id_: int, kind: FileKind, variant: str, quality: Quality) -> tuple[LocalFile, int] | None:
        """Give a file and the bytes it is to have, by primary key."""
        row = self._ask(_LOOKUP, (OWN if id_ < 0 else self.service, id_, kind, variant)).fetchone()
        return self.local(id_, quality, row) if row else None

    def local(self, id_: int, quality: Quality, row: Sequence[Any]) -> tuple[LocalFile, int]:
        """Read a row of `LOCAL`: a file, and the bytes it is to have."""
        path, frames, rate, channels, license_, username, name, container, subtype, size_bytes = row
        seconds = frames / rate if rate else 0.0
        kept = (quality, _known(License, license_), username, name, container, subtype)
        return LocalFile(id_, self._root + path, frames, rate, channels, seconds, *kept), size_bytes

    def best(self, id_: int) -> LocalFile | None:
        """Give the original of a sound, else its preview."""
        for quality in Quality:
            if found := self.file(id_, FileKind(quality.value), "", quality):
                return found[0]
        return None

    def sound(self, id_: int) -> Sound | None:
        """Give the description of a sound."""
        row = self._ask(
            "SELECT described FROM sounds JOIN descriptions USING (number) WHERE source = ? AND id = ?",
            (self.source(id_), id_),
        ).fetchone()
        return decode(row[0]) if row else None

    def entries(self, id_: int) -> list[Entry]:
        """Give all files of a sound."""
        return self._entries("source = ? AND id = ?", self.source(id_), id_)

    def at(self, path: str) -> Entry | None:
        """Give the file at a relative path."""
        return next(iter(self._entries("path = ?", path)), None)

    def stands(self, place: str) -> dict[str, tuple[int, int]]:
        """Give size and time of change of the file at `place`, or of all in that folder; "" is the whole folder."""
        rows = self._ask(
            "SELECT path, size_bytes, mtime_ns FROM files WHERE ? = '' OR path = ? OR path > ? AND path < ?",
            (place, place, f"{place}/", f"{place}0"),
        )
        return {path: (size_bytes, mtime_ns) for path, size_bytes, mtime_ns in rows}

    def originals(self, md5: str) -> list[Entry]:
        """Give the uploaded and own files with this content."""
        return self._entries("md5 = ? AND kind = ?", md5, FileKind.ORIGINAL)

    def looking_like(self, size_bytes: int, mtime_ns: int) -> list[Entry]:
        """Give the files of this size and time of change."""
        return self._entries("mtime_ns = ? AND size_bytes = ?", mtime_ns, size_bytes)

    def without_original(self, md5: str) -> int | None:
        """Give the id of a known sound with this content whose file is not here."""
        row = self._ask(
            "SELECT id FROM sounds WHERE md5 = ? AND NOT EXISTS (SELECT 1 FROM files WHERE files.source = sounds.source"
            " AND files.id = sounds.id AND kind = ?) ORDER BY id DESC LIMIT 1",
            (md5, FileKind.ORIGINAL),
        ).fetchone()
        return row and int(row[0])

    def ids(self) -> set[int]:
        """Give the ids of all sounds that are described here, with a file or without."""
        return {id_ for (id_,) in self._ask("SELECT id FROM sounds")}

    def local_ids(self) -> list[int]:
        """Give the ids of the sounds that have a file."""
        return [id_ for (id_,) in self._ask("SELECT id FROM here")]

    def count(self) -> int:
        """Count the sounds that have a file; 0.2 ms for 100,000."""
        return int(self._ask("SELECT count(*) FROM here").fetchone()[0])

    def next_own_id(self) -> int:
        """Give the first negative id that was never used."""
        (lowest,) = self._ask("SELECT min(id) FROM sounds WHERE source = ?", (OWN,)).fetchone()
        return (lowest or 0) - 1

    def _entries(self, where: str, *values: object) -> list[Entry]:
        rows = self._ask(f"SELECT {_COLUMNS} FROM files WHERE {where}", values)  # noqa: S608 - written above
        return [
            Entry(id_, _known(FileKind, kind), variant, path, size_bytes, mtime_ns, md5, AudioFacts(*facts))
            for id_, kind, variant, path, size_bytes, mtime_ns, md5, *facts in rows
        ]

    # writing, inside a transaction

    def keep(self, sound: Sound) -> None:
        """Write the description of a sound."""
        import msgspec

        told = sound.metadata
        number = self._ask(
            "INSERT INTO sounds (source, id, name, username, license, md5) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (source, id) DO UPDATE SET name = excluded.name, username = excluded.username,"
            " license = excluded.license, md5 = excluded.md5 RETURNING number",
            (self.source(sound.id), sound.id, sound.name, sound.username, sound.license, sound.md5),
        ).fetchone()[0]
        self._ask("INSERT OR REPLACE INTO descriptions VALUES (?, ?)", (number, msgspec.json.encode(sound)))
        tags, description, pack = (" ".join(texts(told.get(name))) for name in ("tags", "description", "pack_name"))
        self._ask(
            "INSERT OR REPLACE INTO words (rowid, name, tags, description, username, pack) VALUES (?, ?, ?, ?, ?, ?)",
            (number, sound.name, tags, description, sound.username, pack),
        )

    def put(self, entries: Iterable[Entry]) -> None:
        """Write files of sounds that are kept."""
        self.connection.executemany(
            f"INSERT OR REPLACE INTO files (source, {_COLUMNS}) VALUES (?{', ?' * 12})",  # noqa: S608 - written above
            [
                (
                    *(self.source(each.id), each.id, each.kind, each.variant, each.path),
                    *(each.size_bytes, each.mtime_ns, each.md5),
                    *(each.facts.frames, each.facts.samplerate, each.facts.channels),
                    *(each.facts.container, each.facts.subtype),
                )
                for each in entries
            ],
        )

    def drop(self, entries: Iterable[Entry]) -> None:
        """Strike files from the index."""
        self.connection.executemany("DELETE FROM files WHERE path = ?", [(each.path,) for each in entries])


def decode(described: bytes) -> Sound:
    """Read a description as `Index.keep` wrote it."""
    import msgspec

    try:
        return msgspec.json.decode(described, type=Sound)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DamagedError(f"a description can't be read: {error}") from None


def _known(kind: type[T], text: str) -> T:
    try:
        return kind(text)
    except ValueError as error:
        raise DamagedError(str(error)) from None
