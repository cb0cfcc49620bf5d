"""What the daemon offers beyond search and fetch, each asked over the wire and looked up in real files (docs/design.md 1)."""

from __future__ import annotations

import json
import shutil
import struct
from itertools import pairwise
from operator import mul
from pathlib import Path

import msgspec
import pytest
import running
import soundfile
from osc_datagrams import bundle
from osc_room import ERROR, Peer

from fsbridge.demo import made as demo_sounds
from fsbridge.demo.dataset import load
from fsbridge.demo.faults import Fault
from fsbridge.demo.server import Catalogue
from fsbridge.freesound.login import key_login
from fsbridge.freesound.tokens import Secret, TokenStore
from fsbridge.osc.encoding import message

SOUND, RESULT, FAILED = "/fs/fetch/sound", "/fs/search/result", "/fs/fetch/failed"
LONG = "Rain — and «wind» — on a tin roof; " * 90
TOLD_LONG = "tone 440"


@pytest.fixture(scope="module")
def catalogue(made, threads_end):
    """The demo's sounds, one of them described at length."""
    data = load(made / "dataset.json")
    sounds = [msgspec.structs.replace(s, description=LONG) if s.name == TOLD_LONG else s for s in data.sounds]
    with Catalogue(msgspec.structs.replace(data, sounds=sounds), made / "files") as catalogue:
        yield catalogue


@pytest.fixture(scope="module")
def ids(catalogue):
    """The id of each sound, by its name."""
    return {sound.name: sound.id for sound in catalogue.site.dataset.sounds}


@pytest.fixture(scope="module")
def daemon(catalogue, tmp_path_factory):
    folder = tmp_path_factory.mktemp("offers") / "sounds"
    running.log_in(catalogue.api_url, folder)
    with running.over(catalogue.api_url, folder) as daemon:
        yield daemon


@pytest.fixture
def peer(daemon):
    with Peer(port=daemon.port) as peer:
        yield peer


def rows(messages, address):
    return [list(message.arguments) for message in messages if message.address == address]


def ask(peer, *request):
    return list(peer.ask(*request, timeout_seconds=30))


def sounds(peer, *request):
    """Fetch, and give index, id, path, frames, samplerate, channels, seconds, quality, ... of each."""
    answer = ask(peer, "/fs/fetch", *request)
    assert rows(answer, FAILED) == []
    assert answer[-1].address == "/fs/fetch/done", answer[-1]
    for row in rows(answer, SOUND):
        info = soundfile.info(row[2])
        assert row[3:6] == [info.frames, info.samplerate, info.channels]
    return rows(answer, SOUND)


def form(row):
    info = soundfile.info(row[2])
    return info.format, info.subtype, info.samplerate, info.channels


def until(peer, *addresses):
    while (heard := peer.hear(30)).address not in addresses:
        pass
    return heard


def asked(catalogue, part=""):
    return [entry for entry in catalogue.journal if part in entry.path]


# --- where answers go


def test_an_answer_goes_to_the_port_that_is_named(daemon, peer):
    with Peer(port=daemon.port) as other:
        assert peer.tell("/fs/search", "rain", "@count", 1, "@reply", other.port, "@req", "a") == []
        assert until(other, "/fs/search/done").arguments[0] == "a"
        assert peer.tell("/fs/ping", "@reply", "127.0.0.1", other.port, "@req", 3) == []
        assert other.hear(30).arguments[0] == 3
        ((address, arguments),) = peer.tell("/fs/ping", "@reply", daemon.port)
        assert (address, arguments[1]) == (ERROR, "bad_request")
        ((address, arguments),) = peer.tell("/fs/ping", "@reply", "192.0.2.1", other.port)
        assert (address, arguments[1]) == (ERROR, "not_allowed")


def test_reply_sticks_until_it_is_taken_back(daemon, peer):
    with Peer(port=daemon.port) as other:
        done = ("/fs/reply/done", [1, "127.0.0.1", other.port])
        peer.send("/fs/reply", other.port, "@req", 1)
        assert (tuple(peer.hear(30))[:2], tuple(other.hear(30))[:2]) == (done, done)
        peer.send("/fs/search", "rain", "@count", 1, "@req", 2)
        assert until(other, "/fs/search/done").arguments[0] == 2
        peer.send("/fs/reply", peer.port, "@req", 3)
        assert peer.hear(30).arguments == other.hear(30).arguments == [3, "127.0.0.1", peer.port]
        assert peer.tell("/fs/ping", "@req", 4)[0][1][0] == 4


