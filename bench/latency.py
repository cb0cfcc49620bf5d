"""A fetch of a sound that is here: from send to `done`, against python-osc's echo of the same message."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

from bench.figures import Figure
from fsbridge.osc.caller import Caller
from fsbridge.osc.encoding import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from running import Running

ROUNDS, IN_A_ROUND, PAUSE_SECONDS = 10, 200, 0.2
"""A pause lets the daemon's budget for one sender fill again."""


def measure(daemon: Running) -> Iterator[Figure]:
    """Measure 2,000 fetches and as many echoes, in turn."""
    id_ = next(m for m in daemon.ask("/fs/fetch", "@query", "rain") if m.address == "/fs/fetch/sound").arguments[1]
    request = message("/fs/fetch", id_, "@req", 7)
    echo = subprocess.Popen([sys.executable, "-m", "bench.echo"], stdout=subprocess.PIPE)
    fetched, echoed = [], []
    try:
        with daemon.caller() as fetcher, Caller(port=int(echo.stdout.readline().split()[1])) as echoer:
            _seconds(fetcher, request, b"/fs/fetch/done", IN_A_ROUND)
            _seconds(echoer, request, b"/fs/fetch", IN_A_ROUND)
            for _ in range(ROUNDS):
                fetched += _seconds(fetcher, request, b"/fs/fetch/done", IN_A_ROUND)
                echoed += _seconds(echoer, request, b"/fs/fetch", IN_A_ROUND)
                time.sleep(PAUSE_SECONDS)
    finally:
        echo.kill()
        echo.wait()
        echo.stdout.close()
    yield Figure("python-osc's echo, median of 2,000", median(echoed) * 1e6, "µs")
    yield Figure("a local fetch, median of 2,000", median(fetched) * 1e6, "µs")
    yield Figure("a local fetch / python-osc's echo", median(fetched) / median(echoed), "", 1.5)


def _seconds(caller: Caller, request: bytes, last: bytes, times: int) -> list[float]:
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        caller.send_raw(request)
        while not caller.hear_raw(5).startswith(last):
            pass
        taken.append(time.perf_counter() - begin)
    return taken
