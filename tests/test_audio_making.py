"""The WAV that is made of a sound file: its samples, samplerate, channels and bits, and what none is made of."""

import os
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
import soundfile
from test_audio import noise

from fsbridge.audio import m4a, making, reading, writing
from fsbridge.errors import BadMediaError, BusyError
from fsbridge.model import AudioFacts, Form


def wave(frames: int, hz: float, samplerate: int) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(frames) / samplerate)).astype("float32")[:, None]


@pytest.mark.parametrize(("container", "subtype"), [("WAV", "FLOAT"), ("WAV", "PCM_24"), ("FLAC", "PCM_16")])
def test_made_samples_are_the_sources(tmp_path, container, subtype):
    source, target = tmp_path / "source", tmp_path / "target"
    samples = noise(70_001, 2)
    writing.write(source, samples, 44100, container, subtype)
    facts = making.make(source, target, Form(44100, 2, 32))
    assert facts == AudioFacts(70_001, 44100, 2, "WAV", "FLOAT") == reading.check(target)
    written, _ = soundfile.read(target, dtype="float32")
    assert np.abs(written - samples).max() < 2**-15


@pytest.mark.parametrize(("bits", "subtype"), [(16, "PCM_16"), (24, "PCM_24"), (32, "FLOAT")])
def test_bits_name_the_encoding(tmp_path, bits, subtype):
    writing.write(tmp_path / "source", noise(100, 1), 44100, "WAV", "DOUBLE")
    facts = making.make(tmp_path / "source", tmp_path / "target", Form(44100, 1, bits))
    assert facts == AudioFacts(100, 44100, 1, "WAV", subtype) == reading.check(tmp_path / "target")
    assert (tmp_path / "target").read_bytes()[20:22] in {b"\x01\0", b"\x03\0"}  # a plain header, not EXTENSIBLE


@pytest.mark.parametrize(
    ("had", "wanted", "rule"),
    [
        (1, 1, lambda s: s),
        (2, 1, lambda s: s.mean(axis=1, keepdims=True)),
        (6, 1, lambda s: s.mean(axis=1, keepdims=True)),
        (1, 2, lambda s: np.hstack([s, s])),
        (1, 3, lambda s: np.hstack([s, s, s])),
        (6, 2, lambda s: s[:, :2]),
        (2, 4, lambda s: np.hstack([s, np.zeros_like(s)])),
        (2, 2, lambda s: s),
    ],
)
def test_channels(tmp_path, had, wanted, rule):
    samples = noise(70_000, had)
    writing.write(tmp_path / "source", samples, 44100, "WAV", "FLOAT")
    making.make(tmp_path / "source", tmp_path / "target", Form(44100, wanted, 32))
    written, _ = soundfile.read(tmp_path / "target", dtype="float32", always_2d=True)
    np.testing.assert_allclose(written, rule(samples), atol=1e-6)


@pytest.mark.parametrize("frames", [10, 441, 65_536, 65_537, 150_001])
@pytest.mark.parametrize(("samplerate", "wanted"), [(44100, 48000), (96000, 44100), (8000, 48000), (44100, 44101)])
def test_resampling_gives_the_rounded_number_of_frames(tmp_path, frames, samplerate, wanted):
    writing.write(tmp_path / "source", noise(frames, 2), samplerate, "WAV", "FLOAT")
    facts = making.make(tmp_path / "source", tmp_path / "target", Form(wanted, 2, 16))
    assert facts.frames == round(frames * wanted / samplerate) == reading.check(tmp_path / "target").frames


@pytest.mark.parametrize(
    ("frames", "samplerate", "wanted", "says"),
    [
        (3_000_000, 1_000, 384_000, "too long"),
        (1, 96_000, 44_100, "no sound"),
        (30_000, 1, 44_100, "at 1 Hz"),  # a chunk of it would be made gigabytes
        (30_000, 2**31 - 1, 8_000, "at 2147483647 Hz"),
    ],
)
def test_what_would_be_no_wav_is_refused(tmp_path, frames, samplerate, wanted, says):
    writing.write(tmp_path / "source", noise(frames, 1), samplerate, "WAV", "PCM_16")
    with pytest.raises(BadMediaError, match=says):
        making.make(tmp_path / "source", tmp_path / "target", Form(wanted, 1, 32))
    assert not (tmp_path / "target").exists()


