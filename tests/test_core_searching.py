"""What is remembered of searches, and how much is told of a sound: both have bounds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from core_room import case
from osc_room import sound

from fsbridge.core.attribution import attribution
from fsbridge.core.describing import MESSAGE_CHARACTERS, TOLD_CHARACTERS_MAX
from fsbridge.core.messages import Failed, InfoDone, SearchDone
from fsbridge.core.requests import Info, More, Search
from fsbridge.core.searching import CACHED_MAX
from fsbridge.core.trails import TRAILS_MAX, TRAILS_MAX_OF_A_CLIENT
from fsbridge.model import Query


@case
async def test_pages_go_on_and_the_last_searches_are_kept(house):
    assert (await house.answer(Search(Query("rain", count=2)), "first"))[-1] == SearchDone(2, 5, 1, 3, "freesound")
    for number in range(31):
        await house.answer(Search(Query(f"word {number}", count=2)), number)
    more = await house.answer(More(of="first"), "first")
    assert [message.index for message in more[:-1]] == [2, 3]
    await house.answer(Search(Query("one too many")), 31)
    await house.answer(Search(Query("and another")), 32)
    assert house.service.search_id("patch", 0) is None, "of 32 searches the oldest was forgotten"
    (failed,) = await house.answer(More(of=0), "x")
    assert failed.error.code == "not_found"


@pytest.mark.parametrize("id_", [900, -3])
def test_an_unknown_sound_has_no_description(id_):
    @case
    async def check(house):
        (failed,) = await house.answer(Info(id_))
        assert failed.error.code == "not_found"
        assert isinstance((await house.answer(Info(5)))[-1], InfoDone)

    check()


@pytest.mark.parametrize("value", ["x" * TOLD_CHARACTERS_MAX, ["x" * 1_000] * 1_000, [""] * 100_000])
def test_of_a_sound_without_end_so_much_is_told_and_whom_to_credit(value):
    @case
    async def check(house):
        house.source.sound = described
        *told, _ = await house.answer(Info(5))
        assert [message.value for message in told if message.name in ("id", "attribution")] == [
            "5",
            attribution(endless),
        ]
        assert (
            sum(len(message.name) + len(message.value) + MESSAGE_CHARACTERS for message in told)
            < 2 * TOLD_CHARACTERS_MAX
        )

    async def described(_id, _report):
        return endless

    endless = replace(sound(5), metadata={"id": 5, "tags": value})
    check()


@case
async def test_searches_that_find_nothing_are_forgotten_too(house):
    searches = [Search(Query("nothing", page=page)) for page in range(1_000, 1_001 + CACHED_MAX)]
    asked = enumerate([*searches, searches[-1], searches[0]])
    sources = [(await house.answer(search, number))[-1].source for number, search in asked]
    assert sources == ["freesound"] * len(searches) + ["cache", "freesound"]


@case
async def test_searches_to_go_on_with_are_forgotten_oldest_first(house):
    async def goes_on(client, of):
        return not isinstance((await house.answer(More(of), "more", client))[-1], Failed)

    for number in range(TRAILS_MAX_OF_A_CLIENT + 1):
        await house.answer(Search(Query("rain", count=1)), number, "talkative")
    assert [await goes_on("talkative", of) for of in (0, 1, TRAILS_MAX_OF_A_CLIENT)] == [False, True, True]
    for number in range(TRAILS_MAX):
        await house.answer(Search(Query("rain", count=1)), 7, f"patch {number}")
    assert [await goes_on(client, None) for client in ("talkative", "patch 0")] == [False, True]
