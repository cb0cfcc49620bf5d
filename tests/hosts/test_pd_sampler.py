"""`[fsbridge-sampler]` and `[fsbridge-bank]` in a real Pd: what they play is compared with the files."""

from __future__ import annotations

import numpy as np
import pytest
import running
import soundfile
from bad_days import Held
from pd_bench import Bench, heard_by

from fsbridge.osc.encoding import message

STEP = 10 ** (-80 / 20)
SAMPLER = ("~", "~", "loaded", "words")
LOADED = r"^0 loaded: loaded (\d+) (\S+) (\S+) (\S+) (\d+) (\d+)"

pytestmark = pytest.mark.host("pd")


@pytest.fixture
def bench(start, tmp_path, request):
    """Open an object in a Pd that runs at this rate."""

    def open_bench(text, samplerate=44100):
        bench = Bench(start, tmp_path, [(text, SAMPLER)], samplerate)
        request.addfinalizer(bench.close)
        return bench

    return open_bench


@pytest.fixture
def sampler(bench, free_port):
    """Open a sampler without a daemon."""
    return lambda samplerate=44100: bench(f"fsbridge-sampler own {free_port}", samplerate)


@pytest.fixture
def load(tmp_path):
    """Write a file, and have the sampler load it."""

    def load(pd, samples, samplerate=44100):
        name = f"{len(pd.program.lines)}.wav"
        soundfile.write(tmp_path / name, samples, samplerate, subtype="FLOAT")
        pd.tell(f"load {tmp_path / name}")
        return pd.program.wait_for(LOADED).groups()

    return load


def noise(frames, channels=1):
    return np.random.default_rng(1).uniform(-0.9, 0.9, (frames, channels)).astype("float32")


def sine(frames, frequency_hz, samplerate):
    return np.sin(2 * np.pi * frequency_hz / samplerate * np.arange(frames)).astype("float32")


def file_of(pd, quality="original"):
    """Read what the daemon told that it fetched."""
    path, *_ = pd.hear(rf"^0 words: fetch sound \S+ 0 \d+ (.+) \d+ \d+ \d+ \S+ {quality} ")
    return path, *soundfile.read(path, dtype="float32", always_2d=True)


@pytest.mark.parametrize("id_", [1234, 4299])
def test_from_a_fresh_start_a_fetched_sound_plays_as_it_is_in_its_file(daemon, bench, id_):
    answer = daemon.ask("/fs/fetch", id_)
    (sound,) = [message.arguments for message in answer if message.address == "/fs/fetch/sound"]
    _, _, path, frames, samplerate, channels, *_ = sound
    pd = bench(f"fsbridge-sampler rain {daemon.port}", samplerate)
    pd.tell(f"fetch {id_}")
    number, left, right, *told = pd.hear(LOADED)
    assert [int(word) for word in told] == [frames, samplerate, channels]
    assert file_of(pd)[0] == path
    assert (left, right) == (f"rain-{number}-l", f"rain-{number}-{'l' if channels == 1 else 'r'}")
    samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
    sounding = samples[np.argmax(np.any(samples != 0, axis=1)) :]
    played = pd.render(len(samples) / samplerate + 0.2, "bang")
    assert np.abs(played[: len(sounding)] - sounding).max() < STEP
    assert not played[len(sounding) :].any()
    assert not pd.complaints()


@pytest.mark.parametrize(("samplerate", "speed"), [(48000, 1), (44100, 0.5), (44100, -1), (96000, 2)])
def test_the_speed_is_that_of_the_file_times_what_was_asked(sampler, load, samplerate, speed):
    pd = sampler(samplerate)
    load(pd, sine(44100, 441, 44100))
    played = pd.render(2.5, f"play {speed} 0.5")[:, 0]
    heard_seconds = (np.flatnonzero(played)[-1] + 1) / samplerate
    assert heard_seconds == pytest.approx(1 / abs(speed), abs=3 / 44100 / abs(speed) + 1 / samplerate)
    at = np.arange(100, int(0.99 * samplerate / abs(speed)))
    turns = 2 * np.pi * 441 * abs(speed) / samplerate * at
    waves = np.stack([np.sin(turns), np.cos(turns)], axis=1)
    amounts, *_ = np.linalg.lstsq(waves, played[at], rcond=None)
    assert np.hypot(*amounts) == pytest.approx(0.5, abs=STEP)
    assert np.abs(played[at] - waves @ amounts).max() < STEP * 2


