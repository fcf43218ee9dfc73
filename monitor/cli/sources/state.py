"""What a source is in, in one word. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.ledger import SourceState, SourceSummary
    from monitor.model import Source

STATES = ("new", "due", "silent", "failing", "paused", "good")
SILENT_DAYS = 14


def state_of(source: Source, summary: SourceSummary | None, mark: SourceState | None, now: datetime) -> str:
    """One of STATES: what a person should know first."""
    if source.paused or pause_end(mark, now):
        return "paused"
    if summary is None or summary.last_poll is None:
        return "failing" if summary and summary.failing else "new"
    if summary.failing and summary.failing >= summary.listings:
        return "failing"
    if summary.last_new is not None and (now - summary.last_new).days >= SILENT_DAYS:
        return "silent"
    return "due" if summary.next_poll is not None and summary.next_poll <= now else "good"


def pause_end(mark: SourceState | None, now: datetime) -> datetime | None:
    return mark.paused_until if mark and mark.paused_until and mark.paused_until > now else None
