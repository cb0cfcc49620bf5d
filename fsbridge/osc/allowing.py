"""Which hosts may ask: this machine always, others where the configuration names them or their network."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Network = IPv4Network | IPv6Network

HOSTS_REMEMBERED = 1_024


def read_host(host: str) -> IPv4Address | IPv6Address:
    """Read a numeric host; an IPv4 host is that also where it is written as one of IPv6.

    Raises:
        ValueError: it is none.
    """
    address = ip_address(host)
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


@lru_cache(HOSTS_REMEMBERED)
def is_this_machine(host: str) -> bool:
    """Tell whether a numeric host is the loopback of this machine."""
    return read_host(host).is_loopback


def admission(allow: Iterable[Network]) -> Callable[[str], bool]:
    """Give what tells whether a numeric host may ask."""
    networks = tuple(allow)

    @lru_cache(HOSTS_REMEMBERED)
    def may_ask(host: str) -> bool:
        return is_this_machine(host) or any(read_host(host) in network for network in networks)

    return may_ask
