"""`monitor extract`: pages to articles, without a ledger. One page for a person, JSON lines for programs."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.frame import command
from monitor.cli.marked import lines, piece, plain
from monitor.cli.session import Session
from monitor.cli.subject import zone_of_date
from monitor.cli.table import table
from monitor.cli.times import shown
from monitor.cli.weighed import candidates
from monitor.errors import MonitorError, NoLedger, NotFound, UsageError

if TYPE_CHECKING:
    from monitor.app import Watch
    from monitor.model import Page, Source
    from monitor.ports import Extraction

NOWHERE = "https://page.invalid/article"
"""The address of a file of which nobody says where it is from (RFC 2606); relative links in it lead nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One page that was asked for. `problem` where it could not even be read; `name` is what the person called it."""

    name: str
    page: Page | None = None
    problem: str = ""
    error: MonitorError | None = None
    """Of an address that could not be read: raised where it is the only one."""


@command(
    examples=(
        "monitor extract https://site.example/news/1",
        "monitor extract page.html --url https://site.example/news/1",
        'monitor extract pages.jsonl --json > articles.jsonl     # lines of {"url", "html" or "file"}',
        "curl -s https://site.example/news/1 | monitor extract -",
        "monitor extract --explain https://site.example/news/1     # which date, title and author won, and why",
    )
)
@click.argument("pages", metavar="FILE|URL…", nargs=-1, required=True)
@click.option("--url", help="Where the page is from, for a file: links and dates may depend on it.")
@click.option("--explain", is_flag=True, help="What was weighed for each field, and why each won or lost.")
def extract(session: Session, pages: tuple[str, ...], url: str | None, explain: bool) -> int | None:
    """Read pages as articles, without storing anything. `-` is standard input.

    A file of JSON lines (or such lines on standard input) is a batch: one object out for each line in, in the same order,
    read by several processes. Ends with 3 where a page could not be read as an article, with 1 where the only address
    given could not be read at all.
    """
    if url is not None and len(pages) > 1:
        raise UsageError("--url is of one page; several were given.", hint="Use lines of JSON with a url each.")
    one = len(pages) == 1 and not _is_batch(pages[0])
    _check(pages)
    watch = _watch(session, one=one)
    good = bad = 0
    try:
        for given, extraction in _read(session, watch, _given(session, watch, pages, url), explain=explain):
            if one and given.error is not None:
                raise given.error
            time_zone = _source(watch, given.page).time_zone if given.page is not None else None
            is_article = _tell(session, given, extraction, one=one, time_zone=time_zone)
            if extraction is not None and explain:
                candidates(session, given.name, extraction.explanation)
            if is_article:
                good += 1
            else:
                bad += 1
    finally:
        watch.close()
    session.summary(pages=good + bad, articles=good, refused=bad)
    if not one:
        session.talk("", f"{good + bad:,} pages: {good:,} articles, {bad:,} refused")
    return 3 if bad else None


def _check(names: tuple[str, ...]) -> None:
    """UsageError for what is no address of a page, NotFound for a file that is not there: before anything is read."""
    from monitor.urls import canonical

    for name in names:
        if "://" in name:
            if canonical(name) is None:
                hint = "Addresses look like https://site.example/news/1"
                raise UsageError(f'"{name}" is no address of a web page.', hint=hint, url=name)
        elif name != "-" and not Path(name).exists():
            looks = "." in name.partition("/")[0] and canonical(f"https://{name}") is not None
            hint = f"If it is an address: monitor extract https://{name}" if looks else ""
            raise NotFound(f"There is no file {name}.", hint=hint, path=name)


def _watch(session: Session, *, one: bool) -> Watch:
    """The watch that is here, for its sources' own rules, or the defaults where there is none."""
    from monitor.app import Watch
    from monitor.settings import Settings

    try:
        settings = session.watch.settings
    except NoLedger:
        here = Path.cwd()
        settings = Settings(path=here / "monitor.toml", home=here, state=here / "state")
    if one:
        settings = replace(settings, crawl=replace(settings.crawl, workers=1))
    return Watch(settings)


def _is_batch(name: str) -> bool:
    return name.lower().endswith((".jsonl", ".ndjson"))


def _given(session: Session, watch: Watch, names: tuple[str, ...], url: str | None) -> Iterator[Given]:
    for name in names:
        if name == "-":
            first = sys.stdin.buffer.readline()
            if first.lstrip().startswith(b"{"):
                yield from _batch(session, name, _chain(first, sys.stdin.buffer), Path.cwd())
            else:
                yield _page(session, name, first + sys.stdin.buffer.read(), url)
        elif "://" in name:
            yield _fetched(watch, name)
        elif _is_batch(name):
            with Path(name).open("rb") as file:
                yield from _batch(session, name, file, Path(name).parent)
        else:
            yield _page(session, name, Path(name).read_bytes(), url)


def _chain(first: bytes, rest: Any) -> Iterator[bytes]:
    yield first
    yield from rest


