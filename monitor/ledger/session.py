"""What every part of a transaction shares: the connection, the names it has looked up, the changes it has promised.

Changes are collected here and numbered by `number_changes` as the last thing before the commit: the counter's row
lock is then held for the shortest time, and the order of commits is the order of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Row, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from monitor.ledger.codec import CHANGES, micros, storable, url_digest
from monitor.ledger.prepared import Prepared
from monitor.ledger.schema import articles, changes, counter, hosts, lanes, sources, urls
from monitor.model import ChangeKind

T = TypeVar("T")
AnyRow: TypeAlias = Row[*tuple[Any, ...]]

MANY = 400
"""Values in one IN list: below SQLite's oldest limit of 999 variables, and few distinct shapes for the statement cache."""


@dataclass(slots=True)
class Names:
    """Ids of sources, hosts, lanes and archive files that are committed or written in the running transaction."""

    sources: dict[str, int] = field(default_factory=dict)
    hosts: dict[str, int] = field(default_factory=dict)
    lanes: dict[tuple[int, int], int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)

    def forget(self) -> None:
        """After a rollback, what was looked up may not be there."""
        self.sources.clear()
        self.hosts.clear()
        self.lanes.clear()
        self.files.clear()


@dataclass(frozen=True, slots=True)
class Promise:
    """A change without its number yet."""

    article: int
    revision: int
    kind: ChangeKind
    at: int


_find_source = select(sources.c.num).where(sources.c.id == bindparam("name"))
_find_host = Prepared(select(hosts.c.id).where(hosts.c.name == bindparam("name")))
_find_lane = Prepared(
    select(lanes.c.id).where(lanes.c.source == bindparam("source"), lanes.c.host == bindparam("host"))
)
_add_host = {
    "sqlite": Prepared(sqlite.insert(hosts).on_conflict_do_nothing(), "name"),
    "postgresql": Prepared(postgresql.insert(hosts).on_conflict_do_nothing(), "name"),
}
_add_lane = {
    "sqlite": Prepared(sqlite.insert(lanes).on_conflict_do_nothing(), "source", "host"),
    "postgresql": Prepared(postgresql.insert(lanes).on_conflict_do_nothing(), "source", "host"),
}
_urls = select(urls.c.digest, urls.c.id, urls.c.article)
_find_urls = _urls.where(urls.c.digest.in_(bindparam("digests", expanding=True)))
_FEW = 6
"""A page has seldom more spellings than this: asked, redirects, final, canonical."""
_find_few_urls = Prepared(_urls.where(urls.c.digest.in_([bindparam(f"digest{n}") for n in range(_FEW)])))
_count_on = Prepared(update(counter).values(seq=counter.c.seq + bindparam("n")).returning(counter.c.seq))
_set_seq = Prepared(update(articles).where(articles.c.key == bindparam("article")).values(seq=bindparam("number")))
_add_change = Prepared(changes.insert(), "seq", "article", "revision", "kind", "at")


