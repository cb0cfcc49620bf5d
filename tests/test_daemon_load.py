"""Thousands of requests of every verb, by hundreds of clients: each has its end, and nothing that they opened stays open."""

from __future__ import annotations

import random
import sys

import pytest
import stopping
from load import Load, held


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells what a process holds")
def test_threads_and_files_stay_as_many(made, tmp_path):
    with stopping.service(made, tmp_path / "sounds") as (daemon, _, ids):
        local = ids[-20:]
        assert daemon.ask("/fs/fetch", *local)[-1].arguments == [20, 0]
        load = Load(daemon, local, random.Random(1))
        load.run(1_000)
        before = held(daemon)
        load.run(2_000)
        after = held(daemon)
    assert (after.threads, after.files) == (before.threads, before.files)
