"""ChucK, which hears only messages of as many arguments as it names, and text only where it names text."""

from __future__ import annotations

from pathlib import Path

import pytest
from programs import file_facts


@pytest.mark.host("chuck")
def test_fetch_and_load_by_named_types(daemon, start, free_port):
    script = Path(__file__).with_name("fetch.ck")
    chuck = start("chuck", "--silent", f"{script}:{daemon.port}:{free_port}")
    req, frames, loaded, channels, path = chuck.wait_for(r"^sound (\d+) (\d+) (\d+) (\d+) (\S+)").groups()
    assert req == "7"
    assert (loaded, channels) == (frames, "1")
    assert frames == file_facts(path)[0]
