"""`fsbridge demo` and `fsbridge run`: what they say, what they refuse, and how they end."""

from __future__ import annotations

import re
import signal
import socket

import pytest
import running
from bad_days import soon


def test_the_demo_tells_what_happens(tmp_path, made):
    with running.demo(tmp_path / "sounds", made=made) as daemon, daemon.caller() as caller:
        messages = list(caller.ask("/fs/fetch", "@query", "soft\nrain", "@count", 1))
        list(caller.ask("/fs/ping"))
        told = [line.partition(f"127.0.0.1:{caller.port} ")[2] for line in daemon.log.read_text().splitlines()]
    lines = [line for line in told if line]
    assert re.fullmatch(r"asks   '/fs/fetch @query soft\\nrain @count 1 @req \d+'", lines[0])
    assert [line.split()[1] for line in lines[1:]] == [
        message.address for message in messages if not message.address.endswith("/progress")
    ]


def test_the_log_tells_what_was_wrong_and_on_which_day_though_nobody_listens(tmp_path, made):
    with running.demo(tmp_path / "folder", made=made) as daemon:
        daemon.folder.rename(tmp_path / "elsewhere")
        soon(lambda: "folder_missing: The sample folder" in daemon.log.read_text())
        (tmp_path / "elsewhere").rename(daemon.folder)
        soon(lambda: "folder_missing is over\n" in daemon.log.read_text())
        daemon.ask("/fs/ping")
        lines = daemon.log.read_text().splitlines()
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", line) for line in lines)


@pytest.mark.parametrize("port", [None, 9999])
def test_what_the_demo_says_to_type_reaches_it_whatever_is_configured(port, monkeypatch, tmp_path, made):
    told = running.free_udp_port()
    monkeypatch.setenv("FSBRIDGE_PORT", str(port or told))
    with running.demo(tmp_path / "folder", made=made, port=told) as daemon:
        words = re.search(r"(send /fs/search rain.*)\n", daemon.told)[1].split()
        assert ("--port" in words) == (port is not None)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_tells_its_ports_and_ends_cleanly(ending, tmp_path, made, home):
    with running.demo(tmp_path / "folder", made=made) as daemon:
        told = daemon.told
        catalogue = int(re.search(r"http://127\.0\.0\.1:(\d+)/", told)[1])
        assert f"send /fs/search rain --port {daemon.port}\n" in told
        assert f'NetAddr("127.0.0.1", {daemon.port})' in told
        assert "Making" not in told
        assert daemon.ask("/fs/ping")[-1].address == "/fs/ping/done"
        daemon.process.send_signal(ending)
        assert daemon.process.wait(30) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", catalogue)) != 0
    assert list(home.rglob("*")) == []
    assert {path.name for path in daemon.folder.iterdir()} == {".fsbridge"}
    assert "Traceback" not in daemon.log.read_text()


def test_the_demo_says_that_its_port_is_taken(child, daemon, tmp_path, made):
    running.demo(tmp_path / "folder", made=made).stop()
    process = child("demo", "--folder", tmp_path / "folder", "--port", daemon.port)
    _, complaint = process.communicate(timeout=30)
    assert process.returncode == 2
    assert f"{daemon.port} on 127.0.0.1 is taken" in complaint
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = child("demo", "--folder", tmp_path / "folder", "--http-port", taken.getsockname()[1], "--port", 0)
        _, complaint = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "--http-port" in complaint


def test_the_demo_does_not_touch_a_folder_of_another_service(fsbridge, tmp_path):
    marker = tmp_path / ".fsbridge" / "service"
    marker.parent.mkdir()
    marker.write_text("freesound\n")
    code, told, complaint = fsbridge("demo", "--folder", tmp_path)
    assert (code, told) == (2, "")
    assert "freesound" in complaint
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [marker]


def test_the_demo_says_where_there_is_no_room_for_its_sounds(fsbridge, stick):
    stick.fill(leave_bytes=200_000)
    code, _, complaint = fsbridge("demo", "--folder", stick.folder, "--port", 0)
    assert code == 1
    assert complaint == f"The disk is full: make room in {stick.folder}/.fsbridge/demo and ask again.\n"


def test_run_refuses_the_demos_folder_and_runs_in_its_own(child, fsbridge, daemon, tmp_path):
    process = child("run", "--folder", daemon.folder, "--port", 0)
    _, complaint = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "holds sounds of demo" in complaint
    process = child("run", "--folder", tmp_path / "own", "--port", 0)
    port = int(re.search(r"port (\d+)", process.stdout.readline())[1])
    assert process.stdout.readline() == "Nobody is logged in; `fsbridge login` does that.\n"
    facts = dict(line.split("\t") for line in fsbridge("status", "--port", port)[1].splitlines())
    assert facts["authorized"] == "0"
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert "Traceback" not in process.stderr.read()


def test_options_may_stand_before_the_command(tmp_path, made, free_port):
    running.demo(tmp_path / "folder", made=made).stop()
    arguments = ["--port", str(free_port), "demo", "--folder", str(tmp_path / "folder")]
    with running.Running(tmp_path / "folder", "-m", "fsbridge", *arguments) as daemon:
        assert daemon.port == free_port
        assert f"rain --port {free_port}\n" in daemon.told
