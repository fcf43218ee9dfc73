"""A date in words or figures → a moment with its precision; or None, for a date is never invented.

`read(text, …)` finds the one date in a short text: ISO 8601, RFC 2822, figures (`20.11.2026`, `۱۴۰۴/۰۵/۲۹`), figures with
a month's name in some forty languages, 年月日, and what is told from `now`, which is when the page was fetched (`relative`). A text without a zone is in `zone`. The order of day and month in
`03/04/2026` is taken from `day_first`; where that is None and both readings are days, there is no date.

Precision is `second`, `minute` or `day` (a day is midnight in `zone`). Plausible is from 1990 to one day after `now`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from monitor.extract import calendars, relative

_EARLIEST = date(1990, 1, 1)
_AHEAD = timedelta(days=1)  # zones, and clocks that run ahead
_LONGEST = 400

_ZONE = r"(?P<zone>(?:UTC|GMT)\s?[+\-−]\d{1,2}(?::?\d{2})?(?!\d)|Z\b|UTC|GMT|[+\-−]\d{2}:?\d{2}|[+\-−]\d{2}\b)?"
_CLOCK = r"(?:(?P<early>오전|午前|上午)|(?P<late>오후|午後|下午|晚上))?\s?(?P<hour>\d{1,2})(?:[:٫]|[時时點点]|시\s?|(?<=\d)h)(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\b\.?|ق\.?ظ|ب\.?ظ|صباح\w*|مساء\w*|πμ|μμ|ص\b|م\b)?"
# A plug-in for Persian dates gives `1405-09-06\16:43:00` where the template asks PHP for `Y-m-d\TH:i:s`.
_FULL = re.compile(
    r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[T\s\\]\s*" + _CLOCK + r"\s*" + _ZONE + ")?(?!\\d)",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?P<zone>Z|[+-]\d{4})?)?(?!\d)"
)
_YEAR_FIRST = re.compile(
    r"(?<![\d/.\-])(?P<year>\d{4})\s?(?:[/.\-年년]|оны)\s?(?P<month>\d{1,2})(?:-р)?\s?(?:[/.\-月월]|сарын)\s?(?P<day>\d{1,2})(?![\d/])"
)
_YEAR_LAST = re.compile(
    r"(?<![\d/.\-])(?P<one>\d{1,2})\s?(?P<sign>[/.\-|])\s?(?P<two>\d{1,2})\s?(?P=sign)\s?(?P<year>\d{4})(?!\d)"
)
# A year of two digits is read only between dots, where the day stands first, and only in a line that is little else.
_YEAR_SHORT = re.compile(r"(?<![\d/.\-])(?P<one>\d{1,2})\.\s?(?P<two>\d{1,2})\.\s?(?P<year>\d{2})(?![\d.])")
_SHORT_LINE = 40
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s*$", re.IGNORECASE)
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Marks are no `\w`, and scripts of India and Thailand have them inside every word.
_WORD = r"[^\W\d_](?:[^\s\d,،/()|:\-]*[^\s\d,،/()|:\-.'’])?"
_DAY_NAME_YEAR = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|ی|ê|yê|-yê|\.)?[\s,،/\-–]*(?:de\s+|d['’])?(?P<name>{_WORD}(?:[ ]{_WORD})?)['’]?\.?(?:\s?/\s?{_WORD}(?:[ ]{_WORD})?)?[\s,،/\-–]*(?:de\s+|del\s+|of\s+|ya\s+|سال\s+|a\s+)?(?P<year>\d{{4}})(?!\d)"
)
_NAME_DAY_YEAR = re.compile(
    rf"(?P<name>{_WORD})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*[,،]?\s+(?P<year>\d{{4}})(?!\d)"
)
_YEAR_NAME_DAY = re.compile(
    rf"(?<!\d)(?P<year>\d{{4}})\.?[\s,،/\-]+(?:(?:لمریز\s+)?کال\s+د\s+)?(?P<name>{_WORD})[\s,،/\-]+(?P<day>\d{{1,2}})(?!\d)"
)
_TIME = re.compile(_CLOCK + r"\s*" + _ZONE, re.IGNORECASE)
_EARLY_HALF = re.compile(r"\b([ap]m)\s*$", re.IGNORECASE)  # `pm 02:30`, as templates set from right to left have it
_EPOCH = re.compile(r"\s*(\d{10})(\d{3})?\s*")
_RFC_ZONES = {
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "JST": 9,
    "IRST": 3.5,
    "МСК": 3,
    "PKT": 5,
    "NPT": 5.75,
    "ICT": 7,
    "WIB": 7,
    "WITA": 8,
    "WIT": 9,
    "KST": 9,
}
_NAMED_ZONE = re.compile(r"\b(" + "|".join(_RFC_ZONES) + r")\b")
_URL_DATE = re.compile(
    r"(?<!\d)(\d{4})[/\-_](\d{1,2})[/\-_](\d{1,2})(?=[/\-_.?]|\D|$)|(?<=/)(\d{4})(\d{2})(\d{2})(?=[/\-_])"
)
_URL_DAY_FIRST = re.compile(r"(?<=/)(\d{1,2})-(\d{1,2})-(\d{4})(?=[/\-_.]|$)")


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is aware UTC; `day` is the day as it is written, in the zone that is written or the source's."""

    at: datetime
    precision: str
    day: date
    clock: datetime | None = None
    """As written, without its zone; None where only a day is."""
    zoned: bool = True
    """Whether the zone was stated beside the clock; where not, it is the source's."""


