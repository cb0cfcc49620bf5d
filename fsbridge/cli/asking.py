"""One request to the running daemon, from its words to an exit code; what a person sees of it is a `View`'s matter."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import AbstractContextManager
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import click

from fsbridge.cli.endings import DONE, FAILED, INTERRUPTED, SILENT, WRONG
from fsbridge.cli.options import configured
from fsbridge.core.texts import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fsbridge.osc.wire import Incoming

ANSWER_SECONDS = 6.0
"""A request that runs says something every 5 seconds."""
PING_SECONDS = 1.0
ASKED_WRONGLY = {"bad_request", "unknown_command"}

Row = dict[str, Any]
"""The columns of a message by name, without the request id."""


class View(AbstractContextManager["View"]):
    """Shows the messages of an answer."""

    def __exit__(self, *_: object) -> None:
        """End the display; most need nothing."""

    @abstractmethod
    def show(self, address: str, row: Row) -> None:
        """Show one message of the answer, the last one included; errors and hints are shown without it."""


def ask(
    address: str,
    words: Sequence[str],
    view: View,
    *,
    phrase: Callable[[str], str] = str,
) -> int:
    """Send a request and show what comes; gives the exit code.

    Args:
        address: of the request.
        words: its arguments.
        view: shows the answer.
        phrase: puts the sentence of an error, which is meant for patches, as it is to be read here.
    """
    from fsbridge.osc.caller import Caller

    if "@reply" in words:
        raise click.UsageError("What is asked here is answered here; leave @reply out.")
    config = configured()
    everywhere = ip_address(config.host).is_unspecified  # a daemon that listens everywhere is here too
    host = config.host if not everywhere else "::1" if ":" in config.host else "127.0.0.1"
    code, sentences = DONE, []
    try:
        with Caller(host, config.port) as caller, view:
            try:
                for heard in caller.ask(address, *words, timeout_seconds=ANSWER_SECONDS):
                    row = _row(heard)
                    if "message" in row:
                        row["message"] = phrase(row["message"])
                        code = WRONG if heard.address == "/fs/error" and row["code"] in ASKED_WRONGLY else FAILED
                    if heard.address in {"/fs/error", "/fs/note"}:
                        sentences.append(row.get("message") or row.get("text"))
                    else:
                        view.show(heard.address, row)
            except TimeoutError:
                list(caller.ask("/fs/ping", timeout_seconds=PING_SECONDS))
                sentences.append(f"The daemon at {host}, port {config.port}, is there but gave no answer to that.")
                code = FAILED
            except KeyboardInterrupt:
                caller.send("/fs/cancel", "all")
                sentences.append("Cancelled.")
                code = INTERRUPTED
    except (TimeoutError, ConnectionRefusedError, ConnectionResetError):
        sentences.append(
            f"No daemon answers at {host}, port {config.port}. Start one with `fsbridge run`, or with `fsbridge demo`"
            " to try it; if one runs elsewhere, say so with --host and --port, and name this machine in its `allow`."
        )
        code = SILENT
    for sentence in sentences:  # a view that still draws would draw over them
        click.echo(sentence, err=True)
    return code


def _row(heard: Incoming) -> Row:
    from fsbridge.osc.commands import COMMANDS

    sent = (sent for command in COMMANDS.values() for sent in command.answer if sent.address == heard.address)
    names = next((message.names for message in sent), None) or [str(number) for number in range(len(heard.arguments))]
    values = (one_line(value) if isinstance(value, str) else value for value in heard.arguments)
    return dict(zip(names, values, strict=False))  # a newer daemon may say what is not known here
