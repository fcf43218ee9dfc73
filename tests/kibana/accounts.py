"""The documents that should be on the server, added up from the ledger one lead and one article at a time.

They are read as `monitor why` reads them, from each URL's own story, and from the rows of the runs: none of the ledger's
questions by hour or by change has a part in it. A document is flat, as `brute_force` wants it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any

from kibana.brute_force import Document

from monitor.ledger import Ledger
from monitor.model import Record, Searchable
from monitor.urls import key

HOUR = timedelta(hours=1)


def articles(ledger: Ledger) -> list[Document]:
    return [_article(each) for each in searchable(ledger)]


def searchable(ledger: Ledger) -> Iterator[Searchable]:
    after = 0
    while page := ledger.scan(after, 500):
        yield from page
        after = page[-1].record.key


def changes(ledger: Ledger) -> list[Document]:
    """Each first sight, revision, removal and return."""
    made = []
    for each in searchable(ledger):
        told = list(ledger.story.events(key(each.record.url) or ""))
        titles = {event["number"]: event["title"] for event in told if event["event"] == "revision"}
        for event in told:
            if event["event"] == "change" and event["kind"] in ("new", "revised", "gone", "returned"):
                made.append(
                    {
                        "@timestamp": event["at"],
                        "kind": event["kind"],
                        "id": each.record.id,
                        "title": titles[event["revision"]],
                        "publisher.id": each.record.source,
                        "publisher.name": each.source_name,
                    }
                )
    return made


def hours(ledger: Ledger) -> list[Document]:
    """What each source came to in each hour."""
    counts: dict[tuple[str, datetime], Counter[str]] = {}
    fetches: dict[tuple[str, datetime], list[int]] = {}

    def slot(source: str, at: datetime) -> Counter[str]:
        return counts.setdefault((source, _hour(at)), Counter())

    for lead in ledger.leads(limit=100_000):
        told = list(ledger.story.events(key(lead.url) or ""))
        tries = [event for event in told if event["event"] == "attempt"]
        for event in tries:
            counted = slot(lead.source, event["at"])  # type: ignore[arg-type]
            if event["look"] is None:
                counted[f"outcomes.{event['outcome']}"] += 1
            if event["reason"] is not None:
                counted[f"reasons.{event['reason']}"] += 1
            counted["bytes"] += int(event["size"] or 0)  # type: ignore[call-overload]
            if event["elapsed_ms"] is not None:
                where = lead.source, _hour(event["at"])  # type: ignore[arg-type]
                fetches.setdefault(where, []).append(event["elapsed_ms"])  # type: ignore[arg-type]
        if lead.outcome.value == "rejected" and not tries:
            assert lead.settled_at is not None
            slot(lead.source, lead.settled_at).update(["outcomes.rejected", f"reasons.{lead.reason}"])
    for run in ledger.runs(100):
        for name, number in run.counters.items():
            source, _, word = name.partition(":")
            if word == "polled":
                slot(source, run.started)["polls.good"] += number
            elif word == "failed_polls":
                slot(source, run.started).update({"polls.good": -number, "polls.failed": number})
            elif word == "failed_guesses":
                slot(source, run.started)["polls.good"] -= number
    records = [each.record for each in searchable(ledger)]
    names = {each.record.source: each.source_name for each in searchable(ledger)}
    for record in records:
        slot(record.source, record.first_seen)
    return [
        {
            "@timestamp": hour,
            "publisher.id": source,
            "publisher.name": names.get(source, source),
            "polls.good": 0,
            "polls.failed": 0,
            "bytes": 0,
            **counted,
            **({"fetch.p50_ms": median_low(fetches[source, hour])} if (source, hour) in fetches else {}),
            **_state(ledger, records, source, hour),
        }
        for (source, hour), counted in counts.items()
    ]


def _state(ledger: Ledger, records: list[Record], source: str, hour: datetime) -> Document:
    seen = [record.first_seen for record in records if record.source == source and record.first_seen < hour + HOUR]
    listings = ledger.listings(source)
    once_good = [each for each in listings if each.last_good is not None] or list(listings)
    failing = [each for each in once_good if each.problem and (each.last_good or each.found_at) < hour + HOUR]
    good = [each.last_good for each in listings if each.last_good is not None]
    made: Document = {"health": "failing" if failing else "well"}
    if failing:
        made["problem"] = failing[0].problem
    if seen:
        made["last_article"] = max(seen)
    if good and max(good) < hour + HOUR:
        made["last_good_poll"] = max(good)
    return made


def _article(searchable: Searchable) -> Document:
    """What the ledger holds of an article, under the names of the objects' fields."""
    record, article = searchable.record, searchable.record.article
    document: dict[str, Any] = {
        "@timestamp": record.first_seen,
        "published_at": article.published,
        "published_precision": article.published_precision,
        "publisher.id": record.source,
        "publisher.name": searchable.source_name,
        "publisher.kind": searchable.source_kind,
        "title": article.title,
        "language": article.language,
        "authors": list(dict.fromkeys(article.authors)) or None,
        "tags": list(dict.fromkeys(article.tags)) or None,
        "state": record.state,
        "backlog": record.backlog,
        "partial": article.partial,
        "word_count": article.word_count,
    }
    if article.published is not None:
        document["lag.seconds"] = int((record.first_seen - article.published).total_seconds())
    return {name: value for name, value in document.items() if value is not None}


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
