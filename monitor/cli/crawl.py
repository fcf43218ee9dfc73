"""`monitor crawl`: look now, store what is new, end with a table that adds up."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.frame import command
from monitor.cli.session import Session
from monitor.errors import Interrupted, MonitorError, UsageError
from monitor.model import Outcome

if TYPE_CHECKING:
    from monitor.app import Crawl, CrawlOptions, Watch
    from monitor.crawl import Snapshot

PLAIN_EVERY_S = 10.0
"""Where there is no terminal, a line of progress so often."""
INDEX_EVERY_S = 2.0
"""How often a running crawl is asked whether there is something to index: a core has time then, at the end one waits."""
COLUMNS = (
    ("found", ("found",)),
    ("new", ("new",)),
    ("revised", ("revised",)),
    ("same", ("unchanged",)),
    ("gone", ("gone",)),
    ("dup", ("duplicate",)),
    ("refused", ("rejected", "refused")),
    ("waiting", ("waiting", "missing")),
    ("trouble", ("quarantined", "failed")),
)
"""Column → the counters that it adds up."""


@command(
    examples=(
        "monitor crawl                      every source, now",
        "monitor crawl nilufar --since 30d  one source, nothing older than a month",
        "monitor crawl --due --json         what the schedule says, for cron",
    )
)
@click.argument("sources", nargs=-1, metavar="[ID]…")
@click.option("--since", metavar="TIME", help="Take no article that its site dates before this, in this run.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Fetch at most N pages.")
@click.option("--due", "due_only", is_flag=True, help="Only what the schedule says is due; no early looks.")
@click.option("--dry-run", is_flag=True, help="Say what would be asked for; fetch nothing.")
def crawl(
    session: Session, sources: tuple[str, ...], since: str | None, limit: int | None, due_only: bool, dry_run: bool
) -> int:
    """Read the sources' listings, fetch what is new, look again at what may have changed, and index it.

    Ctrl-C once finishes what is in hand, twice stops now; neither loses anything, and the same command goes on.
    """
    from monitor.app import CrawlOptions

    watch = session.watch
    options = CrawlOptions(
        sources=sources, limit=limit, backfill=_age(session, since) if since else None, due_only=due_only
    )
    if dry_run:
        return _dry_run(session, watch, options)
    if not watch.settings.sources:
        raise UsageError("There are no sources to crawl.", hint="Add one: monitor add https://…")
    names = [source.id for source in watch.settings.sources if not sources or source.id in sources]
    with watch.crawl(options) as running:
        last = follow(session, watch, running, names)
    if last.state == "failed":
        _closing(session, watch, last, names)
        raise MonitorError(
            "The crawl process ended before it was done. Nothing is lost; what it had in hand is tried again.",
            hint=f"What it said last: {last.problem or 'nothing'}\n  All of it: {watch.settings.state / 'log' / 'crawl.log'}",
        )
    catch_up(session, watch)
    failed = _closing(session, watch, last, names)
    if last.state == "interrupted":
        raise Interrupted("Stopped. What was in hand is stored or waits; nothing is lost.", hint="Go on: monitor crawl")
    return 3 if failed else 0


def _age(session: Session, since: str) -> timedelta:
    moment = session.time(since, name="--since")
    age = session.now - moment
    if age <= timedelta(0):
        raise UsageError(f"--since {since} lies in the future.")
    return age


def _dry_run(session: Session, watch: Watch, options: CrawlOptions) -> int:
    """What is due now, by source; listings that a whole crawl would read whether due or not."""
    rows, total = [], 0
    names = options.sources or tuple(source.id for source in watch.settings.sources)
    for name in names:
        watch.source(name)
        listings = watch.ledger.listings(name)
        due = watch.ledger.due(session.now, [name])
        waiting = watch.ledger.counts(name).outcomes.get(Outcome.WAITING, 0)
        total += due
        rows.append([name, str(len(listings)), str(waiting), str(due)])
        session.emit("due", source=name, listings=len(listings), waiting=waiting, due=due)
    session.table(rows, header=("source", "listings", "waiting", "due now"), right=(1, 2, 3))
    session.say(f"{total} due now. Nothing was fetched.")
    session.summary(sources=len(rows), due=total)
    return 0


def follow(session: Session, watch: Watch, running: Crawl, names: list[str]) -> Snapshot:
    """Show the run until it ends, and index what it has stored so far; the last snapshot."""
    with _signals(session, running), _display(session) as show:
        last: Snapshot | None = None
        indexed = time.monotonic()
        for last in running.snapshots:
            show(last, names)
            if last.state == "running" and time.monotonic() - indexed >= INDEX_EVERY_S:
                with suppress(MonitorError):  # what it has to say, it says again at the end
                    watch.keep_up()
                indexed = time.monotonic()
    assert last is not None, "a run has at least one snapshot"
    return last


@contextmanager
def _signals(session: Session, running: Crawl) -> Iterator[None]:
    """Ctrl-C and SIGTERM go to the crawl process: once to finish, twice to stop."""
    asked = 0

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked += 1
        running.interrupt()
        session.talk(
            "Finishing what is in hand (at most 30 s); again to stop now."
            if asked == 1
            else "Stopping now; nothing is lost."
        )

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _display(session: Session) -> Iterator[Any]:
    """A live table on a terminal, a line now and then elsewhere, nothing with -q or --json."""
    if session.json or session.quiet:
        yield lambda snapshot, names: None
    elif sys.stdout.isatty():
        from rich.console import Console
        from rich.live import Live
        from rich.text import Text

        with Live(console=Console(highlight=False), refresh_per_second=8, transient=True) as live:
            yield lambda snapshot, names: live.update(
                Text.from_ansi("\n".join(_lines(session, snapshot, names, most=24)))
            )
    else:
        said = time.monotonic()

        def line(snapshot: Snapshot, names: list[str]) -> None:
            nonlocal said
            if time.monotonic() - said >= PLAIN_EVERY_S:
                said = time.monotonic()
                sums = _row("", _total(snapshot, names))
                parts = [
                    f"{count} {title}" for (title, _), count in zip(COLUMNS, sums[1:], strict=True) if count != "·"
                ]
                session.talk(f"{snapshot.elapsed_s:5.0f} s  {', '.join(parts) or 'nothing yet'}")

        yield line


def _lines(session: Session, snapshot: Snapshot, names: list[str], *, most: int | None = None) -> list[str]:
    """The table by source. On a terminal the busiest rows are shown where not all have room."""
    from monitor.cli.table import table

    rows = [(name, snapshot.of(name)) for name in names]
    left_out = 0
    if most is not None and len(rows) > most:
        rows.sort(key=lambda row: -sum(row[1].values()))
        rows, left_out = rows[:most], len(rows) - most
    body = [_row(name, counts) for name, counts in rows]
    body.append(_row("all", _total(snapshot, names)))
    lines = table(
        body, header=("", *(title for title, _ in COLUMNS)), right=range(1, len(COLUMNS) + 1), width=session.width
    )
    lines[0] = session.style(lines[0], "dim")
    lines[-1] = session.style(lines[-1], "bold")
    if left_out:
        lines.insert(-1, session.style(f"… and {left_out} more", "dim"))
    return lines


def _row(name: str, counts: dict[str, int]) -> list[str]:
    sums = [sum(counts.get(word, 0) for word in words) for _, words in COLUMNS]
    return [name, *(str(number) if number else "·" for number in sums)]


def _total(snapshot: Snapshot, names: list[str]) -> dict[str, int]:
    total: dict[str, int] = {}
    for name in names:
        for word, count in snapshot.of(name).items():
            total[word] = total.get(word, 0) + count
    return total


def catch_up(session: Session, watch: Watch) -> None:
    """Index what was stored; somebody else may hold that role, and then does it."""
    try:
        watch.catch_up()
    except MonitorError as error:
        session.warn(
            f"Not indexed yet: {error.message} The articles are kept; search catches up with: monitor index sync",
            code=error.code,
        )


def _closing(session: Session, watch: Watch, last: Snapshot, names: list[str]) -> int:
    """The table, the ledger's own sum, and what needs a person; how many sources failed."""
    run = _total(last, names)
    counts = watch.ledger.counts()
    sum_of = {outcome.value: counts.outcomes.get(outcome, 0) for outcome in Outcome}
    failed = []
    for name, summary in watch.ledger.sources_summary().items():
        if name in names and last.of(name).get("failed_polls") and summary.problem and not summary.articles:
            failed.append((name, summary.problem))
    for name in names:
        session.emit("source", source=name, run=last.of(name))
    session.say(*_lines(session, last, names), "")
    told = [f"{n} {word}" for word, n in sum_of.items() if n]
    session.say(f"{counts.leads} addresses known = {' + '.join(told) or '0'}  ({last.elapsed_s:.1f} s)")
    reasons = sorted(
        ((outcome.value, reason, n) for (outcome, reason), n in counts.reasons.items()),
        key=lambda row: (row[0], -row[2]),
    )
    for outcome in (Outcome.REJECTED, Outcome.WAITING, Outcome.QUARANTINED):
        parts = [f"{n} {reason.replace('_', ' ')}" for word, reason, n in reasons if word == outcome.value]
        if parts:
            session.say(session.style(f"  {outcome.value}: {', '.join(parts)}", "dim"))
    for name, problem in failed:
        session.warn(f"{name}: {problem}   monitor sources show {name}", code="source.failed", source=name)
    session.summary(
        state=last.state,
        elapsed_s=round(last.elapsed_s, 2),
        run=run,
        leads=counts.leads,
        outcomes=sum_of,
        reasons=[{"outcome": outcome, "reason": reason, "leads": n} for outcome, reason, n in reasons],
        failed=[name for name, _ in failed],
    )
    return len(failed)
