"""The script of the Max package under plain Node, over UDP to the real daemon; what it says is what Max would hear."""

from __future__ import annotations

import json
import random
import select
import shutil
import signal
import socket
from pathlib import Path
from time import monotonic

import pytest
import running
from max_script import Script
from programs import PATIENCE_SECONDS, file_facts

from fsbridge.osc import wire
from fsbridge.osc.answers import ANSWERS
from fsbridge.osc.encoding import message

pytestmark = pytest.mark.host("node")
COLUMNS = {outgoing.address: outgoing.types for answer in ANSWERS.values() for outgoing in answer}
VALUES = (
    lambda seeded: seeded.randrange(-(2**31), 2**31),
    lambda seeded: seeded.uniform(-1e6, 1e6),
    lambda seeded: "".join(seeded.choices("ab -é雨🌧", k=seeded.randrange(12))),
)
HELLO_DONE = message("/fs/hello/done", "hello", "0.1.0", 1, 99, "ready")
LONG = "Régen auf Blech, " * 120  # letters of two bytes, some of them where a piece ends


@pytest.fixture
def max_script(request):
    """Start the script for the daemon on a port, and have it find that daemon; it ends with the test."""

    def begin(port, *, found=True, haste=1):
        script = Script(port, haste)
        request.addfinalizer(script.close)
        return looking(script, found=found)

    return begin


def looking(script, *, found=True):
    """Hear the first that a script says, and that it has found its daemon."""
    assert script.wait_for_list("state")[:2] == ["state", 0]
    if found:
        script.wait_for_list("state", 1, "ready")
    return script


@pytest.fixture(scope="module")
def shared_script(daemon):
    """A script with its daemon, for many tests."""
    script = Script(daemon.port)
    yield looking(script)
    script.close()


@pytest.fixture
def script(shared_script):
    """That script, with nothing said yet."""
    shared_script.outlet.clear()
    shared_script.posted.clear()
    return shared_script


@pytest.fixture(scope="module")
def seaside(tmp_path_factory, made):
    """A daemon whose folder has spaces and accents in its name, and a sound with a long description."""
    base = tmp_path_factory.mktemp("max")
    longer = base / "made"
    shutil.copytree(made, longer)
    dataset = json.loads((longer / "dataset.json").read_text("utf-8"))
    next(sound for sound in dataset["sounds"] if sound["id"] == 1234)["description"] = LONG
    (longer / "dataset.json").write_text(json.dumps(dataset), "utf-8")
    with running.demo(base / "Été à la mer, 1", made=longer) as daemon:
        yield daemon


