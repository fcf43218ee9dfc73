"""What is asked of the ledger: by people, by consumers of the change log, by those who keep documents about what happened.

No read blocks a writer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from monitor.model import Article, Change, Lead, ListingKind, Look, Outcome, Record, Searchable
from monitor.ports.archive import ArchiveRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Leads by outcome, and by reason inside each; `leads` is their sum by construction of the query."""

    leads: int
    outcomes: Mapping[Outcome, int]
    reasons: Mapping[tuple[Outcome, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """That one listing named one lead: when first, and whether it still does. Where it does not, `last_at` is the look at
    which the lead was gone from it."""

    listing: int
    kind: ListingKind
    url: str
    """The listing's."""
    lead: int
    published: datetime | None
    """As the lead's listing said."""
    first_at: datetime
    last_at: datetime
    listed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """One run of a command that works for long, as its row in the ledger tells."""

    id: int
    pid: int
    command: str
    state: str
    """running | finished | interrupted | failed"""
    started: datetime
    beat: datetime
    ended: datetime | None
    counters: Mapping[str, int]
    """``source:word`` → how often."""


class Reader(Protocol):
    """What people ask of the ledger. Never blocks a writer."""

    def record(self, id_or_key: str | int) -> Record | None:
        """By public id (a unique prefix of 6 or more is enough) or integer key."""

    def records(self, keys: Sequence[int]) -> Mapping[int, Record]: ...

    def find(self, key: str) -> Record | None:
        """By any canonical URL that led to it."""

    def revision(self, article: int, number: int) -> tuple[Article, datetime] | None: ...

    def counts(self, source: str | None = None) -> Counts: ...

    def archived(self, article: int) -> ArchiveRef | None:
        """The raw page that gave the current revision, the newest of those that hold the same words."""

    def lead(self, article: int) -> Lead | None:
        """What the listings said of the address that first led to it; None where the article is not there."""

    def archived_further(self, article: int) -> tuple[ArchiveRef, ...]:
        """The further pages that came with it, in their order, where the article is spread over several."""


class Story(Protocol):
    """Everything the ledger knows of one URL, in order of time, for `monitor why`."""

    def events(self, key: str) -> Iterator[Mapping[str, object]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How far a consumer has come. `ledger` and `generation` name the ledger that numbered `seq`."""

    ledger: str
    generation: int
    seq: int


class Changes(Protocol):
    """The change log and the states behind it, for consumers. Reads are short and paged by key."""

    def head(self) -> Checkpoint: ...

    def after(self, seq: int, limit: int) -> tuple[Change, ...]: ...

    def searchable(self, keys: Sequence[int]) -> tuple[Searchable, ...]:
        """Current states; erased and merged-away articles are left out."""

    def scan(self, after_key: int, limit: int) -> tuple[Searchable, ...]:
        """Every article by key, for a rebuild."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """What the ledger says of a source, for documents about it."""

    id: str
    name: str
    kind: str
    country: str | None = None
    owner: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One change with what there was to say of it. Both articles are as newest code reads those revisions."""

    change: Change
    id: str
    """The article's public id."""
    url: str
    publisher: Publisher
    first_seen: datetime
    backlog: bool
    article: Article | None
    """The revision that the change is about; None where the article was erased since."""
    before: Article | None = None
    """The revision before it, where the change is `revised`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHour:
    """What one source came to in one hour. Nothing in it is a running total, so hours add up.

    `outcomes` and `reasons` are those of pages that were fetched for the first time or again after a failure, and of
    leads that were refused without a fetch; `looks` are the later looks at what is stored.
    """

    publisher: Publisher
    hour: datetime
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    """Also those of looks that failed."""
    looks: Mapping[Look, int] = field(default_factory=dict)
    polls: int = 0
    """Of its listings, by runs that began in this hour; without addresses that were guessed and are none."""
    failed_polls: int = 0
    bytes: int = 0
    """Of pages, after decoding."""
    fetch_ms: tuple[int, ...] = ()
    """From a page's turn to its answer."""
    articles: int = 0
    """First seen in this hour."""
    without_date: int = 0
    without_author: int = 0
    words: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    delays_s: tuple[int, ...] = ()
    """From published to first seen, of articles that say so and are no backlog."""
    last_article: datetime | None = None
    """The newest of this source at the end of the hour."""
    last_good_poll: datetime | None = None
    """Told where it does not lie after the hour."""
    problem: str | None = None
    """A listing that fails now was failing already in this hour: what is wrong with it."""
    is_paused: bool = False
    """Now."""


class Chronicle(Protocol):
    """What happened, for those who keep documents about it. Reads are short."""

    def told(self, after: int, until: int) -> tuple[Told, ...]:
        """The changes after `after` up to and including `until`, in order."""

    def hours(self, since: datetime | None) -> Iterator[SourceHour]:
        """By hour, every source that something happened to, from the hour of `since` on (None: from the beginning).
        Where a run that began earlier was still counting at that time, from the hour of its beginning."""
