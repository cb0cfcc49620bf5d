"""How a command ends that can't do what was asked: in one sentence, with one full stop, and not later than need be."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading

import pytest

from fsbridge.osc import wire
from fsbridge.osc.encoding import message


@pytest.fixture
def silent():
    """The port of something that answers a ping and nothing else."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        ours.bind(("127.0.0.1", 0))

        def work():
            while True:
                datagram, sender = ours.recvfrom(65_507)
                if not datagram:
                    return
                heard = next(wire.read(datagram))
                if heard.address == "/fs/ping":
                    ours.sendto(message("/fs/ping/done", heard.arguments[1], "1", 1, 7, "ready"), sender)

        thread = threading.Thread(target=work)
        thread.start()
        yield ours.getsockname()[1]
        ours.sendto(b"", ours.getsockname())
        thread.join()


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


def test_what_the_system_refuses_is_named(child, tmp_path, monkeypatch):
    (tmp_path / "state").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    process = child("run", "--port", 0)
    told, complaint = process.communicate()
    assert (process.returncode, told) == (2, "")
    assert complaint == f"{tmp_path}/state/fsbridge: Not a directory.\n"


def test_an_answer_can_not_be_sent_elsewhere(fsbridge, silent):
    code, _, complaint = fsbridge("--port", silent, "send", "/fs/info", "1234", "@reply", "5555")
    assert code == 2
    assert "leave @reply out" in complaint


def test_a_daemon_that_is_there_but_gives_no_answer_is_not_called_absent(fsbridge, silent):
    code, _, complaint = fsbridge("--port", silent, "send", "/fs/info", "1234")
    assert (code, complaint.count("\n")) == (1, 1)
    assert "No daemon" not in complaint
    assert "no answer to that" in complaint
