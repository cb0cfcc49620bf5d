"""20,000 datagrams a second from one socket, a thousand, ever new ones, and bundles: is another client still heard?

Ever new ones can't be told from clients that come newly (docs/decisions.md 48): what becomes of these has no goal then.
"""

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

RATE, BUNDLES_RATE = 20_000, 1_000
BUNDLED = 256
PAUSE_SECONDS, PATIENCE_SECONDS = 0.05, 1.0
LEAST_SECONDS = 10
ANY_PORT = "a new socket each"
FLOODS = {"one socket": (1, 0), "1,000 sockets": (1_000, 0), ANY_PORT: (0, 0), "bundles": (100, BUNDLED)}
"""From how many sockets, and how many requests each datagram has."""
GOALS = 1.0, 50.0
"""Of pings unanswered, in percent, and of the median of the others, in milliseconds."""


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally | Figure]:
    """Flood in each way for its part of the time, each a daemon that knows nobody of the flood before."""
    each_seconds = max(LEAST_SECONDS, seconds / len(FLOODS))
    for name, (sockets, bundled) in FLOODS.items():
        rate = BUNDLES_RATE if bundled else RATE
        folder = scratch / name.replace(" ", "-")
        with running.over("http://127.0.0.1:9/", folder, log_level="info") as daemon, daemon.caller() as caller:
            flood = ("-m", "bench.soak.flood", *map(str, (daemon.port, sockets, rate, each_seconds, bundled)))
            yield from _flooded(daemon, caller, name, flood, each_seconds)


def _flooded(
    daemon: Running, caller: Caller, name: str, program: tuple[str, ...], seconds: float
) -> Iterator[Tally | Figure]:
    dropped = _status(caller, "dropped")
    with subprocess.Popen([sys.executable, *program], stdout=subprocess.PIPE) as flood:
        known, new = _ping(daemon, caller, lambda: flood.poll() is None)
        rate = float(flood.stdout.read())
    yield Figure(f"flood from {name}: thousands sent", rate / 1_000, "a second")
    yield Figure(
        f"flood from {name}: of those dropped", (_status(caller, "dropped") - dropped) / (rate * seconds) * 100, "%"
    )
    for who, taken in (("a client's", known), ("new clients'", new)):
        has_goals = taken is known or name != ANY_PORT
        unanswered_percent, median_ms = GOALS if has_goals else (None, None)
        answered = [each for each in taken if each is not None]
        unanswered = 100 * (1 - len(answered) / len(taken))
        yield Figure(f"flood from {name}: {who} pings unanswered, of {len(taken)}", unanswered, "%", unanswered_percent)
        if answered:
            yield Figure(f"flood from {name}: {who} pings, median", median(answered) * 1e3, "ms", median_ms)
    yield Tally(f"flood from {name}", 1, int(daemon.process.poll() is None))


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
    facts = dict(item.arguments for item in caller.ask("/fs/status") if item.address == "/fs/status/item")
    return float(facts[name])
