"""What a site has to offer, from its address alone: for `monitor add` and `sources test`, before anything is written.

The home page is read, the listings that it names and the usual places are tried, and each is parsed by the workers
as a crawl would do it. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from monitor.errors import ServiceError
from monitor.model import Discovery, Lead, Listing, ListingKind, Page
from monitor.urls import same_site

MOST_LISTINGS = 16
HEADLINES = 3


class Fetch(Protocol):
    def get(self, url: str) -> Page: ...


class ListingParser(Protocol):
    def listing(self, kind: ListingKind, page: Page) -> Future[Discovery]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """A listing that was tried. `entries` is 0 and `problem` says why where it is of no use."""

    listing: Listing
    entries: int
    problem: str | None
    leads: tuple[Lead, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """`url` is where the address led to; `headlines` are the newest leads that have a title."""

    url: str
    name: str | None
    language: str | None
    listings: tuple[Probed, ...]
    headlines: tuple[Lead, ...]
    problem: str | None = None


def probe(
    url: str,
    *,
    fetch: Fetch,
    parser: ListingParser,
    places: Callable[[str], Iterable[Listing]],
    feed_places: Callable[[str], Iterable[Listing]],
    progress: Callable[[str], None] | None = None,
) -> Probe:
    """Look at a site. ServiceError where its home page cannot be had; every other failure is a `Probed.problem`."""
    page = fetch.get(url)
    if page.status >= 400:
        raise ServiceError(
            f"{url} answers HTTP {page.status}.", hint="Open it in a browser: does it ask for something?", url=url
        )
    home = parser.listing(ListingKind.HOMEPAGE, page).result()
    queue = [listing for listing in home.listings if listing.kind in (ListingKind.FEED, ListingKind.SITEMAP)]
    if not any(listing.kind is ListingKind.FEED for listing in queue):
        queue += feed_places(page.final_url)
    queue += places(page.final_url)
    sections = [listing for listing in home.listings if listing.kind is ListingKind.SECTION]
    tried: dict[str, Probed] = {}
    while queue and len(tried) < MOST_LISTINGS:
        listing = queue.pop(0)
        if listing.url in tried or not same_site(page.final_url, listing.url):
            continue
        if progress is not None:
            progress(listing.url)
        probed, further = _try(listing, fetch, parser)
        tried[listing.url] = probed
        queue[:0] = further[:2]
    found = [probed for probed in tried.values() if (probed.entries or probed.leads) and not _is_robots(probed.listing)]
    found += [Probed(listing=section, entries=0, problem=None) for section in sections[:8]]
    leads = [lead for probed in found for lead in probed.leads if lead.title] or [
        lead for lead in home.leads if lead.title
    ]
    leads.sort(key=lambda lead: lead.published.timestamp() if lead.published else 0.0, reverse=True)
    unique = list({lead.title: lead for lead in leads}.values())
    return Probe(
        url=page.final_url,
        name=home.title,
        language=home.language or next((lead.language for lead in leads if lead.language), None),
        listings=tuple(found),
        headlines=tuple(unique[:HEADLINES]),
        problem=None
        if found or home.leads
        else home.problem or "nothing on this page looks like an article or a list of articles",
    )


def _is_robots(listing: Listing) -> bool:
    """robots.txt names sitemaps; it is no listing that a person would want to keep."""
    return urlsplit(listing.url).path == "/robots.txt"


def _try(listing: Listing, fetch: Fetch, parser: ListingParser) -> tuple[Probed, list[Listing]]:
    """One listing, and the sitemaps that it names."""
    try:
        page = fetch.get(listing.url)
    except ServiceError as error:
        return Probed(listing=listing, entries=0, problem=error.message), []
    if page.status != 200:
        return Probed(listing=listing, entries=0, problem=f"HTTP {page.status}"), []
    discovery = parser.listing(listing.kind, page).result()
    further = [child for child in discovery.listings if child.kind is ListingKind.SITEMAP]
    return Probed(listing=listing, entries=discovery.entries, problem=discovery.problem, leads=discovery.leads), further
