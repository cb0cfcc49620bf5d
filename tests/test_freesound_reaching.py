"""Whether the service can be reached: which door is knocked at, and what counts as an answer."""

from __future__ import annotations

import asyncio
import socket
from contextlib import contextmanager

import pytest
from freesound_service import RawServer, in_tls
from relay import Relay

from fsbridge.core.pools import Pool
from fsbridge.freesound.reaching import Door, any_opens, reachable

NO_WAY_THERE = "127.255.255.255"
"""To the system a network without a route, to us a host elsewhere."""
ELSEWHERE = f"https://{NO_WAY_THERE}/apiv2/"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@contextmanager
def door():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield "{}:{}".format(*listening.getsockname())


def look(base_url):
    async def main():
        pool = Pool("desk", 1)
        try:
            return await reachable(base_url, pool)
        finally:
            pool.close()
            pool.join(30)

    return asyncio.run(main())


def test_an_open_door_a_closed_one_and_no_way_there():
    with door() as address:
        assert look(f"http://{address}/apiv2/")
    assert not look(f"http://{address}/apiv2/")
    assert not look(ELSEWHERE)


def test_who_takes_a_connection_and_says_nothing_is_not_there(tmp_path):
    with door() as address:
        assert not look(f"https://{address}/apiv2/")

    def speaking_another_language(connection):
        connection.sendall(b"220 at your service\r\n")
        return connection

    for wrap in (in_tls(tmp_path), speaking_another_language):
        with RawServer(lambda *_: None, wrap) as server:
            assert look(f"https://127.0.0.1:{server.port}/apiv2/"), "whose request ends in a sentence about a stranger"


@pytest.mark.parametrize("scheme", ["http://", ""])
def test_where_a_proxy_is_configured_it_is_what_is_knocked_at(scheme, monkeypatch):
    with door() as address:
        monkeypatch.setenv("HTTPS_PROXY", f"{scheme}{address}")
        assert look(ELSEWHERE)
        monkeypatch.setenv("NO_PROXY", NO_WAY_THERE)
        assert not look(ELSEWHERE)
        monkeypatch.delenv("NO_PROXY")
    assert not look(ELSEWHERE)


def test_no_proxy_leads_to_what_is_on_this_machine(monkeypatch):
    with door() as address:
        for name in ("HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        assert look(f"http://{address}/apiv2/")


def test_one_of_several_addresses_is_enough_and_is_not_kept_waiting_by_another():
    async def connects(*addresses):
        async with asyncio.timeout(30):
            return await any_opens([Door(host, int(port)) for host, _, port in (a.partition(":") for a in addresses)])

    with door() as first, door() as second:
        pass  # both closed
    assert not asyncio.run(connects(first, second))
    with door() as address, Relay(f"http://{address}/") as relay:
        relay.turn("swallow")
        swallowing = relay.url.split("/")[2]
        assert asyncio.run(connects(first, swallowing, address))
        with pytest.raises(TimeoutError):
            asyncio.run(asyncio.wait_for(connects(first, swallowing), 1))
