"""The commands that ask the running daemon: `status search fetch bank banks help`, and `send` for everything else."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from fsbridge.cli.asking import ask
from fsbridge.cli.options import where
from fsbridge.cli.plain import Lines, Messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fsbridge.cli.asking import View

_REQUEST = re.compile(r"/fs/(search|fetch|banks?|help|status)\b")
_OPEN_END = re.compile(r"(?<= )\*(?= |$)")
AS_TYPED = {"ignore_unknown_options": True}
"""What looks like an option goes to the daemon: `-3` is a sound of your own."""


def _view(name: str) -> View:
    """Give the view of that name for a person at a terminal, plain lines for a pipe."""
    if not sys.stdout.isatty():
        return Lines()
    from fsbridge.cli import screen

    view: View = getattr(screen, name)()
    return view


def _in_shell(sentence: str) -> str:
    """Write the requests in a sentence as they are typed here; an open end of a range is no pattern for files."""
    return _OPEN_END.sub("'*'", _REQUEST.sub(r"fsbridge \1", sentence))


def _checked(address: str, words: Sequence[str]) -> Sequence[str]:
    """Give the words, unless one looks like an option of another program: a search would look for it."""
    from fsbridge.osc.commands import COMMANDS
    from fsbridge.osc.values import suggestion

    for word in words:
        if word.startswith("--"):
            options = COMMANDS[address].options if address in COMMANDS else ()
            near = suggestion(word[2:].partition("=")[0], options)
            meant = f"did you mean @{near}?" if near else "a request has options as @key value."
            raise click.UsageError(f"There is no {word}; {meant}")
    return words


def _address(_context: click.Context, _parameter: click.Parameter, typed: str) -> str:
    """Give an address that the daemon answers."""
    from fsbridge.osc.answers import SENT
    from fsbridge.osc.commands import COMMANDS
    from fsbridge.osc.values import suggestion

    if re.fullmatch("/fs/[^/]+", typed) and typed not in SENT:
        return typed
    near = suggestion(typed.rpartition("/")[2], [command.verb for command in COMMANDS.values()])
    meant = f"did you mean /fs/{near}?" if near else "`fsbridge help` lists what can be asked."
    raise click.UsageError(f"{typed!r} is no address of a request; {meant}")


@click.command()
@where
def status() -> int:
    """Show what the daemon does and can do."""
    return ask("/fs/status", (), _view("Facts"), phrase=_in_shell)


@click.command(context_settings=AS_TYPED)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="WORDS... [@OPTION VALUE...]...")
@where
def search(words: tuple[str, ...]) -> int:
    """Find sounds.

    For example: fsbridge search heavy rain @count 8 @license cc0 by

    `fsbridge help search` tells every option, while a daemon runs.
    """
    return ask("/fs/search", _checked("/fs/search", words), _view("Hits"), phrase=_in_shell)


@click.command(context_settings=AS_TYPED)
@click.argument("sounds", nargs=-1, type=click.UNPROCESSED, metavar="ID...|@query WORDS... [@OPTION VALUE...]...")
@where
def fetch(sounds: tuple[str, ...]) -> int:
    """Bring sounds here and print their paths.

    For example: fsbridge fetch 1234 1847, or fsbridge fetch @query rain @count 4

    `fsbridge help fetch` tells every option, while a daemon runs.
    """
    return ask("/fs/fetch", _checked("/fs/fetch", sounds), _view("Arrivals"), phrase=_in_shell)


@click.command(context_settings=AS_TYPED)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="NAME [WORDS...] [@OPTION VALUE...]...")
@where
def bank(words: tuple[str, ...]) -> int:
    """Fill a folder with numbered sounds and print their paths.

    For example: fsbridge bank weather heavy rain @count 8; without words it shows what is there

    `fsbridge help bank` tells every option, while a daemon runs.
    """
    return ask("/fs/bank", _checked("/fs/bank", words), _view("Arrivals"), phrase=_in_shell)


@click.command()
@where
def banks() -> int:
    """Show which banks there are."""
    return ask("/fs/banks", (), _view("Banks"), phrase=_in_shell)


@click.command(context_settings=AS_TYPED)
@click.argument("address", callback=_address)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@where
def send(address: str, arguments: tuple[str, ...]) -> int:
    """Send any message and print every answer.

    For example: fsbridge send /fs/info 1234
    """
    return ask(address, _checked(address, arguments), Messages())


@click.command("help")
@click.argument("verb", required=False)
@where
def help_(verb: str | None) -> int:
    """Show what a patch can ask.

    For one thing in full: fsbridge help search
    """
    return ask("/fs/help", (verb.removeprefix("/fs/"),) if verb else (), _view("Help"), phrase=_in_shell)
