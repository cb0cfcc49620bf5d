"""Which addresses may be met: those of the internet for a service in it, those of this machine for one that is here."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_NAT64 = IPv6Network("64:ff9b::/96")


def is_loopback(url: str) -> bool:
    """Tell whether a URL names this machine."""
    return urlsplit(url).hostname in {*_LOOPBACK, "localhost"}


def may_be_met(address: str, *, local: bool) -> bool:
    """Tell whether the address at the other end of a connection is one that may be sent to.

    Args:
        address: as the system tells it of a connected socket, so that no spelling and no name can hide it.
        local: whether the service is the one on this machine (the demo's catalogue), which leads nowhere else.
    """
    met = _carried(ip_address(address.partition("%")[0]))
    if local:
        return str(met) in _LOOPBACK
    return met.is_global and not (met.is_multicast or met.is_reserved or getattr(met, "is_site_local", False))


def _carried(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Give the IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address
