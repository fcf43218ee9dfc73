"""`monitor show`: one article, its revisions, where its fields come from, its raw page, a page to keep, its citation."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.frame import command
from monitor.cli.marked import lines, piece, plain
from monitor.cli.session import Session
from monitor.cli.subject import (
    article_of,
    facts,
    published,
    published_jalali,
    seen,
    short,
    source_name,
    zone_of,
)
from monitor.cli.times import shown
from monitor.cli.weighed import candidates
from monitor.errors import NotFound, UsageError

if TYPE_CHECKING:
    from monitor.model import Page, Record
    from monitor.ports import ArchiveRef

STYLES = ("plain", "apa", "chicago", "bibtex", "ris")


@command(
    examples=(
        "monitor show 5f2c91ab",
        "monitor show https://site.example/news/1 --text",
        "monitor show 5f2c91ab --explain       # every date, title and author that was found, and why one won",
        "monitor show 5f2c91ab --cite bibtex",
        "monitor show 5f2c91ab --raw > page.html",
        "monitor show 5f2c91ab --html -o laleh.html",
    )
)
@click.argument("article", metavar="ID|URL")
@click.option("--text", "what", flag_value="text", help="The text only.")
@click.option("--raw", "what", flag_value="raw", help="The page as the site sent it (with -v its headers, on stderr).")
@click.option("--html", "what", flag_value="html", help="As one HTML page that loads nothing and runs nothing.")
@click.option("--where", "what", flag_value="where", help="Each field with the place that it comes from.")
@click.option("--explain", "what", flag_value="explain", help="What its page and its listings said, and why one won.")
@click.option("--revisions", "what", flag_value="revisions", help="The list of its revisions.")
@click.option("--revision", type=click.IntRange(1), metavar="N", help="An older revision, not the newest.")
@click.option("--cite", type=click.Choice(STYLES), is_flag=False, flag_value="plain", help="As a reference (plain).")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="--html: write into FILE."
)
def show(
    session: Session, article: str, what: str | None, revision: int | None, cite: str | None, output: Path | None
) -> int | None:
    """One article: text and metadata. By its id (six letters are enough) or by any address that led to it."""
    if output is not None and (what != "html" or cite is not None):
        raise UsageError("-o writes the page of --html; everything else goes to standard output.")
    record = article_of(session, article)
    if revision is not None and revision != record.revision:
        record = _older(session, record, revision)
    if cite is not None:
        _cite(session, record, cite)
        return None
    if what == "raw":
        _raw(session, record)
        return None
    if what == "explain":
        _explain(session, record)
        return None
    if what == "html":
        _html(session, record, output)
        return None
    if what == "revisions":
        _revisions(session, record)
        return None
    archived = session.watch.ledger.archived(record.key)
    session.emit(
        "article",
        **facts(record, source_name(session, record.source)),
        text=record.article.text,
        origins=record.article.origins,
        archive=archived,
        published_jalali=published_jalali(session, record) or None,
    )
    session.summary(id=record.id, state=record.state, revision=record.revision)
    if what == "text":
        # As it is kept, one paragraph a line: this is what other programs read.
        session.say(*(session.text(line) for line in record.article.text.split("\n")))
    elif what == "where":
        _where(session, record)
    else:
        _article(session, record, archived)
    return None


def _older(session: Session, record: Record, number: int) -> Record:
    from dataclasses import replace

    found = session.watch.ledger.revision(record.key, number)
    if found is None:
        raise NotFound(
            f"The article has {record.revisions} revisions; there is no revision {number}.",
            hint=f"monitor show {short(record.id)} --revisions",
            article=record.id,
        )
    return replace(record, article=found[0], revision=number)


def _article(session: Session, record: Record, archived: ArchiveRef | None) -> None:
    article = record.article
    for text, style in ((article.kicker, "dim"), (article.title, "bold"), (article.subtitle, "")):
        for start, end in lines(text or "", session.width):
            session.say(piece(session, text or "", start, end, (), style=style))
    state = record.state
    if state == "changed":
        state = f"changed: revision {record.revision} of {record.revisions}    monitor diff {short(record.id)}"
    elif state == "gone":
        state = f"gone from the site; last seen {shown(record.last_seen, session.zone)}. Text and raw page are kept"
    jalali = published_jalali(session, record)
    rows = [
        ("by", ", ".join(article.authors)),
        ("agency", ", ".join(article.agencies)),
        ("published", published(session, record) or "not stated by the page"),
        ("", jalali),
        ("modified", shown(article.modified, session.zone) if article.modified else ""),
        ("first seen", seen(session, record) if len(seen(session, record)) > 5 else shown(record.first_seen, session.zone)),
        ("source", f"{record.source} · {source_name(session, record.source)}"),
        ("language", f"{article.language} ({article.language_confidence:.0%})" + (f", in parts: {', '.join(article.languages)}" if article.languages else "")),
        ("section", article.section or ""),
        ("tags", ", ".join(article.tags)),
        ("words", f"{article.word_count:,}" + (" (only the beginning: the page is behind a paywall)" if article.partial else "")),
        ("state", "" if record.state == "present" else state),
        ("url", record.url),
        ("archived", archived.digest if archived else "no raw page is kept"),
        ("id", record.id),
        ("as titled", article.title_original or ""),
    ]  # fmt: skip
    for name, value in rows:
        if value:
            session.say(f"{session.style(f'{name:<11}', 'dim')}{plain(session, value)}")
    session.say("")
    for field in (article.summary, article.text):
        if field:
            _paragraphs(session, field)
    if article.captions:
        session.say(session.style("Under its pictures", "dim"), "")
        _paragraphs(session, "\n".join(article.captions))


def _paragraphs(session: Session, text: str) -> None:
    for paragraph in text.split("\n"):
        for start, end in lines(paragraph, session.width):
            session.say(piece(session, paragraph, start, end, ()))
        session.say("")


def _where(session: Session, record: Record) -> None:
    article = record.article
    rows = []
    for name in ("title", "title_original", "kicker", "subtitle", "authors", "agencies", "published", "modified",
                 "language", "languages", "section", "tags", "summary", "image", "captions", "site_name", "page_type",
                 "canonical", "text"):  # fmt: skip
        value = getattr(article, name)
        if value in (None, (), ""):
            continue
        told = value if isinstance(value, str) else ", ".join(value) if isinstance(value, tuple) else value.isoformat()
        rows.append((name, article.origins.get(name, "?"), session.text(" ".join(told.split()))))
    session.table(rows, header=("field", "from", "value"))
    session.talk("", f"What else was found, and why it lost: monitor show {short(record.id)} --explain")


def _revisions(session: Session, record: Record) -> None:
    revisions = session.watch.ledger.revisions(record.key)
    for number, at, title, content_hash in revisions:
        session.emit("revision", id=record.id, number=number, at=at, title=title, content_hash=content_hash)
    rows = [(str(number), shown(at, session.zone), session.text(title)) for number, at, title, _ in revisions]
    session.table(rows, header=("no.", "first seen", "title"), right=(0,))
    session.summary(id=record.id, revisions=len(revisions))
    if len(revisions) > 1:
        session.talk("", f"What changed: monitor diff {short(record.id)}")


def _archived(session: Session, record: Record) -> tuple[ArchiveRef, Page]:
    ref = session.watch.ledger.archived(record.key)
    archive = session.watch.archive
    if ref is None or archive is None:
        raise NotFound(
            "No raw page of this article is kept.",
            hint='Pages are kept from now on with [store] archive = "archive".',
            article=record.id,
        )
    return ref, archive.read(ref)


def _explain(session: Session, record: Record) -> None:
    """The newest page, read once more: what it says is weighed as it would be today."""
    from monitor.rebuild import explained

    _, page = _archived(session, record)
    watch = session.watch
    extraction = explained(record, page, reader=watch.ledger, workers=watch.workers, source=watch.source(record.source))
    candidates(session, record.id, extraction.explanation)
    session.summary(id=record.id, candidates=len(extraction.explanation))
    if extraction.article is None:
        session.talk("", "The code of today would not keep this page; the article stays as it is.")


def _raw(session: Session, record: Record) -> None:
    ref, page = _archived(session, record)
    session.summary(id=record.id, digest=ref.digest, status=page.status, size=len(page.body))
    if session.json:
        text = page.body.decode("utf-8", "replace")
        session.emit("raw", id=record.id, url=page.url, final_url=page.final_url, status=page.status,
                     fetched_at=page.fetched_at, headers=page.headers, archive=ref, body=text)  # fmt: skip
        return
    if session.verbose:
        session.talk(f"{page.status} {page.final_url}", *(f"{k}: {session.text(v)}" for k, v in page.headers), "")
    if sys.stdout.isatty():
        # A page is hostile input: its escape sequences must not reach the terminal.
        session.say(*(session.text(line) for line in page.body.decode("utf-8", "replace").splitlines()))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(page.body)
    sys.stdout.buffer.flush()


def _html(session: Session, record: Record, output: Path | None) -> None:
    from monitor.reprint import Reprinted, page

    archived = session.watch.ledger.archived(record.key)
    jalali = published_jalali(session, record)
    text = page(
        Reprinted(
            record=record,
            outlet=source_name(session, record.source),
            published=jalali or published(session, record),
            first_seen=shown(record.first_seen, session.zone),
            digest=archived.digest if archived else "",
        )
    )
    if output is not None:
        from monitor.cli.added import write_whole

        write_whole(output, text)
        session.say(f"The page is in {output}.")
    else:
        session.say(*text.splitlines())
        session.emit("document", format="html", id=record.id, text=text)
    session.summary(id=record.id, format="html", file=output, size=len(text.encode()))


def _cite(session: Session, record: Record, style: str) -> None:
    from monitor.citation import STYLES as written
    from monitor.citation import Cited

    article = record.article
    archived = session.watch.ledger.archived(record.key)
    cited = Cited(
        record=record,
        outlet=source_name(session, record.source),
        published=article.published.astimezone(zone_of(session, record)) if article.published else None,
        first_seen=record.first_seen.astimezone(session.zone),
        jalali=published_jalali(session, record),
        digest=archived.digest if archived else "",
    )
    text = written[style](cited)
    session.emit("citation", id=record.id, style=style, text=text)
    session.summary(id=record.id, style=style)
    session.say(*(plain(session, line) for line in text.splitlines()))
