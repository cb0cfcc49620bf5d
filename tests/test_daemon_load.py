"""Thousands of requests of every verb, by hundreds of clients: each has its end, and nothing that they opened stays open."""

from __future__ import annotations

import random
import sys

import pytest
import stopping
from load import Load, held

ROUNDS_MAX = 6
"""In some of the first, a pool may start a thread, as all others have work for once."""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells what a process holds")
def test_threads_and_files_stay_as_many(made, tmp_path):
    with stopping.service(made, tmp_path / "sounds") as (daemon, _, ids):
        local = ids[-20:]
        assert daemon.ask("/fs/fetch", *local)[-1].arguments == [20, 0]
        load, seen = Load(daemon, local, random.Random(1)), []
        for _ in range(ROUNDS_MAX):
            load.run(1_500)
            seen.append(held(daemon)[1:])
            if seen[-2:-1] == seen[-1:]:
                break
    assert seen[-1] == seen[-2], seen
