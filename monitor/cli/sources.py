"""`monitor sources`: list, look at, test, bring in and out, pause and resume."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.frame import group, subcommand
from monitor.cli.session import Session
from monitor.errors import NoLedger, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.ledger import SourceState, SourceSummary
    from monitor.model import Source
    from monitor.settings import Settings

STATES = ("new", "due", "silent", "failing", "paused", "good")
SILENT_DAYS = 14


@group(examples=("monitor sources list", "monitor sources show nilufar", "monitor sources import my-feeds.opml"))
def sources(session: Session) -> None:
    """List, look at, test, import, export, pause sources."""


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
    settings, summaries, marks = _known(session)
    rows = []
    for source in settings.sources:
        summary, mark = summaries.get(source.id), marks.get(source.id)
        found = state_of(source, summary, mark, session.now)
        if (state and found != state) or (label and not _has_label(source, label)):
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


@subcommand(sources, examples=("monitor sources show nilufar", "monitor sources show nilufar --json"))
@click.argument("identity", metavar="ID")
def show(session: Session, identity: str) -> int:
    """Everything known of one source: its settings, its listings with what each gave, its newest outcomes."""
    from monitor.cli.source_story import tell

    return tell(session, _source(session, identity))


@subcommand(
    sources,
    examples=("monitor sources test nilufar", "monitor sources test https://nilufar.example --pages 3 --json"),
)
@click.argument("target", metavar="ID|URL")
@click.option("--pages", type=click.IntRange(1, 50), default=5, show_default=True, help="How many articles to read.")
def test(session: Session, target: str, pages: int) -> int:
    """Look at a source's listings and read a few of its articles. Nothing is stored.

    Exits 4 where something looks doubtful.
    """
    from monitor.cli.source_test import look

    return look(session, target, pages)


@subcommand(
    sources,
    "import",
    examples=("monitor sources import my-feeds.opml", "monitor sources import sites.csv --dry-run"),
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(["opml", "csv"]), help="What FILE is, where it cannot be told.")
@click.option("--catalogue", metavar="WORDS", help="From the catalogue, by language, desk or id: fa,ckb or iran.")
@click.option("--dry-run", is_flag=True, help="Say what would be added.")
def import_(session: Session, file: Path | None, kind: str | None, catalogue: str | None, dry_run: bool) -> int:
    """Add the sources of a feed reader's OPML or of a CSV with the columns id, name, url, kind, owner, language …

    What is there already is left alone. Exits 3 where some could not be added.
    """
    from monitor.cli.exchange import add_all, catalogue_sources, read_file

    if (file is None) == (catalogue is None):
        raise UsageError("Say a FILE, or --catalogue WORDS.")
    wanted = read_file(file, kind) if file is not None else catalogue_sources(catalogue or "all")
    report = add_all(session.watch.settings, wanted, dry_run=dry_run)
    state = "would be added" if dry_run else "added"
    for identity, name, url in report.added:
        session.emit("source", id=identity, name=name, url=url, state=state)
    for name, first in report.duplicates:
        session.emit("source", id=first, name=name, state="known")
    for name, problem in report.refused:
        session.emit("source", name=name, state="refused", problem=problem)
    rows = [(identity, state, session.text(name)) for identity, name, _ in report.added]
    rows += [(first, "known already", session.text(name)) for name, first in report.duplicates]
    rows += [("–", "refused", f"{problem}: {session.text(name)}") for name, problem in report.refused]
    session.table(rows, header=("id", "", "name"))
    for remark in report.remarks:
        session.warn(remark, code="source.field")
    session.say(
        f"{len(wanted)} in the file = {len(report.added)} {state} + {len(report.duplicates)} known already"
        f" + {len(report.refused)} refused"
    )
    if report.file is not None:
        session.say(f"They stand in {report.file}.  Read them: monitor crawl")
    session.summary(
        added=0 if dry_run else len(report.added),
        duplicate=len(report.duplicates),
        refused=len(report.refused),
        dry_run=dry_run,
        file=report.file,
    )
    return 3 if report.refused else 0


@subcommand(
    sources,
    examples=(
        "monitor sources catalogue",
        "monitor sources catalogue press freedom",
        "monitor sources catalogue --language ckb",
    ),
)
@click.argument("words", nargs=-1, metavar="[WORD]…")
@click.option("--language", "languages", multiple=True, metavar="CODE", help="Only in this language.")
@click.option("--desk", "desks", multiple=True, metavar="DESK", help="Only of this desk: iran, kurdish, arab, rights …")
def catalogue(session: Session, words: tuple[str, ...], languages: tuple[str, ...], desks: tuple[str, ...]) -> int:
    """Real outlets and organisations to begin with. WORDs are looked for in names, owners and addresses.

    Nothing in it is verified before a crawl has seen it. Add some: monitor sources import --catalogue ID,ID
    """
    from monitor.catalogue import select

    found = select(languages=languages, desks=desks, text=" ".join(words))
    for entry in found:
        source = entry.source
        session.emit(
            "entry",
            id=source.id,
            name=source.name,
            own_name=entry.own_name,
            url=source.url,
            kind=source.kind,
            owner=source.owner,
            language=source.language,
            country=source.country,
            desk=entry.desk,
            topics=entry.topics,
            verified=entry.verified,
        )
    rows = [
        (
            entry.source.id,
            entry.source.language or "–",
            entry.desk,
            entry.source.kind.value,
            session.text(entry.own_name),
        )
        for entry in found
    ]
    session.table(rows, header=("id", "lang", "desk", "kind", "name"))
    session.talk("", f"{len(found)} entries. Add some: monitor sources import --catalogue ID,ID")
    session.summary(entries=len(found))
    return 0


@subcommand(
    sources,
    examples=("monitor sources export -o sources.opml", "monitor sources export --format csv -o sources.csv"),
)
@click.option(
    "--format", "kind", type=click.Choice(["opml", "csv"]), help="Told by the file's name otherwise; else OPML."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write there, not to stdout.")
@click.option("-l", "--label", metavar="KEY=VALUE", help="Only sources that carry this label.")
def export(session: Session, kind: str | None, output: Path | None, label: str | None) -> int:
    """Write the sources as OPML for feed readers, or as CSV for spreadsheets.

    With OPML, feeds that the crawler found are named too.
    """
    from dataclasses import replace

    from monitor.cli.added import write_whole
    from monitor.cli.exchange import write_csv, write_opml

    settings, _, _ = _known(session)
    chosen = [source for source in settings.sources if not label or _has_label(source, label)]
    if not kind:
        kind = "csv" if output is not None and output.suffix.lower() == ".csv" else "opml"
    if kind == "opml":
        chosen = [replace(source, feeds=source.feeds or _found_feeds(session, source.id)) for source in chosen]
        text = write_opml(chosen, "Media Monitor")
    else:
        text = write_csv(chosen)
    if output is not None:
        write_whole(output, text)
        session.say(f"{len(chosen)} sources are in {output}.")
    else:
        session.say(text.rstrip("\r\n"))
        session.emit("document", format=kind, text=text)
    session.summary(sources=len(chosen), format=kind, file=output)
    return 0


@subcommand(
    sources,
    examples=(
        "monitor sources pause chiya",
        "monitor sources pause chiya wadi-press --until 2026-12-01 --reason moving",
    ),
)
@click.argument("identities", nargs=-1, required=True, metavar="ID…")
@click.option("--until", metavar="TIME", help="When it goes on by itself: 7d, 2027-01-31. Without it, never.")
@click.option("--reason", default="", metavar="TEXT", help="Said by sources show.")
def pause(session: Session, identities: tuple[str, ...], until: str | None, reason: str) -> int:
    """Crawl these sources no more for now. What is stored stays searchable."""
    from datetime import UTC, datetime

    from monitor.settings import parse_duration

    end = datetime(9999, 1, 1, tzinfo=UTC)
    if until:
        length = parse_duration(until)  # "7d" means from now on here
        end = session.now + length if length is not None else session.time(until, name="--until")
    if end <= session.now:
        raise UsageError(f"--until {until} lies in the past.")
    return _set_paused(session, identities, end, reason)


@subcommand(sources, examples=("monitor sources resume chiya", "monitor sources resume chiya wadi-press --json"))
@click.argument("identities", nargs=-1, required=True, metavar="ID…")
def resume(session: Session, identities: tuple[str, ...]) -> int:
    """End a pause."""
    return _set_paused(session, identities, None, "")


def _set_paused(session: Session, identities: tuple[str, ...], until: datetime | None, reason: str) -> int:
    from monitor.cli.times import shown

    chosen = [_source(session, identity) for identity in identities]
    ledger = session.watch.ledger
    before = ledger.sources_state()
    for source in chosen:
        was = _pause_end(before.get(source.id), session.now)
        ledger.set_paused(source.id, until=until, reason=reason)
        now = "paused" if until else "going on"
        said = f"{source.id}: {'paused' if was else 'going on'} → {now}"
        if until and until.year < 9999:
            said += f" until {shown(until, session.zone)}"
        session.say(said)
        session.emit("source", id=source.id, state="paused" if until else "active", until=until, was_paused=bool(was))
        if until is None and source.paused:
            session.warn(f"{source.id} is still paused by its configuration: paused = true.", code="source.paused")
    session.summary(sources=len(chosen))
    return 0


def state_of(source: Source, summary: SourceSummary | None, mark: SourceState | None, now: datetime) -> str:
    """One of STATES: what a person should know first."""
    if source.paused or _pause_end(mark, now):
        return "paused"
    if summary is None or summary.last_poll is None:
        return "failing" if summary and summary.failing else "new"
    if summary.failing and summary.failing >= summary.listings:
        return "failing"
    if summary.last_new is not None and (now - summary.last_new).days >= SILENT_DAYS:
        return "silent"
    return "due" if summary.next_poll is not None and summary.next_poll <= now else "good"


def _pause_end(mark: SourceState | None, now: datetime) -> datetime | None:
    return mark.paused_until if mark and mark.paused_until and mark.paused_until > now else None


def _known(session: Session) -> tuple[Settings, dict[str, SourceSummary], dict[str, SourceState]]:
    """The sources, and what the ledger says of them where there is one."""
    watch = session.watch
    try:
        return watch.settings, dict(watch.ledger.sources_summary()), dict(watch.ledger.sources_state())
    except NoLedger:
        return watch.settings, {}, {}


def _found_feeds(session: Session, identity: str) -> tuple[str, ...]:
    from monitor.model import ListingKind

    try:
        listings = session.watch.ledger.listings(identity)
    except NoLedger:
        return ()
    return tuple(listing.url for listing in listings if listing.kind is ListingKind.FEED and not listing.problem)


def _has_label(source: Source, label: str) -> bool:
    name, sign, value = label.partition("=")
    return name in source.labels and (not sign or source.labels[name] == value)


def _source(session: Session, identity: str) -> Source:
    from monitor.errors import NotFound
    from monitor.settings.kinds import nearest

    settings = session.watch.settings
    found = next((source for source in settings.sources if source.id == identity), None)
    if found is None:
        meant = nearest(identity, [source.id for source in settings.sources])
        raise NotFound(
            f'No source is called "{identity}".' + (f' Did you mean "{meant}"?' if meant else ""),
            hint="monitor sources list",
            source=identity,
        )
    return found
