"""What is made of the service's answers: sounds, errors in words, another try."""

from __future__ import annotations

import asyncio
import gc

import msgspec
import pytest
from freesound_service import Heard, RawServer, answer, client, store_login

from fsbridge.demo.faults import Fault
from fsbridge.errors import AuthorizationFailedError, BadRequestError, BadResponseError, ServerFailedError
from fsbridge.freesound.metadata import SEARCH_FIELDS, sound_from
from fsbridge.model import License, Query


def test_a_credential_that_is_suspended_or_waits_for_approval_is_no_wrong_key(service, clock, tmp_path):
    async def main():
        store_login(tmp_path, clock, "LOCALclientRevoked00")
        async with client(tmp_path, clock, service.api_url) as source:
            with pytest.raises(AuthorizationFailedError, match="not approved it yet"):
                await source.search(Query(words="rain"), Heard())

    asyncio.run(main())


def test_what_the_service_refuses_is_told_in_words(service, clock, tmp_path):
    async def main():
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            with pytest.raises(BadRequestError, match="undefined field foo"):
                await source.search(Query(raw_filter="foo:1"), Heard())
            for broken in (b"{]", b"[]", b'{"results": []}', b"[" * 100_000, b'{"count": ' + b"9" * 400 + b"}"):
                service.faults.plan(Fault("/search/", 200, broken))
                gc.collect()  # what earlier tests left is not to be finalized at the bottom of a recursion
                with pytest.raises(BadResponseError):
                    await source.search(Query(), Heard())

    asyncio.run(main())


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b'{"detail": "Search is overloaded, please try again later."}'),
        (502, b"<html>Bad gateway</html>"),
        (200, b"<html>We are working on it</html>"),
        (400, b'{"detail": "Search server error: Failed to connect to server (please check ...)"}'),
    ],
)
def test_a_service_that_fails_is_asked_again_with_pauses(service, clock, tmp_path, caplog, status, body):
    async def main():
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            begun = clock.now
            caplog.set_level("INFO")
            kind = "text/html" if b"<" in body else "application/json"
            service.faults.plan(Fault("/search/", status, body, kind, times=2))
            assert (await source.search(Query(words="rain"), Heard())).total == 2
            assert clock.now - begun > 0.7
            assert [record.message.split(" in ")[0] for record in caplog.records] == ["tried again"] * 2
            service.faults.plan(Fault("/search/", status, body, kind, times=3))
            with pytest.raises(ServerFailedError):
                await source.search(Query(words="rain"), Heard())
        assert len(service.journal) == 6

    asyncio.run(main())


def test_odd_objects_become_sounds_or_nothing():
    sound = sound_from(
        {
            "id": 7,
            "type": "AIF",
            "duration": None,
            "samplerate": "x",
            "channels": -1,
            "license": "",
            "previews": {"a": 1},
        }
    )
    assert (sound.type, sound.seconds, sound.samplerate, sound.channels) == ("aiff", 0, 0, 0)
    assert (sound.license, sound.preview_url, sound.name, sound.md5) == (License.OTHER, "", "", "")
    assert sound_from({"id": 7, "type": ""}).type == "wav"
    assert sound_from({"id": 7, "license": "https://creativecommons.org/licenses/by-nc/3.0/"}).license is License.BY_NC
    assert [sound_from(item) for item in (None, {}, [], {"id": True}, {"id": "7"})] == [None] * 5
    assert [sound_from({"id": id_}) for id_ in (-5, 0, 2**31, 10**400)] == [None] * 4
    assert sound_from({"id": 2**31 - 1})
    for absurd in (10**400, 1e300, float("inf"), float("nan"), 2**63, -(10**400)):
        odd = sound_from({"id": 7, "duration": absurd, "samplerate": absurd, "channels": absurd, "filesize": absurd})
        assert (odd.seconds, odd.samplerate, odd.channels, odd.filesize_bytes) == (0, 0, 0, 0)
    assert sound_from({"id": 7, "filesize": 3 * 2**30}).filesize_bytes == 3 * 2**30


def test_half_a_character_costs_neither_the_page_nor_the_sidecar(clock, tmp_path):
    async def main(server):
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, server.base_url) as source:
            halved, whole = (await source.search(Query(), Heard())).hits
        assert (halved.name, halved.username, whole.name) == ("ra?n", "\ufffd", "\U0001f327")
        assert halved.metadata["tags"] == ["?"]
        assert msgspec.json.encode(halved.metadata)

    body = (
        rb'{"count": 2, "results": [{"id": 1, "name": "ra\ud83cn", "tags": ["\udf27"], "username": "'
        b"\xff"
        rb'"}, {"id": 2, "name": "\ud83c\udf27"}]}'
    )
    with RawServer(lambda _request, connection: connection.sendall(answer(body))) as server:
        asyncio.run(main(server))


def test_hits_that_the_service_lost_are_left_out(clock, tmp_path):
    async def main(server):
        store_login(tmp_path, clock)
        async with client(tmp_path, clock, server.base_url) as source:
            page = await source.search(Query(), Heard())
            assert ([hit.id for hit in page.hits], page.total) == ([1, 2], 4)
        assert f"fields={','.join(SEARCH_FIELDS)}" in server.requests[0]

    body = b'{"count": 4, "previous": null, "next": null, "results": [null, {"id": 1}, {}, {"id": 2}]}'
    with RawServer(lambda _request, connection: connection.sendall(answer(body))) as server:
        asyncio.run(main(server))
