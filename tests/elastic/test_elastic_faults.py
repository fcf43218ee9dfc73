"""Whatever happens between us and the server: nothing is lost, nothing is there twice, refused is what was poisoned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from elastic.change_log import Log, cure, grow
from servers.faulty import DROPPED_AFTER, DROPPED_BEFORE, GARBLED, HALF, Act, FaultyProxy, items_say, says

from monitor import indexing
from monitor.elastic import ElasticIndex, Refused
from monitor.errors import MonitorError

ARTICLES = 250


def on_bulk(numbers: Sequence[int], act: Act) -> Callable[[str, str, bytes], Act | None]:
    """Done to the bulk requests of these numbers, counted from 0."""
    seen = -1

    def fault(method: str, path: str, body: bytes) -> Act | None:
        nonlocal seen
        if "/_bulk" not in path:
            return None
        seen += 1
        return act if seen in numbers else None

    return fault


def always(part: str, act: Act) -> Callable[[str, str, bytes], Act | None]:
    return lambda method, path, body: act if part in path else None


PASSING = {
    "429 for all": says(429, "es_rejected_execution_exception"),
    "503": says(503, "unavailable_shards_exception"),
    "429 for some": items_say(429, "es_rejected_execution_exception"),
    "503 for some": items_say(503, "unavailable_shards_exception"),
    "dropped before": DROPPED_BEFORE,
    "dropped after the server stored": DROPPED_AFTER,
    "half an answer": HALF,
    "a garbled answer": GARBLED,
}
LASTING = {
    "down": ("", DROPPED_BEFORE),
    "429 for ever": ("/_bulk", says(429, "es_rejected_execution_exception")),
    "read-only block": ("/_bulk", items_say(403, "cluster_block_exception", every=1)),
    "cursor cannot be written": ("/_doc/cursor", says(503, "unavailable_shards_exception")),
    "key taken back": ("/_bulk", says(403, "security_exception")),
    "not Elasticsearch any more": ("/_bulk", Act(answer=lambda *_: (200, b"<html>maintenance</html>"))),
    "refresh fails": ("/_refresh", says(503, "unavailable_shards_exception")),
}


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.indexing.BATCH", 100)
    monkeypatch.setattr("monitor.elastic.bulk.MOST_ITEMS", 40)


def complete(index: ElasticIndex, log: Log, *, without: Sequence[int] = ()) -> None:
    hits = index.search(None, sort="old", limit=10_000)
    keys = [hit.key for hit in hits.hits]
    assert len(keys) == len(set(keys)) == hits.total
    assert set(keys) == log.articles.keys() - set(without)
    assert indexing.behind(log, index) == 0


@pytest.mark.usefixtures("small_batches")
def test_all_that_can_go_wrong_one_after_the_other_costs_nothing(server: str, opened) -> None:
    """The short form of test_elastic_matrix.py, on one index."""
    log, numbers = Log(), iter(range(1_000))
    grow(log, 20)
    indexing.catch_up(log, opened())
    with FaultyProxy(server) as proxy:
        for act in PASSING.values():
            index = opened(url=proxy.url)
            grow(log, 60, poisoned=[log.head().seq + 5] if next(numbers) == 0 else [])
            proxy.fault = on_bulk([0, 2], act)
            indexing.catch_up(log, index)
            assert list(index.refused.rows()) == [25]
        assert proxy.met == 2 * len(PASSING)
        for part, act in LASTING.values():
            grow(log, 30)
            proxy.fault = always(part, act)
            with pytest.raises(MonitorError):
                indexing.catch_up(log, opened(url=proxy.url))
            assert (indexing.behind(log, opened()) or 0) > 0
            proxy.fault = lambda method, path, body: None
            index = opened(url=proxy.url)
            indexing.catch_up(log, index)
            complete(index, log, without=[25])
    cure(log, [25])
    assert index.replay(log.searchable([25]), ()) == 0
    complete(opened(), log)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("at", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(4, marks=pytest.mark.slow)])
def test_a_rebuild_that_was_broken_off_leaves_the_old_index_in_use(at: int, server: str, opened) -> None:
    log = Log()
    grow(log, 60)
    indexing.catch_up(log, opened())
    with FaultyProxy(server) as proxy:
        grow(log, ARTICLES)
        index = opened(url=proxy.url)
        proxy.fault = on_bulk(range(at, 1_000), says(403, "security_exception"))
        with pytest.raises(MonitorError):
            indexing.rebuild(log, index)
        assert opened().search(None, sort="new", limit=1).total == 60
        assert indexing.behind(log, opened()) == ARTICLES
        proxy.fault = lambda method, path, body: None
        indexing.rebuild(log, index)
        complete(index, log)
        assert len(index.sets.all()) == 1


@pytest.mark.usefixtures("small_batches")
def test_a_cluster_that_was_emptied_is_filled_anew(server: str, opened) -> None:
    log, index = Log(), opened()
    grow(log, 60)
    indexing.catch_up(log, index)
    for indices in index.sets.all().values():
        index.sets.drop(indices)
    assert indexing.behind(log, opened()) is None
    grow(log, 30)
    assert indexing.catch_up(log, opened()).rebuilt
    complete(opened(), log)


@pytest.mark.usefixtures("small_batches")
def test_a_cluster_that_is_emptied_while_it_is_written_is_noticed(server: str, opened) -> None:
    log, index = Log(), opened()
    grow(log, 60)
    indexing.catch_up(log, index)
    with FaultyProxy(server) as proxy:
        emptied = []

        def empties(method: str, path: str, body: bytes) -> None:
            if "/_bulk" in path and not emptied:
                emptied.append(path)
                for indices in index.sets.all().values():
                    index.sets.drop(indices)

        proxy.fault = empties
        grow(log, ARTICLES)
        with pytest.raises(MonitorError):
            indexing.catch_up(log, opened(url=proxy.url))
    assert indexing.catch_up(log, opened()).rebuilt
    complete(opened(), log)


def test_searches_find_everything_while_a_rebuild_goes_on(server: str, opened) -> None:
    log, index, reader = Log(), opened(), opened()
    grow(log, 120)
    indexing.catch_up(log, index)
    totals = set()

    def look(done: int, of: int) -> None:
        totals.add(reader.search(None, sort="new", limit=1).total)
        if done == 120:
            grow(log, 1)  # a crawl goes on writing

    indexing.rebuild(log, index, progress=look)
    assert totals == {120}
    complete(reader, log)


def test_what_was_refused_outlives_the_process(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    at = datetime(2026, 11, 23, tzinfo=UTC)
    row = {"key": 7, "id": "a", "url": "https://kuhsar.example/۷", "status": 400, "reason": "دلیل\nnew line"}
    Refused(tmp_path / "r.jsonl").update("s1", (), [row], at)
    Refused(tmp_path / "r.jsonl").update("s1", (7, 8), [{**row, "key": 8}], at)
    assert list(Refused(tmp_path / "r.jsonl").rows("s1")) == [8]
    assert Refused(tmp_path / "r.jsonl").rows("s2") == {}
    Refused(tmp_path / "r.jsonl").keep_only("s2")
    assert not (tmp_path / "r.jsonl").exists()
