"""Banks, from the socket to the disk: numbered folders that every host loads, filled by one request."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import running
import soundfile
from bad_days import EventEar, Held, Rig
from library_room import write_sound
from osc_room import ERROR, Ear, of
from relay import Relay

from fsbridge.demo.faults import Fault
from fsbridge.demo.made import CLIENT_ID, CLIENT_SECRET
from fsbridge.freesound.tokens import Login, Secret, TokenStore


def told(answer):
    """The sounds of an answer: number, id, path."""
    assert answer[-1].address == "/fs/bank/done", answer
    return [tuple(arguments[:3]) for arguments in of(answer, "/fs/bank/sound")]


def numbers(answer):
    return sorted(number for number, _, _ in told(answer))


def downloads(catalogue):
    """How often each sound was downloaded."""
    found = (re.search(r"/sounds/(\d+)/download", entry.path) for entry in catalogue.journal)
    return Counter(int(match[1]) for match in found if match)


def test_a_bank_is_a_folder_of_files_in_the_order_of_their_numbers(daemon):
    answer = daemon.ask("/fs/bank", "weather", "rain", "@count", 5)
    folder = daemon.folder / "banks/weather"
    assert numbers(answer) == list(range(5))
    assert [path for _, _, path in sorted(told(answer))] == sorted(path.as_posix() for path in folder.iterdir())
    assert answer[-1].arguments == [5, 0, "weather", folder.as_posix()]
    for arguments in of(answer, "/fs/bank/sound"):
        info = soundfile.info(arguments[2])
        assert [info.frames, info.samplerate, info.channels] == arguments[3:6]
        assert (info.format[:3], Path(arguments[2]).suffix) == ("WAV", ".wav")
        assert info.channels <= 2, "SuperDirt plays no more"


def test_it_grows_and_keeps_its_numbers(daemon):
    few = told(daemon.ask("/fs/bank", "growing", "rain", "@count", 3))
    more = told(daemon.ask("/fs/bank", "growing", "rain", "@count", 6))
    assert more[:3] == sorted(few)
    assert sorted(number for number, _, _ in more) == list(range(6))
    assert told(daemon.ask("/fs/bank", "growing")) == sorted(more)
    assert told(daemon.ask("/fs/bank", "growing", "@count", 2)) == sorted(more)[:2]
    folder = (daemon.folder / "banks/growing").as_posix()
    assert ["growing", 6, folder] in of(daemon.ask("/fs/banks"), "/fs/banks/bank")


def test_three_who_ask_at_the_same_moment_get_the_same_64_and_each_is_downloaded_once(daemon, catalogue):
    with ThreadPoolExecutor(3) as at_once:
        answers = list(at_once.map(lambda _: daemon.ask("/fs/bank", "grains", "grain", "@count", 64), range(3)))
    for answer in answers:
        assert answer[-1].arguments[:3] == [64, 0, "grains"]
        assert sorted(told(answer)) == sorted(told(answers[0]))
    assert numbers(answers[0]) == list(range(64))
    ids = {id_ for _, id_, _ in told(answers[0])}
    assert {downloads(catalogue)[id_] for id_ in ids} == {1}
    assert len(ids) == 64


def test_no_more_is_brought_than_is_lacking(daemon):
    def sounds():
        return int(dict(of(daemon.ask("/fs/status"), "/fs/status/item"))["sounds"])

    daemon.ask("/fs/bank", "lacking", "rain", "@count", 4)
    before = sounds()
    assert numbers(daemon.ask("/fs/bank", "lacking", "water", "@count", 6)) == list(range(6))
    assert sounds() <= before + 2


def test_two_who_fill_one_bank_with_different_words_share_its_numbers(daemon):
    with ThreadPoolExecutor(2) as at_once:
        rain, grain = at_once.map(lambda word: daemon.ask("/fs/bank", "shared", word, "@count", 8), ("rain", "grain"))
    assert numbers(rain) == numbers(grain) == list(range(8))
    assert sorted(told(rain)) == sorted(told(grain)) == told(daemon.ask("/fs/bank", "shared"))


def test_what_fails_has_no_number_and_is_tried_again(daemon, catalogue):
    hits = [row[1] for row in of(daemon.ask("/fs/search", "noise", "@count", 3), "/fs/search/result")]
    catalogue.faults.plan(Fault(f"/sounds/{hits[0]}/download", 404, times=10))
    answer = daemon.ask("/fs/bank", "noises", "noise", "@count", 3)
    ((index, id_, code, _, _),) = of(answer, "/fs/bank/failed")
    assert (index, id_, code) == (-1, hits[0], "not_found")
    assert numbers(answer) == [0, 1]
    assert answer[-1].arguments[:2] == [2, 1]
    while catalogue.faults.take(f"/sounds/{hits[0]}/download"):
        pass
    again = daemon.ask("/fs/bank", "noises", "noise", "@count", 3)
    assert sorted(told(again))[:2] == sorted(told(answer))
    assert [id_ for number, id_, _ in told(again) if number == 2] == [hits[0]]


def test_who_cancels_or_asks_for_something_else_leaves_a_bank_without_gaps(daemon, catalogue):
    hits = of(daemon.ask("/fs/search", "loop", "@count", 3), "/fs/search/result")
    held = [Held(f"/sounds/{row[1]}/download") for row in hits]
    for fault in held:
        catalogue.faults.plan(fault)
    with Ear(port=daemon.port) as ear:
        ear.send("/fs/bank", "loops", "loop", "@count", 3, "@req", 1)
        held[0].came()
        ear.send("/fs/bank", "loops", "loop", "@count", 2, "@req", 1)
        ear.until(ERROR, 1, "replaced")
        ear.send("/fs/cancel", 1)
        ear.until(ERROR, 1, "cancelled")
    for fault in held:
        fault.release()
    assert numbers(daemon.ask("/fs/bank", "loops", "loop", "@count", 3)) == [0, 1, 2]


def test_after_a_login_who_asks_again_gets_the_originals_under_the_same_numbers_and_paths(catalogue, tmp_path):
    folder = tmp_path / "sounds"
    asked = "/fs/bank", "later", "rain", "@count", 4
    store = TokenStore(folder / ".fsbridge/login.json")
    store.write(Login(CLIENT_ID, Secret(CLIENT_SECRET)))
    with running.over(catalogue.api_url, folder) as daemon, Ear(port=daemon.port) as ear:
        list(ear.ask("/fs/notify", 1))
        before = told(daemon.ask(*asked))
        assert qualities(daemon.ask(*asked)) == ["preview"] * 4
        running.log_in(catalogue.api_url, folder)
        assert qualities(daemon.ask("/fs/bank", "later")) == ["preview"] * 4
        assert qualities(daemon.ask(*asked, "@quality", "preview")) == ["preview"] * 4
        spoilt = before[0][1]
        catalogue.faults.plan(Fault(f"/sounds/{spoilt}/download", 404, times=9))
        answer = daemon.ask(*asked)
        assert [row[1:3] for row in of(answer, "/fs/bank/failed")] == [[spoilt, "not_found"]]
        assert answer[-1].arguments[:2] == [4, 1]
        assert sorted({tuple(row[:3]) for row in of(answer, "/fs/bank/sound")}) == sorted(before)
        while catalogue.faults.take(f"/sounds/{spoilt}/download"):
            pass
        assert set(qualities(daemon.ask(*asked))) == {"preview", "original"}, "the preview is told while it comes"
        for number, id_, path in before:
            ear.until("/fs/event/bank", "later", number, id_, path, ..., ..., ..., ..., "original")
        asked_before = len(catalogue.journal)
        last = daemon.ask(*asked)
        assert (sorted(told(last)), qualities(last)) == (sorted(before), ["original"] * 4)
        assert len(catalogue.journal) == asked_before
        for arguments in of(last, "/fs/bank/sound"):
            assert soundfile.info(arguments[2]).frames == arguments[3]


def qualities(answer):
    return [row[7] for row in of(answer, "/fs/bank/sound")]


def test_files_are_as_every_host_loads_them_whatever_a_client_likes_unless_the_request_says_so(daemon):
    with Ear(port=daemon.port) as ear:
        list(ear.ask("/fs/hello", "sc", "@rate", 8000, "@channels", 1, "@as", "original", "@license", "cc0"))
        plain = list(ear.ask("/fs/bank", "liked", "rain", "@count", 2, timeout_seconds=30))
        rows = of(plain, "/fs/bank/sound")
        assert {row[8] for row in rows} == {"cc0"}, "what a client looks for is its own"
        assert all(row[4] > 8000 and row[2].endswith(".wav") for row in rows)
        asked = ("/fs/bank", "liked", "rain", "@count", 4, "@rate", 22050, "@channels", 4, "@bits", 32)
        wished = list(ear.ask(*asked, timeout_seconds=30))
    assert {tuple(row[4:6]) for row in of(wished, "/fs/bank/sound") if row[0] >= 2} == {(22050, 4)}
    assert sorted(told(wished))[:2] == sorted(told(plain))


def test_a_folder_of_the_users_own_is_told_and_nothing_is_put_there(daemon, tmp_path):
    for seed, name in enumerate(("snare.wav", "kick.wav")):
        write_sound(tmp_path / "kit" / name, seed=seed)
    (daemon.folder / "banks").mkdir(exist_ok=True)
    (tmp_path / "kit").rename(daemon.folder / "banks/kit")  # whole: what is half is put off by a refresh
    daemon.ask("/fs/refresh", "library")
    sounds = told(daemon.ask("/fs/bank", "kit"))
    assert [(number, Path(path).name) for number, _, path in sounds] == [(0, "kick.wav"), (1, "snare.wav")]
    assert all(id_ < 0 for _, id_, _ in sounds)
    ((code, message, retry, verb),) = of(daemon.ask("/fs/bank", "kit", "rain"), ERROR)
    assert (code, retry, verb) == ("not_allowed", -1, "bank")
    assert "choose another name" in message
    kit = (daemon.folder / "banks/kit").as_posix()
    assert ["kit", 2, kit] in of(daemon.ask("/fs/banks"), "/fs/banks/bank")


def test_a_bank_of_nothing_ends_in_a_sentence_and_a_hint(daemon):
    ((code, message, *_),) = of(daemon.ask("/fs/bank", "nothing"), ERROR)
    assert (code, message) == ("not_found", "There is no bank nothing yet. Try: /fs/bank nothing heavy rain @count 8")
    answer = daemon.ask("/fs/bank", "nothing", "zzzzzz", "count", 8)
    assert [message.address for message in answer if "progress" not in message.address] == ["/fs/note", ERROR]
    assert "did you mean @count?" in of(answer, "/fs/note")[0][0]
    assert not (daemon.folder / "banks/nothing").exists()


def test_sounds_are_counted_and_found_once(daemon):
    daemon.ask("/fs/fetch", "@query", "rain", "@count", 3)
    before = dict(of(daemon.ask("/fs/status"), "/fs/status/item"))["sounds"]
    daemon.ask("/fs/bank", "again", "rain", "@count", 3)
    daemon.ask("/fs/bank", "and-again", "rain", "@count", 3)
    assert dict(of(daemon.ask("/fs/status"), "/fs/status/item"))["sounds"] == before
    for sound in of(daemon.ask("/fs/fetch", "@query", "rain", "@count", 3), "/fs/fetch/sound"):
        assert "/banks/" not in sound[2]


def test_without_a_network_a_bank_tells_what_is_here(catalogue, tmp_path):
    running.log_in(catalogue.api_url, tmp_path / "sounds")
    with Relay(catalogue.api_url) as relay, running.over(relay.url, tmp_path / "sounds") as daemon:
        before = told(daemon.ask("/fs/bank", "weather", "rain", "@count", 3))
        relay.turn("refuse")
        daemon.ask("/fs/search", "rain", "@fresh", 1)  # which meets the loss
        assert sorted(told(daemon.ask("/fs/bank", "weather"))) == sorted(before)
        asked = daemon.ask("/fs/bank", "weather", "grain", "@count", 5)
        assert sorted(tuple(row[:3]) for row in of(asked, "/fs/bank/sound")) == sorted(before)
        assert asked[-1].arguments[0] == "offline"
        known = daemon.ask("/fs/bank", "other", "rain", "@count", 5)
        assert known[-1].arguments[:2] == [3, 0], "what is here can be found and numbered"


def test_a_disk_that_fills_up_or_goes_leaves_no_gap(catalogue, stick, tmp_path, made):
    rig = Rig.over(catalogue, stick, tmp_path, made)
    with rig.start() as daemon, EventEar(daemon.port) as ear:
        assert rig.fetch(daemon, 24528) == []
        rig.stick.fill()
        ear.event("trouble", "disk_full")
        answer = daemon.ask("/fs/bank", "noises", "noise", "@count", 3)
        assert {row[2] for row in of(answer, "/fs/bank/failed")} == {"disk_full"}
        rig.stick.free()
        ear.event("recovered", "disk_full")
        assert numbers(daemon.ask("/fs/bank", "noises", "noise", "@count", 3)) == [0, 1, 2]
        rig.stick.unplug()
        ear.event("trouble", "folder_missing")
        for asked in (["/fs/bank", "noises"], ["/fs/bank", "noises", "noise", "@count", 3], ["/fs/banks"]):
            assert daemon.ask(*asked)[-1].arguments[0] == "folder_missing"
        rig.stick.plug()
        ear.event("recovered", "folder_missing")
        assert numbers(daemon.ask("/fs/bank", "noises")) == [0, 1, 2]
    assert rig.lost(tmp_path) == []
