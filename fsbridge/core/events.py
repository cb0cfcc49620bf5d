"""What the core tells unasked: one frozen type an event. The command table turns each into an address and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fsbridge.model import LocalFile


@dataclass(frozen=True, slots=True)
class Added:
    """A sound came into the folder."""

    file: LocalFile


@dataclass(frozen=True, slots=True)
class Changed:
    """A sound's file or its place changed."""

    file: LocalFile


@dataclass(frozen=True, slots=True)
class Removed:
    """A sound's file is gone."""

    id: int
    path: str


@dataclass(frozen=True, slots=True)
class Banked:
    """A sound was given its number in a bank, whoever asked."""

    bank: str
    number: int
    file: LocalFile


@dataclass(frozen=True, slots=True)
class Online:
    """The network went (0) or came (1)."""

    online: int


@dataclass(frozen=True, slots=True)
class TokenRenewed:
    """The access token is good for so long."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Quota:
    """What the service's limits leave."""

    minute_left: int
    day_left: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something is wrong, whether or not a request runs."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """That trouble is over."""

    code: str


@dataclass(frozen=True, slots=True)
class Started:
    """The daemon has started."""

    version: str
    session: int


@dataclass(frozen=True, slots=True)
class Stopping:
    """The daemon stops."""


Event = Added | Changed | Removed | Banked | Online | TokenRenewed | Quota | Trouble | Recovered | Started | Stopping
