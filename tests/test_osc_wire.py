"""The wire: what is refused before it is read, what is read, and how messages leave."""

from __future__ import annotations

import random
import re
import struct
from dataclasses import replace

import fuzz_reading
import pytest
from osc_datagrams import FLAWED, MALFORMED, PING, bundle, nested, packed
from osc_room import file
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from fsbridge.core.messages import FetchSound, InfoField, SearchDone
from fsbridge.osc import wire
from fsbridge.osc.answers import ANSWERS, EVENTS
from fsbridge.osc.encoding import Encoder, message
from fsbridge.osc.messages import Error


@pytest.mark.parametrize("datagram", MALFORMED.values(), ids=MALFORMED)
def test_a_datagram_without_a_readable_address_is_malformed(datagram):
    with pytest.raises(wire.MalformedError):
        list(wire.read(datagram))


def test_the_36_bytes_that_hang_python_osc_are_refused():
    assert len(MALFORMED["an element of -4 bytes"]) == 36
    with pytest.raises(wire.MalformedError, match="-4 bytes"):
        list(wire.read(MALFORMED["an element of -4 bytes"]))


@pytest.mark.parametrize(
    ("datagram", "good"),
    [
        (bundle(*[PING] * 257), 256),
        (bundle(PING, PING) + b"\xff\xff\xff\xfc", 2),
        (bundle(PING, nested(9), PING), 1),
        (bundle(PING, b"\0\0\0\0", PING), 1),
    ],
)
def test_what_comes_before_a_fault_in_a_bundle_is_read(datagram, good):
    reading = wire.read(datagram)
    assert [next(reading).address for _ in range(good)] == ["/fs/ping"] * good
    with pytest.raises(wire.MalformedError):
        next(reading)


@pytest.mark.parametrize(("datagram", "arguments", "flaw"), FLAWED.values(), ids=FLAWED)
def test_a_flaw_keeps_what_can_be_read_and_names_the_argument(datagram, arguments, flaw):
    (read,) = wire.read(datagram)
    assert read.address.startswith("/fs/")
    assert read.arguments == arguments
    assert re.search(flaw, read.flaw)


def test_every_readable_type_is_read():
    data = struct.pack(">if4sqd", -5, 0.5, b"abc\0", 2**40, 0.1)
    (read,) = wire.read(packed(b"/x", b"ifshdTFN", data))
    assert read == ("/x", [-5, 0.5, "abc", 2**40, 0.1, 1, 0, None], "")
    assert [type(value) for value in read.arguments[-3:-1]] == [int, int]


def test_a_message_may_lack_its_type_tags():
    assert list(wire.read(b"/fs/ping\0\0\0\0")) == [("/fs/ping", [], "")]


def test_bundles_are_flattened_whatever_their_time():
    far = struct.pack(">Q", 2**64 - 1)
    other = packed(b"/b", b"i", b"\0\0\0\7")
    read = wire.read(bundle(PING, bundle(other, time=far), bundle(), nested(7), time=far))
    assert [message.address for message in read] == ["/fs/ping", "/b", "/fs/ping"]


def test_the_longest_datagram_is_read():
    text = b"a" * (65_507 - 3 - 12)
    datagram = packed(b"/a", b"s", text + b"\0" * (4 - len(text) % 4))
    assert len(datagram) == 65_504
    assert next(wire.read(datagram)).arguments == [text.decode()]


def random_value(rng):
    kind = rng.randrange(4)
    if kind == 0:
        return rng.choice([0, -1, 2**31 - 1, 1 - 2**31, 2**31, -(2**62), rng.randrange(1 - 2**31, 2**31)])
    if kind == 3:
        return None
    if kind == 1:
        return struct.unpack(">f", struct.pack(">f", rng.uniform(-1e6, 1e6)))[0]
    return "".join(rng.choice("abc @/*{}[],#é…🌧\u2028 ") for _ in range(rng.randrange(40)))


def test_what_is_encoded_is_read_again_here_and_by_python_osc():
    rng = random.Random(20)
    for _ in range(2_000):
        values = [random_value(rng) for _ in range(rng.randrange(12))]
        datagram = message("/fs/some/thing", *values)
        assert list(wire.read(datagram)) == [("/fs/some/thing", values, "")]
        assert OscMessage(datagram).params == values
        builder = OscMessageBuilder("/fs/some/thing")
        for value in values:
            builder.add_arg(value)
        assert builder.build().dgram == datagram


