"""What the core answers: one frozen type a message. The command table turns each into an address and columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from fsbridge.errors import FsbridgeError
    from fsbridge.model import LocalFile, Phase, Sound

NONE = -1
"""Stands where an index, an id or a fraction is meant and there is none."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a running request does now; `fraction` and `seconds_left` are -1 where unknown."""

    index: int
    id: int
    fraction: float
    state: Phase
    seconds_left: int

    @property
    def about(self) -> int:
        """Tell which sound it is of: its index, or its id while it has none; `NONE` is the whole request."""
        return self.id if self.index == NONE else self.index


@dataclass(frozen=True, slots=True)
class Failed:
    """The request ended in an error."""

    error: FsbridgeError


@dataclass(frozen=True, slots=True)
class Note:
    """A hint that is no answer."""

    text: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A hit; `path` is what a plain fetch would answer at once, or ""; `local` is 1 or 0."""

    index: int
    sound: Sound
    path: str
    local: int


@dataclass(frozen=True, slots=True)
class SearchField:
    """A further field of a hit, as it was asked for."""

    index: int
    id: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SearchDone:
    """The search, or the next page of it, ended well."""

    count: int
    total: int
    page: int
    pages: int
    source: str


@dataclass(frozen=True, slots=True)
class FetchSound:
    """A sound is here."""

    index: int
    file: LocalFile


@dataclass(frozen=True, slots=True)
class FetchSettled:
    """The preview that came first is all that can be had of a sound; it was said, and nothing more is."""

    index: int


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """A sound can't be had; the others go on. `id` is -1 where it could not be read."""

    index: int
    id: int
    error: FsbridgeError


@dataclass(frozen=True, slots=True)
class FetchDone:
    """All sounds of the fetch have come or failed."""

    count: int
    failed: int


@dataclass(frozen=True, slots=True)
class BankSound:
    """A sound is in the bank, under its number."""

    number: int
    file: LocalFile


@dataclass(frozen=True, slots=True)
class BankFailed:
    """A sound did not come into the bank, and has no number; the others go on."""

    id: int
    error: FsbridgeError
    index: int = NONE


@dataclass(frozen=True, slots=True)
class BankDone:
    """All sounds of the bank are told, and so many others have failed; `folder` is absolute, with `/`."""

    count: int
    failed: int
    name: str
    folder: str


@dataclass(frozen=True, slots=True)
class BanksBank:
    """A bank of so many sounds."""

    name: str
    count: int
    folder: str


@dataclass(frozen=True, slots=True)
class BanksDone:
    """So many banks were told."""

    count: int


@dataclass(frozen=True, slots=True)
class InfoField:
    """A field of a sound."""

    id: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class InfoDone:
    """All fields are told."""

    id: int


@dataclass(frozen=True, slots=True)
class RefreshFailed:
    """One part could not be refreshed."""

    part: str
    error: FsbridgeError


@dataclass(frozen=True, slots=True)
class RefreshDone:
    """The refresh ended; `token_expires_in_seconds` is -1 without a login."""

    added: int
    changed: int
    removed: int
    token_expires_in_seconds: int


@dataclass(frozen=True, slots=True)
class CancelDone:
    """So many requests were cancelled."""

    count: int


Answer = (
    Progress
    | Failed
    | Note
    | SearchResult
    | SearchField
    | SearchDone
    | FetchSound
    | FetchSettled
    | FetchFailed
    | FetchDone
    | BankSound
    | BankFailed
    | BankDone
    | BanksBank
    | BanksDone
    | InfoField
    | InfoDone
    | RefreshFailed
    | RefreshDone
    | CancelDone
)


Report = Callable[["Phase", float, int], None]
"""Called on the event loop with what is being done now, the fraction done (-1: unknown) and seconds left (-1)."""


class Say(Protocol):
    """Where the messages of one answer go."""

    def __call__(self, message: Answer) -> None:
        """Send it; never blocks, never raises."""


def reporter(say: Say, index: int = NONE, id_: int = NONE) -> Report:
    """Give what says the progress of one sound, or of a whole request."""
    return lambda phase, fraction, seconds_left: say(Progress(index, id_, fraction, phase, seconds_left))
