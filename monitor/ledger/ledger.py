"""The open ledger: one writer, many readers, roles, upkeep."""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

from sqlalchemy import Connection, func, select, update
from sqlalchemy import text as sql

from monitor.errors import LedgerError, LedgerHeld
from monitor.ledger import check, sidecar
from monitor.ledger import schema as t
from monitor.ledger.check import Problem
from monitor.ledger.engine import Database
from monitor.ledger.lock import lock_at
from monitor.ledger.marks import Mark
from monitor.ledger.reader import Reader
from monitor.ledger.session import Names
from monitor.ledger.story import Story
from monitor.ledger.transaction import Transaction
from monitor.ledger.writer import LINGER_S, Writer
from monitor.ports import ArchiveRef, Checkpoint

Clock = Callable[[], datetime]
_log = logging.getLogger(__name__)


class Ledger(Reader):
    """Get one by `ledger.open` or `ledger.create`; close it, or use it as a context manager."""

    def __init__(self, database: Database, *, beside: Path | None, clock: Clock) -> None:
        super().__init__(database)
        self._beside = beside
        self._clock = clock
        self._writer: Writer | None = None
        self._mark: Mark | None = None
        self.story = Story(database)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def name(self) -> str:
        """Where the ledger lies: a path, or a URL without its password."""
        return self._database.name

    @property
    def is_sqlite(self) -> bool:
        return self._database.is_sqlite

    def events(self, key: str) -> Iterator[Mapping[str, object]]:
        return self.story.events(key)

    def writer(self, before_commit: Sequence[Callable[[], None]] = (), *, linger_s: float = LINGER_S) -> Writer:
        """Start the writer thread; a ledger has one at a time. `before_commit` calls run in it before each commit."""
        if self._writer is not None:
            raise LedgerError("This process writes to the ledger already.", ledger=self.name)
        if self._database.path is not None:
            self._mark = Mark(self._database.path)
        self._writer = Writer(
            self._database,
            before_commit=before_commit,
            on_close=self._writer_closed,
            after_run=self.write_sidecar,
            linger_s=linger_s,
        )
        return self._writer

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._database.close()

    @contextmanager
    def role(self, name: str) -> Iterator[None]:
        """Be the one process of this role (`crawl`, `index`, `watch`) until the block ends, or LedgerHeld.

        On SQLite one crawl process has the ledger to itself, and leases that a dead one left are freed at once; on
        PostgreSQL any number may crawl, `crawl` holds nothing, and only the dead of this machine are known to be dead.
        """
        if self._database.path is not None:
            with self._file_role(self._database.path, name):
                yield
        elif name == "crawl":
            self._free_leases_of_dead_neighbours()
            yield
        else:
            with self._advisory_role(name):
                yield

    def check(self, *, full: bool = False) -> tuple[Problem, ...]:
        """What contradicts itself; empty where all is well. `full` reads every text and URL."""
        return tuple(check.problems(self._database, full=full))

    def archive_refs(self) -> Iterator[ArchiveRef]:
        """Every reference into the archive, for it to verify."""
        return check.archive_refs(self._database)

    def stats(self) -> Mapping[str, int]:
        """Rows per table, and `bytes` on disk."""
        with self._database.reading() as connection:
            rows = {
                table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
                for table in t.metadata.sorted_tables
                if table not in (t.meta, t.counter)
            }
            if self._database.path is not None:
                size = sum(
                    path.stat().st_size
                    for path in (self._database.path, self._database.path.with_name(self._database.path.name + "-wal"))
                    if path.exists()
                )
            else:
                size = int(connection.execute(sql("SELECT pg_database_size(current_database())")).scalar_one())
        return {**rows, "bytes": size}

    def new_generation(self) -> Checkpoint:
        """The numbers of the change log may not mean what they did (a backup was put back): every consumer rebuilds."""
        with self._database.writing() as connection:
            generation = int(
                connection.execute(select(t.meta.c.value).where(t.meta.c.name == "generation")).scalar_one()
            )
            connection.execute(update(t.meta).where(t.meta.c.name == "generation").values(value=str(generation + 1)))
        self.write_sidecar()
        return self.head()

    def trim(self, seq: int) -> int:
        """Forget the changes up to `seq`, the cursor of the slowest consumer; how many."""
        with self._database.writing() as connection:
            return Transaction(connection, Names()).trim(seq)

    def set_paused(self, source: str, *, until: datetime | None, reason: str = "") -> None:
        """Hand out nothing of the source until then; None ends the pause."""
        with self._database.writing() as connection:
            Transaction(connection, Names()).set_paused(source, self._clock(), until=until, reason=reason)

    def rename_source(self, old: str, new: str) -> int:
        """See `Transaction.rename_source`: how many articles are indexed anew."""
        with self._database.writing() as connection:
            work = Transaction(connection, Names())
            number = work.rename_source(old, new, self._clock())
            work.number_changes()
        self.write_sidecar()
        return number

    def reset_source(self, source: str) -> tuple[int, int]:
        """See `Transaction.reset_source`: how many listings and leads are due now."""
        with self._database.writing() as connection:
            return Transaction(connection, Names()).reset_source(source, self._clock())

    def write_sidecar(self) -> None:
        """Note what the ledger holds. Without it an emptied ledger could not be told from a new one, but nothing else
        is lost: a disk that is full now must not turn a commit into a failure."""
        if self._beside is None:
            return
        head = self.head()
        with self._database.reading() as connection:
            articles = held(connection)
        told = sidecar.Sidecar(
            ledger=head.ledger,
            generation=head.generation,
            articles=articles,
            seq=head.seq,
            at=self._clock().astimezone(UTC).isoformat(timespec="seconds"),
        )
        try:
            sidecar.write(self._beside, told)
        except OSError as error:
            _log.warning("sidecar_not_written file=%s error=%s", self._beside, error)

    def _writer_closed(self) -> None:
        self._writer = None
        self.write_sidecar()
        self._database.checkpoint()
        self._database.close()
        if self._mark is not None:
            self._mark.remove()
            self._mark = None

    @contextmanager
    def _file_role(self, path: Path, name: str) -> Iterator[None]:
        lock = lock_at(path.with_name(f"{path.name}.{name}"))
        now = self._clock().astimezone(UTC).isoformat(timespec="seconds")
        if not lock.take(json.dumps({"pid": os.getpid(), "since": now, "host": socket.gethostname()}).encode()):
            raise _held(name, _note(lock.note()))
        try:
            if name == "crawl":
                with self._database.writing() as connection:
                    Transaction(connection, Names()).free_leases()
            yield
        finally:
            lock.give_back()

    def _free_leases_of_dead_neighbours(self) -> None:
        """Else a crawl that follows on a killed one within its lease finds nothing that it may fetch, and says that it
        has finished. Holders are called ``<machine>:<pid>``; leases of other machines run out by themselves."""
        wanted = select(t.hosts.c.holder).where(t.hosts.c.holder.is_not(None)).distinct()
        with self._database.reading() as connection:
            holders = connection.execute(wanted).scalars().all()
        here, dead = os.uname().nodename, []
        for holder in holders:
            machine, _, pid = holder.rpartition(":")
            if machine == here and pid.isdecimal() and not _is_alive(int(pid)):
                dead.append(holder)
        if dead:
            with self._database.writing() as connection:
                Transaction(connection, Names()).free_leases(dead)

    @contextmanager
    def _advisory_role(self, name: str) -> Iterator[None]:
        number = crc32(f"media-monitor role {name}".encode())
        # Autocommit: a transaction open for hours would hold back vacuum. The lock is the session's.
        engine = self._database.writes.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            since = self._clock().astimezone(UTC).isoformat(timespec="seconds")
            who = f"monitor {name} {os.getpid()} {since}"
            connection.execute(sql("SELECT set_config('application_name', :who, false)"), {"who": who})
            if not connection.execute(sql("SELECT pg_try_advisory_lock(:number)"), {"number": number}).scalar_one():
                raise _held(name, _advisory_holder(connection, number))
            try:
                yield
            finally:
                connection.execute(sql("SELECT pg_advisory_unlock(:number)"), {"number": number})
                connection.execute(sql("SELECT set_config('application_name', '', false)"))


def held(connection: Connection) -> int:
    """Articles that the ledger holds; erased ones and aliases are counted, so that erasing everything is no accident."""
    return int(connection.execute(select(func.count()).select_from(t.articles)).scalar_one())


def _note(said: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(said)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _advisory_holder(connection: Connection, number: int) -> Mapping[str, Any]:
    said = connection.execute(
        sql(
            "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
            " WHERE l.locktype = 'advisory' AND l.granted AND l.objid::bigint = :number LIMIT 1"
        ),
        {"number": number},
    ).scalar()
    words = (said or "").split()
    return {"pid": words[2], "since": words[3]} if len(words) == 4 else {}


def _held(role: str, told: Mapping[str, Any]) -> LedgerHeld:
    pid, since = str(told.get("pid", "unknown")), str(told.get("since", "unknown"))
    return LedgerHeld(
        f"Another process is the {role} process of this ledger already (pid {pid}, since {since}).",
        hint=f"Wait until it ends, or stop it: kill {pid}" if pid != "unknown" else "Wait until it ends.",
        role=role,
        pid=pid,
        since=since,
    )


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    return True
