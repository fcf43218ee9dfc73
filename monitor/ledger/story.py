"""Everything the ledger knows of one URL, in order of time: what `monitor why` prints.

Each event is a mapping with `at` (aware UTC) and `event`, one of: discovered, delisted, in_hand, attempt, outcome,
article, revision, rendition, change, merged, erased; the other keys depend on it and hold plain values.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from monitor.ledger import schema as t
from monitor.ledger.codec import CHANGE_OF, OUTCOME_OF, STATES, lead_of, maybe_moment, micros, moment, url_digest
from monitor.ledger.engine import Database

Event = dict[str, object]
_ORDER = (
    "discovered",
    "in_hand",
    "attempt",
    "article",
    "revision",
    "rendition",
    "outcome",
    "change",
    "merged",
    "erased",
    "delisted",
)


class Story:
    """See `ports.Story`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def events(self, key: str) -> Iterator[Mapping[str, object]]:
        """Nothing where no listing, redirect or page ever named this URL."""
        with self._database.reading() as connection:
            url = connection.execute(select(t.urls).where(t.urls.c.digest == url_digest(key))).one_or_none()
            if url is None:
                return iter(())
            told = list(_of_lead(connection, url.id))
            if not told and url.article is not None:  # the end of a redirect, an AMP page: tell how its article came in
                first = connection.execute(
                    select(t.articles.c.lead).where(t.articles.c.key == url.article)
                ).scalar_one()
                told = list(_of_lead(connection, first))
            told += _of_article(connection, url.article)
        told.sort(key=lambda event: (micros(event["at"]), _ORDER.index(str(event["event"]))))  # type: ignore[arg-type]
        return iter(told)


def _of_lead(connection: Connection, lead: int) -> Iterator[Event]:
    row = connection.execute(
        select(t.leads, t.sources.c.id.label("source"), t.hosts.c.name.label("host"), t.hosts.c.token, t.hosts.c.holder)
        .join_from(t.leads, t.lanes, t.lanes.c.id == t.leads.c.lane)
        .join(t.sources, t.sources.c.num == t.lanes.c.source)
        .join(t.hosts, t.hosts.c.id == t.lanes.c.host)
        .where(t.leads.c.id == lead)
    ).one_or_none()
    if row is None:
        return
    known = lead_of(
        row.url or "", connection.execute(select(t.lead_facts.c.known).where(t.lead_facts.c.lead == lead)).scalar()
    )
    paths = connection.execute(
        select(t.lead_paths, t.listings.c.kind, t.listings.c.url)
        .join_from(t.lead_paths, t.listings, t.listings.c.id == t.lead_paths.c.listing)
        .where(t.lead_paths.c.lead == lead)
    )
    for path in paths:
        where = {"listing": path.url, "listing_kind": path.kind}
        yield {
            "at": moment(path.first_at),
            "event": "discovered",
            **where,
            "source": row.source,
            "url": row.url,
            "title": known.title,
            "published": known.published,
        }
        if not path.listed:
            yield {"at": moment(path.last_at), "event": "delisted", **where}
    for tried in connection.execute(
        select(t.attempts, t.files.c.name)
        .outerjoin_from(t.attempts, t.files, t.files.c.id == t.attempts.c.file)
        .where(t.attempts.c.lead == lead)
        .order_by(t.attempts.c.id)
    ):
        yield _attempt(tried)
    if row.hand is not None and row.holder is not None and row.hand == row.token:
        yield {"at": moment(row.settled_at or row.found_at), "event": "in_hand", "holder": row.holder, "host": row.host}
    yield {
        "at": moment(row.settled_at or row.found_at),
        "event": "outcome",
        "outcome": OUTCOME_OF[row.outcome].value,
        "reason": row.reason,
        "detail": row.detail or "",
        "next_try": maybe_moment(row.next_try),
        "tries": row.tries,
        "source": row.source,
    }


def _attempt(row: Any) -> Event:
    archive = None
    if row.name is not None:
        archive = {
            "file": row.name,
            "offset": row.offset,
            "length": row.length,
            "digest": "sha256:" + bytes(row.digest).hex(),
            "revisit": bool(row.revisit),
        }
    return {
        "at": moment(row.at),
        "event": "attempt",
        "url": row.url,
        "final_url": row.final_url or row.url,
        "status": row.status,
        "content_type": row.content_type,
        "size": row.size,
        "elapsed_ms": row.elapsed_ms,
        "look": row.look,
        "outcome": None if row.outcome is None else OUTCOME_OF[row.outcome].value,
        "reason": row.reason,
        "detail": row.detail or "",
        "archive": archive,
    }


def _of_article(connection: Connection, key: int | None) -> Iterator[Event]:
    row = connection.execute(select(t.articles).where(t.articles.c.key == key)).one_or_none()
    if row is not None and row.into is not None:
        yield {"at": moment(row.last_seen), "event": "merged", "id": bytes(row.public).hex(), "article": row.into}
        row = connection.execute(select(t.articles).where(t.articles.c.key == row.into)).one_or_none()
    if row is None:
        return
    yield {
        "at": moment(row.first_seen),
        "event": "article",
        "id": bytes(row.public).hex(),
        "article": row.key,
        "url": row.address,
        "state": STATES[row.state],
        "backlog": bool(row.backlog),
        "looks": row.looks,
        "last_seen": moment(row.last_seen),
        "missing_since": maybe_moment(row.missing_since),
    }
    for version in connection.execute(
        select(t.revisions)
        .where(t.revisions.c.article == row.key)
        .order_by(t.revisions.c.number, t.revisions.c.rendition)
    ):
        meta = json.loads(version.meta)
        yield {
            "at": moment(version.at),
            "event": "rendition" if version.rendition else "revision",
            "number": version.number,
            "title": meta.get("title", ""),
            "words": meta.get("word_count", 0),
            "origins": meta.get("origins", {}),
            "content_hash": version.content_hash,
            "extractor": version.extractor,
        }
    for change in connection.execute(select(t.changes).where(t.changes.c.article == row.key).order_by(t.changes.c.seq)):
        kind = CHANGE_OF[change.kind].value
        yield {"at": moment(change.at), "event": "change", "seq": change.seq, "kind": kind, "revision": change.revision}
    stone = connection.execute(select(t.tombstones).where(t.tombstones.c.article == row.key)).one_or_none()
    if stone is not None:
        yield {"at": moment(stone.at), "event": "erased", "reason": stone.reason}
