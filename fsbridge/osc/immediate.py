"""The requests that the face answers itself, at once: ping, hello, status, notify, reply, help."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fsbridge.errors import BadRequestError
from fsbridge.model import PROTOCOL
from fsbridge.osc.clients import HABITS_BYTES_MAX
from fsbridge.osc.commands import COMMANDS
from fsbridge.osc.messages import HelpDone, HelpLine, NotifyDone, Pong, ReplyDone, StatusDone, StatusItem
from fsbridge.osc.options import LEASE
from fsbridge.osc.reading import Reading, read
from fsbridge.osc.reference import help_lines
from fsbridge.osc.responding import Responder

if TYPE_CHECKING:
    from collections.abc import Callable

    from fsbridge.core.ports import UseCases
    from fsbridge.osc.clients import Client, Clients
    from fsbridge.osc.reading import Options
    from fsbridge.osc.server import Server
    from fsbridge.osc.wire import Address

_NO_HABITS = frozenset({"req", "reply", "notify", "lease"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: who sent it, who answers it, what it says and how it said it."""

    sender: Address
    respond: Responder
    reading: Reading
    options: Options


class ImmediateRequests:
    """Answers them.

    Args:
        resolve: gives the address that a sender's wish means, or raises why it can't be.

    Attributes:
        verbs: a method for each.
    """

    def __init__(
        self,
        use_cases: UseCases,
        clients: Clients,
        server: Server,
        version: str,
        resolve: Callable[[Address, Address], Address],
    ) -> None:
        self._use_cases = use_cases
        self._clients = clients
        self._server = server
        self._version = version
        self._resolve = resolve
        self.verbs: dict[str, Callable[[Asked], None]] = {
            "ping": self._ping,
            "hello": self._hello,
            "status": self._status,
            "notify": self._notify,
            "reply": self._reply,
            "help": self._help,
        }

    def _ping(self, asked: Asked) -> None:
        asked.respond(Pong(self._version, PROTOCOL, self._use_cases.session, self._use_cases.state()))

    def _hello(self, asked: Asked) -> None:
        client, given = asked.respond.client, asked.reading.options
        habits = [(name, values) for name, values in asked.options if name not in _NO_HABITS]
        if (client.profile, client.habits) != (asked.reading.words, habits):
            if len(json.dumps(habits)) > HABITS_BYTES_MAX:
                raise BadRequestError(f"A hello keeps options of {HABITS_BYTES_MAX:,} bytes in all; say fewer.")
            client.profile, client.habits = asked.reading.words, habits
            client.defaults = _defaults(asked.reading)
            self._clients.at(client.address)  # its first word, perhaps; now there is something to forget
            self._clients.changed = True
        if any(name == "reply" for name, _ in asked.options):
            self._clients.stick(asked.sender, client.address)
        if "notify" in given:
            self._lease(client, given["notify"], given)
        self._ping(asked)

    def _status(self, asked: Asked) -> None:
        dropped = self._server.dropped + sum(client.outbox.dropped for client in self._clients)
        own = [("buffer_bytes", str(self._server.buffer_bytes)), ("dropped", str(dropped))]
        facts = [*self._use_cases.status(), *own]
        for name, value in facts:
            asked.respond(StatusItem(name, value))
        asked.respond(StatusDone(len(facts)))

    def _notify(self, asked: Asked) -> None:
        self._lease(asked.respond.client, asked.reading.words, asked.reading.options)
        asked.respond(NotifyDone(int(asked.reading.words)))

    def _reply(self, asked: Asked) -> None:
        old = asked.respond
        new = self._clients.at(self._resolve(asked.sender, asked.reading.words))
        self._clients.stick(asked.sender, new.address)
        done = ReplyDone(*new.address)
        old(done)
        if new is not old.client:
            Responder(new, old.request_id, old.verb)(done)

    def _help(self, asked: Asked) -> None:
        lines = help_lines(asked.reading.words)
        for line in lines:
            asked.respond(HelpLine(line))
        asked.respond(HelpDone(len(lines)))

    def _lease(self, client: Client, on: bool, given: dict[str, Any]) -> None:
        self._clients.listen(client, given.get("lease", int(LEASE.default)) if on else None)


def read_habits(profile: str, habits: Options) -> dict[str, Any]:
    """Read again what hello once said."""
    return _defaults(read(COMMANDS["/fs/hello"], [profile], habits)) if profile else {}


def _defaults(reading: Reading) -> dict[str, Any]:
    return {name: value for name, value in reading.options.items() if name not in _NO_HABITS} | {
        "profile": reading.words
    }
