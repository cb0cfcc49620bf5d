"""Who may ask, who is never sent anything, and how little goes to an address where nobody was seen."""

from __future__ import annotations

import json
import socket
from ipaddress import ip_network

import pytest
import running as daemons
from osc_room import HandClock, Peer, addresses, file, room, tell_event

from fsbridge.core.events import Added
from fsbridge.core.messages import FetchDone, Progress
from fsbridge.model import Phase
from fsbridge.osc import wire
from fsbridge.osc.allowing import admission
from fsbridge.osc.clients import CREDIT_BYTES, UNUSED_SECONDS
from fsbridge.osc.encoding import message


@pytest.mark.parametrize(
    ("allow", "admitted", "refused"),
    [
        ([], ["127.0.0.1", "127.200.0.1", "::1", "::ffff:127.0.0.1"], ["10.0.0.1", "0.0.0.0", "fe80::1%eth0"]),
        (["192.168.0.0/24"], ["192.168.0.7", "::ffff:192.168.0.7", "127.0.0.1"], ["192.168.1.7", "fd00::7"]),
        (["10.0.0.1/32", "fd00::/64"], ["10.0.0.1", "fd00::7"], ["10.0.0.2", "fd01::7"]),
        (["0.0.0.0/0"], ["8.8.8.8"], ["fd00::7"]),
    ],
)
def test_who_may_ask(allow, admitted, refused):
    may_ask = admission(map(ip_network, allow))
    assert [host for host in (*admitted, *refused) if may_ask(host)] == admitted


def test_a_stranger_is_not_read_and_a_guest_is(tmp_path, own_host):
    for allow, heard in (["192.0.2.250"], False), ([f"{own_host}/30"], True):
        folder = tmp_path / str(heard)
        with (
            daemons.over("http://127.0.0.1:9/", folder, host="0.0.0.0", allow=allow) as daemon,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other,
            daemon.caller() as here,
        ):
            other.bind((own_host, 0))
            for _ in range(3):
                other.sendto(message("/fs/ping"), ("127.0.0.1", daemon.port))
            facts = dict(item.arguments for item in here.ask("/fs/status") if len(item.arguments) == 2)
            other.settimeout(30)
            got = [other.recv(65_507) for _ in range(3)] if heard else []
            assert [next(wire.read(datagram)).address for datagram in got] == ["/fs/ping/done"] * len(got)
            assert facts["dropped"] == str(0 if heard else 3)
        assert daemon.log.read_text().count("may not ask") == (not heard)


def test_what_a_host_that_may_not_hear_any_more_once_set_is_not_brought_back(tmp_path):
    kept = [{"address": [host, 5_000], "seen": True, "profile": "pd", "habits": [], "lease_seconds": None} for host in
            ("10.0.0.1", "10.0.0.2", "10.0.0.3", "127.0.0.1")]  # fmt: skip
    replies = [[["127.0.0.1", 1], ["10.0.0.1", 5_000]], [["127.0.0.1", 2], ["127.0.0.1", 5_000]]]
    (tmp_path / "clients.json").write_text(json.dumps({"clients": kept, "replies": replies}))
    with room(tmp_path, allow=[ip_network("10.0.0.2")], reply_hosts=["10.0.0.3"]) as face_room:
        clients = face_room.face._clients
        assert [c.address[0] for c in face_room.call(list, clients)] == ["10.0.0.2", "10.0.0.3", "127.0.0.1"]
        assert list(clients._sticky) == [("127.0.0.1", 2)]


