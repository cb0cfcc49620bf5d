"""20,000 datagrams a second from one socket, from a thousand, from ever new ones: is another client still heard?"""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

import running

from bench.figures import Figure
from bench.soak.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from running import Running

    from fsbridge.osc.caller import Caller

RATE = 20_000
PAUSE_SECONDS, PATIENCE_SECONDS = 0.05, 1.0
LEAST_SECONDS = 10
FLOODS = {"one socket": 1, "1,000 sockets": 1_000, "a new socket each": 0}
UNANSWERED_PERCENT, MEDIAN_MS = 1.0, 50.0
BUFFER_BYTES = 4 * 2**20


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally | Figure]:
    """Flood in each way for a third of the time."""
    each_seconds = max(LEAST_SECONDS, seconds / len(FLOODS))
    with running.over("http://127.0.0.1:9/", scratch / "sounds", log_level="info") as daemon, daemon.caller() as caller:
        yield Figure("receive buffer, as the system counts it", _status(caller, "buffer_bytes") / 2**20, "MB")
        for name, sockets in FLOODS.items():
            newcomers_goal = UNANSWERED_PERCENT if sockets else None
            yield from _flooded(daemon, caller, f"flood from {name}", sockets, each_seconds, newcomers_goal)


def _flooded(
    daemon: Running, caller: Caller, name: str, sockets: int, seconds: float, newcomers_goal: float | None
) -> Iterator[Tally | Figure]:
    dropped = _status(caller, "dropped")
    command = [sys.executable, "-m", "bench.soak.flood", *map(str, (daemon.port, sockets, RATE, seconds))]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as flood:
        known, new = _ping(daemon, caller, lambda: flood.poll() is None)
        rate = float(flood.stdout.read())
    yield Figure(f"{name}: datagrams sent", rate, "/s")
    yield Figure(f"{name}: of those dropped", (_status(caller, "dropped") - dropped) / (rate * seconds) * 100, "%")
    for who, taken, goal in (("a client's", known, UNANSWERED_PERCENT), ("new clients'", new, newcomers_goal)):
        answered = [each for each in taken if each is not None]
        yield Figure(
            f"{name}: {who} pings unanswered, of {len(taken)}", 100 - 100 * len(answered) / len(taken), "%", goal
        )
        yield Figure(f"{name}: {who} pings, median", median(answered or [9]) * 1e3, "ms", goal and MEDIAN_MS)
    yield Tally(name, 1, int(daemon.process.poll() is None))


def _ping(daemon: Running, caller: Caller, going: Callable[[], bool]) -> tuple[list[float | None], list[float | None]]:
    """Ping from one port and from new ones in turn; give the seconds of each answer, None where there was none."""
    known: list[float | None] = []
    new: list[float | None] = []
    while going():
        known.append(_seconds(caller))
        with daemon.caller() as newcomer:
            new.append(_seconds(newcomer))
        time.sleep(PAUSE_SECONDS)
    return known, new


def _seconds(caller: Caller) -> float | None:
    begin = time.perf_counter()
    try:
        list(caller.ask("/fs/ping", timeout_seconds=PATIENCE_SECONDS))
    except TimeoutError:
        return None
    return time.perf_counter() - begin


def _status(caller: Caller, name: str) -> float:
    return next(float(item.arguments[1]) for item in _all(caller) if item.arguments[0] == name)


def _all(caller: Caller) -> list:
    return list(caller.ask("/fs/status"))
