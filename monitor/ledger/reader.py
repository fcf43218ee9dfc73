"""What people, the index and the rebuild ask of the ledger. Every read is short, paged by key, and blocks no writer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, select

from monitor.errors import NotFound
from monitor.ledger import schema as t
from monitor.ledger.codec import (
    CHANGE_OF,
    ERASED,
    MERGED,
    OUTCOME_OF,
    OUTCOMES,
    STATES,
    article_of,
    maybe_moment,
    micros,
    moment,
    unpack,
    url_digest,
)
from monitor.ledger.engine import Database
from monitor.ledger.listing import LISTING_COLUMNS, listing_state
from monitor.ledger.session import AnyRow, parts_of
from monitor.model import Article, Change, Look, Outcome, Record, Searchable
from monitor.ports import ArchiveRef, Checkpoint, Counts, ListingState, RunState

_RECORD = (
    select(
        t.articles.c.key,
        t.articles.c.public,
        t.sources.c.id.label("source"),
        t.articles.c.address,
        t.articles.c.state,
        t.articles.c.into,
        t.articles.c.revision,
        t.articles.c.first_seen,
        t.articles.c.last_seen,
        t.articles.c.seq,
        t.articles.c.backlog,
        t.revisions.c.content_hash,
        t.revisions.c.meta,
        t.texts.c.body,
        t.sources.c.name.label("source_name"),
        t.sources.c.kind.label("source_kind"),
        t.sources.c.country,
        t.sources.c.owner,
        t.sources.c.labels,
    )
    .join_from(t.articles, t.sources, t.sources.c.num == t.articles.c.source)
    .join(t.revisions, t.revisions.c.id == t.articles.c.current)
    .join(t.texts, t.texts.c.id == t.revisions.c.text)
    .where(t.articles.c.state.not_in([ERASED, MERGED]))
)
_by_keys = _RECORD.where(t.articles.c.key.in_(bindparam("keys", expanding=True))).order_by(t.articles.c.key)
_scan = _RECORD.where(t.articles.c.key > bindparam("after")).order_by(t.articles.c.key).limit(bindparam("limit"))
_after = (
    select(t.changes.c.seq, t.changes.c.article, t.changes.c.revision, t.changes.c.kind, t.changes.c.at)
    .where(t.changes.c.seq > bindparam("seq"))
    .order_by(t.changes.c.seq)
    .limit(bindparam("limit"))
)


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


class Reader:
    """The read side of the ledger: `ports.Reader` and `ports.Changes`, and what the commands list."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # the change log

    def head(self) -> Checkpoint:
        with self._database.reading() as connection:
            facts = {row[0]: row[1] for row in connection.execute(select(t.meta.c.name, t.meta.c.value))}
            seq = connection.execute(select(t.counter.c.seq)).scalar_one()
        return Checkpoint(ledger=facts["id"], generation=int(facts["generation"]), seq=seq)

    def after(self, seq: int, limit: int) -> tuple[Change, ...]:
        with self._database.reading() as connection:
            return tuple(
                Change(seq=number, article=article, revision=revision, kind=CHANGE_OF[kind], at=moment(at))
                for number, article, revision, kind, at in connection.execute(_after, {"seq": seq, "limit": limit})
            )

    def trimmed(self) -> int:
        """The seq up to which the change log has been forgotten: a consumer behind it must rebuild."""
        with self._database.reading() as connection:
            first = connection.execute(select(func.min(t.changes.c.seq))).scalar()
            return int(connection.execute(select(t.counter.c.seq)).scalar_one() if first is None else first - 1)

    def searchable(self, keys: Sequence[int]) -> tuple[Searchable, ...]:
        with self._database.reading() as connection:
            return tuple(_searchable(row) for row in _rows_of(connection, keys))

    def scan(self, after_key: int, limit: int) -> tuple[Searchable, ...]:
        with self._database.reading() as connection:
            return tuple(_searchable(row) for row in connection.execute(_scan, {"after": after_key, "limit": limit}))

    # articles

    def record(self, id_or_key: str | int) -> Record | None:
        """By public id (a unique prefix of 6 or more is enough) or integer key. An alias gives the older article.
        NotFound where a prefix fits several."""
        with self._database.reading() as connection:
            key = _key_of_id(connection, id_or_key) if isinstance(id_or_key, str) else id_or_key
            return None if key is None else _record_at(connection, key)

    def records(self, keys: Sequence[int]) -> Mapping[int, Record]:
        with self._database.reading() as connection:
            return {row.key: _record(row) for row in _rows_of(connection, keys)}

    def find(self, key: str) -> Record | None:
        """By any canonical key that led to it."""
        with self._database.reading() as connection:
            article = connection.execute(select(t.urls.c.article).where(t.urls.c.digest == url_digest(key))).scalar()
            return None if article is None else _record_at(connection, article)

    def tombstone(self, key: str) -> tuple[str, datetime, str] | None:
        """(public id, when, why) of the erased article that this URL key led to."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(t.articles.c.public, t.tombstones.c.at, t.tombstones.c.reason)
                .join_from(t.urls, t.articles, t.articles.c.key == t.urls.c.article)
                .join(t.tombstones, t.tombstones.c.article == func.coalesce(t.articles.c.into, t.articles.c.key))
                .where(t.urls.c.digest == url_digest(key))
            ).one_or_none()
        return None if row is None else (bytes(row.public).hex(), moment(row.at), row.reason)

    def revision(self, article: int, number: int) -> tuple[Article, datetime] | None:
        """The revision as newest code reads it, and when it was first seen."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(t.revisions.c.at, t.revisions.c.meta, t.texts.c.body)
                .join_from(t.revisions, t.texts, t.texts.c.id == t.revisions.c.text)
                .where(t.revisions.c.article == article, t.revisions.c.number == number)
                .order_by(t.revisions.c.rendition)
            ).all()
        return (article_of(rows[-1].meta, unpack(rows[-1].body)), moment(rows[0].at)) if rows else None

    def revisions(self, article: int) -> tuple[tuple[int, datetime, str, str], ...]:
        """(number, first seen, title, content hash) of each, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(t.revisions.c.number, t.revisions.c.at, t.revisions.c.meta, t.revisions.c.content_hash)
                .where(t.revisions.c.article == article)
                .order_by(t.revisions.c.number, t.revisions.c.rendition)
            ).all()
        told: dict[int, tuple[int, datetime, str, str]] = {}
        for number, at, meta, content_hash in rows:
            first = told[number][1] if number in told else moment(at)
            told[number] = (number, first, json.loads(meta).get("title", ""), content_hash)
        return tuple(told.values())

    def archived(self, article: int) -> ArchiveRef | None:
        """The raw page that gave the current revision: the newest of those that hold the same words. A look that
        found something else at the address (a wall, a parked domain) is none."""
        good = [look.value for look in (Look.UNCHANGED, Look.REVISED, Look.RETURNED)]
        wanted = (
            select(
                t.files.c.name,
                t.attempts.c.offset,
                t.attempts.c.length,
                t.attempts.c.digest,
                t.attempts.c.revisit,
            )
            .join_from(t.articles, t.attempts, t.attempts.c.lead == t.articles.c.lead)
            .join(t.files, t.files.c.id == t.attempts.c.file)
            .where(
                t.articles.c.key == article,
                t.attempts.c.outcome == OUTCOMES[Outcome.STORED],
                t.attempts.c.look.is_(None) | t.attempts.c.look.in_(good),
            )
            .order_by(t.attempts.c.id.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        if row is None:
            return None
        return ArchiveRef(
            file=row.name,
            offset=row.offset,
            length=row.length,
            digest="sha256:" + bytes(row.digest).hex(),
            revisit=bool(row.revisit),
        )

    def iterate(
        self,
        *,
        source: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after_key: int = 0,
        limit: int = 500,
    ) -> tuple[Record, ...]:
        """Articles by key after `after_key`; `since` and `until` bound when they were first seen (until is excluded)."""
        wanted: Select[Any] = _RECORD.where(t.articles.c.key > after_key)
        if source is not None:
            wanted = wanted.where(t.sources.c.id == source)
        if since is not None:
            wanted = wanted.where(t.articles.c.first_seen >= micros(since))
        if until is not None:
            wanted = wanted.where(t.articles.c.first_seen < micros(until))
        with self._database.reading() as connection:
            return tuple(_record(row) for row in connection.execute(wanted.order_by(t.articles.c.key).limit(limit)))

    def recent(self, limit: int) -> tuple[Record, ...]:
        """The newest articles, newest first."""
        with self._database.reading() as connection:
            return tuple(
                _record(row) for row in connection.execute(_RECORD.order_by(t.articles.c.key.desc()).limit(limit))
            )

    # leads, listings, sources, runs

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
    from monitor.ledger.codec import lead_of

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


def _rows_of(connection: Connection, keys: Sequence[int]) -> list[AnyRow]:
    return [row for part in parts_of(tuple(keys)) for row in connection.execute(_by_keys, {"keys": part})]


def _record_at(connection: Connection, key: int) -> Record | None:
    older = connection.execute(select(t.articles.c.into).where(t.articles.c.key == key)).scalar()
    row = connection.execute(_by_keys, {"keys": [older or key]}).one_or_none()
    return None if row is None else _record(row)


def _key_of_id(connection: Connection, public: str) -> int | None:
    wanted = public.strip().lower()
    if not 6 <= len(wanted) <= 32 or any(letter not in "0123456789abcdef" for letter in wanted):
        return None
    low, high = bytes.fromhex(wanted.ljust(32, "0")), bytes.fromhex(wanted.ljust(32, "f"))
    fitting = connection.execute(
        select(t.articles.c.key).where(and_(t.articles.c.public >= low, t.articles.c.public <= high)).limit(2)
    ).scalars()
    found = list(fitting)
    if len(found) > 1:
        raise NotFound(
            f"Several articles have an id that begins with {public}.", hint="Give more of it.", article=public
        )
    return found[0] if found else None


def _record(row: AnyRow) -> Record:
    return Record(
        id=bytes(row.public).hex(),
        key=row.key,
        source=row.source,
        url=row.address or "",
        article=article_of(row.meta, unpack(row.body)),
        revision=row.revision,
        revisions=row.revision,
        state=STATES[row.state],
        first_seen=moment(row.first_seen),
        last_seen=moment(row.last_seen),
        seq=row.seq,
        content_hash=row.content_hash,
        backlog=bool(row.backlog),
    )


def _searchable(row: AnyRow) -> Searchable:
    return Searchable(
        record=_record(row),
        source_name=row.source_name or row.source,
        source_kind=row.source_kind or "news",
        country=row.country,
        owner=row.owner,
        labels=json.loads(row.labels) if row.labels else {},
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


__all__ = ["LeadRow", "Reader", "SourceState", "SourceSummary", "lead_row"]
