"""What holds for every test: nothing of the machine is touched, nothing outside is called, nothing is left behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack, nullcontext
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import freesound_service
import fuzz_reading
import mounted
import pytest
import running
from freesound_service import TurningClock
from mounted import Mounted
from osc_room import HandClock, Peer, room

from fsbridge.freesound.tokens import TokenStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from osc_room import Room
    from running import Running

    from fsbridge.demo.server import Catalogue

PACKAGES = re.search(
    r'^packages="(.*)"$', Path(__file__).parents[1].joinpath("script/test").read_text("utf-8"), re.MULTILINE
)[1]
HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_MUSIC_DIR")
_outside: list[str] = []


def _guard(event: str, args: tuple[Any, ...]) -> None:
    """Refuse to leave this machine; an audit hook also sees what C code and threads do."""
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        host = args[1][0] if isinstance(args[1], tuple) else None  # a path is a Unix socket
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if not (host in {None, "", b"", "localhost", b"localhost"} or _is_loopback(host)):
        _outside.append(f"{event} {host}")
        raise AssertionError(f"a test reached for the outside world: {event} {host}")


def _is_loopback(host: str | bytes) -> bool:
    try:
        address = ip_address(host.decode() if isinstance(host, bytes) else host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified  # bound to, and asked about, never left by


sys.addaudithook(_guard)
signal.signal(signal.SIGINT, signal.default_int_handler)  # begun in the background, all children would be deaf to it


def _scrub(patch: pytest.MonkeyPatch, home: Path) -> None:
    for name in [name for name in os.environ if name.startswith("FSBRIDGE_")]:
        patch.delenv(name)
    for name in HOMES:
        patch.setenv(name, str(home if name == "HOME" else home / name.removeprefix("XDG_").lower()))


@pytest.fixture(scope="session", autouse=True)
def _scrubbed_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        _scrub(patch, tmp_path_factory.mktemp("home"))
        yield


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The test's own home folder; configuration, state and music of child processes lie in it too."""
    folder = tmp_path_factory.mktemp("home")
    _scrub(monkeypatch, folder)
    return folder


@pytest.fixture(scope="module")
def threads_end() -> Iterator[None]:
    """A module with a server of its own asks for it: what serves its tests ends with the module."""
    with running.threads_end():
        yield


@pytest.fixture(autouse=True)
def _threads_end(request: pytest.FixtureRequest) -> Iterator[None]:
    with nullcontext() if "threads_end" in request.fixturenames else running.threads_end():
        yield


@pytest.fixture(autouse=True)
def _nothing_outside() -> Iterator[None]:
    _outside.clear()
    yield
    assert not _outside


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Mounted]:
    """A small disk, plugged in as the sample folder; skipped where the machine lets nobody mount in a user namespace."""
    if reason := mounted.why_not():
        pytest.skip(f"{mounted.FORBIDDEN}: {reason}")
    with Mounted(tmp_path) as stick:
        stick.plug()
        yield stick


@pytest.fixture
def own_host() -> str:
    """An address of this machine that is not loopback; what is sent there does not leave the machine."""
    table = Path("/proc/net/fib_trie")
    local = re.findall(r"\|-- ([\d.]+)\n\s+/32 host LOCAL", table.read_text()) if table.exists() else []
    hosts = [host for host in local if not host.startswith("127.")]
    return hosts[0] if hosts else pytest.skip("this machine has no address beside loopback to ask from")


@pytest.fixture(scope="session")
def made(pytestconfig: pytest.Config) -> Path:
    """The demo's sounds, made once for a checkout and anew when what makes them changed; only to be read."""
    from filelock import FileLock

    from fsbridge.demo.made import make

    folder = pytestconfig.cache.mkdir("fsbridge-made")
    with FileLock(folder / "lock"):
        make(folder)
    return folder


@pytest.fixture(scope="module")
def catalogue(made: Path, threads_end: None) -> Iterator[Catalogue]:
    """The service with the demo's sounds, of the module."""
    from fsbridge.demo.dataset import load
    from fsbridge.demo.server import Catalogue

    with Catalogue(load(made / "dataset.json"), made / "files") as serving:
        yield serving


