"""The port `SearchIndex` on tantivy, inside this process.

- One commit holds documents, deletions and the checkpoint: a crash leaves all of them or none.
- Readers never write and never wait. They look at the newest commit each time that they are asked.
- One process writes, with one writer from the first `apply` to `close`; a writer that lives across
  another's commits kept dead segments for ever (18 GB in the place of 93 MB).
- `begin_rebuild` gives an index on a fresh set beside the one in use, `switch` puts it in its place.
- Whatever tantivy raises or panics about, a person reads IndexBroken: it can be made anew.

Articles are ordered by publication, or by first sight where the page gives no date; then by key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import tantivy

from monitor.errors import IndexBroken, MonitorError, QueryError
from monitor.index import days, schema
from monitor.index.compile import Compiler, has_score
from monitor.index.sets import IndexSets, WriterLock
from monitor.model import Searchable
from monitor.ports import Checkpoint, Hit, Hits, SearchIndex
from monitor.query.syntax import Node, render

HEAP = 64_000_000
"""Bytes that the writer gathers before it writes a segment."""

MOST_VALUES = 10_000
"""Sources, languages or authors counted; the most frequent ones."""

_COUNTED = {"source": "by_source", "language": "by_language", "author": "by_author"}


class EmbeddedIndex:
    def __init__(self, root: Path, *, _set: Path | None = None, _lock: WriterLock | None = None) -> None:
        self._sets = IndexSets(root)
        self._fixed = _set
        """The fresh set of a rebuild; None for whichever set is in use."""
        self._lock = _lock or WriterLock(root)
        self._open: tuple[Path, tantivy.Index] | None = None
        self._writer: tantivy.IndexWriter | None = None

    def __enter__(self) -> EmbeddedIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    # --- reading ---

    def checkpoint(self) -> Checkpoint | None:
        """None where there is no index, or one that this version cannot read: it must be made anew."""
        with self._guard():
            searcher = self._searcher()
            if searcher is None:
                return None
            query = tantivy.Query.term_query(_SCHEMA, "row", schema.CHECKPOINT, "basic")
            found = searcher.search(query, 1).hits
            return schema.read_checkpoint(searcher.doc(found[0][1])) if found else None

    def search(self, query: Node | None, *, sort: str, limit: int, offset: int = 0) -> Hits:
        """The articles from `offset` on, at most `limit`. `sort`: best, new (newest first) or old."""
        if sort not in {"best", "new", "old"}:
            raise ValueError(sort)
        with self._guard(query):
            searcher = self._searcher()
            if searcher is None:
                return Hits(total=0, hits=())
            compiled = Compiler(_SCHEMA).query(query)
            # tantivy makes room for offset + limit hits at once, whatever there is; and for one at least.
            most = int(searcher.num_docs) + 1
            limited, start = min(max(limit, 1), most), min(offset, most)
            if sort == "best" and has_score(query):
                result = searcher.search(compiled, limited, offset=start)
            else:
                order = tantivy.Order.Asc if sort == "old" else tantivy.Order.Desc
                result = searcher.search(compiled, limited, offset=start, order_by_field="order", order=order)
            found = result.hits[:limit]
            keys = searcher.fast_field_values("key", [address for _, address in found]) if found else []
            return Hits(
                total=_count(result),
                hits=tuple(
                    Hit(key=int(key or 0), id=searcher.doc(address)["id"][0], score=score if sort == "best" else None)
                    for (score, address), key in zip(found, keys, strict=True)
                ),
            )

    def counts(self, query: Node | None, by: str, *, time_zone: str = "UTC") -> tuple[tuple[str, int], ...]:
        """`by` source, language or author: the most frequent first; day: local days in order, those with articles."""
        with self._guard(query):
            searcher = self._searcher()
            if searcher is None:
                return ()
            compiled = Compiler(_SCHEMA).query(query)
            if by == "day":
                return days.count(searcher, compiled, time_zone)
            terms = {"field": _COUNTED[by], "size": MOST_VALUES, "segment_size": MOST_VALUES}
            result = searcher.aggregate(compiled, {"values": {"terms": terms}})
            counted = ((str(bucket["key"]), int(bucket["doc_count"])) for bucket in result["values"]["buckets"])
            return tuple(sorted(counted, key=lambda each: (-each[1], each[0])))

    # --- writing ---

    def apply(self, documents: Sequence[Searchable], deleted: Sequence[int], checkpoint: Checkpoint) -> None:
        """Upsert by key, delete, move the cursor: one commit. LedgerHeld where another process writes."""
        self._lock.take()
        with self._guard():
            writer = self._writing()
            try:
                for searchable in documents:
                    writer.delete_documents_by_term("key", searchable.record.key)
                    writer.add_document(schema.article(searchable))
                for key in deleted:
                    writer.delete_documents_by_term("key", key)
                writer.delete_documents_by_term("row", schema.CHECKPOINT)
                writer.add_document(schema.checkpoint(checkpoint))
                writer.commit()
            except BaseException:
                # What is half written must not slip into the next commit.
                self._writer = None
                raise

    def begin_rebuild(self) -> EmbeddedIndex:
        """An index on a new, empty set; what an unfinished rebuild left behind goes."""
        self._lock.take()
        self._sets.drop_others(self._sets.current())
        return EmbeddedIndex(self._sets.root, _set=self._sets.create(), _lock=self._lock)

    def switch(self, fresh: SearchIndex) -> None:
        """Make a rebuilt set the one in use, in one step, and delete the others."""
        if not isinstance(fresh, EmbeddedIndex) or fresh._fixed is None:
            raise ValueError("not a rebuild of this index")
        self._lock.take()
        fresh._end_writer()
        self._end_writer()
        self._sets.point_to(fresh._fixed)
        self._sets.drop_others(fresh._fixed)

    def close(self) -> None:
        self._end_writer()
        self._open = None
        if self._fixed is None:
            self._lock.release()

    def size(self) -> int:
        """Bytes on disk of the set in use."""
        path = self._fixed or self._sets.current()
        return sum(file.stat().st_size for file in path.iterdir()) if path else 0

    def segments(self) -> int:
        with self._guard():
            searcher = self._searcher()
            return 0 if searcher is None else int(searcher.num_segments)

    # --- the set ---

    def _index(self, *, create: bool = False) -> tantivy.Index | None:
        path = self._fixed or self._sets.current()
        if path is None:
            if not create:
                return None
            path = self._sets.create()
            tantivy.Index(_SCHEMA, path=str(path))
            self._sets.point_to(path)
        if self._open is None or self._open[0] != path:
            index = tantivy.Index(_SCHEMA, path=str(path)) if self._fixed else tantivy.Index.open(str(path))
            index.config_reader("manual")
            self._open = path, index
        return self._open[1]

    def _searcher(self) -> tantivy.Searcher | None:
        index = self._index()
        if index is None:
            return None
        index.reload()
        return index.searcher()

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            index = self._index(create=True)
            assert index is not None
            # One thread: documents come from one thread of Python, and the crawl needs the other cores.
            self._writer = index.writer(HEAP, 1)
        return self._writer

    def _end_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            with self._guard():
                writer.wait_merging_threads()

    @contextmanager
    def _guard(self, query: Node | None = None) -> Iterator[None]:
        try:
            yield
        except (MonitorError, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
            raise
        except BaseException as error:
            if query is not None and _is_too_wide(error):
                text = render(query)
                raise QueryError(
                    "this wildcard stands for too many words", query=text, column=1, hint="Give it more letters."
                ) from None
            if isinstance(error, ValueError | OSError) or type(error).__name__ == "PanicException":
                is_full = "os error 28" in str(error)  # ENOSPC
                raise IndexBroken(
                    f"The search index cannot be used: {_first_line(error)}",
                    hint=_FREE_SPACE if is_full else _MAKE_ANEW,
                    path=str(self._sets.root),
                ) from error
            raise


_MAKE_ANEW = "It is made anew from the ledger by: monitor rebuild index"
_FREE_SPACE = "Free some space; nothing is lost, the index catches up by itself."

_SCHEMA = schema.build()


def _count(result: Any) -> int:
    return int(result.count)


def _is_too_wide(error: BaseException) -> bool:
    text = str(error)
    return isinstance(error, ValueError) and ("max expansion" in text.lower() or "regex" in text.lower())


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
