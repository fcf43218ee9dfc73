"""An article that its site spreads over several pages, as one. Pure; who fetches or reads the pages calls it.

In: the first page's extraction and the texts of the pages that follow. Out: the extraction of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.fingerprint import content_hash
from monitor.ports import Extraction

MOST_PAGES = 20
"""Pages beside the first that one article may be spread over."""


def whole(first: Extraction, further: Sequence[str], *, complete: bool) -> Extraction:
    """The first page's article with the texts of the others behind its own; `partial` where one of them is missing."""
    article = first.article
    assert article is not None
    texts = [article.text, *further]
    text = "\n".join(texts)
    article = replace(
        article,
        text=text,
        partial=article.partial or not complete,
        word_count=_scaled(article.word_count, texts),
    )
    return replace(first, article=article, content_hash=content_hash(article.title, text), next_pages=())


def _scaled(count: int, texts: Sequence[str]) -> int:
    """The whole's words, from those of its first page: what a word is differs by script, its share of letters hardly."""
    first = len(texts[0])
    return round(count * sum(map(len, texts)) / first) if first else count
