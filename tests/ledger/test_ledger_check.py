"""What `monitor doctor` finds in a ledger that contradicts itself, each contradiction made by hand."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from ledger.desk import Desk, keyed

from monitor import ledger
from monitor.model import ChangeKind, Outcome

BROKEN = {
    "lead.outcome": "UPDATE leads SET outcome = 9 WHERE id = 1",
    "lead.never_tried": "UPDATE leads SET outcome = 3, next_try = NULL WHERE id = 1",
    "lead.without_url": "DELETE FROM urls WHERE id = 3",
    "lead.without_article": "UPDATE leads SET article = NULL WHERE outcome = 0",
    "article.without_text": "DELETE FROM texts WHERE id = 1",
    "article.without_change": "UPDATE articles SET seq = 0 WHERE key = 1",
    "article.without_url": "UPDATE urls SET article = NULL WHERE id = 1",
    "article.alias": "UPDATE articles SET into = 2 WHERE key = 1",
    "url.article": "UPDATE urls SET article = 77 WHERE id = 3",
    "url.digest": "UPDATE urls SET key = 'https://other.example/' WHERE id = 3",
    "tombstone.text": "INSERT INTO tombstones VALUES (1, 0, 'asked')",
    "text.damaged": "UPDATE texts SET body = (SELECT body FROM texts WHERE id = 2) WHERE id = 1",
    "changes.head": "UPDATE counter SET seq = 50",
    "changes.gap": "DELETE FROM changes WHERE seq = 2",
    "changes.beyond": "UPDATE articles SET seq = 99 WHERE key = 2",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    with ledger.create(path) as book:
        desk = Desk(book)
        urls = [f"https://nilufar.example/{number}" for number in range(3)]
        leads = desk.leads(desk.listing(), *urls)
        for lead, url in zip(leads[:2], urls, strict=False):
            desk.store(lead, url, text=f"text {url}")
        key = book.find(keyed(urls[0])).key  # type: ignore[union-attr]
        desk.do(lambda tx: tx.mark(key, ChangeKind.GONE, desk.now))
        assert book.counts().outcomes[Outcome.WAITING] == 1
        assert book.check(full=True) == ()
    return path


@pytest.mark.parametrize("code", BROKEN)
def test_a_contradiction_is_found_by_its_name(path: Path, code: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(BROKEN[code].replace("SET into", 'SET "into"'))
    with ledger.open(path) as book:
        found = {problem.code: problem for problem in book.check(full=True)}
    assert code in found, found
    assert found[code].message
    assert found[code].count >= 1
