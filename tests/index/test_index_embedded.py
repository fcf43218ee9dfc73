"""The embedded index as its users see it: what is found, in which order, and what survives a crash or damage."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from query import invented

from monitor.errors import IndexBroken, LedgerHeld, QueryError
from monitor.index import EmbeddedIndex, schema
from monitor.model import Searchable
from monitor.ports import Checkpoint
from monitor.query import Node, parse

NOW = invented.NOW
FIRST = Checkpoint(ledger="ledger of one", generation=3, seq=10)


def tree(text: str) -> Node | None:
    return parse(text, now=NOW, zone=UTC).tree


def articles(number: int, seed: int = 5) -> list[Searchable]:
    random = Random(seed)
    return [invented.article(random, key) for key in range(1, number + 1)]


def titled(key: int, title: str, **fields: object) -> Searchable:
    found = articles(1)[0]
    article = replace(found.record.article, title=title, text="", summary=None, authors=(), **fields)  # type: ignore[arg-type]
    return replace(found, record=replace(found.record, key=key, id=f"{key:08x}", article=article))


def keys(index: EmbeddedIndex, query: str = "", sort: str = "new") -> list[int]:
    return [hit.key for hit in index.search(tree(query), sort=sort, limit=1_000).hits]


def test_an_index_that_is_not_there_has_no_checkpoint_and_finds_nothing(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "index")
    assert index.checkpoint() is None
    assert index.search(None, sort="new", limit=5).total == 0
    assert index.counts(None, "source") == ()
    assert not (tmp_path / "index").exists()


def test_the_checkpoint_is_in_the_same_commit_and_is_no_article(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as index:
        index.apply(articles(3), (), FIRST)
        assert index.checkpoint() == FIRST
        index.apply((), (2,), replace(FIRST, seq=11))
        assert index.checkpoint() == replace(FIRST, seq=11)
        assert sorted(keys(index)) == sorted(keys(index, "-nonsense")) == [1, 3]
    assert EmbeddedIndex(tmp_path).checkpoint() == replace(FIRST, seq=11)


def test_applying_twice_changes_nothing_and_a_newer_state_replaces_the_old(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as index:
        for _ in range(2):
            index.apply([titled(1, "strike begins"), titled(2, "other")], (), FIRST)
        index.apply([titled(1, "strike ends"), titled(1, "strike ended")], (), FIRST)
        assert keys(index, "strike") == [1]
        assert keys(index, "begins OR ends") == []
        assert keys(index, "ended") == [1]


def test_pages_do_not_overlap_and_follow_the_time_then_the_key(tmp_path: Path) -> None:
    found = articles(120)
    same = datetime(2026, 11, 1, tzinfo=UTC)
    found = [
        replace(each, record=replace(each.record, article=replace(each.record.article, published=same)))
        if each.record.key % 3
        else each
        for each in found
    ]
    with EmbeddedIndex(tmp_path) as index:
        for first in range(0, 120, 25):
            index.apply(found[first : first + 25], (), FIRST)
        for sort in ("new", "old", "best"):
            for query in ("", "prison* OR زندان*", "the OR و"):
                whole = keys(index, query, sort)
                pages = [index.search(tree(query), sort=sort, limit=7, offset=at) for at in range(0, 140, 7)]
                assert [hit.key for page in pages for hit in page.hits] == whole
                assert {page.total for page in pages} == {len(whole)}
        by_time = {each.record.key: each.record.article.published or each.record.first_seen for each in found}
        assert keys(index) == sorted(by_time, key=lambda key: (by_time[key].replace(microsecond=0), key), reverse=True)
        assert keys(index, sort="old") == keys(index)[::-1]
        assert keys(index, "lang:fa", "best") == keys(index, "lang:fa", "new")


def test_a_page_far_beyond_the_end_is_empty_and_still_says_how_many(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as index:
        index.apply(articles(5), (), FIRST)
        for sort in ("best", "new"):
            hits = index.search(None, sort=sort, limit=10**12, offset=10**12)
            assert (hits.total, hits.hits) == (5, ())
        assert index.search(None, sort="old", limit=0).total == 5


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path)
    with pytest.raises(IndexBroken) as caught, index._guard():
        raise ValueError("An IO error occurred: 'No space left on device (os error 28)'")
    assert "Free some space" in caught.value.hint


def test_a_word_in_the_title_is_better_than_one_in_the_text(tmp_path: Path) -> None:
    low = titled(1, "other")
    low = replace(low, record=replace(low.record, article=replace(low.record.article, text="strike " + "word " * 50)))
    with EmbeddedIndex(tmp_path) as index:
        index.apply([low, titled(2, "strike in Narvan")], (), FIRST)
        hits = index.search(tree("strike"), sort="best", limit=5).hits
        assert [hit.key for hit in hits] == [2, 1]
        assert hits[0].id == "00000002"
        assert (hits[0].score or 0) > (hits[1].score or 0)


def test_counts_say_how_many_articles_each_source_language_author_and_day_has(tmp_path: Path) -> None:
    found = articles(150)
    with EmbeddedIndex(tmp_path) as index:
        for first in range(0, 150, 40):
            index.apply(found[first : first + 40], (), FIRST)
        for by, of in (
            ("source", lambda each: [each.record.source]),
            ("language", lambda each: [each.record.article.language]),
            ("author", lambda each: each.record.article.authors),
        ):
            expected: dict[str, int] = {}
            for each in found:
                for value in of(each):
                    expected[value] = expected.get(value, 0) + 1
            counted = index.counts(None, by)
            assert dict(counted) == expected
            assert [number for _, number in counted] == sorted(expected.values(), reverse=True)
        assert sum(number for _, number in index.counts(tree("prison*"), "source")) == len(keys(index, "prison*"))


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tehran", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia"])
def test_days_are_days_of_the_readers_zone_through_every_change_of_the_clock(tmp_path: Path, zone: str) -> None:
    from zoneinfo import ZoneInfo

    start = datetime(2021, 1, 1, tzinfo=UTC)
    times = [start + timedelta(hours=7 * step, seconds=step) for step in range(800)]
    times += [datetime(2022, 3, 27, 0, 59, 59, tzinfo=UTC), datetime(2022, 3, 27, 1, tzinfo=UTC)]
    found = [titled(key, "a", published=time) for key, time in enumerate(times)]
    expected: dict[str, int] = {}
    for time in times:
        day = f"{time.astimezone(ZoneInfo(zone)):%Y-%m-%d}"
        expected[day] = expected.get(day, 0) + 1
    with EmbeddedIndex(tmp_path) as index:
        index.apply(found, (), FIRST)
        assert index.counts(None, "day", time_zone=zone) == tuple(sorted(expected.items()))


def test_a_rebuild_goes_beside_and_replaces_the_old_set_in_one_step(tmp_path: Path) -> None:
    reader = EmbeddedIndex(tmp_path)
    with EmbeddedIndex(tmp_path) as index:
        index.apply([titled(1, "old")], (), FIRST)
        abandoned = index.begin_rebuild()
        abandoned.apply([titled(9, "abandoned")], (), FIRST)
        fresh = index.begin_rebuild()
        assert fresh.checkpoint() is None
        fresh.apply([titled(2, "new")], (), replace(FIRST, generation=4))
        assert keys(reader) == keys(index) == [1]
        index.switch(fresh)
        assert keys(reader) == keys(index) == [2]
        assert reader.checkpoint() == replace(FIRST, generation=4)
        index.apply([titled(3, "after")], (), replace(FIRST, generation=4, seq=12))
        assert keys(reader) == [3, 2]
        assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


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


def test_a_wildcard_that_stands_for_too_much_is_refused(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as index:
        index.apply(
            [titled(key, " ".join(f"abc{key:03d}{at:03d}" for at in range(200))) for key in range(100)], (), FIRST
        )
        assert len(keys(index, "abc*")) == 100
        with pytest.raises(QueryError) as caught:
            index.search(tree('"abc* abc*"'), sort="new", limit=1)
        assert "too many words" in caught.value.message
        with pytest.raises(QueryError):
            index.search(tree("*a" + "?" * 20 + "b*"), sort="new", limit=1)


def test_the_text_is_split_as_the_analysis_says(tmp_path: Path) -> None:
    """The terms go in with spaces between: no term may hold what tantivy would split at or drop."""
    long = "x" * 600
    with EmbeddedIndex(tmp_path) as index:
        index.apply([titled(1, f"{long} ข่าว\u00a0a\u2003b\u0085c 中国")], (), FIRST)
        for query in (f'"{long} ข่าว a b c 中国"', f"{long[:255]}", "title:中国"):
            assert keys(index, query) == [1], query


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
