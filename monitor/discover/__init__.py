"""Bytes of a listing → `Discovery`: the leads that it names, and further listings.

    parse(kind, body, url, content_type)    by the listing's kind, in a worker process
    homepage.places(home)                   where to look from the start: robots.txt and the usual places
    links.evidence(url)                     what an address says by itself

Rooms: `feed` (RSS, Atom; `jsonfeed`), `sitemap`, `section` and `homepage` (HTML, over `page`), `links` (addresses),
`dates`, `decoding`, `markup`, `fulltext`. No network, no clock. Everything here reads bytes that a stranger wrote: sizes
are bounded, nothing raises on them, and the worker pool around adds a deadline and a memory cap.

Importing this door costs nothing; lxml and feedparser are loaded by the first `parse`.
"""

from __future__ import annotations

from datetime import tzinfo
from urllib.parse import urlsplit

from monitor.model import Discovery, ListingKind


def parse(
    kind: ListingKind, body: bytes, url: str, content_type: str | None = None, zone: tzinfo | None = None
) -> Discovery:
    """Read a listing fetched from `url` (its final address). `content_type` is the HTTP header; `zone` completes dates
    without one. A feed where a page or a sitemap was expected is read as a feed, a sitemap in place of a feed as one."""
    from monitor.discover import feed, homepage, section, sitemap

    if urlsplit(url).path == "/robots.txt":
        return homepage.robots(body, url)
    head = body[:3].startswith(b"\x1f\x8b") or any(mark in body[:2000] for mark in (b"<urlset", b"<sitemapindex"))
    if kind is ListingKind.SITEMAP or head:
        return sitemap.parse(body, url, content_type, zone)
    if kind is ListingKind.FEED:
        return feed.parse(body, url, content_type, zone)
    if kind is ListingKind.HOMEPAGE:
        return homepage.parse(body, url, content_type)
    return section.parse(body, url, content_type)
