"""Many clients at once: every answer comes, to its own client, under its own id, while others wait for long."""

from __future__ import annotations

import threading
from itertools import islice

import pytest
import soundfile
from bad_days import Held
from osc_room import ERROR, Peer

from fsbridge.demo import dataset
from fsbridge.demo.faults import Fault
from fsbridge.demo.made import catalog, plan
from fsbridge.demo.server import Catalogue

CLIENTS, REQUESTS = 20, 50
LARGE_ID, LARGE_MEGABYTES, BYTES_PER_SECOND = 900_001, 100, 30_000_000
AT_ONCE = 10
"""Requests that a client has on their way: those of all have room in a socket."""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory, threads_end):
    """Ten sounds and a large one that takes two seconds."""
    folder = tmp_path_factory.mktemp("crowd")
    catalog.make(folder, folder / "dataset.json", plan.MAIN[:10], LARGE_MEGABYTES)
    with Catalogue(dataset.load(folder / "dataset.json"), folder / "files") as catalogue:
        catalogue.faults.bytes_per_second = BYTES_PER_SECOND
        yield catalogue


def hear_until(peer, *addresses):
    while (heard := peer.hear(30)).address not in addresses:
        assert heard.address != ERROR, heard
    return heard


class Client:
    """Asks all at once; what it asks tells it from every other client, the ids that it uses do not."""

    def __init__(self, daemon, number, ids):
        self.daemon = daemon
        self.number = number
        self.id = ids[number % len(ids)]
        self.count = 1 + number % 5
        self.heard = {}

    def asks(self):
        """Give each request by its id, and what its last message must say after that id."""
        for n in range(REQUESTS):
            unique = 10_000 + self.number * REQUESTS + n
            yield (
                n if n % 2 else f"r{n}",
                *(
                    (["/fs/ping"], None),
                    (["/fs/search", "rain", "@count", self.count], [self.count]),
                    (["/fs/search", "rain", "@count", self.count, "@duration", 0, unique], [self.count]),
                    (["/fs/fetch", *[self.id] * self.count], [self.count, 0]),
                    (["/fs/info", self.id], [self.id]),
                    (["/fs/status"], None),
                )[n % 6],
            )

    def run(self):
        with Peer(port=self.daemon.port) as peer:
            asks, under_way = self.asks(), 0
            while len(self.heard) < REQUESTS or under_way:
                for request_id, asked, _ in islice(asks, AT_ONCE - under_way):
                    peer.send(*asked, "@req", request_id)
                    under_way += 1
                message = peer.hear(30)
                self.heard.setdefault(message.arguments[0], []).append(message)
                under_way -= message.address == ERROR or message.address.endswith("/done")
            self.late = peer.heard()

    def check(self):
        asks = {request_id: (asked[0], last) for request_id, asked, last in self.asks()}
        assert self.heard.keys() == asks.keys()
        assert self.late == []
        for request_id, messages in self.heard.items():
            address, last = asks[request_id]
            assert messages[-1].address == f"{address}/done", messages[-1]
            assert all(type(message.arguments[0]) is type(request_id) for message in messages)
            assert all(message.address.startswith(f"{address}/") for message in messages)
            assert last is None or messages[-1].arguments[1 : 1 + len(last)] == last
            rows = [message for message in messages if message.address in {"/fs/search/result", "/fs/fetch/sound"}]
            assert sorted(row.arguments[1] for row in rows) == list(range(self.count if rows else 0))
            assert address != "/fs/fetch" or {row.arguments[2] for row in rows} == {self.id}


def test_a_thousand_answers_each_at_its_own_client_while_others_wait(daemon, catalogue):
    found = daemon.ask("/fs/search", "rain", "@count", 8)
    ids = [message.arguments[1] for message in found if message.address == "/fs/search/result"]
    assert daemon.ask("/fs/fetch", *ids)[-1].arguments == [len(ids), 0]
    held = Held("/search/")
    catalogue.faults.plan(held)
    clients = [Client(daemon, number, ids) for number in range(CLIENTS)]
    threads = [threading.Thread(target=client.run) for client in clients]
    with Peer(port=daemon.port) as waiting, Peer(port=daemon.port) as downloading:
        waiting.send("/fs/search", "weather", "@req", 1)
        hear_until(waiting, "/fs/search/progress")
        downloading.send("/fs/fetch", LARGE_ID, "@req", 1)
        while hear_until(downloading, "/fs/fetch/progress").arguments[4] != "downloading":
            pass
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        held.release()
        assert hear_until(waiting, "/fs/search/done").arguments[0] == 1
        sound = hear_until(downloading, "/fs/fetch/sound").arguments
        assert hear_until(downloading, "/fs/fetch/done").arguments == [1, 1, 0]
        assert waiting.heard() == downloading.heard() == []
    assert soundfile.info(sound[3]).frames == sound[4] > LARGE_MEGABYTES * 240_000
    for client in clients:
        client.check()
    assert sum(len(client.heard) for client in clients) == CLIENTS * REQUESTS


def test_two_clients_under_one_id_never_see_each_others_answers(daemon, catalogue):
    catalogue.faults.plan(Fault("/search/", delay_seconds=0.3, times=2))
    with Peer(port=daemon.port) as one, Peer(port=daemon.port) as other:
        asked = {one: "thunder", other: "downpour"}
        for peer, word in asked.items():
            peer.send("/fs/search", word, "@fresh", 1, "@req", 7)
        for peer, word in asked.items():
            names = []
            while (heard := peer.hear(30)).address != "/fs/search/done":
                assert heard.address != ERROR, heard
                if heard.address == "/fs/search/result":
                    names.append(heard.arguments[10].lower())
            assert names
            assert all(word in name for name in names)
            ((address, (counted, ended)),) = peer.tell("/fs/cancel", 7)
            assert (address, ended) == ("/fs/cancel/done", 0)
            assert counted < 0
