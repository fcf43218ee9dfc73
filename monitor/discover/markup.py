"""Markup as listings carry it → clean text (`plaintext` says what clean is).

`line()` gives one line (titles, names), `paragraphs()` a text with one newline between its paragraphs.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from lxml import etree

from monitor.plaintext import clean_line, clean_text

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_TEXT = 1_000_000

_MARKUP = re.compile(r"<[a-zA-Z/!?]")
_BREAKS = re.compile(r"[\r\n\t\x0b\x0c]+")
_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "dl", "dt", "dd", "tr", "table", "blockquote", "pre", "section", "article"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "figure", "figcaption", "header", "footer", "td", "th"}
)
_SILENT = frozenset({"script", "style", "noscript", "iframe", "svg", "template", "object", "form", "head", "title"})


def line(text: str | None, limit: int = 500) -> str | None:
    """One line of plain text out of text or markup, at most `limit` long; None where nothing is left."""
    if not text:
        return None
    flat = clean_line(paragraphs(text[: 20 * limit]))
    if len(flat) > limit:
        flat = clean_line(flat[: limit - 1]) + "…"
    return flat or None


def paragraphs(text: str) -> str:
    """Markup or text → paragraphs separated by one newline. Text without markup only has its entities read."""
    text = text[:MAX_TEXT]
    if _MARKUP.search(text):
        root = tree(text)
        text = text_of(root) if root is not None else ""
    elif "&" in text:
        text = unescape(text)
    return clean_text(text)


def tree(markup: str) -> _Element | None:
    """A piece of HTML as a tree; None where nothing can be read."""
    parser = etree.HTMLParser(encoding="utf-8", recover=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def text_of(root: _Element, limit: int = MAX_TEXT) -> str:
    """The visible text under an element, with a newline at each block's edges; it stops soon after `limit`."""
    out: list[str] = []
    silent = size = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if name in _SILENT:
            silent += 1 if event == "start" else -1
        elif name in _BLOCKS:
            out.append("\n")
        said = element.text if event == "start" else element.tail if element is not root else None
        if said and not silent:
            out.append(_BREAKS.sub(" ", said))
            size += len(said)
            if size > limit:
                break
    return "".join(out)
