"""How far long work has come, on stderr: a bar with rate and end on a terminal, a line every ten seconds otherwise."""

from __future__ import annotations

import sys
import time

from monitor.cli.session import Session

EVERY_S = 10.0
REDRAW_S = 0.1
BAR = 24


class Progress:
    """Call `step` as often as you like. Silent with `--quiet` and `--json`."""

    def __init__(self, session: Session, what: str) -> None:
        self._session = session
        self._what = what
        self._begun = time.monotonic()
        self._told = self._begun
        self._live = sys.stderr.isatty() and not session.machine_log
        self._drawn = False

    def step(self, done: int, of: int | None) -> None:
        """`done` of `of`; None where the end is not known."""
        if self._session.json or self._session.quiet:
            return
        now = time.monotonic()
        if now - self._told < (REDRAW_S if self._live else EVERY_S):
            return
        self._told = now
        rate = done / max(now - self._begun, 0.001)
        text = f"{self._what}  {done:,}" + (f" of {of:,}" if of else "") + f"  {rate:,.0f}/s"
        if of and rate:
            text += f"  {_span(max(0, of - done) / rate)} left"
        if self._live:
            bar = ""
            if of:
                full = min(BAR, done * BAR // of)
                bar = "█" * full + "░" * (BAR - full) + "  "
            print(f"\r\x1b[2K{bar}{text}", end="", file=sys.stderr, flush=True)
            self._drawn = True
        else:
            self._session.talk(text)

    def end(self) -> None:
        """Take the bar away: what comes next begins on a clean line."""
        if self._drawn:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)
            self._drawn = False


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
