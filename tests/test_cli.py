"""The command line as a person and a script meet it, against the daemon that `fsbridge demo` starts."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import running
from bad_days import soon

from fsbridge import __version__
from fsbridge.cli import main
from fsbridge.config import config_file, login_file

SOUND_COLUMNS = ["id", "path", "frames", "samplerate", "channels", "seconds", "quality", "license", "username", "name"]


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, made):
    with running.demo(tmp_path_factory.mktemp("cli") / "folder", made=made) as started:
        yield started


@pytest.fixture
def fsbridge(capsys):
    """Run a command here; gives its exit code, what it printed and what it complained of."""

    def run(*arguments):
        with pytest.raises(SystemExit) as exited:
            main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        return exited.value.code, told.out, told.err

    return run


@pytest.fixture
def child(tmp_path):
    """Start `fsbridge` in a process of its own, on a terminal or not; ended with the test."""
    started = []

    def start(*arguments, **streams):
        process = subprocess.Popen(
            [sys.executable, "-m", "fsbridge", *map(str, arguments)],
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, "text": True}
            | streams,
        )
        alarm = threading.Timer(60, process.kill)
        alarm.start()
        started.append((process, alarm))
        return process

    yield start
    for process, alarm in started:
        alarm.cancel()
        process.kill()
        with process:
            pass


def drawn(child, *arguments, ending=0):
    """What a terminal is sent by a command, colours and movements included."""
    ours, theirs = os.openpty()
    process = child(*arguments, stdout=theirs, stderr=theirs, text=False)
    os.close(theirs)
    seen = b""
    try:
        while select.select([ours], [], [], 30)[0] and (piece := os.read(ours, 4096)):
            seen += piece
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(ours)
    assert process.wait(30) == ending
    return seen.decode()


def on_terminal(child, *arguments, ending=0):
    """What a person sees of a command, without colours."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn(child, *arguments, ending=ending))


# What is always there.

COMMANDS = "demo login run status search fetch bank banks send help install uninstall config"


def test_version_and_help(fsbridge):
    assert fsbridge("--version") == (0, f"fsbridge {__version__}\n", "")
    code, told, _ = fsbridge("--help")
    assert code == 0
    commands = re.findall(r"^  (\w+) {2,}[A-Z]", told.partition("Commands:")[2], re.MULTILINE)
    assert " ".join(commands) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS.split())
def test_every_command_has_help(fsbridge, command):
    code, told, _ = fsbridge(command, "--help")
    assert code == 0
    assert told.startswith(f"Usage: fsbridge {command}")
    assert fsbridge(command, "-h") == (0, told, "")


def test_a_verb_that_is_no_command_can_be_sent(fsbridge):
    code, _, said = fsbridge("info", "1234")
    assert code == 2
    assert "fsbridge send /fs/info 1234" in said


def test_what_is_asked_wrongly_ends_in_2(fsbridge):
    for arguments in (["nonsense"], ["send"], ["demo", "--latency", "-1"], ["--config", "/nowhere.toml", "status"]):
        code, told, complaint = fsbridge(*arguments)
        assert (code, told) == (2, "")
        assert "Error: " in complaint


def test_a_wrong_configuration_ends_in_2_with_all_that_is_wrong(fsbridge):
    code, told, complaint = fsbridge("status", "--port", "many", "--host", "here")
    assert (code, told) == (2, "")
    assert complaint.splitlines() == [
        'port = "many" (command line) must be a whole number from 0 to 65535.',
        'host = "here" (command line) must be a numeric address such as 127.0.0.1.',
    ]


def test_a_daemon_open_to_other_machines_does_not_start_unless_told_to_which(fsbridge):
    code, told, complaint = fsbridge("run", "--host", "0.0.0.0", "--port", 0)
    assert (code, told) == (2, "")
    assert complaint.startswith('host = "0.0.0.0" opens fsbridge to other machines')


def test_no_daemon_ends_in_3_and_says_how_to_start_one(fsbridge):
    port = running.free_udp_port()
    code, told, complaint = fsbridge("--port", port, "search", "rain")
    assert (code, told) == (3, "")
    assert f"port {port}" in complaint
    assert "`fsbridge run`" in complaint


def test_python_m_is_the_same(child):
    told, _ = child("--version").communicate()
    assert told == f"fsbridge {__version__}\n"


# Configuration.


