"""The one thread of a process that commits.

Jobs run in order, up to 50 or 200 ms of them in one database transaction, each in a savepoint. Before the commit the
archive is synced and the changes are numbered; after it the futures resolve. What a future acknowledged is on disk,
and so is everything that it refers to.

A job that raises fails only its own future. Where the whole transaction is lost (a full disk, a lost connection),
every job of the group fails and nothing of it was written. On PostgreSQL a group that met a deadlock or whose
connection was lost before the commit runs again: jobs must not do anything outside the transaction that may not happen
twice. A connection that is lost during the commit leaves it open whether it was written: the group fails, and what is
done again is refused or changes nothing, because URLs and articles are known by then.
"""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection

from monitor.errors import LedgerError
from monitor.ledger.engine import Database, empty_log
from monitor.ledger.prepared import driver_of
from monitor.ledger.session import Names, Session
from monitor.ledger.transaction import Transaction
from monitor.ports import Transaction as TransactionPort

T = TypeVar("T")
_log = logging.getLogger(__name__)

GROUP = 50
GROUP_S = 0.2
LINGER_S = 0.02
"""How long the first job of a group waits for company: two syncs of a slow disk, and too short to be felt."""
BUSY_LINGER_S = 0.1
"""How long it waits where the group before had several jobs: a crawl at full speed then commits ten times a second, not
fifty, and who sends one job after the other waits no longer for it."""
RUNS = 8
"""How often a group that met a deadlock or lost its connection before the commit is run before its jobs fail."""


@dataclass(frozen=True, slots=True)
class Job:
    work: Callable[[TransactionPort], Any]
    future: Future[Any] = field(default_factory=Future)


class Writer:
    """See `ports.Writer`. `before_commit` calls run in the writer's thread, right before each commit;
    `after_run` after a commit that ended a run; `on_close` when the thread has ended."""

    def __init__(
        self,
        database: Database,
        *,
        before_commit: Sequence[Callable[[], None]] = (),
        on_close: Callable[[], None] = lambda: None,
        after_run: Callable[[], None] = lambda: None,
        linger_s: float = LINGER_S,
    ) -> None:
        self._database = database
        self._before_commit = tuple(before_commit)
        self._on_close = on_close
        self._after_run = after_run
        self._linger_s = linger_s
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._names = Names()
        self._connection: Connection | None = None
        self._is_committing = False
        self._erased = False
        self._ended_run = False
        self._closing = threading.Lock()
        self._is_closed = False
        self._is_busy = False
        self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[TransactionPort], T]) -> Future[T]:
        """Run `work` in the next group; the future has its result once that is committed."""
        job = Job(work)
        with self._closing:
            if self._is_closed:
                raise LedgerError("The ledger's writer is closed.", ledger=self._database.name)
            self._jobs.put(job)
        return job.future

    def close(self) -> None:
        """Finish what is queued, then stop."""
        with self._closing:
            if self._is_closed:
                return
            self._is_closed = True
            self._jobs.put(None)
        self._thread.join()
        self._on_close()

    def _run(self) -> None:
        waiting: list[Job] = []
        is_open = True
        while is_open or waiting:
            if not waiting and is_open:
                is_open = self._collect(waiting)
            if waiting:
                self._is_busy = len(waiting) > 1
                waiting = self._commit(waiting)
        self._disconnect()

    def _collect(self, group: list[Job]) -> bool:
        """Wait for a job, then a little for more. False once nothing will come."""
        linger_s = max(self._linger_s, BUSY_LINGER_S) if self._is_busy else self._linger_s
        deadline = None
        while len(group) < GROUP:
            try:
                left = None if deadline is None else max(0.0, deadline - time.monotonic())
                job = self._jobs.get(timeout=left)
            except queue.Empty:
                return True
            if job is None:
                return False
            group.append(job)
            deadline = deadline or time.monotonic() + linger_s
        return True

    def _commit(self, jobs: list[Job]) -> list[Job]:
        """Commit as many of the jobs as fit into a group's time; the rest."""
        for remaining in range(RUNS - 1, -1, -1):
            try:
                with self._database.exclusive():
                    answered = self._attempt(jobs)
                    # From here on it is committed, and nothing may say otherwise.
                    self._after_commit()
                break
            except BaseException as error:
                self._names.forget()
                self._disconnect()
                if remaining and not self._is_committing and self._database.is_retryable(error):
                    continue
                explained = self._database.explained(error)
                for job in jobs:
                    _answer(job, None, explained)
                return []
        for job, value, failure in answered:
            _answer(job, value, failure)
        return jobs[len(answered) :]

    def _attempt(self, jobs: list[Job]) -> list[tuple[Job, Any, BaseException | None]]:
        if self._connection is None:
            self._connection = self._database.writes.connect()
        connection = self._connection
        self._is_committing = False
        group = Session(connection, self._names)
        answered: list[tuple[Job, Any, BaseException | None]] = []
        started = time.monotonic()
        with connection.begin():
            for job in jobs:
                if answered and time.monotonic() - started > GROUP_S:
                    break
                answered.append(self._one(job, group))
            group.number_changes()
            for call in self._before_commit:
                call()
            self._is_committing = True
        self._erased |= group.erases
        self._ended_run |= group.ends_run
        return answered

    def _after_commit(self) -> None:
        """What was erased stands in the log until it is emptied; a run that ended is noted in the sidecar."""
        if self._erased and self._connection is not None and self._database.is_sqlite:
            try:
                empty_log(self._connection)
                self._erased = False
            except sqlite3.Error as error:
                _log.warning("log_not_emptied ledger=%s error=%s", self._database.name, error)
        if self._ended_run:
            self._ended_run = False
            self._after_run()

    def _one(self, job: Job, group: Session) -> tuple[Job, Any, BaseException | None]:
        connection = group.connection
        driver = driver_of(connection)
        driver.execute("SAVEPOINT job")
        transaction = Transaction(connection, self._names)
        try:
            value = job.work(transaction)
        except BaseException as error:
            if self._database.is_fatal(error):
                raise
            driver.execute("ROLLBACK TO SAVEPOINT job")
            driver.execute("RELEASE SAVEPOINT job")
            self._names.forget()
            return job, None, self._database.explained(error)
        driver.execute("RELEASE SAVEPOINT job")
        group.promises += transaction.promises
        group.erases |= transaction.erases
        group.ends_run |= transaction.ends_run
        return job, value, None

    def _disconnect(self) -> None:
        if self._connection is not None:
            with self._database.exclusive():
                self._connection.invalidate()
                self._connection.close()
            self._connection = None


def _answer(job: Job, value: Any, failure: BaseException | None) -> None:
    if not job.future.set_running_or_notify_cancel():
        return
    if failure is None:
        job.future.set_result(value)
    else:
        job.future.set_exception(failure)
