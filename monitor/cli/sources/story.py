"""`monitor sources show`: what is set, which listings there are and what each gave, what came of the newest leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.frame import subcommand
from monitor.cli.session import Session
from monitor.cli.sources.group import source_of, sources
from monitor.cli.sources.state import state_of
from monitor.cli.times import ago, shown
from monitor.errors import NoLedger
from monitor.settings import format_duration

if TYPE_CHECKING:
    from monitor.model import Source
    from monitor.ports import ListingState

NEWEST = 10


@subcommand(sources, examples=("monitor sources show nilufar", "monitor sources show nilufar --json"))
@click.argument("identity", metavar="ID")
def show(session: Session, identity: str) -> int:
    """Everything known of one source: its settings, its listings with what each gave, its newest outcomes."""
    return _tell(session, source_of(session, identity))


def _tell(session: Session, source: Source) -> int:
    settings = session.watch.settings
    session.say(f"{session.style(source.id, 'bold')}  {source.url}  {session.text(source.name)}")
    about = [source.kind.value, source.language or "", source.country or "", source.time_zone or ""]
    session.say(
        "  " + " · ".join(part for part in about if part) + (f" · owner {source.owner}" if source.owner else "")
    )
    if source.labels:
        session.say("  labels  " + "  ".join(f"{name}={value}" for name, value in source.labels.items()))
    written = settings.origins.get(f"source.{source.id}.id", "")
    rhythm = f"every {format_duration(source.every)}" if source.every else "by its rhythm"
    session.say(f"  looked at {rhythm}; written in {written}; monitor config show source.{source.id}")
    fields: dict[str, object] = {"id": source.id, "name": source.name, "url": source.url, "written": written}
    try:
        ledger = session.watch.ledger
    except NoLedger:
        session.say("  It was never read: there is no ledger yet.")
        session.emit("source", **fields, state="new")
        session.summary(id=source.id, state="new")
        return 0
    summary = ledger.sources_summary().get(source.id)
    mark = ledger.sources_state().get(source.id)
    state = state_of(source, summary, mark, session.now)
    if mark and mark.pause_reason and state == "paused":
        session.say(f"  paused: {session.text(mark.pause_reason)}")
    session.emit("source", **fields, state=state, baseline_at=mark.baseline_at if mark else None)
    listings = ledger.listings(source.id)
    _listings(session, listings, source.url)
    counts = ledger.counts(source.id)
    parts = [f"{count:,} {outcome.value}" for outcome, count in counts.outcomes.items() if count]
    session.say("", f"  {counts.leads:,} found = {' + '.join(parts) or '0'}     state: {state}")
    for (outcome, reason), count in sorted(counts.reasons.items(), key=lambda pair: -pair[1])[:6]:
        session.say(f"    {count:>6,} {outcome.value}: {reason}")
    newest = _newest(session, source.id)
    session.summary(id=source.id, state=state, leads=counts.leads, outcomes=counts.outcomes, shown=newest)
    return 0


def _listings(session: Session, listings: tuple[ListingState, ...], home: str) -> None:
    if not listings:
        session.say("", "  No listing is known yet: the next crawl looks for them. monitor sources test tries now.")
        return
    session.say("")
    rows, absent = [], []
    for listing in listings:
        session.emit(
            "listing",
            kind=listing.kind,
            url=listing.url,
            entries=listing.entries,
            yielded=listing.yielded,
            last_poll=listing.last_poll,
            last_good=listing.last_good,
            next_poll=listing.next_poll,
            failures=listing.failures,
            problem=listing.problem,
        )
        if _is_absent(listing):
            absent.append(_short(listing.url, home))
            continue
        polled = ago(listing.last_poll, session.now) if listing.last_poll else "never"
        address = _short(listing.url, home)
        rows.append((listing.kind.value, f"{listing.yielded:,}", f"{listing.entries:,}", polled, address))
    session.table(rows, header=("listing", "gave", "holds", "last look", "address"), right=(1, 2), indent="  ")
    if absent:
        session.say(f"  tried, not there: {'  '.join(absent)}")
    for listing in listings:
        if listing.problem and not _is_absent(listing):
            since = f" since {shown(listing.last_good, session.zone)}" if listing.last_good else ""
            times = f" ({listing.failures} looks{since})" if listing.failures > 1 else since
            session.say(session.style(f"  ✗ {listing.url}", "red"), f"    {session.text(listing.problem)}{times}")


def _is_absent(listing: ListingState) -> bool:
    """One of the usual places, tried and never there: no complaint."""
    return bool(listing.problem) and listing.last_good is None and (listing.problem or "").startswith("not_found")


def _short(url: str, home: str) -> str:
    """The path, where the host is the source's own."""
    root = home.rstrip("/")
    return url[len(root) :] or "/" if url.startswith(f"{root}/") else url


def _newest(session: Session, identity: str) -> int:
    """The newest leads that became no article: what a person may miss."""
    from monitor.model import Outcome

    told = 0
    for outcome in (Outcome.QUARANTINED, Outcome.WAITING, Outcome.REJECTED):
        for lead in session.watch.ledger.leads(outcome, source=identity, limit=NEWEST):
            if told >= NEWEST:
                return told
            if told == 0:
                session.say("", "  Not articles, or not yet:")
            told += 1
            detail = f": {lead.detail}" if lead.detail else ""
            session.say(f"    {outcome.value} ({lead.reason}){session.text(detail)}", f"      {lead.url}")
            session.emit(
                "lead", url=lead.url, outcome=outcome, reason=lead.reason, detail=lead.detail, title=lead.title
            )
    if told:
        session.talk("  The whole story of one: monitor why URL")
    return told
