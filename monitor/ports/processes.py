"""Processes beside this one: the workers that parse untrusted bytes, and the crawl."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.model import Article, Discovery, Lead, ListingKind, Page, Rejection, Source, Weighed


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What the worker processes made of a page: exactly one of the three."""

    article: Article | None = None
    content_hash: str = ""
    rejection: Rejection | None = None
    quarantine: Rejection | None = None
    """Deadline, memory or crash: the page killed its worker."""
    next_pages: tuple[str, ...] = ()
    """Further pages of the same article."""
    text: str = ""
    """The page's own text, whatever it was judged to be: a further page of an article is none by itself."""
    explanation: tuple[Weighed, ...] = ()
    """What was weighed for each field, where that was asked for."""


class Workers(Protocol):
    """Untrusted bytes are parsed in processes of their own, each task with a deadline and a memory cap."""

    def page(
        self, page: Page, source: Source, lead: Lead | None, now: datetime, *, explain: bool = False
    ) -> Future[Extraction]:
        """`explain`: with what was weighed for each field."""

    def listing(self, kind: ListingKind, page: Page, source: Source | None = None) -> Future[Discovery]:
        """`source`: whose time zone completes dates without one."""

    def close(self) -> None: ...


class Child(Protocol):
    """The crawl process, as its parent sees it. What it achieved is told by its run's row, never by its exit status."""

    def is_alive(self) -> bool: ...

    def interrupt(self) -> None:
        """First call: finish what is in hand. Second: stop now. Neither loses anything."""

    def kill(self) -> None: ...

    def last_words(self) -> str:
        """The end of its log, for a message when it died without a word in the ledger."""
