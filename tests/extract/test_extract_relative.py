"""Times that are told from now, in many languages: the right day, and never an invented one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from extract.pages import BODY, NOW, html, kept
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract import dates, relative

SECONDS = {"m": 60, "h": 3600, "d": 86400}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("3 hours ago", "h3"),
        ("an hour ago", "h1"),
        ("vor 3 Stunden", "h3"),
        ("vor einer Stunde", "h1"),
        ("Il y a 2 heures", "h2"),
        ("hace 5 horas", "h5"),
        ("há 20 minutos", "m20"),
        ("3 ore fa", "h3"),
        ("3 uur geleden", "h3"),
        ("för 3 timmar sedan", "h3"),
        ("for 2 timer siden", "h2"),
        ("3 tuntia sitten", "h3"),
        ("2 godziny temu", "h2"),
        ("před 3 hodinami", "h3"),
        ("acum 3 ore", "h3"),
        ("3 órával ezelőtt", "h3"),
        ("преди 3 часа", "h3"),
        ("3 часа назад", "h3"),
        ("5 минут назад", "m5"),
        ("2 години тому", "h2"),
        ("3 saat önce", "h3"),
        ("15 dəqiqə əvvəl", "m15"),
        ("berî 3 saetan", "h3"),
        ("۳ ساعت پیش", "h3"),
        ("۲۰ دقیقه قبل", "m20"),
        ("قبل ساعتين", "h2"),
        ("منذ 3 ساعات", "h3"),
        ("قبل ساعة", "h1"),
        ("قبل يومين", "d2"),
        ("منذ ٥ دقائق", "m5"),
        ("پێش ٣ کاتژمێر", "h3"),
        ("٣ کاتژمێر لەمەوپێش", "h3"),
        ("3 گھنٹے پہلے", "h3"),
        ("לפני 3 שעות", "h3"),
        ("לפני שעתיים", "h2"),
        ("3 घंटे पहले", "h3"),
        ("৩ ঘণ্টা আগে", "h3"),
        ("πριν από 3 ώρες", "h3"),
        ("3 jam yang lalu", "h3"),
        ("3 giờ trước", "h3"),
        ("3 ชั่วโมงที่แล้ว", "h3"),
        ("3小时前", "h3"),
        ("20分前", "m20"),
        ("3時間前", "h3"),
        ("3시간 전", "h3"),
        ("۳ ساعته مخکې", "h3"),
        ("3 days ago", "d3"),
        ("för 3 dagar", "d3"),
    ],
)
def test_a_time_told_from_now_is_the_day_it_fell_on(text: str, length: str) -> None:
    at = NOW - timedelta(seconds=int(length[1:]) * SECONDS[length[0]])
    found = dates.read(text, zone=UTC, now=NOW)
    assert found is not None
    assert (found.day, found.precision) == (at.date(), "minute" if length[0] == "m" else "day")
    assert found.precision == "day" or found.at == at


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("Yesterday, 14:20", 1),
        ("hier, 14h20", 1),
        ("گزارش دیروز ۱۴:۲۰", 1),
        ("اليوم 14:20", 0),
        ("امروز ۱۴:۲۰", 0),
        ("heute, 14:20 Uhr", 0),
        ("昨天 14:20", 1),
        ("вчера, 14:20", 1),
    ],
)
def test_today_and_yesterday_count_with_a_time_of_day(text: str, back: int) -> None:
    found = dates.read(text, zone=UTC, now=NOW)
    assert found is not None
    assert (found.at, found.precision) == (datetime(2026, 11, 23 - back, 14, 20, tzinfo=UTC), "minute")


@pytest.mark.parametrize(
    "text",
    [
        "دو روز پیش",
        "لפני",
        "2 weeks ago",
        "ago",
        "Before the election",
        "vor dem Haus",
        "3 Minuten Lesezeit",
        "5 min read",
        "Today",
        "Hier soir",
        "2 hours later",
        "Two dead in Vellum",
        "قبل الانتخابات",
        "3 months ago",
        "15 Mai 2026 à 06h00",
        "20. März 2026 - 15:00 Uhr",
    ],
)
def test_what_is_no_time_from_now_gives_no_date(text: str) -> None:
    assert relative.read(text, zone=UTC, now=NOW) is None
    assert not relative.tells(text)


def test_the_day_is_counted_in_the_sites_zone() -> None:
    tehran = timezone(timedelta(hours=3.5))
    found = dates.read("۲ ساعت پیش", zone=tehran, now=datetime(2026, 11, 22, 21, 0, tzinfo=UTC))
    assert found is not None
    assert found.at == datetime(2026, 11, 21, 20, 30, tzinfo=UTC)


def test_a_date_that_is_named_wins_over_one_that_is_counted_back() -> None:
    body = f"<article><h1>Lamps go out in Vellum Bay</h1><p class=date>3 hours ago</p>{BODY}</article>"
    named = kept(html('<meta name=date content="2026-11-20">', body), url="https://lark.example/a")
    counted = kept(html(body=body), url="https://lark.example/a")
    assert named.published == datetime(2026, 11, 20, tzinfo=UTC)
    assert (counted.published, counted.published_precision) == (datetime(2026, 11, 23, tzinfo=UTC), "day")
    assert "hours ago" not in counted.text


@given(st.text(max_size=80))
def test_any_text_is_read_or_left(text: str) -> None:
    found = relative.read(text, zone=UTC, now=NOW)
    assert found is None or found[0] <= NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("4 days, 3 hours ago", timedelta(days=4, hours=3)),
        ("3 weeks, 4 days ago", timedelta(days=25)),
        ("1 hour and 5 minutes ago", timedelta(minutes=65)),
        ("۳ هفته و ۲ روز پیش", timedelta(days=23)),
        ("2 hafta, 3 gün önce", timedelta(days=17)),
        ("1 month, 3 days ago", None),
    ],
)
def test_a_length_in_two_units_counts_both_or_none(text: str, length: timedelta | None) -> None:
    told = relative.read(text, zone=UTC, now=NOW)
    assert (told and told[2]) == (length and (NOW - length).date())


def test_a_byline_with_a_link_says_who_and_how_long_ago() -> None:
    line = "<h6>\n Posted by:\n <a href='/blog/author/ada/'>Ada O&#x27;Brook</a>\n 3 weeks, 4 days ago</h6>"
    page = html(
        body=f"<div><h1>Lamps go out in Vellum Bay</h1><ul><li>Home</li></ul></div><div><div>{line}{BODY}</div></div>"
    )
    article = kept(page)
    assert (article.authors, article.published) == (("Ada O'Brook",), datetime(2026, 10, 29, tzinfo=UTC))
