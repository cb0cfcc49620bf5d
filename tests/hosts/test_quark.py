"""The quark: its own UnitTests in a real sclang with a real scsynth, and what only another program can see of it."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress

import pytest
from programs import ROOT, Program, free_udp_port

TESTS = [
    f"{name}:{method}"
    for path in sorted((ROOT / "supercollider/Tests").glob("*.sc"))
    for name, body in re.findall(r"^(\w+) : \w+ \{\n(.*?)^\}", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    for method in re.findall(r"^\t(test_\w+)", body, re.MULTILINE)
]
CLASS_PATH = """\
includePaths:
    - {path}
excludePaths:
    []
postInlineWarnings: false
excludeDefaultPaths: false
"""


@pytest.fixture(scope="module")
def started():
    """Start a program; it ends with the module."""
    programs = []

    def start(*command, **env):
        programs.append(Program(*command, **env))
        return programs[-1]

    yield start
    for program in reversed(programs):
        program.close()


@pytest.fixture(scope="module")
def sclang(started, tmp_path_factory):
    """Start a sclang whose class library has the quark."""

    def start(*arguments, **env):
        folder = tmp_path_factory.mktemp("sclang")
        (folder / "run").mkdir(mode=0o700)
        (folder / "conf.yaml").write_text(CLASS_PATH.format(path=ROOT / "supercollider"))
        env |= {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": 1}
        env |= {"HOME": folder, "XDG_RUNTIME_DIR": folder / "run"}
        return started("sclang", "-l", folder / "conf.yaml", *arguments, **env)

    return start


@pytest.fixture(scope="module")
def records(daemon, jack, sclang):
    """Run all UnitTests; gives what came of each, with the lines that it posted."""
    runner = ROOT / "tests/hosts/quark_tests.scd"
    program = sclang(runner, FSBRIDGE_PORT=daemon.port, JACK_DEFAULT_SERVER=jack, SCSYNTH_PORT=free_udp_port())
    with suppress(pytest.fail.Exception):  # that a test hangs shows in its record
        while program.wait_for("^ALL DONE|^END")[0] != "ALL DONE":
            pass
    records = {}
    name, lines = "", []
    for line in program.lines:
        if found := re.match(r"BEGIN (\S+)", line):
            name, lines = found[1], []
            records[name] = ("did not complete", lines)
        elif found := re.match(rf"END {name} (.+)", line):
            records[name] = (found[1], lines)
        lines.append(line)
    return records


@pytest.mark.host("sclang", "scsynth", "jackd")
@pytest.mark.parametrize("name", TESTS)
def test_unit(name, records, figure):
    verdict, lines = records.get(name, ("did not begin", []))
    assert verdict == "passed", "".join(lines)
    for line in lines:
        if found := re.match(r"FIGURE (\S+) (\S+)", line):
            figure(found[1], float(found[2]))


def test_the_methods_are_those_of_the_command_table():
    made = subprocess.run([sys.executable, ROOT / "script/quark"], check=True, capture_output=True, text=True)
    assert made.stdout == (ROOT / "supercollider/Classes/extFSBridge.sc").read_text("utf-8"), (
        "script/quark > supercollider/Classes/extFSBridge.sc"
    )
