"""A daemon whose folder has a bad day, the patch that asks it and the ear that hears its events; suite and soak share it."""

from __future__ import annotations

import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import running
from wholeness import Truth, broken, wrong

from fsbridge.demo.faults import Fault
from fsbridge.osc.caller import Caller

if TYPE_CHECKING:
    from collections.abc import Callable

    from mounted import Mounted

    from fsbridge.demo.server import Catalogue

EVENT_SECONDS = 30


def soon(is_true: Callable[[], bool]) -> None:
    """Wait for what nobody tells."""
    deadline = time.monotonic() + EVENT_SECONDS
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


class Held(Fault):
    """A request that is answered when the test lets it go."""

    def __init__(self, path: str) -> None:
        self._came, self._released = threading.Event(), threading.Event()
        super().__init__(path)

    @property
    def delay_seconds(self) -> float:
        self._came.set()
        self._released.wait(EVENT_SECONDS)
        return 0

    @delay_seconds.setter
    def delay_seconds(self, seconds: float) -> None:
        """It takes as long as it takes."""

    def came(self) -> None:
        """Wait for the request."""
        assert self._came.wait(EVENT_SECONDS), "it was never asked"

    def release(self) -> None:
        """Let it be answered."""
        self._released.set()


class EventEar(Caller):
    """Hears the events of a daemon."""

    def __init__(self, port: int) -> None:
        super().__init__(port=port)
        list(self.ask("/fs/notify", 1, "@lease", 0))

    def event(self, address: str, *beginning: object) -> list:
        """Wait for an event whose arguments begin so."""
        deadline, before = time.monotonic() + EVENT_SECONDS, []
        while True:
            try:
                heard = self.hear(deadline - time.monotonic())
            except TimeoutError:
                raise AssertionError(f"no {address} {beginning}, but {before}") from None
            before.append((heard.address, *heard.arguments))
            if heard.address == f"/fs/event/{address}" and heard.arguments[: len(beginning)] == list(beginning):
                return heard.arguments


@dataclass(frozen=True)
class Rig:
    """A sample folder on a small disk, and what the daemon keeps beside it."""

    catalogue: Catalogue
    stick: Mounted
    truth: Truth
    own: Path

    @classmethod
    def over(cls, catalogue: Catalogue, stick: Mounted, scratch: Path, made: Path) -> Self:
        running.log_in(catalogue.api_url, scratch / "own")
        return cls(catalogue, stick, Truth.of(made), scratch / "own/.fsbridge")

    def start(self, folder: Path | None = None, **config: object) -> running.Running:
        """Start a daemon; where it is not the second one, its login lies outside the folder."""
        return running.over(
            self.catalogue.api_url, folder or self.stick.point, within=self.stick.within, state=str(self.own), **config
        )

    def fetch(self, daemon: running.Running, *words: float | str) -> list[str]:
        """Fetch one sound: gives what is wrong with its file, or the code of the error."""
        answer = daemon.ask("/fs/fetch", *words)
        for message in answer:
            if message.address in {"/fs/fetch/failed", "/fs/error"}:
                return [next(word for word in message.arguments if isinstance(word, str))]
            if message.address == "/fs/fetch/sound":
                path = Path(message.arguments[2])
                stored = self.stick.stored if path.is_relative_to(self.stick.point) else self.stick.seen
                message.arguments[2] = str(stored(path))
        return wrong(answer, 1, self.truth)

    def lost(self, scratch: Path) -> list[str]:
        """Give what does not hold of the folder as it lies on the disk; nobody may be using it.

        It is copied, as SQLite follows links out of the namespace.
        """
        shutil.copytree(self.stick.disk / "sounds", scratch / "copy")
        try:
            return broken(scratch / "copy", self.truth)
        finally:
            shutil.rmtree(scratch / "copy")
