"""The real daemon in a child process, as tests, hosts and benches use it.

As a program, `python tests/running.py SERVICE_URL CONFIG`, it is the daemon over any service on loopback; CONFIG is JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Self

from fsbridge.core.clock import SystemClock
from fsbridge.files import write_whole
from fsbridge.osc.caller import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

READY_SECONDS = 30
END_SECONDS = 30
_PORT = re.compile(r"port (\d+)")
_never_given = cycle(SystemRandom().sample(range(20_000, 32_000), 1_000))
"""Ports that no system gives to who asks for any, so that one which is free stays so until it is used."""


def free_udp_port() -> int:
    """Find a UDP port that nobody listens on, for who can't choose one itself, or is to come back to it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        for port in _never_given:
            with suppress(OSError):
                found.bind(("127.0.0.1", port))
                return port
    raise AssertionError


class Running:
    """A daemon in a child process.

    Attributes:
        port: where it listens.
        told: what it printed up to its port.
        log: the file of what it logs.
    """

    def __init__(self, folder: Path, *command: str, within: Sequence[str] = ()) -> None:
        self.folder = folder
        self.log = folder.parent / f"{folder.name}.log"
        self.told = ""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*within, sys.executable, *command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=folder.parent,
            )
        self.port = self._hear_port()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End it; a fault of ours that it met, or an end in haste, is a failure of the test."""
        if self.process.poll() is not None:  # the test has ended it already
            self.kill()
            return
        code = self.stop()
        if kind is None:
            assert code == 0
            log = self.log.read_text()
            assert "Traceback" not in log, log[-3000:]

    def caller(self) -> Caller:
        """Give a client with a port of its own."""
        return Caller(port=self.port)

    def ask(self, address: str, *arguments: float | str, timeout_seconds: float = 30) -> list:
        """Give all messages of one answer."""
        with self.caller() as caller:
            return list(caller.ask(address, *arguments, timeout_seconds=timeout_seconds))

    def journal(self) -> list[dict]:
        """Give what the demo's catalogue was asked, in order."""
        text = (self.folder / ".fsbridge/demo/journal.jsonl").read_text()
        return [json.loads(line) for line in text.splitlines()]

    def stop(self) -> int:
        """End it as Ctrl-C does; give its exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(END_SECONDS)
        finally:
            self.kill()

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait(END_SECONDS)
        self.process.stdout.close()

    def _hear_port(self) -> int:
        out = self.process.stdout
        while select.select([out], [], [], READY_SECONDS)[0] and (piece := os.read(out.fileno(), 4096)):
            self.told += piece.decode()
            if found := _PORT.search(self.told):
                return int(found[1])
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(END_SECONDS)
        self.kill()
        raise AssertionError(f"exit code {self.process.returncode}: {self.told}\n{self.log.read_text()}")


def demo(folder: Path, *options: str, made: Path | None = None, port: int = 0) -> Running:
    """Start `fsbridge demo` there; `made` spares it the making of its sounds."""
    if made is not None and not (folder / ".fsbridge/demo").exists():
        shutil.copytree(made, folder / ".fsbridge/demo")
    folder.mkdir(parents=True, exist_ok=True)
    return Running(folder, "-m", "fsbridge", "demo", "--port", str(port), "--folder", str(folder), *options)


def over(
    service_url: str,
    folder: Path,
    port: int = 0,
    log_level: str = "debug",
    within: Sequence[str] = (),
    **config: object,
) -> Running:
    """Start the daemon over a service that the test has started, or stopped.

    Args:
        within: what its command begins with.
        config: of the daemon; `state` is the folder of limits, clients and login, by default within the sample folder;
            `pacing` says whether it keeps to the limits, `clock` is a file with the seconds by which its clock is wrong
            (with `leaps`, they have passed for those who wait, too), and `fault_point` is where it is to die.
    """
    folder.mkdir(parents=True, exist_ok=True)
    decided = {"port": port, "log_level": log_level} | config
    return Running(folder, *_over(service_url, folder, decided), within=within)


def over_and_dead(service_url: str, folder: Path, seconds: float = READY_SECONDS, **config: object) -> int:
    """Start a daemon that is to die before it is asked anything; gives its exit code.

    Raises:
        TimeoutExpired: it lived so long, and was killed.
    """
    command = [sys.executable, *_over(service_url, folder, {"port": 0} | config)]
    return subprocess.run(command, check=False, capture_output=True, timeout=seconds).returncode


def _over(service_url: str, folder: Path, config: dict[str, object]) -> list[str]:
    return [__file__, service_url, json.dumps({"folder": str(folder)} | config)]


@contextmanager
def threads_end() -> Iterator[None]:
    """Refuse to leave a thread behind."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(END_SECONDS)
    assert not [thread.name for thread in left if thread.is_alive()], "threads were left running"


