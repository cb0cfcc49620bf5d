"""Queries in Freesound's language: word for word, and by what the catalogue finds with them."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

import pytest
from freesound_service import FREE, Heard, TurningClock, catalogue, client, store_login
from fuzz import HOSTILE

from fsbridge.core.fields import FIELDS, Kind
from fsbridge.errors import BadRequestError
from fsbridge.freesound.query import QUERY_BYTES_MAX, encoded, search_parameters
from fsbridge.model import Near, Query, Range

FILTERS = {
    'license:("Creative Commons 0" OR "Attribution")': ("license", ("cc0", "by")),
    'license:("Sampling\\+")': ("license", ("sampling+",)),
    "": ("license", ("cc0", "other")),
    'type:("wav" OR "aiff")': ("type", ("WAV", "aiff")),
    'username:"Bob.Smith 2"': ("user", "Bob.Smith 2"),
    'pack:"My pack\\: \\"foo\\" \\\\"': ("pack", 'My pack: "foo" \\'),
    'note_name:"A#3"': ("note", "bb3"),
    'note_name:"C4"': ("note", "C4"),
    'tonality:"D# minor"': ("tonality", "Eb Minor"),
    'tonality:"F# major"': ("tonality", "f# major"),
    'md5:"dbe82c8cd351a29ec8fb993c60e5877e"': ("md5", "DBE82C8CD351A29EC8FB993C60E5877E"),
    "loopable:true": ("loopable", True),
    "channels:[2 TO 2]": ("channels", 2.0),
    "samplerate:[44100 TO 48000]": ("samplerate", Range(44100.0, 48000.0)),
    "loudness:[-20.5 TO *]": ("loudness", Range(-20.5, None)),
    "avg_rating:[8 TO 10]": ("avg_rating", Range(4, 5)),
    "created:[2020-01-01T00:00:00Z TO 2020-02-29T23:59:59Z]": ("created", Range("2020", "2020-02")),
    "created:[* TO 2021-05-03T23:59:59Z]": ("created", Range(None, "2021-05-03")),
    "{!geofilt sfield=geotag pt=41.4,-2.2 d=10}": ("near", Near(41.4, -2.2, 10.0)),
}


@pytest.mark.parametrize("expected", FILTERS)
def test_a_filter_in_solr_syntax(expected):
    assert search_parameters(Query(filters=(FILTERS[expected],))).get("filter", "") == expected


def test_all_the_other_options():
    query = Query(
        words="rain -thunder", targets=(("bpm", 120.0), ("avg_rating", 4.5)), sort="duration_asc", group_by_pack=True,
        count=4, page=2, fields=("note", "tag", "spectral_centroid", "name"),
    )  # fmt: skip
    parameters = search_parameters(query)
    fields = parameters.pop("fields").split(",")
    assert fields[-3:] == ["note_name", "tags", "spectral_centroid"]
    assert len(fields) == len(set(fields))
    assert parameters == {
        "query": "rain -thunder", "sort": "bpm:120,avg_rating:9", "group_by_pack": "1", "page_size": "4", "page": "2"
    }  # fmt: skip
    similar = search_parameters(Query(words="dropped by the service", similar_to=817, space="freesound_classic"))
    assert (similar["similar_to"], similar["similarity_space"], "query" in similar) == (
        "817",
        "freesound_classic",
        False,
    )


BESIDE_LICENSE = [
    "bpm:120 OR bpm:60",
    "(tag:a)OR(tag:b)",
    "tag:a||tag:b",
    'name:"a ) or \\" b" \\)',
    "created:[NOW-1YEAR/DAY TO NOW] bpm:{60 TO 70]",
    'geotag:["40,1" TO "43,4"]',
    "{!geofilt sfield=geotag pt=1,2 d=3}",
]


@pytest.mark.parametrize("raw", BESIDE_LICENSE)
def test_a_raw_filter_is_closed_in(raw):
    assert search_parameters(Query(raw_filter=raw))["filter"] == raw
    both = search_parameters(Query(filters=(("license", ("by",)),), raw_filter=f" {raw} "))["filter"]
    assert both == f'license:("Attribution") ( {raw} )'


@pytest.mark.parametrize("negative", ["-tag:dry", "NOT tag:dry", "!tag:dry -tag:wet"])
def test_a_raw_filter_that_only_takes_away_has_something_to_take_from(negative):
    assert search_parameters(Query(raw_filter=negative))["filter"] == negative
    both = search_parameters(Query(filters=(("tag", "rain"),), raw_filter=negative))["filter"]
    assert both == f'tag:"rain" ( *:* {negative} )'


@pytest.mark.parametrize(
    "breaking",
    [
        "tag:a) OR (license:Attribution",
        "tag:(a",
        "tag:a))((",
        'tag:"a',
        'tag:a" OR "b"',
        "tag:a\\",
        "bpm:[1 TO 2",
        "bpm:1]",
        "{!lucene",
        'tag:/"/) OR (id:[0 TO *] OR tag:/"/',
        'bpm:[a TO b"] ) OR ( bpm:[c TO d"]',
        "{!x v='\"'} ) OR ( {!x v='\"'}",
        '/* " */ ) OR ( /* " */',
        '{!x}" ) OR ( "',
        '{!a TO b}" ) OR ( "',
    ],
)
def test_a_raw_filter_breaks_out_of_nothing(breaking):
    with pytest.raises(BadRequestError, match="@filter"):
        search_parameters(Query(filters=(("license", ("cc0",)),), raw_filter=breaking))


def test_a_place_stands_where_it_does_not_take_the_rest_for_its_own():
    near, place = ("near", Near(1, 2, 3)), "{!geofilt sfield=geotag pt=1,2 d=3}"
    assert search_parameters(Query(filters=(near, ("tag", "rain"))))["filter"] == f'tag:"rain" {place}'
    assert search_parameters(Query(filters=(near,), raw_filter="tag:rain"))["filter"] == f"( tag:rain ) {place}"
    assert search_parameters(Query(filters=(near,), raw_filter=place))["filter"] == f"( {place} ) {place}"


def test_what_the_server_decodes_twice_is_encoded_twice():
    text = encoded({"query": "50%25 é", "filter": 'tag:"100%"', "space": "a%b"})
    once = {name: values[0] for name, values in parse_qs(text).items()}
    assert once == {"query": "50%2525 é", "filter": 'tag:"100%25"', "space": "a%b"}


def test_a_lone_quote_is_no_phrase():
    assert search_parameters(Query(words='7" single'))["query"] == "7  single"
    assert search_parameters(Query(words='"tin roof" x'))["query"] == '"tin roof" x'


@pytest.mark.parametrize("wrong", ["yesterday", "2020-13", "2020-02-30", "2020-1-1-1", "20 20", "9" * 20])
def test_what_is_no_date_is_said(wrong):
    with pytest.raises(BadRequestError, match="date"):
        search_parameters(Query(filters=(("created", Range(wrong, None)),)))


def test_a_search_that_the_service_would_not_read_is_refused_here():
    with pytest.raises(BadRequestError, match="shorten"):
        encoded(search_parameters(Query(words="é" * QUERY_BYTES_MAX)))
    with pytest.raises(BadRequestError, match="number"):
        search_parameters(Query(filters=(("bpm", Range(float("inf"), None)),)))
    encoded(search_parameters(Query(words="\udce9 half a letter")))


@pytest.fixture(scope="module")
def service():
    with catalogue() as running:
        yield running


def found(service, folder, *queries: Query) -> list[list[int]]:
    async def main():
        clock = TurningClock()
        store_login(folder, clock, FREE)
        async with client(folder, clock, service.api_url) as source:
            pages = [await source.search(query, Heard()) for query in queries]
        return [[hit.id for hit in page.hits] for page in pages]

    return asyncio.run(main())


SAMPLES = {
    Kind.NUMBER: (Range(-1, None), 3),
    Kind.FLAG: (True, False),
    Kind.TEXT: ('a "b" c: d\\',),
    Kind.DATES: (Range("2001", None), Range(None, "2026-01-01")),
    Kind.PLACE: (Near(41.4, 2.2, 10),),
}


def test_the_service_reads_a_filter_on_every_field(service, tmp_path):
    filters = [
        (option, value)
        for option, field in FIELDS.items()
        for value in (SAMPLES[field.kind] if field.kind is not Kind.CHOICES else (field.choices,))
    ]
    found(service, tmp_path, *(Query(filters=(pair,)) for pair in filters))


def test_awkward_values_find_what_they_name_and_nothing_else(service, tmp_path):
    cases = {
        ("pack", "My pack: foo"): {234570, 234571},
        ("pack", "Percussion / vol. 1"): {12345, 12346, 12347, 78901, 234568, 234569},
        ("pack", "キット kit"): None,
        ("category", "Sound effects"): None,
        ("tag", 'rain" OR id:[0 TO *] OR tag:"rain'): set(),
        ("tag", "rain\\"): set(),
        ("tag", '\\" OR id:[0 TO *] OR tag:\\"'): set(),
        ("tag", "rain%22 OR id:[0 TO *] %22"): set(),
        ("tag", "rain%2522 OR id:[0 TO *] %2522"): set(),
        ("tag", "x bpm:120 created:2020"): set(),
        ("tag", "{!geofilt sfield=geotag pt=0,0 d=30000}"): set(),
        ("tag", "*"): set(),
        ("md5", "*) OR (id:[0 TO *]"): set(),
    }
    answers = found(service, tmp_path, *(Query(filters=(pair,), count=150) for pair in cases))
    for (pair, expected), ids in zip(cases.items(), answers, strict=True):
        assert ids if expected is None else set(ids) == expected, pair


def test_hostile_values_find_nothing(service, tmp_path):
    texts = [text for text in HOSTILE if 0 < len(text.strip()) < 1_000]
    queries = [Query(filters=(("tag", text),)) for text in texts]
    answers = found(service, tmp_path, *queries)
    assert [query.filters for query, ids in zip(queries, answers, strict=True) if ids] == []


def test_words_phrases_and_minus(service, tmp_path):
    rain, phrase, without, percent, stray = found(
        service, tmp_path,
        Query(words="rain"), Query(words='"tin roof"'), Query(words="rain -heavy"),
        Query(words="percent%20encoded"), Query(words='rain"'),
    )  # fmt: skip
    assert set(rain) == set(stray) == {1234, 1235}
    assert phrase == [1234]
    assert without == [1235]
    assert percent == [234570]


def test_filters_are_all_required_and_a_place_does_not_swallow_them(service, tmp_path):
    near = ("near", Near(0, 0, 20_000))
    alone, with_type, with_or, without = found(
        service, tmp_path,
        Query(filters=(near,), count=150),
        Query(filters=(near, ("type", ("wav",))), count=150),
        Query(filters=(("type", ("wav",)),), raw_filter="samplerate:22050 OR samplerate:48000", count=150),
        Query(filters=(("tag", "rain"),), raw_filter="-id:1234", count=150),
    )  # fmt: skip
    assert set(with_type) < set(alone)
    assert 1235 in with_or
    assert 817 not in with_or
    assert 1235 in without
    assert 1234 not in without


def test_targets_bring_the_nearest_first(service, tmp_path):
    (ids,) = found(service, tmp_path, Query(targets=(("pitch", 220.0),), count=1))
    assert ids == [123456]