def test_options_are_shown_with_what_they_take(fsbridge):
    told = fsbridge("run", "--help")[1]
    for option in ("--host ADDRESS ", "--port 0..65535 ", "--level 1..3 ", "--log-level debug|info|warning|error\n"):
        assert f"  {option}" in told
    assert "0.0.0.0" in told
    assert "0.0.0.0" not in fsbridge("search", "--help")[1]
    assert "--port" not in fsbridge("login", "--help")[1]


def test_config_prints_what_holds_and_where_it_comes_from(fsbridge, monkeypatch):
    config_file().parent.mkdir(parents=True)
    config_file().write_text("level = 2\n")
    monkeypatch.setenv("FSBRIDGE_DOWNLOADS", "3")
    code, told, _ = fsbridge("--port", 7, "config")
    assert code == 0
    for line in (r"port +\= 7  # command line", r"downloads +\= 3  # environment", rf"level +\= 2  # {config_file()}"):
        assert re.search(f"^{line}$", told, re.MULTILINE)
    assert "Nobody is logged in" in told


def test_config_masks_the_login(fsbridge):
    login_file().parent.mkdir(parents=True)
    secrets = {"api_key": "canary-key", "access_token": "canary-access", "refresh_token": "canary-refresh"}
    login_file().write_text(json.dumps({"client_id": "abc", "username": "ada"} | secrets))
    code, told, complaint = fsbridge("config")
    assert code == 0
    assert "ada is logged in" in told
    assert "canary" not in told + complaint


@pytest.mark.parametrize("damage", [lambda path: path.write_text("{"), lambda path: path.mkdir()])
def test_a_damaged_login_is_a_sentence(fsbridge, damage):
    login_file().parent.mkdir(parents=True)
    damage(login_file())
    code, told, complaint = fsbridge("config")
    assert (code, complaint) == (0, "")
    assert "run `fsbridge login`" in told.splitlines()[-1]


# Asking the daemon.


def test_status_is_a_line_a_fact(fsbridge, daemon):
    code, told, complaint = fsbridge("--port", daemon.port, "status")
    facts = dict(line.split("\t") for line in told.splitlines())
    assert (code, complaint) == (0, "")
    assert facts["version"] == __version__
    assert facts["folder"] == str(daemon.folder)


def test_search_is_a_line_a_hit(fsbridge, daemon):
    code, told, complaint = fsbridge("search", "rain", "@count", 5, "@type", "wav", "aiff", "--port", daemon.port)
    hits = [line.split("\t") for line in told.splitlines()]
    assert (code, complaint) == (0, "")
    assert len(hits) == 5
    assert {len(hit) for hit in hits} == {10}
    assert {hit[9] for hit in hits} <= {"wav", "aiff"}
    assert all(hit[0].isdigit() for hit in hits)


def test_fetch_is_a_line_a_sound_and_failures_are_errors(fsbridge, daemon):
    code, told, complaint = fsbridge("--port", daemon.port, "fetch", "@query", "rain", "@count", 2)
    assert (code, complaint) == (0, "")
    sounds = [dict(zip(SOUND_COLUMNS, line.split("\t"), strict=True)) for line in told.splitlines()]
    assert len(sounds) == 2
    assert all(Path(sound["path"]).is_file() for sound in sounds)
    code, told, complaint = fsbridge("--port", daemon.port, "fetch", sounds[0]["id"], 7)
    assert code == 1
    assert told.split("\t")[1] == sounds[0]["path"]
    assert complaint.startswith("7\tnot_found\t")


def test_a_bank_is_a_line_a_sound_and_banks_a_line_a_bank(fsbridge, daemon):
    code, told, complaint = fsbridge("--port", daemon.port, "bank", "weather", "rain", "@count", 2)
    assert (code, complaint) == (0, "")
    folder = daemon.folder / "banks/weather"
    sounds = [dict(zip(SOUND_COLUMNS, line.split("\t"), strict=True)) for line in told.splitlines()]
    assert [sound["path"] for sound in sounds] == [path.as_posix() for path in sorted(folder.iterdir())]
    assert fsbridge("--port", daemon.port, "bank", "weather")[1] == told
    assert f"weather\t2\t{folder.as_posix()}\n" in fsbridge("--port", daemon.port, "banks")[1]
    assert fsbridge("--port", daemon.port, "bank", "none-of-that")[::2] == (
        1,
        "There is no bank none-of-that yet. Try: fsbridge bank none-of-that heavy rain @count 8\n",
    )


