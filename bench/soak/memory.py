"""Months in a day: 100,000 requests of every verb and 1 GB leave memory, threads, files and log as they were."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

import running
from load import Load, held

from bench.figures import Figure
from bench.soak.tally import Tally
from fsbridge.demo import dataset, made

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUESTS, AT_A_TIME = 100_000, 10_000
"""After each of ten rounds a sound of 100 MB is brought; all of them take a share of some 5 minutes."""
WARMING_REQUESTS = 10_000
LARGE_ID, LARGE_MEGABYTES = 900_001, 100
LOCAL_SOUNDS = 100


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally | Figure]:
    """Warm it up, and look what moves after that."""
    end = time.monotonic() + seconds
    made.make(scratch / "made", large_megabytes=LARGE_MEGABYTES)
    folder = scratch / "sounds"
    ids = [sound.id for sound in dataset.load(scratch / "made/dataset.json").sounds[:LOCAL_SOUNDS]]
    with running.catalogue(scratch / "made") as api:
        running.log_in(api, folder)
        with running.over(api, folder, log_level="info") as daemon:
            daemon.ask("/fs/fetch", *ids)
            yield from _measured(daemon, Load(daemon, ids, random.Random(seed)), end)


def _measured(daemon: running.Running, load: Load, end: float) -> Iterator[Tally | Figure]:
    load.fill()
    load.run(WARMING_REQUESTS)
    _download(daemon)
    before, log_bytes = held(daemon), daemon.log.stat().st_size
    asked, lost = 0, []
    while asked < REQUESTS and (not asked or time.monotonic() < end):
        try:
            load.run(AT_A_TIME)
        except TimeoutError:
            lost.append(f"the end of one of the requests {asked} to {asked + AT_A_TIME}")
        asked += AT_A_TIME
        _download(daemon)
    after, logged = held(daemon), daemon.log.stat().st_size - log_bytes
    yield Tally("requests of every verb, by clients of which most are seen once", asked, asked - len(lost), lost)
    yield Figure("resident memory once warm", before.resident_bytes / 1e6, "MB")
    moved = (after.resident_bytes - before.resident_bytes) / 1e6
    gigabytes = asked / AT_A_TIME * LARGE_MEGABYTES / 1000
    yield Figure(f"resident memory moved by {asked:,} requests and {gigabytes:g} GB", moved, "MB", 20)
    yield Figure("threads more than before", after.threads - before.threads, "", 0)
    yield Figure("open files more than before", after.files - before.files, "", 2)
    yield Figure("logged", logged / asked, "bytes a request", 1)


def _download(daemon: running.Running) -> None:
    """Bring the large sound as if it had never been here, and a WAV of another form made of it."""
    with daemon.caller() as caller:
        list(caller.ask("/fs/reply", caller.port))  # which may have been the port of one whose answers went elsewhere
        for form in ((), ("@rate", 22_050, "@channels", 1)):
            heard = list(caller.ask("/fs/fetch", LARGE_ID, *form, timeout_seconds=30))
            (path,) = (Path(message.arguments[2]) for message in heard if message.address == "/fs/fetch/sound")
        next(daemon.folder.glob(f"{LARGE_ID}__*")).unlink()
        list(caller.ask("/fs/refresh", "library"))
        assert not path.exists(), "what was made of an original goes with it"
