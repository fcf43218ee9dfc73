"""`monitor sources pause`, `resume` and `reset`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.frame import subcommand
from monitor.cli.session import Session
from monitor.cli.sources.group import source_of, sources
from monitor.cli.sources.state import pause_end
from monitor.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime


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


@subcommand(sources, examples=("monitor sources reset chiya",))
@click.argument("identities", nargs=-1, required=True, metavar="ID…")
def reset(session: Session, identities: tuple[str, ...]) -> int:
    """Forget errors, waits and validators: the next crawl looks at everything of these sources afresh.

    Pages in quarantine are tried again. Nothing that is stored changes.
    """
    chosen = [source_of(session, identity) for identity in identities]
    ledger = session.watch.ledger
    with ledger.role("crawl"):
        for source in chosen:
            listings, leads = ledger.reset_source(source.id)
            session.say(f"{source.id}: {listings} listings and {leads:,} waiting pages are due now.")
            session.emit("source", id=source.id, listings=listings, leads=leads)
    session.talk(f"  monitor crawl {' '.join(identities)}")
    session.summary(sources=len(chosen))
    return 0


def _set_paused(session: Session, identities: tuple[str, ...], until: datetime | None, reason: str) -> int:
    from monitor.cli.times import shown

    chosen = [source_of(session, identity) for identity in identities]
    ledger = session.watch.ledger
    before = ledger.sources_state()
    for source in chosen:
        was = pause_end(before.get(source.id), session.now)
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
