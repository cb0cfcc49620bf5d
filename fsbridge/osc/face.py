"""The OSC face: datagrams become requests, requests get their answers, events go to those who asked for them."""

from __future__ import annotations

import asyncio
import logging
import re
from functools import partial
from typing import TYPE_CHECKING

from fsbridge.core.events import Started
from fsbridge.core.jobs import internal
from fsbridge.core.messages import Failed
from fsbridge.core.requests import More
from fsbridge.errors import BadRequestError, BusyError, FsbridgeError, NotAllowedError, UnknownCommandError
from fsbridge.osc import reading, traffic, wire
from fsbridge.osc.allowing import admission
from fsbridge.osc.answers import SENT
from fsbridge.osc.budget import Quiet
from fsbridge.osc.building import build_request
from fsbridge.osc.clients import Client, Clients
from fsbridge.osc.commands import COMMANDS
from fsbridge.osc.events import Events
from fsbridge.osc.immediate import Asked, ImmediateRequests, read_habits
from fsbridge.osc.keeping import Keeping
from fsbridge.osc.kinds import read_address
from fsbridge.osc.progress import Pacer
from fsbridge.osc.responding import Responder
from fsbridge.osc.sending import Outbox
from fsbridge.osc.server import Server
from fsbridge.osc.values import suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from fsbridge.core.clock import Clock
    from fsbridge.core.ports import UseCases
    from fsbridge.osc.allowing import Network
    from fsbridge.osc.commands import Command
    from fsbridge.osc.wire import Address

WAITING_MAX = 4_096
"""With so many messages waiting for a client, its further requests are `busy`."""
VERB_CHARACTERS_MAX = 60
"""So much of an unknown one is told, and remembered with what was written."""
TENDED_SECONDS = 1.0
DRAINED_SECONDS = 0.5

log = logging.getLogger(__name__)

_REQUEST = re.compile(r"/?fs/([^/]+)")


