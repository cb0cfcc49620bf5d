"""Answers one request: what the core says becomes datagrams, and after the last one it is silent."""

from __future__ import annotations

import logging
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from fsbridge.core.jobs import INTERNAL
from fsbridge.core.messages import (
    BankFailed,
    BankSound,
    Failed,
    FetchFailed,
    FetchSettled,
    FetchSound,
    Note,
    Progress,
    SearchDone,
)
from fsbridge.osc import traffic
from fsbridge.osc.answers import ANSWERS, ERROR
from fsbridge.osc.encoding import Encoder
from fsbridge.osc.messages import Error

if TYPE_CHECKING:
    from fsbridge.core.requests import RequestId
    from fsbridge.osc.clients import Client

log = logging.getLogger(__name__)

_ENCODERS = {
    (verb, sent.says): Encoder(sent.address, sent.types, sent.attributes, sent.pieces)
    for verb, answer in ANSWERS.items()
    for sent in answer
}
_ERROR = Encoder(ERROR.address, ERROR.types, ERROR.attributes)
_DONE = frozenset(sent.says for answer in ANSWERS.values() for sent in answer if sent.address.endswith("/done"))
_INDEX, _ID = attrgetter("index"), attrgetter("id")
_END_OF_A_SOUND = {FetchSound: _INDEX, FetchFailed: _INDEX, FetchSettled: _INDEX}
_END_OF_A_SOUND |= {BankSound: attrgetter("file.id"), BankFailed: _ID}
"""What ends the progress of a sound, and tells which (see `Progress.about`)."""


class Responder:
    """Answers one request: the core says its messages here, and here they become datagrams."""

    __slots__ = ("__weakref__", "begun_at", "client", "hint", "over", "request_id", "verb")

    def __init__(self, client: Client, request_id: RequestId, verb: str) -> None:
        self.client = client
        self.begun_at = client.heard_at
        self.request_id = request_id
        self.verb = verb
        self.hint = ""
        self.over = False

    def __call__(self, message: Any) -> None:
        """Send a message of the core (see `core.messages.Say`); after the last one nothing is sent."""
        kind = type(message)
        if self.over:
            return
        if kind is Progress:
            self.client.pacer.put(self, self.begun_at, message, self._tell)
            return
        if kind in _END_OF_A_SOUND:
            self.client.pacer.end(self, _END_OF_A_SOUND[kind](message))
            if kind is FetchSettled:
                return
        elif kind is Failed:
            error = message.error
            self._end(nothing=error.code == "not_found")
            message = Error(error.code, str(error), error.retry_after_seconds, self.verb)
        elif kind in _DONE:
            self._end(nothing=kind is SearchDone and not message.total)
        self._tell(message)

    def _end(self, *, nothing: bool) -> None:
        if nothing and self.hint:
            self._tell(Note(f"Nothing was found; did you mean @{self.hint}? An option is an argument of its own."))
        self.client.pacer.end(self)
        self.over = True

    def _tell(self, message: Any) -> None:
        try:
            encode = _ERROR if type(message) is Error else _ENCODERS[self.verb, type(message)]
            send = self.client.tell if type(message) is Progress else self.client.outbox.put
            for datagram in encode(self.request_id, message):
                send(datagram)
                traffic.answered(self.client.address, datagram)
        except Exception:
            log.exception("request %r: a message could not be told: %r", self.request_id, message)
            if self.over and type(message) is not Error:
                self._tell(Error(INTERNAL.code, str(INTERNAL), INTERNAL.retry_after_seconds, self.verb))
