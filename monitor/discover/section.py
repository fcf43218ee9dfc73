"""A section's page (or any page that lists articles) → leads, and the page that continues it.

A link is a lead when the address, the text and the place together speak for an article: a headline counts for
more than a date in the address, a menu counts against. The threshold is low on purpose: a page that is
no article is refused later with its reason, an article that is not a lead is lost without one.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from monitor import urls
from monitor.discover import feed, links, page
from monitor.discover.page import Anchor, PageLinks
from monitor.model import Discovery, Lead, Listing, ListingKind

MAX_LEADS = 5_000
THRESHOLD = 1.5

_LABELS = {"tag", "author", "category", "license", "me", "sponsored"}
_NEXT = re.compile(
    r"\s*(?:next(?: page| »| ›| →)?|older(?: posts| entries| articles| stories)?|more (?:posts|articles|stories|news)|weiter|"
    r"nächste(?: seite)?|ältere (?:beiträge|artikel)|suivante?|page suivante|articles (?:plus anciens|précédents)|siguiente|"
    r"entradas anteriores|más antiguas|anteriores|successivo|próximo|sonraki(?: sayfa)?|daha eski(?: yazılar)?|вперёд|вперед|далее|"
    r"следующая(?: страница)?|старые записи|بعدی|صفحهٔ? بعد(?:ی)?|نوشته‌های (?:قدیمی‌تر|پیشین)|قدیمی‌تر|التالي|الصفحة التالية|"
    r"المقالات الأقدم|مقالات أقدم|الأقدم|دواتر|پەڕەی دواتر|הבא|לעמוד הבא|下一页|下一頁|次へ|次のページ|다음)\s*[»›→>›←‹«]*\s*\Z",
    re.I,
)
_ARROWS = re.compile(r"\s*[»›→>⟩]+\s*\Z")
_MORE = re.compile(
    r"\s*(?:read more|continue reading|more|weiterlesen|mehr|lire la suite|leer más|devamı(?:nı oku)?|далее|подробнее|ادامه(?: مطلب)?|"
    r"بیشتر|اقرأ المزيد|المزيد|قراءة المزيد|زیاتر|\d{1,3}|続きを読む|阅读更多)\s*[.…»›→>]*\s*\Z",
    re.I,
)


def parse(body: bytes, url: str, content_type: str | None = None) -> Discovery:
    """The leads of a section page fetched from `url`, and its next page as an archive. A feed in its place is read as one."""
    if is_feed(body):
        return feed.parse(body, url, content_type)
    shown = page.read(body, url, content_type)
    if shown is None:
        return Discovery(problem="the page is empty")
    leads = leads_of(shown, url)
    return Discovery(
        leads=leads,
        listings=following(shown, url),
        entries=len(leads),
        title=shown.title,
        language=shown.language,
        problem=None if leads else "no link on this page looks like an article",
    )


def is_feed(body: bytes) -> bool:
    """Whether a body is a feed although a page was expected."""
    head = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return b"<html" not in head and any(mark in head for mark in (b"<rss", b"<feed", b"<rdf:rdf"))


def leads_of(shown: PageLinks, url: str) -> tuple[Lead, ...]:
    """The links of the page's own site that look like articles, in the page's order."""
    own = urls.key(url)
    found = []
    for anchor in shown.anchors:
        if urls.key(anchor.url) == own or not urls.same_site(url, anchor.url):
            continue
        if score(anchor) >= THRESHOLD:
            title = anchor.text if links.slug_words(anchor.text) > 1 and not _MORE.match(anchor.text) else None
            found.append(Lead(url=anchor.url, title=title))
    return tuple(found[:MAX_LEADS])


def score(anchor: Anchor) -> float:
    """How much a link looks like one to an article; from THRESHOLD on it is a lead."""
    address = links.evidence(anchor.url)
    if address.service:
        return -3.0
    words = 0 if _MORE.match(anchor.text) else links.slug_words(anchor.text)
    total = address.score
    total += 2.0 if anchor.in_heading and words else 0.0
    total += 1.0 if anchor.in_article else 0.0
    total += 1.5 if words >= 5 else 0.5 if words >= 3 else 0.0
    if anchor.in_content and words >= 2 and _has_name(anchor.url) and not address.list and not anchor.rels & _LABELS:
        # In doubt a lead: it costs one look, and its reason is kept.
        total = max(total, THRESHOLD)
    if not anchor.in_content:
        # A menu may carry a story, with its whole headline and an article's address.
        total -= 2.0
    if anchor.rels & _LABELS or (anchor.in_pager and words < 4):
        total -= 3.0
    return total


def _has_name(url: str) -> bool:
    """Whether the address is more than a first-level word such as `/world`."""
    segments = [piece for piece in links.readable(url).split("/") if piece]
    return len(segments) >= 2 or any(links.slug_words(piece) >= 2 for piece in segments)


def following(shown: PageLinks, url: str) -> tuple[Listing, ...]:
    """The page with the older articles: rel=next, a link that says so, or the next number."""
    own = urls.key(url)
    number = links.page_number(url)
    best: tuple[int, str] | None = None
    if shown.following and urls.key(shown.following) != own:
        best = (1, shown.following)
    for anchor in shown.anchors:
        if urls.key(anchor.url) == own or not urls.same_site(url, anchor.url):
            continue
        if "next" in anchor.rels:
            # What people click on is right also where the head names the page itself, or one that is not there.
            rank = 0 if links.page_number(anchor.url) == number + 1 else 1
        elif links.page_number(anchor.url) == number + 1 and _same_list(url, anchor.url):
            rank = 2
        elif links.page_number(anchor.url) > 1 and (
            _NEXT.match(anchor.text) or (anchor.in_pager and _ARROWS.match(anchor.text))
        ):
            rank = 3
        elif anchor.in_pager and _NEXT.match(anchor.text):
            rank = 4
        else:
            continue
        if best is None or rank < best[0]:
            best = (rank, anchor.url)
    if best is None or not urls.same_site(url, best[1]):
        return ()
    return (Listing(kind=ListingKind.ARCHIVE, url=best[1]),)


def _same_list(url: str, other: str) -> bool:
    """Whether two pages are of one list: their paths are the same but for the page's number."""
    return _listless(url) == _listless(other)


def _listless(url: str) -> str:
    path = urlsplit(urls.canonical(url) or "").path
    return re.sub(
        r"/(?:(?:page|seite|pagina|sayfa|strana|%[0-9A-F%]+|p|index|list)[/_-]?)?\d{1,4}(?:\.html?)?/?\Z", "", path
    ).rstrip("/")
