"""What stands beside the article: navigation, sidebars, footers, and the cards of other articles.

`frame(markup)` is what stands around the headline, which is never beside it, whatever it is called.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from lxml import html

from monitor.extract.markup import Markup, text_of
from monitor.plaintext import levelled

_ASIDE = frozenset({"nav", "aside", "footer"})
NAMES = re.compile(
    r"related|sidebar|widget(?! Blog)|comment|(?<!post-)(?<!entry-)(?<!article-)footer|recommend|popular|latest|teaser|preview|(?<!node-)(?<!node--)promo|menu|breadcrumb",
    re.IGNORECASE,
)
_CARD = 500  # characters; a larger element is more than another article's card
_CARD_TITLE = 35  # characters of a link; shorter ones are authors, sections, buttons
_WHOLES = frozenset({"body", "html", "article", "main", "script"})
_STYLES = 20_000  # pages of one site share them


def frame(markup: Markup) -> frozenset[html.HtmlElement]:
    """What stands around the headline, whatever it is called (`layout-with-sidebar`, `teaser-text`)."""
    headings = list(islice(markup.tree.iter("h1"), 3))
    return frozenset(parent for heading in headings for parent in heading.iterancestors() if len(headings) < 3)


def is_aside(element: html.HtmlElement, around: frozenset[html.HtmlElement]) -> bool:
    """Whether it stands beside the article: in navigation, a sidebar, a card of another article, the page's footer."""
    for parent in element.iterancestors():
        if parent in around or (parent.tag == "article" and not around and not _is_card(parent)):
            return False  # a footer or header of the article itself
        is_named = parent.tag not in {"body", "html"} and _is_aside_style(parent.get("class"), parent.get("id"))
        if parent.tag in _ASIDE or is_named:
            return parent.tag != "footer" or not any(above.tag == "article" for above in parent.iterancestors())
    return False


@lru_cache(_STYLES)
def _is_aside_style(style: str | None, name: str | None) -> bool:
    return NAMES.search(f"{style or ''} {name or ''}") is not None


def is_on_a_card(element: html.HtmlElement, around: frozenset[html.HtmlElement], title: str) -> bool:
    """Whether the place belongs to the link to another article: an element of few words around both."""
    parent = element
    for _ in range(4):
        if parent in around or parent.tag in _WHOLES or _is_long(parent):
            return False
        for link in [parent] if parent.tag == "a" else islice(parent.iter("a"), 6):
            text, address = text_of(link), link.get("href")
            if not address or link.get("rel") == "author" or link.find(".//time") is not None:
                continue  # "all posts by Ada Brook", a date in words and in figures
            if len(text) >= _CARD_TITLE and levelled(text) not in title:
                return True
        above = parent.getparent()
        if above is None:
            return False
        parent = above
    return False


def _is_card(article: html.HtmlElement) -> bool:
    """Whether an <article> is a teaser: inside another, or one of several."""
    if any(above.tag == "article" for above in article.iterancestors()):
        return True
    beside = [*article.itersiblings("article"), *article.itersiblings("article", preceding=True)]
    return len(beside) >= 2


def _is_long(element: html.HtmlElement) -> bool:
    """Whether it holds more than a card; the rest of a long text is not looked at."""
    count = 0
    for piece in element.itertext():
        count += len(piece.strip())
        if count > _CARD:
            return True
    return False
