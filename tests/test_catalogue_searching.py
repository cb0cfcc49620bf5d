"""The catalogue's searches beyond its recordings: other data, other filters, other queries."""

from __future__ import annotations

import pytest
from catalogue_asking import AMEN, NOON, bearer, get, ids, with_amen
from freesound_service import TurningClock, catalogue


@pytest.fixture(scope="module")
def shared(threads_end):
    with catalogue(clock=TurningClock(NOON)) as serving:
        yield serving


def test_a_changed_dataset_changes_the_answers():
    with catalogue(data=with_amen(name="Zither", duration=99.5, tags=["zither"])) as changed:
        assert get(changed, "sounds/817/").json()["name"] == "Zither"
        assert ids(changed, query="zither", filter="duration:[99 TO 100]") == {AMEN}
        assert AMEN not in ids(changed, query="drum")


def test_a_sound_waiting_for_moderation_is_shown_but_neither_found_nor_downloaded():
    with catalogue(data=with_amen(moderation_state="PE")) as changed:
        assert get(changed, "sounds/817/").status_code == 200
        assert AMEN not in ids(changed)
        assert get(changed, "sounds/817/download/", bearer(changed)).status_code == 404


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        ('license:("Creative Commons 0" OR "Sampling+") type:flac tag:tick', {12349}),
        ("license:attribution", set()),
        ('license:"Attribution Noncommercial"', set()),
        ("type:aiff OR type:ogg", {34569, 34570, 45678, 45679}),
        ("type:aiff OR type:ogg tag:crow", {45679}),
        ("type:aiff AND tag:tom", {34569}),
        ("tag:drum OR tag:amen AND tag:loop", {817, 23457}),  # AND binds what stands before it
        ("+tag:rain -tag:roof", {1235}),
        ("tag:rain tag:roof", {1234}),
        ("tag:(rain AND roof)", {1234}),
        ("tag:rain NOT tag:roof", {1235}),
        ("tag:rain -(tag:roof)", {1235}),
        ("avg_rating:[9 TO *]", {817, 34568}),
        ("avg_rating:[0.1 TO 6]", {23456}),  # two ratings of 6 count for nothing
        ("loudness:[-8 TO -7] tag:amen", {817}),
        ('tonality:"A minor" tag:amen', {817}),
        ("duration:{6 TO *} tag:rain", set()),
        ("duration:[6 TO *] tag:rain", {1234}),
        ("duration:[* TO 0]", {567891}),
        ("created:2020", {56789, 56790}),
        ("created:2020-05-15T12", {56790}),
        ("created:[2020-04-30T23:59:59Z+1MONTH/MONTH TO 2020-05-31]", {56790}),
        ("created:[2020-02 TO 2020-05]", {56789, 56790}),
        ("created:[NOW-19MONTHS/MONTH TO NOW]", {567892, 567893}),
        ("created:[2024-06-01T12:00:00Z TO 2024-06-01T12:00:01Z]", {456791}),
        ("{!geofilt sfield=geotag pt=41.4,2.2 d=5}", {1234}),
        ("{!geofilt sfield=geotag pt=41.4,2.2 d=50} tag:soft", {1235}),
        ('geotag:["-34,151" TO "-33,152"]', {45679}),
        ("fsdsinet_detected_class:Percussion tag:lofi", {12345}),
        ("name:LOOPS", {817, 23456, 23457, 56789}),
        ("name:amen", {817, 23456, 23457}),
        ('description:"rain on a tin roof"', {1234}),
        ("description:the", set()),
        ('username:"bob-smith_99"', None),
        ("username:bob", None),
        ("md5:dbe82c8cd351a29ec8fb993c60e5877e", {817}),
        ("id:(817 OR 1234) type:wav", {1234}),
        ("*:* tag:roof", {1234}),
        ("tag:field%2Drecording", {1234}),  # decoded once more
    ],
)
def test_filter(shared, filter_, expected):
    found = ids(shared, filter=filter_)
    if expected is None:
        expected = {sound.id for sound in shared.site.dataset.sounds if sound.is_public and sound.user_id == 3003}
    assert found == expected


@pytest.mark.parametrize(
    ("filter_", "reason"),
    [
        ("-bpm:120", "undefined field bpm"),
        ("(pitch:[1 TO 2] OR type:wav)", "undefined field pitch"),
        ('+category:"Music"', "undefined field category"),
        ("beat_times:1", "undefined field beat_times"),
        ("tags:rain", "undefined field tags"),
        ("bitdepth:[a TO 3]", "Invalid Number: a"),
        ("created:yesterday", "Couldn't parse date"),
        ("created:2020-13", "Couldn't parse date"),
        ("created:[NOW-9999YEARS TO NOW]", "Couldn't parse date"),
        ("created:NOW+99999999999DAYS", "Couldn't parse date"),
        ('geotag:"here"', "Can't parse point"),
        ("loudness:-8", "SyntaxError"),
        ("geotag:[1 TO 2]", "Can't parse point"),
        ("{!geofilt sfield=geotag pt=1,2}", "d parameter"),
        ("tag:rain~2", "not supported"),
    ],
)
def test_wrong_filter(shared, filter_, reason):
    answer = get(shared, "search/", filter=filter_)
    assert answer.status_code == 400
    detail = answer.json()["detail"]
    assert detail.startswith("Search server error: Solr responded with an error (HTTP 400): [Reason: ")
    assert detail.endswith("] (please check that your filter syntax and field names are correct)")
    assert reason in detail


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("the rain", set()),  # no field that keeps stop words has it
        ("drum -loop", {23458, 34569, 56790, 234567}),
        ("817", {817, 23457}),
        ("industrial DRUMS", {56789}),
        ("hums", {45678, 123459}),
        ('"roof tin"', set()),
        ("smith ping", {12345, 12347}),
        ("field-recording", {1234}),
        ("+café", {12347}),
        ('""', None),
        ("''", None),
        ("   ", None),
    ],
)
def test_query(shared, query, expected):
    found = ids(shared, query=query)
    assert found == expected if expected is not None else len(found) == 43


def test_links_carry_every_parameter(shared):
    params = {"query": "drum", "filter": "type:(flac OR wav)", "sort": "created_asc", "page_size": 2, "fields": "id"}
    first = get(shared, "search/", **params).json()
    link = "search/?&query=drum&filter=type:(flac%20OR%20wav)&weights=&sort=created_asc&page=2&page_size=2&fields=id"
    assert first["next"] == shared.api_url + link
    second = get(shared, link).json()
    assert second["count"] == first["count"]
    assert not {hit["id"] for hit in first["results"]} & {hit["id"] for hit in second["results"]}


@pytest.mark.parametrize(("page", "page_size", "status"), [(1, 0, 404), (0, 15, 404), (5, 15, 404), ("x", "y", 200)])
def test_paging(shared, page, page_size, status):
    assert get(shared, "search/", page=page, page_size=page_size).status_code == status


def test_a_target_sort_needs_numbers(shared):
    assert get(shared, "search/", sort="pitch:high").status_code == 400
    distances = [hit["distance_to_target"] for hit in get(shared, "search/", sort="duration:2").json()["results"]]
    assert distances == sorted(distances)
