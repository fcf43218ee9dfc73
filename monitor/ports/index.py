"""Full-text search, derived from the change log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.model import Searchable
from monitor.ports.reading import Checkpoint
from monitor.query import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    key: int
    id: str
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    total: int
    hits: tuple[Hit, ...]


class SearchIndex(Protocol):
    """Full-text search, derived from the change log. The cursor lives in the target, in the same commit."""

    def checkpoint(self) -> Checkpoint | None: ...

    def apply(self, documents: Sequence[Searchable], deleted: Sequence[int], checkpoint: Checkpoint) -> None:
        """Upsert by `record.key`, delete keys, move the cursor: one commit, idempotent."""

    def search(self, query: Node | None, *, sort: str, limit: int, offset: int = 0) -> Hits:
        """`sort`: best | new | old. None means every article."""

    def counts(self, query: Node | None, by: str, *, time_zone: str = "UTC") -> tuple[tuple[str, int], ...]:
        """`by`: source | language | day | author; most first, days in order."""

    def close(self) -> None: ...
