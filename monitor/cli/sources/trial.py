"""`monitor sources test`: a site's listings, and a few of its pages as articles. Nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.add import address
from monitor.cli.frame import subcommand
from monitor.cli.session import Session
from monitor.cli.sources.group import sources
from monitor.errors import ServiceError

if TYPE_CHECKING:
    from monitor.app import Watch
    from monitor.model import Lead, Source
    from monitor.ports import Extraction
    from monitor.probe import Probe

_RULES = {"body": "text", "title": "title", "author": "authors", "date": "published"}
"""A source's own selector → the field that it gives."""


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
    return _look(session, target, pages)


def _look(session: Session, target: str, pages: int) -> int:
    watch = session.watch
    source = _source(watch, target)
    session.talk(f"Looking at {source.url} …")
    found = watch.probe(source.url, progress=lambda url: session.talk(f"  {url}") if session.verbose else None)
    doubts = _listings(session, found)
    leads = list({lead.url: lead for one in found.listings for lead in one.leads}.values()) or list(found.headlines)
    leads.sort(key=lambda lead: lead.published.timestamp() if lead.published else 0.0, reverse=True)
    good = 0
    for lead in leads[:pages]:
        problems = _page(session, watch, source, lead)
        good += not problems
        doubts += bool(problems)
    read = min(pages, len(leads))
    verdict = (
        "Looks right." if not doubts else f"{doubts} doubtful: read them next to the page before you rely on them."
    )
    session.say("", f"{read} pages read, {good} good. {verdict}")
    session.summary(url=found.url, pages=read, good=good, doubtful=doubts)
    return 4 if doubts else 0


def _source(watch: Watch, target: str) -> Source:
    from monitor.model import Source

    configured = next((source for source in watch.settings.sources if source.id == target), None)
    if configured is not None:
        return configured
    if "." not in target and "://" not in target:
        return watch.source(target)  # NotFound, in its own words
    url = address(target)
    return Source(id="test", name=url, url=url)


def _listings(session: Session, found: Probe) -> int:
    rows = []
    for one in found.listings:
        session.emit("listing", kind=one.listing.kind, url=one.listing.url, entries=one.entries, problem=one.problem)
        rows.append((one.listing.kind.value, str(one.entries), one.problem or one.listing.url))
    session.table(rows, header=("listing", "holds", "address"), right=(1,))
    if found.problem:
        session.say(session.style(found.problem, "yellow"))
    if not any(one.entries for one in found.listings):
        session.say(session.style("No listing holds an article: the crawl would find little here.", "yellow"))
        return 1
    return 0


def _page(session: Session, watch: Watch, source: Source, lead: Lead) -> list[str]:
    """Read one page and say what came of it; what is doubtful."""
    session.say("", lead.url)
    try:
        page = watch.fetcher.get(lead.url)
    except ServiceError as error:
        return _doubt(session, lead, [error.message])
    if page.status != 200:
        return _doubt(session, lead, [f"answers HTTP {page.status}"])
    extraction = watch.workers.page(page, source, lead, session.now).result()
    if extraction.article is None:
        refused = extraction.rejection or extraction.quarantine
        assert refused is not None
        return _doubt(session, lead, [f"{refused.reason.value}: {refused.detail}"])
    problems = doubts_of(extraction, source, lead)
    _say_article(session, source, extraction)
    article = extraction.article
    session.emit(
        "page",
        url=lead.url,
        title=article.title,
        authors=article.authors,
        published=article.published,
        language=article.language,
        words=article.word_count,
        origins=article.origins,
        problems=problems,
    )
    for problem in problems:
        session.say(session.style(f"  ! {problem}", "yellow"))
    return problems


def _say_article(session: Session, source: Source, extraction: Extraction) -> None:
    from monitor.cli.subject import zone_of_date
    from monitor.cli.times import shown

    article = extraction.article
    assert article is not None
    when = (
        shown(
            article.published,
            zone_of_date(session, article, source.time_zone),
            precision=article.published_precision or "minute",
        )
        if article.published
        else "no date"
    )
    session.say(
        f"  {article.word_count:,} words · {article.language} · {when} ({article.origins.get('published', '–')})"
    )
    session.say(f"  title   {session.text(article.title)}")
    session.say(f"  author  {session.text(', '.join(article.authors)) or '–'}")
    session.say(f"  text    {session.text(article.text[:160].replace(chr(10), ' '))}…")


def _doubt(session: Session, lead: Lead, problems: list[str]) -> list[str]:
    for problem in problems:
        session.say(session.style(f"  ! {session.text(problem)}", "yellow"))
    session.emit("page", url=lead.url, title=lead.title, problems=problems)
    return problems


def doubts_of(extraction: Extraction, source: Source, lead: Lead) -> list[str]:
    """What would make a careful reader look twice, one sentence each."""
    article = extraction.article
    assert article is not None
    doubts = [
        f'the source\'s own "{name}" finds nothing here that can be read: {rule}'
        for name, field in _RULES.items()
        if (rule := getattr(source, name)) and article.origins.get(field) != "rule"
    ]
    if article.published is None:
        doubts.append("no date was found")
    if article.language == "und":
        doubts.append("the language could not be told")
    elif source.language and article.language != source.language:
        doubts.append(f"language {article.language}, but the source says {source.language}")
    if article.word_count < source.min_words:
        doubts.append(f"only {article.word_count} words; the source needs {source.min_words}")
    if article.partial:
        doubts.append("only the beginning is there: a paywall?")
    listed, titled = (lead.title or "").strip(), article.title.strip()
    if listed and listed not in titled and titled not in listed:
        doubts.append(f"its listing calls it: {listed}")
    return doubts
