"""`fsbridge run`: the daemon, from a configuration to a stop signal."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import click

from fsbridge.cli.configuration import NOBODY
from fsbridge.cli.endings import DONE, WRONG, sentence_of
from fsbridge.cli.options import config_choice, configured, keys
from fsbridge.config import KEYS
from fsbridge.config.places import login_file, state_folder
from fsbridge.core.texts import one_line
from fsbridge.errors import FsbridgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fsbridge.app import Daemon
    from fsbridge.config import Config

GRACE_SECONDS = 0.1
"""In which a thread that has nothing more to do ends."""


@click.command()
@keys(*(key.name for key in KEYS))
@config_choice
def run() -> int:
    """Run the daemon until Ctrl-C."""
    config = configured()
    config.require_allow()
    begin_log(config.log_level)
    from fsbridge.app import Daemon

    daemon = Daemon(config, state_folder=state_folder(), credentials_path=login_file())
    with until_stopped():
        return serve(daemon, lambda port: _greet(config, port))
    return DONE


def _greet(config: Config, port: int) -> None:
    who = " and ".join(["this machine", *map(str, config.allow)])
    click.echo(f"fsbridge listens on {config.host}, port {port}, to {who}. Ctrl-C ends it.")
    if not login_file().exists():
        click.echo(NOBODY)


class _OneLine(logging.Formatter):
    """Gives each record its line: what it quotes can neither begin another one nor command the terminal."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging named it
        """Write all but the traceback."""
        return one_line(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """Write the traceback, of which each line is indented behind the first."""
        return "\n  ".join(map(one_line, super().formatException(ei).split("\n")))


def begin_log(level: str) -> None:
    """Write what fsbridge says of itself to standard error; of other packages, only warnings.

    Lines in a file say the day too.
    """
    handler = logging.StreamHandler()
    day = "" if sys.stderr.isatty() else "%Y-%m-%d "
    handler.setFormatter(_OneLine("%(asctime)s %(message)s", f"{day}%H:%M:%S"))
    logging.basicConfig(handlers=[handler])
    logging.getLogger("fsbridge").setLevel(level.upper())


@contextmanager
def until_stopped() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end what is inside; a daemon that is ready hears them itself."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        yield


def serve(daemon: Daemon, ready: Callable[[int], None]) -> int:
    """Run the daemon to its end; `ready` hears the port that it has. Gives the exit code."""
    import asyncio

    code = DONE
    try:
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:  # Windows' own watches no UDP socket
            runner.run(daemon.run(ready))
    except KeyboardInterrupt:  # where no loop hears signals: the daemon has been stopped all the same
        pass
    except (FsbridgeError, OSError) as error:
        click.echo(sentence_of(error), err=True)
        code = WRONG
    _leave_behind_who_is_busy(code)
    return code


def _leave_behind_who_is_busy(code: int) -> None:
    """End the process here if a thread is still at work: as Python ends, it takes libsndfile away from under it."""
    end = time.monotonic() + GRACE_SECONDS
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(max(0, end - time.monotonic()))
    if threading.active_count() > 1:
        sys.stdout.flush()
        logging.shutdown()
        os._exit(code)