def test_the_place_is_exact_in_a_sound_of_many_minutes(sampler, load):
    frames = 2**24 + 2**18  # a float no longer counts them
    samples = np.zeros(frames, "float32")
    samples[-44100:] = sine(44100, 441, 44100)
    pd = sampler()
    load(pd, samples)
    backwards = pd.render(1.2, "play -0.5")[:, 0]
    at = np.arange(100, 44100)
    want = -np.sin(2 * np.pi * 441 / 44100 / 2 * (at + 1))
    shift = np.argmin([np.abs(backwards[at + lag] - want).max() for lag in range(6)])
    assert np.abs(backwards[at + shift] - want).max() < 1e-3


def swell():
    """Rise for half a second, and stay long enough for a slow machine."""
    return np.minimum(np.arange(44100 * 60) / 22050, 1)


def test_a_voice_that_is_taken_fades(sampler, load):
    pd = sampler()
    load(pd, swell())
    assert pd.render(1, *["play 2 0.05"] * 16)[-1, 0] > 0.3  # they are loud when they are taken
    played = pd.render(0.5, *["play 2 0.05"] * 16)[:, 0]
    assert np.abs(np.diff(played)).max() < 16 * 0.05 / 200


def test_stop_fades(sampler, load):
    pd = sampler()
    load(pd, swell())
    pd.render(1, "bang")
    played = pd.render(1, "stop")[:, 0]
    assert played[0] > 0.3
    assert np.abs(np.diff(played)).max() < 1 / 200
    assert not played[-400:].any()


def test_what_plays_goes_on_when_another_sound_is_loaded(sampler, load):
    pd = sampler()
    first, second = noise(44100 * 20, 2), noise(22050)[::-1]
    load(pd, first)
    pd.tell("bang")
    pd.render(0.05)
    load(pd, second)
    rest = pd.render(1)
    at = np.flatnonzero((first[:, 0] == rest[0, 0]) & (first[:, 1] == rest[0, 1]))[0]
    assert np.array_equal(rest, first[at : at + len(rest)])
    pd.render(0.2, "stop")
    assert np.array_equal(pd.render(1, "bang")[: len(second)], np.broadcast_to(second, (len(second), 2)))


def test_first_plays_the_preview_until_the_original_is_there(catalogue, bench, tmp_path):
    held = Held("/sounds/3686/download/")
    catalogue.faults.plan(held)
    running.log_in(catalogue.api_url, tmp_path / "sounds")
    with running.over(catalogue.api_url, tmp_path / "sounds") as daemon:
        pd = bench(f"fsbridge-sampler rain {daemon.port}", samplerate=48000)
        pd.tell("first 3686")
        pair, *_, frames, _, _ = pd.hear(LOADED)
        held.release()
        pd.hear("^0 words: fetch done 1 1 0")
        _, preview, _ = file_of(pd, "preview")
        _, original, samplerate = file_of(pd)
        pd.hear(rf"^0 loaded: loaded {1 - int(pair)} \S+ \S+ {len(original)} ")
    assert int(frames) == len(preview)
    assert samplerate == 48000
    onset = np.argmax(np.any(original != 0, axis=1))
    played = pd.render(len(original) / 48000 + 0.1, "bang")
    assert np.array_equal(played[: len(original) - onset], original[onset:, :2])


def test_a_folder_with_spaces_and_accents_is_read(bench, made, tmp_path):
    with running.demo(tmp_path / "sons d'été, encore; $1 {ça}", made=made) as daemon:
        pd = bench(f"fsbridge-sampler rain {daemon.port}")
        pd.tell("fetch @query rain")
        frames = int(pd.hear(LOADED)[3])
        (path,) = pd.hear(r"^0 words: fetch sound \S+ 0 \d+ (.+) \d+ \d+ \d+ \S+ original ")
        assert "été" in path
        assert soundfile.info(path).frames == frames
        assert not pd.complaints()


def test_samplers_without_a_name_keep_their_sounds_apart(start, tmp_path, request, free_port):
    pd = Bench(start, tmp_path, [(f"fsbridge-sampler 0 {free_port}", SAMPLER)] * 2)
    request.addfinalizer(pd.close)
    sounds = [noise(4410, 2), -noise(8820, 2)]
    for number, sound in enumerate(sounds):
        soundfile.write(tmp_path / f"{number}.wav", sound, 44100, subtype="FLOAT")
        pd.tell(f"load {tmp_path / f'{number}.wav'}", to=number)
        pd.hear(rf"^{number} loaded: loaded 1 \d+-l \d+-r {len(sound)} ")
    assert np.array_equal(pd.render(0.5, "bang")[:4410], sounds[0])
    assert not pd.complaints()


def test_what_can_not_be_read_is_told(sampler, tmp_path):
    pd = sampler()
    (tmp_path / "none.wav").write_bytes(b"none")
    pd.tell(f"load {tmp_path / 'none.wav'}")
    pd.hear(r"^0 loaded: unreadable 1 (.+none.wav)")


