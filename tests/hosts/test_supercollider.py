"""The example for SuperCollider, evaluated block by block as a performer does, in a real sclang with a real scsynth."""

from __future__ import annotations

import re
from time import monotonic

import numpy as np
import pytest
import soundfile
from programs import EXAMPLE_PORT, ROOT, example, file_facts
from quark import Sclang, environment

SOUND = r"2 sound (\d+): (\d+) frames, (\d+) Hz, (\d+) channels, (.+)"


class Example(Sclang):
    """An interpreter without the quark, and the blocks of the example."""

    def __init__(self, port, home, **env):
        super().__init__("sclang", "-i", "fsbridge", **environment(home), **env)
        text = example("supercollider/examples/raw-osc.scd", port)
        self._blocks = dict(re.findall(r"^// (\d)\. .*?^\(\n(.*?)^\)$", text, re.MULTILINE | re.DOTALL))

    def block(self, *numbers):
        for number in numbers:
            self.evaluate(self._blocks[str(number)])

    def ask(self, number, *words):
        self.evaluate(f"~ask.({number}, " + ", ".join(f'"{word}"' for word in words) + ")")


@pytest.fixture
def sclang(request, home):
    """Start an interpreter, and let it say hello to the daemon on this port."""

    def begin(port, **env):
        sclang = Example(port, home, **env)
        request.addfinalizer(sclang.close)
        sclang.wait_for("Welcome to SuperCollider")
        sclang.block(1, 2, 3)
        return sclang

    return begin


@pytest.fixture
def playing(daemon, sclang, jack, free_port):
    """An interpreter with a booted server, which plays where no sound card is and says so of every synth."""
    sc = sclang(daemon.port, JACK_DEFAULT_SERVER=jack)
    sc.evaluate(rf'Server.default = s = Server(\test, NetAddr("127.0.0.1", {free_port}))')
    sc.evaluate("OSCFunc({ \"a synth plays\".postln }, '/n_go', s.addr)")
    sc.evaluate('s.options.numInputBusChannels = 0; s.doWhenBooted({ "booted".postln })')
    sc.block(4)
    sc.wait_for("booted")
    yield sc
    sc.evaluate("s.quit")
    sc.wait_for("exited with exit code 0")
    assert not [line for line in sc.lines if "ERROR" in line or "FAILURE" in line]


@pytest.mark.host("sclang", "scsynth", "jackd")
def test_search_fetch_and_read_into_a_buffer_that_plays(playing):
    playing.block(5)
    playing.wait_for("1 done: 5 hits of")
    playing.block(6)
    id_, *told, path = playing.wait_for(SOUND).groups()
    assert tuple(told) == file_facts(path)
    assert playing.wait_for(rf"buffer {id_}: (\d+) frames, (\d+)\.0 Hz, (\d+) channels").groups() == tuple(told)
    playing.block(7)
    playing.wait_for("a synth plays")
    playing.block(8)


@pytest.mark.host("sclang", "scsynth", "jackd")
def test_the_lines_of_the_readme_play(daemon, playing):
    playing.block(8)  # of the example, so that the README's own lines do it
    readme = (ROOT / "README.md").read_text("utf-8")
    code = re.search(r"^```supercollider\n\(\n(.*?)^\)$", readme, re.MULTILINE | re.DOTALL)[1]
    playing.evaluate(code.replace(EXAMPLE_PORT, str(daemon.port)))
    playing.wait_for("a synth plays")


@pytest.mark.host("sclang", "scsynth")
def test_scsynth_plays_the_very_samples_of_the_file(daemon, sclang, tmp_path):
    sc = sclang(daemon.port)
    sc.ask(2, "/fs/fetch", "@query", "grain", "@as", "wav", "@channels", "1")
    *_, samplerate, _, path = sc.wait_for(SOUND).groups()
    rendered = tmp_path / "rendered.wav"
    sc.evaluate(rf"""
        Score([
            [0, ['/d_recv', SynthDef(\play, {{ Out.ar(0, PlayBuf.ar(1, 0)) }}).asBytes]],
            [0, ['/b_allocRead', 0, "{path}", 0, 0]],
            [0, ['/s_new', \play, 1000, 0, 0]],
            [1, ['/c_set', 0, 0]]
        ]).recordNRT("{tmp_path}/score.osc", "{rendered}", sampleRate: {samplerate}, sampleFormat: "float",
            options: ServerOptions().numOutputBusChannels_(1), action: {{ "rendered".postln }})
    """)
    sc.wait_for("^rendered")
    samples, _ = soundfile.read(path, dtype="float32")
    played, _ = soundfile.read(rendered, dtype="float32")
    assert len(samples) > 1000
    assert np.array_equal(played[: len(samples)], samples)


@pytest.mark.host("sclang")
def test_none_of_150_hits_is_lost(daemon, sclang):
    sc = sclang(daemon.port)
    sc.ask(1, "/fs/search", "grain", "@count", 150)
    sc.wait_for("1 done: 150 hits of")
    hits = [int(match[1]) for line in sc.lines if (match := re.match(r"1 hit (\d+): sound \d+", line))]
    assert hits == list(range(150))


@pytest.mark.host("sclang")
def test_under_a_killed_daemon_the_patch_asks_again_and_gets_its_sound(restarting, sclang, figure):
    sc = sclang(restarting("--rate", "1").port)  # no download comes to its end
    before = sc.wait_for(r"session (\d+)")[1]
    sc.ask(2, "/fs/fetch", "@query", "rain")
    sc.ask(1, "/fs/search", "rain")
    sc.wait_for("1 done")  # by then the fetch, sent before, was accepted
    restarting()
    listening = monotonic()
    after = sc.wait_for(r"session (\d+)")[1]
    figure("seconds_from_restart_to_session", monotonic() - listening)
    assert after != before
    *_, path = told = sc.wait_for(SOUND).groups()
    figure("seconds_from_restart_to_sound", monotonic() - listening)
    assert told[1:4] == file_facts(path)
    sc.wait_for("2 done")