@pytest.fixture
def ear():
    """A port that hears and never says anything."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 2**20)
        ear.bind(("127.0.0.1", 0))
        yield ear


def drained(ear):
    """All that has come to it, in bytes."""
    ear.setblocking(False)
    total_bytes = 0
    while True:
        try:
            total_bytes += len(ear.recv(65_507))
        except BlockingIOError:
            return total_bytes


def news(slow, seconds, ear):
    """Let events happen for a while, a thousand a second; give how much of them came there, in bytes."""
    total_bytes = 0
    for _ in range(seconds * 10):
        for _ in range(100):
            slow.call(tell_event, slow.core, Added(file(5)))
        slow.run(slow.clock.turn(0.1))
        total_bytes += drained(ear)
    return total_bytes


@pytest.mark.parametrize("request_", [["/fs/notify", 1], ["/fs/hello", "pd", "@notify", 1]])
def test_an_address_that_was_only_named_gets_a_bounded_number_of_bytes(slow, ear, caplog, request_):
    port = ear.getsockname()[1]
    with Peer(port=slow.port) as peer, Peer(port=slow.port) as other:
        peer.send(*request_, "@lease", 0, "@reply", port)
        other.heard()
        answer_bytes = drained(ear)
        told_bytes = news(slow, 4, ear)
        assert CREDIT_BYTES - 200 < told_bytes <= CREDIT_BYTES
        assert news(slow, 1, ear) == 0
        assert caplog.text.count("gets no more news") == 1
        peer.send("/fs/ping", "@reply", port)
        other.heard()
        assert 0 < news(slow, 4, ear) - told_bytes < 2 * answer_bytes


def test_an_answer_is_whole_where_nobody_was_seen_however_long_its_progress(slow, ear):
    with Peer(port=slow.port) as peer:
        peer.tell("/fs/search", "held", "@req", 1, "@reply", ear.getsockname()[1])
        (say,) = slow.core.held
        client = slow.call(slow.face._clients.at, ear.getsockname())
        for number in range(5_000):
            slow.call(say, Progress(-1, -1, number / 5_000, Phase.ASKING, number))
            slow.run(slow.clock.turn(0.1))
            if not client.credit_bytes:
                break
        assert drained(ear) <= CREDIT_BYTES
        say.verb = "fetch"
        slow.call(say, FetchDone(0, 0))
        assert next(wire.read(ear.recv(65_507))) == ("/fs/fetch/done", [1, 0, 0], "")


def test_who_was_seen_hears_events_without_end(slow, ear):
    with Peer(port=slow.port) as peer:
        ear.sendto(message("/fs/ping"), ("127.0.0.1", slow.port))
        peer.tell("/fs/notify", 1, "@lease", 0, "@reply", ear.getsockname()[1])
        drained(ear)
        assert news(slow, 4, ear) > CREDIT_BYTES


def test_who_was_seen_is_so_after_a_restart(tmp_path):
    with room(tmp_path) as first, Peer(port=first.port) as peer:
        peer.tell("/fs/notify", 1, "@lease", 0)
    with room(tmp_path) as second:
        assert [client.seen for client in second.call(second.face._clients.listeners)] == [True]


def test_a_client_that_says_nothing_for_a_day_is_forgotten_unless_it_listens(slow):
    with Peer(port=slow.port) as peer, Peer(port=slow.port) as listener:
        peer.tell("/fs/hello", "pd", "@license", "cc0")
        listener.tell("/fs/hello", "pd", "@notify", 1, "@lease", 0)
        slow.clock.now += UNUSED_SECONDS
        slow.run(slow.clock.turn(2))
        assert [client.address[1] for client in slow.call(list, slow.face._clients)] == [listener.port]
        assert addresses(peer.tell("/fs/ping")) == ["/fs/ping/done"]


def test_a_standing_listener_needs_no_word(tmp_path, ear):
    host, port = ear.getsockname()
    with room(tmp_path, clock=HandClock(), notify=[f"{host}:{port}"]) as slow:
        assert news(slow, 4, ear) > CREDIT_BYTES


@pytest.fixture
def ipv6():
    """A loopback of IPv6."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6: who asks in it was not tested")
    return "::1"


@pytest.mark.parametrize("host", ["::1", "::"])
def test_who_asks_in_ipv6_is_answered_there(ipv6, tmp_path, host):
    with (
        daemons.over("http://127.0.0.1:9/", tmp_path / "sounds", host=host, allow=["::1"]) as daemon,
        Peer(ipv6, daemon.port) as peer,
        Peer(ipv6, daemon.port) as other,
    ):
        assert addresses(peer.tell("/fs/ping")) == ["/fs/ping/done"]
        for here in ([], [ipv6]):
            assert peer.tell("/fs/ping", "@reply", *here, other.port) == []
            ((_, (_, code, *_)),) = peer.tell("/fs/ping", "@reply", *here, daemon.port)
            assert code == "bad_request"
        assert addresses(other.heard()) == ["/fs/ping/done"] * 2
        assert peer.tell("/fs/reply", peer.port, "@req", 5) == [("/fs/reply/done", [5, ipv6, peer.port])]


def test_where_both_are_heard_ipv4_is_written_as_ever(ipv6, own_host, tmp_path, ear):
    """As a patch and a configuration write it: a standing listener, a host that may ask, and one that may be answered."""
    port = ear.getsockname()[1]
    ear.settimeout(30)
    config = {"allow": [own_host], "reply_hosts": [own_host], "notify": [f"127.0.0.1:{port}"], "host": "::"}
    with daemons.over("http://127.0.0.1:9/", tmp_path / "sounds", **config) as daemon:
        assert next(wire.read(ear.recv(65_507))).address == "/fs/event/started"
        with Peer(port=daemon.port) as peer, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as guest:
            guest.bind((own_host, 0))
            guest.settimeout(30)
            assert peer.tell("/fs/reply", peer.port, "@req", 5) == [("/fs/reply/done", [5, "127.0.0.1", peer.port])]
            assert peer.tell("/fs/ping", "@reply", "127.0.0.1", port) == []
            assert next(wire.read(ear.recv(65_507))).address == "/fs/ping/done"
            for host in ("127.0.0.1", own_host, f"::ffff:{own_host}"):
                ((_, (_, code, *_)),) = peer.tell("/fs/ping", "@reply", host, daemon.port)
                assert code == "bad_request"
            guest.sendto(message("/fs/ping"), ("127.0.0.1", daemon.port))
            assert peer.tell("/fs/ping", "@reply", *guest.getsockname()) == []
            assert [next(wire.read(guest.recv(65_507))).address for _ in range(2)] == ["/fs/ping/done"] * 2
        assert "ffff" not in daemon.log.read_text()
