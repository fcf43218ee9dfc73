"""The two databases, behind one class: how to connect, how to lock, what an error of theirs means.

SQLite: WAL, `synchronous=FULL` (a commit is on disk), BEGIN IMMEDIATE for writing (an upgrade from reading fails at
once, whatever the timeout), every write transaction under one OS file lock, and with it every checkpoint: versions
up to 3.51.2 can lose a commit that races one. Readers open the file `mode=ro`, so that the checkpoint that the last
closing connection makes is never theirs. PostgreSQL: psycopg 3, READ COMMITTED, row locks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from monitor.errors import LedgerDamaged, LedgerError
from monitor.ledger.lock import lock_at

BUSY_S = 30
"""How long SQLite waits for a writer that is none of ours (a backup tool, a shell)."""

READERS_MS = 2000
"""How long a checkpoint that is to empty the log waits for readers."""

_READ_PRAGMAS = ("query_only=ON", "cache_size=-16384")
# 16 MB of log between checkpoints: a page of a random index that 50 articles touch is written back once, not 50 times.
_WRITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "wal_autocheckpoint=4000",
    "journal_size_limit=67108864",
    "cache_size=-32768",
)
_RETRYABLE = frozenset({"40001", "40P01"})
"""SQLSTATE of a serialization failure and of a deadlock: nothing is wrong, try again."""

_LOST = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    }
)
_WRITES_REFUSED = frozenset(f"SQLITE_IOERR_{call}" for call in ("WRITE", "FSYNC", "DIR_FSYNC", "TRUNCATE", "SHMSIZE"))
"""A quota, a limit, a failing disk: what is written already is as good as it was."""
_LOST_CLASSES = frozenset({"08", "53", "57", "58", "XX"})
"""SQLSTATE classes: connection, resources, operator's intervention, system error, internal error."""


