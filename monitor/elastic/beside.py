"""The indices beside the news: what happened to articles, and how each source was seen hour by hour.

Both are read from the ledger's chronicle and written with the same care as the articles: a document's id is made of
what it is about, so that writing again changes nothing, and what the cursor covers is on the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.elastic import bulk, change, hour
from monitor.elastic.refusals import sentences
from monitor.elastic.sets import Names
from monitor.model import ChangeKind
from monitor.ports import Chronicle, Told

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

BATCH = 500
"""Changes read at a time."""
LATE = timedelta(minutes=10)
"""What happened before the hours were last written may have been committed after it."""
MOST_OF_ONE = 10_000
"""Documents of one article: the server's own limit for one request."""


class Beside:
    """Items to write for one set. The key of a change's item is its number below zero, where no article's key lies."""

    def __init__(self, chronicle: Chronicle, client: Elasticsearch, names: Names, name: str) -> None:
        self._chronicle = chronicle
        self._client = client
        self._changes = names.of("changes", name)
        self._sources = names.of("sources", name)

    def changes(self, after: int, until: int) -> Iterator[bulk.Item]:
        """Of the changes after `after` up to `until`."""
        for first in range(after, until, BATCH):
            yield from self._items(self._chronicle.told(first, min(first + BATCH, until)))

    def again(self, seqs: Iterable[int]) -> Iterator[bulk.Item]:
        for seq in seqs:
            yield from self._items(self._chronicle.told(seq - 1, seq))

    def named(self, keys: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Of the keys, those of changes → the id and the address of the article."""
        seqs = [-key for key in keys if key < 0]
        return {-seq: (told.id, told.url) for seq in seqs for told in self._chronicle.told(seq - 1, seq)}

    def hours(self, written: datetime | None, now: datetime) -> Iterator[bulk.Item]:
        """Of every hour that may have changed since they were last written; a later writing wins."""
        version = int(now.timestamp())
        for told in self._chronicle.hours(None if written is None else written - LATE):
            yield bulk.put(0, self._sources, hour.document_id(told), version, hour.document(told))

    def _items(self, told: Iterable[Told]) -> Iterator[bulk.Item]:
        for each in told:
            seq = each.change.seq
            if each.change.kind is ChangeKind.ERASED:
                yield from self._erased(each.change.article, seq)
            elif each.change.kind in change.KINDS and each.article is not None:
                yield bulk.put(-seq, self._changes, change.document_id(seq), seq, change.document(each))

    def _erased(self, article: int, seq: int) -> Iterator[bulk.Item]:
        """Everything that was said of the article goes."""
        with sentences(doing="find what is to be erased"):
            self._client.indices.refresh(index=self._changes)
            found = self._client.search(
                index=self._changes, query={"term": {"key": article}}, size=MOST_OF_ONE, source=False
            ).body
        for hit in found["hits"]["hits"]:
            yield bulk.remove(-int(hit["_id"]), self._changes, hit["_id"], seq)
