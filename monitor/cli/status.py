"""`monitor status`: what was looked at, what came, what needs you; one screen."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from datetime import time as clock
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.engines import Lag, lags, named
from monitor.cli.frame import command
from monitor.cli.marked import plain
from monitor.cli.session import Session
from monitor.cli.table import cut
from monitor.cli.times import ago, shown
from monitor.model import Outcome

if TYPE_CHECKING:
    from monitor.ledger import SourceSummary
    from monitor.ports import Counts, ListingState, RunState

REFRESH_S = 2.0
MOST_NAMED = 8
MOST_LANGUAGES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything that the screen shows, read once."""

    counts: Counts
    summaries: Mapping[str, SourceSummary]
    listings: Mapping[str, tuple[ListingState, ...]]
    """Of the sources that need somebody."""
    today: Mapping[str, int]
    run: RunState | None
    next_look: datetime | None
    next_source: str | None
    waiting_due: int
    paused: frozenset[str]
    lags: Mapping[str, Lag]
    """Of each engine."""
    disk: Mapping[str, int]


@command(examples=("monitor status", "monitor status --watch", "monitor status --json"))
@click.option("--watch", "watching", is_flag=True, help="Show it anew every two seconds, until Ctrl-C.")
def status(session: Session, watching: bool) -> int | None:
    """What was looked at, what came, what waits, what needs you. Nothing happened, and it did look: this says both."""
    if not watching:
        _show(session, _read(session, session.now))
        return None
    from monitor.app import now

    try:
        while True:
            session.started = now()
            state = _read(session, session.now)
            if not session.json and session.colored():
                # Home and clear: the screen stays where it is.
                print("\x1b[H\x1b[2J", end="")
            _show(session, state)
            if session.json:
                session.finish(0)
            time.sleep(REFRESH_S)
    except KeyboardInterrupt:
        return None


def _read(session: Session, now: datetime) -> State:
    book, settings = session.watch.ledger, session.watch.settings
    summaries = book.sources_summary()
    states = book.sources_state()
    paused = {source.id for source in settings.sources if source.paused} | {
        name for name, state in states.items() if state.paused_until is not None and state.paused_until > now
    }
    active = [source.id for source in settings.sources if source.id not in paused]
    due = {name: summary.next_poll for name, summary in summaries.items() if name in active and summary.next_poll}
    midnight = datetime.combine(now.astimezone(session.zone).date(), clock(0), tzinfo=session.zone)
    runs = book.runs(1)
    needing = [name for name in active if (found := summaries.get(name)) is not None and found.problem]
    return State(
        counts=book.counts(),
        summaries=summaries,
        listings={name: book.listings(name) for name in needing},
        today=book.languages(since=midnight),
        run=runs[0] if runs else None,
        next_look=book.next_due(active),
        next_source=min(due, key=lambda name: due[name]) if due else None,
        waiting_due=book.due(now, active),
        paused=frozenset(paused),
        lags=lags(session.watch),
        disk=_disk(session),
    )


def _disk(session: Session) -> dict[str, int]:
    from monitor.app import archive_folder, ledger_location

    settings = session.watch.settings
    sizes = {}
    place = ledger_location(settings)
    if isinstance(place, Path):
        sizes["ledger"] = sum(path.stat().st_size for path in place.parent.glob(place.name + "*"))
    if settings.store.archive != "off":
        sizes["archive"] = _size(archive_folder(settings))
    sizes["index"] = _size(settings.state / "index")
    sizes["free"] = shutil.disk_usage(settings.state).free
    return sizes


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # a segment that the index has just replaced
            continue
    return total


