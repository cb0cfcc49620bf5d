"""What the tests of the Freesound client stand on: the catalogue over the recorded dataset, a clock that turns, a client."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path

import msgspec
import pytest

from fsbridge.core.pools import Pool
from fsbridge.demo.dataset import load
from fsbridge.demo.server import Catalogue
from fsbridge.freesound.client import Freesound
from fsbridge.freesound.login import password_login
from fsbridge.freesound.tokens import Login, Secret, TokenStore

GOLDEN = Path(__file__).parent / "golden"
USER, PASSWORD = "oracle_dev", "canary-password"
FREE, LEVEL1 = "LOCALclientFree00000", "LOCALclientLevel1000"
KEYS = {c["client_id"]: c["client_secret"] for c in json.loads((GOLDEN / "_dataset.json").read_text())["credentials"]}
KEY = Secret(KEYS[FREE])
REFUSED = b'{"detail":"Request was throttled because of exceeding a request limit rate (60/minute)"}'
"""With status 429: no more in this minute."""


class TurningClock:
    """Time that passes only while somebody sleeps, and then at once."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


class TickingClock(TurningClock):
    """Time that goes on by so much whenever somebody looks."""

    def __init__(self, tick) -> None:
        super().__init__()
        self.tick = tick

    def monotonic(self):
        self.now += self.tick
        return self.now


class StandingClock(TurningClock):
    """Time in which nobody wakes up; `slept` is set when somebody sleeps."""

    def __init__(self):
        super().__init__()
        self.slept = asyncio.Event()

    async def sleep(self, _seconds):
        self.slept.set()
        await asyncio.Event().wait()


@contextmanager
def catalogue(state=None, clock=None, **changes):
    """The catalogue, in which everybody's password is known; `changes` replace parts of its dataset."""
    data = load(GOLDEN / "_dataset.json")
    users = [msgspec.structs.replace(user, password=PASSWORD) for user in data.users]
    data = msgspec.structs.replace(data, users=users, **changes.pop("data", {}))
    clock_of_it = {"clock": clock.time} if clock else {}
    with Catalogue(data, changes.pop("files", GOLDEN / "_files"), state=state, **clock_of_it, **changes) as running:
        yield running


@asynccontextmanager
async def client(folder, clock, base_url, *, paced=False, pool=Pool, **options):
    """A client with its pools; its login and histories lie in `folder`."""
    pools = pool("desk", 6), pool("api", 4), pool("downloads", 4)
    state = folder / "state" if paced else None
    source = Freesound(folder / "login.json", state, *pools, clock, base_url=base_url, **options)
    try:
        yield source
    finally:
        await source.close()
        for each in pools:
            each.close()
            each.join(30)


def store_login(folder, clock, client_id=FREE, **parts):
    """Keep a login as if somebody had logged in."""
    store = TokenStore(folder / "login.json")
    store.write(Login(client_id, Secret(KEYS[client_id]), **parts))
    return store


def log_in(service, folder, clock, client_id=FREE):
    """Log in for a day; gives where the login is kept."""
    store = TokenStore(folder / "login.json")
    login = password_login(service.api_url, client_id, Secret(KEYS[client_id]), USER, Secret(PASSWORD), store)
    store.write(msgspec.structs.replace(login, expires_at=clock.now + 86_400, renewed_at=clock.now))
    service.journal.clear()
    return store


def with_callback(redirect_uri="http://127.0.0.1/callback"):
    """The dataset's credentials, all with this callback."""
    credentials = load(GOLDEN / "_dataset.json").credentials
    return {"credentials": [msgspec.structs.replace(one, redirect_uri=redirect_uri) for one in credentials]}


class Heard(list):
    """What was reported, in order."""

    def __call__(self, phase, fraction, seconds_left) -> None:
        self.append((phase, fraction, seconds_left))

    def of(self, phase):
        return [report for report in self if report[0] is phase]


class RawServer:
    """A server that says what it is told to, byte by byte, and keeps what it was asked.

    `script` is called for each connection with the request's text and the socket, which `wrap` may put into TLS.
    `host` is another address of loopback than the one that stands for the service.
    """

    def __init__(self, script, wrap=lambda connection: connection, host="127.0.0.1") -> None:
        self._script = script
        self._wrap = wrap
        self._listening = socket.create_server((host, 0))
        self.port = self._listening.getsockname()[1]
        self.requests: list[str] = []
        self.received_bytes = 0
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/apiv2/"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in self._open:
            connection.close()
        self._thread.join(30)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection) -> None:
        try:
            with self._wrap(connection) as speaking:
                request = b""
                while b"\r\n\r\n" not in request:
                    if not (piece := speaking.recv(65536)):
                        return
                    self.received_bytes += len(piece)
                    request += piece
                self.requests.append(request.decode())
                self._script(request.decode(), speaking)
        except OSError:
            return


def answer(body: bytes, status="200 OK", kind="application/json", length=None, **headers) -> bytes:
    """One whole answer; the connection ends after it."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", "Connection: close"]
    if length != "":
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def in_tls(folder):
    """Give what puts a server's connections into TLS; its `certificate.pem`, which nobody trusts, lies in `folder`."""
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return partial(context.wrap_socket, server_side=True)
