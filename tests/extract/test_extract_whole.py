"""The whole article: paragraphs, headings and parts of it that look like something else, or stand apart, are text."""

from __future__ import annotations

import pytest
from extract.pages import BODY, PARAGRAPHS, html, kept

HEADINGS = ("What the crews saw", "Who looks after the lights", "What the council may do")
SECTIONS = "".join(f"<h2>{heading}</h2><p>{text}</p>" for heading, text in zip(HEADINGS, PARAGRAPHS, strict=True))


def text(page: str) -> list[str]:
    return kept(page).text.split("\n")


@pytest.mark.parametrize("name", ["body-paragraph paywall", "text regwalled"])
def test_short_paragraphs_for_subscribers_are_text(name: str) -> None:
    """Systems name each paragraph so that their scripts can hide it."""
    lines = [*PARAGRAPHS, "The lamps were dark until six.", "Nobody was hurt.", "The mayor spoke.", "The pier is open."]
    body = "".join(f'<p class="{name}">{line}</p>' for line in lines)
    assert text(html(body=f"<article><h1>Lamps go out in Vellum Bay</h1>{body}</article>")) == lines


def test_a_note_for_subscribers_is_no_text() -> None:
    note = '<p class="paywall">Only readers with a pass see the map</p>'
    assert text(html(body=f"<article><h1>Lamps go out in Vellum Bay</h1>{BODY}{note}</article>")) == [*PARAGRAPHS]


def test_a_table_of_contents_takes_no_heading_out_of_the_text() -> None:
    items = "".join(f'<li><a href="#{number}">{heading}</a></li>' for number, heading in enumerate(HEADINGS))
    contents = f'<div class="toc-container"><p>On this page</p><ul>{items}</ul></div>'
    lines = text(html(body=f"<article><h1>Lamps go out in Vellum Bay</h1>{contents}{SECTIONS}</article>"))
    assert [line for line in lines if line in HEADINGS] == [*HEADINGS]
    assert "On this page" not in lines


def test_a_heading_that_a_table_of_contents_names_is_no_table_of_contents() -> None:
    headed = SECTIONS.replace("<h2>", '<h2 class="ez-toc-section">')
    lines = text(html(body=f"<article><h1>Lamps go out in Vellum Bay</h1>{headed}</article>"))
    assert [line for line in lines if line in HEADINGS] == [*HEADINGS]


def test_a_first_sentence_with_its_day_is_no_line_of_the_header() -> None:
    first = "On 12 November 2026, towards 23:40, somebody switched off the lamps of the eastern pier in Vellum Bay."
    body = f"<article><header><h1>Lamps go out</h1><p>14 November 2026</p></header><p>{first}</p>{BODY}</article>"
    assert text(html(body=body)) == [first, *PARAGRAPHS]


def test_a_first_sentence_by_which_the_site_announces_the_article_is_text() -> None:
    first = "The harbour office has spoken at last about the lamps that went out on Monday night."
    latest = f'<div class="latest"><a href="/bay/2026/11/harbour-lamps">{first}</a></div>'
    body = f"<article><h1>Lamps go out</h1><p>{first}</p>{BODY}</article>{latest}"
    assert text(html(body=body)) == [first, *PARAGRAPHS]


def test_a_quote_and_a_piece_of_code_inside_a_sentence_do_not_break_it() -> None:
    quoted = "<p><q>The pier was dark from end to end</q>, said the captain, who found <code>lamp 4</code> broken.</p>"
    lines = text(html(body=f"<article><h1>Lamps go out</h1>{BODY}{quoted}</article>"))
    assert lines[-1] == "“The pier was dark from end to end”, said the captain, who found lamp 4 broken."


def chunks(*parts: str) -> str:
    cut = '<div class="row-ad"><span>Advertisement</span></div>'
    rows = cut.join(f'<div class="grid"><div class="body__chunk article__body">{part}</div></div>' for part in parts)
    return f'<main><h1>Lamps go out in Vellum Bay</h1><div class="chunks">{rows}</div></main>'


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{each}</p>" for each in texts)


MORE = (
    "The company wrote on Friday that its contract had ended in October, and that it had told the office twice.",
    "A clerk who asked not to be named found both letters in the drawer of a colleague who has since moved to the hills.",
    "By the weekend some of the lamps burned again, because two electricians of the hospital had mended them unasked.",
)


def test_an_article_that_is_cut_into_blocks_of_one_name_is_read_as_a_whole() -> None:
    page = html(body=chunks(paragraphs(*PARAGRAPHS), f"<h2>Two letters</h2>{paragraphs(*MORE)}"))
    assert text(page) == [*PARAGRAPHS, "Two letters", *MORE]


def test_blocks_of_one_name_that_are_articles_of_their_own_are_not_read_together() -> None:
    page = html(body=chunks(paragraphs(*PARAGRAPHS), f"<h1>The hospital mends lamps</h1>{paragraphs(*MORE)}"))
    assert text(page) == [*PARAGRAPHS]
