"""What was weighed for the fields of an article, as a table for a person and as lines for a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor.cli.marked import plain
from monitor.cli.session import Session

if TYPE_CHECKING:
    from monitor.model import Weighed


def candidates(session: Session, name: str, weighed: Sequence[Weighed]) -> None:
    """The candidates in the order of looking, field by field. `name` is the article's, as the caller knows it."""
    rows = []
    for one in weighed:
        session.emit("weighed", input=name, field=one.field, value=one.value, origin=one.origin, verdict=one.verdict)
        rows.append((one.field, one.origin, one.verdict, plain(session, " ".join(one.value.split()))))
    order = {field: place for place, field in reversed(list(enumerate(row[0] for row in rows)))}
    session.table(sorted(rows, key=lambda row: order[row[0]]), header=("field", "from", "verdict", "candidate"))
