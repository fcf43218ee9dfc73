"""`monitor why`: the whole story of one URL, ending in one outcome and the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from monitor.cli.frame import command
from monitor.cli.marked import plain
from monitor.cli.session import Session
from monitor.cli.subject import url_key
from monitor.cli.table import cell_width, cut
from monitor.cli.times import shown
from monitor.errors import Interrupted, MonitorError, UsageError

if TYPE_CHECKING:
    from monitor.why import Account, Line, Surroundings


@command(
    examples=(
        "monitor why https://site.example/gallery/19",
        "monitor why site.example/news/7 --json",
        "monitor why https://site.example/news/8 --fetch",
    )
)
@click.argument("url")
@click.option("--fetch", is_flag=True, help="Fetch it now as a page of its source, if it is not kept; then tell again.")
def why(session: Session, url: str, fetch: bool) -> int | None:
    """The whole story of one URL: where it was found, what was fetched, what came of it, and what to do.

    An address that was never discovered ends with 4, and with the reasons that can be told from here.
    """
    from monitor.urls import canonical

    name = url_key(url)
    url = canonical(url if "://" in url else f"https://{url}") or url
    events, account = _account(session, url, name)
    if fetch and (source := _fetchable(session, url, events, account)) is not None:
        if not session.json:
            _print(session, account)
        if session.confirm(f"Fetch it now, as a page of {source}?"):
            _fetch(session, url, source)
            events, account = _account(session, url, name)
            session.say("")
        elif not session.json:
            return _ended(account)
    for event in events:
        # What a change was stands under `change`: `type` says what the object is.
        session.emit("event", **{("change" if name == "kind" else name): value for name, value in event.items()})
    session.summary(
        url=url,
        outcome=account.outcome,
        reason=account.reason,
        sentence=account.sentence,
        next_try=account.next_try,
        article=account.article,
        steps=[{"text": step.text, "command": step.command} for step in account.steps],
    )
    if not session.json:
        _print(session, account)
    return _ended(account)


def _account(session: Session, url: str, name: str) -> tuple[list[Mapping[str, object]], Account]:
    from monitor import why as telling

    events = list(session.watch.ledger.events(name))
    return events, telling.tell(url, events) if events else telling.undiscovered(url, _around(session), session.now)


def _ended(account: Account) -> int | None:
    return 4 if account.outcome == "undiscovered" else None


def _fetchable(session: Session, url: str, events: Sequence[Mapping[str, object]], account: Account) -> str | None:
    """The id of the source as whose page it is fetched; None, with a word why, where there is nothing to fetch."""
    from monitor import why as telling
    from monitor.urls import is_home

    book, settings = session.watch.ledger, session.watch.settings
    if account.article is not None or account.outcome in ("stored", "duplicate", "erased"):
        session.talk(f"Not fetched: its article {'was erased' if account.outcome == 'erased' else 'is kept already'}.")
        return None
    source = telling.fetched_for(url, events, settings.sources)
    if source is None or is_home(url):
        session.talk("Not fetched: " + ("a front page is no article." if source else "no source covers its site."))
        return None
    state = book.sources_state().get(source.id)
    if source.paused or (state and state.paused_until and state.paused_until > session.now):
        raise UsageError(f"{source.id} is paused.", hint=f"monitor sources resume {source.id}", source=source.id)
    return source.id


def _fetch(session: Session, url: str, source: str) -> None:
    """Through the real crawl, with its guards, robots.txt and delays; what comes of it is indexed."""
    from monitor.app import CrawlOptions
    from monitor.cli.crawl import catch_up, follow

    watch = session.watch
    with watch.crawl(CrawlOptions(sources=(source,), pages=(url,))) as running:
        last = follow(session, watch, running, [source])
    if last.state == "interrupted":
        raise Interrupted("Stopped. The page waits for the next crawl.", hint=f"Go on: monitor crawl {source}")
    if last.state == "failed":
        raise MonitorError(
            "The crawl process ended before it was done. The page waits for the next one.",
            hint=f"What it said last: {last.problem or 'nothing'}",
        )
    catch_up(session, watch)


def _around(session: Session) -> Surroundings:
    from monitor.why import Surroundings

    book, settings = session.watch.ledger, session.watch.settings
    states = book.sources_state()
    paused = {name for name, state in states.items() if state.paused_until and state.paused_until > session.now}
    return Surroundings(
        sources=settings.sources,
        listings={source.id: book.listings(source.id) for source in settings.sources},
        paused=frozenset(paused),
        first_seen={name: state.first_seen for name, state in states.items()},
        backfill=settings.crawl.backfill,
    )


def _print(session: Session, account: Account) -> None:
    day = quote = ""
    for line in account.lines:
        moment = shown(line.at, session.zone)
        if moment[:10] != day:
            day = moment[:10]
            session.say(session.style(day, "dim"))
        _line(session, line, f"{line.at.astimezone(session.zone):%H:%M:%S}", quote)
        quote = line.quote or quote
    verdict = "NEVER DISCOVERED" if account.outcome == "undiscovered" else account.outcome.upper()
    style = {"stored": "green", "duplicate": "green", "waiting": "yellow"}.get(account.outcome, "red")
    ending = account.sentence
    if account.next_try is not None:
        due = account.next_try <= session.now
        ending += "; the next crawl tries it again" if due else f"; next try {_when(session, account.next_try)}"
    head = f"          {session.style(verdict, style)}  "
    _wrapped(session, head, 12 + len(verdict), ending)
    for step in account.steps:
        if step.text:
            session.say(session.text(step.text))
        session.say(f"  {plain(session, step.command)}")


def _line(session: Session, line: Line, clock: str, said: str) -> None:
    _wrapped(session, f"{clock}  {line.word:<12}", 22, line.text)
    if line.quote and line.quote != said:
        session.say(" " * 22 + session.text(cut(line.quote, session.width - 22)))


def _wrapped(session: Session, head: str, width: int, text: str) -> None:
    """`text` beside `head`, its further lines below its beginning. An address is never broken."""
    room, row = max(20, session.width - width), ""
    rows = []
    for word in text.split(" "):
        if row and cell_width(f"{row} {word}") > room:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    rows.append(row)
    session.say((head + session.text(rows[0])).rstrip())
    for row in rows[1:]:
        session.say(" " * width + session.text(row))


def _when(session: Session, moment: datetime) -> str:
    from monitor.cli.times import ago

    return f"{shown(moment, session.zone)} ({ago(moment, session.now)})"
