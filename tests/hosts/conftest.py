"""What the tests with programs from outside share: the daemon that they speak to, and how they are started and ended."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest
import quark
import running
from max_script import Script, looking
from programs import PATIENCE_SECONDS, Program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def start(request: pytest.FixtureRequest) -> Callable[..., Program]:
    """Start a program; it ends with the test."""

    def start(*command: object, **env: object) -> Program:
        program = Program(*command, **env)
        request.addfinalizer(program.close)
        return program

    return start


@pytest.fixture(scope="session")
def jack() -> Iterator[str]:
    """A sound server where no sound card is; gives its name.

    JACK keeps eight names, and that of a server which was killed until somebody uses it again: so they are few.
    """
    for number in range(4):
        name = f"fsbridge-{number}"
        program = Program("jackd", "-n", name, "-r", "-d", "dummy", "-r", 48000, "-p", 1024)
        try:
            if program.wait_for("self-connect|already active")[0] == "self-connect":
                yield name
                return
        finally:
            program.close()
    pytest.fail("all names of sound servers are taken")


@pytest.fixture(scope="module")
def sclang(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., quark.Sclang]]:
    """Start a sclang that has the quark; it ends with the module."""
    programs = []

    def start(*arguments: object, **env: object) -> quark.Sclang:
        programs.append(quark.sclang(tmp_path_factory.mktemp("sclang"), *arguments, **env))
        return programs[-1]

    yield start
    for program in programs:
        program.close()


@pytest.fixture(scope="module")
def patch(sclang: Callable[..., quark.Sclang], jack: str) -> quark.Sclang:
    """An interpreter with a server to boot, as a performer has it in front of him."""
    sc = sclang(JACK_DEFAULT_SERVER=jack)
    sc.wait_for("Welcome to SuperCollider")
    sc.evaluate(rf'Server.default = s = Server(\patch, NetAddr("127.0.0.1", {running.free_udp_port()}))')
    sc.evaluate("OSCFunc({ \"a synth plays\".postln }, '/n_go', s.addr).fix")
    sc.evaluate("FSHello.period = 0.2; s.options.numInputBusChannels = 0")
    return sc


@pytest.fixture
def restarting(tmp_path: Path, made: Path) -> Iterator[Callable[..., running.Running]]:
    """Start a daemon of the test's own; called again, it is killed without a word and started anew where it was."""
    daemons: list[running.Running] = []

    def restart(*options: str) -> running.Running:
        port = daemons[-1].port if daemons else running.free_udp_port()
        for daemon in daemons:
            daemon.kill()
        daemons.append(running.demo(tmp_path / "sounds", *options, made=made, port=port))
        return daemons[-1]

    yield restart
    for daemon in daemons[-1:]:
        daemon.stop()


@pytest.fixture
def max_script(request):
    """Start the script for the daemon on a port, and have it find that daemon; it ends with the test."""

    def begin(port, *, found=True, haste=1):
        script = Script(port, haste)
        request.addfinalizer(script.close)
        return looking(script, found=found)

    return begin


@pytest.fixture
def fake():
    """A socket in place of the daemon, for what a daemon does not do."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as fake:
        fake.bind(("127.0.0.1", 0))
        fake.settimeout(PATIENCE_SECONDS)
        yield fake


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str, float], None]:
    """Note a measured number; the run ends with all of them, and the JUnit file has them too."""
    return lambda name, value: request.node.user_properties.append((name, round(float(value), 3)))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell what was measured."""
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            terminalreporter.line(f"{report.fspath}: {name} {value}")
