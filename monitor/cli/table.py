"""Columns for a terminal, in every script.

A cell's width is what it takes on the screen: two for a wide letter (Unicode Annex 11), none for a mark or a joiner.
Only the last column may hold free text (right-to-left text must stand last); it is cut at the width, the others never.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

GAP = "  "


def cell_width(text: str) -> int:
    """Columns that `text` takes."""
    if text.isascii():
        return len(text)
    return sum(_letter_width(letter) for letter in text)


def cut(text: str, width: int) -> str:
    """`text` in at most `width` columns, ending in … where something is left out."""
    if cell_width(text) <= width:
        return text
    taken, used = [], 0
    for letter in text:
        size = _letter_width(letter)
        if used + size > width - 1:
            break
        taken.append(letter)
        used += size
    return "".join(taken).rstrip() + "…"


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns, broken at spaces (and inside words that are longer)."""
    lines = [""]
    for word in text.split():
        while cell_width(word) > width:
            head = cut(word, width + 1)[:-1] if cell_width(word) > width + 1 else word[:-1]
            if lines[-1]:
                lines.append("")
            lines[-1], word = head, word[len(head) :]
            lines.append("")
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_width(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return [line for line in lines if line]


def table(
    rows: Sequence[Sequence[str]],
    *,
    header: Sequence[str] = (),
    right: Sequence[int] = (),
    width: int = 80,
    indent: str = "",
) -> list[str]:
    """Lines of a table. `right`: places of columns that are set to the right (numbers)."""
    everything = [list(header), *(list(row) for row in rows)] if header else [list(row) for row in rows]
    if not everything:
        return []
    columns = max(len(row) for row in everything)
    sizes = [max(cell_width(row[place]) for row in everything if place < len(row)) for place in range(columns)]
    before_last = len(indent) + sum(sizes[:-1]) + len(GAP) * (columns - 1)
    lines = []
    for row in everything:
        cells = []
        for place, text in enumerate(row):
            if place == columns - 1 and place not in right:
                cells.append(cut(text, max(width - before_last, 12)))
            else:
                space = " " * (sizes[place] - cell_width(text))
                cells.append(space + text if place in right else text + space)
        lines.append((indent + GAP.join(cells)).rstrip())
    return lines


def _letter_width(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1