def test_send_prints_every_message(fsbridge, daemon):
    code, told, complaint = fsbridge("--port", daemon.port, "send", "/fs/search", "rain", "@count", 2)
    assert (code, complaint) == (0, "")
    assert [line.split("\t")[0] for line in told.splitlines() if "/progress" not in line] == [
        "/fs/search/result",
        "/fs/search/result",
        "/fs/search/done",
    ]


def test_help_is_the_daemons(fsbridge, daemon):
    assert "/fs/search" in fsbridge("--port", daemon.port, "help")[1]
    assert fsbridge("--port", daemon.port, "help", "fetch")[1].startswith("/fs/fetch ")
    assert fsbridge("--port", daemon.port, "help", "/fs/fetch")[1].startswith("/fs/fetch ")


def test_an_error_is_a_sentence_and_ends_in_1(fsbridge, daemon):
    code, told, complaint = fsbridge("--port", daemon.port, "fetch", "@query", "nothing-of-the-kind")
    assert (code, told, complaint.count("\n")) == (1, "", 1)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["send", "/fs/serch", "rain"], "did you mean /fs/search?"),
        (["send", "/fs/search", "rain", "@cuont", 5], "Try: /fs/search rain @count 8"),
        (["search", "rain", "@cuont", 5], "@cuont is no option of fsbridge search; did you mean @count? Try: "),
        (["search", "rain", "@count", "many"], "Try: fsbridge search rain @count 8"),
        (["search", "rain", "@loudness", "loud"], "Try: fsbridge search @loudness -24 '*'"),
        (["fetch"], "Try: fsbridge fetch @query rain @count 2"),
        (["help", "dance"], "Try: fsbridge help search"),
    ],
)
def test_what_the_daemon_finds_wrong_ends_in_2_and_what_works_is_told_as_it_is_typed(
    arguments, meant, fsbridge, daemon
):
    code, told, complaint = fsbridge("--port", daemon.port, *arguments)
    assert (code, told, complaint.count("\n")) == (2, "", 1)
    assert meant in complaint


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("search", "did you mean /fs/search?"),
        ("fs/fetch", "did you mean /fs/fetch?"),
        ("/foo", "`fsbridge help`"),
        ("/fs/search/done", "`fsbridge help`"),
        ("/fs/error", "`fsbridge help`"),
        ("", "`fsbridge help`"),
    ],
)
def test_what_the_daemon_never_answers_is_not_sent(address, meant, fsbridge, daemon):
    code, told, complaint = fsbridge("--port", daemon.port, "send", address, "rain")
    assert (code, told) == (2, "")
    assert complaint.splitlines()[-1].startswith(f"Error: {address!r} is no address of a request; ")
    assert meant in complaint


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["search", "rain", "--count", 3], "There is no --count; did you mean @count?"),
        (["search", "--licence=cc0", "rain"], "did you mean @license?"),
        (["fetch", "--query", "rain"], "did you mean @query?"),
        (["send", "/fs/info", 1234, "--verbose"], "@key value"),
        (["send", "/fs/dance", "--verbose"], "@key value"),
    ],
)
def test_an_option_of_another_kind_is_not_searched_for(arguments, meant, fsbridge):
    code, told, complaint = fsbridge(*arguments)
    assert (code, told) == (2, "")
    assert meant in complaint.splitlines()[-1]


def test_a_hint_is_told_beside_the_answer(fsbridge, daemon):
    code, _, complaint = fsbridge("--port", daemon.port, "search", "rain", "brightness", "@user", "nobody-at-all")
    assert code == 0
    assert "did you mean @brightness?" in complaint


def test_what_looks_like_an_option_goes_to_the_daemon(fsbridge, daemon):
    code, _, complaint = fsbridge("--port", daemon.port, "fetch", -3)
    assert code == 1
    assert complaint.startswith("-3\tnot_found")


