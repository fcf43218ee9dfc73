"""The index consumer: follow the change log until nothing is behind.

Law: the cursor lives in the target. No checkpoint, another ledger or generation, or a cursor beyond the head means
that the index is not of this ledger: it is rebuilt from the ledger's articles, never carried on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, Self, TypeVar

from monitor.ports import Changes, Checkpoint, SearchIndex

BATCH = 1000
"""Changes applied in one index commit: a commit costs 40–120 ms, a document about 1 ms."""

Target = TypeVar("Target", bound="RebuildableIndex")

Progress = Callable[[int, int], None]
"""Called with (done, of)."""


class RebuildableIndex(SearchIndex, Protocol):
    """An index that can be filled anew beside the one in use."""

    def begin_rebuild(self) -> Self: ...

    def switch(self, fresh: Self) -> None:
        """Make the fresh index the one in use, in one step; the old one goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp:
    applied: int
    rebuilt: bool
    seq: int


def behind(changes: Changes, index: SearchIndex) -> int | None:
    """How many changes the index has not seen; None where it must be rebuilt."""
    head, cursor = changes.head(), index.checkpoint()
    if not follows(cursor, head):
        return None
    assert cursor is not None
    return head.seq - cursor.seq


def follows(cursor: Checkpoint | None, head: Checkpoint) -> bool:
    """Whether an index with this cursor is of the ledger with this head."""
    return (
        cursor is not None
        and (cursor.ledger, cursor.generation) == (head.ledger, head.generation)
        and cursor.seq <= head.seq
    )


def catch_up(changes: Changes, index: Target, *, progress: Progress | None = None) -> CaughtUp:
    """Bring the index to the ledger's head; rebuilds where it is not of this ledger."""
    head, cursor = changes.head(), index.checkpoint()
    if not follows(cursor, head):
        return rebuild(changes, index, progress=progress)
    assert cursor is not None
    applied = _follow(changes, index, cursor, progress)
    return CaughtUp(applied=applied, rebuilt=False, seq=cursor.seq + applied)


def rebuild(changes: Changes, index: Target, *, progress: Progress | None = None) -> CaughtUp:
    """Fill a new index set from a keyset scan at seq S, follow from S, then switch."""
    start = changes.head()
    fresh = index.begin_rebuild()
    key, done = 0, 0
    while page := changes.scan(key, BATCH):
        key = page[-1].record.key
        # Not yet at S as long as the scan goes on: a crash here must not look like a finished index.
        fresh.apply(page, (), replace(start, seq=0))
        done += len(page)
        if progress is not None:
            progress(done, max(done, start.seq))
    fresh.apply((), (), start)
    done += _follow(changes, fresh, start, progress)
    index.switch(fresh)
    return CaughtUp(applied=done, rebuilt=True, seq=start.seq)


def _follow(changes: Changes, index: SearchIndex, cursor: Checkpoint, progress: Progress | None) -> int:
    applied, of = 0, changes.head().seq - cursor.seq
    while batch := changes.after(cursor.seq, BATCH):
        keys = tuple(dict.fromkeys(change.article for change in batch))
        documents = changes.searchable(keys)
        present = {document.record.key for document in documents}
        cursor = replace(cursor, seq=batch[-1].seq)
        index.apply(documents, tuple(key for key in keys if key not in present), cursor)
        applied += len(batch)
        if progress is not None:
            progress(applied, max(applied, of))
    return applied
