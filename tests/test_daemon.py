"""The main job, end to end: a real daemon over the embedded catalogue, asked over plain OSC."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import running
import soundfile
from bad_days import Held
from osc_room import Peer


@pytest.fixture
def demo(tmp_path, made):
    """A daemon over the embedded catalogue, in a folder of its own."""
    with running.demo(tmp_path / "sounds", made=made) as daemon:
        yield daemon


def columns(messages, address):
    return [message.arguments for message in messages if message.address == address]


def paths(messages):
    return [arguments[2] for arguments in columns(messages, "/fs/fetch/sound")]


def asked_for(daemon, part):
    return [entry for entry in daemon.journal() if part in entry["path"]]


def test_a_search_a_fetch_and_the_same_again_without_a_request(demo):
    found = demo.ask("/fs/search", "rain")
    results = columns(found, "/fs/search/result")
    assert found[-1].address == "/fs/search/done"
    assert found[-1].arguments[0] == len(results) == 15
    id_ = results[0][1]
    assert results[0][2:3] + results[0][6:7] == ["", 0]

    first = demo.ask("/fs/fetch", id_)
    ((index, told_id, path, frames, samplerate, channels, seconds, quality, *_),) = columns(first, "/fs/fetch/sound")
    assert (index, told_id, quality) == (0, id_, "original")
    info = soundfile.info(path)
    assert (info.frames, info.samplerate, info.channels) == (frames, samplerate, channels)
    assert seconds == pytest.approx(frames / samplerate)
    assert first[-1].address == "/fs/fetch/done"
    assert first[-1].arguments == [1, 0]

    before = len(demo.journal())
    again = demo.ask("/fs/fetch", id_)
    assert paths(again) == [path]
    assert len(demo.journal()) == before

    result = next(row for row in columns(demo.ask("/fs/search", "rain"), "/fs/search/result") if row[1] == id_)
    assert result[2:3] + result[6:7] == [path, 1]


def test_what_is_here_is_answered_after_a_restart_with_the_service_stopped(tmp_path, made):
    with running.demo(tmp_path / "sounds", made=made) as demo:
        fetched = demo.ask("/fs/fetch", "@query", "rain", "@count", 2)
        ids = [row[1] for row in columns(fetched, "/fs/fetch/sound")]
        api = json.loads((demo.folder / ".fsbridge/demo/journal.jsonl").read_text().splitlines()[0])
        assert api["path"].startswith("/apiv2/")
        service_url = demo.told.partition("invented sounds is at ")[2].split()[0]
    with running.over(service_url, tmp_path / "sounds") as daemon:
        again = daemon.ask("/fs/fetch", *ids)
        assert sorted(paths(again)) == sorted(paths(fetched))
        assert again[-1].arguments == [2, 0]
        missing = daemon.ask("/fs/fetch", 999_999, "@wait", 1)
        assert columns(missing, "/fs/fetch/failed")[0][2] == "timeout", "it was accepted before the loss was known"
        found = daemon.ask("/fs/search", "rain")  # which ends when the loss is known, however long that takes
        assert columns(found, "/fs/search/done")[0][4] == "library"
        missing = daemon.ask("/fs/fetch", 999_999)
        assert columns(missing, "/fs/fetch/failed")[0][2] == "offline"


def test_a_query_fetches_its_first_hits(demo):
    fetched = demo.ask("/fs/fetch", "@query", "rain", "@count", 4)
    assert fetched[-1].arguments == [4, 0]
    assert all(Path(path).is_file() for path in paths(fetched))
    assert sorted(row[0] for row in columns(fetched, "/fs/fetch/sound")) == [0, 1, 2, 3]


def test_one_bad_id_stops_no_other(demo):
    (id_,) = [row[1] for row in columns(demo.ask("/fs/search", "rain", "@count", 1), "/fs/search/result")]
    answer = demo.ask("/fs/fetch", 999_999, id_, "what", -77)
    failed = {row[0]: row[1:3] for row in columns(answer, "/fs/fetch/failed")}
    assert failed == {0: [999_999, "not_found"], 2: [-1, "bad_request"], 3: [-77, "not_found"]}
    assert [row[0] for row in columns(answer, "/fs/fetch/sound")] == [1]
    assert answer[-1].arguments == [1, 3]


def test_more_goes_on_with_a_search_until_its_end(demo):
    with demo.caller() as caller:
        pages = [list(caller.ask("/fs/search", "rain", "@count", 20))]
        while pages[-1][-1].arguments[0]:
            pages.append(list(caller.ask("/fs/more")))
    rows = [row for page in pages for row in columns(page, "/fs/search/result")]
    total = pages[0][-1].arguments[1]
    assert len({row[1] for row in rows}) == len(rows) == total
    assert [row[0] for row in rows] == list(range(total))


def test_refresh_renews_the_login_and_the_rotation_is_seen(tmp_path, made):
    folder = tmp_path / "sounds"
    with running.demo(folder, made=made) as demo:
        assert demo.ask("/fs/refresh", "token")[-1].arguments[3] > 86_000
        assert not [entry for entry in demo.journal() if entry.get("grant_type") == "refresh_token"]
    login_path = folder / ".fsbridge/login.json"
    login = json.loads(login_path.read_text())
    login_path.write_text(json.dumps(login | {"renewed_at": login["renewed_at"] - 120}))
    with running.demo(folder) as demo:
        assert demo.ask("/fs/refresh", "token")[-1].arguments[3] > 86_000
        (rotation,) = [entry for entry in demo.journal() if entry.get("grant_type") == "refresh_token"]
        assert rotation["status"] == 200
        assert json.loads(login_path.read_text())["refresh_token"] != login["refresh_token"]
        assert paths(demo.ask("/fs/fetch", "@query", "rain"))


def test_a_file_dropped_in_while_the_daemon_was_off_is_found(tmp_path, made):
    folder = tmp_path / "sounds"
    with running.demo(folder, made=made) as demo:
        source = Path(paths(demo.ask("/fs/fetch", "@query", "rain"))[0])
    soundfile.write(folder / "mine.wav", soundfile.read(source)[0][:1234], 22050)
    with running.demo(folder) as demo:
        demo.ask("/fs/refresh", "library")
        found = columns(demo.ask("/fs/search", "mine", "@count", 1), "/fs/search/result")
        assert not found, "the service knows nothing of it"
        (row,) = columns(demo.ask("/fs/fetch", -1), "/fs/fetch/sound")
        assert row[2:5] == [str(folder / "mine.wav"), 1234, 22050]
        assert row[3] == soundfile.info(row[2]).frames


def test_a_file_dropped_in_while_it_runs_is_an_event(demo):
    with demo.caller() as caller:
        list(caller.ask("/fs/notify", 1))
        outside = demo.folder.parent / "drop.wav"
        soundfile.write(outside, [0.0, 0.5] * 500, 8000)
        shutil.copy(outside, demo.folder / "drop.wav")
        while (event := caller.hear(30)).address != "/fs/event/added":
            pass
    assert event.arguments[0] < 0
    assert event.arguments[1:4] == [str(demo.folder / "drop.wav"), 1000, 8000]


def test_it_ends_cleanly_and_tells_those_who_wait(tmp_path, catalogue):
    held = Held("/search/")
    catalogue.faults.plan(held)
    running.log_in(catalogue.api_url, tmp_path / "sounds")
    with running.over(catalogue.api_url, tmp_path / "sounds") as daemon, Peer(port=daemon.port) as caller:
        list(caller.ask("/fs/notify", 1))
        caller.send("/fs/search", "rain", "@req", "mine")
        held.came()
        assert daemon.stop() == 0
        held.release()
        heard = [message for message in caller.left() if message.address != "/fs/search/progress"]
    assert [(message.address, message.arguments[:2]) for message in heard] == [
        ("/fs/error", ["mine", "cancelled"]),
        ("/fs/event/stopping", []),
    ]


def test_a_folder_of_another_service_and_a_taken_port_are_refused_in_words(tmp_path, made):
    folder = tmp_path / "sounds"
    with running.demo(folder, made=made) as demo, pytest.raises(AssertionError, match=r"(?s)port .* taken"):
        running.demo(tmp_path / "other", made=made, port=demo.port)
    (folder / ".fsbridge/service").write_text("freesound")
    with pytest.raises(AssertionError, match="holds sounds of freesound"):
        running.demo(folder)
