"""What a person sees at a terminal: tables, bars, and no line wider than it is."""

from __future__ import annotations

import json
import re
import shutil
import sys
from types import SimpleNamespace

import pytest
import running
from bad_days import Held
from freesound_service import REFUSED
from terminal import drawn, on_terminal

from fsbridge.cli import screen
from fsbridge.demo.faults import Fault
from fsbridge.osc.answers import ANSWERS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


def test_a_person_sees_tables_and_paths(child, daemon, monkeypatch):
    seen = on_terminal(child, "--port", daemon.port, "search", "rain", "@count", "3")
    assert re.search(r"id +name +by +license +length +format", seen)
    assert re.search(r"3 of \d+ sounds, page 1 of \d+, from \w+", seen)
    seen = on_terminal(child, "--port", daemon.port, "fetch", "@query", "rain", "@count", "2")
    assert seen.count(str(daemon.folder)) == 2
    monkeypatch.setenv("COLUMNS", "30")
    facts = on_terminal(child, "--port", daemon.port, "status")
    assert re.search(rf"folder +{re.escape(str(daemon.folder))}\s", facts), "whoever copies it wants it in one line"
    assert re.search(r"requests left this minute +no limit\s", facts)


def test_a_person_sees_the_numbers_and_the_folder_of_a_bank(child, daemon):
    folder = daemon.folder / "banks/tin"
    seen = on_terminal(child, "--port", daemon.port, "bank", "tin", "tin", "roof", "@count", "1")
    seen = seen.splitlines()
    path = next(number for number, line in enumerate(seen) if line.startswith(f"{folder}/000_1234__"))
    assert seen[path + 1] == "  number 0, 4.00 s, original, marisol, license cc0"
    assert f"1 in {folder}" in seen
    assert f"tin   1       {folder}" in on_terminal(child, "--port", daemon.port, "banks").splitlines()


@pytest.mark.parametrize(
    ("verb", "view"),
    [
        ("search", screen.Hits),
        ("fetch", screen.Arrivals),
        ("bank", screen.Arrivals),
        ("banks", screen.Banks),
        ("status", screen.Facts),
        ("help", screen.Help),
    ],
)
def test_whatever_the_daemon_may_answer_can_be_shown(verb, view):
    said = {"i": 1, "f": 0.5, "s": "one  two"}
    with view() as shown:
        for sent in sorted(ANSWERS[verb], key=lambda sent: sent.address.endswith("/done")):
            values = (said[tag] for tag in sent.types.lstrip("*"))
            shown.show(sent.address, dict(zip(sent.names, values, strict=True)))


def test_a_person_waits_for_banks_that_are_being_looked_at(child, tmp_path, made):
    with running.demo(tmp_path / "sounds", made=made) as daemon:
        folder = daemon.folder / "banks/own"
        folder.mkdir(parents=True)
        shutil.copy(next((made / "files").rglob("*.wav")), folder)
        assert f"own   1       {folder}" in on_terminal(child, "--port", daemon.port, "banks").splitlines()