# --- requests and their ids


def test_the_same_again_joins_what_runs(catalogue, peer):
    catalogue.faults.plan(Fault("/search/", delay_seconds=0.5))
    before = len(asked(catalogue, "/search/"))
    for request_id in (7, 7.0, 7):
        peer.send("/fs/search", "thunder", "@fresh", 1, "@req", request_id)
    ended = until(peer, ERROR, "/fs/search/done")
    assert (ended.address, ended.arguments[0]) == ("/fs/search/done", 7)
    assert peer.heard() == []
    assert len(asked(catalogue, "/search/")) == before + 1


def test_another_request_under_its_id_takes_its_place(catalogue, peer):
    catalogue.faults.plan(Fault("/search/", delay_seconds=0.5))
    peer.send("/fs/search", "drone", "@fresh", 1, "@req", 7)
    peer.send("/fs/search", "bell", "@req", 7)
    assert until(peer, ERROR, RESULT).arguments[:2] == [7, "replaced"]
    assert "bell" in until(peer, ERROR, RESULT).arguments[10].lower()
    until(peer, "/fs/search/done")
    assert peer.heard() == []


def test_one_or_all_can_be_cancelled(catalogue, daemon, peer):
    catalogue.faults.plan(Fault("/search/", delay_seconds=0.5, times=4))
    with Peer(port=daemon.port) as other:
        other.send("/fs/search", "choir", "@fresh", 1, "@req", 1)
        for number, word in enumerate(("kick", "snare", "pluck"), 1):
            peer.send("/fs/search", word, "@fresh", 1, "@req", number)
        peer.send("/fs/cancel", "2", "@req", "c")
        assert until(peer, ERROR).arguments[:2] == [2, "cancelled"]
        assert until(peer, "/fs/cancel/done").arguments == ["c", 1]
        peer.send("/fs/cancel", "all", "@req", "c")
        assert {until(peer, ERROR).arguments[0] for _ in range(2)} == {1, 3}
        assert until(peer, "/fs/cancel/done").arguments == ["c", 2]
        assert until(other, ERROR, "/fs/search/done").arguments[0] == 1
        assert peer.heard() == []


# --- events


def test_who_asked_for_events_hears_what_comes_and_goes(daemon, peer, ids):
    with Peer(port=daemon.port) as listener:
        ask(listener, "/fs/notify", 1, "@lease", 2)
        (sound,) = sounds(peer, ids["kick, short"])
        assert until(listener, "/fs/event/added").arguments == sound[1:]
        Path(sound[2]).unlink()
        assert until(listener, "/fs/event/removed").arguments == sound[1:3]
        assert 0 < until(listener, "/fs/event/expiring").arguments[0] <= 1
        ask(listener, "/fs/notify", 0)


def test_all_hear_once_of_a_sound_that_gets_its_number_in_a_bank(daemon, peer):
    with Peer(port=daemon.port) as listener:
        ask(listener, "/fs/notify", 1)
        banked = rows(ask(peer, "/fs/bank", "told", "rain", "@count", 2), "/fs/bank/sound")
        ask(peer, "/fs/bank", "told", "rain", "@count", 2)
        heard = [arguments for address, arguments in listener.heard() if address == "/fs/event/bank"]
        assert sorted(heard) == [["told", *row] for row in sorted(banked)]
        ask(listener, "/fs/notify", 0)


def test_a_restart_keeps_what_was_set_and_says_that_it_was(catalogue, tmp_path, ids):
    folder = tmp_path / "sounds"
    running.log_in(catalogue.api_url, folder)
    first = running.over(catalogue.api_url, folder)
    with Peer(port=first.port) as peer, Peer(port=first.port) as silent:
        session = ask(peer, "/fs/hello", "sc", "@notify", 1, "@rate", 32_000)[-1].arguments[2]
        ask(silent, "/fs/ping")
        assert first.stop() == 0
        assert until(peer, "/fs/event/stopping").arguments == []
        with running.over(catalogue.api_url, folder, first.port):
            version, new_session = until(peer, "/fs/event/started").arguments
            assert ask(peer, "/fs/ping")[-1].arguments[:3] == [version, 1, new_session]
            assert new_session != session
            (sound,) = sounds(peer, ids["tone 440"])
            assert form(sound)[2] == 32_000
            assert silent.heard() == []


# --- hello


