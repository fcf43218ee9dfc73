"""What changed between two revisions of an article, in words and by class: pure.

In: two Articles. Out: a `Comparison`: a list of `Edit`s, each with its class and the words before
and after, and a word-by-word account of the text by paragraph.

Words are compared as printed, white space apart: a changed letter is evidence. The text is aligned
by paragraphs first; a paragraph that lost more than half of its words is one removed and one added.

Classes, of which the first that fits stands:

1. `headline`, `byline`, `date`, `summary`: the metadata fields.
2. `paragraph removed`, `paragraph added`: a whole paragraph.
3. `number`: digits of any script on either side that are not the same number.
4. `quote`: the change lies between quotation marks.
5. `name`: a capitalised word inside a sentence, in scripts that have capitals. Other scripts have
   none to tell by, so there a changed name is `wording`.
6. `wording`: everything else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

import regex

from monitor.model import Article

_WORD = regex.compile(r"[\p{L}\p{N}\p{M}]+(?:[\u200c\u200d'’\-.,:/٬٫][\p{L}\p{N}\p{M}]+)*|[^\s\p{L}\p{N}\p{M}]")
_DIGITS = regex.compile(r"\p{Nd}+(?:[.,٬٫]\p{Nd}+)*")
_OPENING, _CLOSING = "“«„‹「『", "”»“›」』"
_SENTENCE_END = frozenset(".!?؟。…")
CONTEXT = 4
"""Words told before and after a change."""
QUADRATIC = 4_000_000
"""Words × words above which two pieces are not aligned but told as one replaced whole (about 1 s)."""


class EditClass(StrEnum):
    HEADLINE = "headline"
    BYLINE = "byline"
    DATE = "date"
    SUMMARY = "summary"
    REMOVED = "paragraph removed"
    ADDED = "paragraph added"
    NUMBER = "number"
    QUOTE = "quote"
    NAME = "name"
    WORDING = "wording"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change. `before` or `after` is empty where words were only added or removed. `paragraph` is
    the 1-based paragraph of the newer text (of the older, for a removed one); None for a field."""

    kind: EditClass
    before: str
    after: str
    paragraph: int | None = None
    around_before: tuple[str, str] = ("", "")
    around_after: tuple[str, str] = ("", "")
    """A few words that stand before and behind the change in the older and in the newer text, with their white space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of words that stayed (`=`), went (`-`) or came (`+`), with the white space after it."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    edits: tuple[Edit, ...]
    title: tuple[Piece, ...]
    paragraphs: tuple[tuple[Piece, ...], ...]
    """Every paragraph of either text in order; an untouched one is a single `=` piece."""

    @property
    def same(self) -> bool:
        return not self.edits


Step = tuple[str, int, int, int, int]
"""As `difflib` gives them: tag, from and to in the older words, from and to in the newer."""


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


def compare(old: Article, new: Article) -> Comparison:
    """Edits from `old` to `new`, headline first, then the other fields, then the text from its top."""
    edits = [
        Edit(kind=kind, before=before, after=after)
        for kind, before, after in (
            (EditClass.HEADLINE, old.title, new.title),
            (EditClass.BYLINE, ", ".join(old.authors), ", ".join(new.authors)),
            (EditClass.DATE, _moment(old), _moment(new)),
            (EditClass.SUMMARY, old.summary or "", new.summary or ""),
        )
        if before.split() != after.split()
    ]
    paragraphs: list[tuple[Piece, ...]] = []
    number = 0
    for before, after in _aligned(_paragraphs(old.text), _paragraphs(new.text)):
        number += after is not None
        if before is None and after is not None:
            edits.append(Edit(kind=EditClass.ADDED, before="", after=after, paragraph=number))
            paragraphs.append((Piece(sign="+", text=after),))
        elif after is None and before is not None:
            edits.append(Edit(kind=EditClass.REMOVED, before=before, after="", paragraph=number + 1))
            paragraphs.append((Piece(sign="-", text=before),))
        elif before is not None and after is not None:
            pieces = words(before, after)
            paragraphs.append(pieces)
            edits.extend(_classified(before, after, number))
    return Comparison(edits=tuple(edits), title=words(old.title, new.title), paragraphs=tuple(paragraphs))


def words(before: str, after: str) -> tuple[Piece, ...]:
    """A word diff of two paragraphs: joining the `=` and `+` pieces gives `after` but for white space."""
    old, new = _tokens(before), _tokens(after)
    if [token.word for token in old] == [token.word for token in new]:
        return (Piece(sign="=", text=after),) if after else ()
    pieces: list[Piece] = []
    for tag, i, j, k, m in _opcodes(old, new):
        if tag == "equal":
            pieces.append(Piece(sign="=", text=_with_space(after, new, k, m)))
            continue
        if i < j:
            pieces.append(Piece(sign="-", text=_with_space(before, old, i, j)))
        if k < m:
            pieces.append(Piece(sign="+", text=_with_space(after, new, k, m)))
    return tuple(pieces)


def _moment(article: Article) -> str:
    return article.published.isoformat() if article.published else ""


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _tokens(text: str) -> list[_Token]:
    return [_Token(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]


def _opcodes(old: Sequence[_Token], new: Sequence[_Token]) -> list[Step]:
    """Opcodes between two paragraphs' words. A single word that stayed between two changes belongs to them:
    "died in custody → was held in hospital" reads better than two changes around an "in"."""
    steps: list[Step] = []
    for step in _steps([token.word for token in old], [token.word for token in new]):
        tag, _, j, _, m = step
        if len(steps) >= 2 and tag != "equal" and steps[-1][0] == "equal" and steps[-1][2] - steps[-1][1] == 1:
            steps.pop()
            _, i, _, k, _ = steps.pop()
            step = ("replace", i, j, k, m)
        steps.append(step)
    return steps


def _steps(a: Sequence[str], b: Sequence[str]) -> Iterable[Step]:
    """Opcodes of a → b. The common beginning and end are taken off first: what is left is mostly short."""
    head = 0
    while head < len(a) and head < len(b) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    if head:
        yield "equal", 0, head, 0, head
    mid_a, mid_b = a[head : len(a) - tail], b[head : len(b) - tail]
    if len(mid_a) * len(mid_b) > QUADRATIC:
        yield "replace", head, head + len(mid_a), head, head + len(mid_b)
    else:
        for tag, i, j, k, m in SequenceMatcher(None, mid_a, mid_b, autojunk=False).get_opcodes():
            yield tag, head + i, head + j, head + k, head + m
    if tail:
        yield "equal", len(a) - tail, len(a), len(b) - tail, len(b)


def _with_space(text: str, tokens: Sequence[_Token], start: int, end: int) -> str:
    """Tokens start…end as printed, with the white space that follows them; before the first token, too."""
    begin = 0 if start == 0 else tokens[start].start
    stop = tokens[end].start if end < len(tokens) else len(text)
    return text[begin:stop]


def _aligned(old: list[str], new: list[str]) -> Iterable[tuple[str | None, str | None]]:
    """Pairs of paragraphs, None where one has no partner."""
    for tag, i, j, k, m in _steps([" ".join(p.split()) for p in old], [" ".join(p.split()) for p in new]):
        if tag == "equal":
            yield from zip(old[i:j], new[k:m], strict=True)
        else:
            yield from _partners(old[i:j], new[k:m])


def _partners(old: list[str], new: list[str]) -> Iterable[tuple[str | None, str | None]]:
    """Inside a replaced block, in order: paragraphs that keep half of their words belong together."""
    at = 0
    for before in old:
        bag = _bag(before)
        partner = next((n for n in range(at, len(new)) if _share(bag, _bag(new[n])) >= 0.5), None)
        if partner is None:
            yield before, None
            continue
        for extra in new[at:partner]:
            yield None, extra
        yield before, new[partner]
        at = partner + 1
    for extra in new[at:]:
        yield None, extra


def _bag(text: str) -> dict[str, int]:
    bag: dict[str, int] = {}
    for token in _tokens(text):
        bag[token.word] = bag.get(token.word, 0) + 1
    return bag


def _share(a: dict[str, int], b: dict[str, int]) -> float:
    """Words in common over the words of the longer paragraph."""
    common = sum(min(count, b.get(word, 0)) for word, count in a.items())
    return common / max(1, sum(a.values()), sum(b.values()))


def _classified(before: str, after: str, paragraph: int) -> Iterable[Edit]:
    old, new = _tokens(before), _tokens(after)
    for tag, i, j, k, m in _opcodes(old, new):
        if tag == "equal":
            continue
        gone, come = _printed(before, old, i, j), _printed(after, new, k, m)
        kind = EditClass.WORDING
        if _numbers(gone) != _numbers(come):
            kind = EditClass.NUMBER
        elif _quoted(old, i, j) or _quoted(new, k, m):
            kind = EditClass.QUOTE
        elif _named(old, i, j) or _named(new, k, m):
            kind = EditClass.NAME
        yield Edit(
            kind=kind,
            before=gone,
            after=come,
            paragraph=paragraph,
            around_before=_around(before, old, i, j),
            around_after=_around(after, new, k, m),
        )


def _printed(text: str, tokens: Sequence[_Token], start: int, end: int) -> str:
    return text[tokens[start].start : tokens[end - 1].end] if start < end else ""


def _around(text: str, tokens: Sequence[_Token], start: int, end: int) -> tuple[str, str]:
    """What stands before and behind tokens start…end; where there are none, before and behind their place."""
    if not tokens:
        return "", ""
    place = tokens[start].start if start < len(tokens) else len(text)
    begin, stop = (place, tokens[end - 1].end) if start < end else (place, place)
    lead = text[tokens[max(0, start - CONTEXT)].start : begin] if start else ""
    trail = text[stop : tokens[min(len(tokens), end + CONTEXT) - 1].end] if end < len(tokens) else ""
    return lead, trail


def _numbers(text: str) -> list[str]:
    """The numbers of a text in ASCII digits: ۴۱ and 41 are the same, 4,100 and 4100 too."""
    return ["".join(str(unicodedata.digit(c, "")) for c in found if c.isdigit()) for found in _DIGITS.findall(text)]


def _quoted(tokens: Sequence[_Token], start: int, end: int) -> bool:
    """Whether the changed words stand inside quotation marks that close after them."""
    if start >= end:
        return False
    inside = False
    for token in tokens[:start]:
        if token.word == '"':
            inside = not inside
        elif not inside and token.word in _OPENING:
            inside = True
        elif inside and token.word in _CLOSING:
            inside = False
    return inside and any(token.word == '"' or token.word in _CLOSING for token in tokens[end:])


def _named(tokens: Sequence[_Token], start: int, end: int) -> bool:
    for at in range(start, end):
        word = tokens[at].word
        if not (word[0].isupper() or word[0].istitle()):
            continue
        ahead = next((t.word for t in reversed(tokens[:at]) if t.word not in "\"'“”«»„()"), None)
        if ahead is not None and ahead not in _SENTENCE_END:
            return True
    return False
