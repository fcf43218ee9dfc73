"""Due work and who may do it: leases on hosts, claims, hand-backs.

A crawl process leases *hosts*, so that politeness is kept whatever the number of processes. A lease carries a fencing
token; a row is in hand while its `hand` is its host's current token. A holder that dies leaves its lease to expire;
the next holder gets a new token, and everything that the dead one had in hand is due again without clean-up, with
one more try and the reason `interrupted`, so that a page that kills its process does not do so for ever.

A claim takes polls first, then waiting leads, then looks, and shares its room evenly between the hosts: no host
starves the others, and none has more than `per_host` tasks in hand.
Correctness never rests on clocks: an expired lease that nobody took is still good, a taken one never is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update

from monitor.ledger import due
from monitor.ledger.codec import lead_of, micros
from monitor.ledger.prepared import Prepared
from monitor.ledger.schema import attempts, hosts, lanes, leads, listings
from monitor.ledger.session import Session
from monitor.model import ListingKind, Reason, Task, TaskKind

PER_HOST = 32
"""Most tasks of one host in hand: a slow host must not fill the holder's room."""

IDLE_S = 60
"""A lease on a host without work is given back after this long: longer than any polite delay between two requests,
so that the next holder's first request does not follow too closely."""

_leasable = Prepared(
    select(hosts.c.id, hosts.c.token, hosts.c.holder)
    .where(hosts.c.id == bindparam("host"), due.free)
    .with_for_update(skip_locked=True)
)
_lease = Prepared(
    update(hosts)
    .where(hosts.c.id == bindparam("host"))
    .values(holder=bindparam("who"), token=bindparam("new"), expires=bindparam("until"), used_at=bindparam("used"))
)
_hand_lead = Prepared(
    update(leads)
    .where(leads.c.id == bindparam("row"))
    .values(hand=bindparam("new"), tries=bindparam("count"), reason=func.coalesce(bindparam("why"), leads.c.reason))
)
_hand_listing = Prepared(
    update(listings).where(listings.c.id == bindparam("row")).values(hand=bindparam("new"), tries=bindparam("count"))
)
_lost = Prepared(attempts.insert(), "lead", "at", "reason", "detail", "outcome")
_held = Prepared(select(hosts.c.id, hosts.c.token).where(hosts.c.holder == bindparam("who")))
_idle = Prepared(
    select(hosts.c.id, hosts.c.name).where(hosts.c.holder == bindparam("who"), hosts.c.used_at < bindparam("since"))
)
_give_up = Prepared(update(hosts).where(hosts.c.id == bindparam("host")).values(holder=None))
_take_back_leads = Prepared(
    update(leads)
    .where(
        leads.c.lane.in_(select(lanes.c.id).where(lanes.c.host == bindparam("of_host"))),
        leads.c.next_try.is_not(None),
        leads.c.hand == bindparam("token"),
    )
    .values(hand=None)
)
_take_back_listings = Prepared(
    update(listings)
    .where(listings.c.host == bindparam("of_host"), listings.c.hand == bindparam("token"))
    .values(hand=None)
)
_token = select(hosts.c.token).where(hosts.c.name == bindparam("name"), hosts.c.holder.is_not(None))
_current = {"sqlite": Prepared(_token), "postgresql": Prepared(_token.with_for_update(read=True))}


