"""docs/installations.md is true: its files are such as systemd and launchd take, and what they start ends and fails as they expect."""

from __future__ import annotations

import os
import plistlib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest

from fsbridge.config import Config

PAGE = Path(__file__).parents[1] / "docs" / "installations.md"
BLOCKS = dict(re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL))
UNIT = ConfigParser(interpolation=None)
UNIT.optionxform = str
UNIT.read_string(BLOCKS["ini"])
AGENT = plistlib.loads(BLOCKS["xml"].encode())


@pytest.fixture
def installed(home):
    """The command where pipx puts it."""
    command = home / ".local/bin/fsbridge"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m fsbridge "$@"\n')
    command.chmod(0o755)
    return command


def told_by(service, home):
    """Give the command of the unit, or of the agent, as it is for the user of that home."""
    if service == "systemd":
        return shlex.split(UNIT["Service"]["ExecStart"].replace("%h", str(home)))
    return [part.replace("/Users/YOU", str(home)) for part in AGENT["ProgramArguments"]]


def test_systemd_takes_the_unit_without_a_word(installed, tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is missing")
    unit = tmp_path / "fsbridge.service"
    unit.write_text(BLOCKS["ini"])
    verify = ["systemd-analyze", "verify", "--user", "--man=no", str(unit)]
    (tmp_path / "run").mkdir(mode=0o700)
    env = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path / "run")}
    done = subprocess.run(verify, check=False, capture_output=True, text=True, env=env, timeout=60)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("service", ["systemd", "launchd"])
def test_what_is_started_so_ends_when_it_is_told_to_and_is_no_failure(service, installed, home, monkeypatch):
    monkeypatch.setenv("FSBRIDGE_PORT", "0")
    with subprocess.Popen(told_by(service, home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline().startswith("fsbridge listens on 127.0.0.1")
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        finally:
            process.kill()
        assert process.stderr.read() == ""


@pytest.mark.parametrize("service", ["systemd", "launchd"])
def test_what_can_not_start_is_a_failure_and_started_again(service, installed, home, monkeypatch):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("FSBRIDGE_PORT", str(taken.getsockname()[1]))
        ended = subprocess.run(told_by(service, home), check=False, capture_output=True, text=True, timeout=60)
    assert ended.returncode > 0
    assert "taken" in ended.stderr
    assert (UNIT["Service"]["Restart"], UNIT["Unit"]["StartLimitIntervalSec"]) == ("on-failure", "0")
    assert AGENT["KeepAlive"] == {"SuccessfulExit": False}


def test_the_configuration_can_be_used(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(BLOCKS["toml"])
    config = Config.load({}, file)
    config.require_allow()
    assert {name for name, source in config.sources.items() if source == str(file)} == set(
        tomllib.loads(BLOCKS["toml"])
    )


@pytest.mark.parametrize("line", BLOCKS["sh"].splitlines())
def test_what_is_looked_at_from_afar_is_told(line, installed, daemon, monkeypatch):
    monkeypatch.setenv("FSBRIDGE_PORT", str(daemon.port))
    monkeypatch.setenv("PATH", f"{installed.parent}:{os.environ['PATH']}")
    done = subprocess.run(["/bin/sh", "-c", line], check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    if "grep" in line:
        assert done.stdout == "online\t1\nauthorized\t1\n"
    if line.startswith("df"):
        assert "%" in done.stdout
