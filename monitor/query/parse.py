"""Query text → tree. Every mistake is found in one reading and named with its column.

    query  = any                            any  = all (OR all)*          lowest
    all    = one (AND? one)*                one  = (NOT | -) one | near
    near   = part (NEAR/n part)?            part = field: part | (any) | word | phrase

Nothing is guessed: a query with a mistake is refused as a whole, the first mistake with its
column, the others behind it. What may surprise (a Jalali date, a small `or`) is kept as a note.
Here is the grammar; leaves.py reads words, phrases and NEAR, values.py whole values and times.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from monitor.errors import QueryError
from monitor.query import fields, leaves, values
from monitor.query.leaves import FARTHEST
from monitor.query.lexer import Kind, Lexeme, lex
from monitor.query.remarks import Mistake, Remarks
from monitor.query.syntax import And, Node, Not, Or, is_negative, render
from monitor.query.values import Clock

DEEPEST = 60
"""Brackets and minuses inside one another."""


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. `tree` is None where the text is empty: every article."""

    text: str
    tree: Node | None
    notes: tuple[str, ...] = ()
    """Readings that a person should see, e.g. ``1405-09-01 = 2026-11-22``."""

    @property
    def canonical(self) -> str:
        return "" if self.tree is None else render(self.tree)

    @property
    def is_negative(self) -> bool:
        """Some branch only excludes: everything minus that in a search, an error in a rule."""
        return self.tree is not None and is_negative(self.tree)


def parse(text: str, *, now: datetime, zone: tzinfo) -> Query:
    """Read a query. `now` is aware; `zone` is the reader's, for days. QueryError names every mistake."""
    parser = _Parser(text, now, zone)
    tree = parser.whole()
    if parser.remarks.mistakes:
        raise _error(text, parser.remarks.mistakes)
    return Query(text, tree, tuple(dict.fromkeys(parser.remarks.notes)))


def _error(text: str, mistakes: list[Mistake]) -> QueryError:
    first, *others = sorted(dict.fromkeys(mistakes), key=lambda mistake: mistake.column)
    also = [f"Also, column {other.column}: {other.message}." for other in others]
    hint = " ".join(filter(None, [first.hint, *also]))
    return QueryError(f"column {first.column}: {first.message}", query=text, column=first.column, hint=hint)


