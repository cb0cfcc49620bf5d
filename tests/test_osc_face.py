"""The face on a real socket: who gets which answer, under which id, and what is never answered."""

from __future__ import annotations

import logging
import random
import struct
import threading

import pytest
from osc_datagrams import BLOB, FLAWED, MALFORMED, REQ_7, bundle, packed
from osc_room import ERROR, LONG, HandClock, Peer, Room, addresses, room

from fsbridge.core.clock import SystemClock
from fsbridge.core.messages import Progress, SearchDone
from fsbridge.core.requests import Cancel, More
from fsbridge.model import Phase
from fsbridge.osc import wire
from fsbridge.osc.answers import SENT
from fsbridge.osc.encoding import message
from fsbridge.osc.server import Server

# --- answers


def test_ping(peer):
    assert peer.tell("/fs/ping", "@req", 5) == [("/fs/ping/done", [5, "1.2", 1, 4711, "ready"])]


def test_fetch(peer):
    assert peer.tell("/fs/fetch", 5, "abc", "@req", 9) == [
        ("/fs/fetch/sound", [9, 0, 5, "/s/5__klank__rain.wav", 66_150, 44_100, 2, 1.5, "original", "by", "klank", "heavy rain"]),
        ("/fs/fetch/failed", [9, 1, -1, "bad_request", "'abc' is no id.", -1]),
        ("/fs/fetch/done", [9, 2, 1]),
    ]  # fmt: skip


def test_search(peer):
    heard = peer.tell("/fs/search", "rain", "@count", 2, "@req", 9)
    assert heard == [
        ("/fs/search/result", [9, 0, 1, "", 1.5, 44_100, 2, 0, "by", "klank", "heavy rain", "wav"]),
        ("/fs/search/result", [9, 1, 2, "", 1.5, 44_100, 2, 0, "by", "klank", "heavy rain", "wav"]),
        ("/fs/search/done", [9, 2, 2, 1, 1, "freesound"]),
    ]


def test_info_refresh_cancel_status(peer):
    *fields, done = peer.tell("/fs/info", 5, "@req", 1)
    assert "".join(arguments[3] for _, arguments in fields) == LONG
    assert done == ("/fs/info/done", [1, 5])
    assert peer.tell("/fs/refresh", "@req", 1) == [("/fs/refresh/done", [1, 1, 2, 3, -1])]
    assert peer.tell("/fs/cancel", "@req", 1) == [("/fs/cancel/done", [1, 0])]
    *items, done = peer.tell("/fs/status", "@req", 1)
    facts = {name: value for _, (_, name, value) in items}
    assert list(facts) == ["version", "session", "folder", "buffer_bytes", "dropped"]
    assert int(facts["buffer_bytes"]) > 100_000
    assert facts["dropped"] == "0"
    assert done == ("/fs/status/done", [1, 5])


def test_help_comes_in_lines(peer):
    *lines, done = peer.tell("/fs/help", "search", "@req", 1)
    assert done == ("/fs/help/done", [1, len(lines)])
    assert any("@license" in text for _, (_, text) in lines)


def test_requests_without_an_id_are_counted_whoever_asks(running, peer):
    assert [peer.tell("/fs/ping")[0][1][0] for _ in range(3)] == [-1, -2, -3]
    with Peer(port=running.port) as other:
        assert other.tell("/fs/ping")[0][1][0] == -4


@pytest.mark.parametrize("request_id", [7, 7.0, "7", "rain", 0, "x" * 64, 1.5, 2**31 - 1])
def test_the_id_comes_back_unchanged(peer, request_id):
    ((_, arguments),) = peer.tell("/fs/ping", "@req", request_id)
    assert (type(arguments[0]), arguments[0]) == (type(request_id), request_id)


def test_a_search_goes_on_under_its_own_id(running, peer):
    peer.tell("/fs/search", "rain", "@req", 7)
    assert peer.tell("/fs/more")[0][1][0] == 7
    assert peer.tell("/fs/more", "7")[0][1][0] == "7"
    assert peer.tell("/fs/more", 7, "@req", 8)[0][1][0] == 8
    assert [request for _, _, request in running.core.handled[1:]] == [More(), More("7"), More(7)]


def test_the_core_knows_the_client_by_its_reply_address(running, peer):
    peer.tell("/fs/search", "rain", "@req", 7)
    peer.tell("/fs/cancel", 7.0, "@req", 8)
    client = ("127.0.0.1", peer.port)
    assert running.core.handled[0][:2] == (client, 7)
    assert running.core.handled[1] == (client, 8, Cancel(7.0))


