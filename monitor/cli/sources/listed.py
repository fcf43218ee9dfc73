"""`monitor sources list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.frame import subcommand
from monitor.cli.session import Session
from monitor.cli.sources.group import has_label, known, sources
from monitor.cli.sources.state import STATES, state_of

if TYPE_CHECKING:
    from monitor.ledger import SourceSummary
    from monitor.model import Source


@subcommand(
    sources,
    "list",
    examples=(
        "monitor sources list",
        "monitor sources list --state failing",
        "monitor sources list -l desk=iran --json",
    ),
)
@click.option("-l", "--label", metavar="KEY=VALUE", help="Only sources that carry this label.")
@click.option("--state", type=click.Choice(STATES), help="Only sources in this state.")
@click.option("--sort", type=click.Choice(["config", "id", "articles", "new"]), default="config", help="The order.")
def list_(session: Session, label: str | None, state: str | None, sort: str) -> int:
    """Every source: kind, language, articles, last new one, state.

    new: never read · due · failing: no listing answers as it should · silent: nothing new for 14 days · paused · good
    """
    settings, summaries, marks = known(session)
    rows = []
    for source in settings.sources:
        summary, mark = summaries.get(source.id), marks.get(source.id)
        found = state_of(source, summary, mark, session.now)
        if (state and found != state) or (label and not has_label(source, label)):
            continue
        rows.append((source, summary, found))
    if sort == "id":
        rows.sort(key=lambda row: row[0].id)
    elif sort == "articles":
        rows.sort(key=lambda row: -(row[1].articles if row[1] else 0))
    elif sort == "new":
        rows.sort(key=lambda row: row[1].last_new.timestamp() if row[1] and row[1].last_new else 0.0, reverse=True)
    for source, summary, found in rows:
        session.emit(
            "source",
            id=source.id,
            name=source.name,
            url=source.url,
            kind=source.kind,
            owner=source.owner,
            language=source.language,
            country=source.country,
            labels=source.labels,
            state=found,
            articles=summary.articles if summary else 0,
            last_new=summary.last_new if summary else None,
            last_poll=summary.last_poll if summary else None,
            next_poll=summary.next_poll if summary else None,
            outcomes=summary.outcomes if summary else {},
            problem=summary.problem if summary else None,
        )
    _say_list(session, rows)
    session.summary(sources=len(rows), states={name: sum(row[2] == name for row in rows) for name in STATES})
    return 0


def _say_list(session: Session, rows: list[tuple[Source, SourceSummary | None, str]]) -> None:
    from monitor.cli.times import ago

    if not rows:
        session.say("No source is like that." if session.watch.settings.sources else "There are no sources yet.")
        session.talk("  monitor add https://…")
        return
    lines = []
    for source, summary, found in rows:
        articles = f"{summary.articles:,}" if summary else "0"
        newest = ago(summary.last_new, session.now) if summary and summary.last_new else "–"
        said = session.text(source.name)
        if found == "failing" and summary and summary.problem:
            said = session.text(summary.problem)
        lines.append((source.id, source.kind.value, source.language or "–", articles, newest, found, said))
    session.table(
        lines, header=("id", "kind", "lang", "articles", "last new", "state", "name, or what is wrong"), right=(3,)
    )
    failing = [row[0].id for row in rows if row[2] == "failing"]
    if failing:
        session.talk("", f"{len(failing)} need a look: monitor sources show {failing[0]}")
