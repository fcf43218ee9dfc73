"""When a thing is due next. Pure: takes what happened and `now`, returns a time; never sleeps.

Retries grow from five minutes to three days and then give up (quarantine). Polls follow the source's rhythm:
slower when more than two thirds of a listing's entries were known already, faster when fewer than a third were,
between `FASTEST` and `SLOWEST`. Looks at stored articles follow the source's `revisit` ages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

RETRIES = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(days=1),
    timedelta(days=3),
)
"""Waits before try 2, 3, …; a lead that fails once more after the last is quarantined."""

FASTEST = timedelta(minutes=10)
SLOWEST = timedelta(days=1)
FIRST_INTERVAL = timedelta(minutes=30)
DEAD_CANDIDATE = timedelta(days=30)
"""A guessed address (/feed, /sitemap.xml) that holds nothing is asked again after a month."""
NEVER = timedelta(days=3650)
"""As good as never: for what is read once."""
LONGEST_RETRY_AFTER = timedelta(days=7)
"""A server may ask for silence, but not for ever: a broken Retry-After must not bury a lead."""


def next_try(tries: int, now: datetime, *, retry_at: datetime | None = None, jitter: float = 0.0) -> datetime | None:
    """When a lead that has failed `tries` times (≥ 1) is tried again; None means that it is given up.

    `retry_at` is what the server asked for and is honoured where later; `jitter` (0…1) spreads the herd by up to
    a tenth of the wait.
    """
    if tries > len(RETRIES):
        return None
    wait = RETRIES[tries - 1]
    due = now + wait + wait * 0.1 * jitter
    if retry_at is not None:
        due = max(due, min(retry_at, now + LONGEST_RETRY_AFTER))
    return due


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    interval: timedelta
    next_poll: datetime


def after_poll(
    now: datetime,
    *,
    interval: timedelta | None,
    fixed: timedelta | None,
    entries: int,
    fresh: int,
    failures: int = 0,
    retry_at: datetime | None = None,
    candidate: bool = False,
) -> Rhythm:
    """The listing's next poll. `fresh` of its `entries` were new; `failures` counts failed polls in a row.

    A `candidate` (an address that was only guessed and never held anything) that fails is put off for a month.
    """
    base = fixed or interval or FIRST_INTERVAL
    if failures:
        if candidate:
            return Rhythm(interval=base, next_poll=now + DEAD_CANDIDATE)
        due = now + max(min(RETRIES[min(failures, len(RETRIES)) - 1], SLOWEST), FASTEST)
        if retry_at is not None:
            due = max(due, min(retry_at, now + LONGEST_RETRY_AFTER))
        return Rhythm(interval=base, next_poll=due)
    if fixed is None and entries:
        share_known = 1 - fresh / entries
        if share_known > 2 / 3:
            base = base * 1.5
        elif share_known < 1 / 3:
            base = base / 2
        base = min(max(base, FASTEST), SLOWEST)
    return Rhythm(interval=base, next_poll=now + base)


def next_look(first_seen: datetime, now: datetime, ages: Sequence[timedelta]) -> datetime | None:
    """The next age at which a stored article is looked at again; None when it has been looked at enough."""
    return min((first_seen + age for age in ages if first_seen + age > now), default=None)
