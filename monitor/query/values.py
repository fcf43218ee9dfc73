"""What was written behind a field of whole values or of times → a value to compare, a stretch of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from monitor.query import fields
from monitor.query.document import value
from monitor.query.lexer import Kind, Lexeme
from monitor.query.remarks import Remarks
from monitor.query.syntax import Between, Exact
from monitor.query.times import Reading, read_time

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]+)*")
_RANGE = re.compile(r"\[\s*(.+?)\s+TO\s+(.+?)\s*[\]}]?")
_EXAMPLES = {
    "source": "source:hrana",
    "lang": "lang:fa",
    "kind": "kind:advocacy",
    "country": "country:IR",
    "state": "state:gone",
    "domain": "domain:example.org",
    "label": "label:desk=iran",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """When the query is asked, aware, and the reader's zone, for days."""

    now: datetime
    zone: tzinfo


def exact(name: str, lexeme: Lexeme, remarks: Remarks) -> Exact | None:
    """The value of a field of whole values."""
    given = value(lexeme.text)
    if not given.strip("*?="):
        remarks.mistake(lexeme.column, f"{name}: needs a value", f"Write {_EXAMPLES[name]}.")
        return None
    wild = "*" in given or "?" in given
    if lexeme.near is not None:
        remarks.mistake(lexeme.column, f"~ does not work with {name}:")
    elif name in fields.ALLOWED and not wild and given not in fields.ALLOWED[name]:
        nearest = fields.nearest_value(name, given)
        known = ", ".join(fields.ALLOWED[name])
        remarks.mistake(
            lexeme.column, f"{name}: is one of {known}", f"Did you mean {name}:{nearest}?" if nearest else ""
        )
    elif name == "lang" and not wild and not _LANGUAGE.fullmatch(given):
        remarks.mistake(lexeme.column, "lang: takes the code of a language", "Write lang:fa, lang:en, lang:ckb.")
    if name == "label" and "=" not in given:
        given = f"={given}"
    elif name == "domain":
        given = given.removeprefix("*.").strip(".")
    return Exact(name, given)


def time(name: Lexeme, given: Lexeme, clock: Clock, remarks: Remarks) -> Between | None:
    """What stands behind the name of a field of times: a date, or a range."""
    if given.kind is Kind.RANGE:
        return _range(name, given, clock, remarks)
    reading = _reading(given, given.text, clock, remarks)
    if reading is None:
        return None
    match name.text:
        case "after":
            return Between("when", reading.start, None)
        case "before":
            return Between("when", None, reading.start)
        case field:
            return Between(field, reading.start, reading.end)


def _range(name: Lexeme, given: Lexeme, clock: Clock, remarks: Remarks) -> Between | None:
    ends = _RANGE.fullmatch(given.text)
    if not ends:
        remarks.mistake(given.column, "a range has two ends", f"Write {name.text}:[2026-01-01 TO *].")
        return None
    first = None if ends[1] == "*" else _reading(given, ends[1], clock, remarks)
    last = None if ends[2] == "*" else _reading(given, ends[2], clock, remarks)
    start = first.start if first else None
    end = None if last is None else last.start if given.text.endswith("}") else last.end
    if start is None and end is None:
        if ends[1] == ends[2] == "*" and name.text == "published":
            return Between("published", None, None)
        if ends[1] == ends[2] == "*":
            remarks.mistake(given.column, f"{name.text}:[* TO *] says nothing", "Give one end a date.")
        return None
    if start is not None and end is not None and start >= end:
        remarks.mistake(
            given.column, "this range ends before it begins", f"Write {name.text}:[{ends[2]} TO {ends[1]}]."
        )
    return Between(name.text, start, end)


def _reading(where: Lexeme, text: str, clock: Clock, remarks: Remarks) -> Reading | None:
    try:
        reading = read_time(text, now=clock.now, zone=clock.zone)
    except ValueError as error:
        remarks.mistake(where.column, str(error))
        return None
    if reading.note:
        remarks.notes.append(reading.note)
    return reading
