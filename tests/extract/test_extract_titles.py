"""Which of a page's titles is the headline, where they differ: kickers, badges, other words for search engines."""

from __future__ import annotations

import json

import pytest
from extract.pages import BODY, html, kept

HEADLINE = "Lamps go out in Vellum Bay"


def _title(
    label: str, heading: str, *, stated: str | None = None, og: str | None = None, url: str | None = None
) -> str:
    """The title of a page with this `<title>`, these headings, and what it states in JSON-LD and `og:title`."""
    head = f"<title>{label}</title>"
    if stated:
        node = {"@type": "NewsArticle", "headline": stated}
        head += f"<script type=application/ld+json>{json.dumps(node)}</script>"
    if og:
        head += f'<meta property="og:title" content="{og}">'
    page = html(head=head, body=f"<article>{heading}{BODY}</article>")
    return kept(page, url=url).title if url else kept(page).title


@pytest.mark.parametrize(
    ("label", "heading", "expected"),
    [
        ("Lamp outage in Vellum Bay explained", f"<h1>{HEADLINE}</h1>", HEADLINE),
        (
            "Ferries stop at sunset in Vellum Bay",
            "<h1>Ferries stop at sunset in Vellum Bay until the lamps are back</h1>",
            "Ferries stop at sunset in Vellum Bay until the lamps are back",
        ),
        (HEADLINE, "<h1>Lamps and ferries</h1>", HEADLINE),
        (HEADLINE, "<h1>Harbour news from Vellum</h1>", HEADLINE),
    ],
)
def test_a_heading_that_says_the_same_in_other_words_is_the_headline(label: str, heading: str, expected: str) -> None:
    assert _title(label, heading) == expected
    assert _title(label, heading, stated=label) == expected


@pytest.mark.parametrize(
    ("heading", "stated", "og"),
    [
        (f"<h1><span>Blackout</span> {HEADLINE}</h1>", HEADLINE, f"Blackout: {HEADLINE}"),
        (f"<h1><a href=#>Notices</a> {HEADLINE} <button>open the editor</button></h1>", None, HEADLINE),
        (f"<h1>Notice of the harbour office: {HEADLINE}</h1>", None, HEADLINE),
        (f"<h1>{HEADLINE} <span>Subscribers</span></h1>", None, f"{HEADLINE} | Chronicle"),
    ],
)
def test_a_kicker_or_a_badge_in_the_heading_is_no_part_of_the_headline(
    heading: str, stated: str | None, og: str
) -> None:
    assert _title("Notices", heading, stated=stated, og=og) == HEADLINE


def test_a_colon_that_the_headings_elements_stand_for_is_written() -> None:
    heading = "<h1><span>Vellum Bay</span> <span>Lamps go out</span></h1>"
    assert _title("Vellum Bay: Lamps go out - The Lark", heading) == "Vellum Bay: Lamps go out"


def test_a_lower_heading_is_the_headline_where_the_first_one_is_something_else() -> None:
    heading = f"<h1>Ticker: storm at sea 19:20</h1><h2>{HEADLINE}</h2>"
    assert _title(f"{HEADLINE} | Harbour | Coast | The Lark", heading) == HEADLINE
    heading = f"<h1>Ticker: storm at sea 19:20</h1><h2>Harbour and coast</h2><p>{HEADLINE}</p>"
    assert _title(f"{HEADLINE} | Harbour and coast", heading) == f"{HEADLINE} | Harbour and coast"


@pytest.mark.parametrize(
    ("label", "heading", "expected"),
    [
        (f"Some Harbour Notes » Blog Archive » {HEADLINE}", "<h1>Some Harbour Notes</h1>", HEADLINE),
        ("Larkpaper News -", f"<h1>{HEADLINE}</h1><h1>Tides</h1>", HEADLINE),
        (f"{HEADLINE} |", "<p>Monday", HEADLINE),
        (f"{HEADLINE} │ The Lark", "<p>Monday", HEADLINE),
        (f"{HEADLINE}--The Lark", "<p>Monday", HEADLINE),
        (
            "Storm at sea - The Lark: stay at home on Monday",
            "<h1>Storm at sea - The Lark: stay at home on Monday</h1>",
            "Storm at sea - The Lark: stay at home on Monday",
        ),
    ],
)
def test_what_a_template_adds_to_the_windows_title_goes(label: str, heading: str, expected: str) -> None:
    assert _title(label, heading, url="https://larkpaper.example/2026/11/harbour-lamps") == expected


def test_a_heading_that_is_cut_is_completed_from_the_windows_title() -> None:
    assert _title(f"{HEADLINE} | The Lark", "<h1>Lamps go out in …</h1>", stated="Lamps go out in …") == HEADLINE
    assert _title("Lamps go out … | Chronicle of Vellum", "<h1>Lamps go out …</h1>") == "Lamps go out …"


def test_a_link_to_the_home_page_of_another_site_names_no_site() -> None:
    page = html(
        head=f"<title>Lampcamp 2026 – {HEADLINE}</title>",
        body=f"<article><h1>Lampcamp 2026 – {HEADLINE}</h1>{BODY}<p><a href='https://camp.example/'>Lampcamp 2026</a></article>",
    )
    assert kept(page).title == f"Lampcamp 2026 – {HEADLINE}"
