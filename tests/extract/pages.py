"""Pages for these tests: a sound article to put things around, and the call that reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from monitor import extract
from monitor.model import Article, Lead, Page, Rejection, Source

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://lark.example/2026/11/harbour-lamps"
PARAGRAPHS = (
    "The harbour office of Vellum Bay switched off four hundred lamps on Monday night and gave no reason for it. "
    "Ferry crews found the eastern pier in the dark and waited until morning before they let anybody ashore.",
    "Corwin Halvane, who has steered the last ferry for nineteen years, said that nobody had told him. "
    "He asked the council to publish the contract with the company that looks after the lights.",
    "The council will speak about it on Thursday. Until then the ferries stop at sunset, and the nurses who work on the "
    "other side sleep in the hospital's library.",
)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def html(
    head: str = "",
    body: str = f"<article><h1>Lamps go out in Vellum Bay</h1>{BODY}</article>",
    attributes: str = "lang=en",
) -> str:
    return f"<!DOCTYPE html><html {attributes}><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


def read(
    page: str | bytes,
    *,
    url: str = URL,
    lead: Lead | None = None,
    content_type: str = "text/html",
    now: datetime = NOW,
    **source: Any,
) -> Article | Rejection:
    body = page.encode() if isinstance(page, str) else page
    fetched = Page(
        url=url, final_url=url, status=200, headers=(("Content-Type", content_type),), body=body, fetched_at=now
    )
    settings = {"id": "lark", "name": "The Lark", "url": "https://lark.example/", "min_words": 30, **source}
    return extract.article(fetched, Source(**settings), lead, now)


def kept(page: str | bytes, **more: Any) -> Article:
    result = read(page, **more)
    assert isinstance(result, Article), result
    return result


def refused(page: str | bytes, **more: Any) -> Rejection:
    result = read(page, **more)
    assert isinstance(result, Rejection), result
    return result
