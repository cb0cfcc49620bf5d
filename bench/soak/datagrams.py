"""Up to a million datagrams of all sorts, read by the real daemon: it answers others throughout, and does not grow.

A third of the time, as many as it can, atheris looks for such as reach new lines of what reads them.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from statistics import median
from typing import TYPE_CHECKING

import fuzz_reading
import running
from fuzz import BATCH, Onslaught
from load import Held, held

from bench.figures import Figure
from bench.soak.tally import Tally
from fsbridge.demo import made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from running import Running

MILLION = 1_000_000
LEAST_SECONDS = 20
WARMED_UP = 0.3
"""After this share of the time every table is as full as it gets."""
PING_SECONDS = 5
THREADS = 24
"""What all pools together may have, and the watcher of the folder."""


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally | Figure]:
    """Send for two thirds of the time, a million at most."""
    made.make(scratch.parent / "made")
    room, folder = scratch / "room", scratch / "room" / "sounds"
    folder.mkdir(parents=True)
    (room / "pwned").write_text("as it was")
    with running.catalogue(scratch.parent / "made") as api:
        running.log_in(api, folder)
        before = _outside(room, folder)
        with running.over(api, folder, log_level="info") as daemon:
            daemon.ask("/fs/fetch", "@query", "rain", "@type", "m4a", "@rate", 22_050)  # all libraries are there then
            storm = _Storm(daemon, seed, max(seconds * 2 / 3, LEAST_SECONDS))
        changed = _outside(room, folder).items() ^ before.items()
    storm.lost += [f"outside of the folder: {path}" for path, _ in changed if path != daemon.log]
    yield from storm.figures(daemon.log.read_text())
    yield _found_by_coverage(scratch, max(seconds / 3, LEAST_SECONDS), seed)


class _Storm:
    """Sends datagrams, and another client pings between them."""

    def __init__(self, daemon: Running, seed: int, seconds: float) -> None:
        self.lost: list[str] = []
        self._answered: list[float] = []
        with ExitStack() as stack:
            onslaught = stack.enter_context(Onslaught(daemon.port, seed))
            caller = stack.enter_context(daemon.caller())
            begin = time.monotonic()
            self._warm: Held | None = None
            while onslaught.sent < MILLION and (passed := time.monotonic() - begin) < seconds:
                if self._warm is None and max(passed / seconds, onslaught.sent / MILLION) > WARMED_UP:
                    self._warm = held(daemon)
                try:
                    onslaught.batch()
                    asked_at = time.monotonic()
                    list(caller.ask("/fs/ping", timeout_seconds=PING_SECONDS))
                    self._answered.append(time.monotonic() - asked_at)
                except (TimeoutError, ConnectionRefusedError) as fault:
                    self.lost.append(f"{fault!r} after {onslaught.sent} datagrams")
            self._seconds = time.monotonic() - begin
        self._last = held(daemon)
        self._sent = onslaught.sent

    def figures(self, log: str) -> Iterator[Tally | Figure]:
        unanswered = len(self.lost)
        self.lost += [f"the log: {line}" for line in log.splitlines() if "Traceback" in line or "fault of" in line]
        name = f"datagrams of all sorts, {self._sent / self._seconds:,.0f} a second"
        yield Tally(name, self._sent, max(0, self._sent - len(self.lost) * BATCH), self.lost)
        pings = unanswered + len(self._answered)
        yield Figure(f"another client's pings, unanswered of {pings}", 100 * unanswered / pings, "%", 1)
        yield Figure("another client's pings, median", median(self._answered) * 1e3, "ms", 50)
        warm, last = self._warm or self._last, self._last
        grown_megabytes = (last.resident_bytes - warm.resident_bytes) / 2**20
        yield Figure("resident memory, grown after warm-up", grown_megabytes, "MB", 20)
        yield Figure("threads", last.threads, "", THREADS)
        yield Figure("open files, grown after warm-up", last.files - warm.files, "", 8)
        yield Figure("log", len(log.encode()) / 1_024 / max(1, self._seconds / 60), "kB/min", 20)


def _outside(room: Path, folder: Path) -> dict[Path, int]:
    """Everything beside the sample folder, and when it was written."""
    return {path: path.stat().st_mtime_ns for path in room.rglob("*") if not path.is_relative_to(folder)}


def _found_by_coverage(scratch: Path, seconds: float, seed: int) -> Tally:
    if not fuzz_reading.installed():
        return Tally(fuzz_reading.MISSING, 0, 0)
    (folder := scratch / "coverage").mkdir()
    runs, wrong = fuzz_reading.fuzzed(int(seconds), seed, folder)
    return Tally("datagrams found by coverage, read", runs, runs, [wrong] if wrong else [])
