"""A machine on a bad day: full disks, folders that go and come back, a damaged index, a clock that jumps.

Each time a real daemon is told in words, breaks nothing, serves what it can and goes on by itself.
"""

from __future__ import annotations

import re

import pytest
import running
from osc_room import Peer

from fsbridge.demo.dataset import load
from fsbridge.demo.server import Catalogue

KICK, DRIP, SNARE = 24528, 43440, 25141


@pytest.fixture(scope="module", autouse=True)
def _threads_end():
    with running.threads_end():
        yield


@pytest.fixture(scope="module")
def catalogue(made):
    with Catalogue(load(made / "dataset.json"), made / "files") as catalogue:
        yield catalogue


def test_a_folder_that_is_read_only_is_told_at_the_start(catalogue, stick):
    with running.over(catalogue.api_url, stick.point, within=stick.within) as daemon:
        Peer(port=daemon.port).close()
    stick.unplug()
    stick.plug(writable=False)
    with pytest.raises(AssertionError, match=r"exit code 2: \n.*can't be written to") as refused:
        running.over(catalogue.api_url, stick.point, within=stick.within)
    assert not re.search("Traceback", str(refused.value))
