"""Times as people type and read them: two calendars, digits of any script.

Typed: `2026-11-01`, `2026-11-01T08:00`, `7d`, `yesterday`, `today`, `now`, `۱۴۰۵/۰۹/۰۱`. A year from 1380 to 1420 is
Jalali, from 1440 to 1460 Hijri.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from monitor.errors import UsageError
from monitor.jalali import from_jalali, jalali_number
from monitor.settings.durations import parse_duration

JALALI_YEARS, HIJRI_YEARS = range(1380, 1421), range(1440, 1461)
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:?\d{2})?)?")


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
