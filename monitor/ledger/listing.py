"""Listings: what is polled, when, and how it went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update

from monitor.errors import LedgerError
from monitor.ledger import schema as t
from monitor.ledger.codec import (
    ERASED,
    GONE,
    MERGED,
    maybe_moment,
    maybe_storable,
    micros,
    moment,
    storable,
)
from monitor.ledger.lead import Leads
from monitor.ledger.session import AnyRow
from monitor.model import Listing, ListingKind, Reason, Task
from monitor.ports import ListingState, Polled
from monitor.urls import host_of

_LOOKED_AT_ONCE = (ListingKind.MANUAL, ListingKind.ARCHIVE)
"""Kinds that a wake leaves alone: one is never polled, the other was read once."""

LISTING_COLUMNS = (
    t.listings.c.id,
    t.sources.c.id.label("source"),
    t.listings.c.kind,
    t.listings.c.url,
    t.listings.c.title,
    t.listings.c.found_at,
    t.listings.c.next_poll,
    t.listings.c.last_poll,
    t.listings.c.last_good,
    t.listings.c.failures,
    t.listings.c.problem,
    t.listings.c.interval_s,
    t.listings.c.entries,
    t.listings.c.yielded,
    t.listings.c.etag,
    t.listings.c.last_modified,
)


def listing_state(row: AnyRow) -> ListingState:
    """From a row of `LISTING_COLUMNS`. A listing that is never polled is next polled at the end of time."""
    values = row._mapping
    return ListingState(
        id=values["id"],
        source=values["source"],
        kind=ListingKind(values["kind"]),
        url=values["url"],
        title=values["title"],
        found_at=moment(values["found_at"]),
        next_poll=maybe_moment(values["next_poll"]) or NEVER,
        last_poll=maybe_moment(values["last_poll"]),
        last_good=maybe_moment(values["last_good"]),
        failures=values["failures"],
        problem=values["problem"],
        interval_s=values["interval_s"],
        entries=values["entries"],
        yielded=values["yielded"],
        etag=values["etag"],
        last_modified=values["last_modified"],
    )


NEVER = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


class Listings(Leads):
    def add_listings(self, source: str, listings: Sequence[Listing], at: datetime) -> tuple[int, ...]:
        """Row ids of the listings, in their order; new ones are due at once, known ones untouched."""
        number = self.source(source, at)
        ids = []
        for listing in listings:
            url = storable(listing.url)
            where = select(t.listings.c.id).where(
                t.listings.c.source == number, t.listings.c.url == url, t.listings.c.kind == listing.kind.value
            )
            known = self.connection.execute(where).scalar()
            if known is None:
                row = {
                    "source": number,
                    "host": self.host(host_of(url) or ""),
                    "kind": listing.kind.value,
                    "url": url,
                    "title": maybe_storable(listing.title),
                    "found_at": micros(at),
                    "next_poll": None if listing.kind is ListingKind.MANUAL else micros(at),
                }
                self.insert_new(t.listings, [row])
                known = self.connection.execute(where).scalar_one()
            ids.append(known)
        return tuple(ids)

    def wake(self, sources: Sequence[str], at: datetime, *, looks: int, listings: Sequence[int] = ()) -> None:
        """See `ports.Transaction.wake`."""
        now = micros(at)
        for name in sources:
            number = self.source(name, at)
            self.connection.execute(
                update(t.listings)
                .where(
                    t.listings.c.source == number,
                    t.listings.c.next_poll > now,
                    t.listings.c.kind.not_in([kind.value for kind in _LOOKED_AT_ONCE]),
                    or_(
                        t.listings.c.last_good.is_not(None),
                        t.listings.c.last_poll.is_(None),
                        t.listings.c.id.in_(listings),
                    ),
                    # Who asked for a pause gets it, whoever is impatient here.
                    or_(t.listings.c.problem.is_(None), t.listings.c.problem.not_like(f"{Reason.RATE_LIMITED}:%")),
                )
                .values(next_poll=now)
            )
            newest = (
                select(t.articles.c.lead)
                .where(t.articles.c.source == number, t.articles.c.state.not_in([GONE, ERASED, MERGED]))
                .order_by(t.articles.c.key.desc())
                .limit(looks)
            )
            if looks > 0:
                self.look_again(self.connection.execute(newest).scalars().all(), at)

    def listing(self, listing: int) -> ListingState:
        found = self.connection.execute(
            select(*LISTING_COLUMNS)
            .join_from(t.listings, t.sources, t.sources.c.num == t.listings.c.source)
            .where(t.listings.c.id == listing)
        ).one_or_none()
        if found is None:
            raise LedgerError(f"There is no listing {listing} in the ledger.", listing=str(listing))
        return listing_state(found)

    def settle_poll(self, task: Task, polled: Polled) -> None:
        at = micros(polled.at)
        unchanged = polled.status == 304
        values: dict[str, object] = {
            "next_poll": micros(polled.next_poll),
            "interval_s": polled.interval_s,
            "problem": maybe_storable(polled.problem),
            "hand": None,
            "tries": 0,
        }
        if polled.status is not None:
            values["last_poll"] = at
        if polled.problem is None:
            values |= {"last_good": at, "failures": 0}
            if not unchanged:
                values["entries"] = polled.entries
        else:
            values["failures"] = t.listings.c.failures + 1
        if not unchanged or polled.etag is not None or polled.last_modified is not None:
            values |= {"etag": maybe_storable(polled.etag), "last_modified": maybe_storable(polled.last_modified)}
        if polled.title is not None:
            values["title"] = storable(polled.title)
        self.connection.execute(update(t.listings).where(t.listings.c.id == task.listing).values(values))
