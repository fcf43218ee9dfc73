"""An article that its site spreads over several pages, as one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from monitor.fingerprint import content_hash
from monitor.model import Page, Source
from monitor.ports import Extraction, Workers

MOST_PAGES = 20
"""Pages that one article may be spread over."""


async def joined(
    first: Page,
    extraction: Extraction,
    *,
    fetch: Callable[[str], Awaitable[Page | None]],
    workers: Workers,
    source: Source,
    now: datetime,
) -> tuple[Extraction, tuple[Page, ...]]:
    """The whole article and its further pages, in their order. One that cannot be had leaves it `partial`.

    `extraction` is the first page's and holds an article that names further pages; `fetch` gives None for a page that
    cannot be had.
    """
    assert extraction.article is not None
    article, seen = extraction.article, {first.url, first.final_url}
    further: list[Page] = []
    texts, queue, whole = [article.text], list(extraction.next_pages), True
    while queue and len(further) < MOST_PAGES:
        url = queue.pop(0)
        if url in seen:
            continue
        seen.add(url)
        page = await fetch(url)
        part = None
        if page is not None and page.status == 200:
            seen.add(page.final_url)
            part = await asyncio.wrap_future(workers.page(page, source, None, now))
        if page is None or part is None or not part.text:
            whole = False
            continue
        further.append(page)
        texts.append(part.text)
        queue += part.next_pages
    text = "\n".join(texts)
    article = replace(
        article, text=text, partial=article.partial or not whole, word_count=_scaled(article.word_count, texts)
    )
    return (
        replace(extraction, article=article, content_hash=content_hash(article.title, text), next_pages=()),
        tuple(further),
    )


def _scaled(count: int, texts: list[str]) -> int:
    """The whole's words, from those of its first page: what a word is differs by script, its share of letters hardly."""
    first = len(texts[0])
    return round(count * sum(map(len, texts)) / first) if first else count
