"""The group `monitor sources`, and how its commands find a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.cli.frame import group
from monitor.cli.session import Session
from monitor.errors import NoLedger

if TYPE_CHECKING:
    from monitor.ledger import SourceState, SourceSummary
    from monitor.model import Source
    from monitor.settings import Settings


@group(examples=("monitor sources list", "monitor sources show nilufar", "monitor sources import my-feeds.opml"))
def sources(session: Session) -> None:
    """List, look at, test, import, export, pause, rename, remove sources."""


def source_of(session: Session, identity: str) -> Source:
    from monitor.errors import NotFound
    from monitor.settings.kinds import nearest

    settings = session.watch.settings
    found = next((source for source in settings.sources if source.id == identity), None)
    if found is None:
        meant = nearest(identity, [source.id for source in settings.sources])
        raise NotFound(
            f'No source is called "{identity}".' + (f' Did you mean "{meant}"?' if meant else ""),
            hint="monitor sources list",
            source=identity,
        )
    return found


def known(session: Session) -> tuple[Settings, dict[str, SourceSummary], dict[str, SourceState]]:
    """The sources, and what the ledger says of them where there is one."""
    watch = session.watch
    try:
        return watch.settings, dict(watch.ledger.sources_summary()), dict(watch.ledger.sources_state())
    except NoLedger:
        return watch.settings, {}, {}


def has_label(source: Source, label: str) -> bool:
    name, sign, value = label.partition("=")
    return name in source.labels and (not sign or source.labels[name] == value)