def read(
    text: str, *, zone: tzinfo, now: datetime, day_first: bool | None = None, calendar: str | None = None
) -> Moment | None:
    """The first plausible date of `text` (its first 400 characters). `calendar` is the only one that counts, if given."""
    plain = calendars.digits(text[:_LONGEST])
    if epoch := _EPOCH.fullmatch(plain):
        at = datetime.fromtimestamp(int(epoch[1]), UTC)
        return Moment(at, "second", at.astimezone(zone).date()) if _is_plausible(at, now) else None
    for match in _FULL.finditer(plain):
        if moment := _moment(match if match["hour"] else _clock(plain, match), _day(match), zone, now):
            return moment
    if (compact := _COMPACT.fullmatch(plain.strip())) and (
        moment := _moment(compact, _day(compact, calendar), zone, now)
    ):
        return moment
    for match, day in _days(plain, day_first, calendar):
        if moment := _moment(_clock(plain, match), day, zone, now, _named_zone(plain)):
            return moment
    if told := relative.read(text, zone=zone, now=now):
        return Moment(told[0].astimezone(UTC), told[1], told[2])
    return None


def in_format(text: str, form: str, *, zone: tzinfo, now: datetime, calendar: str | None = None) -> Moment | None:
    """The date that stands in `text` in this form, written with the signs of strftime: %d %m %Y %y %B %H %M %S %p."""
    plain = calendars.fold(text[:_LONGEST])
    match = _expression(form).search(plain)
    if match is None:
        return None
    parts = match.groupdict()
    year = int(parts.get("year") or 0)
    if short := parts.get("short"):
        year = int(short) + {calendars.JALALI: 1400, calendars.HIJRI: 1400}.get(calendar or "", 2000)
    months = {calendar or told: month for told, month in calendars.MONTHS.get(parts.get("name") or "", {}).items()}
    day = next(
        (
            day
            for month in ([int(parts["month"])] if parts.get("month") else months.values())
            if (day := calendars.to_gregorian(year, month, int(parts.get("day") or 1), known=calendar))
        ),
        None,
    )
    return _moment(match if parts.get("hour") else None, day, zone, now)


@lru_cache(maxsize=64)
def _expression(form: str) -> re.Pattern[str]:
    """The form as an expression over folded text; what it does not know stands for itself."""
    signs = {"d": r"(?P<day>\d{1,2})", "m": r"(?P<month>\d{1,2})", "Y": r"(?P<year>\d{4})", "y": r"(?P<short>\d{2})"}
    signs |= {"B": r"(?P<name>[^\W\d_][^\d]*?)", "b": r"(?P<name>[^\W\d_][^\d]*?)", "H": r"(?P<hour>\d{1,2})"}
    signs |= {
        "I": r"(?P<hour>\d{1,2})",
        "M": r"(?P<minute>\d{2})",
        "S": r"(?P<second>\d{2})",
        "p": r"(?P<half>[ap]\.?m\b\.?|ص|م)",
        "%": "%",
    }
    pieces = re.split(r"%([a-zA-Z%])", form)
    found = [
        signs[piece] if place % 2 else r"\s*".join(map(re.escape, calendars.fold(piece).split(" ")))
        for place, piece in enumerate(pieces)
    ]
    expression = "".join(found)
    if "(?P<second>" not in expression:
        expression += "(?P<second>)?"
    return re.compile(expression)