def test_what_hello_says_holds_for_what_follows(daemon, peer, ids):
    id_ = ids["Rain on a tin roof.wav"]
    ask(peer, "/fs/hello", "pd", "@rate", 22_050, "@channels", 1, "@bits", 24, "@count", 3, "@license", "cc0")
    (sound,) = sounds(peer, id_)
    assert form(sound) == ("WAV", "PCM_24", 22_050, 1)
    found = ask(peer, "/fs/search", "rain", "tin", "roof")
    assert [row[2] for row in rows(found, RESULT) if row[1] == id_] == [sound[2]]
    assert [row[7] for row in rows(ask(peer, "/fs/search", "rain"), RESULT)] == ["cc0"] * 3
    (other,) = sounds(peer, id_, "@rate", 48_000)
    assert form(other) == ("WAV", "PCM_24", 48_000, 1)
    ask(peer, "/fs/hello", "pd")
    assert form(sounds(peer, id_)[0]) == ("WAV", "PCM_16", 44_100, 2)


# --- searching


def test_a_search_is_remembered_unless_a_fresh_one_is_wanted(catalogue, peer):
    def source(*request):
        before = len(catalogue.journal)
        return ask(peer, "/fs/search", "brown", *request)[-1].arguments[4], len(catalogue.journal) - before

    assert source() == ("freesound", 1)
    assert source() == ("cache", 0)
    assert source("@fresh", 1) == ("freesound", 1)
    assert source("@count", 3) == ("freesound", 1)


def test_further_fields_come_with_each_hit(catalogue, peer):
    wanted = ("bpm", "note", "tag", "user", "pack", "license", "near", "loopable", "num_downloads")
    found = ask(peer, "/fs/search", "@tag", "loop", "@count", 20, "@fields", *wanted)
    told = {}
    for index, id_, name, value in rows(found, "/fs/search/field"):
        assert rows(found, RESULT)[index][:2] == [index, id_]
        told.setdefault((id_, name), []).append(value)
    for _, id_, *_ in rows(found, RESULT):
        sound = catalogue.site.dataset.sound[id_]
        assert told[id_, "tag"] == sound.tags
        assert told[id_, "user"] == [sound.username]
        assert told[id_, "num_downloads"] == [str(sound.num_downloads)]
        assert told.get((id_, "loopable")) == [str(int(sound.descriptors["loopable"]))]
        assert ((id_, "bpm") in told) == ("bpm" in sound.descriptors)
    assert {name for _, name in told} >= {"bpm", "pack", "license"}


def test_one_hit_a_pack(catalogue, peer):
    found = rows(ask(peer, "/fs/search", "grain", "@group_by_pack", 1, "@count", 150), RESULT)
    packs = [catalogue.site.dataset.sound[row[1]].pack for row in found]
    assert len([pack for pack in packs if pack]) == len({pack for pack in packs if pack}) > 0


def test_similar_sounds_come_nearest_first(catalogue, peer, ids):
    def nearness(id_):
        places = (catalogue.site.dataset.sound[each].vector("laion_clap") for each in (id_, like))
        return sum(map(mul, *places))

    like = ids["Rain on a tin roof.wav"]
    found = [row[1] for row in rows(ask(peer, "/fs/search", "@similar_to", like, "@count", 5), RESULT)]
    assert len(found) == 5
    assert like not in found
    assert sorted(found, key=nearness, reverse=True) == found
    assert nearness(found[0]) == max(nearness(id_) for id_ in ids.values() if id_ != like)


def test_a_target_puts_the_nearest_first(peer):
    found = ask(peer, "/fs/search", "@bpm", 120, "@count", 5, "@fields", "bpm")
    far = [abs(float(value) - 120) for *_, name, value in rows(found, "/fs/search/field") if name == "bpm"]
    assert len(far) == 5
    assert far[0] == 0
    assert all(near <= further for near, further in pairwise(far))


@pytest.mark.parametrize("wanted", [("by",), ("cc0",), ("by-nc", "sampling+")])
def test_licenses_are_told_apart(peer, wanted):
    found = rows(ask(peer, "/fs/search", "@license", *wanted, "@count", 150), RESULT)
    assert {row[7] for row in found} == set(wanted)


def test_a_license_that_is_not_welcome_is_refused(catalogue, tmp_path, ids):
    running.log_in(catalogue.api_url, tmp_path / "sounds")
    with (
        running.over(catalogue.api_url, tmp_path / "sounds", licenses=["cc0", "by"]) as daemon,
        daemon.caller() as peer,
    ):
        wanted = [ids[name] for name in ("tone 440", "Rain (loop) ogg", "church bell", "thunder far away")]
        answer = ask(peer, "/fs/fetch", *wanted)
        assert sorted((row[0], row[8]) for row in rows(answer, SOUND)) == [(0, "cc0"), (2, "by")]
        assert sorted((row[0], row[2]) for row in rows(answer, FAILED)) == [
            (1, "license_refused"),
            (3, "license_refused"),
        ]
        assert len(list((tmp_path / "sounds").glob("*__*"))) == 2