class Session:
    """One database transaction, or a savepoint's part of it."""

    def __init__(self, connection: Connection, names: Names) -> None:
        self.connection = connection
        self.names = names
        self.promises: list[Promise] = []
        self.erases = False
        """Whether something was erased: the write-ahead log is emptied after the commit."""
        self.ends_run = False
        self.dialect = connection.dialect.name
        self.is_sqlite = self.dialect == "sqlite"

    def promise(self, article: int, revision: int, kind: ChangeKind, at: datetime) -> None:
        self.promises.append(Promise(article, revision, kind, micros(at)))

    def number_changes(self) -> None:
        """Take as many numbers as there are promises, and write the change log and the articles' latest seq."""
        if not self.promises:
            return
        last = int(_count_on.one(self.connection, n=len(self.promises)).seq)
        first = last - len(self.promises) + 1
        numbered = list(enumerate(self.promises, first))
        _add_change.many(
            self.connection,
            [
                {
                    "seq": seq,
                    "article": said.article,
                    "revision": said.revision,
                    "kind": CHANGES[said.kind],
                    "at": said.at,
                }
                for seq, said in numbered
            ],
        )
        latest = {said.article: seq for seq, said in numbered}
        _set_seq.many(self.connection, [{"article": article, "number": seq} for article, seq in latest.items()])
        self.promises.clear()

    def insert_new(self, table: Table, rows: Sequence[Mapping[str, Any]], *returning: str) -> list[AnyRow]:
        """Insert the rows that break no unique index; the `returning` columns of those that were inserted."""
        if not rows:
            return []
        statement = (sqlite if self.is_sqlite else postgresql).insert(table).on_conflict_do_nothing()
        if not returning:
            self.connection.execute(statement, rows)
            return []
        wanted: ReturningInsert[Any] = statement.returning(*(table.c[name] for name in returning))
        return list(self.connection.execute(wanted, rows).all())

    def upsert(self, table: Table, row: Mapping[str, Any], *keys: str) -> None:
        """Insert the row, or set its other columns where `keys` have it already."""
        statement = (sqlite if self.is_sqlite else postgresql).insert(table)
        rest = {name: statement.excluded[name] for name in row if name not in keys}
        self.connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=rest), row)

    def source(self, name: str, at: datetime) -> int:
        """The source's number, given at its first mention."""
        known = self.names.sources.get(name)
        if known is None:
            known = self.connection.execute(_find_source, {"name": name}).scalar()
            if known is None:
                self.insert_new(sources, [{"id": storable(name), "first_seen": micros(at)}])
                known = self.connection.execute(_find_source, {"name": storable(name)}).scalar_one()
            self.names.sources[name] = known
        return known

    def host(self, name: str) -> int:
        known = self.names.hosts.get(name)
        if known is None:
            kept = storable(name)
            row = _find_host.one(self.connection, name=kept)
            if row is None:
                _add_host[self.dialect].run(self.connection, name=kept)
                row = _find_host.one(self.connection, name=kept)
            known = self.names.hosts[name] = int(row.id)
        return known

    def lane(self, source: int, host: int) -> int:
        known = self.names.lanes.get((source, host))
        if known is None:
            row = _find_lane.one(self.connection, source=source, host=host)
            if row is None:
                _add_lane[self.dialect].run(self.connection, source=source, host=host)
                row = _find_lane.one(self.connection, source=source, host=host)
            known = self.names.lanes[source, host] = int(row.id)
        return known

    def find_urls(self, digests: Sequence[bytes]) -> dict[bytes, tuple[int, int | None]]:
        """Digest → (url, article) of those that are known spellings."""
        found: dict[bytes, tuple[int, int | None]] = {}
        if 0 < len(digests) <= _FEW:
            padded = [*digests, *[digests[0]] * (_FEW - len(digests))]
            asked = {f"digest{number}": digest for number, digest in enumerate(padded)}
            return {bytes(row.digest): (row.id, row.article) for row in _find_few_urls.all(self.connection, **asked)}
        for part in parts_of(digests):
            for digest, url, article in self.connection.execute(_find_urls, {"digests": part}):
                found[bytes(digest)] = (url, article)
        return found

    def add_urls(self, keys: Sequence[str]) -> dict[bytes, tuple[int, int | None]]:
        """Digest → (url, article) of all keys; those not seen before are written."""
        wanted = {url_digest(key): key for key in keys}
        found = self.find_urls(tuple(wanted))
        missing = [{"digest": digest, "key": storable(key)} for digest, key in wanted.items() if digest not in found]
        for part in parts_of(missing):
            for row in self.insert_new(urls, part, "id", "digest"):
                found[bytes(row.digest)] = (row.id, None)
        if len(found) < len(wanted):
            # Another process committed the same spelling between the two statements.
            found |= self.find_urls([digest for digest in wanted if digest not in found])
        return found


def parts_of(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), MANY):
        yield values[start : start + MANY]
