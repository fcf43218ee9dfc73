"""Does the ledger agree with itself, and with the archive? What `monitor doctor` runs.

Each problem is a sentence with its subject. Nothing is mended here: a ledger that contradicts itself is for a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import zstandard
from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from monitor.ledger import schema as t
from monitor.ledger.codec import ERASED, MERGED, OUTCOMES, archive_ref, text_digest, unpack, url_digest
from monitor.ledger.engine import Database
from monitor.model import Outcome
from monitor.ports import ArchiveRef

_PAGE = 1000
_LIVE = t.articles.c.state.not_in([ERASED, MERGED])


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """`code` is stable; `count` says how many rows have it, `sample` names the first."""

    code: str
    message: str
    count: int = 1
    sample: str = ""


def problems(database: Database, *, full: bool) -> Iterator[Problem]:
    """What is wrong. `full` reads every text and every URL; without it only what indices and counts can tell."""
    with database.reading() as connection:
        if database.is_sqlite:
            check = "integrity_check" if full else "quick_check"
            for line in connection.exec_driver_sql(f"PRAGMA {check}(20)").scalars():
                if line != "ok":
                    yield Problem(code="ledger.damaged", message=f"SQLite's own check fails: {line}")
        for code, message, column, condition in _CONDITIONS:
            count, sample = connection.execute(select(func.count(), func.min(column)).where(condition)).one()
            if count:
                yield Problem(code=code, message=message, count=count, sample=str(sample))
        yield from _change_log(connection)
        if full:
            yield from _texts(connection)
            yield from _urls(connection)


def archive_refs(database: Database) -> Iterator[ArchiveRef]:
    """Every reference that the ledger holds, for the archive to verify."""
    last = 0
    while True:
        with database.reading() as connection:
            rows = connection.execute(
                select(t.attempts.c.id, *t.ARCHIVED)
                .join_from(t.attempts, t.files, t.files.c.id == t.attempts.c.file)
                .where(t.attempts.c.id > last)
                .order_by(t.attempts.c.id)
                .limit(_PAGE)
            ).all()
        if not rows:
            return
        for row in rows:
            yield archive_ref(row)
        last = rows[-1].id


_CONDITIONS: tuple[tuple[str, str, ColumnElement[int], ColumnElement[bool]], ...] = (
    (
        "lead.outcome",
        "leads have an outcome that does not exist, so the sum over outcomes is wrong",
        t.leads.c.id,
        t.leads.c.outcome.not_in(list(OUTCOMES.values())),
    ),
    (
        "lead.never_tried",
        "leads wait without a time for their next try",
        t.leads.c.id,
        and_(t.leads.c.outcome == OUTCOMES[Outcome.WAITING], t.leads.c.next_try.is_(None)),
    ),
    (
        "lead.without_url",
        "leads have no URL",
        t.leads.c.id,
        ~exists().where(t.urls.c.id == t.leads.c.id),
    ),
    (
        "lead.without_article",
        "leads are stored or duplicates without an article",
        t.leads.c.id,
        and_(
            t.leads.c.outcome.in_([OUTCOMES[Outcome.STORED], OUTCOMES[Outcome.DUPLICATE]]),
            or_(t.leads.c.article.is_(None), ~exists().where(t.articles.c.key == t.leads.c.article)),
        ),
    ),
    (
        "article.without_text",
        "articles have no current text",
        t.articles.c.key,
        and_(
            _LIVE,
            ~exists().where(t.revisions.c.id == t.articles.c.current, t.texts.c.id == t.revisions.c.text),
        ),
    ),
    (
        "article.without_change",
        "articles never came onto the change log",
        t.articles.c.key,
        t.articles.c.seq == 0,
    ),
    (
        "article.without_url",
        "articles are not known under their first URL",
        t.articles.c.key,
        ~exists().where(t.urls.c.id == t.articles.c.url, t.urls.c.article == t.articles.c.key),
    ),
    (
        "article.alias",
        "aliases lead to no article",
        t.articles.c.key,
        or_(
            and_(t.articles.c.state == MERGED, t.articles.c.into.is_(None)),
            and_(t.articles.c.state != MERGED, t.articles.c.into.is_not(None)),
        ),
    ),
    (
        "url.article",
        "URLs lead to an article that is not there",
        t.urls.c.id,
        and_(t.urls.c.article.is_not(None), ~exists().where(t.articles.c.key == t.urls.c.article)),
    ),
    (
        "tombstone.text",
        "erased articles still have words",
        t.revisions.c.article,
        exists().where(t.tombstones.c.article == t.revisions.c.article),
    ),
)


def _change_log(connection: Connection) -> Iterator[Problem]:
    head = connection.execute(select(t.counter.c.seq)).scalar_one()
    first, last, count = connection.execute(
        select(func.min(t.changes.c.seq), func.max(t.changes.c.seq), func.count(t.changes.c.seq))
    ).one()
    if count and last != head:
        yield Problem(code="changes.head", message=f"the change log ends at {last}, its counter says {head}")
    if count and last - first + 1 != count:
        yield Problem(code="changes.gap", message=f"the change log has gaps: {count} of {last - first + 1} numbers")
    beyond = connection.execute(
        select(func.count()).select_from(t.articles).where(t.articles.c.seq > head)
    ).scalar_one()
    if beyond:
        yield Problem(code="changes.beyond", message="articles have a change number beyond the head", count=beyond)


def _texts(connection: Connection) -> Iterator[Problem]:
    last, bad, sample = 0, 0, ""
    while rows := connection.execute(
        select(t.texts.c.id, t.texts.c.digest, t.texts.c.body)
        .where(t.texts.c.id > last)
        .order_by(t.texts.c.id)
        .limit(_PAGE)
    ).all():
        for row in rows:
            if not _is_whole(row.body, bytes(row.digest)):
                bad, sample = bad + 1, sample or str(row.id)
        last = rows[-1].id
    if bad:
        yield Problem(code="text.damaged", message="texts are not what they were", count=bad, sample=sample)


def _is_whole(body: bytes, digest: bytes) -> bool:
    try:
        return text_digest(unpack(body)) == digest
    except (zstandard.ZstdError, UnicodeDecodeError):
        return False


def _urls(connection: Connection) -> Iterator[Problem]:
    last, bad, sample = 0, 0, ""
    while rows := connection.execute(
        select(t.urls.c.id, t.urls.c.digest, t.urls.c.key)
        .where(t.urls.c.id > last, t.urls.c.key.is_not(None))
        .order_by(t.urls.c.id)
        .limit(_PAGE)
    ).all():
        for row in rows:
            if url_digest(row.key) != bytes(row.digest):
                bad, sample = bad + 1, sample or row.key
        last = rows[-1].id
    if bad:
        yield Problem(code="url.digest", message="URLs stand under a wrong digest", count=bad, sample=sample)
