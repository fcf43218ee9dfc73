"""Text with marks, in lines: what matched stands out, whatever the script.

Marks are a style where colour is wanted. On a terminal without colour they are asterisks. In a pipe there are none:
what is searched for further down (`| grep "a phrase"`) must stand as the article writes it; `--json` has the spans.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from monitor.cli.bidi import isolated
from monitor.cli.session import Session
from monitor.cli.table import cell_width

Span = tuple[int, int]

_WORD = re.compile(r"\S+")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What may never reach a terminal: controls and escapes, and marks that turn the order of a line."""


def lines(text: str, width: int) -> list[Span]:
    """Where to break `text`: slices of at most `width` columns, at white space; a longer word is cut by letters."""
    found: list[Span] = []
    for paragraph in re.finditer(r"[^\n]+", text):
        start: int | None = None
        end = paragraph.start()
        for word in _WORD.finditer(text, paragraph.start(), paragraph.end()):
            if start is not None and cell_width(text[start : word.end()]) > width:
                found.append((start, end))
                start = None
            if start is None:
                start = word.start()
            end = word.end()
            while cell_width(text[start:end]) > width:
                stop = _fitting(text, start, end, width)
                found.append((start, stop))
                start = stop
        if start is not None:
            found.append((start, end))
    return found


def _fitting(text: str, start: int, end: int, width: int) -> int:
    """The longest beginning of a long word that fits; at least one letter, a mark stays with its letter."""
    stop, used = start, 0
    while stop < end and (used := used + cell_width(text[stop])) <= width:
        stop += 1
    return max(stop, start + 1)


def piece(session: Session, text: str, start: int, end: int, spans: Sequence[Span], *, style: str = "") -> str:
    """`text[start:end]` as it is printed: cleaned, marked where `spans` say, isolated where it needs it."""
    return painted(session, text, start, end, [(begin, stop, "mark") for begin, stop in spans], style=style)


def plain(session: Session, text: str) -> str:
    """One line as it is printed, its spaces kept: for what is laid out already."""
    return piece(session, text, 0, len(text), ())


def painted(
    session: Session, text: str, start: int, end: int, spans: Sequence[tuple[int, int, str]], *, style: str = ""
) -> str:
    """`piece` with a style of its own for each span, in order; `style` is that of what stands between."""
    out: list[str] = []
    at = start
    for begin, stop, own in spans:
        begin, stop = max(begin, start), min(stop, end)
        if begin >= stop or begin < at:
            continue
        out += [_plain(session, text[at:begin], style), _plain(session, text[begin:stop], own)]
        at = stop
    out.append(_plain(session, text[at:end], style))
    return isolated("".join(out), session.bidi_mode)


def _plain(session: Session, text: str, style: str) -> str:
    text = _UNSAFE.sub("", text).replace("\n", " ").replace("\t", " ")
    if not text or not style:
        return text
    if style == "mark" and not session.colored():
        return f"*{text}*" if sys.stdout.isatty() else text
    return session.style(text, style)
