"""A daemon with its hands full is stopped: within 2 s everybody is told, and it has ended."""

from __future__ import annotations

import itertools
import random
import time
from typing import TYPE_CHECKING

import stopping

from bench.figures import Figure
from bench.soak.tally import Tally
from fsbridge.demo import made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAUSE_SECONDS = 0.5
"""At most this long after the last request was accepted the signal comes."""


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally | Figure]:
    """Stop it in each situation, again and again; a renewal, which is waited for, has a goal of its own."""
    end = time.monotonic() + seconds
    chance = random.Random(seed)
    made.make(scratch.parent / "made")
    stops: dict[str, list[stopping.Stopped]] = {name: [] for name in stopping.SITUATIONS}
    for number, (name, situation) in enumerate(itertools.cycle(stopping.SITUATIONS.items())):
        if time.monotonic() > end and all(stops.values()):
            break
        with situation(scratch.parent / "made", scratch / str(number) / "sounds") as busy:
            time.sleep(chance.uniform(0, PAUSE_SECONDS))
            stops[name].append(stopping.stop(busy))
    for name, stopped in stops.items():
        lost = [f"round {number}: owed {owed}" for number, stop in enumerate(stopped) for owed in stop.owed]
        yield Tally(f"stopped: {name}", len(stopped), sum(not stop.owed for stop in stopped), lost)
    renewing = stops.pop(stopping.RENEWAL)
    yield Figure("the longest stop", max(stop.seconds for each in stops.values() for stop in each), "s", 2)
    yield Figure("the longest stop that waited for new tokens", max(stop.seconds for stop in renewing), "s", 6)
