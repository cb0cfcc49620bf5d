"""The catalogue as a process: what it says when it listens, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

GOLDEN = Path(__file__).parent / "golden"
KEY = {"Authorization": "Token LOCALsecretFree0000000000000000000000000"}


@pytest.fixture
def run(tmp_path, request):
    """Start `python -m fsbridge.demo`; its input stays open until the test closes it."""

    def started(*options, dataset=GOLDEN / "_dataset.json"):
        command = [sys.executable, "-m", "fsbridge.demo", "--dataset", dataset, "--files", GOLDEN / "_files"]
        process = subprocess.Popen(
            [*map(str, command), "--state", str(tmp_path / "state"), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
        )
        request.addfinalizer(lambda: end(process))
        return process

    return started


def end(process):
    process.kill()
    with process:  # leaving waits and closes the pipes
        pass


def addresses(process):
    return json.loads(process.stdout.readline())


def test_it_says_where_it_listens_and_journals(run, tmp_path):
    process = run()
    told = addresses(process)
    assert requests.get(f"{told['api']}search/?query=rain", headers=KEY, timeout=30).json()["count"] == 2
    assert requests.get(f"{told['cdn']}previews/0/817_2002-hq.mp3", timeout=30).status_code == 200
    servers = [json.loads(line)["server"] for line in (tmp_path / "state/journal.jsonl").read_text().splitlines()]
    assert servers == ["api", "cdn"]
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.3)


def test_it_ends_with_its_input(run):
    process = run()
    addresses(process)
    process.stdin.close()
    assert process.wait(timeout=30) == 0
    assert process.stderr.read() == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows ends processes otherwise")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_on_a_signal(run, number):
    process = run()
    addresses(process)
    process.send_signal(number)
    assert process.wait(timeout=30) == 0
    assert process.stderr.read() == ""


@pytest.mark.parametrize("option", ["--http-port", "--cdn-port"])
def test_a_taken_port_is_one_clear_line(run, option):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = run(option, port)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert said.count("\n") == 1
    assert port in said


@pytest.mark.parametrize("content", [None, "{}", "no JSON"])
def test_a_dataset_that_is_none_is_one_clear_line(run, tmp_path, content):
    path = tmp_path / "dataset.json"
    if content is not None:
        path.write_text(content)
    process = run(dataset=path)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert said.count("\n") == 1
