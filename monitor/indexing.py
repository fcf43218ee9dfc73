"""The index consumer: follow the change log until nothing is behind.

Law: the cursor lives in the target. No checkpoint, another ledger or generation, or a cursor beyond the head means
that the index is not of this ledger: it is rebuilt from the ledger's articles, never carried on. So each of several
engines goes at its own pace, and none waits for another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, Self, TypeVar

from monitor.errors import MonitorError
from monitor.ports import Changes, Checkpoint, SearchIndex

BATCH = 1000
"""Changes applied in one index commit: a commit costs 40–120 ms, a document about 1 ms."""
WORTH = 200
"""Changes that make a commit worth its cost while a crawl still runs."""

Target = TypeVar("Target", bound="RebuildableIndex")
Done = TypeVar("Done")

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


def keep_up(changes: Changes, index: Target, *, worth: int = WORTH) -> int:
    """Beside a crawl that still runs: apply one batch where at least `worth` changes wait; how many were applied.

    Only an index of this ledger is carried on, and an empty one begun; what takes long (a rebuild) is for `catch_up`.
    """
    head, cursor = changes.head(), index.checkpoint()
    if cursor is None and worth <= head.seq <= BATCH:
        return rebuild(changes, index).applied
    if cursor is None or not follows(cursor, head) or head.seq - cursor.seq < worth:
        return 0
    return _batch(changes, index, cursor)[1]


def each(indexes: Mapping[str, Target], work: Callable[[str, Target], Done]) -> dict[str, Done]:
    """Do the same with every engine. One that fails keeps no other from its turn; what the first one said is raised
    at the end."""
    done: dict[str, Done] = {}
    failed: list[MonitorError] = []
    for name, index in indexes.items():
        try:
            done[name] = work(name, index)
        except MonitorError as error:
            failed.append(error)
    if failed:
        raise failed[0]
    return done


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
    while True:
        cursor, more = _batch(changes, index, cursor)
        if not more:
            return applied
        applied += more
        if progress is not None:
            progress(applied, max(applied, of))


def _batch(changes: Changes, index: SearchIndex, cursor: Checkpoint) -> tuple[Checkpoint, int]:
    """Apply the next changes in one commit; the cursor after them, and how many they were."""
    batch = changes.after(cursor.seq, BATCH)
    if not batch:
        return cursor, 0
    keys = tuple(dict.fromkeys(change.article for change in batch))
    documents = changes.searchable(keys)
    present = {document.record.key for document in documents}
    cursor = replace(cursor, seq=batch[-1].seq)
    index.apply(documents, tuple(key for key in keys if key not in present), cursor)
    return cursor, len(batch)
