"""A site's home page → leads, and the site's other listings; and the places to try beside what the page says.

Listings, in the order in which they are worth polling: feeds that the page announces, feeds that it links to,
its sitemaps, sections from its menus, its own next page. Comment feeds and feeds of single articles are no
listings. Sections are pages of the same site that its menus lead to, and lists that its content links to.
"""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from monitor import urls
from monitor.discover import feed, links, page, section
from monitor.discover.page import PageLinks
from monitor.model import Discovery, Listing, ListingKind

MAX_FEEDS = 20
MAX_SECTIONS = 40
MENU_WORDS = 3

# The commonest systems first.
_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml", "/news-sitemap.xml")
_FEEDS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/all.atom.xml", "/feed.json")

_PARTS = re.compile(r"\s+[|–—·•:»-]\s+|\s*[|｜]\s*")
_COMMENTS = re.compile(r"comments?(?:/|\.|-|=|\Z)|[?&]feed=comments|/replies", re.I)
_PEOPLE_AND_TAGS = re.compile(
    r"/(?:tags?|authors?|autor(?:en|es)?|auteurs?|yazar(?:lar)?|etiket(?:ler)?|people|users?|members?|avtor|"
    r"برچسب(?:‌ها)?|نویسنده(?:‌ها|گان)?|كاتب|وسم)(?:/|\Z)",
    re.I,
)


def parse(body: bytes, url: str, content_type: str | None = None) -> Discovery:
    """What a home page fetched from `url` shows. A feed in its place is read as one."""
    if section.is_feed(body):
        return feed.parse(body, url, content_type)
    shown = page.read(body, url, content_type)
    if shown is None:
        return Discovery(problem="the page is empty")
    leads = section.leads_of(shown, url)
    known = {urls.key(lead.url) for lead in leads}
    return Discovery(
        leads=leads,
        listings=(
            *_feeds(shown, url),
            *(Listing(kind=ListingKind.SITEMAP, url=address) for address in dict.fromkeys(shown.sitemaps)),
            *_sections(shown, url, known),
            *section.following(shown, url),
        ),
        entries=len(leads),
        title=shown.site_name or _name(shown, url),
        language=shown.language,
        problem=None if leads or shown.feeds else "no link on this page looks like an article, and it names no feed",
    )


def _name(shown: PageLinks, url: str) -> str | None:
    """The site's name in the title of its home page, without `Home |`, a greeting or a motto, where the link to the home
    page, a feed's title or another part of the title has it too; else the whole title."""
    parts = [part for piece in _PARTS.split(shown.title or "") if (part := piece.strip())]
    if len(parts) < 2:
        return shown.title
    said = [title for _, title in shown.feeds if title]
    # A link of one word may say "home".
    linked = (anchor for anchor in shown.anchors if " " in anchor.text and any(part in anchor.text for part in parts))
    said += [
        anchor.text for anchor in islice(linked, 20) if urls.is_home(anchor.url) and urls.same_site(anchor.url, url)
    ]
    names = [part for part in parts if any(part in text for text in (*said, *(each for each in parts if each != part)))]
    return max(names, key=len, default=shown.title)


def places(home_url: str) -> tuple[Listing, ...]:
    """Where to look from the start, knowing nothing but a home page: its robots.txt, then where sitemaps usually lie."""
    robots = urls.absolute(home_url, "/robots.txt")
    first = (Listing(kind=ListingKind.SITEMAP, url=robots),) if robots else ()
    return (*first, *_usual(home_url, ListingKind.SITEMAP, _SITEMAPS))


def feed_places(home_url: str) -> tuple[Listing, ...]:
    """Where feeds usually lie, for a home page that names none."""
    return _usual(home_url, ListingKind.FEED, _FEEDS)


def _usual(home_url: str, kind: ListingKind, paths: tuple[str, ...]) -> tuple[Listing, ...]:
    """The paths under the site's root; a home below it (`/fa/`) is tried first."""
    bases = [urls.absolute(home_url, "/") or home_url]
    path = urlsplit(urls.canonical(home_url) or "").path
    if path.strip("/") and urls.is_home(home_url):
        bases.insert(0, urls.absolute(home_url, path.rstrip("/")) or home_url)
    return tuple(Listing(kind=kind, url=base.rstrip("/") + place) for place in paths for base in bases)


def robots(body: bytes, url: str) -> Discovery:
    """A robots.txt as a list of sitemaps; one that names none is no fault."""
    named = sitemaps_of(body.decode("utf-8", "replace"), url)
    return Discovery(
        listings=tuple(Listing(kind=ListingKind.SITEMAP, url=address) for address in named), entries=max(len(named), 1)
    )


def sitemaps_of(robots_txt: str, home_url: str) -> tuple[str, ...]:
    """The addresses in the `Sitemap:` lines of a robots.txt, in order."""
    found: list[str] = []
    for line in robots_txt[:500_000].replace("\r", "\n").split("\n"):
        name, colon, value = line.partition(":")
        if colon and name.strip("\ufeff \t").lower() in ("sitemap", "site-map"):
            address = urls.absolute(home_url, value.partition(" #")[0])
            if address:
                found.append(address)
    return tuple(dict.fromkeys(found))[:200]


def _feeds(shown: PageLinks, url: str) -> tuple[Listing, ...]:
    announced = [(address, title) for address, title in shown.feeds if not _COMMENTS.search(address)]
    linked = [
        (anchor.url, anchor.text or None)
        for anchor in shown.anchors
        if links.is_feed(anchor.url) and urls.same_site(url, anchor.url)
    ]
    found: dict[str, Listing] = {}
    for address, title in announced + linked:
        found.setdefault(urls.key(address) or address, Listing(kind=ListingKind.FEED, url=address, title=title))
    return tuple(found.values())[:MAX_FEEDS]


def _sections(shown: PageLinks, url: str, leads: set[str | None]) -> tuple[Listing, ...]:
    """Menu entries first, lists of the content after, then what may be a menu's entry; lists of tags and people, which repeat
    the others, not at all."""
    own = urls.key(url)
    ranked: list[tuple[int, int, Listing]] = []
    for anchor in shown.anchors:
        name = urls.key(anchor.url)
        # A route such as /#/portal/signin is the home page's own dialogue, whatever `urls` keeps of the fragment.
        if own in (name, urls.key(anchor.url.partition("#")[0])) or not urls.same_site(url, anchor.url):
            continue
        words = links.slug_words(anchor.text)
        if name in leads and (words > MENU_WORDS or section.score(anchor) > section.THRESHOLD):
            continue
        address = links.evidence(anchor.url)
        segments = [piece for piece in urlsplit(anchor.url).path.split("/") if piece]
        if address.service or urls.is_home(anchor.url) or len(segments) > 4 or not words:
            continue
        if links.page_number(anchor.url) > 1 or _PEOPLE_AND_TAGS.search(links.readable(anchor.url)):
            continue
        listing = Listing(kind=ListingKind.SECTION, url=anchor.url, title=anchor.text)
        if anchor.in_menu or address.list:
            ranked.append((0 if anchor.in_menu else 1, anchor.order, listing))
        elif len(segments) <= 2 and words <= MENU_WORDS and not anchor.in_pager:
            # A menu that no tag or class calls one: short words that lead to short addresses.
            ranked.append((2, anchor.order, listing))
    ranked.sort(key=lambda entry: entry[:2])
    return tuple(listing for _, _, listing in ranked[:MAX_SECTIONS])