class Face:
    """Speaks OSC for the core.

    Args:
        use_cases: the core.
        clock: the time.
        version: of fsbridge.
        clients_path: the file that keeps what clients set.
        allow: hosts and networks, beside this machine, that may ask.
        reply_hosts: hosts, beside a sender's own, that answers may be sent to.
        notify: addresses `host:port` that get events for good.
    """

    def __init__(
        self,
        use_cases: UseCases,
        *,
        clock: Clock,
        version: str,
        clients_path: Path,
        allow: Collection[Network] = (),
        reply_hosts: Collection[str] = (),
        notify: Collection[str] = (),
    ) -> None:
        self._use_cases = use_cases
        self._clock = clock
        self._version = version
        self._reply_hosts = frozenset(reply_hosts)
        self._notify = tuple(notify)
        self._may_ask = admission(allow)
        self._server = Server(self._receive, self._may_ask, clock)
        self._clients = Clients(self._make_client, clock)
        self._keeping = Keeping(self._clients, clients_path)
        self._events = Events(self._clients, clock)
        self._immediate = ImmediateRequests(use_cases, self._clients, self._server, version, self._resolve)
        self._ignored = Quiet()
        self._tending: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int) -> int:
        """Begin to answer; give the port (any free one for 0).

        Raises:
            OSError: the address can't be had; its text says why.
            ValueError: a standing listener's address can't be read.
        """
        self._keeping.load(read_habits, lambda host: host in self._reply_hosts or self._may_ask(host))
        for listener in self._notify:
            host, _, number = listener.rpartition(":")
            self._clients.stand(read_address([host.strip("[]"), number]))
        bound = self._server.start(host, port)
        self._use_cases.subscribe(self._events.hear)
        self._events.hear(Started(self._version, self._use_cases.session))
        self._tending = asyncio.create_task(self._tend())
        return bound

    async def stop(self) -> None:
        """Let what waits be sent, but not for long; then answer no more."""
        if self._tending is None:
            return
        self._tending.cancel()
        last = [asyncio.create_task(client.outbox.drained()) for client in self._clients]
        last.append(asyncio.create_task(self._keeping.save()))
        await asyncio.wait(last, timeout=DRAINED_SECONDS)
        for client in self._clients:
            client.outbox.close()
            client.pacer.close()
        self._server.close()
        self._keeping.close()

    def _make_client(self, address: Address) -> Client:
        outbox = Outbox(partial(self._server.send, address), self._clock, lambda: self._events.catch_up(client))
        client = Client(address, outbox, Pacer(self._clock), self._clock.monotonic())
        return client

    def _receive(self, messages: Iterator[wire.Incoming], sender: Address) -> bool:
        """Handle the next message of a datagram; tell whether others may follow."""
        try:
            message = next(messages, None)
            if message is None:
                return False
            self._handle(message, sender)
        except wire.MalformedError as problem:
            self._ignore(sender, str(problem))
            return False
        except Exception:
            log.exception("a message from %s:%d could not be handled", *sender)
        return True

    def _handle(self, message: wire.Incoming, sender: Address) -> None:
        command = COMMANDS.get(message.address)
        if command is None and (message.address in SENT or not _REQUEST.fullmatch(message.address)):
            self._ignore(sender, f"{message.address[:100]!r} is no request")
            return
        words, options = reading.split(message.arguments)
        traffic.asked(sender, message)
        verb = command.verb if command else message.address.rpartition("/")[2][:VERB_CHARACTERS_MAX]
        respond, problem = self._open(sender, verb, options)
        try:
            if command is None or message.flaw:
                respond(Failed(_misfit(message, command, verb)))
            elif problem:
                respond(Failed(problem))
            else:
                self._answer(command, Asked(sender, respond, reading.read(command, words, options), options))
        except FsbridgeError as error:
            respond(Failed(error))
        except Exception as fault:  # noqa: BLE001 - every request ends in an answer, and this logs the fault
            respond(Failed(internal(f"request {respond.request_id!r}", fault)))

    def _open(self, sender: Address, verb: str, options: reading.Options) -> tuple[Responder, FsbridgeError | None]:
        """Find out where the answer goes and under which id, as far as that can be read."""
        reply, request_id, problem = None, None, None
        if options:
            try:
                wish = reading.reply_address(options)
                reply = self._resolve(sender, wish) if wish else None
            except FsbridgeError as error:
                problem = error
            try:
                request_id = reading.request_id(options)
            except FsbridgeError as error:
                problem = problem or error
        client = self._clients.hear(sender, reply)
        client.outbox.make_room(self._server.moment)
        return Responder(client, self._clients.count() if request_id is None else request_id, verb), problem

    def _answer(self, command: Command, asked: Asked) -> None:
        respond = asked.respond
        if len(respond.client.outbox) > WAITING_MAX:
            raise BusyError("More messages wait to be sent to you than can be; ask again in a second.")
        if immediate := self._immediate.verbs.get(command.verb):
            immediate(asked)
            return
        request = build_request(command, asked.reading, respond.client.defaults)
        respond.hint = asked.reading.hint
        if isinstance(request, More) and not any(name == "req" for name, _ in asked.options):
            search_id = self._use_cases.search_id(respond.client.address, request.of)
            respond.request_id = next(id_ for id_ in (search_id, request.of, respond.request_id) if id_ is not None)
        self._use_cases.handle(respond.client.address, respond.request_id, request, respond)
        if not respond.over:
            respond.client.awaited.add(respond)

    def _resolve(self, sender: Address, wish: Address) -> Address:
        """Give the address that a sender may have its answers sent to.

        Raises:
            NotAllowedError: it may not.
            BadRequestError: fsbridge itself listens there.
        """
        host, port = wish[0] or sender[0], wish[1]
        if host != sender[0] and host not in self._reply_hosts:
            raise NotAllowedError(f"Answers may go to {sender[0]} only; to allow {host}, add it to reply_hosts.")
        if self._server.is_own((host, port)):
            raise BadRequestError(f"{port} is the port of fsbridge itself; give the one that you listen on.")
        return host, port

    def _ignore(self, sender: Address, why: str) -> None:
        if self._ignored.allows(sender, self._clock.monotonic()):
            log.warning("%s:%d gets no answer: %s. Its like is not logged for a minute.", *sender, why)

    async def _tend(self) -> None:
        while True:
            await self._clock.sleep(TENDED_SECONDS)
            self._events.tend_leases()
            self._clients.forget_unused()
            self._keeping.tend()


def _misfit(message: wire.Incoming, command: Command | None, verb: str) -> FsbridgeError:
    if command is not None:
        return reading.refusal(command, f"In {command.address} {message.flaw}")
    verbs = [known.verb for known in COMMANDS.values()]
    near = verb if verb in verbs else suggestion(verb, verbs)
    meant = f"did you mean /fs/{near}?" if near else "/fs/help lists them all."
    if message.address.startswith("/"):
        return UnknownCommandError(f"There is no /fs/{verb}; {meant}")
    return BadRequestError(f"An address begins with a slash; {meant}")
