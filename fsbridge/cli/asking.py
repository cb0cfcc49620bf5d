"""One request to the running daemon, from its words to an exit code; what a person sees of it is a `View`'s matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import click

from fsbridge.cli.endings import DONE, FAILED, INTERRUPTED, SILENT
from fsbridge.cli.options import configured

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

Row = dict[str, Any]
"""The columns of a message by name, without the request id."""


class View(Protocol):
    """Shows the messages of an answer."""

    def show(self, address: str, row: Row) -> None:
        """Show one message of the answer, the last one included; errors and hints are shown without it."""


def ask(address: str, words: Sequence[str], view: AbstractContextManager[View]) -> int:
    """Send a request and show what comes; gives the exit code."""
    from fsbridge.osc.caller import Caller, NoAnswerError

    config = configured()
    code = DONE
    try:
        with Caller(config.host, config.port) as caller, view as shown:
            try:
                for heard, row in _rows(caller.ask(address, *words)):
                    if heard == "/fs/error":
                        click.echo(row["message"], err=True)
                        code = FAILED
                    elif heard == "/fs/note":
                        click.echo(row["text"], err=True)
                    else:
                        code = FAILED if heard.endswith("/failed") else code
                        shown.show(heard, row)
            except KeyboardInterrupt:
                caller.send("/fs/cancel", "all")
                code = INTERRUPTED
    except NoAnswerError:
        click.echo(
            f"No daemon answers at {config.host}, port {config.port}. Start one with `fsbridge run`, or with"
            " `fsbridge demo` to try it; `--port` says where it is if it is elsewhere.",
            err=True,
        )
        code = SILENT
    return code


def _rows(heard: Iterator[tuple[str, Sequence[Any]]]) -> Iterator[tuple[str, Row]]:
    from fsbridge.osc.commands import COMMANDS

    columns = {outgoing.address: outgoing.names for command in COMMANDS.values() for outgoing in command.answer}
    for address, (_request_id, *arguments) in heard:
        names = columns.get(address) or [str(number) for number in range(len(arguments))]
        yield address, dict(zip(names, arguments, strict=False))  # a newer daemon may say what is not known here
