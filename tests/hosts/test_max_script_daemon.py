"""The script of the Max package and a daemon that is away, comes back, forgets, or never answers."""

from __future__ import annotations

import select
import signal
import socket
from pathlib import Path
from time import monotonic

import pytest
import running
from max_script import HELLO_DONE, bank_sound, greeted, heard_by
from programs import PATIENCE_SECONDS

from fsbridge.osc import wire
from fsbridge.osc.encoding import message

pytestmark = pytest.mark.host("node")


def test_what_hello_says_is_said_again(fake, max_script):
    script = max_script(fake.getsockname()[1], found=False, haste=10)
    plain = ["max", "@notify", 1, "@req", "hello"]
    chosen = ["max", "@notify", 1, "@rate", 48_000, "@license", "cc0", "@req", "hello"]
    hellos = (heard_by(fake, "/fs/hello") for _ in range(50))
    assert next(hellos)[0] == plain
    script.send("hello", "@rate", 48_000, "@license", "cc0")
    assert chosen in (said for said, _ in hellos)
    said, sender = next(hellos)
    assert said == chosen
    for _ in range(3):  # the habits are wrong; then hello itself is, which is told once
        fake.sendto(message("/fs/error", "hello", "bad_request", "No.", -1, "hello"), sender)
    assert script.wait_for_list("error", "hello") == ["error", "hello", "hello", "bad_request", "No.", -1]
    script.wait_for_list("state", 0, "No.")
    assert plain in (said for said, _ in hellos)
    assert len(script.lists("error")) == 1


def test_only_the_daemon_is_heard_and_nonsense_is_not(fake, max_script):
    script = max_script(fake.getsockname()[1], found=False)
    _, sender = heard_by(fake, "/fs/hello")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.sendto(message("/fs/note", 7, "from a stranger"), sender)
    for nonsense in (
        b"",
        b"\0",
        b"/fs/note",
        b"/fs/note\0\0\0\0,is\0\0\0",
        b"/\0\0\0,b\0\0\0\0\0\4abcd",
        b"#bundle\0" * 4,
    ):
        fake.sendto(nonsense, sender)
    fake.sendto(message("/fs/note", 7, "from the daemon"), sender)
    assert script.wait_for_list("note") == ["note", 7, "from the daemon"]


def test_so_many_wait_and_no_more(fake, max_script):
    script = max_script(fake.getsockname()[1], found=False)
    for number in range(257):
        script.send("info", 1234, "@req", number)
    said = script.wait_for_list("error")
    assert said[:4] == ["error", "info", 256, "busy"]


def test_a_daemon_that_is_away_is_told_once_and_asked_when_it_comes(free_port, tmp_path, made, max_script):
    script = max_script(free_port, found=False, haste=10)
    script.send("fetch", 1234, "@req", 7)
    assert str(free_port) in script.wait_for_list("state", 0)[2]
    with running.demo(tmp_path / "sounds", made=made, port=free_port):
        assert script.wait_for_list("state", 1)[2] == "ready"
        script.wait_for_list("sound", 7, 0, 1234)
        script.wait_for_list("done", "fetch", 7)
    assert [said[0] for said in script.lists("state")][:3] == [0, 0, 1]
    assert "fsbridge run" in script.posted[0][1]


def test_what_is_never_answered_is_asked_four_times_and_ends(fake, max_script):
    script = max_script(fake.getsockname()[1], found=False, haste=100)
    script.send("info", 1234, "@req", 7)
    asked = 0
    deadline = monotonic() + PATIENCE_SECONDS
    while not script.lists("error"):
        assert monotonic() < deadline
        for readable in select.select([fake, script.process.stdout], [], [], PATIENCE_SECONDS)[0]:
            if readable is not fake:
                script.new_lists()
                continue
            datagram, sender = fake.recvfrom(65_536)
            address = next(wire.read(datagram)).address
            asked += address == "/fs/info"
            if address == "/fs/hello":
                fake.sendto(HELLO_DONE, sender)
    assert asked == 4
    assert script.lists("error")[0][:3] == ["info", 7, "timeout"]


