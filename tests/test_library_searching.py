"""Searching what is here: the same questions as to the service."""

import asyncio

import pytest
from library_room import described, opened, place, write_sound

from fsbridge.errors import OfflineError
from fsbridge.library.index import Index
from fsbridge.library.searching import search
from fsbridge.model import License, Near, Quality, Query, Range

CC0, NC = "http://creativecommons.org/publicdomain/zero/1.0/", "https://creativecommons.org/licenses/by-nc/3.0/"
TOLD = {
    1: {"tags": ["Rain", "roof"], "description": "heavy drops", "created": "2019-05-31T23:00:00Z", "bpm": 90.0,
        "brightness": 20.0, "num_downloads": 7, "avg_rating": 4.5, "geotag": "41.38 2.17", "loopable": True,
        "license": CC0, "pack_name": "Wet", "note_name": "A4"},
    2: {"tags": ["rain-stick", "field"], "description": 'raining on "tin"', "created": "2020-01-01T00:00:00Z", "bpm": 120.0,
        "brightness": 80.0, "num_downloads": 70, "avg_rating": 3.0, "geotag": None, "loopable": False, "license": NC,
        "pack_name": "Wet"},
    3: {"tags": ["kick"], "description": "808 rain of kicks", "created": "2020-12-31T12:00:00Z", "bpm": 125.0,
        "brightness": 60.0, "num_downloads": 1, "avg_rating": 0.0, "geotag": "41.5 2.2", "license": CC0, "note_name": "a4"},
}  # fmt: skip


@pytest.fixture
def index(tmp_path):
    """Sounds 1 to 3 with a file, 4 without."""
    from fsbridge.library.entry import Entry, FileKind
    from fsbridge.model import AudioFacts

    (tmp_path / ".fsbridge").mkdir()
    with Index(tmp_path / ".fsbridge/index.db", "freesound", writable=True) as index:
        for id_, told in {**TOLD, 4: TOLD[3]}.items():
            license_ = License.from_deed(told["license"])
            sound = described(
                id_, f"n{id_}.wav", metadata=told, license=license_, username="Alice B", seconds=float(id_)
            )
            index.keep(sound)
        facts = AudioFacts(1, 44100, 1, "WAV", "PCM_16")
        index.put(Entry(id_, FileKind.ORIGINAL, "", f"{id_}.wav", 1, 1, "", facts) for id_ in TOLD)
        yield index


def found(index, words="", *filters, **more):
    return [sound.id for sound in search(index, Query(words, filters, **more)).hits]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("", {1, 2, 3}),
        ("rain", {1, 2, 3}),
        ("RAINS", {1, 2, 3}),
        ("rain kick", {3}),
        ("808", {3}),
        ("alice roof", {1}),
        ("wet", {1, 2}),
        ("tin", {2}),
        ("nothing", set()),
        ('" OR * NEAR( tin', set()),
        ("-", {1, 2, 3}),
        ("rain -kick", {1, 2}),
    ],
)
def test_words_are_all_to_be_found(index, words, ids):
    assert set(found(index, words)) == ids


@pytest.mark.parametrize(
    ("wish", "ids"),
    [
        (("license", ("cc0",)), {1, 3}),
        (("license", ("by", "by-nc")), {2}),
        (("tag", "rain"), {1}),
        (("user", "alice b"), {1, 2, 3}),
        (("pack", "Wet"), {1, 2}),
        (("type", ("wav", "aiff")), {1, 2, 3}),
        (("type", ("flac",)), set()),
        (("note", "A4"), {1, 3}),
        (("loopable", True), {1}),
        (("loopable", False), {2}),
        (("duration", Range(2, None)), {2, 3}),
        (("duration", Range(None, 2.0)), {1, 2}),
        (("channels", 1), {1, 2, 3}),
        (("bpm", Range(100, 120)), {2}),
        (("num_downloads", Range(7.0, 70)), {1, 2}),
        (("created", Range("2019", "2019")), {1}),
        (("created", Range("2019-06", None)), {2, 3}),
        (("created", Range(None, "2020-01")), {1, 2}),
        (("created", Range("2020-12-31", "2020-12-31")), {3}),
        (("near", Near(41.4, 2.2, 5)), {1}),
        (("near", Near(41.4, 2.2, 50)), {1, 3}),
        (("near", Near(0, 0, 21_000)), {1, 3}),
        (("roughness", Range(0, 100)), set()),
        (("md5", "x"), set()),
    ],
)
def test_filters_mean_what_they_mean_to_the_service(index, wish, ids):
    assert set(found(index, "", wish)) == ids


def test_filters_all_hold_together(index):
    assert found(index, "rain", ("license", ("cc0",)), ("tag", "rain"), ("tag", "roof")) == [1]


def test_order_pages_and_packs(index):
    assert found(index, sort="duration_desc") == [3, 2, 1]
    assert found(index, sort="created_asc") == [1, 2, 3]
    assert found(index, sort="downloads_desc") == [2, 1, 3]
    assert found(index, sort="rating_asc") == [3, 2, 1]
    assert found(index, targets=(("bpm", 122),)) == [2, 3, 1]
    assert found(index, targets=(("bpm", 120), ("brightness", 30))) == [3, 1, 2]
    assert found(index, targets=(("roughness", 5),)) == []
    page = search(index, Query(sort="duration_asc", count=2, page=2))
    assert ([sound.id for sound in page.hits], page.total, page.pages, page.source) == ([3], 3, 2, "library")
    assert search(index, Query("nothing")).pages == 0
    assert found(index, sort="duration_desc", group_by_pack=True) == [3, 2]


@pytest.mark.parametrize("query", [Query(similar_to=1), Query("rain", raw_filter="bpm:120")])
def test_what_only_the_service_can_tell(index, query):
    with pytest.raises(OfflineError):
        search(index, query)


def test_what_was_placed_and_dropped_is_found(tmp_path):
    async def run():
        async with opened(tmp_path) as (library, _):
            await place(library, described(1234, metadata={"description": "a storm"}), Quality.PREVIEW)
            write_sound(tmp_path / "thunder" / "far away.wav", frames=44100)
            await library.scan()
            assert [sound.id for sound in library.search(Query("storm")).hits] == [1234]
            assert [sound.id for sound in library.search(Query("thunder away")).hits] == [-1]
            assert [
                sound.id
                for sound in library.search(
                    Query(filters=(("duration", Range(0.9, 1.1)), ("license", ("other",))))
                ).hits
            ] == [-1]
            await library.update([described(1234, metadata={"description": "a breeze"})])
            assert library.search(Query("storm")).total == 0
            assert library.search(Query("breeze")).total == 1

    asyncio.run(run())
