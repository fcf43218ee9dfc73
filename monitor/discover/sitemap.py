"""A sitemap → leads, or further sitemaps (sitemaps.org 0.9, Google's news and image extensions).

Read: `urlset` and `sitemapindex` in XML, gzipped or not, plain text with an address per line, and a feed in place of
a sitemap (the protocol allows it). XML is streamed, an element at a time, without DTD, entities and
network; inflating stops at the protocol's 50 MB, and what was read until then counts.

Leads come newest first (`news:publication_date`, `lastmod`), so that a budget is spent on what is new; a bare
day orders, but is no moment and fills no field. Children of an index come newest first too, those of
tags, categories, authors and media by the names that well-known systems give them are left out: they
list no articles.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import TYPE_CHECKING

from lxml import etree

from monitor import urls
from monitor.discover import dates, decoding, feed, markup
from monitor.discover.fulltext import language_of
from monitor.discover.prolog import HEAD, is_web_page, without_doctype
from monitor.model import Discovery, Lead, Listing, ListingKind

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 52_428_800
MAX_URLS = 50_000
MAX_CHILDREN = 5_000

# WordPress, Yoast, Rank Math, Ghost, Drupal, TYPO3, Shopify and common habit.
_NO_ARTICLES = re.compile(
    r"(?:(?:^|[/_-])taxonom(?:ies|y)[\w-]*|(?:^|[/_-])(?:users?|authors?|writers|tags?|post_tag|post_format|"
    r"categor(?:y|ies)|keywords|labels|images?|videos?|products?|collections)(?:[_-]sitemap)?)(?:[_-]?\d+)?\.xml(?:\.gz)?\Z",
    re.I,
)
_NEWS = re.compile(r"news|latest|recent|actu", re.I)
_MONTH = re.compile(r"((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])?(?:[/_.-]?(0[1-9]|[12]\d|3[01]))?(?=\D|\Z)")


@dataclass(slots=True)
class _Entry:
    """One `<url>` or `<sitemap>`, as its children are met."""

    location: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def parse(body: bytes, url: str, content_type: str | None = None, zone: tzinfo | None = None) -> Discovery:
    """The leads and child sitemaps of a sitemap fetched from `url`. Never raises on what a body holds."""
    raw, cut = _inflated(body)
    if not raw.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return Discovery(problem="the answer is empty")
    head = decoding.text_of(raw[:4096], content_type).lstrip("\ufeff \t\r\n")
    if not head.startswith("<"):
        return _plain(decoding.text_of(raw, content_type), url)
    if is_web_page(head):
        return Discovery(problem=feed.web_page_problem(head).replace("not a feed", "not a sitemap"))
    if re.search(r"<(?:rss|feed|rdf:RDF)\b", head):
        return feed.parse(raw, url, content_type, zone)
    entries: list[_Entry] = []
    children: list[_Entry] = []
    count = 0
    for kind, entry in _stream(raw, content_type):
        count += 1
        if kind == "sitemap" and len(children) < MAX_CHILDREN * 4:
            children.append(entry)
        elif kind == "url" and len(entries) < MAX_URLS:
            entries.append(entry)
    leads = _leads(entries, url, zone)
    listings = _children(children, url)
    problem = None
    if count == 0:
        problem = (
            "the sitemap holds no address"
            if "<urlset" in head or "<sitemapindex" in head
            else "the answer is XML, but no sitemap"
        )
    elif cut:
        problem = f"the sitemap is larger than {MAX_BYTES // 1_048_576} MB; only its beginning was read"
    return Discovery(leads=leads, listings=listings, entries=count, skipped=len(entries) - len(leads), problem=problem)


def names_no_articles(url: str) -> bool:
    """Whether a sitemap's address is one that a well-known system gives to lists of tags, authors or media."""
    return bool(_NO_ARTICLES.search(url.partition("?")[0].rpartition("/")[2]))


def _inflated(body: bytes) -> tuple[bytes, bool]:
    """The body without gzip, at most MAX_BYTES of it, and whether that cut it. Several members are read in turn."""
    if not body.startswith(b"\x1f\x8b"):
        return body[:MAX_BYTES], len(body) > MAX_BYTES
    out = bytearray()
    rest = body
    while rest.startswith(b"\x1f\x8b") and len(out) <= MAX_BYTES:
        inflater = zlib.decompressobj(wbits=31)
        try:
            out += inflater.decompress(rest, MAX_BYTES + 1 - len(out))
        except zlib.error:
            break
        rest = inflater.unused_data
    # A sitemap that was gzipped twice happens (a .gz file behind a compressing server): once more, no deeper.
    if out.startswith(b"\x1f\x8b"):
        try:
            out = bytearray(zlib.decompressobj(wbits=31).decompress(bytes(out), MAX_BYTES + 1))
        except zlib.error:
            return b"", False
    return bytes(out[:MAX_BYTES]), len(out) > MAX_BYTES


