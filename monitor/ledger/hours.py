"""What each source came to in each hour: `Chronicle.hours`.

Read from what happened (fetches, refusals, first sights, runs), a day at a time. Fetches and runs are numbered as they
happen, so where a day begins is found by halving, without an index by time. Polls are counted by the run that made
them and stand in the hour in which it began. What is wrong with a listing is known as it is now: a failing one has
been failing since its last good poll.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Select, Table, exists, func, select
from sqlalchemy import text as sql

from monitor.ledger import schema as t
from monitor.ledger.codec import ERASED, MERGED, OUTCOME_OF, maybe_moment, micros, moment
from monitor.ledger.engine import Database
from monitor.ledger.told import PUBLISHER, publisher
from monitor.model import Look, Outcome
from monitor.ports import Publisher, SourceHour

HOUR = 3_600_000_000
DAY = 24 * HOUR
SLACK = 600_000_000
"""Microseconds by which neighbours in number may be out of order in time: several writers, several clocks."""
RUNS_AT_ONCE = 100
"""Runs that may be at work at the same time."""

Slot = tuple[int, int]
"""(source's number, beginning of the hour in microseconds)"""

_KEPT = t.articles.c.state.not_in([ERASED, MERGED])


@dataclass(slots=True)
class _Hour:
    """What was counted of one source in one hour."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    looks: Counter[Look] = field(default_factory=Counter)
    polls: int = 0
    failed_polls: int = 0
    bytes: int = 0
    fetch_ms: list[int] = field(default_factory=list)
    articles: int = 0
    without_date: int = 0
    without_author: int = 0
    words: list[int] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)
    delays_s: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _State:
    """What is known of a source now. `problems` are (since, sentence) of its failing listings."""

    publisher: Publisher
    paused_until: int
    last_good: int | None
    problems: tuple[tuple[int, str], ...]


class Hours:
    def __init__(self, database: Database) -> None:
        self._database = database

    def hours(self, since: datetime | None) -> Iterator[SourceHour]:
        """See `ports.Chronicle`."""
        with self._database.reading() as connection:
            begin = _beginning(connection, None if since is None else micros(since))
            if begin is None:
                return
            end = _end(connection, begin)
            states = _states(connection)
            last = _last_before(connection, states, begin)
            refused = _refused(connection, begin)
        for day in range(begin, end + 1, DAY):
            with self._database.reading() as connection:
                slots = _counted(connection, day, day + DAY, refused)
                seen = _first_sights(connection, day, day + DAY, slots)
            for slot in sorted(slots, key=lambda slot: (slot[1], slot[0])):
                number, hour = slot
                last[number] = max((at for at in (last.get(number), seen.get(slot)) if at is not None), default=None)
                if number in states:
                    yield _told(states[number], hour, slots[slot], last[number])


def _beginning(connection: Connection, since: int | None) -> int | None:
    """The first hour to tell of; None where nothing has happened yet."""
    if since is None:
        firsts = (select(func.min(column)) for column in (t.runs.c.started_at, t.articles.c.first_seen))
        found: list[int] = [first for asked in firsts if (first := connection.execute(asked).scalar()) is not None]
        found += connection.execute(select(t.attempts.c.at).order_by(t.attempts.c.id).limit(1)).scalars().all()
        return min(found) // HOUR * HOUR if found else None
    newest = select(t.runs.c.started_at, t.runs.c.beat_at).order_by(t.runs.c.id.desc()).limit(RUNS_AT_ONCE)
    begun: list[int] = [row.started_at for row in connection.execute(newest) if row.beat_at >= since]
    return min([since, *begun]) // HOUR * HOUR


def _end(connection: Connection, begin: int) -> int:
    """When the newest thing happened."""
    newest: list[int] = [begin]
    for asked in (
        select(func.max(t.articles.c.first_seen)),
        select(t.runs.c.beat_at).order_by(t.runs.c.id.desc()).limit(1),
        select(t.attempts.c.at).order_by(t.attempts.c.id.desc()).limit(1),
    ):
        newest += [at for at in connection.execute(asked).scalars() if at is not None]
    return max(newest)


def _states(connection: Connection) -> dict[int, _State]:
    listings: dict[int, list[tuple[int | None, int, str | None]]] = {}
    wanted = select(t.listings.c.source, t.listings.c.last_good, t.listings.c.found_at, t.listings.c.problem)
    for source, last_good, found_at, problem in connection.execute(wanted):
        listings.setdefault(source, []).append((last_good, found_at, problem))
    found = {}
    for row in connection.execute(select(t.sources.c.num, t.sources.c.paused_until, *PUBLISHER)):
        own = listings.get(row.num, [])
        # A guess that never was a feed is no problem while another listing of the source is good.
        real = [each for each in own if each[0] is not None] or own
        found[row.num] = _State(
            publisher=publisher(row),
            paused_until=row.paused_until or 0,
            last_good=max((good for good, _, _ in own if good is not None), default=None),
            problems=tuple((good or found_at, text) for good, found_at, text in real if text),
        )
    return found


def _last_before(connection: Connection, states: Iterable[int], begin: int) -> dict[int, int | None]:
    """Each source's newest article before then."""
    last: dict[int, int | None] = {}
    for number in states:
        wanted = (
            select(t.articles.c.first_seen)
            .where(t.articles.c.source == number, t.articles.c.first_seen < begin, _KEPT)
            .order_by(t.articles.c.key.desc())
            .limit(1)
        )
        last[number] = connection.execute(wanted).scalar()
    return last


def _refused(connection: Connection, begin: int) -> dict[Slot, Counter[str]]:
    """Leads that were refused by what their listing said, without a fetch."""
    found: dict[Slot, Counter[str]] = {}
    for source, at, reason, count in connection.execute(refused_unfetched(begin)):
        found.setdefault((source, int(at) * HOUR), Counter())[reason or ""] += count
    return found


def refused_unfetched(begin: int) -> Select[int, int, str | None, int]:
    """(source, hour, reason, number)"""
    hour = t.leads.c.settled_at // HOUR
    return (
        select(t.lanes.c.source, hour, t.leads.c.reason, func.count())
        .join_from(t.leads, t.lanes, t.lanes.c.id == t.leads.c.lane)
        .where(
            t.leads.c.settled_at >= begin,
            # A literal: it names the partial index.
            sql("leads.outcome = 2"),
            ~exists().where(t.attempts.c.lead == t.leads.c.id),
        )
        .group_by(t.lanes.c.source, hour, t.leads.c.reason)
    )


def _counted(connection: Connection, begin: int, end: int, refused: Mapping[Slot, Counter[str]]) -> dict[Slot, _Hour]:
    slots: dict[Slot, _Hour] = {}

    def slot(source: int, at: int) -> _Hour:
        return slots.setdefault((source, at // HOUR * HOUR), _Hour())

    for (source, hour), reasons in refused.items():
        if begin <= hour < end:
            counted = slot(source, hour)
            counted.outcomes[Outcome.REJECTED] += reasons.total()
            counted.reasons.update({reason: count for reason, count in reasons.items() if reason})
    _fetches(connection, begin, end, slot)
    numbers = {row.id: row.num for row in connection.execute(select(t.sources.c.id, t.sources.c.num))}
    first, last = _numbered(connection, t.runs, t.runs.c.started_at.name, begin, end)
    runs = select(t.runs.c.started_at, t.runs.c.counters).where(
        t.runs.c.id.between(first, last), t.runs.c.started_at >= begin, t.runs.c.started_at < end
    )
    for at, counters in connection.execute(runs):
        for name, count in json.loads(counters).items():
            owner, _, word = name.rpartition(":")
            if owner in numbers and word == "polled":
                slot(numbers[owner], at).polls += count
            elif owner in numbers and word == "failed_polls":
                slot(numbers[owner], at).failed_polls += count
            elif owner in numbers and word == "failed_guesses":
                slot(numbers[owner], at).polls -= count
    return slots


def _fetches(connection: Connection, begin: int, end: int, slot: Callable[[int, int], _Hour]) -> None:
    tried = t.attempts
    first, last = _numbered(connection, tried, tried.c.at.name, begin, end)
    wanted = (
        select(
            t.lanes.c.source,
            tried.c.at,
            tried.c.outcome,
            tried.c.reason,
            tried.c.look,
            tried.c.size,
            tried.c.elapsed_ms,
        )
        .join_from(tried, t.leads, t.leads.c.id == tried.c.lead)
        .join(t.lanes, t.lanes.c.id == t.leads.c.lane)
        .where(tried.c.id.between(first, last), tried.c.at >= begin, tried.c.at < end)
    )
    for source, at, outcome, reason, look, size, elapsed in connection.execute(wanted):
        counted = slot(source, at)
        if look is not None:
            counted.looks[Look(look)] += 1
        elif outcome is not None:
            counted.outcomes[OUTCOME_OF[outcome]] += 1
        if reason is not None:
            counted.reasons[reason] += 1
        counted.bytes += size or 0
        if elapsed is not None:
            counted.fetch_ms.append(elapsed)


def _first_sights(connection: Connection, begin: int, end: int, slots: dict[Slot, _Hour]) -> dict[Slot, int]:
    """The newest article of each slot."""
    wanted = (
        select(
            t.articles.c.source,
            t.articles.c.first_seen,
            t.articles.c.published,
            t.articles.c.backlog,
            t.articles.c.language,
            t.revisions.c.meta,
        )
        .join_from(t.articles, t.revisions, t.revisions.c.id == t.articles.c.current)
        .where(t.articles.c.first_seen >= begin, t.articles.c.first_seen < end, _KEPT)
    )
    newest: dict[Slot, int] = {}
    for source, at, published, backlog, language, meta in connection.execute(wanted):
        place = source, at // HOUR * HOUR
        newest[place] = max(at, newest.get(place, at))
        counted, told = slots.setdefault(place, _Hour()), json.loads(meta)
        counted.articles += 1
        counted.without_date += published is None
        counted.without_author += not told.get("authors")
        counted.words.append(told.get("word_count", 0))
        if language:
            counted.languages.add(language)
        if published is not None and not backlog:
            counted.delays_s.append((at - published) // 1_000_000)
    return newest


def _numbered(connection: Connection, table: Table, time: str, begin: int, end: int) -> tuple[int, int]:
    """The ids between which the rows of a period lie."""
    return _halved(connection, table, time, begin - SLACK), _halved(connection, table, time, end + SLACK)


def _halved(connection: Connection, table: Table, time: str, at: int) -> int:
    """The id of the first row of that time or later; one more than the last where there is none."""
    low, high = connection.execute(select(func.min(table.c.id), func.max(table.c.id))).one()
    if low is None:
        return 0
    high += 1
    while low < high:
        middle = (low + high) // 2
        row = connection.execute(
            select(table.c.id, table.c[time]).where(table.c.id >= middle).order_by(table.c.id).limit(1)
        ).one()
        if row[1] < at:
            low = row[0] + 1
        else:
            high = middle
    return int(low)


def _told(state: _State, hour: int, counted: _Hour, last_article: int | None) -> SourceHour:
    end = hour + HOUR
    failing = [text for since, text in state.problems if since < end]
    return SourceHour(
        publisher=state.publisher,
        hour=moment(hour),
        outcomes=counted.outcomes,
        reasons=counted.reasons,
        looks=counted.looks,
        polls=counted.polls,
        failed_polls=counted.failed_polls,
        bytes=counted.bytes,
        fetch_ms=tuple(counted.fetch_ms),
        articles=counted.articles,
        without_date=counted.without_date,
        without_author=counted.without_author,
        words=tuple(counted.words),
        languages=tuple(sorted(counted.languages)),
        delays_s=tuple(counted.delays_s),
        last_article=maybe_moment(last_article),
        last_good_poll=maybe_moment(state.last_good if state.last_good is not None and state.last_good < end else None),
        problem=failing[0] if failing else None,
        is_paused=state.paused_until > hour,
    )
