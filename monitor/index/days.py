"""How many articles fell on each day of the reader's zone.

tantivy's histogram knows days of 24 hours at one offset from UTC, so the time is cut where the
zone's offset changes (twice a year at most) and each piece is counted with its own offset.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import tantivy

from monitor.index.schema import build

_DAY = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SCHEMA = build()


def count(searcher: tantivy.Searcher, query: tantivy.Query, time_zone: str) -> tuple[tuple[str, int], ...]:
    """(YYYY-MM-DD, articles) in order, days without articles left out."""
    zone = ZoneInfo(time_zone)
    ends = {"first": {"min": {"field": "when"}}, "last": {"max": {"field": "when"}}}
    result = searcher.aggregate(query, ends)
    if result["first"]["value"] is None:
        return ()
    first, last = int(result["first"]["value"]), int(result["last"]["value"])
    counted: Counter[str] = Counter()
    for start, end, offset in _pieces(first, last, zone):
        piece = query
        if (start, end) != (first, last):
            during = tantivy.Query.range_query(_SCHEMA, "when", tantivy.FieldType.Integer, start, end)
            piece = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, during)])
        histogram = {"field": "when", "interval": _DAY, "offset": -offset % _DAY, "min_doc_count": 1}
        for bucket in searcher.aggregate(piece, {"days": {"histogram": histogram}})["days"]["buckets"]:
            local = _EPOCH + timedelta(microseconds=bucket["key"] + offset)
            counted[f"{local:%Y-%m-%d}"] += int(bucket["doc_count"])
    return tuple(sorted(counted.items()))


def _pieces(first: int, last: int, zone: tzinfo) -> list[tuple[int, int, int]]:
    """(start, end, offset), ends included, all in microseconds: stretches with one offset from UTC."""
    pieces = []
    start = first
    while start <= last:
        offset = _offset(start, zone)
        end = min(start + _DAY, last)
        while end < last and _offset(end, zone) == offset:
            end = min(end + 7 * _DAY, last)
        if _offset(end, zone) != offset:
            end = _last_with(offset, max(start, end - 7 * _DAY), end, zone)
        pieces.append((start, end, offset))
        start = end + 1
    return pieces


def _last_with(offset: int, low: int, high: int, zone: tzinfo) -> int:
    """The last microsecond before the change that lies between the two."""
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(middle, zone) == offset:
            low = middle
        else:
            high = middle
    return low


def _offset(moment: int, zone: tzinfo) -> int:
    offset = (_EPOCH + timedelta(microseconds=moment)).astimezone(zone).utcoffset()
    return (offset or timedelta()) // timedelta(microseconds=1)