class _Parser:
    def __init__(self, text: str, now: datetime, zone: tzinfo) -> None:
        self.lexemes, mistakes = lex(text)
        self.remarks = Remarks(mistakes)
        self.clock = Clock(now, zone)
        self.at = 0
        self.depth = 0
        self.is_given_up = False
        self.field: Lexeme | None = None

    # --- walking ---

    def peek(self) -> Lexeme:
        return self.lexemes[self.at]

    def take(self) -> Lexeme:
        lexeme = self.lexemes[self.at]
        if lexeme.kind is not Kind.END:
            self.at += 1
        return lexeme

    def mistake(self, where: Lexeme, message: str, hint: str = "") -> None:
        self.remarks.mistake(where.column, message, hint)

    # --- the grammar; None where a part is missing or mistaken, which is then written down already ---

    def whole(self) -> Node | None:
        if self.peek().kind is Kind.END:
            return None
        trees = []
        while self.peek().kind is not Kind.END:
            trees.append(self.any())
            if self.peek().kind is Kind.CLOSE:
                self.mistake(self.take(), "this bracket closes nothing", "Take it away, or open it before.")
        return trees[0]

    def any(self) -> Node | None:
        return self.chain(Kind.OR, self.all, Or)

    def all(self) -> Node | None:
        return self.chain(Kind.AND, self.one, And)

    def chain(self, operator: Kind, part: Callable[[], Node | None], make: type[And] | type[Or]) -> Node | None:
        children = [part()]
        while True:
            if self.peek().kind is operator:
                sign = self.take()
                if self.peek().kind in {Kind.END, Kind.CLOSE, Kind.OR, Kind.AND}:
                    self.mistake(sign, f"nothing stands behind {sign.text}", _as_word(sign))
                    if self.peek().kind in {Kind.END, Kind.CLOSE}:
                        break
            elif operator is Kind.OR or self.peek().kind in {Kind.END, Kind.CLOSE, Kind.OR}:
                break
            children.append(part())
        flat: list[Node] = []
        for child in children:
            if child is not None:
                flat.extend(child.children if isinstance(child, make) else (child,))
        if len(flat) < 2:
            return flat[0] if flat else None
        return make(tuple(flat))

    def one(self) -> Node | None:
        negations = 0
        while self.peek().kind is Kind.NOT:
            sign = self.take()
            negations += 1
            if self.peek().kind in {Kind.END, Kind.CLOSE, Kind.OR, Kind.AND}:
                self.mistake(sign, f"nothing stands behind {sign.text}", _as_word(sign))
        node = self.near()
        if node is None or negations % 2 == 0:
            return node
        return node.child if isinstance(node, Not) else Not(node)

    def near(self) -> Node | None:
        first = self.peek()
        left = self.part()
        if self.peek().kind is not Kind.NEAR:
            return left
        sign = self.take()
        if sign.near is None:
            self.mistake(sign, "NEAR needs its number", "Write NEAR/5 for at most five words between.")
        elif sign.near > FARTHEST:
            self.mistake(sign, f"NEAR/{sign.near} is too far; {FARTHEST} is the most", "Use AND.")
        second = self.peek()
        if second.kind in {Kind.END, Kind.CLOSE, Kind.OR, Kind.AND, Kind.NOT, Kind.NEAR}:
            negated = second.kind is Kind.NOT
            self.mistake(
                sign,
                f"{sign.text} cannot have {second.text} behind it" if negated else f"nothing stands behind {sign.text}",
            )
            return None
        right = self.part()
        while self.peek().kind is Kind.NEAR:
            self.mistake(self.take(), "NEAR cannot be chained", "Write (a NEAR/5 b) AND (b NEAR/5 c).")
            if self.peek().kind in {Kind.BARE, Kind.QUOTED, Kind.OPEN, Kind.FIELD}:
                self.part()
        if left is None or right is None or sign.near is None:
            return None
        return leaves.near(sign, (first, left), (second, right), self.remarks)

    def part(self) -> Node | None:
        lexeme = self.take()
        match lexeme.kind:
            case Kind.BARE | Kind.QUOTED:
                return self.leaf(lexeme)
            case Kind.OPEN:
                return self.group(lexeme)
            case Kind.FIELD:
                return self.in_field(lexeme)
            case Kind.CLOSE | Kind.END:
                if lexeme.kind is Kind.CLOSE:
                    self.at -= 1
                if not self.remarks.mistakes:
                    self.mistake(lexeme, "a word is missing here")
                return None
            case _:
                self.mistake(lexeme, f"nothing stands before {lexeme.text}", _as_word(lexeme))
                return None

    def group(self, opened: Lexeme) -> Node | None:
        if self.peek().kind is Kind.CLOSE:
            self.take()
            self.mistake(opened, "these brackets are empty", "Take them away.")
            return None
        if self.depth == DEEPEST:
            self.remarks.mistakes = [Mistake(opened.column, f"more than {DEEPEST} brackets inside one another")]
            self.at = len(self.lexemes) - 1
            self.is_given_up = True
            return None
        self.depth += 1
        node = self.any()
        self.depth -= 1
        if self.peek().kind is Kind.CLOSE:
            self.take()
        elif not self.is_given_up:
            self.mistake(opened, "this bracket is never closed", "Add ) where the group ends.")
        return node

    # --- fields ---

    def in_field(self, name: Lexeme) -> Node | None:
        if self.field is not None:
            self.mistake(
                name, f"{name.text}: cannot stand inside {self.field.text}:( )", "Take it out of the brackets."
            )
        elif name.text in fields.LATER:
            self.mistake(name, f"{name.text}: cannot be searched: {fields.LATER[name.text]}")
        elif not fields.is_known(name.text):
            self.mistake(name, f"there is no field {name.text}:", _other_field(name.text))
        if self.peek().kind not in {Kind.BARE, Kind.QUOTED, Kind.OPEN, Kind.RANGE}:
            self.mistake(name, f"nothing stands behind {name.text}:", f"Write {name.text}:word.")
            return None
        if self.field is not None or not fields.is_known(name.text):
            self.skip_part()
            return None
        if name.text in fields.TIMES:
            return self.time(name)
        self.field = name
        node = self.part()
        self.field = None
        return node

    def skip_part(self) -> None:
        """Pass over what belongs to a mistaken field, for the mistakes inside it that stand on their own."""
        if self.peek().kind is Kind.OPEN:
            known, self.remarks.mistakes = self.remarks.mistakes, []
            self.group(self.take())
            self.remarks.mistakes = known + [each for each in self.remarks.mistakes if "bracket" in each.message]
        else:
            self.take()

    def leaf(self, lexeme: Lexeme) -> Node | None:
        name = self.field.text if self.field else None
        if name in fields.VALUES:
            return values.exact(name, lexeme, self.remarks)
        return leaves.leaf(lexeme, name, self.remarks)

    def time(self, name: Lexeme) -> Node | None:
        given = self.peek()
        if given.kind is Kind.OPEN or (given.kind is Kind.RANGE and name.text in {"after", "before"}):
            self.mistake(name, f"{name.text}: takes one date", f"Write {name.text}:2026-11-01, or published:[A TO B].")
            self.skip_part()
            return None
        return values.time(name, self.take(), self.clock, self.remarks)


def _other_field(name: str) -> str:
    if name.lower() in {"http", "https"}:
        return f"To search for an address, write url:{name}://…"
    nearest = fields.nearest(name)
    return f"Did you mean {nearest}:?" if nearest else f'To search for the words, write "{name} …".'


def _as_word(sign: Lexeme) -> str:
    return "Operators are in capitals; for the word itself write it small." if sign.text.isalpha() else ""
