"""One parse of a page, shared by everything that reads it.

`read(page)` gives a `Markup`: the tree, what `<meta>`, `<link>` and JSON-LD say (read once), and the address that
relative links start from. None where there is no element at all. The tree is never changed after this; who wants
to cut works on a copy. Limits keep a hostile page from costing more than its size is worth.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin

from lxml import etree, html

from monitor.extract import charset, inline, repair
from monitor.model import Page
from monitor.plaintext import clean_line

_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
# lxml.html looks each element's class up in Python, a tenth of a page's time, to give forms and inputs classes of their own.
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LD_COMMENTS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$"
)
_LD_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_LD_STRAY_ESCAPE = re.compile(r'\\(\\|["/bfnrtu])|\\')
_LD_BETWEEN = re.compile(r"[\s,;]*")
_LD_VALUES = 50
_LD_DECODER = json.JSONDecoder(strict=False)
_LD_SIZE = 2_000_000
_LD_NODES = 400
_METAS = 2_000
_FOR_BROWSERS = frozenset(
    {"stylesheet", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "icon", "shortcut"}
)
# What stands in a heading's link to itself.
_SIGNS = frozenset("¶#§🔗⚓")
_SIGNED = ("¶<", ">#<", ">§<", "🔗<", "⚓<", "&para;<", "&#182;<", "&#xb6;<")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LARGE = 1_000_000  # smaller texts cannot fill a worker's memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """A parsed page. `metas` maps lower-case `name`, `property`, `itemprop` or `http-equiv` to its contents in order."""

    tree: html.HtmlElement
    text: str
    """The decoded source."""
    url: str
    """Final URL."""
    base: str
    metas: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    """`rel` → absolute addresses."""
    nodes: tuple[dict[str, Any], ...] = ()
    """JSON-LD objects: top level, `@graph` and `mainEntity`, in order; references by `@id` are not followed here."""
    elements: tuple[html.HtmlElement, ...] = field(init=False, repr=False, compare=False)
    """All below the root, in order. lxml makes an element's object anew for each walk, unless somebody holds it."""
    styled: tuple[tuple[html.HtmlElement, str | None, str | None, str | None], ...] = field(
        init=False, repr=False, compare=False
    )
    """Of these, each that has a class, an id or a `rel`, with them."""

    def __post_init__(self) -> None:
        elements = tuple(self.tree.iterdescendants("*"))
        named = ((element, element.get("class"), element.get("id"), element.get("rel")) for element in elements)
        object.__setattr__(self, "elements", elements)
        object.__setattr__(self, "styled", tuple(each for each in named if each[1] or each[2] or each[3]))

    def meta(self, *names: str) -> str | None:
        """The first non-empty content of the first of these names that has one."""
        for name in names:
            for content in self.metas.get(name, ()):
                if content:
                    return content
        return None

    def link(self, rel: str) -> str | None:
        return next(iter(self.links.get(rel, ())), None)

    def resolved(self, address: str | None) -> str | None:
        """`address` made absolute; None where it is no http(s) address."""
        return _absolute(self.base, address) if address else None

    def emptied(self) -> tuple[html.HtmlElement, html.HtmlElement] | None:
        """A copy of the tree whose body holds nothing, and that body: for who finds the article outside of it. None for
        a page without a body."""
        page = deepcopy(self.tree)
        body = page.find("body")
        if body is None:
            return None
        body.clear()
        return page, body


