"""Tree × article → does it match, and where: the meaning of the language, in plain Python.

The engines' compilers must give the same articles as this; highlights always come from here, for
every engine. Spans are offsets into the original field, of positive leaves only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from monitor.query.document import Document, Field
from monitor.query.fields import EVERYWHERE
from monitor.query.syntax import (
    And,
    AnyOf,
    Between,
    Exact,
    Fuzzy,
    Leaf,
    Near,
    Node,
    Not,
    Operand,
    Or,
    Phrase,
    Wildcard,
    Word,
)

Span = tuple[int, int]
"""Offsets of a highlight in the original field, in code points, end exclusive."""

_Run = tuple[int, int]
"""Positions of a matched operand, end exclusive."""


@dataclass(frozen=True, slots=True)
class Match:
    """Why an article matched: per field (title, summary, text) the spans to mark, in order."""

    spans: Mapping[str, tuple[Span, ...]]


class Matcher:
    """One query, for any number of documents. None matches every article."""

    def __init__(self, tree: Node | None) -> None:
        self.tree = tree

    def matches(self, document: Document) -> bool:
        return self.tree is None or _holds(self.tree, document)

    def match(self, document: Document) -> Match | None:
        """None where the article does not match."""
        if not self.matches(document):
            return None
        marked: dict[str, set[Span]] = {name: set() for name in EVERYWHERE}
        if self.tree is not None:
            _mark(self.tree, document, marked)
        return Match({name: tuple(sorted(spans)) for name, spans in marked.items()})


def _holds(node: Node, document: Document) -> bool:
    match node:
        case Leaf(operand, field):
            names = EVERYWHERE if field is None else (field,)
            return any(next(_runs(operand, document.words[name]), None) is not None for name in names)
        case Exact(field, value):
            values = document.values[field]
            if "*" in value or "?" in value:
                fits = expression(value).fullmatch
                return any(fits(each) is not None for each in values)
            return value in values
        case Between(field, start, end):
            time = {"published": document.published, "first_seen": document.first_seen, "when": document.when}[field]
            return time is not None and (start is None or start <= time) and (end is None or time < end)
        case And(children):
            return all(_holds(child, document) for child in children)
        case Or(children):
            return any(_holds(child, document) for child in children)
        case Not(child):
            return not _holds(child, document)


def _mark(node: Node, document: Document, marked: dict[str, set[Span]]) -> None:
    """Add the spans of everything positive in a node that holds."""
    match node:
        case And(children):
            for child in children:
                _mark(child, document, marked)
        case Or(children):
            for child in children:
                if _holds(child, document):
                    _mark(child, document, marked)
        case Leaf(operand, field):
            for name in EVERYWHERE if field is None else (field,):
                if name in marked:
                    at = document.words[name].at
                    marked[name].update(
                        (at[first].start, at[last - 1].end) for first, last in _runs(operand, document.words[name])
                    )
        case _:
            pass


def _runs(operand: Operand | AnyOf, field: Field) -> Iterator[_Run]:
    """Where an operand stands; for NEAR the runs of both sides that are near each other."""
    match operand:
        case Word(term):
            yield from ((at, at + 1) for at in field.places.get(term, ()))
        case Wildcard() | Fuzzy():
            for term in _terms(operand, field):
                yield from ((at, at + 1) for at in field.places[term])
        case Phrase(parts):
            yield from _phrase(parts, field)
        case AnyOf(operands):
            for each in operands:
                yield from _runs(each, field)
        case Near():
            yield from _near(operand, field)


def _terms(operand: Wildcard | Fuzzy, field: Field) -> Iterator[str]:
    if isinstance(operand, Wildcard):
        fits = expression(operand.pattern).fullmatch
        yield from (term for term in field.places if fits(term))
    else:
        yield from (term for term in field.places if is_one_edit(operand.term, term))


def _phrase(parts: tuple[Word | Wildcard, ...], field: Field) -> Iterator[_Run]:
    starts: set[int] | None = None
    for offset, part in enumerate(parts):
        here = {first - offset for first, _ in _runs(part, field)}
        starts = here if starts is None else starts & here
        if not starts:
            return
    yield from ((first, first + len(parts)) for first in sorted(starts or ()))


def _near(near: Near, field: Field) -> Iterator[_Run]:
    lefts, rights = set(_runs(near.left, field)), set(_runs(near.right, field))
    for earlier, later in ((lefts, rights), (rights, lefts)):
        by_start = sorted(later)
        firsts = [run[0] for run in by_start]
        told = 0  # the windows below only move on, so each run is told once
        for run in sorted(earlier, key=_end):
            low = bisect_left(firsts, run[1])
            high = bisect_right(firsts, run[1] + near.distance)
            if low < high:
                yield run
                yield from by_start[max(low, told) : high]
                told = high


def _end(run: _Run) -> int:
    return run[1]


@lru_cache(maxsize=4_096)
def expression(pattern: str) -> re.Pattern[str]:
    """A wildcard pattern as a regular expression for the whole term or value.

    The first place where a piece between two stars fits is as good as any later one, so it is taken for good (an
    atomic group): `*a*a*a*b` cannot be made to go back and forth over a hostile word.
    """
    first, *others = (
        "".join("." if char == "?" else re.escape(char) for char in piece) for piece in pattern.split("*")
    )
    if others:
        *middle, last = others
        first += "".join(f"(?>.*?{piece})" for piece in middle) + ".*" + last
    return re.compile(first, re.DOTALL)


def is_one_edit(one: str, other: str) -> bool:
    """Whether at most one insertion, removal, replacement or swap of neighbours leads from one to the other."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if at is None:
        return True  # one is the other's beginning
    if len(one) != len(other):
        longer, shorter = (one, other) if len(one) > len(other) else (other, one)
        return longer[at + 1 :] == shorter[at:]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]
