"""SIGKILL at random moments: nothing that was acknowledged is lost, nothing is there by half."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor import ledger
from monitor.archive import WarcArchive
from monitor.model import ChangeKind

VICTIM = Path(__file__).with_name("victim.py")
ROOT = Path(__file__).parents[2]


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


def stored_urls(book: ledger.Ledger) -> set[str]:
    found: list[str] = []
    last = 0
    while page := book.scan(last, 500):
        found += [each.record.url for each in page]
        last = page[-1].record.key
    assert len(found) == len(set(found)), "each once"
    return set(found)


def kill_again_and_again(arguments: list[str], kills: int, chance: random.Random) -> set[str]:
    """Run the victim, kill its child so often, each after some acknowledgements and a moment; what was acknowledged."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(VICTIM), *arguments]
    acknowledged: set[str] = set()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True) as victim:
        assert victim.stdin is not None
        assert victim.stdout is not None
        done, left, child = 0, 0, 0
        for line in victim.stdout:
            word, what = line.split()
            if word == "pid":
                child, left = int(what), chance.randrange(1, 25)
                continue
            acknowledged.add(what)
            left -= 1
            if left == 0:
                # The moment is what the test is about: it falls anywhere in the next few transactions.
                time.sleep(chance.random() * 0.02)
                done += 1
                if done == kills:
                    victim.stdin.close()
                os.kill(child, signal.SIGKILL)
    return acknowledged
