"""The ledger's contract on a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from ledger.contract_articles import ArticlesContract
from ledger.contract_changes import ChangesContract
from ledger.contract_frontier import FrontierContract
from ledger.contract_leads import LeadsContract
from ledger.desk import Desk
from servers import postgres

from monitor import ledger
from monitor.ledger import Ledger

pytestmark = pytest.mark.postgres


class OnPostgres:
    reopen: Callable[[], Ledger]

    @pytest.fixture
    def book(self) -> Iterator[Ledger]:
        url = postgres.new_ledger_url()
        self.reopen = lambda: ledger.open(url)
        with ledger.create(url) as book:
            yield book

    @pytest.fixture
    def desk(self, book: Ledger) -> Desk:
        return Desk(book)


class TestFrontierOnPostgres(OnPostgres, FrontierContract):
    pass


class TestLeadsOnPostgres(OnPostgres, LeadsContract):
    pass


class TestArticlesOnPostgres(OnPostgres, ArticlesContract):
    pass


class TestChangesOnPostgres(OnPostgres, ChangesContract):
    pass
