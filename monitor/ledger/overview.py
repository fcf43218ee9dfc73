"""Leads, listings, sources and runs, counted and listed: what `status`, `sources`, `quarantine` and `crawl` show."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select

from monitor.ledger import schema as t
from monitor.ledger.codec import (
    ERASED,
    MERGED,
    OUTCOME_OF,
    OUTCOMES,
    lead_of,
    maybe_moment,
    micros,
    moment,
)
from monitor.ledger.engine import Database
from monitor.ledger.listing import LISTING_COLUMNS, listing_state
from monitor.ledger.session import AnyRow
from monitor.model import ListingKind, Outcome
from monitor.ports import Counts, ListingState, RunState, Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What the ledger knows of a source beside its configuration."""

    id: str
    first_seen: datetime
    baseline_at: datetime | None
    paused_until: datetime | None
    pause_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSummary:
    """One line of `sources list`. `problem` is the newest complaint of a listing that was good before or never was."""

    id: str
    outcomes: Mapping[Outcome, int]
    articles: int
    last_new: datetime | None
    last_poll: datetime | None
    next_poll: datetime | None
    listings: int
    failing: int
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRow:
    """One lead, as a list of refusals or of the quarantine shows it."""

    id: int
    url: str
    source: str
    outcome: Outcome
    reason: str | None
    detail: str
    title: str | None
    found_at: datetime
    settled_at: datetime | None
    next_try: datetime | None
    tries: int


