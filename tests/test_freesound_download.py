"""Transfers from a server that does everything wrong: what is on disk in the end is the sound, or nothing."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
import requests
from freesound_service import Heard, RawServer, TurningClock, answer, client, store_login

from fsbridge.errors import (
    BadMediaError,
    BadResponseError,
    CancelledError,
    DiskFullError,
    FolderMissingError,
    FsbridgeError,
    NetworkError,
)
from fsbridge.freesound.tokens import Secret
from fsbridge.freesound.transport import USER_AGENT
from fsbridge.model import License, Phase, Quality, Query, Sound

BODY = bytes(range(256)) * 4096
MD5 = hashlib.md5(BODY).hexdigest()
AUDIO = "application/octet-stream"


def sound(size=256 * 4096, md5=MD5, preview_url="") -> Sound:
    return Sound(7, "a", "b", License.CC0, "", "wav", 1.0, 44100, 2, size, md5, preview_url)


def fetch(folder, base_url, quality=Quality.ORIGINAL, clock=None, what=None, partial=None):
    """Download once; give what was heard."""
    clock = clock or TurningClock()
    heard = Heard()

    async def main():
        store_login(folder, clock, access_token=Secret("canary-access"), refresh_token=Secret("r"), expires_at=2e9)
        async with client(folder, clock, base_url) as source:
            await source.download(what or sound(), quality, partial or folder / "partial", heard, batch=False)

    asyncio.run(main())
    return heard


def saying(*answers):
    """A server that gives these, one a connection, the last one for ever."""
    left = list(answers)

    def script(_request, connection):
        connection.sendall(left.pop(0) if len(left) > 1 else left[0])

    return RawServer(script)


GOOD = answer(BODY, kind=AUDIO)
CUT = answer(BODY[:5000], kind=AUDIO, length=len(BODY))
RESET = b""
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"


def test_a_file_comes_whole_and_is_asked_for_with_manners(tmp_path):
    with saying(GOOD) as server:
        fetch(tmp_path, server.base_url)
    assert (tmp_path / "partial").read_bytes() == BODY
    (request,) = server.requests
    assert request.startswith("GET /apiv2/sounds/7/download/ HTTP/1.1\r\n")
    assert f"User-Agent: {USER_AGENT}\r\n" in request
    assert "Accept: */*\r\n" in request
    assert "Accept-Encoding: identity\r\n" in request
    assert "Authorization: Bearer canary-access\r\n" in request


@pytest.mark.parametrize(("wrong", "times"), [(CUT, 2), (RESET, 2), (CHUNKED + b"10\r\nabc", 1)])
def test_a_connection_that_breaks_is_tried_again_from_the_beginning(tmp_path, wrong, times):
    with saying(*[wrong] * times, GOOD) as server:
        fetch(tmp_path, server.base_url)
    assert (tmp_path / "partial").read_bytes() == BODY
    assert len(server.requests) == times + 1


@pytest.mark.parametrize("wrong", [CUT, RESET])
def test_one_that_always_breaks_is_a_network_error(tmp_path, wrong):
    with saying(wrong) as server, pytest.raises(NetworkError):
        fetch(tmp_path, server.base_url)
    assert not (tmp_path / "partial").exists()
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (answer(b"<!doctype html><p>Log in", kind="text/html; charset=utf-8"), sound()),
        (answer(b'{"detail": "?"}'), sound()),
        (answer(b"", kind=AUDIO), sound(0, "")),
        (answer(BODY[1:], kind=AUDIO), sound()),
        (answer(BODY + b"x", kind=AUDIO), sound()),
        (answer(BODY[1:], kind=AUDIO, length=""), sound()),
        (answer(BODY + b"x", kind=AUDIO, length=""), sound()),
        (CHUNKED + b"5\r\nabcde\r\n0\r\n\r\n", sound()),
        (answer(BODY[::-1], kind=AUDIO), sound()),
    ],
)
def test_what_is_not_the_promised_file_is_refused(tmp_path, wrong, what):
    with saying(wrong) as server, pytest.raises(BadMediaError):
        fetch(tmp_path, server.base_url, what=what)
    assert not (tmp_path / "partial").exists()
    assert len(server.requests) == 1


def test_of_a_sound_of_which_nothing_is_known_all_that_comes_is_taken(tmp_path):
    with saying(answer(BODY, kind=AUDIO, length="")) as server:
        heard = fetch(tmp_path, server.base_url, what=sound(0, ""), clock=TickingClock(1))
    assert (tmp_path / "partial").read_bytes() == BODY
    assert {report[1:] for report in heard.of(Phase.DOWNLOADING)} == {(-1.0, -1)}


class TickingClock(TurningClock):
    """Time that goes on by so much whenever somebody looks."""

    def __init__(self, tick) -> None:
        super().__init__()
        self.tick = tick

    def monotonic(self):
        self.now += self.tick
        return self.now


def test_progress_is_told_and_never_goes_back(tmp_path):
    with saying(GOOD) as server:
        heard = fetch(tmp_path, server.base_url, clock=TickingClock(0.2)).of(Phase.DOWNLOADING)
    fractions = [fraction for _, fraction, _ in heard]
    assert fractions == sorted(fractions)
    assert heard[-1][1:] == (1.0, 0)


def test_a_transfer_that_crawls_is_given_up(tmp_path):
    given_up = threading.Event()

    def script(_request, connection):
        connection.sendall(answer(b"drip", kind=AUDIO, length=len(BODY)))
        given_up.wait(10)

    with RawServer(script) as server:
        with pytest.raises(NetworkError, match="crawls"):
            fetch(tmp_path, server.base_url, clock=TickingClock(40))
        given_up.set()
    assert not (tmp_path / "partial").exists()


def test_a_server_that_falls_silent_is_a_network_error(tmp_path):
    """In the headers and in the body, at the same time: it takes the 5 s of a read."""
    go_on = threading.Event()

    def script(request, connection):
        if "download" in request:
            connection.sendall(CUT)
        go_on.wait(20)

    async def main(server):
        clock = TurningClock()
        store_login(tmp_path, clock, access_token=Secret("a"), refresh_token=Secret("r"), expires_at=2e9)
        async with client(tmp_path, clock, server.base_url) as source:
            ended = await asyncio.gather(
                source.search(Query(), Heard()),
                source.download(sound(), Quality.ORIGINAL, tmp_path / "partial", Heard(), batch=False),
                return_exceptions=True,
            )
        assert [type(error) for error in ended] == [NetworkError] * 2
        assert len(server.requests) == 2

    with RawServer(script) as server:
        try:
            asyncio.run(main(server))
        finally:
            go_on.set()


def test_the_token_does_not_follow_a_redirect_to_another_host(tmp_path):
    with saying(GOOD) as cdn:
        for host in ("127.0.0.1", "localhost"):
            with saying(answer(b"", "302 Found", Location=f"http://{host}:{cdn.port}/signed.wav")) as server:
                fetch(tmp_path, server.base_url)
                assert "canary-access" in server.requests[0]
        assert len(cdn.requests) == 2
        assert not [request for request in cdn.requests if "Authorization" in request]
    assert (tmp_path / "partial").read_bytes() == BODY


def test_a_redirect_into_the_clear_or_in_a_circle_is_not_followed(tmp_path):
    for target in ("http://freesound.invalid/x.wav", "/apiv2/sounds/7/download/", "file:///etc/passwd"):
        with saying(answer(b"", "302 Found", Location=target)) as server, pytest.raises(BadResponseError):
            fetch(tmp_path, server.base_url)


def test_a_preview_is_asked_for_by_nobody(tmp_path, home):
    (home / ".netrc").write_text("machine 127.0.0.1 login canary password canary\n")
    with saying(answer(BODY, kind="audio/ogg")) as cdn:
        what = sound(preview_url=f"http://127.0.0.1:{cdn.port}/previews/0/7-hq.ogg", size=99, md5="of the original")
        fetch(tmp_path, "http://127.0.0.1:1/apiv2/", Quality.PREVIEW, what=what)
        assert "Authorization" not in cdn.requests[0]
    with pytest.raises(FsbridgeError):  # in the clear, and not here
        fetch(tmp_path, "https://127.0.0.1:1/apiv2/", Quality.PREVIEW, what=what)


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_a_full_disk_is_said(tmp_path):
    (tmp_path / "partial").symlink_to("/dev/full")
    with saying(GOOD) as server, pytest.raises(DiskFullError):
        fetch(tmp_path, server.base_url)
    assert not (tmp_path / "partial").is_symlink()


def test_a_folder_that_is_gone_is_said(tmp_path):
    with saying(GOOD) as server, pytest.raises(FolderMissingError):
        fetch(tmp_path, server.base_url, partial=tmp_path / "gone" / "partial")


@contextmanager
def stalling(wrap=lambda connection: connection):
    """A server that gives a part of the body and then nothing; `arrived` is set when it has."""
    arrived, go_on = threading.Event(), threading.Event()

    def script(_request, connection):
        connection.sendall(CUT)
        arrived.set()
        go_on.wait(30)

    with RawServer(script, wrap) as server:
        server.arrived = arrived
        try:
            yield server
        finally:
            go_on.set()


async def ended_by(end, folder, server, base_url):
    """Begin a download that stalls, and end it; the partial is gone when that returns, long before a read times out."""
    clock = TickingClock(0.2)
    begun = asyncio.Event()
    store_login(folder, clock, access_token=Secret("a"), refresh_token=Secret("r"), expires_at=2e9)
    async with client(folder, clock, base_url) as source:
        partial = folder / "partial"
        task = asyncio.create_task(
            source.download(
                sound(),
                Quality.ORIGINAL,
                partial,
                lambda phase, *_: phase is Phase.DOWNLOADING and begun.set(),
                batch=False,
            )
        )
        await begun.wait()
        assert partial.exists()
        await end(source, task)
        assert not partial.exists()


async def cancel(_source, task):
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def close(source, task):
    await source.close()
    with pytest.raises(CancelledError):
        await task


@pytest.mark.parametrize("end", [cancel, close])
def test_a_transfer_that_is_blocked_ends_at_once(tmp_path, end):
    with stalling() as server:
        asyncio.run(ended_by(end, tmp_path, server, server.base_url))


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
def test_over_tls_too_and_a_stranger_is_not_trusted(tmp_path, monkeypatch):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", tmp_path / "key.pem", "-out", tmp_path / "certificate.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    with stalling(lambda connection: context.wrap_socket(connection, server_side=True)) as server:
        base_url = server.base_url.replace("http:", "https:")
        with pytest.raises(NetworkError, match="certificate"):
            fetch(tmp_path, base_url)
        monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(tmp_path / "certificate.pem"))
        asyncio.run(ended_by(cancel, tmp_path, server, base_url))


def test_answers_of_the_api_are_bounded(tmp_path):
    async def main(server):
        clock = TurningClock()
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, server.base_url) as source:
            with pytest.raises(BadResponseError, match="too long"):
                await source.search(Query(), Heard())

    with saying(answer(b'{"detail": "' + b" " * 40_000_000 + b'"}')) as server:
        asyncio.run(main(server))


def test_work_that_was_cancelled_before_a_thread_took_it_up_is_never_sent(tmp_path):
    async def main(server):
        clock = TurningClock()
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, server.base_url) as source:
            searches = [asyncio.create_task(source.search(Query(), Heard())) for _ in range(12)]
            await asyncio.get_running_loop().run_in_executor(None, arrived.acquire)
            queued, taken_up = searches[4:], searches[:4]
            for some in (queued, taken_up):  # a thread that is let go may take up what is not cancelled yet
                for search in some:
                    search.cancel()
                await asyncio.gather(*some, return_exceptions=True)
            assert all(search.cancelled() for search in searches)
        assert len(server.requests) <= 4

    arrived, go_on = threading.Semaphore(0), threading.Event()

    def script(_request, connection):
        connection.sendall(answer(b"{", length=1000))
        arrived.release()
        go_on.wait(30)

    with RawServer(script) as server:
        try:
            asyncio.run(main(server))
        finally:
            go_on.set()
