"""The login lives on: renewed once for all, ahead of its end, and never lost but to who has it now."""

from __future__ import annotations

import asyncio
import threading

import msgspec
import pytest
from freesound_service import (
    FREE,
    KEY,
    Heard,
    RawServer,
    TurningClock,
    answer,
    catalogue,
    client,
    log_in,
    store_login,
)

from fsbridge import files
from fsbridge.core.events import Recovered, TokenRenewed, Trouble
from fsbridge.core.pools import Pool
from fsbridge.demo.faults import BEFORE_STATUS_LINE, Fault
from fsbridge.errors import (
    AuthorizationFailedError,
    DiskFullError,
    NetworkError,
    NotAuthorizedError,
    ServerFailedError,
)
from fsbridge.freesound.account import AHEAD_SECONDS, LiveAccount
from fsbridge.freesound.history import Use
from fsbridge.freesound.metadata import sound_from
from fsbridge.freesound.oauth import ANSWER_LOST, KEY_REFUSED, USED_ELSEWHERE, Grants, renew
from fsbridge.freesound.tokens import Login, Secret, TokenStore
from fsbridge.model import Quality, Query


def test_a_login_by_key_that_comes_during_a_renewal_sends_no_empty_token(clock, tmp_path):
    def script(request, connection):
        store.write(Login(FREE, KEY))  # kept where locks do not hold
        connection.sendall(answer(b'{"error": "invalid_grant"}', "400 Bad Request"))

    async def main(server):
        async with client(tmp_path, clock, server.base_url) as source:
            sound = sound_from({"id": 817})
            with pytest.raises(NotAuthorizedError):
                await source.download(sound, Quality.ORIGINAL, tmp_path / "x", Heard(), batch=False)

    store = store_login(tmp_path, clock, access_token=Secret("a"), refresh_token=Secret("r"))
    with RawServer(script) as server:
        asyncio.run(main(server))
        assert [request.split()[1] for request in server.requests] == ["/apiv2/oauth2/access_token/"]


def test_two_daemons_renew_once(service, clock, tmp_path):
    async def main():
        log_in(service, tmp_path, clock)
        async with (
            client(tmp_path, clock, service.api_url) as one,
            client(tmp_path, clock, service.api_url) as other,
        ):
            events = []
            other.subscribe(events.append)
            assert one.account() == other.account()
            clock.now += 86_400
            sound = await one.sound(817, Heard())
            await asyncio.gather(
                *(
                    source.download(sound, Quality.ORIGINAL, tmp_path / str(number), Heard(), batch=False)
                    for number, source in enumerate((one, other, one, other))
                )
            )
            assert other.account().token_expires_in_seconds == 86_400
            assert events == [TokenRenewed(86_400)]
        assert sum(entry.rotated for entry in service.journal) == 1

    asyncio.run(main())


def test_a_token_that_another_daemon_has_renewed_is_taken_from_it(service, clock, tmp_path):
    async def main():
        store = log_in(service, tmp_path, clock)
        api = Pool("api", 1)
        account = LiveAccount(service.api_url, store, None, 1, api, clock)
        refused = await account.authorization(Use.FETCH, Heard())
        log_in(service, tmp_path, clock)
        await account.replace(refused)
        assert await account.authorization(Use.FETCH, Heard()) != refused
        assert not service.journal
        api.close()

    asyncio.run(main())


def test_who_waits_for_a_renewal_keeps_nobody_from_searching(clock, tmp_path):
    def script(request, connection):
        if "access_token" in request:
            searched.wait(30)
        connection.sendall(answer(b'{"count": 0, "results": []}'))

    async def main(server):
        store_login(tmp_path, clock, access_token=Secret("a"), refresh_token=Secret("r"))
        async with client(tmp_path, clock, server.base_url) as source:
            renewals = [asyncio.create_task(source.renew()) for _ in range(8)]
            await asyncio.sleep(0)
            await source.search(Query(), Heard())
            assert not any(renewal.done() for renewal in renewals)
            searched.set()
            await asyncio.gather(*renewals, return_exceptions=True)

    searched = threading.Event()
    with RawServer(script) as server:
        asyncio.run(main(server))


def test_a_login_used_by_another_computer_is_explained_and_not_tried_again(service, clock, tmp_path):
    async def main():
        store = log_in(service, tmp_path, clock)
        kept = store.read()
        async with client(tmp_path, clock, service.api_url) as source:
            sound = await source.sound(817, Heard())
            events = []
            source.subscribe(events.append)
            clock.now += 86_400
            await source.renew()  # the other computer, with a copy of the file
            store.write(kept)
            service.journal.clear()
            for _ in range(2):
                with pytest.raises(AuthorizationFailedError, match="Another computer") as refused:
                    await source.download(sound, Quality.ORIGINAL, tmp_path / "x", Heard(), batch=False)
                assert str(refused.value) == USED_ELSEWHERE
            with pytest.raises(AuthorizationFailedError):
                await source.renew()
            assert len(service.journal) == 1
            assert source.account().authorized is False
            assert source.account().token_expires_in_seconds == -1
            assert (await source.search(Query(words="rain"), Heard())).total == 2
            assert events[-1] == Trouble("authorization_failed", USED_ELSEWHERE)
            log_in(service, tmp_path, clock)  # `fsbridge login`
            await source.download(sound, Quality.ORIGINAL, tmp_path / "x", Heard(), batch=False)
            assert Recovered("authorization_failed") in events

    asyncio.run(main())


