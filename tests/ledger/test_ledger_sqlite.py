"""The ledger's contract on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ledger.contract_articles import ArticlesContract
from ledger.contract_changes import ChangesContract
from ledger.contract_chronicle import ChronicleContract
from ledger.contract_frontier import FrontierContract
from ledger.contract_leads import LeadsContract
from ledger.desk import Desk

from monitor import ledger
from monitor.ledger import Ledger


class OnSqlite:
    reopen: Callable[[], Ledger]

    @pytest.fixture
    def book(self, tmp_path: Path) -> Iterator[Ledger]:
        path = tmp_path / "ledger.db"
        self.reopen = lambda: ledger.open(path)
        with ledger.create(path) as book:
            yield book

    @pytest.fixture
    def desk(self, book: Ledger) -> Desk:
        return Desk(book)


class TestFrontier(OnSqlite, FrontierContract):
    pass


class TestLeads(OnSqlite, LeadsContract):
    pass


class TestArticles(OnSqlite, ArticlesContract):
    pass


class TestChanges(OnSqlite, ChangesContract):
    pass


class TestChronicle(OnSqlite, ChronicleContract):
    pass
