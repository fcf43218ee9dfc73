"""Single-page applications: an article that stands in a script as the application's state, not in the page.

`unfolded(markup)` gives a page that shows it: the same head, the article's paragraphs in the body, and a JSON-LD node with
what the state says of headline, authors and times. The same object where the page has text of its own or no state.
Read are Next.js (`__NEXT_DATA__`), Nuxt 3 (`__NUXT_DATA__`, a list whose numbers point into itself), states that are assigned
as JSON (`window.__INITIAL_STATE__ = {…}`), and JSON-LD that has the whole text in `articleBody`. A state that is a program
is not run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from itertools import islice
from typing import Any

from lxml import html

from monitor.extract import structured
from monitor.extract.markup import Markup, parse

_SIGNS = ("__NEXT_DATA__", "__NUXT", "__INITIAL_STATE__", "__PRELOADED_STATE__", "__APOLLO_STATE__", "articleBody")
_HELD = re.compile(r"<script[^<>]{0,200}\bid=[\"']?__(?:NEXT|NUXT)_DATA__[\"']?[^<>]{0,200}>", re.IGNORECASE)
_ASSIGNED = re.compile(r"(?:window\.)?__[A-Z_]{4,40}__\s*=\s*(?=[{\[])")
_TITLES = ("headline", "title", "heading", "name")
_BODIES = ("body", "content", "articlebody", "text", "html", "bodyhtml", "contenthtml", "fulltext", "paragraphs", "blocks", "components", "elements")  # fmt: skip
_PARTS = (*_BODIES, "rendered", "value", "data", "children", "items", "model", "markup")
_PUBLISHED = ("datepublished", "publishedat", "publishdate", "publisheddate", "publicationdate", "published", "firstpublished", "dategmt", "date", "createdat")  # fmt: skip
_MODIFIED = ("datemodified", "updatedat", "modifiedat", "modified", "lastmodified")
_AUTHORS = ("authors", "author", "bylines", "byline", "writers")
_SHOWN = 200  # characters in paragraphs; a page that shows so many needs no state
_SUMMARY = 0.2  # of the text that JSON-LD has: a page that shows less shows a summary
_PROSE = 100
_ENOUGH = 200
_MOST = 20_000  # values of a state that are looked at
_DEEP = 30


def unfolded(markup: Markup) -> Markup:
    if not any(sign in markup.text for sign in _SIGNS):
        return markup
    told = max((len(body) for node in markup.nodes if isinstance(body := node.get("articleBody"), str)), default=0)
    if _shown(markup) >= max(_SHOWN, _SUMMARY * told):
        return markup
    best: dict[str, Any] | None = None
    text = ""
    left = _MOST
    for candidate in _objects(markup):
        if _title(candidate) and (value := _value(candidate, _BODIES)):
            body, count = _paragraphs(value, left)
            left -= count
            if len(body) > len(text):
                best, text = candidate, body
    tree = parse(f"<html><body><article>{text}</article></body></html>") if best else None
    article = tree.find(".//article") if tree is not None else None
    if best is None or article is None or len(article.text_content()) < _ENOUGH:
        return markup
    emptied = markup.emptied()
    if emptied is None:
        return markup
    page, body = emptied
    heading = html.Element("h1")
    heading.text = _title(best)
    article.insert(0, heading)
    body.append(article)
    return replace(markup, tree=page, nodes=_nodes(markup, best))


def _shown(markup: Markup) -> int:
    """Characters in paragraphs, and in whatever else holds prose: old systems set theirs into cells, with <br>."""
    shown = sum(len("".join(element.itertext()).strip()) for element in markup.tree.iter("p"))
    for element in markup.tree.iter("div", "td", "section", "article", "span", "blockquote"):
        own = sum(len((text or "").strip()) for text in (element.text, *(child.tail for child in element)))
        if own >= _PROSE:
            shown += own
    return shown


def _title(found: dict[str, Any]) -> str:
    value = _value(found, _TITLES)
    if isinstance(value, dict):
        value = value.get("rendered") or value.get("text")
    return value if isinstance(value, str) else ""


def _nodes(markup: Markup, found: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """The page's nodes, its article completed by what the state knows."""
    known = {
        "@type": "Article",
        "headline": _title(found),
        "author": _value(found, _AUTHORS),
        "datePublished": _value(found, _PUBLISHED),
        "dateModified": _value(found, _MODIFIED),
    }
    stated = next((node for node in markup.nodes if structured.kinds_of(node) & structured.ARTICLE_TYPES), {})
    others = tuple(node for node in markup.nodes if node is not stated)
    return ({**{name: value for name, value in known.items() if value}, **stated}, *others)


