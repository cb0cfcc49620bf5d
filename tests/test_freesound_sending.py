"""How the service is asked: by whom, past which proxies, with what patience."""

from __future__ import annotations

import asyncio
import threading
import tomllib
from pathlib import Path

import pytest
from freesound_service import Heard, RawServer, answer, client, log_in, store_login
from osc_room import settle

import fsbridge
from fsbridge.core.pools import Pool
from fsbridge.errors import (
    FsbridgeError,
    ServerFailedError,
)
from fsbridge.freesound.account import LiveAccount
from fsbridge.freesound.login import whoami
from fsbridge.freesound.sending import ANSWER_SECONDS, Sender
from fsbridge.freesound.tokens import Secret, TokenStore
from fsbridge.model import Phase, Query

ROOT = Path(__file__).parents[1]


def test_the_service_is_told_who_asks_and_where_that_is_explained(clock, tmp_path):
    async def main(server):
        store_login(tmp_path, clock, access_token=Secret("a"), refresh_token=Secret("r"))
        async with client(tmp_path, clock, server.base_url) as source:
            for work in (source.search(Query(), Heard()), source.renew()):
                with pytest.raises(FsbridgeError):
                    await work

    with RawServer(lambda _request, connection: connection.sendall(answer(b"[]"))) as server:
        asyncio.run(main(server))
    home_page = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]["Homepage"]
    assert len(server.requests) == 2
    for request in server.requests:
        assert f"\r\nUser-Agent: fsbridge/{fsbridge.__version__} (+{home_page})\r\n" in request


def test_reachable_costs_no_request(service, clock, tmp_path):
    async def main():
        async with client(tmp_path, clock, service.api_url) as source:
            assert await source.reachable()
        service.close()
        async with client(tmp_path, clock, service.api_url) as source:
            assert not await source.reachable()
        assert not service.journal

    asyncio.run(main())


def test_a_slow_service_is_not_taken_for_offline_nor_keeps_a_renewal_waiting(clock, tmp_path):
    def script(request, connection):
        if "access_token" in request:
            connection.sendall(answer(b'{"access_token": "n", "refresh_token": "m", "expires_in": 9}'))
        else:
            arrived.release()
            go_on.wait(30)

    async def main(server):
        store_login(tmp_path, clock, access_token=Secret("a"), refresh_token=Secret("r"))
        async with client(tmp_path, clock, server.base_url, paced=True) as source:
            searches = [asyncio.create_task(source.search(Query(words=str(number)), Heard())) for number in range(6)]
            for _ in range(4):
                await asyncio.get_running_loop().run_in_executor(None, arrived.acquire)
            assert await source.reachable()
            assert await source.renew() == 9
            for search in searches:
                search.cancel()
            go_on.set()
            await asyncio.gather(*searches, return_exceptions=True)

    arrived, go_on = threading.Semaphore(0), threading.Event()
    with RawServer(script) as server:
        try:
            asyncio.run(main(server))
        finally:
            go_on.set()


def test_what_is_on_this_machine_is_asked_without_a_proxy(service, clock, tmp_path, monkeypatch):
    async def main():
        store = log_in(service, tmp_path, clock)
        clock.now += 60
        async with client(tmp_path, clock, service.api_url) as source:
            assert (await source.search(Query(words="rain"), Heard())).total == 2
            assert await source.renew() == 86_400
        assert whoami(service.api_url, store.read()) == "oracle_dev"

    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with RawServer(lambda _, connection: connection.sendall(answer(b"{}"))) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
            monkeypatch.setenv(name.lower(), f"http://127.0.0.1:{proxy.port}")
        asyncio.run(main())
    assert not proxy.requests


def test_the_deadline_of_an_answer_begins_when_its_request_is_sent(clock, tmp_path):
    def script(request, connection):
        if "query=trickles" not in request:
            connection.sendall(answer(b'{"count": 7}'))
            return
        connection.sendall(answer(b" ", length=1000))
        trickles.release()
        while not over.wait(0.05):
            connection.sendall(b" ")

    async def main(server):
        loop, later_seconds = asyncio.get_running_loop(), [0]
        now = loop.time
        loop.time = lambda: now() + later_seconds[0]
        store_login(tmp_path, clock)
        desk, api = Pool("desk", 1), Pool("api", 1)
        account = LiveAccount(server.base_url, TokenStore(tmp_path / "login.json"), None, 1, desk, clock)
        sender = Sender(server.base_url, account, api, api, clock)
        held = asyncio.create_task(api.run(go_on.wait, 30))
        heard = Heard()
        queued = asyncio.create_task(sender.json("search/", heard))
        while not sender._calls:  # noqa: ASYNC110 - a dict wakes nobody
            await asyncio.sleep(0)
        await settle()
        later_seconds[0] += ANSWER_SECONDS + 1
        await settle()
        go_on.set()
        assert await queued == {"count": 7}
        assert await held
        assert len(heard.of(Phase.ASKING)) == 1, "it was not given up in the queue"
        endless = asyncio.create_task(sender.json("search/?query=trickles", Heard()))
        for _ in range(3):
            await asyncio.to_thread(trickles.acquire, timeout=30)
            later_seconds[0] += ANSWER_SECONDS + 1
        with pytest.raises(ServerFailedError, match="does not end"):
            await endless
        await sender.close()
        over.set()
        for pool in (desk, api):
            pool.close()
            pool.join(30)

    go_on, trickles, over = threading.Event(), threading.Semaphore(0), threading.Event()
    with RawServer(script) as server:
        asyncio.run(main(server))
