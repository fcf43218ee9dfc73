"""`monitor rebuild`: the index from the ledger, the articles from the archive. What is kept is the truth; this is derived."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.engines import chosen, engine_option, named
from monitor.cli.frame import group, subcommand
from monitor.cli.marked import plain
from monitor.cli.progress import Progress
from monitor.cli.session import Session
from monitor.cli.subject import short
from monitor.errors import NotFound

if TYPE_CHECKING:
    from monitor.elastic import ElasticIndex
    from monitor.index import EmbeddedIndex
    from monitor.ports import Transaction, Writer
    from monitor.rebuild import Reread

NOTE = "rebuild.articles"
"""The ledger's note of how far a rebuild has come: ``<version> <key>``; empty when it is done."""
NOTE_EVERY = 200


@group(examples=("monitor rebuild index", "monitor rebuild articles --dry-run"))
def rebuild(session: Session) -> None:
    """Make the index or the articles anew from what is kept. Nothing that is true is changed."""


@subcommand(rebuild, "index", examples=("monitor rebuild index", "monitor rebuild index --behind"))
@click.option("--behind", "behind_only", is_flag=True, help="Only catch up with the ledger, if that is enough.")
@click.option("--dry-run", is_flag=True, help="Say what would be done.")
@engine_option
def index(session: Session, behind_only: bool, dry_run: bool, engine: str | None) -> int | None:
    """Fill a new search index beside the old one, then switch. Searches go on meanwhile."""
    from monitor import indexing

    watch = session.watch

    def one(name: str, index: EmbeddedIndex | ElasticIndex) -> dict[str, Any]:
        behind = indexing.behind(watch.ledger, index)
        anew = behind is None or not behind_only
        told: dict[str, Any] = {"behind": behind, "anew": anew, "applied": 0}
        if dry_run:
            every = f"{watch.ledger.head().seq:,} changes would be indexed anew"
            session.say(
                f"{named(watch, name)}{every if anew else f'{behind:,} changes are missing'}. Nothing was done."
            )
            return told
        progress = Progress(session, "changes")
        if anew:
            done = indexing.rebuild(watch.ledger, index, progress=progress.step)
        else:
            done = watch.catch_up(engine=name, progress=progress.step)[name]
        progress.end()
        kept = index.search(None, sort="best", limit=1).total
        session.say(f"{named(watch, name)}{done.applied:,} changes applied; {kept:,} articles can be searched.")
        return told | {"applied": done.applied, "seq": done.seq}

    every = indexing.each(chosen(watch, engine), one)
    session.summary(**next(iter(every.values())))
    if len(watch.indexes) > 1:
        session.summary(engines=every)
    return None


@subcommand(
    rebuild,
    "articles",
    examples=("monitor rebuild articles --dry-run", "monitor rebuild articles", "monitor rebuild articles --again"),
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--again", is_flag=True, help="From the first article, though an earlier run got further.")
@click.option("--source", metavar="ID", help="Of this source only.")
def articles(session: Session, dry_run: bool, again: bool, source: str | None) -> int | None:
    """Read every article anew from its raw page, with the extraction of today.

    What reads differently becomes a new rendition of the same revision: searched and shown, never alerted. An article whose
    page today's code would refuse stays as it is. A run that was stopped goes on where it was. Ends with 3 where pages
    could not be read.
    """
    from monitor import VERSION
    from monitor import rebuild as use_case
    from monitor.app import now

    watch = session.watch
    if watch.archive is None:
        raise NotFound(
            'No raw pages are kept: [store] archive = "off".', hint="Articles stay as they were read at first."
        )
    book = watch.ledger
    after = 0 if again or dry_run or source else _left_off(book.notes().get(NOTE, ""), VERSION)
    if after:
        session.talk("Going on where the last run was stopped; --again begins anew.")
    chosen = {each.id: each for each in watch.settings.sources if source in (None, each.id)}
    if source is not None:
        watch.source(source)
    counts: Counter[str] = Counter()
    writer = None if dry_run else book.writer()
    progress = Progress(session, "articles")
    last = after
    try:
        for each in use_case.articles(
            changes=book, reader=book, archive=watch.archive, workers=watch.workers, sources=chosen, writer=writer,
            clock=now, version=VERSION, after_key=after, only=source,
        ):  # fmt: skip
            counts[each.result.value] += 1
            last = each.record.key
            _tell(session, each, progress)
            progress.step(counts.total(), None)
            if writer is not None and source is None and counts.total() % NOTE_EVERY == 0:
                _note(writer, f"{VERSION} {last}")
        last = 0
    finally:
        progress.end()
        if writer is not None:
            if source is None:
                _note(writer, f"{VERSION} {last}" if last else "")
            writer.close()
    session.summary(articles=counts.total(), **{result.value: counts[result.value] for result in use_case.Result})
    _sum(session, counts, dry_run=dry_run)
    if counts["different"] and not dry_run:
        watch.catch_up()
    return 3 if counts["unreadable"] else None


def _left_off(note: str, version: str) -> int:
    told, _, at = note.partition(" ")
    return int(at) if told == version and at.isdigit() else 0


def _note(writer: Writer, text: str) -> None:
    def write(tx: Transaction) -> None:
        tx.note(NOTE, text)

    writer.submit(write).result()


def _tell(session: Session, each: Reread, progress: Progress) -> None:
    from monitor.rebuild import Result

    if each.result is Result.SAME or (each.result is Result.NO_PAGE and not session.verbose and not session.json):
        return
    record = each.record
    changes = {
        name: {"before": getattr(record.article, name), "after": getattr(each.after, name)}
        for name in each.fields
        if each.after is not None
    }
    session.emit("reread", id=record.id, url=record.url, source=record.source, result=each.result, detail=each.detail,
                 changes=changes)  # fmt: skip
    if session.json:
        return
    progress.end()
    what = each.detail or ", ".join(each.fields)
    session.say(f"{short(record.id)}  {record.source}  {each.result.value.replace('_', ' ')}: {plain(session, what)}")
    for name, sides in changes.items():
        if name == "text":
            before, after = (len(str(sides[side]).split()) for side in ("before", "after"))
            session.say(f"    text: {before:,} → {after:,} words")
            continue
        for sign, side in (("-", "before"), ("+", "after")):
            session.say(f"    {name} {sign} {plain(session, _value(sides[side]))}")


def _value(value: object) -> str:
    if value in (None, (), ""):
        return "(nothing)"
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value)
    return " ".join(str(value).split())


def _sum(session: Session, counts: Counter[str], *, dry_run: bool) -> None:
    words = {
        "same": "read as before",
        "different": "would read differently" if dry_run else "read differently: now in their new form",
        "refused": "would be refused today: kept as they are",
        "no_page": "have no raw page: kept as they are",
        "unreadable": "have a raw page that cannot be read: kept as they are",
    }
    session.say(f"{counts.total():,} articles")
    for result, text in words.items():
        if counts[result]:
            session.say(f"  {counts[result]:>7,}  {text}")
