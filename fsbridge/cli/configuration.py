"""`fsbridge config`, and what else is written of the table of keys: the example file, README's table."""

from __future__ import annotations

import json
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

import click

from fsbridge.cli.options import chosen_options, configured, where
from fsbridge.config import KEYS, defaults, dotted, variable
from fsbridge.config.kinds import Endpoint
from fsbridge.config.places import login_file
from fsbridge.core.texts import one_line

NOBODY = "Nobody is logged in; `fsbridge login` does that."


@click.command()
@click.option("--example", "wants_example", is_flag=True, help="Print a configuration file to begin with.")
@click.option("--reference", "wants_reference", is_flag=True, help="Print the table of keys, as README has it.")
@where
def config(*, wants_example: bool, wants_reference: bool) -> None:
    """Show what is configured, and where each value comes from."""
    if wants_example or wants_reference:
        click.echo(example() if wants_example else reference(), nl=False)
        return
    holds = configured()
    width = max(len(dotted(key)) for key in KEYS)
    for key in KEYS:
        value = f"{dotted(key):{width}} = {written(getattr(holds, key.name))}"
        click.echo(f"{value}  # {holds.sources[key.name]}")
    click.echo(f"# The configuration file is {chosen_options()[1]}.")
    click.echo(f"# {_login()}")


def _login() -> str:
    from fsbridge.freesound.tokens import TokenStore

    login = TokenStore(login_file()).read()
    if login is None:
        return NOBODY
    if login.refused:
        return login.refused
    return f"{one_line(login.username) or 'Somebody'} is logged in; the secrets are in {login_file()} and not shown."


def written(value: object) -> str:
    """Write a key's value as TOML."""
    match value:
        case int():
            return str(value)
        case Endpoint() | IPv4Network() | IPv6Network():
            return written(str(value))
        case tuple():
            return f"[{', '.join(map(written, value))}]"
        case Path():
            return written(value.as_posix())
    return json.dumps(value, ensure_ascii=False)


def example() -> str:
    """Write a configuration file in which every key stands with its default, commented out."""
    lines = ["# Take the `# ` before a key away to change it.", ""]
    table, default_of = "", defaults()
    for key in KEYS:
        if key.metadata["table"] != table:
            table = key.metadata["table"]
            lines += [f"[{table}]", ""]
        lines += [f"# {key.metadata['meaning']}", f"# {key.name} = {written(default_of[dotted(key)])}", ""]
    return "\n".join(lines)


def reference() -> str:
    """Write the table of keys in Markdown, as README has it."""
    rows = [
        f"| `{dotted(key)}` | `{written(key.metadata['default'])}` | `{variable(key)}` | {key.metadata['meaning']} |"
        for key in KEYS
    ]
    return "\n".join(["| key | default | environment | meaning |", "|---|---|---|---|", *rows, ""])


def keep(file: Path, name: str, value: object) -> None:
    """Write one key into a configuration file, made where there is none, and leave all else in it as it was."""
    import tomlkit

    document = tomlkit.parse(file.read_text(encoding="utf-8")) if file.exists() else tomlkit.document()
    document[name] = tomlkit.value(written(value))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(tomlkit.dumps(document), encoding="utf-8")
