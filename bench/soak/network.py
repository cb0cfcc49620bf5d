"""The network is refused, swallowed, cut and narrowed while much is asked for: all comes in the end, and whole."""

from __future__ import annotations

import itertools
import random
import socket
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import running
from freesound_service import store_login
from osc_room import ERROR, Ear
from relay import Relay

from bench.figures import Figure
from bench.soak.tally import Tally
from fsbridge.core.clock import SystemClock
from fsbridge.demo import dataset
from fsbridge.demo.made import catalog, plan
from fsbridge.demo.server import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fsbridge.osc.wire import Incoming

SOUNDS, LARGE_ID, LARGE_MEGABYTES = 30, 900_001, 2
NARROW, CRAWLING = 400_000, 20_000
"""Bytes per second of a connection."""
FAULTS = ("refuse", "swallow", "cut", "crawl")
FAULTS_IN_A_ROUND = 10
FAULT_SECONDS = 3
END_SECONDS = 120
KNOWN_SECONDS = 5
GONE = ("offline", "network")
"""How a search or an info may end, which can't wait; a fetch waits."""


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally | Figure]:
    """Measure how soon a loss is known, and then break the network at random until the time is over."""
    end = time.monotonic() + seconds
    catalog.make(scratch, scratch / "dataset.json", plan.MAIN[:SOUNDS], LARGE_MEGABYTES)
    with Catalogue(dataset.load(scratch / "dataset.json"), scratch / "files") as catalogue:
        folders = (scratch / str(number) / "sounds" for number in itertools.count())
        for lost, met_by in itertools.product(("refuse", "swallow"), ("search", "download")):
            known_seconds = max(_known_seconds(catalogue, next(folders), lost, met_by) for _ in range(2))
            yield Figure(f"{lost}, met by a {met_by}: until online 0", known_seconds, "s", KNOWN_SECONDS)
        known_seconds = max(_known_at_a_portal_seconds(next(folders)) for _ in range(2))
        yield Figure("taken by a portal, met by a search: until online 0", known_seconds, "s", KNOWN_SECONDS)
        yield from _tallies(catalogue, folders, end, random.Random(seed))


@contextmanager
def _behind_a_relay(catalogue: Catalogue, folder: Path) -> Iterator[tuple[Relay, Ear]]:
    running.log_in(catalogue.api_url, folder)
    with (
        Relay(catalogue.api_url, NARROW) as relay,
        running.over(relay.url, folder, log_level="info") as daemon,
        Ear(daemon.port) as ear,
    ):
        list(ear.ask("/fs/notify", 1))
        yield relay, ear


def _known_seconds(catalogue: Catalogue, folder: Path, lost: str, met_by: str) -> float:
    with _behind_a_relay(catalogue, folder) as (relay, ear):
        if met_by == "download":
            ear.send("/fs/fetch", LARGE_ID, "@req", 1)
            ear.until("/fs/fetch/progress", 1, ..., ..., ..., "downloading")
        relay.turn(lost)
        begin = time.monotonic()
        if met_by == "search":
            ear.send("/fs/search", "rain")
        ear.until("/fs/event/online", 0)
        return time.monotonic() - begin


def _known_at_a_portal_seconds(folder: Path) -> float:
    """How long, where each connection is taken and nothing is said."""
    store_login(folder / ".fsbridge", SystemClock())
    with (
        socket.create_server(("127.0.0.1", 0)) as portal,
        running.over("https://{}:{}/apiv2/".format(*portal.getsockname()), folder) as daemon,
        Ear(daemon.port) as ear,
    ):
        list(ear.ask("/fs/notify", 1))
        begin = time.monotonic()
        ear.send("/fs/search", "rain")
        ear.until("/fs/event/online", 0)
        return time.monotonic() - begin


def _tallies(catalogue: Catalogue, folders: Iterator[Path], end: float, chance: random.Random) -> Iterator[Tally]:
    rounds: list[tuple[list[str], list[str]]] = []
    while not rounds or time.monotonic() < end:
        faults = [chance.choice(FAULTS) for _ in range(FAULTS_IN_A_ROUND)] if rounds else FAULTS * 2
        with _behind_a_relay(catalogue, next(folders)) as (relay, ear):
            rounds.append((faults, list(_broken(catalogue.site.files, relay, ear, faults, chance))))
    for fault in FAULTS:
        injected = sum(faults.count(fault) for faults, _ in rounds)
        survived = sum(faults.count(fault) for faults, broken in rounds if not broken)
        yield Tally(
            f"the network: {fault}",
            injected,
            survived,
            [f"{' '.join(faults)}: {each}" for faults, broken in rounds if fault in faults for each in broken],
        )


def _broken(files: Path, relay: Relay, ear: Ear, faults: list[str], chance: random.Random) -> Iterator[str]:
    """Ask for much, break the network a few times, mend it, and give each promise that was not kept."""
    originals = {int(path.name.split("_")[0]): path for path in files.glob("sounds/*/*")}
    asked = {f"fetch {id_}": ["/fs/fetch", id_, "@quality", "original", "@as", "original"] for id_ in originals}
    asked |= {f"info {id_}": ["/fs/info", id_] for id_ in originals}
    asked |= {f"search {word}": ["/fs/search", word] for word in ("rain", "wind", "drum", "noise", "voice", "bell")}
    for request_id in chance.sample(sorted(asked), len(asked)):
        ear.send(*asked[request_id], "@req", request_id)
    ear.send("/fs/ping", "@req", "accepted")
    ear.until("/fs/ping/done", "accepted")
    for fault in faults:
        if fault == "cut":
            relay.cut()
        elif fault == "crawl":
            relay.bytes_per_second = CRAWLING
        else:
            relay.turn(fault)
        time.sleep(chance.uniform(0, FAULT_SECONDS))
        relay.bytes_per_second = NARROW
        relay.turn("pass")
    ended: Counter[str] = Counter()
    for message in _messages(ear, time.monotonic() + END_SECONDS):
        request_id, *told = message.arguments
        if message.address == "/fs/fetch/sound" and not _is_whole(Path(told[2]), originals[told[1]]):
            yield f"{request_id}: {told[2]} is not what it should be"
        elif message.address == "/fs/fetch/failed":
            yield f"{request_id}: {told[2]}: {told[3]}"
        elif message.address == ERROR and told[0] not in GONE:
            yield f"{request_id}: {told[0]}: {told[1]}"
        ended[request_id] += message.address == ERROR or message.address.endswith("/done")
        if all(ended[request_id] for request_id in asked):
            break
    yield from (f"{request_id} ended {ended[request_id]} times" for request_id in asked if ended[request_id] != 1)


def _messages(ear: Ear, end: float) -> Iterator[Incoming]:
    """Give what was heard, and what is until then; events have no request id."""
    yield from (message for message in ear.kept if not message.address.startswith("/fs/event/"))
    with suppress(TimeoutError):
        while True:
            message = ear.hear(end - time.monotonic())
            if not message.address.startswith("/fs/event/"):
                yield message


def _is_whole(path: Path, original: Path) -> bool:
    return path.is_file() and path.read_bytes() == original.read_bytes()
