"""A query's tree → the Query DSL that finds exactly what `query.match` matches.

Words are `term`, phrases `match_phrase`, wildcards `wildcard`, fuzzy words `fuzzy`, and what has a wildcard inside a
phrase, or is NEAR, `intervals`: both orders, alternatives grouped by their number of words, because the server's
intervals are minimal and a long alternative would hide behind a short one. Terms are analysed already, so the server
only splits them at white space. `intervals.prefix` is never used: older servers miss non-ASCII letters with it.

A time is kept in milliseconds by the server, so a bound is rounded up to the next one.
Scores: words and phrases by BM25, the title's thrice; wildcards and fuzzy words a constant; the rest nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.query.fields import EVERYWHERE
from monitor.query.syntax import (
    And,
    Between,
    Exact,
    Fuzzy,
    Leaf,
    Near,
    NearOperand,
    Node,
    Not,
    Operand,
    Or,
    Phrase,
    Wildcard,
    Word,
    alternatives,
)

Clause = dict[str, Any]

TITLE_WEIGHT = 3.0

_WORDS = {"author": "authors.words", "tag": "tags.words", "url": "url.words"}
_TIMES = {"published": "published_at", "first_seen": "@timestamp", "when": "when"}


OPENSEARCH_FORMS = 1_024
"""Words that a wildcard inside a phrase or NEAR may stand for: OpenSearch takes 128 unless told otherwise, and no more
than its limit of clauses, which is this. Elasticsearch reckons its own limit from its memory (8,192 with 512 MB)."""


def compile(tree: Node | None, *, most_forms: int | None = None) -> Clause:
    clause = {"match_all": {}} if tree is None else _node(tree)
    return clause if most_forms is None else _told(clause, most_forms)


def has_score(node: Node | None) -> bool:
    """Whether some words can be more or less relevant; otherwise the best order is the newest first."""
    match node:
        case Leaf(operand):
            return not isinstance(operand, Wildcard | Fuzzy)
        case And(children) | Or(children):
            return any(has_score(child) for child in children)
        case _:
            return False


def _node(node: Node) -> Clause:
    match node:
        case Leaf(operand, None):
            return _any([_operand(operand, name, _weight(name)) for name in EVERYWHERE])
        case Leaf(operand, field):
            assert field is not None
            return _operand(operand, _WORDS.get(field, field))
        case Exact() | Between():
            return {"bool": {"filter": [_value(node)]}}
        case Or(children):
            return _any([_node(child) for child in children])
        case And(children):
            return _all(children)
        case Not():
            return _all((node,))


def _all(children: Sequence[Node]) -> Clause:
    parts: dict[str, list[Clause]] = {}
    for child in children:
        match child:
            case Not(inner):
                parts.setdefault("must_not", []).append(_node(inner))
            case Exact() | Between():
                parts.setdefault("filter", []).append(_value(child))
            case _:
                parts.setdefault("must", []).append(_node(child))
    return {"bool": parts}


def _value(node: Exact | Between) -> Clause:
    if isinstance(node, Exact):
        kind = "wildcard" if "*" in node.value or "?" in node.value else "term"
        value = node.value.replace("\\", "\\\\") if kind == "wildcard" else node.value
        return {kind: {f"exact.{node.field}": {"value": value}}}
    field = _TIMES[node.field]
    if node.start is None and node.end is None:
        return {"exists": {"field": field}}
    bounds = {name: _time(time) for name, time in (("gte", node.start), ("lt", node.end)) if time is not None}
    return {"range": {field: bounds}}


def _operand(operand: Operand, field: str, boost: float | None = None) -> Clause:
    more: dict[str, Any] = {} if boost is None else {"boost": boost}
    match operand:
        case Word(term):
            return {"term": {field: {"value": term} | more}}
        case Wildcard(pattern):
            return {"wildcard": {field: {"value": pattern} | more}}
        case Fuzzy(term):
            # The usual rewriting keeps the 50 nearest terms only.
            return {"fuzzy": {field: {"value": term, "fuzziness": 1, "rewrite": "constant_score"} | more}}
        case Phrase(parts) if all(isinstance(part, Word) for part in parts):
            words = " ".join(map(_text, parts))
            return {"match_phrase": {field: {"query": words, "analyzer": "whitespace"} | more}}
        case Phrase():
            return {"intervals": {field: _phrase(operand) | more}}
        case Near(distance, left, right):
            sources = [
                {"all_of": {"ordered": True, "max_gaps": distance, "intervals": [first, second]}}
                for one in _units(left)
                for other in _units(right)
                for first, second in ((one, other), (other, one))
            ]
            return {"intervals": {field: _any_of(sources) | more}}


def _units(operand: NearOperand) -> list[Clause]:
    """One source for each number of words that an alternative may have."""
    lengths: dict[int, list[Clause]] = {}
    for each in alternatives(operand):
        lengths.setdefault(len(each.parts) if isinstance(each, Phrase) else 1, []).append(_source(each))
    return [_any_of(sources) for sources in lengths.values()]


def _source(operand: Word | Wildcard | Phrase) -> Clause:
    match operand:
        case Word(term):
            return {"match": {"query": term, "analyzer": "whitespace"}}
        case Wildcard(pattern):
            return {"wildcard": {"pattern": pattern}}
        case Phrase():
            return _phrase(operand)


def _phrase(phrase: Phrase) -> Clause:
    return {"all_of": {"ordered": True, "max_gaps": 0, "intervals": [_source(part) for part in phrase.parts]}}


def _any_of(sources: list[Clause]) -> Clause:
    return sources[0] if len(sources) == 1 else {"any_of": {"intervals": sources}}


def _told(part: Any, most: int) -> Any:
    """The same with a limit at each wildcard of an interval: what has a `pattern`."""
    if isinstance(part, list):
        return [_told(each, most) for each in part]
    if not isinstance(part, dict):
        return part
    more = {"max_expansions": most} if "pattern" in part else {}
    return {key: _told(value, most) for key, value in part.items()} | more


def _any(clauses: list[Clause]) -> Clause:
    if len(clauses) == 1:
        return clauses[0]
    return {"bool": {"should": clauses, "minimum_should_match": 1}}


def _weight(field: str) -> float | None:
    return TITLE_WEIGHT if field == "title" else None


def _text(part: Word | Wildcard) -> str:
    return part.term if isinstance(part, Word) else part.pattern


def _time(moment: datetime) -> str:
    rounded = moment.astimezone(UTC) + timedelta(microseconds=-moment.microsecond % 1_000)
    return rounded.isoformat(timespec="milliseconds").replace("+00:00", "Z")
