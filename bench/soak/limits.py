"""Freesound's limits, in time of their own: hundreds of originals asked at once, each delayed by up to 2 s."""

from __future__ import annotations

import asyncio
import random
import time
from itertools import product
from typing import TYPE_CHECKING

from pace import Course, allowed, course

from bench.figures import Figure
from bench.soak.tally import Tally
from fsbridge.freesound.history import Use

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DELAY_SECONDS = 2
MINUTES = 12
UNUSED_PERCENT = 2


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally | Figure]:
    """Bring originals of each kind at each level; then end the daemons in between, for as long as there is time."""
    dice = random.Random(seed)
    end = time.monotonic() + seconds
    refused = requests = 0
    kinds = list(product((Use.FETCH, Use.BATCH), (1, 2, 3), (1, 2)))
    for number, (use, level, daemons) in enumerate(kinds):
        told = _course(scratch / f"pace-{number}", dice, use, level, daemons)
        refused, requests = refused + told.refused, requests + len(told.went)
        name = f"unused of {allowed(use, level)}/minute, level {level}, {use.value}, daemons: {daemons}"
        yield Figure(name, 100 * (1 - told.used(allowed(use, level))), "%", UNUSED_PERCENT)
    yield Figure(f"429 provoked by {requests} requests", refused, "", 0)

    killed, lost = 0, []
    while not killed or time.monotonic() < end:
        use, level, daemons = dice.choice(kinds)
        kills = sorted(dice.sample(range(1, 5 * allowed(use, level)), 3))
        told = _course(scratch / f"killed-{killed}", dice, use, level, daemons, tuple(kills))
        if told.refused:
            lost.append(
                f"{told.refused} times 429: {use.value}, level {level}, {daemons} daemons, killed after {kills}"
            )
        killed += len(kills)
    yield Tally("429 after all daemons were ended at once, at the allowed pace", killed, killed - 3 * len(lost), lost)


def _course(
    folder: Path, dice: random.Random, use: Use, level: int, daemons: int, kills: tuple[int, ...] = ()
) -> Course:
    count = (5 if kills or level > 1 else MINUTES) * allowed(use, level)
    delays = lambda: (dice.uniform(0, DELAY_SECONDS), 0.05)  # noqa: E731 - said in one line
    return asyncio.run(course(folder, use, level, count, delays, daemons, kills))
