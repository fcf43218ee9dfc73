"""`monitor sources import`, `export` and `catalogue`: the list of sources, in and out."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.frame import subcommand
from monitor.cli.session import Session
from monitor.cli.sources.group import has_label, known, sources
from monitor.errors import NoLedger, UsageError


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

    settings, _, _ = known(session)
    chosen = [source for source in settings.sources if not label or has_label(source, label)]
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


def _found_feeds(session: Session, identity: str) -> tuple[str, ...]:
    from monitor.model import ListingKind

    try:
        listings = session.watch.ledger.listings(identity)
    except NoLedger:
        return ()
    return tuple(listing.url for listing in listings if listing.kind is ListingKind.FEED and not listing.problem)
