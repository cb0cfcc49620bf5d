"""Options that several commands take: where the daemon is, and every key of the configuration."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fsbridge.config import KEYS, Config, config_file

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[..., Any]

WHERE = ("host", "port")
_MEANING = {key.name: key.metadata["meaning"] for key in KEYS}


def _remember(context: click.Context, option: click.Parameter, value: object) -> None:
    if value is not None:
        context.ensure_object(dict)[option.name] = value


def _option(name: str, meaning: str, *, kind: Any = None, metavar: str = "VALUE") -> Callable[[Command], Command]:
    return click.option(
        "--" + name.replace("_", "-"),
        name,
        type=kind,
        metavar=metavar,
        help=meaning,
        expose_value=False,
        callback=_remember,
    )


def where(command: Command) -> Command:
    """Add `--host`, `--port` and `--config`; they may stand before or after the command's name."""
    chosen = _option(
        "config",
        "Configuration file in place of your own.",
        kind=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
    )(command)
    for name in reversed(WHERE):
        chosen = _option(name, _MEANING[name])(chosen)
    return chosen


def every_key(command: Command) -> Command:
    """Add an option for each key, beside those of `where`."""
    for key in reversed(KEYS):
        if key.name not in WHERE:
            command = _option(key.name, _MEANING[key.name])(command)
    return where(command)


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