def test_random_datagrams_are_read_or_refused_and_never_more():
    rng = random.Random(21)
    seeds = [*(datagram for datagram, *_ in FLAWED.values()), *list(MALFORMED.values())[:12], bundle(PING, PING)]
    for _ in range(20_000):
        datagram = bytearray(rng.choice(seeds))
        for _ in range(rng.randrange(1, 4)):
            if datagram:
                datagram[rng.randrange(len(datagram))] = rng.choice([0, 1, 4, 0x2C, 0x2F, 0xFF, rng.randrange(256)])
        try:
            read = list(wire.read(bytes(datagram)))
        except wire.MalformedError:
            continue
        assert all(isinstance(message.address, str) for message in read)


def encoder(verb, says):
    (sent,) = (sent for sent in ANSWERS[verb] if sent.says is says)
    return Encoder(sent.address, sent.types, sent.attributes, sent.pieces)


FETCHED = encoder("fetch", FetchSound)


@pytest.mark.parametrize(("request_id", "tag"), [(7, "i"), (7.0, "f"), ("seven", "s"), (-3, "i")])
def test_the_request_id_keeps_its_type(request_id, tag):
    (datagram,) = FETCHED(request_id, FetchSound(0, file(5)))
    assert f",{tag}iisiiifssss\0".encode() in datagram
    assert OscMessage(datagram).params[0] == request_id
    assert OscMessage(datagram).params[1:] == [
        0, 5, "/s/5__klank__rain.wav", 66_150, 44_100, 2, 1.5, "original", "by", "klank", "heavy rain",
    ]  # fmt: skip


def test_texts_are_cleaned_and_cut_at_a_code_point():
    (datagram,) = FETCHED(7, FetchSound(0, file(5, "a\nb\0c\x85" + "é" * 300)))
    name = OscMessage(datagram).params[-1]
    assert name.startswith("a b c é")
    assert name.endswith("é…")
    assert 245 < len(name.encode()) <= 250


@pytest.mark.parametrize("path", ["/s/a\tb\x85.wav", "/s/" + "p" * 990 + ".wav"])
def test_a_path_is_never_cleaned_or_cut(path):
    (datagram,) = FETCHED(7, FetchSound(0, replace(file(5), path=path)))
    assert OscMessage(datagram).params[3] == path


def test_a_lone_surrogate_does_not_stop_an_answer():
    (datagram,) = FETCHED(7, FetchSound(0, file(5, "a\ud800b")))
    assert OscMessage(datagram).params[-1] == "a?b"


def test_numbers_that_do_not_fit_are_clipped():
    (datagram,) = encoder("search", SearchDone)(7, SearchDone(2**40, -(2**40), 1, 1, "x"))
    assert OscMessage(datagram).params[1:3] == [2**31 - 1, -(2**31)]


def test_a_message_stays_under_1000_bytes_and_keeps_its_path_and_id():
    rng = random.Random(22)
    for _ in range(300):
        path = "/" + "p" * rng.randrange(1, 700)
        long = file(5, "n" * rng.randrange(400))
        long = replace(long, path=path, username="ü" * rng.randrange(200))
        request_id = "r" * rng.randrange(65)
        (datagram,) = FETCHED(request_id, FetchSound(0, long))
        params = OscMessage(datagram).params
        assert len(datagram) < 1_000
        assert (params[0], params[3]) == (request_id, path)


def test_an_error_of_any_length_fits():
    (datagram,) = encoder("search", Error)("r" * 64, Error("bad_request", "x" * 5_000, -1, "search"))
    assert len(datagram) < 1_000
    assert OscMessage(datagram).params[2].endswith("x…")


def test_a_long_text_comes_in_pieces_that_join():
    text = "wörd and 🌧 " * 400
    datagrams = encoder("info", InfoField)("r" * 64, InfoField(5, "n" * 200, text))
    assert all(len(datagram) < 1_000 for datagram in datagrams)
    assert "".join(OscMessage(datagram).params[3] for datagram in datagrams) == text


def test_type_strings_and_columns_agree():
    for sent in (*(sent for answer in ANSWERS.values() for sent in answer), *EVENTS):
        assert set(sent.types) <= set("*ifs")
        assert "*" not in sent.types[1:]
        assert len(sent.types.removeprefix("*")) == len(sent.names) == len(sent.attributes)


@pytest.mark.skipif(not fuzz_reading.installed(), reason=fuzz_reading.MISSING)
def test_what_reaches_new_lines_is_read_or_refused_and_never_more(tmp_path):
    runs, wrong = fuzz_reading.fuzzed(3, 29, tmp_path)
    assert not wrong
    assert runs > 100