def holds_a_date(text: str) -> bool:
    """Whether a day with its year stands in the text, or a time that is told from now."""
    if relative.tells(text):
        return True
    if not any(character.isdigit() for character in text):
        return False
    plain = calendars.digits(text[:_LONGEST])
    return _FULL.search(plain) is not None or next(_days(plain, True), None) is not None


_DAY_OR_ZONE = re.compile(
    r"\b(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?|gmt|utc|bst|ces?t|e[sd]?t|wib)\b",
    re.IGNORECASE,
)


def is_only_a_date(line: str) -> bool:
    """Whether a line says when and nothing else: `20 November 2026, 14:20`, `Published: ۲۹ آبان ۱۴۰۵`."""
    if len(line) > 60 or not any(character.isdigit() for character in line):
        return False
    if relative.tells(line):
        return len(line.split()) <= 6
    plain = calendars.digits(line)
    rest = plain
    for match, _ in _days(plain, True):
        rest = rest.replace(plain[match.start() : match.end()], " ")
    for match in _FULL.finditer(plain):
        rest = rest.replace(match[0], " ")
    words = re.findall(r"[^\W\d_]+", _DAY_OR_ZONE.sub(" ", _TIME.sub(" ", rest)))
    return rest != plain and len(words) <= 3


_DATELINE = re.compile(r"\W*(?:\w[^\d,(]{1,40}[,(]\s*\(?)?\W*")
_AFTER_DATELINE = re.compile(r"\)?\s*(?:[.:;–—|/(\"„“«-]|$)")


def dateline(text: str) -> str | None:
    """What a text begins with where that is a day, behind a place or by itself: `Bern, 3. Mai 2026. – The council …`."""
    head = text[: _SHORT_LINE * 2].lstrip()
    plain = calendars.digits(head)
    for match, _ in _days(plain, True):
        if _DATELINE.fullmatch(plain, 0, match.start()) and _AFTER_DATELINE.match(plain, match.end()):
            return head[: match.end()]
    return None


def before_date(line: str) -> str:
    """What stands before the day, where a comma parts the two: `Ada Brook, 20 November 2026` → `Ada Brook`. A line without
    a figure is given as it is."""
    plain = calendars.digits(line)
    if not any(character.isdigit() for character in plain):
        return line
    start = next((match.start() for match, _ in _days(plain, True)), 0)
    head = line[:start].rstrip()
    return head[:-1].rstrip() if head.endswith((",", "،")) else ""


def in_url(url: str, *, zone: tzinfo, now: datetime) -> Moment | None:
    """The day that the path of a URL names: /2026/11/20/, /news/1404/05/29/, /2026-11-20-…."""
    path = calendars.digits(unquote(urlsplit(url).path))
    for match in _URL_DATE.finditer(path):
        year, month, number = (int(part) for part in match.groups() if part)
        day = calendars.to_gregorian(year, month, number)
        if day and (moment := _moment(None, day, zone, now)):
            return moment
    for match in _URL_DAY_FIRST.finditer(path):
        if int(match[1]) > 12 and (day := calendars.to_gregorian(int(match[3]), int(match[2]), int(match[1]))):
            return _moment(None, day, zone, now)
    return None


def _days(plain: str, day_first: bool | None, calendar: str | None = None) -> Iterator[tuple[re.Match[str], date]]:
    """Days in the order of how sure they are: named months, then figures."""
    folded = calendars.fold(plain)
    if len(folded) != len(plain):  # keeps positions comparable; marks in a date line are rare
        plain = folded
    for pattern in (_DAY_NAME_YEAR, _NAME_DAY_YEAR, _YEAR_NAME_DAY):
        for match in pattern.finditer(folded):
            if day := _named(match, calendar):
                yield match, day
    for match in _YEAR_FIRST.finditer(plain):
        if day := _day(match, calendar):
            yield match, day
    for match in _YEAR_LAST.finditer(plain):
        one, two = int(match["one"]), int(match["two"])
        if one > 12 or match["sign"] == "." or one == two:
            order: bool | None = True
        elif two > 12:
            order = False
        elif int(match["year"]) < 1600:
            order = True  # nobody writes the month of those calendars first
        else:
            order = _order_of(plain, match)
            order = day_first if order is None else order
        if order is None:
            continue
        number, month = (one, two) if order else (two, one)
        if day := calendars.to_gregorian(int(match["year"]), month, number, known=calendar):
            yield match, day
    short = _YEAR_SHORT.search(plain) if len(plain) <= _SHORT_LINE else None
    if short and (day := calendars.to_gregorian(2000 + int(short["year"]), int(short["two"]), int(short["one"]))):
        yield short, day


