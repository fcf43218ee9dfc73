"""The `ports.Transaction` of both databases: the frontier, listings and leads, articles and erasure, runs and notes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from monitor.errors import LedgerError, NotFound
from monitor.ledger.codec import ERASED, MERGED, OUTCOMES, maybe_micros, maybe_storable, micros, storable
from monitor.ledger.erase import Erasure
from monitor.ledger.frontier import Frontier
from monitor.ledger.listing import Listings
from monitor.ledger.schema import articles, changes, lanes, leads, listings, notes, runs, sources
from monitor.model import ChangeKind, ListingKind, Outcome, Reason, Source


class Transaction(Frontier, Listings, Erasure):
    """One unit of work inside the ledger's writer: a savepoint of the group's database transaction."""

    def start_run(self, pid: int, command: str, at: datetime) -> int:
        row = {
            "pid": pid,
            "command": storable(command),
            "started_at": micros(at),
            "beat_at": micros(at),
            "state": "running",
        }
        statement = insert(runs).returning(runs.c.id)
        return int(self.connection.execute(statement, {**row, "counters": "{}"}).scalar_one())

    def beat(self, run: int, at: datetime, counters: Mapping[str, int]) -> None:
        self.connection.execute(
            update(runs).where(runs.c.id == run).values(beat_at=micros(at), counters=json.dumps(dict(counters)))
        )

    def end_run(self, run: int, at: datetime, state: str, counters: Mapping[str, int]) -> None:
        """`state`: finished | interrupted | failed."""
        told = {"beat_at": micros(at), "ended_at": micros(at), "state": state, "counters": json.dumps(dict(counters))}
        self.connection.execute(update(runs).where(runs.c.id == run).values(told))
        self.ends_run = True

    def set_baseline(self, source: str, at: datetime) -> None:
        """The source's first complete pass is over: what comes from now on is news. The first time counts."""
        number = self.source(source, at)
        self.connection.execute(
            update(sources)
            .where(sources.c.num == number, sources.c.baseline_at.is_(None))
            .values(baseline_at=micros(at))
        )

    def describe_sources(self, configured: Sequence[Source], at: datetime) -> None:
        """What the configuration says of the sources, for documents built from the ledger alone."""
        for source in configured:
            number = self.source(source.id, at)
            told = {
                "name": storable(source.name),
                "kind": source.kind.value,
                "country": maybe_storable(source.country),
                "owner": maybe_storable(source.owner),
                "labels": storable(json.dumps(dict(source.labels), ensure_ascii=False, sort_keys=True)),
            }
            row = self.connection.execute(select(sources).where(sources.c.num == number)).one()._mapping
            if any(row[name] != value for name, value in told.items()):
                self.connection.execute(update(sources).where(sources.c.num == number).values(told))

    def set_paused(self, source: str, at: datetime, *, until: datetime | None, reason: str = "") -> None:
        """Hand out nothing of the source until then; None ends the pause."""
        number = self.source(source, at)
        self.connection.execute(
            update(sources)
            .where(sources.c.num == number)
            .values(paused_until=maybe_micros(until), pause_reason=storable(reason) if until else None)
        )

    def rename_source(self, old: str, new: str, at: datetime) -> int:
        """Everything of `old` is of `new` from now on; its articles, which are indexed anew for it. LedgerError where
        there is a `new` already, NotFound where there is no `old`."""
        if self.connection.execute(select(sources.c.num).where(sources.c.id == new)).scalar() is not None:
            raise LedgerError(f"The ledger has a source {new} already; two cannot become one.", source=new)
        number = self.connection.execute(select(sources.c.num).where(sources.c.id == old)).scalar()
        if number is None:
            raise NotFound(f"The ledger has no source {old}.", source=old)
        self.connection.execute(update(sources).where(sources.c.num == number).values(id=storable(new)))
        self.names.sources.pop(old, None)
        kept = select(articles.c.key, articles.c.revision).where(
            articles.c.source == number, articles.c.state.not_in([ERASED, MERGED])
        )
        rows = self.connection.execute(kept.order_by(articles.c.key)).all()
        for row in rows:
            self.promise(row.key, row.revision, ChangeKind.RENDERED, at)
        return len(rows)

    def reset_source(self, source: str, at: datetime) -> tuple[int, int]:
        """Forget errors, validators, rhythm and waits: every listing is due at `at`, and so is every lead that waits or
        is in quarantine; what is stored is asked for whole at its next look. How many listings and leads."""
        number = self.source(source, at)
        polled = update(listings).where(listings.c.source == number, listings.c.kind != ListingKind.MANUAL.value)
        asked = self.connection.execute(
            polled.where(listings.c.kind != ListingKind.ARCHIVE.value).values(
                next_poll=micros(at), failures=0, problem=None, interval_s=None, etag=None, last_modified=None, tries=0
            )
        ).rowcount
        of_source = leads.c.lane.in_(select(lanes.c.id).where(lanes.c.source == number))
        anew = {"tries": 0, "etag": None, "last_modified": None}
        waits = [OUTCOMES[Outcome.WAITING], OUTCOMES[Outcome.QUARANTINED]]
        tried = self.connection.execute(
            update(leads)
            .where(of_source, leads.c.outcome.in_(waits))
            .values(
                outcome=OUTCOMES[Outcome.WAITING],
                reason=Reason.NEW.value,
                detail="reset by a person",
                next_try=micros(at),
                **anew,
            )
        ).rowcount
        self.connection.execute(
            update(leads).where(of_source, leads.c.outcome == OUTCOMES[Outcome.STORED]).values(**anew)
        )
        return asked, tried

    def trim(self, seq: int) -> int:
        """Forget the changes up to `seq`, which every consumer has; how many."""
        return self.connection.execute(delete(changes).where(changes.c.seq <= seq)).rowcount

    def note(self, key: str, value: str) -> None:
        """A small fact of the program's own (versions, last clean stop)."""
        self.upsert(notes, {"name": key, "value": storable(value)}, "name")
