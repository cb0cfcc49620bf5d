"""What a client is told and where: answers and their ids, events, what hello sets, bundles, a folder that has moved."""

from __future__ import annotations

import json
import shutil
import struct
from contextlib import contextmanager
from pathlib import Path

import running
from asking import RESULT, ask, asked, form, rows, sounds, until
from bad_days import Held
from osc_datagrams import bundle
from osc_room import ERROR, Peer

from fsbridge.osc.encoding import message


def test_an_answer_goes_to_the_port_that_is_named(daemon, patch):
    with Peer(port=daemon.port) as other:
        assert patch.tell("/fs/search", "rain", "@count", 1, "@reply", other.port, "@req", "a") == []
        assert until(other, "/fs/search/done").arguments[0] == "a"
        assert patch.tell("/fs/ping", "@reply", "127.0.0.1", other.port, "@req", 3) == []
        assert other.hear(30).arguments[0] == 3
        ((address, arguments),) = patch.tell("/fs/ping", "@reply", daemon.port)
        assert (address, arguments[1]) == (ERROR, "bad_request")
        ((address, arguments),) = patch.tell("/fs/ping", "@reply", "192.0.2.1", other.port)
        assert (address, arguments[1]) == (ERROR, "not_allowed")


def test_reply_sticks_until_it_is_taken_back(daemon, patch):
    with Peer(port=daemon.port) as other:
        done = ("/fs/reply/done", [1, "127.0.0.1", other.port])
        patch.send("/fs/reply", other.port, "@req", 1)
        assert (tuple(patch.hear(30))[:2], tuple(other.hear(30))[:2]) == (done, done)
        patch.send("/fs/search", "rain", "@count", 1, "@req", 2)
        assert until(other, "/fs/search/done").arguments[0] == 2
        patch.send("/fs/reply", patch.port, "@req", 3)
        assert patch.hear(30).arguments == other.hear(30).arguments == [3, "127.0.0.1", patch.port]
        assert patch.tell("/fs/ping", "@req", 4)[0][1][0] == 4


@contextmanager
def held_searches(catalogue, count=1):
    """Have so many searches wait at the service until this ends."""
    held = [Held("/search/") for _ in range(count)]
    for fault in held:
        catalogue.faults.plan(fault)
    yield
    for fault in held:
        fault.release()


def test_the_same_again_joins_what_runs(catalogue, patch):
    before = len(asked(catalogue, "/search/"))
    with held_searches(catalogue):
        for request_id in (7, 7.0, 7):
            patch.send("/fs/search", "thunder", "@fresh", 1, "@req", request_id)
        patch.heard()
    ended = until(patch, ERROR, "/fs/search/done")
    assert (ended.address, ended.arguments[0]) == ("/fs/search/done", 7)
    assert patch.heard() == []
    assert len(asked(catalogue, "/search/")) == before + 1


def test_another_request_under_its_id_takes_its_place(catalogue, patch):
    with held_searches(catalogue):
        patch.send("/fs/search", "drone", "@fresh", 1, "@req", 7)
        patch.send("/fs/search", "bell", "@req", 7)
        assert until(patch, ERROR, RESULT).arguments[:2] == [7, "replaced"]
    assert "bell" in until(patch, ERROR, RESULT).arguments[10].lower()
    until(patch, "/fs/search/done")
    assert patch.heard() == []


def test_one_or_all_can_be_cancelled(catalogue, daemon, patch):
    with Peer(port=daemon.port) as other:
        with held_searches(catalogue, 4):
            other.send("/fs/search", "choir", "@fresh", 1, "@req", 1)
            for number, word in enumerate(("kick", "snare", "pluck"), 1):
                patch.send("/fs/search", word, "@fresh", 1, "@req", number)
            patch.send("/fs/cancel", "2", "@req", "c")
            assert until(patch, ERROR).arguments[:2] == [2, "cancelled"]
            assert until(patch, "/fs/cancel/done").arguments == ["c", 1]
            patch.send("/fs/cancel", "all", "@req", "c")
            assert {until(patch, ERROR).arguments[0] for _ in range(2)} == {1, 3}
            assert until(patch, "/fs/cancel/done").arguments == ["c", 2]
        assert until(other, ERROR, "/fs/search/done").arguments[0] == 1
        assert patch.heard() == []


def test_who_asked_for_events_hears_what_comes_and_goes(daemon, patch, ids):
    with Peer(port=daemon.port) as listener:
        ask(listener, "/fs/notify", 1)
        (sound,) = sounds(patch, ids["kick, short"])
        assert until(listener, "/fs/event/added").arguments == sound[1:]
        Path(sound[2]).unlink()
        assert until(listener, "/fs/event/removed").arguments == sound[1:3]
        ask(listener, "/fs/notify", 0)


