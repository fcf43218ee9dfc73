"""A web page as a list of links: what each says, where on the page it stands, and what the page says of itself.

One walk over the tree. A link that stands on a page several times (picture, headline, "read more") is one
`Anchor` with the best of its texts and every place that it was seen in. Links inside JSON-LD lists count too.
Bounded: 8 MB, 500,000 elements, 20,000 links, 300 characters a text, 1 MB of JSON-LD.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

from monitor import urls
from monitor.discover import decoding, markup
from monitor.discover.fulltext import language_of
from monitor.plaintext import clean_line

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BODY = 8_000_000
MAX_ELEMENTS = 500_000
MAX_ANCHORS = 20_000
MAX_JSONLD = 1_000_000
MAX_ATTRIBUTES = 2_000

_GIANT = re.compile(r"<([a-zA-Z][\w-]{0,30})(?=\s)[^<>]{10000,}")
_SPACES = re.compile(r"\s+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ASIDE = frozenset({"nav", "footer", "aside"})
# Whole words of class, id and role: the furniture around the articles.
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|mainmenu|submenu|topbar|footer|breadcrumbs?|cookies?|consent|share|sharing|social|"
    r"langs?|languages?|lang-switch(?:er)?|toolbar|login|tagcloud|tag-list|tags-links|cat-links|byline|search-form)(?:$|[\s_-])",
    re.I,
)
_PAGER = re.compile(
    r"(?:^|[\s_-])(?:pagination|pager|paging|page-numbers|pagenav|nav-links|nav-previous|load-?more)(?:$|[\s_-])",
    re.I,
)
_PAGER_LINK = re.compile(r"(?:^|[\s_-])(?:page-numbers|page-link|pager|pagination|older|next)(?:$|[\s_-])", re.I)
_CONTAINERS = frozenset({"div", "section", "ul", "ol", "table", "td", "header", "form", "p", "span", "li"})
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


@dataclass(slots=True)
class Anchor:
    """A link to one page. `text` is its best text, one line; `order` its first place among the links."""

    url: str
    order: int
    text: str = ""
    rels: set[str] = field(default_factory=set)
    in_heading: bool = False
    in_article: bool = False
    """Inside an `article` element, or of a JSON-LD list of articles."""
    in_content: bool = False
    """Seen outside menus, footers and other furniture at least once."""
    in_menu: bool = False
    in_pager: bool = False


@dataclass(slots=True)
class PageLinks:
    """What one page shows. `feeds` are (url, title) of `<link rel=alternate>`; `following` is `<link rel=next>`."""

    anchors: list[Anchor] = field(default_factory=list)
    feeds: list[tuple[str, str | None]] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    following: str | None = None
    site_name: str | None = None
    title: str | None = None
    language: str | None = None


def read(body: bytes, url: str, content_type: str | None = None) -> PageLinks | None:
    """The links of an HTML page fetched from `url`; None where there is nothing to read."""
    text = _GIANT.sub(_lighter, decoding.text_of(body[:MAX_BODY], content_type))
    parser = etree.HTMLParser(encoding="utf-8", recover=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root: _Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return _Reader(root, url).page if root is not None else None


def _lighter(tag: re.Match[str]) -> str:
    """A tag of thousands of attributes without them: libxml2 compares each with all before it (300,000 take
    minutes). One long attribute, such as a picture in a data URL, is no harm."""
    return tag[0] if len(_SPACES.findall(tag[0])) < MAX_ATTRIBUTES else tag[0][:1] + tag[1]


class _Reader:
    def __init__(self, root: _Element, url: str) -> None:
        self.page = PageLinks()
        self._base = url
        self._found: dict[str, Anchor] = {}
        self._jsonld: list[str] = []
        self._seen = 0
        self._walk(root)
        for address in _listed(self._jsonld):
            target = urls.absolute(self._base, address)
            if target:
                anchor = self._anchor(target)
                anchor.in_article = anchor.in_content = True
        self.page.anchors = sorted(self._found.values(), key=lambda anchor: anchor.order)
        self.page.language = self.page.language or language_of(root.get("lang"))

    def _walk(self, root: _Element) -> None:
        aside = heading = article = pager = 0
        depths: list[tuple[int, int, int, int]] = []
        for count, (event, element) in enumerate(etree.iterwalk(root, events=("start", "end"))):
            if count > 2 * MAX_ELEMENTS:
                return
            if event == "end":
                # What is inside an anchor is read from the anchor: marks opened by this element close here.
                opened = depths.pop()
                aside, heading, article, pager = (
                    aside - opened[0],
                    heading - opened[1],
                    article - opened[2],
                    pager - opened[3],
                )
                continue
            name = element.tag if isinstance(element.tag, str) else ""
            opened = self._marks(element, name, article)
            depths.append(opened)
            aside, heading, article, pager = (
                aside + opened[0],
                heading + opened[1],
                article + opened[2],
                pager + opened[3],
            )
            if name == "a" and self._seen < MAX_ANCHORS:
                self._link(element, aside=aside > 0, heading=heading > 0, article=article > 0, pager=pager > 0)
            elif name in ("html", "base", "link", "meta", "title", "script"):
                self._head(element, name)

    @staticmethod
    def _marks(element: _Element, name: str, article: int) -> tuple[int, int, int, int]:
        if name in _HEADINGS:
            return 0, 1, 0, 0
        if name == "article":
            return 0, 0, 1, 0
        if name not in _ASIDE and name not in _CONTAINERS:
            return 0, 0, 0, 0
        marks = " ".join((element.get("class") or "", element.get("id") or "", element.get("role") or ""))[:500]
        pager = 1 if _PAGER.search(marks) else 0
        furniture = name in _ASIDE or bool(_FURNITURE.search(marks)) or (name == "header" and not article)
        return (1 if furniture or pager else 0), 0, 0, pager

    def _link(self, element: _Element, *, aside: bool, heading: bool, article: bool, pager: bool) -> None:
        self._seen += 1
        target = urls.absolute(self._base, element.get("href") or "")
        if target is None:
            return
        anchor = self._anchor(target)
        inner = next((child for child in element.iter(*_HEADINGS)), None)
        text = clean_line(markup.text_of(inner if inner is not None else element, 300))[:300]
        if not text:
            text = clean_line(element.get("title") or element.get("aria-label") or "")[:300]
        heads = heading or inner is not None
        better = (heads, len(text)) > (anchor.in_heading, len(anchor.text)) if text else False
        if better or not anchor.text:
            anchor.text = text
        anchor.in_heading |= heads
        anchor.in_article |= article and not aside
        anchor.in_content |= not aside
        anchor.in_menu |= aside
        anchor.in_pager |= pager or bool(_PAGER_LINK.search((element.get("class") or "")[:200]))
        anchor.rels.update((element.get("rel") or "")[:100].lower().split())

    def _anchor(self, target: str) -> Anchor:
        name = urls.key(target) or target
        if name not in self._found:
            self._found[name] = Anchor(url=target, order=len(self._found))
        return self._found[name]

    def _head(self, element: _Element, name: str) -> None:
        page = self.page
        if name == "html":
            page.language = language_of(
                element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang")
            )
        elif name == "base" and element.get("href"):
            self._base = urls.absolute(self._base, element.get("href") or "") or self._base
        elif name == "title" and page.title is None:
            page.title = markup.line(element.text, 200)
        elif name == "meta":
            self._meta(element)
        elif name == "link":
            self._relation(element)
        elif name == "script" and (element.get("type") or "").strip().lower() == "application/ld+json":
            self._jsonld.append(element.text or "")

    def _meta(self, element: _Element) -> None:
        name = (element.get("property") or element.get("name") or element.get("http-equiv") or "").lower()
        content = element.get("content")
        if name == "og:site_name":
            self.page.site_name = self.page.site_name or markup.line(content, 200)
        elif name in ("og:locale", "content-language", "language"):
            self.page.language = self.page.language or language_of(content)

    def _relation(self, element: _Element) -> None:
        relations = (element.get("rel") or "").lower().split()
        target = urls.absolute(self._base, element.get("href") or "")
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        if target is None:
            return
        if "alternate" in relations or "feed" in relations:
            title = markup.line(element.get("title"), 200)
            # WordPress announces its API as application/json too.
            if kind in _FEED_TYPES or (kind == "application/json" and "feed" in target):
                self.page.feeds.append((target, title))
        elif "sitemap" in relations:
            self.page.sitemaps.append(target)
        elif "next" in relations:
            self.page.following = self.page.following or target


def _listed(scripts: list[str]) -> Iterator[str]:
    """Addresses of articles in JSON-LD: items of an ItemList, posts of a Blog, parts of a collection."""
    left = MAX_JSONLD
    for script in scripts[:20]:
        left -= len(script)
        if left < 0:
            return
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue
        yield from _addresses(data, inside=False, depth=0)


def _addresses(data: Any, *, inside: bool, depth: int) -> Iterator[str]:
    if depth > 8:
        return
    if isinstance(data, list):
        for item in data[:2000]:
            yield from _addresses(item, inside=inside, depth=depth + 1)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        kind = " ".join(map(str, kinds)) if isinstance(kinds, list) else str(kinds)
        if "Breadcrumb" in kind:
            return
        if inside:
            for name in ("url", "@id", "mainEntityOfPage"):
                value = data.get(name)
                if isinstance(value, str) and value.startswith(("http", "/")):
                    yield value
                    break
        for name in ("itemListElement", "blogPost", "blogPosts", "hasPart"):
            yield from _addresses(data.get(name), inside=True, depth=depth + 1)
        for name in ("item", "mainEntity", "@graph"):
            yield from _addresses(data.get(name), inside=inside and name == "item", depth=depth + 1)
    elif inside and isinstance(data, str) and data.startswith(("http", "/")):
        yield data
