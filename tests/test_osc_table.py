"""The command table: its examples work, what it forbids is refused over a real socket, and the reference is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from osc_room import ERROR, IMMEDIATE, Peer, accepted, room
from wrong_input import CONTRADICTIONS, wrong_requests

from fsbridge.core.fields import FIELDS
from fsbridge.osc.answers import ANSWERS
from fsbridge.osc.commands import COMMANDS
from fsbridge.osc.immediate import ImmediateRequests
from fsbridge.osc.options import COMMON
from fsbridge.osc.reference import help_lines, reference


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with room(tmp_path_factory.mktemp("face")) as running:
        yield running


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.verb)
def test_every_example_can_be_read(command):
    accepted(command.attempt())
    for argument in command.options.values():
        assert argument.name in command.attempt(argument).split()
        accepted(command.attempt(argument))


def test_every_verb_has_an_answer_that_ends():
    assert list(ANSWERS) == [command.verb for command in COMMANDS.values()]
    for answer in ANSWERS.values():
        assert answer[-1].address == ERROR
        assert any(sent.address.endswith("/done") for sent in answer)


def test_every_verb_is_answered_by_the_face_or_asks_the_core():
    assert set(ImmediateRequests(None, None, None, "", None).verbs) == IMMEDIATE


def test_fields_are_options_of_what_searches():
    for verb in ("search", "fetch", "bank", "hello"):
        assert set(FIELDS) <= set(COMMANDS[f"/fs/{verb}"].options)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.verb)
def test_wrong_input_gets_one_error_that_names_the_argument_and_shows_what_works(running, command):
    handled = len(running.core.handled)
    with Peer(port=running.port) as peer:
        for (why, name), arguments in wrong_requests(command):
            heard = peer.tell(command.address, *arguments)
            assert [address for address, _ in heard] == [ERROR], (why, arguments)
            _, code, message, retry, verb = heard[0][1]
            assert (code, retry, verb) == ("bad_request", -1, command.verb), (why, arguments)
            assert name in message.partition("Try:")[0], (why, message)
            accepted(message.partition("Try: ")[2])
    assert len(running.core.handled) == handled


def test_the_error_bears_the_request_id(running):
    with Peer(port=running.port) as peer:
        assert peer.tell("/fs/search", "rain", "@count", 0, "@req", "mine")[0][1][0] == "mine"
        assert peer.tell("/fs/search", "rain", "@count", 0, "@req", 7.0)[0][1][0] == 7.0


def test_an_unknown_option_is_told_the_nearest_one(running):
    with Peer(port=running.port) as peer:
        ((_, (_, _, message, _, _)),) = peer.tell("/fs/search", "rain", "@licence", "cc0")
        assert "did you mean @license?" in message
        ((_, (_, _, message, _, _)),) = peer.tell("/fs/search", "rain", "@fields", "bmp")
        assert "did you mean bpm?" in message


@pytest.mark.parametrize(("arguments", "name"), CONTRADICTIONS)
def test_what_contradicts_itself_is_refused(running, arguments, name):
    with Peer(port=running.port) as peer:
        ((address, (_, code, message, _, _)),) = peer.tell(*arguments)
        assert (address, code) == (ERROR, "bad_request")
        assert name in message
        accepted(message.partition("Try: ")[2])


def test_help_tells_of_every_verb_option_and_message():
    assert all(f"/fs/{verb}" in "\n".join(help_lines(None)) for verb in ANSWERS)
    for command in COMMANDS.values():
        text = "\n".join(help_lines(command.verb))
        assert all(argument.name in text for argument in command.options.values())
        assert all(sent.address in text for sent in command.answer)
        assert all(len(line.encode()) < 900 for line in help_lines(command.verb))


def test_what_takes_one_or_more_words_says_which():
    nameless = {
        (command.verb, argument.name)
        for command in COMMANDS.values()
        for argument in (command.words, *command.options.values())
        if argument and argument.takes in {"one", "one or more"}
    }
    assert {name for _, name in nameless} == {"@fields"}, "a page of them is in the reference"


def test_the_reference_is_made_from_the_table():
    page = Path(__file__).parent.parent / "docs" / "reference.md"
    assert page.read_text(encoding="utf-8") == reference(), "run: python -m fsbridge.osc.reference > docs/reference.md"


def test_the_contract_on_the_wire_has_not_changed():
    sent = {sent.address: sent.types for answer in ANSWERS.values() for sent in answer}
    assert sent == {
        "/fs/ping/done": "*siis",
        "/fs/hello/done": "*siis",
        "/fs/search/result": "*iisfiiissss",
        "/fs/search/field": "*iiss",
        "/fs/search/done": "*iiiis",
        "/fs/search/progress": "*iifsi",
        "/fs/fetch/sound": "*iisiiifssss",
        "/fs/fetch/failed": "*iissi",
        "/fs/fetch/done": "*ii",
        "/fs/fetch/progress": "*iifsi",
        "/fs/bank/sound": "*iisiiifssss",
        "/fs/bank/failed": "*iissi",
        "/fs/bank/done": "*iiss",
        "/fs/bank/progress": "*iifsi",
        "/fs/banks/bank": "*sis",
        "/fs/banks/done": "*i",
        "/fs/banks/progress": "*iifsi",
        "/fs/info/field": "*iss",
        "/fs/info/done": "*i",
        "/fs/info/progress": "*iifsi",
        "/fs/refresh/failed": "*sssi",
        "/fs/refresh/done": "*iiii",
        "/fs/refresh/progress": "*iifsi",
        "/fs/cancel/done": "*i",
        "/fs/status/item": "*ss",
        "/fs/status/done": "*i",
        "/fs/notify/done": "*i",
        "/fs/reply/done": "*si",
        "/fs/help/line": "*s",
        "/fs/help/done": "*i",
        "/fs/note": "*s",
        "/fs/error": "*ssis",
    }


def test_common_options_are_everywhere():
    assert all(set(COMMON) <= set(command.options) for command in COMMANDS.values())
