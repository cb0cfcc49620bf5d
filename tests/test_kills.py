"""`kill -9` at every step of the way: what was there is there, what was begun can be asked again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from random import Random

import fault_points
import pytest
import running
import soundfile
from killing import Rig, random_kills
from library_room import write_sound
from wholeness import Truth, wrong

from fsbridge.demo.faults import Fault

SOUND, SOUND_BYTES = 1234, 705_644


@pytest.fixture(scope="module")
def truth(made):
    return Truth.of(made)


@pytest.fixture
def rig(catalogue, truth, tmp_path):
    """A folder with a login and nothing else."""
    catalogue.faults.bytes_per_second = 0
    made = Rig(catalogue.api_url, tmp_path / "sounds", truth)
    running.log_in(made.api, made.folder)
    return made


def test_any_moment(catalogue, truth, tmp_path):
    """Fifty, in five folders, some of them at once."""

    def lost_in(seed):
        rig = Rig(catalogue.api_url, tmp_path / str(seed) / "sounds", truth)
        running.log_in(rig.api, rig.folder)
        with closing(random_kills(rig, Random(seed))) as kills:
            return [(seed, number, kind, lost) for number, (kind, lost) in enumerate(islice(kills, 10)) if lost]

    catalogue.faults.bytes_per_second = 4_000_000
    with ThreadPoolExecutor(3) as at_once:
        assert [each for lost in at_once.map(lost_in, range(5)) for each in lost] == []


@pytest.mark.parametrize("point", fault_points.ORIGINAL)
def test_an_original(rig, point):
    with rig.dying_at(point) as caller:
        caller.send("/fs/fetch", SOUND)
    assert rig.lost((SOUND,)) == []


@pytest.mark.parametrize("point", fault_points.PREVIEW)
def test_a_preview(rig, point):
    with rig.dying_at(point) as caller:
        caller.send("/fs/fetch", SOUND, "@quality", "preview")
    assert rig.lost((SOUND, "@quality", "preview"), (SOUND,)) == []


@pytest.mark.parametrize("point", fault_points.MADE)
def test_a_made_wav(rig, point):
    with rig.dying_at(point) as caller:
        caller.send("/fs/fetch", SOUND, "@rate", 22050)
    assert rig.lost((SOUND, "@rate", 22050), (SOUND,)) == []


@pytest.mark.parametrize("point", fault_points.BANK)
def test_a_bank(rig, point):
    with rig.dying_at(point) as caller:
        caller.send("/fs/bank", "roofs", "tin", "roof", "@count", 1)
    with rig.start() as daemon:
        assert list(rig.lost_by(daemon)) == []
        *_, sound, done = daemon.ask("/fs/bank", "roofs", "tin", "roof", "@count", 1)
        assert (sound.arguments[:2], done.arguments[:2]) == ([0, SOUND], [1, 0])
        assert [path.name[:9] for path in rig.folder.glob("banks/roofs/*")] == [f"000_{SOUND}_"]
        assert list(rig.lost_by(daemon)) == []


@pytest.mark.parametrize(
    ("point", "scanned"), [*((point, True) for point in fault_points.REPLACING), (fault_points.REPLACED, False)]
)
def test_an_original_in_the_place_of_a_preview_in_a_bank(rig, point, scanned):
    asked = "/fs/bank", "roofs", "tin", "roof", "@count", 1
    with rig.start() as daemon:
        daemon.ask(*asked, "@quality", "preview")
    with rig.dying_at(point) as caller:
        caller.send(*asked)
    with rig.start() as daemon:
        (path,) = rig.folder.glob("banks/roofs/*")
        (original,) = rig.folder.glob(f"{SOUND}__*")
        if scanned:
            assert list(rig.lost_by(daemon)) == []
            (sound, _) = daemon.ask("/fs/bank", "roofs")
            assert (sound.arguments[7] == "original") == path.samefile(original)
        *_, sound, done = daemon.ask(*asked)
        assert (sound.arguments[:2], sound.arguments[7], done.arguments[:2]) == ([0, SOUND], "original", [1, 0])
        assert path.samefile(original)
        assert list(rig.lost_by(daemon)) == []


@pytest.mark.parametrize("point", fault_points.OPENING)
def test_the_first_opening(catalogue, truth, tmp_path, point):
    rig = Rig(catalogue.api_url, tmp_path / "sounds", truth)
    assert rig.dies_starting(point)
    running.log_in(rig.api, rig.folder)
    assert rig.lost((SOUND,)) == []


@pytest.mark.parametrize("point", fault_points.REBUILDING)
def test_a_damaged_index(rig, point):
    assert rig.lost((SOUND,), (SOUND, "@rate", 22050)) == []
    (rig.folder / ".fsbridge/index.db").write_bytes(b"no index" * 1000)
    assert rig.dies_starting(point)
    assert rig.lost((SOUND,)) == []


@pytest.mark.parametrize("point", fault_points.OWN)
def test_a_dropped_in_file(rig, point):
    with rig.dying_at(point):
        write_sound(rig.folder / "mine.wav")
    assert rig.lost((SOUND,)) == []
    assert [path.stem for path in rig.folder.glob(".fsbridge/sounds/-*.json")] == ["-1"]


@pytest.mark.parametrize("point", fault_points.REMOVING)
def test_a_file_that_is_taken_away(rig, point):
    assert rig.lost((SOUND,), (SOUND, "@rate", 22050)) == []
    with rig.dying_at(point):
        for path in rig.folder.glob(f"{SOUND}__*"):
            path.unlink()
            rig.kept.discard(path)
    assert rig.lost() == []
    assert not list(rig.folder.glob(".fsbridge/wav/*/*")), "they went with what they were made of"
    assert rig.lost((SOUND,), (SOUND, "@rate", 22050)) == []


@pytest.mark.parametrize("point", fault_points.REMOVING)
def test_a_file_that_is_edited(rig, point):
    write_sound(rig.folder / "mine.wav")
    assert rig.lost((-1, "@rate", 22050)) == []
    with rig.dying_at(point):
        write_sound(rig.folder / "mine.wav", 3000)
    assert rig.lost((-1, "@rate", 22050)) == []
    (made,) = rig.folder.glob(".fsbridge/wav/*/*")
    assert soundfile.info(made).frames == 1500


@pytest.mark.parametrize("point", fault_points.HELLO)
def test_what_hello_set(rig, point):
    with rig.dying_at(point) as caller:
        caller.send("/fs/hello", "pd", "@rate", 22050)
    assert rig.lost((SOUND,)) == []


@pytest.mark.parametrize("point", fault_points.HISTORY)
def test_the_history_of_requests(rig, point):
    with rig.dying_at(point, pacing=True) as caller:
        caller.send("/fs/fetch", SOUND)
    assert rig.lost((SOUND,), pacing=True) == []


def test_an_answer(rig):
    with rig.start() as daemon:
        answer = daemon.ask("/fs/fetch", SOUND)
        daemon.kill()
    assert wrong(answer, 1, rig.truth) == []
    assert rig.lost((SOUND,)) == []


def test_a_download(rig, catalogue):
    catalogue.faults.bytes_per_second = 50_000
    with rig.start() as daemon, daemon.caller() as caller:
        caller.send("/fs/fetch", SOUND)
        while (heard := caller.hear(30).arguments)[4:5] != ["downloading"] or heard[3] <= 0:
            pass
        daemon.kill()
    (partial,) = (rig.folder / ".fsbridge/partials").glob("*.wav")
    assert 0 < partial.stat().st_size < SOUND_BYTES
    catalogue.faults.bytes_per_second = 0
    assert rig.lost((SOUND,)) == []
    assert [entry.status for entry in catalogue.journal if entry.path.endswith("/download/")][-2:] == [200, 206]


@pytest.mark.parametrize("point", fault_points.LOGIN_KEPT)
def test_a_login(rig, point):
    rig.age_login()
    before = rig.login()
    with rig.dying_at(point) as caller:
        caller.send("/fs/refresh", "token")
    assert rig.lost((SOUND, "@quality", "original")) == []
    rig.age_login()
    with rig.start() as daemon:
        assert not [each for each in daemon.ask("/fs/refresh", "token") if each.address == "/fs/refresh/failed"]
    after = rig.login()
    assert after["refresh_token"] != before["refresh_token"]
    assert "refused" not in after
    assert "renewing_since" not in after


def says_that_the_login_is_lost(rig):
    with rig.start() as daemon, daemon.caller() as listener:
        list(listener.ask("/fs/notify", 1))
        assert daemon.ask("/fs/search", "rain", "@count", 1)[-1].arguments[-1] == "freesound"
        while (event := listener.hear(30)).address != "/fs/event/trouble":
            pass
        assert event.arguments[0] == "authorization_failed"
        assert "`fsbridge login`" in event.arguments[1]
        *_, failed, _ = daemon.ask("/fs/fetch", SOUND, "@quality", "original")
        assert failed.arguments[2] == "authorization_failed"
        assert wrong(daemon.ask("/fs/fetch", SOUND), 1, rig.truth) == [], "a preview will do"
    running.log_in(rig.api, rig.folder)
    assert rig.lost((SOUND, "@quality", "original")) == []


@pytest.mark.parametrize("point", fault_points.LOGIN_LOST)
def test_a_login_that_was_answered_to_the_dead(rig, point):
    rig.age_login()
    with rig.dying_at(point) as caller:
        caller.send("/fs/refresh", "token")
    says_that_the_login_is_lost(rig)


def test_a_login_whose_answer_is_on_its_way(rig, catalogue):
    rig.age_login()
    catalogue.faults.plan(Fault("access_token", answer_delay_seconds=60))
    with rig.start() as daemon, daemon.caller() as caller:
        caller.send("/fs/refresh", "token")
        while not catalogue.journal[-1].rotated:
            list(caller.ask("/fs/ping"))
        daemon.kill()
    says_that_the_login_is_lost(rig)
