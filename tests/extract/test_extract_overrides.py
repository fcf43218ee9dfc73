"""What a source's own rules change: selectors of both kinds, forms and calendars of dates, further pages, a hook."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from extract.pages import BODY, NOW, html, kept

from monitor import extract
from monitor.cli.sources.trial import doubts_of
from monitor.extract import dates, hook
from monitor.model import Lead, Origin, Page, Source
from monitor.ports import Extraction

URL = "https://lark.example/lamps"


def test_selectors_are_css_or_xpath() -> None:
    body = f'<h1>Site</h1><div class=t data-t="Stated">Headline by rule</div><div id=w><b>Ada Brook</b></div><i class=d title="3.4.2026">x</i><div class=main>{BODY}</div>'
    page = html("<title>Other</title>", body)
    by_css = kept(page, url=URL, title=".t", author="#w b", date=".d", body=".main")
    by_path = kept(
        page,
        url=URL,
        title="//div[@class='t']/@data-t",
        author="//div[@id='w']//b",
        body="//div[@class='main']",
        date="string(//i/@title)",
    )
    assert (by_css.title, by_css.authors) == ("Headline by rule", ("Ada Brook",))
    assert (by_path.title, by_path.authors, by_path.text) == ("Stated", ("Ada Brook",), by_css.text)
    assert by_path.published == datetime(2026, 4, 3, tzinfo=UTC)


def test_a_selector_that_finds_nothing_leaves_the_text_to_the_reader_and_is_doubted() -> None:
    rules = {"body": ".gone", "title": "h1", "author": ".nobody", "date": ".when"}
    page = html("<title>A lamp for every quay</title>", f"<h1>A lamp for every quay</h1>{BODY}")
    article = kept(page, url=URL, **rules)
    assert article.text == kept(page, url=URL).text
    assert (article.origins["title"], article.origins["text"]) == (Origin.RULE, Origin.TRAFILATURA)
    source = Source(id="lark", name="Lark", url=URL, min_words=1, **rules)
    doubts = doubts_of(Extraction(article=article), source, Lead(url=URL))
    assert [told.partition(" finds")[0] for told in doubts if "finds nothing here" in told] == [
        f'the source\'s own "{name}"' for name in ("body", "author", "date")
    ]


@pytest.mark.parametrize(
    ("text", "form", "calendar", "expected"),
    [
        ("03/04/2026 18:05", "%m/%d/%Y %H:%M", None, "2026-03-04T18:05:00+00:00"),
        ("Stand: 03.04.26", "%d.%m.%y", None, "2026-04-03T00:00:00+00:00"),
        ("۲۹ آبان ۰۵", "%d %B %y", "jalali", "2026-11-20T00:00:00+00:00"),
        ("۰۵/۰۸/۲۹ - ۱۴:۲۰", "%y/%m/%d - %H:%M", "jalali", "2026-11-20T14:20:00+00:00"),
        ("١٢ ربيع الأول ١٤٣٨", "%d %B %Y", "hijri", "2016-12-11T00:00:00+00:00"),
        ("20 November 2026 - 2:05 pm", "%d %B %Y - %I:%M %p", None, "2026-11-20T14:05:00+00:00"),
        ("20261120", "%Y%m%d", None, "2026-11-20T00:00:00+00:00"),
        ("45/45/2026", "%d/%m/%Y", None, None),
        ("nothing", "%d/%m/%Y", None, None),
    ],
)
def test_a_date_is_read_in_the_form_that_the_source_names(
    text: str, form: str, calendar: str | None, expected: str | None
) -> None:
    found = dates.in_format(text, form, zone=UTC, now=NOW, calendar=calendar)
    assert (found.at.isoformat() if found else None) == expected


def test_a_calendar_that_is_known_reads_years_that_another_could_have() -> None:
    assert dates.read("12/03/1418", zone=UTC, now=NOW, calendar="hijri").at.date().isoformat() == "1997-07-16"  # type: ignore[union-attr]
    assert dates.read("1375/06/01", zone=UTC, now=NOW, calendar="jalali").at.date().isoformat() == "1996-08-22"  # type: ignore[union-attr]
    assert dates.read("1375/06/01", zone=UTC, now=NOW) is None
    assert dates.read("1405/08/29", zone=UTC, now=NOW, calendar="gregorian") is None


def test_further_pages_are_those_that_the_rule_names() -> None:
    body = f'<article><h1>Lamps</h1>{BODY}</article><a class=weiter href="/lamps-teil-zwei">weiter</a><a href="/lamps/2">2</a>'
    page = Page(url=URL, final_url=URL, status=200, body=html(body=body).encode(), fetched_at=NOW)
    source = Source(id="lark", name="The Lark", url="https://lark.example/", min_words=30, next_page="a.weiter")
    assert extract.read(page, source, None, NOW).next_pages == ("https://lark.example/lamps-teil-zwei",)


def rule(folder: Path, body: str) -> str:
    file = folder / f"rules_{abs(hash(body))}.py"
    file.write_text(f"from datetime import datetime, timezone\ndef correct(html, url, fields):\n    {body}\n")
    return f"{file}:correct"


def test_a_hook_corrects_fields_and_its_word_is_the_rules(tmp_path: Path) -> None:
    told = rule(
        tmp_path,
        "return {'title': fields['title'].upper(), 'authors': ['Ada Brook'], 'published': datetime(2026, 11, 1, tzinfo=timezone.utc)}",
    )
    article = kept(html(), url=URL, hook=told)
    assert (article.title, article.authors) == ("LAMPS GO OUT IN VELLUM BAY", ("Ada Brook",))
    assert (article.published, article.published_precision) == (datetime(2026, 11, 1, tzinfo=UTC), "second")
    assert article.origins["title"] == Origin.RULE
    assert kept(html(), url=URL, hook=rule(tmp_path, "return None")) == kept(html(), url=URL)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return {'headline': 'x'}", "has no field 'headline'"),
        ("return 'x'", "it should give a dict"),
        ("return fields['nothing']", "KeyError: 'nothing'"),
        ("return {'published': datetime(2026, 1, 1)}", "a datetime with its zone"),
    ],
)
def test_a_hook_that_is_wrong_says_so_by_name(tmp_path: Path, body: str, words: str) -> None:
    with pytest.raises(hook.HookError, match=words) as raised:
        kept(html(), url=URL, hook=rule(tmp_path, body))
    assert ":correct: " in str(raised.value)
