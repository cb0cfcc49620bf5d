"""The objects of the Max package, played by our runner: the real script, the real daemon, and files that are really read."""

from __future__ import annotations

import pytest
from max_runner import Max
from max_script import Script
from programs import ROOT

pytestmark = pytest.mark.host("node")


@pytest.fixture
def world(request):
    """Max, with the package's patches on its path."""

    def script(args):
        started = Script(*args)
        request.addfinalizer(started.close)
        return started

    return Max(ROOT / "max_patches/patchers", script)


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
