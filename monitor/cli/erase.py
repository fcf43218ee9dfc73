"""`monitor erase`: remove articles for good from ledger, archive and index; a tombstone keeps them out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from monitor.cli.frame import command
from monitor.cli.marked import plain
from monitor.cli.session import Session
from monitor.cli.subject import article_of, is_url, short
from monitor.errors import MonitorError, NotFound

if TYPE_CHECKING:
    from monitor.model import Record
    from monitor.ports import Transaction

_ID = re.compile(r"[0-9a-f]{6,32}")
MOST_NAMED = 20


@command(
    examples=(
        "monitor erase 5f2c91ab --reason 'asked by the family'",
        "monitor erase https://site.example/news/1 --yes",
        "monitor erase '\"Laleh Sarvandi\" source:chiya'",
    )
)
@click.argument("which", metavar="ID|URL|QUERY")
@click.option("--query", "is_query", is_flag=True, help="It is a query, even if it looks like an id or an address.")
@click.option("--reason", default="erased by a person", metavar="TEXT", help="Stands on the tombstone.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and do nothing.")
def erase(session: Session, which: str, is_query: bool, reason: str, dry_run: bool) -> int | None:
    """Remove articles for good: text, title, all revisions, the raw pages, the index entry.

    A tombstone stays (id, date, reason) and keeps the same address from being stored again. Copies that you exported or
    backed up are not reached.
    """
    records = _records(session, which, is_query=is_query)
    revisions = sum(record.revisions for record in records)
    pages = sum(session.watch.ledger.archived(record.key) is not None for record in records)
    for record in records:
        session.emit("erasable" if dry_run else "erasing", id=record.id, url=record.url, source=record.source,
                     title=record.article.title, revisions=record.revisions)  # fmt: skip
    _tell(session, records, revisions, pages)
    session.summary(articles=len(records), revisions=revisions, erased=0, reason=reason)
    if dry_run:
        return None
    name = short(records[0].id) if len(records) == 1 else str(len(records))
    if not session.confirm_by_name(name, "This cannot be undone."):
        session.say("Nothing was erased.")
        return 1
    erase_all(session, records, reason)
    session.summary(erased=len(records))
    session.say(
        f"{_many(len(records), 'article')} erased. A tombstone keeps {'it' if len(records) == 1 else 'them'} out."
    )
    return None


def _records(session: Session, which: str, *, is_query: bool) -> list[Record]:
    if not is_query and (_ID.fullmatch(which) or (is_url(which) and " " not in which and '"' not in which)):
        return [article_of(session, which)]
    from monitor import indexing
    from monitor import search as use_case

    watch = session.watch
    asked = use_case.ask(which, now=session.now, zone=session.zone)
    if asked.tree is None:
        raise NotFound("Without a query nothing is erased.", hint="To erase everything, remove the state folder.")
    if indexing.behind(watch.ledger, watch.index) != 0:
        # What the index does not know yet must not survive an erasure.
        watch.catch_up(engine=watch.settings.index.engine[0])
    found = [each.record for each in use_case.export(asked, index=watch.index, changes=watch.ledger, now=session.now)]
    if not found:
        raise NotFound(f"No article fits {which}.", hint="monitor search shows what fits.", query=which)
    return found


def _tell(session: Session, records: Sequence[Record], revisions: int, pages: int) -> None:
    raw = " and the raw pages" if pages else ""
    session.say(f"{_many(len(records), 'article')} with {_many(revisions, 'revision')}{raw}:")
    for record in records[:MOST_NAMED]:
        session.say(f"  {short(record.id)}  {record.source}  {plain(session, record.article.title)}")
    if len(records) > MOST_NAMED:
        session.say(f"  and {len(records) - MOST_NAMED:,} more")


def erase_all(session: Session, records: Sequence[Record], reason: str) -> None:
    watch = session.watch
    archive = watch.archive
    writer = watch.ledger.writer()
    try:
        for record in records:

            def remove(tx: Transaction, article: int = record.key) -> None:
                refs = tx.erase(article, reason, session.now)
                # Before the commit: if it fails here, the ledger still knows which raw pages must go.
                if archive is not None:
                    archive.erase(refs)

            writer.submit(remove).result()
    finally:
        writer.close()
    try:
        watch.catch_up()
    except MonitorError as error:
        session.warn(
            f"Gone from ledger and archive. The index still has its words: {error.message}",
            code="erase.index",
            hint="monitor index sync",
        )


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
