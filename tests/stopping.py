"""Daemons with their hands full, to be stopped: for the suite, and with a stopwatch for `script/soak`."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import running
from freesound_service import REFUSED
from osc_room import ERROR, Peer

from fsbridge.audio import writing
from fsbridge.demo import dataset
from fsbridge.demo.faults import Fault
from fsbridge.demo.server import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENTS = 5
SLOW_BYTES_PER_SECOND = 2_000
SLOW_RENEWAL_SECONDS = 3
LONG_FILE_BYTES = 3_900_000_000
"""It takes seconds to decode, and seconds to hash; most of it is a hole, so it takes no room."""


Situation = Callable[[Path, Path], AbstractContextManager["Busy"]]
"""Gives a daemon over what was made, with that sample folder."""


class Busy(NamedTuple):
    """A daemon, and the ids of the requests that each client waits for."""

    daemon: running.Running
    awaited: dict[Peer, set[int]]


class Stopped(NamedTuple):
    """How long a daemon took from the signal to its end, and what it owed to whom then."""

    seconds: float
    owed: list[str]


def stop(busy: Busy) -> Stopped:
    """End it as a service manager does; every request is owed its end, every client the event."""
    owed = []
    begin = time.monotonic()
    try:
        if code := busy.daemon.stop():
            owed.append(f"exit code {code}")
    except subprocess.TimeoutExpired:
        owed.append(f"an end within {running.END_SECONDS} s")
    taken = time.monotonic() - begin
    for peer, awaited in busy.awaited.items():
        heard = list(peer.left())
        ended = [m.arguments[0] for m in heard if m.address == ERROR and m.arguments[1] == "cancelled"]
        if sorted(ended) != sorted(awaited):
            owed.append(f"cancelled for {len(awaited)} requests, not {len(ended)}")
        if not heard or heard[-1].address != "/fs/event/stopping":
            owed.append(f"/fs/event/stopping as the last word, not {heard[-1:]}")
    if "fault of fsbridge" in (log := busy.daemon.log.read_text()) or "Traceback" in log:
        owed.append(f"a quiet log: {log[-2000:]}")
    return Stopped(taken, owed)


@contextmanager
def asking(daemon: running.Running, requests: list[tuple]) -> Iterator[Busy]:
    """Have several clients send these, in turn; it goes on when all were accepted and none has ended."""
    with ExitStack() as stack:
        peers = [stack.enter_context(Peer(port=daemon.port)) for _ in range(min(CLIENTS, len(requests)))]
        awaited: dict[Peer, set[int]] = {peer: set() for peer in peers}
        for peer in peers:
            peer.tell("/fs/notify", 1)
        for number, request in enumerate(requests):
            peer = peers[number % len(peers)]
            peer.send(*request, "@req", number)
            awaited[peer].add(number)
        for peer in peers:
            ends = [m for m in peer.heard() if m[0] == ERROR or m[0].endswith("/done")]
            assert not ends, ends
        yield Busy(daemon, awaited)


@contextmanager
def service(made: Path, folder: Path, **config: object) -> Iterator[tuple[running.Running, Catalogue, list[int]]]:
    """A daemon whose user is logged in, over a catalogue that can be made to misbehave, and the ids of its sounds."""
    data = dataset.load(made / "dataset.json")
    largest = sorted(data.sounds, key=lambda sound: sound.filesize, reverse=True)
    with Catalogue(data, made / "files") as catalogue:
        running.log_in(catalogue.api_url, folder)
        with running.over(catalogue.api_url, folder, log_level="info", **config) as daemon:
            yield daemon, catalogue, [sound.id for sound in largest]


def until(daemon: running.Running, holds: Callable[[dict[str, str]], bool]) -> None:
    """Ask for the status, without pause, until this holds for it: a question takes as long as an answer."""
    deadline = time.monotonic() + running.READY_SECONDS
    with daemon.caller() as caller:
        while not holds(status := dict(m.arguments for m in caller.ask("/fs/status") if m.address.endswith("/item"))):
            assert time.monotonic() < deadline, status


@contextmanager
def slow(made: Path, folder: Path, at_once: int = 4, count: int = 120) -> Iterator[Busy]:
    """Downloads of as many sounds, which come drop by drop."""
    with service(made, folder, downloads=at_once) as (daemon, catalogue, ids):
        catalogue.faults.bytes_per_second = SLOW_BYTES_PER_SECOND
        with asking(daemon, [("/fs/fetch", id_) for id_ in ids[:count]]) as busy:
            until(daemon, lambda status: status["queued"] == str(count - at_once))
            yield busy


@contextmanager
def stalled(made: Path, folder: Path, at_once: int = 16, count: int = 120) -> Iterator[Busy]:
    """Downloads from a service that takes the requests and says nothing."""
    with service(made, folder, downloads=at_once) as (daemon, catalogue, ids):
        catalogue.faults.plan(Fault("/download/", delay_seconds=60, times=count))
        with asking(daemon, [("/fs/fetch", id_) for id_ in ids[:count]]) as busy:
            until(daemon, lambda status: status["queued"] == str(count - at_once))
            yield busy


@contextmanager
def throttled(made: Path, folder: Path, count: int = 120) -> Iterator[Busy]:
    """Downloads that wait for a minute to pass, as the service has said."""
    with service(made, folder, pacing=True) as (daemon, catalogue, ids):
        catalogue.faults.plan(Fault("/download/", 429, REFUSED, times=count))
        with asking(daemon, [("/fs/fetch", id_, "@quality", "original") for id_ in ids[:count]]) as busy:
            until(daemon, lambda status: status["state"] == "throttled")
            yield busy


@contextmanager
def searches(made: Path, folder: Path, count: int = 100) -> Iterator[Busy]:
    """Searches, each its own, of a service that thinks for long."""
    with service(made, folder) as (daemon, catalogue, _):
        catalogue.faults.plan(Fault("/search/", delay_seconds=60, times=count))
        with asking(daemon, _searches(count)) as busy:
            yield busy


@contextmanager
def black_hole(made: Path, folder: Path, count: int = 100) -> Iterator[Busy]:
    """Searches at a host that neither takes a connection nor refuses it."""
    with service(made, folder) as (daemon, *_):
        daemon.stop()
    with ExitStack() as stack:
        hole = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):  # its queue is full then, and the system drops what still knocks
            knocking = stack.enter_context(socket.socket())
            knocking.setblocking(False)
            knocking.connect_ex(hole.getsockname())
        url = f"http://127.0.0.1:{hole.getsockname()[1]}/apiv2/"
        daemon = stack.enter_context(running.over(url, folder, log_level="info"))
        yield stack.enter_context(asking(daemon, _searches(count)))


def _searches(count: int) -> list[tuple]:
    return [("/fs/search", "rain", "@count", 1 + number) for number in range(count)]


@contextmanager
def renewal(made: Path, folder: Path) -> Iterator[Busy]:
    """A fetch that waits for a new access token, which the service is slow to give."""
    with service(made, folder) as (daemon, catalogue, ids):
        kept = folder / ".fsbridge/login.json"
        login = json.loads(kept.read_text())
        kept.write_text(json.dumps(login | {"expires_at": time.time() - 60, "renewed_at": time.time() - 3600}))
        catalogue.faults.plan(Fault("/access_token/", delay_seconds=SLOW_RENEWAL_SECONDS))
        with asking(daemon, [("/fs/fetch", ids[0], "@quality", "original")]) as busy:
            until(daemon, lambda _: "renewing_since" in kept.read_text())
            yield busy


@contextmanager
def checks(made: Path, folder: Path, count: int = 4) -> Iterator[Busy]:
    """Files of the user's own that take seconds to decode and to hash, and a refresh that waits for them."""
    folder.mkdir(parents=True)
    for number in range(count):
        _write_long(folder / f"long-{number}.wav")
    with service(made, folder) as (daemon, *_), asking(daemon, [("/fs/refresh", "library")]) as busy:
        until(daemon, lambda _: _holds_open(daemon, ".wav"))
        yield busy


