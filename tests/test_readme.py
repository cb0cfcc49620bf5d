"""README is true: its commands run, its table is the table, its files are there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import running
from terminal import on_terminal

from fsbridge.cli.configuration import reference
from fsbridge.cli.demo import SUPERCOLLIDER
from fsbridge.osc.commands import COMMANDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
LINES = [line for language, text in BLOCKS if language == "sh" for line in text.splitlines()]
NOT_RUN_HERE = {"pipx install .", "fsbridge login", "fsbridge run", "script/demo", ". .venv/bin/activate"}
"""They wait for a person, or make an environment; each has tests of its own."""
MESSAGES = re.findall(r"^\| `(/fs/[^`]+)` \|", README, re.MULTILINE)


def test_the_configuration_table_is_the_table_of_keys():
    made = re.search(r"<!-- made by `fsbridge config --reference` -->\n\n(.*?)\n<!--", README, re.DOTALL)
    assert made[1] == reference(), "paste what `fsbridge config --reference` prints"


@pytest.mark.parametrize("line", [line for line in LINES if line not in NOT_RUN_HERE])
def test_a_command_does_what_it_says(line, daemon, monkeypatch, tmp_path):
    monkeypatch.setenv("FSBRIDGE_PORT", str(daemon.port))
    shell = f'fsbridge() {{ "{sys.executable}" -m fsbridge "$@"; }}\nset -e\n{line}'
    done = subprocess.run(
        ["/bin/sh", "-c", shell], check=False, capture_output=True, text=True, cwd=tmp_path, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_search_shows_what_it_shows(child, tmp_path, made, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    shown = next(text for language, text in BLOCKS if language == "text")
    with running.demo(tmp_path / "folder", made=made) as fresh:
        seen = on_terminal(child, "--port", fresh.port, "search", "rain", "@count", "4")
    assert seen == shown.rstrip()


@pytest.mark.parametrize("line", sorted({line for line in LINES if line.startswith("script/")}))
def test_a_script_is_there(line):
    assert (ROOT / line.split()[0]).stat().st_mode & 0o111


def test_every_verb_is_in_the_table():
    assert {message.split()[0] for message in MESSAGES} == set(COMMANDS)


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_is_understood(message, daemon):
    last = daemon.ask(*message.split())[-1]
    assert last.address != "/fs/error" or last.arguments[0] == "not_found"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_the_demo_prints_the_supercollider_lines():
    assert next(text for language, text in BLOCKS if language == "supercollider").strip() == SUPERCOLLIDER.strip()


@pytest.mark.host("sclang")
def test_the_supercollider_lines_fetch(daemon, home, tmp_path):
    code = next(text for language, text in BLOCKS if language == "supercollider").strip()
    assert (code[0], code[-1], code.count("9770")) == ("(", ")", 1)
    script = tmp_path / "readme.scd"
    end = r"OSCdef(\end, { 0.exit }, '/fs/fetch/done'); { 20.wait; 3.exit }.fork(AppClock)"
    script.write_text(f"{code[1:-1].replace('9770', str(daemon.port))}\n{end}")
    (home / "run").mkdir(mode=0o700)
    env = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1", "XDG_RUNTIME_DIR": str(home / "run")}
    done = subprocess.run(
        ["sclang", script],
        check=False,
        env=os.environ | env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=40,
    )
    told = re.search(r"\[ /fs/fetch/sound, -?\d+, 0, \d+, (.*?), \d+, \d+, \d+, ", done.stdout)
    assert told, done.stdout
    assert Path(told[1]).is_file()
    assert "ERROR" not in done.stdout
