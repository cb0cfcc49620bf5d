"""A rig that nobody looks after, on a clock that leaps: days for the suite, months for the soak."""

from __future__ import annotations

import itertools
import time
from contextlib import ExitStack
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

import running
from osc_room import Peer

from fsbridge.demo import dataset
from fsbridge.demo.server import Catalogue

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

STEP_SECONDS, STEPS_AN_HOUR, HOURS_A_DAY = 600, 6, 24
LEASE_SECONDS = STEP_SECONDS + 30
"""So near to its end that each step is told to be the last; which says, too, that all other leases were looked at."""
EVENT_SECONDS = 30
KEPT_SOUNDS = 40
"""Older ones are thrown away by hand, and come anew one day."""


class Rig:
    """A daemon that keeps to the limits of its catalogue, and patches that hear its events.

    Attributes:
        lost: a text for each promise that was broken.
        hours: so many have passed.
    """

    def __init__(self, made: Path, folder: Path) -> None:
        self.lost: list[str] = []
        self.hours = 0
        self._folder, self._made = folder, made
        self._wrong_by = folder.parent / "wrong by"
        self._passed_seconds = 0
        self._data = dataset.load(made / "dataset.json")
        self._ids = itertools.cycle(sound.id for sound in self._data.sounds)
        self._brought: list[Path] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True)
        self._leap(0)
        catalogue = Catalogue(self._data, self._made / "files", limits=True, clock=self._time)
        self.catalogue = self._stack.enter_context(catalogue)
        running.log_in(catalogue.api_url, self._folder)
        self.daemon = self._start(running.free_udp_port())
        self._hello, self._for_good, self._once = (
            self._stack.enter_context(Peer(port=self.daemon.port)) for _ in range(3)
        )
        self._for_good.tell("/fs/notify", 1, "@lease", 0)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._stack:
            self.daemon.__exit__(kind, error, at)

    @property
    def renewals(self) -> int:
        """Count the times that the login was renewed."""
        return sum(entry.rotated for entry in self.catalogue.journal)

    @property
    def refused(self) -> int:
        """Count the requests that were one too many for the service."""
        return sum(entry.status == HTTPStatus.TOO_MANY_REQUESTS for entry in self.catalogue.journal)

    def restart(self) -> None:
        """Stop the daemon and start it again; the patches do nothing about it."""
        port = self.daemon.port
        self._check(self.daemon.stop() == 0, "the daemon ends in 0")
        self.daemon = self._start(port)
        told = [address for address, _ in self._for_good.heard()]
        self._check({"/fs/event/stopping", "/fs/event/started"} <= set(told), "a listener hears of both")

    def hour(self) -> None:
        """Let an hour pass: a hello every ten minutes, a search, and a sound, of which all who listen hear."""
        self.hours += 1
        late = self._once.tell("/fs/notify", 1, "@lease", STEP_SECONDS // 2)
        self._check(all(address != "/fs/event/added" for address, _ in late), "a lease ends")
        for _ in range(STEPS_AN_HOUR):
            told = dict(self._hello.tell("/fs/hello", "pd", "@notify", 1, "@lease", LEASE_SECONDS))
            self._check(told.get("/fs/hello/done", [""])[-1] == "ready", "hello is answered, and all is ready")
            self._leap(STEP_SECONDS)
            while (address := self._hello.hear(EVENT_SECONDS).address) != "/fs/event/expiring":
                self._check(address != "/fs/event/trouble", "nothing troubles it")
        with self.daemon.caller() as caller:
            *_, done = caller.ask("/fs/search", "rain", "@count", 5, "@fresh", 1)
            self._check(done.arguments[-1] == "freesound", "a search is answered by the service")
            id_ = next(self._ids)
            sound, *_ = (m for m in caller.ask("/fs/fetch", id_) if not m.address.endswith("/progress"))
            self._check(sound.address == "/fs/fetch/sound" and sound.arguments[7] == "original", "an original comes")
            self._brought += self._folder.glob(f"{id_}__*")
            if len(self._brought) > KEPT_SOUNDS:
                self._brought.pop(0).unlink()
                *_, done = caller.ask("/fs/refresh", "library")
                self._check(done.address == "/fs/refresh/done", "a refresh is done")
        for patch in (self._hello, self._for_good):
            added = [arguments[0] for address, arguments in patch.heard() if address == "/fs/event/added"]
            self._check(added == [id_], "who listens hears of each sound once")

    def _start(self, port: int) -> running.Running:
        return running.over(
            self.catalogue.api_url,
            self._folder,
            port,
            log_level="info",
            clock=str(self._wrong_by),
            leaps=True,
            pacing=True,
        )

    def _time(self) -> float:
        return time.time() + self._passed_seconds

    def _leap(self, seconds: int) -> None:
        self._passed_seconds += seconds
        partial = self._wrong_by.with_suffix(".part")
        partial.write_text(str(self._passed_seconds))
        partial.replace(self._wrong_by)

    def _check(self, holds: bool, promise: str) -> None:
        if not holds:
            self.lost.append(f"{promise} (hour {self.hours})")
