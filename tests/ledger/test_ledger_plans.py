"""What the hot path costs must not grow with the ledger: each of its questions goes through an index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import ClauseElement
from sqlalchemy.dialects import sqlite

from monitor import ledger
from monitor.ledger import article, due, frontier, hours, session
from monitor.ledger.prepared import Prepared

HOT = {
    "known": article._known,
    "archived": article._newest_archived,
    "twin": article._twin,
    "same words": article._same_words,
    "claims": article._claims_of,
    "spellings": session._find_few_urls,
    "lease": frontier._current["sqlite"],
    "work": due.work,
    "lanes": due.with_work["sqlite"],
    "polls": due.polls["sqlite"],
}


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    ledger.create(tmp_path / "ledger.db").close()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as opened:
        yield opened


@pytest.mark.parametrize("name", HOT)
def test_a_hot_question_reads_no_table_from_end_to_end(connection: sqlite3.Connection, name: str) -> None:
    steps = plan(connection, HOT[name])
    assert not [step for step in steps if step.startswith("SCAN ") and "json_each" not in step], steps


def test_a_twin_is_not_looked_for_among_all_articles_of_its_source(connection: sqlite3.Connection) -> None:
    steps = plan(connection, article._twin)
    assert "revisions_by_text" in steps[0]
    assert not [step for step in steps if "articles_by_source" in step]


def test_what_was_refused_lately_is_not_looked_for_among_all_leads(connection: sqlite3.Connection) -> None:
    steps = plan_of(connection, hours.refused_unfetched(0))
    assert [step for step in steps if "leads_refused" in step and "settled_at>" in step], steps


def plan(connection: sqlite3.Connection, question: Prepared) -> list[str]:
    return plan_of(connection, question._statement)


def plan_of(connection: sqlite3.Connection, statement: ClauseElement) -> list[str]:
    text = str(statement.compile(dialect=sqlite.dialect()))
    rows = connection.execute(f"EXPLAIN QUERY PLAN {text}", ["[]"] * text.count("?"))
    return [row[3] for row in rows]
