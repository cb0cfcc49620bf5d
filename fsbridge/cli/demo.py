"""`fsbridge demo`: the whole of fsbridge over a catalogue of its own, without account and network, in one folder."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fsbridge.cli.endings import DONE, WRONG
from fsbridge.cli.options import chosen_options, keys
from fsbridge.cli.running import begin_log, serve, until_stopped
from fsbridge.config import Config, ConfigError
from fsbridge.config.places import config_file, music_folder
from fsbridge.errors import FsbridgeError
from fsbridge.files import meaning

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVICE = "demo"
STOP_SECONDS = 5

SUPERCOLLIDER = r"""
(
OSCdef(\fs, { |msg| msg.postln; Buffer.read(s, msg[4].asString, action: { |buffer| buffer.play }) }, '/fs/fetch/sound');
NetAddr("127.0.0.1", 9770).sendMsg("/fs/fetch", "@query", "rain");
)
"""
"""As README has it, and a test of README runs it."""
ADVICE = """
fsbridge listens on {host}, UDP port {port}. Its catalogue of invented sounds is at {api}
All it has and keeps lies in {folder}

Send it something, from

  a second terminal  {fsbridge} send /fs/search rain{where}
                     {fsbridge} fetch @query rain @count 4{where}

  SuperCollider
{lines}
                     or open {supercollider}/examples/raw-osc.scd

  Pure Data          open {pd}/fsbridge-example.pd
                     and have its message read [connect {host} {port}(

  Max                the message [/fs/search rain @reply 7401( into [udpsend {host} {port}];
                     [udpreceive 7401] hears the answers
                     or open {max}/examples/fsbridge-raw.maxpat

What happens is told below. Ctrl-C ends it.
"""


@click.command()
@keys("port", "folder")
@click.option("--http-port", type=click.IntRange(0, 65535), default=0, help="Port of the catalogue; 0 is any free one.")
@click.option(
    "--latency",
    type=click.FloatRange(0),
    default=0,
    metavar="SECONDS",
    help="Wait of the catalogue before each answer.",
)
@click.option(
    "--rate", type=click.FloatRange(0), default=0, metavar="BYTES", help="Bytes a second that the catalogue sends."
)
@click.option("--limits", is_flag=True, help="Keep Freesound's limits, as with the real one.")
def demo(*, limits: bool, **catalogue: float) -> int:
    """Try fsbridge without an account, over invented sounds.

    It leaves your configuration aside, and your sounds: its own folder is beside theirs.
    """
    from fsbridge.library.paths import Layout

    config = Config.load({"folder": music_folder() / "fsbridge-demo"} | chosen_options()[0])
    config.require_allow()
    begin_log(config.log_level)
    logging.getLogger("fsbridge.osc.traffic").setLevel(logging.DEBUG)
    try:
        Layout(config.folder, SERVICE).claim().release()
    except FsbridgeError as error:
        click.echo(str(error), err=True)
        return WRONG
    own = config.folder / ".fsbridge"
    with until_stopped(), _catalogue(own / "demo", limits=limits, **catalogue) as api:
        from fsbridge.app import Daemon

        daemon = Daemon(
            config,
            service_url=api,
            source_name=SERVICE,
            state_folder=own,
            credentials_path=_logged_in(api, own / "login.json"),
            pacing=limits,
        )
        return serve(daemon, lambda real_port: click.echo(_advice(config, real_port, api)))
    return DONE


@contextmanager
def _catalogue(folder: Path, **options: Any) -> Iterator[str]:
    """Make the sounds if there are none, and serve them from a process of their own; gives the address of the API."""
    from fsbridge.demo import made

    try:
        dataset = made.make(
            folder, begin=lambda: click.echo("Making some two hundred sounds, once. It takes a moment ...")
        )
    except OSError as error:
        raise meaning(error, folder) from error
    command = [sys.executable, "-m", "fsbridge.demo", "--dataset", str(dataset)]
    command += ["--files", str(folder / "files"), "--state", str(folder)]
    for name, value in options.items():
        if value:
            command += [f"--{name.replace('_', '-')}"] + ([] if value is True else [str(value)])
    process = subprocess.Popen(  # noqa: S603 - it is our own
        command,
        stdin=subprocess.PIPE,  # its end tells the catalogue to end, however we do
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the daemon; the catalogue ends after it
    )
    with process:
        try:
            first = process.stdout.readline() if process.stdout else b""
            if not first:
                raise click.UsageError("Choose another port for the catalogue with --http-port; 0 is any free one.")
            yield json.loads(first)["api"]
        finally:
            if process.stdin:
                process.stdin.close()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _logged_in(api: str, path: Path) -> Path:
    """Log the demo's user in unless that was done before; gives the file that holds the login."""
    from fsbridge.freesound.tokens import Secret, TokenStore

    store = TokenStore(path)
    login = store.read()
    if login is None or not login.usable:
        from fsbridge.demo import made
        from fsbridge.freesound.login import password_login

        key, password = Secret(made.CLIENT_SECRET), Secret(made.PASSWORD)
        password_login(api, made.CLIENT_ID, key, made.USERNAME, password, store)
    return path


def _advice(config: Config, port: int, api: str) -> str:
    return ADVICE.format(
        host=config.host,
        port=port,
        api=api,
        folder=config.folder,
        fsbridge="fsbridge" if shutil.which("fsbridge") else Path(sys.argv[0]),
        where=_where(port),
        lines=SUPERCOLLIDER.strip().replace('"127.0.0.1", 9770', f'"{config.host}", {port}'),
        **_patches(),
    )


def _where(port: int) -> str:
    """Name the port to commands that would ask at another one: they read the configuration, and the demo does not."""
    with suppress(ConfigError):
        if Config.load({}, config_file(), os.environ).port == port:
            return ""
    return f" --port {port}"


def _patches() -> dict[str, Path]:
    """Where the example patches lie: in the installed package, or in the source tree."""
    package = Path(__file__).parents[1]
    in_source = {"supercollider": "supercollider", "pd": "pd_patches", "max": "max_patches"}
    if (package / "patches").exists():
        return {host: package / "patches" / host for host in in_source}
    return {host: package.parent / name for host, name in in_source.items()}