def _write_long(path: Path) -> None:
    sizes = ((4, LONG_FILE_BYTES - 8), (40, LONG_FILE_BYTES - 44))  # of all after them, of the samples
    writing.write(path, np.zeros((1, 2), "float32"), 44_100, "WAV", "PCM_16")
    with path.open("r+b") as file:
        file.truncate(LONG_FILE_BYTES)
        for at, bytes_ in sizes:
            file.seek(at)
            file.write(bytes_.to_bytes(4, "little"))


def _holds_open(daemon: running.Running, ending: str) -> bool:
    for path in Path(f"/proc/{daemon.process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # it has just been closed
            if path.readlink().suffix == ending:
                return True
    return False


@contextmanager
def scan(made: Path, folder: Path, count: int = 2_000) -> Iterator[Busy]:
    """A folder of very many files, seen for the first time; one of them takes seconds."""
    folder.mkdir(parents=True)
    _write_long(folder / "long.wav")
    for number in range(count):
        samples = np.full((100, 1), number / count, "float32")
        writing.write(folder / f"{number}.wav", samples, 44_100, "WAV", "PCM_16")
    with service(made, folder) as (daemon, *_), asking(daemon, [("/fs/refresh", "library")]) as busy:
        until(daemon, lambda status: status["sounds"] != "0")
        yield busy


@contextmanager
def hung(made: Path, folder: Path) -> Iterator[Busy]:
    """A disk that does not answer whoever keeps the index, as a network folder does when its host is gone."""
    import fcntl

    sidecar = folder / ".fsbridge/sounds/77.json"
    sidecar.parent.mkdir(parents=True)
    with sidecar.open("w+") as held, service(made, folder) as (daemon, _, ids):
        ignored = signal.signal(signal.SIGIO, signal.SIG_IGN)  # so the system asks for the file back
        fcntl.fcntl(held, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        try:
            with asking(daemon, [("/fs/refresh", "library"), *(("/fs/fetch", id_) for id_ in ids[:20])]) as busy:
                until(daemon, lambda _: fcntl.fcntl(held, fcntl.F_GETLEASE) != fcntl.F_WRLCK)
                yield busy
        finally:
            fcntl.fcntl(held, fcntl.F_SETLEASE, fcntl.F_UNLCK)
            signal.signal(signal.SIGIO, ignored)


RENEWAL = "a renewal under way"
SITUATIONS: dict[str, Situation] = {
    "slow downloads": slow,
    "16 slow downloads": partial(slow, at_once=16),
    "16 stalled downloads": stalled,
    "downloads that are refused for a minute": throttled,
    "searches in flight": searches,
    RENEWAL: renewal,
    "many files being scanned": scan,
}
if sys.platform == "linux":  # /proc tells what has begun, a full queue is a black hole, a lease makes a file hang
    SITUATIONS |= {
        "a host that is a black hole": black_hole,
        "long files being checked": checks,
        "a disk that hangs": hung,
    }
