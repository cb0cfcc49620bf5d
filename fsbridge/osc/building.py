"""From what was read to a request of the core, with the client's own defaults where nothing was said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fsbridge.core.fields import FIELDS, Kind
from fsbridge.core.profiles import PROFILES
from fsbridge.core.requests import Bank, Banks, Cancel, Fetch, Info, More, Refresh, Request, Search, Wish
from fsbridge.model import Quality, Query, Range
from fsbridge.osc.options import SEARCH, WISH
from fsbridge.osc.reading import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from fsbridge.model import Filter
    from fsbridge.osc.commands import Command
    from fsbridge.osc.reading import Reading

BANK_COUNT = 8
_PLAIN = Wish()
_HABITS = frozenset(SEARCH) - frozenset(WISH)
"""Options of a search that hello can make a default; `@channels` of hello is of the WAV to make."""


def build_request(command: Command, reading: Reading, defaults: dict[str, Any]) -> Request:
    """Make the request.

    Raises:
        BadRequestError: the arguments contradict each other, or too little is said.
    """
    return _BUILD[command.verb](command, reading, defaults)


def _search(command: Command, reading: Reading, defaults: dict[str, Any]) -> Search:
    if reading.words is None and not reading.options:
        raise refusal(command, "WORDS or options are missing")
    query = _query(command, reading.words, reading.options, defaults, SEARCH)
    return Search(query, _wish(command, {}, defaults), reading.options.get("fresh", False))


def _fetch(command: Command, reading: Reading, defaults: dict[str, Any]) -> Fetch:
    options = reading.options
    wish = _wish(command, {name: value for name, value in options.items() if name in WISH}, defaults)
    if "first" in options:
        wish = replace(wish, preview_first=True)
    searching = options.keys() & _HABITS
    if reading.words is None:
        if not searching:
            raise refusal(command, "ID or @query is missing")
        query = _query(command, None, {"count": 1} | options, defaults, _HABITS)
        return Fetch(query=query, wish=wish)
    if searching:
        name = min(searching)
        raise refusal(command, f"@{name} goes with @query, not with ID", name)
    return Fetch(ids=reading.words, wish=wish)


def _bank(command: Command, reading: Reading, defaults: dict[str, Any]) -> Bank:
    name, words = reading.words
    options = reading.options
    habits = {name: value for name, value in defaults.items() if name in {"quality", "wait", "profile"}}
    given = {name: value for name, value in options.items() if name in WISH}
    if words is None and not options.keys() & _HABITS - {"count"}:
        if given:
            raise refusal(command, f"@{min(given)} goes with words to fill the bank with", min(given))
        return Bank(name, options.get("count"), wish=_wish(command, {}, habits))
    query = _query(command, words, {"count": BANK_COUNT} | options, defaults, _HABITS)
    # All clients share the files, whatever form one of them likes: a WAV that SuperDirt loads, the others load too.
    wish = replace(_wish(command, given, habits | {"profile": "dirt"}), wav=True)
    return Bank(name, query.count, query, wish)


def _query(
    command: Command,
    words: str | None,
    given: dict[str, Any],
    defaults: dict[str, Any],
    known: Collection[str],
) -> Query:
    given = {name: value for name, value in given.items() if name in known}
    aimed = next((name for name, value in given.items() if _is_target(name, value)), "")
    if aimed and "sort" in given:
        raise refusal(command, f"@sort can't be had with the target @{aimed}, which sorts by itself", "sort")
    options = {name: value for name, value in defaults.items() if name in _HABITS} | given
    filters: list[tuple[str, Filter]] = []
    targets: list[tuple[str, float]] = []
    for name, value in options.items():
        if _is_target(name, value):
            targets += [] if "sort" in given else [(name, float(value))]
        elif name == "tag":
            filters += [(name, tag) for tag in value]
        elif name in FIELDS:
            filters.append((name, value))
    return Query(
        words=" ".join(filter(None, (words, options.get("query")))),
        filters=tuple(filters),
        targets=tuple(targets),
        sort="score" if targets else options.get("sort", "score"),
        group_by_pack=options.get("group_by_pack", False),
        similar_to=options.get("similar_to"),
        space=options.get("space", ""),
        raw_filter=options.get("filter", ""),
        count=options.get("count", 15),
        page=options.get("page", 1),
        fields=options.get("fields", ()),
    )


def _is_target(name: str, value: Any) -> bool:
    field = FIELDS.get(name)
    return field is not None and field.kind is Kind.NUMBER and field.target and not isinstance(value, Range)


def _wish(command: Command, given: dict[str, Any], defaults: dict[str, Any]) -> Wish:
    if not (given or defaults):
        return _PLAIN
    options = {name: value for name, value in defaults.items() if name in WISH} | given
    form = given.get("as")
    made = [name for name in ("rate", "channels", "bits") if name in given]
    if form == "original" and made:
        raise refusal(command, f"@{made[0]} makes a WAV, and @as original wants none", made[0])
    original = options.get("as") == "original" and not made
    quality = options.get("quality", "auto")
    return Wish(
        quality=None if quality == "auto" else Quality(quality),
        wav=options.get("as") == "wav",
        original_form=original,
        samplerate=None if original else options.get("rate"),
        channels=None if original else options.get("channels"),
        bits=None if original or "bits" not in options else int(options["bits"]),
        wait_seconds=options.get("wait", _PLAIN.wait_seconds),
        profile=PROFILES[defaults.get("profile", "plain")],
    )


def _refresh(_: Command, reading: Reading, __: dict[str, Any]) -> Refresh:
    if not reading.words:
        return Refresh()
    return Refresh(("token", "library", "sounds") if "all" in reading.words else reading.words)


_BUILD: dict[str, Callable[[Command, Reading, dict[str, Any]], Request]] = {
    "search": _search,
    "more": lambda _, reading, __: More(reading.words),
    "fetch": _fetch,
    "bank": _bank,
    "banks": lambda _, __, ___: Banks(),
    "info": lambda _, reading, __: Info(reading.words),
    "refresh": _refresh,
    "cancel": lambda _, reading, __: Cancel(reading.words),
}
