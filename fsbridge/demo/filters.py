"""The filter grammar: Lucene's, with what the service does to a filter on its way to Solr (docs/freesound.md 3.2.3).

luqum parses; here the tree becomes a predicate over search documents. The server itself decodes the text once more,
translates descriptor names where a space-separated piece starts with one, rewrites the older geographic form and
puts a `+` before every `word:`, in quoted values too.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from luqum import tree
from luqum.exceptions import ParseError
from luqum.thread import parse

from fsbridge.demo.documents import SCHEMA, SolrError, point
from fsbridge.demo.vocabulary import DYNAMIC_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from fsbridge.demo.documents import Document

    Predicate = Callable[[Document], bool]

_INTERSECTS = re.compile(r'geotag:"Intersects\((.+?) (.+?) (.+?) (.+?)\)"')
_GEOFILT = re.compile(r"\{!geofilt ([^}]*)\}")
_EARTH_RADIUS_KM = 6371.0087714


def compile_filter(text: str, now: datetime) -> Predicate:
    """Turn a filter into a predicate over documents.

    Args:
        text: the filter as the request has it, decoded once.
        now: what NOW means in it.

    Raises:
        SolrError: the syntax is wrong, a field is unknown or a value is not of its field's kind.
    """
    prepared = _prepare(unquote(text))
    try:
        parsed = parse(prepared)
    except ParseError as error:
        raise SolrError(f"org.apache.solr.search.SyntaxError: Cannot parse '{prepared}': {error}") from error
    return _Compiler(now).visit(parsed, "id")


def _prepare(text: str) -> str:
    pieces = []
    for piece in text.split(" "):
        name, colon, value = piece.partition(":")
        pieces.append(DYNAMIC_FIELDS.get(name, name) + colon + value)
    text = _INTERSECTS.sub(r'geotag:["\2,\1" TO "\4,\3"]', " ".join(pieces))
    text = re.sub(r"\b([a-zA-Z_]+:)", r"+\1", text)
    return _GEOFILT.sub(r'geofilt:"\1"', text)


class _Compiler:
    """Walks the tree; each node becomes a predicate."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def visit(self, node: tree.Item, field: str) -> Predicate:
        match node:
            case tree.BaseOperation():
                made = self._clauses(node, field)
            case tree.SearchField(name="*"):
                made = _anything
            case tree.SearchField(expr=tree.Prohibit() | tree.Plus()):
                raise SolrError(f"org.apache.solr.search.SyntaxError: Cannot parse '{node}'")
            case tree.SearchField():
                made = self.visit(node.expr, node.name)
            case tree.Group() | tree.FieldGroup() | tree.Boost():
                made = self.visit(node.expr, field)
            case tree.Plus():
                made = self.visit(node.a, field)
            case tree.Not() | tree.Prohibit():
                made = _opposite(self.visit(node.a, field))
            case tree.Range():
                made = self._range(node, field)
            case tree.Word() | tree.Phrase():
                made = self._term(node, field)
            case _:
                raise SolrError(f"org.apache.solr.search.SyntaxError: '{node}' is not supported here")
        return made

    def _clauses(self, operation: tree.BaseOperation, field: str) -> Predicate:
        """Lucene's flat reading, AND its default: OR frees the clauses on both its sides, AND binds the one before."""
        clauses = list(_flat(operation))
        next_operators = [*(operator for operator, _ in clauses[1:]), None]
        required: list[Predicate] = []
        free: list[Predicate] = []
        has_positive = False
        for (operator, node), next_operator in zip(clauses, next_operators, strict=True):
            is_negation = isinstance(node, (tree.Not, tree.Prohibit))
            after_or = operator is tree.OrOperation and next_operator is not tree.AndOperation
            is_free = (after_or or next_operator is tree.OrOperation) and not is_negation
            (free if is_free else required).append(self.visit(node, field))
            has_positive |= not (is_free or is_negation)

        def matches(document: Document) -> bool:
            if not all(clause(document) for clause in required):
                return False
            return has_positive or not free or any(clause(document) for clause in free)

        return matches

    def _term(self, node: tree.Term, field: str) -> Predicate:
        is_phrase = isinstance(node, tree.Phrase)
        value = re.sub(r"\\(.)", r"\1", node.value[1:-1] if is_phrase else node.value)
        if field == "geofilt":
            return _circle(value)
        kind = _kind(field)
        if value == "*" and not is_phrase:
            return lambda document: bool(document[field])
        wanted = kind.parse(value, self._now)
        return lambda document: any(kind.matches(found, wanted) for found in document[field])

    def _range(self, node: tree.Range, field: str) -> Predicate:
        low, high = (str(bound).strip().strip('"') for bound in (node.low, node.high))
        if field == "geotag":
            south, west, north, east = (*point(low), *point(high))
            return lambda document: any(
                south <= latitude <= north and west <= longitude <= east for latitude, longitude in document[field]
            )
        kind = _kind(field)
        floor = None if low == "*" else kind.parse(low, self._now)
        ceiling = None if high == "*" else kind.parse(high, self._now)

        def inside(found: Any) -> bool:
            above = floor is None or (found >= floor[0] if node.include_low else found > floor[1])
            return above and (ceiling is None or (found <= ceiling[1] if node.include_high else found < ceiling[0]))

        return lambda document: any(inside(found) for found in document[field])


def _anything(_document: Document) -> bool:
    return True


def _opposite(refused: Predicate) -> Predicate:
    return lambda document: not refused(document)


def _flat(
    node: tree.Item, operator: type[tree.Item] | None = None
) -> Iterator[tuple[type[tree.Item] | None, tree.Item]]:
    """The clauses of nested operations in the order of the text, each with the operator before it."""
    if not isinstance(node, tree.BaseOperation):
        yield operator, node
        return
    first, *others = node.children
    yield from _flat(first, operator)
    for child in others:
        yield from _flat(child, type(node))


def _kind(field: str) -> Any:
    if field not in SCHEMA:
        raise SolrError(f"undefined field {field}")
    return SCHEMA[field]


def _circle(parameters: str) -> Predicate:
    """All within `d` kilometres of `pt`, by the great circle."""
    given = dict(piece.partition("=")[::2] for piece in parameters.split())
    latitude, longitude = map(math.radians, point(given.get("pt", "")))
    try:
        distance_km = float(given["d"])
    except (KeyError, ValueError) as error:
        raise SolrError("missing or wrong d parameter") from error

    def near(place: tuple[float, float]) -> bool:
        there, along = map(math.radians, place)
        half = math.sin((there - latitude) / 2) ** 2
        half += math.cos(latitude) * math.cos(there) * math.sin((along - longitude) / 2) ** 2
        return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(half)) <= distance_km

    return lambda document: any(near(place) for place in document["geotag"])
