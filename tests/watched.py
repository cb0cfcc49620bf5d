"""The daemon of `running.py`, which writes down what it asks of the system: python tests/watched.py REPORT SERVICE_URL CONFIG."""

from __future__ import annotations

import os
import sqlite3
import sys
from functools import partial

import running

WATCHED = ("open", "os.", "shutil.", "sqlite3.", "subprocess.", "pty.", "glob.", "tempfile.", "ctypes.")


def watch(report: str) -> None:
    """Write a line for each event, and for each text of SQL, unbuffered: what a fault leaves is whole."""
    file = os.open(report, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(WATCHED):
            os.write(file, f"{event} {arguments!r}\n".encode(errors="backslashreplace"))

    class Told(sqlite3.Connection):
        """Tells the statements as they were written, without the values that are bound to them."""

        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            hear("sqlite3.execute", (sql,))
            return super().execute(sql, *values)

        def executemany(self, sql: str, *values: object) -> sqlite3.Cursor:
            hear("sqlite3.execute", (sql,))
            return super().executemany(sql, *values)

    sqlite3.connect = partial(sqlite3.connect, factory=Told)
    sys.addaudithook(hear)


if __name__ == "__main__":
    watch(sys.argv[1])
    running.main(*sys.argv[2:])
