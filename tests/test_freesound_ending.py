"""Transfers that are ended: at once, and with what has come left for another one to go on from."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from contextlib import contextmanager

import pytest
import requests
from freesound_service import (
    Heard,
    RawServer,
    StandingClock,
    TickingClock,
    TurningClock,
    answer,
    client,
    in_tls,
    store_login,
)

from fsbridge.core.partials import note_of
from fsbridge.errors import CancelledError, NetworkError
from fsbridge.freesound.tokens import Secret
from fsbridge.model import License, Phase, Quality, Query, Sound

SIZE_BYTES, CAME_BYTES = 1_000_000, 5000
SOUND = Sound(7, "a", "b", License.CC0, "", "wav", 1.0, 44100, 2, SIZE_BYTES, "0" * 32)
CUT = answer(bytes(CAME_BYTES), kind="application/octet-stream", length=SIZE_BYTES, ETag='"1"')


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
    """Begin a download that stalls, and end it; what came stays, and no read had to time out."""
    clock = TickingClock(0.2)
    begun = asyncio.Event()
    store_login(folder, clock, access_token=Secret("a"), refresh_token=Secret("r"), expires_at=2e9)
    async with client(folder, clock, base_url) as source:
        partial = folder / "partial"
        task = asyncio.create_task(
            source.download(
                SOUND,
                Quality.ORIGINAL,
                partial,
                lambda phase, *_: phase is Phase.DOWNLOADING and begun.set(),
                batch=False,
            )
        )
        await begun.wait()
        await end(source, task)
        assert partial.stat().st_size == CAME_BYTES
        assert note_of(partial).exists()


async def searched(folder, base_url):
    clock = TurningClock()
    store_login(folder, clock)
    async with client(folder, clock, base_url) as source:
        await source.search(Query(), Heard())


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


def test_a_pause_between_two_tries_ends_at_once(tmp_path):
    async def main(server):
        clock = StandingClock()
        store_login(tmp_path, clock, access_token=Secret("a"), refresh_token=Secret("r"), expires_at=2e9)
        async with client(tmp_path, clock, server.base_url) as source:
            for work in (
                source.search(Query(), Heard()),
                source.download(SOUND, Quality.ORIGINAL, tmp_path / "partial", Heard(), batch=False),
            ):
                clock.slept.clear()
                task = asyncio.create_task(work)
                await asyncio.wait_for(clock.slept.wait(), 30)
                await cancel(source, task)
        assert len(server.requests) == 2

    with RawServer(lambda _, connection: connection.sendall(answer(b"", "503 Busy"))) as server:
        asyncio.run(main(server))


def test_over_tls_too_and_a_stranger_is_not_trusted(tmp_path, monkeypatch):
    with stalling(in_tls(tmp_path)) as server:
        base_url = server.base_url.replace("http:", "https:")
        with pytest.raises(NetworkError, match="certificate"):
            asyncio.run(searched(tmp_path, base_url))
        monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(tmp_path / "certificate.pem"))
        for end in (cancel, close):
            asyncio.run(ended_by(end, tmp_path, server, base_url))
            (tmp_path / "partial").unlink()


def test_one_that_still_waits_for_its_answer_when_the_next_begins_leaves_that_alone(tmp_path):
    """Nothing wakes a thread up that waits for headers, so a cancelled one may hear them late."""
    asked, late, over, on_its_way = (threading.Event() for _ in range(4))
    body = bytes(CAME_BYTES)
    said = answer(body, kind="application/octet-stream")  # with nothing that it could go on by

    def script(_request, connection):
        if not asked.is_set():
            asked.set()
            late.wait(30)
            connection.sendall(said)
            while connection.recv(65536):
                pass
            over.set()
        else:
            connection.sendall(said[:-1])
            on_its_way.set()
            over.wait(30)
            connection.sendall(said[-1:])

    async def main(server):
        clock = TickingClock(0.2)
        sound = dataclasses.replace(SOUND, filesize_bytes=CAME_BYTES, md5="")
        store_login(tmp_path, clock, access_token=Secret("a"), refresh_token=Secret("r"), expires_at=2e9)
        async with client(tmp_path, clock, server.base_url) as source:

            def begin():
                work = source.download(sound, Quality.ORIGINAL, tmp_path / "partial", Heard(), batch=False)
                return asyncio.create_task(work)

            first = begin()
            await asyncio.to_thread(asked.wait, 30)
            await cancel(source, first)
            second = begin()
            await asyncio.to_thread(on_its_way.wait, 30)
            late.set()
            await second

    with RawServer(script) as server:
        asyncio.run(main(server))
    assert (tmp_path / "partial").read_bytes() == body


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
