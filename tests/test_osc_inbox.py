"""The turns in which senders are read, and the room that each has meanwhile."""

from __future__ import annotations

import asyncio
import socket

from osc_datagrams import bundle
from osc_room import HandClock, Peer, addresses

from fsbridge.osc.encoding import message
from fsbridge.osc.inbox import FEW_BYTES, LEAST_BYTES, WAITING_BYTES_MAX, Inbox, Waiting
from fsbridge.osc.server import READ_SECONDS, Server

SHORT = b"/x\0\0\0\0\0\0"
LONG = bytes(FEW_BYTES)


def put(inbox, sender, *datagrams):
    return [inbox.put(waiting(sender, datagram)) for datagram in datagrams]


def waiting(sender, datagram):
    return Waiting((sender, 1), datagram, iter(()), 0)


def take(inbox, more=False):
    taken = inbox.take()
    inbox.end_turn(more=more)
    return taken


def taken(inbox, count):
    return "".join(take(inbox).sender[0] for _ in range(count))


def test_each_sender_is_read_in_its_turn():
    inbox = Inbox()
    put(inbox, "a", *[LONG] * 4)
    put(inbox, "b", *[LONG] * 2)
    put(inbox, "c", SHORT)
    assert len(inbox) == 7
    assert taken(inbox, 7) == "aabacba"
    assert len(inbox) == 0


def test_who_has_nothing_waiting_is_read_before_who_has():
    inbox = Inbox()
    for sender in "abcdefgh":
        put(inbox, sender, *[LONG] * 3)
    taken(inbox, 15)
    for _ in range(3):
        put(inbox, "z", SHORT)
        assert "z" in taken(inbox, 2)


def test_who_had_to_wait_once_is_not_read_last_from_then_on():
    inbox = Inbox()
    for sender in "abcdefgh":
        put(inbox, sender, *[LONG] * 3)
    taken(inbox, 15)
    put(inbox, "z", *[SHORT] * 3)
    assert taken(inbox, 6).count("z") == 3


def test_who_waits_for_its_next_turn_gets_it_however_many_come_newly():
    inbox = Inbox()
    put(inbox, "a", *[LONG] * 5)
    heard = ""
    for newcomer in "bcdefghijkl":
        put(inbox, newcomer, SHORT)
        heard += taken(inbox, 1)
    assert heard == "aabacadaefg"


def test_of_one_sender_the_order_stays():
    inbox = Inbox()
    put(inbox, "a", b"1", b"2", b"3")
    assert [take(inbox).datagram for _ in range(3)] == [b"1", b"2", b"3"]


def test_what_is_left_of_a_datagram_is_read_in_its_senders_next_turn():
    inbox = Inbox()
    put(inbox, "a", b"1" * FEW_BYTES, b"2")
    put(inbox, "b", b"3" * FEW_BYTES, b"4")
    read = [take(inbox, more=more).datagram[:1] for more in (True, True, False, True, False, False, False)]
    assert read == [b"1", b"1", b"3", b"1", b"4", b"1", b"2"]
    assert not inbox._queues


def test_nothing_is_kept_of_who_was_read():
    inbox = Inbox()
    for number in range(1_000):
        put(inbox, str(number), SHORT)
        take(inbox)
    assert not inbox._queues


def test_senders_share_the_room():
    inbox = Inbox()
    assert 0 < put(inbox, "a", *[bytes(1_000)] * 10_000).count(True) < WAITING_BYTES_MAX / 1_000
    assert put(inbox, "b", *[bytes(1_000)] * 10_000).count(True) < WAITING_BYTES_MAX / 2_000
    assert not inbox.put(waiting("a", SHORT))


def test_however_many_there_are_each_may_say_something_and_none_much():
    inbox, senders = Inbox(), 10_000
    for number in range(senders):
        kept = put(inbox, str(number), *[bytes(500)] * 100)
        assert kept[0]
    assert kept.count(True) <= LEAST_BYTES / 500
    kept_bytes = sum(len(take(inbox).datagram) for _ in range(len(inbox)))
    assert kept_bytes < WAITING_BYTES_MAX + senders * LEAST_BYTES


def test_who_comes_while_bundles_are_read_is_read_after_few_more():
    """Each request costs a fifth of what is read in a wake-up."""
    read, clock = [], HandClock()

    async def run():
        all_read = asyncio.Event()

        def receive(messages, sender):
            message = next(messages, None)
            if message:
                if not read:
                    other.send(SHORT)
                clock.now += READ_SECONDS / 5
                read.append(message.address)
            if len(read) == 301:
                all_read.set()
            return message is not None

        server = Server(receive, lambda host: True, clock)
        here = "127.0.0.1", server.start("127.0.0.1", 0)
        flood.connect(here)
        other.connect(here)
        for _ in range(3):
            flood.send(bundle(*[message("/y")] * 100))
        async with asyncio.timeout(30):
            await all_read.wait()
        server.close()

    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as flood,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other,
    ):
        asyncio.run(run())
    assert read.index("/x") <= 7


def test_a_burst_is_answered_whole_and_another_client_before_its_end(peer, running):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as flood:
        flood.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 2**20)
        flood.connect(("127.0.0.1", running.port))
        burst = min(3_000, flood.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) // 1_024)  # what a socket has room for
        for number in range(burst):
            flood.send(message("/fs/ping", "@req", number))
        assert addresses(peer.tell("/fs/ping")) == ["/fs/ping/done"]
        flood.settimeout(30)
        assert [flood.recv(65_507)[:13] for _ in range(burst)] == [b"/fs/ping/done"] * burst


def test_a_flood_from_many_ports_leaves_room_for_others(peer, running):
    senders = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(200)]
    try:
        for number in range(5_000):
            senders[number % 200].sendto(message("/fs/ping"), ("127.0.0.1", running.port))
            if number % 250 == 0:
                assert addresses(peer.tell("/fs/ping")) == ["/fs/ping/done"]
        with Peer(port=running.port) as newcomer:
            assert addresses(newcomer.tell("/fs/ping")) == ["/fs/ping/done"]
    finally:
        for sender in senders:
            sender.close()