class Overview:
    """The counts of `ports.Reader`, and what the commands list."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self, source: str | None = None) -> Counts:
        wanted = select(t.leads.c.outcome, t.leads.c.reason, func.count()).group_by(t.leads.c.outcome, t.leads.c.reason)
        if source is not None:
            wanted = (
                wanted.join_from(t.leads, t.lanes, t.lanes.c.id == t.leads.c.lane)
                .join(t.sources, t.sources.c.num == t.lanes.c.source)
                .where(t.sources.c.id == source)
            )
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        outcomes = dict.fromkeys(Outcome, 0)
        reasons: dict[tuple[Outcome, str], int] = {}
        for number, reason, count in rows:
            outcome = OUTCOME_OF[number]
            outcomes[outcome] += count
            if reason is not None:
                reasons[outcome, reason] = reasons.get((outcome, reason), 0) + count
        return Counts(leads=sum(row[2] for row in rows), outcomes=outcomes, reasons=reasons)

    def leads(
        self,
        outcome: Outcome | None = None,
        *,
        reason: str | None = None,
        source: str | None = None,
        after: int = 0,
        limit: int = 100,
    ) -> tuple[LeadRow, ...]:
        """Leads by id after `after`: the quarantine, the refusals of a source."""
        wanted = (
            select(t.leads, t.sources.c.id.label("source"), t.lead_facts.c.known)
            .join_from(t.leads, t.lanes, t.lanes.c.id == t.leads.c.lane)
            .join(t.sources, t.sources.c.num == t.lanes.c.source)
            .outerjoin(t.lead_facts, t.lead_facts.c.lead == t.leads.c.id)
            .where(t.leads.c.id > after)
        )
        if outcome is not None:
            wanted = wanted.where(t.leads.c.outcome == OUTCOMES[outcome])
        if reason is not None:
            wanted = wanted.where(t.leads.c.reason == reason)
        if source is not None:
            wanted = wanted.where(t.sources.c.id == source)
        with self._database.reading() as connection:
            return tuple(lead_row(row) for row in connection.execute(wanted.order_by(t.leads.c.id).limit(limit)))

    def listings(self, source: str | None = None) -> tuple[ListingState, ...]:
        wanted = select(*LISTING_COLUMNS).join_from(t.listings, t.sources, t.sources.c.num == t.listings.c.source)
        if source is not None:
            wanted = wanted.where(t.sources.c.id == source)
        with self._database.reading() as connection:
            return tuple(listing_state(row) for row in connection.execute(wanted.order_by(t.listings.c.id)))

    def sources_state(self) -> Mapping[str, SourceState]:
        with self._database.reading() as connection:
            return {
                row.id: SourceState(
                    id=row.id,
                    first_seen=moment(row.first_seen),
                    baseline_at=maybe_moment(row.baseline_at),
                    paused_until=maybe_moment(row.paused_until),
                    pause_reason=row.pause_reason,
                )
                for row in connection.execute(select(t.sources).order_by(t.sources.c.num))
            }

    def sources_summary(self) -> Mapping[str, SourceSummary]:
        """Per source: leads by outcome, articles, the newest one, the last poll, what is wrong."""
        lead_counts = (
            select(t.lanes.c.source, t.leads.c.outcome, func.count())
            .join_from(t.leads, t.lanes, t.lanes.c.id == t.leads.c.lane)
            .group_by(t.lanes.c.source, t.leads.c.outcome)
        )
        article_counts = (
            select(t.articles.c.source, func.count(), func.max(t.articles.c.first_seen))
            .where(t.articles.c.state.not_in([ERASED, MERGED]))
            .group_by(t.articles.c.source)
        )
        with self._database.reading() as connection:
            names = connection.execute(select(t.sources.c.num, t.sources.c.id).order_by(t.sources.c.num)).all()
            outcomes: dict[int, dict[Outcome, int]] = {number: dict.fromkeys(Outcome, 0) for number, _ in names}
            for number, outcome, count in connection.execute(lead_counts):
                outcomes[number][OUTCOME_OF[outcome]] = count
            articles = {row[0]: (row[1], row[2]) for row in connection.execute(article_counts)}
        listings: dict[str, list[ListingState]] = {}
        for listing in self.listings():
            listings.setdefault(listing.source, []).append(listing)
        return {
            name: _summary(name, outcomes[number], *articles.get(number, (0, None)), listings.get(name, []))
            for number, name in names
        }

    def languages(self, since: datetime | None = None) -> Mapping[str, int]:
        """Articles by language, most first; first seen since then."""
        wanted = select(t.articles.c.language, func.count()).where(t.articles.c.language.is_not(None))
        if since is not None:
            wanted = wanted.where(t.articles.c.first_seen >= micros(since))
        with self._database.reading() as connection:
            rows = connection.execute(wanted.group_by(t.articles.c.language)).all()
        return dict(sorted(rows, key=lambda row: (-row[1], row[0])))

    def attempt_counts(self, since: datetime | None = None) -> Mapping[str, int]:
        """Fetches by what came of them: the reason, the look's result, or the outcome."""
        word = func.coalesce(t.attempts.c.reason, t.attempts.c.look)
        wanted = select(word, t.attempts.c.outcome, func.count()).group_by(word, t.attempts.c.outcome)
        if since is not None:
            wanted = wanted.where(t.attempts.c.at >= micros(since))
        told: dict[str, int] = {}
        with self._database.reading() as connection:
            for said, outcome, count in connection.execute(wanted):
                name = said or ("fetched" if outcome is None else OUTCOME_OF[outcome].value)
                told[name] = told.get(name, 0) + count
        return told

    def articles_first_seen(self, begin: datetime, end: datetime) -> Mapping[str, int]:
        """Articles by source that were first seen from `begin` to before `end`; without backlog."""
        wanted = (
            select(t.sources.c.id, func.count())
            .join_from(t.articles, t.sources, t.sources.c.num == t.articles.c.source)
            .where(
                t.articles.c.first_seen >= micros(begin),
                t.articles.c.first_seen < micros(end),
                t.articles.c.backlog.is_(False),
                t.articles.c.state.not_in([ERASED, MERGED]),
            )
            .group_by(t.sources.c.id)
        )
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(wanted)}

    def fetches_by_source(self, begin: datetime, end: datetime) -> Mapping[str, Mapping[str, int]]:
        """First fetches and retries from `begin` to before `end`, by source and by reason; else by outcome."""
        wanted = (
            select(t.sources.c.id, t.attempts.c.reason, t.attempts.c.outcome, func.count())
            .join_from(t.attempts, t.leads, t.leads.c.id == t.attempts.c.lead)
            .join(t.lanes, t.lanes.c.id == t.leads.c.lane)
            .join(t.sources, t.sources.c.num == t.lanes.c.source)
            .where(t.attempts.c.at >= micros(begin), t.attempts.c.at < micros(end), t.attempts.c.look.is_(None))
            .group_by(t.sources.c.id, t.attempts.c.reason, t.attempts.c.outcome)
        )
        told: dict[str, dict[str, int]] = {}
        with self._database.reading() as connection:
            for source, reason, outcome, count in connection.execute(wanted):
                word = reason or ("fetched" if outcome is None else OUTCOME_OF[outcome].value)
                counts = told.setdefault(source, {})
                counts[word] = counts.get(word, 0) + count
        return told

    def sightings(self, source: str, since: datetime) -> tuple[Sighting, ...]:
        """Which listing of the source named which lead: what came or went since then, and what stands in a feed now."""
        wanted = (
            select(t.lead_paths, t.listings.c.kind, t.listings.c.url, t.leads.c.published)
            .join_from(t.listings, t.lead_paths, t.lead_paths.c.listing == t.listings.c.id)
            .join(t.leads, t.leads.c.id == t.lead_paths.c.lead)
            .join(t.sources, t.sources.c.num == t.listings.c.source)
            .where(
                t.sources.c.id == source,
                or_(
                    t.lead_paths.c.first_at >= micros(since),
                    t.lead_paths.c.last_at >= micros(since),
                    t.lead_paths.c.listed & (t.listings.c.kind == ListingKind.FEED.value),
                ),
            )
        )
        with self._database.reading() as connection:
            return tuple(
                Sighting(
                    listing=row.listing,
                    kind=ListingKind(row.kind),
                    url=row.url,
                    lead=row.lead,
                    published=maybe_moment(row.published),
                    first_at=moment(row.first_at),
                    last_at=moment(row.last_at),
                    listed=bool(row.listed),
                )
                for row in connection.execute(wanted)
            )

    def runs(self, limit: int = 20) -> tuple[RunState, ...]:
        """The newest runs, newest first."""
        with self._database.reading() as connection:
            return tuple(
                _run(row) for row in connection.execute(select(t.runs).order_by(t.runs.c.id.desc()).limit(limit))
            )

    def run(self, run: int) -> RunState | None:
        with self._database.reading() as connection:
            row = connection.execute(select(t.runs).where(t.runs.c.id == run)).one_or_none()
        return None if row is None else _run(row)

    def due(self, now: datetime, sources: Sequence[str]) -> int:
        """How many polls, leads and looks of `sources` are due, in hand or not."""
        of_sources = select(t.sources.c.num).where(t.sources.c.id.in_(list(sources)))
        polls = select(func.count()).where(t.listings.c.source.in_(of_sources), t.listings.c.next_poll <= micros(now))
        work = (
            select(func.count())
            .select_from(t.leads)
            .where(
                t.leads.c.lane.in_(select(t.lanes.c.id).where(t.lanes.c.source.in_(of_sources))),
                t.leads.c.outcome.in_([OUTCOMES[Outcome.WAITING], OUTCOMES[Outcome.STORED]]),
                t.leads.c.next_try <= micros(now),
            )
        )
        with self._database.reading() as connection:
            return int(connection.execute(polls).scalar_one() + connection.execute(work).scalar_one())

    def next_due(self, sources: Sequence[str]) -> datetime | None:
        """When the next thing of `sources` is due; None where nothing ever will be."""
        of_sources = select(t.sources.c.num).where(t.sources.c.id.in_(list(sources)))
        earliest = (
            select(func.min(t.leads.c.next_try))
            .where(
                t.leads.c.lane == t.lanes.c.id,
                t.leads.c.outcome == bindparam("outcome"),
                t.leads.c.next_try.is_not(None),
            )
            .scalar_subquery()
        )
        with self._database.reading() as connection:
            times = [
                connection.execute(
                    select(func.min(t.listings.c.next_poll)).where(t.listings.c.source.in_(of_sources))
                ).scalar()
            ]
            for outcome in (Outcome.WAITING, Outcome.STORED):
                wanted = select(func.min(earliest)).select_from(t.lanes).where(t.lanes.c.source.in_(of_sources))
                times.append(connection.execute(wanted, {"outcome": OUTCOMES[outcome]}).scalar())
        return min((moment(at) for at in times if at is not None), default=None)

    def notes(self) -> Mapping[str, str]:
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(select(t.notes.c.name, t.notes.c.value))}