@contextmanager
def catalogue(made: Path, *options: str) -> Iterator[str]:
    """Serve what was made, from a process of its own that leaves no trace there; gives the address of its API."""
    command = [
        "-m",
        "fsbridge.demo",
        *options,
        "--dataset",
        made / "dataset.json",
        "--files",
        made / "files",
        "--state",
    ]
    with (
        tempfile.TemporaryDirectory() as state,
        subprocess.Popen([sys.executable, *command, state], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process,
    ):
        yield json.loads(process.stdout.readline())["api"]
        process.stdin.close()
        process.wait(END_SECONDS)


def log_in(api: str, folder: Path) -> None:
    """Log the demo's user in, for a daemon that is to run over that catalogue."""
    from fsbridge.demo import made
    from fsbridge.freesound.login import password_login
    from fsbridge.freesound.tokens import Secret, TokenStore

    store = TokenStore(folder / ".fsbridge/login.json")
    password_login(api, made.CLIENT_ID, Secret(made.CLIENT_SECRET), made.USERNAME, Secret(made.PASSWORD), store)


class WrongClock(SystemClock):
    """The machine's clock as it would be had somebody set it; what is waited for is not concerned."""

    def __init__(self, wrong_by: Path) -> None:
        self._wrong_by = wrong_by

    @staticmethod
    def set(wrong_by: Path, seconds: float) -> None:
        """Have the clocks of all daemons that read that file be wrong by so much."""
        write_whole(wrong_by, str(seconds).encode(), durable=False)

    def time(self) -> float:
        return time.time() + float(self._wrong_by.read_text())


class LeapingClock(WrongClock):
    """A clock on which hours pass when the file says so, also for who waits."""

    def monotonic(self) -> float:
        return time.monotonic() + float(self._wrong_by.read_text())

    async def sleep(self, seconds: float) -> None:
        until = self.monotonic() + seconds
        while (left_seconds := until - self.monotonic()) > 0:  # noqa: ASYNC110 - a file wakes nobody
            await asyncio.sleep(min(left_seconds, 0.01))


def main(service_url: str, decided: str) -> None:
    import fault_points

    from fsbridge.app import Daemon
    from fsbridge.cli.running import begin_log, serve, until_stopped
    from fsbridge.config import Config

    keys = json.loads(decided)
    state, pacing, wrong_by = keys.pop("state", None), keys.pop("pacing", False), keys.pop("clock", None)
    make_clock = LeapingClock if keys.pop("leaps", False) else WrongClock
    if fault_point := keys.pop("fault_point", ""):
        fault_points.arm(fault_point)
    config = Config.load(keys)
    begin_log(config.log_level)
    own = Path(state) if state else config.folder / ".fsbridge"
    daemon = Daemon(
        config,
        state_folder=own,
        credentials_path=own / "login.json",
        service_url=service_url,
        source_name="demo",
        pacing=pacing,
        clock=make_clock(Path(wrong_by)) if wrong_by else SystemClock(),
    )
    with until_stopped():
        sys.exit(serve(daemon, lambda real_port: print(f"port {real_port}", flush=True)))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