def test_all_hear_once_of_a_sound_that_gets_its_number_in_a_bank(daemon, patch):
    with Peer(port=daemon.port) as listener:
        ask(listener, "/fs/notify", 1)
        banked = rows(ask(patch, "/fs/bank", "told", "rain", "@count", 2), "/fs/bank/sound")
        ask(patch, "/fs/bank", "told", "rain", "@count", 2)
        heard = [arguments for address, arguments in listener.heard() if address == "/fs/event/bank"]
        assert sorted(heard) == [["told", *row] for row in sorted(banked)]
        ask(listener, "/fs/notify", 0)


def test_a_restart_keeps_what_was_set_and_says_that_it_was(catalogue, tmp_path, ids):
    folder = tmp_path / "sounds"
    running.log_in(catalogue.api_url, folder)
    first = running.over(catalogue.api_url, folder)
    with Peer(port=first.port) as patch, Peer(port=first.port) as silent:
        session = ask(patch, "/fs/hello", "sc", "@notify", 1, "@rate", 32_000)[-1].arguments[2]
        ask(silent, "/fs/ping")
        assert first.stop() == 0
        assert until(patch, "/fs/event/stopping").arguments == []
        with running.over(catalogue.api_url, folder, first.port):
            version, new_session = until(patch, "/fs/event/started").arguments
            assert ask(patch, "/fs/ping")[-1].arguments[:3] == [version, 1, new_session]
            assert new_session != session
            (sound,) = sounds(patch, ids["tone 440"])
            assert form(sound)[2] == 32_000
            assert silent.heard() == []


def test_what_hello_says_holds_for_what_follows(daemon, patch, ids):
    id_ = ids["Rain on a tin roof.wav"]
    ask(patch, "/fs/hello", "pd", "@rate", 22_050, "@channels", 1, "@bits", 24, "@count", 3, "@license", "cc0")
    (sound,) = sounds(patch, id_)
    assert form(sound) == ("WAV", "PCM_24", 22_050, 1)
    found = ask(patch, "/fs/search", "rain", "tin", "roof")
    assert [row[2] for row in rows(found, RESULT) if row[1] == id_] == [sound[2]]
    assert [row[7] for row in rows(ask(patch, "/fs/search", "rain"), RESULT)] == ["cc0"] * 3
    (other,) = sounds(patch, id_, "@rate", 48_000)
    assert form(other) == ("WAV", "PCM_24", 48_000, 1)
    ask(patch, "/fs/hello", "pd")
    assert form(sounds(patch, id_)[0]) == ("WAV", "PCM_16", 44_100, 2)


def test_bundles_are_answered_whatever_their_time(patch, ids):
    far = struct.pack(">Q", 2**63)
    inner = bundle(message("/fs/info", ids["tone 440"], "@req", "inner"))
    patch.send_raw(bundle(message("/fs/ping", "@req", "outer"), inner, time=far))
    assert patch.hear(30).arguments[0] == "outer"
    assert until(patch, "/fs/info/done").arguments == ["inner", ids["tone 440"]]


def test_a_datagram_may_be_as_long_as_udp_allows(patch):
    ids = [f"{number:064}" for number in range(256)]
    patch.send_raw(bundle(*(message("/fs/ping", "@req", id_) for id_ in ids)))
    assert [patch.hear(30).arguments[0] for _ in ids] == ids
    longest = message("/fs/search", "rain " * 13_097)
    assert len(longest) == 65_504
    patch.send_raw(longest)
    ((address, (_, code, text, _, _)),) = patch.heard()
    assert (address, code) == (ERROR, "bad_request")
    assert "2000 characters" in text


def test_a_folder_that_was_copied_works_elsewhere(daemon, patch, catalogue, tmp_path, ids):
    before = {row[1]: Path(row[2]).name for row in sounds(patch, ids["tone 440"], ids["light rain"])}
    drafts = shutil.ignore_patterns("*.new")  # such as clients.json, a moment after a hello
    copy = shutil.copytree(daemon.folder, tmp_path / "copy", ignore=drafts)
    with running.over(catalogue.api_url, copy) as other, other.caller() as caller:
        asked_before = len(catalogue.journal)
        moved = sounds(caller, *before)
        assert {row[1]: Path(row[2]).name for row in moved} == before
        assert all(Path(row[2]).is_relative_to(copy) for row in moved)
        assert len(catalogue.journal) == asked_before
    assert json.loads((copy / ".fsbridge/login.json").read_text())
