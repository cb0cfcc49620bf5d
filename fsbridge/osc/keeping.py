"""What hello, reply and notify set is kept over a restart, in a file."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import msgspec

from fsbridge.core.pools import Pool
from fsbridge.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fsbridge.osc.clients import Clients
    from fsbridge.osc.reading import Options

log = logging.getLogger(__name__)


class _Client(msgspec.Struct):
    address: tuple[str, int]
    seen: bool
    profile: str
    habits: list[tuple[str, list[int | float | str | None]]]
    lease_seconds: int | None


class _Kept(msgspec.Struct):
    clients: list[_Client]
    replies: list[tuple[tuple[str, int], tuple[str, int]]]


class Keeping:
    """Writes that file when something has changed, in a thread of its own.

    A disk that hangs keeps only the next writing waiting.
    """

    def __init__(self, clients: Clients, path: Path) -> None:
        self._clients = clients
        self._path = path
        self._disk = Pool("clients", 1)
        self._saving: asyncio.Task[None] | None = None
        self._can_write = True

    def load(self, read_habits: Callable[[str, Options], dict[str, Any]], may_hear: Callable[[str], bool]) -> None:
        """Bring back what was kept, but for hosts that may not hear any more; leases begin anew.

        A file that can't be read is as good as none.
        """
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=_Kept)
            for sender, reply in kept.replies:
                if may_hear(reply[0]):
                    self._clients.stick(sender, reply)
            for row in reversed(kept.clients):  # who comes newly stands before the others
                if may_hear(row.address[0]):
                    defaults = read_habits(row.profile, row.habits)
                    client = self._clients.at(row.address)
                    client.profile, client.habits, client.defaults = row.profile, row.habits, defaults
                    client.lease_seconds, client.seen = row.lease_seconds, row.seen
        except FileNotFoundError:
            return
        except Exception as error:  # noqa: BLE001 - whatever the file holds, the daemon starts
            log.warning("the clients kept in %s can't be read, and will say hello again: %s", self._path, error)
        self._clients.changed = False

    def tend(self) -> None:
        """Begin to write what has changed, unless that is under way."""
        if self._clients.changed and (self._saving is None or self._saving.done()):
            self._saving = asyncio.create_task(self.save())

    async def save(self) -> None:
        """Write the file, whole or not at all; behind a writing that is under way."""
        self._clients.changed = False
        clients = [_Client(c.address, c.seen, c.profile, c.habits, c.lease_seconds) for c in self._clients.lasting()]
        data = msgspec.json.encode(_Kept(clients, self._clients.replies()))
        await self._disk.run(self._write, data)

    def close(self) -> None:
        """Write no more."""
        self._disk.close()

    def _write(self, data: bytes) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, data, durable=False)
        except OSError as error:
            if self._can_write:
                log.warning("clients are not kept over a restart until they can be written: %s", error)
            self._can_write = False
            self._clients.changed = True  # the next look is another try
        else:
            self._can_write = True
