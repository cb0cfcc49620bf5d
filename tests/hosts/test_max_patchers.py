"""The objects of the Max package, played by our runner: the real script, the real daemon, and files that are really read."""

from __future__ import annotations

import pytest
from max_runner import Max
from max_script import Script
from programs import ROOT

PACKAGE = ROOT / "max_patches"
OTHERS = sorted([*PACKAGE.glob("help/*"), *PACKAGE.glob("extras/*")])
OF_THE_SCRIPT = {"first", "hello", "port", "host"}
"""What the script takes beside the verbs."""
pytestmark = pytest.mark.host("node")


@pytest.fixture
def world(request):
    """Max, with the package's patches on its path."""

    def script(args):
        started = Script(*args)
        request.addfinalizer(started.close)
        return started

    return Max(PACKAGE / "patchers", script)


@pytest.fixture
def package(request, daemon):
    """Max, with all of the package's patches finding this daemon, which they think is at the usual port."""

    def script(args):
        assert args in ([], [0])
        started = Script(daemon.port)
        request.addfinalizer(started.close)
        return started

    return Max(PACKAGE / "patchers", script)


def last(box, outlet):
    """Give what left an outlet last, if anything did."""
    return box.told[outlet] and box.told[outlet][-1]


def test_what_is_asked_before_the_script_is_up_is_asked_when_it_is(daemon, world):
    bridge = world.open("fsbridge", daemon.port)
    bridge.send("banks")
    bridge.send("search rain @count 3 @req 7")
    world.until(lambda: last(bridge, 3))
    done = {said[1]: said[2:] for said in world.until(lambda: len(bridge.told[3]) == 2 and bridge.told[3])}
    assert done["search"][:2] == [7, 3]
    assert [said[:3] for said in bridge.told[0] if said[0] == "result"] == [["result", 7, index] for index in range(3)]
    assert [said[:2] for said in bridge.told[5]] == [["state", 0], ["state", 1]]
    assert not world.console


def test_each_word_leaves_its_outlet(restarting, world):
    bridge = world.open("fsbridge", restarting("--rate", "20000").port)
    bridge.send("fetch 1234 99999999 @req 7")
    world.until(lambda: bridge.told[2] and bridge.told[4])
    bridge.send("cancel 7")
    world.until(lambda: len(bridge.told[4]) == 2 and bridge.told[3])
    assert bridge.told[2][0][:4] == ["progress", 7, 0, 1234]
    assert [said[:3] for said in bridge.told[4]] == [["failed", 7, 1], ["error", "fetch", 7]]
    assert bridge.told[3][-1][:2] == ["done", "cancel"]
    assert {said[0] for said in bridge.told[5]} == {"state"}


def test_a_buffer_is_filled_and_bangs(daemon, world):
    sampler = world.open("fsbridge.buffer~", "rain", daemon.port)
    sampler.send("fetch 1234")
    assert world.until(lambda: last(sampler, 0)) == ["bang"]
    id_, path, frames, samplerate, channels, *_ = last(sampler, 1)
    info = world.buffers["rain"]
    assert (id_, info.name) == (1234, path)
    assert (info.frames, info.samplerate, info.channels) == (frames, samplerate, channels)


def test_what_cannot_be_had_is_told_by_the_last_outlet(daemon, world):
    sampler = world.open("fsbridge.buffer~", "rain", daemon.port)
    sampler.send("fetch 99999999")
    assert world.until(lambda: [said for said in sampler.told[3] if said[0] == "failed"])[0][4] == "not_found"
    assert not sampler.told[0]


@pytest.mark.parametrize("bangs", [True, False])
def test_a_bank_is_filled_by_number_whether_polybuffer_bangs_or_not(daemon, world, bangs):
    world.bangs = bangs
    player = world.open("fsbridge.bank", "drums", daemon.port)
    player.send("bank rain @count 3")
    world.until(lambda: len(player.told[0]) == 3)
    assert player.told[0] == [[0], [1], [2]]
    for number, (_, path, frames, samplerate, channels, *_) in enumerate(player.told[1]):
        info = world.buffers[f"drums.{number + 1}"]
        assert (info.name, info.frames, info.samplerate, info.channels) == (path, frames, samplerate, channels)
    player.put(1, [2])
    assert player.told[4] == [["set", "drums.3"]]
    assert not world.console


def test_a_bank_that_is_there_is_loaded_by_its_name_alone_and_grows(daemon, world):
    daemon.ask("/fs/bank", "bells", "rain", "@count", 2)
    player = world.open("fsbridge.bank", "bells", daemon.port)
    player.send("bank")
    world.until(lambda: len(player.told[0]) == 2)
    player.send("bank rain @count 3")
    world.until(lambda: len(player.told[0]) == 3)
    assert player.told[0] == [[0], [1], [2]]
    assert sorted(world.buffers) == ["bells.1", "bells.2", "bells.3"]


def test_the_first_preview_is_replaced_by_the_original(restarting, world):
    sampler = world.open("fsbridge.buffer~", "rain", restarting().port)
    sampler.send("first 1234")
    world.until(lambda: len(sampler.told[0]) == 2)
    assert [info[6] for info in sampler.told[1]] == ["preview", "original"]
    assert world.buffers["rain"].name == sampler.told[1][1][1]
    assert not world.console


def test_two_in_one_patch_hear_their_own(daemon, world):
    one, other = (world.open("fsbridge.buffer~", name, daemon.port) for name in ("one", "other"))
    one.send("fetch 1234")
    other.send("fetch 1847")
    world.until(lambda: last(one, 0) and last(other, 0))
    assert [[info[0] for info in box.told[1]] for box in (one, other)] == [[1234], [1847]]
    assert world.buffers.keys() == {"one", "other"}


def test_what_is_under_a_killed_daemon_comes_when_it_is_back(restarting, world):
    sampler = world.open("fsbridge.buffer~", "rain", restarting("--rate", "1").port)
    sampler.send("fetch 1234")
    world.until(lambda: sampler.told[2])
    restarting()
    assert world.until(lambda: last(sampler, 0)) == ["bang"]
    assert world.buffers["rain"].frames > 0


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_every_patch_opens_and_finds_the_daemon(package, path):
    patch = package.open_file(path)
    bridges = [box for box in patch.inside() if box.kind == "fsbridge"]
    package.until(lambda: all([said for said in box.told[5] if said[:2] == ["state", 1]] for box in bridges))
    assert not package.console


def test_every_request_of_the_help_is_answered(package):
    patch = package.open_file(PACKAGE / "help/fsbridge.maxhelp")
    bridge = patch.find("fsbridge")
    messages = [box for box in patch.inner.boxes.values() if box.kind == "message"]
    clicked = [box for box in messages if box.text.split()[0] not in OF_THE_SCRIPT]
    for box in clicked:
        verb = {"more": "search"}.get(box.text.split()[0], box.text.split()[0])
        before = len(bridge.told[3])
        box.send("bang")
        package.until(lambda before=before: len(bridge.told[3]) > before)
        assert bridge.told[3][-1][:2] == ["done", verb]
    assert len(clicked) > 10
    assert not bridge.told[4]
