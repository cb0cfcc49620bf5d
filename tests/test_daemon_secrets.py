"""Key, password, code and tokens occur nowhere but in the login's own file, whatever is asked and whatever breaks."""

from __future__ import annotations

import base64
import json
import signal
import traceback
from pathlib import Path
from urllib.parse import parse_qs, quote, quote_plus, urlsplit

import msgspec
import pytest
import requests
import running
from browsing import visit
from osc_room import ERROR, Peer
from test_login import Login as LoginCommand

from fsbridge.config import Config
from fsbridge.config.places import config_file, login_file
from fsbridge.core.clock import SystemClock
from fsbridge.core.pools import Pool
from fsbridge.demo import made as demo_sounds
from fsbridge.demo.dataset import load
from fsbridge.demo.faults import BEFORE_STATUS_LINE, Fault
from fsbridge.demo.server import Catalogue
from fsbridge.errors import FsbridgeError
from fsbridge.freesound.account import LiveAccount
from fsbridge.freesound.call import Call
from fsbridge.freesound.client import Freesound
from fsbridge.freesound.login import CALLBACK_URL, begin_login, finish_login, password_login
from fsbridge.freesound.oauth import Grants, renew
from fsbridge.freesound.tokens import Secret, TokenStore
from fsbridge.freesound.transport import Transport

KEY, PASSWORD = "canary/key+of=the&credential", "canary password of the user"
LOST = "canary-token-of-an-answer-that-is-damaged"
EVERYTHING = """
import logging, sys
sys.path.insert(0, {tests!r})
import running
logging.basicConfig(level=logging.DEBUG)
running.main({url!r}, {config!r})
"""
"""A daemon that logs what every package has to say."""


@pytest.fixture
def catalogue(made):
    data = load(made / "dataset.json")
    users = [msgspec.structs.replace(user, password=PASSWORD) for user in data.users]
    credentials = [msgspec.structs.replace(data.credentials[0], client_secret=KEY)]
    data = msgspec.structs.replace(data, users=users, credentials=credentials)
    with Catalogue(data, made / "files") as catalogue:
        yield catalogue


def spellings(secret):
    """All ways in which a secret could be written down."""
    basic = f"{demo_sounds.CLIENT_ID}:{secret}"
    return {
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        *(base64.b64encode(text.encode()).decode() for text in (secret, basic)),
    }


def found(secrets, told):
    """Tell where a secret stands; `told` are texts by what they are."""
    return sorted(
        {place for place, text in told.items() for secret in secrets for way in spellings(secret) if way in text}
    )


def text_of(path):
    return path.read_bytes().decode("latin-1")


class Listener(Peer):
    """Keeps all that it hears."""

    def __init__(self, port):
        super().__init__(port=port)
        self.all = []

    def hear(self, timeout_seconds):
        self.all.append(super().hear(timeout_seconds))
        return self.all[-1]

    def end_of(self, *request):
        """Give the last message of an answer; a sound's own error is the one before."""
        last = self.all[len(self.all) :]
        self.send(*request)
        while not (last and (last[-1].address == ERROR or last[-1].address.endswith("/done"))):
            heard = self.hear(30)
            last += [] if heard.address.startswith("/fs/event/") else [heard]
        return last


def codes(messages):
    places = {"/fs/fetch/failed": 3, "/fs/refresh/failed": 2, ERROR: 1}
    return [arguments[places[address]] for address, arguments, _ in messages if address in places]


def tokens(path):
    kept = json.loads(path.read_text())
    return {kept["access_token"], kept["refresh_token"]}


def logged_in(catalogue, secrets, told):
    """Log in as a person does; what that told and used is added."""
    with LoginCommand(catalogue.api_url, demo_sounds.CLIENT_ID, KEY, "") as login:
        process = Path(f"/proc/{login.process.pid}")
        told["process of login"] = "".join(text_of(process / name) for name in ("cmdline", "environ", "comm"))
        redirect = visit(login.url, user=demo_sounds.USERNAME, password=PASSWORD)
        secrets.add(parse_qs(urlsplit(redirect).query)["code"][0])
        requests.get(redirect, timeout=30)
        code, told["stderr of login"] = login.end()
        told["stdout of login"] = login.told
    assert code == 0


def age(kept):
    """Make the login one that was not given within the minute: such a one is not renewed."""
    login = json.loads(kept.read_text())
    kept.write_text(json.dumps(login | {"renewed_at": login["renewed_at"] - 120}))


def renewed(catalogue, kept, secrets, peer, id_):
    """Have the login renewed in both ways that there are."""
    assert peer.end_of("/fs/refresh", "token")[-1].address == "/fs/refresh/done"
    assert not tokens(kept) & secrets, "asked for, it was rotated"
    secrets |= tokens(kept)
    age(kept)
    catalogue.site.authority.revoke(demo_sounds.CLIENT_ID, demo_sounds.USERNAME)
    assert codes(peer.end_of("/fs/fetch", id_, "@quality", "original")) == []
    assert not tokens(kept) & secrets, "a 401 made it renew"
    secrets |= tokens(kept)


