"""The demo's own sounds: what the dataset says of them is true of the files."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import msgspec
import numpy as np
import pytest
import soundfile
from filelock import FileLock

from fsbridge.audio import reading
from fsbridge.demo import dataset, made
from fsbridge.demo.made import catalog, measuring, plan, pressing
from fsbridge.model import AudioFacts


@pytest.fixture(scope="session")
def folder(pytestconfig):
    """Made once for a checkout; `make` makes it anew when its program changed."""
    folder = pytestconfig.cache.mkdir("fsbridge-made")
    with FileLock(folder / "lock"):
        made.make(folder)
    return folder


@pytest.fixture(scope="session")
def sounds(folder):
    return json.loads((folder / "dataset.json").read_bytes())["sounds"]


def samples_of(folder, sound):
    return soundfile.read(folder / "files" / sound["files"]["original"]["path"], always_2d=True)


def by_name(sounds, name):
    return next(sound for sound in sounds if sound["name"] == name)


def test_the_catalogue_can_serve_it(folder):
    loaded = dataset.load(folder / "dataset.json")
    assert loaded.user[made.USERNAME].password == made.PASSWORD
    credential = loaded.credential[made.CLIENT_ID]
    assert (len(made.CLIENT_ID), len(made.CLIENT_SECRET)) == (20, 40)
    assert credential.client_secret == made.CLIENT_SECRET
    assert credential.owner == made.USERNAME
    assert credential.redirect_uri == "http://127.0.0.1/callback"
    for sound in loaded.sounds:
        assert loaded.user[sound.username].id == sound.user_id
        assert sound.pack is None or loaded.pack[sound.pack].user


def test_it_has_the_shape_of_the_recorded_dataset(folder, sounds):
    recorded = Path(__file__).parent / "golden" / "_dataset.json"
    if not recorded.is_file():
        pytest.skip("tests/golden/_dataset.json is not there")
    golden = json.loads(recorded.read_bytes())
    ours = json.loads((folder / "dataset.json").read_bytes())
    assert golden.keys() == ours.keys()
    for name in ("users", "packs", "credentials", "licenses", "sounds"):
        extra = ours[name][0].keys() ^ golden[name][0].keys()
        assert extra <= {"password"}, name
    known = set().union(*(sound["descriptors"] or {} for sound in golden["sounds"]))
    for sound in sounds:
        assert sound["descriptors"].keys() <= known
        for file in sound["files"].values():
            assert file.keys() == golden["sounds"][0]["files"]["original"].keys()


def test_there_is_enough_of_it(folder, sounds):
    def tagged(word):
        return sum(word in sound["tags"] for sound in sounds)

    assert 190 <= len(sounds) <= 220
    assert tagged("rain") >= 12
    assert tagged("grain") >= 150
    assert tagged("loop") >= 5
    assert len({sound["id"] for sound in sounds}) == len({sound["md5"] for sound in sounds}) == len(sounds)
    types = Counter(sound["type"] for sound in sounds)
    assert types.keys() >= {"wav", "aiff", "flac", "ogg", "mp3"}
    assert {8, 16, 24, 32} <= {sound["bitdepth"] for sound in sounds if sound["type"] == "wav"}
    assert {8000, 11_025, 22_050, 44_100, 48_000, 88_200, 96_000} <= {sound["samplerate"] for sound in sounds}
    assert {sound["channels"] for sound in sounds} == {1, 2, 6}
    assert {sound["license"] for sound in sounds} == {url for _, _, url in plan.LICENSES.values()}
    assert Counter(sound["license_name"] for sound in sounds).most_common(1)[0][0] == "Creative Commons 0"
    assert {sound["name"] for sound in sounds} >= set(plan.AWKWARD)
    assert max(len(sound["name"]) for sound in sounds) >= 300
    assert sum(sound["geotag"] is not None for sound in sounds) >= 5
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert size < 60_000_000
    assert (folder / "dataset.json").stat().st_size < 6_000_000


def test_every_file_is_whole_and_as_described(folder, sounds):
    for sound in sounds:
        for file in sound["files"].values():
            content = (folder / "files" / file["path"]).read_bytes()
            assert len(content) == file["length"]
            assert hashlib.md5(content).hexdigest() == file["md5"]
        original = sound["files"]["original"]
        facts = reading.check(folder / "files" / original["path"])
        assert (sound["filesize"], sound["md5"]) == (original["length"], original["md5"])
        assert (sound["samplerate"], sound["channels"]) == (facts.samplerate, facts.channels)
        assert sound["duration"] == pytest.approx(facts.seconds, abs=1e-6)
        assert facts.container.lower() == sound["type"]
        bits = {"PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32, "FLOAT": 32}
        assert sound["bitdepth"] == bits.get(facts.subtype, 0)
        assert (sound["bitrate"] > 0) == (sound["bitdepth"] == 0)


def test_previews_are_as_long_as_their_originals(folder, sounds):
    for sound in sounds:
        for kind in ("mp3", "ogg"):
            hq = soundfile.info(folder / "files" / sound["files"][f"preview_hq_{kind}"]["path"])
            lq = soundfile.info(folder / "files" / sound["files"][f"preview_lq_{kind}"]["path"])
            assert hq.format == lq.format == kind.upper()
            assert hq.duration == pytest.approx(sound["duration"], abs=0.05)
            assert lq.duration == pytest.approx(sound["duration"], abs=0.05)
            assert lq.channels == 1


def test_nothing_clips_or_clicks_and_nothing_has_an_offset(folder, sounds):
    for sound in sounds:
        if sound["type"] == "m4a":
            continue
        samples, _ = samples_of(folder, sound)
        step = 2.0 ** (1 - sound["bitdepth"]) if sound["bitdepth"] else 0.03
        assert 0.05 < np.abs(samples).max() < 0.99, sound["name"]
        assert np.abs(samples[[0, -1]]).max() <= 2 * step, sound["name"]
        assert np.abs(samples.mean(axis=0)).max() < 0.002 + step, sound["name"]


def measured_pitch(samples, samplerate, near_hz):
    spectrum = np.abs(np.fft.rfft(samples[:, 0] * np.hanning(len(samples)), 8 * len(samples)))
    hz = np.fft.rfftfreq(8 * len(samples), 1 / samplerate)
    around = (hz > near_hz * 0.8) & (hz < near_hz * 1.25)
    return hz[around][np.argmax(spectrum[around])]


def test_pitches_and_notes_are_true(folder, sounds):
    pitched = [sound for sound in sounds if "pitch" in sound["descriptors"] and sound["type"] != "m4a"]
    assert len(pitched) > 40
    for sound in pitched:
        said = sound["descriptors"]["pitch"]
        heard = measured_pitch(*samples_of(folder, sound), said)
        assert heard == pytest.approx(said, rel=0.01), sound["name"]
    a4, d5 = by_name(sounds, "tone 440")["descriptors"], by_name(sounds, "plucked string E2")["descriptors"]
    assert (a4["note_name"], a4["note_midi"]) == ("A4", 69)
    assert (d5["note_name"], d5["note_midi"]) == ("E2", 40)
    for sound in sounds:
        notes = "note_name" in sound["descriptors"]
        assert not notes or sound["descriptors"]["category"] == "Instrument samples"


def test_loops_are_as_long_as_their_beats(folder, sounds):
    loops = [sound for sound in sounds if "bpm" in sound["descriptors"]]
    assert len(loops) >= 5
    for sound in loops:
        said = sound["descriptors"]
        assert sound["duration"] == pytest.approx(said["beat_count"] * 60 / said["bpm"], abs=1e-4)
        assert said["loopable"] is True
        assert f"{said['bpm']:g}" in sound["name"]
        assert len(said["beat_times"]) == said["beat_count"]


def test_a_drum_falls_on_every_beat_that_is_said(folder, sounds):
    sound = by_name(sounds, "Four on the floor 120bpm")
    samples, samplerate = samples_of(folder, sound)
    for beat in sound["descriptors"]["beat_times"][::2]:  # a bar has four kicks in its eight beats
        start = round(beat * samplerate)
        before = np.abs(samples[max(0, start - 400) : start + 1]).max()
        assert np.abs(samples[start : start + 2000]).max() > before + 0.2


def test_measured_descriptors_order_sounds_rightly(sounds):
    def of(name, descriptor):
        return by_name(sounds, name)["descriptors"][descriptor]

    assert (
        of("brown noise, deep & slow", "brightness") < of("pink noise", "brightness") < of("white noise", "brightness")
    )
    assert of("light rain", "loudness") < of("Rain on a tin roof.wav", "loudness") < of("downpour 雨 🌧️", "loudness")
    assert of("tone 440", "spectral_centroid") == pytest.approx(440, rel=0.01)
    assert of("1 kHz 32 bit", "spectral_centroid") == pytest.approx(1000, rel=0.01)
    assert of("1 kHz 32 bit", "zero_crossing_rate") == pytest.approx(2000 / 48_000, rel=0.01)
    assert of("tone 440", "spectral_flatness") < 0.01
    assert of("white noise", "spectral_flatness") > 0.8
    assert of("Geiger counter", "silence_rate") > 0.5 > of("white noise", "silence_rate")
    assert of("tone 440", "loudness") == pytest.approx(20 * np.log10(0.8 / np.sqrt(2)) - 0.69, abs=0.3)


def test_what_sounds_alike_is_near(sounds):
    vector = {sound["name"]: np.array(sound["vectors"]["laion_clap"]) for sound in sounds}
    for place in vector.values():
        assert place.shape == (512,)
        assert np.linalg.norm(place) == pytest.approx(1, abs=1e-3)
    rain, downpour = vector["Rain on a tin roof.wav"], vector["downpour 雨 🌧️"]
    assert rain @ downpour > 0.4  # what Freesound still counts as similar
    assert rain @ downpour > rain @ vector["Drone in A minor"]
    assert vector["Drone in A minor"] @ vector["drone, D major, warm"] > vector["Drone in A minor"] @ rain


def test_a_sound_is_the_same_whenever_it_is_made():
    row = plan.MAIN[0]
    np.testing.assert_array_equal(pressing.record(row, 7), pressing.record(row, 7))
    assert not np.array_equal(pressing.record(row, 7), pressing.record(row, 8))


@pytest.mark.parametrize(
    ("sound_id", "username", "name", "kind", "friendly"),
    [
        (1234, "alice", "Rain/heavy on roof.wav", "wav", "1234__alice__rainheavy-on-roof.wav"),
        (12345, "Bob.Smith 2", "bell8", "wav", "12345__bobsmith-2__bell8.wav"),
        (12346, "Bob.Smith 2", "../../etc/passwd.wav", "flac", "12346__bobsmith-2__etcpasswd.flac"),
        (12347, "Bob.Smith 2", "日本語の雨 🌧️ café.wav", "flac", "12347__bobsmith-2__cafe.flac"),
        (817, "alice", "loop_amen", "flac", "817__alice__loop_amen.flac"),
        (234568, "Bob.Smith 2", "!!!", "flac", "234568__bobsmith-2__.flac"),
        (234569, "Bob.Smith 2", "name.with.dots.v1.2", "flac", "234569__bobsmith-2__namewithdotsv1.flac"),
        (234571, "Bob.Smith 2", " spaces around ", "flac", "234571__bobsmith-2__spaces-around.flac"),
        (234573, "Bob.Smith 2", ".hidden", "flac", "234573__bobsmith-2__hidden.flac"),
        (3, "carol-x", "He said \"hi\" & <b>bold</b> 'quote'.flac", "flac", "3__carol-x__he-said-hi-bboldb-quote.flac"),
    ],
)
def test_downloads_are_named_as_freesound_names_them(sound_id, username, name, kind, friendly):
    assert pressing.friendly(sound_id, username, name, kind) == friendly


def test_the_second_time_nothing_is_made(folder):
    before = (folder / "dataset.json").stat().st_mtime_ns
    with FileLock(folder / "lock"):
        made.make(folder)
    assert (folder / "dataset.json").stat().st_mtime_ns == before


def test_the_nearest_note_is_named():
    assert measuring.note(440)["note_name"] == "A4"
    assert measuring.note(265)["note_name"] == "C4"
    assert measuring.note(8.1758) == {"note_midi": 0, "note_name": "C-1", "note_confidence": 1.0}


def test_the_dataset_is_plain_json(folder):
    assert msgspec.json.decode((folder / "dataset.json").read_bytes())["note"]


def test_one_large_sound_is_added_when_asked_for(tmp_path):
    catalog.make(tmp_path, tmp_path / "dataset.json", plan.MAIN[:1], large_megabytes=3)
    small, large = json.loads((tmp_path / "dataset.json").read_bytes())["sounds"]
    assert small["name"] == plan.MAIN[0].name
    assert large["filesize"] == pytest.approx(3_000_000, rel=0.1)
    facts = reading.check(tmp_path / "files" / large["files"]["original"]["path"])
    assert facts == AudioFacts(facts.frames, 44_100, 2, "WAV", "PCM_16")
    assert large["duration"] == pytest.approx(facts.seconds, abs=1e-6)
