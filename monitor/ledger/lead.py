"""Leads: which URLs a listing names, and the one current outcome of each.

Known URLs write nothing: a lead's row changes when its outcome does, its path from a listing when the listing names
it first, says something else of it, or no longer names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy import text as sql

from monitor.errors import LedgerError
from monitor.ledger import schema as t
from monitor.ledger.codec import (
    DAY_ONLY,
    OUTCOME_OF,
    OUTCOMES,
    archive_ref,
    known_of,
    maybe_micros,
    maybe_moment,
    maybe_storable,
    micros,
    storable,
    url_digest,
)
from monitor.ledger.prepared import Prepared
from monitor.ledger.session import AnyRow, Session, parts_of
from monitor.model import Lead, Outcome, Reason
from monitor.ports import ArchiveRef, Attempt, LeadState, NewLead

_states = (
    select(
        t.urls.c.digest.label("name"),
        t.urls.c.key,
        t.leads.c.id,
        t.leads.c.outcome,
        t.leads.c.article,
        t.leads.c.published,
        t.lead_paths.c.digest,
        t.lead_paths.c.listed,
    )
    .join_from(t.urls, t.leads, t.leads.c.id == t.urls.c.id)
    .outerjoin(t.lead_paths, (t.lead_paths.c.lead == t.leads.c.id) & (t.lead_paths.c.listing == bindparam("listing")))
)
_states_by_digest = _states.where(t.urls.c.digest.in_(bindparam("digests", expanding=True)))
_states_by_id = _states.where(t.urls.c.id.in_(bindparam("ids", expanding=True)))
_listed = select(t.lead_paths.c.lead).where(
    t.lead_paths.c.listing == bindparam("listing"), t.lead_paths.c.listed.is_(True)
)
_ids_by_digest = select(t.urls.c.id).where(t.urls.c.digest.in_(bindparam("digests", expanding=True)))
_settle = Prepared(
    update(t.leads)
    .where(t.leads.c.id == bindparam("lead"))
    .values(
        outcome=bindparam("new_outcome"),
        reason=bindparam("new_reason"),
        detail=bindparam("new_detail"),
        next_try=bindparam("new_next_try"),
        tries=bindparam("new_tries"),
        article=bindparam("new_article"),
        etag=bindparam("new_etag"),
        last_modified=bindparam("new_last_modified"),
        settled_at=bindparam("new_settled_at"),
        hand=None,
    )
)
_add_attempt = Prepared(
    insert(t.attempts),
    *("lead", "at", "url", "status", "final_url", "content_type", "size", "elapsed_ms", "look", "outcome", "reason"),
    *("detail", "file", "offset", "length", "digest", "revisit"),
)
_find_file = select(t.files.c.id).where(t.files.c.name == bindparam("name"))


class Leads(Session):
    def lead_states(self, listing: int, keys: Sequence[str]) -> Mapping[str, LeadState]:
        """Of the given keys, those that are leads already (whichever listing found them)."""
        names = {url_digest(key): key for key in keys}
        found = {}
        for part in parts_of(tuple(names)):
            for row in self.connection.execute(_states_by_digest, {"listing": listing, "digests": part}):
                found[names[bytes(row.name)]] = _lead_state(row)
        return found

    def delisted(self, listing: int, keys: Sequence[str]) -> Mapping[str, LeadState]:
        """Leads that this listing named at its last poll and that are not among `keys`."""
        before = set(self.connection.execute(_listed, {"listing": listing}).scalars())
        for part in parts_of([url_digest(key) for key in keys] if before else ()):
            before.difference_update(self.connection.execute(_ids_by_digest, {"digests": part}).scalars())
        found = {}
        for ids in parts_of(sorted(before)):
            for row in self.connection.execute(_states_by_id, {"listing": listing, "ids": ids}):
                found[row.key or ""] = _lead_state(row)
        return found

    def add_leads(self, source: str, listing: int, leads: Sequence[NewLead], at: datetime) -> tuple[int, ...]:
        """The leads' ids, in their order. A key that is a lead already keeps its state."""
        if not leads:
            return ()
        number = self.source(source, at)
        rows = self.add_urls([new.key for new in leads])
        ids = [rows[url_digest(new.key)][0] for new in leads]
        fresh = dict(zip(ids, leads, strict=True))
        added: set[int] = set()
        told = [
            {
                "id": lead,
                "lane": self.lane(number, self.host(new.host)),
                "listing": listing,
                "url": storable(new.lead.url),
                "outcome": OUTCOMES[Outcome.WAITING],
                "reason": Reason.NEW.value,
                "next_try": micros(new.next_try),
                "found_at": micros(at),
                "published": maybe_micros(new.lead.published),
            }
            for lead, new in fresh.items()
        ]
        for part in parts_of(told):
            added |= {row.id for row in self.insert_new(t.leads, part, "id")}
        facts = [
            {"lead": lead, "known": known} for lead in ids if lead in added and (known := known_of(fresh[lead].lead))
        ]
        self.insert_new(t.lead_facts, facts)
        self.set_paths(listing, [(lead, new.digest, True) for lead, new in fresh.items()], at)
        if added:
            self.connection.execute(
                update(t.listings).where(t.listings.c.id == listing).values(yielded=t.listings.c.yielded + len(added))
            )
        return tuple(ids)

    def set_paths(self, listing: int, paths: Sequence[tuple[int, str | None, bool]], at: datetime) -> None:
        """(lead, digest, listed): that this listing names a lead (first, changed, or no longer)."""
        moved = []
        rows = [
            {
                "listing": listing,
                "lead": lead,
                "digest": maybe_storable(digest),
                "listed": listed,
                "first_at": micros(at),
                "last_at": micros(at),
            }
            for lead, digest, listed in paths
        ]
        added: set[int] = set()
        for part in parts_of(rows):
            added |= {row.lead for row in self.insert_new(t.lead_paths, part, "lead")}
        moved = [
            {"of": listing, "which": row["lead"], "new": row["digest"], "now": row["listed"], "when": row["last_at"]}
            for row in rows
            if row["lead"] not in added
        ]
        if moved:
            self.connection.execute(
                update(t.lead_paths)
                .where(t.lead_paths.c.listing == bindparam("of"), t.lead_paths.c.lead == bindparam("which"))
                .values(digest=bindparam("new"), listed=bindparam("now"), last_at=bindparam("when")),
                moved,
            )

    def look_again(self, leads: Sequence[int], at: datetime) -> None:
        """See `ports.Transaction.look_again`."""
        now = micros(at)
        for part in parts_of(tuple(leads)):
            self.connection.execute(
                update(t.leads)
                .where(
                    t.leads.c.id.in_(part),
                    t.leads.c.outcome == OUTCOMES[Outcome.STORED],
                    t.leads.c.tries == 0,
                    or_(t.leads.c.next_try.is_(None), t.leads.c.next_try > now),
                )
                .values(next_try=now)
            )

    def learn(self, leads: Mapping[int, Lead], at: datetime) -> None:
        """See `ports.Transaction.learn`."""
        kept = [OUTCOMES[Outcome.WAITING], OUTCOMES[Outcome.STORED]]  # of what was erased, nothing is written again
        for part in parts_of(tuple(leads)):
            undated = select(t.leads.c.id).where(
                t.leads.c.id.in_(part), t.leads.c.published.is_(None), t.leads.c.outcome.in_(kept)
            )
            taken = list(self.connection.execute(undated).scalars())
            if not taken:
                continue
            for lead in taken:
                self.connection.execute(
                    update(t.leads).where(t.leads.c.id == lead).values(published=maybe_micros(leads[lead].published))
                )
            self.connection.execute(delete(t.lead_facts).where(t.lead_facts.c.lead.in_(taken)))
            facts = [{"lead": lead, "known": known} for lead in taken if (known := known_of(leads[lead]))]
            self.insert_new(t.lead_facts, facts)
            vague = (
                select(t.articles.c.key)
                .join_from(t.leads, t.articles, t.articles.c.key == t.leads.c.article)
                .join(t.revisions, t.revisions.c.id == t.articles.c.current)
                .where(
                    t.leads.c.id.in_(taken),
                    or_(t.articles.c.published.is_(None), t.revisions.c.meta.contains(DAY_ONLY)),
                )
            )
            self.connection.execute(
                update(t.leads)
                .where(
                    t.leads.c.id.in_(taken),
                    t.leads.c.outcome == OUTCOMES[Outcome.STORED],
                    t.leads.c.tries == 0,
                    t.leads.c.article.in_(vague),
                )
                .values(next_try=micros(at), etag=None, last_modified=None)
            )

    def told_date(self, lead: int) -> datetime | None:
        """See `ports.Transaction.told_date`."""
        return maybe_moment(
            self.connection.execute(select(t.leads.c.published).where(t.leads.c.id == lead)).scalar_one_or_none()
        )

    def ask_for(self, leads: Sequence[int], at: datetime) -> None:
        """See `ports.Transaction.ask_for`."""
        anew = {
            "outcome": OUTCOMES[Outcome.WAITING],
            "reason": Reason.NEW.value,
            "detail": "asked for by a person",
            "settled_at": micros(at),
            "etag": None,  # nothing is kept of it: "not modified" would be no answer
            "last_modified": None,
        }
        now = {"next_try": micros(at), "tries": 0}
        for part in parts_of(tuple(leads)):
            asked = update(t.leads).where(t.leads.c.id.in_(part))
            refused = [OUTCOMES[each] for each in (Outcome.WAITING, Outcome.REJECTED, Outcome.QUARANTINED)]
            self.connection.execute(asked.where(t.leads.c.outcome.in_(refused)).values({**anew, **now}))
            self.connection.execute(asked.where(t.leads.c.outcome == OUTCOMES[Outcome.STORED]).values(now))

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
        if outcome is Outcome.WAITING and next_try is None:
            raise LedgerError("A lead that waits needs the time of its next try.", lead=str(lead))
        _settle.run(
            self.connection,
            lead=lead,
            new_outcome=OUTCOMES[outcome],
            new_reason=None if reason is None else reason.value,
            new_detail=storable(detail) or None,
            new_next_try=maybe_micros(next_try),
            new_tries=tries,
            new_article=article,
            new_etag=maybe_storable(etag),
            new_last_modified=maybe_storable(last_modified),
            new_settled_at=micros(at),
        )

    def add_attempt(self, lead: int, attempt: Attempt) -> None:
        archived = attempt.archive
        _add_attempt.run(
            self.connection,
            lead=lead,
            at=micros(attempt.at),
            url=storable(attempt.url),
            status=attempt.status,
            final_url=maybe_storable(attempt.final_url) if attempt.final_url != attempt.url else None,
            content_type=maybe_storable(attempt.content_type),
            size=attempt.size,
            elapsed_ms=attempt.elapsed_ms,
            look=None if attempt.look is None else attempt.look.value,
            outcome=None if attempt.outcome is None else OUTCOMES[attempt.outcome],
            reason=None if attempt.reason is None else attempt.reason.value,
            detail=storable(attempt.detail) or None,
            file=None if archived is None else self._file(archived.file),
            offset=None if archived is None else archived.offset,
            length=None if archived is None else archived.length,
            digest=None if archived is None else bytes.fromhex(archived.digest.removeprefix("sha256:")),
            revisit=None if archived is None else archived.revisit,
        )

    def spread_budget(self, sources: Sequence[str], at: datetime) -> int:
        """Mark due leads that a page budget left behind as `waiting(budget)`; how many."""
        of_sources = (
            select(t.lanes.c.id)
            .join_from(t.lanes, t.sources, t.sources.c.num == t.lanes.c.source)
            .where(t.sources.c.id.in_(list(sources)))
        )
        return self.connection.execute(
            update(t.leads)
            .where(
                t.leads.c.lane.in_(of_sources),
                t.leads.c.outcome == OUTCOMES[Outcome.WAITING],
                t.leads.c.next_try <= micros(at),
                t.leads.c.reason == Reason.NEW.value,
            )
            .values(reason=Reason.BUDGET.value)
        ).rowcount

    def forget_refused_pages(self, before: datetime, limit: int) -> tuple[ArchiveRef, ...]:
        """The raw pages that were refused before then, at most `limit`, for the archive to erase inside the same job;
        the attempts stay, without them. If the process dies in between, the next call gives them again."""
        rows = self.connection.execute(
            select(t.attempts, t.files.c.name)
            .join_from(t.attempts, t.files, t.files.c.id == t.attempts.c.file)
            .where(
                # Literals: they name the partial index.
                sql("attempts.outcome = 2 AND attempts.file IS NOT NULL"),
                t.attempts.c.at < micros(before),
            )
            .order_by(t.attempts.c.at)
            .limit(limit)
        ).all()
        nothing = dict.fromkeys(("file", "offset", "length", "digest", "revisit"))
        for part in parts_of([row.id for row in rows]):
            self.connection.execute(update(t.attempts).where(t.attempts.c.id.in_(part)).values(nothing))
        return tuple(archive_ref(row) for row in rows)

    def _file(self, name: str) -> int:
        known = self.names.files.get(name)
        if known is None:
            known = self.connection.execute(_find_file, {"name": name}).scalar()
            if known is None:
                self.insert_new(t.files, [{"name": name}])
                known = self.connection.execute(_find_file, {"name": name}).scalar_one()
            self.names.files[name] = known
        return known


def _lead_state(row: AnyRow) -> LeadState:
    values = row._mapping
    return LeadState(
        lead=values["id"],
        outcome=OUTCOME_OF[values["outcome"]],
        article=values["article"],
        digest=values["digest"],
        listed=bool(values["listed"]),
        published=maybe_moment(values["published"]),
    )
