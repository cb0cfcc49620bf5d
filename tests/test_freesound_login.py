"""The login: how it comes, through a browser, a pasted code, a password or a key."""

from __future__ import annotations

import http.client
import socket
import threading
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from browsing import visit
from freesound_service import FREE, KEY, PASSWORD, catalogue, with_callback

from fsbridge.errors import AuthorizationFailedError, BadRequestError, WaitedTooLongError
from fsbridge.freesound.login import (
    CALLBACK_URL,
    RedirectCatcher,
    begin_login,
    finish_login,
    password_login,
    whoami,
)
from fsbridge.freesound.tokens import Secret


def test_a_login_through_the_browser(clock, store):
    with (
        catalogue(clock=clock, data=with_callback()) as service,
        RedirectCatcher() as catcher,
    ):
        attempt = begin_login(service.api_url, FREE, KEY, catcher.redirect_uri)
        asked = parse_qs(urlsplit(attempt.url).query)
        assert attempt.url.startswith(service.api_url)
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["state"] == [attempt.state]
        target = visit(attempt.url)
        pages = []
        noise = [
            "/favicon.ico",
            f"/callback?{urlencode({'code': 'stolen', 'state': 'guessed'})}",
            target.removeprefix(f"http://127.0.0.1:{urlsplit(catcher.redirect_uri).port}"),
        ]

        def arrive():
            idle = socket.create_connection(("127.0.0.1", urlsplit(catcher.redirect_uri).port))  # as Chrome does
            for path in noise:
                connection = http.client.HTTPConnection("127.0.0.1", urlsplit(catcher.redirect_uri).port, timeout=30)
                connection.request("GET", path)
                response = connection.getresponse()
                pages.append((response.status, response.read().decode()))
                connection.close()
            idle.close()

        browser = threading.Thread(target=arrive)
        browser.start()
        caught = catcher.wait(attempt, 30)
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
    with catalogue(clock=clock, data=with_callback()) as service:
        for paste in (lambda target: target, lambda target: parse_qs(urlsplit(target).query)["code"][0] + "\n"):
            attempt = begin_login(service.api_url, FREE, KEY, CALLBACK_URL)
            assert finish_login(service.api_url, attempt, paste(visit(attempt.url)), store).usable
        attempt = begin_login(service.api_url, FREE, KEY, CALLBACK_URL)
        with pytest.raises(AuthorizationFailedError, match="another login"):
            finish_login(
                service.api_url, begin_login(service.api_url, FREE, KEY, CALLBACK_URL), visit(attempt.url), store
            )
        with pytest.raises(AuthorizationFailedError, match="let fsbridge in"):
            finish_login(service.api_url, attempt, f"{CALLBACK_URL}?error=access_denied", store)
        with pytest.raises(AuthorizationFailedError):
            finish_login(service.api_url, attempt, "nonsense", store)


def test_what_can_be_no_credential_is_refused_before_anything_is_sent(service, store):
    for client_id, key in (("", "x"), ("two words", "x"), ("x", "line\nbreak"), ("x", "é")):
        with pytest.raises(BadRequestError) as refused:
            begin_login(service.api_url, client_id, Secret(key), CALLBACK_URL)
        assert key not in str(refused.value) or key == "x"
    for base_url in ("freesound.org/apiv2/", "http://freesound.org/apiv2/", "ftp://127.0.0.1/"):
        with pytest.raises(BadRequestError, match="https://"):
            begin_login(base_url, FREE, KEY, CALLBACK_URL)
    with pytest.raises(AuthorizationFailedError, match="API key"):
        password_login(service.api_url, FREE, Secret("wrong"), "oracle_dev", Secret(PASSWORD), store)
    assert store.read() is None


def test_a_browser_that_does_not_come_is_not_waited_for_for_ever():
    with RedirectCatcher() as catcher, pytest.raises(WaitedTooLongError):
        catcher.wait(begin_login("http://127.0.0.1:1/apiv2/", FREE, KEY, CALLBACK_URL), 0.05)
