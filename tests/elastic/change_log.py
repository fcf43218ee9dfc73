"""A change log in memory, as the ledger's: article k has change k; and the chronicle of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

from query import invented

from monitor.model import Change, ChangeKind, Searchable
from monitor.ports import Checkpoint, Publisher, SourceHour, Told


@dataclass
class Log:
    articles: dict[int, Searchable] = field(default_factory=dict)
    generation: int = 1

    def head(self) -> Checkpoint:
        return Checkpoint(ledger="l", generation=self.generation, seq=max(self.articles, default=0))

    def after(self, seq: int, limit: int) -> tuple[Change, ...]:
        keys = [key for key in range(seq + 1, seq + limit + 1) if key in self.articles]
        return tuple(self._change(key) for key in keys)

    def searchable(self, keys: Sequence[int]) -> tuple[Searchable, ...]:
        return tuple(self.articles[key] for key in keys if key in self.articles)

    def scan(self, after_key: int, limit: int) -> tuple[Searchable, ...]:
        return self.searchable(range(after_key + 1, after_key + limit + 1))

    def told(self, after: int, until: int) -> tuple[Told, ...]:
        found = (self.articles[key] for key in range(after + 1, until + 1) if key in self.articles)
        return tuple(
            Told(
                change=self._change(each.record.key),
                id=each.record.id,
                url=each.record.url,
                publisher=Publisher(id=each.record.source, name="", kind="news", labels=each.labels),
                first_seen=each.record.first_seen,
                backlog=False,
                article=each.record.article,
            )
            for each in found
        )

    def hours(self, since: datetime | None) -> Iterator[SourceHour]:
        yield from ()

    def _change(self, key: int) -> Change:
        return Change(seq=key, article=key, revision=1, kind=ChangeKind.NEW, at=self.articles[key].record.first_seen)


def grow(log: Log, number: int, *, poisoned: Sequence[int] = ()) -> None:
    random = Random(11)
    first = log.head().seq + 1
    for key in range(first, first + number):
        article = invented.article(random, key)
        # Of one month: each month is an index of its own, and making one takes the test server half a second.
        article = replace(article, record=replace(article.record, first_seen=invented.NOW))
        if key in poisoned:
            # More fields than an index may have.
            article = replace(article, labels={f"key {at}": "v" for at in range(1_200)})
        log.articles[key] = article


def cure(log: Log, keys: Sequence[int]) -> None:
    for key in keys:
        log.articles[key] = replace(log.articles[key], labels={})
