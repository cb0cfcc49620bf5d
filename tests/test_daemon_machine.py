"""A machine on a bad day: full disks, folders that go and come back, a damaged index, a clock that jumps.

Each time a real daemon is told in words, breaks nothing, serves what it can and goes on by itself.
"""

from __future__ import annotations

import json
import os
import shutil
import threading

import pytest
import running
from bad_days import EventEar, Held, Rig, soon
from mounted import FORBIDDEN
from wholeness import Truth, broken

KICK, DRIP, SNARE, RAIN = 24528, 43440, 25141, 1234
AN_OWN = -1
GRAINS = (43867, 43562, 44477, 45514, 45880, 46734)
MADE_OF_KICK = (KICK, "@rate", 22050)


@pytest.fixture
def rig(catalogue, stick, tmp_path, made):
    """A folder on a small disk; when all is over, nothing in it may be broken."""
    rig = Rig.over(catalogue, stick, tmp_path, made)
    yield rig
    assert rig.lost(tmp_path) == []


def in_another_thread(work, *words):
    """Begin it; gives what waits for its end and gives what it gave."""
    given = []
    thread = threading.Thread(target=lambda: given.append(work(*words)))
    thread.start()

    def end():
        thread.join(30)
        return given[0]

    return end


# --- the disk is full


def test_a_full_disk_is_told_and_what_is_here_is_served(rig):
    with rig.start() as daemon, EventEar(daemon.port) as ear:
        assert rig.fetch(daemon, KICK) == []
        rig.stick.fill()
        assert "make some" in ear.event("trouble", "disk_full")[1]
        assert rig.fetch(daemon, DRIP) == ["disk_full"]
        assert rig.fetch(daemon, *MADE_OF_KICK) == ["disk_full"]
        assert rig.fetch(daemon, KICK) == []
        rig.stick.free()
        ear.event("recovered", "disk_full")
        assert rig.fetch(daemon, DRIP) == []
        assert rig.fetch(daemon, *MADE_OF_KICK) == []


