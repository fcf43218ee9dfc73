"""What a worker does with bytes: a page becomes an Extraction, a listing a Discovery. Plain functions, no process.

One call does extraction, language and fingerprint, so that a page crosses the pipe once. The language is decided here:
the words first, the page's claim and the source's language as second opinions; a language that the source does not
want is a rejection.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor import discover, enrich, extract
from monitor.fingerprint import content_hash
from monitor.model import Article, Discovery, Lead, ListingKind, Page, Reason, Rejection, Source, Weighed
from monitor.ports import Extraction


def warm() -> None:
    """Load what the first task would otherwise wait for: a fifth of a second to a second in all."""
    now = datetime(2000, 1, 1, tzinfo=UTC)
    source = Source(id="warm", name="warm", url="http://warm.invalid/", min_words=1)
    body = b"<html><body><h1>Warm</h1><p>Eine Meldung.</p></body></html>"
    page = Page(url=source.url, final_url=source.url, status=200, body=body, fetched_at=now)
    enrich.warm()
    extraction(page, source, None, now)
    discovery(ListingKind.FEED, page, None)


def extraction(page: Page, source: Source, lead: Lead | None, now: datetime, *, explain: bool = False) -> Extraction:
    trail: list[Weighed] | None = [] if explain else None
    found = _extraction(page, source, lead, now, trail)
    return replace(found, explanation=tuple(trail)) if trail is not None else found


def _extraction(
    page: Page, source: Source, lead: Lead | None, now: datetime, trail: list[Weighed] | None
) -> Extraction:
    reading = extract.read(page, source, lead, now, trail)
    result = reading.result
    if isinstance(result, Rejection):
        return Extraction(rejection=result, text=reading.text)
    claim = reading.claim or (lead.language if lead else None)
    verdict = enrich.language(f"{result.title}. {result.text}", page_claim=claim, source_language=source.language)
    if trail is not None:
        for code, origin, told in (
            (reading.claim, "page", "a second opinion"),
            (source.language, "source", "a second opinion"),
            (verdict.code, str(verdict.origin or "none"), f"taken: from the words, sure to {verdict.confidence:.0%}"),
        ):
            if code:
                trail.append(Weighed("language", code, origin, told))
    origins = {**result.origins, "language": verdict.origin} if verdict.origin else result.origins
    article: Article = replace(
        result,
        language=verdict.code,
        language_confidence=round(verdict.confidence, 3),
        languages=verdict.languages,
        origins=origins,
    )
    if source.languages and verdict.code not in source.languages:
        detail = f'the text is in "{verdict.code}", this source keeps {", ".join(source.languages)}'
        rejection = Rejection(reason=Reason.LANGUAGE, detail=detail, title=article.title or None)
        return Extraction(rejection=rejection, text=reading.text)
    return Extraction(
        article=article,
        content_hash=content_hash(article.title, article.text),
        next_pages=reading.next_pages,
        text=reading.text,
    )


def discovery(kind: ListingKind, page: Page, source: Source | None) -> Discovery:
    return discover.parse(kind, page.body, page.final_url, page.header("content-type"), _zone(source))


def _zone(source: Source | None) -> tzinfo | None:
    if source is None or source.time_zone is None:
        return None
    try:
        return ZoneInfo(source.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return None
