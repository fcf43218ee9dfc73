"""CSV that a spreadsheet opens right: RFC 4180, and no cell that it would run.

A cell of text that begins with `=`, `+`, `-`, `@` (or their full-width forms), a tab or a line end
would be read as a formula, whatever stands in front of it as white space; such a cell gets an
apostrophe before it (the advice of OWASP, "CSV Injection"). Texts come from the network, so this is
not a matter of taste. Control characters go; line ends inside a cell stay, inside quotation marks.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from monitor.plaintext import clean_text

BOM = "\ufeff"
"""Spreadsheets on Windows take a file without it for the country's old code page."""
_FORMULA = tuple("=+-@＝＋－＠\t\r\n|")
LONGEST = 32_767
"""Characters that a cell of a spreadsheet holds; the rest of a longer one is lost when it is opened."""


def row(values: Sequence[str | int | None], separator: str = ",") -> str:
    """One line of CSV with its CRLF. Numbers are written as they are, None as nothing."""
    line = io.StringIO()
    csv.writer(line, delimiter=separator, lineterminator="\r\n").writerow([_cell(value) for value in values])
    return line.getvalue()


def _cell(value: str | int | None) -> str | int:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else value


def harmless(text: str) -> str:
    """The text as a spreadsheet shows it and never runs it."""
    text = clean_text(text)
    return f"'{text}" if text.startswith(_FORMULA) else text
