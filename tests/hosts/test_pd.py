"""The example for Pd, run by a real Pd; `driver.pd` beside it stands for the performer's hand."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from time import monotonic

import pytest
from programs import PATIENCE_SECONDS, example, file_facts

SOUND = r"^sound: 2 0 (\d+) (\S+) (\d+) (\d+) (\d+) "


@pytest.fixture
def pd(start, tmp_path, request):
    """Open the example for the daemon on this port; gives Pd and what clicks in it."""

    def begin(port):
        patch = tmp_path / "fsbridge-example.pd"
        patch.write_text(example("pd_patches/fsbridge-example.pd", port), "utf-8")
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(PATIENCE_SECONDS)
            quiet = ("-nogui", "-noaudio", "-nomidi", "-noprefs", "-stderr")
            driver = Path(__file__).with_name("driver.pd")
            number = server.getsockname()[1]
            program = start("pd", *quiet, "-open", patch, "-open", driver, "-send", f"driver-port {number}")
            hand, _ = server.accept()
        request.addfinalizer(hand.close)
        return program, lambda message: hand.sendall(f"{message};\n".encode())

    return begin


@pytest.mark.host("pd")
def test_search_fetch_and_read_into_a_table(daemon, pd):
    program, click = pd(daemon.port)
    click("search rain @count 5")
    first = program.wait_for(r"^hit: 1 0 (\d+) ")[1]
    program.wait_for("^searched: 1 5 ")
    click("fetch bang")
    id_, path, *told = program.wait_for(SOUND).groups()
    assert id_ == first
    assert tuple(told) == file_facts(path)
    assert program.wait_for(r"^size: (\d+)")[1] == told[0]
    assert not [line for line in program.lines if "error" in line or "failed" in line]


@pytest.mark.host("pd")
def test_none_of_150_hits_is_lost(daemon, pd):
    program, click = pd(daemon.port)
    click("search grain @count 150")
    program.wait_for("^searched: 1 150 ")
    hits = [int(match[1]) for line in program.lines if (match := re.match(r"hit: 1 (\d+) ", line))]
    assert hits == list(range(150))


@pytest.mark.host("pd")
def test_under_a_killed_daemon_the_patch_asks_again_and_gets_its_sound(restarting, pd, figure):
    program, click = pd(restarting("--rate", "1").port)  # no download comes to its end
    before = program.wait_for(r"^session: (\S+)")[1]
    click("search rain @count 5")
    program.wait_for("^searched")
    click("fetch bang")
    click("search rain @count 5")
    program.wait_for("^searched")  # by then the fetch, sent before, was accepted
    restarting()
    listening = monotonic()
    after = program.wait_for(r"^session: (\S+)")[1]
    figure("seconds_from_restart_to_session", monotonic() - listening)
    assert after != before
    _, path, *told = program.wait_for(SOUND).groups()
    assert tuple(told) == file_facts(path)
    assert program.wait_for(r"^size: (\d+)")[1] == told[0]
    figure("seconds_from_restart_to_sound", monotonic() - listening)
