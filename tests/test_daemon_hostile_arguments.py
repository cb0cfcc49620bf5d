"""Hostile texts in every argument: each request ends, and none of them gets to a shell, a path or into SQL."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import running
import watched
from fuzz import HOSTILE
from library_room import write_sound
from wrong_input import typed

from fsbridge.errors import CODES
from fsbridge.osc.commands import COMMANDS

AT_ONCE = 64
PROCESSES = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile", "pty.")
MARKED = [text for text in HOSTILE if len(text) > 5]
"""Texts that no path has by chance."""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return tmp_path_factory.mktemp("report") / "report"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, made, report):
    """Logged in to what can't be reached any more, so that every search is SQL; with a sound of the user's own."""
    folder = tmp_path_factory.mktemp("hostile") / "sounds"
    write_sound(folder / "heavy rain.wav")
    with running.catalogue(made) as api:
        running.log_in(api, folder)
    config = {"folder": str(folder), "port": 0, "log_level": "info"}
    program = (watched.__file__, str(report), api, json.dumps(config))
    with running.Running(folder, *program) as daemon:
        with daemon.caller() as caller:
            caller.send("/fs/notify", 1)
            caller.send("/fs/refresh", "library")
            while caller.hear(30).address != "/fs/event/added":
                pass
        assert daemon.ask("/fs/search", "heavy rain")[-1].arguments[-1] == "library"
        yield daemon


def requests(command):
    """Each argument with each hostile text, alone and between others, and as its own key."""
    least = typed(command.least)
    for text in HOSTILE:
        yield [text]
        yield [*least, f"@{text}", text]
        for name, argument in command.options.items():
            yield [*([] if name == "query" else least), argument.name, text]


def ends(daemon, command, asked):
    """Send some at once, and give what each ended in."""
    with daemon.caller() as caller:
        for number, written in enumerate(asked):
            arguments = [caller.port if argument == 57_120 else argument for argument in written]
            caller.send(command.address, *arguments, *([] if "@req" in arguments else ["@req", 5_000 + number]))
        got = []
        while len(got) < len(asked):
            heard = caller.hear(30)
            if heard.address == "/fs/error":
                got.append(heard.arguments[1])
            elif heard.address.endswith("/done"):
                got.append("done")
        return got


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.verb)
def test_hostile_texts_in_every_argument_end_in_an_answer(daemon, command):
    asked = list(requests(command))
    got = set().union(*(ends(daemon, command, asked[at : at + AT_ONCE]) for at in range(0, len(asked), AT_ONCE)))
    assert got <= CODES.keys() - {"internal"} | {"done"}


def test_none_of_it_got_further(daemon, report):
    events = report.read_text().splitlines()
    assert any(event.startswith("sqlite3.execute") and "words MATCH ?" in event for event in events)
    assert any("heavy rain" in event for event in events)
    assert not [event for event in events if event.startswith(PROCESSES)]
    assert not [event for event in events for text in MARKED if repr(text)[1:-1] in event]
    found = daemon.ask("/fs/search", "heavy rain")
    hits = [heard.arguments for heard in found if heard.address == "/fs/search/result"]
    assert [arguments[-2] for arguments in hits] == ["heavy rain.wav"]
    assert "Traceback" not in daemon.log.read_text()
    assert not list(Path.cwd().rglob("pwned"))
