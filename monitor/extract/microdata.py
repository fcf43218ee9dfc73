"""What a page states in microdata: the itemprop values of its article's scope, or of a page that leaves the scope out.

Lists have a scope for each of their articles as well: one whose headline links to another page of the site is that page's.
"""

from __future__ import annotations

from itertools import islice
from typing import cast

from lxml import etree, html

from monitor.extract import structured
from monitor.extract.markup import Markup
from monitor.extract.structured import Statement
from monitor.plaintext import clean_line, levelled
from monitor.urls import same_site

_ITEMPROP = (
    "itemprop",
    "itemProp",
    "ITEMPROP",
)  # as people and React write it; lowering a page takes longer than all else
_MICRODATA = etree.XPath("//*[@itemprop]")


def read(markup: Markup) -> Statement:
    """itemprop values of the article's scope, the one with the page's h1 or else the first (and of pages that leave the
    scope out): teasers, references and comments have scopes of their own."""
    first: dict[str, str] = {}
    headlines: list[str] = []
    authors: list[str] = []
    bodies: list[str] = []
    found = _MICRODATA(markup.tree) if any(name in markup.text for name in _ITEMPROP) else []
    elements = cast("list[html.HtmlElement]", found)[:500]
    cards = _cards(elements, markup)
    placed = [(element, _scope(element)) for element in elements]
    scopes = [
        scope
        for _, scope in placed
        if scope is not None and scope not in cards and _scope_kinds(scope) & structured.ARTICLE_TYPES
    ]
    around = {parent for heading in islice(markup.tree.iter("h1"), 3) for parent in heading.iterancestors()}
    own = next((scope for scope in scopes if scope in around), next(iter(scopes), None))
    for element, scope in placed:
        if scope is not own and _scope_kinds(scope):
            continue
        for prop in (element.get("itemprop") or "").lower().split():
            if prop == "author":
                kinds = _scope_kinds(element) if element.get("itemtype") else set()
                (authors if not kinds or kinds & structured.PERSON_LIKE else bodies).extend(_author_texts(element))
            elif prop == "headline":
                headlines.append(clean_line(_value(element)))
            elif prop in {"datepublished", "datemodified", "articlesection"}:
                first.setdefault(prop, _value(element))
    return Statement(
        title=_own_headline(markup, headlines),
        authors=tuple(dict.fromkeys(filter(None, authors))),
        bodies=tuple(dict.fromkeys(filter(None, bodies))),
        published=first.get("datepublished"),
        modified=first.get("datemodified"),
        section=structured.section(first.get("articlesection")),
        page_type=(own.get("itemtype") or "").rstrip("/").rsplit("/", 1)[-1] if own is not None else None,
    )


def _own_headline(markup: Markup, headlines: list[str]) -> str | None:
    """The first; of several, the longest in the window's title: themes mark the section's name above them as well."""
    window = levelled(" ".join(title.text or "" for title in markup.tree.iter("title"))) if len(headlines) > 1 else ""
    held = [text for text in headlines if levelled(text) in window]
    return max(held, key=len, default=None) or next(filter(None, headlines), None)


def _cards(elements: list[html.HtmlElement], markup: Markup) -> frozenset[html.HtmlElement]:
    """The article scopes of other pages: their headline links there."""
    links = [element for element in elements if element.get("itemprop") == "url" and _is_headline(element)]
    here = structured.here(markup) if links else set()
    cards: list[html.HtmlElement] = []
    for link in links:
        scope = _scope(link)
        address = markup.resolved(link.get("href"))
        if scope is None or address is None or not _scope_kinds(scope) & structured.ARTICLE_TYPES:
            continue
        if same_site(address, markup.url) and structured.bare(address) not in here:
            cards.append(scope)
    return frozenset(cards)


def _is_headline(link: html.HtmlElement) -> bool:
    near = (*islice(link.iter(), 10), *islice(link.iterancestors(), 2))
    return any(element.get("itemprop") in {"name", "headline"} for element in near)


def _scope(element: html.HtmlElement) -> html.HtmlElement | None:
    parent = element.getparent()
    while parent is not None:
        if parent.get("itemscope") is not None or parent.get("itemtype"):
            return parent
        parent = parent.getparent()
    return None


def _scope_kinds(scope: html.HtmlElement | None) -> set[str]:
    if scope is None:
        return set()
    return {kind.rstrip("/").rsplit("/", 1)[-1].lower() for kind in (scope.get("itemtype") or "").split()}


def _value(element: html.HtmlElement) -> str:
    text = element.get("content") or element.get("datetime")
    if text is None and element.tag in {"abbr", "time", "span"}:
        text = element.get("title")  # a moment in full; of a link it says where the link leads
    return text or "".join(element.itertext())


def _author_texts(element: html.HtmlElement) -> list[str]:
    named = [item for item in element.iterdescendants() if item.get("itemprop") == "name"]
    values = [_value(item) for item in named[:20]] or [_value(element)]
    return [text for value in values if (text := clean_line(value)) and len(text) <= 200 and "://" not in text]
