"""Sound files as they come: every container, cut ones, broken ones, wrong ones."""

import asyncio
import io
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile

from fsbridge.audio import SoundFiles, making, reading, signs, writing
from fsbridge.core.pools import Pool
from fsbridge.errors import BadMediaError
from fsbridge.model import AudioFacts, Form

WAVS = ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"]
FORMATS = [
    *(("WAV", subtype) for subtype in WAVS),
    *(("WAVEX", subtype) for subtype in WAVS),
    *(("AIFF", subtype) for subtype in ("PCM_S8", "PCM_16", "PCM_24", "PCM_32", "FLOAT")),
    ("FLAC", "PCM_16"),
    ("FLAC", "PCM_24"),
    ("OGG", "VORBIS"),
    ("OGG", "OPUS"),
    ("MP3", "MPEG_LAYER_III"),
]
RATES = [8000, 44100, 48000, 96000]
CAN_BE_CUT = [("WAV", "PCM_16"), ("WAV", "FLOAT"), ("WAVEX", "PCM_24"), ("AIFF", "PCM_16"), ("FLAC", "PCM_16")]
CAN_BE_CUT += [("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III")]


def noise(frames: int, channels: int) -> np.ndarray:
    return np.random.default_rng(1).uniform(-0.5, 0.5, (frames, channels)).astype("float32")


def can_be_written(container: str, subtype: str, samplerate: int) -> bool:
    if subtype == "OPUS":
        return samplerate in {8000, 48000}
    return container != "MP3" or samplerate <= 48000


@pytest.mark.parametrize("samplerate", RATES)
@pytest.mark.parametrize(("container", "subtype"), FORMATS)
def test_every_format_is_read_to_the_frame(tmp_path, container, subtype, samplerate):
    if not can_be_written(container, subtype, samplerate):
        samplerate = 48000
    path = tmp_path / "sound"  # the name says nothing
    writing.write(path, noise(70_001, 2), samplerate, container, subtype)
    facts = AudioFacts(70_001, samplerate, 2, container.replace("WAVEX", "WAV"), subtype)
    assert reading.check(path) == facts


@pytest.mark.parametrize("kept", [0.98, 0.5, 0.1])
@pytest.mark.parametrize(("container", "subtype"), CAN_BE_CUT)
def test_a_file_cut_short_is_refused(tmp_path, container, subtype, kept):
    path = tmp_path / "sound"
    writing.write(path, noise(100_000, 2), 48000, container, subtype)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(BadMediaError, match=r"[Ff]etch"):
        reading.check(path)


@pytest.mark.parametrize(("container", "subtype"), CAN_BE_CUT)
def test_a_single_missing_byte_is_noticed(tmp_path, container, subtype):
    path = tmp_path / "sound"
    writing.write(path, noise(20_000, 2), 48000, container, subtype)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BadMediaError):
        reading.check(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\0" * 10_000, "no format"),
        (bytes(range(256)) * 40, "no format"),
        (b"RIFF", "no format"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "no format"),
        (b"OggS\0", "cut short"),
        (b"OggS\0\x02" + bytes(40), "no format"),
        (b"ID3\x03\0\0\0\0\0\x10", "no format"),
        (b"\n <!DOCTYPE html><html><body>Log in to Hotel Wi-Fi</body></html>", "web page"),
        (b"<HTML><head></head></HTML>", "web page"),
        (b'{"detail": "Not found"}', "no format"),
        (b"\0\0\0\x18ftypM4A " + bytes(100), "damaged|fsbridge\\[m4a\\]"),
        (b"wvpk" + bytes(100), "damaged|fsbridge\\[m4a\\]"),
    ],
)
@pytest.mark.parametrize("name", ["rain.wav", "rain.part", "rain.raw"])
def test_what_is_no_sound_is_refused_with_advice(tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadMediaError, match=says) as refused:
        reading.check(path)
    assert "etch" in str(refused.value)
    assert str(tmp_path) not in str(refused.value)


def test_a_file_without_frames_is_refused(tmp_path):
    soundfile.write(tmp_path / "silent.wav", np.zeros((0, 2)), 44100)
    with pytest.raises(BadMediaError, match="no sound"):
        reading.check(tmp_path / "silent.wav")


def test_a_missing_file_is_the_callers_affair(tmp_path):
    with pytest.raises(FileNotFoundError):
        reading.check(tmp_path / "none.wav")


def test_a_wav_that_was_streamed_has_what_is_there(tmp_path):
    path = tmp_path / "streamed.wav"
    soundfile.write(path, noise(1000, 1), 44100, "PCM_16")
    whole = bytearray(path.read_bytes())
    whole[40:44] = b"\xff\xff\xff\xff"  # the length of its data, by a writer that could not seek back
    path.write_bytes(whole)
    assert reading.check(path).frames == 1000


def wav_bytes(path: Path, frames: int = 1000) -> bytearray:
    soundfile.write(path, noise(frames, 1), 44100, "PCM_16", format="WAV")
    return bytearray(path.read_bytes())


