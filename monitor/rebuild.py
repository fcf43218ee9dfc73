"""Read every stored article anew from its archived page: newer code, the same words of the site.

A page that reads differently gives a *rendition* of the same revision: indexed, never alerted. What is read from
the archive is the page that gave the current revision, never one that a later look refused. A page that the code of
today would refuse keeps its article as it is and is named: nothing disappears by an update.

What a feed or a sitemap said is handed to the extraction again, since the page does not hold it. Articles
are done in the order of their keys, so that a run that was stopped can go on from the last key that it reported. An
article over several pages is read from all of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from monitor.errors import ArchiveError
from monitor.model import Article, Page, Record, Source
from monitor.ports import Archive, Changes, Extraction, Reader, Transaction, Workers, Writer
from monitor.spread import MOST_PAGES, whole

Further = Callable[[Record], Iterator[tuple[Page, Callable[[], Extraction]]]]
"""The further pages of an article in the archive, each with what reads it."""

PAGE = 200
IN_HAND = 8
"""Pages given to the workers ahead of the one that is waited for; a few per worker keep them busy."""


VALUES = (
    "title",
    "title_original",
    "kicker",
    "subtitle",
    "text",
    "captions",
    "summary",
    "authors",
    "agencies",
    "published",
    "published_precision",
    "modified",
    "language",
    "languages",
    "section",
    "tags",
    "image",
    "site_name",
    "page_type",
    "canonical",
    "partial",
)


class Result(StrEnum):
    SAME = "same"
    DIFFERENT = "different"
    REFUSED = "refused"
    """Today's code would not keep this page; the article stays."""
    NO_PAGE = "no_page"
    """No archived page: it was not kept, or was erased."""
    UNREADABLE = "unreadable"
    """The archived page is damaged, or killed its worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """One article read anew. `after` only where it could be read; `fields` names what differs."""

    record: Record
    result: Result
    after: Article | None = None
    fields: tuple[str, ...] = ()
    detail: str = ""


def articles(
    *,
    changes: Changes,
    reader: Reader,
    archive: Archive,
    workers: Workers,
    sources: Mapping[str, Source],
    writer: Writer | None,
    clock: Callable[[], datetime],
    version: str,
    after_key: int = 0,
    only: str | None = None,
) -> Iterator[Reread]:
    """Every article from `after_key` on, in order. Without a writer nothing is changed. `version` names the code,
    `only` a single source."""

    def further(record: Record) -> Iterator[tuple[Page, Callable[[], Extraction]]]:
        for ref in reader.archived_further(record.key):
            page = archive.read(ref)
            yield page, workers.page(page, sources[record.source], None, page.fetched_at or clock()).result

    waiting: deque[tuple[Record, Future[Extraction] | Reread]] = deque()
    for record in _records(changes, after_key):
        if only not in (None, record.source):
            continue
        waiting.append((record, _begun(record, reader, archive, workers, sources, clock)))
        if len(waiting) > IN_HAND:
            yield _ended(*waiting.popleft(), further, writer, clock, version)
    while waiting:
        yield _ended(*waiting.popleft(), further, writer, clock, version)


def explained(record: Record, page: Page, *, reader: Reader, workers: Workers, source: Source) -> Extraction:
    """The article's archived page read once more by the code of today, with what was weighed for each field."""
    return workers.page(page, source, reader.lead(record.key), page.fetched_at, explain=True).result()


def _records(changes: Changes, after_key: int) -> Iterator[Record]:
    while page := changes.scan(after_key, PAGE):
        after_key = page[-1].record.key
        yield from (each.record for each in page)


def _begun(
    record: Record,
    reader: Reader,
    archive: Archive,
    workers: Workers,
    sources: Mapping[str, Source],
    clock: Callable[[], datetime],
) -> Future[Extraction] | Reread:
    source = sources.get(record.source)
    if source is None:
        return Reread(record=record, result=Result.NO_PAGE, detail=f"{record.source} is not in the configuration")
    ref = reader.archived(record.key)
    if ref is None:
        return Reread(record=record, result=Result.NO_PAGE, detail="no raw page was kept")
    try:
        page = archive.read(ref)
    except ArchiveError as error:
        return Reread(record=record, result=Result.UNREADABLE, detail=error.message)
    # The page is judged as on the day it was fetched: a date may not lie in the future of that day.
    return workers.page(page, source, reader.lead(record.key), page.fetched_at or clock())


def _ended(
    record: Record,
    begun: Future[Extraction] | Reread,
    further: Further,
    writer: Writer | None,
    clock: Callable[[], datetime],
    version: str,
) -> Reread:
    if isinstance(begun, Reread):
        return begun
    extraction = _with_further(record, begun.result(), further)
    if extraction.quarantine is not None:
        return Reread(record=record, result=Result.UNREADABLE, detail=extraction.quarantine.detail)
    if extraction.rejection is not None:
        why = extraction.rejection
        return Reread(record=record, result=Result.REFUSED, detail=why.detail or why.reason.value.replace("_", " "))
    new, before = extraction.article, record.article
    assert new is not None, "an extraction holds an article, a rejection or a quarantine"
    if extraction.next_pages and before.text.startswith(new.text) and len(before.text) > len(new.text):
        # An article over several pages of which not all were kept: the first alone does not hold it.
        new = replace(new, text=before.text, word_count=before.word_count)
        extraction = replace(extraction, content_hash=record.content_hash)
    fields = different(before, new)
    if not fields:
        return Reread(record=record, result=Result.SAME, after=new)
    if writer is not None:
        content_hash = extraction.content_hash

        def render(tx: Transaction) -> bool:
            known = tx.article(record.key)
            # A crawl may have stored a newer revision meanwhile: that one was read by today's code already.
            if known.revision != record.revision or known.state == "erased":
                return False
            return tx.add_rendition(record.key, new, content_hash, clock(), version)

        writer.submit(render).result()
    return Reread(record=record, result=Result.DIFFERENT, after=new, fields=fields)


def _with_further(record: Record, first: Extraction, further: Further) -> Extraction:
    """The whole article, where its page names further ones and they are all in the archive; else as it is."""
    if first.article is None or not first.next_pages:
        return first
    try:
        pages = list(further(record))
    except ArchiveError:
        return first
    read = {url: begun for page, begun in pages for url in (page.url, page.final_url)}
    seen, texts, queue = {record.article.url, first.article.url}, list[str](), list(first.next_pages)
    while queue and len(texts) < MOST_PAGES:
        url = queue.pop(0)
        if url in seen:
            continue
        seen.add(url)
        if url not in read:
            return first
        part = read[url]()
        if not part.text:
            return first
        texts.append(part.text)
        queue += part.next_pages
    return whole(first, texts, complete=True)


def different(before: Article, after: Article) -> tuple[str, ...]:
    """Names of the fields whose values differ; where a value comes from is not a value."""
    return tuple(name for name in VALUES if getattr(before, name) != getattr(after, name))
