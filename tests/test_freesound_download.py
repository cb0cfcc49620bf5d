"""Transfers from a server that does everything wrong: what is on disk in the end is the sound, or nothing."""

from __future__ import annotations

import asyncio
import hashlib
import os
import threading

import pytest
from freesound_service import Heard, RawServer, TickingClock, TurningClock, answer, client, store_login

from fsbridge.core.partials import note_of
from fsbridge.errors import (
    BadMediaError,
    BadResponseError,
    FolderMissingError,
    FsbridgeError,
    NetworkError,
    ServerFailedError,
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
CUT_OF_A_NAME = answer(BODY[:5000], kind=AUDIO, length=len(BODY), ETag='"1"')
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
    ("wrong", "what", "requests"),
    [
        (answer(b"", kind=AUDIO), sound(0, ""), 2),
        (answer(BODY[1:], kind=AUDIO, length=""), sound(), 2),
        (CHUNKED + b"5\r\nabcde\r\n0\r\n\r\n", sound(), 2),
    ],
)
def test_what_is_not_the_promised_file_is_refused(tmp_path, wrong, what, requests):
    """Further ones stand in the table of tests/test_freesound_faults.py."""
    with saying(wrong) as server, pytest.raises(BadMediaError):
        fetch(tmp_path, server.base_url, what=what)
    assert not (tmp_path / "partial").exists()
    assert len(server.requests) == requests


def test_a_page_is_the_fault_of_the_way_and_not_of_the_file(tmp_path):
    with saying(answer(b'{"detail": "?"}')) as server, pytest.raises(ServerFailedError):
        fetch(tmp_path, server.base_url)
    assert len(server.requests) == 3


def test_of_a_sound_of_which_nothing_is_known_all_that_comes_is_taken(tmp_path):
    with saying(answer(BODY, kind=AUDIO, length="")) as server:
        heard = fetch(tmp_path, server.base_url, what=sound(0, ""), clock=TickingClock(1))
    assert (tmp_path / "partial").read_bytes() == BODY
    assert {report[1:] for report in heard.of(Phase.DOWNLOADING)} == {(-1.0, -1)}


def test_progress_is_told_and_never_goes_back(tmp_path):
    with saying(GOOD) as server:
        heard = fetch(tmp_path, server.base_url, clock=TickingClock(0.2)).of(Phase.DOWNLOADING)
    fractions = [fraction for _, fraction, _ in heard]
    assert fractions == sorted(fractions)
    assert heard[-1][1:] == (1.0, 0)


def test_progress_goes_on_where_it_was(tmp_path):
    half = len(BODY) // 2
    place = {"Content-Range": f"bytes {half}-{len(BODY) - 1}/{len(BODY)}"}
    begun = answer(BODY[:half], kind=AUDIO, length=len(BODY), ETag='"1"')
    with saying(begun, answer(BODY[half:], "206 Partial Content", AUDIO, **place)) as server:
        heard = fetch(tmp_path, server.base_url, clock=TickingClock(0.2))
    assert (tmp_path / "partial").read_bytes() == BODY
    asked = [number for number, (phase, *_) in enumerate(heard) if phase is Phase.ASKING]
    fractions = [fraction for _, fraction, _ in heard[asked[1] + 1 :]]
    assert min(fractions) > 0.5
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


def test_a_transfer_that_crawls_goes_on_over_another_connection(tmp_path):
    moved_on, clock = threading.Event(), TickingClock(40)

    def script(request, connection):
        if "Range" in request:
            clock.tick = 0
            place = {"Content-Range": f"bytes 4-{len(BODY) - 1}/{len(BODY)}"}
            connection.sendall(answer(BODY[4:], "206 Partial Content", AUDIO, **place))
            moved_on.set()
        else:
            connection.sendall(answer(BODY[:4], kind=AUDIO, length=len(BODY), ETag='"1"'))
            moved_on.wait(30)

    with RawServer(script) as server:
        fetch(tmp_path, server.base_url, clock=clock)
    assert (tmp_path / "partial").read_bytes() == BODY
    assert len(server.requests) == 2


