"""What a source's listings may add to the work: which leads are taken, which further listings are polled.

Pure. A lead that is not taken is still a lead with a named outcome where a feed or a sitemap named it (it was
discovered); a link on a home page or a section that leads elsewhere is no lead at all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.model import Discovery, Lead, Listing, ListingKind, Reason, Source
from monitor.ports import LeadState, NewLead
from monitor.urls import host_of, is_home, key, same_site

MOST_SECTIONS = 30
SECTIONS_BESIDE_FEEDS = 8
"""Where a home page names feeds, its sections are a second net: a few of them are enough."""
MOST_ARCHIVES = 1
MOST_FEEDS = 12
MOST_SITEMAPS = 200
"""Children of sitemap indexes, the newest; an index of a large outlet holds one a day since 1999."""

DISTRUST = 0.5
"""Where so large a share of ten or more known entries changed at once, the site stamps all of them anew with each
request; that says nothing about any article."""

_COMMENTS = re.compile(r"/comments?/|[?&]feed=comments|/comments?\.(xml|rss)|/replies/", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A lead of a listing with its key and what the listing said of it; `refused` where it is not followed."""

    key: str
    lead: Lead
    digest: str
    refused: Reason | None = None
    detail: str = ""


def digest(lead: Lead) -> str:
    """What a listing says of a URL, in 16 hex digits: when it changes, the page is worth another look."""
    said = "\x1f".join(
        (
            lead.title or "",
            lead.summary or "",
            lead.modified.isoformat() if lead.modified else "",
            lead.published.isoformat() if lead.published else "",
            lead.text or "",
        )
    )
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def offers(
    discovery: Discovery,
    *,
    source: Source,
    listing_kind: ListingKind,
    by_hand: bool,
    now: datetime,
    backfill: timedelta | None,
) -> dict[str, Offer]:
    """The leads of one poll by key. `by_hand`: the listing stands in the configuration, so its links may lead
    off the site (a feed proxy); `backfill` is how old a lead may be to be fetched, None takes every age."""
    on_page = listing_kind in (ListingKind.HOMEPAGE, ListingKind.SECTION)
    found: dict[str, Offer] = {}
    for lead in discovery.leads:
        name = key(lead.url)
        if name is None or name in found or is_home(lead.url):
            continue
        refused, detail = _refusal(lead, source, by_hand=by_hand, now=now, backfill=backfill)
        if on_page and refused is Reason.OFF_SITE:
            continue
        found[name] = Offer(key=name, lead=lead, digest=digest(lead), refused=refused, detail=detail)
    return found


def _refusal(
    lead: Lead, source: Source, *, by_hand: bool, now: datetime, backfill: timedelta | None
) -> tuple[Reason | None, str]:
    if not by_hand and not same_site(source.url, lead.url):
        return Reason.OFF_SITE, f"on {urlsplit(lead.url).hostname}, not on the site of {source.id}"
    if any(re.search(pattern, lead.url) for pattern in source.exclude):
        return Reason.NOT_ARTICLE, "the source's `exclude` matches its address"
    if source.include and not any(re.search(pattern, lead.url) for pattern in source.include):
        return Reason.NOT_ARTICLE, "none of the source's `include` patterns matches its address"
    stamp = lead.published or lead.modified
    if backfill is not None and stamp is not None and now - stamp > backfill:
        return Reason.TOO_OLD, f"published {stamp:%Y-%m-%d}, before the window of {backfill.days} days"
    return None, ""


def worth_a_look(
    found: Mapping[str, Offer], states: Mapping[str, LeadState], delisted: Mapping[str, LeadState], *, kind: ListingKind
) -> list[int]:
    """Stored leads that the listing gives reason to look at again: it says something else of them than before, or
    took them out. A feed loses its oldest entries by nature: only what is newer than its oldest one was taken out."""
    if kind not in (ListingKind.FEED, ListingKind.SITEMAP):
        return []
    named = [(offer, states[name]) for name, offer in found.items() if name in states and states[name].digest]
    changed = [state.lead for offer, state in named if state.article is not None and state.digest != offer.digest]
    if len(named) >= 10 and len(changed) > DISTRUST * len(named):
        changed = []
    gone = [state for state in delisted.values() if state.article is not None]
    if kind is ListingKind.FEED:
        stamps = [offer.lead.published for offer in found.values() if offer.lead.published]
        oldest = min(stamps, default=None)
        gone = [state for state in gone if oldest and state.published and state.published > oldest]
    return changed + [state.lead for state in gone]


def told_late(found: Mapping[str, Offer], states: Mapping[str, LeadState]) -> dict[int, Lead]:
    """Leads that a listing without dates found first, with what this one, which has dates, says of them: which of a
    site's listings answers first must not decide what we know of its articles."""
    return {
        states[name].lead: offer.lead
        for name, offer in found.items()
        if offer.refused is None and offer.lead.published and name in states and states[name].published is None
    }


def asked_for(url: str, now: datetime) -> NewLead:
    """The lead of an address that a person names. ValueError where it is no address of a web page."""
    name, host, lead = key(url), host_of(url), Lead(url=url)
    if name is None or host is None:
        raise ValueError(f"no address of a web page: {url}")
    return NewLead(key=name, host=host, lead=lead, digest=digest(lead), next_try=now)


def first_listings(source: Source, candidates: Iterable[Listing]) -> tuple[Listing, ...]:
    """What a source is polled for from the start: what is configured, else its home page and the usual places."""
    given = [
        *(Listing(kind=ListingKind.FEED, url=url) for url in source.feeds),
        *(Listing(kind=ListingKind.SITEMAP, url=url) for url in source.sitemaps),
        *(Listing(kind=ListingKind.SECTION, url=url) for url in source.sections),
    ]
    if not source.discover:
        return tuple(given)
    return (*given, Listing(kind=ListingKind.HOMEPAGE, url=source.url), *candidates)


def further_listings(
    discovery: Discovery, *, source: Source, listing_kind: ListingKind, fresh: int, guesses: Iterable[Listing] = ()
) -> tuple[Listing, ...]:
    """Of the listings that one poll named, those to poll from now on. `fresh`: how many leads it was the first to name;
    older pages of a list are followed only as long as they bring some. `guesses`: where feeds usually lie, for a home
    page that names none."""
    has_feed = any(listing.kind is ListingKind.FEED for listing in discovery.listings)
    most = {
        ListingKind.FEED: MOST_FEEDS,
        ListingKind.SITEMAP: MOST_SITEMAPS,
        ListingKind.SECTION: SECTIONS_BESIDE_FEEDS if has_feed else MOST_SECTIONS,
        ListingKind.ARCHIVE: MOST_ARCHIVES if fresh else 0,
    }
    if listing_kind in (ListingKind.SECTION, ListingKind.ARCHIVE):
        most[ListingKind.SECTION] = 0
    taken: dict[str, Listing] = {}
    count = dict.fromkeys(most, 0)
    guessed = guesses if listing_kind is ListingKind.HOMEPAGE and not has_feed else ()
    for listing in (*discovery.listings, *guessed):
        if listing.kind not in most or count[listing.kind] >= most[listing.kind] or listing.url in taken:
            continue
        if not source.discover and listing.kind not in (ListingKind.SITEMAP, ListingKind.ARCHIVE):
            continue
        if not same_site(source.url, listing.url) or _COMMENTS.search(listing.url) or listing.url == source.url:
            continue
        taken[listing.url] = listing
        count[listing.kind] += 1
    return tuple(taken.values())
