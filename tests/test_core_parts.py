"""The small parts of the core: pools, turns, sharing, connection, jobs, formats, metadata."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict

import pytest
from osc_room import HandClock, settle

from fsbridge.core.connection import PROBE_AFTER_SECONDS, SILENT_SECONDS, TOGETHER_SECONDS, Connection
from fsbridge.core.formats import made_form
from fsbridge.core.jobs import RUNNING_MAX_OF_A_CLIENT, Job, Jobs, same_id
from fsbridge.core.messages import Failed, Note, Online
from fsbridge.core.metadata import fields
from fsbridge.core.pools import Pool
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
        pool.join(5)

    asyncio.run(main())


def test_a_full_pool_says_busy_and_drops_what_nobody_waits_for():
    async def main() -> None:
        pool, gate, begun, ran = Pool("api", 1, waiting_max=2), threading.Event(), threading.Event(), []

        def hold() -> None:
            begun.set()
            gate.wait(5)

        first = asyncio.create_task(pool.run(hold))
        await settle()
        assert begun.wait(5)
        second, third = (asyncio.create_task(pool.run(ran.append, number)) for number in (2, 3))
        await settle()
        with pytest.raises(BusyError, match="api"):
            await pool.run(ran.append, 4)
        second.cancel()
        gate.set()
        await asyncio.gather(first, third)
        assert ran == [3]
        pool.close()
        pool.join(5)

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


# Connection


class Network:
    """A connection over a network that a test takes away, and the work that is done on it."""

    def __init__(self) -> None:
        self.there = True
        self.looks = 0
        self.meanwhile = lambda: None
        self.clock = HandClock()
        self.events: list = []
        self.connection = Connection(self, self.clock, self.events.append)
        self.works: defaultdict[str, list] = defaultdict(list)
        self.reports: dict[str, object] = {}

    async def reachable(self) -> bool:
        self.looks += 1
        self.meanwhile()
        await self.clock.sleep(0)
        return self.there

    async def begin(self, name: str, *phases: Phase, instead=None) -> asyncio.Task:
        """Begin work that reports this at once, whenever it is begun, and ends when the test says so."""

        async def work(report):
            self.works[name].append("begun")
            self.reports[name] = report
            for phase in phases:
                report(phase, -1, -1)
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.works[name].append("ended")
                raise

        def hear(phase, _fraction, _seconds_left):
            self.works[name].append(phase.value)

        task = asyncio.create_task(self.connection.outlast(work, hear, instead))
        await settle()
        return task

    async def turn(self, seconds: float) -> None:
        """Let time pass, and all that comes of it."""
        await self.clock.turn(seconds)
        await settle()


def on_a_network(test):
    def run() -> None:
        async def main() -> None:
            network = Network()
            await test(network)
            await network.connection.close()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

        asyncio.run(main())

    return run


@on_a_network
async def test_work_that_falls_silent_has_the_network_looked_for_and_waits_where_it_is_gone(network):
    await network.begin("silent", Phase.ASKING)
    network.there = False
    await network.turn(SILENT_SECONDS)
    assert (network.looks, network.events) == (1, [Online(0)])
    assert network.works["silent"] == ["begun", "asking", "ended", "waiting"]
    network.there = True
    await network.turn(PROBE_AFTER_SECONDS[0])
    assert network.works["silent"][4:] == ["begun", "asking"]


@on_a_network
async def test_what_is_to_come_instead_comes_when_the_work_is_silent(network):
    async def kept() -> str:
        return "kept"

    task = await network.begin("silent", Phase.ASKING, instead=kept)
    network.there = False
    await network.turn(SILENT_SECONDS)
    assert await task == "kept"


@on_a_network
async def test_work_that_hears_of_its_bytes_goes_on_and_asking_again_is_none(network):
    await network.begin("flowing", Phase.DOWNLOADING)
    await network.begin("retried", Phase.ASKING)
    for phase in (Phase.WAITING, Phase.ASKING, Phase.WAITING):
        await network.turn(SILENT_SECONDS / 4)
        network.reports["flowing"](Phase.DOWNLOADING, 0.5, -1)
        network.reports["retried"](phase, -1, -1)
    network.there = False
    await network.turn(SILENT_SECONDS / 4)
    assert network.events == [Online(0)]
    assert network.works["retried"][-1] == "waiting"
    assert network.works["flowing"][-1] == "downloading"
    await network.turn(SILENT_SECONDS)
    assert network.works["flowing"][-1] == "waiting"


@on_a_network
async def test_what_flows_is_not_looked_after_and_not_ended_when_it_flows_again(network):
    await network.begin("flowing", Phase.DOWNLOADING)
    for _ in range(20):
        await network.turn(SILENT_SECONDS * 0.9)
        network.reports["flowing"](Phase.DOWNLOADING, 0.5, -1)
    assert network.looks == 0
    network.there, network.meanwhile = False, lambda: network.reports["flowing"](Phase.DOWNLOADING, 0.6, -1)
    await network.turn(SILENT_SECONDS + TOGETHER_SECONDS)
    assert network.events == [Online(0)]
    assert network.works["flowing"][-1] == "downloading"


@on_a_network
async def test_a_slow_service_is_looked_for_less_and_less(network):
    network.clock.now -= 0.1
    await network.begin("slow too", Phase.ASKING)
    await network.turn(0.1)
    await network.begin("slow", Phase.ASKING)
    for looks in range(1, 5):
        before = network.clock.now
        while network.looks < looks:
            await network.turn(0.5)
        assert network.clock.now - before == pytest.approx(SILENT_SECONDS * 2 ** max(0, looks - 2))
    assert network.works["slow"] == ["begun", "asking"]


@pytest.mark.parametrize("phase", [Phase.QUEUED, Phase.THROTTLED, Phase.VERIFYING, Phase.CONVERTING])
def test_who_is_not_on_the_network_is_not_watched_and_leaves_the_line_when_it_is_lost(phase):
    @on_a_network
    async def test(network):
        await network.begin("other", Phase.ASKING, phase)
        await network.turn(3600)
        assert network.looks == 0
        network.there = False
        await network.begin("silent", Phase.ASKING)
        await network.turn(SILENT_SECONDS)
        left = ["ended", "waiting"] if phase in {Phase.QUEUED, Phase.THROTTLED} else []
        assert network.works["other"] == ["begun", "asking", phase.value, *left]

    test()


@on_a_network
async def test_nothing_is_begun_while_the_network_is_known_to_be_lost(network):
    network.there = False
    look = asyncio.create_task(network.connection.check())
    await settle()
    await network.turn(0)
    assert look.result() is False
    await network.begin("late", Phase.ASKING)
    assert network.works["late"] == ["waiting"]


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


def local_file(container: str, subtype: str, samplerate: int = 44100, channels: int = 2) -> LocalFile:
    return LocalFile(
        1, "/a", 10, samplerate, channels, 1.0, Quality.ORIGINAL, License.CC0, "u", "n", container, subtype
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
    ],
)
def test_a_wav_is_made_only_where_the_file_would_not_do(file, wish, form):
    assert made_form(local_file(*file), wish) == form


# Metadata


def test_metadata_becomes_texts():
    told = list(fields({"a": None, "b": True, "tags": ["x", "y"], "previews": {"hq": "u"}, "n": 1.5, "rate": 44100.0}))
    expected = [("b", "1"), ("tags", "x"), ("tags", "y"), ("previews.hq", "u"), ("n", "1.5"), ("rate", "44100")]
    assert told == expected