def _objects(markup: Markup) -> Iterator[dict[str, Any]]:
    """Every object of the page's states."""
    for root in (*markup.nodes, *_states(markup)):
        stack: list[tuple[object, int]] = [(root, 0)]
        for _ in range(_MOST):
            if not stack:
                break
            value, depth = stack.pop()
            if isinstance(value, dict):
                yield value
            if depth < _DEEP and isinstance(value, dict | list):
                children = list(value.values()) if isinstance(value, dict) else value
                stack.extend((child, depth + 1) for child in reversed(children) if isinstance(child, dict | list))


def _states(markup: Markup) -> Iterator[object]:
    # From the source: the tree has no scripts left.
    for match in _HELD.finditer(markup.text):
        value = _json(markup.text[match.end() :].lstrip())
        yield _pointed(value) if "NUXT" in match[0] and isinstance(value, list) else value
    for match in islice(_ASSIGNED.finditer(markup.text), 5):
        yield _json(markup.text[match.end() :])


def _json(source: str) -> object:
    try:
        return json.JSONDecoder(strict=False).raw_decode(source)[0]
    except (ValueError, RecursionError):
        return None


def _pointed(values: list[Any]) -> object:
    """Nuxt's list with its numbers followed: each number inside an object or a list is the place of the value."""
    built: dict[int, object] = {}

    def at(place: object, depth: int) -> object:
        if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(values) or depth > _DEEP:
            return None
        if place in built:
            return built[place]
        built[place] = None  # what points back to itself has no end
        value = values[place]
        if isinstance(value, dict):
            value = {name: at(item, depth + 1) for name, item in value.items()}
        elif isinstance(value, list) and len(value) == 2 and isinstance(value[0], str):
            value = at(value[1], depth + 1) if isinstance(value[1], int) else value[1]  # ["Reactive", 1], ["Date", "…"]
        elif isinstance(value, list):
            value = [at(item, depth + 1) for item in value[:500]]
        built[place] = value
        return value

    return at(0, 0) if len(values) <= _MOST else None


def _value(found: dict[str, Any], names: tuple[str, ...]) -> Any:
    """The first of these names that has a value; case, dashes and underscores do not matter."""
    levelled = {name.lower().replace("_", "").replace("-", ""): value for name, value in found.items()}
    return next((levelled[name] for name in names if levelled.get(name)), None)


def _paragraphs(value: object, most: int) -> tuple[str, int]:
    """The value's text as HTML, and how many values were looked at: not more than `most`, for a part may stand in a state
    a thousand times."""
    pieces: list[str] = []
    stack: list[tuple[object, int, str]] = [(value, 0, "p")]
    for count in range(most):
        if not stack:
            return "".join(pieces), count
        value, depth, tag = stack.pop()
        if isinstance(value, str):
            if "</" in value or "<br" in value:
                pieces.append(value if "<p" in value or "<div" in value else f"<{tag}>{value}</{tag}>")
            else:
                pieces += [f"<{tag}>{escape(line)}</{tag}>" for line in value.split("\n") if line.strip()]
        elif depth < _DEEP and isinstance(value, list):
            stack.extend((item, depth + 1, tag) for item in reversed(value[:500]))
        elif depth < _DEEP and isinstance(value, dict):
            is_heading = "head" in str(value.get("type", "")).lower()
            stack.append((_value(value, _PARTS), depth + 1, "h2" if is_heading else tag))
    return "".join(pieces), most
