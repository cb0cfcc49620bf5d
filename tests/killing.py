"""A daemon that is killed and started again, and what must be so after each time; the suite and the soak share it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import running
from wholeness import Truth, broken, wrong

if TYPE_CHECKING:
    from pathlib import Path

KILLED = -9
DIES_SECONDS = 20


@dataclass(frozen=True)
class Rig:
    """A sample folder, and the catalogue at `api` that its daemons are over."""

    api: str
    folder: Path
    truth: Truth

    def start(self, **config: object) -> running.Running:
        return running.over(self.api, self.folder, log_level="info", **config)

    def dies_at(self, fault_point: str, address: str, *arguments: float | str, **config: object) -> bool:
        """Tell whether it dies there, asked this."""
        with self.start(fault_point=fault_point, **config) as daemon, daemon.caller() as caller:
            caller.send(address, *arguments)
            return daemon.process.wait(DIES_SECONDS) == KILLED

    def dies_starting(self, fault_point: str) -> bool:
        """Tell whether it dies there of itself."""
        return running.over_and_dead(self.api, self.folder, fault_point=fault_point) == KILLED

    def lost(self, *fetches: tuple[float | str, ...], **config: object) -> list[str]:
        """Start it again, ask each fetch of one sound again, and give what does not hold."""
        with self.start(**config) as daemon:
            return list(self.lost_by(daemon, *fetches))

    def lost_by(self, daemon: running.Running, *fetches: tuple[float | str, ...]) -> list[str]:
        """Give what does not hold of a daemon that has just started."""
        lost = [f"{message}" for message in daemon.ask("/fs/refresh", "library") if "failed" in message.address]
        lost += broken(self.folder, self.truth)
        for fetch in fetches:
            lost += wrong(daemon.ask("/fs/fetch", *fetch), 1, self.truth)
        return lost + broken(self.folder, self.truth) if fetches else lost

    def login(self) -> dict:
        return json.loads((self.folder / ".fsbridge/login.json").read_bytes())

    def age_login(self, **changes: object) -> None:
        """Have a renewal do something: it leaves alone what is younger than a minute."""
        login = self.login()
        login = login | {"renewed_at": login["renewed_at"] - 120} | changes
        (self.folder / ".fsbridge/login.json").write_text(json.dumps(login))
