"""`@first preview` of the real daemon: the preview is told as soon as it is there, the original after it, each brought once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import running
import soundfile
from bad_days import soon
from misbehaving import Misbehaving
from osc_room import ERROR, Peer

from fsbridge.demo.made import CLIENT_ID, CLIENT_SECRET
from fsbridge.freesound.tokens import Login, Secret, TokenStore

SOUND, FAILED, DONE = "/fs/fetch/sound", "/fs/fetch/failed", "/fs/fetch/done"
FIRST = ("@first", "preview")
PREVIEW, ORIGINAL = "preview", "original"
DEADLINE_SECONDS = 30


@pytest.fixture(scope="module")
def service(made, threads_end):
    with Misbehaving(made) as service:
        yield service


@pytest.fixture(scope="module")
def daemon(service, tmp_path_factory):
    folder = tmp_path_factory.mktemp("first") / "sounds"
    running.log_in(service.catalogue.api_url, folder)
    with running.over(service.api_url, folder) as daemon:
        yield daemon


@pytest.fixture(scope="module")
def fresh(service):
    """Give ids of WAVs that no test has asked for."""
    ids = iter(s.id for s in service.catalogue.site.dataset.sounds if s.type == "wav" and s.bitdepth == 16)
    return lambda: next(ids)


def told(messages):
    """Give what was said of sounds: index and quality, or index and code; at last the counts."""
    column = {SOUND: 7, FAILED: 2}
    said = [(m.arguments[0], m.arguments[column[m.address]]) for m in messages if m.address in column]
    assert messages[-1].address == DONE, messages[-1]
    for message in messages:
        if message.address == SOUND:
            info = soundfile.info(message.arguments[2])
            assert message.arguments[3:6] == [info.frames, info.samplerate, info.channels]
            assert info.format.startswith("WAV")
    return [*said, tuple(messages[-1].arguments)]


def asked(service, id_):
    """Give which files of a sound the catalogue was asked for, in order."""
    paths = [entry.path for entry in service.catalogue.journal]
    previews, download = f"/previews/{id_ // 1000}/{id_}_", f"/sounds/{id_}/download/"
    return [PREVIEW if previews in path else ORIGINAL for path in paths if previews in path or download in path]


def until(peer, address):
    while (heard := peer.hear(DEADLINE_SECONDS)).address != address:
        assert heard.address != ERROR, heard
    return heard


def test_the_preview_comes_first_and_then_the_original_each_downloaded_once(daemon, service, fresh):
    id_ = fresh()
    both = [(0, PREVIEW), (0, ORIGINAL), (1, 0)]
    assert told(daemon.ask("/fs/fetch", id_, *FIRST)) == both
    assert asked(service, id_) == [PREVIEW, ORIGINAL]
    assert told(daemon.ask("/fs/fetch", id_, *FIRST)) == both[1:], "the original is here"
    assert asked(service, id_) == [PREVIEW, ORIGINAL]


def test_many_who_ask_at_once_share_both_downloads(daemon, service, fresh):
    ids = [fresh() for _ in range(12)]
    service.scripts[ids[0]].extend(["slow", "slow"])
    with ThreadPoolExecutor(3) as patches:
        answers = list(patches.map(lambda _: daemon.ask("/fs/fetch", *ids, *FIRST), range(3)))
    for answer in answers:
        *said, counts = told(answer)
        assert counts == (12, 0)
        for index in range(12):
            assert [quality for at, quality in said if at == index] in ([PREVIEW, ORIGINAL], [ORIGINAL])
    for id_ in ids:
        assert sorted(asked(service, id_)) == [ORIGINAL, PREVIEW]


def test_a_preview_that_is_here_is_told_at_once(daemon, service, fresh):
    id_ = fresh()
    assert told(daemon.ask("/fs/fetch", id_, "@quality", "preview", *FIRST)) == [(0, PREVIEW), (1, 0)]
    assert told(daemon.ask("/fs/fetch", id_, "@quality", "original", *FIRST)) == [(0, PREVIEW), (0, ORIGINAL), (1, 0)]
    assert asked(service, id_) == [PREVIEW, ORIGINAL]


def test_both_are_in_the_form_that_was_asked_for(daemon, fresh):
    answer = daemon.ask("/fs/fetch", fresh(), *FIRST, "@rate", 11_025, "@channels", 2)
    assert told(answer) == [(0, PREVIEW), (0, ORIGINAL), (1, 0)]
    assert [m.arguments[4:6] for m in answer if m.address == SOUND] == [[11_025, 2]] * 2


def test_as_they_are_a_preview_is_no_wav(daemon, service):
    mp3 = next(s.id for s in service.catalogue.site.dataset.sounds if s.type == "mp3")
    answer = daemon.ask("/fs/fetch", mp3, *FIRST, "@as", "original")
    formats = [(m.arguments[7], soundfile.info(m.arguments[2]).format) for m in answer if m.address == SOUND]
    assert formats == [(PREVIEW, "OGG"), (ORIGINAL, "MP3")]


def test_the_profile_and_habits_of_a_client_hold_for_both(daemon, fresh):
    with daemon.caller() as patch:
        list(patch.ask("/fs/hello", "sc", "@rate", 8_000, "@channels", 1))
        answer = list(patch.ask("/fs/fetch", fresh(), *FIRST))
    assert told(answer) == [(0, PREVIEW), (0, ORIGINAL), (1, 0)]
    assert [m.arguments[4:6] for m in answer if m.address == SOUND] == [[8_000, 1]] * 2


def test_a_sound_that_is_asked_for_twice_is_told_at_both_indices(daemon, service, fresh):
    id_ = fresh()
    *said, counts = told(daemon.ask("/fs/fetch", id_, id_, *FIRST))
    for index in (0, 1):
        assert [quality for at, quality in said if at == index] == [PREVIEW, ORIGINAL]
    assert counts == (2, 0)
    assert asked(service, id_) == [PREVIEW, ORIGINAL]


def test_an_original_that_takes_longer_than_its_wait_fails_after_its_preview(daemon, service, fresh):
    id_ = fresh()
    daemon.ask("/fs/fetch", id_, "@quality", "preview")
    service.scripts[id_].append("stalled")
    assert told(daemon.ask("/fs/fetch", id_, *FIRST, "@wait", 1)) == [(0, PREVIEW), (0, "timeout"), (0, 1)]


def test_a_license_that_is_not_welcome_is_told_once(service, fresh, tmp_path):
    folder, id_ = tmp_path / "sounds", fresh()
    running.log_in(service.catalogue.api_url, folder)
    with running.over(service.api_url, folder, licenses=["sampling+"]) as daemon:
        assert told(daemon.ask("/fs/fetch", id_, *FIRST)) == [(0, "license_refused"), (0, 1)]
    assert asked(service, id_) == []


def test_a_daemon_killed_between_the_two_goes_on_with_the_original(service, fresh, tmp_path):
    folder, id_ = tmp_path / "sounds", fresh()
    running.log_in(service.catalogue.api_url, folder)
    service.scripts[id_].extend(["", "stalled"])
    with running.over(service.api_url, folder) as first, Peer(port=first.port) as patch:
        patch.send("/fs/fetch", id_, *FIRST)
        until(patch, SOUND)
        soon(lambda: ORIGINAL in asked(service, id_))
        first.kill()
    with running.over(service.api_url, folder) as again:
        assert told(again.ask("/fs/fetch", id_, *FIRST)) == [(0, PREVIEW), (0, ORIGINAL), (1, 0)]
    assert asked(service, id_).count(PREVIEW) == 1


def test_a_bank_has_one_sound_a_number_and_takes_no_preview_ahead(daemon):
    ((code, sentence, _, verb),) = (m.arguments for m in daemon.ask("/fs/bank", "ahead", "rain", *FIRST))
    assert (code, verb) == ("bad_request", "bank")
    assert "@first" in sentence


def test_of_a_query_too(daemon):
    *said, counts = told(daemon.ask("/fs/fetch", "@query", "bell", "@count", 2, *FIRST))
    assert sorted(said) == [(index, quality) for index in (0, 1) for quality in (ORIGINAL, PREVIEW)]
    assert counts == (2, 0)


@pytest.mark.parametrize("trouble", ["gone", "forbidden", "spoilt"])
def test_a_trouble_of_the_preview_alone_is_not_told(daemon, service, fresh, trouble):
    id_ = fresh()
    service.scripts[id_].extend([trouble] * (2 if trouble == "spoilt" else 1))  # what can't be decoded comes again
    assert told(daemon.ask("/fs/fetch", id_, *FIRST)) == [(0, ORIGINAL), (1, 0)]


def test_where_neither_can_be_had_it_fails_once(daemon, service, fresh):
    id_ = fresh()
    service.scripts[id_].extend(["gone", "gone"])
    assert told(daemon.ask("/fs/fetch", id_, *FIRST)) == [(0, "not_found"), (0, 1)]
    assert told(daemon.ask("/fs/fetch", 999_999_999, *FIRST)) == [(0, "not_found"), (0, 1)]


def test_an_original_that_fails_after_its_preview_is_told_and_the_preview_stays_good(daemon, service, fresh):
    id_, other = fresh(), fresh()
    service.scripts[id_].extend(["", "gone"])
    answer = daemon.ask("/fs/fetch", id_, other, *FIRST)
    *said, counts = told(answer)
    assert [word for index, word in said if index == 0] == [PREVIEW, "not_found"]
    assert [word for index, word in said if index == 1] == [PREVIEW, ORIGINAL]
    assert counts == (1, 1)


def test_where_the_day_is_spent_the_preview_is_told_once_and_has_come(daemon, service, fresh):
    id_ = fresh()
    service.scripts[id_].extend(["", "spent"])
    assert told(daemon.ask("/fs/fetch", id_, *FIRST)) == [(0, PREVIEW), (1, 0)]
    other = fresh()
    service.scripts[other].extend(["", "spent"])
    asked_for = (other, "@quality", "original", *FIRST)
    assert told(daemon.ask("/fs/fetch", *asked_for)) == [(0, PREVIEW), (0, "quota_exceeded"), (0, 1)]


def test_a_cancelled_one_says_nothing_more_and_goes_on_where_it_was(daemon, service, fresh):
    id_ = fresh()
    service.scripts[id_].extend(["", "stalled"])
    with Peer(port=daemon.port) as patch:
        patch.send("/fs/fetch", id_, *FIRST, "@req", 1)
        preview = until(patch, SOUND).arguments
        patch.send("/fs/cancel", 1)
        while (heard := patch.hear(DEADLINE_SECONDS)).address != ERROR:
            assert heard.address == "/fs/fetch/progress"
        assert heard.arguments[:2] == [1, "cancelled"]
        assert preview[8] == PREVIEW
    service.scripts[id_].clear()  # where it had not been asked for yet
    assert told(daemon.ask("/fs/fetch", id_, *FIRST)) == [(0, PREVIEW), (0, ORIGINAL), (1, 0)]
    assert asked(service, id_).count(PREVIEW) == 1


def test_progress_of_the_original_goes_on_after_the_preview_and_ends_before_the_original(daemon, service, fresh):
    id_ = fresh()
    service.scripts[id_].extend(["", "slow"])
    addresses = [message.address for message in daemon.ask("/fs/fetch", id_, *FIRST)]
    first, last = [at for at, address in enumerate(addresses) if address == SOUND]
    assert "/fs/fetch/progress" in addresses[first:last]
    assert addresses[last:] == [SOUND, DONE]


def test_without_a_login_the_preview_is_all(service, fresh, tmp_path):
    folder, ids = tmp_path / "sounds", [fresh() for _ in range(3)]
    TokenStore(folder / ".fsbridge/login.json").write(Login(CLIENT_ID, Secret(CLIENT_SECRET)))
    with running.over(service.api_url, folder) as daemon:
        assert told(daemon.ask("/fs/fetch", ids[0], *FIRST)) == [(0, PREVIEW), (1, 0)]
        assert told(daemon.ask("/fs/fetch", ids[0], *FIRST)) == [(0, PREVIEW), (1, 0)]
        asked_for = (ids[1], "@quality", "original", *FIRST)
        assert told(daemon.ask("/fs/fetch", *asked_for)) == [(0, PREVIEW), (0, "not_authorized"), (0, 1)]
        service.scripts[ids[2]].extend(["gone", "gone"])
        assert told(daemon.ask("/fs/fetch", ids[2], *FIRST)) == [(0, "not_found"), (0, 1)]


def test_offline_what_is_local_comes(made, tmp_path):
    folder = tmp_path / "sounds"
    with Misbehaving(made) as service:
        running.log_in(service.catalogue.api_url, folder)
        id_, other = [s.id for s in service.catalogue.site.dataset.sounds if s.type == "wav" and s.bitdepth == 16][:2]
        with running.over(service.api_url, folder) as daemon:
            daemon.ask("/fs/fetch", id_, "@quality", "preview")
    with running.over(service.api_url, folder) as daemon:
        assert daemon.ask("/fs/search", "rain", "@fresh", 1)  # it finds out
        assert told(daemon.ask("/fs/fetch", id_, *FIRST)) == [(0, PREVIEW), (1, 0)]
        asked_for = (id_, other, "@quality", "original", *FIRST)
        assert told(daemon.ask("/fs/fetch", *asked_for)) == [(0, PREVIEW), (0, "offline"), (1, "offline"), (0, 2)]
