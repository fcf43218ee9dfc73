"""Dates as feeds and sitemaps write them → aware UTC, or None: null rather than wrong.

Read: ISO 8601 / W3C, RFC 822 in its many shapes, month names in Arabic (both namings) and Persian,
Solar Hijri dates (`۲ آذر ۱۴۰۵ - ۱۰:۲۰`, `1405/09/02 10:20`), digits of any script. A date counts only with a
time and a zone; where the zone is missing, the caller's `zone` (the source's) completes it. A zone name that
two parts of the world share (IST, BST, AST) says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?\s*\Z",
    re.I,
)
_RFC822 = re.compile(
    r"(?:[^\d\s]+[,،.]?\s+)?(\d{1,2})[\s-]+([^\W\d]+(?:[ ‌][^\W\d]+)?)\.?,?[\s-]+(\d{4}|\d{2})[,،]?\s+(?:[-–]\s*)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?"
    r"\s*([+-]\d{2}:?\d{2}|[A-Za-z]{1,5})?(?:\s*\(.*\))?\s*\Z"
)
_MONTH_FIRST = re.compile(
    r"(?:[^\d\s]+[,،.]?\s+)?([A-Za-z]+)\.?\s+(\d{1,2}),?\s+(\d{4}),?\s+(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?"
    r"\s*([+-]\d{2}:?\d{2}|[A-Za-z]{1,5})?\s*\Z"
)
_NUMERIC = re.compile(
    r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})[\sT,،–-]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{2}:?\d{2}|Z|UTC|GMT)?\s*\Z",
    re.I,
)
_HOUR_FIRST = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?)\s*[-–,،]?\s+(.*\D.*|\d{4}/.*)\Z")

_ENGLISH = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS: dict[str, int] = {name: number for number, name in enumerate(_ENGLISH.split(), 1)}
_FOREIGN = (
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
    "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)
_JALALI_MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
_ZONES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0),
    **dict.fromkeys(("cet", "mez", "west"), 60),
    **dict.fromkeys(("cest", "mesz", "eet"), 120),
    **dict.fromkeys(("eest", "msk", "trt"), 180),
    "irst": 210,
    "irdt": 270,
    "pkt": 300,
    "jst": 540,
    "kst": 540,
    "aest": 600,
    "aedt": 660,
    "est": -300,
    "edt": -240,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
}
_JALALI_YEARS = range(1380, 1421)


def parse(text: str | None, zone: tzinfo | None = None) -> datetime | None:
    """A moment in UTC, or None where the text is no full date, lacks a zone, or is implausible (before 1990)."""
    if not text or len(text) > 120:
        return None
    plain = _digits(text)
    hour_first = _HOUR_FIRST.match(plain)
    if hour_first:
        plain = f"{hour_first[2].strip(' -–,،')} {hour_first[1]}"
    iso = _ISO.match(plain)
    if iso:
        year, month, day, hour, minute, second, offset = iso.groups()
        return _moment(int(year), int(month), int(day), hour, minute, second, offset, zone)
    numeric = _NUMERIC.match(plain)
    if numeric:
        year, month, day, hour, minute, second, offset = numeric.groups()
        return _moment(int(year), int(month), int(day), hour, minute, second, offset, zone)
    written = _RFC822.match(plain)
    if written:
        day, name, year, hour, minute, second, offset = written.groups()
    else:
        american = _MONTH_FIRST.match(plain)
        if american is None:
            return None
        name, day, year, hour, minute, second, offset = american.groups()
    number = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    jalali = number in _JALALI_YEARS
    found = (_JALALI if jalali else _NAMES).get(_folded(name)) or (None if jalali else _MONTHS.get(name[:3].lower()))
    return _moment(number, found, int(day), hour, minute, second, offset, zone) if found else None


def rank(text: str | None) -> float:
    """A number to put entries in order by, the later the larger; a bare day will do. 0 where there is no date."""
    moment = parse(text, UTC)
    if moment is None and text:
        day = re.match(r"\s*(\d{4})-(\d{2})(?:-(\d{2}))?\s*\Z", _digits(text[:40]))
        moment = _moment(int(day[1]), int(day[2]), int(day[3] or 1), "0", "0", "0", "Z", None) if day else None
    return moment.timestamp() if moment else 0.0


def _moment(
    year: int,
    month: int,
    day: int,
    hour: str | None,
    minute: str | None,
    second: str | None,
    offset: str | None,
    zone: tzinfo | None,
) -> datetime | None:
    where = _zone(offset) if offset else zone
    if where is None or hour is None or minute is None:
        return None
    if year in _JALALI_YEARS:
        from convertdate import persian

        if not (1 <= month <= 12 and 1 <= day <= persian.month_length(year, month)):
            return None
        year, month, day = persian.to_gregorian(year, month, day)
    try:
        local = datetime(year, month, day, int(hour), int(minute), min(int(second or 0), 59), tzinfo=where)
        moment = local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year >= 1990 else None


def _zone(offset: str) -> tzinfo | None:
    if offset[0] in "+-":
        digits = offset[1:].replace(":", "").ljust(4, "0")
        size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        # RFC 5322 §3.3: -0000 says that the zone is not known.
        if offset in ("-0000", "-00:00") or size > timedelta(hours=14):
            return None
        return timezone(-size if offset[0] == "-" else size)
    minutes = _ZONES.get(offset.lower())
    return None if minutes is None else timezone(timedelta(minutes=minutes))


def _digits(text: str) -> str:
    out = []
    for character in text.strip():
        if unicodedata.category(character) == "Cf" and character != "\u200c":
            continue
        value = unicodedata.decimal(character, None) if character > "\x7f" else None
        out.append(character if value is None else str(value))
    return " ".join("".join(out).split())


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().replace("ي", "ی").replace("ك", "ک"))
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return kept.replace(" ", "_").replace("\u200c", "_")


_NAMES: dict[str, int] = {
    _folded(name): number for names in (_ENGLISH, *_FOREIGN) for number, name in enumerate(names.split(), 1)
}
_JALALI: dict[str, int] = {_folded(name): number for number, name in enumerate(_JALALI_MONTHS.split(), 1)}