def test_a_transfer_that_always_crawls_is_given_up(tmp_path):
    given_up = threading.Event()

    def script(_request, connection):
        connection.sendall(answer(b"drip", kind=AUDIO, length=len(BODY)))
        given_up.wait(30)

    with RawServer(script) as server:
        with pytest.raises(NetworkError, match="crawls"):
            fetch(tmp_path, server.base_url, clock=TickingClock(40))
        given_up.set()
    assert not (tmp_path / "partial").exists()


def test_a_server_that_falls_silent_is_asked_again(tmp_path):
    """In the headers and in the body, at the same time: it takes the 5 s of a read."""
    go_on, silent = threading.Event(), {"search": b"", "download": CUT}

    def script(request, connection):
        kind = "search" if "search" in request else "download"
        if kind in silent:
            connection.sendall(silent.pop(kind))
            go_on.wait(30)
        else:
            connection.sendall(GOOD if kind == "download" else answer(b'{"count": 0, "results": []}'))

    async def main(server):
        clock = TurningClock()
        store_login(tmp_path, clock, access_token=Secret("a"), refresh_token=Secret("r"), expires_at=2e9)
        async with client(tmp_path, clock, server.base_url) as source:
            page, _ = await asyncio.gather(
                source.search(Query(), Heard()),
                source.download(sound(), Quality.ORIGINAL, tmp_path / "partial", Heard(), batch=False),
            )
        assert page.total == 0
        assert (tmp_path / "partial").read_bytes() == BODY
        assert len(server.requests) == 4

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


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_what_comes_is_never_written_into_another_file(tmp_path, link):
    """Behind a link that somebody has put there, or placed, where the partial could not be taken away thereafter."""
    partial, other = tmp_path / "partial", tmp_path / "other"
    with saying(CUT_OF_A_NAME) as server, pytest.raises(NetworkError):
        fetch(tmp_path, server.base_url)
    partial.rename(other)
    link(other, partial)
    with saying(GOOD) as server:
        fetch(tmp_path, server.base_url)
    assert partial.read_bytes() == BODY
    assert not partial.is_symlink()
    assert other.read_bytes() == BODY[:5000]
    assert "Range:" not in server.requests[0]


@pytest.mark.parametrize("left", [b"", b"\0" * 50, b'{"validator": "\xff"}', b'{"more": ' + b"[" * 100_000])
def test_a_note_that_was_damaged_is_none(tmp_path, left):
    (tmp_path / "partial").write_bytes(BODY[:5000])
    note_of(tmp_path / "partial").write_bytes(left)
    with saying(GOOD) as server:
        fetch(tmp_path, server.base_url)
    assert (tmp_path / "partial").read_bytes() == BODY


def test_what_says_that_it_is_longer_than_any_sound_is_not_begun(tmp_path):
    with (
        saying(answer(BODY, kind=AUDIO, length=10**15)) as server,
        pytest.raises(BadMediaError, match="1000000000000000"),
    ):
        fetch(tmp_path, server.base_url, what=sound(0, ""))
    assert not (tmp_path / "partial").exists()


def test_a_folder_that_is_gone_is_said(tmp_path):
    with saying(GOOD) as server, pytest.raises(FolderMissingError):
        fetch(tmp_path, server.base_url, partial=tmp_path / "gone" / "partial")


def test_answers_of_the_api_are_bounded(tmp_path):
    async def main(server):
        clock = TurningClock()
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, server.base_url) as source:
            with pytest.raises(BadResponseError, match="too long"):
                await source.search(Query(), Heard())

    with saying(answer(b'{"detail": "' + b" " * 40_000_000 + b'"}')) as server:
        asyncio.run(main(server))
