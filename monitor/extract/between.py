"""Headings and lists that stand between two paragraphs of the text, and that trafilatura leaves out.

Where it knows no name of the article's container (they are hashes today) it gathers paragraphs, quotes and tables of the
whole page, and nothing else. A heading right above a paragraph of the text, with one before it, is a subhead; a list right
below a paragraph, or below such a heading, is the article's. With a link or a button inside it is neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from lxml import html

from monitor.extract.markup import Markup, text_of

_HEADINGS = frozenset({"h2", "h3", "h4"})
_LISTS = frozenset({"ul", "ol"})
_NO_TEXT = ("a", "button", "input", "svg", "select", "img")
_LONGEST_HEADING = 160
_SHORTEST_LIST = 40  # characters; a shorter one may be a row of labels
_DEPTH = 4
_MOST = 500


def with_between(markup: Markup, lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """`lines` are the text's (kind, line)."""
    places = {line: number for number, (_, line) in enumerate(lines)}
    below: dict[int, list[tuple[str, str]]] = {}
    for element in islice(markup.tree.iter("h2", "h3", "h4", "ul", "ol"), _MOST):
        if next(element.iterdescendants(*_NO_TEXT), None) is not None:
            continue
        if element.tag in _LISTS:
            before = _beside(element, -1)
            heading = text_of(before) if before is not None and before.tag in _HEADINGS else ""
            place = places.get(_paragraph(_beside(before, -1) if before is not None and heading else before))
            paragraphs = {text_of(paragraph) for paragraph in element.iter("p")}
            if not paragraphs.isdisjoint(places):
                continue  # a list that was never closed holds the text
            items = [item for child in element.iter("li") if (item := text_of(child)) and item not in places]
            is_announced = place is not None and lines[place][1].endswith((":", "："))
            if place is not None and (is_announced or sum(map(len, items)) >= _SHORTEST_LIST):
                if heading and heading not in places:
                    below.setdefault(place, []).append(("head", heading))
                below.setdefault(place, []).extend(("item", item) for item in items)
        elif place := places.get(_paragraph(_beside(element, 1))):
            heading = text_of(element)
            if heading and heading not in places and len(heading) <= _LONGEST_HEADING:
                below.setdefault(place - 1, []).append(("head", heading))
    found = list(lines)
    for place in sorted(below, reverse=True):
        found[place + 1 : place + 1] = below[place]
    return found


def _beside(element: html.HtmlElement, step: int) -> html.HtmlElement | None:
    """The element before or after it, or after the blocks that hold nothing but it."""
    for _ in range(_DEPTH):
        parent = element.getparent()
        other = element.getnext() if step > 0 else element.getprevious()
        if other is not None or parent is None or len(parent) != 1 or (parent.text or "").strip():
            return other
        element = parent
    return None


def _paragraph(element: html.HtmlElement | None) -> str:
    """The text of an element that is one paragraph, in blocks that hold nothing else: a container would be read once for
    each heading beside it."""
    for _ in range(_DEPTH):
        if element is None or element.tag == "p" or len(element) != 1 or (element.text or "").strip():
            break
        element = element[0]
    is_one = element is not None and (element.tag == "p" or (element.tag == "div" and not len(element)))
    return text_of(element) if is_one else ""