# --- forms


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


def test_unasked_a_sound_comes_as_every_host_reads_it(peer, ids):
    fetched = {row[1]: row for row in sounds(peer, *(ids[name] for name in FORMS))}
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
def test_a_sound_comes_in_the_form_that_is_wanted(catalogue, peer, ids, name, wish, wanted):
    (row,) = sounds(peer, ids[name], *wish)
    assert form(row)[0] in wanted[0] if isinstance(wanted[0], tuple) else form(row)[0] == wanted[0]
    assert form(row)[1:] == wanted[1:]
    original = catalogue.site.files / catalogue.site.dataset.sound[ids[name]].files["original"].path
    assert row[7] == "original"
    assert row[6] == pytest.approx(soundfile.info(original).duration, abs=0.06)
    assert "original" not in wish or Path(row[2]).read_bytes() == original.read_bytes()
    assert sounds(peer, ids[name], *wish) == [row]


def test_a_phone_recording_comes_as_a_wav(peer, ids):
    pytest.importorskip("av")
    (row,) = sounds(peer, ids["rain stops.m4a"])
    assert form(row) == ("WAV", "PCM_16", 44_100, 2)


def test_a_preview_is_what_it_says_and_no_original_while_one_can_be_had(catalogue, peer, ids):
    id_ = ids["Wind in the wires"]
    (preview,) = sounds(peer, id_, "@quality", "preview", "@as", "original")
    assert preview[7] == "preview"
    assert form(preview)[:2] == ("OGG", "VORBIS")
    before = len(asked(catalogue, f"/sounds/{id_}/download/"))
    (original,) = sounds(peer, id_)
    assert original[7] == "original"
    assert len(asked(catalogue, f"/sounds/{id_}/download/")) == before + 1
    (taken,) = sounds(peer, id_, "@quality", "preview")
    assert taken == original, "an original does for who would take a preview"


def test_without_a_login_there_are_previews(catalogue, tmp_path, ids):
    folder = tmp_path / "sounds"
    store = TokenStore(folder / ".fsbridge/login.json")
    key_login(demo_sounds.CLIENT_ID, Secret(demo_sounds.CLIENT_SECRET), store)
    with running.over(catalogue.api_url, folder) as daemon, daemon.caller() as peer:
        assert ask(peer, "/fs/ping")[-1].arguments[3] == "login_needed"
        (row,) = sounds(peer, ids["tone 440"])
        assert row[7] == "preview"
        assert form(row)[:2] == ("WAV", "PCM_16")
        refused = rows(ask(peer, "/fs/fetch", ids["tone 440"], "@quality", "original"), FAILED)
        assert [row[2] for row in refused] == ["not_authorized"]
        assert "fsbridge login" in refused[0][3]
        assert sounds(peer, ids["tone 440"]) == [row]

        (folder / ".fsbridge/login.json").unlink()
        assert ask(peer, "/fs/search", "glass")[-1].arguments[0] == "not_authorized"
        assert sounds(peer, ids["tone 440"]) == [row], "what is here needs nobody's leave"

        running.log_in(catalogue.api_url, folder)
        assert ask(peer, "/fs/ping")[-1].arguments[3] == "ready"
        assert sounds(peer, ids["tone 440"])[0][7] == "original"


# --- refresh and info


def test_refresh_all_reads_metadata_anew_in_bulk(catalogue, peer, ids):
    id_ = ids["pink noise"]
    sounds(peer, id_)
    before = len(asked(catalogue, "/search/"))
    answer = ask(peer, "/fs/refresh", "all")
    assert [message.address for message in answer if "progress" not in message.address] == ["/fs/refresh/done"]
    assert answer[-1].arguments[3] > 86_000
    bulk = asked(catalogue, "/search/")[before:]
    assert len(bulk) == 1
    assert f"{id_}" in bulk[0].query


