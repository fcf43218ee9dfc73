"""Statements of the hot path, compiled once.

SQLAlchemy's execution costs some 70 µs a statement beside the database's own work, and an article takes a dozen. A
`Prepared` is a Core expression like any other, but compiled once per dialect and run on the driver's connection,
inside the transaction that SQLAlchemy began; that takes 5 µs. In return its columns come as the driver gives them
(SQLite has no booleans), and IN lists have a fixed length.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.sql.elements import ClauseElement


class Prepared:
    """One statement. `one`, `all` and `many` run it; rows are named tuples."""

    def __init__(self, statement: Executable, *columns: str) -> None:
        """`columns`: those that an INSERT fills; the others take their defaults."""
        assert isinstance(statement, ClauseElement)
        self._statement = statement
        self._columns = columns or None
        self._forms: dict[str, _Form] = {}

    def all(self, connection: Connection, **values: Any) -> list[Any]:
        """Every row of the result."""
        form = self._form(connection)
        cursor = driver_of(connection).execute(form.text, form.arguments(values))
        return [form.row(*found) for found in cursor.fetchall()]

    def one(self, connection: Connection, **values: Any) -> Any:
        """The first row, or None."""
        form = self._form(connection)
        found = driver_of(connection).execute(form.text, form.arguments(values)).fetchone()
        return None if found is None else form.row(*found)

    def run(self, connection: Connection, **values: Any) -> None:
        """A statement without a result."""
        form = self._form(connection)
        driver_of(connection).execute(form.text, form.arguments(values))

    def many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """The statement for each of the rows."""
        form = self._form(connection)
        driver_of(connection).cursor().executemany(form.text, [form.arguments(values) for values in rows])

    def _form(self, connection: Connection) -> _Form:
        name = connection.dialect.name
        form = self._forms.get(name)
        if form is None:
            form = self._forms[name] = _Form(self._statement, self._columns, connection)
        return form


class _Form:
    """The statement in one dialect."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None, connection: Connection) -> None:
        compiled: Any = statement.compile(dialect=connection.dialect, column_keys=columns)
        self.text: str = str(compiled)
        self._constants: dict[str, Any] = {
            name: value
            for name, value in compiled.params.items()
            if name not in compiled.binds or not compiled.binds[name].required
        }
        self._order: list[str] | None = compiled.positiontup
        names = [name for name, *_ in compiled._result_columns]
        self.row: Any = namedtuple("row", names, rename=True) if names else tuple

    def arguments(self, values: Mapping[str, Any]) -> Any:
        known = {**self._constants, **values}
        return known if self._order is None else [known[name] for name in self._order]


def driver_of(connection: Connection) -> Any:
    """The driver's own connection, in whatever transaction SQLAlchemy began on it."""
    driver = connection.connection.driver_connection
    assert driver is not None
    return driver
