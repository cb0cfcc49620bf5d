"""What people click in the Max package, played by our runner: the browser and the examples."""

from __future__ import annotations

import pytest
from max_runner import Max
from max_script import Script
from programs import ROOT

pytestmark = pytest.mark.host("node")
PACKAGE = ROOT / "max_patches"


@pytest.fixture
def world(request, tmp_path, daemon):
    """Max, with the package's patches on its path; those of the examples name the daemon's port, which is any."""

    def script(args):
        started = Script(*args)
        request.addfinalizer(started.close)
        return started

    for path in [*(PACKAGE / "patchers").iterdir(), *(PACKAGE / "examples").iterdir()]:
        text = path.read_text("utf-8")
        for object_ in "fsbridge.buffer~ rain", "fsbridge.bank drops":
            text = text.replace(f'"{object_}"', f'"{object_} {daemon.port}"')
        (tmp_path / path.name).write_text(text, "utf-8")
    return Max(tmp_path, script)


@pytest.fixture
def browser(world, daemon):
    return world.open("fsbridge.browser", daemon.port)


def heard(box, word):
    """Give what came to a box, by its first word."""
    return [message[1:] for _, message in box.heard if message[0] == word]


def searched(world, browser, words):
    """Type words, press Enter, and wait for the answer."""
    table = browser.find("jit.cellblock")
    table.heard.clear()
    done = browser.find("fsbridge").told[3]
    before = len(done)
    browser.find("textedit").out(0, ["text", *words.split()])
    world.until(lambda: len(done) > before)
    return {(column, row): value for column, row, value in heard(table, "set")}


def test_hits_fill_the_rows(world, browser):
    cells = searched(world, browser, "rain @duration 1 5")
    results = [said[1:] for said in browser.find("fsbridge").told[0] if said[0] == "result"]
    assert len(results) > 5
    for _, row, _, _, seconds, samplerate, channels, _, license_, username, name, _ in results:
        shown = [cells[column, row] for column in range(6)]
        assert shown == [name, username, seconds, samplerate, channels, license_]
    assert [len(results), "sounds", "found"] in heard(browser.find("comment", "not connected"), "set")


def test_a_new_search_clears_the_rows_and_more_does_not(world, browser):
    first = searched(world, browser, "grain")
    table, done = browser.find("jit.cellblock"), browser.find("fsbridge").told[3]
    browser.find("textbutton", "more").out(0, ["bang"])
    world.until(lambda: len(done) == 2)
    rows = [row for _, row, _ in heard(table, "set")]
    assert (len(first) // 6, max(rows), len(heard(table, "clear"))) == (30, 59, 1)
    searched(world, browser, "bell")
    assert heard(table, "clear") == [["all"]]


def test_the_menu_chooses_the_license(world, browser):
    browser.find("umenu").out(0, [1])
    cells = searched(world, browser, "rain")
    assert {value for (column, _), value in cells.items() if column == 5} == {"cc0"}
    browser.find("umenu").out(0, [0])
    cells = searched(world, browser, "rain")
    assert len({value for (column, _), value in cells.items() if column == 5}) > 1


def test_a_click_plays_the_preview_and_keeps_playing_when_the_original_is_there(world, restarting):
    browser = world.open("fsbridge.browser", restarting().port)  # nobody has asked it for that sound before
    cells = searched(world, browser, "downpour")
    browser.find("jit.cellblock").out(0, [0, 0, cells[0, 0]])
    world.until(lambda: [said for said in browser.find("fsbridge").told[3] if said[1] == "fetch"])
    assert [said[6] for said in browser.told[2]] == ["preview", "original"]
    player = browser.find("groove~")
    assert [message for _, message in player.heard] == [[0]]
    (info,) = world.buffers.values()
    assert (info.name, info.channels) == (browser.told[2][-1][1], 2)
    assert player.args[0] in world.buffers
    browser.find("textbutton", "stop").out(0, ["bang"])
    browser.find("textbutton", "play").out(0, ["bang"])
    assert [message for _, message in player.heard] == [[0], ["stop"], [0]]


def test_a_mistake_is_told_in_the_line(world, browser):
    line = browser.find("comment", "not connected")
    searching = browser.find("textedit")
    searching.out(0, ["text", "rain", "@durations", 1])
    world.until(lambda: [said for said in heard(line, "set") if "@durations" in str(said[0])])


def test_one_line_to_a_sound(world):
    patch = world.open("fsbridge-one-line")
    patch.find("message", "@query rain").put(0, ["bang"])
    world.until(lambda: patch.find("groove~").heard)
    assert patch.find("groove~").heard == [(0, [0])]
    assert world.buffers["rain"].channels == 2
    assert [message[1] for _, message in patch.find("print", "sound").heard] == [world.buffers["rain"].name]
    assert not world.console


def test_a_bank_plays_while_it_fills(world):
    patch = world.open("fsbridge-bank-player")
    lots, player = patch.find("random"), patch.find("groove~")
    patch.find("message", "@count 8").put(0, ["bang"])
    world.until(lambda: lots.heard)
    assert lots.heard[0] == (1, [1])
    world.until(lambda: (1, [8]) in lots.heard)
    lots.out(0, [3])
    assert [message for _, message in player.heard] == [["set", "drops.4"], [0]]
    assert sorted(world.buffers) == [f"drops.{number}" for number in range(1, 9)]
    assert {info.channels for info in world.buffers.values()} == {2}
    assert not world.console
