"""What the index is made of, and how one is known that is damaged or of another version."""

from __future__ import annotations

import sqlite3

VERSION = 2
OWN = "own"
"""Source of the user's own files."""

_WHOLE = "'original', 'preview'"
"""The kinds of files that make a sound be `here`; to count those rows, SQLite reads none of them."""
_SCHEMA = f"""
CREATE TABLE sounds (
    number INTEGER PRIMARY KEY, source TEXT NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, username TEXT NOT NULL,
    license TEXT NOT NULL, md5 TEXT NOT NULL, UNIQUE (source, id)
);
CREATE TABLE descriptions (number INTEGER PRIMARY KEY, described BLOB NOT NULL);
CREATE INDEX sounds_by_md5 ON sounds (md5);
CREATE TABLE files (
    source TEXT, id INTEGER, kind TEXT, variant TEXT, path TEXT NOT NULL UNIQUE, size_bytes INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL, md5 TEXT NOT NULL, frames INTEGER NOT NULL, samplerate INTEGER NOT NULL,
    channels INTEGER NOT NULL, container TEXT NOT NULL, subtype TEXT NOT NULL, PRIMARY KEY (source, id, kind, variant)
) WITHOUT ROWID;
CREATE INDEX files_by_md5 ON files (md5);
CREATE INDEX files_by_time ON files (mtime_ns);
CREATE TABLE here (id INTEGER PRIMARY KEY);
CREATE TRIGGER comes AFTER INSERT ON files WHEN new.kind IN ({_WHOLE})
    BEGIN INSERT OR IGNORE INTO here VALUES (new.id); END;
CREATE TRIGGER goes AFTER DELETE ON files
    WHEN NOT EXISTS (SELECT 1 FROM files WHERE (source, id) = (old.source, old.id) AND kind IN ({_WHOLE}))
    BEGIN DELETE FROM here WHERE id = old.id; END;
CREATE VIRTUAL TABLE words USING fts5 (
    name, tags, description, username, pack, tokenize = 'porter unicode61 remove_diacritics 2'
);
PRAGMA user_version = {VERSION};
"""  # noqa: S608 - written above

_UNSHARED = ("SQLITE_IOERR_SHM", "SQLITE_CANTOPEN")
"""How SQLite says that memory can't be shared there, which write-ahead logging needs: on network and FUSE mounts."""


class DamagedError(sqlite3.DatabaseError):
    """The file is no index, or not one of this version."""

    sqlite_errorname = "SQLITE_CORRUPT"


def is_damage(error: sqlite3.Error) -> bool:
    """Tell whether the file is no longer an index, rather than out of reach."""
    name = getattr(error, "sqlite_errorname", "")
    no_text = isinstance(error, sqlite3.OperationalError) and not name  # Python's own: it is no UTF-8
    return no_text or name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def connect(place: str, patience_seconds: float) -> sqlite3.Connection:
    """Connect for writing, and make a new index whole.

    Raises:
        DamagedError: it is of another version.
    """
    try:
        return _connect(place, patience_seconds, "PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith(_UNSHARED):
            raise
    # A log that was copied here is read by one who shares no memory with others (sqlite.org/wal.html, 8).
    _connect(place, patience_seconds, "PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = DELETE").close()
    return _connect(place, patience_seconds, "PRAGMA journal_mode = DELETE")


def _connect(place: str, patience_seconds: float, *pragmas: str) -> sqlite3.Connection:
    connection = sqlite3.connect(place, uri=True, check_same_thread=False, timeout=patience_seconds)
    try:
        for pragma in pragmas:
            connection.execute(pragma)
        connection.execute("PRAGMA synchronous = NORMAL")  # a lost row is found again by a scan
        connection.execute("PRAGMA recursive_triggers = ON")  # what is replaced goes, too
        _make_whole(connection)
        _try_to_write(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _try_to_write(connection: sqlite3.Connection) -> None:
    """Find out now that SQLite has opened for reading only what it could not open for writing."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA user_version = {VERSION}")  # undone at once; to begin is allowed
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith("SQLITE_BUSY"):  # that somebody else writes just now
            raise
    connection.rollback()


def _make_whole(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (parts,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if not parts:
        connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
    elif version != VERSION:
        raise DamagedError(f"its version is {version}, and {VERSION} is read here")
