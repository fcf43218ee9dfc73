"""`monitor why`: the whole story of one URL, ending in one outcome and the next step."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from monitor.cli.frame import command
from monitor.cli.marked import plain
from monitor.cli.session import Session
from monitor.cli.subject import url_key
from monitor.cli.table import cell_width, cut
from monitor.cli.times import shown

if TYPE_CHECKING:
    from monitor.why import Account, Line, Surroundings


@command(examples=("monitor why https://site.example/gallery/19", "monitor why site.example/news/7 --json"))
@click.argument("url")
def why(session: Session, url: str) -> int | None:
    """The whole story of one URL: where it was found, what was fetched, what came of it, and what to do.

    An address that was never discovered ends with 4, and with the reasons that can be told from here.
    """
    from monitor import why as telling
    from monitor.urls import canonical

    name = url_key(url)
    url = canonical(url if "://" in url else f"https://{url}") or url
    book = session.watch.ledger
    events = list(book.events(name))
    account = telling.tell(url, events) if events else telling.undiscovered(url, _around(session), session.now)
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
    return 4 if account.outcome == telling.UNDISCOVERED else None


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