def test_a_bank_plays_by_number(daemon, bench):
    pd = bench(f"fsbridge-bank rain {daemon.port}")
    pd.tell("bank pd-rain rain 4 @samplerate 44100")
    pd.hear(r"^0 words: bank done 1 4 0 pd-rain (.+)")
    for number in range(4):
        pd.hear(rf"^0 loaded: loaded {number} ")
    for number in (3, 0):
        (path,) = pd.hear(rf"^0 words: bank sound 1 {number} \d+ (.+) \d+ \d+ \d+ \S+ original ")
        samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
        onset = np.argmax(np.any(samples != 0, axis=1))
        played = pd.render(len(samples) / 44100 + 0.2, f"{number}")
        both = np.broadcast_to(samples[onset:], (len(samples) - onset, 2))
        assert np.array_equal(played[: len(both)], both)
        assert not played[len(both) :].any()
    pd.tell("150 1 1")
    pd.hear("^0 loaded: full 150")
    assert not pd.complaints()


def test_a_bank_that_grows_keeps_its_numbers_and_reads_no_file_twice(daemon, bench):
    pd = bench(f"fsbridge-bank rain {daemon.port}")
    pd.tell("bank pd-grain grain 2")
    pd.hear("^0 words: bank done 1 2 0 ")
    pd.tell("bank pd-grain grain 5")
    pd.hear("^0 words: bank done 2 5 0 ")
    for number in range(2):
        one, other = (pd.hear(rf"^0 words: bank sound {req} {number} (\d+) (.+) original ") for req in (1, 2))
        assert one == other
    pd.hear("^0 loaded: loaded 4 ")
    assert not pd.complaints()


def test_a_bank_loads_what_others_add_to_it(daemon, bench):
    pd = bench(f"fsbridge-bank rain {daemon.port}")
    pd.tell("bank 808 grain 1")
    pd.hear("^0 words: bank done 1 1 0 808 ")
    daemon.ask("/fs/bank", "909", "rain", "@count", 3)
    daemon.ask("/fs/bank", "808", "grain", "@count", 2)
    pd.hear("^0 loaded: loaded 1 ")
    pd.hear("^0 words: event bank 909 2 ")
    assert not [line for line in pd.program.lines if line.startswith("0 loaded: loaded 2 ")]
    assert not pd.complaints()


def test_another_file_under_a_known_path_is_read_when_an_event_tells_of_it(fake, bench, tmp_path):
    pd = bench(f"fsbridge-bank rain {fake.getsockname()[1]}")
    path = tmp_path / "000_a, b.wav"
    soundfile.write(path, noise(100), 44100)
    pd.tell("bank rain")
    _, sender = heard_by(fake, "/fs/bank")
    fake.sendto(message("/fs/bank/sound", 1, 0, 1234, str(path)), sender)
    fake.sendto(message("/fs/bank/done", 1, 1, 0, "rain", str(tmp_path)), sender)
    pd.hear(r"^0 loaded: loaded 0 (\S+) \S+ 100 ")
    soundfile.write(path, noise(200), 44100)
    fake.sendto(message("/fs/event/bank", "rain", 0, 1234, str(path)), sender)
    pd.hear(r"^0 loaded: loaded 0 (\S+) \S+ 200 ")


def test_an_original_that_comes_in_the_answer_itself_is_read(fake, bench, tmp_path):
    pd = bench(f"fsbridge-bank rain {fake.getsockname()[1]}")
    path = tmp_path / "000_rain.wav"
    pd.tell("bank rain drip 1")
    _, sender = heard_by(fake, "/fs/bank")
    for quality, frames in (("preview", 100), ("original", 200)):
        soundfile.write(path, noise(frames), 44100)
        facts = (0, 1234, str(path), frames, 44100, 1, frames / 44100, quality)
        fake.sendto(message("/fs/bank/sound", 1, *facts), sender)
        pd.hear(rf"^0 loaded: loaded 0 (\S+) \S+ {frames} ")


def test_of_two_with_one_name_it_is_told_once(start, tmp_path, request, free_port):
    named = f"fsbridge-sampler rain {free_port}", f"fsbridge-bank rain {free_port}", f"fsbridge-bank wind {free_port}"
    pd = Bench(start, tmp_path, [(text, SAMPLER) for text in named])
    request.addfinalizer(pd.close)
    pd.hear("^fsbridge: (rain) is the name of two objects")
    pd.tell("stop")
    pd.hear("^fsbridge: no daemon answers")
    assert len([line for line in pd.program.lines if "the name of" in line]) == 1
