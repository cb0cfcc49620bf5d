"""The login: how it comes, how it is kept, how it lives on, and that nobody else sees it."""

from __future__ import annotations

import asyncio
import http.client
import logging
import os
import socket
import threading
import traceback
from contextlib import contextmanager
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec
import pytest
import requests
from freesound_service import (
    FREE,
    GOLDEN,
    KEYS,
    PASSWORD,
    Heard,
    RawServer,
    TurningClock,
    answer,
    catalogue,
    client,
    store_login,
)
from test_freesound_client import log_in

from fsbridge import files
from fsbridge.core.messages import Recovered, TokenRenewed, Trouble
from fsbridge.core.pools import Pool
from fsbridge.demo.dataset import load
from fsbridge.demo.faults import BEFORE_STATUS_LINE, Fault
from fsbridge.errors import (
    AuthorizationFailedError,
    BadRequestError,
    DiskFullError,
    FsbridgeError,
    NetworkError,
    NotAuthorizedError,
    ServerFailedError,
    WaitedTooLongError,
)
from fsbridge.freesound.account import AHEAD_SECONDS, LiveAccount
from fsbridge.freesound.history import Use
from fsbridge.freesound.login import RedirectCatcher, begin_login, finish_login, key_login, password_login, whoami
from fsbridge.freesound.metadata import sound_from
from fsbridge.freesound.oauth import ANSWER_LOST, KEY_REFUSED, USED_ELSEWHERE, Grants, renew
from fsbridge.freesound.tokens import UNREADABLE, Login, Secret, TokenStore
from fsbridge.model import Quality, Query

KEY = Secret(KEYS[FREE])


@pytest.fixture
def clock():
    return TurningClock()


@pytest.fixture
def service(clock):
    with catalogue(clock=clock) as running:
        yield running


@pytest.fixture
def store(tmp_path):
    return TokenStore(tmp_path / "login.json")