def without_count(flac: Path) -> bytes:
    whole = bytearray(flac.read_bytes())
    whole[21] &= 0xF0  # the 36 bits of STREAMINFO that count the samples
    whole[22:26] = bytes(4)
    return bytes(whole)


def test_a_verified_original_is_as_long_as_it_is_whatever_its_header_says(tmp_path):
    path = tmp_path / "sound"
    whole = wav_bytes(path)
    whole[40:44] = (2002).to_bytes(4, "little")
    path.write_bytes(whole)
    with pytest.raises(BadMediaError, match="cut short"):
        reading.check(path)
    assert reading.check(path, verified=True) == AudioFacts(1000, 44100, 1, "WAV", "PCM_16")
    assert making.make(path, tmp_path / "made.wav", Form(44100, 2, 16)).frames == 1000


@pytest.mark.parametrize(("container", "subtype"), [("MP3", "MPEG_LAYER_III"), ("OGG", "VORBIS")])
def test_a_verified_original_has_what_decodes(tmp_path, container, subtype):
    path = tmp_path / "sound"
    writing.write(path, noise(100_000, 2), 48000, container, subtype)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(BadMediaError):
        reading.check(path)
    facts = reading.check(path, verified=True)
    assert 20_000 < facts.frames < 80_000
    assert making.make(path, tmp_path / "made.wav", Form(48000, 2, 16)).frames == facts.frames
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(BadMediaError):
        reading.check(path, verified=True)


@pytest.mark.parametrize("riff_length", [None, 0])
def test_a_verified_wav_whose_length_was_never_filled_in_is_made_into_one_that_hosts_load(tmp_path, riff_length):
    path = tmp_path / "sound"
    whole = wav_bytes(path, 70_000)
    whole[40:44] = bytes(4)
    if riff_length is not None:
        whole[4:8] = riff_length.to_bytes(4, "little")
    path.write_bytes(whole)
    with pytest.raises(BadMediaError, match="no sound"):
        reading.check(path)
    facts = reading.check(path, verified=True)
    assert (facts.frames, facts.container) == (70_000, "WAV without length")
    making.make(path, tmp_path / "made.wav", Form(44100, 1, 16))
    np.testing.assert_allclose(soundfile.read(tmp_path / "made.wav")[0], noise(70_000, 1)[:, 0], atol=2**-15)


