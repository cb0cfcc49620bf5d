"""The grammar of requests: from the arguments of a message to what the core is asked."""

from __future__ import annotations

import random
import struct

import pytest

from fsbridge.core.profiles import PROFILES
from fsbridge.core.requests import Cancel, Fetch, Info, More, Refresh, Search, Wish
from fsbridge.errors import BadRequestError
from fsbridge.model import Near, Quality, Query, Range
from fsbridge.osc.building import build_request
from fsbridge.osc.commands import COMMANDS
from fsbridge.osc.reading import read, split
from fsbridge.osc.reading import request_id as read_request_id
from fsbridge.osc.values import as_text
from fsbridge.osc.wire import FLOAT_MAX


def asked(verb, *arguments, defaults=None):
    command = COMMANDS[f"/fs/{verb}"]
    words, options = split(arguments)
    return build_request(command, read(command, words, options), defaults or {})


def query(*arguments, defaults=None):
    return asked("search", *arguments, defaults=defaults).query


def float32(value):
    return struct.unpack(">f", struct.pack(">f", value))[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["heavy", "rain"], "heavy rain"),
        (["heavy rain"], "heavy rain"),
        ([808.0, "kick"], "808 kick"),
        ([808, "kick"], "808 kick"),
        (["rain", float32(0.1)], "rain 0.1"),
        (["@@home", "alone"], "@home alone"),
        (["rain @count 5"], "rain @count 5"),
        (["@query", "heavy", "rain"], "heavy rain"),
        (["heavy", "@query", "rain"], "heavy rain"),
        (["@query", "@@x", "rain"], "@x rain"),
        (["@query", '"heavy', 'rain"'], "heavy rain"),
        (["rain", "@"], "rain @"),
        (['"heavy', 'rain"'], '"heavy rain"'),
    ],
)
def test_words(arguments, words):
    assert query(*arguments) == Query(words=words)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (808.0, "808"),
        (0.1, "0.1"),
        (float32(0.1), "0.1"),
        (float32(48000.1), "48000.1"),
        (-3.5, "-3.5"),
        (16777216.0, "16777216"),
        (2.0**31, "2147483648"),
        (float32(1e30), "1e+30"),
        (float32(1.1754944e-38), "1.1754944e-38"),
        (float32(1e-45), "1e-45"),
        (0.0, "0"),
        (1e300, "1e+300"),
        (7, "7"),
        (2**40, "1099511627776"),
        (5.831619024276734, "5.8316193"),
        (FLOAT_MAX, "3.4028235e+38"),
        (-FLOAT_MAX, "-3.4028235e+38"),
        (3.4e38, "3.4e+38"),
    ],
)
def test_a_number_among_words_has_the_fewest_digits(value, text):
    assert as_text(value) == text


def test_a_number_halfway_between_two_float32_is_a_word_too():
    rng = random.Random(24)
    for _ in range(5_000):
        low = float32(rng.uniform(1, 10))
        high = struct.unpack(">f", struct.pack(">i", struct.unpack(">i", struct.pack(">f", low))[0] + 1))[0]
        halfway = (low + high) / 2 * (1 + rng.choice([-3e-16, 3e-16]))
        assert float32(float(as_text(halfway))) == float32(halfway)


