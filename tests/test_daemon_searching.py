"""Searching the daemon beyond words: options, fields, licenses, what is remembered; and all that is told of a sound."""

from __future__ import annotations

from itertools import pairwise
from operator import mul

import msgspec
import pytest
import running
from asking import FAILED, RESULT, SOUND, ask, asked, rows, sounds

from fsbridge.demo.dataset import load
from fsbridge.demo.server import Catalogue

LONG = "Rain — and «wind» — on a tin roof; " * 90
TOLD_LONG = "tone 440"


@pytest.fixture(scope="module")
def catalogue(made, threads_end):
    """The demo's sounds, one of them described at length."""
    data = load(made / "dataset.json")
    sounds = [msgspec.structs.replace(s, description=LONG) if s.name == TOLD_LONG else s for s in data.sounds]
    with Catalogue(msgspec.structs.replace(data, sounds=sounds), made / "files") as catalogue:
        yield catalogue


def test_a_search_is_remembered_unless_a_fresh_one_is_wanted(catalogue, patch):
    def source(*request):
        before = len(catalogue.journal)
        return ask(patch, "/fs/search", "brown", *request)[-1].arguments[4], len(catalogue.journal) - before

    assert source() == ("freesound", 1)
    assert source() == ("cache", 0)
    assert source("@fresh", 1) == ("freesound", 1)
    assert source("@count", 3) == ("freesound", 1)


def test_further_fields_come_with_each_hit(catalogue, patch):
    wanted = ("bpm", "note", "tag", "user", "pack", "license", "near", "loopable", "num_downloads")
    found = ask(patch, "/fs/search", "@tag", "loop", "@count", 20, "@fields", *wanted)
    told = {}
    for index, id_, name, value in rows(found, "/fs/search/field"):
        assert rows(found, RESULT)[index][:2] == [index, id_]
        told.setdefault((id_, name), []).append(value)
    for _, id_, *_ in rows(found, RESULT):
        sound = catalogue.site.dataset.sound[id_]
        assert told[id_, "tag"] == sound.tags
        assert told[id_, "user"] == [sound.username]
        assert told[id_, "num_downloads"] == [str(sound.num_downloads)]
        assert told.get((id_, "loopable")) == [str(int(sound.descriptors["loopable"]))]
        assert ((id_, "bpm") in told) == ("bpm" in sound.descriptors)
    assert {name for _, name in told} >= {"bpm", "pack", "license"}


def test_one_hit_a_pack(catalogue, patch):
    found = rows(ask(patch, "/fs/search", "grain", "@group_by_pack", 1, "@count", 150), RESULT)
    packs = [catalogue.site.dataset.sound[row[1]].pack for row in found]
    assert len([pack for pack in packs if pack]) == len({pack for pack in packs if pack}) > 0


def test_similar_sounds_come_nearest_first(catalogue, patch, ids):
    def nearness(id_):
        places = (catalogue.site.dataset.sound[each].vector("laion_clap") for each in (id_, like))
        return sum(map(mul, *places))

    like = ids["Rain on a tin roof.wav"]
    found = [row[1] for row in rows(ask(patch, "/fs/search", "@similar_to", like, "@count", 5), RESULT)]
    assert len(found) == 5
    assert like not in found
    assert sorted(found, key=nearness, reverse=True) == found
    assert nearness(found[0]) == max(nearness(id_) for id_ in ids.values() if id_ != like)


def test_a_target_puts_the_nearest_first(patch):
    found = ask(patch, "/fs/search", "@bpm", 120, "@count", 5, "@fields", "bpm")
    far = [abs(float(value) - 120) for *_, name, value in rows(found, "/fs/search/field") if name == "bpm"]
    assert len(far) == 5
    assert far[0] == 0
    assert all(near <= further for near, further in pairwise(far))


@pytest.mark.parametrize("wanted", [("by",), ("cc0",), ("by-nc", "sampling+")])
def test_licenses_are_told_apart(patch, wanted):
    found = rows(ask(patch, "/fs/search", "@license", *wanted, "@count", 150), RESULT)
    assert {row[7] for row in found} == set(wanted)


def test_a_license_that_is_not_welcome_is_refused(catalogue, tmp_path, ids):
    running.log_in(catalogue.api_url, tmp_path / "sounds")
    with (
        running.over(catalogue.api_url, tmp_path / "sounds", licenses=["cc0", "by"]) as daemon,
        daemon.caller() as patch,
    ):
        wanted = [ids[name] for name in ("tone 440", "Rain (loop) ogg", "church bell", "thunder far away")]
        answer = ask(patch, "/fs/fetch", *wanted)
        assert sorted((row[0], row[8]) for row in rows(answer, SOUND)) == [(0, "cc0"), (2, "by")]
        assert sorted((row[0], row[2]) for row in rows(answer, FAILED)) == [
            (1, "license_refused"),
            (3, "license_refused"),
        ]
        assert len(list((tmp_path / "sounds").glob("*__*"))) == 2


def test_refresh_all_reads_metadata_anew_in_bulk(catalogue, patch, ids):
    id_ = ids["pink noise"]
    sounds(patch, id_)
    before = len(asked(catalogue, "/search/"))
    answer = ask(patch, "/fs/refresh", "all")
    assert [message.address for message in answer if "progress" not in message.address] == ["/fs/refresh/done"]
    assert answer[-1].arguments[3] > 86_000
    bulk = asked(catalogue, "/search/")[before:]
    assert len(bulk) == 1
    assert f"{id_}" in bulk[0].query


@pytest.mark.parametrize("local", [False, True])
def test_info_tells_all_of_it(patch, ids, local):
    id_ = ids[TOLD_LONG]
    if local:
        sounds(patch, id_)
    answer = ask(patch, "/fs/info", id_)
    assert answer[-1].arguments == [id_]
    told = {}
    for told_id, name, value in rows(answer, "/fs/info/field"):
        assert told_id == id_
        told.setdefault(name, []).append(value)
    assert len(told["description"]) > 3
    assert "".join(told["description"]) == LONG
    assert told["tags"] == ["tone", "sine", "reference"]
    assert told["username"] == ["demo"]
    assert told["license"] == ["http://creativecommons.org/publicdomain/zero/1.0/"]
    assert told["samplerate"] == ["44100"]
    assert "tone 440" in "".join(told["attribution"])
