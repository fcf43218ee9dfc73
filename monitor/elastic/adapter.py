"""The port `SearchIndex` on Elasticsearch and OpenSearch.

- `apply` writes documents, waits for the server's word on each, makes them searchable, and only then moves the cursor.
  A crash in between leaves the cursor behind: the same changes come again and change nothing.
- What the server refuses is kept in `Refused` with its reason and never stops the rest.
- A cursor whose indices are not all there, or not the same, is no cursor: the index is made anew from the ledger.
- Two writers cannot both move a cursor: the second is told LedgerHeld.
- Every document's version is the seq of its article's latest change, so nothing older ever wins.
- With a chronicle, what happened to articles goes into `news-changes` in the same step, and `write_hours` brings
  `news-sources` up to date.

Articles are ordered by publication, or by first sight where the page gives no date; then by key.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from monitor.elastic import bulk, document, dsl, templates
from monitor.elastic.beside import Beside
from monitor.elastic.client import Connection
from monitor.elastic.refusals import cause, sentences
from monitor.elastic.refused import Refused
from monitor.elastic.sets import BESIDE, Cursor, Sets
from monitor.errors import IndexBroken, LedgerHeld, QueryError
from monitor.model import Searchable
from monitor.ports import Checkpoint, Chronicle, Hit, Hits, SearchIndex
from monitor.query.syntax import Node, render

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

MOST_AT_ONCE = 10_000
"""Hits of one request; the server's own limit. Beyond it pages are taken from a point in time."""
PAGE = 1_000
KEEP_ALIVE = "2m"
MOST_VALUES = 10_000
"""Sources, languages or authors counted; the most frequent ones."""

_log = logging.getLogger(__name__)

_COUNTED = {"source": "publisher.id", "language": "language", "author": "authors"}


