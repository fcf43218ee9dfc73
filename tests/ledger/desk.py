"""A ledger on the desk: what the ledger's tests say in one word each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from monitor.ledger import Ledger, Transaction
from monitor.model import Article, Lead, Listing, ListingKind, Outcome, Reason, Task
from monitor.ports import ArchiveRef, Attempt, NewLead, Polled
from monitor.urls import host_of, key

T = TypeVar("T")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def keyed(url: str) -> str:
    found = key(url)
    assert found is not None
    return found


class Desk:
    """One ledger and its writer, with a clock that the test moves."""

    def __init__(self, book: Ledger, **writer: object) -> None:
        self.book = book
        self.writer = book.writer(linger_s=0, **writer)  # type: ignore[arg-type]
        self.now = NOON

    def do(self, work: Callable[[Transaction], T]) -> T:
        return self.writer.submit(work).result(timeout=60)  # type: ignore[arg-type]

    def pass_time(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now

    def listing(self, source: str = "nilufar", path: str = "feed.xml", kind: ListingKind = ListingKind.FEED) -> int:
        """A listing that has been polled, so that claims hand out leads."""
        listing = Listing(kind=kind, url=f"https://{source}.example/{path}")
        (row,) = self.do(lambda tx: tx.add_listings(source, [listing], self.now))
        self.polled(row)
        return row

    def polled(self, listing: int, **said: object) -> None:
        task = Task(kind="poll", source="", host="", url="", token=0, listing=listing)  # type: ignore[arg-type]
        told = {"at": self.now, "next_poll": self.now + HOUR, "interval_s": 3600, "status": 200, "entries": 3}
        self.do(lambda tx: tx.settle_poll(task, Polled(**{**told, **said})))  # type: ignore[arg-type]

    def leads(self, listing: int, *urls: str, source: str = "nilufar", **said: object) -> tuple[int, ...]:
        new = [
            NewLead(
                key=keyed(url),
                host=host_of(url) or "",
                lead=Lead(url=url, **said),  # type: ignore[arg-type]
                digest="d1",
                next_try=self.now,
            )
            for url in urls
        ]
        return self.do(lambda tx: tx.add_leads(source, listing, new, self.now))

    def claim(
        self,
        holder: str = "me",
        *,
        sources: Sequence[str] = ("nilufar",),
        limit: int = 50,
        busy: Mapping[str, int] | None = None,
        lease_s: int = 60,
    ) -> tuple[Task, ...]:
        return self.do(
            lambda tx: tx.claim(
                holder, self.now, lease_s=lease_s, limit=limit, sources=sources, busy_hosts=dict(busy or {})
            )
        )

    def store(
        self,
        lead: int,
        url: str,
        *,
        text: str = "گزارش از زندان کوهسار",
        words: str | None = None,
        source: str = "nilufar",
        also: Sequence[str] = (),
        next_try: datetime | None = None,
        **said: object,
    ) -> int:
        """The lead's article, as a crawl stores it."""
        page = article(url, text=text, **said)
        keys = [keyed(each) for each in (url, *also)]

        def work(tx: Transaction) -> int:
            row = tx.add_article(source, lead, keys, page, words or f"hash of {text}", self.now, backlog=False)
            tx.settle_lead(lead, Outcome.STORED, self.now, article=row, next_try=next_try)
            tx.add_attempt(lead, attempt(self.now, url, row))
            return row

        return self.do(work)

    def stored(self, url: str, *, source: str = "nilufar", **said: object) -> int:
        """From nothing to a stored article."""
        (lead,) = self.leads(self.listing(source), url, source=source)
        return self.store(lead, url, source=source, **said)  # type: ignore[arg-type]

    def settle(self, lead: int, outcome: Outcome, reason: Reason | None = None, **said: object) -> None:
        self.do(lambda tx: tx.settle_lead(lead, outcome, self.now, reason=reason, **said))  # type: ignore[arg-type]

    def kinds(self) -> list[str]:
        return [change.kind.value for change in self.book.after(0, 1000)]

    def story(self, url: str) -> list[str]:
        return [str(event["event"]) for event in self.book.events(keyed(url))]

    def adds_up(self) -> bool:
        counts = self.book.counts()
        return counts.leads == sum(counts.outcomes.values()) == self.book.stats()["leads"]


def article(url: str, *, text: str = "گزارش از زندان کوهسار", **said: object) -> Article:
    return Article(url=url, text=text, **{"title": "تیتر", "language": "fa", "word_count": 4, **said})  # type: ignore[arg-type]


def attempt(at: datetime, url: str, number: int = 1) -> Attempt:
    ref = ArchiveRef(file="2026-11/a.warc.gz", offset=number * 1000, length=900, digest="sha256:" + "ab" * 32)
    return Attempt(at=at, url=url, status=200, size=48_000, content_type="text/html", detail="a detail", archive=ref)


def plain(value: object) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)