def test_a_disk_may_become_full_at_any_step_of_a_sound(rig, catalogue):
    """While it comes, at its check, its sidecar, its rows: so many pages are left beside what it takes itself."""
    sizes = {sound.id: sound.filesize for sound in catalogue.site.dataset.sounds}
    with rig.start() as daemon:
        assert rig.fetch(daemon, KICK) == []
        ends = []
        for id_, pages in zip(GRAINS, (-4, 0, 1, 2, 8, 24), strict=True):
            held = Held(f"/sounds/{id_}/download/")
            catalogue.faults.plan(held)
            answer = in_another_thread(rig.fetch, daemon, id_)
            held.came()
            rig.stick.fill(leave_bytes=(-(-sizes[id_] // 4096) + pages) * 4096)
            held.release()
            ends += answer()
            assert rig.fetch(daemon, KICK) == []
            rig.stick.free()
            assert rig.fetch(daemon, id_) == []
        assert set(ends) == {"disk_full"}
        assert len(ends) >= 4


def test_a_wav_for_which_there_is_no_room_is_refused_and_a_smaller_one_is_made(rig):
    with rig.start() as daemon:
        assert rig.fetch(daemon, RAIN) == []
        rig.stick.fill(leave_bytes=1_600_000)
        assert rig.fetch(daemon, RAIN, "@rate", 192000, "@bits", 32) == ["disk_full"]
        assert rig.fetch(daemon, RAIN, "@rate", 22050) == []
        rig.stick.free()
        assert rig.fetch(daemon, RAIN, "@rate", 96000) == []


def test_where_the_state_can_not_be_kept_the_login_stays_and_all_goes_on_later(catalogue, stick, made, tmp_path):
    running.log_in(catalogue.api_url, tmp_path)
    login = stick.folder / "login.json"
    kept = json.loads((tmp_path / ".fsbridge/login.json").read_text()) | {"expires_at": 0, "renewed_at": 0}
    login.write_text(json.dumps(kept))

    def renewals():
        return [entry for entry in catalogue.journal if entry.grant_type == "refresh_token"]

    before = len(renewals())
    folder = tmp_path / "sounds"
    state = {"within": stick.within, "state": str(stick.point), "pacing": True}
    with running.over(catalogue.api_url, folder, **state) as daemon:
        stick.fill()
        ear = EventEar(daemon.port)
        answer = daemon.ask("/fs/fetch", KICK)
        assert answer[-2].arguments[2] == "disk_full"
        assert str(stick.point) in answer[-2].arguments[3]
        assert daemon.ask("/fs/search", "kick")[-1].address == "/fs/search/done"
        assert len(renewals()) == before
        assert json.loads(login.read_text()) == kept
        soon(lambda: "clients are not kept" in daemon.log.read_text())
        stick.free()
        assert daemon.ask("/fs/fetch", KICK)[-1].arguments == [1, 0]
        assert len(renewals()) == before + 1
        ear.event("token")
        soon((stick.folder / "clients.json").exists)
        ear.close()
    kept = json.loads((stick.folder / "clients.json").read_text())["clients"]
    assert [row["address"][1] for row in kept] == [ear.port]
    assert broken(folder, Truth.of(made)) == []


# --- the folder is read-only, or gone


@pytest.mark.parametrize(
    ("hindrance", "sentence"), [("full", "There is no room in"), ("readonly", "can't be written to")]
)
def test_what_hinders_the_start_is_told_in_a_sentence(rig, hindrance, sentence):
    with rig.start() as daemon:
        assert rig.fetch(daemon, KICK) == []
    if hindrance == "full":
        rig.stick.fill()
    else:
        rig.stick.unplug()
        rig.stick.plug(writable=False)
    with pytest.raises(AssertionError, match=f"exit code 2: \n(?s:.*){sentence}") as refused, rig.start():
        """It is not to start."""
    assert "Traceback" not in str(refused.value)
    if hindrance == "full":
        rig.stick.free()
    else:
        rig.stick.unplug()
        rig.stick.plug()
    with rig.start() as daemon:
        assert rig.fetch(daemon, KICK) == []


def test_a_folder_that_becomes_read_only_serves_what_is_here(rig):
    with rig.start() as daemon, EventEar(daemon.port) as ear:
        assert rig.fetch(daemon, KICK) == []
        rig.stick.unplug()
        rig.stick.plug(writable=False)
        ear.event("trouble", "folder_readonly")
        assert rig.fetch(daemon, DRIP) == ["folder_readonly"]
        assert rig.fetch(daemon, *MADE_OF_KICK) == ["folder_readonly"]
        assert rig.fetch(daemon, KICK) == []
        rig.stick.unplug()
        rig.stick.plug()
        ear.event("recovered", "folder_readonly")
        assert rig.fetch(daemon, DRIP) == []
        assert rig.fetch(daemon, *MADE_OF_KICK) == []


def test_an_index_put_back_while_the_folder_was_read_only_is_written_to_later(rig):
    with rig.start() as daemon, EventEar(daemon.port) as ear:
        assert rig.fetch(daemon, KICK) == []
        rig.stick.unplug()
        rig.stick.plug(writable=False)
        ear.event("trouble", "folder_readonly")
        index = rig.stick.disk / "sounds/.fsbridge/index.db"
        shutil.copy(index, index.with_name("kept"))
        index.with_name("kept").rename(index)
        ear.event("trouble", "busy")
        daemon.ask("/fs/refresh", "library")
        rig.stick.unplug()
        rig.stick.plug()
        ear.event("recovered", "folder_readonly")
        assert rig.fetch(daemon, DRIP) == []
        assert rig.fetch(daemon, KICK) == []


def test_a_folder_may_be_gone_in_the_middle_of_a_download(rig, catalogue):
    with rig.start() as daemon, EventEar(daemon.port) as ear:
        for id_ in (KICK, DRIP):
            held = Held(f"/sounds/{id_}/download/")
            catalogue.faults.plan(held)
            answer = in_another_thread(rig.fetch, daemon, id_)
            held.came()
            rig.stick.unplug()
            held.release()
            assert answer() == ["folder_missing"]
            ear.event("trouble", "folder_missing")
            assert daemon.ask("/fs/ping")[0].arguments[3] == "folder_missing"
            asked = len(catalogue.journal)
            assert rig.fetch(daemon, SNARE) == ["folder_missing"]
            assert rig.fetch(daemon, AN_OWN) == ["folder_missing"]
            assert len(catalogue.journal) == asked
            assert list(rig.stick.folder.iterdir()) == []
            rig.stick.plug()
            ear.event("recovered", "folder_missing")
            assert daemon.ask("/fs/ping")[0].arguments[3] == "ready"
            assert rig.fetch(daemon, id_) == []


def test_another_folder_in_its_place_is_used_when_no_other_daemon_does(rig, catalogue):
    with rig.start() as daemon, EventEar(daemon.port) as ear:
        assert rig.fetch(daemon, KICK) == []
        with rig.start(rig.stick.disk_point / "other") as other:
            assert rig.fetch(other, DRIP) == []
            rig.stick.unplug()
            ear.event("trouble", "folder_missing")
            rig.stick.plug("other")
            assert "Another fsbridge uses" in ear.event("trouble", "not_allowed")[1]
            assert rig.fetch(daemon, DRIP) == ["folder_missing"]
            assert rig.fetch(other, DRIP) == []
        ear.event("recovered", "not_allowed")
        asked = len(catalogue.journal)
        assert rig.fetch(daemon, DRIP) == []
        assert len(catalogue.journal) == asked
        assert rig.fetch(daemon, KICK) == []
        rig.stick.unplug()
        ear.event("trouble", "folder_missing")
        rig.stick.plug()
        ear.event("recovered", "folder_missing")
        assert rig.fetch(daemon, KICK) == []
        assert rig.fetch(daemon, DRIP) == []


# --- file systems of their own mind


def test_a_disk_in_the_place_of_the_banks_is_told_of_and_without_it_they_are_filled(rig):
    fill = ("/fs/bank", "weather", "rain", "@count", 1)
    (rig.stick.folder / "banks").mkdir()
    with rig.start() as daemon:
        rig.stick.run("mount", "-t", "tmpfs", "tmpfs", rig.stick.point / "banks")
        (failed,) = (message.arguments for message in daemon.ask(*fill) if message.address == "/fs/bank/failed")
        assert failed[2] == "not_allowed"
        assert "another disk" in failed[3]
        rig.stick.run("umount", rig.stick.point / "banks")
        assert daemon.ask(*fill)[-1].arguments[:2] == [1, 0]


@pytest.mark.host("bindfs")
@pytest.mark.skipif(not os.access("/dev/fuse", os.R_OK | os.W_OK), reason=f"{FORBIDDEN} by a program (FUSE)")
@pytest.mark.parametrize("begun_elsewhere", [False, True])
def test_where_no_memory_is_shared_the_index_has_a_rollback_journal(rig, catalogue, begun_elsewhere):
    if begun_elsewhere:  # and cut off, with all of the index in its write-ahead log
        daemon = rig.start()
        assert rig.fetch(daemon, KICK) == []
        daemon.kill()
        assert (rig.stick.folder / ".fsbridge/index.db-wal").stat().st_size
    rig.stick.unplug()
    rig.stick.plug(shares_memory=False)
    asked = len(catalogue.journal)
    with rig.start() as daemon, EventEar(daemon.port) as ear:
        assert rig.fetch(daemon, KICK) == []
        assert (len(catalogue.journal) == asked) == begun_elsewhere
        assert rig.fetch(daemon, DRIP) == []
        ear.event("added", DRIP)
        assert daemon.ask("/fs/refresh", "library")[-1].address == "/fs/refresh/done"
        assert not rig.stick.stored(rig.stick.point / ".fsbridge/index.db-wal").exists()
    rig.stick.unplug()
    rig.stick.plug()
