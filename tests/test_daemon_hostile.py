"""The real daemon over a service that means harm: nothing outside the folder, nothing over another file, one line each."""

from __future__ import annotations

import os
import random
import re
import socket
import subprocess
import sys
import threading

import pytest
import running
from hostile_service import (
    LICENSES,
    LOG_LINE,
    NUMBER_FIELDS,
    NUMBERS,
    OFFLINE,
    TEXTS,
    TYPES,
    HostileService,
    any_sound,
    log_in,
    look_at_log,
    sound,
    talk,
    untouched,
)

from fsbridge.core.texts import CONTROL


def all_sounds():
    told = [sound(1, text) for text in TEXTS]
    told += [sound(1, "x", type=kind) for kind in TYPES] + [sound(1, "x", license=deed) for deed in LICENSES]
    told += [
        sound(1, "x", **dict.fromkeys(NUMBER_FIELDS, number), tags=number, description=number) for number in NUMBERS
    ]
    rng = random.Random(9)
    told += [any_sound(rng, 1) for _ in range(20)]
    return {id_: {**each, "id": id_} for id_, each in enumerate(told, 1)}


def on_a_terminal(command):
    """What a person sees who types a command."""
    import pty

    ours, theirs = pty.openpty()
    seen = bytearray()
    with subprocess.Popen(
        command, stdout=theirs, stderr=theirs, env=os.environ | {"COLUMNS": "200", "TERM": "xterm"}
    ) as process:
        os.close(theirs)
        try:
            while piece := os.read(ours, 65536):
                seen += piece
        except OSError:  # its other end was closed
            os.close(ours)
        assert process.wait(30) == 0
    return seen.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such terminals")
def test_whatever_sounds_are_called_they_stay_in_the_folder_and_in_their_line(tmp_path):
    """Fetched, made, told, searched without the network; then known again by sidecars alone."""
    folder, lost = tmp_path / "around/sounds", []
    (tmp_path / "around/x.wav").parent.mkdir()
    (tmp_path / "around/x.wav").write_text("precious")
    sounds = all_sounds()
    ids = list(sounds)
    log_in(folder)
    with untouched(tmp_path, folder, lost):
        with HostileService(sounds) as service, running.over(service.base_url, folder) as daemon:
            paths = talk(daemon, ids, lost)
            assert set(paths) == set(ids)
        (folder / ".fsbridge/index.db").unlink()
        with running.over(service.base_url, folder) as daemon:  # which nobody answers at any more
            daemon.ask("/fs/refresh", "library")
            again = {
                row.arguments[1]: row.arguments[2]
                for row in daemon.ask("/fs/fetch", *ids)
                if row.address == "/fs/fetch/sound"
            }
            assert again == paths
            for words in OFFLINE:
                assert daemon.ask("/fs/search", *words)[-1].address == "/fs/search/done", words
            command = [sys.executable, "-m", "fsbridge", "search", "x", "@count", "150", "--port", str(daemon.port)]
            shown = subprocess.run(command, capture_output=True, check=True).stdout.decode()
            assert not [line for line in shown.split("\n") if CONTROL.search(line.replace("\t", " "))]
            seen = on_a_terminal(command)
            assert "[red]x[/red]" in seen
            assert not re.search("\x1b\\]|\x1b\\[31mred|\x9b|\u202e|\x07", seen)
        look_at_log(daemon, lost)
    assert not lost


def test_another_spelling_of_loopback_is_no_service_of_the_internet(tmp_path):
    """Names that lead to this machine by way of the system's own resolver: it is asked who answers, not what was written."""
    reached = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept():
            with server.accept()[0] as connection:
                reached.append(connection.recv(1000))

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        log_in(tmp_path / "sounds")
        with running.over(f"https://2130706433:{server.getsockname()[1]}/apiv2/", tmp_path / "sounds") as daemon:
            (error,) = daemon.ask("/fs/search", "rain")[-1:]
        thread.join(30)
    assert reached == [b""]
    assert error.address == "/fs/search/done" or error.arguments[0] in {"network", "offline"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_status_names_what_is_passed_over(tmp_path):
    folder, beyond = tmp_path / "sounds", tmp_path / "beyond"
    folder.mkdir()
    beyond.mkdir()
    for number in range(20):
        (folder / f"link{number:02}").symlink_to("/etc")
    (folder / "good").symlink_to(beyond)
    with HostileService({}) as service, running.over(service.base_url, folder, folders=[str(beyond)]) as daemon:
        daemon.ask("/fs/refresh", "library")
        *items, done = daemon.ask("/fs/status")
    facts = [tuple(item.arguments) for item in items]
    assert done.arguments == [len(facts)]
    assert ("skipped", "20") in facts
    assert [value for name, value in facts if name == "skipped_path"] == [f"link{number:02}" for number in range(16)]


def test_what_a_log_line_quotes_begins_no_other():
    code = """
import logging
from fsbridge.cli.running import begin_log
begin_log("info")
log = logging.getLogger("fsbridge.x")
log.warning("here is %s", "a\\r\\n23:59:59 forged \\x1b]0;t\\x07 \\u2028")
try:
    raise ValueError("b\\n23:59:59 forged \\x1b[2J")
except ValueError:
    log.exception("it failed")
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stderr.decode()
    lines = said.rstrip("\n").split("\n")
    assert [bool(LOG_LINE.fullmatch(line)) for line in lines] == [True, True, False] + [True] * (len(lines) - 3)
    assert lines[2] == "Traceback (most recent call last):"
    assert not [line for line in lines if CONTROL.search(line)]