def _order_of(plain: str, match: re.Match[str]) -> bool | None:
    """Whether the day comes first, where the day of the week before the figures fits one order alone."""
    told = _WEEKDAY.search(plain, max(0, match.start() - 12), match.start())
    if told is None:
        return None
    year, one, two = int(match["year"]), int(match["one"]), int(match["two"])
    days = calendars.to_gregorian(year, two, one), calendars.to_gregorian(year, one, two)
    is_first, is_second = (day is not None and _WEEK[day.weekday()] == told[1].lower() for day in days)
    return is_first if is_first != is_second else None


def _named(match: re.Match[str], known: str | None) -> date | None:
    name = match["name"]
    # `20 november` may have been read with a word behind it, `on march 3` with one before.
    # Hebrew writes "in" as a letter before the month, Sorani "of" as one behind it.
    for candidate in (name, name.split()[0], name.split()[-1], name.removeprefix("ב"), name.removesuffix("ی")):
        for calendar, month in calendars.MONTHS.get(candidate.strip(".׳"), {}).items():
            if day := calendars.to_gregorian(int(match["year"]), month, int(match["day"]), calendar, known=known):
                return day
    return None


def _day(match: re.Match[str], known: str | None = None) -> date | None:
    return calendars.to_gregorian(int(match["year"]), int(match["month"]), int(match["day"]), known=known)


def _moment(
    clock: re.Match[str] | None, day: date | None, zone: tzinfo, now: datetime, named: tzinfo | None = None
) -> Moment | None:
    if day is None:
        return None
    parts = clock.groupdict() if clock else {}
    precision = "day"
    at_time = time()
    stated = named
    if parts.get("hour"):
        hour, minute, second = int(parts["hour"]), int(parts["minute"]), int(parts["second"] or 0)
        half = (parts.get("half") or "").lower().replace(".", "")
        if clock is not None and not half and (early := _EARLY_HALF.search(clock.string, 0, clock.start("hour"))):
            half = early[1].lower()
        if (half in {"pm", "μμ", "بظ", "م"} or half.startswith("مساء") or parts.get("late")) and hour < 12:
            hour += 12
        elif (half in {"am", "πμ", "قظ", "ص"} or half.startswith("صباح") or parts.get("early")) and hour == 12:
            hour = 0
        if hour <= 23 and minute <= 59:
            at_time = time(hour, minute, min(second, 59))
            precision = "second" if parts["second"] else "minute"
            stated = _offset(parts.get("zone")) or named
    zone = stated or zone
    try:
        at = datetime.combine(day, at_time, zone).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    written = None if precision == "day" else datetime.combine(day, at_time)
    return Moment(at, precision, day, written, stated is not None) if _is_plausible(at, now) else None


def _clock(plain: str, day: re.Match[str]) -> re.Match[str] | None:
    """The time after the day, or before it (`14:05 - 20 November 2026`)."""
    return _TIME.search(plain, day.end()) or _TIME.search(plain, 0, day.start())


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    sign, figures = re.findall(r"[+\-−]|[\d:]+", text)
    hours, _, rest = figures.partition(":") if ":" in figures else (figures[:2], "", figures[2:])
    minutes = int(hours) * 60 + int(rest or 0)
    return timezone(timedelta(minutes=minutes if sign == "+" else -minutes)) if minutes < 24 * 60 else None


def _named_zone(plain: str) -> tzinfo | None:
    match = _NAMED_ZONE.search(plain)
    return timezone(timedelta(hours=_RFC_ZONES[match[1]])) if match else None


def _is_plausible(at: datetime, now: datetime) -> bool:
    return at.date() >= _EARLIEST and at <= now + _AHEAD