class Frontier(Session):
    def claim(
        self,
        holder: str,
        now: datetime,
        *,
        lease_s: int,
        limit: int,
        sources: Sequence[str],
        busy_hosts: Mapping[str, int],
        per_host: int = PER_HOST,
    ) -> tuple[Task, ...]:
        """See `ports.Transaction.claim`. `sources` empty means none."""
        if limit <= 0 or not sources:
            return ()
        asked = {"now": micros(now), "holder": holder, "sources": due.name_list(sources, is_sqlite=self.is_sqlite)}
        room = {host: per_host - count for host, count in busy_hosts.items()}
        rows = self._polls(asked, limit, room, per_host)
        rows += self._leads(asked, limit - len(rows), room, per_host)
        tasks = self._hand_out(rows, holder, now, lease_s)
        self._give_up_idle(holder, now, busy_hosts)
        return tasks

    def claim_leads(self, holder: str, now: datetime, *, lease_s: int, leads: Sequence[int]) -> tuple[Task, ...]:
        """See `ports.Transaction.claim_leads`."""
        asked = {"now": micros(now), "holder": holder}
        rows = [row for lead in leads for row in due.asked_for.all(self.connection, **asked, lead=lead)]
        return self._hand_out([(row, row) for row in rows], holder, now, lease_s)

    def renew(self, holder: str, now: datetime, *, lease_s: int) -> None:
        until = micros(now + timedelta(seconds=lease_s))
        self.connection.execute(update(hosts).where(hosts.c.holder == holder).values(expires=until))

    def release(self, holder: str) -> None:
        """Give back every lease and every task in hand of `holder`."""
        held = [{"of_host": row.id, "token": row.token} for row in _held.all(self.connection, who=holder)]
        if held:
            _take_back_leads.many(self.connection, held)
            _take_back_listings.many(self.connection, held)
        self.connection.execute(update(hosts).where(hosts.c.holder == holder).values(holder=None))

    def free_leases(self, holders: Sequence[str] | None = None) -> None:
        """Take their leases from these holders, or from all: for a caller that knows that they are dead."""
        theirs = hosts.c.holder.is_not(None) if holders is None else hosts.c.holder.in_(holders)
        self.connection.execute(update(hosts).where(theirs).values(holder=None))

    def holds(self, task: Task) -> bool:
        """Whether the task's lease is still current; a result without it is dropped."""
        current = _current[self.dialect].one(self.connection, name=task.host)
        return current is not None and current.token == task.token

    def _polls(self, asked: dict[str, Any], limit: int, room: dict[str, int], per_host: int) -> list[Any]:
        taken: list[Any] = []
        for row in due.polls[self.dialect].all(self.connection, **asked, limit=4 * limit):
            left = room.setdefault(row.host, per_host)
            if left > 0 and len(taken) < limit:
                room[row.host] = left - 1
                taken.append((row, row))
        return taken

    def _leads(self, asked: dict[str, Any], limit: int, room: dict[str, int], per_host: int) -> list[Any]:
        """Rows of due leads, evenly from the lanes that have some; a second round fills what poor lanes left."""
        if limit <= 0:
            return []
        full = due.name_list([host for host, left in room.items() if left <= 0], is_sqlite=self.is_sqlite)
        lanes_due = due.with_work[self.dialect].all(self.connection, **asked, full=full, limit=limit)
        taken: list[Any] = []
        spare: list[Any] = []
        share = -(-limit // max(len(lanes_due), 1))
        for lane in lanes_due:
            most = min(room.setdefault(lane.host, per_host), limit)
            found = self._due_in(lane, asked, most) if most > 0 else []
            room[lane.host] -= len(found[:share])
            taken += [(lane, row) for row in found[:share]]
            spare += [(lane, row) for row in found[share:]]
        for lane, row in spare:
            if len(taken) >= limit:
                break
            if room[lane.host] > 0:
                room[lane.host] -= 1
                taken.append((lane, row))
        return taken[:limit]

    def _due_in(self, lane: Any, asked: dict[str, Any], most: int) -> list[Any]:
        found: list[Any] = []
        for outcome in (due.WAITING, due.STORED):
            if len(found) < most:
                given = {"lane": lane.id, "outcome": outcome, "now": asked["now"], "holder": asked["holder"]}
                found += due.work.all(self.connection, **given, limit=most - len(found))
        return found

    def _hand_out(self, rows: list[Any], holder: str, now: datetime, lease_s: int) -> tuple[Task, ...]:
        tokens = self._lease(sorted({place.host_id for place, _ in rows}), holder, now, lease_s)
        tasks, polls, fetches, interrupted = [], [], [], []
        for place, row in rows:
            token = tokens.get(place.host_id)
            if token is None:
                continue
            was_lost = row.hand is not None
            tries = row.tries + (1 if was_lost else 0)
            handed = {"row": row.id, "new": token, "count": tries}
            if hasattr(row, "kind"):  # a listing; leads have none
                polls.append(handed)
                tasks.append(
                    Task(
                        kind=TaskKind.POLL,
                        source=place.source,
                        host=place.host,
                        url=row.url,
                        token=token,
                        listing=row.id,
                        listing_kind=ListingKind(row.kind),
                        tries=row.failures + tries,
                        etag=row.etag,
                        last_modified=row.last_modified,
                    )
                )
                continue
            is_look = row.outcome == due.STORED
            fetches.append({**handed, "why": Reason.INTERRUPTED.value if was_lost and not is_look else None})
            if was_lost:
                detail = "handed to a process that died before it answered"
                interrupted.append(
                    {
                        "lead": row.id,
                        "at": micros(now),
                        "reason": Reason.INTERRUPTED.value,
                        "detail": detail,
                        "outcome": row.outcome,
                    }
                )
            tasks.append(
                Task(
                    kind=TaskKind.LOOK if is_look else TaskKind.FETCH,
                    source=place.source,
                    host=place.host,
                    url=row.url,
                    token=token,
                    lead=row.id,
                    known=lead_of(row.url, row.known),
                    article=row.article if is_look else None,
                    tries=tries,
                    etag=row.etag,
                    last_modified=row.last_modified,
                )
            )
        for statement, handed_rows in ((_hand_listing, polls), (_hand_lead, fetches), (_lost, interrupted)):
            if handed_rows:
                statement.many(self.connection, handed_rows)
        return tuple(tasks)

    def _lease(self, wanted: list[int], holder: str, now: datetime, lease_s: int) -> dict[int, int]:
        """Host → token of those that are `holder`'s now; another process may have been quicker on some."""
        tokens: dict[int, int] = {}
        until = micros(now + timedelta(seconds=lease_s))
        for host in wanted:
            row = _leasable.one(self.connection, host=host, holder=holder, now=micros(now))
            if row is not None:
                tokens[host] = row.token if row.holder == holder else row.token + 1
        if tokens:
            _lease.many(
                self.connection,
                [
                    {"host": host, "who": holder, "new": token, "until": until, "used": micros(now)}
                    for host, token in tokens.items()
                ],
            )
        return tokens

    def _give_up_idle(self, holder: str, now: datetime, busy_hosts: Mapping[str, int]) -> None:
        idle = _idle.all(self.connection, who=holder, since=micros(now - timedelta(seconds=IDLE_S)))
        unused = [{"host": row.id} for row in idle if not busy_hosts.get(row.name)]
        if unused:
            _give_up.many(self.connection, unused)
