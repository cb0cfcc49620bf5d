"""An installation that nobody looks after: a clock that leaps makes a day of seconds, and months of minutes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from months import HOURS_A_DAY, Rig
from wholeness import Truth, broken

from bench.figures import Figure
from bench.soak.tally import Tally
from fsbridge.demo import made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAYS_MAX = 90
RESTART_EVERY_DAYS = 7


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally | Figure]:
    """Live days for as long as there is time, with a restart a week; every hour is one that must be survived."""
    end, days = time.monotonic() + seconds, 0
    made.make(scratch.parent / "made")
    with Rig(scratch.parent / "made", scratch / "sounds") as rig:
        while not days or (days < DAYS_MAX and time.monotonic() < end):
            for _ in range(HOURS_A_DAY):
                rig.hour()
            days += 1
            if days % RESTART_EVERY_DAYS == 0:
                rig.restart()
    lost = rig.lost + broken(scratch / "sounds", Truth.of(scratch.parent / "made"))
    yield Tally("hours of an installation", rig.hours, rig.hours - min(rig.hours, len(lost)), lost)
    yield Figure("renewals of the login a day", rig.renewals / days, "", 2)
    yield Figure("requests that were refused for the limits", rig.refused, "", 0)
