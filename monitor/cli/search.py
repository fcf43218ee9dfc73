"""`monitor search`: hits with what matched marked, or counts as a bar chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor.cli.engines import engine_option
from monitor.cli.frame import command
from monitor.cli.marked import lines, piece
from monitor.cli.session import Session
from monitor.cli.subject import facts, published, seen, short
from monitor.cli.table import cell_width
from monitor.errors import IndexBroken, UsageError

if TYPE_CHECKING:
    from monitor.ports import SearchIndex
    from monitor.search import Asked, Found

SNIPPET_LINES = 2
LONGEST_BAR = 30


F = TypeVar("F", bound=Callable[..., Any])


def query_options(function: F) -> F:
    """The query and the filters, for every command that takes a query."""
    for option in reversed(
        (
            click.argument("query", nargs=-1),
            click.option("--since", metavar="TIME", help="Published (or, without a date, first seen) from then on."),
            click.option("--until", metavar="TIME", help="… and up to the end of then."),
            click.option("--source", "sources", multiple=True, metavar="ID", help="Of this source; may be repeated."),
            click.option(
                "--lang", "languages", multiple=True, metavar="CODE", help="In this language; may be repeated."
            ),
            click.option(
                "-l", "--label", "labels", multiple=True, metavar="KEY=VALUE", help="Of sources with this label."
            ),
        )
    ):
        function = option(function)
    return function


def asked_of(
    session: Session,
    query: Sequence[str],
    since: str | None,
    until: str | None,
    sources: Sequence[str],
    languages: Sequence[str],
    labels: Sequence[str],
) -> Asked:
    """The query of a command line. What was read from another calendar is echoed."""
    from monitor import search as use_case

    for name in sources:
        session.watch.source(name)
    asked = use_case.ask(
        " ".join(query),
        now=session.now,
        zone=session.zone,
        since=session.time(since, name="since") if since else None,
        until=session.time(until, name="until", end=True) if until else None,
        sources=sources,
        languages=languages,
        labels=labels,
    )
    session.talk(*asked.notes)
    return asked


@command(
    examples=(
        "monitor search                                    # the newest",
        "monitor search 'prison* NEAR/5 strike' --since 7d",
        "monitor search '\"روزنامه نگار\"' --source nilufar --sort new",
        "monitor search Kuhsar --by day",
    )
)
@query_options
@click.option("--sort", type=click.Choice(["best", "new", "old"]), help="best with a query, else new.")
@click.option("-n", "--limit", type=click.IntRange(1, 1000), help="Hits on a page (10), or rows of a chart (20).")
@click.option("--page", type=click.IntRange(1, 100_000), default=1, metavar="N", help="Which page of hits.")
@click.option("--by", type=click.Choice(["source", "language", "day", "author"]), help="Count instead of listing.")
@click.option("--open", "opened", type=click.IntRange(1), metavar="N", help="Open the N-th hit in the browser.")
@engine_option
@click.option("--fail-empty", is_flag=True, help="Exit with 4 where nothing is found.")
@click.option("--explain", is_flag=True, help="Say how the query was understood, and search nothing.")
@click.option("--es", "as_dsl", is_flag=True, help="With --explain: as Query DSL, to paste into Kibana.")
def search(
    session: Session,
    query: tuple[str, ...],
    since: str | None,
    until: str | None,
    sources: tuple[str, ...],
    languages: tuple[str, ...],
    labels: tuple[str, ...],
    sort: str | None,
    limit: int | None,
    page: int,
    by: str | None,
    opened: int | None,
    engine: str | None,
    fail_empty: bool,
    explain: bool,
    as_dsl: bool,
) -> int | None:
    """Find articles. Without a query: the newest.

    Words of all scripts are found in their common spellings (half-spaces, Arabic and Persian letters, accents). Operators
    are written in capitals: AND OR NOT NEAR/5; "a phrase", prison*, title:word, lang:fa, after:2026-11-01.
    """
    from monitor import search as use_case

    asked = asked_of(session, query, since, until, sources, languages, labels)
    if explain or as_dsl:
        from monitor.cli.explained import explain as explain_query

        explain_query(session, asked, as_dsl=as_dsl)
        return None
    index = session.watch.engine(engine) if engine else session.watch.index
    if by is not None:
        return _chart(session, asked, by, limit or 20, fail_empty, index)
    size = limit or 10
    chosen = sort or ("best" if asked.text.strip() else "new")
    found = use_case.search(
        asked,
        index=index,
        changes=session.watch.ledger,
        sort=chosen,
        limit=size,
        offset=(page - 1) * size,
        # Breaking at words leaves some columns of each line unused.
        width=SNIPPET_LINES * (session.width - 5) - 14,
    )
    behind = _checked(session, found.behind)
    session.summary(total=found.total, shown=len(found.found), page=page, sort=chosen, behind=behind, notes=asked.notes)
    if opened is not None:
        _open(session, found.found, opened)
        return None
    for place, each in enumerate(found.found, start=(page - 1) * size + 1):
        _hit(session, place, each)
    if found.total == 0:
        _nothing(session, asked, index)
    elif not found.found:
        session.talk(f"There are only {-(-found.total // size)} pages.")
    else:
        first = (page - 1) * size + 1
        last = first + len(found.found) - 1
        if page == 1 and last == found.total:
            session.talk("", "1 article" if found.total == 1 else f"{found.total:,} articles")
        else:
            more = f"   more: --page {page + 1}" if last < found.total else ""
            session.talk("", f"{first:,}–{last:,} of {found.total:,} articles{more}")
    return 4 if fail_empty and found.total == 0 else None


def _checked(session: Session, behind: int | None) -> int:
    """Say how far the index is behind the ledger; IndexBroken where it is of no use for this ledger."""
    if behind is None:
        kept = session.watch.ledger.head().seq
        if kept == 0:
            return 0
        raise IndexBroken(
            f"The search index does not know this ledger yet ({kept:,} changes wait). Every article is safe.",
            hint="monitor rebuild index",
        )
    if behind:
        changes = "1 change" if behind == 1 else f"{behind:,} changes"
        session.talk(
            f"The index is behind by {changes}; a crawl ends by catching up, or: monitor rebuild index --behind"
        )
    return behind


def _hit(session: Session, place: int, each: Found) -> None:
    record, article = each.shown.record, each.shown.record.article
    cut = each.excerpt
    session.emit(
        "hit",
        **facts(record, each.shown.source_name),
        score=each.hit.score,
        spans={field: spans for field, spans in each.spans.items() if spans},
        excerpt={"field": each.field, "text": cut.text, "start": cut.start, "spans": cut.spans},
    )
    if session.json:
        return
    when = published(session, record) or "no date"
    state = "" if record.state == "present" else f"  {record.state}"
    session.say(
        "",
        f"{place:>3}. {session.style(short(record.id), 'cyan')}  {record.source}  {article.language}  {when}"
        f"  seen {seen(session, record)}{session.style(state, 'yellow')}",
    )
    indent = " " * 5
    for start, end in lines(article.title, session.width - 5):
        session.say(indent + piece(session, article.title, start, end, each.spans.get("title", ()), style="bold"))
    # Without a space the sign can't be left alone on a line.
    text = ("…" if cut.more_before else "") + cut.text + ("…" if cut.more_after else "")
    shift = 1 if cut.more_before else 0
    spans = [(a + shift, b + shift) for a, b in cut.spans]
    text = text.replace("\n", " ")
    for start, end in lines(text, session.width - 5):
        session.say(indent + piece(session, text, start, end, spans))


def _nothing(session: Session, asked: Asked, index: SearchIndex) -> None:
    from monitor import search as use_case

    book = session.watch.ledger
    kept = index.search(None, sort="best", limit=1).total
    if kept == 0:
        session.say("No article has been stored yet.")
        session.talk("  Read the sources: monitor crawl")
        return
    words = use_case.explain_nothing(asked, index=index, changes=book)
    looked = f"({kept:,} articles in {len(book.languages())} languages)"
    session.say(f"No article has {session.text(asked.text)} {looked}" if asked.text else f"No article fits {looked}")
    for word in words:
        session.emit("word", word=word.word, articles=word.articles, near=[list(pair) for pair in word.near])
        session.say(f"{word.articles:>7,}  {session.text(word.word)}")
        for place, (near, count) in enumerate(word.near):
            session.say(f"{'near it:' if place == 0 else '':>18} {count:>5,}  {session.text(near)}")
    better = asked.text
    for word in words:
        if word.near:
            better = better.replace(word.word, word.near[0][0])
    if better != asked.text:
        session.talk("Try:", f"  monitor search {session.text(_quoted(better))}")
        return
    wider = use_case.ask(asked.text, now=session.now, zone=session.zone)
    if wider.tree != asked.tree:
        without = index.search(wider.tree, sort="best", limit=1).total
        session.talk(f"Without --since, --until, --source, --lang and --label: {without:,}")


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def _open(session: Session, found: Sequence[Found], place: int) -> None:
    if place > len(found):
        raise UsageError(f"There is no hit number {place} on this page.", hint="Leave --open out to see them.")
    url = found[place - 1].shown.record.url
    session.emit("opened", url=url)
    session.say(url)
    click.launch(url)


def _chart(session: Session, asked: Asked, by: str, limit: int, fail_empty: bool, index: SearchIndex) -> int | None:
    from monitor import indexing
    from monitor import search as use_case

    behind = _checked(session, indexing.behind(session.watch.ledger, index))
    total, counts = use_case.count(asked, by, index=index, zone_name=str(session.zone))
    session.summary(total=total, by=by, values=len(counts), behind=behind, notes=asked.notes)
    for value, articles in counts:
        session.emit("count", by=by, value=value, articles=articles)
    if total == 0:
        _nothing(session, asked, index)
        return 4 if fail_empty else None
    shown = counts[-limit:] if by == "day" else counts[:limit]
    most = max((articles for _, articles in shown), default=1)
    digits = max((len(f"{articles:,}") for _, articles in shown), default=1)
    room = min(
        LONGEST_BAR, max(5, session.width - digits - 5 - max((cell_width(value) for value, _ in shown), default=0))
    )
    for value, articles in shown:
        session.say(f"{articles:>{digits},}  {_bar(articles, most, room):<{room}}  {session.text(value)}")
    rest = len(counts) - len(shown)
    session.talk("", f"{total:,} articles" + (f"; {rest:,} more: -n {len(counts)}" if rest > 0 else ""))
    return None


def _bar(articles: int, most: int, room: int) -> str:
    """A bar to an eighth of a column; what is there at all is seen."""
    eighths = max(1, round(articles / most * room * 8))
    return "█" * (eighths // 8) + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[eighths % 8]
