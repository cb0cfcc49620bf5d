"""Whether the service can be reached: a bare connection, to it or to the proxy that stands before it.

Some networks take each connection themselves and carry nothing on, so the service's TLS greeting is waited for too.
Whose it is, is not looked at: a stranger in the service's place is told of by the request that meets them.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from fsbridge.freesound.addresses import is_loopback, may_be_met

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fsbridge.core.pools import Pool

REACH_SECONDS = 2.5
"""Time for a second knock where the first was lost, and within the 5 s in which a loss is to be known."""

_ANYBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_ANYBODY.check_hostname = False
_ANYBODY.verify_mode = ssl.CERT_NONE


class Door(NamedTuple):
    """Where to knock; `greeted_as` is the name that TLS is to be begun with, None where a connection says enough."""

    host: str
    port: int
    greeted_as: str | None = None


async def reachable(base_url: str, pool: Pool) -> bool:
    """Tell whether a connection can be made; names are looked up in the pool."""
    try:
        async with asyncio.timeout(REACH_SECONDS):
            return await any_opens(await pool.run(_doors, base_url))
    except (OSError, TimeoutError):
        return False


def _doors(base_url: str) -> set[Door]:
    """Give where a request's connection leads, to those that may be met; whom a proxy meets is its owner's matter.

    Raises:
        OSError: nobody knows the name.
    """
    from requests import utils  # by way of the package: another thread may be importing it, and is then waited for

    local = is_loopback(base_url)
    if not local and (proxy := utils.select_proxy(base_url, utils.get_environ_proxies(base_url))):
        return _resolved(proxy if "//" in proxy else f"//{proxy}")
    name = urlsplit(base_url).hostname if base_url.startswith("https:") else None
    return {door._replace(greeted_as=name) for door in _resolved(base_url) if may_be_met(door.host, local=local)}


def _resolved(url: str) -> set[Door]:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    return {Door(str(address[0]), port) for *_, address in found}


async def any_opens(doors: Iterable[Door]) -> bool:
    """Tell whether one takes a connection; in many a network, one of the two kinds of IP addresses leads nowhere."""
    tries = [asyncio.create_task(_opens(door)) for door in doors]
    try:
        for done in asyncio.as_completed(tries):
            if await done:
                return True
        return False
    finally:
        for task in tries:
            task.cancel()


async def _opens(door: Door) -> bool:
    secure = _ANYBODY if door.greeted_as else None
    try:
        _, writer = await asyncio.open_connection(door.host, door.port, ssl=secure, server_hostname=door.greeted_as)
    except ssl.SSLError:
        return True  # somebody answers
    except OSError:
        return False
    writer.transport.abort()
    return True