def damaged(catalogue, kept, peer, id_):
    """Let everything go wrong that can."""
    for body in (b"", b"{", b'{"count": 1, "results": [7]}', b'{"count": "x"}', b"[1]", b"<html>"):
        catalogue.faults.plan(Fault("/search/", 200, body))
        peer.end_of("/fs/search", "rain", "@fresh", 1)
    for status in (400, 401, 403, 404, 429, 500):
        catalogue.faults.plan(Fault("/search/", status, b'{"detail": "no"}', times=3 if status == 500 else 1))
        assert codes(peer.end_of("/fs/search", "rain", "@fresh", 1))
    age(kept)
    for body in (
        f'{{"access_token": "{LOST}", "refresh',
        f'"{LOST}"',
        f'["{LOST}"]',
        f'{{"access_token": ["{LOST}"]}}',
        f'{{"access_token": "{LOST}", "refresh_token": 7}}',
        f'{{"access_token": "{LOST}", "expires_in": "{LOST}"}}',
        f'{{"access_token": "{LOST} and more", "refresh_token": "{LOST}"}}',
        f'{{"error": "{LOST}"}}',
        f"access_token={LOST}",
    ):
        catalogue.faults.plan(Fault("/access_token/", 200, body.encode()))
        assert codes(peer.end_of("/fs/refresh", "token")) == ["server_error"], body
    catalogue.faults.plan(Fault("/access_token/", 400, f'<html>"error" {LOST}'.encode()))
    assert codes(peer.end_of("/fs/refresh", "token")) == ["server_error"]
    for part in (kept.read_text()[:-20], f"{{{LOST}", ""):
        kept.write_text(part)
        assert codes(peer.end_of("/fs/fetch", id_, "@quality", "original")) == ["authorization_failed"]


def test_no_secret_is_told(catalogue, home, tmp_path):
    secrets, told = {KEY, PASSWORD, LOST}, {}
    logged_in(catalogue, secrets, told)
    folder = tmp_path / "sounds"
    kept = folder / ".fsbridge/login.json"
    kept.parent.mkdir(parents=True)
    login_file().rename(kept)  # where running.main looks for it
    age(kept)
    secrets |= tokens(kept)
    assert len(secrets) == 6

    config = json.dumps({"folder": str(folder), "port": 0, "log_level": "debug"})
    command = EVERYTHING.format(tests=str(Path(__file__).parent), url=catalogue.api_url, config=config)
    with running.Running(folder, "-c", command) as daemon, Listener(daemon.port) as peer:
        peer.end_of("/fs/notify", 1)
        ids = [a[2] for address, a, _ in peer.end_of("/fs/search", "rain") if address == "/fs/search/result"]
        assert codes(peer.end_of("/fs/fetch", ids[0])) == []
        renewed(catalogue, kept, secrets, peer, ids[1])
        damaged(catalogue, kept, peer, ids[2])
        for verb in ("status", "help", "refresh"):
            peer.end_of(f"/fs/{verb}")
        process = Path(f"/proc/{daemon.process.pid}")
        told["process"] = "".join(text_of(process / name) for name in ("cmdline", "environ", "comm"))
        daemon.process.send_signal(signal.SIGTERM)
        told["stdout"] = daemon.told + daemon.process.stdout.read().decode()
        told["datagrams"] = repr(peer.all)
    told["log"] = daemon.log.read_text()
    assert "DEBUG:filelock:" in told["log"], "other packages were heard too"
    told |= {
        str(path): text_of(path) for path in [*home.rglob("*"), *tmp_path.rglob("*")] if path.is_file() and path != kept
    }
    assert str(config_file()) in told
    assert found(secrets, told) == []
    assert "Traceback" not in told["log"]


def test_no_object_and_no_traceback_shows_a_secret(catalogue, tmp_path):
    key, password = Secret(KEY), Secret(PASSWORD)
    store = TokenStore(tmp_path / "login.json")
    login = password_login(catalogue.api_url, demo_sounds.CLIENT_ID, key, demo_sounds.USERNAME, password, store)
    secrets = {KEY, PASSWORD, LOST} | tokens(tmp_path / "login.json")
    nowhere = "http://127.0.0.1:1/apiv2/"
    desk, api, downloads = (Pool(name, 1) for name in ("desk", "api", "downloads"))
    clock = SystemClock()
    source = Freesound(tmp_path / "login.json", None, desk, api, downloads, clock, base_url=catalogue.api_url)
    attempt = begin_login(nowhere, demo_sounds.CLIENT_ID, key, CALLBACK_URL)
    objects = [
        *(key, password, login, login.by_key, login.by_token, attempt, store, store.current(), source, vars(source)),
        *(vars(store), vars(source._account), vars(source._sender), Config.load({}), Grants(nowhere)),
        LiveAccount(nowhere, store, None, 1, api, clock),
    ]
    told = {f"{number} {type(each)}": f"{each} {each!r} {[each]}" for number, each in enumerate(objects)}
    empty = TokenStore(tmp_path / "empty/login.json")

    def asked(url, authorization):
        with Transport(url) as transport:
            transport.json(Call(), "me/", authorization)

    broken = {
        "nobody there": lambda: asked(nowhere, login.by_token),
        "no object": lambda: (
            catalogue.faults.plan(Fault("", 200, b"[]")),
            asked(catalogue.api_url, login.by_key),
        ),
        "cut": lambda: (
            catalogue.faults.plan(Fault("", cut_after_bytes=BEFORE_STATUS_LINE)),
            asked(catalogue.api_url, login.by_token),
        ),
        "no code": lambda: finish_login(nowhere, attempt, f"x?code=7&state={attempt.state}", store),
        "no renewal": lambda: renew(Grants(nowhere), store, login.access_token, clock.time),
        "no password": lambda: password_login(nowhere, demo_sounds.CLIENT_ID, key, "demo", password, store),
        "no login": lambda: renew(Grants(catalogue.api_url), empty, login.access_token, clock.time),
    }
    for name, work in broken.items():
        with pytest.raises(FsbridgeError) as caught:
            work()
        shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        ours = [frame for frame in shown.stack if frame.filename != __file__]
        shown.stack = traceback.StackSummary.from_list(ours)
        told[name] = "".join(shown.format())
        assert "fsbridge/" in told[name]
    for pool in (api, downloads):
        pool.close()
        pool.join(30)
    assert found(secrets, told) == []
    assert store.read().access_token == login.access_token, "it was kept through all of it"
