"""The pace: how much is sent at once, how much is read of whom, and how often progress is told."""

from __future__ import annotations

import socket
from contextlib import suppress
from itertools import count, islice

import pytest
from osc_datagrams import bundle
from osc_room import ERROR, HandClock, Peer, addresses, file, settle

from fsbridge.core.messages import FetchSettled, FetchSound, Progress, SearchDone
from fsbridge.model import Phase
from fsbridge.osc import wire
from fsbridge.osc.budget import KEPT_SECONDS, LOG_LINES, SENDERS_MAX, Budget, Quiet, cost
from fsbridge.osc.encoding import message
from fsbridge.osc.face import WAITING_MAX
from fsbridge.osc.sending import BREATH_SECONDS, BURST_MESSAGES, SHORT_MESSAGES, Outbox


def test_150_results_all_arrive_in_order(peer):
    heard = peer.tell("/fs/search", "rain", "@count", 150)
    assert [arguments[1] for _, arguments in heard[:-1]] == list(range(150))


def test_messages_go_32_at_a_time_with_a_breath(running):
    clock, sent = HandClock(), []

    async def work():
        outbox = Outbox(lambda datagram: not sent.append((clock.now, datagram)), clock, lambda: None)
        for number in range(100):
            outbox.put(number)
        assert len(sent) == BURST_MESSAGES
        await settle()
        for _ in range(3):
            await clock.turn(0.005)
        await outbox.drained()

    running.run(work())
    assert [number for _, number in sent] == list(range(100))
    assert [len([at for at, _ in sent if at == moment]) for moment in sorted({at for at, _ in sent})] == [32, 32, 32, 4]


def test_short_answers_to_quick_requests_need_no_breath(running):
    clock, sent = HandClock(), []
    outbox = Outbox(lambda datagram: not sent.append(datagram), clock, lambda: None)
    for moment in range(1, 101):
        outbox.make_room(moment)
        for _ in range(SHORT_MESSAGES):
            outbox.put(b"")
    assert len(sent) == 100 * SHORT_MESSAGES


def test_many_requests_at_once_make_no_more_room_than_one(running):
    clock, sent = HandClock(), []

    async def work():
        outbox = Outbox(lambda datagram: not sent.append(datagram), clock, lambda: None)
        for _ in range(100):
            outbox.make_room(1)
            for _ in range(SHORT_MESSAGES):
                outbox.put(b"")
        at_once = len(sent)
        await settle()
        await clock.turn(1)
        await outbox.drained()
        return at_once

    assert running.run(work()) <= BURST_MESSAGES + SHORT_MESSAGES
    assert len(sent) == 100 * SHORT_MESSAGES


def test_who_waits_for_each_answer_never_waits_for_a_breath(slow):
    with Peer(port=slow.port) as peer:
        for _ in range(500):
            assert [heard.address for heard in peer.ask("/fs/fetch", 5)] == ["/fs/fetch/sound", "/fs/fetch/done"]


def test_a_burst_of_requests_gets_no_burst_of_answers(slow):
    with Peer(port=slow.port) as peer:
        address = ("127.0.0.1", peer.port)

        async def burst():
            for number in range(200):  # all of them before the daemon wakes up
                peer.send("/fs/fetch", 5, "@req", number)

        slow.run(burst())
        slow.run(settle())
        client = slow.call(slow.face._clients.at, address)
        sent_at_once = 400 - slow.call(len, client.outbox)
        slow.run(slow.clock.turn(1))
        assert len(peer.heard()) == 400
    assert BURST_MESSAGES <= sent_at_once <= BURST_MESSAGES + SHORT_MESSAGES


def test_what_finds_no_room_in_the_socket_is_sent_later(running):
    clock, sent, full = HandClock(), [], [True]

    async def work():
        outbox = Outbox(lambda datagram: not (full[0] or sent.append(datagram)), clock, lambda: None)
        outbox.put(b"1")
        outbox.put(b"2")
        await settle()
        await clock.turn(0.005)
        assert not sent
        full[0] = False
        await clock.turn(0.005)
        await outbox.drained()

    running.run(work())
    assert sent == [b"1", b"2"]


HERE, ELSEWHERE = "127.0.0.1", "192.168.0.7"


def test_a_sender_over_its_budget_is_not_read():
    budget = Budget(lambda host: True, 0)
    assert sum(budget.allows((HERE, 1), 1, 0) for _ in range(6_000)) == 5_000
    assert budget.allows((HERE, 2), 1, 0)
    assert sum(budget.allows((HERE, 1), 1, 1) for _ in range(6_000)) == 2_000
    assert sum(budget.allows((HERE, 3), 512, 0) for _ in range(6_000)) == 5_000 // 512


def test_a_long_datagram_counts_as_several_and_a_bundle_as_what_it_may_hold():
    assert cost(message("/fs/ping")) == 1
    assert cost(bytes(wire.DATAGRAM_BYTES_MAX)) == 512
    for held in (1, 10, wire.BUNDLE_MESSAGES_MAX):
        for request in (b"/fs/x\0\0\0", message("/fs/search", "rain", "@req", 7)):
            assert held < cost(bundle(*[request] * held)) <= max(5 * (held + 1), wire.BUNDLE_MESSAGES_MAX + 1)


