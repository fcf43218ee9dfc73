"""Lengths of time as people write them: `90s`, `15m`, `1h`, `7d`, `2w`, `2 years`; several add up (`1h 30m`)."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hour": 3600,
    "d": 86400,
    "day": 86400,
    "w": 7 * 86400,
    "week": 7 * 86400,
    "month": 30 * 86400,
    "y": 365 * 86400,
    "year": 365 * 86400,
}
_PART = re.compile(r"\s*(\d{1,6})\s*([a-z]+)", re.IGNORECASE)
_NAMES = ((86400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def parse_duration(text: str) -> timedelta | None:
    """The length, or None where `text` is not one. A month is 30 days, a year 365. Digits of any script."""
    seconds, end = 0, 0
    while match := _PART.match(text, end):
        unit = match[2].lower()
        size = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s"))
        if size is None:
            return None
        seconds += int(match[1]) * size
        end = match.end()
    return timedelta(seconds=seconds) if end and not text[end:].strip() else None


def format_duration(length: timedelta) -> str:
    """The shortest exact spelling that `parse_duration` reads: `1h 30m`, `7d`, `0s`."""
    rest, parts = int(length.total_seconds()), []
    for size, name in _NAMES:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{name}")
    return " ".join(parts) or "0s"
