"""Times as people type and read them: two calendars, digits of any script.

Typed: `2026-11-01`, `2026-11-01T08:00`, `7d`, `yesterday`, `today`, `now`, `۱۴۰۵/۰۹/۰۱`. A year from 1380 to 1420 is
Jalali, from 1440 to 1460 Hijri. Jalali follows the 33-year cycle of the Iranian civil calendar (1178–1633).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from monitor.errors import UsageError
from monitor.settings.durations import parse_duration

JALALI_YEARS, HIJRI_YEARS = range(1380, 1421), range(1440, 1461)
MONTHS = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:?\d{2})?)?")
_DAYS_TO_JALALI = date(622, 3, 21).toordinal() - 1
# Starts of the 33-year cycle's leap years, as remainders of the year.
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is UTC. `echo` is a sentence where the reading is not obvious: ``1405-09-01 = 2026-11-22``."""

    at: datetime
    echo: str | None = None


def parse_time(text: str, *, now: datetime, zone: tzinfo, end: bool = False) -> Moment:
    """What a person meant. A day is its first moment in `zone`; with `end` the first moment of the next day.

    UsageError where it is no time.
    """
    plain = "".join(str(unicodedata.digit(letter, letter)) for letter in text.strip()).lower()
    today = now.astimezone(zone).date()
    named = {"today": today, "yesterday": today - timedelta(days=1), "tomorrow": today + timedelta(days=1)}
    if plain == "now":
        return Moment(now.astimezone(UTC))
    if plain in named:
        return Moment(_start(named[plain], zone, end=end))
    if match := _DATE.fullmatch(plain.upper()):
        return _dated(text, match, zone, end=end)
    if (length := parse_duration(plain.removesuffix(" ago"))) is not None:
        try:
            return Moment(now.astimezone(UTC) - length)
        except OverflowError:
            raise _no_time(text) from None
    raise _no_time(text)


def _dated(text: str, match: re.Match[str], zone: tzinfo, *, end: bool) -> Moment:
    year, month, day = (int(part) for part in match.groups()[:3])
    echo = None
    try:
        if year in JALALI_YEARS:
            found = from_jalali(year, month, day)
        elif year in HIJRI_YEARS:
            from hijridate import Hijri

            found = Hijri(year, month, day).to_gregorian()
            found = date(found.year, found.month, found.day)
        else:
            found = date(year, month, day)
        if year in JALALI_YEARS or year in HIJRI_YEARS:
            echo = f"{year:04}-{month:02}-{day:02} = {found.isoformat()}"
        if match[4] is None:
            return Moment(_start(found, zone, end=end), echo)
        at = datetime.combine(found, time(int(match[4]), int(match[5]), int(match[6] or 0)))
        offset = match[7]
        if offset:
            return Moment(datetime.fromisoformat(at.isoformat() + offset.replace("Z", "+00:00")).astimezone(UTC), echo)
        return Moment(at.replace(tzinfo=zone).astimezone(UTC), echo)
    except (ValueError, OverflowError):
        raise _no_time(text) from None


def _start(day: date, zone: tzinfo, *, end: bool) -> datetime:
    return datetime.combine(day + timedelta(days=1) if end else day, time(0), tzinfo=zone).astimezone(UTC)


def _no_time(text: str) -> UsageError:
    return UsageError(
        f'"{text}" is not a time.', hint="Times look like 2026-11-01, 7d, yesterday or ۱۴۰۵/۰۹/۰۱.", value=text
    )


def jalali(day: date) -> tuple[int, int, int]:
    """Year, month and day of the Iranian civil calendar."""
    year = day.year - 621
    if day < from_jalali(year, 1, 1):
        year -= 1
    passed = (day - from_jalali(year, 1, 1)).days
    if passed < 186:
        return year, passed // 31 + 1, passed % 31 + 1
    return year, (passed - 186) // 30 + 7, (passed - 186) % 30 + 1


def from_jalali(year: int, month: int, day: int) -> date:
    """ValueError where the calendar has no such day."""
    longest = 31 if month <= 6 else 30 if month <= 11 or year % 33 in _LEAP else 29
    if not (1 <= month <= 12 and 1 <= day <= longest):
        raise ValueError("no such day")
    before = year - 1
    cycles, rest = divmod(before, 33)
    leaps = cycles * 8 + sum(1 for leap in _LEAP if leap <= rest)
    passed = (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    return date.fromordinal(_DAYS_TO_JALALI + before * 365 + leaps + passed + day)


def jalali_number(day: date) -> str:
    """`1405-09-02`: sorts, and reads the same in every terminal."""
    year, month, of_month = jalali(day)
    return f"{year:04}-{month:02}-{of_month:02}"


def jalali_text(when: datetime) -> str:
    """`۲ آذر ۱۴۰۵ ۰۸:۵۵`, in the zone that `when` carries: right-to-left, so it belongs at the end of a line."""
    year, month, day = jalali(when.date())
    return f"{day} {MONTHS[month - 1]} {year} {when:%H:%M}".translate(_PERSIAN_DIGITS)


def shown(
    when: datetime, zone: tzinfo, *, precision: str = "minute", language: str | None = None, both: bool = False
) -> str:
    """`2026-11-23 06:25`, for a day `2026-11-23`; with `both` and Persian text ` = 1405-09-02` after the day."""
    local = when.astimezone(zone)
    day = local.date().isoformat()
    if both and language == "fa":
        day += f" = {jalali_number(local.date())}"
    return day if precision == "day" else f"{day} {local:%H:%M}"


def ago(when: datetime, now: datetime) -> str:
    """`18 min ago`, `3 h ago`, `5 days ago`; `in 20 min` for what is to come."""
    seconds = (now - when).total_seconds()
    size = abs(seconds)
    if size < 60:
        return "just now" if seconds >= 0 else "in a moment"
    if size < 3600:
        text = f"{size // 60:.0f} min"
    elif size < 48 * 3600:
        text = f"{size // 3600:.0f} h"
    else:
        text = f"{size // 86400:.0f} days"
    return f"{text} ago" if seconds > 0 else f"in {text}"