@pytest.mark.parametrize("local", [False, True])
def test_info_tells_all_of_it(peer, ids, local):
    id_ = ids[TOLD_LONG]
    if local:
        sounds(peer, id_)
    answer = ask(peer, "/fs/info", id_)
    assert answer[-1].arguments == [id_]
    told = {}
    for told_id, name, value in rows(answer, "/fs/info/field"):
        assert told_id == id_
        told.setdefault(name, []).append(value)
    assert len(told["description"]) > 3
    assert "".join(told["description"]) == LONG
    assert told["tags"] == ["tone", "sine", "reference"]
    assert told["username"] == ["demo"]
    assert told["license"] == ["http://creativecommons.org/publicdomain/zero/1.0/"]
    assert told["samplerate"] == ["44100"]
    assert "tone 440" in "".join(told["attribution"])


# --- the wire


def test_bundles_are_answered_whatever_their_time(peer, ids):
    far = struct.pack(">Q", 2**63)
    inner = bundle(message("/fs/info", ids["tone 440"], "@req", "inner"))
    peer.send_raw(bundle(message("/fs/ping", "@req", "outer"), inner, time=far))
    assert peer.hear(30).arguments[0] == "outer"
    assert until(peer, "/fs/info/done").arguments == ["inner", ids["tone 440"]]


def test_a_datagram_may_be_as_long_as_udp_allows(peer):
    ids = [f"{number:064}" for number in range(256)]
    peer.send_raw(bundle(*(message("/fs/ping", "@req", id_) for id_ in ids)))
    assert [peer.hear(30).arguments[0] for _ in ids] == ids
    longest = message("/fs/search", "rain " * 13_097)
    assert len(longest) == 65_504
    peer.send_raw(longest)
    ((address, (_, code, text, _, _)),) = peer.heard()
    assert (address, code) == (ERROR, "bad_request")
    assert "2000 characters" in text


def test_a_folder_that_was_copied_works_elsewhere(daemon, peer, catalogue, tmp_path, ids):
    before = {row[1]: Path(row[2]).name for row in sounds(peer, ids["tone 440"], ids["light rain"])}
    copy = shutil.copytree(daemon.folder, tmp_path / "copy")
    with running.over(catalogue.api_url, copy) as other, other.caller() as caller:
        asked_before = len(catalogue.journal)
        moved = sounds(caller, *before)
        assert {row[1]: Path(row[2]).name for row in moved} == before
        assert all(Path(row[2]).is_relative_to(copy) for row in moved)
        assert len(catalogue.journal) == asked_before
    assert json.loads((copy / ".fsbridge/login.json").read_text())


# --- profiles of hello


@pytest.mark.parametrize(
    ("profile", "as_it_is"),
    [
        ("sc", ["Thunder, close", "1 kHz 32 bit", "hollow tone C4", "rain in six channels", "tone 440"]),
        ("dirt", ["tone 440"]),
        ("pd", ["rain in six channels", "tone 440"]),
    ],
)
def test_a_path_leads_to_what_the_host_loads_as_it_is_else_to_a_wav(daemon, peer, ids, profile, as_it_is):
    names = ["Thunder, close", "1 kHz 32 bit", "hollow tone C4", "rain in six channels", "tone 440", "thunder far away"]
    ask(peer, "/fs/hello", profile)
    told = sounds(peer, *(ids[name] for name in names))
    assert len(told) == len(names)
    for row in told:
        original = Path(row[2]).parent == daemon.folder
        assert original == (names[row[0]] in as_it_is)
        assert original or form(row)[:2] in {("WAV", "PCM_16"), ("WAV", "PCM_24"), ("WAVEX", "PCM_24")}
    six = next(row for row in told if names[row[0]] == "rain in six channels")
    assert six[5] == (2 if profile == "dirt" else 6)
    (hit,) = rows(ask(peer, "/fs/search", "thunder", "@type", "flac", "@fresh", 1), RESULT)
    assert hit[2] == next(row[2] for row in told if names[row[0]] == "Thunder, close"), "a search tells the same path"


def test_what_a_request_says_goes_before_the_profile(peer, ids):
    ask(peer, "/fs/hello", "sc")
    flac = ids["Thunder, close"]
    assert form(*sounds(peer, flac)) == ("FLAC", "PCM_24", 48_000, 2)
    assert form(*sounds(peer, flac, "@as", "wav")) == ("WAV", "PCM_24", 48_000, 2)
    assert form(*sounds(peer, flac, "@rate", 44_100)) == ("WAV", "PCM_24", 44_100, 2)
    assert form(*sounds(peer, flac, "@bits", 16)) == ("WAV", "PCM_16", 48_000, 2)
    ask(peer, "/fs/hello", "plain")
    assert form(*sounds(peer, flac)) == ("WAV", "PCM_24", 48_000, 2)
