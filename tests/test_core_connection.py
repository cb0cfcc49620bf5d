"""The network as it is seen from the work that is done on it: who falls silent has it looked for, who is not on it has not."""

from __future__ import annotations

import asyncio
from collections import defaultdict

import pytest
from osc_room import HandClock, settle

from fsbridge.core.connection import PROBE_AFTER_SECONDS, SILENT_SECONDS, TOGETHER_SECONDS, Connection
from fsbridge.core.events import Online
from fsbridge.model import Phase


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