@pytest.mark.parametrize(
    ("arguments", "filters"),
    [
        (["@license", "cc0", "by"], [("license", ("cc0", "by"))]),
        (["@license", "CC0", "cc0"], [("license", ("cc0",))]),
        (["@type", "wav", "aiff"], [("type", ("wav", "aiff"))]),
        (["@tag", "rain"], [("tag", "rain")]),
        (["@tag", "rain", "@tag", "heavy", "storm"], [("tag", "rain"), ("tag", "heavy storm")]),
        (["@tag", '"field', 'recording"'], [("tag", "field recording")]),
        (["@tag", "808.0"], [("tag", "808.0")]),
        (["@tag", 808.0], [("tag", "808")]),
        (["@tonality", "D#", "minor"], [("tonality", "D# minor")]),
        (["@duration", 1, 5], [("duration", Range(1, 5))]),
        (["@duration", "1.5", 5.0], [("duration", Range(1.5, 5))]),
        (["@num_downloads", 100, "*"], [("num_downloads", Range(100, None))]),
        (["@num_downloads", "*", 100.0], [("num_downloads", Range(None, 100))]),
        (["@samplerate", "44100.0"], [("samplerate", 44_100)]),
        (["@channels", 2.0], [("channels", 2)]),
        (["@loopable", 1.0], [("loopable", True)]),
        (["@single_event", 0], [("single_event", False)]),
        (["@created", 2019.0, "2020-06-30"], [("created", Range("2019", "2020-06-30"))]),
        (["@created", "2019-02", "*"], [("created", Range("2019-02", None))]),
        (["@near", 41.5, "2", 50], [("near", Near(41.5, 2, 50))]),
    ],
)
def test_filters(arguments, filters):
    assert query(*arguments).filters == tuple(filters)


@pytest.mark.parametrize(
    "arguments",
    [
        ["@created", "2019-13", "2020"],
        ["@created", "2019-02-30", "2020"],
        ["@created", "2020", "2019-12"],
        ["@created", "*", "*"],
        ["@near", 91, 0, 1],
        ["@near", 0, 0, 0],
        ["@duration", float("nan")],
        ["@duration", "1_000"],
        ["@duration", "٣"],
        ["@duration", "9" * 5_000],
        ["@count", 2.0**70],
        ["@tag", '""'],
        ["@tag", None],
        [None],
        ["@count", None],
        ["rain", float("nan")],
        ["@tag", float("inf")],
        ["@license", -float("inf")],
        ["@count", FLOAT_MAX],
    ],
)
def test_what_is_refused(arguments):
    with pytest.raises(BadRequestError, match=r"takes .*, not "):
        query(*arguments)


def test_one_number_is_a_target_where_the_field_is_one():
    assert query("@bpm", 120, "@brightness", "80").targets == (("bpm", 120.0), ("brightness", 80.0))
    assert query("@bpm", 120, 130).filters == (("bpm", Range(120, 130)),)


def test_the_other_options_of_a_search():
    search = asked(
        "search", "rain", "@count", 30.0, "@page", "2", "@sort", "rating_desc", "@group_by_pack", 1, "@similar_to", 5.0,
        "@space", "laion_clap", "@filter", '"duration:[1', "TO", '5]"', "@fields", "bpm", "note", "@fresh", 1,
    )  # fmt: skip
    assert search == Search(
        Query(
            words="rain", sort="rating_desc", group_by_pack=True, similar_to=5, space="laion_clap",
            raw_filter="duration:[1 TO 5]", count=30, page=2, fields=("bpm", "note"),
        ),
        fresh=True,
    )  # fmt: skip


@pytest.mark.parametrize("request_id", [-1, -1.0, "-1", " -7 ", "x" * 65, "é" * 33, float("nan"), 2.0**31, None])
def test_ids_that_a_caller_may_not_use(request_id):
    with pytest.raises(BadRequestError, match="@req takes"):
        read_request_id([("req", [request_id])])


@pytest.mark.parametrize("request_id", [0, 7.5, "", "-", "-x", "é" * 32, 2**31 - 1])
def test_ids_that_a_caller_may_use(request_id):
    assert read_request_id([("req", [request_id])]) == request_id


def test_fetch_by_id():
    assert asked("fetch", 1234, 1235.0, "1236", -5) == Fetch((1234, 1235, 1236, -5))


def test_an_id_that_can_not_be_read_stays_at_its_index():
    assert asked("fetch", "abc", 1235, 1.5, None, 2.0**40) == Fetch(
        ("'abc'", 1235, "'1.5'", "'nil'", "'1099511627776'")
    )


