"""The real daemon, killed, stopped and cut off in the middle of a download, or refused by the service: it goes on."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import running
from freesound_service import REFUSED
from osc_room import ERROR, Peer

from fsbridge.core.connection import PROBE_AFTER_SECONDS
from fsbridge.demo import dataset
from fsbridge.demo.faults import Fault
from fsbridge.demo.made import catalog
from fsbridge.demo.server import Catalogue

LARGE_ID, LARGE_MEGABYTES, BYTES_PER_SECOND = 900_001, 4, 400_000
UNDER_WAY = 0.05
"""So much of it is there in half a second, and all of it after ten."""
DEADLINE_SECONDS = 30


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    catalog.make(folder, folder / "dataset.json", [], LARGE_MEGABYTES)
    return folder


@pytest.fixture
def content(large):
    (path,) = (large / "files/sounds").rglob("*.wav")
    return path.read_bytes()


def serving(large, state, port=0):
    return Catalogue(dataset.load(large / "dataset.json"), large / "files", state=state, http_port=port)


@pytest.fixture
def catalogue(large, tmp_path):
    """It is slow."""
    with serving(large, tmp_path / "state") as catalogue:
        catalogue.faults.bytes_per_second = BYTES_PER_SECOND
        yield catalogue


@pytest.fixture
def folder(catalogue, tmp_path):
    running.log_in(catalogue.api_url, tmp_path / "sounds")
    catalogue.journal.clear()
    return tmp_path / "sounds"


@contextmanager
def begun(daemon):
    """A patch whose download is under way."""
    with Peer(port=daemon.port) as patch:
        patch.send("/fs/fetch", LARGE_ID, "@req", 1)
        while patch.hear(DEADLINE_SECONDS).arguments[3] < UNDER_WAY:
            pass
        yield patch


def partial_of(folder):
    (partial,) = (folder / ".fsbridge/partials").glob("*.wav")
    return partial


def fetched(daemon):
    """Fetch it; give what its path leads to."""
    *_, sound, done = daemon.ask("/fs/fetch", LARGE_ID)
    assert done.arguments == [1, 0]
    return Path(sound.arguments[2]).read_bytes()


def answered(catalogue):
    """Give status and length of each answer to a download."""
    return [(entry.status, entry.bytes) for entry in catalogue.journal if entry.path.endswith("/download/")]


def left_by(end, catalogue, folder):
    """Begin, end the daemon, and give the partial; nothing stands under a final name."""
    with running.over(catalogue.api_url, folder) as daemon, begun(daemon):
        end(daemon)
    assert list(folder.glob("*.wav")) == []
    catalogue.faults.bytes_per_second = 0
    return partial_of(folder)


@pytest.mark.parametrize("end", [running.Running.kill, running.Running.stop])
def test_a_download_goes_on_after_a_restart(catalogue, folder, content, end):
    here_bytes = left_by(end, catalogue, folder).stat().st_size
    with running.over(catalogue.api_url, folder) as daemon:
        assert fetched(daemon) == content
    assert 0 < here_bytes < len(content)
    assert answered(catalogue) == [(200, len(content)), (206, len(content) - here_bytes)]
    assert list((folder / ".fsbridge/partials").iterdir()) == []


def test_a_preview_that_came_first_is_told_at_once_after_a_restart_and_the_original_goes_on(catalogue, folder, content):
    with running.over(catalogue.api_url, folder) as daemon, Peer(port=daemon.port) as patch:
        patch.send("/fs/fetch", LARGE_ID, "@first", "preview", "@req", 1)
        while (preview := patch.hear(DEADLINE_SECONDS)).address != "/fs/fetch/sound":
            pass
        while patch.hear(DEADLINE_SECONDS).arguments[3] < UNDER_WAY:
            pass
        daemon.kill()
    catalogue.faults.bytes_per_second = 0
    with running.over(catalogue.api_url, folder) as daemon:
        first, *_, original, done = daemon.ask("/fs/fetch", LARGE_ID, "@first", "preview")
    assert first.arguments == preview.arguments[1:]
    assert (first.arguments[7], original.arguments[7], done.arguments) == ("preview", "original", [1, 0])
    assert Path(original.arguments[2]).read_bytes() == content
    assert [status for status, _ in answered(catalogue)] == [200, 206]


def test_one_that_was_whole_and_not_yet_placed_is_not_sent_again(catalogue, folder, content):
    left_by(running.Running.kill, catalogue, folder).write_bytes(content)
    with running.over(catalogue.api_url, folder) as daemon:
        assert fetched(daemon) == content
    assert [status for status, _ in answered(catalogue)] == [200, 416]


def test_zeroes_that_a_power_cut_has_left_are_found_out(catalogue, folder, content):
    partial = left_by(running.Running.kill, catalogue, folder)
    partial.write_bytes(partial.read_bytes()[:100_000] + bytes(100_000))
    with running.over(catalogue.api_url, folder) as daemon:
        assert fetched(daemon) == content
    assert answered(catalogue) == [(200, len(content)), (206, len(content) - 200_000), (200, len(content))]


def test_a_cancelled_download_goes_on_when_it_is_asked_for_again(catalogue, folder, content):
    with running.over(catalogue.api_url, folder) as daemon:
        with begun(daemon) as patch:
            patch.send("/fs/cancel", 1)
            while (heard := patch.hear(DEADLINE_SECONDS)).address != ERROR:
                pass
            assert heard.arguments[:2] == [1, "cancelled"]
        catalogue.faults.bytes_per_second = 0
        assert fetched(daemon) == content
    (_, whole), (status, rest) = answered(catalogue)
    assert (whole, status) == (len(content), 206)
    assert rest < whole


def test_one_that_waited_for_the_network_goes_on(catalogue, folder, content, large, tmp_path):
    passed = tmp_path / "passed"
    running.WrongClock.set(passed, 0)
    catalogue.faults.plan(Fault("/download/", cut_after_bytes=2_000_000))  # what closes is not slow any more
    with running.over(catalogue.api_url, folder, clock=str(passed), leaps=True) as daemon, begun(daemon) as patch:
        catalogue.close()
        while (heard := patch.hear(DEADLINE_SECONDS)).arguments[4] != "waiting":
            assert heard.address == "/fs/fetch/progress"
        here_bytes = partial_of(folder).stat().st_size
        with serving(large, tmp_path / "state", urlsplit(catalogue.api_url).port) as again:
            running.WrongClock.set(passed, PROBE_AFTER_SECONDS[0])
            while (heard := patch.hear(DEADLINE_SECONDS)).address != "/fs/fetch/sound":
                assert heard.address == "/fs/fetch/progress"
            assert answered(again) == [(206, len(content) - here_bytes)]
    assert Path(heard.arguments[3]).read_bytes() == content


def test_what_is_refused_for_a_minute_is_told_so(catalogue, folder):
    catalogue.faults.plan(Fault("/download/", 429, REFUSED))
    with running.over(catalogue.api_url, folder, pacing=True) as daemon, Peer(port=daemon.port) as patch:
        patch.send("/fs/fetch", LARGE_ID, "@req", 1)
        while (heard := patch.hear(DEADLINE_SECONDS)).arguments[4] != "throttled":
            assert heard.address == "/fs/fetch/progress"
        assert 50 < heard.arguments[5] <= 61


def test_the_preview_comes_while_the_original_is_refused_for_a_minute(catalogue, folder):
    catalogue.faults.plan(Fault("/download/", 429, REFUSED))
    with running.over(catalogue.api_url, folder, pacing=True) as daemon, Peer(port=daemon.port) as patch:
        patch.send("/fs/fetch", LARGE_ID, "@first", "preview", "@req", 1)
        while (heard := patch.hear(DEADLINE_SECONDS)).address != "/fs/fetch/sound":
            assert heard.arguments[4] != "throttled"
        assert heard.arguments[8] == "preview"
        while (heard := patch.hear(DEADLINE_SECONDS)).arguments[4] != "throttled":
            assert heard.address == "/fs/fetch/progress"
