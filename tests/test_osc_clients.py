"""Clients on real sockets: where their answers go, what hello sets, and which events they hear."""

from __future__ import annotations

import json
import socket

import pytest
from osc_room import ERROR, HandClock, Peer, Room, addresses, file, room, tell_event
from running import free_udp_port

from fsbridge.core.events import Added, Online, Removed, Stopping
from fsbridge.core.messages import SearchDone
from fsbridge.core.profiles import PROFILES
from fsbridge.core.requests import Search, Wish
from fsbridge.model import Query
from fsbridge.osc import wire
from fsbridge.osc.clients import CLIENTS_MAX, UNUSED_SECONDS
from fsbridge.osc.encoding import message


# --- where answers go
@pytest.fixture
def ear():
    """Another port of the same program, as a Max patch listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(30)
        yield ear


def heard_at(ear):
    return next(wire.read(ear.recv(65_507)))


def test_one_answer_goes_elsewhere(running, peer, ear):
    port = ear.getsockname()[1]
    assert peer.tell("/fs/ping", "@req", 5, "@reply", port) == []
    assert heard_at(ear)[:2] == ("/fs/ping/done", [5, "1.2", 1, 4711, "ready"])
    assert peer.tell("/fs/search", "rain", "@count", 0, "@reply", "127.0.0.1", float(port)) == []
    assert heard_at(ear).address == ERROR
    assert addresses(peer.tell("/fs/ping")) == ["/fs/ping/done"]


def test_reply_sticks_and_is_told_to_the_old_and_the_new_address(running, peer, ear):
    port = ear.getsockname()[1]
    peer.send("/fs/reply", port, "@req", 5)
    assert peer.hear(30)[:2] == ("/fs/reply/done", [5, "127.0.0.1", port])
    assert heard_at(ear)[:2] == ("/fs/reply/done", [5, "127.0.0.1", port])
    peer.send("/fs/ping", "@req", 6)
    assert heard_at(ear).arguments[0] == 6
    peer.send("/fs/reply", peer.port, "@req", 7)
    assert heard_at(ear).arguments == peer.hear(30).arguments == [7, "127.0.0.1", peer.port]
    assert addresses(peer.tell("/fs/ping")) == ["/fs/ping/done"]


def test_answers_go_to_allowed_hosts_only(tmp_path):
    with room(tmp_path, reply_hosts=["127.0.0.3"]) as running, Peer(port=running.port) as peer:
        ((_, (_, code, text, _, verb)),) = peer.tell("/fs/ping", "@reply", "127.0.0.2", 5_000)
        assert (code, verb) == ("not_allowed", "ping")
        assert "127.0.0.2" in text
        assert [arguments[1] for _, arguments in peer.tell("/fs/reply", "10.0.0.1", 5_000)] == ["not_allowed"]
        assert peer.tell("/fs/ping", "@reply", "127.0.0.3", 5_000) == []


@pytest.mark.parametrize("host", [[], ["127.0.0.1"], ["127.0.0.3"]])
def test_the_daemons_own_address_is_refused(tmp_path, host):
    with room(tmp_path, reply_hosts=["127.0.0.3"]) as running, Peer(port=running.port) as peer:
        for verb in (["/fs/ping", "@reply"], ["/fs/reply"]):
            ((_, (_, code, *_)),) = peer.tell(*verb, *host, running.port)
            assert code == "bad_request"


def test_answers_leave_from_the_port_that_was_asked(running):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
        plain.bind(("127.0.0.1", 0))
        plain.settimeout(30)
        plain.sendto(message("/fs/ping"), ("127.0.0.1", running.port))
        assert plain.recvfrom(65_507)[1] == ("127.0.0.1", running.port)


def test_a_crowd_that_never_said_hello_pushes_out_nobody_who_did(running, peer):
    peer.tell("/fs/hello", "pd", "@license", "cc0")
    for port in range(1, CLIENTS_MAX + 2):
        running.call(running.face._clients.hear, ("127.0.0.2", port))
    peer.tell("/fs/search", "rain", "@count", 1)
    ((_, _, request),) = running.core.handled
    assert request.query.filters == (("license", ("cc0",)),)


def test_a_client_that_waits_for_something_is_not_forgotten(running, peer):
    peer.tell("/fs/search", "held", "@req", 5)
    address = ("127.0.0.1", peer.port)
    client = running.call(running.face._clients.at, address)
    crowd = [("127.0.0.2", port) for port in range(1, CLIENTS_MAX + 2)]
    for other in crowd:
        running.call(running.face._clients.at, other)
    assert running.call(running.face._clients.at, address) is client
    running.call(running.core.held.pop(), SearchDone(0, 1, 1, 1, "cache"))
    for other in crowd:  # each of them twice, as one that will come again
        running.call(running.face._clients.at, other)
        running.call(running.face._clients.at, other)
    assert running.call(running.face._clients.at, address) is not client


def test_a_crowd_that_asks_for_events_pushes_out_nobody_who_was_seen_or_is_configured(tmp_path, ear):
    host, port = ear.getsockname()
    with (
        room(tmp_path, notify=[f"{host}:{port}"]) as running,
        Peer(port=running.port) as peer,
        Peer(port=running.port) as loud,
    ):
        peer.tell("/fs/notify", 1)
        for crowded in range(1, CLIENTS_MAX + 2):
            loud.send("/fs/notify", 1, "@reply", 2_000 + crowded)
            if crowded % 100 == 0:
                loud.heard()  # so that the system itself drops nothing
        loud.heard()
        running.call(tell_event, running.core, Removed(7, "/s/7.wav"))
        assert addresses(peer.heard()) == ["/fs/event/removed"]
        assert [heard_at(ear).address for _ in range(2)] == ["/fs/event/started", "/fs/event/removed"]


def test_a_client_for_which_messages_wait_is_not_forgotten(slow):
    with Peer(port=slow.port) as peer, Peer(port=slow.port) as other:
        peer.send("/fs/search", "rain", "@count", 50, "@req", 5)
        other.heard()
        address = ("127.0.0.1", peer.port)
        client = slow.call(slow.face._clients.at, address)
        for port in range(1, CLIENTS_MAX + 2):
            slow.call(slow.face._clients.at, ("127.0.0.2", port))
        assert slow.call(slow.face._clients.at, address) is client
        slow.run(slow.clock.turn(1))
        assert len(peer.heard()) == 51


def test_a_reply_address_sticks_until_a_day_passes_without_a_word(slow, ear):
    with Peer(port=slow.port) as peer, Peer(port=slow.port) as other:
        for asker in (other, peer):
            asker.send("/fs/reply", ear.getsockname()[1], "@req", asker.port)
            assert {asker.hear(30).address, heard_at(ear).address} == {"/fs/reply/done"}
        for _ in range(3):
            slow.clock.now += UNUSED_SECONDS / 2
            slow.run(slow.clock.turn(1))
            peer.send("/fs/ping", "@reply", peer.port, "@req", "here")
            assert peer.hear(30).arguments[0] == "here"
        for asker in (other, peer):
            asker.send("/fs/ping", "@req", asker.port)
        assert other.hear(30).arguments[0] == other.port
        assert heard_at(ear).arguments[0] == peer.port


def test_the_reply_address_that_was_used_last_is_forgotten_last(running):
    clients, reply = running.face._clients, ("127.0.0.1", 5_000)

    def crowd():
        for port in range(1, CLIENTS_MAX + 1):
            clients.stick(("127.0.0.2", port), reply)
        clients.hear(("127.0.0.2", 1))
        clients.stick(("127.0.0.3", 1), reply)
        return [clients.hear(("127.0.0.2", port)).address for port in (1, 2)]

    assert running.call(crowd) == [reply, ("127.0.0.2", 2)]


# --- hello, notify, events
def test_a_hello_that_says_more_than_is_kept_changes_nothing(running, peer):
    peer.tell("/fs/hello", "pd", "@rate", 48_000)
    ((address, (_, code, *_)),) = peer.tell("/fs/hello", "pd", *["@tag", "rain " * 100] * 20)
    assert (address, code) == (ERROR, "bad_request")
    client = running.call(running.face._clients.at, ("127.0.0.1", peer.port))
    assert client.habits == [("rate", [48_000])]


def test_hello_is_a_ping_and_sets_defaults(running, peer):
    hello = peer.tell("/fs/hello", "sc", "@rate", 48_000, "@license", "cc0", "@req", 1)
    assert hello == [("/fs/hello/done", [1, "1.2", 1, 4711, "ready"])]
    peer.tell("/fs/search", "rain")
    _, _, request = running.core.handled[0]
    assert request.query == Query(words="rain", filters=(("license", ("cc0",)),))
    assert request.wish.samplerate == 48_000
    peer.tell("/fs/hello", "sc")
    peer.tell("/fs/search", "rain")
    assert running.core.handled[1][2] == Search(Query(words="rain"), Wish(profile=PROFILES["sc"]))


def test_hello_makes_its_reply_address_stick(running, peer, ear):
    peer.send("/fs/hello", "max", "@reply", ear.getsockname()[1], "@notify", 1, "@req", 1)
    assert heard_at(ear).address == "/fs/hello/done"
    peer.send("/fs/ping", "@req", 2)
    assert heard_at(ear).arguments[0] == 2


def test_events_come_to_those_who_asked(running, peer):
    with Peer(port=running.port) as other:
        assert peer.tell("/fs/notify", 1, "@req", 1) == [("/fs/notify/done", [1, 1])]
        running.call(tell_event, running.core, Added(file(5)))
        running.call(tell_event, running.core, Removed(5, "/s/x.wav"))
        running.call(tell_event, running.core, Online(0))
        running.call(tell_event, running.core, Stopping())
        assert peer.heard() == [
            ("/fs/event/added", [5, "/s/5__klank__rain.wav", 66_150, 44_100, 2, 1.5, "original", "by", "klank", "heavy rain"]),
            ("/fs/event/removed", [5, "/s/x.wav"]),
            ("/fs/event/online", [0]),
            ("/fs/event/stopping", []),
        ]  # fmt: skip
        assert other.heard() == []
        assert peer.tell("/fs/notify", 0, "@req", 2) == [("/fs/notify/done", [2, 0])]
        running.call(tell_event, running.core, Online(1))
        assert peer.heard() == []


def test_many_changes_become_a_number(slow):
    with Peer(port=slow.port) as peer:
        peer.tell("/fs/notify", 1)
        for id_ in range(1, 1_001):
            slow.call(tell_event, slow.core, Added(file(id_)))
        slow.run(slow.clock.turn(1))
        heard = peer.heard()
    added = [arguments[0] for address, arguments in heard if address == "/fs/event/added"]
    assert added == list(range(1, len(added) + 1))
    assert heard[len(added) :] == [("/fs/event/library", [1_000 - len(added)])]
    assert 256 <= len(added) < 300


def test_a_lease_ends_with_a_warning_unless_something_is_said(slow):
    with Peer(port=slow.port) as peer:
        peer.tell("/fs/notify", 1)
        slow.run(slow.clock.turn(500))
        peer.tell("/fs/ping")
        slow.run(slow.clock.turn(530))
        slow.call(tell_event, slow.core, Online(0))
        assert peer.hear(30).address == "/fs/event/online"
        slow.run(slow.clock.turn(15))
        assert peer.hear(30)[:2] == ("/fs/event/expiring", [60])
        slow.run(slow.clock.turn(60))
        slow.call(tell_event, slow.core, Online(1))
        assert peer.heard() == []


def test_who_says_hello_often_enough_is_not_warned(slow):
    with Peer(port=slow.port) as peer:
        for _ in range(10):
            assert addresses(peer.tell("/fs/hello", "pd", "@notify", 1, "@lease", 20)) == ["/fs/hello/done"]
            slow.run(slow.clock.turn(5))
        slow.run(slow.clock.turn(6))
        assert peer.hear(30)[:2] == ("/fs/event/expiring", [10])


def test_a_lease_of_zero_is_for_good(slow):
    with Peer(port=slow.port) as peer:
        peer.tell("/fs/hello", "pd", "@notify", 1, "@lease", 0)
        slow.run(slow.clock.turn(5_000))
        slow.call(tell_event, slow.core, Online(1))
        assert addresses(peer.heard()) == ["/fs/event/online"]


def test_standing_listeners_hear_the_start(tmp_path, ear):
    host, port = ear.getsockname()
    with room(tmp_path, notify=[f"{host}:{port}"]):
        assert heard_at(ear)[:2] == ("/fs/event/started", ["1.2", 4711])


@pytest.mark.parametrize("request_", [["/fs/hello", "sc", "@notify", 1], ["/fs/notify", 1, "@lease", 60]])
def test_a_standing_listener_stands_whatever_lease_it_asks_for(tmp_path, ear, request_):
    host, port = ear.getsockname()
    with room(tmp_path, clock=HandClock(), notify=[f"{host}:{port}"]) as slow, Peer(port=slow.port) as peer:
        assert heard_at(ear).address == "/fs/event/started"
        peer.send(*request_, "@reply", port)
        assert heard_at(ear).address.endswith("/done")
        slow.run(slow.clock.turn(700))
        slow.call(tell_event, slow.core, Online(0))
        assert heard_at(ear).address == "/fs/event/online"
        for wanted in (0, 1):
            peer.send("/fs/notify", wanted, "@reply", port)
            assert heard_at(ear).address == "/fs/notify/done"
            slow.run(slow.clock.turn(700))
            slow.call(tell_event, slow.core, Online(wanted))
            peer.send("/fs/ping", "@reply", port)
            heard = heard_at(ear)
            if wanted:
                assert heard.address == "/fs/event/online"
                heard = heard_at(ear)
            assert heard.address == "/fs/ping/done"


def test_what_clients_set_survives_a_restart(tmp_path, ear):
    port = ear.getsockname()[1]
    first = Room(tmp_path, port=free_udp_port())
    with Peer(port=first.port) as peer:
        peer.send("/fs/hello", "dirt", "@reply", port, "@notify", 1, "@license", "cc0", "@req", 1)
        assert heard_at(ear).address == "/fs/hello/done"
        first.close()
        second = Room(tmp_path, port=first.port)
        try:
            assert heard_at(ear).address == "/fs/event/started"
            peer.send("/fs/search", "rain", "@count", 1, "@req", 2)
            assert heard_at(ear).arguments[0] == 2
            (handled,) = second.core.handled
            assert handled[2].query.filters == (("license", ("cc0",)),)
            assert handled[2].wish == Wish(profile=PROFILES["dirt"])
        finally:
            second.close()


def test_what_clients_set_is_written_while_it_runs(slow):
    with Peer(port=slow.port) as peer:
        peer.tell("/fs/hello", "pd", "@rate", 48_000)
        slow.run(slow.clock.turn(1))
        slow.run(slow.face._keeping._disk.run(lambda: None))
        (kept,) = json.loads(slow.clients_path.read_text())["clients"]
        assert kept["profile"] == "pd"
        assert kept["habits"] == [["rate", [48_000]]]


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"clients": [{"address": 5}], "replies": []}'])
def test_a_broken_file_of_clients_does_not_stop_the_start(tmp_path, kept):
    (tmp_path / "clients.json").write_text(kept)
    with room(tmp_path) as running, Peer(port=running.port) as peer:
        assert addresses(peer.tell("/fs/ping")) == ["/fs/ping/done"]
