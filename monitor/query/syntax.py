"""The tree of a query: analysed terms, exact values, ranges of time, and how they combine.

Text leaves hold terms as `analysis` folds them; an interpreter compares, it never analyses.

    Node     Leaf(field, operand) · Exact(field, value) · Between(field, start, end)
             And(children) · Or(children) · Not(child)
    operand  Word · Wildcard · Fuzzy · Phrase(parts) · Near(distance, left, right)

A `Leaf` without a field means title, summary or text, decided per field: a phrase or NEAR never
crosses from one field, or one author, to the next. And, Or and Not are per article.

`render` gives the canonical text, which parses to the same tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Word:
    term: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`*` is any number of characters, `?` is one; the whole term must match."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """At most one edit on code points; two neighbours swapped count as one."""

    term: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Two or more words in neighbouring positions, in this order."""

    parts: tuple[Word | Wildcard, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Alternatives inside NEAR, two or more."""

    operands: tuple[Word | Wildcard | Phrase, ...]


Alternative = Word | Wildcard | Phrase
NearOperand = Alternative | AnyOf


@dataclass(frozen=True, slots=True)
class Near:
    """Both, in either order, without overlap, at most `distance` words between them."""

    distance: int
    left: NearOperand
    right: NearOperand


Operand = Word | Wildcard | Fuzzy | Phrase | Near


@dataclass(frozen=True, slots=True)
class Leaf:
    """Words of `field` (title, text, author, tag, url), or of title, summary or text where it is None."""

    operand: Operand
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Exact:
    """A whole value of `field`, as `document.value` writes it; `*` and `?` work as in Wildcard.

    For a label the value is ``key=value``, or ``=value`` where any key will do; for a domain it is
    the host or a parent of it.
    """

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Between:
    """`start` ≤ time < `end`, in UTC, open where None. `field` is published, first_seen, or `when`:
    published where the article has that date, else first_seen. A `when` has one end only."""

    field: str
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    child: Node


Node = Leaf | Exact | Between | And | Or | Not


def is_negative(node: Node) -> bool:
    """Whether some branch only says what must not be there. A search means everything minus that;
    a rule may not, because it would match nearly every article."""
    match node:
        case Not():
            return True
        case And(children):
            return all(is_negative(child) for child in children)
        case Or(children):
            return any(is_negative(child) for child in children)
        case _:
            return False


def alternatives(operand: NearOperand) -> tuple[Alternative, ...]:
    return operand.operands if isinstance(operand, AnyOf) else (operand,)


def near_clauses(near: Near) -> int:
    """How many exact phrases say the same: alternatives × both orders × every gap."""
    return len(alternatives(near.left)) * len(alternatives(near.right)) * 2 * (near.distance + 1)


def render(node: Node) -> str:
    """The canonical text of a tree: operators written out, folded words, times in UTC."""
    match node:
        case Or(children):
            return " OR ".join(render(child) for child in children)
        case And(children):
            return " AND ".join(f"({render(child)})" if isinstance(child, Or) else render(child) for child in children)
        case Not(child):
            return f"NOT ({render(child)})" if isinstance(child, And | Or) else f"NOT {render(child)}"
        case Exact(field, value):
            return f"{field}:{_value(value.removeprefix('=') if field == 'label' else value)}"
        case Between():
            return _between(node)
        case Leaf(operand, None):
            return _operand(operand)
        case Leaf(operand, field):
            text = _operand(operand)
            return f"{field}:({text})" if isinstance(operand, Near) else f"{field}:{text}"


def _operand(operand: Operand | AnyOf) -> str:
    match operand:
        case Word(term):
            return term
        case Wildcard(pattern):
            return pattern
        case Fuzzy(term):
            return f"{term}~1"
        case Phrase(parts):
            return '"' + " ".join(_operand(part) for part in parts) + '"'
        case AnyOf(operands):
            return "(" + " OR ".join(_operand(each) for each in operands) + ")"
        case Near(distance, left, right):
            return f"{_operand(left)} NEAR/{distance} {_operand(right)}"


def _value(value: str) -> str:
    plain = all(char.isalnum() or char in "=._*?" for char in value)
    return value if plain else f'"{value}"'


def _between(node: Between) -> str:
    start, end = _time(node.start), _time(node.end)
    if node.field == "when":
        return f"before:{end}" if node.start is None else f"after:{start}"
    return f"{node.field}:[{start} TO {end}{']' if node.end is None else '}'}"


def _time(value: datetime | None) -> str:
    return "*" if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
