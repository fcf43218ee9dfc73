"""A source's own selectors: CSS, or XPath where the text begins with `/`, `./`, `(` or a function.

An XPath may end at an attribute or a text (`//meta[@name="d"]/@content`). Selectors are checked when the configuration
is read; here each is compiled once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import cast

from lxml import etree, html
from lxml.cssselect import CSSSelector

_PATH = re.compile(r"\.?/|\(|[a-z-]+\(")


def elements(tree: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    return [found for found in _found(tree, selector) if isinstance(found, html.HtmlElement)]


def values(tree: html.HtmlElement, selector: str, *, attribute: str | None = None) -> list[str]:
    """Texts in the order of the page: of an element that attribute or its `content`, else its text."""
    told = []
    for found in _found(tree, selector):
        if isinstance(found, html.HtmlElement):
            stated = (found.get(attribute) if attribute else None) or found.get("content")
            told.append(stated or "".join(found.itertext()))
        elif isinstance(found, str):
            told.append(found)
    return told


def _found(tree: html.HtmlElement, selector: str) -> list[object]:
    found = _compiled(selector)(tree)
    return cast("list[object]", found) if isinstance(found, list) else [found] if isinstance(found, str) else []


@lru_cache(maxsize=256)
def _compiled(selector: str) -> etree.XPath:
    return etree.XPath(selector, smart_strings=False) if _PATH.match(selector) else CSSSelector(selector)