def test_a_little_sound_takes_little_memory_at_any_rate(tmp_path):
    """In one piece, what comes of a block of it would be 200 MB."""
    writing.write(tmp_path / "source", noise(20_000, 1), 1_000, "WAV", "PCM_16")
    tracemalloc.start()
    facts = making.make(tmp_path / "source", tmp_path / "target", Form(384_000, 1, 16))
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert facts.frames == 20_000 * 384
    assert peak_bytes < 16_000_000


def test_resampling_keeps_pitch_level_and_place(tmp_path):
    writing.write(tmp_path / "source", wave(200_000, 1000, 48000), 48000, "WAV", "FLOAT")
    making.make(tmp_path / "source", tmp_path / "target", Form(44100, 1, 32))
    written, _ = soundfile.read(tmp_path / "target", dtype="float32", always_2d=True)
    middle = slice(1000, -1000)
    np.testing.assert_allclose(written[middle], wave(len(written), 1000, 44100)[middle], atol=1e-3)


def test_what_is_beyond_full_scale_is_clipped_and_what_is_no_number_is_silent(tmp_path):
    samples = np.array([[0.5], [1.7], [-3.0], [np.nan], [np.inf], [-np.inf], [0.25]], "float32")
    writing.write(tmp_path / "source", samples, 44100, "WAV", "FLOAT")
    making.make(tmp_path / "source", tmp_path / "target", Form(44100, 1, 16))
    written, _ = soundfile.read(tmp_path / "target", dtype="int16")
    assert written.tolist() == [16384, 32767, -32768, 0, 32767, -32768, 8192]


def test_float_sources_are_not_silenced(tmp_path):
    writing.write(tmp_path / "source", noise(1000, 1), 44100, "WAV", "DOUBLE")
    making.make(tmp_path / "source", tmp_path / "target", Form(44100, 1, 16))
    assert np.abs(soundfile.read(tmp_path / "target")[0]).max() > 0.4


FILL = """
import resource, signal, sys
from pathlib import Path
from fsbridge.audio import making
from fsbridge.errors import DiskFullError
from fsbridge.model import Form
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    making.make(Path(sys.argv[1]), Path(sys.argv[2]), Form(44100, 2, 16))
except DiskFullError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no limit of a file's size")
def test_no_room_is_said_and_nothing_is_left(tmp_path):
    writing.write(tmp_path / "source", noise(200_000, 2), 44100, "FLAC", "PCM_16")
    command = [sys.executable, "-c", FILL, str(tmp_path / "source"), str(tmp_path / "target")]
    said = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert "make room" in said.stdout, said.stderr
    assert not (tmp_path / "target").exists()


def test_a_file_that_nobody_waits_for_any_more_may_be_deleted_while_it_is_written(tmp_path, caplog):
    with writing.writing(tmp_path / "x", 44100, 1, "WAV", "PCM_16") as append:
        append(noise(1000, 1))
        (tmp_path / "x").unlink()
    assert caplog.records == []


@pytest.mark.parametrize("container", ["WAV", "M4A"])
def test_of_what_is_changed_meanwhile_no_wav_is_left(tmp_path, container):
    """One that was half the old sound, or all of it, would be taken for the new one's for ever."""
    source = tmp_path / "source"
    if container == "M4A":
        pytest.importorskip("av")
        m4a.write(source, noise(1000, 1), 44100)
    else:
        writing.write(source, noise(1000, 1), 44100, container, "PCM_16")

    class Target(type(tmp_path)):
        """While it is written, the user saves the source anew."""

        def open(self, *arguments):
            os.utime(source, ns=(1, 1))
            return super().open(*arguments)

    with pytest.raises(BusyError, match="changed"):
        making.make(source, Target(tmp_path / "target"), Form(44100, 1, 16))
    assert not (tmp_path / "target").exists()
