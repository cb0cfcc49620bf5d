"""The quark: its own UnitTests in a real sclang with a real scsynth, and what only another program can see of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import running
import soundfile
from bad_days import Held
from programs import ROOT, file_facts
from quark import environment

TESTS = [
    f"{name}:{method}"
    for path in sorted((ROOT / "supercollider/Tests").glob("*.sc"))
    for name, body in re.findall(r"^(\w+) : \w+ \{\n(.*?)^\}", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    for method in re.findall(r"^\t(test_\w+)", body, re.MULTILINE)
]

SOUND_HERE = (
    'f.addDependant({ |f, fs, what, sound| if(what == \\sound) { "% %".format(sound.quality, sound.path).postln } })'
)


@pytest.fixture
def run_sclang(start, home):
    """Evaluate a line in a sclang that has what is installed in the home, and no more."""

    def run(line):
        script = home / "script.scd"
        script.write_text(line + "; 0.exit")
        return start("sclang", script, **environment(home))

    return run


@pytest.fixture(scope="module")
def records(daemon, jack, sclang):
    """Run all UnitTests; gives what came of each, with the lines that it posted."""
    runner = ROOT / "tests/hosts/quark_tests.scd"
    program = sclang(runner, FSBRIDGE_PORT=daemon.port, JACK_DEFAULT_SERVER=jack, SCSYNTH_PORT=running.free_udp_port())
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
    assert not [line for line in lines if re.search("ERROR|CALL STACK|FAILURE IN SERVER", line)]
    for line in lines:
        if found := re.match(r"FIGURE (\S+) (\S+)", line):
            figure(found[1], float(found[2]))


def test_the_methods_are_those_of_the_command_table():
    made = subprocess.run([sys.executable, ROOT / "script/quark.py"], check=True, capture_output=True, text=True)
    assert made.stdout == (ROOT / "supercollider/Classes/extFSBridge.sc").read_text("utf-8"), (
        "script/quark writes it anew"
    )


@pytest.mark.host("sclang", "scsynth", "jackd")
def test_the_lines_of_the_readme_play_from_a_fresh_start(daemon, patch):
    readme = (ROOT / "supercollider/README.md").read_text("utf-8")
    lines = re.search(r"^```supercollider\n.*?\n\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)[1]
    assert lines in (ROOT / "README.md").read_text("utf-8")
    patch.evaluate(f"FSBridge.default = FSBridge({daemon.port})")
    patch.evaluate(lines)
    patch.wait_for("a synth plays")
    patch.evaluate("f.free")


@pytest.mark.host("sclang", "scsynth", "jackd")
def test_first_the_preview_then_the_original_in_the_same_voice(catalogue, patch, tmp_path):
    held = Held("/sounds/1234/download/")
    catalogue.faults.plan(held)
    running.log_in(catalogue.api_url, tmp_path / "sounds")
    patch.evaluate('s.waitForBoot { "booted".postln }')
    patch.wait_for("^booted")
    with running.over(catalogue.api_url, tmp_path / "sounds") as daemon:
        patch.evaluate(f"f = FSBridge({daemon.port}); {SOUND_HERE}; x = f.first(1234)")
        preview = patch.wait_for(r"^preview (\S+)")[1]
        patch.wait_for("a synth plays")
        held.release()
        original = patch.wait_for(r"^original (\S+)")[1]
        patch.wait_for("a synth plays")
        assert preview != original
        patch.evaluate('"% voice, % frames".format(x.voices.size, x.buffer.numFrames).postln')
        assert patch.wait_for(r"(\d) voice, (\d+) frames").groups() == ("1", file_facts(original)[0])
        patch.evaluate('x.stop; f.free; "freed".postln')
        patch.wait_for("^freed")


@pytest.mark.host("sclang", "scsynth")
@pytest.mark.parametrize("words", ["drizzle", "tin roof", "six channels"])
def test_what_is_heard_is_the_file(words, daemon, patch, tmp_path, figure):
    """Rendered at the file's own rate: as long to a sample, as loud to -80 dB."""
    rendered = tmp_path / "rendered.wav"
    patch.evaluate(rf"""
        f = FSBridge({daemon.port});
        f.fetch(query: "{words}") {{ |sound|
            Score([
                [0, ['/d_recv', FSVoice.synthDef(sound.channels).asBytes]],
                [0, ['/b_allocRead', 0, sound.path, 0, 0]],
                [0, ['/s_new', FSVoice.synthDefName(sound.channels), 1000, 0, 0, \buffer, 0]],
                [sound.seconds + 0.5, ['/c_set', 0, 0]]
            ]).recordNRT("{tmp_path}/score.osc", "{rendered}", sampleRate: sound.samplerate, sampleFormat: "float",
                options: ServerOptions().numOutputBusChannels_(sound.channels),
                action: {{ "rendered %".format(sound.path).postln; f.free }})
        }}
    """)
    file, samplerate = soundfile.read(patch.wait_for(r"^rendered (.*)")[1], always_2d=True)
    heard, heard_rate = soundfile.read(rendered, always_2d=True)
    assert heard_rate == samplerate
    seconds = [1 + np.flatnonzero(np.abs(samples).max(axis=1) > 1e-4)[-1] for samples in (file, heard)]
    figure("frames_longer_than_the_file", seconds[1] - seconds[0])
    figure("greatest_difference_db", 20 * np.log10(max(np.abs(heard[: len(file)] - file).max(), 1e-10)))
    assert abs(seconds[1] - seconds[0]) <= 1
    assert np.abs(heard[: len(file)] - file).max() < 1e-4
    assert not heard[len(file) :].any()


@pytest.mark.host("sclang")
def test_it_is_installed_by_quarks_and_found_again(run_sclang, home):
    shutil.copytree(ROOT / "supercollider", home / "FSBridge")
    run_sclang(f'Quarks.install("{home}/FSBridge"); "done".postln').wait_for("^done")
    told = run_sclang('"quark %, class %".format(Quarks.installed.collect(_.name), \\FSBridge.asClass).postln')
    assert told.wait_for("^quark (.*), class (.*)").groups() == ("[ FSBridge ]", "FSBridge")


@pytest.mark.host("sclang")
def test_it_compiles_among_the_extensions(run_sclang, home):
    extensions = run_sclang("Platform.userExtensionDir.postln").wait_for(f"^{home}.*")[0]
    shutil.copytree(ROOT / "supercollider", Path(extensions) / "FSBridge")
    run_sclang('"class %".format(\\FSBridge.asClass).postln').wait_for("^class FSBridge$")
