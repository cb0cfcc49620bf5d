"""Daemons that are told to answer to one another, or to themselves: what they say dies with the first that hears it."""

from __future__ import annotations

import re

import pytest
import running
from osc_room import ERROR, Peer

SERVICE = "http://127.0.0.1:9/"
FORMS = [
    ["/fs/help", "@reply", None],
    ["/fs/nonsense", "@reply", None],
    ["/fs/fetch", "abc", "@reply", "127.0.0.1", None],
    ["/fs/hello", "pd", "@notify", 1, "@lease", 0, "@reply", None],
    ["/fs/notify", 1, "@lease", 0, "@reply", None],
    ["/fs/reply", None],
    ["/fs/status"],
    ["/fs/search", "rain"],
]


@pytest.fixture
def two(tmp_path):
    """Two daemons that log all that they are asked."""
    with running.over(SERVICE, tmp_path / "a") as one, running.over(SERVICE, tmp_path / "b") as other:
        yield one, other


def test_two_daemons_do_not_talk_to_one_another(two):
    for daemon, other in (two, two[::-1]):
        with Peer(port=daemon.port) as peer:
            for form in FORMS:
                peer.send(*(other.port if part is None else part for part in form), "@req", "told")
            peer.send("/fs/ping", "@reply", peer.port, "@req", "last")
            while peer.hear(30).arguments[0] != "last":
                pass
            for _ in range(3):  # an event to the other, at its shutdown, comes later still
                assert daemon.ask("/fs/ping")[-1].address == "/fs/ping/done"
    for daemon in two:
        daemon.ask("/fs/ping")  # it has heard what came before
    for daemon in two:
        assert daemon.stop() == 0
    for daemon, other in (two, two[::-1]):
        log = daemon.log.read_text()
        assert f"127.0.0.1:{other.port} gets no answer: " in log, "the other was never heard"
        assert f"127.0.0.1:{other.port} asks" not in log
        told = re.findall(rf"127\.0\.0\.1:{other.port} hears  \S+ (\S+)", log)
        assert len(told) == len(FORMS) - 1  # what comes of a hello is not logged
        assert set(told) == {"told"}


def test_a_daemon_is_not_told_to_answer_itself_by_any_name(tmp_path, own_host):
    hosts = ["127.0.0.1", "127.0.0.2", "0.0.0.0", own_host]
    with running.over(SERVICE, tmp_path / "all", host="0.0.0.0", allow=[own_host], reply_hosts=hosts) as daemon:
        with Peer(port=daemon.port) as peer:
            for host in ([], *([host] for host in hosts)):
                for form in (["/fs/ping", "@reply"], ["/fs/reply"], ["/fs/hello", "pd", "@reply"]):
                    ((address, (_, code, *_)),) = peer.tell(*form, *host, daemon.port)
                    assert (address, code) == (ERROR, "bad_request"), host
        assert f":{daemon.port} " not in daemon.log.read_text()