@pytest.fixture
def fake():
    """A socket in place of the daemon, for what a daemon does not do."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as fake:
        fake.bind(("127.0.0.1", 0))
        fake.settimeout(PATIENCE_SECONDS)
        yield fake


def heard_by(fake, address):
    """Give what the script sends there next, and where it sends from."""
    while True:
        datagram, sender = fake.recvfrom(65_536)
        heard = next(wire.read(datagram))
        if heard.address == address:
            return heard.arguments, sender


def greeted(fake, script):
    """Be found by the script; gives where it sends from."""
    _, sender = heard_by(fake, "/fs/hello")
    fake.sendto(HELLO_DONE, sender)
    script.wait_for_list("state", 1)
    return sender


def bank_sound(number):
    """Give a sound of a bank, in the columns of /fs/bank/sound."""
    return number, 1234, f"/{number}.wav", 9, 44_100, 1, 1.0, "original", "cc0", "marisol", "rain"


def assert_columns(said, address):
    """Hold a list against the type string of the reference."""
    kinds = {"i": int, "f": (int, float), "s": str}
    tags = COLUMNS[address].removeprefix("*")
    assert len(said) == 1 + len(tags)
    assert all(isinstance(value, kinds[tag]) for value, tag in zip(said[1:], tags, strict=True))


def test_search(script):
    script.send("search", "rain", "@count", 5)
    req, *done = script.wait_for_list("done", "search")[2:]
    assert_columns([req, *done], "/fs/search/done")
    results = script.lists("result")
    assert [result[:2] for result in results] == [[req, index] for index in range(5)]
    for result in results:
        assert_columns(result, "/fs/search/result")


def test_none_of_150_results_is_lost(script):
    script.send("search", "grain", "@count", 150, "@req", 7)
    script.wait_for_list("done", "search", 7, 150)
    assert [result[:2] for result in script.lists("result")] == [[7, index] for index in range(150)]


def test_200_requests_at_once_all_end(script):
    for number in range(200):
        script.send("fetch", (1234, 1847, 3073)[number % 3], "@req", number)
    ended = set()
    while len(ended) < 200:
        ended.add(script.wait_for_list("done", "fetch", None, 1, 0)[2])


def test_more_goes_on_where_the_search_ended(script):
    script.send("search", "rain", "@count", 2, "@req", 1)
    script.wait_for_list("done", "search", 1, 2)
    script.send("more", 1, "@req", 2)
    script.wait_for_list("done", "search", 2, 2)
    assert [result[:2] for result in script.lists("result")] == [[1, 0], [1, 1], [2, 2], [2, 3]]


def test_fetch(script):
    script.send("fetch", 1234, "@req", 7)
    said = script.wait_for_list("sound", 7, 0, 1234)
    assert_columns(said[1:], "/fs/fetch/sound")
    assert tuple(map(str, said[5:8])) == file_facts(said[4])
    assert script.wait_for_list("done", "fetch", 7) == ["done", "fetch", 7, 1, 0]


def test_first_brings_the_preview_and_then_the_original(restarting, max_script):
    script = max_script(restarting().port)
    script.send("first", 1234, "@req", 7)
    script.wait_for_list("done", "fetch", 7, 1, 0)
    sounds = script.lists("sound")
    assert [(said[:3], said[8]) for said in sounds] == [([7, 0, 1234], "preview"), ([7, 0, 1234], "original")]
    assert all(Path(said[3]).is_file() for said in sounds)


def test_a_bank_is_loaded_one_file_after_the_other(daemon, script):
    script.send("follow", "weather")
    assert script.wait_for_list("load") == ["load", "weather", "clear"]
    script.send("bank", "weather", "rain", "@count", 4, "@req", 7)
    script.wait_for_list("done", "bank", 7, 4, 0)
    sounds = script.lists("bank")
    assert [said[:2] for said in sounds] == [[7, number] for number in range(4)]
    assert [said[1] for said in script.lists("load")] == ["clear", "append"]
    for number, sound in enumerate(sounds):
        assert script.lists("load")[-1] == ["weather", "append", sound[3]]
        assert not [said for said in script.lists("ready") if said[1] == number]
        script.send("loaded", "weather")
        assert script.wait_for_list("ready") == ["ready", "weather", *sound[1:]]
        if number < 3:
            script.wait_for_list("load")
    script.send("bank", "weather", "@req", 8)
    script.wait_for_list("done", "bank", 8, 4, 0)
    assert len(script.lists("load")) == 5
    script.send("banks")
    script.wait_for_list("done", "banks")
    assert ["weather", 4] in [said[1:3] for said in script.lists("banks")]


def test_a_bank_that_another_fills_grows(daemon, max_script):
    one, other = max_script(daemon.port), max_script(daemon.port)
    other.send("follow", "ours")
    other.send("ping")
    other.wait_for_list("done", "ping")
    one.send("bank", "ours", "rain", "@count", 2)
    one.wait_for_list("done", "bank")
    for number, sound in enumerate(one.lists("bank")):
        assert other.wait_for_list("load", "ours", "append")[3] == sound[3]
        other.send("loaded", "ours")
        assert other.wait_for_list("ready") == ["ready", "ours", number, *sound[2:]]


def test_what_comes_early_is_loaded_in_its_turn_and_what_is_gone_leaves_its_place(fake, max_script):
    script = max_script(fake.getsockname()[1], found=False)
    sender = greeted(fake, script)
    script.send("follow", 808)
    script.send("bank", 808, "@req", 7)
    heard_by(fake, "/fs/bank")
    fake.sendto(message("/fs/event/bank", "808", *bank_sound(5)), sender)  # those before it were not told yet
    for number in (0, 3, 1):
        fake.sendto(message("/fs/bank/sound", 7, *bank_sound(number)), sender)
    for number in (0, 1):
        assert script.wait_for_list("load", 808, "append")[3] == f"/{number}.wav"
        script.send("loaded", 808)
    script.wait_for_list("ready", 808, 1)
    fake.sendto(message("/fs/bank/done", 7, 3, 0, "808", "/banks/808"), sender)
    script.wait_for_list("load", 808, "appendempty")
    assert script.wait_for_list("load", 808, "append")[3] == "/3.wav"
    script.send("loaded", 808)
    script.wait_for_list("ready", 808, 3)


def test_a_path_with_spaces_and_accents_is_one_symbol(seaside, max_script):
    script = max_script(seaside.port)
    script.send("fetch", "@query", "rain")
    path = script.wait_for_list("sound")[4]
    assert "/Été à la mer, 1/" in path
    assert Path(path).is_file()


def test_a_long_text_comes_as_one(seaside, max_script):
    script = max_script(seaside.port)
    script.send("info", 1234, "@req", 7)
    script.wait_for_list("done", "info", 7, 1234)
    fields = [field for field in script.lists("field") if field[3] == "description"]
    assert fields == [[7, 0, 1234, "description", LONG]]
    assert len([field for field in script.lists("field") if field[3] == "tags"]) > 1


def test_progress(restarting, max_script):
    script = max_script(restarting("--rate", "20000").port)
    script.send("fetch", 1234, "@req", 7)
    said = script.wait_for_list("progress", 7, 0, 1234)
    assert_columns(said[1:], "/fs/fetch/progress")
    script.send("cancel")
    assert script.wait_for_list("error", "fetch", 7)[3] == "cancelled"
    assert script.wait_for_list("done", "cancel")[3] == 1


def test_errors_come_in_words(script):
    script.send("search", "rain", "@colour", "red", "@req", 7)
    script.send("fetch", 99_999_999, "@req", 8)
    _, _, _, code, text, retry = script.wait_for_list("error", "search", 7)
    assert (code, retry) == ("bad_request", -1)
    assert "@colour" in text
    assert script.wait_for_list("failed", 8, 0, 99_999_999)[4] == "not_found"
    script.wait_for_list("done", "fetch", 8, 0, 1)
    assert [text for _, text in script.posted] == [f"fsbridge: {text}"]


@pytest.mark.parametrize(
    ("message", "verb", "code"),
    [
        (("serach", "rain"), "serach", "unknown_command"),
        (("bang",), "bang", "unknown_command"),
        ((5,), "5", "bad_request"),
        (("search/result", 1), "search/result", "bad_request"),
        (("constructor",), "constructor", "unknown_command"),
        (("search", "rain", "@req"), "search", "bad_request"),
        (("search", "rain", "@req", 2**40), "search", "bad_request"),
        (("info", 2**40), "info", "bad_request"),
        (("fetch", 1234, "x" * 70_000), "fetch", "bad_request"),
        (("port", "nine"), "port", "bad_request"),
        (("host", "example.org"), "host", "bad_request"),
        (("follow",), "follow", "bad_request"),
    ],
)
def test_what_is_no_request_ends_in_a_sentence(script, message, verb, code):
    script.send(*message)
    said = script.wait_for_list("error", verb)
    assert said[3] == code
    assert said[2] == (message[3] if len(message) > 3 else said[2])
    assert len(said[4].split()) > 3
    script.send("ping", "@req", 7)
    script.wait_for_list("done", "ping", 7)


def test_ids_are_those_of_the_patch_or_counted_far_from_them(daemon, max_script):
    script = max_script(daemon.port)
    for req, back in {7: 7, 7.25: 7.25, 0.1: pytest.approx(0.1), "a b": "a b", "8": "8"}.items():
        script.send("ping", "@req", req)
        assert script.wait_for_list("done", "ping")[2] == back
    script.send("ping")
    script.send("ping")
    counted = [script.wait_for_list("done", "ping")[2] for _ in range(2)]
    assert counted == [1_000_001, 1_000_002]


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


def test_what_is_said_in_max_is_what_the_daemon_reads(fake, max_script):
    script = max_script(fake.getsockname()[1], found=False)
    sender = greeted(fake, script)
    seeded = random.Random(4)
    for req in range(100):
        said = [seeded.choice(VALUES)(seeded) for _ in range(seeded.randrange(9))]
        script.send("search", *said, "@req", req)
        read = heard_by(fake, "/fs/search")[0]
        assert read == [pytest.approx(value) if isinstance(value, float) else value for value in [*said, "@req", req]]
        fake.sendto(message("/fs/search/result", req, *said), sender)
        heard = script.wait_for_list("result")
        assert heard == ["result", req, *[pytest.approx(v) if isinstance(v, float) else v for v in said]]
        fake.sendto(message("/fs/search/done", req), sender)


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


def test_a_file_that_max_never_reads_holds_no_other_up(fake, max_script):
    script = max_script(fake.getsockname()[1], found=False, haste=100)
    sender = greeted(fake, script)
    script.send("follow", "weather")
    script.send("bank", "weather", "@req", 7)
    heard_by(fake, "/fs/bank")
    for number in (0, 1):
        fake.sendto(message("/fs/bank/sound", 7, *bank_sound(number)), sender)
    script.wait_for_list("ready", "weather", 1)
    assert [said[-1] for said in script.lists("load")] == ["clear", "/0.wav", "/1.wav"]
    assert any("/0.wav" in text for _, text in script.posted)


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


def test_a_text_as_long_as_a_piece_is_told_and_no_id_is_given_twice(fake, max_script):
    script = max_script(fake.getsockname()[1], found=False)
    sender = greeted(fake, script)
    script.send("info", 1234, "@req", 1_000_001)
    script.send("info", 1847)
    assert [heard_by(fake, "/fs/info")[0][2] for _ in range(2)] == [1_000_001, 1_000_002]
    fake.sendto(message("/fs/info/field", 1_000_001, 1234, "description", "x" * 600), sender)
    fake.sendto(message("/fs/info/done", 1_000_001, 1234), sender)
    assert script.wait_for_list("field") == ["field", 1_000_001, 0, 1234, "description", "x" * 600]


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


def test_a_part_that_can_not_be_refreshed_has_the_columns_of_a_sound(fake, max_script):
    script = max_script(fake.getsockname()[1], found=False)
    sender = greeted(fake, script)
    fake.sendto(message("/fs/refresh/failed", 7, "token", "network", "No.", 5), sender)
    assert script.wait_for_list("failed") == ["failed", 7, -1, "token", "network", "No.", 5]


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
