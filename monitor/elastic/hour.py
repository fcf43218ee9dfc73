"""A source's hour as a document of `news-sources`: what templates/sources.json maps.

Its id is the source and the hour, so that what is written again replaces what was written before. Nothing in it is a
running total: the sums over hours are the ledger's. `problem` is there only where something is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from enum import StrEnum
from typing import Any

from monitor.elastic import document as parts
from monitor.ports import SourceHour

FAILING, PAUSED, WELL = "failing", "paused", "well"


def document_id(told: SourceHour) -> str:
    """``nilufar 2026-11-23T08``; a source's id has no more than 64 characters, the server takes 512 bytes."""
    return f"{told.publisher.id} {told.hour.astimezone(UTC):%Y-%m-%dT%H}"


def document(told: SourceHour) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@timestamp": parts.time(told.hour),
        "publisher": parts.publisher(told.publisher),
        "labels": parts.labels(told.publisher.labels),
        "language": list(told.languages),
        "health": FAILING if told.problem else PAUSED if told.is_paused else WELL,
        "problem": told.problem,
        "last_article": parts.time(told.last_article),
        "last_good_poll": parts.time(told.last_good_poll),
        "outcomes": _counts(told.outcomes),
        "reasons": dict(told.reasons),
        "looks": _counts(told.looks),
        "polls": {"good": told.polls - told.failed_polls, "failed": told.failed_polls},
        "bytes": told.bytes,
    }
    if told.articles:
        made["articles"] = {
            "new": told.articles,
            "without_date": told.without_date,
            "without_author": told.without_author,
            "words_median": _percentile(told.words, 50),
        }
    if told.delays_s:
        made["lag"] = {f"p{n}_seconds": _percentile(told.delays_s, n) for n in (50, 95)}
    if told.fetch_ms:
        made["fetch"] = {"p50_ms": _percentile(told.fetch_ms, 50)}
    return parts.filled(made)


def _counts(counted: Mapping[Any, int]) -> dict[str, int]:
    return {word.value if isinstance(word, StrEnum) else str(word): count for word, count in counted.items()}


def _percentile(numbers: Sequence[int], percent: int) -> int:
    """The smallest of the numbers that so many of a hundred do not exceed; one that was measured, not between two."""
    ordered = sorted(numbers)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
