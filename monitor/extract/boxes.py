"""Boxes inside an article that are no part of it: sign-up cards, pull quotes, paywall notes, bylines, text for readers of screens.

`lines(markup)` gives the texts of such boxes and of all that is in them, by the class names that systems use; what is
too long to be a box of that kind is left alone. A pull quote is one only where its words stand in the text as well:
`pulled` gives those.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from lxml import etree, html

from monitor.extract.markup import Markup
from monitor.plaintext import clean_line

# Part of a class name (or of `aria-label`) → the most characters that such a box has.
_BOXES = {
    "signup": 300,
    "sign-up": 300,
    "newsletter": 300,
    "visually-hidden": 80,
    "screen-reader": 80,
    "sr-only": 80,
    "page-links": 300,
    "jetpack-like": 200,
    "paywall": 160,
    "regwall": 160,
    "byline": 160,
    "Byline": 160,
}
_QUOTES = ("pullquote", "pull-quote", "pull_quote")
_LONGEST_QUOTE = 300
_NEVER = frozenset({"html", "body", "main", "article"})
_FOUND = {
    name: etree.XPath(f"//*[contains(@class,'{name}') or contains(@aria-label,'{name}')]")
    for name in (*_BOXES, *_QUOTES)
}


def lines(markup: Markup) -> frozenset[str]:
    return frozenset(text for name, most in _BOXES.items() for text in _texts(markup, name, most))


def pulled(markup: Markup, text: Iterable[str]) -> frozenset[str]:
    """Lines of pull quotes that stand inside one of these lines."""
    quotes = {quote for name in _QUOTES for quote in _texts(markup, name, _LONGEST_QUOTE)}
    whole = list(text) if quotes else []
    return frozenset(quote for quote in quotes if any(quote in line and quote != line for line in whole))


def _texts(markup: Markup, name: str, most: int) -> Iterable[str]:
    if name not in markup.text:
        return
    for box in cast("list[html.HtmlElement]", _FOUND[name](markup.tree))[:50]:
        if box.tag in _NEVER or len(clean_line("".join(box.itertext()))) > most:
            continue
        for element in box.iter():
            if text := clean_line("".join(element.itertext())):
                yield text
