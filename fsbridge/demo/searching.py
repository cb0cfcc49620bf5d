"""The search resource: query, filter, sort, grouping, similarity, paging (docs/freesound.md 3.2).

Left out is what fsbridge never asks for: other weights, and likeness to a vector instead of a sound.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from operator import mul
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

from fsbridge.demo.answers import ApiError
from fsbridge.demo.documents import NUMERIC, SCHEMA, SolrError, document, pack_grouping
from fsbridge.demo.filters import compile_filter
from fsbridge.demo.rendering import LIST_FIELDS
from fsbridge.demo.vocabulary import DYNAMIC_FIELDS, SIMILARITY_SPACES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fsbridge.demo.dataset import Dataset, Sound
    from fsbridge.demo.documents import Document
    from fsbridge.demo.rendering import Renderer

_WEIGHTS = {"id": 4, "tag": 4, "description": 3, "username": 1, "pack": 2, "name": 2}
_EVERYTHING = {"", "''", '""'}
_TIE = 0.01
_TERM = re.compile(r'([+-]?)(?:"([^"]+)"|([^\s"]+))')
_PAGE_SIZE, _MAX_PAGE_SIZE = 15, 150
_LEAST_SIMILAR_SCORE = 0.7
_SORTS: dict[str, tuple[str, bool]] = {
    f"{name}_{direction}": (field, direction == "desc")
    for name, field in {"duration": "duration", "created": "created", "downloads": "num_downloads"}.items()
    for direction in ("desc", "asc")
} | {"rating_desc": ("avg_rating", True), "rating_asc": ("avg_rating", False)}
_SUFFIX = " (please check that your filter syntax and field names are correct)"
#: Parameters in the order in which the service puts them into its links; `weights` and `query` are always there.
_LINK = (
    *("query", "filter", "weights", "sort", "page", "page_size"),
    *("fields", "similar_to", "similarity_space", "group_by_pack"),
)


class _Hit(NamedTuple):
    sound: Sound
    document: Document
    score: float
    distance: float | None = None
    in_group: int = 1


class _Term:
    """A word or phrase of a query, as each field reads it."""

    def __init__(self, text: str) -> None:
        self._wanted = [(name, SCHEMA[name], SCHEMA[name].read(text), weight) for name, weight in _WEIGHTS.items()]

    def score(self, found: Document) -> float:
        """The best field's weight and a hundredth of the others', 0 if no field has the term."""
        scores = [
            weight
            for name, kind, wanted, weight in self._wanted
            if any(kind.matches(value, (wanted, wanted)) for value in found[name])
        ]
        return max(scores) + _TIE * (sum(scores) - max(scores)) if scores else 0.0


class Search:
    """Answers searches over one dataset."""

    def __init__(self, dataset: Dataset, renderer: Renderer, clock: Callable[[], float]) -> None:
        self._dataset = dataset
        self._renderer = renderer
        self._clock = clock
        self._documents = [(sound, document(dataset, sound)) for sound in dataset.sound.values() if sound.is_public]

    def answer(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """The envelope for a query string.

        Raises:
            ApiError: 400 for what can't be understood, 404 for a page that is not there.
        """
        if any("\0" in value for value in asked.values()):
            raise ApiError(400, "Malformed request.")
        if "filter" in asked and not asked["filter"].strip():
            raise ApiError(400, "Invalid filter.")
        page, page_size = _integer(asked, "page", 1), min(_integer(asked, "page_size", _PAGE_SIZE), _MAX_PAGE_SIZE)
        if page < 1 or page_size < 1:
            raise ApiError(404, "Not found")
        if asked.get("query", "").strip() in _EVERYTHING:
            asked = {**asked, "query": ""}
        try:
            hits = self._hits(asked)
        except SolrError as error:
            detail = f"Search server error: Solr responded with an error (HTTP 400): [Reason: {error}]{_SUFFIX}"
            raise ApiError(400, detail) from error
        first = (page - 1) * page_size
        if hits and first >= len(hits):
            raise ApiError(404, "Not found")
        return {
            "count": len(hits),
            "previous": self._link(asked, page=page - 1) if page > 1 and hits else None,
            "next": self._link(asked, page=page + 1) if first + page_size < len(hits) else None,
            "results": [self._result(hit, asked) for hit in hits[first : first + page_size]],
        }

    def _hits(self, asked: Mapping[str, str]) -> list[_Hit]:
        if asked.get("similar_to"):
            hits = self._similar(asked["similar_to"], asked.get("similarity_space") or next(iter(SIMILARITY_SPACES)))
        else:
            hits = self._matching(unquote(asked.get("query", "")))
        if "filter" in asked:
            is_wanted = compile_filter(asked["filter"], datetime.fromtimestamp(self._clock(), UTC))
            hits = [hit for hit in hits if is_wanted(hit.document)]
        sort = asked.get("sort", "")
        if ":" in sort:
            hits = _nearest(hits, sort)
        elif sort in _SORTS:
            field, descending = _SORTS[sort]
            if field == "avg_rating":
                hits.sort(key=lambda hit: -hit.sound.num_ratings)
            hits.sort(key=lambda hit: hit.document[field][0], reverse=descending)
        else:
            hits.sort(key=lambda hit: -hit.score)
        return self._grouped(hits) if asked.get("group_by_pack") == "1" else hits

    def _matching(self, query: str) -> list[_Hit]:
        terms = [(sign == "-", _Term(phrase or word)) for sign, phrase, word in _TERM.findall(query)]
        hits = []
        for sound, found in self._documents:
            scores = [(is_refused, term.score(found)) for is_refused, term in terms]
            if all(is_refused != bool(score) for is_refused, score in scores):
                hits.append(_Hit(sound, found, sum(score for _, score in scores) if terms else 1.0))
        return hits

    def _similar(self, target: str, space: str) -> list[_Hit]:
        try:
            known = self._dataset.sound.get(int(target))
        except ValueError as error:
            raise ApiError(400, "The 'similar_to' parameter is not a valid sound ID") from error
        vector = (known and known.vector(space)) or []
        hits = []
        for sound, found in self._documents:
            other = sound.vector(space)
            if vector and other and str(sound.id) != target:
                score = (1 + sum(map(mul, vector, other))) / 2
                if score >= _LEAST_SIMILAR_SCORE:
                    hits.append(_Hit(sound, found, score))
        return hits

    def _grouped(self, hits: list[_Hit]) -> list[_Hit]:
        groups: dict[str, list[_Hit]] = {}
        for hit in hits:
            groups.setdefault(pack_grouping(self._dataset, hit.sound) or f"sound {hit.sound.id}", []).append(hit)
        newest = {max(group, key=lambda hit: hit.sound.created).sound.id: len(group) for group in groups.values()}
        return [hit._replace(in_group=newest[hit.sound.id], distance=None) for hit in hits if hit.sound.id in newest]

    def _result(self, hit: _Hit, asked: Mapping[str, str]) -> dict[str, Any] | None:
        try:
            shown = self._renderer.sound(hit.sound, asked.get("fields") or LIST_FIELDS, round(hit.score, 8))
        except KeyError:
            return None
        if hit.distance is not None:
            shown["distance_to_target"] = hit.distance
        if hit.in_group > 1:
            pack = f'pack_grouping:"{pack_grouping(self._dataset, hit.sound)}"'
            shown["more_from_same_pack"] = self._link(asked, page=1, filter=pack, group_by_pack=0)
            shown["n_from_same_pack"] = hit.in_group
        return shown

    def _link(self, asked: Mapping[str, str], **changed: object) -> str:
        kept = {name: value for name in _LINK if (value := asked.get(name))}
        if kept.get("sort") not in {*_SORTS, None} and ":" not in kept["sort"]:
            del kept["sort"]
        if kept.get("page_size") == str(_PAGE_SIZE):
            del kept["page_size"]
        given = {"query": "", "weights": ""} | kept | changed
        pairs = (f"{name}={quote(str(given[name]), safe=',:[]*+()')}" for name in _LINK if name in given)
        return f"{self._renderer.base_url}/apiv2/search/?&{'&'.join(pairs)}"


def _integer(asked: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(asked.get(name, default))
    except ValueError:
        return default


def _nearest(hits: list[_Hit], sort: str) -> list[_Hit]:
    """Ascending Euclidean distance to the targets; an absent value counts as 0."""
    targets = {}
    for piece in sort.split(","):
        name, _, value = piece.partition(":")
        try:
            targets[DYNAMIC_FIELDS.get(name, name)] = float(value)
        except ValueError as error:
            raise SolrError(f"sort param could not be parsed: {sort}") from error
    if unknown := set(targets) - NUMERIC:
        distance = f"dist(2,{','.join([*targets, *map(str, targets.values())])})"
        raise SolrError(
            f"sort param could not be parsed as a query, and is not a field that exists: {distance}, {unknown}"
        )
    measured = [
        hit._replace(distance=round(math.dist([(hit.document[n] or [0])[0] for n in targets], targets.values()), 6))
        for hit in hits
    ]
    return sorted(measured, key=lambda hit: hit.distance or 0)
