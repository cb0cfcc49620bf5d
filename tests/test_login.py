"""`fsbridge login` from nothing, with a real browser's requests against the catalogue."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import tomllib

import freesound_service
import pytest
import requests
from browsing import visit
from freesound_service import KEYS, LEVEL1, PASSWORD, USER, TurningClock, with_callback

from fsbridge.config.places import config_file, login_file
from fsbridge.demo.faults import Fault
from fsbridge.demo.oauth import CODE_SECONDS
from fsbridge.freesound.oauth import CODE_REFUSED, KEY_REFUSED

API_KEY = KEYS[LEVEL1]


@pytest.fixture
def catalogue(tmp_path):
    with freesound_service.catalogue(tmp_path, data=with_callback()) as started:
        yield started


class Login:
    """`fsbridge login` in a child process, up to the page that it wants opened."""

    def __init__(self, service_url, *answers, options=("--no-browser",)):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fsbridge", "login", *options, "--service-url", service_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.alarm = threading.Timer(30, self.process.kill)
        self.alarm.start()
        self.type(*answers)
        self.told = ""
        while not (found := re.search(r"^  (http\S+authorize\S+)$", self.told, re.MULTILINE)):
            line = self.process.stdout.readline()
            assert line, self.process.stderr.read()
            self.told += line
        self.url = found[1]

    def type(self, *lines):
        self.process.stdin.write("".join(f"{line}\n" for line in lines))
        self.process.stdin.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.alarm.cancel()
        self.process.kill()
        with self.process:
            pass

    def end(self):
        told, complaint = self.process.communicate(timeout=30)
        self.told += told
        return self.process.returncode, complaint


def test_the_redirect_is_caught_and_the_login_kept(catalogue, home):
    with Login(catalogue.api_url, LEVEL1, API_KEY, "cc0 by") as login:
        page = requests.get(visit(login.url), timeout=30)
        assert "go back to the terminal" in page.text
        assert login.end() == (0, "")
    assert f"{USER} is logged in" in login.told
    for told in ("https://freesound.org/apiv2/apply", "http://127.0.0.1/callback ", str(login_file())):
        assert told in login.told
    kept = json.loads(login_file().read_text())
    assert kept["client_id"] == LEVEL1
    assert kept["username"] == USER
    assert login_file().stat().st_mode & 0o777 == 0o600
    assert tomllib.loads(config_file().read_text()) == {"licenses": ["cc0", "by"]}
    for secret in (API_KEY, kept["access_token"], kept["refresh_token"]):
        assert secret not in login.told
        owners = [path for path in home.rglob("*") if path.is_file() and secret in path.read_text()]
        assert owners == [login_file()]


@pytest.mark.parametrize("cut", [lambda address: address, lambda address: re.search(r"code=(\w+)", address)[1]])
def test_a_pasted_address_or_code_will_do(catalogue, cut):
    with Login(catalogue.api_url, LEVEL1, API_KEY, "") as login:
        login.type("", cut(visit(login.url)))
        assert login.end() == (0, "")
    assert f"{USER} is logged in" in login.told


def test_what_is_pasted_by_mistake_is_told_and_the_next_thing_read(catalogue):
    with Login(f"{catalogue.api_url.rstrip('/')}", LEVEL1, API_KEY, "") as login:
        login.type("rubbish", login.url, f"{USER} {PASSWORD}", visit(login.url))
        assert login.end() == (0, "")
    assert login.told.count("That is neither the address nor a code.\n") == 3
    assert f"{USER} is logged in" in login.told


def test_what_is_configured_is_not_asked_and_stays(catalogue):
    config_file().parent.mkdir(parents=True)
    text = f'# mine\nlicenses = ["cc0"]  # free\n[account.default]\nclient_id = "{LEVEL1}"\n'
    config_file().write_text(text)
    with Login(catalogue.api_url, API_KEY) as login:
        requests.get(visit(login.url), timeout=30)
        assert login.end() == (0, "")
    assert config_file().read_text() == text


def test_licenses_are_written_beside_what_is_there(catalogue):
    config_file().parent.mkdir(parents=True)
    text = '# mine\nport = 9771\n\n[account.default]\nclient_id = ""\n'
    config_file().write_text(text)
    with Login(catalogue.api_url, LEVEL1, API_KEY, "cc1", "cc0") as login:
        assert "must be a list of" in login.told + login.process.stdout.readline()
    assert config_file().read_text() == text.replace("9771\n", '9771\nlicenses = ["cc0"]\n')


def test_a_person_says_no(catalogue):
    with Login(catalogue.api_url, LEVEL1, API_KEY, "") as login:
        requests.get(visit(login.url, allow=False), timeout=30)
        code, complaint = login.end()
    assert code == 1
    assert complaint == "You have not let fsbridge in; run `fsbridge login` to try again.\n"
    assert not login_file().exists()


def refusal(service_url, key=API_KEY, pasted=None):
    """Give the one line that a login ends in that can't be."""
    with Login(service_url, LEVEL1, key, "") as login:
        login.type(pasted or visit(login.url))
        code, complaint = login.end()
    assert code == 1
    assert complaint.count("\n") == 1
    assert key not in complaint
    assert not login_file().exists()
    return complaint.rstrip()


def test_a_wrong_key_and_a_wrong_code_are_told_apart(catalogue):
    assert refusal(catalogue.api_url, "wrong" + API_KEY[5:]) == KEY_REFUSED
    assert refusal(catalogue.api_url, pasted="n0such" * 5) == CODE_REFUSED


def test_a_code_that_has_expired_is_refused_in_a_sentence(tmp_path):
    clock = TurningClock()
    with (
        freesound_service.catalogue(clock=clock, data=with_callback()) as service,
        Login(service.api_url, LEVEL1, API_KEY, "") as login,
    ):
        address = visit(login.url)
        clock.now += CODE_SECONDS
        login.type(address)
        assert login.end() == (1, f"{CODE_REFUSED}\n")


def test_without_a_network_it_says_so(catalogue):
    with Login(catalogue.api_url, LEVEL1, API_KEY, "") as login:
        address = visit(login.url)
        catalogue.close()
        login.type(address)
        assert login.end() == (1, "Freesound can't be reached; check the network.\n")


def test_where_the_service_can_not_say_who_it_is_the_login_holds(catalogue):
    catalogue.faults.plan(Fault("/me/", 503))
    with Login(catalogue.api_url, LEVEL1, API_KEY, "") as login:
        login.type(visit(login.url))
        assert login.end() == (0, "")
    assert "You are logged in." in login.told
    assert json.loads(login_file().read_text())["refresh_token"]


def test_no_browser_is_opened_where_it_would_take_the_terminal(catalogue, tmp_path, monkeypatch):
    """On a machine without a screen, Python's choice is a browser of the terminal, such as w3m."""
    browser = tmp_path / "w3m"
    browser.write_text(f"#!/bin/sh\ntouch {tmp_path}/opened\n")
    browser.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    with Login(catalogue.api_url, LEVEL1, API_KEY, "", options=()) as login:
        login.type(visit(login.url))
        assert login.end() == (0, "")
    assert not (tmp_path / "opened").exists()
