"""`[fsbridge]` in a real Pd, before the real daemon."""

from __future__ import annotations

import pytest
import running
from pd_bench import Bench, Drawing, heard_by, request_to
from programs import file_facts

from fsbridge.osc.encoding import message

OUTLETS = ("results", "sounds", "progress", "done", "errors", "events")
SOUND = r"^0 sounds: fetch sound (\S+) 0 (\d+) (.+) (\d+) (\d+) (\d+) \S+ original "

pytestmark = pytest.mark.host("pd")


@pytest.fixture
def bench(start, tmp_path, request):
    """Open so many `[fsbridge]` for the daemon of a port."""

    def open_bench(port, copies=1):
        bench = Bench(start, tmp_path, [(f"fsbridge {port}", OUTLETS)] * copies)
        request.addfinalizer(bench.close)
        return bench

    return open_bench


def test_what_comes_leaves_by_the_outlet_of_its_kind(daemon, bench):
    pd = bench(daemon.port)
    pd.hear(r"^0 events: daemon ready (\S+)")
    pd.tell("search rain @count 2")
    id_, _ = pd.hear(r"^0 results: search result 1 0 (\d+) (.*)")
    pd.hear("^0 done: search done 1 2 ")
    pd.tell(f"fetch {id_} 1 @rate 22050")
    _, got, path, *told = pd.hear(SOUND)
    assert got == id_
    assert tuple(told) == file_facts(path)
    pd.hear("^0 errors: fetch failed 2 1 1 not_found ")
    pd.hear("^0 done: fetch done 2 1 1")
    pd.tell("status")
    pd.hear("^0 results: status item 3 state ready")
    pd.hear("^0 done: status done 3 ")
    assert not pd.complaints()


def test_errors_are_told_in_words_too(daemon, bench):
    pd = bench(daemon.port)
    pd.tell("blah 1")
    pd.hear("^0 errors: error 1 unknown_command ")
    pd.hear(r"^fsbridge: There is no /fs/blah")
    pd.tell("fetch 1")
    pd.hear("^0 errors: fetch failed 2 0 1 not_found ")
    pd.hear("^fsbridge: There is no sound 1")


@pytest.fixture
def heard(bench, fake):
    """Give what a daemon would hear of these messages: verb and arguments of each."""

    def heard(*told):
        pd = bench(fake.getsockname()[1])
        for words in told:
            pd.tell(words)
        asked = []
        while len(asked) < len(told):
            address, arguments, _ = request_to(fake)
            if address != "/fs/hello":
                words = (word if isinstance(word, str) else f"{word:g}" for word in arguments)
                asked.append(" ".join([address, *words]))
        return asked

    return heard


def test_habits_that_can_not_be_are_dropped(fake, bench):
    pd = bench(fake.getsockname()[1])
    heard_by(fake, "/fs/hello")
    pd.tell("hello @rate 5")
    _, sender = heard_by(fake, "/fs/hello", "pd", "@rate", 5)
    fake.sendto(message("/fs/error", -1, "bad_request", "No.", -1, "hello"), sender)
    pd.hear("^0 errors: error -1 bad_request ")
    said = []
    while said[-1:] != [["pd"]]:
        said.append(heard_by(fake, "/fs/hello")[0])
    assert len(said) < 4, said


def test_events_come_whatever_hello_says_before_the_daemon_is_there(bench, free_port, tmp_path, made):
    pd = bench(free_port)
    pd.tell("hello @rate 22050")
    pd.hear("^0 events: daemon away")
    with running.demo(tmp_path / "sounds", made=made, port=free_port) as daemon:
        pd.hear("^0 events: daemon ready ")
        pd.tell("ping")
        pd.hear("^0 done: ping done 1 ")
        daemon.ask("/fs/fetch", 1234)
        pd.hear("^0 events: event added 1234 ")


def test_a_sound_that_got_lost_is_told(fake, bench):
    pd = bench(fake.getsockname()[1])
    pd.tell("fetch 1 2 3")
    _, sender = heard_by(fake, "/fs/fetch")
    for answer in (("sound", 1, 0, 1, "/a b.wav"), ("failed", 1, 1, 2, "not_found", "No.", -1), ("done", 1, 2, 1)):
        fake.sendto(message(f"/fs/fetch/{answer[0]}", *answer[1:]), sender)
    pd.hear("^fsbridge: (1) sounds got lost - ask again")
    pd.tell("fetch 1 2 @req kick")
    heard_by(fake, "/fs/fetch")
    for answer in (("sound", "kick", 1, 2, "/b.wav"), ("sound", "kick", 0, 1, "/a.wav"), ("done", "kick", 2, 0)):
        fake.sendto(message(f"/fs/fetch/{answer[0]}", *answer[1:]), sender)
    pd.hear("^0 done: fetch done kick 2 0")
    assert len([line for line in pd.program.lines if "got lost" in line]) == 1


