"""What can be told of the objects for Pd by reading them, and by a bare Pd that opens them."""

from __future__ import annotations

import re
from itertools import combinations

import pd_reading
import pytest
from pd_bench import PATCHES, QUIET

from fsbridge.osc.answers import ANSWERS
from fsbridge.osc.commands import COMMANDS
from fsbridge.osc.reading import read, split

ALL = sorted(PATCHES.glob("*.pd"))
OBJECTS = ("fsbridge", "fsbridge-sampler", "fsbridge-bank")
PARTS = ("fsbridge-player", "fsbridge-slot", "fsbridge-voice")  # opened within the others
OUTGOING = {outgoing.address: outgoing for answer in ANSWERS.values() for outgoing in answer}


def names(path):
    return path.name


@pytest.mark.host("pd")
@pytest.mark.parametrize("path", [path for path in ALL if path.stem not in PARTS], ids=names)
def test_a_pd_without_externals_opens_it_without_a_word(start, path):
    program = start("pd", *QUIET, "-nostdpath", "-open", path, "-send", "pd quit")
    program.process.wait(30)
    assert program.process.stdout.read().decode() == ""


@pytest.mark.parametrize("path", ALL, ids=names)
def test_no_boxes_overlap(path):
    boxes = list(pd_reading.boxes(path))
    assert len(boxes) > 10
    assert not [(one.text, other.text) for one, other in combinations(boxes, 2) if one.overlaps(other)]


@pytest.mark.parametrize("path", ALL, ids=names)
def test_nothing_of_one_machine_is_in_it(path):
    assert not re.search(r"(/home|/Users|/tmp|/work|/root|[A-Z]:)[/\\]", path.read_text("utf-8"))


@pytest.mark.parametrize("name", OBJECTS)
def test_each_object_has_its_help(name):
    text = (PATCHES / f"{name}-help.pd").read_text("utf-8")
    for section in ("inlet", "outlets", "arguments", "see\\ also:"):
        assert f" empty empty {section} " in text
    assert re.search(r"^#X text \d+ \d+ DESCRIPTION \w[^\\\n]+;$", text, re.MULTILINE), "deken lists it so"


def requests(path):
    """Give what the message boxes ask: address and arguments, as Pd sends them."""
    for box in pd_reading.boxes(path):
        verb, *words = box.text.split()
        if box.kind == "msg" and f"/fs/{verb}" in COMMANDS:
            yield f"/fs/{verb}", [float(word) if word.replace(".", "").isdigit() else word for word in words]


@pytest.mark.parametrize("name", OBJECTS)
def test_what_its_help_asks_is_what_the_command_table_takes(name):
    asked = list(requests(PATCHES / f"{name}-help.pd"))
    assert asked
    for address, arguments in asked:
        short = address == "/fs/bank"  # it may end in a number, as `[fsbridge]` takes it
        read(COMMANDS[address], *split([word for word in arguments if isinstance(word, str) or not short]))


def test_the_columns_that_the_help_tells_are_those_of_the_table():
    told = []
    for box in pd_reading.boxes(PATCHES / "fsbridge-help.pd"):
        if box.kind == "text":
            told += re.findall(r"(\w+ \w+|error) req ([a-z_ ]+)", box.text)
    assert len(told) == 7
    for message, columns in told:
        outgoing = OUTGOING.get(f"/fs/{message.replace(' ', '/')}") or OUTGOING["/fs/error"]
        told_columns = columns.split(" and ")[0].split()
        assert list(outgoing.names[: len(told_columns)]) == told_columns


def test_every_message_that_it_takes_apart_is_in_the_table():
    verbs = {address.removeprefix("/fs/") for address in COMMANDS}
    leaves = {address.rsplit("/", 1)[1] for address in OUTGOING}
    text = (PATCHES / "fsbridge.pd").read_text("utf-8")
    for kinds in ("sound progress done failed", "done", "event error note"):
        assert f" route {kinds};" in text
        assert set(kinds.split()) <= leaves | {"event"}
    for name in ("fsbridge-sampler", "fsbridge-bank"):
        (verb,) = re.findall(r" route (fetch|bank);", (PATCHES / f"{name}.pd").read_text("utf-8"))
        assert verb in verbs
        assert OUTGOING[f"/fs/{verb}/sound"].names[:3] == ["index", "id", "path"]
