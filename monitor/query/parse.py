"""Query text → tree. Every mistake is found in one reading and named with its column.

    query  = any                            any  = all (OR all)*          lowest
    all    = one (AND? one)*                one  = (NOT | -) one | near
    near   = part (NEAR/n part)?            part = field: part | (any) | word | phrase

Nothing is guessed: a query with a mistake is refused as a whole, the first mistake with its
column, the others behind it. What may surprise (a Jalali date, a small `or`) is kept as a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from monitor.analysis import patterns, tokens
from monitor.errors import QueryError
from monitor.query import fields
from monitor.query.document import decoded, value
from monitor.query.lexer import Kind, Lexeme, Mistake, lex
from monitor.query.syntax import (
    Alternative,
    And,
    AnyOf,
    Between,
    Exact,
    Fuzzy,
    Leaf,
    Near,
    NearOperand,
    Node,
    Not,
    Or,
    Phrase,
    Wildcard,
    Word,
    is_negative,
    near_clauses,
    render,
)
from monitor.query.times import Reading, read_time

FARTHEST = 100
"""Words between the two sides of a NEAR."""
MOST_CLAUSES = 1_024
"""Exact phrases that one NEAR may stand for; Lucene's own limit for a boolean query."""
DEEPEST = 60
"""Brackets and minuses inside one another."""
WIDE = 3
"""Letters that a wildcard needs inside a phrase or NEAR."""
FUZZY = 4
"""Letters that a fuzzy word needs."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]+)*")
_RANGE = re.compile(r"\[\s*(.+?)\s+TO\s+(.+?)\s*[\]}]?")
_SMALL = {"and": "AND", "or": "OR", "not": "NOT"}


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
    if parser.mistakes:
        raise _error(text, parser.mistakes)
    return Query(text, tree, tuple(dict.fromkeys(parser.notes)))


def _error(text: str, mistakes: list[Mistake]) -> QueryError:
    first, *others = sorted(dict.fromkeys(mistakes), key=lambda mistake: mistake.column)
    also = [f"Also, column {other.column}: {other.message}." for other in others]
    hint = " ".join(filter(None, [first.hint, *also]))
    return QueryError(f"column {first.column}: {first.message}", query=text, column=first.column, hint=hint)


class _Parser:
    def __init__(self, text: str, now: datetime, zone: tzinfo) -> None:
        self.lexemes, self.mistakes = lex(text)
        self.now, self.zone = now, zone
        self.notes: list[str] = []
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
        self.mistakes.append(Mistake(where.column, message, hint))

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
        return self.make_near(sign, first, left, second, right)

    def part(self) -> Node | None:
        lexeme = self.take()
        match lexeme.kind:
            case Kind.BARE | Kind.QUOTED:
                return self.operand(lexeme)
            case Kind.OPEN:
                return self.group(lexeme)
            case Kind.FIELD:
                return self.in_field(lexeme)
            case Kind.CLOSE | Kind.END:
                if lexeme.kind is Kind.CLOSE:
                    self.at -= 1
                if not self.mistakes:
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
            self.mistakes = [Mistake(opened.column, f"more than {DEEPEST} brackets inside one another")]
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
            return self.time(name, self.take())
        self.field = name
        node = self.part()
        self.field = None
        return node

    def skip_part(self) -> None:
        """Pass over what belongs to a mistaken field, for the mistakes inside it that stand on their own."""
        if self.peek().kind is Kind.OPEN:
            known, self.mistakes = self.mistakes, []
            self.group(self.take())
            self.mistakes = known + [each for each in self.mistakes if "bracket" in each.message]
        else:
            self.take()

    def operand(self, lexeme: Lexeme) -> Node | None:
        name = self.field.text if self.field else None
        if name in fields.VALUES:
            return self.exact(name, lexeme)
        text = lexeme.text
        if name == "url":
            text = decoded(text)
        elif lexeme.kind is Kind.BARE and text in _SMALL:
            self.notes.append(f'"{text}" is searched as a word; the operator is written {_SMALL[text]}')
        elif lexeme.kind is Kind.BARE and re.fullmatch(r"near/\d+", text, re.IGNORECASE):
            self.notes.append(f'"{text}" is searched as words; the operator is written {text.upper()}')
        wild = "*" in text or "?" in text
        found = patterns(text) if wild else tokens(text)
        parts = tuple(self.word(token.term, lexeme, alone=len(found) == 1) for token in found)
        if not parts:
            self.mistake(lexeme, f"{_shown(lexeme)} holds no word", "Signs and emoji are not searched; take it away.")
            return None
        if lexeme.near is not None:
            return self.tilde(lexeme, parts)
        return Leaf(parts[0] if len(parts) == 1 else Phrase(parts), name)

    def word(self, term: str, lexeme: Lexeme, *, alone: bool) -> Word | Wildcard:
        if "*" not in term and "?" not in term:
            return Word(term)
        pattern = re.sub(r"\*+", "*", term)
        letters = _letters(pattern)
        if not letters:
            self.mistake(lexeme, f"{pattern} needs a letter beside it", "Write it as a part of a word: prison*.")
        elif not alone and letters < WIDE:
            self.mistake(lexeme, _too_wide(pattern, "a phrase"))
        return Wildcard(pattern)

    def tilde(self, lexeme: Lexeme, parts: tuple[Word | Wildcard, ...]) -> Node | None:
        """word~1 is fuzzy, "a b"~3 is a NEAR/3 b."""
        assert lexeme.near is not None
        name = self.field.text if self.field else None
        if lexeme.kind is Kind.QUOTED and len(parts) > 1:
            if len(parts) > 2:
                self.mistake(lexeme, f'"…"~{lexeme.near} is for two words', f'Write "a b" NEAR/{lexeme.near} c.')
                return None
            left, right = (Leaf(part, name) for part in parts)
            return self.make_near(lexeme, lexeme, left, lexeme, right)
        part = parts[0]
        if len(parts) > 1 or isinstance(part, Wildcard):
            self.mistake(lexeme, f"~ is for a single whole word, and {_shown(lexeme)} is not one")
        elif lexeme.near != 1:
            self.mistake(
                lexeme, f"{part.term}~{lexeme.near} is too loose", f"Write {part.term}~1: one letter may differ."
            )
        elif len(part.term) < FUZZY:
            self.mistake(lexeme, f"{part.term}~1 is too short to be fuzzy ({FUZZY} letters are needed)")
        else:
            return Leaf(Fuzzy(part.term), name)
        return None

    def exact(self, name: str, lexeme: Lexeme) -> Node | None:
        given = value(lexeme.text)
        if not given.strip("*?="):
            self.mistake(lexeme, f"{name}: needs a value", f"Write {_EXAMPLES[name]}.")
            return None
        wild = "*" in given or "?" in given
        if lexeme.near is not None:
            self.mistake(lexeme, f"~ does not work with {name}:")
        elif name in fields.ALLOWED and not wild and given not in fields.ALLOWED[name]:
            nearest = fields.nearest_value(name, given)
            known = ", ".join(fields.ALLOWED[name])
            self.mistake(lexeme, f"{name}: is one of {known}", f"Did you mean {name}:{nearest}?" if nearest else "")
        elif name == "lang" and not wild and not _LANGUAGE.fullmatch(given):
            self.mistake(lexeme, "lang: takes the code of a language", "Write lang:fa, lang:en, lang:ckb.")
        if name == "label" and "=" not in given:
            given = f"={given}"
        elif name == "domain":
            given = given.removeprefix("*.").strip(".")
        return Exact(name, given)

    def time(self, name: Lexeme, given: Lexeme) -> Node | None:
        is_range = given.kind is Kind.RANGE
        if given.kind is Kind.OPEN or (is_range and name.text in {"after", "before"}):
            self.mistake(name, f"{name.text}: takes one date", f"Write {name.text}:2026-11-01, or published:[A TO B].")
            if given.kind is Kind.OPEN:
                self.at -= 1
                self.skip_part()
            return None
        if is_range:
            return self.range(name, given)
        reading = self.reading(given, given.text)
        if reading is None:
            return None
        match name.text:
            case "after":
                return Between("when", reading.start, None)
            case "before":
                return Between("when", None, reading.start)
            case field:
                return Between(field, reading.start, reading.end)

    def range(self, name: Lexeme, given: Lexeme) -> Node | None:
        ends = _RANGE.fullmatch(given.text)
        if not ends:
            self.mistake(given, "a range has two ends", f"Write {name.text}:[2026-01-01 TO *].")
            return None
        first = None if ends[1] == "*" else self.reading(given, ends[1])
        last = None if ends[2] == "*" else self.reading(given, ends[2])
        start = first.start if first else None
        end = None if last is None else last.start if given.text.endswith("}") else last.end
        if start is None and end is None:
            if ends[1] == ends[2] == "*" and name.text == "published":
                return Between("published", None, None)
            if ends[1] == ends[2] == "*":
                self.mistake(given, f"{name.text}:[* TO *] says nothing", "Give one end a date.")
            return None
        if start is not None and end is not None and start >= end:
            self.mistake(given, "this range ends before it begins", f"Write {name.text}:[{ends[2]} TO {ends[1]}].")
        return Between(name.text, start, end)

    def reading(self, where: Lexeme, text: str) -> Reading | None:
        try:
            reading = read_time(text, now=self.now, zone=self.zone)
        except ValueError as error:
            self.mistake(where, str(error))
            return None
        if reading.note:
            self.notes.append(reading.note)
        return reading

    # --- NEAR ---

    def make_near(self, sign: Lexeme, first: Lexeme, left: Node, second: Lexeme, right: Node) -> Node | None:
        sides = [self.side(first, left), self.side(second, right)]
        if sides[0] is None or sides[1] is None:
            return None
        (left_operand, left_field), (right_operand, right_field) = sides[0], sides[1]
        if left_field != right_field:
            name = left_field or right_field
            self.mistake(sign, "both sides of NEAR must be in the same field", f"Write {name}:(a NEAR/5 b).")
            return None
        near = Near(min(sign.near or 0, FARTHEST), left_operand, right_operand)
        if (clauses := near_clauses(near)) > MOST_CLAUSES:
            self.mistake(
                sign,
                f"this NEAR stands for {clauses:,} phrases; {MOST_CLAUSES:,} are the most",
                "Name fewer alternatives, or a smaller distance.",
            )
        return Leaf(near, left_field)

    def side(self, where: Lexeme, node: Node) -> tuple[NearOperand, str | None] | None:
        leaves = node.children if isinstance(node, Or) else (node,)
        operands: list[Alternative] = []
        names: set[str | None] = set()
        for leaf in leaves:
            if not isinstance(leaf, Leaf) or not isinstance(leaf.operand, Word | Wildcard | Phrase):
                self.mistake(where, f"NEAR takes words, phrases and an OR of these, not {_what(leaf)}")
                return None
            operand = leaf.operand
            if isinstance(operand, Wildcard) and _letters(operand.pattern) < WIDE:
                self.mistake(where, _too_wide(operand.pattern, "NEAR"))
            operands.append(operand)
            names.add(leaf.field)
        if len(names) > 1:
            self.mistake(where, "both sides of NEAR must be in the same field", "Write title:(a NEAR/5 b).")
            return None
        return (operands[0] if len(operands) == 1 else AnyOf(tuple(operands))), names.pop()


_EXAMPLES = {
    "source": "source:hrana",
    "lang": "lang:fa",
    "kind": "kind:advocacy",
    "country": "country:IR",
    "state": "state:gone",
    "domain": "domain:example.org",
    "label": "label:desk=iran",
}


def _other_field(name: str) -> str:
    if name.lower() in {"http", "https"}:
        return f"To search for an address, write url:{name}://…"
    nearest = fields.nearest(name)
    return f"Did you mean {nearest}:?" if nearest else f'To search for the words, write "{name} …".'


def _letters(pattern: str) -> int:
    return sum(char not in "*?" for char in pattern)


def _too_wide(pattern: str, where: str) -> str:
    number = {1: "one letter", 2: "two letters"}.get(_letters(pattern), "no letter")
    return f"{pattern}, {number}, is too wide inside {where} ({WIDE} are needed)"


def _shown(lexeme: Lexeme) -> str:
    return f'"{lexeme.text}"' if lexeme.kind is Kind.QUOTED else lexeme.text


def _as_word(sign: Lexeme) -> str:
    return "Operators are in capitals; for the word itself write it small." if sign.text.isalpha() else ""


def _what(node: Node) -> str:
    match node:
        case Leaf(operand):
            return "a fuzzy word" if isinstance(operand, Fuzzy) else "another NEAR"
        case Not():
            return "NOT"
        case And():
            return "AND"
        case Exact(field):
            return f"{field}:"
        case _:
            return "this"
