"""Further pages of the same article: where an article is cut into several, the addresses of the others.

`rel=next` alone is not enough: WordPress sets it to the next post. The address must be this one with a page number
added (`/2/`, `/page/2`, `?page=2`, `-2.html`), or stand in a block that themes use for an article's pages.
"""

from __future__ import annotations

import re
from typing import cast

from lxml import etree, html

from monitor.extract import selectors
from monitor.extract.markup import Markup

_BLOCK_NAMES = ("page-links", "post-page-numbers", "article-pagination")
_BLOCKS = etree.XPath(
    "//*[" + " or ".join(f"contains(@class,'{name}')" for name in _BLOCK_NAMES) + "]/descendant-or-self::a[@href]"
)
_MOST = 30


def pages(markup: Markup, selector: str | None = None) -> tuple[str, ...]:
    """Addresses in order, without this page's own. `selector` is the source's own, and then alone counts."""
    here = markup.url.partition("#")[0]
    if selector:
        values = selectors.values(markup.tree, selector, attribute="href")
        chosen = [(markup.resolved(value) or "").partition("#")[0] for value in values]
        return tuple(dict.fromkeys(address for address in chosen if address and address != here))[:_MOST]
    links = [
        link for link in markup.tree.iter("a") if "next" in (link.get("rel") or "") and link.get("href") is not None
    ]
    if any(name in markup.text for name in _BLOCK_NAMES):
        links += cast("list[html.HtmlElement]", _BLOCKS(markup.tree))
    told = [(markup.resolved(link.get("href")) or "").partition("#")[0] for link in links[:_MOST]]
    candidates = dict.fromkeys(filter(None, [*markup.links.get("next", []), *told]))
    candidates.pop(here, None)
    if not candidates:
        return ()
    # A final number may be the page's or the slug's own (`report-6.html?page=2`): both readings count.
    own = re.compile("|".join(dict.fromkeys((_numbered(_first(here)), _numbered(here)))))
    return tuple(address for address in candidates if own.fullmatch(address))[:_MOST]


def _first(address: str) -> str:
    """The address of the article's first page."""
    address = re.sub(r"([?&])(?:page|p|seite|s)=\d{1,2}(?:&|$)", r"\1", address).rstrip("?&")
    return re.sub(r"(?:/page)?/[2-9]\d?/?$|[-_][2-9](?=\.html?$)", "", address)


def _numbered(first: str) -> str:
    stem, _, extension = first.rpartition(".") if re.search(r"\.html?$", first) else (first.rstrip("/"), "", "")
    ends = r"(?:/(?:page/)?\d{1,2}/?|[?&](?:page|p|seite|s)=\d{1,2})"
    if extension:
        return f"{re.escape(stem)}(?:[-_,]\\d{{1,2}}\\.{extension}|\\.{extension}{ends})"
    return f"{re.escape(stem)}/?{ends}"
