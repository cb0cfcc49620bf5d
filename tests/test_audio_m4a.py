"""What needs PyAV: M4A and WavPack where it is installed, and what is said where it is not."""

import subprocess
import sys

import numpy as np
import pytest
import soundfile

from fsbridge.audio import making, reading
from fsbridge.errors import BadMediaError
from fsbridge.model import AudioFacts, Form

HIDE_AV = """
import sys
from pathlib import Path
sys.modules["av"] = None  # as if it were not installed
from fsbridge.audio import reading
from fsbridge.errors import BadMediaError
try:
    reading.check(Path(sys.argv[1]))
except BadMediaError as error:
    print(error)
"""


def encode(path, samples, samplerate, codec="aac", container="ipod", sample_format="fltp", options=None):
    av = pytest.importorskip("av")
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[samples.shape[1]]
    if sample_format == "s16p":
        samples = (samples * 32767).astype("int16")
    if sample_format == "s32p":
        samples = (samples * (2**31 - 1)).astype("int32")
    with av.open(str(path), "w", format=container, options=options or {}) as file:
        stream = file.add_stream(codec, rate=samplerate, layout=layout)
        stream.format = sample_format
        for start in range(0, len(samples), 1024):
            block = np.ascontiguousarray(samples[start : start + 1024].T)
            frame = av.AudioFrame.from_ndarray(block, format=sample_format, layout=layout)
            frame.sample_rate, frame.pts = samplerate, start
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def wave(frames, channels, samplerate):
    mono = 0.5 * np.sin(2 * np.pi * 440 * np.arange(frames) / samplerate)
    return np.repeat(mono.astype("float32")[:, None], channels, axis=1)


@pytest.mark.parametrize(
    ("codec", "container", "sample_format", "said", "subtype"),
    [
        ("alac", "ipod", "s16p", "M4A", "ALAC_16"),
        ("alac", "ipod", "s32p", "M4A", "ALAC_32"),
        ("wavpack", "wv", "s16p", "WV", "PCM_16"),
        ("wavpack", "wv", "s32p", "WV", "PCM_32"),
        ("wavpack", "wv", "fltp", "WV", "FLOAT"),
    ],
)
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_lossless_ones_are_read_to_the_frame(tmp_path, codec, container, sample_format, said, subtype, channels):
    source = tmp_path / "sound"
    samples = wave(20_480, channels, 44100)
    encode(source, samples, 44100, codec, container, sample_format)
    facts = AudioFacts(20_480, 44100, channels, said, subtype)
    assert reading.check(source) == facts
    making.make(source, tmp_path / "made.wav", Form(44100, channels, 32))
    written, _ = soundfile.read(tmp_path / "made.wav", dtype="float32", always_2d=True)
    np.testing.assert_allclose(written, samples, atol=2**-14)


@pytest.mark.parametrize("channels", [1, 2])
def test_aac(tmp_path, channels):
    source = tmp_path / "sound.wav"  # the name says nothing
    encode(source, wave(48_000, channels, 48000), 48000)
    facts = reading.check(source)
    assert (facts.container, facts.subtype, facts.samplerate, facts.channels) == ("M4A", "AAC", 48000, channels)
    assert 48_000 <= facts.frames <= 51_000  # the encoder adds to both ends
    made = making.make(source, tmp_path / "made.wav", Form(24000, channels, 16))
    assert made.frames == round(facts.frames / 2)
    written, _ = soundfile.read(tmp_path / "made.wav", dtype="float32", always_2d=True)
    assert written[4000:20_000].std() == pytest.approx(0.35, abs=0.1)
    spectrum = np.abs(np.fft.rfft(written[4000:20_000, 0]))
    assert np.argmax(spectrum) * 24000 / 16_000 == pytest.approx(440, abs=2)


@pytest.mark.parametrize("options", [{}, {"movflags": "faststart"}])
@pytest.mark.parametrize("kept", [0.98, 0.5, 0.05])
def test_a_cut_one_is_refused(tmp_path, options, kept):
    path = tmp_path / "sound.m4a"
    encode(path, wave(48_000, 2, 48000), 48000, options=options)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(BadMediaError, match="Fetch it again"):
        reading.check(path)


