"""The migrations build the schema that the code means, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from servers import postgres
from sqlalchemy import create_engine, text

from monitor import ledger
from monitor.ledger.schema import SCHEMA, metadata


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_the_migrations_and_the_schema_say_the_same(tmp_path: Path, kind: str) -> None:
    where = str(tmp_path / "ledger.db") if kind == "sqlite" else postgres.new_ledger_url()
    ledger.create(where).close()
    url = f"sqlite:///{where}" if kind == "sqlite" else where.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": metadata})
        assert compare_metadata(context, metadata) == []
        if kind == "sqlite":
            migrated = indices_of(connection.connection.driver_connection)
    engine.dispose()
    if kind == "sqlite":
        plain = create_engine("sqlite://")
        with plain.begin() as connection:
            metadata.create_all(connection)
            assert indices_of(connection.connection.driver_connection) == migrated
        plain.dispose()


def indices_of(connection: object) -> list[str]:
    """Conditions of partial indices and WITHOUT ROWID, which the comparison does not see."""
    rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'")  # type: ignore[attr-defined]
    return sorted("".join(row[0].split()).replace('"', "") for row in rows)


def test_the_newest_migration_is_the_schema_that_the_program_asks_for() -> None:
    folder = Path(ledger.__file__).parent / "migrations" / "versions"
    steps = sorted(path.name[:4] for path in folder.glob("[0-9]*.py"))
    assert steps[-1] == SCHEMA
    assert steps == [f"{number:04}" for number in range(1, len(steps) + 1)]


def test_an_older_ledger_is_refused_with_the_command_that_brings_it_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monitor.errors import LedgerVersion
    from monitor.ledger import doors, schema

    path = tmp_path / "ledger.db"
    ledger.create(path).close()
    # A later program, with one more step than this one has.
    folder = tmp_path / "migrations"
    import shutil

    shutil.copytree(doors._MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0002_later.py").write_text(
        'from alembic import op\nrevision = "0002"\ndown_revision = "0001"\n\n\n'
        'def upgrade():\n    op.execute("CREATE TABLE later (id INTEGER)")\n'
    )
    monkeypatch.setattr(doors, "_MIGRATIONS", folder)
    monkeypatch.setattr(schema, "SCHEMA", "0002")
    with pytest.raises(LedgerVersion, match="older") as error:
        ledger.open(path)
    assert "monitor ledger migrate" in error.value.hint
    assert ledger.migrate(path, dry_run=True) == ("0002",)
    with pytest.raises(LedgerVersion):
        ledger.open(path)
    assert ledger.migrate(path) == ("0002",)
    ledger.open(path).close()
    monkeypatch.undo()
    kept = create_engine(f"sqlite:///{path}.before-0001")
    with kept.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0001"
    kept.dispose()
    with pytest.raises(LedgerVersion, match="newer"):
        ledger.open(path)
