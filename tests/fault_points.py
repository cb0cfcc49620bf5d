"""Named moments at which a daemon dies as by `kill -9`; the daemon itself knows nothing of them.

Python tells of a call that opens, renames, links, connects or sends before it is made (an audit hook), and SQLite of a
statement before it runs. Each is a line here. A fault point is the patterns that lines must match, one after another:
before what the last one names, the process kills itself.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import sys
import threading
from functools import partial

EVENTS = {"open", "os.link", "os.mkdir", "os.remove", "os.rename", "socket.connect", "socket.sendto", "sqlite3.connect"}

_ROW = r"sql INSERT OR REPLACE INTO files"
_COMMIT = r"sql COMMIT"


def _growing(what: str, partial: str) -> dict[str, tuple[str, ...]]:
    """Give the way of a file up to its final name."""
    begun = rf"open \S+/partials/{partial}\S+ [wx] "
    draft = r"os.rename \S+/sounds/\d+\.json\.new"
    return {
        f"{what} is to be written": (begun,),
        f"{what} is to be synced": (begun, rf"open \S+/partials/{partial}\S+ r\+ "),
        f"{what} is to be described": (begun, r"open \S+/sounds/\d+\.json\.new x "),
        f"{what} is described in a draft": (begun, draft),
        f"{what} is described": (begun, draft, r"open \S+/\.fsbridge/sounds None"),
    }


def _naming(what: str, partial: str) -> dict[str, tuple[str, ...]]:
    """Give the way of a file from there to the answer."""
    linked, unlinked = rf"os.link \S+/partials/{partial}", rf"os.remove \S+/partials/{partial}"
    return {
        f"{what} is to be named": (linked,),
        f"{what} has two names": (linked, unlinked),
        f"{what} is named": (linked, unlinked, r"open \S+ None"),
        f"{what} is to be recorded": (linked, r"sql INSERT INTO sounds"),
        f"{what} is to be committed": (linked, _ROW, _COMMIT),
        f"{what} is committed": (linked, _COMMIT, r"sql SELECT"),
        f"{what} is to be answered": (linked, _COMMIT, r"socket.sendto"),
    }


def _writing(what: str, name: str) -> dict[str, tuple[str, ...]]:
    """Give the way of a small file that is replaced whole."""
    return {
        f"{what} is to be drafted": (rf"open \S+/{name}\.new x ",),
        f"{what} is drafted": (rf"os.rename \S+/{name}\.new",),
    }


ORIGINAL = {
    **_growing("an original", "vouched-"),
    "an original is to be noted": (r"open \S+/partials/vouched-\S+\.note",),
    **_naming("an original", "vouched-"),
}
PREVIEW = _naming("a preview", "preview-")
MADE = _naming("a made WAV", r"\d+-")
BANK = {
    "a bank's file is to stand ready": (r"os.link \S+ \S+/partials/000_",),
    "a bank's file is to be described": (r"os.link \S+ \S+/partials/000_", r"open \S+/sounds/\d+\.json\.new x "),
    "a bank is to be made": (r"os.link \S+ \S+/partials/000_", r"os.mkdir \S+/banks/"),
    **_naming("a bank's file", "000_"),
    "a bank's file is to be recorded": (r"os.link \S+/partials/000_", _ROW),
}
REPLACED = "a bank's original is to be recorded"
_REPLACED = r"os.rename \S+/partials/000_"
REPLACING = {
    "a bank's original is to be described": (r"os.link \S+ \S+/partials/000_", r"open \S+/sounds/\d+\.json\.new x "),
    "a bank's original is to take its place": (_REPLACED,),
    "a bank's original has taken its place": (_REPLACED, r"open \S+/banks/\S+ None"),
    REPLACED: (_REPLACED, _ROW),
    "a bank's original is to be committed": (_REPLACED, _ROW, _COMMIT),
    "a bank's original is to be answered": (_REPLACED, _COMMIT, r"socket.sendto"),
}
OPENING = {
    "a folder is to be made": (r"os.mkdir \S+/\.fsbridge",),
    **_writing("the marker", "service"),
    "the folder is marked": (r"os.rename \S+/service\.new", r"open \S+/\.fsbridge None"),
    "the index is to be made": (r"sqlite3.connect \S+/index\.db\?mode=rwc",),
    "the index is begun": (r"sql CREATE TABLE sounds",),
    "the index is to be committed": (r"sql CREATE VIRTUAL TABLE", _COMMIT),
    "the index is made": (r"sql CREATE VIRTUAL TABLE", _COMMIT, r"sql SELECT"),
}
REBUILDING = {
    "the damaged index is to go": (r"os.remove \S+/index\.db",),
    "the damaged index is gone": (r"os.remove \S+/index\.db-wal",),
    "the index is to be filled": (r"sql INSERT INTO sounds",),
    "the index is filled": (_ROW, _COMMIT),
}
OWN = {
    "a dropped-in file is to be described": (r"open \S+/sounds/-\d+\.json\.new x ",),
    "a dropped-in file is described in a draft": (r"os.rename \S+/sounds/-\d+\.json\.new",),
    "a dropped-in file is to be recorded": (r"os.rename \S+/sounds/-\d+\.json\.new", r"sql INSERT INTO sounds"),
    "a dropped-in file is to be committed": (r"os.rename \S+/sounds/-\d+\.json\.new", _ROW, _COMMIT),
}
REMOVING = {
    "a WAV is to go with what it was made of": (r"os.remove \S+/wav/",),
    "a WAV is gone with what it was made of": (r"os.remove \S+/wav/", r"sql DELETE FROM files"),
    "a WAV that is gone is to be committed": (r"sql DELETE FROM files", _COMMIT),
}
HELLO = _writing("what hello set", r"clients\.json")
HISTORY = _writing("the history of requests", r"requests-\w+\.json")
LOGIN_KEPT = {
    **_writing("the renewal", r"login\.json"),
    "the login is to be posted": (r"os.rename \S+/login\.json\.new", r"socket.connect"),
    "the new login is drafted": (r"os.rename \S+/login\.json\.new",) * 2,
    "the new login is named": (*(r"os.rename \S+/login\.json\.new",) * 2, r"open \S+ None"),
}
LOGIN_LOST = {"the new login is to be drafted": (r"open \S+/login\.json\.new x ",) * 2}
"""Its answer was had by this process alone."""

FAULT_POINTS = (
    ORIGINAL
    | PREVIEW
    | MADE
    | BANK
    | REPLACING
    | OPENING
    | REBUILDING
    | OWN
    | REMOVING
    | HELLO
    | HISTORY
    | LOGIN_KEPT
    | LOGIN_LOST
)


def arm(name: str) -> None:
    """Have this process die at that fault point."""
    left = [re.compile(pattern) for pattern in FAULT_POINTS[name]]
    lock = threading.Lock()

    def see(line: str) -> None:
        with lock:
            if left[0].match(line) and left.pop(0) and not left:
                os.kill(os.getpid(), signal.SIGKILL)

    def hear(event: str, args: tuple[object, ...]) -> None:
        if event in EVENTS:
            told = (os.fsdecode(arg) if isinstance(arg, bytes) else str(arg) for arg in args)
            see(" ".join([event, *told]))

    class Traced(sqlite3.Connection):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)
            self.set_trace_callback(lambda statement: see(f"sql {statement.strip()}"))

    sqlite3.connect = partial(sqlite3.connect, factory=Traced)
    sys.addaudithook(hear)
