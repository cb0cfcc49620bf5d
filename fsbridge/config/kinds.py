"""The kinds of values that a key of the configuration can have."""

from __future__ import annotations

import os
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fsbridge.model import License

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER_BYTES_MAX = 120
"""What a sample folder's path may take of the 999 bytes of a string, so that a sound's path fits (docs/design.md 1)."""


class Endpoint(NamedTuple):
    """Where messages can be sent: a numeric address and a UDP port."""

    host: str
    port: int

    def __str__(self) -> str:
        """Write it as in the configuration."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is read, from what TOML gives or from a text.

    Attributes:
        wanted: what it must be, as in "port must be ...".
        form: the same in a word, as a list of options has it.
        read: gives the value; raises ValueError or TypeError where it isn't what is wanted.
        many: whether it is a list; a text then holds its members, parted by spaces or commas.
    """

    wanted: str
    form: str
    read: Callable[[Any], Any]
    many: bool = False

    def __call__(self, value: object) -> Any:
        """Read a value, or all members of a list."""
        if not self.many:
            return self.read(value)
        members = value.replace(",", " ").split() if isinstance(value, str) else value
        if not isinstance(members, list | tuple):
            raise TypeError(value)
        return tuple(self.read(member) for member in members)


def whole(low: int, high: int) -> Kind:
    """Give the kind of a whole number in these bounds."""

    def read(value: object) -> int:
        number = int(value) if isinstance(value, str) else value
        if type(number) is not int or not low <= number <= high:  # True is an int, and no number here
            raise ValueError(value)
        return number

    return Kind(f"a whole number from {low} to {high}", f"{low}..{high}", read)


def one_of(*names: str) -> Kind:
    """Give the kind of a word out of these, in any case."""
    return Kind(f"one of {' '.join(names)}", "|".join(names), lambda value: names[names.index(value.lower())])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _folder(value: object) -> Path:
    path = Path(value if isinstance(value, Path) else _text(value)).expanduser().absolute()
    if not value or len(os.fsencode(path)) > FOLDER_BYTES_MAX:
        raise ValueError(value)
    return path


def _whole_path(value: object) -> Path:
    path = Path(value if isinstance(value, Path) else _text(value)).expanduser()
    if not path.is_absolute():
        raise ValueError(value)
    return path


def _address(value: object) -> str:
    return str(ip_address(_text(value)))


def _network(value: object) -> IPv4Network | IPv6Network:
    return ip_network(_text(value), strict=False)


def _endpoint(value: object) -> Endpoint:
    host, _, port = _text(value).rpartition(":")
    return Endpoint(_address(host.strip("[]")), whole(1, 65535)(port))


ADDRESS = Kind("a numeric address such as 127.0.0.1", "ADDRESS", _address)
ADDRESSES = Kind('a list of numeric addresses such as "192.168.0.7"', "ADDRESS,...", _address, many=True)
ENDPOINTS = Kind('a list of "address:port" such as "127.0.0.1:57120"', "ADDRESS:PORT,...", _endpoint, many=True)
FOLDER = Kind(f"a folder whose whole path has at most {FOLDER_BYTES_MAX} bytes", "FOLDER", _folder)
FOLDERS = Kind('a list of whole paths such as "~/Samples"', "FOLDER,...", _whole_path, many=True)
LICENSES = Kind(f"a list of {' '.join(License)}", f"{'|'.join(License)},...", License, many=True)
NETWORKS = Kind('a list of addresses or networks such as "192.168.0.0/24"', "NETWORK,...", _network, many=True)
TEXT = Kind("a text", "TEXT", _text)
