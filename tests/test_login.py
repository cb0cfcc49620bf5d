"""`fsbridge login` from nothing, with a real browser's requests against the catalogue."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import tomllib
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import msgspec
import pytest
import requests

from fsbridge.config import config_file, login_file
from fsbridge.demo.dataset import Dataset
from fsbridge.demo.server import Catalogue

GOLDEN = Path(__file__).parent / "golden"
CLIENT_ID, API_KEY = "LOCALclientLevel1000", "LOCALsecretLevel100000000000000000000000"
USER, PASSWORD = "oracle_dev", "canary-password"


@pytest.fixture
def catalogue(tmp_path):
    data = json.loads((GOLDEN / "_dataset.json").read_text())
    for user in data["users"]:
        user["password"] = PASSWORD
    for credential in data["credentials"]:
        credential["redirect_uri"] = "http://127.0.0.1/callback"
    with Catalogue(msgspec.convert(data, Dataset), GOLDEN / "_files", state=tmp_path) as started:
        yield started


class Login:
    """`fsbridge login` in a child process, up to the page that it wants opened."""

    def __init__(self, service_url, *answers):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fsbridge", "login", "--no-browser", "--service-url", service_url],
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


def form_of(page):
    """The fields of the page's form, and where it is sent."""
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall("<input[^>]*>", page.text)]
    filled = {field["name"]: unescape(field.get("value", "")) for field in inputs if "name" in field}
    return filled, urljoin(page.url, re.search(r'<form[^>]*action="([^"]*)"', page.text)[1])


def visit(url, *, user=USER, password=PASSWORD, allow=True):
    """Log in and consent as a person does; gives the answer that would redirect the browser to this machine."""
    with requests.Session() as browser:
        form, address = form_of(browser.get(url, timeout=30))
        form, address = form_of(browser.post(address, form | {"username": user, "password": password}, timeout=30))
        if not allow:
            del form["allow"]
        return browser.post(address, form, allow_redirects=False, timeout=30).headers["Location"]


def test_the_redirect_is_caught_and_the_login_kept(catalogue, home):
    with Login(catalogue.api_url, CLIENT_ID, API_KEY, "cc0 by") as login:
        page = requests.get(visit(login.url), timeout=30)
        assert "go back to the terminal" in page.text
        assert login.end() == (0, "")
    assert f"{USER} is logged in" in login.told
    for told in ("https://freesound.org/apiv2/apply", "http://127.0.0.1/callback ", str(login_file())):
        assert told in login.told
    kept = json.loads(login_file().read_text())
    assert kept["client_id"] == CLIENT_ID
    assert kept["username"] == USER
    assert login_file().stat().st_mode & 0o777 == 0o600
    assert tomllib.loads(config_file().read_text()) == {"licenses": ["cc0", "by"]}
    for secret in (API_KEY, kept["access_token"], kept["refresh_token"]):
        assert secret not in login.told
        owners = [path for path in home.rglob("*") if path.is_file() and secret in path.read_text()]
        assert owners == [login_file()]


@pytest.mark.parametrize("cut", [lambda address: address, lambda address: re.search(r"code=(\w+)", address)[1]])
def test_a_pasted_address_or_code_will_do(catalogue, cut):
    with Login(catalogue.api_url, CLIENT_ID, API_KEY, "") as login:
        login.type("", cut(visit(login.url)))
        assert login.end() == (0, "")
    assert f"{USER} is logged in" in login.told


def test_what_is_pasted_by_mistake_is_told_and_the_next_thing_read(catalogue):
    with Login(f"{catalogue.api_url.rstrip('/')}", CLIENT_ID, API_KEY, "") as login:
        login.type("rubbish", login.url, f"{USER} {PASSWORD}", visit(login.url))
        assert login.end() == (0, "")
    assert login.told.count("That is neither the address nor a code.\n") == 3
    assert f"{USER} is logged in" in login.told


def test_what_is_configured_is_not_asked_and_stays(catalogue):
    config_file().parent.mkdir(parents=True)
    text = f'# mine\nlicenses = ["cc0"]  # free\n[account.default]\nclient_id = "{CLIENT_ID}"\n'
    config_file().write_text(text)
    with Login(catalogue.api_url, API_KEY) as login:
        requests.get(visit(login.url), timeout=30)
        assert login.end() == (0, "")
    assert config_file().read_text() == text


def test_licenses_are_written_beside_what_is_there(catalogue):
    config_file().parent.mkdir(parents=True)
    text = '# mine\nport = 9771\n\n[account.default]\nclient_id = ""\n'
    config_file().write_text(text)
    with Login(catalogue.api_url, CLIENT_ID, API_KEY, "cc1", "cc0") as login:
        assert "must be a list of" in login.told + login.process.stdout.readline()
    assert config_file().read_text() == text.replace("9771\n", '9771\nlicenses = ["cc0"]\n')


def test_a_person_says_no(catalogue):
    with Login(catalogue.api_url, CLIENT_ID, API_KEY, "") as login:
        requests.get(visit(login.url, allow=False), timeout=30)
        code, complaint = login.end()
    assert code == 1
    assert complaint == "You have not let fsbridge in; run `fsbridge login` to try again.\n"
    assert not login_file().exists()


@pytest.mark.parametrize(("key", "pasted"), [("wrong" + API_KEY[5:], None), (API_KEY, "n0such" * 5)])
def test_a_refusal_is_a_sentence(catalogue, key, pasted):
    with Login(catalogue.api_url, CLIENT_ID, key, "") as login:
        login.type(pasted or visit(login.url))
        code, complaint = login.end()
    assert code == 1
    assert "fsbridge login" in complaint or "refuses" in complaint
    assert complaint.count("\n") == 1
    assert key not in complaint
    assert not login_file().exists()
