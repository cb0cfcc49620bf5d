"""A folder that fills up, turns read-only or vanishes, an index that is harmed or held, while a patch asks on."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING

import mounted
from bad_days import EventEar, Rig
from mounted import Mounted
from running import WrongClock

from bench.soak.tally import Tally
from fsbridge.demo import made
from fsbridge.demo.dataset import load
from fsbridge.demo.server import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from running import Running

MEGABYTES = 32
SMALL_BYTES = 100_000
LEAVE_BYTES_MAX = 1_500_000
FAULT_SECONDS_MAX = 3
OVER_SECONDS = 20
CHECK_EVERY = 10
"""After so many faults the daemon is stopped and the folder looked at by somebody else."""
PAUSE_SECONDS = 0.001
"""What is answered at once could else be asked more often than the daemon reads of one sender."""
DELETED = 0.3
"""Of the sounds that came, so many are deleted."""
TOLD = {"disk_full", "folder_readonly", "folder_missing", "busy", "not_allowed"}
"""How a request may end while the folder has a bad day."""
HOLD = "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN IMMEDIATE'); time.sleep(3)"


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally]:
    """Do one harm after another until the time is over; each must be told, pass, and leave all as it should be."""
    if why := mounted.why_not():
        print(f"SKIPPED, {mounted.FORBIDDEN}: {why}")
        return
    dataset = load(made.make(scratch / "made"))
    lost: dict[str, list[list[str]]] = {}
    end, random = time.monotonic() + seconds, Random(seed)
    with Catalogue(dataset, scratch / "made/files") as catalogue, Mounted(scratch, MEGABYTES) as stick:
        stick.plug()
        ids = [sound.id for sound in dataset.sounds if sound.filesize < SMALL_BYTES]
        rig = Rig.over(catalogue, stick, scratch, scratch / "made")
        while time.monotonic() < end:
            for kind, broken in _one_daemon(rig, scratch, ids, random, end):
                lost.setdefault(kind, []).append(broken)
    for kind, each in sorted(lost.items()):
        yield Tally(kind, len(each), each.count([]), [text for broken in each for text in broken])


def _one_daemon(rig: Rig, scratch: Path, ids: list[int], random: Random, end: float) -> Iterator[tuple[str, list[str]]]:
    wrong_by = scratch / "wrong by"
    WrongClock.set(wrong_by, 0)
    with rig.start(clock=str(wrong_by), log_level="info") as daemon, EventEar(daemon.port) as ear:
        for _ in range(CHECK_EVERY):
            kind = random.choice([*HARMS])
            with _asking(rig, daemon, ids, Random(random.random())) as texts:
                HARMS[kind](rig, random, wrong_by)
                texts.extend(_over(rig, daemon, ear, ids, random))
            yield kind, texts
            if time.monotonic() > end:
                break
        left = daemon.ask("/fs/refresh", "library")
    broken = [str(message) for message in left if "failed" in message.address] + rig.lost(scratch)
    yield "stopped, and all of it looked at from outside", broken


def _full(rig: Rig, random: Random, _: Path) -> None:
    rig.stick.fill(random.randrange(LEAVE_BYTES_MAX))
    time.sleep(random.uniform(0, FAULT_SECONDS_MAX))
    rig.stick.free()


def _readonly(rig: Rig, random: Random, _: Path) -> None:
    rig.stick.unplug()
    rig.stick.plug(writable=False)
    time.sleep(random.uniform(0, FAULT_SECONDS_MAX))
    rig.stick.unplug()
    rig.stick.plug()


def _gone(rig: Rig, random: Random, _: Path) -> None:
    rig.stick.unplug()
    time.sleep(random.uniform(0, FAULT_SECONDS_MAX))
    left = list(rig.stick.folder.iterdir())
    rig.stick.plug()
    assert not left, f"{left} was written where nothing was mounted"


def _harmed(rig: Rig, random: Random, _: Path) -> None:
    index = rig.stick.disk / "sounds/.fsbridge/index.db"
    size_bytes = index.stat().st_size
    with index.open("r+b") as file:
        file.seek(random.randrange(size_bytes))
        file.write(random.choice([bytes, os.urandom])(random.randrange(1, 4 * 4096)))


def _deleted(rig: Rig, _: Random, __: Path) -> None:
    (rig.stick.disk / "sounds/.fsbridge/index.db").unlink()


def _held(rig: Rig, _: Random, __: Path) -> None:
    rig.stick.run(sys.executable, "-c", HOLD, rig.stick.point / ".fsbridge/index.db")


def _clock(_: Rig, random: Random, wrong_by: Path) -> None:
    WrongClock.set(wrong_by, random.uniform(-48, 48) * 3600)


HARMS: dict[str, Callable[[Rig, Random, Path], None]] = {
    "the disk is full": _full,
    "the folder is read-only": _readonly,
    "the folder is gone": _gone,
    "the index is written over": _harmed,
    "the index is deleted": _deleted,
    "the index is held by another program": _held,
    "the clock is set by hours": _clock,
}


@contextmanager
def _asking(rig: Rig, daemon: Running, ids: list[int], random: Random) -> Iterator[list[str]]:
    """Have a patch fetch, and a person delete, what they like; gives what is wrong with what came."""
    broken: list[str] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.wait(PAUSE_SECONDS):
            id_ = random.choice(ids)
            broken.extend(_asked(rig, daemon, id_, *random.choice([(), (), ("@rate", 22050), ("@quality", "preview")])))
            if random.random() < DELETED:
                for path in (rig.stick.disk / "sounds").glob(f"{id_}__*"):
                    path.unlink()

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield broken
    finally:
        stop.set()
        asking.join()


def _asked(rig: Rig, daemon: Running, *words: float | str) -> list[str]:
    try:
        return [text for text in rig.fetch(daemon, *words) if text not in TOLD]
    except (OSError, TimeoutError) as error:
        return [f"{words}: {error!r}"]


def _over(rig: Rig, daemon: Running, ear: EventEar, ids: list[int], random: Random) -> list[str]:
    """Wait until fetching works again and each trouble has ended; give what does not."""
    deadline, told = time.monotonic() + OVER_SECONDS, Counter()
    daemon.ask("/fs/refresh", "library")
    while (last := rig.fetch(daemon, random.choice(ids))) or any(told.values()):
        if time.monotonic() > deadline:
            return [f"it is not over: {last} {+told}"]
        try:
            event = ear.hear(0.2)
        except TimeoutError:
            continue
        told[event.arguments[0]] += {"/fs/event/trouble": 1, "/fs/event/recovered": -1}.get(event.address, 0)
    return []