@pytest.mark.parametrize(
    ("verb", "answer"), [("fetch", "fetch/sound"), ("bank", "bank/sound"), ("search", "search/result")]
)
def test_what_got_lost_on_the_way_is_asked_for_once_more(fake, max_script, verb, answer):
    script = max_script(fake.getsockname()[1], found=False)
    sender = greeted(fake, script)
    script.send(verb, "rain", "@req", 7)
    for _ in range(2):
        assert heard_by(fake, f"/fs/{verb}")[0] == ["rain", "@req", 7]
        fake.sendto(message(f"/fs/{answer}", 7, *bank_sound(0)), sender)
        fake.sendto(message(f"/fs/{verb}/done", 7, 2, 0), sender)
    assert script.wait_for_list("done", verb) == ["done", verb, 7, 2, 0]
    assert len(script.lists("done")) == 1


def test_what_has_ended_is_not_asked_again(fake, max_script):
    script = max_script(fake.getsockname()[1], found=False)
    sender = greeted(fake, script)
    for req in (7, 0.1, "a b"):
        script.send("info", 1234, "@req", req)
        heard_by(fake, "/fs/info")
        fake.sendto(message("/fs/info/done", req, 1234), sender)
        script.wait_for_list("done", "info")
    script.send("info", 1847, "@req", 8)
    heard_by(fake, "/fs/info")
    fake.sendto(message("/fs/hello/done", "hello", "0.1.0", 1, 100, "ready"), sender)
    assert heard_by(fake, "/fs/info")[0] == [1847, "@req", 8]


def test_under_a_killed_daemon_it_asks_again_and_gets_its_sound(restarting, max_script):
    script = max_script(restarting("--rate", "1").port)  # no download comes to its end
    script.send("fetch", 1847, "@req", 7)
    script.wait_for_list("progress", 7, 0, 1847)
    script.send("fetch", 1234, "@req", 7)
    script.wait_for_list("error", "fetch", 7, "replaced")
    script.wait_for_list("progress", 7, 0, 1234)
    restarting()
    path = script.wait_for_list("sound", 7, 0, 1234)[4]
    assert Path(path).is_file()
    script.wait_for_list("done", "fetch", 7, 1, 0)


def test_a_daemon_that_says_it_has_started_is_greeted_at_once(fake, max_script):
    script = max_script(
        fake.getsockname()[1], found=False, haste=0.001
    )  # its own next hello is a quarter of an hour away
    sender = greeted(fake, script)
    fake.sendto(message("/fs/event/started", "0.1.0", 100), sender)
    heard_by(fake, "/fs/hello")
    script.wait_for_list("event", "started", "0.1.0", 100)


def test_two_scripts_hear_their_own_answers_and_both_hear_events(restarting, max_script):
    port = restarting().port
    one, other = max_script(port), max_script(port)
    for script, id_ in ((one, 1234), (other, 1847)):
        script.send("fetch", id_, "@req", 7)
    for script, id_ in ((one, 1234), (other, 1847)):
        assert script.wait_for_list("sound", 7)[3] == id_
        script.wait_for_list("done", "fetch", 7, 1, 0)
        script.send("ping")
        script.wait_for_list("done", "ping")
        assert {said[2] for said in script.lists("sound")} == {id_}
    one.close()
    other.send("fetch", 3073)
    other.wait_for_list("event", "added", 3073)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_at_once_takes_its_leave_and_leaves_no_socket(fake, max_script, end):
    script = max_script(fake.getsockname()[1], found=False)
    _, sender = heard_by(fake, "/fs/hello")
    script.process.send_signal(end)
    assert script.process.wait(PATIENCE_SECONDS) == 0
    assert heard_by(fake, "/fs/notify") == ([0], sender)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as again:
        again.bind(sender)
    assert "    at " not in "".join(script.lines)
