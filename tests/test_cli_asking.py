"""The commands that ask the daemon, as a script meets them: lines and exit codes."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
import running
from bad_days import Held, soon

from fsbridge import __version__

SOUND_COLUMNS = ["id", "path", "frames", "samplerate", "channels", "seconds", "quality", "license", "username", "name"]


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


def running_requests(daemon):
    return dict(heard.arguments for heard in daemon.ask("/fs/status")[:-1])["running"]


def test_ctrl_c_cancels_and_ends_in_130(child, tmp_path, catalogue):
    held = Held("/search/")
    catalogue.faults.plan(held)
    running.log_in(catalogue.api_url, tmp_path / "sounds")
    with running.over(catalogue.api_url, tmp_path / "sounds") as daemon:
        process = child("--port", daemon.port, "search", "rain")
        held.came()
        process.send_signal(signal.SIGINT)
        assert (process.wait(30), process.stderr.read()) == (130, "Cancelled.\n")
        soon(lambda: running_requests(daemon) == "0")
    held.release()