@pytest.fixture(scope="module")
def ids(catalogue: Catalogue) -> dict[str, int]:
    """The id of each sound of the service, by its name."""
    return {sound.name: sound.id for sound in catalogue.site.dataset.sounds}


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[Running]:
    """The daemon over that service, logged in, which the tests of a module share; of others they find no sound there."""
    folder = tmp_path_factory.mktemp("shared") / "sounds"
    running.log_in(catalogue.api_url, folder)
    with running.over(catalogue.api_url, folder) as daemon:
        yield daemon


@pytest.fixture
def patch(daemon: Running) -> Iterator[Peer]:
    """A client of that daemon."""
    with Peer(port=daemon.port) as patch:
        list(patch.ask("/fs/hello", "plain"))  # its port may have been another's, which had habits
        yield patch


@pytest.fixture
def free_port() -> int:
    """A UDP port that nobody listens on, for a program that can't choose one itself."""
    return running.free_udp_port()


@pytest.fixture
def fsbridge(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command here; gives its exit code, what it printed and what it complained of."""
    from fsbridge.cli import main

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exited:
            main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        return exited.value.code, told.out, told.err

    return run


@pytest.fixture
def child() -> Iterator[Callable[..., subprocess.Popen]]:
    """Start `fsbridge` in a process of its own, on a terminal or not; ended with the test."""
    with ExitStack() as started:

        def start(*arguments: object, **streams: Any) -> subprocess.Popen:
            pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, "text": True}
            command = [sys.executable, "-m", "fsbridge", *map(str, arguments)]
            process = started.enter_context(subprocess.Popen(command, **pipes | streams))
            started.callback(process.kill)
            alarm = threading.Timer(60, process.kill)
            started.callback(alarm.cancel)
            alarm.start()
            return process

        yield start


@pytest.fixture
def clock() -> TurningClock:
    """The time of a client and of the service that it asks."""
    return TurningClock()


@pytest.fixture
def service(clock: TurningClock) -> Iterator[Catalogue]:
    """The service over the recorded dataset."""
    with freesound_service.catalogue(clock=clock) as serving:
        yield serving


@pytest.fixture
def store(tmp_path: Path) -> TokenStore:
    """Where the client's login is kept."""
    return TokenStore(tmp_path / "login.json")


@pytest.fixture(name="running")
def _running(tmp_path: Path) -> Iterator[Room]:
    """A face on a real socket."""
    with room(tmp_path) as running_face:
        yield running_face


@pytest.fixture
def peer(running: Room) -> Iterator[Peer]:
    """A client of it."""
    with Peer(port=running.port) as asking:
        yield asking


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Room]:
    """A face whose clock the test turns."""
    with room(tmp_path, clock=HandClock()) as slow_face:
        yield slow_face


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the tests out by files, which share a daemon; those with hosts stay together, as they share what plays."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFiles(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            if "/hosts/" in file:
                return "hosts"
            return nodeid if file.endswith("/test_kills.py") else file  # the longest, and nothing is shared there

    return ByFiles(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test marked `host("pd", ...)` where a program is missing; where CI=true, fail it."""
    programs = {name for mark in item.iter_markers("host") for name in mark.args}
    if missing := sorted(name for name in programs if shutil.which(name) is None):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"host program missing: {' '.join(missing)}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly what was not tried on this machine."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    if programs := sum("host program" in reason for reason in skipped):
        terminalreporter.section("HOST PROGRAMS MISSING", sep="!", red=True)
        terminalreporter.line(f"{programs} tests with real {', '.join(PACKAGES.split())} were SKIPPED.")
        terminalreporter.line(f"On Debian or Ubuntu: sudo apt-get install --no-install-recommends {PACKAGES}")
    if mounts := sum(mounted.FORBIDDEN in reason for reason in skipped):
        terminalreporter.section("NOTHING CAN BE MOUNTED HERE", sep="!", red=True)
        terminalreporter.line(
            f"{mounts} tests of full, read-only and vanished folders were SKIPPED: {mounted.why_not()}"
        )
    if any(fuzz_reading.MISSING in reason for reason in skipped):
        terminalreporter.section("NOT FUZZED BY COVERAGE", sep="!", red=True)
        terminalreporter.line("atheris is missing; on Linux: .venv/bin/pip install atheris")
