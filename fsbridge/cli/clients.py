"""The commands that ask the running daemon: `status`, `search`, `fetch`, `help`, and `send` for everything else."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from fsbridge.cli.asking import ask
from fsbridge.cli.options import where
from fsbridge.cli.plain import Lines, Messages

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from fsbridge.cli.asking import View

AS_TYPED = {"ignore_unknown_options": True}
"""What looks like an option goes to the daemon: `-3` is a sound of your own."""


def _view(name: str) -> AbstractContextManager[View]:
    """Give the view of that name for a person at a terminal, plain lines for a pipe."""
    if not sys.stdout.isatty():
        return Lines()
    from fsbridge.cli import screen

    view: AbstractContextManager[View] = getattr(screen, name)()
    return view


@click.command()
@where
def status() -> int:
    """Show what the daemon does and can do."""
    return ask("/fs/status", (), _view("Facts"))


@click.command(context_settings=AS_TYPED)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="WORDS... [@OPTION VALUE...]...")
@where
def search(words: tuple[str, ...]) -> int:
    """Find sounds.

    For example: fsbridge search heavy rain @count 8 @license cc0 by
    """
    return ask("/fs/search", words, _view("Hits"))


@click.command(context_settings=AS_TYPED)
@click.argument("sounds", nargs=-1, type=click.UNPROCESSED, metavar="ID...|@query WORDS... [@OPTION VALUE...]...")
@where
def fetch(sounds: tuple[str, ...]) -> int:
    """Bring sounds here and print their paths.

    For example: fsbridge fetch 1234 1847, or fsbridge fetch @query rain @count 4
    """
    return ask("/fs/fetch", sounds, _view("Arrivals"))


@click.command(context_settings=AS_TYPED)
@click.argument("address")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@where
def send(address: str, arguments: tuple[str, ...]) -> int:
    """Send any message and print every answer.

    For example: fsbridge send /fs/info 1234
    """
    return ask(address, arguments, Messages())


@click.command("help")
@click.argument("verb", required=False)
@where
def help_(verb: str | None) -> int:
    """Show what a patch can ask.

    For one thing in full: fsbridge help search
    """
    return ask("/fs/help", (verb,) if verb else (), Lines())
