"""`monitor index`: the search server. Where search is embedded, only `sync`, `rebuild` and `status` have something to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.engines import chosen, engine_option, named
from monitor.cli.frame import group, subcommand
from monitor.cli.marked import plain
from monitor.cli.progress import Progress
from monitor.cli.session import Session
from monitor.cli.subject import short
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.elastic import ElasticIndex
    from monitor.index import EmbeddedIndex

MOST_SHOWN = 20
BATCH = 200


@group(
    examples=("monitor index setup --dry-run", "monitor index status", "monitor index sync", "monitor index rebuild")
)
def index(session: Session) -> None:
    """Look after the search server: what is on it, what is missing there."""


@subcommand(index, "setup", examples=("monitor index setup --dry-run", "monitor index setup"))
@click.option("--dry-run", is_flag=True, help="Say what would be done.")
def setup(session: Session, dry_run: bool) -> int | None:
    """Put the index templates on the server. What is not ours, or newer, is not touched."""
    elastic = _elastic(session)
    done = elastic.setup(dry_run=dry_run)
    session.summary(dry_run=dry_run, templates=done)
    for name, what in done.items():
        session.say(f"{name}: {what}")
    if dry_run:
        session.say("Nothing was done.")
    elif not session.quiet:
        session.talk("Next: monitor index sync")
    return None


@subcommand(index, "status", examples=("monitor index status", "monitor index status --json"))
def status(session: Session) -> int | None:
    """What answers, whether it may be written to, how far it is behind, what it refused. Ends with 4 where something
    needs you."""
    from monitor import indexing

    watch = session.watch
    session.summary(engine=watch.settings.index.engine[0], engines=list(watch.indexes))
    looks = {"embedded": _embedded_status, "elasticsearch": _elastic_status}
    wrong = indexing.each(watch.indexes, lambda name, _: looks[name](session))
    return 4 if any(wrong.values()) else None


def _embedded_status(session: Session) -> bool:
    """Say what it is like; whether it needs somebody."""
    from monitor import indexing

    watch = session.watch
    behind = indexing.behind(watch.ledger, watch.embedded)
    session.emit("engine", engine="embedded", behind=behind)
    if watch.settings.index.engine[0] == "embedded":
        session.summary(behind=behind)
    session.say(f"Embedded    {_lag(behind)}")
    return behind is None and watch.ledger.head().seq > 0


def _elastic_status(session: Session) -> bool:
    """Say what answers and what is on it; whether it needs somebody."""
    from monitor import indexing
    from monitor.elastic.state import look

    watch = session.watch
    state = look(watch.elastic)
    head = watch.ledger.head()
    behind = head.seq - state.checkpoint.seq if state.checkpoint and indexing.follows(state.checkpoint, head) else None
    wrong = bool(state.problems or state.missing or state.refused or behind is None)
    wrong = wrong or state.health == "red" or any(each != "same" for each in state.templates.values())
    session.emit("engine", engine="elasticsearch", behind=behind)
    if watch.settings.index.engine[0] == "elasticsearch":
        session.summary(behind=behind)
    session.summary(
        address=state.address, product=state.product, version=state.version,
        health=state.health, templates=state.templates, alias=state.alias, set=state.set_name, indices=state.indices,
        articles=state.articles, bytes=state.bytes, missing=state.missing, refused=len(state.refused),
        unstemmed=state.unstemmed, problems=state.problems,
    )  # fmt: skip
    rows = [
        ("Server", f"{state.product} {state.version} at {state.address}, {state.health}"),
        ("Templates", ", ".join(f"{name} {what}" for name, what in state.templates.items()) or "not told"),
        ("Alias", f"{state.alias} → {state.set_name or 'nothing yet'} ({state.indices} indices)"),
        ("Articles", f"{state.articles:,}, {state.bytes:,} bytes" if state.articles is not None else "not told"),
        ("Ledger", _lag(behind)),
        ("Privileges", f"missing: {', '.join(state.missing)}" if state.missing else "nothing is missing"),
        ("Refused", _documents(state.refused) + (": monitor index sync --refused" if state.refused else "")),
    ]
    if state.unstemmed:
        rows.append(("No stemming", f"{', '.join(state.unstemmed)}: words are found as they are written"))
    for title, text in rows:
        session.say(f"{title:<12}{plain(session, text)}")
    for row in state.refused[:MOST_SHOWN]:
        session.emit("refused", **row)
        session.say(f"  {short(row['id'])}  {plain(session, row['url'])}  {plain(session, row['reason'])}")
    for problem in state.problems:
        session.warn(problem, code="index.problem")
    return wrong


@subcommand(index, "sync", examples=("monitor index sync", "monitor index sync --refused"))
@click.option("--refused", "again", is_flag=True, help="Also send again what the server refused.")
@engine_option
def sync(session: Session, again: bool, engine: str | None) -> int | None:
    """Bring search to the state of the ledger. Ends with 3 where the server refused articles."""
    from monitor import indexing

    watch = session.watch

    def one(name: str, _: object) -> indexing.CaughtUp:
        progress = Progress(session, "changes")
        done = watch.catch_up(engine=name, progress=progress.step)[name]
        progress.end()
        anew = ", the index was made anew" if done.rebuilt else ""
        session.emit("engine", engine=name, applied=done.applied, rebuilt=done.rebuilt, seq=done.seq)
        session.say(f"{named(watch, name)}{done.applied:,} changes applied{anew}; nothing is behind.")
        return done

    indexes = chosen(watch, engine)
    every = indexing.each(indexes, one).values()
    refused = _refused(session, again=again) if "elasticsearch" in indexes else 0
    session.summary(
        applied=sum(done.applied for done in every),
        rebuilt=any(done.rebuilt for done in every),
        seq=min(done.seq for done in every),
        refused=refused,
    )
    if refused:
        session.warn(
            f"The server refuses {refused:,} articles or changes: monitor index status says which and why.",
            code="index.refused",
        )
    return 3 if refused else None


@subcommand(index, "rebuild", examples=("monitor index rebuild", "monitor index rebuild --engine elasticsearch"))
@engine_option
def rebuild(session: Session, engine: str | None) -> int | None:
    """Fill a new index set beside the old one, then switch. Searches go on meanwhile."""
    from monitor import indexing

    watch = session.watch

    def one(name: str, index: EmbeddedIndex | ElasticIndex) -> tuple[indexing.CaughtUp, int]:
        progress = Progress(session, "articles")
        done = indexing.rebuild(watch.ledger, index, progress=progress.step)
        progress.end()
        kept = index.search(None, sort="best", limit=1).total
        session.emit("engine", engine=name, applied=done.applied, seq=done.seq, articles=kept)
        what = f"{done.applied:,} articles and changes applied; {kept:,} articles can be searched."
        session.say(f"{named(watch, name)}{what}")
        return done, kept

    indexes = chosen(watch, engine)
    every = list(indexing.each(indexes, one).values())
    refused = _refused(session, again=False) if "elasticsearch" in indexes else 0
    session.summary(
        applied=sum(done.applied for done, _ in every),
        seq=min(done.seq for done, _ in every),
        articles=every[0][1],
        refused=refused,
    )
    return 3 if refused else None


def _refused(session: Session, *, again: bool) -> int:
    """How many articles and changes the server refuses, after one more try where that was asked for."""
    watch, elastic = session.watch, session.watch.elastic
    rows = list(elastic.refused.rows(elastic.sets.current()))
    for at in range(0, len(rows) if again else 0, BATCH):
        keys = rows[at : at + BATCH]
        documents = watch.ledger.searchable(keys)
        found = {document.record.key for document in documents}
        elastic.replay(documents, tuple(key for key in keys if key not in found))
    return len(elastic.refused.rows(elastic.sets.current()))


def _elastic(session: Session) -> ElasticIndex:
    if "elasticsearch" not in session.watch.settings.index.engine:
        raise UsageError(
            "Search is embedded here: there is no server to set up.",
            hint='In monitor.toml: [index] engine = "elasticsearch", url = "https://…"',
        )
    return session.watch.elastic


def _documents(refused: Sequence[Mapping[str, Any]]) -> str:
    """An article's change is a document of its own, and refused for the same reason as often as not."""
    changes = sum(row["key"] < 0 for row in refused)
    articles = f"{len(refused) - changes:,} articles"
    return f"{articles}, {changes:,} changes" if changes else articles


def _lag(behind: int | None) -> str:
    if behind is None:
        return "the index must be made anew: monitor index sync"
    return f"{behind:,} changes behind: monitor index sync" if behind else "nothing is behind"
