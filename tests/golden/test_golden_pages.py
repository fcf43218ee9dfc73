"""Pages of invented newsrooms, each with what a reader would say that it holds: all fields exact.

A page is `pages/NAME.html` with `pages/NAME.json` beside it: the address, the source's settings where they matter, and the
expected fields, or under `rejection` the reason why it is no article. To add one, write both by hand; the page in the
manner of a real publishing system, every person, place and sentence invented.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.model import Page, Source
from monitor.workers import tasks

PAGES = Path(__file__).parent / "pages"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OPTIONAL = (
    "kicker",
    "subtitle",
    "title_original",
    "captions",
    "agencies",
    "languages",
    "partial",
    "section",
    "tags",
    "image",
    "site_name",
    "page_type",
)


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.json")))
def test_a_page_gives_exactly_what_a_reader_sees(name: str) -> None:
    case = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    source = Source(**{"id": name, "name": name, "url": case["url"], "min_words": 20, **case.get("source", {})})
    body = (PAGES / f"{name}.html").read_bytes()
    page = Page(url=case["url"], final_url=case["url"], status=200, body=body, fetched_at=NOW)
    extraction = tasks.extraction(page, source, None, NOW)
    article = extraction.article
    if "rejection" in case:
        assert extraction.rejection is not None, article
        assert extraction.rejection.reason == case["rejection"], extraction.rejection
        return
    expected = case["expected"]
    assert article is not None, extraction.rejection
    assert article.title == expected["title"]
    assert article.text.split("\n") == expected["text"]
    assert list(article.authors) == expected["authors"]
    assert (article.published.isoformat() if article.published else None) == expected["published"]
    assert article.published_precision == expected["precision"]
    assert article.language == expected["language"]
    if "modified" in expected:
        assert article.modified is not None
        assert article.modified.isoformat() == expected["modified"]
    for field in OPTIONAL:
        if field in expected:
            value = getattr(article, field)
            assert (list(value) if isinstance(value, tuple) else value) == expected[field], field
