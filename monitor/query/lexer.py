"""Query text → tokens with columns. Nothing is looked up or analysed here.

Operators are in capitals: AND OR NOT NEAR/n, and the signs | - ( ). A phrase stands in "…" “…”
„…“ «…» or »…«. A minus counts directly before what it excludes; inside a word it is a letter's
neighbour like any other mark. A quotation mark between two Hebrew letters is a letter's too (צה"ל).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from monitor.query.fields import TIMES
from monitor.query.remarks import Mistake


class Kind(Enum):
    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    NEAR = "NEAR"
    FIELD = "field"
    BARE = "word"
    QUOTED = "phrase"
    RANGE = "range"
    END = "end"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """`text` is what was written: a field's name without its colon, a phrase without its marks.
    `near` is the number after NEAR/, or after the ~ behind a phrase or word. `column` is 1-based."""

    kind: Kind
    text: str
    column: int
    near: int | None = None


CLOSERS = {'"': '"', "“": "”“\"", "”": "”", "„": "“”\"", "‟": "”", "«": "»", "»": "«"}  # fmt: skip
_MINUS = "-−–—"
_FIELD = re.compile(r"([A-Za-z_][A-Za-z_0-9]*)[:：]")
_NEAR = re.compile(r"NEAR(?:/(\d{1,4}))?")
_TILDE = re.compile(r"~(\d{0,4})")
_BARE_END = re.compile(r"[\s()（）|\"“”„‟«»]")
# Left by editors of right-to-left text; they are not seen, so they mean nothing here.
_INVISIBLE = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b"


def lex(query: str) -> tuple[list[Lexeme], list[Mistake]]:
    """All lexemes, the last of kind END, and what could not be read."""
    lexer = _Lexer(query)
    lexer.run()
    return lexer.found, lexer.mistakes


class _Lexer:
    def __init__(self, query: str) -> None:
        self.query = query
        self.at = 0
        self.found: list[Lexeme] = []
        self.mistakes: list[Mistake] = []

    def run(self) -> None:
        query = self.query
        while True:
            while self.at < len(query) and (query[self.at].isspace() or query[self.at] in _INVISIBLE):
                self.at += 1
            if self.at >= len(query):
                self.add(Kind.END, "", self.at)
                return
            self.one()

    def one(self) -> None:
        query, start, char = self.query, self.at, self.query[self.at]
        if char in "(（":
            self.at += 1
            self.add(Kind.OPEN, char, start)
        elif char in ")）":
            self.at += 1
            self.add(Kind.CLOSE, char, start)
        elif char == "|":
            self.at += 2 if query.startswith("||", start) else 1
            self.add(Kind.OR, char, start)
        elif char in CLOSERS:
            self.quoted()
        elif char == "[" and self.behind_time_field():
            self.range()
        elif char in _MINUS and not self.behind_field():
            self.minus()
        else:
            self.bare()

    def minus(self) -> None:
        start, behind = self.at, self.query[self.at + 1 : self.at + 2]
        self.at += 1
        if not behind or behind.isspace():
            self.mistake(start, "a lone minus", "Write it directly before the word that must not be there.")
        else:
            self.add(Kind.NOT, self.query[start], start)

    def quoted(self) -> None:
        start = self.at
        closers = CLOSERS[self.query[start]]
        end = start + 1
        while end < len(self.query) and (self.query[end] not in closers or self.is_gershayim(end)):
            end += 1
        if end >= len(self.query):
            self.mistake(start, "this quotation mark is never closed", "Close the phrase with the same kind of mark.")
        self.at = end + 1
        near = None
        if tilde := _TILDE.match(self.query, self.at):
            near = int(tilde[1] or 1)
            self.at = tilde.end()
        self.add(Kind.QUOTED, self.query[start + 1 : end], start, near)

    def range(self) -> None:
        start = self.at
        end = min((at for at in (self.query.find(mark, start) for mark in "]}") if at >= 0), default=len(self.query))
        if end == len(self.query):
            self.mistake(start, "this [ is never closed", "Write published:[2026-01-01 TO 2026-02-01].")
        self.at = end + 1
        self.add(Kind.RANGE, self.query[start : self.at], start)

    def bare(self) -> None:
        start = self.at
        if not self.behind_field() and (field := _FIELD.match(self.query, start)):
            self.at = field.end()
            self.add(Kind.FIELD, field[1], start)
            return
        end = start + 1
        while end < len(self.query) and (not _BARE_END.match(self.query, end) or self.is_gershayim(end)):
            end += 1
        self.at = end
        text = self.query[start:end].rstrip(_INVISIBLE)
        if near := _NEAR.fullmatch(text):
            self.add(Kind.NEAR, text, start, int(near[1]) if near[1] else None)
        elif text in {"AND", "OR", "NOT"}:
            self.add(Kind(text), text, start)
        else:
            fuzzy = _TILDE.search(text)
            if fuzzy and fuzzy.end() == len(text) and fuzzy.start():
                self.add(Kind.BARE, text[: fuzzy.start()], start, int(fuzzy[1] or 1))
            else:
                self.add(Kind.BARE, text, start)

    def behind_field(self) -> bool:
        return bool(self.found) and self.found[-1].kind is Kind.FIELD

    def behind_time_field(self) -> bool:
        return self.behind_field() and self.found[-1].text in TIMES

    def is_gershayim(self, at: int) -> bool:
        """A mark between two Hebrew letters, written for U+05F4."""
        around = self.query[at - 1 : at] + self.query[at + 1 : at + 2]
        return self.query[at] in '"”' and len(around) == 2 and all(_is_hebrew(char) for char in around)

    def add(self, kind: Kind, text: str, start: int, near: int | None = None) -> None:
        self.found.append(Lexeme(kind, text, start + 1, near))

    def mistake(self, start: int, message: str, hint: str) -> None:
        self.mistakes.append(Mistake(start + 1, message, hint))


def _is_hebrew(char: str) -> bool:
    return unicodedata.name(char, "").startswith("HEBREW LETTER")