@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_a_hits_name_can_be_read_in_any_terminal(columns, child, daemon, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    seen = on_terminal(child, "--port", daemon.port, "search", "tin roof", "@count", "1")
    assert re.search(r"^1234 +Rain on a tin", seen, re.MULTILINE)
    assert " here" in seen
    assert all(len(line) <= int(columns) for line in seen.splitlines())


def test_a_person_sees_what_came_of_each_sound(child, daemon):
    seen = on_terminal(child, "--port", daemon.port, "fetch", "1234", "7", ending=1)
    seen = seen.splitlines()
    path = next(number for number, line in enumerate(seen) if line.endswith("1234__marisol__rain-on-a-tin-roof.wav"))
    assert seen[path + 1] == "  4.00 s, original, marisol, license cc0"
    assert any(line.startswith("7: There is no sound 7") for line in seen)
    assert "1 here, 1 failed" in seen


def test_a_file_of_ones_own_is_fetched_by_its_negative_id(child, daemon, made):
    shutil.copy(next((made / "files").rglob("*.wav")), daemon.folder / "mine.wav")
    daemon.ask("/fs/refresh", "library")
    assert json.loads((daemon.folder / ".fsbridge/sounds/-1.json").read_text())["sound"]["name"] == "mine.wav"
    seen = on_terminal(child, "--port", daemon.port, "fetch", "-1").splitlines()
    assert seen[0].endswith(str(daemon.folder / "mine.wav"))
    assert re.fullmatch(r"  [\d.]+ s, original, license other", seen[1])


def test_nothing_found_is_told_in_words(child, daemon):
    seen = on_terminal(child, "--port", daemon.port, "search", "nothing-of-the-kind")
    assert seen.splitlines()[-1] == "nothing was found; try fewer words or wider ranges"


def test_a_search_that_waits_for_the_next_minute_says_how_long(child, tmp_path, catalogue):
    catalogue.faults.plan(Fault("/search/", 429, REFUSED))
    wrong_by, folder = tmp_path / "wrong by", tmp_path / "sounds"
    running.WrongClock.set(wrong_by, 0)
    running.log_in(catalogue.api_url, folder)
    with running.over(catalogue.api_url, folder, pacing=True, clock=str(wrong_by), leaps=True) as daemon:
        a_minute = SimpleNamespace(release=lambda: running.WrongClock.set(wrong_by, 70))
        seen = drawn(child, "--port", daemon.port, "search", "tin roof", held=[("throttled, ", a_minute)])
    assert re.search(r"throttled, \d\d s left \.\.\.", seen)
    assert "Rain on a tin" in seen


def test_help_is_a_table_wrapped_at_words(child, daemon, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    seen = on_terminal(child, "--port", daemon.port, "help").splitlines()
    hello = seen.index("/fs/hello sc @rate 48000  Say who you are and how you like")
    assert seen[hello + 1] == "@license cc0 by           your sounds; send it when your"


def test_a_bar_without_a_sound_goes_when_the_sounds_come(child, tmp_path, catalogue):
    search, download, again = Held("/search/"), Held("/1234/download/"), Held("/search/")
    for fault in (search, download):
        catalogue.faults.plan(fault)
    running.log_in(catalogue.api_url, tmp_path / "sounds")
    with running.over(catalogue.api_url, tmp_path / "sounds") as daemon:
        fetch = ("--port", daemon.port, "fetch", "@query")
        seen = drawn(child, *fetch, "rain", "@count", "2", held=[("asking", search), ("1234", download)])
        catalogue.faults.plan(again)
        failed = drawn(child, *fetch, "nothing-of-the-kind", ending=1, held=[("asking", again)])
    assert "asking" in failed
    assert "\x1b" not in failed.partition("Nothing was found")[2], "it was drawn over"
    seen = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen)
    bars = ["".join(re.findall(r"\d+ (?=━)", line)) for line in seen.splitlines() if "━ asking" in line]
    assert "" in bars
    assert "1234 " in bars
    assert "" not in bars[bars.index("1234 ") :]


def test_the_bar_of_a_sound_that_failed_goes_too():
    on_its_way = {"index": 0, "id": 7, "fraction": 0.5, "state": "downloading", "seconds_left": -1}
    with screen.Arrivals() as view:
        view.show("/fs/fetch/progress", on_its_way)
        assert len(view._progress.tasks) == 1
        view.show("/fs/fetch/failed", {"index": 0, "id": 7, "code": "timeout", "message": "It took too long."})
        assert not view._progress.tasks


@pytest.mark.parametrize(("name", "value", "sent"), [("NO_COLOR", "1", "\x1b\\[3"), ("TERM", "dumb", "\x1b")])
def test_no_colour_where_none_is_wanted_and_no_movement_where_none_is_known(
    name, value, sent, child, daemon, monkeypatch
):
    monkeypatch.setenv("TERM", "xterm-256color")
    command = ("--port", daemon.port, "fetch", "7")
    assert re.search(sent, drawn(child, *command, ending=1))
    monkeypatch.setenv(name, value)
    seen = drawn(child, *command, ending=1)
    assert "7: There is no sound 7" in seen
    assert not re.search(sent, seen)
