"""Bare `monitor`: the state in a few lines and the most useful next commands; a welcome where there is no watch yet."""

from __future__ import annotations

from monitor.cli.session import Session
from monitor.errors import NoLedger


def home(session: Session) -> int:
    try:
        settings = session.watch.settings
    except NoLedger as none:
        session.say(
            none.message,
            "  Start one        monitor init",
            "  Or see it work   make demo         (invented sites, nothing leaves this machine)",
        )
        session.summary(state="none")
        return none.exit_code
    session.say(f"Watching {len(settings.sources)} sources")
    return 0
