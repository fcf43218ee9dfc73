"""Two calendars, and times as people type them."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from convertdate import persian
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.times import ago, parse_time, shown
from monitor.errors import UsageError
from monitor.jalali import from_jalali, jalali, jalali_number, jalali_text

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
TEHRAN, BERLIN = ZoneInfo("Asia/Tehran"), ZoneInfo("Europe/Berlin")

# The arithmetic 33-year cycle and the astronomical calendar agree in these years (1925 to 2088).
DAYS = st.dates(date(1925, 3, 22), date(2088, 3, 19))


@given(DAYS)
def test_jalali_days_are_those_of_the_iranian_calendar(day: date) -> None:
    assert jalali(day) == tuple(persian.from_gregorian(day.year, day.month, day.day))


@given(DAYS)
def test_a_jalali_day_leads_back_to_its_day(day: date) -> None:
    assert from_jalali(*jalali(day)) == day


def test_the_second_of_azar_1405() -> None:
    assert jalali(date(2026, 11, 23)) == (1405, 9, 2)
    assert jalali_number(date(2026, 11, 23)) == "1405-09-02"
    assert jalali_text(datetime(2026, 11, 23, 5, 25, tzinfo=UTC).astimezone(TEHRAN)) == "۲ آذر ۱۴۰۵ ۰۸:۵۵"


@pytest.mark.parametrize(
    ("year", "month", "day"), [(1405, 12, 30), (1405, 7, 31), (1405, 13, 1), (1405, 0, 1), (1405, 1, 0)]
)
def test_days_that_the_calendar_does_not_have_are_refused(year: int, month: int, day: int) -> None:
    with pytest.raises(ValueError, match="no such day"):
        from_jalali(year, month, day)


def test_the_leap_day_of_1403_is_there() -> None:
    assert from_jalali(1403, 12, 30) == date(2025, 3, 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-01", "2026-10-31T23:00:00Z"),
        ("2026/11/1", "2026-10-31T23:00:00Z"),
        ("٢٠٢٦-١١-٠١", "2026-10-31T23:00:00Z"),
        ("2026-11-01T08:00", "2026-11-01T07:00:00Z"),
        ("2026-11-01 08:00:30", "2026-11-01T07:00:30Z"),
        ("2026-11-01T08:00:00Z", "2026-11-01T08:00:00Z"),
        ("2026-11-01T08:00:00+03:30", "2026-11-01T04:30:00Z"),
        ("7d", "2026-11-16T10:30:00Z"),
        ("۷d", "2026-11-16T10:30:00Z"),
        ("1h 30m", "2026-11-23T09:00:00Z"),
        ("2 weeks ago", "2026-11-09T10:30:00Z"),
        ("yesterday", "2026-11-21T23:00:00Z"),
        ("Today", "2026-11-22T23:00:00Z"),
        ("now", "2026-11-23T10:30:00Z"),
        ("۱۴۰۵/۰۹/۰۱", "2026-11-21T23:00:00Z"),
        ("1405-09-01", "2026-11-21T23:00:00Z"),
        ("1448/06/13", "2026-11-22T23:00:00Z"),
    ],
)
def test_times_are_read_as_people_type_them(text: str, expected: str) -> None:
    at = parse_time(text, now=NOW, zone=BERLIN).at
    assert at.isoformat().replace("+00:00", "Z") == expected


def test_a_jalali_day_is_echoed() -> None:
    assert parse_time("۱۴۰۵/۰۹/۰۱", now=NOW, zone=BERLIN).echo == "1405-09-01 = 2026-11-22"
    assert parse_time("2026-11-22", now=NOW, zone=BERLIN).echo is None


def test_until_a_day_means_to_its_end() -> None:
    start = parse_time("2026-11-01", now=NOW, zone=BERLIN).at
    assert parse_time("2026-11-01", now=NOW, zone=BERLIN, end=True).at == start + timedelta(days=1)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "2026-02-30", "1405-13-01", "99999d 99999y", "7 parsecs", "²"]
)
def test_what_is_no_time_is_refused_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_time(text, now=NOW, zone=BERLIN)
    assert "yesterday" in raised.value.hint


@given(st.text(max_size=20))
def test_any_text_is_a_time_or_a_usage_error(text: str) -> None:
    with contextlib.suppress(UsageError):
        assert parse_time(text, now=NOW, zone=TEHRAN).at.tzinfo is UTC


def test_a_persian_item_can_show_both_calendars() -> None:
    when = datetime(2026, 11, 23, 5, 25, tzinfo=UTC)
    assert shown(when, BERLIN) == "2026-11-23 06:25"
    assert shown(when, BERLIN, precision="day") == "2026-11-23"
    assert shown(when, TEHRAN, language="fa", both=True) == "2026-11-23 = 1405-09-02 08:55"


@pytest.mark.parametrize(
    ("length", "text"),
    [(5, "just now"), (18 * 60, "18 min ago"), (3 * 3600, "3 h ago"), (5 * 86400, "5 days ago"), (-1200, "in 20 min")],
)
def test_ago(length: int, text: str) -> None:
    assert ago(NOW - timedelta(seconds=length), NOW) == text