def lead_row(row: AnyRow) -> LeadRow:
    return LeadRow(
        id=row.id,
        url=row.url or "",
        source=row.source,
        outcome=OUTCOME_OF[row.outcome],
        reason=row.reason,
        detail=row.detail or "",
        title=lead_of("", row.known).title,
        found_at=moment(row.found_at),
        settled_at=maybe_moment(row.settled_at),
        next_try=maybe_moment(row.next_try),
        tries=row.tries,
    )


def _run(row: AnyRow) -> RunState:
    return RunState(
        id=row.id,
        pid=row.pid,
        command=row.command,
        state=row.state,
        started=moment(row.started_at),
        beat=moment(row.beat_at),
        ended=maybe_moment(row.ended_at),
        counters=json.loads(row.counters),
    )


def _summary(
    name: str, outcomes: Mapping[Outcome, int], articles: int, newest: int | None, listings: Sequence[ListingState]
) -> SourceSummary:
    polled = [each.last_poll for each in listings if each.last_poll is not None]
    # A guess that never was a feed is no problem while another listing of the source is good.
    real = [each for each in listings if each.last_good is not None] or list(listings)
    failing = [each for each in real if each.problem is not None]
    return SourceSummary(
        id=name,
        outcomes=outcomes,
        articles=articles,
        last_new=maybe_moment(newest),
        last_poll=max(polled, default=None),
        next_poll=min((each.next_poll for each in real), default=None),
        listings=len(listings),
        failing=len(failing),
        problem=max(failing, key=lambda each: each.last_poll or each.found_at).problem if failing else None,
    )
