"""The nouns, one per hand-over: Source → Lead → Page → Article → Change.

Frozen, slotted, keyword-only values. Every time is an aware UTC `datetime`; no field does I/O.
A `Listing` is anything that lists articles (a feed, a sitemap, a section, a home page); polling
it gives Leads. A `Lead` is a URL with what its listing knew. A `Page` is a fetched response. An
`Article` is extracted text and metadata, with the origin of each field. A `Rejection` is a page
that is not kept, with its reason. What the ledger says of a lead is an `Outcome`, always one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What sort of publisher a source is."""

    NEWS = "news"
    ADVOCACY = "advocacy"
    WIRE = "wire"
    GOVERNMENT = "government"
    BLOG = "blog"


class ListingKind(StrEnum):
    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    HOMEPAGE = "homepage"
    ARCHIVE = "archive"
    """A further page of a section ("older"): read once, for what was published before we came."""
    MANUAL = "manual"
    """A URL that a person asked for."""


class Outcome(StrEnum):
    """The one current outcome of a lead; the sum over outcomes equals the leads."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    WAITING = "waiting"
    QUARANTINED = "quarantined"


class Reason(StrEnum):
    """Why a lead is rejected, waiting or quarantined. Stable words: they stand in metrics and in `why`."""

    # rejected
    NOT_ARTICLE = "not_article"
    TOO_SHORT = "too_short"
    SOFT_404 = "soft_404"
    NOT_FOUND = "not_found"
    NOT_HTML = "not_html"
    CONSENT_WALL = "consent_wall"
    BOT_WALL = "bot_wall"
    PAYWALL = "paywall"
    LANGUAGE = "language"
    TOO_OLD = "too_old"
    OFF_SITE = "off_site"
    ROBOTS = "robots"
    ADDRESS = "address"
    """The URL leads to an address that is not public."""
    ERASED = "erased"
    """A tombstone blocks a new ingest."""
    # waiting
    NEW = "new"
    BUDGET = "budget"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    ROBOTS_UNAVAILABLE = "robots_unavailable"
    FORBIDDEN = "forbidden"
    INTERRUPTED = "interrupted"
    """Handed to a process that died before it answered."""
    # quarantined
    RETRIES_EXHAUSTED = "retries_exhausted"
    TOO_LARGE = "too_large"
    EXTRACTION_TIMEOUT = "extraction_timeout"
    EXTRACTION_MEMORY = "extraction_memory"
    EXTRACTION_CRASH = "extraction_crash"
    REDIRECT_LOOP = "redirect_loop"
    BAD_RESPONSE = "bad_response"


class Look(StrEnum):
    """The result of one later look at a stored article."""

    UNCHANGED = "unchanged"
    REVISED = "revised"
    MISSING = "missing"
    """404 or 410 once: a second look decides."""
    GONE = "gone"
    RETURNED = "returned"
    FAILED = "failed"


class ChangeKind(StrEnum):
    """Why an article stands on the change log."""

    NEW = "new"
    REVISED = "revised"
    RENDERED = "rendered"
    """Newer code read the same revision differently: indexed, never alerted."""
    REGROUPED = "regrouped"
    MERGED = "merged"
    GONE = "gone"
    RETURNED = "returned"
    """An article that was gone answers again."""
    ERASED = "erased"


class Origin(StrEnum):
    """Where a field of an article comes from."""

    JSONLD = "jsonld"
    MICRODATA = "microdata"
    OPENGRAPH = "opengraph"
    META = "meta"
    FEED = "feed"
    SITEMAP = "sitemap"
    HTML = "html"
    """A visible element: h1, <time>, a byline."""
    URL = "url"
    TRAFILATURA = "trafilatura"
    HTMLDATE = "htmldate"
    LANGDETECT = "langdetect"
    SCRIPT = "script"
    """The letters themselves: a script or letters that only one language uses."""
    SOURCE = "source"
    """The source's own setting."""
    RULE = "rule"
    """A per-source override in the configuration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A form log-in, posted once per crawl before the source's first page. Secrets are resolved already."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A configured site. `id` stays for ever; everything else may change in the configuration."""

    id: str
    name: str
    url: str
    kind: Kind = Kind.NEWS
    owner: str | None = None
    language: str | None = None
    """BCP 47 primary subtag that the source mostly writes in; a prior, not a verdict."""
    country: str | None = None
    time_zone: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    discover: bool = True
    """Whether listings are looked for from the home page (true where none of the three is given)."""
    every: timedelta | None = None
    """Fixed polling interval; None follows the source's rhythm."""
    min_words: int = 60
    revisit: tuple[timedelta, ...] = ()
    """Ages (since first seen) at which a stored article is looked at again."""
    languages: tuple[str, ...] = ()
    """Languages to keep; empty keeps all."""
    page_budget: int = 500
    """Most pages fetched from this source in one run."""
    delay: float | None = None
    """Seconds between two requests to one host; None takes the crawl's."""
    obey_robots: bool = True
    proxy: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    login: Login | None = None
    paused: bool = False
    include: tuple[str, ...] = ()
    """Regular expressions; where given, only matching URLs become leads."""
    exclude: tuple[str, ...] = ()
    body: str | None = None
    """Selector of the article's body (an override): CSS, or XPath where it begins with `/`, `./` or `(`. `remove` are
    selectors cut before extraction."""
    title: str | None = None
    author: str | None = None
    date: str | None = None
    date_format: str | None = None
    """How `date` is written, with the signs of strftime: `%d/%m/%Y %H:%M`."""
    calendar: str | None = None
    """`gregorian`, `jalali` or `hijri`, where the year does not tell."""
    next_page: str | None = None
    """Selector of the links to further pages of an article."""
    hook: str | None = None
    """`/absolute/file.py:function`, called with each article."""
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Something that lists articles, as configured or as found on a home page."""

    kind: ListingKind
    url: str
    title: str | None = None
    """The listing's own title, where it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A URL that may be an article, with what its listing knew of it. `url` is absolute, not canonical."""

    url: str
    title: str | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    text: str | None = None
    """Full text as the feed gives it, cleaned of markup; None where it gives a summary only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What one parsed listing gave. `entries` counts what it held, good or bad; `problem` is a sentence
    where the listing is not what it should be (HTML in place of a feed, no entry in a non-empty body)."""

    leads: tuple[Lead, ...] = ()
    listings: tuple[Listing, ...] = ()
    """Further listings: children of a sitemap index, feeds and sections of a home page, next pages."""
    entries: int = 0
    skipped: int = 0
    """Entries that could not be read (no link, a bad URL)."""
    title: str | None = None
    language: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched response, with the redirects that led to it."""

    url: str
    """The URL that was asked for."""
    final_url: str
    hops: tuple[str, ...] = ()
    """Redirect targets in order, the last is `final_url`; empty without a redirect."""
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes
    """The body after transfer and content decoding: what the parser reads."""
    wire_body: bytes | None = None
    """The body before content decoding, for the archive; None where it equals `body`."""
    fetched_at: datetime

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Extracted text and metadata of one page. `origins` maps each filled field's name to its Origin."""

    url: str
    """The page's final URL."""
    canonical: str | None = None
    """rel=canonical or og:url as claimed by the page, absolute; admission decides whether it counts."""
    title: str
    """The headline, without the site's or a section's name."""
    title_original: str | None = None
    """The page's own title where `title` is less than that; None where they are the same."""
    kicker: str | None = None
    """The few words above a headline."""
    subtitle: str | None = None
    """The line or sentence under a headline, where it is apart from the text."""
    text: str
    """Paragraphs separated by one newline. NFC; ZWNJ and ZWJ kept; no control or bidi override characters."""
    captions: tuple[str, ...] = ()
    """What stands under pictures, in reading order; never a part of `text`."""
    summary: str | None = None
    authors: tuple[str, ...] = ()
    """Persons. Organisations that are credited are `agencies`."""
    agencies: tuple[str, ...] = ()
    published: datetime | None = None
    published_precision: str | None = None
    """`second`, `minute` or `day`; None exactly where `published` is None. A day is midnight in the source's zone, as UTC."""
    modified: datetime | None = None
    language: str = "und"
    language_confidence: float = 0.0
    """0–1: how often an answer like this one is right."""
    languages: tuple[str, ...] = ()
    """Of a text in several languages, each with a seventh of it or more, the most first; empty for one language."""
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    site_name: str | None = None
    page_type: str | None = None
    """What the page says it is: the JSON-LD type or og:type, e.g. `NewsArticle`."""
    word_count: int = 0
    partial: bool = False
    """Paywalled or cut: only the beginning is here."""
    origins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate for a field of an article: what stood where, and in a few words why it won (`taken …`) or lost."""

    field: str
    value: str
    origin: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A page that is not kept. `detail` is a sentence for `monitor why`, e.g. `42 words, "news" needs 60`."""

    reason: Reason
    detail: str = ""
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the change log. `seq` is commit order, from 1, without gaps for a consumer."""

    seq: int
    article: int
    """The article's integer key inside the ledger."""
    revision: int
    kind: ChangeKind
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An article as the ledger holds it now: what is shown, indexed and exported."""

    id: str
    """Public, opaque, given once."""
    key: int
    source: str
    url: str
    """First canonical URL."""
    article: Article
    """The current rendition of the current revision."""
    revision: int
    revisions: int
    state: str
    """`present`, `changed` (more than one revision) or `gone`."""
    first_seen: datetime
    last_seen: datetime
    seq: int
    """The seq of its latest change."""
    content_hash: str
    backlog: bool = False
    """Found before the source's baseline was complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """A Record with what its source adds: the document that an index keeps."""

    record: Record
    source_name: str
    source_kind: str
    country: str | None = None
    owner: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


class TaskKind(StrEnum):
    POLL = "poll"
    FETCH = "fetch"
    """First fetch of a lead, or a retry."""
    LOOK = "look"
    """A later look at a stored article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One due piece of work, handed to a crawl process that holds the lease on `host`."""

    kind: TaskKind
    source: str
    host: str
    url: str
    token: int
    """The lease's fencing token: a result is taken only while it is still current."""
    listing: int | None = None
    listing_kind: ListingKind | None = None
    lead: int | None = None
    known: Lead | None = None
    """What the listings knew of the lead."""
    article: int | None = None
    tries: int = 0
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A task that got no usable response. `retry_at` is what the server asked for (Retry-After)."""

    reason: Reason
    detail: str = ""
    retry_at: datetime | None = None
    is_try: bool = True
    """False where nothing was sent, because the host had asked to be left alone: the lead's tries do not count it."""
