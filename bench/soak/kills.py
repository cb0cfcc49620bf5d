"""`kill -9` by the hundred: at work, while starting, and at every named fault point."""

from __future__ import annotations

import time
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING

import fault_points
import running
from killing import Rig, random_kills
from wholeness import Truth

from bench.soak.tally import Tally
from fsbridge.demo import made
from fsbridge.demo.dataset import load
from fsbridge.demo.server import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POINTS = [
    *fault_points.ORIGINAL,
    *fault_points.PREVIEW,
    *fault_points.MADE,
    *fault_points.OWN,
    *fault_points.LOGIN_KEPT,
]
BYTES_PER_SECOND = 4_000_000
"""So slow that downloads are met half way."""


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally]:
    """Kill and start again until the time is over, in one folder that fills."""
    dataset = made.make(scratch.parent / "made")
    lost: dict[str, list[list[str]]] = {}
    with Catalogue(load(dataset), dataset.parent / "files") as catalogue:
        catalogue.faults.bytes_per_second = BYTES_PER_SECOND
        rig = Rig(catalogue.api_url, scratch / "sounds", Truth.of(dataset.parent))
        running.log_in(rig.api, rig.folder)
        end = time.monotonic() + seconds
        with closing(random_kills(rig, Random(seed), POINTS)) as kills:
            for kind, broken in kills:
                lost.setdefault(kind, []).append(broken)
                if time.monotonic() > end:
                    break
    for kind, each in sorted(lost.items()):
        yield Tally(f"kill -9 {kind}", len(each), each.count([]), [text for broken in each for text in broken])
