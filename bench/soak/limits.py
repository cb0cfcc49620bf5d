"""Freesound's limits, in time of their own: hundreds of originals asked at once, each delayed by up to 2 s."""

from __future__ import annotations

import asyncio
import random
import time
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

from pace import Course, allowed, course

from bench.figures import Figure
from bench.soak.tally import Tally
from fsbridge.freesound.history import Use

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KINDS = list(product((Use.FETCH, Use.BATCH), (1, 2, 3), (1, 2)))
"""Use, level, daemons."""
DELAY_SECONDS = 2
MINUTES, SHORT_MINUTES = 12, 5
UNUSED_PERCENT = 2
FAULTS = 3
"""In one course."""
PAUSE_SECONDS_MAX = 75


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally | Figure]:
    """Bring originals of each kind; then break in, for as long as there is time."""
    dice = random.Random(seed)
    end = time.monotonic() + seconds
    refused = requests = 0
    for number, (use, level, daemons) in enumerate(KINDS):
        minutes = MINUTES if level == 1 else SHORT_MINUTES
        told = _course(scratch / f"pace-{number}", dice, use, level, minutes, daemons=daemons)
        refused, requests = refused + told.refused, requests + len(told.went)
        name = f"unused of {allowed(use, level)}/minute, level {level}, {use.value}, daemons: {daemons}"
        yield Figure(name, 100 * (1 - told.used(allowed(use, level))), "%", UNUSED_PERCENT)
    yield Figure(f"429 provoked by {requests} requests", refused, "", 0)
    half_seconds = (end - time.monotonic()) / 2
    yield _broken(scratch / "ended", dice, half_seconds, "all daemons ended at once, at the allowed pace", _ends)
    yield _broken(scratch / "set", dice, half_seconds, "a clock that is set by up to days, at the allowed pace", _jumps)


def _broken(
    scratch: Path, dice: random.Random, seconds: float, name: str, draw: Callable[[random.Random, list[int]], Any]
) -> Tally:
    """Break into courses: no 429, and no pause beyond a minute."""
    end, injected, lost = time.monotonic() + seconds, 0, []
    while not injected or time.monotonic() < end:
        use, level, daemons = dice.choice(KINDS)
        places = sorted(dice.sample(range(1, SHORT_MINUTES * allowed(use, level)), FAULTS))
        faults = draw(dice, places)
        told = _course(scratch / str(injected), dice, use, level, SHORT_MINUTES, daemons=daemons, **faults)
        injected += FAULTS
        pause_seconds = max(late - early for early, late in pairwise(told.went))
        if told.refused or pause_seconds > PAUSE_SECONDS_MAX:
            what = f"429 {told.refused} times, longest pause {pause_seconds:.0f} s"
            lost.append(f"{what}: {use.value}, level {level}, {daemons} daemons, {faults}")
    return Tally(name, injected, injected - FAULTS * len(lost), lost)


def _ends(_dice: random.Random, places: list[int]) -> dict[str, Any]:
    return {"restarts": tuple(places)}


def _jumps(dice: random.Random, places: list[int]) -> dict[str, Any]:
    return {"jumps": {place: dice.choice((-1, 1)) * 10 ** dice.uniform(-1, 6) for place in places}}


def _course(folder: Path, dice: random.Random, use: Use, level: int, minutes: int, **course_parts: Any) -> Course:
    def delays() -> tuple[float, float]:
        return dice.uniform(0, DELAY_SECONDS), 0.05

    return asyncio.run(course(folder, use, level, minutes * allowed(use, level), delays, **course_parts))