def test_a_verified_flac_that_promises_more_frames_is_told_from_one_that_hosts_load(tmp_path):
    path = tmp_path / "sound"
    soundfile.write(path, noise(9_000, 1), 44100, "PCM_16", format="FLAC")
    assert reading.check(path).container == "FLAC"
    promising = bytearray(path.read_bytes())
    promising[24] += 1  # of STREAMINFO's count: 256 frames more
    path.write_bytes(promising)
    assert reading.check(path, verified=True) == AudioFacts(9_000, 44100, 1, "FLAC without length", "PCM_16")


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("counts", [True, False])
def test_a_verified_flac_that_breaks_has_what_decodes_before_and_hosts_are_given_a_wav(tmp_path, channels, counts):
    path = tmp_path / "sound"
    samples = noise(300_000, channels)
    writing.write(path, samples, 44100, "FLAC", "PCM_16")
    broken = bytearray(path.read_bytes() if counts else without_count(path))
    broken[len(broken) // 2] ^= 0xFF
    path.write_bytes(broken)
    with pytest.raises(BadMediaError, match="damaged"):
        reading.check(path)
    facts = reading.check(path, verified=True)
    assert (facts.container, facts.samplerate, facts.channels) == ("FLAC without length", 44100, channels)
    assert 140_000 < facts.frames < 150_000, "to the packet that is broken"
    making.make(path, tmp_path / "made.wav", Form(44100, channels, 16))
    made, _ = soundfile.read(tmp_path / "made.wav", dtype="float32", always_2d=True)
    np.testing.assert_allclose(made, samples[: facts.frames], atol=2**-15)
    path.write_bytes(broken[:100] + bytes(1000))
    with pytest.raises(BadMediaError, match="damaged"):
        reading.check(path, verified=True)


@pytest.mark.parametrize("rest", [b"", b"LIST\x05\0\0\0INFO!\0id3 \x04\0\0\0ABCD"])
def test_a_verified_wav_without_frames_is_refused(tmp_path, rest):
    path = tmp_path / "sound"
    whole = wav_bytes(path)[:44]
    whole[40:44] = bytes(4)
    path.write_bytes(whole + rest)
    with pytest.raises(BadMediaError, match="no sound"):
        reading.check(path, verified=True)


@pytest.mark.parametrize("frames", [100, 70_001])
def test_a_flac_that_does_not_count_its_frames_has_what_decodes(tmp_path, frames):
    path = tmp_path / "sound"
    writing.write(path, noise(frames, 1), 44100, "FLAC", "PCM_16")
    path.write_bytes(without_count(path))
    assert reading.check(path) == AudioFacts(frames, 44100, 1, "FLAC without length", "PCM_16")
    assert making.make(path, tmp_path / "made.wav", Form(44100, 1, 16)).frames == frames


def test_many_channels_take_no_more_memory(tmp_path):
    path = tmp_path / "sound"
    soundfile.write(path, np.zeros((2000, 1024), "int16"), 44100, "PCM_16", format="WAV")
    reading.check(path)  # what is imported is not counted
    tracemalloc.start()
    try:
        reading.check(path)
        making.make(path, tmp_path / "made.wav", Form(48000, 1, 16))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("chunk", [bytes(8), b"abcd\0\0\0\0"])
def test_a_header_that_leads_nowhere_is_followed_a_little_only(chunk):
    class Counted(io.BytesIO):
        reads = 0

        def read(self, size=-1):
            self.reads += 1
            return super().read(size)

    file = Counted(b"RIFF\xff\xff\xff\x7fWAVE" + chunk * 100_000)
    assert signs.lengths(file)[1] == 0
    assert file.reads < 2000


def test_a_wav_with_further_chunks_is_whole(tmp_path):
    path = tmp_path / "tagged.wav"
    soundfile.write(path, noise(1001, 1), 8000, "PCM_U8")  # an odd number of bytes, so a pad byte follows
    whole = bytearray(path.read_bytes())
    tagged = whole[:12] + b"LIST\x05\0\0\0INFO!\0" + whole[12:]
    path.write_bytes(tagged + b"id3 \x04\0\0\0ABCD")
    assert reading.check(path).frames == 1001
    path.write_bytes(tagged[:-10])
    with pytest.raises(BadMediaError, match="cut short"):
        reading.check(path)


def test_an_mp3_with_a_tag_before_its_count_is_read_to_the_frame(tmp_path):
    path = tmp_path / "tagged.mp3"
    writing.write(path, noise(50_001, 1), 44100, "MP3", "MPEG_LAYER_III")
    whole = b"ID3\x03\0\0\0\0\x04\0" + bytes(512) + path.read_bytes()
    path.write_bytes(whole)
    assert reading.check(path).frames == 50_001
    path.write_bytes(whole[:-2000])
    with pytest.raises(BadMediaError, match="cut short"):
        reading.check(path)


def mp3_without_count(path: Path, samples: np.ndarray, samplerate: int, constant: bool) -> bytes:
    mode = "CONSTANT" if constant else "VARIABLE"
    soundfile.write(path, samples, samplerate, "MPEG_LAYER_III", format="MP3", bitrate_mode=mode, compression_level=0.5)
    whole = path.read_bytes()
    sign = max(whole.find(b"Info"), whole.find(b"Xing"))
    assert 0 < sign < 200
    return whole[whole.index(whole[:2], sign) :]  # from the second frame on


@pytest.mark.parametrize("tag", [b"", b"ID3\x03\0\0\0\0\x01\0" + bytes(128)])
def test_an_mp3_that_does_not_count_its_frames_has_what_decodes(tmp_path, tag):
    path = tmp_path / "sound.mp3"
    path.write_bytes(tag + mp3_without_count(path, noise(100_000, 2), 44100, constant=True))
    facts = reading.check(path)
    assert facts.frames % 1152 == 0
    assert 99_000 < facts.frames < 103_000
    assert making.make(path, tmp_path / "made.wav", Form(44100, 2, 16)).frames == facts.frames


def test_an_mp3_that_libsndfile_reads_only_in_part_is_refused(tmp_path):
    path = tmp_path / "sound.mp3"
    swelling = noise(200_000, 1) * (np.arange(200_000)[:, None] < 30_000)
    path.write_bytes(mp3_without_count(path, swelling.astype("float32"), 44100, constant=False))
    with pytest.raises(BadMediaError, match="preview"):
        reading.check(path)


@pytest.mark.parametrize(("container", "subtype"), [("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("WAV", "PCM_16")])
def test_what_decodes_without_end_is_given_up(tmp_path, container, subtype):
    """Silence packs so well that a file of a megabyte can hold a year of it."""
    writing.write(tmp_path / "source", np.zeros((100_000, 2), "float32"), 44100, container, subtype)
    assert reading.check(tmp_path / "source", samples_max=200_000).frames == 100_000
    for verified in (False, True):
        with pytest.raises(BadMediaError, match="longer"):
            reading.check(tmp_path / "source", verified=verified, samples_max=199_999)


def test_the_room_works_in_its_pool(tmp_path):
    async def use() -> tuple[AudioFacts, ...]:
        pool = Pool("audio", 2)
        files = SoundFiles(pool)
        try:
            made = await files.make(tmp_path / "source", tmp_path / "target", Form(48000, 1, 24))
            checked, again = await asyncio.gather(*(files.check(tmp_path / "target") for _ in range(2)))
            with pytest.raises(BadMediaError):
                await files.check(Path(__file__))
        finally:
            pool.close()
        return made, checked, again

    writing.write(tmp_path / "source", noise(44100, 2), 44100, "AIFF", "PCM_16")
    assert set(asyncio.run(use())) == {AudioFacts(48000, 48000, 1, "WAV", "PCM_24")}


def test_nothing_heavy_is_imported_before_the_first_file():
    code = "import sys, fsbridge.audio; print({'numpy', 'soundfile', 'soxr', 'av'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert said.stdout.strip() == "set()"
