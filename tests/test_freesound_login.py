"""The login: how it comes, through a browser, a pasted code, a password or a key."""

from __future__ import annotations

import http.client
import socket
import threading
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec
import pytest
import requests
from freesound_service import FREE, GOLDEN, KEY, PASSWORD, catalogue

from fsbridge.demo.dataset import load
from fsbridge.errors import (
    AuthorizationFailedError,
    BadRequestError,
    WaitedTooLongError,
)
from fsbridge.freesound.login import RedirectCatcher, begin_login, finish_login, key_login, password_login, whoami
from fsbridge.freesound.tokens import Secret


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
        page = browser.get(url, timeout=30)
        form = Form(page.text)
        fields = {**form.fields, "username": "oracle_dev", "password": PASSWORD}
        page = browser.post(requests.compat.urljoin(page.url, form.action), fields, timeout=30, allow_redirects=False)
        while "/callback?" not in (target := page.headers.get("Location", "")):
            if target:
                page = browser.get(requests.compat.urljoin(page.url, target), timeout=30, allow_redirects=False)
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
                connection = http.client.HTTPConnection("127.0.0.1", urlsplit(catcher.redirect_uri).port, timeout=30)
                connection.request("GET", path)
                response = connection.getresponse()
                pages.append((response.status, response.read().decode()))
                connection.close()
            idle.close()

        browser = threading.Thread(target=visit)
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
