"""ChucK, which hears only messages of the exact types that it names, fetches and loads a sound."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import file_facts


@pytest.mark.host("chuck")
def test_fetch_by_exact_types_and_load(daemon, start, free_port):
    script = Path(__file__).with_name("fetch.ck")
    chuck = start("chuck", "--silent", f"{script}:{daemon.port}:{free_port}")
    req, frames, loaded, channels, path = chuck.wait_for(r"^sound (\d+) (\d+) (\d+) (\d+) (\S+)").groups()
    assert req == "7"
    assert (loaded, channels) == (frames, "1")
    assert frames == file_facts(path)[0]
