"""liblo's own tools ask and hear: the exact type tags of the answers, as another implementation reads them."""

from __future__ import annotations

import re

import pytest
from programs import PATIENCE_SECONDS, knock

pytestmark = pytest.mark.host("oscsend", "oscdump")

CONTRACT = {
    "/fs/ping/done": "*siis",
    "/fs/hello/done": "*siis",
    "/fs/search/result": "*iisfiiissss",
    "/fs/search/field": "*iiss",
    "/fs/search/done": "*iiiis",
    "/fs/fetch/sound": "*iisiiifssss",
    "/fs/fetch/failed": "*iissi",
    "/fs/fetch/done": "*ii",
    "/fs/bank/sound": "*iisiiifssss",
    "/fs/bank/done": "*iiss",
    "/fs/banks/bank": "*sis",
    "/fs/banks/done": "*i",
    "/fs/info/field": "*iss",
    "/fs/info/done": "*i",
    "/fs/refresh/done": "*iiii",
    "/fs/cancel/done": "*i",
    "/fs/status/item": "*ss",
    "/fs/status/done": "*i",
    "/fs/notify/done": "*i",
    "/fs/help/line": "*s",
    "/fs/help/done": "*i",
    "/fs/error": "*ssis",
}
ANSWERS = {
    "ping": {"/fs/ping/done"},
    "hello plain": {"/fs/hello/done"},
    "search rain @count 3 @fields samplerate": {"/fs/search/result", "/fs/search/field", "/fs/search/done"},
    "fetch {id} 7": {"/fs/fetch/sound", "/fs/fetch/failed", "/fs/fetch/done"},
    "bank liblo rain @count 2": {"/fs/bank/sound", "/fs/bank/done"},
    "banks": {"/fs/banks/bank", "/fs/banks/done"},
    "info {id}": {"/fs/info/field", "/fs/info/done"},
    "refresh": {"/fs/refresh/done"},
    "cancel all": {"/fs/cancel/done"},
    "status": {"/fs/status/item", "/fs/status/done"},
    "notify 0": {"/fs/notify/done"},
    "help fetch": {"/fs/help/line", "/fs/help/done"},
    "search @count 0": {"/fs/error"},
    "wash": {"/fs/error"},
}


@pytest.fixture
def ask(daemon, start, free_port):
    """Send words with `oscsend`, and give what `oscdump` prints of the answer: address, type tags, arguments."""
    heard = start("oscdump", "-L", free_port)
    knock(free_port)
    heard.wait_for("/up")

    def ask(words, req, tag):
        verb, *rest = words.split()
        rest += ["@reply", str(free_port)]
        tags = "".join("i" if word.isdigit() else "s" for word in rest) + "s" + tag
        start("oscsend", "127.0.0.1", daemon.port, f"/fs/{verb}", tags, *rest, "@req", req).process.wait(
            PATIENCE_SECONDS
        )
        before = len(heard.lines)
        heard.wait_for(r" /fs/(\w+/done|error) ")
        answer = [re.search(r"(/fs/\S+) (\S+) (.*)", line).groups() for line in heard.lines[before:]]
        return [message for message in answer if not message[0].endswith("/progress")]

    return ask


@pytest.mark.parametrize(
    ("req", "tag", "shown"), [("7", "i", "7"), ("7.5", "f", "7.500000"), ("seven", "s", '"seven"')]
)
def test_every_answer_has_its_exact_type_tags_and_the_id_as_it_was_sent(ask, req, tag, shown):
    hit = ask("search rain @count 1", req, tag)[0]
    for words, addresses in ANSWERS.items():
        answer = ask(words.format(id=hit[2].split()[2]), req, tag)
        assert {address for address, _, _ in answer} == addresses
        for address, types, arguments in answer:
            assert types == CONTRACT[address].replace("*", tag)
            assert arguments.startswith(shown)


def test_none_of_150_hits_is_lost(ask):
    *results, done = ask("search grain @count 150", "7", "i")
    assert [int(arguments.split()[1]) for _, _, arguments in results] == list(range(150))
    assert done[2].startswith("7 150 ")
