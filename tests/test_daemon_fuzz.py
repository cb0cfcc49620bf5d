"""Whatever comes in a datagram, the real daemon goes on, and nothing outside of its folder is touched."""

from __future__ import annotations

import re

import pytest
import running
from fuzz import Onslaught

BATCHES = 60
"""The soak goes on to a million datagrams."""
NAMES = re.compile(r"[A-Za-z0-9._-]+")


@pytest.fixture
def api(made):
    with running.catalogue(made) as api:
        yield api


def files(*folders):
    return {path: path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*") if path.is_file()}


def test_a_daemon_under_datagrams_of_all_sorts(api, tmp_path, home):
    room = tmp_path / "room"
    folder = room / "sounds"
    running.log_in(api, folder)
    (room / "pwned.txt").write_text("as it was")
    before = files(room, home)
    with running.over(api, folder, log_level="info") as daemon, Onslaught(daemon.port, 29) as onslaught:
        with daemon.caller() as caller:
            for _ in range(BATCHES):
                onslaught.batch()
                assert [heard.address for heard in caller.ask("/fs/ping")] == ["/fs/ping/done"]
            facts = dict(item.arguments for item in caller.ask("/fs/status") if len(item.arguments) == 2)
        assert facts["session"] == daemon.ask("/fs/ping")[0].arguments[2].__str__()
    log = daemon.log.read_text()
    assert "Traceback" not in log
    after = {path: at for path, at in files(room, home).items() if not path.is_relative_to(folder)}
    assert after.keys() - before.keys() == {daemon.log}
    assert after.items() >= {(path, at) for path, at in before.items() if not path.is_relative_to(folder)}
    assert all(NAMES.fullmatch(path.name) for path in folder.iterdir())
