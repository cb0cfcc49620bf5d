"""A service that lies, leads astray and never ends: nothing is sent where it must not go, nothing is read for ever."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
import zlib
from contextlib import contextmanager

import msgspec
import pytest
from freesound_service import Heard, RawServer, TurningClock, answer, client, store_login

from fsbridge.errors import (
    BadMediaError,
    BadResponseError,
    FsbridgeError,
    NetworkError,
    NotFoundError,
    ServerFailedError,
)
from fsbridge.freesound.addresses import may_be_met
from fsbridge.freesound.call import Call
from fsbridge.freesound.tokens import Secret
from fsbridge.freesound.transport import BODY_BYTES_MAX, Transport
from fsbridge.model import License, Quality, Query, Sound

AUDIO = "application/octet-stream"
CANARY = "canary-access"


def with_source(folder, base_url, work):
    """Give what `work(source)` gives, by somebody who is logged in."""
    clock = TurningClock()

    async def main():
        store_login(folder, clock, access_token=Secret(CANARY), refresh_token=Secret("r"), expires_at=2e9)
        async with client(folder, clock, base_url) as source:
            return await work(source)

    return asyncio.run(main())


def fetch(folder, base_url, quality=Quality.ORIGINAL, preview_url=""):
    sound = Sound(7, "a", "b", License.CC0, "", "wav", 1.0, 44100, 2, preview_url=preview_url)
    with_source(folder, base_url, lambda s: s.download(sound, quality, folder / "partial", Heard(), batch=False))


def search(folder, base_url):
    return with_source(folder, base_url, lambda source: source.search(Query(), Heard()))


def redirect(target, status="302 Found", **headers):
    return answer(b"", status, Location=target, **headers)


def always(said, **options):
    return RawServer(lambda _request, connection: connection.sendall(said), **options)


@contextmanager
def pouring(head, piece):
    """A server whose answer has no end; gives it, and an event that is set once its reader has gone."""
    gone = threading.Event()

    def script(_request, connection):
        try:
            connection.sendall(head)
            while True:
                connection.sendall(piece)
        except OSError:
            gone.set()

    with RawServer(script) as server:
        yield server, gone


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
        ),
        *("198.18.0.1", "192.0.2.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::"),
    ],
)
def test_no_service_of_the_internet_is_met_at(address):
    assert not may_be_met(address, local=False)


@pytest.mark.parametrize("address", ["84.89.139.55", "2606:4700::1", "::ffff:84.89.139.55", "64:ff9b::5459:8b37"])
def test_a_service_of_the_internet_may_be_met_at(address):
    assert may_be_met(address, local=False)
    assert not may_be_met(address, local=True)


@pytest.mark.parametrize(
    ("address", "met"), [("127.0.0.1", True), ("::1", True), ("127.0.0.2", False), ("10.0.0.1", False)]
)
def test_the_catalogue_is_met_here_and_nowhere_else(address, met):
    assert may_be_met(address, local=True) is met


def test_where_nobody_may_be_met_not_a_byte_is_sent(tmp_path):
    """As a redirect and as the address of a preview; the name of another place is the only difference."""
    with always(answer(b"secret", kind=AUDIO), host="127.0.0.2") as inside:
        with always(redirect(f"https://127.0.0.2:{inside.port}/x.wav")) as server:
            with pytest.raises(NetworkError, match=r"127\.0\.0\.2"):
                fetch(tmp_path, server.base_url)
            assert len(server.requests) == 1
        with pytest.raises(NetworkError, match=r"127\.0\.0\.2"):
            fetch(tmp_path, server.base_url, Quality.PREVIEW, f"https://127.0.0.2:{inside.port}/x.ogg")
        assert not inside.received_bytes
    assert not (tmp_path / "partial").exists()


@pytest.mark.parametrize(
    "target",
    [
        *("file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x", "data:audio/wav;base64,AAAA", "//"),
        *(
            "http://127.0.0.2:1/x",
            "http://freesound.invalid/x",
            "http://[::ffff:127.0.0.1]:1/",
            "http://0x7f.1:1/",
            "http:/x",
        ),
        *("https://", "https://[", "https://%00/", "javascript:1", "http://127.0.0.1:99999/", "http://\\@127.0.0.2/"),
    ],
)
@pytest.mark.parametrize("as_preview", [False, True])
def test_what_is_no_place_to_go_is_refused_in_a_sentence(tmp_path, target, as_preview):
    with always(redirect(target)) as server, pytest.raises((BadResponseError, NetworkError)) as refused:
        fetch(tmp_path, server.base_url, *((Quality.PREVIEW, target) if as_preview else ()))
    assert str(refused.value).endswith(".")
    assert not (tmp_path / "partial").exists()


def test_the_token_does_not_come_back_from_a_redirect_abroad(tmp_path):
    """Home, abroad, and home again: only the first request tells who asks."""
    body = bytes(1000)
    with RawServer(lambda _request, connection: connection.sendall(back)) as abroad:
        steps = [redirect(f"http://127.0.0.1:{abroad.port}/"), answer(body, kind=AUDIO)]
        with RawServer(lambda _request, connection: connection.sendall(steps.pop(0))) as home:
            back = redirect(f"{home.base_url}sounds/7/download/")
            fetch(tmp_path, home.base_url)
    assert [CANARY in request for request in home.requests] == [True, False]
    assert not [request for request in abroad.requests if "Authorization" in request]


def test_a_redirect_within_the_service_keeps_the_token(tmp_path):
    steps = [redirect("/elsewhere/"), answer(bytes(1000), kind=AUDIO)]
    with RawServer(lambda _request, connection: connection.sendall(steps.pop(0))) as server:
        fetch(tmp_path, server.base_url)
    assert [CANARY in request for request in server.requests] == [True, True]


def test_nobody_is_remembered_by_cookies(tmp_path):
    steps = [
        redirect("/2", Set_Cookie="who=you; Path=/"),
        answer(bytes(1000), kind=AUDIO, Set_Cookie="who=you; Path=/"),
    ]
    with RawServer(lambda _request, connection: connection.sendall(steps.pop(0))) as server:
        fetch(tmp_path, server.base_url)
    assert not [request for request in server.requests if "Cookie" in request]


def test_the_body_of_a_redirect_is_not_read(tmp_path):
    head = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nTransfer-Encoding: chunked\r\n\r\n"
    with pouring(head, b"10000\r\n" + bytes(65536) + b"\r\n") as (server, gone):
        with pytest.raises(NetworkError):
            fetch(tmp_path, server.base_url)
        assert gone.wait(30)


CHUNKED = b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "error"),
    [
        (b"HTTP/1.1 200 OK\r\n" + CHUNKED, BadResponseError),
        (b"HTTP/1.1 404 Not Found\r\n" + CHUNKED, NotFoundError),
        (b"HTTP/1.1 500 Oh\r\n" + CHUNKED, ServerFailedError),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n", BadResponseError),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", BadResponseError),
    ],
)
def test_an_answer_without_end_is_read_to_a_bound(tmp_path, head, error):
    piece = b"10000\r\n" + b" " * 65536 + b"\r\n" if b"chunked" in head else b" " * 65536
    with pouring(head, piece) as (server, gone):
        with pytest.raises(error):
            search(tmp_path, server.base_url)
        assert gone.wait(30)


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nX: ", b""])
def test_headers_without_end_are_read_to_a_bound(tmp_path, head):
    with pouring(head, b"X" * 1000 if head.endswith(b" ") else b"X-More: y\r\n" * 1000) as (server, gone):
        with pytest.raises(NetworkError):
            search(tmp_path, server.base_url)
        assert gone.wait(30)


def test_a_login_takes_no_more_of_an_answer_than_tokens_need(tmp_path):
    head = b"HTTP/1.1 200 OK\r\n" + CHUNKED
    with pouring(head, b"10000\r\n" + b" " * 65536 + b"\r\n") as (server, gone):
        with pytest.raises(ServerFailedError):
            with_source(tmp_path, server.base_url, lambda source: source.renew())
        assert gone.wait(30)


def zeros_of(megabytes):
    """Give a valid gzip of so many megabytes of blanks, without packing more than one."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    head = bytes.fromhex("1f8b08000000000002ff")
    return head + one * megabytes


