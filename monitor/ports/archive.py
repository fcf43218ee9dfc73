"""The raw responses, as evidence: what keeps them, and where one lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.model import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRef:
    """Where a raw response lies. `digest` is ``sha256:<hex>`` of the payload as received."""

    file: str
    offset: int
    length: int
    digest: str
    revisit: bool = False


class Archive(Protocol):
    """The raw responses, as evidence."""

    def append(self, page: Page, *, same_as: ArchiveRef | None = None) -> ArchiveRef:
        """Write a response record (a `revisit` record where `same_as` has the same payload digest)."""

    def sync(self) -> None:
        """On disk, before the ledger commits what refers to it."""

    def read(self, ref: ArchiveRef) -> Page:
        """The response again, decoded. ArchiveError where it is not there or not what it was."""

    def erase(self, refs: Sequence[ArchiveRef]) -> None: ...

    def close(self) -> None: ...
