"""Bare `monitor`: the state in a few lines and the most useful next commands; a welcome where there is no watch yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import TYPE_CHECKING

from monitor.cli.engines import lags
from monitor.cli.session import Session
from monitor.cli.times import ago
from monitor.errors import NoLedger

if TYPE_CHECKING:
    from monitor.ledger import SourceSummary

MOST_NAMED = 5


def home(session: Session) -> int:
    try:
        watch = session.watch
    except NoLedger as none:
        session.say(
            none.message,
            "  Start one        monitor init",
            "  Or see it work   make demo        (invented sites, nothing leaves this machine, a minute)",
        )
        session.summary(state="none")
        return none.exit_code
    settings, ledger = watch.settings, watch.ledger
    summaries = ledger.sources_summary()
    articles = sum(summary.articles for summary in summaries.values())
    midnight = datetime.combine(session.now.astimezone(session.zone).date(), time(0), tzinfo=session.zone)
    today = ledger.languages(since=midnight)
    failing = tuple(
        source.id for source in settings.sources if not source.paused and _is_failing(summaries.get(source.id))
    )
    last = max((s.last_poll for s in summaries.values() if s.last_poll is not None), default=None)
    unread = sum(1 for source in settings.sources if not source.paused and not _was_read(summaries.get(source.id)))
    due = ledger.next_due([source.id for source in settings.sources if not source.paused])
    engines = {name: lag.behind for name, lag in lags(watch).items()}
    behind = None if None in engines.values() else max(each or 0 for each in engines.values())

    session.say(
        f"Watching {_many(len(settings.sources), 'source')}, {_many(articles, 'article')} kept    {settings.path}"
    )
    session.say(f"Last look   {ago(last, session.now) if last else 'none yet'}{_next(due, session.now)}")
    session.say(f"New today   {_many(sum(today.values()), 'article')}{_languages(today)}")
    if failing:
        more = f" and {len(failing) - MOST_NAMED} more" if len(failing) > MOST_NAMED else ""
        session.say(session.style(f"Not seen    {', '.join(failing[:MOST_NAMED])}{more}", "yellow"))
    elif last and not unread:
        session.say("Not seen    nothing: every source answered as it should")
    if last and unread:
        session.say(f"Not read    {_many(unread, 'source')} so far: the next crawl")
    session.say(f"Search      {_index(behind)}")
    session.say("")
    rows = _next_commands(sources=len(settings.sources), looked=last is not None, failing=failing, behind=behind)
    width = max(len(command) for command, _ in rows)
    session.say(*(f"  {command:<{width}}   {text}" for command, text in rows))
    session.summary(
        state="watching",
        file=settings.path,
        sources=len(settings.sources),
        articles=articles,
        today=sum(today.values()),
        languages=today,
        last_look=last,
        next_look=due,
        failing=failing,
        unread=unread,
        index_behind=behind,
        engines=engines,
        next=[command for command, _ in rows],
    )
    return 0


def _next_commands(
    *, sources: int, looked: bool, failing: tuple[str, ...], behind: int | None
) -> list[tuple[str, str]]:
    if not sources:
        return [
            ("monitor add https://…", "look at a site and add it"),
            ("monitor sources import FILE", "OPML of a feed reader, or CSV"),
            ("monitor --help", "everything else"),
        ]
    if not looked:
        return [
            ("monitor crawl", "read every source for the first time"),
            ("monitor sources list", "what will be read"),
            ("monitor add https://…", "add another one"),
        ]
    rows = [("monitor search WORDS", "find articles; without words the newest")]
    if failing:
        rows.append((f"monitor sources show {failing[0]}", "why it was not seen"))
    elif behind:
        rows.append(("monitor rebuild index", "make the search index anew"))
    else:
        rows.append(("monitor status", "everything about the last day"))
    return [*rows, ("monitor crawl", "read what is due")]


def _is_failing(summary: SourceSummary | None) -> bool:
    """Every one of its listings fails: nothing new could be seen."""
    return summary is not None and summary.failing > 0 and summary.failing >= summary.listings


def _was_read(summary: SourceSummary | None) -> bool:
    return summary is not None and (summary.last_poll is not None or summary.failing > 0)


def _index(behind: int | None) -> str:
    if behind is None:
        return "the index must be made anew: monitor rebuild index"
    return "up to date" if behind == 0 else f"{behind:,} changes behind; the next crawl catches up"


def _next(due: datetime | None, now: datetime) -> str:
    if due is None:
        return ""
    return "   something is due now" if due <= now else f"   next {ago(due, now)}"


def _languages(today: Mapping[str, int]) -> str:
    return "".join(f"  {code} {count}" for code, count in list(today.items())[:6]).replace("  ", "   ", 1)


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
