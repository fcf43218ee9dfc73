"""How a ledger is made, found and judged before anybody uses it.

`open` reads; it never makes a ledger where there was one. In order: is there a file; is it a ledger; was it closed
well, and if not, does it pass SQLite's quick check (30 flipped bytes let 13 duplicates past a unique index); is its
schema ours; does it hold what its sidecar says it held. A creation that was cut off leaves no table, because it is
one transaction, and is done again by `create`.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select
from sqlalchemy import text as sql

from monitor.errors import LedgerDamaged, LedgerEmptied, LedgerError, LedgerVersion, NoLedger
from monitor.ledger import marks, sidecar
from monitor.ledger import schema as t
from monitor.ledger.engine import Database
from monitor.ledger.ledger import Clock, Ledger, held

_BEGIN_ANEW = "Put back a copy, or really begin anew: monitor init --again"
_ACCEPT = (
    f"If it is the copy that you put back: monitor ledger accept. If not: {_BEGIN_ANEW[0].lower()}{_BEGIN_ANEW[1:]}"
)
_MIGRATIONS = Path(__file__).parent / "migrations"


def _now() -> datetime:
    return datetime.now(UTC)


def create(url_or_path: str | Path, *, again: bool = False, beside: Path | None = None, clock: Clock = _now) -> Ledger:
    """Make a new ledger, or finish one whose making was cut off. LedgerError where there is one already;
    LedgerEmptied where there was one and `again` does not say that a person knows."""
    database, beside = _database(url_or_path, beside, create=True)
    with _closed_on_error(database):
        before = sidecar.read(beside)
        if before is not None and before.articles > 0 and not again and not _has_tables(database):
            raise _emptied(database.name, before, 0)
        with database.writing() as connection:
            _build(connection, database)
        database.checkpoint()
        made = Ledger(database, beside=beside, clock=clock)
        made.write_sidecar()
        return made


def open(
    url_or_path: str | Path,
    *,
    must_exist: bool = True,
    accept: bool = False,
    beside: Path | None = None,
    clock: Clock = _now,
) -> Ledger:
    """The ledger, judged fit for use. Without `must_exist` a missing one is made. `accept` is a person's word that a
    ledger which holds less than it did is meant so: it starts a new generation. `beside` is where the sidecar lies,
    for PostgreSQL. Raises NoLedger, LedgerDamaged, LedgerEmptied, LedgerVersion."""
    try:
        database, beside = _database(url_or_path, beside, create=False)
    except NoLedger:
        if must_exist:
            raise
        return create(url_or_path, beside=beside, clock=clock)
    with _closed_on_error(database):
        if _has_tables(database):
            return _judged(database, beside, accept=accept, clock=clock)
        before = sidecar.read(beside)
        if before is not None and before.articles > 0:
            raise _emptied(database.name, before, 0)
        if must_exist:
            raise _none(database.name)
        database.close()
    return create(url_or_path, beside=beside, clock=clock)


def migrate(url_or_path: str | Path, *, dry_run: bool = False, beside: Path | None = None) -> tuple[str, ...]:
    """Bring an older ledger to this program's schema; the steps done (or to do). A SQLite file is copied first, to
    `<ledger>.before-<version>`. No other process may use the ledger meanwhile."""
    database, beside = _database(url_or_path, beside, create=False)
    try:
        version = _version(database)
        steps = _steps_after(version)
        if steps and not dry_run:
            if database.path is not None:
                _copy(database, database.path.with_name(f"{database.path.name}.before-{version}"))
            with database.writing() as connection:
                _migrate(connection)
        return steps
    finally:
        database.close()


@contextmanager
def _closed_on_error(database: Database) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database.close()
        raise


def _build(connection: Connection, database: Database) -> None:
    if not database.is_sqlite:
        connection.execute(sql("SELECT pg_advisory_xact_lock(:number)"), {"number": 7_106_213})
    if inspect(connection).has_table(t.meta.name):
        raise LedgerError(
            "There is a ledger here already.", hint="Use it as it is: monitor status", ledger=database.name
        )
    _migrate(connection)
    facts = {"id": uuid.uuid4().hex, "generation": "1"}
    connection.execute(t.meta.insert(), [{"name": name, "value": value} for name, value in facts.items()])
    connection.execute(t.counter.insert(), {"id": 1, "seq": 0})


def _judged(database: Database, beside: Path | None, *, accept: bool, clock: Clock) -> Ledger:
    """A ledger with tables: is it ours, whole, and no less than it was?"""
    _check_version(database)
    if database.path is not None:
        _check_after_crash(database, database.path)
    found = Ledger(database, beside=beside, clock=clock)
    before = sidecar.read(beside)
    if before is not None and _holds_less(found, database, before):
        if not accept:
            raise _emptied(database.name, before, _articles(database), hint=_ACCEPT)
        found.new_generation()
    return found


def _copy(database: Database, target: Path) -> None:
    """A consistent copy, readable by its owner alone."""
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
    assert database.path is not None
    with (
        database.exclusive(),
        closing(sqlite3.connect(database.path)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)


def _database(url_or_path: str | Path, beside: Path | None, *, create: bool) -> tuple[Database, Path | None]:
    """The database and its sidecar's path. A file is made only by `create`, readable by its owner alone."""
    url = str(url_or_path)
    if url.startswith(("postgresql://", "postgresql+psycopg://", "postgres://")):
        return Database(url.replace("postgres://", "postgresql://", 1), None), beside
    if "://" in url and not url.startswith("sqlite:///"):
        raise LedgerError(
            f"{url.split('://')[0]}:// is no kind of ledger.", hint="Give a file, or postgresql://user@host/database"
        )
    path = Path(url.removeprefix("sqlite:///")).expanduser()
    beside = beside or path.with_suffix(".json")
    try:
        if create:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        elif not path.exists():
            before = sidecar.read(beside)
            if before is not None and before.articles > 0:
                raise _emptied(str(path), before, 0)
            raise _none(str(path))
        with path.open("rb") as file:
            head = file.read(16)
        if head and head != b"SQLite format 3\x00":
            raise LedgerDamaged(
                "This file is no ledger, or its beginning is destroyed.", hint=_BEGIN_ANEW, ledger=str(path)
            )
        return Database(url, path), beside
    except OSError as error:
        raise LedgerError(
            f"The ledger's file cannot be used: {error.strerror}.",
            hint="Check the rights of the file and of its folder.",
            ledger=str(path),
        ) from error


