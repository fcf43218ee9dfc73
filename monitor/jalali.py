"""The Iranian civil calendar, by its cycle of 33 years (1178–1633), without a table and in a microsecond."""

from __future__ import annotations

from datetime import date, datetime

MONTHS = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_DAYS_TO_JALALI = date(622, 3, 21).toordinal() - 1
# Starts of the 33-year cycle's leap years, as remainders of the year.
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})


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
