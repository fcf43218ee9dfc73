"""The ledger's contract on a real PostgreSQL server."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ledger.contract_articles import ArticlesContract
from ledger.contract_changes import ChangesContract
from ledger.contract_chronicle import ChronicleContract
from ledger.contract_frontier import FrontierContract
from ledger.contract_leads import LeadsContract
from ledger.desk import Desk, article
from ledger.kills import kill_again_and_again, stored_urls
from servers import postgres

from monitor import ledger
from monitor.errors import LedgerEmptied, LedgerHeld
from monitor.ledger import Ledger, Transaction
from monitor.model import Outcome

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


class TestChronicleOnPostgres(OnPostgres, ChronicleContract):
    pass


class TestRolesOnPostgres(OnPostgres):
    def test_a_server_that_cuts_every_connection_costs_nothing(self, book: Ledger) -> None:
        desk = Desk(book)
        (lead,) = desk.leads(desk.listing(), "https://nilufar.example/a")
        runs = []

        def cut_once(tx: Transaction) -> int:
            runs.append(lead)
            found = tx.add_article(
                "nilufar", lead, ["https://nilufar.example/a"], article("a"), "w", desk.now, backlog=False
            )
            if len(runs) == 1:
                with book._database.writes.connect() as other:
                    others = (
                        "pid <> pg_backend_pid() AND datname = current_database() AND backend_type = 'client backend'"
                    )
                    other.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
            return found

        key = desk.do(cut_once)
        assert len(runs) == 2
        assert desk.kinds() == ["new"]
        assert book.record(key) is not None
        desk.settle(lead, Outcome.STORED, article=key)
        assert book.check(full=True) == ()

    def test_one_process_indexes_and_any_number_crawls(self, book: Ledger) -> None:
        other = self.reopen()
        with book.role("index"), book.role("crawl"), other.role("crawl"):
            with pytest.raises(LedgerHeld) as error, other.role("index"):
                pass
            assert error.value.subject["pid"] == str(os.getpid())
            with other.role("watch"):
                pass
        with other.role("index"):
            pass
        other.close()

    def test_an_emptied_database_is_noticed_where_a_sidecar_is_kept(self, tmp_path: Path) -> None:
        beside = tmp_path / "ledger.json"
        first, second = postgres.new_ledger_url(), postgres.new_ledger_url()
        with ledger.create(first, beside=beside) as book:
            Desk(book).stored("https://nilufar.example/a")
        with pytest.raises(LedgerEmptied):
            ledger.open(second, beside=beside)
        ledger.open(first, beside=beside).close()

    def test_a_killed_writer_loses_nothing_that_it_acknowledged(self, book: Ledger, tmp_path: Path) -> None:
        url = book._database.writes.url.set(drivername="postgresql").render_as_string(hide_password=False)
        acknowledged = kill_again_and_again([url, str(tmp_path)], 4, random.Random(4))
        urls = stored_urls(book)
        assert acknowledged <= urls
        assert book.check(full=True) == ()
        assert [change.seq for change in book.after(0, 100_000)] == list(range(1, len(urls) + 1))
