"""Options that several commands take: where the daemon is, and every key of the configuration."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fsbridge.config import KEYS, Config
from fsbridge.config.places import config_file

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[..., Any]


def _remember(context: click.Context, option: click.Parameter, value: object) -> None:
    if value is not None:
        context.ensure_object(dict)[option.name] = value


def _option(name: str, meaning: str, form: str, kind: Any = None) -> Callable[[Command], Command]:
    return click.option(
        "--" + name.replace("_", "-"),
        name,
        type=kind,
        metavar=form,
        help=meaning,
        expose_value=False,
        callback=_remember,
    )


config_choice = _option(
    "config",
    "Configuration file in place of your own.",
    "FILE",
    click.Path(exists=True, dir_okay=False, path_type=Path),
)
"""Adds `--config`."""


def where(command: Command) -> Command:
    """Add `--host` and `--port` of the daemon, and `--config`; they may stand before or after the command's name."""
    command = _option("port", "UDP port of the daemon.", "PORT")(config_choice(command))
    return _option("host", "Numeric address of the daemon.", "ADDRESS")(command)


def keys(*names: str) -> Callable[[Command], Command]:
    """Add an option for each of these keys."""

    def add(command: Command) -> Command:
        for key in reversed(KEYS):
            if key.name in names:
                command = _option(key.name, key.metadata["meaning"], key.metadata["kind"].form)(command)
        return command

    return add


def chosen_options() -> tuple[dict[str, Any], Path]:
    """Give what the command line chose, and the configuration file that holds."""
    options = dict(click.get_current_context().ensure_object(dict))
    return options, options.pop("config", None) or config_file()


def configured() -> Config:
    """Read the configuration with what the command line chose.

    Raises:
        ConfigError: it can't be used.
    """
    options, file = chosen_options()
    return Config.load(options, file, os.environ)
