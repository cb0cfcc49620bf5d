"""`[fsbridge]` in a real Pd, before the real daemon."""

from __future__ import annotations

import pytest
from pd_bench import Bench
from programs import file_facts

OUTLETS = ("results", "sounds", "progress", "done", "errors", "events")
SOUND = r"^0 sounds: fetch sound (\S+) 0 (\d+) (.+) (\d+) (\d+) (\d+) \S+ original "

pytestmark = pytest.mark.host("pd")


@pytest.fixture
def bench(start, tmp_path, request):
    """Open so many `[fsbridge]` for the daemon of a port."""

    def open_bench(port, copies=1):
        # the empty second word keeps the names of the copies apart
        bench = Bench(start, tmp_path, {f"fsbridge {port}{' ' * copy}": OUTLETS for copy in range(copies)})
        request.addfinalizer(bench.close)
        return bench

    return open_bench


def test_what_comes_leaves_by_the_outlet_of_its_kind(daemon, bench):
    pd = bench(daemon.port)
    pd.hear(r"^0 events: daemon ready (\S+)")
    pd.tell("search rain @count 2")
    id_, _ = pd.hear(r"^0 results: search result 1 0 (\d+) (.*)")
    pd.hear(r"^0 done: search done 1 2 (\d+)")
    pd.tell(f"fetch {id_} 1 @rate 22050")
    _, got, path, *told = pd.hear(SOUND)
    assert got == id_
    assert tuple(told) == file_facts(path)
    pd.hear(r"^0 errors: fetch failed 2 1 1 not_found (.*)")
    pd.hear(r"^0 done: fetch done 2 1 1()")
    pd.tell("blah 1")
    pd.hear(r"^0 errors: error 3 unknown_command (.*)")
    assert not [line for line in pd.program.lines if line.startswith("error")]


def test_what_waits_is_asked_again_of_a_daemon_that_was_started_anew(restarting, bench):
    pd = bench(restarting("--rate", "1").port)  # no download comes to its end
    pd.hear(r"^0 events: daemon ready (\S+)")
    pd.tell("fetch @query rain @req kick")
    pd.hear(r"^0 progress: fetch progress kick 0 (\d+) \S+ downloading")
    restarting()
    number, _, path, *told = pd.hear(SOUND)
    assert number == "kick"
    assert tuple(told) == file_facts(path)
