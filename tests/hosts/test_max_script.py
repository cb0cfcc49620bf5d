"""The script of the Max package under plain Node, over UDP to the real daemon; what it says is what Max would hear."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
import running
from max_script import Script, greeted, heard_by, looking
from programs import file_facts

from fsbridge.osc.answers import ANSWERS
from fsbridge.osc.encoding import message

pytestmark = pytest.mark.host("node")
COLUMNS = {outgoing.address: outgoing.types for answer in ANSWERS.values() for outgoing in answer}
VALUES = (
    lambda seeded: seeded.randrange(-(2**31), 2**31),
    lambda seeded: seeded.uniform(-1e6, 1e6),
    lambda seeded: "".join(seeded.choices("ab -é雨🌧", k=seeded.randrange(12))),
)
LONG = "Régen auf Blech, " * 120  # letters of two bytes, some of them where a piece ends


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


def test_a_text_as_long_as_a_piece_is_told_and_no_id_is_given_twice(fake, max_script):
    script = max_script(fake.getsockname()[1], found=False)
    sender = greeted(fake, script)
    script.send("info", 1234, "@req", 1_000_001)
    script.send("info", 1847)
    assert [heard_by(fake, "/fs/info")[0][2] for _ in range(2)] == [1_000_001, 1_000_002]
    fake.sendto(message("/fs/info/field", 1_000_001, 1234, "description", "x" * 600), sender)
    fake.sendto(message("/fs/info/done", 1_000_001, 1234), sender)
    assert script.wait_for_list("field") == ["field", 1_000_001, 0, 1234, "description", "x" * 600]


def test_a_part_that_can_not_be_refreshed_has_the_columns_of_a_sound(fake, max_script):
    script = max_script(fake.getsockname()[1], found=False)
    sender = greeted(fake, script)
    fake.sendto(message("/fs/refresh/failed", 7, "token", "network", "No.", 5), sender)
    assert script.wait_for_list("failed") == ["failed", 7, -1, "token", "network", "No.", 5]
