"""`monitor sources health` and `gaps`: silence that only looks like peace, with the evidence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from monitor.cli.frame import subcommand
from monitor.cli.session import Session
from monitor.cli.sources.group import has_label, source_of, sources
from monitor.cli.sources.state import pause_end
from monitor.cli.times import shown
from monitor.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.symptoms import Signs


@subcommand(sources, examples=("monitor sources health", "monitor sources health --since 30d -l desk=iran --json"))
@click.option("--since", default="7d", show_default=True, metavar="TIME", help="The time to judge, by what was before.")
@click.option("-l", "--label", metavar="KEY=VALUE", help="Only sources that carry this label.")
def health(session: Session, since: str, label: str | None) -> int:
    """What ails which source, with a sentence of evidence: unread, failing, blocked, overflow, silent, shrinking, drifted.

    Exits 4 where there is something. Paused sources are left out.
    """
    from monitor.symptoms import symptoms

    window = _window(session, since)
    chosen = [each for each in session.watch.settings.sources if not label or has_label(each, label)]
    marks = session.watch.ledger.sources_state()
    asleep = [each.id for each in chosen if each.paused or pause_end(marks.get(each.id), session.now)]
    ill = 0
    for signs in _signs(session, [each.id for each in chosen if each.id not in asleep], window):
        found = symptoms(signs, now=session.now, window=window)
        ill += bool(found)
        for symptom in found:
            session.emit(
                "symptom", source=signs.source, kind=symptom.kind, evidence=symptom.evidence, command=symptom.command
            )
        if found:
            session.say(session.style(signs.source, "bold"))
        for symptom in found:
            session.say(f"  {session.style(f'{symptom.kind:<10}', 'yellow')}{session.text(symptom.evidence)}")
        for command in dict.fromkeys(symptom.command for symptom in found):
            session.say(f"    {command}")
    looked = len(chosen) - len(asleep)
    paused = f"; {len(asleep)} paused, not judged" if asleep else ""
    session.say(f"{looked} sources judged by {_since(session, window)}: {looked - ill} well, {ill} not{paused}.")
    session.summary(sources=looked, ill=ill, paused=len(asleep), since=session.now - window)
    return 4 if ill else 0


@subcommand(sources, examples=("monitor sources gaps nilufar", "monitor sources gaps nilufar --since 30d --json"))
@click.argument("identity", metavar="ID")
@click.option("--since", default="30d", show_default=True, metavar="TIME", help="Gaps that were noticed since then.")
def gaps(session: Session, identity: str, since: str) -> int:
    """Articles that we may have missed: where a feed turned over between two looks, when, and about how many.

    What another listing (a sitemap, a section) named of that time is counted against it. Exits 4 where some is missing.
    """
    from monitor import gaps as decide

    source = source_of(session, identity)
    window = _window(session, since)
    begin = session.now - window
    found = [
        gap for gap in decide.gaps(session.watch.ledger.sightings(source.id, begin - window)) if gap.noticed >= begin
    ]
    for gap in found:
        session.emit(
            "gap",
            source=source.id,
            listing=gap.listing,
            begin=gap.begin,
            end=gap.end,
            noticed=gap.noticed,
            expected=gap.expected,
            filled=gap.filled,
            by=gap.by,
            missed=gap.missed,
        )
        filled = f"; {gap.filled} came by {' and '.join(gap.by)}" if gap.filled else ""
        session.say(
            f"{shown(gap.begin, session.zone)} – {shown(gap.end, session.zone)}  about {gap.missed} missed",
            f"    of about {gap.expected} in feed {gap.listing}{filled}",
            f"    noticed {shown(gap.noticed, session.zone)}: nothing was left in it of the look before",
        )
    missed = sum(gap.missed for gap in found)
    if missed:
        session.talk(
            "", "Look more often: a shorter `every` in its [[source]], or add its sitemap. One address you have:"
        )
        session.talk("  monitor why URL --fetch")
    else:
        session.say(f"No feed of {source.id} lost anything unseen since {shown(begin, session.zone)}.")
    session.summary(id=source.id, gaps=len(found), missed=missed)
    return 4 if missed else 0


def _signs(session: Session, names: list[str], window: timedelta) -> list[Signs]:
    from monitor import gaps as decide
    from monitor.symptoms import WINDOWS_BEFORE, Signs

    book, now = session.watch.ledger, session.now
    begin = now - window
    earlier = begin - WINDOWS_BEFORE * window
    articles, before = book.articles_first_seen(begin, now), book.articles_first_seen(earlier, begin)
    fetches, fetches_before = book.fetches_by_source(begin, now), book.fetches_by_source(earlier, begin)
    summaries, marks = book.sources_summary(), book.sources_state()
    told = []
    for name in names:
        summary, mark = summaries.get(name), marks.get(name)
        told.append(
            Signs(
                source=name,
                first_seen=(mark.baseline_at or mark.first_seen) if mark else now,
                listings=book.listings(name),
                articles=articles.get(name, 0),
                articles_before=before.get(name, 0),
                last_new=summary.last_new if summary else None,
                fetches=fetches.get(name, {}),
                fetches_before=fetches_before.get(name, {}),
                gaps=decide.gaps(book.sightings(name, begin - window)),
            )
        )
    return told


def _window(session: Session, since: str) -> timedelta:
    begin: datetime = session.time(since, name="--since")
    if begin >= session.now:
        raise UsageError(f"--since {since} lies in the future.")
    return session.now - begin


def _since(session: Session, window: timedelta) -> str:
    return f"what happened since {shown(session.now - window, session.zone)}"