@pytest.mark.parametrize("packings", [1, 2])
def test_a_small_answer_does_not_become_a_huge_one(tmp_path, packings):
    """100 GB in 100 MB of answer; or packed once more."""
    bomb = zeros_of(100_000) if packings == 1 else gzip.compress(zeros_of(10_000))
    packed = ", ".join(["gzip"] * packings)
    with (
        always(answer(bomb, length="", Content_Encoding=packed)) as server,
        pytest.raises(BadResponseError, match="long"),
    ):
        search(tmp_path, server.base_url)


def test_a_sound_that_comes_packed_is_not_unpacked(tmp_path):
    packed = gzip.compress(bytes(100_000))
    with always(answer(packed, kind=AUDIO, Content_Encoding="gzip")) as server:
        fetch(tmp_path, server.base_url)
    assert (tmp_path / "partial").read_bytes() == packed
    wanted = Sound(7, "a", "b", License.CC0, "", "wav", 1.0, 44100, 2, 100_000)
    with always(answer(packed, kind=AUDIO, Content_Encoding="gzip")) as server, pytest.raises(BadMediaError):
        with_source(
            tmp_path,
            server.base_url,
            lambda source: source.download(wanted, Quality.ORIGINAL, tmp_path / "partial", Heard(), batch=False),
        )