def test_short_forms_become_what_the_wire_has(heard):
    short = {
        "bank rain 8": "/fs/bank rain rain @count 8 @req 1",
        "bank wet heavy rain 8": "/fs/bank wet heavy rain @count 8 @req 2",
        "bank wet heavy rain 8 @license cc0 by": "/fs/bank wet heavy rain @count 8 @license cc0 by @req 3",
        "bank wet rain @count 8": "/fs/bank wet rain @count 8 @req 4",
        "bank wet": "/fs/bank wet @req 5",
        "first 1234": "/fs/fetch 1234 @first preview @req 6",
        "1234": "/fs/fetch 1234 @req 7",
        "1234 1847": "/fs/fetch 1234 1847 @req 8",
        "more": "/fs/more @req 9",
        "search rain @req kick": "/fs/search rain @req kick",
        "search 808 kick @duration 1 5": "/fs/search 808 kick @duration 1 5 @req 10",
        "anything at all @x 1": "/fs/anything at all @x 1 @req 11",
    }
    assert heard(*short) == list(short.values())


def test_copies_in_one_patch_keep_to_themselves(daemon, bench):
    pd = bench(daemon.port, copies=3)
    for number in range(3):
        pd.tell(f"search rain @count {number + 1}", to=number)
    for number in range(3):
        pd.hear(f"^{number} done: search done 1 {number + 1} ")
        results = [line for line in pd.program.lines if line.startswith(f"{number} results: search result 1 ")]
        assert len(results) == number + 1


def test_copies_come_and_go_in_any_order(daemon, bench, tmp_path):
    pd = bench(daemon.port)
    for name in ("first", "second"):
        drawing = Drawing()
        for text in ("fsbridge", "fsbridge-sampler rain", "fsbridge-bank rain"):
            drawing.add(f"obj {text} {daemon.port}")
        drawing.add(f"obj print {name}", (drawing.add("obj loadbang"), 0))
        (tmp_path / f"{name}.pd").write_text(str(drawing))
        pd.send("pd", f"open {name}.pd {tmp_path}")
        pd.hear(f"^{name}: bang")
    for name in ("first", "second"):
        pd.send(f"pd-{name}.pd", "menuclose 1")
        pd.tell(f"search rain @req {name} @count 1")
        pd.hear(f"^0 done: search done {name} 1 ")


def test_none_of_150_hits_is_lost(daemon, bench):
    pd = bench(daemon.port)
    pd.tell("search grain @count 150")
    pd.hear("^0 done: search done 1 150 ")
    hits = [line.split()[5] for line in pd.program.lines if line.startswith("0 results: search result 1 ")]
    assert hits == [str(number) for number in range(150)]


def test_what_waits_is_asked_again_of_a_daemon_that_was_started_anew(restarting, bench):
    pd = bench(restarting("--rate", "1").port)  # no download comes to its end
    pd.hear("^0 events: daemon ready ")
    pd.tell("fetch @query rain @req kick")
    pd.hear(r"^0 progress: fetch progress kick 0 \d+ \S+ downloading")
    restarting()
    number, _, path, *told = pd.hear(SOUND)
    assert number == "kick"
    assert tuple(told) == file_facts(path)


def test_a_daemon_that_is_not_there_is_said_once_and_when_it_comes_it_answers(bench, free_port, tmp_path, made):
    pd = bench(free_port, copies=2)
    pd.tell("search rain @count 1")
    pd.hear("^0 events: daemon away")
    pd.hear("^1 events: daemon away")
    pd.hear(f"^fsbridge: no daemon answers at 127.0.0.1 {free_port} - start it with: fsbridge run")
    with running.demo(tmp_path / "sounds", made=made, port=free_port):
        pd.hear("^0 events: daemon ready ")
        pd.hear("^fsbridge: the daemon is here")
        pd.hear("^0 done: search done 1 1 ")
    assert len([line for line in pd.program.lines if line.startswith("fsbridge: ")]) == 2
