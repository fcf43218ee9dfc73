"""The further pages of an article that its site spreads over several."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from monitor.model import Page, Source
from monitor.ports import Extraction, Workers
from monitor.spread import MOST_PAGES, whole


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
    seen = {first.url, first.final_url}
    further: list[Page] = []
    texts: list[str] = []
    queue, complete = list(extraction.next_pages), True
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
            complete = False
            continue
        further.append(page)
        texts.append(part.text)
        queue += part.next_pages
    return whole(extraction, texts, complete=complete), tuple(further)
