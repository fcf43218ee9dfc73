"""SIGKILL at random moments: nothing that was acknowledged is lost, nothing is there by half."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ledger.kills import kill_again_and_again, stored_urls

from monitor import ledger
from monitor.archive import WarcArchive
from monitor.model import ChangeKind


@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.slow)])
def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path, kills: int) -> None:
    path, folder = tmp_path / "ledger.db", tmp_path / "archive"
    ledger.create(path).close()
    chance = random.Random(kills)
    acknowledged = kill_again_and_again([str(path), str(folder)], kills, chance)
    assert len(list(tmp_path.glob("ledger.db.writing.*"))) == 1, "the last victim could not clean up"
    with ledger.open(path) as book:
        assert not list(tmp_path.glob("ledger.db.writing.*")), "an unclean stop is checked once"
        archive = WarcArchive(folder, clock=lambda: datetime.now(UTC))
        assert book.check(full=True) == ()
        assert list(archive.problems(list(book.archive_refs()), full=True)) == []
        urls = stored_urls(book)
        assert acknowledged <= urls
        changes = book.after(0, 1_000_000)
        assert [change.seq for change in changes] == list(range(1, len(urls) + 1))
        assert {change.kind for change in changes} == {ChangeKind.NEW}
        counts = book.counts()
        assert counts.leads == sum(counts.outcomes.values()) == len(urls)
    assert len(acknowledged) > kills