def test_200_ids_are_read_and_201_refused():
    assert len(asked("fetch", *range(1, 201)).ids) == 200
    with pytest.raises(BadRequestError):
        asked("fetch", *range(1, 202))


def test_fetch_by_query():
    assert asked("fetch", "@query", "rain") == Fetch(query=Query(words="rain", count=1))
    assert asked("fetch", "@query", "rain", "@count", 4, "@channels", 1) == Fetch(
        query=Query(words="rain", count=4), wish=Wish(channels=1)
    )
    assert asked("fetch", "@tag", "rain").query == Query(filters=(("tag", "rain"),), count=1)


@pytest.mark.parametrize(
    ("arguments", "wish"),
    [
        ([], Wish()),
        (["@quality", "auto"], Wish()),
        (["@quality", "original"], Wish(quality=Quality.ORIGINAL)),
        (["@quality", "preview", "@wait", 5], Wish(quality=Quality.PREVIEW, wait_seconds=5)),
        (["@as", "wav"], Wish(wav=True)),
        (["@as", "original"], Wish(original_form=True)),
        (["@rate", 48_000.0, "@channels", "1", "@bits", 24.0], Wish(samplerate=48_000, channels=1, bits=24)),
    ],
)
def test_wishes(arguments, wish):
    assert asked("fetch", 5, *arguments).wish == wish


def test_the_other_verbs():
    assert asked("more") == More()
    assert asked("more", "7") == More("7")
    assert asked("info", 5.0) == Info(5)
    assert asked("refresh") == Refresh()
    assert asked("refresh", "library") == Refresh(("library",))
    assert asked("refresh", "all") == Refresh(("token", "library", "sounds"))
    assert asked("cancel") == asked("cancel", "all") == Cancel()
    assert asked("cancel", 7.0) == Cancel(7.0)
    assert asked("cancel", -3) == Cancel(-3)


def test_what_hello_said_holds_where_a_request_says_nothing():
    said = {"rate": 48_000, "channels": 1, "license": ("cc0",), "count": 5, "quality": "preview"}
    search = asked("search", "rain", defaults=said)
    assert search.query == Query(words="rain", filters=(("license", ("cc0",)),), count=5)
    assert search.wish == Wish(quality=Quality.PREVIEW, samplerate=48_000, channels=1)
    assert asked("search", "rain", "@license", "by", "@count", 8, defaults=said).query == Query(
        words="rain", filters=(("license", ("by",)),), count=8
    )
    assert asked("fetch", 5, "@rate", 44_100, defaults=said).wish == Wish(
        quality=Quality.PREVIEW, samplerate=44_100, channels=1
    )
    assert asked("fetch", 5, "@as", "original", defaults=said).wish == Wish(quality=Quality.PREVIEW, original_form=True)
    assert asked("fetch", "@query", "rain", defaults=said).query.count == 1


def test_the_profile_of_hello_is_part_of_what_is_wished_for():
    said = {"profile": "sc"}
    assert asked("search", "rain", defaults=said).wish == Wish(profile=PROFILES["sc"])
    assert asked("fetch", 5, "@bits", 16, defaults=said).wish == Wish(bits=16, profile=PROFILES["sc"])
    assert asked("fetch", 5, "@first", "preview", defaults=said).wish.first() == Wish(
        quality=Quality.PREVIEW, profile=PROFILES["sc"], preview_first=True
    )
    assert asked("fetch", 5, defaults={"profile": "plain"}).wish == asked("fetch", 5).wish == Wish()


def test_a_habit_gives_way_to_a_sort_or_target_of_the_request():
    assert query("@sort", "created_desc", defaults={"bpm": 120}).targets == ()
    assert query("@bpm", 120, defaults={"sort": "created_desc"}).sort == "score"
    assert query("x", defaults={"bpm": 120, "sort": "created_desc"}) == Query(words="x", targets=(("bpm", 120.0),))