def test_when_nothing_is_found_an_option_among_the_words_is_pointed_out(peer):
    heard = peer.tell("/fs/search", "nothing", "count", 8, "@req", 1)
    assert addresses(heard) == ["/fs/note", "/fs/search/done"]
    assert "did you mean @count?" in heard[0][1][1]
    assert addresses(peer.tell("/fs/search", "nothing @count 8")) == ["/fs/note", "/fs/search/done"]
    assert addresses(peer.tell("/fs/search", "nothing", "at", "all")) == ["/fs/search/done"]
    assert addresses(peer.tell("/fs/search", "rain", "count", "@count", 1)) == ["/fs/search/result", "/fs/search/done"]


def test_a_fault_becomes_one_error_and_a_log_line(peer, caplog):
    with caplog.at_level(logging.ERROR):
        ((address, arguments),) = peer.tell("/fs/search", "crash", "@req", 3)
    assert (address, arguments[:2], arguments[4]) == (ERROR, [3, "internal"], "search")
    assert "ZeroDivisionError" in caplog.text
    assert "Traceback" not in str(arguments)


def test_an_answer_that_can_not_be_sent_becomes_one_error(peer, caplog):
    with caplog.at_level(logging.ERROR):
        ((address, arguments),) = peer.tell("/fs/search", "unsayable", "@req", 3)
    assert (address, arguments[:2]) == (ERROR, [3, "internal"])


def test_nothing_is_said_after_the_end(running, peer):
    peer.tell("/fs/search", "held", "@req", 3)
    (say,) = running.core.held
    running.call(say, SearchDone(0, 1, 1, 1, "cache"))
    running.call(say, SearchDone(0, 1, 1, 1, "cache"))
    running.call(say, Progress(-1, -1, 0.5, Phase.ASKING, 1))
    assert addresses(peer.heard()) == ["/fs/search/done"]


# --- a caller


@pytest.mark.parametrize("request_id", [[5], ["5"], [-5], []])
def test_a_caller_may_give_its_own_id_or_a_wrong_one(peer, request_id):
    (heard,) = peer.ask("/fs/ping", "@req", *request_id)
    assert heard.address == (ERROR if request_id in ([], [-5]) else "/fs/ping/done")


# --- two clients