class Database:
    """Connections to one ledger. `path` is its file on SQLite, None on PostgreSQL."""

    def __init__(self, url: str, path: Path | None) -> None:
        self.path = path
        self.name = str(path) if path is not None else make_url(url).render_as_string(hide_password=True)
        if path is not None:
            self.writes = _sqlite(path, "rwc", _WRITE_PRAGMAS, "BEGIN IMMEDIATE")
            self.reads = _sqlite(path, "ro", _READ_PRAGMAS, "BEGIN")
            self._lock = lock_at(path.with_name(path.name + ".lock"))
        else:
            target = make_url(url).set(drivername="postgresql+psycopg")
            # A statement of another shape each time would be prepared on the server and kept: IN lists have many.
            self.writes = self.reads = create_engine(target, pool_pre_ping=True, connect_args={"prepare_threshold": 5})

    @property
    def is_sqlite(self) -> bool:
        return self.path is not None

    def exclusive(self) -> AbstractContextManager[None]:
        """Around every write transaction and checkpoint."""
        return self._lock.held() if self.is_sqlite else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A short read transaction: one state of the ledger. Database errors come out as ledger errors."""
        try:
            with self.reads.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self.explained(error) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A write transaction of its own, for what is not the writer thread's: creation, roles, maintenance."""
        try:
            with self.exclusive(), self.writes.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self.explained(error) from error

    def checkpoint(self) -> None:
        """Bring the write-ahead log into the file and empty it: after a clean close the file alone is the ledger."""
        if self.is_sqlite:
            try:
                with self.exclusive(), self.writes.connect() as connection:
                    empty_log(connection)
            except (SQLAlchemyError, sqlite3.Error) as error:
                raise self.explained(error) from error

    def close(self) -> None:
        with self.exclusive():
            self.reads.dispose()
            self.writes.dispose()

    def is_retryable(self, error: BaseException) -> bool:
        """Whether the same transaction may go through when it is run again, on a new connection if need be."""
        cause = _cause(error)
        if self.is_sqlite or cause is None:
            return False
        state = getattr(cause, "sqlstate", None)
        if state is None:
            return _is_lost_connection(cause)
        return state in _RETRYABLE or state[:2] == "08" or state.startswith("57P")

    def is_fatal(self, error: BaseException) -> bool:
        """Whether the whole database transaction is lost, not only the job that met the error."""
        cause = _cause(error)
        if cause is None:
            return False
        if self.is_sqlite:
            return (getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF in _LOST
        state = getattr(cause, "sqlstate", None)
        if state is None:
            return _is_lost_connection(cause)
        return state in _RETRYABLE or state[:2] in _LOST_CLASSES

    def explained(self, error: BaseException) -> Exception:
        """The error as a person should read it."""
        cause = _cause(error)
        if cause is None:
            return error if isinstance(error, Exception) else LedgerError(str(error))
        state = getattr(cause, "sqlstate", None)
        said = str(cause)
        subject = {"ledger": self.name}
        if "disk is full" in said or "No space left" in said or state == "53100":
            return LedgerError(
                "The disk is full: the ledger could not be written. Nothing that was acknowledged is lost, and what was not"
                " will be done again.",
                hint="Make room, then give the same command again.",
                **subject,
            )
        if getattr(cause, "sqlite_errorname", "") in _WRITES_REFUSED:
            return LedgerError(
                f"The ledger could not be written: {said}. Nothing that was acknowledged is lost, and what was not will be"
                " done again.",
                hint="Check the disk and your quota on it, then give the same command again.",
                **subject,
            )
        if any(word in said for word in ("malformed", "not a database", "disk I/O error", "corrupt")):
            return LedgerDamaged(
                f"The ledger cannot be read: {said}.",
                hint="Put back a copy of it, or move it away and begin anew: monitor init --again",
                **subject,
            )
        if "readonly" in said or "unable to open" in said or "Permission denied" in said:
            return LedgerError(
                f"The ledger cannot be written: {said}.",
                hint="Check the rights of the file and of its folder.",
                **subject,
            )
        if "locked" in said:
            return LedgerError(
                f"Another program kept the ledger locked for {BUSY_S} s.",
                hint="Close the tool that has it open, then give the same command again.",
                **subject,
            )
        if not self.is_sqlite and (state[:2] in _LOST_CLASSES if state else _is_lost_connection(cause)):
            return LedgerError(
                f"The ledger's database does not answer: {said.splitlines()[0] if said else type(cause).__name__}.",
                hint="Check that PostgreSQL runs and that the address is right.",
                **subject,
            )
        return LedgerError(f"The ledger refused: {said}.", **subject)


def _cause(error: BaseException) -> BaseException | None:
    """The driver's own error, whether SQLAlchemy wrapped it or not; None where it is no database error at all."""
    found = error.orig if isinstance(error, DBAPIError) else error
    return found if isinstance(found, sqlite3.Error) or hasattr(found, "sqlstate") else None


def _is_lost_connection(cause: BaseException) -> bool:
    """An error of psycopg that the server did not send: the connection's end, or a mistake of the caller's."""
    return type(cause).__name__ in ("OperationalError", "InterfaceError")


def empty_log(connection: Connection) -> None:
    """Under the file lock, outside a transaction. A reader that does not end soon keeps its part of the log."""
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute(f"PRAGMA busy_timeout={READERS_MS}")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw.execute(f"PRAGMA busy_timeout={BUSY_S * 1000}")


def _sqlite(path: Path, mode: str, pragmas: tuple[str, ...], begin: str) -> Engine:
    where = f"file:{quote(str(path.resolve()))}?mode={mode}"

    def connect() -> sqlite3.Connection:
        # isolation_level=None: sqlite3 begins nothing of its own; the `begin` event does, with the lock that we mean.
        connection = sqlite3.connect(where, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").fetchall()
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=2, max_overflow=30)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> Any:
        connection.exec_driver_sql(begin)

    return engine
