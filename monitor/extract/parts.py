"""An article that its layout cuts into blocks of one name, between pictures and advertisements.

trafilatura takes the first block that is named like an article's body; of several siblings or cousins of that name the
others are lost, without a trace in the text. `frame(tree, text)` gives the element that holds them all, where the text has
one of them and lacks others; None on all other pages. Comments, teasers and further articles stand in blocks of one name as
well: they are told by links in their headings, by times, by what they are called, and by their places.

In: the page's tree, the text so far. Out: an element of the tree. Changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import html

from monitor.plaintext import levelled

_PROSE = 80  # characters of a paragraph that tells
_START = 50  # letters by which it is known again
_LINKED = 0.3
_MOST_OF_IT = 0.6  # of the kept paragraphs: so many stand in blocks of that name
_WORTH = 0.15  # of the kept prose: less is not worth reading the page again
_FEW, _MANY = 2, 60
_OTHER = re.compile(
    r"comment|kommentar|coment|reply|replies|respon[ds]|review|teaser|related|recommend|promo|card|sidebar|widget|footer|newsletter|author|bio\b|caption|aside|forum|post-?item",
    re.IGNORECASE,
)
_OUTSIDE = frozenset({"article", "aside", "nav", "footer", "figure", "form", "li", "td", "blockquote", "details"})


def frame(tree: html.HtmlElement, text: str) -> html.HtmlElement | None:
    prose: list[str] = []
    places: dict[tuple[str, str], dict[html.HtmlElement, list[str]]] = {}
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        words = "".join(paragraph.itertext())
        if len(words) < _PROSE or parent is None or _is_linked(paragraph, words):
            continue
        prose.append(words)
        if (name := parent.get("class")) and parent.tag in ("div", "section"):
            places.setdefault((parent.tag, name), {}).setdefault(parent, []).append(words)
    named = [blocks for (_, name), blocks in places.items() if _FEW <= len(blocks) <= _MANY and not _OTHER.search(name)]
    if not named:
        return None
    have = levelled(text)
    kept = {words for words in prose if levelled(words)[:_START] in have}
    for blocks in named:
        found = [words for paragraphs in blocks.values() for words in paragraphs]
        here = [words for words in found if words in kept]
        lost = [words for words in found if words not in kept]
        if (
            len(lost) >= _FEW
            and len(here) >= max(1, _MOST_OF_IT * len(kept))
            and sum(map(len, lost)) >= _WORTH * sum(map(len, here))
            and (whole := _holder([*blocks])) is not None
        ):
            return whole
    return None


def _is_linked(paragraph: html.HtmlElement, words: str) -> bool:
    return sum(len("".join(link.itertext())) for link in paragraph.iter("a")) > _LINKED * len(words)


def _holder(blocks: Sequence[html.HtmlElement]) -> html.HtmlElement | None:
    """The nearest element that holds all blocks, where each lies in it like the others and none is an article of its own."""
    above = [list(block.iterancestors()) for block in blocks]
    common = next((each for each in above[0] if all(each in line for line in above[1:])), None)
    if common is None or common.tag in ("body", "html"):
        return None
    paths = {tuple((each.tag, each.get("class")) for each in line[: line.index(common)]) for line in above}
    if len(paths) > 1:
        return None
    if any(tag in _OUTSIDE or _OTHER.search(name or "") for tag, name in next(iter(paths))):
        return None
    for number, block in enumerate(blocks):
        card = block if above[number][0] is common else above[number][above[number].index(common) - 1]
        if next(card.iter("h1", "time", "article"), None) is not None and number:
            return None
        if any(heading.find(".//a") is not None for heading in card.iter("h2", "h3", "h4")):
            return None
    return common
