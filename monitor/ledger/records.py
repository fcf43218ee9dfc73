"""Articles and the change log as the ledger holds them: what the index, a rebuild, `search`, `show` and `export` read.

Every read is short, paged by key, and blocks no writer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, select

from monitor.errors import NotFound
from monitor.ledger import schema as t
from monitor.ledger.codec import (
    CHANGE_OF,
    ERASED,
    MERGED,
    OUTCOMES,
    STATES,
    archive_ref,
    article_of,
    lead_of,
    micros,
    moment,
    unpack,
    url_digest,
)
from monitor.ledger.engine import Database
from monitor.ledger.session import AnyRow, parts_of
from monitor.model import Article, Change, Lead, Look, Outcome, Record, Searchable
from monitor.ports import ArchiveRef, Checkpoint

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

_KEPT_BY = (None, Look.UNCHANGED.value, Look.REVISED.value, Look.RETURNED.value)
"""Looks whose page holds the article's current words; None is the first fetch."""


class Records:
    """`ports.Changes`, and the articles of `ports.Reader`."""

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
        good = [look for look in _KEPT_BY if look is not None]
        wanted = (
            select(*t.ARCHIVED)
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
        return archive_ref(row)

    def lead(self, article: int) -> Lead | None:
        """See `ports.Reader.lead`."""
        wanted = (
            select(t.articles.c.address, t.lead_facts.c.known)
            .outerjoin_from(t.articles, t.lead_facts, t.lead_facts.c.lead == t.articles.c.lead)
            .where(t.articles.c.key == article, t.articles.c.state.not_in([ERASED, MERGED]))
        )
        with self._database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else lead_of(row.address or "", row.known)

    def archived_further(self, article: int) -> tuple[ArchiveRef, ...]:
        """See `ports.Reader.archived_further`."""
        wanted = (
            select(*t.ARCHIVED, t.attempts.c.outcome, t.attempts.c.look)
            .join_from(t.articles, t.attempts, t.attempts.c.lead == t.articles.c.lead)
            .outerjoin(t.files, t.files.c.id == t.attempts.c.file)
            .where(t.articles.c.key == article)
            .order_by(t.attempts.c.id)
        )
        found: tuple[ArchiveRef, ...] = ()
        waiting: list[ArchiveRef] = []
        with self._database.reading() as connection:
            for row in connection.execute(wanted):
                if row.outcome is None:
                    waiting += [archive_ref(row)] if row.name is not None else []
                    continue
                if row.outcome == OUTCOMES[Outcome.STORED] and row.name is not None and row.look in _KEPT_BY:
                    found = tuple(waiting)
                waiting = []
        return found

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
