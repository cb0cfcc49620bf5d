"""A folder whose rights were taken away: said in words, served around, and over by itself."""

from __future__ import annotations

import os
import shutil

import pytest
import running
from bad_days import EventEar

KICK, DRIP = 24528, 43440
RIGHTS = ("dac_override", "dac_read_search", "fowner")
AS_A_USER = ("setpriv", f"--bounding-set=-{',-'.join(RIGHTS)}") if os.geteuid() == 0 else ()

pytestmark = pytest.mark.skipif(
    bool(AS_A_USER) and shutil.which("setpriv") is None, reason="this is run by root, whom no rights hinder"
)


@pytest.fixture
def start(made, tmp_path):
    folder = tmp_path / "sounds"
    with running.catalogue(made) as api:
        running.log_in(api, tmp_path / "own")
        own = str(tmp_path / "own/.fsbridge")
        yield lambda: running.over(api, folder, within=AS_A_USER, state=own)
    folder.chmod(0o755)


def fetched(daemon, id_):
    """Give the end of the file's path, or the code of what was wrong."""
    message = next(m for m in daemon.ask("/fs/fetch", id_) if m.address != "/fs/fetch/progress")
    return message.arguments[2].rpartition(".")[2]


def troubles(daemon):
    rows = [m.arguments for m in daemon.ask("/fs/status") if m.address == "/fs/status/item"]
    return [value.partition(":")[0] for name, value in rows if name == "trouble"]


@pytest.mark.parametrize(
    ("rights", "code", "sentence"),
    [(0o555, "folder_readonly", "can't be written to"), (0, "folder_missing", "can't be read")],
)
def test_rights_that_are_taken_away_are_told_and_given_back_it_goes_on(start, tmp_path, rights, code, sentence):
    folder = tmp_path / "sounds"
    with start() as daemon, EventEar(daemon.port) as ear:
        assert fetched(daemon, KICK) == "wav"
        folder.chmod(rights)
        assert sentence in ear.event("trouble", code)[1]
        assert fetched(daemon, DRIP) == code
        assert fetched(daemon, KICK) == ("wav" if rights else code)
        assert troubles(daemon) == [code]
        folder.chmod(0o755)
        ear.event("recovered", code)
        assert fetched(daemon, DRIP) == "wav"
        assert troubles(daemon) == []
    assert "Traceback" not in daemon.log.read_text()


@pytest.mark.parametrize(("rights", "sentence"), [(0o555, "can't be written to"), (0, "can't be")])
def test_a_start_without_rights_is_refused_in_a_sentence(start, tmp_path, rights, sentence):
    with start() as daemon:
        assert fetched(daemon, KICK) == "wav"
    (tmp_path / "sounds").chmod(rights)
    with pytest.raises(AssertionError, match=f"exit code 2: \n(?s:.*){sentence}") as refused, start():
        """It is not to start."""
    assert "Traceback" not in str(refused.value)