def _show(session: Session, state: State) -> None:
    settings = session.watch.settings
    _emit(session, state)
    if session.json:
        return
    now = session.now
    paused = f", {len(state.paused)} paused" if state.paused else ""
    session.say(f"Watching    {_many(len(settings.sources), 'source')}{paused}    {settings.path}")
    polled = [summary.last_poll for summary in state.summaries.values() if summary.last_poll is not None]
    looked = f"{ago(max(polled), now)}" if polled else "none yet: monitor crawl"
    following = ""
    if polled and state.next_look is not None:
        which = f" ({state.next_source})" if state.next_source else ""
        following = (
            "   next: due now" if state.next_look <= now else f"   next {shown(state.next_look, session.zone)}{which}"
        )
    session.say(f"Last look   {looked}{following}")
    if state.run is not None:
        session.say(f"Last run    {_run(session, state.run)}")
    languages = "  ".join(f"{name} {number:,}" for name, number in list(state.today.items())[:MOST_LANGUAGES])
    session.say(f"New today   {_many(sum(state.today.values()), 'article')}" + (f"   {languages}" if languages else ""))
    for line in _needs(session, state):
        session.say(line)
    session.say(f"Leads       {_sum(state.counts)}")
    waiting = state.counts.outcomes[Outcome.WAITING]
    if waiting:
        session.say(f"Waiting     {_many(waiting, 'address')}, {state.waiting_due:,} things due: monitor crawl")
    if state.counts.outcomes[Outcome.QUARANTINED]:
        session.say(f"Quarantine  {state.counts.outcomes[Outcome.QUARANTINED]:,}: monitor quarantine list")
    for place, (name, lag) in enumerate(state.lags.items()):
        session.say(f"{'' if place else 'Search':<12}{named(session.watch, name)}{plain(session, lag.text)}")
    session.say(f"Disk        {_disk_line(state.disk)}")


def _needs(session: Session, state: State) -> list[str]:
    if not state.summaries:
        return []
    if not state.listings:
        return ["Not seen    nothing: every source answered as it should"]
    one = len(state.listings) == 1
    rows = [
        session.style(f"Not seen    {_many(len(state.listings), 'source')} need{'s' if one else ''} you:", "yellow")
    ]
    width = max(len(name) for name in state.listings)
    for name in list(state.listings)[:MOST_NAMED]:
        problem = state.summaries[name].problem or ""
        since = max((each.last_good for each in state.listings[name] if each.last_good is not None), default=None)
        told = f"{problem}" + (f"; last good {shown(since, session.zone)}" if since else "; never was good")
        rows.append(f"  {name:<{width}}  {plain(session, cut(told, max(20, session.width - width - 4)))}")
        rows.append(f"  {'':<{width}}  monitor sources show {name}")
    if len(state.listings) > MOST_NAMED:
        rows.append(f"  and {len(state.listings) - MOST_NAMED} more: monitor sources list")
    return rows


def _run(session: Session, run: RunState) -> str:
    began = shown(run.started, session.zone)
    if run.state == "running":
        return f"{run.command}, running since {began} (pid {run.pid}), heard of {ago(run.beat, session.now)}"
    text = f"{run.command}, {run.state} {ago(run.ended or run.beat, session.now)}"
    return f"{text}; nothing is lost, the same command goes on" if run.state != "finished" else text


def _sum(counts: Counts) -> str:
    parts = " + ".join(
        f"{number:,} {outcome.value}"
        for outcome in Outcome
        if (number := counts.outcomes[outcome]) or outcome is Outcome.STORED
    )
    return f"{counts.leads:,} = {parts}"


def _disk_line(disk: Mapping[str, int]) -> str:
    parts = [f"{name} {_bytes(size)}" for name, size in disk.items() if name != "free"]
    return ", ".join([*parts, f"{_bytes(disk['free'])} free"])


def _bytes(size: int) -> str:
    value = float(size)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"


def _many(number: int, noun: str) -> str:
    plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def _emit(session: Session, state: State) -> None:
    for source in session.watch.settings.sources:
        summary = state.summaries.get(source.id)
        session.emit(
            "source",
            id=source.id,
            paused=source.id in state.paused,
            articles=summary.articles if summary else 0,
            outcomes={outcome.value: number for outcome, number in summary.outcomes.items()} if summary else {},
            last_new=summary.last_new if summary else None,
            last_poll=summary.last_poll if summary else None,
            next_poll=summary.next_poll if summary else None,
            problem=summary.problem if summary else None,
        )
    counts, run = state.counts, state.run
    session.summary(
        config=session.watch.settings.path,
        sources=len(session.watch.settings.sources),
        leads=counts.leads,
        outcomes={outcome.value: counts.outcomes[outcome] for outcome in Outcome},
        reasons=[
            {"outcome": outcome.value, "reason": reason, "leads": number}
            for (outcome, reason), number in sorted(counts.reasons.items())
        ],
        today=sum(state.today.values()),
        languages=state.today,
        need_you=list(state.listings),
        next_look=state.next_look,
        due=state.waiting_due,
        run=None
        if run is None
        else {"id": run.id, "command": run.command, "state": run.state, "started": run.started, "ended": run.ended},
        index_behind=next(iter(state.lags.values())).behind,
        engines={name: lag.behind for name, lag in state.lags.items()},
        disk=state.disk,
    )
