"""The command line: what a person types.

Exit codes: 0 done, 1 it ended in an error, 2 asked wrongly, 3 no daemon answers, 130 ended by Ctrl-C.
"""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING

import click

from fsbridge import __version__
from fsbridge.cli.clients import bank, banks, fetch, help_, search, send, status
from fsbridge.cli.configuration import config
from fsbridge.cli.demo import demo
from fsbridge.cli.endings import DONE, FAILED, INTERRUPTED, WRONG, sentence_of
from fsbridge.cli.installing import install_, uninstall_
from fsbridge.cli.login import login
from fsbridge.cli.options import where
from fsbridge.cli.running import run
from fsbridge.config import ConfigError
from fsbridge.errors import FsbridgeError

if TYPE_CHECKING:
    from collections.abc import Sequence


class InOrder(click.Group):
    """A group that lists its commands as they were added: what is needed first comes first."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002, D102 - click's signature
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; who types a verb that is none is told how to send it."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from fsbridge.osc.commands import COMMANDS

            verb = COMMANDS.get(f"/fs/{args[0]}")
            if verb is None:
                raise
            raise click.UsageError(f"{error.message} Try: fsbridge send {verb.attempt()}", ctx) from None


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="fsbridge %(version)s")
@where
def commands() -> None:
    """Freesound for every patch on stage, over OSC."""


for command in (demo, login, run, status, search, fetch, bank, banks, send, help_, install_, uninstall_, config):
    commands.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line says and exit; whatever goes wrong is said in a sentence."""
    try:
        code = commands.main(arguments, "fsbridge", standalone_mode=False) or DONE
    except click.Abort:  # Ctrl-C, or nobody there to answer a question
        code = _ending(INTERRUPTED, "\nCancelled.")
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except ConfigError as error:
        code = _ending(WRONG, "\n".join(error.problems))
    except (FsbridgeError, OSError) as error:
        code = _ending(FAILED, sentence_of(error))
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user, but a report needs the place
        code = _ending(
            FAILED, f"That is a fault of fsbridge; please report it: {type(error).__name__} in {_place(error)}."
        )
    sys.exit(code)


def _ending(code: int, sentence: str) -> int:
    click.echo(sentence, err=True)
    return code


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename}, line {frame.lineno}"
