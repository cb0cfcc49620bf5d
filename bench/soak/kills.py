"""`kill -9` by the hundred: at work, while starting, and at every named fault point."""

from __future__ import annotations

import shutil
import time
from contextlib import closing
from itertools import count, islice
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
    *fault_points.BANK,
    *fault_points.OWN,
    *fault_points.REMOVING,
    *fault_points.LOGIN_KEPT,
]
KILLS_A_FOLDER = 50
BYTES_PER_SECOND = 4_000_000
"""So slow that downloads are met half way."""


def soak(scratch: Path, seconds: float, seed: int) -> Iterator[Tally]:
    """Kill and start again until the time is over, in one folder after another."""
    end = time.monotonic() + seconds
    dataset = made.make(scratch.parent / "made")
    done: dict[str, list[list[str]]] = {}
    with Catalogue(load(dataset), dataset.parent / "files") as catalogue:
        catalogue.faults.bytes_per_second = BYTES_PER_SECOND
        with closing(_kills(catalogue.api_url, scratch, Truth.of(dataset.parent), Random(seed))) as kills:
            for kind, lost in kills:
                done.setdefault(kind, []).append(lost)
                if time.monotonic() > end:
                    break
    for kind, each in sorted(done.items()):
        yield Tally(f"kill -9 {kind}", len(each), each.count([]), [text for lost in each for text in lost])


def _kills(api: str, scratch: Path, truth: Truth, rng: Random) -> Iterator[tuple[str, list[str]]]:
    """Kill for ever; a folder in which much has come to be takes long to look through."""
    for number in count():
        rig = Rig(api, scratch / f"sounds-{number}", truth)
        running.log_in(rig.api, rig.folder)
        with closing(random_kills(rig, rng, POINTS)) as kills:
            yield from islice(kills, KILLS_A_FOLDER)
        shutil.rmtree(rig.folder)
