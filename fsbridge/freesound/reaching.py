"""Whether the service can be reached: a bare connection, to it or to the proxy that stands before it."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fsbridge.freesound.addresses import is_loopback, may_be_met

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fsbridge.core.pools import Pool

REACH_SECONDS = 2.5
"""Time for a second knock where the first was lost, and within the 5 s in which a loss is to be known."""

Address = tuple[str, int]


async def reachable(base_url: str, pool: Pool) -> bool:
    """Tell whether a connection can be made; names are looked up in the pool."""
    try:
        async with asyncio.timeout(REACH_SECONDS):
            return await any_connects(await pool.run(_addresses, base_url))
    except (OSError, TimeoutError):
        return False


def _addresses(base_url: str) -> set[Address]:
    """Give where a request's connection leads, to those that may be met; whom a proxy meets is its owner's matter.

    Raises:
        OSError: nobody knows the name.
    """
    from requests import utils  # by way of the package: another thread may be importing it, and is then waited for

    local = is_loopback(base_url)
    if not local and (proxy := utils.select_proxy(base_url, utils.get_environ_proxies(base_url))):
        return _resolved(proxy if "//" in proxy else f"//{proxy}")
    return {address for address in _resolved(base_url) if may_be_met(address[0], local=local)}


def _resolved(url: str) -> set[Address]:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    return {(str(address[0]), port) for *_, address in found}


async def any_connects(addresses: Iterable[Address]) -> bool:
    """Tell whether one takes a connection; in many a network, one of the two kinds of IP addresses leads nowhere."""
    tries = [asyncio.create_task(_connects(*address)) for address in addresses]
    try:
        for done in asyncio.as_completed(tries):
            if await done:
                return True
        return False
    finally:
        for task in tries:
            task.cancel()


async def _connects(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True
