"""Run a crawl process to its end: start it, follow its run's row, see it off, and catch the index up.

The parent never fetches. It learns everything from the ledger: success is the run's row saying `finished`, never
an exit status (a spider that raises early exits 0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from monitor.ports import Child, RunState, Transaction, Writer

FOLLOW_S = 0.25
SILENT_S = 120
"""A run whose row has not been touched for so long, though its process lives, hangs: it is ended."""


class Runs(Protocol):
    def run(self, run: int) -> RunState | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The run as it stands. `state`: running | finished | interrupted | failed."""

    state: str
    elapsed_s: float
    counters: Mapping[str, int]
    problem: str = ""
    """Why it failed, in the crawl process's own last words."""

    def of(self, source: str) -> dict[str, int]:
        """This source's counters, by word."""
        return {
            word: n for name, n in self.counters.items() for owner, _, word in [name.partition(":")] if owner == source
        }


def follow(
    child: Child,
    run: int,
    *,
    ledger: Runs,
    writer: Writer,
    clock: Callable[[], datetime],
    sleep: Callable[[float], None],
) -> Iterator[Snapshot]:
    """Snapshots until the run has ended; the last one is final. A process that died without ending its row has failed,
    and its row says so from then on."""
    started = clock()
    while True:
        alive = child.is_alive()
        row = ledger.run(run)
        assert row is not None, "the run's row was made before its process"
        elapsed = (clock() - started).total_seconds()
        if row.state != "running":
            if not alive:
                problem = child.last_words() if row.state == "failed" else ""
                yield Snapshot(state=row.state, elapsed_s=elapsed, counters=row.counters, problem=problem)
                return
        elif not alive:
            writer.submit(partial(_end_failed, run=run, now=clock(), counters=row.counters)).result()
            yield Snapshot(state="failed", elapsed_s=elapsed, counters=row.counters, problem=child.last_words())
            return
        elif (clock() - max(row.beat, started)).total_seconds() > SILENT_S:
            child.kill()
        yield Snapshot(state="running", elapsed_s=elapsed, counters=row.counters)
        sleep(FOLLOW_S)


def _end_failed(tx: Transaction, *, run: int, now: datetime, counters: Mapping[str, int]) -> None:
    tx.end_run(run, now, "failed", counters)
