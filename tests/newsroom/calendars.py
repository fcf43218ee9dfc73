"""Dates as sites print them: the Persian (Jalali) calendar, digits of other scripts, names of months.

The conversion is written here on purpose: the truth must not come from the library that is tested.
Source of the arithmetic: the 33-year cycle rule of the Jalali calendar, valid for 1343–1498 (1964–2119).
"""

from __future__ import annotations

from datetime import date, timedelta

PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
JALALI_MONTHS = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
PERSIAN_DAYS = ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنج‌شنبه", "جمعه", "شنبه", "یک‌شنبه")
LEAP_REMAINDERS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
"""Of the year divided by 33: such a year has 366 days."""
ANCHOR = (1400, date(2021, 3, 21))
"""A year and its first day."""


def jalali(day: date) -> tuple[int, int, int]:
    """Year, month and day of the Persian calendar."""
    year, first = ANCHOR
    while day < first:
        year -= 1
        first -= timedelta(days=length(year))
    while day >= first + timedelta(days=length(year)):
        first += timedelta(days=length(year))
        year += 1
    number = (day - first).days
    if number < 186:
        return year, number // 31 + 1, number % 31 + 1
    return year, (number - 186) // 30 + 7, (number - 186) % 30 + 1


def length(year: int) -> int:
    return 366 if year % 33 in LEAP_REMAINDERS else 365


def in_digits(text: str, digits: str) -> str:
    return text.translate({ord("0") + value: digit for value, digit in enumerate(digits)})


MONTHS = {
    "ar": (
        *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
        *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    ),
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "he": (
        *("בינואר", "בפברואר", "במרץ", "באפריל", "במאי", "ביוני"),
        *("ביולי", "באוגוסט", "בספטמבר", "באוקטובר", "בנובמבר", "בדצמבר"),
    ),
    "it": (
        *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
        *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
    ),
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    "tr": (
        *("Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran"),
        *("Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"),
    ),
    "ur": (
        *("جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون"),
        *("جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"),
    ),
}
