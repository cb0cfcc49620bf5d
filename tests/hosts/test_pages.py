"""The pages of docs/hosts are true: those of programs that are here are run as they stand, the others read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from programs import ROOT, example

from fsbridge.osc.answers import SENT
from fsbridge.osc.commands import COMMANDS

PAGES = sorted((ROOT / "docs/hosts").glob("*.md"))
LATEST_SECONDS = 60


def code(name, port):
    """Give the first block of a page, for a daemon at this port."""
    return re.search(r"^```\w+\n(.*?)^```$", example(f"docs/hosts/{name}.md", port), re.MULTILINE | re.DOTALL)[1]


@pytest.fixture
def original(daemon):
    """What the pages fetch, as it lies in the folder."""
    sounds = [message for message in daemon.ask("/fs/fetch", "@query", "rain") if message.address == "/fs/fetch/sound"]
    return soundfile.read(sounds[0].arguments[2], always_2d=True)


def test_python_prints_the_path(daemon):
    done = subprocess.run(
        [sys.executable, "-c", code("python", daemon.port)],
        check=True, capture_output=True, text=True, timeout=LATEST_SECONDS,
    )  # fmt: skip
    sound, end = (line.split() for line in done.stdout.splitlines()[-2:])
    assert Path(sound[4]).is_file()
    assert (sound[0], end[0]) == ("/fs/fetch/sound", "/fs/fetch/done")


@pytest.mark.host("chuck")
def test_chuck_plays_the_samples_of_the_file(daemon, original, free_port, start, tmp_path):
    samples, samplerate = original
    played = tmp_path / "played.wav"
    record = f'dac => WvOut2 record => blackhole; "{played}" => record.wavFilename;\n'
    script = tmp_path / "page.ck"
    script.write_text(record + code("chuck", daemon.port).replace("7772", str(free_port)))
    chuck = start("chuck", "--silent", f"--srate:{samplerate}", script)
    assert chuck.process.wait(LATEST_SECONDS) == 0
    heard, _ = soundfile.read(played, always_2d=True)
    heard, samples = (each[np.argmax(np.abs(each).max(axis=1) > 0.01) :] for each in (heard, samples))
    heard = heard[: len(samples)]
    assert np.abs(heard - samples[: len(heard)]).max() < 2**-14  # it writes 16 bits
    assert not np.any(np.abs(samples[len(heard) :]) > 0.01)


@pytest.mark.host("csound")
def test_csound_plays_as_loud_as_the_file(daemon, original, free_port, start, tmp_path):
    script = tmp_path / "page.csd"
    page = code("csound", daemon.port).replace("7771", str(free_port))
    played = 'kend lastcycle\n  if kend == 1 then\n    printks "played\\n", 0\n  endif\nendin\n</CsInstruments>'
    script.write_text(page.replace("endin\n</CsInstruments>", played))
    csound = start("csound", "-+rtaudio=dummy", "-odac", "-d", script)
    csound.wait_for("^played")
    csound.process.terminate()
    peaks = csound.wait_for(r"overall amps:\D*([\d.]+)\s+([\d.]+)").groups()
    assert np.allclose([float(peak) for peak in peaks], np.abs(original[0]).max(axis=0), atol=1e-4)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_sends_and_hears_is_in_the_table(page):
    text = page.read_text("utf-8")
    named = set(re.findall(r"/fs/[a-z]+(?:/[a-z]+)?", text))
    assert named or "FSBridge" in text
    assert named <= SENT | set(COMMANDS)
    for options in re.findall(r'"@(\w+)"', text):
        assert any(options in command.options for command in COMMANDS.values())
