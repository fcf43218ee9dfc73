"""The index while a crawl still runs: what has come in is found before the crawl has ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger.desk import Desk

from monitor import indexing, ledger
from monitor.index import EmbeddedIndex


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with ledger.create(tmp_path / "ledger.db") as book:
        yield Desk(book)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedIndex]:
    with EmbeddedIndex(tmp_path / "index") as made:
        yield made


def store(desk: Desk, first: int, count: int) -> None:
    for number in range(first, first + count):
        desk.stored(f"https://nilufar.example/{number}", text=f"گزارش {number} از زندان کوهسار")


def found(index: EmbeddedIndex) -> int:
    return index.search(None, sort="new", limit=1).total


def test_an_empty_index_begins_with_what_a_first_crawl_has_brought_so_far(desk: Desk, index: EmbeddedIndex) -> None:
    store(desk, 0, 3)
    assert indexing.keep_up(desk.book, index, worth=4) == 0
    store(desk, 3, 1)
    assert indexing.keep_up(desk.book, index, worth=4) == 4
    assert found(index) == 4


def test_a_commit_waits_until_it_is_worth_its_cost(desk: Desk, index: EmbeddedIndex) -> None:
    store(desk, 0, 1)
    indexing.catch_up(desk.book, index)
    store(desk, 1, 2)
    assert indexing.keep_up(desk.book, index, worth=3) == 0
    store(desk, 3, 1)
    assert indexing.keep_up(desk.book, index, worth=3) == 3
    store(desk, 4, 1)
    assert indexing.catch_up(desk.book, index).applied == 1
    assert found(index) == 5


def test_an_index_of_another_ledger_is_left_for_a_rebuild(desk: Desk, index: EmbeddedIndex, tmp_path: Path) -> None:
    with ledger.create(tmp_path / "other.db") as book:
        store(Desk(book), 0, 1)
        indexing.catch_up(book, index)
    store(desk, 0, 3)
    assert indexing.keep_up(desk.book, index, worth=1) == 0
    assert indexing.catch_up(desk.book, index).rebuilt
    assert found(index) == 3


def test_another_process_may_write_to_the_index_between_two_looks(
    desk: Desk, index: EmbeddedIndex, tmp_path: Path
) -> None:
    store(desk, 0, 2)
    indexing.keep_up(desk.book, index, worth=1)
    index.close()
    with EmbeddedIndex(tmp_path / "index") as other:
        store(desk, 2, 2)
        assert indexing.catch_up(desk.book, other).applied == 2
    store(desk, 4, 1)
    assert indexing.keep_up(desk.book, index, worth=1) == 1
    assert found(index) == 5