def _has_tables(database: Database) -> bool:
    with database.reading() as connection:
        return inspect(connection).has_table(t.meta.name)


def _version(database: Database) -> str:
    with database.reading() as connection:
        return str(connection.execute(sql("SELECT version_num FROM alembic_version")).scalar() or "")


def _check_version(database: Database) -> None:
    version = _version(database)
    if version == t.SCHEMA:
        return
    if version in _steps_after(""):
        raise LedgerVersion(
            f"The ledger was written by an older program (schema {version}, this one needs {t.SCHEMA}).",
            hint="Bring it up to date; a copy is kept: monitor ledger migrate",
            ledger=database.name,
        )
    raise LedgerVersion(
        f"The ledger was written by a newer program (schema {version}, this one knows {t.SCHEMA}).",
        hint="Update the program, or use a ledger of its own.",
        ledger=database.name,
    )


def _check_after_crash(database: Database, path: Path) -> None:
    left = list(marks.left_behind(path))
    if not left:
        return
    try:
        complaints = quick_check(database)
    except LedgerDamaged as error:  # damage may end the check itself
        complaints = (error.message,)
    if complaints:
        raise LedgerDamaged(
            f"The ledger was not closed well and fails its check: {complaints[0]}", hint=_BEGIN_ANEW, ledger=str(path)
        )
    for mark in left:
        mark.unlink(missing_ok=True)


def quick_check(database: Database) -> tuple[str, ...]:
    """What SQLite finds wrong with its own file."""
    with database.reading() as connection:
        said = connection.exec_driver_sql("PRAGMA quick_check(20)").scalars().all()
    return tuple(line for line in said if line != "ok")


def _articles(database: Database) -> int:
    with database.reading() as connection:
        return held(connection)


def _holds_less(found: Ledger, database: Database, before: sidecar.Sidecar) -> bool:
    """Emptied, or an older copy: a ledger's numbers only grow. Counting is left out while the change log is ahead."""
    head = found.head()
    if head.ledger == before.ledger and head.generation == before.generation and head.seq < before.seq:
        return True
    if before.articles == 0:
        return False
    with database.reading() as connection:
        return connection.execute(select(func.max(t.articles.c.key))).scalar() is None


def _migrate(connection: Connection) -> None:
    # Imported here: Alembic takes 0.2 s, and only a creation or a migration needs it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _steps_after(version: str) -> tuple[str, ...]:
    known = sorted(path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))
    return tuple(step for step in known if step > version)


def _none(name: str) -> NoLedger:
    return NoLedger("There is no ledger here.", hint="Begin with: monitor init", ledger=name)


def _emptied(name: str, before: sidecar.Sidecar, now: int, *, hint: str = _BEGIN_ANEW) -> LedgerEmptied:
    day = datetime.fromisoformat(before.at).strftime("%a %d %b %Y")
    state = "The ledger is empty" if now == 0 else f"The ledger holds {now:,} articles and is older than it was"
    return LedgerEmptied(
        f"{state}, but on {day} it held {before.articles:,} articles (noted in its sidecar). Stopped before anything was"
        " fetched or sent: a fresh start would take old articles for new ones.",
        hint=hint,
        ledger=name,
        articles=str(before.articles),
    )


__all__ = ["create", "migrate", "open", "quick_check"]
