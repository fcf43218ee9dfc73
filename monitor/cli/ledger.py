"""`monitor ledger`: check it, bring it to this program's schema, say what it holds, accept a copy that was put back."""

from __future__ import annotations

import click

from monitor.cli.frame import group, subcommand
from monitor.cli.session import Session


@group(examples=("monitor ledger check --full", "monitor ledger migrate --dry-run", "monitor ledger stats"))
def ledger(session: Session) -> None:
    """Check the ledger, migrate it, say what it holds."""


@subcommand(ledger, examples=("monitor ledger check", "monitor ledger check --full --json"))
@click.option("--full", is_flag=True, help="Read every text and address, not only counts and indices.")
def check(session: Session, full: bool) -> int:
    """Whether the ledger agrees with itself. Exits 4 where it does not. Nothing is changed."""
    problems = session.watch.ledger.check(full=full)
    for problem in problems:
        more = f"  ({problem.count:,}, the first: {problem.sample})" if problem.sample else ""
        session.say(session.style("✗ ", "red") + session.text(problem.message) + more)
        session.emit("problem", code=problem.code, message=problem.message, count=problem.count, sample=problem.sample)
    if not problems:
        session.say("The ledger agrees with itself.")
    session.summary(problems=len(problems), full=full)
    return 4 if problems else 0


@subcommand(ledger, examples=("monitor ledger migrate --dry-run", "monitor ledger migrate"))
@click.option("--dry-run", is_flag=True, help="Say which steps there are to do.")
def migrate(session: Session, dry_run: bool) -> int:
    """Bring an older ledger to this program's schema. A SQLite file is copied first.

    No other command may use the ledger meanwhile.
    """
    from monitor import ledger as room
    from monitor.app import ledger_location

    steps = room.migrate(ledger_location(session.watch.settings), dry_run=dry_run)
    if not steps:
        session.say("The ledger is up to date.")
    elif dry_run:
        session.say(f"To do: {', '.join(steps)}. Nothing was changed.")
    else:
        session.say(f"Done: {', '.join(steps)}. The ledger as it was lies beside it.")
    session.summary(steps=steps, dry_run=dry_run)
    return 0


@subcommand(ledger, examples=("monitor ledger stats", "monitor ledger stats --json"))
def stats(session: Session) -> int:
    """Rows of each table, and bytes on disk."""
    found = session.watch.ledger.stats()
    session.table([(f"{count:,}", name) for name, count in found.items()], right=(0,))
    session.emit("stats", **found)
    session.summary(bytes=found["bytes"])
    return 0


@subcommand(ledger, examples=("monitor ledger accept", "monitor ledger accept --yes --json"))
def accept(session: Session) -> int:
    """Go on with a ledger that holds less than it did: a copy that was put back.

    What was found since is found again; the search index is made anew.
    """
    from monitor import ledger as room
    from monitor.app import ledger_location

    settings = session.watch.settings
    if not session.confirm_by_name(settings.home.name, "Go on with the ledger as it is now, although it held more?"):
        session.say("Nothing was changed.")
        return 1
    with room.open(ledger_location(settings), accept=True) as found:
        articles = sum(summary.articles for summary in found.sources_summary().values())
    session.say(f"The ledger is accepted as it is: {articles:,} articles.", "  monitor rebuild index")
    session.summary(articles=articles)
    return 0
