"""The client against the catalogue: searches, sounds, files, and what a login allows."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import shutil
import threading
import tomllib
from pathlib import Path

import msgspec
import pytest
from freesound_service import GOLDEN, Heard, RawServer, answer, catalogue, client, log_in, store_login

import fsbridge
from fsbridge.core.messages import Quota, TokenRenewed
from fsbridge.core.pools import Pool
from fsbridge.demo.faults import Fault
from fsbridge.errors import (
    AuthorizationFailedError,
    BadRequestError,
    BadResponseError,
    FsbridgeError,
    NotAuthorizedError,
    NotFoundError,
    ServerFailedError,
)
from fsbridge.freesound.account import LiveAccount
from fsbridge.freesound.login import whoami
from fsbridge.freesound.metadata import SEARCH_FIELDS, sound_from
from fsbridge.freesound.sending import Sender
from fsbridge.freesound.tokens import Secret, TokenStore
from fsbridge.model import Account, License, Phase, Quality, Query

ROOT = Path(__file__).parents[1]
AMEN_MD5 = "dbe82c8cd351a29ec8fb993c60e5877e"


def paths(service):
    return [entry.path.removeprefix("/apiv2") for entry in service.journal]


def test_a_search_is_one_request_and_its_hits_are_sounds(service, clock, tmp_path):
    async def main():
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            heard = Heard()
            page = await source.search(Query(words="amen", fields=("bpm", "tag"), count=1), heard)
            assert (page.total, page.pages, page.source) == (4, 4, "freesound")
            (amen,) = page.hits
            assert (amen.id, amen.license, amen.type, amen.channels, amen.samplerate) == (
                817,
                License.CC0,
                "flac",
                2,
                44100,
            )
            assert (amen.filesize_bytes, amen.md5) == (210769, AMEN_MD5)
            assert amen.preview_url.endswith("/previews/0/817_2002-hq.ogg")
            assert amen.metadata["bpm"] == 136.0
            assert heard == [(Phase.ASKING, -1.0, -1)]
            assert (await source.search(Query(words="amen", count=1, page=9), heard)).hits == ()
            assert (await source.search(Query(words="nothing like it"), heard)).total == 0
        assert paths(service) == ["/search/"] * 3
        assert {entry.auth for entry in service.journal} == {"key"}

    asyncio.run(main())


def test_many_sounds_are_described_in_few_requests(service, clock, tmp_path):
    async def main():
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            sounds = await source.sounds([817, 1234, 817, *range(5_000_000, 5_000_200)], Heard())
            assert set(sounds) == {817, 1234}
            assert sounds[817].metadata["description"].startswith("The Amen break")
            assert sounds[817].metadata["spectral_centroid"] == 4446.389
            assert await source.sounds([], Heard()) == {}
            whole = await source.sound(817, Heard())
            assert whole.metadata == sounds[817].metadata
            with pytest.raises(NotFoundError):
                await source.sound(5, Heard())
        assert paths(service) == ["/search/", "/search/", "/sounds/817/", "/sounds/5/"]

    asyncio.run(main())


def test_an_original_comes_as_the_user_and_a_preview_as_nobody(clock, tmp_path):
    files = tmp_path / "files"
    shutil.copytree(GOLDEN / "_files" / "sounds" / "0", files / "sounds" / "0")
    (files / "previews" / "0").mkdir(parents=True)

    async def main(service):
        log_in(service, tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            sound = await source.sound(817, Heard())
            partial = tmp_path / "original"
            await source.download(sound, Quality.ORIGINAL, partial, Heard(), batch=False)
            assert hashlib.md5(partial.read_bytes()).hexdigest() == AMEN_MD5
            preview = next(
                stored for stored in service.site.dataset.file.values() if stored.path.endswith("0/817_2002-hq.ogg")
            )
            (files / preview.path).write_bytes(b"OggS" + bytes(preview.length - 4))
            await source.download(sound, Quality.PREVIEW, partial, Heard(), batch=False)
            assert partial.stat().st_size == preview.length
            assert [entry.auth for entry in service.journal] == ["key", "bearer", ""]
            (files / preview.path).unlink()
            with pytest.raises(NotFoundError, match="preview"):
                await source.download(sound, Quality.PREVIEW, partial, Heard(), batch=False)
            with pytest.raises(NotFoundError):
                await source.download(
                    await source.sound(456790, Heard()), Quality.ORIGINAL, partial, Heard(), batch=True
                )

    with catalogue(clock=clock, files=files) as service:
        asyncio.run(main(service))


def test_without_a_login_nothing_is_sent_and_with_a_key_searches_go(service, clock, tmp_path):
    async def main():
        async with client(tmp_path, clock, service.api_url) as source:
            assert source.account() == Account(False, -1, -1, -1)
            with pytest.raises(NotAuthorizedError, match="fsbridge login"):
                await source.search(Query(words="rain"), Heard())
            assert await source.renew() == -1
            assert not service.journal
            store_login(tmp_path, clock)  # somebody runs `fsbridge login` meanwhile
            assert (await source.search(Query(words="rain"), Heard())).total == 2
            sound = await source.sound(817, Heard())
            with pytest.raises(NotAuthorizedError, match="preview"):
                await source.download(sound, Quality.ORIGINAL, tmp_path / "x", Heard(), batch=False)

    asyncio.run(main())


def test_a_wrong_key_is_said(service, clock, tmp_path):
    async def main():
        store = TokenStore(tmp_path / "login.json")
        store.write(msgspec.structs.replace(store_login(tmp_path, clock).read(), api_key=Secret("wrong")))
        async with client(tmp_path, clock, service.api_url) as source:
            with pytest.raises(AuthorizationFailedError, match="API key"):
                await source.search(Query(words="rain"), Heard())

    asyncio.run(main())


def test_renewing_rotates_and_not_twice_in_a_minute(service, clock, tmp_path):
    async def main():
        store = log_in(service, tmp_path, clock)
        before = store.read()
        async with client(tmp_path, clock, service.api_url) as source:
            events = []
            source.subscribe(events.append)
            assert source.account() == Account(True, 86_400, -1, -1)
            assert await source.renew() == 86_400
            assert not service.journal
            clock.now += 60
            assert await source.renew() == 86_400
            assert await source.renew() == 86_400
            assert [entry.rotated for entry in service.journal] == [True]
            after = store.read()
            assert after.refresh_token != before.refresh_token
            assert (after.username, after.renewing_since) == ("oracle_dev", 0)
            assert events == [TokenRenewed(86_400)]

    asyncio.run(main())


def test_a_token_near_its_end_is_renewed_before_it_is_used(service, clock, tmp_path):
    async def main():
        log_in(service, tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            sound = await source.sound(817, Heard())
            clock.now += 86_400 - 200
            await source.download(sound, Quality.ORIGINAL, tmp_path / "x", Heard(), batch=False)
        assert paths(service)[1:] == ["/oauth2/access_token/", "/sounds/817/download/"]

    asyncio.run(main())


def test_a_token_that_the_service_calls_expired_is_renewed_once(service, clock, tmp_path):
    async def main():
        store = log_in(service, tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            sound = await source.sound(817, Heard())
            store.write(msgspec.structs.replace(store.read(), access_token=Secret("of_yesterday"), renewed_at=0))
            service.journal.clear()
            await asyncio.gather(
                *(
                    source.download(sound, Quality.ORIGINAL, tmp_path / name, Heard(), batch=False)
                    for name in ("x", "y", "z")
                )
            )
        assert sum(entry.rotated for entry in service.journal) == 1
        assert [entry.status for entry in service.journal if entry.path.endswith("download/")].count(200) == 3

    asyncio.run(main())


@pytest.mark.parametrize("expired", [False, True], ids=["asked for", "called expired"])
def test_a_clock_that_was_set_back_keeps_no_token_from_being_renewed(service, clock, tmp_path, expired):
    async def main():
        store = log_in(service, tmp_path, clock)
        clock.now -= 30
        async with client(tmp_path, clock, service.api_url) as source:
            if expired:
                store.write(msgspec.structs.replace(store.read(), access_token=Secret("of_yesterday")))
                await source.download(sound_from({"id": 817}), Quality.ORIGINAL, tmp_path / "x", Heard(), batch=False)
            else:
                await source.renew()
        assert sum(entry.rotated for entry in service.journal) == 1

    asyncio.run(main())


def test_what_the_service_refuses_is_told_in_words(service, clock, tmp_path):
    async def main():
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            with pytest.raises(BadRequestError, match="undefined field foo"):
                await source.search(Query(raw_filter="foo:1"), Heard())
            for broken in (b"{]", b"[]", b'{"results": []}', b"[" * 100_000, b'{"count": ' + b"9" * 400 + b"}"):
                service.faults.plan(Fault("/search/", 200, broken))
                gc.collect()  # what earlier tests left is not to be finalized at the bottom of a recursion
                with pytest.raises(BadResponseError):
                    await source.search(Query(), Heard())

    asyncio.run(main())


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b'{"detail": "Search is overloaded, please try again later."}'),
        (502, b"<html>Bad gateway</html>"),
        (200, b"<html>We are working on it</html>"),
        (400, b'{"detail": "Search server error: Failed to connect to server (please check ...)"}'),
    ],
)
def test_a_service_that_fails_is_asked_again_with_pauses(service, clock, tmp_path, caplog, status, body):
    async def main():
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            begun = clock.now
            caplog.set_level("INFO")
            kind = "text/html" if b"<" in body else "application/json"
            service.faults.plan(Fault("/search/", status, body, kind, times=2))
            assert (await source.search(Query(words="rain"), Heard())).total == 2
            assert clock.now - begun > 0.7
            assert [record.message.split(" in ")[0] for record in caplog.records] == ["tried again"] * 2
            service.faults.plan(Fault("/search/", status, body, kind, times=3))
            with pytest.raises(ServerFailedError):
                await source.search(Query(words="rain"), Heard())
        assert len(service.journal) == 6

    asyncio.run(main())


def test_odd_objects_become_sounds_or_nothing():
    sound = sound_from(
        {
            "id": 7,
            "type": "AIF",
            "duration": None,
            "samplerate": "x",
            "channels": -1,
            "license": "",
            "previews": {"a": 1},
        }
    )
    assert (sound.type, sound.seconds, sound.samplerate, sound.channels) == ("aiff", 0, 0, 0)
    assert (sound.license, sound.preview_url, sound.name, sound.md5) == (License.OTHER, "", "", "")
    assert sound_from({"id": 7, "type": ""}).type == "wav"
    assert sound_from({"id": 7, "license": "https://creativecommons.org/licenses/by-nc/3.0/"}).license is License.BY_NC
    assert [sound_from(item) for item in (None, {}, [], {"id": True}, {"id": "7"})] == [None] * 5
    assert [sound_from({"id": id_}) for id_ in (-5, 0, 2**31, 10**400)] == [None] * 4
    assert sound_from({"id": 2**31 - 1})
    for absurd in (10**400, 1e300, float("inf"), float("nan"), 2**63, -(10**400)):
        odd = sound_from({"id": 7, "duration": absurd, "samplerate": absurd, "channels": absurd, "filesize": absurd})
        assert (odd.seconds, odd.samplerate, odd.channels, odd.filesize_bytes) == (0, 0, 0, 0)
    assert sound_from({"id": 7, "filesize": 3 * 2**30}).filesize_bytes == 3 * 2**30


def test_half_a_character_costs_neither_the_page_nor_the_sidecar(clock, tmp_path):
    async def main(server):
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, server.base_url) as source:
            halved, whole = (await source.search(Query(), Heard())).hits
        assert (halved.name, halved.username, whole.name) == ("ra?n", "\ufffd", "\U0001f327")
        assert halved.metadata["tags"] == ["?"]
        assert msgspec.json.encode(halved.metadata)

    body = (
        rb'{"count": 2, "results": [{"id": 1, "name": "ra\ud83cn", "tags": ["\udf27"], "username": "'
        b"\xff"
        rb'"}, {"id": 2, "name": "\ud83c\udf27"}]}'
    )
    with RawServer(lambda _request, connection: connection.sendall(answer(body))) as server:
        asyncio.run(main(server))


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


def test_hits_that_the_service_lost_are_left_out(clock, tmp_path):
    async def main(server):
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, server.base_url) as source:
            page = await source.search(Query(), Heard())
            assert ([hit.id for hit in page.hits], page.total) == ([1, 2], 4)
        assert f"fields={','.join(SEARCH_FIELDS)}" in server.requests[0]

    body = b'{"count": 4, "previous": null, "next": null, "results": [null, {"id": 1}, {}, {"id": 2}]}'
    with RawServer(lambda _request, connection: connection.sendall(answer(body))) as server:
        asyncio.run(main(server))


def test_what_is_left_is_told(service, clock, tmp_path):
    async def main():
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, service.api_url, paced=True) as source:
            events = []
            source.subscribe(events.append)
            assert source.account() == Account(False, -1, 60, 2000)
            await source.search(Query(words="rain"), Heard())
            assert events == [Quota(59, 1999)]
            assert source.account() == Account(False, -1, 59, 1999)

    asyncio.run(main())


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
        while not over.wait(0.05):
            connection.sendall(b" ")

    async def main(server):
        store_login(tmp_path, clock)
        api = Pool("api", 1)
        account = LiveAccount(server.base_url, TokenStore(tmp_path / "login.json"), None, 1, api, clock)
        sender = Sender(server.base_url, account, api, api, clock, answer_seconds=0.1)
        held = asyncio.create_task(api.run(go_on.wait, 30))
        queued = asyncio.create_task(sender.json("search/", Heard()))
        await asyncio.wait([queued], timeout=1)
        go_on.set()
        assert await queued == {"count": 7}
        assert await held
        with pytest.raises(ServerFailedError, match="does not end"):
            await sender.json("search/?query=trickles", Heard())
        await sender.close()
        api.close()
        over.set()
        api.join(30)

    go_on, over = threading.Event(), threading.Event()
    with RawServer(script) as server:
        asyncio.run(main(server))
