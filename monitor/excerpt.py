"""Cut the piece of a text that shows why it matched.

In: a text and the matcher's spans, as offsets into that text. Out: an `Excerpt`, a slice of the
same text with its own offsets and the spans inside it. Nothing is rewritten here: line breaks,
half-spaces and marks stay, so that whoever prints decides how.

1. The window is the one with the most spans in it; of equals, the first. Without spans it is the
   beginning of the text.
2. It is at most `width` columns (a wide East Asian letter is two, a combining mark none) unless a
   single span is longer: a span is never cut.
3. It begins and ends at a word, found by white space; where a script writes without spaces or a
   word is longer than a quarter of the window, at a grapheme (UAX #29), never inside one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import regex

Span = tuple[int, int]

_GRAPHEME = regex.compile(r"\X")
_PREPEND = regex.compile(r"\p{GCB=Prepend}")
LEAD = 0.3
"""The share of the spare room that stands before the first span: what follows says more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """`text` is `source[start:end]`; `spans` are offsets into `text`, in order, apart from one another."""

    text: str
    start: int
    end: int
    spans: tuple[Span, ...]
    more_before: bool
    more_after: bool


def columns(text: str) -> int:
    """How many terminal columns a text takes, near enough to choose a window."""
    if text.isascii():
        return len(text)
    return sum(_column(letter) for letter in text)


def _column(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def merged(spans: Sequence[Span], length: int) -> tuple[Span, ...]:
    """Spans in order, inside the text, those that touch or overlap made one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        start, end = max(0, start), min(length, end)
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def excerpt(text: str, spans: Sequence[Span], *, width: int = 160) -> Excerpt:
    """The most telling `width` columns of `text`; see the module's rules."""
    marks = merged(spans, len(text))
    first, last = _crowded(text, marks, width)
    spare = max(0, width - columns(text[first:last]))
    start = _back(text, first, int(spare * LEAD) if marks else 0)
    end = _forth(text, last, spare - columns(text[start:first]))
    # A match near the end leaves room unused behind it: give that to what stands before.
    start = _back(text, start, spare - columns(text[start:first]) - columns(text[last:end]))
    start, end = _word_start(text, start, first), _word_end(text, end, last)
    start, end = _whole(text, start, first), max(last, _whole_before(text, end))
    start, end = _trimmed(text, start, end, first, last)
    inside = tuple((a - start, b - start) for a, b in marks if a >= start and b <= end)
    return Excerpt(
        text=text[start:end],
        start=start,
        end=end,
        spans=inside,
        more_before=bool(text[:start].strip()),
        more_after=bool(text[end:].strip()),
    )


def _crowded(text: str, marks: tuple[Span, ...], width: int) -> Span:
    """From the first to the last span of the best window."""
    best, most = (0, 0), 0
    right = 0
    for left in range(len(marks)):
        right = max(right, left)
        while right + 1 < len(marks) and columns(text[marks[left][0] : marks[right + 1][1]]) <= width:
            right += 1
        if right - left + 1 > most:
            most, best = right - left + 1, (marks[left][0], marks[right][1])
    return best


def _back(text: str, start: int, room: int) -> int:
    while start > 0 and room > 0:
        start -= 1
        room -= _column(text[start])
    return start


def _forth(text: str, end: int, room: int) -> int:
    while end < len(text) and room > 0:
        room -= _column(text[end])
        end += 1
    return end


def _word_start(text: str, start: int, limit: int) -> int:
    """The first word's beginning at or after `start`, not beyond `limit`."""
    if start == 0 or start >= limit or text[start - 1].isspace() or text[start].isspace():
        return start
    reach = start + max(8, (limit - start) // 4)
    for at in range(start, min(limit, reach)):
        if text[at].isspace():
            return at
    return start


def _word_end(text: str, end: int, limit: int) -> int:
    """The last word's end at or before `end`, not before `limit`."""
    if end == len(text) or end <= limit or text[end].isspace() or text[end - 1].isspace():
        return end
    reach = end - max(12, (end - limit) // 4)
    for at in range(end - 1, max(limit, reach) - 1, -1):
        if text[at].isspace():
            return at
    return end


def _graphemes(text: str, at: int) -> Iterator[int]:
    """Where graphemes begin, from the beginning of the line that holds `at`: a line's end always parts two (GB4, GB5)."""
    return (match.start() for match in _GRAPHEME.finditer(text, text.rfind("\n", 0, at) + 1))


def _whole(text: str, at: int, limit: int) -> int:
    """The first grapheme boundary at or after `at`, at most `limit`."""
    return min(limit, next((begin for begin in _graphemes(text, at) if begin >= at), limit))


def _whole_before(text: str, at: int) -> int:
    """The last grapheme boundary at or before `at`."""
    if at == len(text):
        return at
    return max(takewhile(lambda begin: begin <= at, _graphemes(text, at)), default=at)


def _trimmed(text: str, start: int, end: int, first: int, last: int) -> Span:
    """Without white space at the edges; outside the window's spans only, where there are some."""
    inner = first if last > 0 else end
    while start < inner and _is_bare_space(text, start):
        start += 1
    while end > max(last, start) and _is_bare_space(text, end - 1):
        end -= 1
    return start, end


def _is_bare_space(text: str, at: int) -> bool:
    """A space that is a grapheme of its own: one that carries a mark, or that a sign before it holds, is a letter."""
    if not text[at].isspace():
        return False
    if at + 1 < len(text) and text[at + 1].isspace():
        return True
    if at and _PREPEND.match(text, at - 1):
        return False
    grapheme = _GRAPHEME.match(text, at)
    return grapheme is not None and grapheme.end() == at + 1
