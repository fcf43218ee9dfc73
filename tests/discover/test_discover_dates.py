"""Null rather than wrong: a date counts with a time and a zone, in whatever script it is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.discover import dates

TEHRAN = timezone(timedelta(hours=3, minutes=30))
EXPECTED = datetime(2026, 11, 23, 6, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 23 Nov 2026 06:50:00 GMT", "23 Nov 26 06:50 Z", "Mon, 23 November 2026 10:20:00 +0330", "2026-11-23T06:50:00Z",
        "2026-11-23T10:20:00.123+03:30", "2026-11-23 06:50 UTC", "۲۰۲۶-۱۱-۲۳T۱۰:۲۰:۰۰+03:30", "٢٠٢٦-١١-٢٣ ٠٦:٥٠ UTC",
        "الاثنين، 23 نوفمبر 2026 06:50 GMT", "23 تشرين الثاني 2026 06:50 GMT", "دوشنبه, 23 نوامبر 2026 06:50:00 +0000",
        "2 آذر 1405 - 10:20 +0330", "۱۴۰۵/۰۹/۰۲ ۱۰:۲۰ +03:30", "November 23, 2026 06:50 UTC", "Mon, 23 Nov 2026 07:50:00 CET",
        "23 kasım 2026 09:50 TRT", "23 ноября 2026, 09:50 MSK", "\u200f2026-11-23T06:50:00Z",
    ],
)  # fmt: skip
def test_a_full_date_is_a_moment(text: str) -> None:
    assert dates.parse(text) == EXPECTED


@pytest.mark.parametrize(
    "text",
    ["Mon, 23 Nov 2026 10:20:00", "2026-11-23T10:20:00", "۲ آذر ۱۴۰۵ - ۱۰:۲۰", "دوشنبه ۲ آذر ۱۴۰۵، ۱۰:۲۰", "۱۰:۲۰ - ۱۴۰۵/۰۹/۰۲",
     "Mon, 23 Nov 2026 10:20:00 -0000", "1405/9/2 10:20"],
)  # fmt: skip
def test_a_date_without_zone_waits_for_the_sources(text: str) -> None:
    assert dates.parse(text) is None
    if "-0000" not in text:
        assert dates.parse(text, TEHRAN) == EXPECTED


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-11-23", "23 Nov 2026", "Mon, 23 Nov 2026 25:61:00 GMT", "2026-02-30T10:00:00Z", "0001-01-01T00:00:00Z",
     "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 23 Nov 2026 10:00:00 IST", "1405/13/40 10:00", "9" * 200, "\ud800"],
)  # fmt: skip
def test_what_is_doubtful_is_none(text: str) -> None:
    assert dates.parse(text) is None
    assert dates.parse(text, TEHRAN) is None


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=40) | st.from_regex(r"\A[\d۰-۹]{1,4}[-/ ][\d\w]{1,4}[-/ ]\d{1,4}[ T]\d{1,2}:\d\d( [+-]\d{4}|Z)?\Z")
)
def test_no_text_raises(text: str) -> None:
    moment = dates.parse(text, UTC)
    assert moment is None or (moment.tzinfo is UTC and moment.year >= 1990)
    assert isinstance(dates.rank(text), float)


@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2090, 1, 1)))
def test_what_is_written_by_the_standards_is_read_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    assert dates.parse(moment.isoformat()) == moment
    assert dates.parse(moment.strftime("%a, %d %b %Y %H:%M:%S +0000")) == moment


def test_a_bare_day_gives_an_order() -> None:
    assert 0 < dates.rank("2026-11-22") < dates.rank("2026-11-23") < dates.rank("2026-11-23T01:00:00Z")
    assert dates.rank(None) == dates.rank("soon") == 0
