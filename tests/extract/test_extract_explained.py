"""Why a title, an author, a time: every candidate is named with its verdict, and asking changes no answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from extract.pages import BODY, NOW, html

from monitor import extract
from monitor.model import Lead, Page, Source, Weighed

GOLDEN = Path(__file__).parents[1] / "golden" / "pages"
SOURCE = Source(id="lark", name="The Lark", url="https://lark.example/", min_words=20)


def page_of(body: bytes, url: str = "https://lark.example/lamps") -> Page:
    return Page(url=url, final_url=url, status=200, body=body, fetched_at=NOW)


def explained(page: str, lead: Lead | None = None) -> dict[str, list[tuple[str, str, str]]]:
    trail: list[Weighed] = []
    extract.read(page_of(page.encode()), SOURCE, lead, NOW, trail)
    found: dict[str, list[tuple[str, str, str]]] = {}
    for one in trail:
        found.setdefault(one.field, []).append((one.origin, one.value, one.verdict))
    return found


def test_candidates_stand_in_the_order_of_belief_with_what_became_of_them() -> None:
    told = {
        "@type": "NewsArticle",
        "headline": "Lamps go out in Vellum Bay",
        "author": "Ada Brook",
        "datePublished": "2026-11-20",
    }
    head = (
        f'<script type="application/ld+json">{json.dumps(told)}</script><title>Lamps go out in Vellum Bay | The Lark</title>'
        '<meta property="article:published_time" content="2026-11-20T07:15:00Z"><meta name=author content="AFP">'
        '<meta name=date content="2029-01-01">'
    )
    found = explained(html(head, f"<article><h1>Lamps go out in Vellum Bay</h1>{BODY}</article>"))
    assert found["title"] == [
        ("jsonld", "Lamps go out in Vellum Bay", "the same"),
        ("html", "Lamps go out in Vellum Bay", "taken: a heading that another title confirms"),
        ("html", "Lamps go out in Vellum Bay | The Lark", "the same without the site's name"),
    ]
    assert found["published"][:3] == [
        ("jsonld", "2026-11-20", "taken: the first that can be read"),
        ("opengraph", "2026-11-20T07:15:00Z", "taken: the same day, with the hour"),
        ("meta", "2029-01-01", "no date, a doubtful one, or one of the future"),
    ]
    assert found["authors"] == [("jsonld", "Ada Brook", "taken: the first that names persons")]
    assert found["agencies"] == [("meta", "AFP", "taken")]


def test_a_refused_page_says_what_it_was_refused_for() -> None:
    found = explained(html(body="<h1>Lamps</h1><p>Nothing.</p>"))
    assert found["kind"][0][:2] == ("page", "too_short")


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.html"))[::5])
def test_to_ask_why_changes_no_answer(name: str) -> None:
    page = page_of((GOLDEN / f"{name}.html").read_bytes(), "https://lark.example/2026/11/20/lamps")
    lead = Lead(url=page.url, title="Lamps", published=datetime(2026, 11, 19, tzinfo=UTC))
    for known in (None, lead):
        trail: list[Weighed] = []
        assert extract.read(page, SOURCE, known, NOW, trail) == extract.read(page, SOURCE, known, NOW)
        assert trail
