"""The embedded index as its users see it: what is found, in which order, and what survives a crash or damage."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from index.contract_index import FIRST, IndexContract, Open, articles, compare, fill, keys, titled, tree

from monitor.errors import IndexBroken, LedgerHeld, QueryError
from monitor.index import EmbeddedIndex, schema


class TestEmbedded(IndexContract):
    @pytest.fixture
    def opened(self, tmp_path: Path) -> Iterator[Open]:
        made: list[EmbeddedIndex] = []

        def open_index() -> EmbeddedIndex:
            made.append(EmbeddedIndex(tmp_path / "index"))
            return made[-1]

        yield open_index
        for index in made:
            index.close()

    @pytest.fixture
    def index(self, opened: Open) -> EmbeddedIndex:
        return opened()


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_it_finds_what_the_matcher_matches_in_a_thousand_articles_asked_two_thousand_times(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as index:
        different, _ = compare({"embedded": index}, seed=2, number=1_000, queries=2_000)
    assert different == []


def test_looking_makes_no_folder(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "index")
    assert index.checkpoint() is None
    assert index.search(None, sort="new", limit=5).total == 0
    assert not (tmp_path / "index").exists()


def test_a_rebuild_leaves_one_set_on_disk(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as index:
        index.apply([titled(1, "old")], (), FIRST)
        index.begin_rebuild()
        fresh = index.begin_rebuild()
        fresh.apply([titled(2, "new")], (), FIRST)
        index.switch(fresh)
        assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_of_one_article_twice_in_a_batch_the_last_counts(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as index:
        index.apply([titled(1, "strike ends"), titled(1, "strike ended")], (), FIRST)
        assert keys(index, "ends") == []
        assert keys(index, "ended") == [1]


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path)
    with pytest.raises(IndexBroken) as caught, index._guard():
        raise ValueError("An IO error occurred: 'No space left on device (os error 28)'")
    assert "Free some space" in caught.value.hint


def test_a_set_of_another_analysis_is_as_good_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with EmbeddedIndex(tmp_path) as index:
        index.apply([titled(1, "a")], (), FIRST)
    monkeypatch.setattr("monitor.index.sets.SET_NAME", "s1-a99")
    with EmbeddedIndex(tmp_path) as index:
        assert index.checkpoint() is None
        fresh = index.begin_rebuild()
        fresh.apply([titled(2, "b")], (), FIRST)
        index.switch(fresh)
        assert keys(index) == [2]


def test_a_second_writer_is_told_who_writes_and_may_read(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as index:
        index.apply([titled(1, "a")], (), FIRST)
        second = EmbeddedIndex(tmp_path)
        assert keys(second) == [1]
        with pytest.raises(LedgerHeld) as caught:
            second.apply((), (), FIRST)
        assert str(os.getpid()) in caught.value.message
        with pytest.raises(LedgerHeld):
            second.begin_rebuild()
    second.apply((), (1,), FIRST)
    assert keys(second) == []
    second.close()


def test_a_damaged_set_is_named_and_can_be_made_anew(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as index:
        index.apply(articles(20), (), FIRST)
    (folder,) = (path for path in tmp_path.iterdir() if path.is_dir())
    (folder / "meta.json").write_text("{")
    with EmbeddedIndex(tmp_path) as index:
        with pytest.raises(IndexBroken) as caught:
            index.search(None, sort="new", limit=1)
        assert "monitor rebuild index" in caught.value.hint
        with pytest.raises(IndexBroken):
            index.checkpoint()
        fresh = index.begin_rebuild()
        fresh.apply(articles(2), (), FIRST)
        index.switch(fresh)
        assert len(keys(index)) == 2


def test_a_wildcard_that_costs_too_much_to_look_up_is_refused(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as index:
        fill(index, articles(20))
        with pytest.raises(QueryError):
            index.search(tree("*a" + "?" * 20 + "b*"), sort="new", limit=1)


CHILD = """
import sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from random import Random
from query import invented
from monitor.index import EmbeddedIndex
from monitor.ports import Checkpoint
index = EmbeddedIndex(Path(sys.argv[1]))
random = Random(1)
start = index.checkpoint()
seq = start.seq if start else 0
while True:
    seq += 1
    index.apply([invented.article(random, seq * 10 + at) for at in range(10)], (), Checkpoint(ledger="x", generation=1, seq=seq))
    print(seq, flush=True)
"""


def test_a_killed_writer_leaves_documents_and_checkpoint_of_the_same_commit(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    script = CHILD.format(root=str(root), tests=str(root / "tests"))
    random = Random(9)
    told = 0
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            for _ in range(random.randrange(1, 12)):
                told = int(child.stdout.readline())
            child.send_signal(signal.SIGKILL)
        index = EmbeddedIndex(tmp_path)
        checkpoint = index.checkpoint()
        assert checkpoint is not None
        assert checkpoint.seq >= told
        assert index.search(None, sort="new", limit=1).total == checkpoint.seq * 10


def test_only_what_is_needed_is_kept_in_the_index() -> None:
    """Texts live in the ledger, once; the index stores a row's kind and its public id."""
    row = schema.article(titled(1, "secret headline"))
    assert row["row"] == ["article"]
    assert row["id"] == ["00000001"]
