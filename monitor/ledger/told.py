"""The change log with what each change was about: `Chronicle.told`.

A change is told with its own revision, as newest code reads it, and a revised one with the revision before it, so that
what was changed can be said long after. Of an erased article nothing is left but the change itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, select

from monitor.ledger import schema as t
from monitor.ledger.codec import CHANGE_OF, article_of, moment, unpack
from monitor.ledger.engine import Database
from monitor.ledger.session import AnyRow, parts_of
from monitor.model import Article, Change, ChangeKind
from monitor.ports import Publisher, Told

Revision = tuple[int, int]
"""(article, number)"""

PUBLISHER = (
    t.sources.c.id.label("source"),
    t.sources.c.name.label("source_name"),
    t.sources.c.kind.label("source_kind"),
    t.sources.c.country,
    t.sources.c.owner,
    t.sources.c.labels,
)

_changes = (
    select(
        t.changes.c.seq,
        t.changes.c.article,
        t.changes.c.revision,
        t.changes.c.kind,
        t.changes.c.at,
        t.articles.c.public,
        t.articles.c.address,
        t.articles.c.first_seen,
        t.articles.c.backlog,
        *PUBLISHER,
    )
    .join_from(t.changes, t.articles, t.articles.c.key == t.changes.c.article)
    .join(t.sources, t.sources.c.num == t.articles.c.source)
    .where(t.changes.c.seq > bindparam("after"), t.changes.c.seq <= bindparam("until"))
    .order_by(t.changes.c.seq)
)
_places = (
    select(t.revisions.c.id, t.revisions.c.article, t.revisions.c.number)
    .where(t.revisions.c.article.in_(bindparam("articles", expanding=True)))
    .order_by(t.revisions.c.article, t.revisions.c.number, t.revisions.c.rendition)
)
_texts = (
    select(t.revisions.c.id, t.revisions.c.meta, t.texts.c.body)
    .join_from(t.revisions, t.texts, t.texts.c.id == t.revisions.c.text)
    .where(t.revisions.c.id.in_(bindparam("rows", expanding=True)))
)


class ToldChanges:
    def __init__(self, database: Database) -> None:
        self._database = database

    def told(self, after: int, until: int) -> tuple[Told, ...]:
        """See `ports.Chronicle`."""
        with self._database.reading() as connection:
            rows = connection.execute(_changes, {"after": after, "until": until}).all()
            wanted = {pair for row in rows for pair in _revisions_of(row)}
            found = _articles(connection, wanted)
        return tuple(_told(row, found) for row in rows)


def publisher(row: AnyRow) -> Publisher:
    """From a row with the columns of `PUBLISHER`."""
    return Publisher(
        id=row.source,
        name=row.source_name or row.source,
        kind=row.source_kind or "news",
        country=row.country,
        owner=row.owner,
        labels=json.loads(row.labels) if row.labels else {},
    )


def _revisions_of(row: AnyRow) -> Iterable[Revision]:
    yield row.article, row.revision
    if CHANGE_OF[row.kind] is ChangeKind.REVISED:
        yield row.article, row.revision - 1


def _articles(connection: Connection, wanted: set[Revision]) -> dict[Revision, Article]:
    """The newest rendition of each revision. A live page has hundreds: texts are read of those asked for alone."""
    newest: dict[Revision, int] = {}
    for part in parts_of(sorted({article for article, _ in wanted})):
        for row, article, number in connection.execute(_places, {"articles": part}):
            if (article, number) in wanted:
                newest[article, number] = row
    read = {row: article for part in parts_of(sorted(newest.values())) for row, article in _read(connection, part)}
    return {revision: read[row] for revision, row in newest.items() if row in read}


def _read(connection: Connection, rows: Sequence[int]) -> Iterable[tuple[int, Article]]:
    for row, meta, body in connection.execute(_texts, {"rows": rows}):
        yield row, article_of(meta, unpack(body))


def _told(row: AnyRow, found: dict[Revision, Article]) -> Told:
    kind = CHANGE_OF[row.kind]
    return Told(
        change=Change(seq=row.seq, article=row.article, revision=row.revision, kind=kind, at=moment(row.at)),
        id=bytes(row.public).hex(),
        url=row.address or "",
        publisher=publisher(row),
        first_seen=moment(row.first_seen),
        backlog=bool(row.backlog),
        article=found.get((row.article, row.revision)),
        before=found.get((row.article, row.revision - 1)) if kind is ChangeKind.REVISED else None,
    )
