"""`monitor export`: articles as a spreadsheet, JSON lines, Markdown or references; however many, one at a time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from monitor.cli.frame import command
from monitor.cli.progress import Progress
from monitor.cli.search import asked_of, query_options
from monitor.cli.session import Session
from monitor.cli.subject import facts, published_jalali, zone_of
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.model import Searchable

FORMATS = ("csv", "jsonl", "md", "ris", "bibtex")
SUFFIXES = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".md": "md", ".ris": "ris", ".bib": "bibtex"}
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
COLUMNS = (
    "id", "source", "source_name", "title", "authors", "published", "published_jalali", "first_seen", "language",
    "url", "section", "tags", "summary", "words", "state", "revisions", "content_hash", "agencies", "kicker", "subtitle",
    "captions",
)  # fmt: skip

Writer = Callable[["Searchable"], str]


@command(
    examples=(
        "monitor export --since 7d --to csv -o week.csv",
        "monitor export 'prison*' --lang fa --to jsonl --text | gzip > prison.jsonl.gz",
        "monitor export --source hrana -o hrana.bib",
    )
)
@query_options
@click.option("--to", "form", type=click.Choice(FORMATS), help="The form; else what FILE's name says, else jsonl.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write into FILE."
)
@click.option("--text", is_flag=True, help="With the whole text (jsonl always has it).")
@click.option("--no-bom", is_flag=True, help="csv: without the mark that tells spreadsheets that it is UTF-8.")
@click.option(
    "--separator", type=click.Choice(list(SEPARATORS)), default="comma", help="csv: what stands between cells."
)
def export(
    session: Session,
    query: tuple[str, ...],
    since: str | None,
    until: str | None,
    sources: tuple[str, ...],
    languages: tuple[str, ...],
    labels: tuple[str, ...],
    form: str | None,
    output: Path | None,
    text: bool,
    no_bom: bool,
    separator: str,
) -> int | None:
    """Articles that a query finds (without one: all), in the order in which they were first seen.

    CSV opens right in a spreadsheet, in every script; a cell that begins like a formula gets an apostrophe before it.
    """
    from monitor import cells, indexing
    from monitor import search as use_case

    asked = asked_of(session, query, since, until, sources, languages, labels)
    chosen = form or SUFFIXES.get(output.suffix.lower() if output else "", "jsonl")
    if session.json and output is None and chosen != "jsonl":
        raise UsageError(
            f"With --json the answer is JSON lines, not {chosen}.",
            hint="Leave --json out, or write into a file with -o.",
        )
    book, index = session.watch.ledger, session.watch.index
    behind = indexing.behind(book, index) if asked.filtered else 0
    if behind:
        session.talk(f"The index is behind by {behind:,} changes: the newest articles may be missing.")
    write = _writer(session, chosen, text=text, separator=SEPARATORS[separator])
    written = too_long = 0
    progress = Progress(session, "articles")
    with _target(output) as target:
        if chosen == "csv":
            header = (*COLUMNS, "text") if text else COLUMNS
            target.write(("" if no_bom else cells.BOM) + cells.row(header, SEPARATORS[separator]))
        for each in use_case.export(asked, index=index, changes=book, now=session.now):
            target.write(write(each))
            written += 1
            too_long += chosen == "csv" and text and len(each.record.article.text) > cells.LONGEST
            if output is not None:
                progress.step(written, None)
    progress.end()
    if too_long:
        session.warn(
            f"{too_long:,} texts are longer than the {cells.LONGEST:,} characters that a spreadsheet's cell holds; "
            "the file has them whole.",
            code="export.long",
        )
    session.summary(articles=written, to=chosen, file=str(output) if output else None, behind=behind or 0)
    if output is not None:
        what = "1 article" if written == 1 else f"{written:,} articles"
        session.say(f"{what} in {output}")
    return None


@contextmanager
def _target(output: Path | None) -> Iterator[IO[str]]:
    """stdout, or a file that has its name only when it is whole: half an export must not look like one."""
    if output is None:
        yield sys.stdout
        return
    part = output.with_name(output.name + ".part")
    try:
        # newline: CSV and RIS end their lines with CR LF, the others with LF.
        with part.open("w", encoding="utf-8", errors="replace", newline="") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _writer(session: Session, form: str, *, text: bool, separator: str) -> Writer:
    from monitor import cells
    from monitor.citation import STYLES, Cited
    from monitor.cli.output import json_line, rfc3339

    def row(each: Searchable) -> str:
        record, article = each.record, each.record.article
        values: list[str | int | None] = [
            record.id,
            record.source,
            each.source_name,
            article.title,
            "; ".join(article.authors),
            _local(session, each),
            published_jalali(session, record),
            f"{record.first_seen.astimezone(session.zone):%Y-%m-%d %H:%M}",
            article.language,
            record.url,
            article.section,
            "; ".join(article.tags),
            article.summary,
            article.word_count,
            record.state,
            record.revisions,
            record.content_hash,
            "; ".join(article.agencies),
            article.kicker,
            article.subtitle,
            "\n".join(article.captions),
        ]
        return cells.row([*values, article.text] if text else values, separator)

    def line(each: Searchable) -> str:
        record = each.record
        fields = facts(record, each.source_name) | {
            "text": record.article.text,
            "origins": record.article.origins,
            "labels": each.labels,
            "country": each.country,
            "owner": each.owner,
        }
        return json_line("article", fields) + "\n"

    def reference(each: Searchable) -> str:
        record = each.record
        archived = session.watch.ledger.archived(record.key)
        stated = record.article.published
        cited = Cited(
            record=record,
            outlet=each.source_name,
            published=stated.astimezone(zone_of(session, record)) if stated else None,
            first_seen=record.first_seen.astimezone(session.zone),
            jalali=published_jalali(session, record),
            digest=archived.digest if archived else "",
        )
        return STYLES[form](cited) + ("\n" if form == "bibtex" else "")

    def page(each: Searchable) -> str:
        record, article = each.record, each.record.article
        when = _local(session, each)
        about = [each.source_name, ", ".join(article.authors), when, published_jalali(session, record)]
        body = article.text if text else article.summary or ""
        parts = [
            f"## {_markdown(article.title)}",
            " · ".join(_markdown(part) for part in about if part),
            f"<{record.url}> · first seen {rfc3339(record.first_seen)} · {record.id}",
            *(_markdown(paragraph) for paragraph in body.split("\n") if paragraph),
        ]
        return "\n\n".join(parts) + "\n\n"

    return {"csv": row, "jsonl": line, "md": page, "ris": reference, "bibtex": reference}[form]


def _local(session: Session, each: Searchable) -> str:
    article = each.record.article
    if article.published is None:
        return ""
    local = article.published.astimezone(zone_of(session, each.record))
    return f"{local:%Y-%m-%d}" if article.published_precision == "day" else f"{local:%Y-%m-%d %H:%M}"


def _markdown(text: str) -> str:
    """Text that stays text: what Markdown or HTML would read is escaped."""
    escaped = "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|!" else letter for letter in text)
    return f"\\{escaped}" if escaped[:1] in ("-", "+", "=") else escaped