def test_a_renewal_whose_answer_was_lost_is_told_as_such(service, clock, tmp_path):
    async def main():
        store = log_in(service, tmp_path, clock)
        kept = store.read()
        async with client(tmp_path, clock, service.api_url) as source:
            clock.now += 3600
            service.faults.plan(Fault("/oauth2/", cut_after_bytes=BEFORE_STATUS_LINE))
            with pytest.raises(NetworkError):
                await source.renew()
            assert store.read().renewing_since == clock.now
            assert store.read().refresh_token == kept.refresh_token
        async with client(tmp_path, clock, service.api_url) as source:
            store.write(msgspec.structs.replace(store.read(), refresh_token=Secret("gone_with_the_answer")))
            with pytest.raises(AuthorizationFailedError) as refused:
                await source.renew()
            assert str(refused.value) == ANSWER_LOST

    asyncio.run(main())


def test_a_service_that_fails_at_renewing_is_no_lost_login(service, clock, tmp_path):
    async def main():
        log_in(service, tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            clock.now += 3600
            for status, body in ((503, b"<html>"), (200, b"<html>"), (200, b'{"access_token": "\xff"}')):
                service.faults.plan(Fault("/oauth2/", status, body, "text/html"))
                with pytest.raises(ServerFailedError):
                    await source.renew()
            assert await source.renew() == 86_400

    asyncio.run(main())


HTML = "text/html", b"<html>Attention required</html>"
REFUSALS = [
    ("400 Bad Request", "application/json", b'{"error": "invalid_grant"}', USED_ELSEWHERE),
    ("401 Unauthorized", "application/json", b'{"error": "invalid_client"}', KEY_REFUSED),
    ("400 Bad Request", "application/json", b'{"error": "invalid_request", "error_description": "Missing."}', ""),
    ("400 Bad Request", "application/json", b'{"error": "unsupported_grant_type"}', ""),
    ("400 Bad Request", "application/json", b'{"error": "temporarily_unavailable"}', ""),
    ("400 Bad Request", "application/json", b'{"error": "of_a_newer_day"}', ""),
    ("400 Bad Request", *HTML, ""),
    ("401 Unauthorized", *HTML, ""),
    ("403 Forbidden", *HTML, ""),
    ("403 Forbidden", "text/html", b'{"detail": "This resource requires a secure connection (https)"}', ""),
    ("404 Not Found", *HTML, ""),
    ("405 Method Not Allowed", "text/html", b"", ""),
    ("429 Too Many Requests", "application/json", b'{"detail": "the ApiV2 credential has been suspended"}', ""),
    ("500 Internal Server Error", "application/json", b'{"error": "server_error"}', ""),
]


@pytest.mark.parametrize(("status", "kind", "body", "refused"), REFUSALS)
def test_only_a_grant_or_a_key_that_freesound_knows_no_more_ends_a_login(clock, tmp_path, status, kind, body, refused):
    async def main(server):
        store = store_login(tmp_path, clock, access_token=Secret("a"), refresh_token=Secret("r"))
        async with client(tmp_path, clock, server.base_url) as source:
            for _ in range(2):
                with pytest.raises(AuthorizationFailedError if refused else ServerFailedError):
                    await source.renew()
        assert (store.read().refused, store.read().usable) == (refused, not refused)
        assert len(server.requests) == (1 if refused else 2)

    with RawServer(lambda _, connection: connection.sendall(answer(body, status, kind))) as server:
        asyncio.run(main(server))


DRIPS = {"headers": b"HTTP/1.1 200 OK\r\nX-Slow: ", "body": answer(b"", length=1000)}


@pytest.mark.parametrize("begin", DRIPS.values(), ids=DRIPS)
def test_an_answer_that_drips_holds_neither_a_renewal_nor_a_thread(clock, tmp_path, begin):
    def script(_request, connection):
        connection.sendall(begin)
        while not over.wait(0.05):
            connection.sendall(b"x")

    def at_work():
        return [thread for thread in threading.enumerate() if thread.name == "token"]

    over = threading.Event()
    store = store_login(tmp_path, clock, access_token=Secret("a"), refresh_token=Secret("r"))
    with RawServer(script) as server:
        for _ in range(2):
            with pytest.raises(NetworkError, match=r"does not answer|drips"):
                renew(Grants(server.base_url, answer_seconds=0.3), store, Secret("a"), clock.time)
        for thread in at_work():
            thread.join(30)
        assert not at_work()
        with store.lock():
            assert store.read().usable
        over.set()


def test_a_login_that_is_refused_as_soon_as_it_is_given_is_not_asked_for_again_and_again(clock, tmp_path):
    def script(request, connection):
        if "/oauth2/" in request:
            body = b'{"access_token": "new%d", "refresh_token": "r"}' % len(server.requests)
            connection.sendall(answer(body))
        else:
            challenge = 'Bearer realm="api",error="invalid_token"'
            connection.sendall(answer(b"{}", "401 Unauthorized", WWW_Authenticate=challenge))

    async def main():
        sound = sound_from({"id": 817})
        store_login(tmp_path, clock, access_token=Secret("a"), refresh_token=Secret("r"), expires_at=clock.now + 9000)
        async with client(tmp_path, clock, server.base_url) as source:
            for minute in range(3):
                for _ in range(10):
                    with pytest.raises(AuthorizationFailedError, match="refuses"):
                        await source.download(sound, Quality.ORIGINAL, tmp_path / "x", Heard(), batch=False)
                assert sum("/oauth2/" in request for request in server.requests) == minute + 1
                clock.now += 60

    with RawServer(script) as server:
        asyncio.run(main())


def test_a_renewal_is_tried_hours_ahead_and_once_an_hour_and_told(service, clock, tmp_path):
    async def main():
        log_in(service, tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            told = asyncio.Queue()
            source.subscribe(told.put_nowait)
            service.faults.plan(Fault("/oauth2/", 503, b"<html>", "text/html", times=2))

            async def search_after(seconds):
                clock.now += seconds
                for _ in range(2):
                    await source.search(Query(words="rain"), Heard())

            async def heard_after(seconds):
                await search_after(seconds)
                return await asyncio.wait_for(told.get(), 30)

            await search_after(0)
            assert told.empty()
            assert await heard_after(86_400 - AHEAD_SECONDS + 1) == TokenRenewed(AHEAD_SECONDS - 1)
            await search_after(1800)
            await source._account._ahead
            assert told.empty()
            assert await heard_after(1800) == TokenRenewed(AHEAD_SECONDS - 1 - 3600)
            assert await heard_after(3600) == TokenRenewed(86_400)
            assert told.empty()
            assert [entry.status for entry in service.journal if "/oauth2/" in entry.path] == [503, 503, 200]

    asyncio.run(main())


def test_a_login_that_is_refused_is_known_hours_ahead(service, clock, tmp_path):
    async def main():
        store = log_in(service, tmp_path, clock)
        store.write(msgspec.structs.replace(store.read(), refresh_token=Secret("of_another_day")))
        async with client(tmp_path, clock, service.api_url) as source:
            told = asyncio.Queue()
            source.subscribe(told.put_nowait)
            clock.now += 86_400 - AHEAD_SECONDS + 1
            await source.search(Query(words="rain"), Heard())
            assert await asyncio.wait_for(told.get(), 30) == Trouble("authorization_failed", USED_ELSEWHERE)
            assert (await source.search(Query(words="rain"), Heard())).total == 2
            assert told.empty()

    asyncio.run(main())


def test_a_key_that_was_changed_at_freesound_is_said(service, clock, tmp_path):
    async def main():
        store = log_in(service, tmp_path, clock)
        store.write(msgspec.structs.replace(store.read(), api_key=Secret("old")))
        clock.now += 60
        async with client(tmp_path, clock, service.api_url) as source:
            with pytest.raises(AuthorizationFailedError) as refused:
                await source.renew()
            assert str(refused.value) == KEY_REFUSED

    asyncio.run(main())


def test_no_new_pair_is_asked_for_that_could_not_be_kept(service, clock, tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    async def main():
        store = log_in(service, tmp_path, clock)
        kept = store.read()
        clock.now += 3600
        async with client(tmp_path, clock, service.api_url) as source:
            with monkeypatch.context() as patch:
                patch.setattr(files.os, "fsync", full)
                with pytest.raises(DiskFullError):
                    await source.renew()
            assert not service.journal
            assert store.read() == kept
            assert await source.renew() == 86_400

    asyncio.run(main())


def test_a_stop_waits_for_a_renewal_that_has_begun(tmp_path):
    clock = TurningClock()

    async def main(service):
        async with client(tmp_path, clock, service.api_url) as source:
            store = log_in(service, tmp_path, clock)
            clock.now += 120
            before = store.read()
            service.faults.plan(Fault("/access_token/", delay_seconds=0.3))
            renewal = asyncio.create_task(source.renew())
            for _ in range(100_000):
                if store.read().renewing_since:
                    break
                await asyncio.sleep(0)
            renewal.cancel()
        after = TokenStore(tmp_path / "login.json").read()
        assert after.refresh_token != before.refresh_token
        assert not after.renewing_since

    with catalogue(clock=clock) as service:
        asyncio.run(main(service))
