"""A daemon that is killed and started again, and what must be so after each time; the suite and the soak share it."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import running
import soundfile
from fault_points import LOGIN_KEPT, OWN
from wholeness import Truth, broken, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from random import Random

    from fsbridge.osc.caller import Caller

Fetch = tuple[float | str, ...]
"""The words of a fetch of one sound."""
WISHES: tuple[Fetch, ...] = (
    (),
    ("@quality", "original", "@as", "original"),
    ("@quality", "preview"),
    ("@rate", 22050),
    ("@channels", 1, "@bits", 24),
)
BANKS = ("day", "night")
WORDS = ("rain", "grain")
KILLED = -9
KEPT = ("[!.]*", "banks/*/*", ".fsbridge/previews/*")
"""Where nothing goes by itself."""
DIES_SECONDS = 30
AT_POINT_SECONDS = 3
WORK_SECONDS = 0.4
"""In about so long it has done what `_begin` asks of it."""


@dataclass(frozen=True)
class Rig:
    """A sample folder, and the catalogue at `api` that its daemons are over.

    `kept` is what was in the folder when it was last looked at, and has not been taken away since.
    """

    api: str
    folder: Path
    truth: Truth
    kept: set[Path] = field(default_factory=set)

    def start(self, **config: object) -> running.Running:
        return running.over(self.api, self.folder, log_level="info", **config)

    @contextmanager
    def dying_at(self, fault_point: str, **config: object) -> Iterator[Caller]:
        """Start one that what is done meanwhile leads to that point; fails where it does not die there."""
        with self.start(fault_point=fault_point, **config) as daemon, daemon.caller() as caller:
            yield caller
            assert daemon.process.wait(DIES_SECONDS) == KILLED

    def dies_starting(self, fault_point: str) -> bool:
        """Tell whether it dies there of itself."""
        return running.over_and_dead(self.api, self.folder, fault_point=fault_point) == KILLED

    def lost(self, *fetches: Fetch, **config: object) -> list[str]:
        """Start it again, ask each fetch of one sound again, and give what does not hold."""
        with self.start(**config) as daemon:
            return list(self.lost_by(daemon, *fetches))

    def lost_by(self, daemon: running.Running, *fetches: Fetch, scanned: bool = True) -> list[str]:
        """Give what does not hold of a daemon that has just started, asked before or after its first scan."""
        lost = self._lost_at_rest(daemon) if scanned else []
        for fetch in fetches:
            lost += wrong(daemon.ask("/fs/fetch", *fetch), 1, self.truth)
        return lost + self._lost_at_rest(daemon)

    def _lost_at_rest(self, daemon: running.Running) -> list[str]:
        refreshed = daemon.ask("/fs/refresh", "library")
        failed = [str(message) for message in refreshed if message.address != "/fs/refresh/done"]
        here = {path for places in KEPT for path in self.folder.glob(places)}
        gone = [f"{path.name} is gone" for path in self.kept - here]
        self.kept.clear()
        self.kept.update(here)
        return failed + gone + broken(self.folder, self.truth)

    def login(self) -> dict:
        return json.loads((self.folder / ".fsbridge/login.json").read_bytes())

    def age_login(self) -> None:
        """Have a renewal do something: it leaves alone what is younger than a minute."""
        login = self.login()
        login["renewed_at"] -= 120
        (self.folder / ".fsbridge/login.json").write_text(json.dumps(login))


def random_kills(rig: Rig, rng: Random, points: Sequence[str] = ()) -> Iterator[tuple[str, list[str]]]:
    """Kill at random moments and, where there are `points`, at one of them every other time; for ever.

    Gives for each kill where it was done, and what was lost.
    """
    kind, fetches = "", []
    while True:
        with rig.start() as daemon:
            if kind:
                yield kind, rig.lost_by(daemon, *fetches, scanned=rng.random() < 1 / 2)
            if not points or rng.random() < 1 / 2:
                kind, fetches = "at work", _killed_at_work(rig, daemon, rng)
        if daemon.process.returncode != KILLED:
            point = rng.choice(points)
            reached, fetches = _killed_at(rig, point, rng)
            kind = "at a fault point" if reached else "at work"
        elif rng.random() < 1 / 4:
            kind = "while starting"
            with suppress(subprocess.TimeoutExpired):
                running.over_and_dead(rig.api, rig.folder, rng.uniform(0, WORK_SECONDS))


def _killed_at_work(rig: Rig, daemon: running.Running, rng: Random) -> list[Fetch]:
    with daemon.caller() as caller:
        fetches = _begin(rig, caller, rng)
        with suppress(subprocess.TimeoutExpired):
            daemon.process.wait(rng.uniform(0, WORK_SECONDS))
        daemon.kill()
    return fetches


def _killed_at(rig: Rig, point: str, rng: Random) -> tuple[bool, list[Fetch]]:
    """Have it work until it comes to that point, or has nothing more to do; tell whether it came there."""
    if point in LOGIN_KEPT:
        rig.age_login()
    with rig.start(fault_point=point) as daemon, daemon.caller() as caller:
        fetches = _begin(rig, caller, rng)
        if point in LOGIN_KEPT:
            caller.send("/fs/refresh", "token")
        if point in OWN:
            _drop_in(rig, rng)
        with suppress(subprocess.TimeoutExpired):
            daemon.process.wait(AT_POINT_SECONDS)
        reached = daemon.process.returncode == KILLED
        daemon.kill()
    return reached, fetches


def _begin(rig: Rig, caller: Caller, rng: Random) -> list[Fetch]:
    """Have it bring, make, look and follow all at once; give what it is to bring."""
    fetches = [(id_, *rng.choice(WISHES)) for id_ in rng.sample(sorted(rig.truth.original), 5)]
    for fetch in fetches:
        caller.send("/fs/fetch", *fetch)
    caller.send("/fs/bank", rng.choice(BANKS), rng.choice(WORDS), "@count", rng.randrange(1, 6))
    caller.send("/fs/refresh", "library", "sounds")
    if standing := sorted(path for path in rig.folder.glob("[!.]*") if path.is_file()):
        taken = rng.choice(standing)
        taken.unlink()
        rig.kept.discard(taken)
    if rng.random() < 1 / 4:
        _drop_in(rig, rng)
    return fetches


def _drop_in(rig: Rig, rng: Random) -> None:
    soundfile.write(rig.folder / f"own-{rng.randrange(1000)}.wav", np.full(rng.randrange(1, 9999), 0.5), 8000)
