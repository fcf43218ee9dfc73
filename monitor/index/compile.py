"""A query's tree → a tantivy query that finds exactly what `query.match` matches.

NEAR between two single words that cannot be the same one is one phrase with slop, both words at
the same offset: slop is the distance of positions, so n words between are n + 1, in either order,
and positions are read once. Otherwise (phrases, words that overlap) it is every exact phrase that
it stands for: alternatives × both orders × gaps 0…n. tantivy's own query parser is never used (it reads
`prison*` as `prison`), and a phrase of one word is never built (it panics).

Scores: a word or phrase by BM25, the title's thrice; wildcards and fuzzy words a constant; whole
values, times and exclusions nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import tantivy

from monitor.index.schema import ARTICLE, microseconds
from monitor.query.fields import EVERYWHERE
from monitor.query.match import expression
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

TITLE_WEIGHT = 3.0

_Clause = tuple[tantivy.Occur, tantivy.Query]
_Choice = tuple[Word | Wildcard, ...]
"""What may stand at one position."""


def compile(tree: Node | None, schema: tantivy.Schema) -> tantivy.Query:
    """ValueError where tantivy refuses a wildcard as too costly."""
    return Compiler(schema).query(tree)


def has_score(node: Node | None) -> bool:
    """Whether some words can be more or less relevant; otherwise the best order is the newest first."""
    match node:
        case Leaf(operand):
            return not isinstance(operand, Wildcard | Fuzzy)
        case And(children) | Or(children):
            return any(has_score(child) for child in children)
        case _:
            return False


class Compiler:
    def __init__(self, schema: tantivy.Schema) -> None:
        self.schema = schema

    def query(self, tree: Node | None) -> tantivy.Query:
        return self.articles() if tree is None else self.node(tree)

    def articles(self) -> tantivy.Query:
        """Every article, and not the checkpoint."""
        return _silent(tantivy.Query.term_query(self.schema, "row", ARTICLE, "basic"))

    def node(self, node: Node) -> tantivy.Query:
        match node:
            case Leaf(operand, field):
                if field is not None:
                    return self.operand(operand, field)
                return _any([self.weighted(operand, name) for name in EVERYWHERE])
            case Exact(field, value):
                return _silent(self.value(field, value))
            case Between():
                return _silent(self.between(node))
            case Or(children):
                return _any([self.node(child) for child in children])
            case And(children):
                return self.all(children)
            case Not():
                return self.all((node,))

    def all(self, children: Sequence[Node]) -> tantivy.Query:
        clauses: list[_Clause] = []
        for child in children:
            if isinstance(child, Not):
                clauses.append((tantivy.Occur.MustNot, self.node(child.child)))
            else:
                clauses.append((tantivy.Occur.Must, self.node(child)))
        if all(isinstance(child, Not) for child in children):
            clauses.append((tantivy.Occur.Must, self.articles()))
        return tantivy.Query.boolean_query(clauses)

    def value(self, field: str, value: str) -> tantivy.Query:
        if "*" in value or "?" in value:
            return tantivy.Query.regex_query(self.schema, field, _expression(value))
        return tantivy.Query.term_query(self.schema, field, value, "basic")

    def between(self, node: Between) -> tantivy.Query:
        if node.start is None and node.end is None:
            return tantivy.Query.exists_query(node.field)
        return tantivy.Query.range_query(
            self.schema,
            node.field,
            tantivy.FieldType.Integer,
            lower_bound=None if node.start is None else microseconds(node.start),
            upper_bound=None if node.end is None else microseconds(node.end) - 1,
        )

    def weighted(self, operand: Operand, field: str) -> tantivy.Query:
        query = self.operand(operand, field)
        return tantivy.Query.boost_query(query, TITLE_WEIGHT) if field == "title" else query

    def operand(self, operand: Operand, field: str) -> tantivy.Query:
        match operand:
            case Word(term):
                return tantivy.Query.term_query(self.schema, field, term, "position")
            case Wildcard(pattern):
                return tantivy.Query.regex_query(self.schema, field, _expression(pattern))
            case Fuzzy(term):
                return tantivy.Query.fuzzy_term_query(self.schema, field, term, 1, True, False)
            case Phrase(parts):
                return self.phrase([(at, (part,)) for at, part in enumerate(parts)], field)
            case Near():
                return self.near(operand, field)

    def near(self, near: Near, field: str) -> tantivy.Query:
        clauses = []
        for left in _units(near.left):
            for right in _units(near.right):
                if len(left) == len(right) == 1 and _apart(left[0], right[0]):
                    clauses.append(self.phrase([(0, left[0]), (0, right[0])], field, near.distance + 1))
                    continue
                for first, second in ((left, right), (right, left))[: 1 if left == right else 2]:
                    for gap in range(near.distance + 1):
                        begin = len(first) + gap
                        clauses.append(self.phrase([*enumerate(first), *enumerate(second, begin)], field))
        return _any(clauses)

    def phrase(self, parts: Sequence[tuple[int, _Choice]], field: str, slop: int = 0) -> tantivy.Query:
        """Two or more words at exact offsets, or two that stand at most `slop` positions nearer or farther."""
        if all(len(choice) == 1 and isinstance(choice[0], Word) for _, choice in parts):
            words: list[str | tuple[int, str]] = [(at, _text(choice[0])) for at, choice in parts]
            return tantivy.Query.phrase_query(self.schema, field, words, slop)
        expressions: list[str | tuple[int, str]] = [(at, "|".join(map(_regex, choice))) for at, choice in parts]
        return tantivy.Query.regex_phrase_query(self.schema, field, expressions, slop)


def _units(operand: NearOperand) -> list[tuple[_Choice, ...]]:
    """The alternatives of one side, as phrases of choices. Single words that come with a wildcard become one
    choice: each wildcard phrase costs its expansion again (544 ms instead of 30 for three on either side)."""
    singles: list[Word | Wildcard] = []
    units: list[tuple[_Choice, ...]] = []
    for each in alternatives(operand):
        if isinstance(each, Phrase):
            units.append(tuple((part,) for part in each.parts))
        else:
            singles.append(each)
    if any(isinstance(each, Wildcard) for each in singles):
        return [(tuple(singles),), *units]
    return [*(((each,),) for each in singles), *units]


def _apart(left: _Choice, right: _Choice) -> bool:
    """Whether no word can be both: then one phrase with slop says the same as every gap in either order."""
    return all(_cannot_be_both(one, other) for one in left for other in right)


def _cannot_be_both(one: Word | Wildcard, other: Word | Wildcard) -> bool:
    match one, other:
        case Word(term), Word(another):
            return term != another
        case (Word(term), Wildcard(pattern)) | (Wildcard(pattern), Word(term)):
            return expression(pattern).fullmatch(term) is None
        case _:
            one_start, other_start = (_LITERAL.match(_text(each)) for each in (one, other))
            assert one_start is not None
            assert other_start is not None
            shorter, longer = sorted((one_start[0], other_start[0]), key=len)
            return not longer.startswith(shorter)


_LITERAL = re.compile(r"[^*?]*")


def _any(queries: list[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _silent(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)


def _text(part: Word | Wildcard) -> str:
    return part.term if isinstance(part, Word) else part.pattern


def _regex(part: Word | Wildcard) -> str:
    return _expression(part.pattern) if isinstance(part, Wildcard) else _escape(part.term)


def _expression(pattern: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(char) or _escape(char) for char in pattern)


def _escape(text: str) -> str:
    """For tantivy's expressions, which know fewer escapes than Python's."""
    return re.sub(r"([.^$*+?()\[\]{}|\\])", r"\\\1", text)
