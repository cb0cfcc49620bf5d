"""The network goes and comes back under a running daemon: what is here is served, what was accepted waits for it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
import running
from bad_days import Held, soon
from freesound_service import LEVEL1, RawServer, TurningClock, answer, in_tls, store_login
from osc_room import ERROR, Ear, of
from relay import Relay

from fsbridge.core.connection import PROBE_AFTER_SECONDS

NARROW = 100_000
"""Bytes per second at which the largest sound is still under way when the network goes."""


@pytest.fixture(scope="module")
def catalogue(catalogue, made):
    catalogue.originals = {int(path.name.split("_")[0]): path for path in made.glob("files/sounds/*/*")}
    return catalogue


@pytest.fixture
def largest(catalogue):
    return max(catalogue.originals, key=lambda id_: catalogue.originals[id_].stat().st_size)


@pytest.fixture
def relay(catalogue):
    with Relay(catalogue.api_url) as relay:
        yield relay


@pytest.fixture
def daemon(catalogue, relay, tmp_path):
    """A daemon behind the relay, with one sound and one search in its memory."""
    folder, passed = tmp_path / "sounds", tmp_path / "passed"
    running.WrongClock.set(passed, 0)
    running.log_in(catalogue.api_url, folder)
    with running.over(relay.url, folder, clock=str(passed), leaps=True) as daemon:
        (local, *daemon.missing) = [row[1] for row in of(daemon.ask("/fs/search", "rain"), "/fs/search/result")]
        assert daemon.ask("/fs/fetch", local)[-1].arguments == [1, 0]
        daemon.local, daemon.passed = local, passed
        yield daemon


@pytest.fixture
def ear(daemon):
    with Ear(port=daemon.port) as ear:
        list(ear.ask("/fs/notify", 1))
        yield ear


def pass_seconds(daemon, seconds):
    """Have so many have passed for the daemon since it started; what waits on the wire is not concerned."""
    running.WrongClock.set(daemon.passed, seconds)


def online(daemon):
    return dict(of(daemon.ask("/fs/status"), "/fs/status/item"))["online"]


def code(daemon, *asked):
    """Give the code in which a request, or its one sound or part, ends."""
    messages = daemon.ask(*asked)
    rows = of(messages, ERROR) or [row[2:] for row in of(messages, "/fs/fetch/failed")]
    rows = rows or [row[1:] for row in of(messages, "/fs/refresh/failed")]
    return rows[0][0], rows[0][1]


def served(daemon):
    """Tell whether all is served that needs no network."""
    sound, done = daemon.ask("/fs/fetch", daemon.local)
    assert Path(sound.arguments[2]).is_file()
    assert daemon.ask("/fs/info", daemon.local)[-1].address == "/fs/info/done"
    assert of(daemon.ask("/fs/search", "rain"), "/fs/search/done")[0][4] == "cache"
    return done.arguments == [1, 0]


def test_who_asks_without_a_network_is_answered_from_what_is_here_and_idle_nothing_is_looked_for(daemon, ear, relay):
    relay.turn("refuse")
    made = relay.connections
    assert served(daemon)
    assert online(daemon) == "1", "nobody has met the loss yet"

    fresh = daemon.ask("/fs/search", "rain", "@fresh", 1)
    assert of(fresh, "/fs/search/done")[0][4] == "cache"
    ear.until("/fs/event/online", 0)
    assert online(daemon) == "0"
    assert daemon.ask("/fs/ping")[0].arguments[3] == "offline"
    assert served(daemon)
    missing = daemon.missing[0]
    for asked in (["/fs/search", "submarine"], ["/fs/info", 7], ["/fs/fetch", missing, 7], ["/fs/refresh", "sounds"]):
        assert code(daemon, *asked)[0] == "offline"
    assert of(daemon.ask("/fs/search", "rain", "@count", 3), "/fs/search/done")[0][4] == "library"

    relay.turn("pass")
    pass_seconds(daemon, PROBE_AFTER_SECONDS[0])
    ear.until("/fs/event/online", 1)
    assert online(daemon) == "1"
    soon(lambda: relay.connections > made)  # the system takes a connection before the relay does
    assert relay.connections == made + 1, "one look, and nothing before somebody asks"
    assert daemon.ask("/fs/fetch", missing)[-1].arguments == [1, 0]
    assert of(daemon.ask("/fs/search", "rain", "@fresh", 1), "/fs/search/done")[0][4] == "freesound"
    log = daemon.log.read_text()
    assert 0 < log.index("the network is lost\n") < log.index("the network is back\n")


@pytest.mark.parametrize(("lost", "wait_seconds"), [("swallow", 5), ("refuse", 1)])
def test_what_was_accepted_waits_and_comes_whole_when_the_network_is_back(
    daemon, ear, relay, catalogue, largest, lost, wait_seconds
):
    relay.bytes_per_second = NARROW
    ear.send("/fs/fetch", largest, "@req", "large")
    ear.until("/fs/fetch/progress", "large", ..., ..., ..., "downloading")
    held = Held("/search/")
    catalogue.faults.plan(held)
    ear.send("/fs/search", "submarine", "@req", "search")
    ear.until("/fs/search/progress", "search")
    ear.send("/fs/fetch", *daemon.missing, "@wait", wait_seconds, "@req", "impatient")
    relay.turn(lost)
    assert served(daemon)

    ear.until("/fs/event/online", 0)
    ear.until("/fs/fetch/progress", "large", ..., ..., ..., "waiting")
    assert served(daemon)
    ear.until("/fs/fetch/done", "impatient")
    assert {row[3] for row in ear.told("/fs/fetch/failed")} == {"timeout"}
    ear.until(ERROR, "search")
    assert [row[:2] for row in ear.told(ERROR)] == [["search", "offline"]]
    held.release()

    relay.bytes_per_second = 0
    relay.turn("pass")
    pass_seconds(daemon, PROBE_AFTER_SECONDS[-1])
    ear.until("/fs/fetch/done", "large")
    assert ear.told("/fs/event/online") == [[0], [1]]
    (sound,) = ear.told("/fs/fetch/sound")
    assert Path(sound[3]).read_bytes() == catalogue.originals[largest].read_bytes()
    assert daemon.ask("/fs/fetch", *daemon.missing)[-1].arguments == [len(daemon.missing), 0]


def test_with_the_network_lost_after_it_a_first_preview_is_all_unless_the_original_was_wished(
    daemon, ear, relay, catalogue
):
    def told(request_id):
        return [row[8] for row in ear.told("/fs/fetch/sound") if row[0] == request_id]

    held = [Held(f"/sounds/{id_}/download") for id_ in daemon.missing[:2]]
    for fault in held:
        catalogue.faults.plan(fault)
    ear.send("/fs/fetch", daemon.missing[0], "@first", "preview", "@req", "any")
    ear.send("/fs/fetch", daemon.missing[1], "@first", "preview", "@quality", "original", "@req", "original")
    for fault in held:
        fault.came()
    relay.turn("refuse")
    for fault in held:
        fault.release()
    ear.until("/fs/fetch/done", "any", 1, 0)
    ear.until("/fs/fetch/progress", "original", ..., ..., ..., "waiting")
    assert (told("any"), told("original")) == (["preview"], ["preview"])
    relay.turn("pass")
    pass_seconds(daemon, PROBE_AFTER_SECONDS[-1])
    ear.until("/fs/fetch/done", "original", 1, 0)
    assert (told("any"), told("original")) == (["preview"], ["preview", "original"])


def test_a_broken_connection_is_no_lost_network(ear, relay, catalogue, largest):
    relay.bytes_per_second = NARROW
    ear.send("/fs/fetch", largest, "@req", "large")
    ear.until("/fs/fetch/progress", "large", ..., ..., ..., "downloading")
    relay.bytes_per_second = 0
    relay.cut()
    ear.until("/fs/fetch/done", "large")
    (sound,) = ear.told("/fs/fetch/sound")
    assert Path(sound[3]).read_bytes() == catalogue.originals[largest].read_bytes()
    assert ear.told("/fs/event/online") == []


def test_connections_of_another_wifi_are_left_behind(daemon, ear, relay, catalogue):
    words = ["submarine", "weather", "thunder", "drum"]
    catalogue.faults.latency_seconds = 0.5
    for word in words:
        ear.send("/fs/search", word, "@req", word)
    for word in words:
        ear.until("/fs/search/done", word)
    catalogue.faults.latency_seconds = 0
    relay.strand()
    made = relay.connections
    assert daemon.ask("/fs/search", "another")[-1].address == "/fs/search/done"
    assert relay.connections > made
    assert ear.told("/fs/event/online") == []


# What the patch hears


def asked_of(service_url, folder, *asked):
    """Give the code and the sentence of a daemon over that service."""
    store_login(folder / ".fsbridge", TurningClock(), LEVEL1)
    with running.over(service_url, folder) as daemon:
        told = code(daemon, *asked), online(daemon)
        assert "Traceback" not in daemon.log.read_text()
    return told


@pytest.mark.parametrize(
    "service_url",
    [
        pytest.param(f"https://{'.'.join(['long'] * 60)}/apiv2/", id="a name that nobody knows"),
        pytest.param("https://127.255.255.255/apiv2/", id="an address without a way to it, as after a change of wifi"),
    ],
)
def test_without_a_way_to_the_service_it_is_offline(service_url, tmp_path):
    (told, sentence), is_online = asked_of(service_url, tmp_path / "sounds", "/fs/search", "rain")
    assert (told, is_online) == ("offline", "0")
    assert "no network" in sentence


def test_a_network_that_swallows_all_is_none(relay, tmp_path):
    relay.turn("swallow")
    (told, _), is_online = asked_of(relay.url, tmp_path / "sounds", "/fs/info", 1234)
    assert (told, is_online) == ("offline", "0")


def test_a_network_that_takes_connections_and_carries_nothing_is_none(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as portal:
        service_url = "https://{}:{}/apiv2/".format(*portal.getsockname())
        (told, _), is_online = asked_of(service_url, tmp_path / "sounds", "/fs/fetch", 1234, "@wait", 6)
    assert (told, is_online) == ("timeout", "0")


@pytest.mark.parametrize("asked", [("/fs/search", "rain"), ("/fs/fetch", 1234)])
def test_a_page_to_log_in_at_is_no_answer(asked, tmp_path):
    def portal(request, connection):
        page = "/portal" in request.split()[1]
        moved = {"status": "302 Found", "location": f"http://127.0.0.1:{server.port}/portal"}
        connection.sendall(answer(b"<html>Welcome to our wifi", kind="text/html", **({} if page else moved)))

    with RawServer(portal) as server:
        (told, sentence), is_online = asked_of(server.base_url, tmp_path / "sounds", *asked)
    assert (told, is_online) == ("server_error", "1")
    assert "web page" in sentence


def test_a_stranger_in_the_place_of_the_service_is_told_of(tmp_path):
    with RawServer(lambda *_: None, in_tls(tmp_path)) as server:
        service_url = server.base_url.replace("http:", "https:")
        (told, sentence), is_online = asked_of(service_url, tmp_path / "sounds", "/fs/search", "rain")
    assert (told, is_online) == ("network", "1")
    assert "certificate" in sentence
