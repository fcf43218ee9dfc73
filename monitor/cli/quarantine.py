"""`monitor quarantine`: pages that could not be read without harm, with their reason; try them again or let them go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from monitor.cli.frame import group, subcommand
from monitor.cli.marked import plain
from monitor.cli.session import Session
from monitor.cli.subject import url_key
from monitor.cli.times import shown
from monitor.errors import NotFound, UsageError
from monitor.model import Outcome, Reason
from monitor.urls import key

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.ledger import LeadRow
    from monitor.ports import Transaction

PAGE = 500


@group(examples=("monitor quarantine list", "monitor quarantine retry --all"))
def quarantine(session: Session) -> None:
    """Pages that killed their worker, were too large, or failed too often. Nothing of them is lost."""


@subcommand(quarantine, "list", examples=("monitor quarantine list", "monitor quarantine list --source hrana --json"))
@click.option("--source", metavar="ID", help="Of this source only.")
@click.option("--reason", type=click.Choice([reason.value for reason in Reason]), help="For this reason only.")
@click.option("-n", "--limit", type=click.IntRange(1), default=50, help="At most so many (50).")
def listed(session: Session, source: str | None, reason: str | None, limit: int) -> int | None:
    """What is in quarantine, and why."""
    rows: list[LeadRow] = []
    for lead in _leads(session, source, reason):
        if len(rows) == limit:
            break
        rows.append(lead)
        session.emit("quarantined", **_fields(lead))
    total = session.watch.ledger.counts(source).outcomes[Outcome.QUARANTINED]
    session.summary(quarantined=total, shown=len(rows))
    if session.json:
        return None
    for lead in rows:
        when = shown(lead.settled_at or lead.found_at, session.zone)
        session.say(f"{when}  {lead.source}  {session.style((lead.reason or '').replace('_', ' '), 'yellow')}")
        session.say(f"    {plain(session, lead.url)}")
        if lead.detail:
            session.say(f"    {plain(session, lead.detail)}")
    if not rows:
        session.say("Nothing is in quarantine.")
    else:
        session.talk("", f"{total:,} in quarantine. Try one again: monitor quarantine retry URL, or --all")
    return None


@subcommand(quarantine, "show", examples=("monitor quarantine show https://site.example/heavy",))
@click.argument("url")
def one(session: Session, url: str) -> int | None:
    """One of them, with everything that is known of it."""
    lead = _find(session, url)
    session.emit("quarantined", **_fields(lead))
    session.summary(url=lead.url, reason=lead.reason)
    for name, value in (
        ("url", lead.url),
        ("source", lead.source),
        ("title", lead.title or ""),
        ("reason", (lead.reason or "").replace("_", " ")),
        ("detail", lead.detail),
        ("found", shown(lead.found_at, session.zone)),
        ("since", shown(lead.settled_at, session.zone) if lead.settled_at else ""),
        ("tries", str(lead.tries) if lead.tries else ""),
    ):
        if value:
            session.say(f"{session.style(f'{name:<8}', 'dim')}{plain(session, value)}")
    session.talk("", f"Its whole story: monitor why {lead.url}")
    return None


def _choosing(function: Callable[..., int | None]) -> Callable[..., int | None]:
    for option in reversed(
        (
            click.argument("urls", metavar="[URL…]", nargs=-1),
            click.option("--all", "everything", is_flag=True, help="All of them."),
            click.option("--source", metavar="ID", help="All of this source."),
            click.option(
                "--reason", type=click.Choice([reason.value for reason in Reason]), help="All for this reason."
            ),
        )
    ):
        function = option(function)
    return function


@subcommand(
    quarantine,
    "retry",
    examples=("monitor quarantine retry https://site.example/heavy", "monitor quarantine retry --reason too_large"),
)
@_choosing
def retry(
    session: Session, urls: tuple[str, ...], everything: bool, source: str | None, reason: str | None
) -> int | None:
    """Let the next crawl try them again, from the start."""

    def again(tx: Transaction, lead: LeadRow, now: datetime) -> None:
        tx.settle_lead(
            lead.id, Outcome.WAITING, now, reason=Reason.NEW, detail="taken out of quarantine by a person", next_try=now
        )

    number = _settle(session, _chosen(session, urls, everything, source, reason), again, "retried")
    session.say(f"{_pages(number)} will be tried again by the next crawl.")
    session.talk("  monitor crawl")
    return None


@subcommand(quarantine, "drop", examples=("monitor quarantine drop https://site.example/heavy",))
@_choosing
def drop(
    session: Session, urls: tuple[str, ...], everything: bool, source: str | None, reason: str | None
) -> int | None:
    """Give them up: they count as rejected from now on, for the reason that they were here."""
    chosen = _chosen(session, urls, everything, source, reason)
    if len(chosen) > 1 and not session.confirm(f"Give up {_pages(len(chosen))}?", default=False):
        session.say("Nothing was changed.")
        return 1

    def give_up(tx: Transaction, lead: LeadRow, now: datetime) -> None:
        tx.settle_lead(
            lead.id,
            Outcome.REJECTED,
            now,
            reason=Reason(lead.reason) if lead.reason else Reason.BAD_RESPONSE,
            detail="given up by a person" + (f"; {lead.detail}" if lead.detail else ""),
        )

    number = _settle(session, chosen, give_up, "dropped")
    session.say(f"{_pages(number)} given up; monitor why still tells of each.")
    return None


def _settle(
    session: Session,
    leads: Sequence[LeadRow],
    act: Callable[[Transaction, LeadRow, datetime], None],
    word: str,
) -> int:
    writer = session.watch.ledger.writer()
    try:
        futures = [writer.submit(lambda tx, lead=lead: act(tx, lead, session.now)) for lead in leads]  # type: ignore[misc]
        for lead, future in zip(leads, futures, strict=True):
            future.result()
            session.emit(word, url=lead.url, source=lead.source, reason=lead.reason)
    finally:
        writer.close()
    session.summary(**{word: len(leads)})
    return len(leads)


def _chosen(
    session: Session, urls: Sequence[str], everything: bool, source: str | None, reason: str | None
) -> list[LeadRow]:
    if urls:
        return [_find(session, url) for url in urls]
    if not (everything or source or reason):
        raise UsageError("Which ones?", hint="Name addresses, or --source, --reason or --all.")
    return list(_leads(session, source, reason))


def _leads(session: Session, source: str | None, reason: str | None) -> Iterator[LeadRow]:
    after = 0
    book = session.watch.ledger
    while page := book.leads(Outcome.QUARANTINED, source=source, reason=reason, after=after, limit=PAGE):
        yield from page
        after = page[-1].id


def _find(session: Session, url: str) -> LeadRow:
    name = url_key(url)
    found = next((lead for lead in _leads(session, None, None) if key(lead.url) == name), None)
    if found is None:
        raise NotFound(f"{url} is not in quarantine.", hint=f"monitor why {url}", url=url)
    return found


def _fields(lead: LeadRow) -> dict[str, object]:
    return {
        "url": lead.url,
        "source": lead.source,
        "title": lead.title,
        "reason": lead.reason,
        "detail": lead.detail,
        "found_at": lead.found_at,
        "since": lead.settled_at,
        "tries": lead.tries,
    }


def _pages(number: int) -> str:
    return "1 page" if number == 1 else f"{number:,} pages"
