"""Dates as people write them in a query: text → a stretch of time, from its first moment to its end.

    2026   2026-11   2026-11-01   2026/11/1   2026-11-01T12:30   2026-11-01T12:30:05Z   …+03:30
    1405-09-01   ۱۴۰۵/۰۹/۰۱   1405-09   1405      Jalali: a year from 1300 to 1500
    today   yesterday   now   7d   24h   2w   90min   1y       back from now

A day, month or year is one of `zone`, the reader's. Digits of every script count. What is read
from another calendar comes with a note, so that the reader sees what was understood.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

JALALI_YEARS = range(1300, 1501)
"""Gregorian 1921 to 2122. No article is from the Gregorian years of the same number."""

_DATE = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})"
    r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?)?)?"
)
_BACK = re.compile(r"(\d{1,5})\s*([a-z]+)")
_UNITS = {
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "y": timedelta(days=365),
}
_DASHES = str.maketrans("‐‑‒–−٫", "-----.")


@dataclass(frozen=True, slots=True)
class Reading:
    """`start` ≤ time < `end`, in UTC; for a moment `end` is one second later. `note` says how another
    calendar was read, e.g. ``1405-09-01 = 2026-11-22``; empty otherwise."""

    start: datetime
    end: datetime
    note: str = ""


def read_time(text: str, *, now: datetime, zone: tzinfo) -> Reading:
    """ValueError with a sentence where the text is no date. `now` is aware; whole seconds count."""
    plain = _plain_digits(text.strip()).translate(_DASHES)
    now = now.astimezone(UTC).replace(microsecond=0)
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, tzinfo=None)
    try:
        match plain.lower():
            case "now":
                return Reading(now, now + timedelta(seconds=1))
            case "today":
                return _local(today, today + timedelta(days=1), zone)
            case "yesterday":
                return _local(today - timedelta(days=1), today, zone)
        if back := _BACK.fullmatch(plain.lower()):
            return _back(int(back[1]), back[2], now)
        if date := _DATE.fullmatch(plain.upper()):
            return _date(date, zone)
    except OverflowError:
        raise ValueError(f"{text} is beyond every calendar") from None
    raise ValueError(f"{text} is not a date; write 2026-11-01, ۱۴۰۵/۰۸/۱۰, 7d or yesterday")


def _back(number: int, unit: str, now: datetime) -> Reading:
    if unit not in _UNITS:
        raise ValueError(f"{number}{unit} is not a time; the units are min, h, d, w and y")
    start = now - number * _UNITS[unit]
    return Reading(start, start + timedelta(seconds=1))


def _date(date: re.Match[str], zone: tzinfo) -> Reading:
    year, month, day, hour, minute, second = (int(part) if part else None for part in date.groups()[:6])
    assert year is not None
    is_jalali = year in JALALI_YEARS
    if not is_jalali and not 1900 <= year <= 2200:
        raise ValueError(f"{year} is not a year of news: write 2026-11-01, or 1405-08-10 in the Jalali calendar")
    first = (year, month or 1, day or 1)
    if day is not None:
        after = None
    elif month is not None:
        after = (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)
    else:
        after = (year + 1, 1, 1)
    start = _day(first, is_jalali=is_jalali, written=date[0])
    note = ""
    if is_jalali:
        written = "-".join(f"{part:02d}" for part in (year, month, day) if part is not None)
        note = f"{written} = {start:%Y-%m-%d}" if day else f"{written} begins on {start:%Y-%m-%d}"
    if hour is None:
        end = _day(after, is_jalali=is_jalali, written=date[0]) if after else start + timedelta(days=1)
        return _local(start, end, zone, note)
    assert minute is not None
    if hour > 23 or minute > 59 or (second or 0) > 59:
        raise ValueError(f"{date[0]} has no such time of day")
    moment = start.replace(
        hour=hour, minute=minute, second=second or 0, microsecond=int((date[7] or "0").ljust(6, "0"))
    )
    length = timedelta(microseconds=1) if date[7] else timedelta(seconds=1) if date[6] else timedelta(minutes=1)
    begin = moment.replace(tzinfo=_offset(date[8]) if date[8] else zone).astimezone(UTC)
    return Reading(begin, begin + length, note)


def _day(parts: tuple[int, int, int], *, is_jalali: bool, written: str) -> datetime:
    year, month, day = parts
    try:
        if is_jalali:
            return _from_jalali(year, month, day)
        return datetime(year, month, day)
    except ValueError:
        raise ValueError(f"{written} is not a day of the {'Jalali' if is_jalali else 'Gregorian'} calendar") from None


@lru_cache(maxsize=256)
def _from_jalali(year: int, month: int, day: int) -> datetime:
    from convertdate import persian  # 100 ms, and most queries name no Jalali date

    if not (1 <= month <= 12 and 1 <= day <= persian.month_length(year, month)):
        raise ValueError
    return datetime(*persian.to_gregorian(year, month, day))


def _local(start: datetime, end: datetime, zone: tzinfo, note: str = "") -> Reading:
    return Reading(start.replace(tzinfo=zone).astimezone(UTC), end.replace(tzinfo=zone).astimezone(UTC), note)


def _offset(text: str) -> tzinfo:
    return datetime.strptime(text, "%z").tzinfo or UTC


def _plain_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(char, char)) for char in text)
