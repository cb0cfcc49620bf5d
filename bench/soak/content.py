"""Content that means harm: sounds described by nobody good, and answers that are none; the folder and the wire hold."""

from __future__ import annotations

import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import running
from freesound_service import RawServer
from hostile_service import OFFLINE, HostileService, any_answer, any_sound, ask, log_in, look_at_log, talk, untouched

from bench.figures import Figure
from bench.soak.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BATCH = 20
ASKERS = 10
ROUND = 60
REQUESTS = (("/fs/search", "rain", "@fresh", 1), ("/fs/fetch", 7), ("/fs/info", 8), ("/fs/fetch", 7, 8, 9))
MOST_MB = 300
"""An idle daemon has some 40; four answers of 8 MB may be unpacked and read at once."""


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally | Figure]:
    """Half of the time each."""
    rng = random.Random(seed)
    yield _tally("sounds with hostile names, tags and numbers", BATCH, seconds / 2, partial(_described, scratch, rng))
    most_mb: list[float] = []
    yield _tally("requests answered by nonsense", ROUND, seconds / 2, partial(_answered, scratch, rng, most_mb))
    if any(most_mb):
        yield Figure("most memory of a daemon that is told nonsense", max(most_mb), "MB", MOST_MB)


def _tally(fault: str, each: int, seconds: float, work: Callable[[int, list[str]], None]) -> Tally:
    """Do the work again and again, each time with so many faults."""
    end, rounds, broken, lost = time.monotonic() + seconds, 0, 0, []
    while not rounds or time.monotonic() < end:
        found: list[str] = []
        work(rounds, found)
        lost += [f"round {rounds}: {text}" for text in found]
        rounds, broken = rounds + 1, broken + bool(found)
    return Tally(fault, rounds * each, (rounds - broken) * each, lost)


def _described(scratch: Path, rng: random.Random, number: int, lost: list[str]) -> None:
    """Have hostile sounds fetched, made and told, and found again by their sidecars alone."""
    folder = scratch / f"sounds{number}/around/sounds"
    ids = rng.sample(range(1, 2**24), BATCH)
    log_in(folder)
    with untouched(scratch, folder, lost):
        service = HostileService({id_: any_sound(rng, id_) for id_ in ids})
        with service, running.over(service.base_url, folder) as daemon:
            paths = talk(daemon, ids, lost)
        (folder / ".fsbridge/index.db").unlink()
        with running.over(service.base_url, folder) as daemon:
            daemon.ask("/fs/refresh", "library")
            sounds = [heard.arguments for heard in daemon.ask("/fs/fetch", *ids) if heard.address == "/fs/fetch/sound"]
            again = {id_: path for _, id_, path, *_ in sounds}
            lost += [
                f"{id_} was {paths.get(id_)}, is {again.get(id_)}" for id_ in ids if paths.get(id_) != again.get(id_)
            ]
            for words in OFFLINE:
                ask(daemon, ("/fs/search", *words), lost)
    look_at_log(daemon, lost)


def _answered(scratch: Path, rng: random.Random, most_mb: list[float], number: int, lost: list[str]) -> None:
    """Have every request answered by nonsense; each ends, in one message that a patch can bear."""
    folder = scratch / f"answers{number}/around/sounds"
    log_in(folder)
    answers = [any_answer(rng) for _ in range(ROUND)]
    with (
        untouched(scratch, folder, lost),
        RawServer(lambda _, connection: connection.sendall(rng.choice(answers))) as service,
        running.over(service.base_url, folder) as daemon,
        ThreadPoolExecutor(ASKERS) as askers,
    ):
        for _ in askers.map(lambda n: ask(daemon, REQUESTS[n % len(REQUESTS)], lost), range(ROUND)):
            pass
        most_mb.append(_most_mb(daemon.process.pid))
    look_at_log(daemon, lost)


def _most_mb(pid: int) -> float:
    """Read the most memory that a process ever had; 0 where the system does not say it so."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1000 if found else 0.0
