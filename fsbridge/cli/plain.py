"""What is shown where no person looks: a line a message, its columns parted by tabs, in the order of the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from fsbridge.cli.asking import View

if TYPE_CHECKING:
    from fsbridge.cli.asking import Row

NOT_SHOWN = ("/progress", "/done")
UNSHOWN_COLUMNS = {"index"}


def line(values: Any) -> str:
    """Write values as one line; floats as OSC carries them, with the digits that a float32 has."""
    return "\t".join(f"{value:.7g}" if isinstance(value, float) else str(value) for value in values)


class Lines(View):
    """Shows every sound, hit or fact as a line; failures go to standard error."""

    def show(self, address: str, row: Row) -> None:
        """Print the message."""
        if not address.endswith(NOT_SHOWN):
            told = line(value for name, value in row.items() if name not in UNSHOWN_COLUMNS)
            click.echo(told, err=address.endswith("/failed"))


class Messages(Lines):
    """Shows every message as it came, its address first."""

    def show(self, address: str, row: Row) -> None:
        """Print the message."""
        click.echo(line([address, *row.values()]))
