"""Further pages of the same article: where an article is cut into several, the addresses of the others.

`rel=next` alone is not enough: WordPress sets it to the next post. The address must be this one with a page number
added (`/2/`, `/page/2`, `?page=2`, `-2.html`), or stand in a block that themes use for an article's pages. This page
may be such a page itself, but only of an article whose address has words, and where it leads back to the first page:
`/archives/26`, `/?p=26` and `/press-releases/26` are articles of that number, and 27 is another one.
"""

from __future__ import annotations

import re
from typing import cast
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from monitor.extract import selectors
from monitor.extract.markup import Markup

_BLOCK_NAMES = ("page-links", "post-page-numbers", "article-pagination")
_BLOCKS = etree.XPath(
    "//*[" + " or ".join(f"contains(@class,'{name}')" for name in _BLOCK_NAMES) + "]/descendant-or-self::a[@href]"
)
_MOST = 30
_OWN_NUMBERS = (
    re.compile(r"(?P<kept>[?&])(?:page|p|seite|s)=(?P<number>\d{1,2})(?:&|$)"),
    re.compile(r"(?P<kept>)(?:/page)?/(?P<number>[2-9]\d?)/?$"),
    re.compile(r"(?P<kept>)[-_](?P<number>[2-9])(?=\.html?$)"),
)
_ONES = frozenset("1۱١")
_IS_NAMED = re.compile(r"[^\W_][-_][^\W\d_][^/]*/?$")


def pages(markup: Markup, selector: str | None = None) -> tuple[str, ...]:
    """Addresses in order, without this page's own. `selector` is the source's own, and then alone counts."""
    here = markup.url.partition("#")[0]
    if selector:
        values = selectors.values(markup.tree, selector, attribute="href")
        chosen = [(markup.resolved(value) or "").partition("#")[0] for value in values]
        return tuple(dict.fromkeys(address for address in chosen if address and address != here))[:_MOST]
    blocks: list[html.HtmlElement] = []
    if any(name in markup.text for name in _BLOCK_NAMES):
        blocks = cast("list[html.HtmlElement]", _BLOCKS(markup.tree))
    links = [
        link for link in markup.tree.iter("a") if "next" in (link.get("rel") or "") and link.get("href") is not None
    ]
    told = [(markup.resolved(link.get("href")) or "").partition("#")[0] for link in (links + blocks)[:_MOST]]
    candidates = dict.fromkeys(filter(None, [*markup.links.get("next", []), *told]))
    candidates.pop(here, None)
    if not candidates:
        return ()
    readings = [_numbered(here)]
    if (own := _own_number(here)) and _leads_to(markup, own[0]):
        first, number = own
        # In a block every page of the article is named; a relation names the one that follows.
        readings.append(_numbered(first, None if blocks else number + 1))
    pattern = re.compile("|".join(readings))
    return tuple(address for address in candidates if pattern.fullmatch(address))[:_MOST]


def _own_number(address: str) -> tuple[str, int] | None:
    """The address of the article's first page, and the number of this one."""
    match = next((match for pattern in _OWN_NUMBERS if (match := pattern.search(address))), None)
    if match is None:
        return None
    first = (address[: match.start()] + match["kept"] + address[match.end() :]).rstrip("?&")
    return (first, int(match["number"])) if _IS_NAMED.search(unquote(urlsplit(first).path)) else None


def _leads_to(markup: Markup, first: str) -> bool:
    """Whether the page calls that address its first page or the one before it."""
    told = [
        link.get("href")
        for link in markup.tree.iter("a", "link")
        if {"prev", "first"} & set((link.get("rel") or "").split()) or (link.text_content().strip() in _ONES)
    ]
    return any((markup.resolved(address) or "").rstrip("/") == first.rstrip("/") for address in told[:_MOST] if address)


def _numbered(first: str, number: int | None = None) -> str:
    """An expression of the further pages of an article whose first page is at `first`; of the one, with a number."""
    figures = r"\d{1,2}" if number is None else f"{number}"
    stem, _, extension = first.rpartition(".") if re.search(r"\.html?$", first) else (first.rstrip("/"), "", "")
    ends = rf"(?:/(?:page/)?{figures}/?|[?&](?:page|p|seite|s)={figures})"
    if extension:
        return f"{re.escape(stem)}(?:[-_,]{figures}\\.{extension}|\\.{extension}{ends})"
    return f"{re.escape(stem)}/?{ends}"
