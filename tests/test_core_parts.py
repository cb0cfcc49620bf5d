"""The small parts of the core: pools, turns, sharing, jobs, formats, metadata."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import pytest
from osc_room import settle

from fsbridge.core.formats import made_form
from fsbridge.core.jobs import RUNNING_MAX_OF_A_CLIENT, Job, Jobs, same_id
from fsbridge.core.messages import Failed, Note
from fsbridge.core.metadata import fields
from fsbridge.core.pools import Pool
from fsbridge.core.profiles import PROFILES
from fsbridge.core.requests import Info, Wish
from fsbridge.core.sharing import Sharing
from fsbridge.core.turns import Turns
from fsbridge.errors import BusyError, CancelledError, NotFoundError, ReplacedError
from fsbridge.model import Form, License, LocalFile, Phase, Quality

# Pools


def test_a_pool_gives_results_and_raises_errors_and_names_its_threads():
    async def main() -> None:
        pool = Pool("disk", 1)
        assert await pool.run(lambda: threading.current_thread().name) == "disk-0"
        with pytest.raises(ZeroDivisionError):
            await pool.run(lambda: 1 // 0)
        pool.close()
        pool.join(30)

    asyncio.run(main())


def test_a_full_pool_says_busy_and_drops_what_nobody_waits_for():
    async def main() -> None:
        pool, gate, begun, ran = Pool("api", 1, waiting_max=2), threading.Event(), threading.Event(), []

        def hold() -> None:
            begun.set()
            gate.wait(30)

        first = asyncio.create_task(pool.run(hold))
        await settle()
        assert begun.wait(30)
        second, third = (asyncio.create_task(pool.run(ran.append, number)) for number in (2, 3))
        await settle()
        with pytest.raises(BusyError, match="api"):
            await pool.run(ran.append, 4)
        second.cancel()
        gate.set()
        await asyncio.gather(first, third)
        assert ran == [3]
        pool.close()
        pool.join(30)

    asyncio.run(main())


# Turns


def test_a_performer_goes_ahead_of_a_batch_and_a_cancelled_turn_is_passed_on():
    async def main() -> None:
        turns, order = Turns(1), []

        async def work(name: str, *, batch: bool) -> None:
            async with turns.take("key", batch=batch):
                order.append(name)

        async with turns.take("key", batch=False):
            batch = [asyncio.create_task(work(f"batch {number}", batch=True)) for number in range(3)]
            await settle()
            performer = asyncio.create_task(work("performer", batch=False))
            await settle()
            assert turns.waiting == 4
            batch[0].cancel()
        await asyncio.gather(performer, *batch[1:])
        assert order == ["performer", "batch 1", "batch 2"]
        async with turns.take("key", batch=True):
            pass

    asyncio.run(main())


def test_turns_are_bounded():
    async def main() -> None:
        turns = Turns(1, waiting_max=1)
        async with turns.take("key", batch=False):
            waiting = asyncio.create_task(turns.take("key", batch=False).__aenter__())
            await settle()
            with pytest.raises(BusyError):
                await turns.take("key", batch=False).__aenter__()
        await waiting

    asyncio.run(main())


def test_a_performer_takes_what_he_waits_for_out_of_its_batch():
    async def main() -> None:
        turns, order = Turns(1), []

        async def work(key: int) -> None:
            async with turns.take(key, batch=True) as batch:
                order.append((key, batch))

        async with turns.take("first", batch=False):
            batch = [asyncio.create_task(work(key)) for key in range(3)]
            await settle()
            turns.hurry(2)
        await asyncio.gather(*batch)
        assert order == [(2, False), (0, True), (1, True)]
        assert turns.waiting == 0

    asyncio.run(main())


def test_a_batch_leaves_a_turn_to_a_performer():
    async def main() -> None:
        turns = Turns(2)
        async with turns.take("key", batch=True):
            second = asyncio.create_task(turns.take("key", batch=True).__aenter__())
            await settle()
            assert turns.waiting == 1
            async with turns.take("key", batch=False):
                assert turns.waiting == 1
        await second

    asyncio.run(main())


# Sharing


def test_what_runs_is_joined_and_ends_when_the_last_leaves():
    async def main() -> None:
        sharing: Sharing[str] = Sharing()
        begun, ended, gate = [], [], asyncio.Event()

        async def work(report) -> str:
            begun.append(1)
            report(Phase.DOWNLOADING, 0.5, 3)
            try:
                await gate.wait()
            except asyncio.CancelledError:
                ended.append("cancelled")
                raise
            return "file"

        heard: list[tuple] = []
        one = asyncio.create_task(sharing.run("key", work, lambda *words: heard.append(("one", *words))))
        await settle()
        two = asyncio.create_task(sharing.run("key", work, lambda *words: heard.append(("two", *words))))
        await settle()
        assert begun == [1]
        assert heard == [("one", Phase.DOWNLOADING, 0.5, 3), ("two", Phase.DOWNLOADING, 0.5, 3)]
        one.cancel()
        await settle()
        assert not ended
        gate.set()
        assert await two == "file"

        gate.clear()
        alone = asyncio.create_task(sharing.run("key", work, lambda *_: None))
        await settle()
        alone.cancel()
        await settle()
        assert ended == ["cancelled"]
        assert len(sharing) == 0

    asyncio.run(main())


# Jobs


def test_seven_is_seven_however_it_is_written():
    assert same_id(7) == same_id(7.0) == same_id("7")
    assert same_id("rain") == "rain"
    assert same_id(7.5) == same_id("7.5")
    assert same_id("nan") == "nan"
    assert same_id(7) != same_id("seven")


@pytest.mark.parametrize("text", ["\u0667", " 7", "+7", "7e0", "0_7", "7" * 64, "1" + "0" * 63])
def test_what_a_patch_would_not_take_for_a_number_is_a_text(text):
    assert same_id(text) == text


def test_a_job_ends_once_and_is_silent_then():
    async def main() -> None:
        jobs, heard = Jobs(), []

        async def speak(job: Job) -> None:
            await asyncio.Event().wait()
            job.say(Note("too late"))

        def start(request_id) -> Job:
            job = Job(request_id, Info(1), heard.append)
            jobs.start("client", job, speak(job))
            return job

        start(7)
        other = start("other")
        assert jobs.find("client", "7.0").request_id == 7
        jobs.replace("client", jobs.find("client", 7.0))
        assert [type(message.error) for message in heard] == [ReplacedError]
        assert jobs.cancel("client", [other]) == 1
        assert [type(message.error) for message in heard] == [ReplacedError, CancelledError]
        assert len(jobs) == 0
        start(8)
        await jobs.close()
        assert [type(message.error) for message in heard] == [ReplacedError, CancelledError, CancelledError]

    asyncio.run(main())


def test_faults_and_errors_end_in_one_message(caplog):
    async def main() -> None:
        jobs, heard = Jobs(), []

        async def fail(error: Exception) -> None:
            raise error

        for request_id, error in enumerate([NotFoundError("gone"), KeyError("ours")]):
            jobs.start("client", Job(request_id, Info(1), heard.append), fail(error))
        await settle()
        assert all(isinstance(message, Failed) for message in heard)
        assert [message.error.code for message in heard] == ["not_found", "internal"]
        assert "request 1" in caplog.text

    asyncio.run(main())


def test_a_client_may_not_run_without_bounds():
    async def main() -> None:
        jobs = Jobs()

        async def wait() -> None:
            await asyncio.Event().wait()

        for request_id in range(RUNNING_MAX_OF_A_CLIENT):
            jobs.start("greedy", Job(request_id, Info(1), lambda _: None), wait())
        with pytest.raises(BusyError):
            jobs.start("greedy", Job("more", Info(1), lambda _: None), wait())
        jobs.start("modest", Job(1, Info(1), lambda _: None), wait())
        await jobs.close()

    asyncio.run(main())


# Formats


SC, DIRT = Wish(profile=PROFILES["sc"]), Wish(profile=PROFILES["dirt"])


def local_file(container: str, subtype: str, samplerate: int = 44100, channels: int = 2) -> LocalFile:
    return LocalFile(
        1,
        f"/a.{container.lower()}",
        10,
        samplerate,
        channels,
        1.0,
        Quality.ORIGINAL,
        License.CC0,
        "u",
        "n",
        container,
        subtype,
    )


@pytest.mark.parametrize(
    ("file", "wish", "form"),
    [
        (("WAV", "PCM_16"), Wish(), None),
        (("WAV", "PCM_24"), Wish(), None),
        (("WAV", "FLOAT"), Wish(), None),
        (("AIFF", "PCM_16"), Wish(), None),
        (("AIFF", "PCM_16"), Wish(wav=True), Form(44100, 2, 16)),
        (("AIFF", "FLOAT"), Wish(), Form(44100, 2, 24)),
        (("WAV", "PCM_U8"), Wish(), Form(44100, 2, 16)),
        (("WAV", "PCM_32"), Wish(), Form(44100, 2, 24)),
        (("WAV", "DOUBLE"), Wish(), Form(44100, 2, 24)),
        (("FLAC", "PCM_16"), Wish(), Form(44100, 2, 16)),
        (("FLAC", "PCM_24"), Wish(), Form(44100, 2, 24)),
        (("OGG", "VORBIS"), Wish(), Form(44100, 2, 16)),
        (("FLAC", "PCM_24"), Wish(original_form=True), None),
        (("WAV", "PCM_16"), Wish(samplerate=44100, channels=2, bits=16), None),
        (("WAV", "PCM_16"), Wish(samplerate=48000), Form(48000, 2, 16)),
        (("WAV", "PCM_16"), Wish(channels=1), Form(44100, 1, 16)),
        (("WAV", "PCM_24"), Wish(bits=32), Form(44100, 2, 32)),
        (("WAV", "FLOAT"), Wish(bits=32), None),
        (("WAV", "PCM_U8"), SC, None),
        (("WAV", "DOUBLE"), SC, None),
        (("AIFF", "FLOAT"), SC, None),
        (("AIFF", "FLOAT"), replace(SC, wav=True), Form(44100, 2, 24)),
        (("FLAC", "PCM_24", 192_000, 8), SC, None),
        (("FLAC", "PCM_24"), replace(SC, samplerate=48000), Form(48000, 2, 24)),
        (("FLAC", "PCM_24"), replace(SC, bits=16), Form(44100, 2, 16)),
        (("WAV", "PCM_32"), SC, None),
        (("WAV", "PCM_32"), replace(SC, bits=32), Form(44100, 2, 32)),
        (("FLAC without length", "PCM_16"), SC, Form(44100, 2, 16)),
        (("OGG", "VORBIS"), SC, Form(44100, 2, 16)),
        (("MP3", "MPEG_LAYER_III"), SC, Form(44100, 2, 16)),
        (("WAV", "PCM_16", 96_000, 2), DIRT, None),
        (("WAV", "PCM_16", 96_000, 1), DIRT, None),
        (("WAV", "PCM_24", 48_000, 6), DIRT, Form(48000, 2, 24)),
        (("WAV", "PCM_24", 48_000, 6), replace(DIRT, channels=6), None),
        (("WAV", "PCM_24", 48_000, 6), replace(DIRT, original_form=True), None),
        (("AIFF", "FLOAT"), DIRT, Form(44100, 2, 24)),
    ],
)
def test_a_wav_is_made_only_where_the_file_would_not_do(file, wish, form):
    assert made_form(local_file(*file), wish) == form


def test_superdirt_passes_over_what_is_named_otherwise():
    file = replace(local_file("WAV", "PCM_16"), path="/a/1__a__b.WAV")
    assert made_form(file, DIRT) is None
    assert made_form(replace(file, path="/a/1__a__b.wave"), DIRT) == Form(44100, 2, 16)


# Metadata


def test_metadata_becomes_texts():
    told = list(fields({"a": None, "b": True, "tags": ["x", "y"], "previews": {"hq": "u"}, "n": 1.5, "rate": 44100.0}))
    expected = [("b", "1"), ("tags", "x"), ("tags", "y"), ("previews.hq", "u"), ("n", "1.5"), ("rate", "44100")]
    assert told == expected
