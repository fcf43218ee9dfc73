"""Alembic's entry: runs the steps on the connection that `doors` hands over, in the transaction that it began."""

from __future__ import annotations

from alembic import context

from monitor.ledger.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata, transactional_ddl=True, transaction_per_migration=False
)
context.run_migrations()
