"""Boxes inside an article that are no part of it: sign-up cards, paywall notes, bylines, words for readers of screens; pull quotes.

`lines(markup, blocks)` gives the texts of such boxes and of all that is in them, by the class names that systems use; what
is too long to be a box of that kind is left alone. `pulled(blocks)` gives lines that only repeat a piece of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from lxml import html

from monitor.extract.markup import Markup
from monitor.plaintext import clean_line

# Part of a class name (or of `aria-label`) → the most characters that such a box has.
_BOXES = {
    "signup": 300,
    "sign-up": 300,
    "newsletter": 300,
    "visually-hidden": 80,
    "screen-reader": 80,
    "element-invisible": 80,
    "sr-only": 80,
    "page-links": 300,
    "jetpack-like": 200,
    "paywall": 160,
    "regwall": 160,
    "byline": 160,
    "Byline": 160,
}
_SHORTEST_QUOTE, _LONGEST_QUOTE = 30, 300
_MOST = 100
_OFTEN = 4  # paragraphs of one class: it is the text's, as `paywall` is where only those who pay see all
_ENDS = '.!?؟。۔»”"'
_NEVER = frozenset({"html", "body", "main", "article"})


def lines(markup: Markup, blocks: Iterable[tuple[str, str]]) -> frozenset[str]:
    """`blocks` are the text's (kind, line): the page is searched only where one of them is short enough to come from a box."""
    if not any(kind not in {"head", "row"} and _may_be_boxed(line) for kind, line in blocks):
        return frozenset()
    return frozenset(_texts(markup))


def _may_be_boxed(line: str) -> bool:
    return len(line) < 80 or (len(line) <= 200 and line[-1] not in _ENDS)


def pulled(blocks: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Lines whose words stand inside a longer line once more: pull quotes, whatever their class."""
    lines = [line for kind, line in blocks if kind in {"p", "quote"}]
    short = [line for line in lines if _SHORTEST_QUOTE <= len(line) <= _LONGEST_QUOTE and _is_a_sentence(line)]
    return frozenset(line for line in short if any(line in other and 1.2 * len(line) < len(other) for other in lines))


def _is_a_sentence(line: str) -> bool:
    """A heading that is set as a paragraph stands in the text once more too."""
    return len(line.split()) >= (5 if line[-1] in _ENDS else 9)


def _texts(markup: Markup) -> Iterator[str]:
    boxes = list(islice(_named(markup), _MOST))
    paragraphs = Counter(box.get("class") for box in boxes if box.tag == "p")
    for box in boxes:
        words = f"{box.get('class', '')} {box.get('aria-label', '')}"
        most = max((size for name, size in _BOXES.items() if name in words), default=0)
        is_text = box.tag == "p" and paragraphs[box.get("class")] >= _OFTEN
        if is_text or box.tag in _NEVER or len(clean_line("".join(box.itertext()))) > most:
            continue
        for element in box.iter():
            if text := clean_line("".join(element.itertext())):
                yield text


def _named(markup: Markup) -> Iterator[html.HtmlElement]:
    if "Byline" in markup.text:
        for element in markup.elements:
            if _has_name(element.get("class") or "") or "Byline" in element.get("aria-label", ""):
                yield element
    else:
        for element, style, _, _ in markup.styled:
            if style and _has_name(style):
                yield element


@lru_cache(maxsize=16384)  # pages of a site share their names
def _has_name(style: str) -> bool:
    return any(name in style for name in _BOXES)