class Form(HTMLParser):
    """The fields of the first form of a page."""

    def __init__(self, page) -> None:
        super().__init__()
        self.action, self.fields = "", {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.action = found.get("action") or ""
        elif tag in ("input", "button") and found.get("name"):
            self.fields[found["name"]] = found.get("value") or ""


def browse(url, *, allow=True):
    """Log in and let fsbridge in, as a person would; give where the browser is sent in the end."""
    with requests.Session() as browser:
        page = browser.get(url, timeout=5)
        form = Form(page.text)
        fields = {**form.fields, "username": "oracle_dev", "password": PASSWORD}
        page = browser.post(requests.compat.urljoin(page.url, form.action), fields, timeout=5, allow_redirects=False)
        while "/callback?" not in (target := page.headers.get("Location", "")):
            if target:
                page = browser.get(requests.compat.urljoin(page.url, target), timeout=5, allow_redirects=False)
                continue
            form = Form(page.text)
            fields = {name: value for name, value in form.fields.items() if allow or name != "allow"}
            page = browser.post(
                requests.compat.urljoin(page.url, form.action), fields, timeout=5, allow_redirects=False
            )
        return target


def of_credential(redirect_uri):
    """The dataset's credentials, all with this callback."""
    credentials = load(GOLDEN / "_dataset.json").credentials
    return {"credentials": [msgspec.structs.replace(one, redirect_uri=redirect_uri) for one in credentials]}


def test_a_login_through_the_browser(clock, store):
    with (
        catalogue(clock=clock, data=of_credential("http://127.0.0.1/callback")) as service,
        RedirectCatcher() as catcher,
    ):
        attempt = begin_login(service.api_url, FREE, KEY, catcher.redirect_uri)
        asked = parse_qs(urlsplit(attempt.url).query)
        assert attempt.url.startswith(service.api_url)
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["state"] == [attempt.state]
        target = browse(attempt.url)
        pages = []
        noise = [
            "/favicon.ico",
            f"/callback?{urlencode({'code': 'stolen', 'state': 'guessed'})}",
            target.removeprefix(f"http://127.0.0.1:{urlsplit(catcher.redirect_uri).port}"),
        ]

        def visit():
            idle = socket.create_connection(("127.0.0.1", urlsplit(catcher.redirect_uri).port))  # as Chrome does
            for path in noise:
                connection = http.client.HTTPConnection("127.0.0.1", urlsplit(catcher.redirect_uri).port, timeout=10)
                connection.request("GET", path)
                response = connection.getresponse()
                pages.append((response.status, response.read().decode()))
                connection.close()
            idle.close()

        browser = threading.Thread(target=visit)
        browser.start()
        caught = catcher.wait(attempt, 8)
        browser.join()
        assert [status for status, _ in pages] == [404, 404, 200]
        assert "go back to the terminal" in pages[-1][1]
        login = finish_login(service.api_url, attempt, caught, store)
        assert login.username == "oracle_dev"
        assert store.read() == login
        assert whoami(service.api_url, login) == "oracle_dev"
        with pytest.raises(AuthorizationFailedError):  # a code holds once
            finish_login(service.api_url, attempt, caught, store)


def test_a_pasted_code_and_a_pasted_address(clock, store):
    with catalogue(clock=clock, data=of_credential("http://127.0.0.1/callback")) as service:
        for paste in (lambda target: target, lambda target: parse_qs(urlsplit(target).query)["code"][0] + "\n"):
            attempt = begin_login(service.api_url, FREE, KEY)
            assert finish_login(service.api_url, attempt, paste(browse(attempt.url)), store).usable
        attempt = begin_login(service.api_url, FREE, KEY)
        with pytest.raises(AuthorizationFailedError, match="another login"):
            finish_login(service.api_url, begin_login(service.api_url, FREE, KEY), browse(attempt.url), store)
        with pytest.raises(AuthorizationFailedError, match="let fsbridge in"):
            finish_login(service.api_url, attempt, "http://127.0.0.1/callback?error=access_denied", store)
        with pytest.raises(AuthorizationFailedError):
            finish_login(service.api_url, attempt, "nonsense", store)


def test_what_can_be_no_credential_is_refused_before_anything_is_sent(service, store):
    for client_id, key in (("", "x"), ("two words", "x"), ("x", "line\nbreak"), ("x", "é")):
        with pytest.raises(BadRequestError) as refused:
            begin_login(service.api_url, client_id, Secret(key))
        assert key not in str(refused.value) or key == "x"
    with pytest.raises(AuthorizationFailedError, match="API key"):
        password_login(service.api_url, FREE, Secret("wrong"), "oracle_dev", Secret(PASSWORD), store)
    assert store.read() is None
    assert key_login(FREE, KEY, store) == store.read()


def test_a_browser_that_does_not_come_is_not_waited_for_for_ever():
    with RedirectCatcher() as catcher, pytest.raises(WaitedTooLongError):
        catcher.wait(begin_login("http://127.0.0.1:1/apiv2/", FREE, KEY), 0.05)


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
def test_the_file_is_the_owners_and_replaced_whole(store, tmp_path):
    old_mask = os.umask(0)
    try:
        key_login(FREE, KEY, store)
    finally:
        os.umask(old_mask)
    path = tmp_path / "login.json"
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.stat().st_ino
    with path.open() as held:
        store.write(Login(FREE, Secret("another")))
        assert KEYS[FREE] in held.read()
    assert path.stat().st_ino != before
    assert sorted(found.name for found in tmp_path.iterdir()) == ["login.json", "login.json.lock"]


def test_a_damaged_file_is_said_and_not_shown(service, clock, store, tmp_path, caplog):
    async def main():
        async with client(tmp_path, clock, service.api_url) as source:
            events = []
            source.subscribe(events.append)
            for text in (
                b'{"client_id": "a", "api_key": "can\\nary"}', b"{", b'{"api_key": 1, "client_id": "a"}',
                b'{"client_id": "a", "api_key": "can\xffary"}',
            ):  # fmt: skip
                (tmp_path / "login.json").write_bytes(text)
                assert source.account().authorized is False
                with pytest.raises(AuthorizationFailedError, match="can't be read") as damaged:
                    await source.search(Query(), Heard())
                assert "ary" not in "".join(traceback.format_exception(damaged.value)) + caplog.text
            assert events == [Trouble("authorization_failed", UNREADABLE)]
            assert await source.renew() == -1
            key_login(FREE, KEY, store)
            assert (await source.search(Query(words="rain"), Heard())).total == 2

    asyncio.run(main())


@pytest.mark.skipif(os.name != "posix", reason="the limit on open files is POSIX's")
def test_a_login_that_can_not_be_read_now_is_read_later(clock, tmp_path):
    import resource

    @contextmanager
    def no_file_to_open():
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    key_login(FREE, KEY, store_login(tmp_path, clock))
    store = TokenStore(tmp_path / "login.json")
    with no_file_to_open():
        assert store.current().refused == UNREADABLE
    assert store.current() == Login(FREE, KEY)
    newer = Login(FREE, Secret("newer"))
    TokenStore(tmp_path / "login.json").write(newer)
    with no_file_to_open():
        assert store.current() == Login(FREE, KEY)
    assert store.current() == newer


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
        refused = await account.authorization(Use.FETCH)
        log_in(service, tmp_path, clock)
        await account.replace(refused)
        assert await account.authorization(Use.FETCH) != refused
        assert not service.journal
        api.close()

    asyncio.run(main())


def test_who_waits_for_a_renewal_keeps_nobody_from_searching(clock, tmp_path):
    def script(request, connection):
        if "access_token" in request:
            searched.wait(4)
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


def test_an_answer_that_trickles_in_holds_no_renewal_for_ever(clock, tmp_path):
    def script(_request, connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(80):
            if over.wait(0.05):
                return
            connection.sendall(b"x")
        ended.set()

    over, ended = threading.Event(), threading.Event()
    store = store_login(tmp_path, clock, access_token=Secret("a"), refresh_token=Secret("r"))
    with RawServer(script) as server:
        with pytest.raises(NetworkError, match="does not answer"):
            renew(Grants(server.base_url, answer_seconds=0.3), store, Secret("a"), clock.time)
        assert not ended.is_set()
        with store.lock():
            assert store.read().usable
        over.set()


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
                return await asyncio.wait_for(told.get(), 5)

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
            assert await asyncio.wait_for(told.get(), 5) == Trouble("authorization_failed", USED_ELSEWHERE)
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


def test_the_secret_is_never_posted_to_where_a_redirect_leads(clock, tmp_path):
    async def main(server):
        store_login(tmp_path, clock, access_token=Secret("a"), refresh_token=Secret("canary-refresh"))
        async with client(tmp_path, clock, server.base_url) as source:
            with pytest.raises(FsbridgeError):
                await source.renew()

    with RawServer(lambda *_: None) as elsewhere:
        sent = answer(b"", "307 Temporary Redirect", Location=elsewhere.base_url)
        with RawServer(lambda _, connection: connection.sendall(sent)) as server:
            asyncio.run(main(server))
        assert not elsewhere.requests


def test_plain_http_is_for_this_machine_only(tmp_path, clock):
    async def main():
        store_login(tmp_path, clock, access_token=Secret("a"), refresh_token=Secret("b"))
        async with client(tmp_path, clock, "http://freesound.invalid/apiv2/") as source:
            for work in (source.search(Query(), Heard()), source.renew()):
                with pytest.raises(FsbridgeError):
                    await work

    asyncio.run(main())


def test_secrets_stay_secret(service, clock, tmp_path, caplog):
    """Everything at debug, all kinds of requests and failures: no key, code or token in log, repr or error."""

    async def main():
        log_in(service, tmp_path, clock)
        store = TokenStore(tmp_path / "login.json")
        secrets, errors = {KEYS[FREE], PASSWORD}, []
        async with client(tmp_path, clock, service.api_url, paced=True) as source:
            for status in (200, 400, 401, 403, 429, 500, None):
                login = store.read()
                secrets |= {login.access_token.reveal(), login.refresh_token.reveal()}
                clock.now += 3600
                for path in ("/search/", "/oauth2/"):
                    for _ in range(4 if status == 429 else 1):
                        echo = (KEYS[FREE] * (status is None)).encode()
                        fault = Fault(path, status, echo, cut_after_bytes=None if status else BEFORE_STATUS_LINE)
                        if status != 200:
                            service.faults.plan(fault)
                for work in (lambda: source.search(Query(words="rain"), Heard()), source.renew):
                    try:
                        await work()
                    except FsbridgeError as error:
                        errors += traceback.format_exception(error)
            said = [repr(source.__dict__), repr(login), str(login), f"{login.api_key} {login.by_token!r}", *errors]
        assert len(secrets) > 4
        assert errors
        return secrets, "\n".join([*said, caplog.text])

    caplog.set_level(logging.DEBUG)
    for name in ("requests_oauthlib", "requests_oauthlib.oauth2_session", "oauthlib", "urllib3", "requests"):
        caplog.set_level(logging.DEBUG, name)
    secrets, said = asyncio.run(main())
    assert "urllib3.connectionpool" in caplog.text
    assert not [secret for secret in secrets if secret in said]


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


def test_a_login_of_another_service_opens_nothing(tmp_path):
    clock = TurningClock()
    store_login(tmp_path, clock, host="freesound.org", refresh_token=Secret("r"), access_token=Secret("a"))

    async def main(service):
        async with client(tmp_path, clock, service.api_url) as source:
            assert not source.account().authorized
            with pytest.raises(NotAuthorizedError):
                await source.search(Query("rain"), Heard())

    with catalogue(clock=clock) as service:
        asyncio.run(main(service))
        assert not service.journal
