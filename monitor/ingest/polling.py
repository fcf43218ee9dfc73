"""A polled listing → leads, further listings and the listing's next poll, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor import follow, schedule
from monitor.model import Discovery, Listing, ListingKind, Outcome, Reason, Source, Task
from monitor.ports import ListingState, NewLead, Polled, Transaction
from monitor.urls import host_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """What came of one poll, for the run's counters."""

    found: int = 0
    refused: int = 0
    problem: str | None = None
    is_guess: bool = False
    """The address was only guessed and never was a listing: that it is none now is no problem."""


def settle_good(
    tx: Transaction,
    task: Task,
    discovery: Discovery,
    *,
    source: Source,
    state: ListingState,
    now: datetime,
    status: int,
    etag: str | None,
    last_modified: str | None,
    backfill: timedelta | None,
    feed_places: Callable[[str], Iterable[Listing]],
) -> PollResult:
    """Record what a listing named. Known URLs write nothing; a first, changed or lost mention is a transition."""
    assert task.listing is not None
    assert task.listing_kind is not None
    kind = task.listing_kind
    by_hand = task.url in (*source.feeds, *source.sitemaps, *source.sections)
    found = follow.offers(discovery, source=source, listing_kind=kind, by_hand=by_hand, now=now, backfill=backfill)
    states = tx.lead_states(task.listing, tuple(found))
    fresh = [offer for name, offer in found.items() if name not in states]
    delisted = (
        tx.delisted(task.listing, tuple(found)) if kind in (ListingKind.FEED, ListingKind.SITEMAP) and found else {}
    )
    again = follow.worth_a_look(found, states, delisted, kind=kind)
    if again:
        tx.look_again(again, now)
    paths: list[tuple[int, str | None, bool]] = [
        (states[name].lead, offer.digest, True)
        for name, offer in found.items()
        if name in states and (not states[name].listed or states[name].digest != offer.digest)
    ]
    paths += [(gone.lead, gone.digest, False) for gone in delisted.values()]
    if paths:
        tx.set_paths(task.listing, paths, now)
    rows = tx.add_leads(
        source.id,
        task.listing,
        [
            NewLead(
                key=offer.key,
                host=host_of(offer.lead.url) or task.host,
                lead=offer.lead,
                digest=offer.digest,
                next_try=now,
            )
            for offer in fresh
        ],
        now,
    )
    learnt = follow.told_late(found, states)
    if learnt:
        tx.learn(learnt, now)
    refused = 0
    for row, offer in zip(rows, fresh, strict=True):
        if offer.refused is not None:
            refused += 1
            tx.settle_lead(row, Outcome.REJECTED, now, reason=offer.refused, detail=offer.detail)
    listings = follow.further_listings(
        discovery, source=source, listing_kind=kind, fresh=len(fresh), guesses=feed_places(task.url)
    )
    if listings:
        tx.add_listings(source.id, listings, now)
    is_guess = state.last_good is None and not by_hand and kind is not ListingKind.HOMEPAGE
    rhythm = schedule.after_poll(
        now,
        interval=timedelta(seconds=state.interval_s) if state.interval_s else None,
        fixed=source.every,
        entries=discovery.entries,
        fresh=len(fresh),
        failures=state.failures + 1 if discovery.problem else 0,
        candidate=is_guess,
    )
    # An older page of a list was read for what came before us; what comes next stands on the first page.
    next_poll = now + schedule.NEVER if kind is ListingKind.ARCHIVE else rhythm.next_poll
    tx.settle_poll(
        task,
        Polled(
            at=now,
            next_poll=next_poll,
            interval_s=int(rhythm.interval.total_seconds()),
            status=status,
            entries=discovery.entries,
            problem=discovery.problem,
            etag=etag if discovery.problem is None else None,
            last_modified=last_modified if discovery.problem is None else None,
            title=discovery.title,
        ),
    )
    return PollResult(found=len(fresh), refused=refused, problem=discovery.problem, is_guess=is_guess)


def settle_unchanged(tx: Transaction, task: Task, *, source: Source, state: ListingState, now: datetime) -> PollResult:
    """304: the listing is well, and nothing on it is new."""
    rhythm = schedule.after_poll(
        now,
        interval=timedelta(seconds=state.interval_s) if state.interval_s else None,
        fixed=source.every,
        entries=max(state.entries, 1),
        fresh=0,
    )
    tx.settle_poll(
        task,
        Polled(
            at=now,
            next_poll=rhythm.next_poll,
            interval_s=int(rhythm.interval.total_seconds()),
            status=304,
            entries=state.entries,
            etag=task.etag,
            last_modified=task.last_modified,
        ),
    )
    return PollResult()


def settle_failed(
    tx: Transaction,
    task: Task,
    problem: str,
    *,
    source: Source,
    state: ListingState,
    now: datetime,
    status: int | None,
    reason: Reason | None = None,
    retry_at: datetime | None = None,
) -> PollResult:
    """A poll without a usable answer: the reason stands at the listing, and it is tried again later."""
    by_hand = task.url in (*source.feeds, *source.sitemaps, *source.sections)
    is_guess = (
        state.last_good is None
        and not by_hand
        and task.listing_kind is not ListingKind.HOMEPAGE
        and status is not None
        and 400 <= status < 500
        and status != 429
    )
    rhythm = schedule.after_poll(
        now,
        interval=timedelta(seconds=state.interval_s) if state.interval_s else None,
        fixed=source.every,
        entries=0,
        fresh=0,
        failures=state.failures + 1,
        retry_at=retry_at,
        candidate=is_guess,
    )
    if retry_at is not None:
        reason = Reason.RATE_LIMITED  # `wake` leaves alone whoever asked for a pause, be it with 429 or 503
    tx.settle_poll(
        task,
        Polled(
            at=now,
            next_poll=rhythm.next_poll,
            interval_s=int(rhythm.interval.total_seconds()),
            status=status,
            problem=problem if reason is None else f"{reason.value}: {problem}",
            etag=task.etag,
            last_modified=task.last_modified,
        ),
    )
    return PollResult(problem=problem, is_guess=is_guess)