@pytest.mark.parametrize(
    ("codec", "container", "sample_format"),
    [("aac", "ipod", "fltp"), ("alac", "ipod", "s16p"), ("wavpack", "wv", "s16p")],
)
def test_one_that_is_cut_between_two_packets_is_refused_and_a_verified_one_has_what_decodes(
    tmp_path, codec, container, sample_format
):
    path = tmp_path / "sound"
    options = {"movflags": "faststart"} if container == "ipod" else {}  # what it has is told at its beginning
    encode(path, wave(96_000, 2, 48000), 48000, codec, container, sample_format, options)
    whole = path.read_bytes()
    frames = reading.check(path).frames
    places = packets(path)
    for place in (places[-1], places[len(places) // 2]):
        path.write_bytes(whole[:place])
        with pytest.raises(BadMediaError, match="cut short"):
            reading.check(path)
    facts = reading.check(path, verified=True)
    assert 0.4 * frames < facts.frames < 0.6 * frames
    path.write_bytes(whole[: place + 100])
    assert 0 <= reading.check(path, verified=True).frames - facts.frames < 0.1 * frames, "where it breaks, it ends"
    made = making.make(path, tmp_path / "made.wav", Form(48000, 2, 16))
    assert made.frames == reading.check(path, verified=True).frames


def test_what_somebody_has_put_behind_one_is_no_part_of_it(tmp_path):
    path = tmp_path / "sound"
    encode(path, wave(48_000, 2, 48000), 48000)
    frames = reading.check(path).frames
    path.write_bytes(path.read_bytes() + b"TAG" + b"x" * 125)
    assert reading.check(path).frames == frames


def test_what_is_told_of_one_need_not_be_utf8(tmp_path):
    path = tmp_path / "sound"
    encode(path, wave(48_000, 2, 48000), 48000)
    frames = reading.check(path).frames
    path.write_bytes(path.read_bytes().replace(b"ftypM4A ", b"ftypM\xffA ", 1))
    assert reading.check(path).frames == frames


@pytest.mark.parametrize("length", [2**45, 2**63 - 1, 2**64 - 1])
def test_a_box_of_any_length_is_one_that_was_cut(tmp_path, length):
    path = tmp_path / "sound"
    encode(path, wave(48_000, 2, 48000), 48000)
    path.write_bytes(path.read_bytes() + (1).to_bytes(4, "big") + b"free" + length.to_bytes(8, "big"))
    with pytest.raises(BadMediaError, match="cut short"):
        reading.check(path)
    assert reading.check(path, verified=True).frames


def test_an_encoding_that_nobody_knows_is_refused(tmp_path):
    path = tmp_path / "sound"
    encode(path, wave(48_000, 2, 48000), 48000)
    path.write_bytes(path.read_bytes().replace(b"mp4a", b"zzzz").replace(b"esds", b"zzzz"))
    with pytest.raises(BadMediaError, match="can't be decoded"):
        reading.check(path)


def packets(path):
    """Where each begins in the file."""
    av = pytest.importorskip("av")
    with av.open(str(path)) as file:
        return [packet.pos for packet in file.demux() if packet.size]


@pytest.mark.parametrize("kept", [0.9, 0.1])
def test_a_cut_wavpack_is_refused(tmp_path, kept):
    path = tmp_path / "sound.wv"
    encode(path, wave(48_000, 2, 48000), 48000, "wavpack", "wv", "s16p")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(BadMediaError, match="Fetch it again"):
        reading.check(path)


@pytest.mark.parametrize(("content", "kind"), [(b"\0\0\0\x18ftypM4A ", "M4A"), (b"wvpk", "WV")])
def test_without_pyav_it_is_said_what_helps(tmp_path, content, kind):
    path = tmp_path / "sound"
    path.write_bytes(content + bytes(100))
    command = [sys.executable, "-c", HIDE_AV, str(path)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout
    assert said.startswith(kind)
    assert "pipx inject fsbridge av" in said
    assert "@quality preview" in said
