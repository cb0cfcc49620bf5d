"""The login as it is kept: whole, the owner's alone, and shown to nobody."""

from __future__ import annotations

import asyncio
import logging
import os
import traceback
from contextlib import contextmanager

import pytest
from freesound_service import (
    FREE,
    KEY,
    KEYS,
    PASSWORD,
    Heard,
    RawServer,
    TurningClock,
    answer,
    catalogue,
    client,
    log_in,
    store_login,
)

from fsbridge.core.events import Trouble
from fsbridge.demo.faults import BEFORE_STATUS_LINE, Fault
from fsbridge.errors import (
    AuthorizationFailedError,
    FsbridgeError,
    NotAuthorizedError,
)
from fsbridge.freesound.tokens import UNREADABLE, Login, Secret, TokenStore
from fsbridge.model import Query


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
def test_the_file_is_the_owners_and_replaced_whole(store, tmp_path):
    old_mask = os.umask(0)
    try:
        with store.lock():
            store.write(Login(FREE, KEY))
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
            store_login(tmp_path, clock)
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

    store_login(tmp_path, clock)
    store = TokenStore(tmp_path / "login.json")
    with no_file_to_open():
        assert store.current().refused == UNREADABLE
    assert store.current() == Login(FREE, KEY)
    newer = Login(FREE, Secret("newer"))
    TokenStore(tmp_path / "login.json").write(newer)
    with no_file_to_open():
        assert store.current() == Login(FREE, KEY)
    assert store.current() == newer


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
