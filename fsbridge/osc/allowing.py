"""Which hosts may ask: this machine always, others where the configuration names them or their network."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Network = IPv4Network | IPv6Network


def admission(allow: Iterable[Network]) -> Callable[[str], bool]:
    """Give what tells whether a numeric host may ask; the latest hosts are remembered."""
    networks = tuple(allow)

    @lru_cache(1_024)
    def may_ask(host: str) -> bool:
        address = ip_address(host)
        if isinstance(address, IPv6Address):
            address = address.ipv4_mapped or address  # IPv4 as a socket for both hears it
        return address.is_loopback or any(address in network for network in networks)

    return may_ask