def test_a_flood_is_dropped_and_counted_while_others_are_answered(slow):
    with Peer(port=slow.port) as flood, Peer(port=slow.port) as peer:
        for number in range(7_000):
            flood.send("/elsewhere")
            if number % 100 == 99:
                assert peer.heard(number) == []  # so that the system itself drops nothing
                slow.run(slow.clock.turn(0.005))
        slow.run(slow.clock.turn(1))
        facts = {arguments[1]: arguments[2] for _, arguments in peer.tell("/fs/status")[:-1]}
    refilled = 2_000 * 70 * 0.005
    assert int(facts["dropped"]) == pytest.approx(7_000 - 5_000 - refilled, abs=15)


def test_who_may_not_ask_spends_nothing_of_what_others_share():
    budget = Budget(lambda host: host == HERE, 0)
    assert not any(budget.allows((ELSEWHERE, port), 1, 0) for port in range(6_000))
    assert sum(budget.allows((HERE, port), 1, 0) for port in range(6_000)) == 2_000


def test_unseen_senders_share_a_budget():
    budget = Budget(lambda host: True, 0)
    assert sum(budget.allows((ELSEWHERE, port), 1, 0) for port in range(6_000)) == 2_000
    assert sum(budget.allows((ELSEWHERE, port), 1, 1) for port in range(6_000, 9_000)) == 500
    assert budget.allows((ELSEWHERE, 5), 1, 1)


def test_unseen_senders_of_other_machines_keep_out_nobody_of_this_one():
    budget = Budget(lambda host: True, 0)
    assert not all(budget.allows((ELSEWHERE, port), 1, 0) for port in range(3_000))
    assert budget.allows((HERE, 1), 1, 0)
    assert budget.allows(("::1", 1), 1, 0)


def test_who_was_there_is_not_pushed_out_by_a_flood_from_ever_new_ports():
    """Each of them comes twice and never again; somebody else asks twice a minute."""
    budget, flood = Budget(lambda host: True, 0), count(2)
    for second in range(int(3 * KEPT_SECONDS)):
        if second % (KEPT_SECONDS / 2) == 0:
            assert budget.allows((HERE, 1), 1, second)
        for port in islice(flood, 300):
            budget.allows((HERE, port), 1, second)
            budget.allows((HERE, port), 1, second)
        assert len(budget._senders) <= SENDERS_MAX
    assert not budget.allows((HERE, 0), 1, second)
    assert budget.allows((HERE, 1), 1, second)


def test_who_said_nothing_for_a_minute_makes_room_for_another():
    budget = Budget(lambda host: True, 0)
    for now in (0, KEPT_SECONDS - 10, KEPT_SECONDS + 1):
        allowed = [budget.allows((HERE, now * SENDERS_MAX + number), 1, now) for number in range(SENDERS_MAX)]
        assert all(allowed)
    assert list(budget._senders) == [(HERE, now * SENDERS_MAX + number) for number in range(SENDERS_MAX)]


def test_a_line_a_minute():
    quiet = Quiet()
    assert [quiet.allows("a", now) for now in (0, 1, 59.9, 60, 61)] == [True, False, False, True, False]
    assert quiet.allows("b", 61)


def test_a_line_a_second_whoever_asks():
    quiet = Quiet()
    assert sum(quiet.allows(sender, 0) for sender in range(1_000)) == LOG_LINES
    assert sum(quiet.allows(sender, 10) for sender in range(2_000, 3_000)) == 10


def test_a_client_for_which_too_much_waits_is_told_to_wait(slow):
    with Peer(port=slow.port) as peer, Peer(port=slow.port) as other:
        for _ in range(30):
            peer.send("/fs/search", "rain", "@count", 150)
        peer.send("/fs/search", "rain", "@req", "late")
        other.heard()
        outbox, heard = slow.call(slow.face._clients.at, ("127.0.0.1", peer.port)).outbox, []
        while slow.call(len, outbox):
            slow.run(slow.clock.turn(0.1))
            heard += peer.left()  # so that the system itself drops nothing
        late = [arguments for _, arguments, _ in heard if arguments[0] == "late"]
    assert [arguments[1:2] + arguments[3:] for arguments in late] == [["busy", 1, "search"]]