def read(page: Page) -> Markup | None:
    """The page's markup; None where the bytes hold no element."""
    text, _ = charset.decode(page.body, page.header("content-type"))
    tree = parse(text)
    if tree is None:
        return None
    metas: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {}
    nodes: list[dict[str, Any]] = []
    base = page.final_url
    count = 0
    idle: list[html.HtmlElement] = []
    for element in tree.iter("meta", "link", "script", "base", "style", "svg", "iframe"):
        if element.tag == "meta":
            content = element.get("content")
            count += 1
            if content is None or count > _METAS:
                continue
            for attribute in ("name", "property", "itemprop", "http-equiv"):
                if name := element.get(attribute):
                    metas.setdefault(name.strip().lower(), []).append(clean_line(content[:20_000]))
        elif element.tag == "link":
            for rel in (element.get("rel") or "").lower().split()[:4]:
                if rel not in _FOR_BROWSERS and (address := _absolute(base, element.get("href") or "")):
                    links.setdefault(rel, []).append(address)
        elif element.tag == "base":
            base = _absolute(page.final_url, element.get("href") or "") or base
        elif element.tag == "script" and "ld+json" in (element.get("type") or "").lower():
            nodes.extend(_ld(element.text or ""))
        else:
            idle.append(element)
    if any(sign in text for sign in _SIGNED):
        idle += [link for link in tree.iter("a") if _is_permalink(link)]
    for element in idle:  # a third of a page's bytes, and each reader would copy them
        if element.getparent() is not None:
            element.drop_tree()
    inline.prepare(tree)
    return Markup(
        tree=tree, text=text, url=page.final_url, base=base, metas=metas, links=links, nodes=tuple(nodes[:_LD_NODES])
    )


def _is_permalink(link: html.HtmlElement) -> bool:
    """A sign at a heading that leads to that heading: no letter of the headline."""
    parent = link.getparent()
    return (
        parent is not None
        and parent.tag in _HEADINGS
        and (link.get("href") or "").startswith("#")
        and (link.text or "").strip() in _SIGNS
        and not len(link)
    )


def parse(text: str) -> html.HtmlElement | None:
    try:
        root = etree.fromstring(_NOT_XML.sub("", repair.source(text)).encode("utf-8"), _PARSER)
    except (etree.XMLSyntaxError, etree.ParserError, ValueError, AssertionError):
        root = None
    # libxml2 recovers from everything, from the end of memory too: it leaves half a tree and a line in its log.
    if len(text) > _LARGE and _PARSER.error_log.filter_types(etree.ErrorTypes.ERR_NO_MEMORY):
        raise MemoryError
    if not isinstance(root, html.HtmlElement):
        return None
    repair.tree(root)
    return root


def _absolute(base: str, address: str) -> str | None:
    try:
        url = urljoin(base, address.strip())
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) else None


def _ld(source: str) -> Iterator[dict[str, Any]]:
    source = _LD_COMMENTS.sub("", source[:_LD_SIZE])
    if not source.strip():
        return
    for mended in (_unchanged, _without_faults, unescape):
        if values := _ld_values(mended(source)):
            yield from _flat(values, 0)
            return


def _ld_values(source: str) -> list[object]:
    """The values that stand one after another: most often one, and behind it an extra brace or the same value once more."""
    found: list[object] = []
    at = 0
    try:
        while len(found) < _LD_VALUES and (between := _LD_BETWEEN.match(source, at)) and between.end() < len(source):
            # strict=False: a raw newline inside a string is the commonest fault of templates.
            value, at = _LD_DECODER.raw_decode(source, between.end())
            if value not in found:
                found.append(value)
    except (ValueError, RecursionError):
        pass
    return found


def _unchanged(source: str) -> str:
    return source


def _without_faults(source: str) -> str:
    """Without commas before a closing bracket, and with `\\'` as the two characters that it is."""
    source = _LD_STRAY_ESCAPE.sub(lambda found: found[0] if found[1] else "\\\\", source)
    return _LD_TRAILING_COMMA.sub(r"\1", source)


def _flat(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value[:_LD_NODES]:
            yield from _flat(item, depth + 1)
    elif isinstance(value, dict):
        if value.get("@type"):
            yield value
        for key in ("@graph", "mainEntity"):
            if isinstance(value.get(key), dict | list):
                yield from _flat(value[key], depth + 1)
        page = value.get("mainEntityOfPage")
        if isinstance(page, dict) and "headline" in page:  # mostly it is the page's address and no more
            yield from _flat(page, depth + 1)


def text_of(element: html.HtmlElement) -> str:
    """An element's text as one clean line."""
    return clean_line("".join(element.itertext()))