def test_headers_that_drip_are_given_up(tmp_path):
    over = threading.Event()

    def script(_request, connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not over.wait(0.02):
            connection.sendall(b"x")

    with RawServer(script) as server, Transport(server.base_url, headers_seconds=0.3) as transport:
        with pytest.raises(NetworkError):
            transport.json(Call(), "search/", None)
        over.set()


@pytest.mark.parametrize(
    "odd",
    [
        '"tags": ' + "[" * 900 + "]" * 900,
        '"tags": ' + '{"a":' * 300 + "1" + "}" * 300,
        '"avg_rating": NaN, "duration": Infinity, "geotag": -Infinity',
        '"avg_rating": 1' + "0" * 4000 + ', "num_downloads": -1' + "0" * 400,
        '"avg_rating": 1e400, "filesize": 1e308, "samplerate": 1e308',
        '"name": "\\ud800", "tags": ["\\udfff"], "\\ud83c": {"\\ud83c": 1}',
        '"id": 8, "id": 7, "name": [1], "name": {"a": 1}',
        '"name": ' + json.dumps("n" * 1_000_000) + ', "tags": ' + json.dumps(["t"] * 100_000),
        ", ".join(f'"field{number}": {number}' for number in range(50_000)),
        '"license": 7, "previews": "none", "channels": "2", "md5": 7, "type": {}, "username": null',
    ],
)
def test_what_no_file_can_hold_is_left_out_of_a_sound(tmp_path, odd):
    body = b'{"name": "a", "id": 7, ' + odd.encode() + b"}"
    with always(answer(body)) as server:
        sound = with_source(tmp_path, server.base_url, lambda source: source.sound(7, Heard()))
    kept = msgspec.json.encode(sound.metadata)
    assert len(kept) < 200_000
    assert msgspec.json.decode(kept) == sound.metadata
    assert msgspec.json.decode(msgspec.json.encode(sound), type=Sound) == sound


@pytest.mark.parametrize(
    "body", [b"1" + b"0" * 9000, b'{"count": 1' + b"0" * 9000 + b"}", b"[" * 10**6, b"\xff\xfe", b'"']
)
def test_an_answer_that_cannot_be_read_is_a_bad_response(tmp_path, body):
    with always(answer(body)) as server, pytest.raises(BadResponseError):
        search(tmp_path, server.base_url)


@pytest.mark.parametrize(
    "body", [b"[" * 60_000, b'{"detail": ' + b"[" * 900 + b"]" * 900 + b"}", b'{"detail": 1' + b"0" * 9000 + b"}"]
)
@pytest.mark.parametrize("status", ["400 Bad", "404 Not Found", "418 Teapot", "429 Slow", "500 Oh"])
def test_a_refusal_that_cannot_be_read_is_a_refusal(tmp_path, status, body):
    with always(answer(body, status)) as server:
        for work in (lambda source: source.search(Query(), Heard()), lambda source: source.renew()):
            with pytest.raises(FsbridgeError):
                with_source(tmp_path, server.base_url, work)


def test_another_sound_than_was_asked_for_is_none(tmp_path):
    with always(answer(b'{"id": 8, "name": "of somebody else"}')) as server, pytest.raises(BadResponseError):
        with_source(tmp_path, server.base_url, lambda source: source.sound(7, Heard()))


@pytest.mark.parametrize("length", ["9" * 400, "-1", "1e9", "٣", "0x10", "5\x0b"])
def test_a_length_that_is_none_does_no_harm(tmp_path, length):
    said = f"HTTP/1.1 200 OK\r\nContent-Type: {AUDIO}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n".encode()
    with always(said + bytes(1000)) as server:
        try:
            fetch(tmp_path, server.base_url)
        except FsbridgeError:
            assert not (tmp_path / "partial").exists()


def test_the_bound_is_beyond_the_longest_page(tmp_path):
    page = json.dumps({"count": 1, "results": [{"id": 7, "description": "x" * (BODY_BYTES_MAX - 1000)}]}).encode()
    with always(answer(page)) as server:
        (hit,) = search(tmp_path, server.base_url).hits
    assert hit.id == 7


def test_no_url_is_told_by_what_carries_it(tmp_path, caplog):
    """A signed address and headers that are none; urllib3 would warn of both, with all that they hold."""
    said = (
        answer(b"x", "302 Found", Location="/signed?token=canary-signature")[:-5]
        + b"\r\nno header at all\x1b[31m\r\n\r\n"
    )
    with always(said) as server, pytest.raises(FsbridgeError) as refused:
        fetch(tmp_path, server.base_url)
    assert "canary" not in caplog.text + str(refused.value)
