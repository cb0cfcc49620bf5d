"""Two who want one folder, and an index that is damaged, deleted or held by another program, under a real daemon."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

import pytest
import running
from bad_days import EventEar
from library_room import write_sound
from wholeness import Truth, broken, wrong

KICK, DRIP, SNARE = 24528, 43440, 25141
GRAIN = 43867
NONSENSE = "X'7b22ff'"


@pytest.fixture(scope="module")
def api(made, tmp_path_factory):
    """The catalogue, from a process of its own."""
    with running.catalogue(made) as api:
        yield api


@pytest.fixture
def folder(api, tmp_path, made):
    """A sample folder; when all is over, nothing in it may be broken."""
    running.log_in(api, tmp_path / "sounds")
    yield tmp_path / "sounds"
    assert broken(tmp_path / "sounds", Truth.of(made)) == []


@pytest.fixture(scope="module")
def truth(made):
    return Truth.of(made)


def fetch(daemon, truth, id_):
    """Give what is wrong with what came, or the code of the error."""
    answer = daemon.ask("/fs/fetch", id_)
    failed = [message.arguments[2] for message in answer if message.address == "/fs/fetch/failed"]
    return failed or wrong(answer, 1, truth)


def index(folder):
    return folder / ".fsbridge/index.db"


def test_a_second_daemon_says_so_and_one_that_was_killed_is_no_hindrance(api, folder, truth):
    daemon = running.over(api, folder)
    assert fetch(daemon, truth, KICK) == []
    with pytest.raises(
        AssertionError, match=r"exit code 2: \n(?s:.*)Another fsbridge uses the folder .*: stop it, or"
    ) as refused:
        running.over(api, folder)
    assert "Traceback" not in str(refused.value)
    assert fetch(daemon, truth, DRIP) == []
    daemon.kill()
    with running.over(api, folder) as daemon:
        assert fetch(daemon, truth, SNARE) == []


def zeroes(path):
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(bytes(max(0, path.stat().st_size - 8192)))


def garbage(path):
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))


def cut(path):
    os.truncate(path, path.stat().st_size // 8192 * 4096)


def misspelled(path):
    """The pages are whole; what they say is not."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE descriptions SET described = {NONSENSE}")


def deleted(path):
    path.unlink()


def replaced(path):
    """By the index of a newer fsbridge."""
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize("harm", [zeroes, garbage, cut, misspelled, deleted, replaced])
def test_an_index_that_is_harmed_while_it_runs_is_made_again(api, folder, truth, harm, tmp_path):
    write_sound(tmp_path / "own.wav", seed=8)
    with running.over(api, folder) as daemon, EventEar(daemon.port) as ear:
        (tmp_path / "own.wav").rename(folder / "own.wav")
        assert ear.event("added")[0] == -1
        assert fetch(daemon, truth, KICK) == []
        with closing(sqlite3.connect(index(folder))) as connection:  # have all of it in the one file
            assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        harm(index(folder))
        assert fetch(daemon, truth, KICK) in ([], ["busy"])
        if harm is misspelled:
            daemon.ask("/fs/info", KICK)
        elif harm not in (deleted, replaced):  # which is seen by itself
            daemon.ask("/fs/refresh", "library")
        ear.event("recovered", "busy")
        for id_ in (KICK, DRIP):
            assert fetch(daemon, truth, id_) == []
        assert daemon.ask("/fs/info", KICK)[-1].address == "/fs/info/done"
        assert daemon.ask("/fs/fetch", -1)[0].arguments[2] == str(folder / "own.wav")
        assert daemon.ask("/fs/refresh", "library")[-1].arguments[:3] == [0, 0, 0]
    with closing(sqlite3.connect(index(folder))) as connection:
        assert connection.execute(f"SELECT count(*) FROM descriptions WHERE described = {NONSENSE}").fetchone() == (0,)


@pytest.mark.parametrize("longer", [False, True])
def test_an_index_that_another_program_holds_is_waited_for_by_nobody_who_has_what_he_asks_for(
    api, folder, truth, longer
):
    with running.over(api, folder) as daemon, EventEar(daemon.port) as ear:
        assert fetch(daemon, truth, KICK) == []
        with closing(sqlite3.connect(index(folder))) as browser:
            browser.execute("BEGIN IMMEDIATE")
            answer = daemon.ask("/fs/fetch", GRAIN)
            assert answer[-2].arguments[2] == "busy"
            assert "Another program holds the index" in answer[-2].arguments[3]
            assert fetch(daemon, truth, KICK) == []
            if longer:
                ear.event("trouble", "busy")
            browser.rollback()
        ear.event("added", GRAIN)
        placed = daemon.ask("/fs/fetch", GRAIN)
        assert wrong(placed, 1, truth) == []
        assert not placed[0].arguments[2].endswith("-2.wav")
