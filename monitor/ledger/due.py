"""What is due: the questions of a claim, asked several times a second and therefore prepared.

A list of names (`sources`, the hosts that are `full`) goes in as one value, however long it is: a JSON list for SQLite, an array for PostgreSQL.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy import text as sql

from monitor.ledger.codec import OUTCOMES
from monitor.ledger.prepared import Prepared
from monitor.ledger.schema import hosts, lanes, lead_facts, leads, listings, sources
from monitor.model import ListingKind, Outcome

WAITING = OUTCOMES[Outcome.WAITING]
STORED = OUTCOMES[Outcome.STORED]

free = or_(hosts.c.holder.is_(None), hosts.c.holder == bindparam("holder"), hosts.c.expires < bindparam("now"))
"""The host is nobody's, the holder's own, or its lease has run out."""

_awake = or_(sources.c.paused_until.is_(None), sources.c.paused_until <= bindparam("now"))
_wanted = {
    "sqlite": sql("sources.id IN (SELECT value FROM json_each(:sources))"),
    "postgresql": sql("sources.id = ANY(CAST(:sources AS text[]))"),
}
_has_room = {
    "sqlite": sql("hosts.name NOT IN (SELECT value FROM json_each(:full))"),
    "postgresql": sql("hosts.name <> ALL(CAST(:full AS text[]))"),
}


def name_list(names: Sequence[str], *, is_sqlite: bool) -> str | list[str]:
    """The value of `sources` or `full` for either database."""
    return json.dumps(list(names)) if is_sqlite else list(names)


def _not_in_hand(table: Any) -> Any:
    """Not handed out under the holder's own current lease. What a free host's last holder did not give back is free."""
    return or_(
        table.c.hand.is_(None), table.c.hand != hosts.c.token, hosts.c.holder.is_distinct_from(bindparam("holder"))
    )


_due_polls = (
    select(
        listings.c.id,
        listings.c.kind,
        listings.c.url,
        listings.c.etag,
        listings.c.last_modified,
        listings.c.failures,
        listings.c.hand,
        listings.c.tries,
        sources.c.id.label("source"),
        hosts.c.id.label("host_id"),
        hosts.c.name.label("host"),
    )
    .join_from(listings, hosts, hosts.c.id == listings.c.host)
    .join(sources, sources.c.num == listings.c.source)
    .where(listings.c.next_poll <= bindparam("now"), _awake, free, _not_in_hand(listings))
    .order_by(listings.c.next_poll, listings.c.id)
    .limit(bindparam("limit"))
)


def _has_due(outcome: int) -> Any:
    return (
        select(leads.c.id)
        .where(
            leads.c.lane == lanes.c.id,
            leads.c.outcome == outcome,
            leads.c.next_try <= bindparam("now"),
            _not_in_hand(leads),
        )
        .exists()
    )


_feeds_are_read = ~(
    select(listings.c.id)
    .where(
        listings.c.source == lanes.c.source,
        listings.c.host == lanes.c.host,
        listings.c.kind == ListingKind.FEED.value,
        listings.c.next_poll <= bindparam("now"),
    )
    .exists()
)
"""What a feed says of an article (when, who) helps to read its page: the home page that names it is often read sooner."""

_due_lanes = (
    select(lanes.c.id, sources.c.id.label("source"), hosts.c.id.label("host_id"), hosts.c.name.label("host"))
    .join_from(lanes, hosts, hosts.c.id == lanes.c.host)
    .join(sources, sources.c.num == lanes.c.source)
    .where(_awake, free, or_(_has_due(WAITING), _has_due(STORED)), _feeds_are_read)
    .order_by(hosts.c.used_at, lanes.c.id)
    .limit(bindparam("limit"))
)

_of_a_lead = (
    leads.c.id,
    leads.c.url,
    leads.c.article,
    leads.c.tries,
    leads.c.etag,
    leads.c.last_modified,
    leads.c.hand,
    leads.c.outcome,
    lead_facts.c.known,
)
"""What a task is made of."""

_due_leads = (
    select(*_of_a_lead)
    .join_from(leads, lanes, lanes.c.id == leads.c.lane)
    .join(hosts, hosts.c.id == lanes.c.host)
    .outerjoin(lead_facts, lead_facts.c.lead == leads.c.id)
    .where(
        leads.c.lane == bindparam("lane"),
        leads.c.outcome == bindparam("outcome"),
        leads.c.next_try <= bindparam("now"),
        _not_in_hand(leads),
    )
    .order_by(leads.c.next_try, leads.c.id)
    .limit(bindparam("limit"))
)

_asked_for = (
    select(
        *_of_a_lead,
        sources.c.id.label("source"),
        hosts.c.id.label("host_id"),
        hosts.c.name.label("host"),
    )
    .join_from(leads, lanes, lanes.c.id == leads.c.lane)
    .join(hosts, hosts.c.id == lanes.c.host)
    .join(sources, sources.c.num == lanes.c.source)
    .outerjoin(lead_facts, lead_facts.c.lead == leads.c.id)
    .where(
        leads.c.id == bindparam("lead"),
        or_(leads.c.outcome == WAITING, leads.c.outcome == STORED),
        leads.c.next_try <= bindparam("now"),
        free,
        _not_in_hand(leads),
    )
)

polls = {name: Prepared(_due_polls.where(wanted)) for name, wanted in _wanted.items()}
"""Listings to poll now, the longest overdue first."""

with_work = {name: Prepared(_due_lanes.where(wanted, _has_room[name])) for name, wanted in _wanted.items()}
"""Lanes in which a lead or a look is due and not in hand, the least recently served host first."""

work = Prepared(_due_leads)
"""What is due in one lane."""

asked_for = Prepared(_asked_for)
"""One lead that a person asked for, if it is due."""
