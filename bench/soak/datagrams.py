"""Up to a million datagrams of all sorts, read by the real daemon: it answers others throughout, and does not grow."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

import running
from fuzz import BATCH, Onslaught
from load import held

from bench.figures import Figure
from bench.soak.tally import Tally
from fsbridge.demo import made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MILLION = 1_000_000
LEAST_SECONDS = 20
WARMED_UP = 0.3
"""After this share of the time every table is as full as it gets."""
PING_SECONDS = 5


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally | Figure]:
    """Send for the time that there is, a million at most."""
    folder = scratch / "room" / "sounds"
    made.make(scratch / "catalogue")
    folder.mkdir(parents=True)
    (outside := scratch / "room" / "pwned").write_text("as it was")
    taken: list[float] = []
    lost: list[str] = []
    begin = time.monotonic()
    end = begin + max(seconds, LEAST_SECONDS)
    warm = None
    with running.catalogue(scratch / "catalogue") as api:
        running.log_in(api, folder)
        before = _files(scratch, folder)
        with running.over(api, folder, log_level="info") as daemon, Onslaught(daemon.port, seed) as onslaught:
            with daemon.caller() as caller:
                while onslaught.sent < MILLION and (now := time.monotonic()) < end:
                    if warm is None and now - begin > WARMED_UP * (end - begin):
                        warm = held(daemon)
                    try:
                        onslaught.batch()
                        asked = time.monotonic()
                        list(caller.ask("/fs/ping", timeout_seconds=PING_SECONDS))
                        taken.append(time.monotonic() - asked)
                    except (TimeoutError, ConnectionRefusedError) as fault:
                        lost.append(f"{fault!r} after {onslaught.sent} datagrams of seed {seed}")
                facts = dict(item.arguments for item in caller.ask("/fs/status") if item.address == "/fs/status/item")
            last = held(daemon)
            elapsed_seconds = time.monotonic() - begin
        after = _files(scratch, folder)
    log = daemon.log.read_text()
    lost += [f"the log: {line}" for line in log.splitlines() if "Traceback" in line or "fault of fsbridge" in line]
    lost += [f"outside of the folder: {path}" for path in after - before - {daemon.log}]
    if outside.read_text() != "as it was":
        lost.append(f"outside of the folder: {outside} was changed")
    yield Tally(
        f"datagrams of all sorts, {onslaught.sent / elapsed_seconds:,.0f}/s",
        onslaught.sent,
        onslaught.sent - len(lost) * BATCH,
        lost,
    )
    yield Figure("of those sent, not read", int(facts["dropped"]) * 100 / onslaught.sent, "%")
    yield Figure(
        f"another client's pings, unanswered of {len(taken) + len(lost)}",
        100 * len(lost) / (len(taken) + len(lost)),
        "%",
        1,
    )
    yield Figure("another client's pings, median", median(taken) * 1e3, "ms", 50)
    yield Figure("resident memory, growth after warm-up", (last.resident_bytes - warm.resident_bytes) / 2**20, "MB", 20)
    yield Figure("threads, growth after warm-up", last.threads - warm.threads, "", 0)
    yield Figure("open files, growth after warm-up", last.files - warm.files, "", 8)
    yield Figure("log", len(log) / 1024 / max(1, elapsed_seconds / 60), "kB/min", 20)


def _files(scratch: Path, folder: Path) -> set[Path]:
    places = (path for path in (scratch / "room").rglob("*") if path.is_file())
    return {path for path in places if not path.is_relative_to(folder)}
