"""What was asked of the catalogue: one line of JSON a request, written before its answer, without secrets."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

#: Query parameters that are or may hold secrets: `next` carries whole addresses, `state` guards a login.
_SECRET = {"token", "access_token", "refresh_token", "client_secret", "code", "code_verifier", "next", "state"}


class Entry(msgspec.Struct, omit_defaults=True):
    """One request and what was answered.

    `time` is in seconds since 1970, `auth` is `key`, `bearer` or empty, `bytes` is the length of the body; a
    dropped connection has status 0. `grant_type` and `rotated` belong to the token endpoint.
    """

    time: float
    method: str
    path: str
    query: str
    status: int
    auth: str
    bytes: int
    server: str
    grant_type: str = ""
    rotated: bool = False


def masked(query: str) -> str:
    """The query with the values of secrets replaced by `***`."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(name, "***" if name in _SECRET else value) for name, value in pairs], safe="*,:[]")


class Journal(list[Entry]):
    """The entries in order; also written to a file, if there is one."""

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self._file = path.open("a", buffering=1, encoding="utf-8") if path else None
        self._lock = threading.Lock()

    def write(self, entry: Entry) -> None:
        """Add an entry; the file has it when this returns."""
        with self._lock:
            self.append(entry)
            if self._file and not self._file.closed:
                self._file.write(msgspec.json.encode(entry).decode() + "\n")

    def close(self) -> None:
        """Close the file; requests that are still on their way leave no line."""
        with self._lock:
            if self._file:
                self._file.close()
