"""The command line where nobody is asked: help, what was typed wrongly, the configuration."""

from __future__ import annotations

import io
import json
import re

import pytest

from fsbridge import __version__
from fsbridge.config.places import config_file, login_file

COMMANDS = "demo login run status search fetch bank banks send help install uninstall config"


def test_version_and_help(fsbridge):
    assert fsbridge("--version") == (0, f"fsbridge {__version__}\n", "")
    code, told, _ = fsbridge("--help")
    assert code == 0
    commands = re.findall(r"^  (\w+) {2,}[A-Z]", told.partition("Commands:")[2], re.MULTILINE)
    assert " ".join(commands) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS.split())
def test_every_command_has_help(fsbridge, command):
    code, told, _ = fsbridge(command, "--help")
    assert code == 0
    assert told.startswith(f"Usage: fsbridge {command}")
    assert fsbridge(command, "-h") == (0, told, "")


def test_a_verb_that_is_no_command_can_be_sent(fsbridge):
    code, _, said = fsbridge("info", "1234")
    assert code == 2
    assert "fsbridge send /fs/info 1234" in said


def test_what_is_asked_wrongly_ends_in_2(fsbridge):
    for arguments in (["nonsense"], ["send"], ["demo", "--latency", "-1"], ["--config", "/nowhere.toml", "status"]):
        code, told, complaint = fsbridge(*arguments)
        assert (code, told) == (2, "")
        assert "Error: " in complaint


def test_a_wrong_configuration_ends_in_2_with_all_that_is_wrong(fsbridge):
    code, told, complaint = fsbridge("status", "--port", "many", "--host", "here")
    assert (code, told) == (2, "")
    assert complaint.splitlines() == [
        'port = "many" (command line) must be a whole number from 0 to 65535.',
        'host = "here" (command line) must be a numeric address such as 127.0.0.1.',
    ]


def test_a_daemon_open_to_other_machines_does_not_start_unless_told_to_which(fsbridge):
    code, told, complaint = fsbridge("run", "--host", "0.0.0.0", "--port", 0)
    assert (code, told) == (2, "")
    assert complaint.startswith('host = "0.0.0.0" opens fsbridge to other machines')


def test_no_daemon_ends_in_3_and_says_how_to_start_one(fsbridge, free_port):
    port = free_port
    code, told, complaint = fsbridge("--port", port, "search", "rain")
    assert (code, told) == (3, "")
    assert f"port {port}" in complaint
    assert "`fsbridge run`" in complaint


def test_who_asks_questions_and_gets_no_answer_ends_with_a_word(fsbridge, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    code, told, complaint = fsbridge("login", "--no-browser")
    assert (code, complaint) == (130, "\nCancelled.\n")
    assert told.endswith("Client id: ")


def test_python_m_is_the_same(child):
    told, _ = child("--version").communicate()
    assert told == f"fsbridge {__version__}\n"


def test_options_are_shown_with_what_they_take(fsbridge):
    told = fsbridge("run", "--help")[1]
    for option in ("--host ADDRESS ", "--port 0..65535 ", "--level 1..3 ", "--log-level debug|info|warning|error\n"):
        assert f"  {option}" in told
    assert "0.0.0.0" in told
    assert "0.0.0.0" not in fsbridge("search", "--help")[1]
    assert "--port" not in fsbridge("login", "--help")[1]


def test_config_prints_what_holds_and_where_it_comes_from(fsbridge, monkeypatch):
    config_file().parent.mkdir(parents=True)
    config_file().write_text("level = 2\n")
    monkeypatch.setenv("FSBRIDGE_DOWNLOADS", "3")
    code, told, _ = fsbridge("--port", 7, "config")
    assert code == 0
    for line in (r"port +\= 7  # command line", r"downloads +\= 3  # environment", rf"level +\= 2  # {config_file()}"):
        assert re.search(f"^{line}$", told, re.MULTILINE)
    assert "Nobody is logged in" in told


def test_config_masks_the_login(fsbridge):
    login_file().parent.mkdir(parents=True)
    secrets = {"api_key": "canary-key", "access_token": "canary-access", "refresh_token": "canary-refresh"}
    login_file().write_text(json.dumps({"client_id": "abc", "username": "ada"} | secrets))
    code, told, complaint = fsbridge("config")
    assert code == 0
    assert "ada is logged in" in told
    assert "canary" not in told + complaint


@pytest.mark.parametrize("damage", [lambda path: path.write_text("{"), lambda path: path.mkdir()])
def test_a_damaged_login_is_a_sentence(fsbridge, damage):
    login_file().parent.mkdir(parents=True)
    damage(login_file())
    code, told, complaint = fsbridge("config")
    assert (code, complaint) == (0, "")
    assert "run `fsbridge login`" in told.splitlines()[-1]
