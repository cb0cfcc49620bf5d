"""How soon a performer notices: a start, a file that was dropped in, a daemon that came back."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import running

from bench.figures import Figure
from fsbridge.audio import writing

if TYPE_CHECKING:
    from collections.abc import Iterator


def measure(folder: Path, made: Path) -> Iterator[Figure]:
    """Start the demo twice, drop a file into its folder, kill it under a client that says hello."""
    running.demo(folder, made=made).stop()
    begin = time.perf_counter()
    daemon = running.demo(folder)
    daemon.ask("/fs/ping")
    yield Figure("the demo's second start, to its first ping", time.perf_counter() - begin, "s", 1.0)
    try:
        yield Figure("a file dropped in, to its event", _dropped(daemon), "s", 1.0)
        yield Figure("resident memory after that", _resident_megabytes(daemon), "MB")
        seconds, daemon = _came_back(daemon, folder)
        yield Figure("a restarted daemon, to the patch that says hello every second", seconds, "s", 2.0)
    finally:
        daemon.stop()


def _dropped(daemon: running.Running) -> float:
    outside = daemon.folder.parent / "dropped.wav"
    writing.write(outside, np.zeros((44_100, 2), "float32"), 44_100, "WAV", "PCM_16")
    with daemon.caller() as caller:
        list(caller.ask("/fs/notify", 1))
        begin = time.perf_counter()
        shutil.copy(outside, daemon.folder / "dropped.wav")
        while caller.hear(10).address != "/fs/event/added":
            pass
        return time.perf_counter() - begin


def _resident_megabytes(daemon: running.Running) -> float:
    status = Path(f"/proc/{daemon.process.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def _came_back(daemon: running.Running, folder: Path) -> tuple[float, running.Running]:
    """Give the seconds from the start of the new process to the first hello that it answers."""
    with daemon.caller() as patch:
        before = next(iter(patch.ask("/fs/hello", "plain"))).arguments[2]
        daemon.kill()
        begin = time.perf_counter()
        daemon = running.demo(folder, port=daemon.port)
        while True:
            time.sleep(1 - (time.perf_counter() - begin) % 1)  # the patch says hello on every whole second
            try:
                for answer in patch.ask("/fs/hello", "plain", timeout_seconds=1):
                    if answer.arguments[2] != before:
                        return time.perf_counter() - begin, daemon
            except (TimeoutError, ConnectionRefusedError):
                continue