def _stream(raw: bytes, content_type: str | None) -> Iterator[tuple[str, _Entry]]:
    """("url" | "sitemap", entry) in document order; each element is freed once read."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw[:100]:
        raw = re.sub(r"^\s*<\?xml[^>]*\?>", "", decoding.text_of(raw, content_type)).encode("utf-8", "replace")
    raw = raw.lstrip(b"\xef\xbb\xbf \t\r\n")
    # Latin-1 maps every byte to itself and back.
    head = without_doctype(raw[:HEAD].decode("latin-1")).encode("latin-1")
    source = io.BytesIO(head + raw[HEAD:])
    events = etree.iterparse(
        source,
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    entry: _Entry | None = None
    try:
        for event, element in events:
            name = _local(element)
            if event == "start":
                if name in ("url", "sitemap") and (entry is None or entry.location):
                    entry = _Entry()
                continue
            if name in ("url", "sitemap"):
                if entry is not None and entry.location:
                    yield name, entry
                entry = None
            elif entry is not None and element.text and len(element) == 0:
                _note(entry, name, element)
            _free(element)
    except etree.XMLSyntaxError:
        return


def _note(entry: _Entry, name: str, element: _Element) -> None:
    parent = element.getparent()
    inside = _local(parent) if parent is not None else ""
    value = (element.text or "").strip()[: urls.MAX_URL]
    if name == "loc" and inside in ("url", "sitemap"):
        entry.location = entry.location or value
    elif name == "loc" and inside == "image":
        entry.fields.setdefault("image", value)
    elif name in ("lastmod", "publication_date", "language", "keywords") or (name == "title" and inside == "news"):
        entry.fields.setdefault(name, value)


def _free(element: _Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _leads(entries: list[_Entry], url: str, zone: tzinfo | None) -> tuple[Lead, ...]:
    ordered = sorted(
        entries, key=lambda entry: -dates.rank(entry.fields.get("publication_date") or entry.fields.get("lastmod"))
    )
    leads = (_lead(entry, url, zone) for entry in ordered)
    return tuple(lead for lead in leads if lead is not None)


def _lead(entry: _Entry, url: str, zone: tzinfo | None) -> Lead | None:
    address = urls.absolute(url, entry.location)
    if address is None:
        return None
    fields = entry.fields
    image = fields.get("image")
    return Lead(
        url=address,
        title=markup.line(fields.get("title")),
        published=dates.parse(fields.get("publication_date"), zone),
        modified=dates.parse(fields.get("lastmod"), zone),
        language=language_of(fields.get("language")),
        tags=tuple(
            dict.fromkeys(tag for word in fields.get("keywords", "").split(",") if (tag := markup.line(word, 100)))
        )[:30],
        image=urls.absolute(url, image) if image else None,
    )


def _children(entries: list[_Entry], url: str) -> tuple[Listing, ...]:
    """News first, then by date (of the entry, else of its name), then in order; never the sitemap itself."""
    own = urls.key(url)
    ranked = sorted(entries, key=lambda entry: (not _NEWS.search(entry.location), -_age_rank(entry)))
    found: dict[str, Listing] = {}
    for entry in ranked:
        address = urls.absolute(url, entry.location)
        name = urls.key(address) if address else None
        if address is None or name is None or name == own or name in found or names_no_articles(address):
            continue
        found[name] = Listing(kind=ListingKind.SITEMAP, url=address)
    return tuple(found.values())[:MAX_CHILDREN]


def _age_rank(entry: _Entry) -> float:
    stated = dates.rank(entry.fields.get("lastmod"))
    month = _MONTH.search(entry.location)
    if stated or month is None:
        return stated
    return dates.rank(f"{month[1]}-{month[2] or '12'}-{month[3] or '28'}")


def _plain(text: str, url: str) -> Discovery:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [urls.absolute(url, line) for line in lines[:MAX_URLS] if line.startswith(("http://", "https://"))]
    leads = tuple(Lead(url=address) for address in dict.fromkeys(found) if address)
    if not leads:
        return Discovery(problem="the answer is plain text without an address, not a sitemap")
    return Discovery(leads=leads, entries=len(lines), skipped=len(lines) - len(leads))


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
