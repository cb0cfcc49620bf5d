"""Programs that speak OSC from outside, and the examples and files that they are given."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest
import soundfile

from fsbridge.osc.encoding import message

ROOT = Path(__file__).parents[2]
EXAMPLE_PORT = "9770"
PATIENCE_SECONDS = 30
END_SECONDS = 5


class Program:
    """A child process whose lines can be waited for; it leads a group, and the whole group ends with it."""

    def __init__(self, *command: object, **env: object) -> None:
        self.lines: list[str] = []
        self._rest = b""
        self.process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=os.environ | {name: str(value) for name, value in env.items()},
            start_new_session=True,
        )

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Give the match of the next line that has it; lines passed over stay in `lines`."""
        deadline = monotonic() + PATIENCE_SECONDS
        while line := self._line(deadline):
            if match := re.search(pattern, line):
                return match
        pytest.fail(f"{self.process.args[0]} did not say {pattern!r}, but:\n{''.join(self.lines[-200:])}")

    def tell(self, text: str) -> None:
        """Write to its standard input."""
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def close(self) -> None:
        """End it and all that it started."""
        self.process.terminate()
        with self.process:  # closes the pipes
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(END_SECONDS)
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def _line(self, deadline: float) -> str:
        while b"\n" not in self._rest:
            readable, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - monotonic()))
            piece = os.read(self.process.stdout.fileno(), 2**16) if readable else b""
            if not piece:
                return ""
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        self.lines.append(line.decode(errors="replace") + "\n")
        return self.lines[-1]


def example(path: str, port: int) -> str:
    """Give a committed example with this port of the daemon in place of the default, which stands there once."""
    text = (ROOT / path).read_text("utf-8")
    assert text.count(EXAMPLE_PORT) == 1
    return text.replace(EXAMPLE_PORT, str(port))


def file_facts(path: str) -> tuple[str, str, str]:
    """Read frames, samplerate and channels from the file itself, as a host prints them."""
    info = soundfile.info(path)
    return str(info.frames), str(info.samplerate), str(info.channels)


def knock(port: int) -> None:
    """Send until somebody listens there: the system says so where nobody does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as knocking:
        knocking.connect(("127.0.0.1", port))
        knocking.settimeout(0.1)
        with suppress(TimeoutError):
            while True:
                with suppress(ConnectionRefusedError):
                    knocking.send(message("/up"))
                    knocking.recv(1)