@pytest.mark.parametrize("request_", [["/fs/help", "search"], ["/fs/status"], ["/fs/ping"]])
def test_each_of_a_bundle_has_its_end_however_much_is_to_be_said(slow, request_):
    asked, heard = [str(number) for number in range(wire.BUNDLE_MESSAGES_MAX)], []
    with Peer(port=slow.port) as other, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
        plain.connect(("127.0.0.1", slow.port))
        plain.setblocking(False)
        plain.send(bundle(*[message(*request_, "@req", id_) for id_ in asked]))
        other.heard()
        for _ in range(WAITING_MAX // 16):
            slow.run(slow.clock.turn(BREATH_SECONDS))
            with suppress(BlockingIOError):
                while True:
                    heard.append(next(wire.read(plain.recv(wire.DATAGRAM_BYTES_MAX))))
    ends = [message for message in heard if message.address in {f"{request_[0]}/done", ERROR}]
    assert [end.arguments[0] for end in ends] == asked
    assert {end.arguments[1] for end in ends if end.address == ERROR} <= {"busy"}


def progress(running, say, fraction, phase, index=0):
    running.call(say, Progress(index, 5, fraction, phase, 1))


def states(peer):
    return [
        (arguments[1], round(arguments[3], 2), arguments[4])
        for address, arguments in peer.heard()
        if "progress" in address
    ]


def test_what_is_quick_has_no_progress(slow):
    with Peer(port=slow.port) as peer:
        peer.tell("/fs/search", "busy", "@req", 1)
        (say,) = slow.core.held
        slow.run(slow.clock.turn(0.09))
        slow.call(say, SearchDone(0, 1, 1, 1, "cache"))
        slow.run(slow.clock.turn(1))
        assert addresses(peer.heard()) == ["/fs/search/done"]


def test_what_is_quick_has_no_progress_beside_something_slow(slow):
    with Peer(port=slow.port) as peer:
        peer.tell("/fs/search", "busy", "@req", 1)
        slow.run(slow.clock.turn(0.195))
        assert states(peer) == [(-1, -1, "asking")]
        peer.tell("/fs/search", "busy", "@req", 2)
        slow.run(slow.clock.turn(0.09))
        assert peer.heard() == []
        slow.run(slow.clock.turn(0.1))
        assert [arguments[0] for _, arguments in peer.heard()] == [2]


def test_progress_comes_ten_times_a_second_at_most_and_changes_of_state_first(slow):
    with Peer(port=slow.port) as peer:
        peer.tell("/fs/search", "held", "@req", 1)
        (say,) = slow.core.held
        progress(slow, say, 0.1, Phase.DOWNLOADING)
        progress(slow, say, 0.2, Phase.DOWNLOADING)
        progress(slow, say, -1, Phase.QUEUED, index=1)
        slow.run(slow.clock.turn(0.1))
        assert states(peer) == [(0, 0.2, "downloading")]
        progress(slow, say, 0.3, Phase.DOWNLOADING)
        slow.run(slow.clock.turn(0.1))
        assert states(peer) == [(1, -1, "queued")]
        slow.run(slow.clock.turn(0.1))
        assert states(peer) == [(0, 0.3, "downloading")]


def test_a_change_of_state_is_told_before_what_waits_longer(slow):
    with Peer(port=slow.port) as peer:
        peer.tell("/fs/search", "held", "@req", 1)
        (say,) = slow.core.held
        for index in range(2):
            progress(slow, say, 0.1, Phase.DOWNLOADING, index)
        slow.run(slow.clock.turn(0.2))
        assert states(peer) == [(0, 0.1, "downloading"), (1, 0.1, "downloading")]
        progress(slow, say, 0.2, Phase.DOWNLOADING)
        progress(slow, say, 1, Phase.VERIFYING, index=1)
        slow.run(slow.clock.turn(0.2))
        assert states(peer) == [(1, 1, "verifying"), (0, 0.2, "downloading")]


def test_progress_is_repeated_every_five_seconds(slow):
    with Peer(port=slow.port) as peer:
        peer.tell("/fs/search", "busy", "@req", 1)
        slow.run(slow.clock.turn(4.9))
        assert states(peer) == [(-1, -1, "asking")]
        slow.run(slow.clock.turn(5.3))
        assert states(peer) == [(-1, -1, "asking")] * 2


def test_what_the_whole_request_did_is_over_when_a_sound_comes_on_its_way(slow):
    with Peer(port=slow.port) as peer:
        peer.tell("/fs/search", "busy", "@req", 1)
        slow.run(slow.clock.turn(0.1))
        assert states(peer) == [(-1, -1, "asking")]
        progress(slow, slow.core.held[0], 0.5, Phase.DOWNLOADING)
        slow.run(slow.clock.turn(11))
        assert set(states(peer)) == {(0, 0.5, "downloading")}


@pytest.mark.parametrize("last", [FetchSound(0, file(5)), FetchSettled(0)])
def test_no_progress_after_the_sound(slow, last):
    with Peer(port=slow.port) as peer:
        peer.tell("/fs/fetch", 5, "@req", 1)
        peer.tell("/fs/search", "held", "@req", 2)
        (say,) = slow.core.held
        say.verb = "fetch"
        progress(slow, say, 0.9, Phase.DOWNLOADING)
        progress(slow, say, 0.1, Phase.DOWNLOADING, index=1)
        slow.call(say, last)
        slow.run(slow.clock.turn(1))
        assert states(peer) == [(1, 0.1, "downloading")]