class ElasticIndex:
    def __init__(
        self,
        connection: Connection,
        refused: Refused,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        random: Callable[[], float],
        chronicle: Callable[[], Chronicle] | None = None,
        _set: str | None = None,
    ) -> None:
        """`chronicle` is asked for when something is to be written; without one, the indices beside the news stay empty."""
        self.connection = connection
        self.refused = refused
        self._clock = clock
        self._sleep = sleep
        self._random = random
        self._chronicle = chronicle
        self._fixed = _set
        """The fresh set of a rebuild; None for whichever set is in use."""
        self._cursor: tuple[str, Cursor] | None = None
        """The set that this process writes, and its cursor as this process knows it."""
        self._stems: frozenset[str] | None = None
        self._has_sets: Sets | None = None

    # --- reading ---

    def checkpoint(self) -> Checkpoint | None:
        """None where there is no index, one that this version cannot read, or one that has lost a part."""
        sets = self.sets
        name = self._fixed or sets.current()
        if name is None or not sets.readable(name):
            return None
        cursor = sets.read_cursor(name)
        if cursor is None or not self._is_whole(name, cursor):
            return None
        self._cursor = name, cursor
        return cursor.checkpoint

    def search(self, query: Node | None, *, sort: str, limit: int, offset: int = 0) -> Hits:
        """The articles from `offset` on, at most `limit`. `sort`: best, new (newest first) or old."""
        if sort not in {"best", "new", "old"}:
            raise ValueError(sort)
        scored = sort == "best" and dsl.has_score(query)
        asked: dict[str, Any] = {
            "query": self._compiled(query),
            "sort": [*(["_score"] if scored else []), {"order": {"order": "asc" if sort == "old" else "desc"}}],
            "track_total_hits": True,
            "source": False,
            "docvalue_fields": ["id"],
        }
        if offset + limit <= MOST_AT_ONCE:
            answer = self._search(query, asked | {"from_": offset, "size": limit})
            return Hits(total=_total(answer), hits=tuple(_hit(hit, sort) for hit in answer["hits"]["hits"]))
        return self._deep(query, asked, sort, limit, offset)

    def counts(self, query: Node | None, by: str, *, time_zone: str = "UTC") -> tuple[tuple[str, int], ...]:
        """`by` source, language or author: the most frequent first; day: local days in order, those with articles."""
        if by == "day":
            histogram = {"field": "when", "calendar_interval": "day", "time_zone": time_zone, "format": "yyyy-MM-dd"}
            values: dict[str, Any] = {"date_histogram": histogram | {"min_doc_count": 1}}
        else:
            values = {"terms": {"field": _COUNTED[by], "size": MOST_VALUES}}
        asked = {"query": self._compiled(query), "size": 0, "track_total_hits": False, "aggs": {"values": values}}
        answer = self._search(query, asked)
        buckets = answer.get("aggregations", {}).get("values", {}).get("buckets", ())
        if by == "day":
            return tuple((str(bucket["key_as_string"]), int(bucket["doc_count"])) for bucket in buckets)
        counted = ((str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets)
        return tuple(sorted(counted, key=lambda each: (-each[1], each[0])))

    def raw(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Any search body over the articles, e.g. a dashboard panel's aggregation; the server's answer."""
        return self._search(None, dict(body))

    def setup(self, *, dry_run: bool = False) -> dict[str, str]:
        """Put the templates in place; what was done by name: made | renewed | kept."""
        self.sets.current()  # somebody else's alias is told before anything is written
        self._stems = None
        return templates.install(self._client, self.connection.prefix, dry_run=dry_run)

    # --- writing ---

    def replay(self, documents: Sequence[Searchable], gone: Sequence[int]) -> int:
        """Send again what was refused, as it is now; how much the server still refuses. `documents` and `gone`, which
        are no more, come from the keys of `refused`; those below zero are changes."""
        name, cursor = self._writing()
        self._write(documents, [key for key in gone if key > 0], cursor.checkpoint, [-key for key in gone if key < 0])
        return len(self.refused.rows(name))

    def apply(self, documents: Sequence[Searchable], deleted: Sequence[int], checkpoint: Checkpoint) -> None:
        """Upsert by key, delete, then move the cursor. LedgerHeld where another process writes the same index."""
        self._write(documents, deleted, checkpoint, ())

    def write_hours(self) -> None:
        """Bring `news-sources` to the state of the ledger."""
        if self._chronicle is None:
            return
        name, cursor = self._writing()
        now = self._clock()
        beside = Beside(self._chronicle(), self._client, self.sets.names, name)
        refusals = self._bulk().write(beside.hours(cursor.hours, now))
        for refusal in refusals:
            _log.warning("hour_refused status=%s reason=%s", refusal.status, refusal.reason)
        self._move(name, replace(cursor, hours=now), cursor.checkpoint)

    def _write(
        self, documents: Sequence[Searchable], deleted: Sequence[int], checkpoint: Checkpoint, again: Sequence[int]
    ) -> None:
        """`again` are changes that were refused."""
        name, cursor = self._writing()
        in_use = self._fixed is None
        for index in sorted({f"{name}-{document.month(each)}" for each in documents} - cursor.indices.keys()):
            cursor.indices[index] = self.sets.create_month(index, in_use=in_use)
        months = [index for index in cursor.indices if self.sets.names.alias_of(index) == self.sets.names.alias]
        removals = (
            bulk.remove(key, index, document.document_id(key), checkpoint.seq) for key in deleted for index in months
        )
        items: Iterator[bulk.Item] = chain(self._items(name, documents), removals)
        named = {each.record.key: (each.record.id, each.record.url) for each in documents}
        if self._chronicle is not None:
            beside = Beside(self._chronicle(), self._client, self.sets.names, name)
            items = chain(items, beside.again(again), beside.changes(cursor.checkpoint.seq, checkpoint.seq))
            refusals = self._bulk().write(items)
            named |= beside.named(refusal.key for refusal in refusals)
        else:
            refusals = self._bulk().write(items)
        self._note(name, named, {*deleted, *(-seq for seq in again)}, refusals)
        if in_use and (documents or deleted):
            with sentences(doing="make new articles searchable"):
                self._client.indices.refresh(index=[f"{name}-*", self.sets.names.of("changes", name)])
        if not self._is_whole(name, cursor):
            self._cursor = None
            raise IndexBroken(
                "Indices were taken away on the server while they were being written.",
                hint="The next catch-up makes them anew: monitor index sync",
            )
        self._move(name, cursor, checkpoint)

    def begin_rebuild(self) -> ElasticIndex:
        """An index on a new, empty set; what an unfinished rebuild left behind goes."""
        sets = self.sets
        current = sets.current()
        templates.install(self._client, self.connection.prefix)
        self._stems = None
        for name, indices in sets.all().items():
            if name != current:
                sets.drop(indices)
        name = sets.new_name()
        sets.create(name)
        return self._on(name)

    def switch(self, fresh: SearchIndex) -> None:
        """Make a rebuilt set the one in use, in one step, and delete the others."""
        if not isinstance(fresh, ElasticIndex) or fresh._fixed is None:
            raise ValueError("not a rebuild of this index")
        fresh.write_hours()
        name, cursor = fresh._writing()
        indices = sorted(cursor.indices)
        with sentences(doing="make new articles searchable"):
            self._client.indices.put_settings(index=indices, settings={"index.refresh_interval": None})
            self._client.indices.refresh(index=indices)
        if not fresh._is_whole(name, cursor):
            raise IndexBroken("Indices were taken away on the server during the rebuild.", hint="monitor index rebuild")
        self.sets.point_to(name, indices)
        self._cursor = None
        self.refused.keep_only(name)
        for other, old in self.sets.all().items():
            if other != name:
                self.sets.drop(old)

    def close(self) -> None:
        if self._fixed is None:
            self.connection.close()

    # --- inside ---

    @property
    def _client(self) -> Elasticsearch:
        return self.connection.client

    @property
    def sets(self) -> Sets:
        if self._has_sets is None:
            self._has_sets = Sets(self._client, self.connection.prefix)
        return self._has_sets

    def _on(self, name: str) -> ElasticIndex:
        return ElasticIndex(
            self.connection,
            self.refused,
            clock=self._clock,
            sleep=self._sleep,
            random=self._random,
            chronicle=self._chronicle,
            _set=name,
        )

    def _bulk(self) -> bulk.Bulk:
        return bulk.Bulk(self._client, sleep=self._sleep, random=self._random)

    def _writing(self) -> tuple[str, Cursor]:
        """The set to write, made where there is none yet."""
        if self._cursor is None:
            if self.checkpoint() is None:
                name = self._fixed or self._first()
                self._cursor = name, Cursor(Checkpoint(ledger="", generation=0, seq=0), self._beside(name))
            assert self._cursor is not None
        return self._cursor

    def _first(self) -> str:
        fresh = self.begin_rebuild()
        assert fresh._fixed is not None
        self.sets.point_to(fresh._fixed, list(self._beside(fresh._fixed)))
        return fresh._fixed

    def _beside(self, name: str) -> dict[str, str]:
        """The indices of a set that hold no articles → their uuids."""
        wanted = {self.sets.names.of(kind, name) for kind in BESIDE}
        return {index: uuid for index, uuid in self.sets.uuids(name).items() if index in wanted}

    def _is_whole(self, name: str, cursor: Cursor) -> bool:
        there = self.sets.uuids(name)
        if any(there.get(index) != uuid for index, uuid in cursor.indices.items()):
            return False
        if self._fixed is not None:
            return True
        behind = self.sets.aliased()
        return all(index in behind.get(self.sets.names.alias_of(index), ()) for index in cursor.indices)

    def _items(self, name: str, documents: Sequence[Searchable]) -> Iterator[bulk.Item]:
        if self._stems is None:
            self._stems = templates.installed_stems(self._client, self.connection.prefix)
        for each in documents:
            record = each.record
            yield bulk.put(
                record.key,
                f"{name}-{document.month(each)}",
                document.document_id(record.key),
                record.seq,
                document.article(each, self._stems),
            )

    def _note(
        self,
        name: str,
        named: Mapping[int, tuple[str, str]],
        others: Collection[int],
        refusals: Sequence[bulk.Refusal],
    ) -> None:
        """`named`: what was sent → its article's id and address; `others` were sent too."""
        rows = []
        for refusal in refusals:
            identity, url = named.get(refusal.key, ("", ""))
            row = {"key": refusal.key, "id": identity, "url": url}
            rows.append({**row, "status": refusal.status, "reason": refusal.reason})
        self.refused.update(name, {*named, *others}, rows, self._clock())

    def _move(self, name: str, cursor: Cursor, checkpoint: Checkpoint) -> None:
        from elasticsearch import ConflictError

        wanted = replace(cursor, checkpoint=checkpoint)
        with sentences(doing="move the cursor"):
            try:
                wanted.place = self.sets.write_cursor(name, wanted)
            except ConflictError:
                self._cursor = None
                raise LedgerHeld(
                    "Another process is writing the search index.",
                    hint="It catches up by itself; search works meanwhile.",
                ) from None
        self._cursor = name, wanted

    def _compiled(self, query: Node | None) -> dsl.Clause:
        is_opensearch = self.connection.product.name == "OpenSearch"
        return dsl.compile(query, most_forms=dsl.OPENSEARCH_FORMS if is_opensearch else None)

    def _search(self, query: Node | None, asked: dict[str, Any]) -> dict[str, Any]:
        from elasticsearch import ApiError

        where: dict[str, Any] = {}
        if "pit" not in asked:
            where = {"index": self.sets.names.alias, "ignore_unavailable": True, "allow_no_indices": True}
        with sentences(url=self.connection.shown):
            try:
                answer = self._client.search(**where, **asked)
            except ApiError as error:
                if query is not None and _is_too_wide(cause(error.body)):
                    raise _too_wide(query) from None
                raise
            body: dict[str, Any] = answer.body
            shards = body.get("_shards", {})
            failed = shards.get("failed", 0)
        # Where only some months hold so many words, the others answer.
        failures = [each.get("reason", {}) for each in shards.get("failures", ())]
        if query is not None and any(_is_too_wide((str(each.get("type")), str(each))) for each in failures):
            raise _too_wide(query)
        if failed or body.get("timed_out"):
            raise IndexBroken(
                f"{failed} parts of the index did not answer; what was found would not be all.",
                hint="monitor index status",
            )
        return body

    def _deep(self, query: Node | None, asked: dict[str, Any], sort: str, limit: int, offset: int) -> Hits:
        pit = self.connection.open_pit(self.sets.names.alias, KEEP_ALIVE)
        hits: list[Hit] = []
        total, seen = 0, 0
        after: list[Any] | None = None
        try:
            while seen < offset + limit:
                size = min(PAGE, offset + limit - seen)
                more: dict[str, Any] = {"size": size, "pit": {"id": pit, "keep_alive": KEEP_ALIVE}}
                if after is not None:
                    more["search_after"] = after
                answer = self._search(query, asked | more)
                total = _total(answer)
                page = answer["hits"]["hits"]
                if not page:
                    break
                pit, after = answer.get("pit_id", pit), page[-1]["sort"]
                hits += [_hit(hit, sort) for at, hit in enumerate(page, seen) if at >= offset]
                seen += len(page)
        finally:
            self.connection.close_pit(pit)
        return Hits(total=total, hits=tuple(hits))


def _total(answer: dict[str, Any]) -> int:
    return int(answer["hits"]["total"]["value"])


def _hit(hit: dict[str, Any], sort: str) -> Hit:
    score = hit.get("_score")
    if sort == "best" and score is None:
        score = 0.0
    return Hit(key=int(hit["_id"]), id=str(hit["fields"]["id"][0]), score=score if sort == "best" else None)


def _too_wide(query: Node) -> QueryError:
    text = render(query)
    return QueryError("this wildcard stands for too many words", query=text, column=1, hint="Give it more letters.")


def _is_too_wide(told: tuple[str, str]) -> bool:
    kind, reason = told
    return "too_many" in kind or any(
        words in reason.lower() for words in ("too many terms", "too many clauses", "max_clause", "maxclause")
    )
