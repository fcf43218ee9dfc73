"""`monitor index`: the search server. Where search is embedded, only `sync`, `rebuild` and `status` have something to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.frame import group, subcommand
from monitor.cli.marked import plain
from monitor.cli.progress import Progress
from monitor.cli.session import Session
from monitor.cli.subject import short
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.elastic import ElasticIndex

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
    if watch.settings.index.engine != "elasticsearch":
        behind = indexing.behind(watch.ledger, watch.index)
        session.summary(engine="embedded", behind=behind)
        session.say(f"Search is embedded; {_lag(behind)}")
        return 4 if behind is None and watch.ledger.head().seq else None
    from monitor.elastic.state import look

    state = look(watch.elastic)
    head = watch.ledger.head()
    behind = head.seq - state.checkpoint.seq if state.checkpoint and indexing.follows(state.checkpoint, head) else None
    wrong = bool(state.problems or state.missing or state.refused or behind is None)
    wrong = wrong or state.health == "red" or any(each != "same" for each in state.templates.values())
    session.summary(
        engine="elasticsearch", address=state.address, product=state.product, version=state.version,
        health=state.health, templates=state.templates, alias=state.alias, set=state.set_name, indices=state.indices,
        articles=state.articles, bytes=state.bytes, behind=behind, missing=state.missing, refused=len(state.refused),
        unstemmed=state.unstemmed, problems=state.problems,
    )  # fmt: skip
    rows = [
        ("Server", f"{state.product} {state.version} at {state.address}, {state.health}"),
        ("Templates", ", ".join(f"{name} {what}" for name, what in state.templates.items()) or "not told"),
        ("Alias", f"{state.alias} → {state.set_name or 'nothing yet'} ({state.indices} indices)"),
        ("Articles", f"{state.articles:,}, {state.bytes:,} bytes" if state.articles is not None else "not told"),
        ("Ledger", _lag(behind)),
        ("Privileges", f"missing: {', '.join(state.missing)}" if state.missing else "nothing is missing"),
        ("Refused", f"{len(state.refused):,} articles" + (": monitor index sync --refused" if state.refused else "")),
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
    return 4 if wrong else None


@subcommand(index, "sync", examples=("monitor index sync", "monitor index sync --refused"))
@click.option("--refused", "again", is_flag=True, help="Also send again what the server refused.")
def sync(session: Session, again: bool) -> int | None:
    """Bring search to the state of the ledger. Ends with 3 where the server refused articles."""
    watch = session.watch
    progress = Progress(session, "changes")
    done = watch.catch_up(progress=progress.step)
    progress.end()
    session.say(
        f"{done.applied:,} changes applied{', the index was made anew' if done.rebuilt else ''}; nothing is behind."
    )
    refused = _refused(session, again=again)
    session.summary(applied=done.applied, rebuilt=done.rebuilt, seq=done.seq, refused=refused)
    if refused:
        session.warn(
            f"The server refuses {refused:,} articles: monitor index status says which and why.", code="index.refused"
        )
    return 3 if refused else None


@subcommand(index, "rebuild", examples=("monitor index rebuild",))
def rebuild(session: Session) -> int | None:
    """Fill a new index set beside the old one, then switch. Searches go on meanwhile."""
    from monitor import indexing

    watch = session.watch
    progress = Progress(session, "articles")
    done = indexing.rebuild(watch.ledger, watch.index, progress=progress.step)
    progress.end()
    kept = watch.index.search(None, sort="best", limit=1).total
    refused = _refused(session, again=False)
    session.summary(applied=done.applied, seq=done.seq, articles=kept, refused=refused)
    session.say(f"{done.applied:,} articles and changes applied; {kept:,} articles can be searched.")
    return 3 if refused else None


def _refused(session: Session, *, again: bool) -> int:
    """How many articles the server refuses, after one more try where that was asked for."""
    watch = session.watch
    if watch.settings.index.engine != "elasticsearch":
        return 0
    elastic = watch.elastic
    rows = list(elastic.refused.rows(elastic.sets.current()))
    for at in range(0, len(rows) if again else 0, BATCH):
        keys = rows[at : at + BATCH]
        documents = watch.ledger.searchable(keys)
        found = {document.record.key for document in documents}
        elastic.replay(documents, tuple(key for key in keys if key not in found))
    return len(elastic.refused.rows(elastic.sets.current()))


def _elastic(session: Session) -> ElasticIndex:
    if session.watch.settings.index.engine != "elasticsearch":
        raise UsageError(
            "Search is embedded here: there is no server to set up.",
            hint='In monitor.toml: [index] engine = "elasticsearch", url = "https://…"',
        )
    return session.watch.elastic


def _lag(behind: int | None) -> str:
    if behind is None:
        return "the index must be made anew: monitor index sync"
    return f"{behind:,} changes behind: monitor index sync" if behind else "nothing is behind"
