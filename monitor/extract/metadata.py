"""Title, authors, times and the rest, each from its best witness, with the origin of each.

Order of witnesses: the source's own selectors; JSON-LD; microdata; OpenGraph; `<meta>`; what the feed or sitemap said
(the lead); what a reader sees (h1, `<time>`, bylines); htmldate; the day in the URL. A field that nobody states
is None: nothing is invented. Times without a zone are in the source's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from monitor.extract import authors, deck, headline, microdata, moments, seen, structured, titles
from monitor.extract.dates import Moment
from monitor.extract.markup import Markup
from monitor.extract.structured import Statement
from monitor.extract.weighed import Trail, note
from monitor.model import Lead, Origin, Source
from monitor.plaintext import levelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    title: str = ""
    title_original: str | None = None
    kicker: str | None = None
    subtitle: str | None = None
    lead: str | None = None
    """A paragraph that stands apart under the headline: a subtitle, where the text is without it."""
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


_SHORT = 200  # characters; a longer subtitle is the first paragraph as well
_ORIGINS = (Origin.JSONLD, Origin.MICRODATA, Origin.OPENGRAPH, Origin.META)


def read(markup: Markup, source: Source, lead: Lead | None, now: datetime, trail: Trail = None) -> Metadata:
    statements = (
        structured.json_ld(markup),
        microdata.read(markup),
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
    owners = _publishers(source, site_name, statements)
    publishers = (*owners, *seen.site_names(markup))
    title = _title(markup, source, lead, stated, publishers, trail)
    if title:
        origins["title"] = title.origin
    original, origin = _original(markup, statements, title.text) if title else (None, None)
    if origin:
        origins["title_original"] = origin
    beside = headline.around(markup, title.text if title else "")
    over = deck.around(markup, title.text if title else "")
    subtitle = first("subtitle", lambda statement: statement.subtitle, (Origin.HTML, over.subtitle))
    if over.kicker:
        origins["kicker"] = Origin.HTML
    signed = authors.choose(markup, source, lead, stated, publishers, beside, trail)
    if signed.persons and signed.origin:
        origins["authors"] = signed.origin
    if signed.agencies and signed.origin:
        origins["agencies"] = signed.origin
    published, origin = moments.published(markup, source, lead, stated, now, beside, trail)
    if origin:
        origins["published"] = origin
    modified, origin = moments.modified(source, lead, stated, now, trail)
    if origin:
        origins["modified"] = origin
    canonical = None
    for origin, statement in reversed(stated):  # the page's own link goes before og:url
        if canonical is None and statement.canonical:
            canonical, origins["canonical"] = statement.canonical, origin
    tags: tuple[str, ...] = ()
    for origin, value in _witnesses_of_tags(markup, stated, lead):
        if tags := _tags(value, title.text if title else "", owners):
            origins["tags"] = origin
            break
    return Metadata(
        title=title.text if title else "",
        title_original=original,
        kicker=over.kicker,
        subtitle=subtitle,
        lead=over.lead,
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
        canonical=canonical,
        language=_language(markup, statements),
        is_free=statements[0].is_free,
        origins=origins,
        lines=(*beside.lines, *(line for line in (over.kicker, over.subtitle) if line and len(line) <= _SHORT)),
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
    trail: Trail,
) -> titles.Candidate | None:
    if source.title and (text := seen.selected(markup, source.title)):
        note(trail, "title", text, Origin.RULE, "taken: the source's own selector")
        return titles.Candidate(text, Origin.RULE)
    told = [titles.Candidate(statement.title, origin) for origin, statement in stated[:2] if statement.title]
    if lead and lead.title:
        told.append(titles.Candidate(lead.title, Origin.FEED))
    labels = [titles.Candidate(statement.title, origin) for origin, statement in stated[2:] if statement.title]
    if text := seen.window_title(markup):
        labels.append(titles.Candidate(text, Origin.HTML))
    visible, minor = ([_heading(each) for each in headings] for headings in seen.headings(markup))
    if text := seen.heading_below(markup):
        visible.append(titles.Candidate(text, Origin.HTML))
    if not visible and len(labels) == 1:
        # Of old pages laid out with tables: the bold line that the window's title ends with.
        visible = [titles.Candidate(line, Origin.HTML) for line in seen.bold_lines(markup) if line in labels[0].text][
            :1
        ]
    host = urlsplit(markup.url).hostname or ""
    return titles.choose(
        headline=told, seen=visible, minor=minor, labels=labels, names=publishers, host=host, trail=trail
    )


def _heading(heading: deck.Heading) -> titles.Candidate:
    parts = tuple(filter(None, map(levelled, heading.element.itertext())))
    return titles.Candidate(heading.text, Origin.HTML, parts)


def _witnesses_of_tags(
    markup: Markup, stated: tuple[tuple[Origin, Statement], ...], lead: Lead | None
) -> Iterator[tuple[Origin, tuple[str, ...]]]:
    yield from ((origin, statement.tags) for origin, statement in stated)
    yield Origin.FEED, lead.tags if lead else ()
    yield Origin.HTML, seen.tags(markup)
    yield from ((origin, statement.keywords) for origin, statement in stated if origin is Origin.META)


def _tags(tags: tuple[str, ...], title: str, names: Iterable[str]) -> tuple[str, ...]:
    """The tags without the site's name; none where a script took the title apart."""
    site = {levelled(name) for name in names}
    kept = tuple(tag for tag in tags if levelled(tag) not in site)
    words = {word for word in map(levelled, title.split()) if len(word) > 3}
    taken = words & {levelled(tag) for tag in kept}
    return () if len(taken) > 3 and 2 * len(taken) > len(words) and 2 * len(taken) > len(kept) else kept


def _original(markup: Markup, statements: tuple[Statement, ...], title: str) -> tuple[str, Origin] | tuple[None, None]:
    """The title that the page states where the headline is less than that."""
    level = levelled(title)
    labels = (
        (Origin.HTML, seen.window_title(markup)),
        (Origin.OPENGRAPH, statements[2].title),
        (Origin.META, statements[3].title),
    )
    for origin, text in labels:
        if text and level in levelled(text) != level:
            return text, origin
    return None, None


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
