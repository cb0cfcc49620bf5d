"""What goes wrong on the way of a file, and what comes of it: the whole file or an error, in as many requests as it takes."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
import running
from freesound_service import Heard, TurningClock, client
from misbehaving import Misbehaving

from fsbridge.core.partials import note_of
from fsbridge.demo.made import catalog
from fsbridge.errors import FsbridgeError
from fsbridge.freesound.tokens import TokenStore
from fsbridge.model import Phase, Quality

HERE = "here"
LARGE_ID, LARGE_MEGABYTES = 900_001, 8

TABLE = {
    # what happens, to which requests; what comes of it; and for each request whether it asks for the rest or all
    "a cut": (["cut"], HERE, "all rest"),
    "a reset": (["reset"], HERE, "all rest"),
    "a stall": (["stalled"], HERE, "all rest"),
    "no answer": (["silent"], HERE, "all all"),
    "hung up": (["hung_up"], HERE, "all all"),
    "cut in its headers": (["cut_in_headers"], HERE, "all all"),
    "a cut, and the rest is cut in its headers": (["cut", "cut_in_headers"], HERE, "all rest rest"),
    "always cut in its headers": (["cut_in_headers"] * 9, "network", "all all all"),
    "cut twice": (["cut", "cut"], HERE, "all rest rest"),
    "always hung up": (["hung_up"] * 9, "network", "all all all"),
    "always cut at once": (["cut_early"] * 9, "network", "all rest rest"),
    "a cut, and the server knows no ranges": (["cut", "whole_instead"], HERE, "all rest"),
    "a cut, and the file changed": (["cut", "changed"], HERE, "all rest"),
    "a cut of all but the end": (["cut_late"], HERE, "all rest"),
    "the rest begins elsewhere": (["cut", "wrong_start"], HERE, "all rest all"),
    "the rest is of another file": (["cut", "wrong_total"], HERE, "all rest all"),
    "the rest comes in parts": (["cut", "many_ranges"], HERE, "all rest all"),
    "the rest is said not to be": (["cut", "beyond_the_end"], HERE, "all rest all"),
    "the rest is spoilt": (["cut", "spoilt"], HERE, "all rest all"),
    "a rest that nobody asked for": (["unasked_range"], HERE, "all all"),
    "the rest fails": (["cut", "failed"], HERE, "all rest rest"),
    "the rest is a page": (["cut", "page"], HERE, "all rest rest"),
    "the rest is too short": (["cut", "short"], HERE, "all rest all"),
    "the rest is too long": (["cut", "long"], HERE, "all rest all"),
    "the rest is nothing": (["cut", "empty"], HERE, "all rest all"),
    "a file that can change unseen": (["cut_weak"], HERE, "all all"),
    "a file known by its date": (["cut_dated"], HERE, "all rest"),
    "a file that nothing names": (["cut_nameless"], HERE, "all all"),
    "a failure": (["failed", "gateway"], HERE, "all all all"),
    "always a failure": (["failed"] * 9, "server_error", "all all all"),
    "always a gateway": (["gateway"] * 9, "server_error", "all all all"),
    "a page": (["page"], HERE, "all all"),
    "always a page": (["page"] * 9, "server_error", "all all all"),
    "too short": (["short"], HERE, "all all"),
    "too long": (["long"], HERE, "all all"),
    "longer than it said": (["endless"], HERE, "all all"),
    "nothing": (["empty"], HERE, "all all"),
    "spoilt": (["spoilt"], HERE, "all all"),
    "always too short": (["short"] * 9, "bad_media", "all all"),
    "always too long": (["long"] * 9, "bad_media", "all all"),
    "always nothing": (["empty"] * 9, "bad_media", "all all"),
    "always spoilt": (["spoilt"] * 9, "bad_media", "all all"),
    "what will not change": (["gone"] * 9, "not_found", "all"),
    "what is forbidden": (["forbidden"] * 9, "authorization_failed", "all"),
    "refused for a minute": (["throttled"], HERE, "all all"),
    "refused for five minutes": (["throttled"] * 5, HERE, "all all all all all all"),
    "refused for five minutes, and it fails": (["throttled"] * 5 + ["failed"] * 2, HERE, "all " * 7 + "all"),
}
OF_A_PREVIEW = {
    "a preview is cut": (["cut"], HERE, "all rest"),
    "a preview that changed": (["cut", "changed"], HERE, "all rest"),
    "a preview that is a page": (["page"] * 9, "server_error", "all all all"),
    "a preview that is not there": (["gone"], "not_found", "all"),
    "previews that are refused": (["throttled"] * 9, "throttled", "all"),
}


ROWS = TABLE | OF_A_PREVIEW


@pytest.fixture(scope="module")
def came(tmp_path_factory, made, threads_end):
    """Everything goes wrong at once; gives for each row what came of it, what was asked, and where its file grew."""
    folder = tmp_path_factory.mktemp("faults")

    async def main(service):
        ids = [sound.id for sound in service.catalogue.site.dataset.sounds][: len(ROWS)]
        clock = TurningClock()
        log_in_for_long(service, folder, clock)
        async with client(folder, clock, service.api_url, paced=True) as source:
            sounds = await source.sounds(ids, Heard())

            async def one(id_, name, quality):
                script, *_ = ROWS[name]
                service.scripts[id_].extend(script)
                partial = folder / str(id_)
                try:
                    await source.download(sounds[id_], quality, partial, Heard(), batch=False)
                except FsbridgeError as error:
                    return name, (error.code, id_)
                return name, (HERE, id_)

            return dict(
                await asyncio.gather(
                    *(
                        one(id_, name, Quality.PREVIEW if name in OF_A_PREVIEW else Quality.ORIGINAL)
                        for id_, name in zip(ids, ROWS, strict=True)
                    )
                )
            )

    with Misbehaving(made) as service:
        return folder, service, asyncio.run(main(service))


def log_in_for_long(service, folder, clock):
    running.log_in(service.catalogue.api_url, folder)
    login = TokenStore(folder / ".fsbridge/login.json").read()
    TokenStore(folder / "login.json").write(msgspec.structs.replace(login, expires_at=clock.now + 1e6))


@pytest.mark.parametrize("name", ROWS)
def test_what_comes_of(came, name):
    folder, service, outcomes = came
    script, expected, asked = ROWS[name]
    outcome, id_ = outcomes[name]
    partial = folder / str(id_)
    assert outcome == expected
    assert ["rest" if seen.range else "all" for seen in service.seen[id_]] == asked.split()
    assert [seen.fault for seen in service.seen[id_] if seen.fault] == script[: len(service.seen[id_])]
    if expected == HERE:
        assert partial.read_bytes() == service.file(id_, "previews" if name in OF_A_PREVIEW else "sounds").read_bytes()
    else:
        assert partial.exists() == note_of(partial).exists() == ("rest" in asked)


def test_the_rest_is_asked_for_by_what_the_file_was(came):
    _, service, outcomes = came
    _, id_ = outcomes["a cut"]
    _, rest = service.seen[id_]
    size_bytes = service.file(id_, "sounds").stat().st_size
    assert rest.range == f"bytes={size_bytes - size_bytes // 2}-"
    assert rest.if_range.startswith('"')
    _, id_ = outcomes["a file known by its date"]
    assert service.seen[id_][1].if_range.endswith(" GMT")


def test_a_file_that_gets_on_is_tried_as_often_as_that_takes(tmp_path):
    catalog.make(tmp_path, tmp_path / "dataset.json", [], LARGE_MEGABYTES)

    async def main(service):
        clock = TurningClock()
        log_in_for_long(service, tmp_path, clock)
        service.scripts[LARGE_ID].extend(["cut_early"] * 7)
        async with client(tmp_path, clock, service.api_url) as source:
            sound = await source.sound(LARGE_ID, Heard())
            await source.download(sound, Quality.ORIGINAL, tmp_path / "partial", Heard(), batch=False)

    with Misbehaving(tmp_path) as service:
        asyncio.run(main(service))
        assert (tmp_path / "partial").read_bytes() == service.file(LARGE_ID, "sounds").read_bytes()
        assert ["rest" if seen.range else "all" for seen in service.seen[LARGE_ID]] == ["all"] + ["rest"] * 7


def test_a_batch_that_is_refused_goes_on_by_itself(tmp_path, made):
    async def main(service):
        clock = TurningClock()
        log_in_for_long(service, tmp_path, clock)
        async with client(tmp_path, clock, service.api_url, paced=True) as source:
            sounds = list((await source.sounds(ids, Heard())).values())
            heard, begun = [Heard() for _ in sounds], clock.now
            for id_ in ids[5:]:
                service.scripts[id_].append("throttled")
            await asyncio.gather(
                *(
                    source.download(sound, Quality.ORIGINAL, tmp_path / str(sound.id), told, batch=True)
                    for sound, told in zip(sounds, heard, strict=True)
                )
            )
        assert clock.now - begun >= 60
        assert 50 < max(seconds_left for told in heard for *_, seconds_left in told.of(Phase.THROTTLED)) <= 61

    with Misbehaving(made) as service:
        ids = [sound.id for sound in service.catalogue.site.dataset.sounds][:20]
        asyncio.run(main(service))
        for id_ in ids:
            assert (tmp_path / str(id_)).read_bytes() == service.file(id_, "sounds").read_bytes()
        assert len(service.seen[ids[0]]) == 1
        assert all(len(service.seen[id_]) == 2 for id_ in ids[5:])


def test_those_that_failed_together_do_not_come_back_together(tmp_path, made):
    async def main(service):
        clock, pauses_seconds = TurningClock(), set()
        log_in_for_long(service, tmp_path, clock)
        async with client(tmp_path, clock, service.api_url) as source:
            for id_, sound in (await source.sounds(ids, Heard())).items():
                service.scripts[id_].append("failed")
                begun = clock.now
                await source.download(sound, Quality.ORIGINAL, tmp_path / str(id_), Heard(), batch=False)
                pauses_seconds.add(clock.now - begun)
        assert len(pauses_seconds) == len(ids)

    with Misbehaving(made) as service:
        ids = [sound.id for sound in service.catalogue.site.dataset.sounds][:5]
        asyncio.run(main(service))
