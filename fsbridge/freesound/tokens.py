"""The login as it is kept: who may ask Freesound, in one owner-only file."""

from __future__ import annotations

import hmac
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from fsbridge.freesound.private_file import PrivateFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


UNREADABLE = "The stored login can't be read; run `fsbridge login`."


class Secret:
    """A text that shows itself to nobody who does not ask for it by `reveal`."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text, for the wire and the file it belongs to, for nothing else."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Secret(***)" if self._text else "Secret()"

    __str__ = __repr__


class Login(msgspec.Struct, frozen=True, omit_defaults=True):
    """What proves to Freesound who asks.

    Attributes:
        client_id, api_key: the credential; the key is the OAuth client secret too (Freesound 2.1).
        host: of the service that it opens, "" where that is not known.
        access_token, refresh_token: empty until somebody has logged in.
        expires_at: when the access token ends, in seconds since 1970.
        renewed_at: when it was given.
        renewing_since: when a renewal was begun whose end is not known, or 0.
        refused: the sentence that says why the refresh token is of no use any more, or "".
    """

    client_id: str
    api_key: Secret
    host: str = ""
    username: str = ""
    access_token: Secret = Secret()
    refresh_token: Secret = Secret()
    expires_at: float = 0
    renewed_at: float = 0
    renewing_since: float = 0
    refused: str = ""

    @property
    def by_key(self) -> Secret:
        """The header that reads as the developer (Freesound 2.2)."""
        return Secret(f"Token {self.api_key.reveal()}")

    @property
    def by_token(self) -> Secret:
        """The header that acts as the user (Freesound 2.3)."""
        return Secret(f"Bearer {self.access_token.reveal()}")

    @property
    def usable(self) -> bool:
        """Whether originals can be asked for, now or after a renewal."""
        return bool(self.refresh_token) and not self.refused


_UNREADABLE = Login("", Secret(), refused=UNREADABLE)


class TokenStore:
    """The file that holds one login. Whoever renews does so under `lock`, from `read` to `write`."""

    def __init__(self, path: Path) -> None:
        self._file = PrivateFile(path)
        self._seen: tuple[int, int, int] | None = None
        self._login: Login | None = None

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep the user's other daemons out; blocking. A login that one of them was killed over is kept first."""
        with self._file.lock():
            self._file.recover(lambda data: _decoded(data) is not _UNREADABLE)
            yield

    def current(self) -> Login | None:
        """Give the login as it stands; costs one `stat` when nothing has changed."""
        version = self._file.version()
        if version != self._seen:
            try:
                self._login, self._seen = self._read(), version
            except OSError:  # it may pass, as too many open files do: the next look is another try
                return self._login or _UNREADABLE
        return self._login

    def read(self) -> Login | None:
        """Give the login from the file itself, None where there is none; one that can't be read is a refused one."""
        try:
            return self._read()
        except OSError:
            return _UNREADABLE

    def write(self, login: Login) -> None:
        """Keep the login; once this returns it outlives a power cut.

        Raises:
            DiskFullError, FolderReadonlyError.
        """
        self._file.write(msgspec.json.encode(login, enc_hook=_reveal))

    def _read(self) -> Login | None:
        data = self._file.read()
        return None if data is None else _decoded(data)


def _decoded(data: bytes) -> Login:
    try:
        return msgspec.json.decode(data, type=Login, dec_hook=_secret)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _UNREADABLE


def _secret(kind: type, value: Any) -> Any:
    """Read a secret; one that is fit for no HTTP header would stand in the error that says so."""
    if not isinstance(value, str) or re.search(r"[^!-~]", value):
        raise ValueError(kind)
    return kind(value)


def _reveal(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.reveal()
    raise NotImplementedError
