"""Which of the dates that a page shows is the one of its publication."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from extract.pages import BODY, html, kept

from monitor.extract import dates, labels
from monitor.model import Lead

URL = "https://lark.example/lamps"
H1 = "<h1>Lamps go out in Vellum Bay</h1>"


def day(head: str = "", body: str = "", lead: Lead | None = None) -> str | None:
    article = kept(html(head, body), url=URL, lead=lead)
    return article.published.date().isoformat() if article.published else None


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize(
    "body",
    [
        f"<article>{H1}<p>By <a href=/a/ada-brook>Ada Brook</a>, 20.11.26 </p>{BODY}</article>",
        f"<article>{H1}{BODY}<aside class=facts><dl><dt>Datum</dt><dd>20.11.2026</dd></dl></aside></article>",
        f"<article>{H1}{BODY}<ul class=sidebar><li><p>Mise en ligne</p><p>20 novembre 2026</p></li></ul></article>",
        f"{H1}{BODY}<div class=page-footer><p>Letzte Änderung: 21.11.2026 - 14:49<br>Erschienen am: 20.11.2026</p></div>",
        f"{H1}{BODY}<small>This entry was posted on Friday, November 20th, 2026 at 10:15 am and is filed under <a href=/h>Harbour</a>.</small>",
        f"{H1}<p>20.11.2026 „Nobody told us“, said the crews, and waited on the eastern pier until the morning came.</p>{BODY}",
        f"{H1}<p>Vellum, (20.11.2026). The crews waited on the eastern pier until the morning came, and then went home.</p>{BODY}",
        f"{H1}<div class=entry-date><b>20</b><i>Nov</i><u>2026</u></div>{BODY}",
        f"{H1}<p class=datum>[<a href=/a>Freitag, 20. November 2026</a>]</p>{BODY}",
        f"{H1}<table><tr><td>Harbour<td>Ferries<tr><td>20 | 11 | 2026</table>{BODY}",
    ],
)
def test_a_date_is_found_where_pages_set_it(body: str) -> None:
    assert day(body=body) == "2026-11-20"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("the head of the page", f"<header><nav><a href=/>The Lark</a></nav><span class=date>Monday, 23 November 2026</span></header><main>{H1}<ul><li>20 November 2026</ul>{BODY}</main>"),
        ("a list of other articles", f"<main><ul><li><p class=date>2026-11-18</p><li><p class=date>2026-11-19</p></ul>{H1}<div><p class=date>Written: 2026-11-20 15:03</p></div>{BODY}</main>"),
        ("a caption", f"{H1}<div><div>The eastern pier with its ferries and the lamps over Vellum Bay, before the switch was turned, November 16, 2026. Picture: Ada Brook</div><p>November 20, 2026</p></div>{BODY}"),
        ("a quotation", f"{H1}<blockquote><time datetime=2026-11-12>12 Nov</time></blockquote><p>20 November 2026</p>{BODY}"),
        ("a change", f"{H1}<p>20 November 2026 / 12:25 PM / Updated 22 November 2026</p>{BODY}"),
    ],
)  # fmt: skip
def test_the_date_of_something_else_is_not_taken(name: str, body: str) -> None:
    assert day(body=body) == "2026-11-20", name


def test_a_sentence_that_tells_when_a_book_was_published_dates_no_article() -> None:
    report = "<p>The report on all the harbours, published on 12 March 2015</p>"
    assert day(body=f"{H1}<div>{BODY}{report}</div><p>20 November 2026</p>") == "2026-11-20"


def test_where_statements_contradict_one_another_the_one_that_the_page_shows_is_believed() -> None:
    head = ld(datePublished="2026-11-12T08:00:00+00:00") + (
        '<meta property="article:published_time" content="2026-11-20T08:29:34+00:00">'
    )
    assert day(head, f"{H1}<p>20 November 2026</p>{BODY}") == "2026-11-20"
    assert day(head, f"{H1}{BODY}") == "2026-11-12"


def test_the_only_day_that_a_page_shows_is_its_day() -> None:
    head = ld(datePublished="2026-11-12T08:00:00+00:00")
    assert day(head, f"{H1}<p>20 November 2026</p>{BODY}") == "2026-11-20"
    assert day(head, f"{H1}<p>20 November 2026</p>{BODY}<p>First written: 12 November 2026</p>") == "2026-11-12"
    assert day(head, f"{H1}<p>Updated 20 November 2026</p>{BODY}") == "2026-11-12"


def test_the_shown_day_changes_nothing_where_it_may_be_the_stated_one_or_a_feed_told_when() -> None:
    shown = f"{H1}<p>20 November 2026</p>{BODY}"
    assert day(ld(datePublished="2026-11-19T23:30:00+00:00"), shown) == "2026-11-19"
    assert day(ld(datePublished="2026-12-11T08:00:00Z"), f"{H1}<p>11/12/2026</p>{BODY}") != "2026-12-11"
    lead = Lead(url=URL, published=datetime(2026, 11, 12, 8, tzinfo=UTC))
    assert day(ld(datePublished="2026-11-12T08:00:00+00:00"), shown, lead) == "2026-11-12"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("3 May 2026, updated 5 May 2026", "3 May 2026,"),
        ("Last updated 5 May 2026, published 3 May 2026", "published 3 May 2026"),
        ("2026年5月3日 更新", ""),
        ("Aktualisiert am 5. Mai 2026", ""),
        ("Date of last revision: 5 May 2026", ""),
        ("3 May 2026", "3 May 2026"),
    ],
)
def test_a_line_loses_what_it_says_of_a_change(line: str, expected: str) -> None:
    assert labels.unchanged(line).strip() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bern, 3. Mai 2026. – The council has spoken", "Bern, 3. Mai 2026"),
        ("۱۴۰۵/۰۲/۱۳ - شورا سخن گفت", "۱۴۰۵/۰۲/۱۳"),
        ("On 3 May 2026 the council spoke", None),
        ("Sat, 3 May 2026, 9:00 to 17:00: open day", None),
        ("The council spoke", None),
    ],
)
def test_a_dateline_stands_at_the_beginning_and_apart(text: str, expected: str | None) -> None:
    assert dates.dateline(text) == expected