def test_a_reader_that_leaves_is_no_fault(child, daemon):
    process = child("--port", daemon.port, "help", "search")
    process.stdout.close()
    process.wait(30)
    assert process.stderr.read() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_person_sees_tables_and_paths(child, daemon):
    seen = on_terminal(child, "--port", daemon.port, "search", "rain", "@count", "3")
    assert re.search(r"id +name +by +license +length +format", seen)
    assert re.search(r"3 of \d+ sounds, page 1 of \d+, from \w+", seen)
    seen = on_terminal(child, "--port", daemon.port, "fetch", "@query", "rain", "@count", "2")
    assert seen.count(str(daemon.folder)) == 2
    facts = on_terminal(child, "--port", daemon.port, "status")
    assert re.search(r"folder +" + re.escape(str(daemon.folder)), facts)
    assert re.search(r"requests left this minute +no limit\s", facts)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_person_sees_the_numbers_and_the_folder_of_a_bank(child, daemon):
    folder = daemon.folder / "banks/tin"
    seen = on_terminal(child, "--port", daemon.port, "bank", "tin", "tin", "roof", "@count", "1")
    seen = [line for line in seen.splitlines() if line]
    path = next(number for number, line in enumerate(seen) if line.startswith(f"{folder}/000_1234__"))
    assert seen[path + 1] == "  number 0, 4.00 s, original, marisol, license cc0"
    assert re.search(rf"^1 in {re.escape(str(folder))[:30]}", "\n".join(seen), re.MULTILINE)
    assert re.search(r"tin +1 +/", on_terminal(child, "--port", daemon.port, "banks"))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_a_hits_name_can_be_read_in_any_terminal(columns, child, daemon, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    seen = on_terminal(child, "--port", daemon.port, "search", "tin roof", "@count", "1")
    assert re.search(r"^1234 +Rain on a tin", seen, re.MULTILINE)
    assert " here" in seen
    assert all(len(line.rstrip()) <= int(columns) for line in seen.splitlines())


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_person_sees_what_came_of_each_sound(child, daemon):
    seen = on_terminal(child, "--port", daemon.port, "fetch", "1234", "7", ending=1)
    seen = [line for line in seen.splitlines() if line]
    path = next(number for number, line in enumerate(seen) if line.endswith("1234__marisol__rain-on-a-tin-roof.wav"))
    assert seen[path + 1] == "  4.00 s, original, marisol, license cc0"
    assert any(line.startswith("7: There is no sound 7") for line in seen)
    assert "1 here, 1 failed" in seen


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_file_of_ones_own_is_fetched_by_its_negative_id(child, daemon, made):
    shutil.copy(next((made / "files").rglob("*.wav")), daemon.folder / "mine.wav")
    daemon.ask("/fs/refresh", "library")
    assert json.loads((daemon.folder / ".fsbridge/sounds/-1.json").read_text())["sound"]["name"] == "mine.wav"
    seen = [line for line in on_terminal(child, "--port", daemon.port, "fetch", "-1").splitlines() if line]
    assert seen[0].endswith(str(daemon.folder / "mine.wav"))
    assert re.fullmatch(r"  [\d.]+ s, original, license other", seen[1])


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_nothing_found_is_told_in_words(child, daemon):
    seen = on_terminal(child, "--port", daemon.port, "search", "nothing-of-the-kind")
    assert seen.splitlines()[-1].startswith("nothing was found")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_help_is_a_table_wrapped_at_words(child, daemon, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    seen = [line.rstrip() for line in on_terminal(child, "--port", daemon.port, "help").splitlines()]
    hello = seen.index("/fs/hello sc @rate 48000  Say who you are and how you like")
    assert seen[hello + 1] == "@license cc0 by           your sounds; send it when your"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_bar_without_a_sound_goes_when_the_sounds_come(child, tmp_path, made):
    folder = tmp_path / "slow"
    running.demo(folder, made=made).stop()
    with running.demo(folder, "--latency", "0.4") as daemon:
        seen = on_terminal(child, "--port", daemon.port, "fetch", "@query", "rain", "@count", "2")
        failed = drawn(child, "--port", daemon.port, "fetch", "@query", "nothing-of-the-kind", ending=1)
    assert "asking" in failed
    assert "\x1b" not in failed.partition("Nothing was found")[2], "it was drawn over"
    bars = ["".join(re.findall(r"\d+ (?=━)", line)) for line in seen.splitlines() if "━ asking" in line]
    assert "" in bars
    assert "1234 " in bars
    assert "" not in bars[bars.index("1234 ") :]


def test_ctrl_c_cancels_and_ends_in_130(child, tmp_path, made):
    folder = tmp_path / "slow"
    running.demo(folder, made=made).stop()  # logs in while the catalogue is quick
    with running.demo(folder, "--latency", "20") as daemon:
        process = child("--port", daemon.port, "search", "rain")
        wait_until_running(daemon, 1)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr.read() == "Cancelled.\n"
        wait_until_running(daemon, 0, asking=50)


def wait_until_running(daemon, count, asking=10_000):
    """Ask until so many requests run, without pause: a question takes as long as an answer."""
    for _ in range(asking):
        if dict(heard.arguments for heard in daemon.ask("/fs/status")[:-1])["running"] == str(count):
            return
    raise AssertionError(f"never saw {count} requests running")


# The demo.


def test_the_demo_tells_what_happens(daemon):
    before = len(daemon.log.read_text())  # its port may have been another's
    with daemon.caller() as caller:
        messages = list(caller.ask("/fs/fetch", "@query", "soft\nrain", "@count", 1))
        list(caller.ask("/fs/ping"))
        told = [line.partition(f"127.0.0.1:{caller.port} ")[2] for line in daemon.log.read_text()[before:].splitlines()]
    lines = [line for line in told if line]
    assert re.fullmatch(r"asks   '/fs/fetch @query soft\\nrain @count 1 @req \d+'", lines[0])
    assert [line.split()[1] for line in lines[1:]] == [
        message.address for message in messages if not message.address.endswith("/progress")
    ]


def test_the_log_tells_what_was_wrong_and_on_which_day_though_nobody_listens(tmp_path, made):
    with running.demo(tmp_path / "folder", made=made) as daemon:
        daemon.folder.rename(tmp_path / "elsewhere")
        soon(lambda: "folder_missing: The sample folder" in daemon.log.read_text())
        (tmp_path / "elsewhere").rename(daemon.folder)
        soon(lambda: "folder_missing is over\n" in daemon.log.read_text())
        daemon.ask("/fs/ping")
        lines = daemon.log.read_text().splitlines()
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", line) for line in lines)


@pytest.mark.parametrize("port", [None, 9999])
def test_what_the_demo_says_to_type_reaches_it_whatever_is_configured(port, monkeypatch, tmp_path, made):
    told = running.free_udp_port()
    monkeypatch.setenv("FSBRIDGE_PORT", str(port or told))
    with running.demo(tmp_path / "folder", made=made, port=told) as daemon:
        words = re.search(r"(send /fs/search rain.*)\n", daemon.told)[1].split()
        assert ("--port" in words) == (port is not None)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_tells_its_ports_and_ends_cleanly(ending, tmp_path, made, home):
    with running.demo(tmp_path / "folder", made=made) as daemon:
        told = daemon.told
        catalogue = int(re.search(r"http://127\.0\.0\.1:(\d+)/", told)[1])
        assert f"send /fs/search rain --port {daemon.port}\n" in told
        assert f'NetAddr("127.0.0.1", {daemon.port})' in told
        assert "Making" not in told
        assert daemon.ask("/fs/ping")[-1].address == "/fs/ping/done"
        daemon.process.send_signal(ending)
        assert daemon.process.wait(30) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", catalogue)) != 0
    assert list(home.rglob("*")) == []
    assert {path.name for path in daemon.folder.iterdir()} == {".fsbridge"}
    assert "Traceback" not in daemon.log.read_text()


def test_the_demo_says_that_its_port_is_taken(child, daemon, tmp_path, made):
    running.demo(tmp_path / "folder", made=made).stop()
    process = child("demo", "--folder", tmp_path / "folder", "--port", daemon.port)
    _, complaint = process.communicate(timeout=30)
    assert process.returncode == 2
    assert f"{daemon.port} on 127.0.0.1 is taken" in complaint
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = child("demo", "--folder", tmp_path / "folder", "--http-port", taken.getsockname()[1], "--port", 0)
        _, complaint = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "--http-port" in complaint


def test_the_demo_does_not_touch_a_folder_of_another_service(fsbridge, tmp_path):
    marker = tmp_path / ".fsbridge" / "service"
    marker.parent.mkdir()
    marker.write_text("freesound\n")
    code, told, complaint = fsbridge("demo", "--folder", tmp_path)
    assert (code, told) == (2, "")
    assert "freesound" in complaint
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [marker]


def test_run_refuses_the_demos_folder_and_runs_in_its_own(child, fsbridge, daemon, tmp_path):
    process = child("run", "--folder", daemon.folder, "--port", 0)
    _, complaint = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "holds sounds of demo" in complaint
    process = child("run", "--folder", tmp_path / "own", "--port", 0)
    port = int(re.search(r"port (\d+)", process.stdout.readline())[1])
    assert process.stdout.readline() == "Nobody is logged in; `fsbridge login` does that.\n"
    facts = dict(line.split("\t") for line in fsbridge("status", "--port", port)[1].splitlines())
    assert facts["authorized"] == "0"
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert "Traceback" not in process.stderr.read()
