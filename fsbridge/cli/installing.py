"""`fsbridge install` and `fsbridge uninstall`: the packages of SuperCollider, Pure Data and Max."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fsbridge.cli.endings import DONE, FAILED

if TYPE_CHECKING:
    from fsbridge.cli.packages import Package

_host = click.argument("host", type=click.Choice(["supercollider", "pd", "max"]), required=False)
_to = click.option(
    "--to",
    "shelf",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Folder of packages, in place of the one where the host looks.",
)


@click.command("install")
@_host
@_to
def install_(host: str | None, shelf: Path | None) -> int:
    """Put the package of a host where it looks for it.

    Without a host, tell what is where.
    """
    from fsbridge.cli.packages import install

    package = _chosen(host, shelf)
    if package is None:
        return DONE
    for place in package.places(shelf):
        count = install(package, place)
        click.echo(f"{count} files for {package.title} are in {place}")
    click.echo(package.then)
    return DONE


@click.command("uninstall")
@_host
@_to
def uninstall_(host: str | None, shelf: Path | None) -> int:
    """Take out what install put there, and nothing else.

    Without a host, tell what is where.
    """
    from fsbridge.cli.packages import uninstall

    package = _chosen(host, shelf)
    if package is None:
        return DONE
    places = package.places(shelf)
    found = [place for place in places if package.is_in(place)]
    for place in found:
        count, left = uninstall(place)
        click.echo(f"{count} files for {package.title} are gone from {place}")
        for path in left:
            click.echo(f"left, since it is yours: {path}", err=True)
    if not found:
        where = " or ".join(map(str, places))
        click.echo(f"fsbridge has installed nothing for {package.title} in {where}.", err=True)
        return FAILED
    return DONE


def _chosen(host: str | None, shelf: Path | None) -> Package | None:
    """Give the package of a host; without one, tell what is where."""
    from fsbridge.cli.packages import packages

    if host is not None:
        return packages()[host]
    if shelf is not None:
        raise click.UsageError("--to goes with a host: supercollider, pd or max.")
    for package in packages().values():
        places = package.places() if package.shelves else []
        for place in places:
            click.echo(f"{package.host}\t{'installed' if package.is_in(place) else 'not installed'}\t{place}")
        if not places:
            click.echo(f"{package.host}\tnot found\t{package.looked}")
    return None
