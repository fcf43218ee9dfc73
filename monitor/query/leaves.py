"""What was written → leaves of the tree: a word, a wildcard, a fuzzy word, a phrase, a NEAR of these.

Words are analysed here, once; everything behind this compares terms.
"""

from __future__ import annotations

import re

from monitor.analysis import patterns, tokens
from monitor.query.document import decoded
from monitor.query.lexer import Kind, Lexeme
from monitor.query.remarks import Remarks
from monitor.query.syntax import (
    Alternative,
    And,
    AnyOf,
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
    near_clauses,
)

FARTHEST = 100
"""Words between the two sides of a NEAR."""
MOST_CLAUSES = 1_024
"""Exact phrases that one NEAR may stand for; Lucene's own limit for a boolean query."""
WIDE = 3
"""Letters that a wildcard needs inside a phrase or NEAR."""
FUZZY = 4
"""Letters that a fuzzy word needs."""

_SMALL = {"and": "AND", "or": "OR", "not": "NOT"}


def leaf(lexeme: Lexeme, field: str | None, remarks: Remarks) -> Leaf | None:
    """A word or phrase as it was written, of a field of words, or of everywhere."""
    text = lexeme.text
    if field == "url":
        text = decoded(text)
    elif lexeme.kind is Kind.BARE and text in _SMALL:
        remarks.notes.append(f'"{text}" is searched as a word; the operator is written {_SMALL[text]}')
    elif lexeme.kind is Kind.BARE and re.fullmatch(r"near/\d+", text, re.IGNORECASE):
        remarks.notes.append(f'"{text}" is searched as words; the operator is written {text.upper()}')
    wild = "*" in text or "?" in text
    found = patterns(text) if wild else tokens(text)
    parts = tuple(_word(token.term, lexeme, remarks, alone=len(found) == 1) for token in found)
    if not parts:
        remarks.mistake(
            lexeme.column, f"{_shown(lexeme)} holds no word", "Signs and emoji are not searched; take it away."
        )
        return None
    if lexeme.near is not None:
        return _tilde(lexeme, parts, field, remarks)
    return Leaf(parts[0] if len(parts) == 1 else Phrase(parts), field)


def near(sign: Lexeme, left: tuple[Lexeme, Node], right: tuple[Lexeme, Node], remarks: Remarks) -> Leaf | None:
    """Both sides with where they stand. `sign` carries the distance."""
    sides = [_side(*left, remarks), _side(*right, remarks)]
    if sides[0] is None or sides[1] is None:
        return None
    (left_operand, left_field), (right_operand, right_field) = sides[0], sides[1]
    if left_field != right_field:
        name = left_field or right_field
        remarks.mistake(sign.column, "both sides of NEAR must be in the same field", f"Write {name}:(a NEAR/5 b).")
        return None
    operand = Near(min(sign.near or 0, FARTHEST), left_operand, right_operand)
    if (clauses := near_clauses(operand)) > MOST_CLAUSES:
        remarks.mistake(
            sign.column,
            f"this NEAR stands for {clauses:,} phrases; {MOST_CLAUSES:,} are the most",
            "Name fewer alternatives, or a smaller distance.",
        )
    return Leaf(operand, left_field)


def _word(term: str, lexeme: Lexeme, remarks: Remarks, *, alone: bool) -> Word | Wildcard:
    if "*" not in term and "?" not in term:
        return Word(term)
    pattern = re.sub(r"\*+", "*", term)
    letters = _letters(pattern)
    if not letters:
        remarks.mistake(lexeme.column, f"{pattern} needs a letter beside it", "Write it as a part of a word: prison*.")
    elif not alone and letters < WIDE:
        remarks.mistake(lexeme.column, _too_wide(pattern, "a phrase"))
    return Wildcard(pattern)


def _tilde(lexeme: Lexeme, parts: tuple[Word | Wildcard, ...], field: str | None, remarks: Remarks) -> Leaf | None:
    """word~1 is fuzzy, "a b"~3 is a NEAR/3 b."""
    assert lexeme.near is not None
    if lexeme.kind is Kind.QUOTED and len(parts) > 1:
        if len(parts) > 2:
            remarks.mistake(lexeme.column, f'"…"~{lexeme.near} is for two words', f'Write "a b" NEAR/{lexeme.near} c.')
            return None
        left, right = (Leaf(part, field) for part in parts)
        return near(lexeme, (lexeme, left), (lexeme, right), remarks)
    part = parts[0]
    if len(parts) > 1 or isinstance(part, Wildcard):
        remarks.mistake(lexeme.column, f"~ is for a single whole word, and {_shown(lexeme)} is not one")
    elif lexeme.near != 1:
        remarks.mistake(
            lexeme.column, f"{part.term}~{lexeme.near} is too loose", f"Write {part.term}~1: one letter may differ."
        )
    elif len(part.term) < FUZZY:
        remarks.mistake(lexeme.column, f"{part.term}~1 is too short to be fuzzy ({FUZZY} letters are needed)")
    else:
        return Leaf(Fuzzy(part.term), field)
    return None


def _side(where: Lexeme, node: Node, remarks: Remarks) -> tuple[NearOperand, str | None] | None:
    operands: list[Alternative] = []
    names: set[str | None] = set()
    for each in node.children if isinstance(node, Or) else (node,):
        if not isinstance(each, Leaf) or not isinstance(each.operand, Word | Wildcard | Phrase):
            remarks.mistake(where.column, f"NEAR takes words, phrases and an OR of these, not {_what(each)}")
            return None
        operand = each.operand
        if isinstance(operand, Wildcard) and _letters(operand.pattern) < WIDE:
            remarks.mistake(where.column, _too_wide(operand.pattern, "NEAR"))
        operands.append(operand)
        names.add(each.field)
    if len(names) > 1:
        remarks.mistake(where.column, "both sides of NEAR must be in the same field", "Write title:(a NEAR/5 b).")
        return None
    return (operands[0] if len(operands) == 1 else AnyOf(tuple(operands))), names.pop()


def _letters(pattern: str) -> int:
    return sum(char not in "*?" for char in pattern)


def _too_wide(pattern: str, where: str) -> str:
    number = {1: "one letter", 2: "two letters"}.get(_letters(pattern), "no letter")
    return f"{pattern}, {number}, is too wide inside {where} ({WIDE} are needed)"


def _shown(lexeme: Lexeme) -> str:
    return f'"{lexeme.text}"' if lexeme.kind is Kind.QUOTED else lexeme.text


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