def _batch(session: Session, name: str, rows: Any, folder: Path) -> Iterator[Given]:
    for number, row in enumerate(rows, start=1):
        if not row.strip():
            continue
        where = f"{name}:{number}"
        try:
            told = json.loads(row)
            address = str(told["url"]) if told.get("url") else None
            if isinstance(told.get("html"), str):
                body, charset = told["html"].encode("utf-8", "replace"), "text/html; charset=utf-8"
            else:
                body, charset = (folder / told["file"]).read_bytes(), None
        except (ValueError, AttributeError, KeyError, TypeError):
            yield Given(name=where, problem='this line is no object with "url" and "html" or "file"')
            continue
        except OSError as error:
            yield Given(name=address or where, problem=f"cannot be read: {error.strerror}")
            continue
        yield _page(session, address or where, body, address, charset)


def _page(session: Session, name: str, body: bytes, url: str | None, content_type: str | None = None) -> Given:
    from monitor.model import Page

    address = url or NOWHERE
    headers = (("Content-Type", content_type),) if content_type else ()
    return Given(
        name=name,
        page=Page(url=address, final_url=address, status=200, headers=headers, body=body, fetched_at=session.now),
    )


def _fetched(watch: Watch, url: str) -> Given:
    try:
        page = watch.fetcher.get(url)
    except MonitorError as error:
        unread = MonitorError(error.message, hint=error.hint, **{**error.subject, "url": url})
        return Given(name=url, problem=error.message, error=unread)
    if not 200 <= page.status < 300:
        answer = NotFound(f"The server answered {page.status}: {url}", url=url)
        return Given(name=url, problem=f"the server answered {page.status}", error=answer)
    return Given(name=url, page=page)


def _read(
    session: Session, watch: Watch, given: Iterator[Given], *, explain: bool
) -> Iterator[tuple[Given, Extraction | None]]:
    """In the order of what was given, with a few pages per worker ahead."""
    ahead = 4 * (watch.settings.crawl.workers or 4)
    waiting: deque[tuple[Given, Future[Extraction] | None]] = deque()
    for each in given:
        page = each.page
        future = None
        if page is not None:
            future = watch.workers.page(page, _source(watch, page), None, session.now, explain=explain)
        waiting.append((each, future))
        if len(waiting) > ahead:
            first, future = waiting.popleft()
            yield first, future.result() if future is not None else None
    for first, future in waiting:
        yield first, future.result() if future is not None else None


def _source(watch: Watch, page: Page) -> Source:
    """The configured source of the page's site, with its rules; else one that takes any length."""
    from monitor.model import Source
    from monitor.urls import host_of, same_site

    found = next((source for source in watch.settings.sources if same_site(source.url, page.final_url)), None)
    host = host_of(page.final_url) or "page"
    return found or Source(id="page", name=host, url=page.final_url, min_words=1)


def _tell(session: Session, given: Given, extraction: Extraction | None, *, one: bool, time_zone: str | None) -> bool:
    """Print one result; whether it is an article. `time_zone` is that of the page's source."""
    name = given.name
    if extraction is None:
        session.emit("refused", input=name, reason="unreadable", detail=given.problem)
        said = given.problem if given.problem.startswith(name) else f"{name}: {given.problem}"
        session.say(plain(session, said))
        return False
    refusal = extraction.rejection or extraction.quarantine
    if refusal is not None:
        detail = refusal.detail or refusal.reason.value.replace("_", " ")
        session.emit("refused", input=name, reason=refusal.reason, detail=refusal.detail, title=refusal.title)
        session.say(
            f"{plain(session, name)}: no article: {refusal.reason.value.replace('_', ' ')}: {plain(session, detail)}"
        )
        return False
    article = extraction.article
    assert article is not None, "an extraction holds an article, a rejection or a quarantine"
    fields = {field: getattr(article, field) for field in article.__dataclass_fields__}
    session.emit(
        "article", input=name, content_hash=extraction.content_hash, next_pages=extraction.next_pages, **fields
    )
    if session.json:
        return True
    if not one:
        words = f"{article.word_count:,} words"
        session.say(f"{plain(session, name)}: {article.language}, {words}", f"    {plain(session, article.title)}")
        return True
    rows = []
    for field in ("kicker", "title", "title_original", "subtitle", "authors", "agencies", "published", "modified", "language", "section", "tags", "summary", "image",
                  "site_name", "page_type", "canonical", "word_count"):  # fmt: skip
        value = getattr(article, field)
        if value not in (None, (), ""):
            told = ", ".join(value) if isinstance(value, tuple) else str(value)
            if field == "published" and article.published is not None:
                zone = zone_of_date(session, article, time_zone)
                told = shown(article.published, zone, precision=article.published_precision or "minute")
            elif isinstance(value, datetime):
                told = shown(value, session.zone)
            rows.append((field, article.origins.get(field, ""), plain(session, " ".join(told.split()))))
    session.say(*table(rows, width=session.width), "")
    for paragraph in article.text.split("\n"):
        for start, end in lines(paragraph, session.width):
            session.say(piece(session, paragraph, start, end, ()))
        session.say("")
    return True
