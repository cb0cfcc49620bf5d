"""In which form a sound comes: what every host reads, what a host's profile says, what a request wishes."""

from __future__ import annotations

from pathlib import Path

import pytest
import running
import soundfile
from asking import FAILED, RESULT, ask, asked, form, rows, sounds

from fsbridge.demo import made as demo_sounds
from fsbridge.freesound.tokens import Login, Secret, TokenStore

FORMS = {
    "tone 440": ("WAV", "PCM_16", 44_100, 1),
    "Rain (loop) ogg": ("WAV", "PCM_16", 44_100, 2),
    "Rain, old cassette.mp3": ("WAV", "PCM_16", 22_050, 1),
    "rain in six channels": ("WAVEX", "PCM_24", 48_000, 6),
    "A3 organ-like": ("WAV", "FLOAT", 44_100, 1),
    "1 kHz 32 bit": ("WAV", "PCM_24", 48_000, 1),
    "hollow tone C4": ("WAV", "PCM_16", 22_050, 1),
    "Waves at night": ("AIFF", "PCM_16", 44_100, 2),
    "plucked string A3.aif": ("AIFF", "PCM_24", 48_000, 1),
    "Small bell (cloche) — glacée.flac": ("WAV", "PCM_24", 88_200, 1),
    "light rain": ("WAV", "PCM_16", 44_100, 2),
}


def test_unasked_a_sound_comes_as_every_host_reads_it(patch, ids):
    fetched = {row[1]: row for row in sounds(patch, *(ids[name] for name in FORMS))}
    assert {name: form(fetched[ids[name]]) for name in FORMS} == FORMS


@pytest.mark.parametrize(
    ("name", "wish", "wanted"),
    [
        ("Waves at night", ["@as", "wav"], ("WAV", "PCM_16", 44_100, 2)),
        ("Waves at night", ["@rate", 96_000, "@bits", 32], ("WAV", "FLOAT", 96_000, 2)),
        ("rain in six channels", ["@channels", 2], ("WAV", "PCM_24", 48_000, 2)),
        ("rain in six channels", ["@channels", 1, "@bits", 16], ("WAV", "PCM_16", 48_000, 1)),
        ("tone 440", ["@channels", 8, "@rate", 8_000], (("WAV", "WAVEX"), "PCM_16", 8_000, 8)),
        ("Rain, old cassette.mp3", ["@as", "wav", "@bits", 24], ("WAV", "PCM_24", 22_050, 1)),
        ("Rain, old cassette.mp3", ["@as", "original"], ("MP3", "MPEG_LAYER_III", 22_050, 1)),
        ("Small bell (cloche) — glacée.flac", ["@as", "original"], ("FLAC", "PCM_24", 88_200, 1)),
    ],
)
def test_a_sound_comes_in_the_form_that_is_wanted(catalogue, patch, ids, name, wish, wanted):
    (row,) = sounds(patch, ids[name], *wish)
    assert form(row)[0] in wanted[0] if isinstance(wanted[0], tuple) else form(row)[0] == wanted[0]
    assert form(row)[1:] == wanted[1:]
    original = catalogue.site.files / catalogue.site.dataset.sound[ids[name]].files["original"].path
    assert row[7] == "original"
    assert row[6] == pytest.approx(soundfile.info(original).duration, abs=0.06)
    assert "original" not in wish or Path(row[2]).read_bytes() == original.read_bytes()
    assert sounds(patch, ids[name], *wish) == [row]


def test_a_phone_recording_comes_as_a_wav(patch, ids):
    pytest.importorskip("av")
    (row,) = sounds(patch, ids["rain stops.m4a"])
    assert form(row) == ("WAV", "PCM_16", 44_100, 2)


