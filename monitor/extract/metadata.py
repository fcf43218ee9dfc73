"""Title, authors, times and the rest, each from its best witness, with the origin of each.

Order of witnesses: the source's own selectors; JSON-LD; microdata; OpenGraph; `<meta>`; what the feed or sitemap said
(the lead); what a reader sees (h1, `<time>`, bylines); htmldate; the day in the URL. A field that nobody states
is None: nothing is invented. Times without a zone are in the source's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import chain, islice
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.extract import authors, dates, headline, seen, structured, titles
from monitor.extract.dates import Moment
from monitor.extract.headline import Around
from monitor.extract.markup import Markup
from monitor.extract.structured import Statement
from monitor.extract.weighed import Trail
from monitor.model import Lead, Origin, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    title: str = ""
    summary: str | None = None
    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    published: Moment | None = None
    modified: datetime | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    site_name: str | None = None
    page_type: str | None = None
    canonical: str | None = None
    language: str | None = None
    """Primary subtag that the page claims."""
    is_free: bool | None = None
    origins: dict[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    """Lines beside the headline that say who and when: no part of the text."""


_LETTERS = re.compile(r"[^\W\d_]")
_ORIGINS = (Origin.JSONLD, Origin.MICRODATA, Origin.OPENGRAPH, Origin.META)


def read(markup: Markup, source: Source, lead: Lead | None, now: datetime, trail: Trail = None) -> Metadata:
    statements = (
        structured.json_ld(markup),
        structured.microdata(markup),
        structured.open_graph(markup),
        structured.meta(markup),
    )
    stated = tuple(zip(_ORIGINS, statements, strict=True))
    origins: dict[str, str] = {}

    def first(name: str, get: Callable[[Statement], str | None], *more: tuple[Origin, str | None]) -> str | None:
        for origin, value in (*((origin, get(statement)) for origin, statement in stated), *more):
            if value:
                origins[name] = origin
                return value
        return None

    site_name = first("site_name", lambda statement: statement.site_name)
    publishers = (*_publishers(source, site_name, statements), *seen.site_names(markup))
    title = _title(markup, source, lead, stated, publishers)
    if title:
        origins["title"] = title.origin
    beside = headline.around(markup, title.text if title else "")
    signed = authors.choose(markup, source, lead, stated, publishers, beside, trail)
    if signed.persons and signed.origin:
        origins["authors"] = signed.origin
    if signed.agencies and signed.origin:
        origins["agencies"] = signed.origin
    zone = _zone(source)
    published, origin = _published(markup, source, lead, stated, zone, now, beside)
    if origin:
        origins["published"] = origin
    modified, origin = _modified(lead, stated, zone, now)
    if origin:
        origins["modified"] = origin
    tags: tuple[str, ...] = ()
    for origin, value in (
        *((origin, statement.tags) for origin, statement in stated),
        (Origin.FEED, lead.tags if lead else ()),
    ):
        if value:
            tags, origins["tags"] = value, origin
            break
    return Metadata(
        title=title.text if title else "",
        summary=first("summary", lambda statement: statement.summary, (Origin.FEED, lead.summary if lead else None)),
        authors=signed.persons,
        agencies=signed.agencies,
        published=published,
        modified=modified,
        section=first("section", lambda statement: statement.section),
        tags=tags,
        image=first("image", lambda statement: statement.image, (Origin.FEED, lead.image if lead else None)),
        site_name=site_name,
        page_type=first("page_type", lambda statement: statement.page_type),
        canonical=statements[3].canonical or statements[2].canonical,
        language=_language(markup, statements),
        is_free=statements[0].is_free,
        origins=origins,
        lines=beside.lines,
    )


def _publishers(source: Source, site_name: str | None, statements: Iterable[Statement]) -> tuple[str, ...]:
    host = urlsplit(source.url).hostname or ""
    host = host.removeprefix("www.")
    found = [source.name, source.owner, site_name, source.id, host, host.rsplit(".", 1)[0]]
    for statement in statements:
        found += [statement.site_name, *statement.organisations]
    return tuple(dict.fromkeys(name for name in found if name))


def _title(
    markup: Markup,
    source: Source,
    lead: Lead | None,
    stated: tuple[tuple[Origin, Statement], ...],
    publishers: tuple[str, ...],
) -> titles.Candidate | None:
    if source.title and (text := seen.selected(markup, source.title)):
        return titles.Candidate(text, Origin.RULE)
    told = [titles.Candidate(statement.title, origin) for origin, statement in stated[:2] if statement.title]
    if lead and lead.title:
        told.append(titles.Candidate(lead.title, Origin.FEED))
    labels = [titles.Candidate(statement.title, origin) for origin, statement in stated[2:] if statement.title]
    if text := seen.window_title(markup):
        labels.append(titles.Candidate(text, Origin.HTML))
    visible = [titles.Candidate(text, Origin.HTML) for text in seen.headings(markup)]
    return titles.choose(headline=told, seen=visible, labels=labels, names=publishers)


def _published(
    markup: Markup,
    source: Source,
    lead: Lead | None,
    stated: tuple[tuple[Origin, Statement], ...],
    zone: tzinfo,
    now: datetime,
    beside: Around,
) -> tuple[Moment | None, Origin | None]:
    day_first = _day_first(source)

    def moment(text: str | None) -> Moment | None:
        return dates.read(text, zone=zone, now=now, day_first=day_first) if text else None

    if source.date and (found := moment(seen.selected(markup, source.date, attribute="datetime"))):
        return found, Origin.RULE
    witnesses: list[tuple[Moment, Origin]] = []
    for origin, statement in stated:
        if found := moment(statement.published):
            witnesses.append((found, origin))
    if lead and lead.published and lead.published <= now + timedelta(days=1):
        witnesses.append((Moment(lead.published.astimezone(UTC), "second"), Origin.FEED))
    if not witnesses or witnesses[0][0].precision == "day":
        visible = (found for text in chain(beside.times, seen.times(markup)) if (found := moment(text)))
        witnesses += [(found, Origin.HTML) for found in islice(visible, 4)]
    if witnesses:
        day, origin = witnesses[0]
        if day.precision == "day":  # somebody else may know the hour of that same day
            for found, other in witnesses[1:]:
                if found.precision != "day" and abs(found.at - day.at) < timedelta(hours=36):
                    return found, other
        return day, origin
    if found := dates.in_url(markup.url, zone=zone, now=now):
        return found, Origin.URL
    for text in islice(seen.lone_dates(markup), 12):
        if (found := moment(text)) and len(_LETTERS.findall(text)) <= 30:
            return found, Origin.HTML
    if found := seen.guessed_date(markup, zone, now):
        return found, Origin.HTMLDATE
    return None, None


def _modified(
    lead: Lead | None, stated: tuple[tuple[Origin, Statement], ...], zone: tzinfo, now: datetime
) -> tuple[datetime | None, Origin | None]:
    for origin, statement in stated:
        if statement.modified and (found := dates.read(statement.modified, zone=zone, now=now)):
            return found.at, origin
    if lead and lead.modified and lead.modified <= now + timedelta(days=1):
        return lead.modified.astimezone(UTC), Origin.FEED
    return None, None


def _zone(source: Source) -> tzinfo:
    if source.time_zone:
        try:
            return ZoneInfo(source.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return UTC
    return UTC


def _day_first(source: Source) -> bool | None:
    if source.country in {"US", "PH"}:
        return False
    if source.country or (source.language and source.language != "en"):
        return True
    return None


def _language(markup: Markup, statements: tuple[Statement, ...]) -> str | None:
    claims = (
        statements[0].language,
        markup.tree.get("lang"),
        markup.tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )
    for claim in (*claims, statements[3].language, statements[2].language):
        primary = (claim or "").strip().replace("_", "-").partition("-")[0].lower()
        if 2 <= len(primary) <= 3 and primary.isascii() and primary.isalpha():
            return {
                "iw": "he",
                "in": "id",
                "ji": "yi",
                "no": "nb",
                "per": "fa",
                "fas": "fa",
                "ara": "ar",
                "eng": "en",
            }.get(primary, primary)
    return None
