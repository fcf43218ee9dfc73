"""What changes the ledger: one unit of work with all that may be done in it, and the thread that commits.

The values are what crosses this seam: a lead and a listing as the ledger has them, a fetch with what came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from monitor.model import Article, ChangeKind, Lead, Listing, ListingKind, Look, Outcome, Reason, Source, Task
from monitor.ports.archive import ArchiveRef

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLead:
    """A URL seen for the first time. `key` is its canonical form; `digest` is what its listing said of it."""

    key: str
    host: str
    lead: Lead
    digest: str
    next_try: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadState:
    """What the ledger knows of one lead when a listing names its URL again."""

    lead: int
    outcome: Outcome
    article: int | None
    digest: str | None
    """What *this* listing said of it last time; None where this listing never named it."""
    listed: bool
    """Whether this listing named it at its last poll."""
    published: datetime | None
    """What the lead's listing said; for telling what fell off a feed's end from what was taken out of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingState:
    """A listing's row: its validators, rhythm and health."""

    id: int
    source: str
    kind: ListingKind
    url: str
    title: str | None
    found_at: datetime
    next_poll: datetime
    last_poll: datetime | None
    """Last poll that was answered, whatever it held."""
    last_good: datetime | None
    """Last poll that held what it should."""
    failures: int
    """Failed polls in a row."""
    problem: str | None
    """The sentence of the last failure; None when the last poll was good."""
    interval_s: int | None
    entries: int
    """Entries at the last good poll."""
    yielded: int
    """Leads that this listing was the first to name."""
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """The end of a poll, good or bad."""

    at: datetime
    next_poll: datetime
    interval_s: int | None
    status: int | None
    entries: int = 0
    problem: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article that the ledger has under one of the keys asked for."""

    article: int
    id: str
    source: str
    state: str
    """present | changed | gone | missing (404 or 410 once) | erased"""
    revision: int
    content_hash: str
    article_now: Article | None
    """Current text and metadata; None where it was erased."""
    first_seen: datetime
    missing_since: datetime | None
    looks: int
    """Later looks so far."""
    first_lead: int
    """The lead that first stored it."""
    archive: ArchiveRef | None = None
    """The newest full response of it in the archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One fetch of a lead and what came of it: a line of `monitor why`."""

    at: datetime
    url: str
    status: int | None = None
    final_url: str | None = None
    content_type: str | None = None
    size: int | None = None
    elapsed_ms: int | None = None
    look: Look | None = None
    outcome: Outcome | None = None
    reason: Reason | None = None
    detail: str = ""
    archive: ArchiveRef | None = None


class Transaction(Protocol):
    """One unit of work inside the ledger's writer. Everything in it becomes visible together or not at all.

    Law: `add_article`, `add_revision` and `mark` write the article's new state, its change-log row
    and the URL keys in this one transaction. The change's `seq` is taken from one counter row late
    in the enclosing database transaction, so that commit order is seq order.
    """

    # frontier
    def claim(
        self,
        holder: str,
        now: datetime,
        *,
        lease_s: int,
        limit: int,
        sources: Sequence[str],
        busy_hosts: Mapping[str, int],
    ) -> tuple[Task, ...]:
        """Due tasks (polls first, then new leads, retries and looks; of a source's host none of these before its due
        feeds are read), at most `limit`, of `sources`, on hosts that `holder` holds or can lease now. `busy_hosts`: tasks
        in hand per host; those in hand are not handed out again to the same holder until they are settled or the lease is
        lost."""

    def claim_leads(self, holder: str, now: datetime, *, lease_s: int, leads: Sequence[int]) -> tuple[Task, ...]:
        """Of these leads, those that are due, not in hand, and on hosts that `holder` can have; a pause of their source
        is not asked about."""

    def renew(self, holder: str, now: datetime, *, lease_s: int) -> None: ...

    def release(self, holder: str) -> None:
        """Give back every lease and every task in hand of `holder`."""

    def holds(self, task: Task) -> bool:
        """Whether the task's lease is still current; a result without it is dropped."""

    # listings and leads
    def add_listings(self, source: str, listings: Sequence[Listing], at: datetime) -> tuple[int, ...]:
        """Row ids of the listings, new ones due at once, known ones untouched."""

    def wake(self, sources: Sequence[str], at: datetime, *, looks: int, listings: Sequence[int] = ()) -> None:
        """Somebody wants to know now: every listing of `sources` that ever was good (or was never polled, or is one
        of `listings`) becomes due at `at`, and so do the newest `looks` stored articles of each that are not gone.
        Retries keep their waits, and so does a listing whose server asked for one."""

    def listing(self, listing: int) -> ListingState: ...

    def settle_poll(self, task: Task, polled: Polled) -> None: ...

    def lead_states(self, listing: int, keys: Sequence[str]) -> Mapping[str, LeadState]:
        """Of the given keys, those that are leads already (whichever listing found them)."""

    def delisted(self, listing: int, keys: Sequence[str]) -> Mapping[str, LeadState]:
        """Leads that this listing named at its last poll and that are not among `keys`."""

    def add_leads(self, source: str, listing: int, leads: Sequence[NewLead], at: datetime) -> tuple[int, ...]: ...

    def set_paths(self, listing: int, paths: Sequence[tuple[int, str | None, bool]], at: datetime) -> None:
        """(lead, digest, listed): that this listing names a lead (first, changed, or no longer)."""

    def learn(self, leads: Mapping[int, Lead], at: datetime) -> None:
        """What a feed says of leads that another listing found without a date: taken where the lead waits or is stored
        and has no date yet. Stored articles without a date, or with the day alone, are due at `at`, and are read anew
        whatever the server says."""

    def told_date(self, lead: int) -> datetime | None:
        """When it was published, as far as a listing said so by now."""

    def ask_for(self, leads: Sequence[int], at: datetime) -> None:
        """A person wants these pages now: due at `at`, from the first try, whatever was decided of them before; what is
        stored is due for a look. What proved to be another address of an article stays so."""

    def look_again(self, leads: Sequence[int], at: datetime) -> None:
        """Make the stored leads due for a look at `at`, if they are not due earlier. A look that failed keeps its
        wait."""

    def settle_lead(
        self,
        lead: int,
        outcome: Outcome,
        at: datetime,
        *,
        reason: Reason | None = None,
        detail: str = "",
        next_try: datetime | None = None,
        tries: int = 0,
        article: int | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> None:
        """The lead's one current outcome. `next_try` is the retry of a waiting lead or the next look at a stored one."""

    def add_attempt(self, lead: int, attempt: Attempt) -> None: ...

    def forget_refused_pages(self, before: datetime, limit: int) -> tuple[ArchiveRef, ...]:
        """Raw pages that were refused before then and are kept no longer: `Archive.erase` them inside the same job."""

    # articles
    def known(self, keys: Sequence[str]) -> Known | None:
        """The article that has one of these keys (the first key that has one wins), following aliases;
        a tombstone answers with state `erased`."""

    def article(self, key: int) -> Known: ...

    def twin(self, source: str, content_hash: str) -> Known | None:
        """An article of the same source with the same words under another URL."""

    def claims(self, key: str) -> int:
        """How many articles of different words claim this key as their rel=canonical."""

    def add_article(
        self,
        source: str,
        lead: int,
        keys: Sequence[str],
        article: Article,
        content_hash: str,
        at: datetime,
        *,
        backlog: bool,
    ) -> int: ...

    def add_revision(self, article: int, keys: Sequence[str], new: Article, content_hash: str, at: datetime) -> int:
        """The new revision's number."""

    def add_rendition(self, article: int, new: Article, content_hash: str, at: datetime, extractor: str) -> bool:
        """The current revision as newer code reads it; False where nothing differs."""

    def add_keys(self, article: int, keys: Sequence[str]) -> None: ...

    def looked(self, article: int, look: Look, at: datetime) -> None:
        """A look that changed nothing but the dates (`unchanged`, `failed`, `missing`)."""

    def mark(self, article: int, kind: ChangeKind, at: datetime) -> None:
        """Put the article on the change log as `gone` or `returned` and set its state."""

    def erase(self, article: int, reason: str, at: datetime) -> tuple[ArchiveRef, ...]:
        """Remove text, metadata and every revision; keep a tombstone for all its keys. Returns what the archive
        must remove."""

    # runs
    def start_run(self, pid: int, command: str, at: datetime) -> int: ...

    def beat(self, run: int, at: datetime, counters: Mapping[str, int]) -> None: ...

    def end_run(self, run: int, at: datetime, state: str, counters: Mapping[str, int]) -> None:
        """`state`: finished | interrupted | failed."""

    def describe_sources(self, configured: Sequence[Source], at: datetime) -> None:
        """What the configuration says of the sources, for documents built from the ledger alone."""

    def set_baseline(self, source: str, at: datetime) -> None:
        """The source's first complete pass is over: what comes from now on is news."""

    def spread_budget(self, sources: Sequence[str], at: datetime) -> int:
        """Mark due leads that a page budget left behind as `waiting(budget)`; how many."""

    def note(self, key: str, value: str) -> None:
        """A small fact of the program's own (versions, last clean stop)."""


class Writer(Protocol):
    """The one thread of this process that commits. Jobs run in order, grouped (≤ 50 or 200 ms) into a database
    transaction, a savepoint each; a job that raises fails only its own future. A future resolves after the commit."""

    def submit(self, work: Callable[[Transaction], T]) -> Future[T]: ...

    def close(self) -> None:
        """Finish what is queued, then stop."""
