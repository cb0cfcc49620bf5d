"""How a command ends that can't do what was asked: in one sentence, with one full stop, and not later than need be."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest


@pytest.mark.parametrize("service", ["demo", "freesound"])
def test_a_daemon_that_can_not_start_says_so_in_a_sentence_with_one_full_stop(service, tmp_path):
    (tmp_path / ".fsbridge").mkdir()
    (tmp_path / ".fsbridge" / "service").write_text(f"{service}\n")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        command = [sys.executable, "-m", "fsbridge", "run", "--folder", str(tmp_path)]
        command += ["--port", str(taken.getsockname()[1])]
        ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
    *_, sentence = ended.stderr.splitlines()
    assert ("holds sounds of demo" if service == "demo" else "is taken") in sentence
    assert ended.returncode == 2
    assert sentence.endswith(".")
    assert not sentence.endswith("..")
