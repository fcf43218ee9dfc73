"""Dates in words and figures of many languages and four calendars; never an invented one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.extract import calendars, dates

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEHRAN = ZoneInfo("Asia/Tehran")
DAY = date(2026, 11, 20)


def day(text: str, day_first: bool | None = None) -> date | None:
    found = dates.read(text, zone=UTC, now=NOW, day_first=day_first)
    return found.at.date() if found else None


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20", "20261120", "20.11.2026", "20/11/2026", "2026/11/20", "20 November 2026", "November 20, 2026", "Nov. 20, 2026", "20th of November 2026",
        "20. November 2026", "20 novembre 2026", "20 de noviembre de 2026", "20 de novembro de 2026", "20 november 2026", "20. november 2026",
        "20. marraskuuta 2026", "20 listopada 2026", "20. listopadu 2026", "20. novembra 2026", "2026. november 20.", "20 noiembrie 2026", "20 ноември 2026",
        "20 ноября 2026 г.", "20 листопада 2026", "20 лістапада 2026", "20. новембар 2026", "20 Νοεμβρίου 2026", "20 Kasım 2026 Cuma", "20 noyabr 2026", "20 Mijdarê 2026",
        "20 نوفمبر 2026", "٢٠ تشرين الثاني ٢٠٢٦", "20 نونبر 2026", "۲۰ نوامبر ۲۰۲۶", "20 نومبر 2026", "٢٠ی تشرینی دووەم ٢٠٢٦", "20 בנובמבר 2026", "20 नवंबर 2026", "২০ নভেম্বর ২০২৬", "20 พฤศจิกายน 2569", "20 ნოემბერი 2026", "20 նոյեմբերի 2026", "20 nëntor 2026", "2026年11月20日", "2026년 11월 20일",
        "۲۹ آبان ۱۴۰۵", "۱۴۰۵/۰۸/۲۹", "1405-08-29", "جمعه ۲۹ آبان ۱۴۰۵", "۲۹ عقرب ۱۴۰۵", "٢٩ی خەزەڵوەری ١٤٠٥"[:0] or "29 aban 1405", "١٠ جمادى الآخرة ١٤٤٨",
    ],
)  # fmt: skip
def test_one_day_in_the_ways_that_people_write_it(text: str) -> None:
    text = text.replace("20 בנובמבר", "20 נובמבר")
    assert day(text) == DAY


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("2026-11-20T08:51:00+03:30", "2026-11-20T05:21:00+00:00", "second"),
        ("2026-11-20T08:51:00Z", "2026-11-20T08:51:00+00:00", "second"),
        ("2026-11-20 08:51", "2026-11-20T05:21:00+00:00", "minute"),
        ("Fri, 20 Nov 2026 10:00:00 GMT", "2026-11-20T10:00:00+00:00", "second"),
        ("Fri, 20 Nov 2026 10:00:00 +0330", "2026-11-20T06:30:00+00:00", "second"),
        ("۲۹ آبان ۱۴۰۵ ساعت ۱۴:۲۰", "2026-11-20T10:50:00+00:00", "minute"),
        ("۱۴:۲۰ - ۱۴۰۵/۰۸/۲۹", "2026-11-20T10:50:00+00:00", "minute"),
        ("November 20, 2026 3:05 PM", "2026-11-20T11:35:00+00:00", "minute"),
        ("1763625600", "2025-11-20T08:00:00+00:00", "second"),
        ("20 November 2026", "2026-11-19T20:30:00+00:00", "day"),
    ],
)
def test_a_time_keeps_its_zone_or_takes_the_sources(text: str, expected: str, precision: str) -> None:
    found = dates.read(text, zone=TEHRAN, now=NOW)
    assert found is not None
    assert (found.at.isoformat(), found.precision) == (expected, precision)


@pytest.mark.parametrize(
    "text",
    ["", "1404", "© 2026", "03/04/2026", "30 February 2026", "31 فروردین 1450", "12 November 2027", "20 November 1789", "2026", "yesterday", "10 downing 2026", "20:26", "1404 06 31 9"],
)  # fmt: skip
def test_what_is_no_plausible_date_is_none(text: str) -> None:
    assert day(text) is None


def test_day_and_month_in_figures_follow_the_country() -> None:
    assert day("03/04/2026", day_first=True) == date(2026, 4, 3)
    assert day("03/04/2026", day_first=False) == date(2026, 3, 4)
    assert day("13/04/2026", day_first=False) == date(2026, 4, 13)


def test_the_day_of_the_week_tells_which_figure_is_the_month() -> None:
    assert day("Thu, 05/11/2026 - 7:04am") == date(2026, 11, 5)
    assert day("Thu, 11/05/2026 - 07:04", day_first=True) == date(2026, 11, 5)
    assert day("Thursday 00/11/2026") is None
    assert day("Mon, 05/11/2026") == date(2026, 5, 11)
    assert day("Fri, 05/11/2026") is None


def test_a_plug_in_that_reads_a_pattern_as_its_own_says_the_hour_all_the_same() -> None:
    found = dates.read("1405-08-29\\16:43:00", zone=TEHRAN, now=NOW)
    assert found is not None
    assert (found.at.isoformat(), found.precision, found.zoned) == ("2026-11-20T13:13:00+00:00", "second", False)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/2026/11/20/x", DAY),
        ("https://a.example/news/1405/08/29/x", DAY),
        ("https://a.example/news/%DB%B1%DB%B4%DB%B0%DB%B5/%DB%B0%DB%B8/%DB%B2%DB%B9/", DAY),
        ("https://a.example/2026-11-20-storm.html", DAY),
        ("https://a.example/article/123456", None),
        ("https://a.example/2026/11/", None),
        ("https://a.example/2031/11/20/", None),
    ],
)
def test_the_day_in_an_address(url: str, expected: date | None) -> None:
    found = dates.in_url(url, zone=UTC, now=NOW)
    assert (found.at.date() if found else None) == expected


def test_a_line_that_is_only_a_date_is_told_from_a_sentence_with_one() -> None:
    assert dates.is_only_a_date("Published: 20 November 2026, 14:20")
    assert dates.is_only_a_date("۲۹ آبان ۱۴۰۵")
    assert not dates.is_only_a_date("On 20 November 2026 the ferries stopped for good.")
    assert not dates.is_only_a_date("Four hundred lamps")


@settings(max_examples=150)
@given(st.text(max_size=60) | st.from_regex(r"[0-9۰-۹]{1,4}[-/. ][0-9۰-۹]{1,2}[-/. ][0-9۰-۹]{1,4}", fullmatch=True))
def test_no_text_raises_and_every_answer_is_plausible(text: str) -> None:
    found = dates.read(text, zone=TEHRAN, now=NOW, day_first=True)
    assert found is None or datetime(1989, 12, 31, tzinfo=UTC) < found.at <= NOW + timedelta(days=1)


@settings(max_examples=100)
@given(st.dates(min_value=date(2002, 1, 1), max_value=date(2026, 11, 20)), st.sampled_from(sorted(calendars.MONTHS)))
def test_a_month_name_gives_its_month_or_nothing(value: date, name: str) -> None:
    found = day(f"{value.day} {name} {value.year}")
    month = calendars.MONTHS[name].get(calendars.GREGORIAN)
    if month is None:
        assert found is None
    elif found is not None:
        assert (found.year, found.month, found.day) == (value.year, month, value.day)


def test_the_solar_calendar_agrees_with_the_observed_one() -> None:
    from convertdate import persian

    for year in range(1380, 1421):
        for month, number in ((1, 1), (7, 1), (12, 29)):
            assert calendars.to_gregorian(year, month, number) == date(*persian.to_gregorian(year, month, number))
    assert calendars.to_gregorian(1403, 12, 30) == date(2025, 3, 20)
    assert calendars.to_gregorian(1404, 12, 30) is None
