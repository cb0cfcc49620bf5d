"""What the face itself says, beside what the core says (`fsbridge.core.messages`, `fsbridge.core.events`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pong:
    """Who answers, and how it is; both ping and hello end in it."""

    version: str
    protocol: int
    session: int
    state: str


@dataclass(frozen=True, slots=True)
class Error:
    """The request of that verb ended in an error."""

    code: str
    message: str
    retry_after_seconds: int
    verb: str


@dataclass(frozen=True, slots=True)
class StatusItem:
    """One fact about the daemon."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class StatusDone:
    """So many facts were told."""

    count: int


@dataclass(frozen=True, slots=True)
class NotifyDone:
    """Events come (1) or do not (0)."""

    on: int


@dataclass(frozen=True, slots=True)
class ReplyDone:
    """Where answers go from now on."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A line of help."""

    text: str


@dataclass(frozen=True, slots=True)
class HelpDone:
    """So many lines were told."""

    count: int


@dataclass(frozen=True, slots=True)
class Expiring:
    """Events to this client end after so many seconds, unless it sends anything."""

    seconds: int


@dataclass(frozen=True, slots=True)
class LibraryChanged:
    """So many changes of the library were not told one by one."""

    count: int