def test_a_preview_is_what_it_says_and_no_original_while_one_can_be_had(catalogue, patch, ids):
    id_ = ids["Wind in the wires"]
    (preview,) = sounds(patch, id_, "@quality", "preview", "@as", "original")
    assert preview[7] == "preview"
    assert form(preview)[:2] == ("OGG", "VORBIS")
    before = len(asked(catalogue, f"/sounds/{id_}/download/"))
    (original,) = sounds(patch, id_)
    assert original[7] == "original"
    assert len(asked(catalogue, f"/sounds/{id_}/download/")) == before + 1
    (taken,) = sounds(patch, id_, "@quality", "preview")
    assert taken == original, "an original does for who would take a preview"


def test_without_a_login_there_are_previews(catalogue, tmp_path, ids):
    folder = tmp_path / "sounds"
    store = TokenStore(folder / ".fsbridge/login.json")
    store.write(Login(demo_sounds.CLIENT_ID, Secret(demo_sounds.CLIENT_SECRET)))
    with running.over(catalogue.api_url, folder) as daemon, daemon.caller() as patch:
        assert ask(patch, "/fs/ping")[-1].arguments[3] == "login_needed"
        (row,) = sounds(patch, ids["tone 440"])
        assert row[7] == "preview"
        assert form(row)[:2] == ("WAV", "PCM_16")
        refused = rows(ask(patch, "/fs/fetch", ids["tone 440"], "@quality", "original"), FAILED)
        assert [row[2] for row in refused] == ["not_authorized"]
        assert "fsbridge login" in refused[0][3]
        assert sounds(patch, ids["tone 440"]) == [row]

        (folder / ".fsbridge/login.json").unlink()
        assert ask(patch, "/fs/search", "glass")[-1].arguments[0] == "not_authorized"
        assert sounds(patch, ids["tone 440"]) == [row], "what is here needs nobody's leave"

        running.log_in(catalogue.api_url, folder)
        assert ask(patch, "/fs/ping")[-1].arguments[3] == "ready"
        assert sounds(patch, ids["tone 440"])[0][7] == "original"


@pytest.mark.parametrize(
    ("profile", "as_it_is"),
    [
        ("sc", ["Thunder, close", "1 kHz 32 bit", "hollow tone C4", "rain in six channels", "tone 440"]),
        ("dirt", ["tone 440"]),
        ("pd", ["rain in six channels", "tone 440"]),
    ],
)
def test_a_path_leads_to_what_the_host_loads_as_it_is_else_to_a_wav(daemon, patch, ids, profile, as_it_is):
    names = ["Thunder, close", "1 kHz 32 bit", "hollow tone C4", "rain in six channels", "tone 440", "thunder far away"]
    ask(patch, "/fs/hello", profile)
    told = sounds(patch, *(ids[name] for name in names))
    assert len(told) == len(names)
    for row in told:
        original = Path(row[2]).parent == daemon.folder
        assert original == (names[row[0]] in as_it_is)
        assert original or form(row)[:2] in {("WAV", "PCM_16"), ("WAV", "PCM_24"), ("WAVEX", "PCM_24")}
    six = next(row for row in told if names[row[0]] == "rain in six channels")
    assert six[5] == (2 if profile == "dirt" else 6)
    (hit,) = rows(ask(patch, "/fs/search", "thunder", "@type", "flac", "@fresh", 1), RESULT)
    assert hit[2] == next(row[2] for row in told if names[row[0]] == "Thunder, close"), "a search tells the same path"


def test_what_a_request_says_goes_before_the_profile(patch, ids):
    ask(patch, "/fs/hello", "sc")
    flac = ids["Thunder, close"]
    assert form(*sounds(patch, flac)) == ("FLAC", "PCM_24", 48_000, 2)
    assert form(*sounds(patch, flac, "@as", "wav")) == ("WAV", "PCM_24", 48_000, 2)
    assert form(*sounds(patch, flac, "@rate", 44_100)) == ("WAV", "PCM_24", 44_100, 2)
    assert form(*sounds(patch, flac, "@bits", 16)) == ("WAV", "PCM_16", 48_000, 2)
    ask(patch, "/fs/hello", "plain")
    assert form(*sounds(patch, flac)) == ("WAV", "PCM_24", 48_000, 2)
