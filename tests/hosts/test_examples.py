"""What can be told of the examples by reading them; for Max, which can't run here, that is all there is."""

from __future__ import annotations

import json
import re
import socket
from itertools import combinations

import pd_reading
import pytest
from pd_reading import Box
from programs import ROOT

from fsbridge.osc import wire
from fsbridge.osc.answers import ANSWERS, SENT
from fsbridge.osc.commands import COMMANDS
from fsbridge.osc.encoding import message
from fsbridge.osc.reading import read, reply_address, request_id, split

SUPERCOLLIDER = ROOT / "supercollider/examples/raw-osc.scd"
PD = ROOT / "pd_patches/fsbridge-example.pd"
MAX = ROOT / "max_patches/examples/fsbridge-raw.maxpat"
EXAMPLES = [SUPERCOLLIDER, PD, MAX]
OUTGOING = {outgoing.address: outgoing for answer in ANSWERS.values() for outgoing in answer}

PD_OBJECTS = {
    *("*", "*~", "/", "array", "bng", "change", "dac~", "f", "line~", "list", "loadbang", "metro", "netsend"),
    *("oscformat", "oscparse", "pack", "print", "r", "route", "s", "sel", "soundfiler", "spigot", "t", "tabread4~"),
    *("tgl", "unpack"),
}
MAX_OBJECTS = {
    *("*~", "buffer~", "button", "change", "comment", "ezdac~", "gate", "i", "loadbang", "message", "metro", "number"),
    *("play~", "prepend", "print", "r", "route", "s", "sel", "t", "toggle", "udpreceive", "udpsend", "unpack"),
}


def max_boxes():
    boxes = {}
    for item in json.loads(MAX.read_text("utf-8"))["patcher"]["boxes"]:
        box = item["box"]
        text = box.get("text", "")
        kind = text.split()[0] if box["maxclass"] == "newobj" else box["maxclass"]
        assert box["id"] not in boxes
        boxes[box["id"]] = Box(kind, text, *box["patching_rect"], box["numinlets"], box["numoutlets"])
    return boxes


def max_cords():
    for line in json.loads(MAX.read_text("utf-8"))["patcher"]["lines"]:
        yield *line["patchline"]["source"], *line["patchline"]["destination"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.suffix)
def test_every_address_is_in_the_command_table(path):
    addresses = set(re.findall(r"/fs(?:/[a-z]+)+", path.read_text("utf-8")))
    assert addresses >= {"/fs/hello/done", "/fs/search/result", "/fs/search/done", "/fs/fetch/sound", "/fs/error"}
    assert addresses <= COMMANDS.keys() | SENT


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.suffix)
def test_nothing_of_one_machine_is_in_it(path):
    assert not re.search(r"(/home|/Users|/tmp|/work|/root|[A-Z]:)[/\\]", path.read_text("utf-8"))


@pytest.mark.parametrize("path", [PD, MAX], ids=lambda path: path.suffix)
def test_the_columns_that_comments_tell_are_those_of_the_table(path):
    told = re.findall(r"(/fs/[a-z/]+): req ([a-z_ ]+?)(?:\.| - )", path.read_text("utf-8"))
    assert len(told) == 5
    assert {address: columns.split() for address, columns in told} == {
        address: OUTGOING[address].names for address, _ in told
    }


def test_the_columns_that_supercollider_names_are_those_of_the_table():
    pattern = r"#address, number, ([\w, ]+) = msg;(?:(?!OSCdef).)*\}, '(/fs/[a-z/]+)'"
    named = re.findall(pattern, SUPERCOLLIDER.read_text("utf-8"), re.DOTALL)
    assert len(named) == 6
    for names, address in named:
        for name, column in zip(names.split(", "), OUTGOING[address].names, strict=False):
            assert column.startswith(re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name))


@pytest.mark.parametrize("boxes", [lambda: pd_reading.boxes(PD), lambda: max_boxes().values()], ids=["pd", "max"])
def test_no_boxes_overlap(boxes):
    assert not [(one.text, other.text) for one, other in combinations(boxes(), 2) if one.overlaps(other)]


def test_pd_needs_vanilla_objects_only():
    kinds = {box.kind for box in pd_reading.boxes(PD)} - {"msg", "text", "floatatom", "graph"}
    assert kinds <= PD_OBJECTS


def test_max_needs_built_in_objects_only():
    assert {box.kind for box in max_boxes().values()} <= MAX_OBJECTS


def test_every_cord_of_max_has_both_ends():
    boxes = max_boxes()
    cords = list(max_cords())
    assert len(set(cords)) == len(cords) > 40
    for source, outlet, destination, inlet in cords:
        assert outlet < boxes[source].outlets
        assert inlet < boxes[destination].inlets


def max_requests():
    """Give what the message boxes send, as Max sends it: whole numbers as ints, the rest as strings."""
    for box in max_boxes().values():
        if box.kind == "message" and box.text.startswith("/"):
            address, *words = box.text.split()
            yield address, [int(word) if word.isdigit() else word for word in words]


def test_every_request_of_max_is_one_that_the_command_table_takes():
    requests = list(max_requests())
    assert {address for address, _ in requests} == {"/fs/hello", "/fs/search", "/fs/fetch"}
    for address, arguments in requests:
        words, options = split([1234 if argument == "$1" else argument for argument in arguments])
        read(COMMANDS[address], words, options)
        assert reply_address(options) or request_id(options)


def test_max_unpacks_the_types_that_come():
    boxes = max_boxes()
    unpacked = {}
    for source, outlet, destination, _ in max_cords():
        if boxes[source].kind == "route" and boxes[destination].kind == "unpack":
            address = boxes[source].text.split()[1 + outlet]
            unpacked[address] = "".join(
                {"0": "i", "0.": "f", "s": "s"}[word] for word in boxes[destination].text.split()[1:]
            )
    assert unpacked.keys() == {"/fs/hello/done", "/fs/search/result", "/fs/fetch/sound"}
    for address, types in unpacked.items():
        assert OUTGOING[address].types.replace("*", "i").startswith(types)


def test_what_max_sends_from_one_port_is_answered_at_the_other(daemon):
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udpsend,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udpreceive,
    ):
        udpreceive.bind(("127.0.0.1", 0))
        udpreceive.settimeout(30)
        udpsend.connect(("127.0.0.1", daemon.port))
        id_ = None
        for address, arguments in max_requests():
            swap = {"$1": id_, 9771: udpreceive.getsockname()[1]}
            udpsend.send(message(address, *[swap.get(argument, argument) for argument in arguments]))
            heard = None
            while heard is None or not heard.address.endswith("/done"):
                heard = next(wire.read(udpreceive.recv(65_536)))
                assert heard.address != "/fs/error"
                id_ = heard.arguments[2] if heard.address == "/fs/search/result" else id_
            assert heard.address == f"{address}/done"