def test_two_clients_never_see_each_others_answers(running):
    answers = {}

    def work(mark):
        rng = random.Random(mark)
        with Peer(port=running.port) as peer:
            heard = []
            for number in range(100):
                peer.send(
                    *rng.choice([("/fs/fetch", 5), ("/fs/search", "rain", "@count", 3), ("/fs/ping",)]),
                    "@req",
                    f"{mark}-{number}",
                )
                if number % 10 == 9:
                    heard += peer.heard()
            answers[mark] = heard

    threads = [threading.Thread(target=work, args=[mark]) for mark in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for mark, heard in answers.items():
        done = [arguments[0] for address, arguments in heard if address.endswith("/done")]
        assert sorted(done) == sorted(f"{mark}-{number}" for number in range(100))
        assert all(arguments[0].startswith(f"{mark}-") for _, arguments in heard)


# --- what can't be read, and what is never answered


@pytest.mark.parametrize("address", ["/fs/serch", "/fs/*", "/fs/" + "x" * 5_000])
def test_an_unknown_verb_is_told(peer, address):
    ((_, (request_id, code, text, retry, verb)),) = peer.tell(address, "rain", "@req", 5)
    assert (request_id, code, retry, verb) == (5, "unknown_command", -1, address[4:64])
    assert address != "/fs/serch" or "did you mean /fs/search?" in text


def test_an_address_without_its_slash_is_told(peer):
    ((_, (_, code, text, _, verb)),) = peer.tell("fs/search", "rain")
    assert (code, verb) == ("bad_request", "search")
    assert "/fs/search" in text


@pytest.mark.parametrize(
    "address", [*sorted(SENT), "/fs", "/fs/", "/fs/a/b", "/fs/bank/done", "/other", "fs", "x/y", "/"]
)
def test_other_addresses_are_never_answered(peer, address):
    assert peer.tell(address, 1, "x", "@req", 5) == []


def test_what_is_not_answered_is_logged_once_a_minute(tmp_path, caplog):
    clock = HandClock()
    with room(tmp_path, clock=clock) as running, Peer(port=running.port) as peer, caplog.at_level(logging.WARNING):
        for datagram in MALFORMED.values():
            if 0 < len(datagram) < 65_508:
                peer.send_raw(datagram)
        peer.tell("/elsewhere")
        assert len(caplog.records) == 1
        assert f"127.0.0.1:{peer.port}" in caplog.text
        running.run(clock.turn(61))
        peer.tell("/elsewhere")
        assert len(caplog.records) == 2


def test_what_is_sent_can_not_disturb_the_log(peer, caplog):
    with caplog.at_level(logging.DEBUG):
        peer.tell("/fs/search", "a\nb\x1b[2J" + "c" * 5_000)
    assert "/fs/search" in caplog.text
    assert all(record.getMessage().isprintable() and len(record.getMessage()) < 600 for record in caplog.records)


@pytest.mark.parametrize(("datagram", "arguments", "_"), FLAWED.values(), ids=FLAWED)
def test_a_flawed_request_gets_one_error_under_its_own_id(peer, datagram, arguments, _):
    peer.send_raw(datagram)
    ((address, (request_id, code, text, *_)),) = peer.heard()
    assert (address, request_id, code) == (ERROR, 7 if "@req" in arguments[:-1] else -1, "bad_request")
    assert "In /fs/" in text


def test_the_error_of_a_flawed_request_goes_where_it_asks(running, peer):
    with Peer(port=running.port) as ear:
        reply = b"@reply\0\0" + struct.pack(">i", ear.port)
        peer.send_raw(packed(b"/fs/search", b"bsi", BLOB + reply))
        assert peer.heard() == []
        assert addresses(ear.heard()) == [ERROR]


def test_a_flaw_at_an_address_of_the_daemon_is_not_answered(peer):
    peer.send_raw(FLAWED["a blob"][0].replace(b"/fs/fetch\0\0\0", b"/fs/error\0\0\0"))
    assert peer.heard() == []


def test_a_bundle_is_answered_at_once_whatever_its_time(peer):
    far = struct.pack(">Q", 2**63)
    peer.send_raw(bundle(message("/fs/ping", "@req", 1), bundle(message("/fs/ping", "@req", 2)), time=far))
    assert [arguments[0] for _, arguments in peer.heard()] == [1, 2]


def test_what_comes_before_a_fault_in_a_bundle_is_answered_and_the_rest_logged(peer, caplog):
    with caplog.at_level(logging.WARNING):
        peer.send_raw(bundle(*[message("/fs/ping")] * 257))
        assert len(peer.heard()) == 256
    assert "256" in caplog.text
    peer.send_raw(bundle(message("/fs/ping", "@req", 1)) + b"\xff\xff\xff\xfc")
    assert [arguments[0] for _, arguments in peer.heard()] == [1]


def test_the_longest_datagram_is_answered(peer):
    datagram = message("/fs/search", "a" * (65_504 - 12 - 4 - 4))
    assert len(datagram) == 65_504
    peer.send_raw(datagram)
    ((_, (_, code, text, *_)),) = peer.heard()
    assert code == "bad_request"
    assert "WORDS" in text
    peer.send_raw(datagram + b"\0\0\0")
    assert peer.heard() == []


def good_datagrams(ids):
    return [
        message("/fs/search", "rain", "@count", 3, "@req", next(ids)),
        message("/fs/fetch", 5),
        message("/fs/hello", "pd", "@rate", 48_000.0),
        message("/fs/search", wire.FLOAT_MAX, 0.1, "@req", next(ids)),
        message("/fs/search", float("inf"), None, "@req", next(ids)),
    ]


def test_ten_thousand_bad_datagrams_leave_it_alive_and_end_once(running, caplog):
    rng = random.Random(23)
    ids = iter(rng.sample(range(2**30, 2**31), 60_000))  # so far apart that one is hardly damaged into another
    bad = [datagram for datagram, *_ in FLAWED.values() if REQ_7 not in datagram]
    bad += [datagram for datagram in MALFORMED.values() if 0 < len(datagram) < 3_000]
    for _ in range(10):
        with Peer(port=running.port) as peer:
            heard = []
            for number in range(1_000):
                good = good_datagrams(ids)
                seed = rng.choice([*good, *bad, bundle(*good)])
                datagram = bytearray(seed if rng.random() < 0.9 else rng.randbytes(rng.randrange(1, 200)))
                for _ in range(rng.randrange(4)):
                    datagram[rng.randrange(len(datagram))] = rng.randrange(256)
                peer.send_raw(bytes(datagram))
                if number % 50 == 49:
                    heard += peer.heard(f"alive {number}")
            ends = [arguments[0] for address, arguments in heard if address == ERROR or address.endswith("/done")]
            assert len(ends) > 300
            assert len(ends) == len(set(ends))
            assert "internal" not in [arguments[1] for address, arguments in heard if address == ERROR]
            assert running.call(lambda: running.face._server.dropped) == 0
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


# --- start and stop


def test_a_taken_port_is_said_clearly(running, tmp_path):
    with pytest.raises(OSError, match=f"UDP port {running.port} on 127.0.0.1 is taken"):
        Room(tmp_path / "other", port=running.port)


def test_a_foreign_address_is_said_clearly():
    with pytest.raises(OSError, match=r"192\.0\.2\.1 can't be had: this machine has no such address"):
        Server(lambda *_: None, lambda _: True, SystemClock()).start("192.0.2.1", 0)


def test_what_waits_is_sent_before_the_end(tmp_path):
    running = Room(tmp_path)
    with Peer(port=running.port) as peer:
        peer.send("/fs/search", "rain", "@count", 150, "@req", 1)
        peer.hear(30)
        running.close()
        heard = [peer.hear(30) for _ in range(150)]
        assert heard[-1].address == "/fs/search/done"
