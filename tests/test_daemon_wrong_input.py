"""Whatever is wrong with a request, the real daemon says so in one sentence and shows one that works; nothing else happens."""

from __future__ import annotations

import pytest
import running
from osc_room import ERROR, Peer
from wrong_input import CONTRADICTIONS, typed, wrong_requests

from fsbridge.osc.commands import COMMANDS


@pytest.fixture(scope="module")
def demo(tmp_path_factory, made):
    with running.demo(tmp_path_factory.mktemp("wrong") / "sounds", made=made) as daemon:
        assert daemon.ask("/fs/fetch", "@query", "rain", "@rate", 48_000)[-1].arguments == [1, 0]
        yield daemon


NO_MD5 = {f"/fs/{asked} @md5 d41d8cd98f00b204e9800998ecf8427e" for asked in ("fetch", "bank weather")}
"""The one option whose example finds nothing: no sound has the sum of an empty file, and none of a made sound can be promised."""


def listing(folder):
    """All files but what clients said of themselves, which is written a moment after the examples of hello."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.stem != "clients"]
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


def works(demo, example):
    """Send an example as it stands, but for port 57120, which is not ours; give what it ended in, if that was no `done`."""
    address, *arguments = typed(example)
    with Peer(port=demo.port) as peer:
        for before in (("/fs/hello", "plain"), ("/fs/search", "rain", "@req", 7)):  # its port may be an earlier peer's
            peer.send(*before)
            until_done(peer)
        peer.send(address, *(peer.port if argument == 57_120 else argument for argument in arguments))
        last = until_done(peer)
    return last.address in {f"{address}/done", address.replace("more", "search/done")} or last


def until_done(peer):
    while not ((heard := peer.hear(30)).address == ERROR or heard.address.endswith("/done")):
        pass
    return heard


def wrong(verb):
    """All wrong requests of a verb: what is wrong, with which argument, and the arguments."""
    yield from (((why, name), values) for (why, name), values in wrong_requests(COMMANDS[f"/fs/{verb}"]))
    yield from (
        (("contradiction", name), values) for (address, *values), name in CONTRADICTIONS if address == f"/fs/{verb}"
    )


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.verb)
def test_wrong_input_gets_one_sentence_with_an_example_that_works(demo, command):
    files, asked, examples = listing(demo.folder), len(demo.journal()), set()
    with Peer(port=demo.port) as peer:
        for (why, name), arguments in wrong(command.verb):
            heard = peer.tell(command.address, *arguments)
            assert [address for address, _ in heard] == [ERROR], (why, arguments)
            _, code, message, retry, verb = heard[0][1]
            assert (code, retry, verb) == ("bad_request", -1, command.verb), (why, arguments)
            problem, _, example = message.partition(" Try: ")
            assert name in problem, (why, message)
            assert example.startswith("/fs/"), message
            examples.add(example)
    assert len(demo.journal()) == asked
    assert listing(demo.folder) == files
    assert [
        (example, last) for example in sorted(examples - NO_MD5) if (last := works(demo, example)) is not True
    ] == []


def test_what_is_wrong_with_one_id_is_told_at_its_index_with_an_example_that_works(demo):
    asked = len(demo.journal())
    answer = demo.ask("/fs/fetch", 1234.5, "rain", -77, "")
    assert answer[-1] == ("/fs/fetch/done", [0, 4], "")
    failed = [message.arguments for message in answer if message.address == "/fs/fetch/failed"]
    told = {index: why for index, *why in failed}
    assert told.pop(2)[:2] == [-77, "not_found"]
    assert len(demo.journal()) == asked
    for index, shown in enumerate(("'1234.5'", "'rain'", None, "''")):
        if shown:
            id_, code, message, retry = told[index]
            assert (id_, code, retry) == (-1, "bad_request", -1)
            problem, _, example = message.partition(" Try: ")
            assert problem == f"ID takes a sound's id, a whole number, not {shown}."
            assert works(demo, example) is True


def test_every_example_of_the_table_ends_in_done(demo):
    examples = {
        command.attempt(argument)
        for command in COMMANDS.values()
        for argument in (None, command.words, *command.options.values())
    }
    assert len(examples) > 250
    assert [
        (example, last) for example in sorted(examples - NO_MD5) if (last := works(demo, example)) is not True
    ] == []
