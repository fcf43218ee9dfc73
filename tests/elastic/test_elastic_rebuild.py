"""A rebuild from a real ledger into which a crawl goes on writing: nothing is missing afterwards, and whoever searches
meanwhile always finds everything that was there before.

pytest -m "slow and elasticsearch" -s tests/elastic/test_elastic_rebuild.py     100,000 articles; prints what it took

The writer and the readers are threads of their own: articles, revisions, removals and erasures through the ledger's
real transactions, and a search that asks without a pause.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest
from ledger.desk import Desk, article, attempt, keyed
from query import invented

from monitor import indexing, ledger
from monitor.elastic import ElasticIndex
from monitor.ledger import Ledger, Transaction
from monitor.model import ChangeKind, Lead, Listing, ListingKind, Outcome
from monitor.ports import NewLead
from monitor.urls import host_of

LONG, SHORT = 100_000, 2_000
AT_ONCE = 50
"""Results in one transaction, as a crawl commits them."""
PAUSE_S = 1.0
"""Between two transactions of the crawl that goes on: some fifty articles a second, as fast as politeness ever is."""
PARAGRAPHS = 8
SHARE_ERASED = 50
"""Of so many changes to what is there, one is an erasure."""

Open = Callable[..., ElasticIndex]


class Crawl:
    """Writes as a crawl does; `keys` are the articles that have to be found."""

    def __init__(self, book: Ledger) -> None:
        self._desk = Desk(book)
        self._random = Random(4)
        self._sentences = [invented.sentence(self._random, 30) for _ in range(2_000)]
        listing = Listing(kind=ListingKind.FEED, url="https://nilufar.example/feed.xml")
        (self._listing,) = self._desk.do(lambda tx: tx.add_listings("nilufar", [listing], self._desk.now))
        self._numbers = itertools.count(1)
        self.keys: set[int] = set()
        self.erased: set[int] = set()

    def goes_on(self) -> None:
        """New articles, and something happens to old ones."""
        self._desk.pass_time(seconds=30)
        fresh = [next(self._numbers) for _ in range(AT_ONCE)]
        old = self._random.sample(sorted(self.keys), 6) if len(self.keys) > AT_ONCE else []
        self.keys |= set(self._desk.do(lambda tx: [self._store(tx, number) for number in fresh]))
        for key in old:
            self._desk.do(lambda tx, key=key: self._happens(tx, key))

    def fill(self, number: int) -> None:
        while len(self.keys) < number:
            self._desk.pass_time(seconds=30)
            fresh = [next(self._numbers) for _ in range(AT_ONCE)]
            self.keys |= set(self._desk.do(lambda tx, fresh=fresh: [self._store(tx, one) for one in fresh]))

    def _store(self, tx: Transaction, number: int) -> int:
        url, at = f"https://nilufar.example/{number}", self._desk.now
        lead = NewLead(key=keyed(url), host=host_of(url) or "", lead=Lead(url=url), digest="d", next_try=at)
        (row,) = tx.add_leads("nilufar", self._listing, [lead], at)
        text = "\n".join(self._random.choices(self._sentences, k=PARAGRAPHS))
        page = article(url, text=text, title=f"Report {number}", published=at - timedelta(minutes=7))
        key = tx.add_article("nilufar", row, [keyed(url)], page, f"w{number}", at, backlog=False)
        tx.settle_lead(row, Outcome.STORED, at, article=key)
        tx.add_attempt(row, attempt(at, url, key))
        return key

    def _happens(self, tx: Transaction, key: int) -> None:
        at = self._desk.now
        match self._random.randrange(SHARE_ERASED):
            case 0:
                tx.erase(key, "asked for", at)
                self.keys.discard(key)
                self.erased.add(key)
            case what if what % 3 == 0:
                tx.mark(key, ChangeKind.GONE, at)
            case what:
                url = f"https://nilufar.example/{key}"
                after = article(url, text=invented.sentence(self._random, 60), title=f"Report {key} corrected")
                tx.add_revision(key, [], after, f"r{key}.{what}.{at}", at)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    with ledger.create(tmp_path / "ledger.db") as book:
        yield book


def rebuilt_while_a_crawl_writes(book: Ledger, opened: Open, number: int) -> None:
    def with_changes(index: ElasticIndex) -> ElasticIndex:
        index._chronicle = lambda: book
        index._clock = lambda: datetime.now(UTC)
        return index

    crawl, over = Crawl(book), Event()
    began = time.monotonic()
    crawl.fill(number // 20)
    indexing.catch_up(book, with_changes(opened()))
    before, wrong = len(crawl.keys), []
    crawl.fill(number)
    say(f"{number:,} articles stored in {time.monotonic() - began:.0f} s; the index in use has {before:,}")
    asked = itertools.count()

    def search() -> None:
        reader = opened()
        while not over.is_set():
            total = reader.search(None, sort="new", limit=1).total
            next(asked)
            # What was erased meanwhile is not in the new set any more.
            if total < before - len(crawl.erased):
                wrong.append(total)

    def write() -> None:
        while not over.is_set():
            crawl.goes_on()
            over.wait(PAUSE_S)

    threads = [Thread(target=search), Thread(target=write)]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    try:
        index = with_changes(opened())
        done = indexing.rebuild(book, index)
        took = time.monotonic() - began
    finally:
        over.set()
        for thread in threads:
            thread.join()
    times = next(asked)
    say(f"rebuilt in {took:.0f} s: {done.applied:,} articles and changes, {len(crawl.keys) - number:,} new meanwhile")
    say(f"searched {times:,} times meanwhile, {len(wrong)} times with less than everything")
    assert wrong == []
    assert times > 5
    assert len(crawl.keys) > number
    assert indexing.catch_up(book, index).rebuilt is False
    found = [hit.key for hit in index.search(None, sort="old", limit=1_000_000).hits]
    assert len(found) == len(set(found))
    assert set(found) == crawl.keys
    assert len(index.sets.all()) == 1
    client, prefix = index.connection.client, index.connection.prefix
    client.indices.refresh(index=f"{prefix}news*")
    told = client.count(index=f"{prefix}news-changes", query={"terms": {"key": sorted(crawl.erased)[:1_000]}})["count"]
    assert told == 0
    stats = client.indices.stats(index=f"{prefix}news*", metric="store", filter_path="_all.primaries").body
    say(f"{stats['_all']['primaries']['store']['size_in_bytes'] / 1e9:.2f} GB on the server, unmerged")


def say(text: str) -> None:
    print(f"\nrebuild {text}", end="", flush=True)


def test_a_rebuild_while_a_crawl_writes_misses_nothing_and_search_is_never_empty(book: Ledger, opened: Open) -> None:
    rebuilt_while_a_crawl_writes(book, opened, SHORT)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_hundred_thousand_articles_are_rebuilt_while_a_crawl_writes(book: Ledger, opened: Open) -> None:
    rebuilt_while_a_crawl_writes(book, opened, LONG)
