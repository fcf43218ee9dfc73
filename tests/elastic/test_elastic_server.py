"""What the servers alone must get right: versions, lost indices, names of somebody else, refused articles."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from index.contract_index import FIRST, NOW, articles, keys, titled

from monitor.elastic import ElasticIndex
from monitor.errors import ConfigurationError, MonitorError


def test_nothing_older_wins(index: ElasticIndex) -> None:
    for _ in range(2):
        index.apply([titled(1, "strike begins", seq=5), titled(2, "other")], (), FIRST)
    index.apply([titled(1, "strike ended", seq=8)], (), FIRST)
    index.apply([titled(1, "strike begins", seq=5)], (), FIRST)
    assert keys(index, "strike") == keys(index, "ended") == [1]
    assert keys(index, "begins") == []


def test_what_lies_deeper_than_the_server_pages_is_reached_all_the_same(
    index: ElasticIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.apply(articles(60), (), FIRST)
    whole = keys(index)
    monkeypatch.setattr("monitor.elastic.adapter.MOST_AT_ONCE", 10)
    monkeypatch.setattr("monitor.elastic.adapter.PAGE", 7)
    assert keys(index) == whole
    deep = index.search(None, sort="new", limit=9, offset=40)
    assert (deep.total, [hit.key for hit in deep.hits]) == (60, whole[40:49])
    assert index.search(None, sort="best", limit=10**12, offset=10**12).hits == ()


def test_an_index_that_lost_a_part_has_no_checkpoint_any_more(index: ElasticIndex) -> None:
    early, late = titled(1, "early"), titled(2, "late")
    early = replace(early, record=replace(early.record, first_seen=NOW - timedelta(days=40)))
    late = replace(late, record=replace(late.record, first_seen=NOW))
    index.apply([early, late], (), FIRST)
    name = index.sets.current() or ""
    months = sorted(index for index in index.sets.uuids(name) if index.startswith(f"{name}-"))
    assert len(months) == 2
    client = index.connection.client
    client.indices.delete(index=months[0])
    assert index.checkpoint() is None
    index.sets.create_month(months[0], in_use=True)  # of the same name, and empty
    assert index.checkpoint() is None


def test_an_alias_or_template_of_somebody_else_is_named_and_not_touched(index: ElasticIndex) -> None:
    prefix, client = index.connection.prefix, index.connection.client
    client.indices.create(index=f"{prefix}theirs", aliases={f"{prefix}news": {}})
    for action in (index.checkpoint, index.begin_rebuild, index.setup, lambda: index.apply(articles(1), (), FIRST)):
        with pytest.raises(ConfigurationError, match="theirs"):
            action()
    client.indices.delete(index=f"{prefix}theirs")
    client.indices.put_index_template(name=f"{prefix}media-monitor-news", index_patterns=["x-theirs-*"], priority=0)
    with pytest.raises(ConfigurationError, match="not ours"):
        index.setup()
    meta = {"program": "media-monitor", "schema": 99, "analysis": 1}
    client.indices.put_index_template(
        name=f"{prefix}media-monitor-news", index_patterns=["x-theirs-*"], priority=0, meta=meta
    )
    with pytest.raises(ConfigurationError, match="newer"):
        index.setup()
    assert set(index.sets.all()) == set()


def test_an_index_of_somebody_else_under_our_name_is_named(index: ElasticIndex) -> None:
    index.connection.client.indices.create(index=f"{index.connection.prefix}news")
    with pytest.raises(MonitorError, match=r"somebody else|not ours"):
        index.apply([titled(1, "a")], (), FIRST)


def test_setup_says_what_it_would_do_does_it_once_and_keeps_it(index: ElasticIndex) -> None:
    assert set(index.setup(dry_run=True).values()) == {"made"}
    assert set(index.setup().values()) == {"made"}
    assert set(index.setup().values()) == {"kept"}


def test_what_the_server_refuses_is_kept_with_its_reason_until_it_takes_it(index: ElasticIndex) -> None:
    bad = replace(titled(1, "poisoned"), labels={"desk": "x" * 9_000})
    huge = replace(bad, labels={f"key {at}": "v" for at in range(1_200)})  # more fields than an index may have
    index.apply([huge, titled(2, "good")], (), FIRST)
    assert index.checkpoint() == FIRST
    assert keys(index) == [2]
    (row,) = index.refused.rows().values()
    assert (row["key"], row["id"], row["status"]) == (1, "00000001", 400)
    assert "1000" in row["reason"]
    assert index.replay([huge], ()) == 1
    assert index.replay([bad], ()) == 0
    assert sorted(keys(index)) == [1, 2]
    assert not index.refused.path.exists()


def test_a_rebuild_leaves_one_set_on_the_server(index: ElasticIndex) -> None:
    index.apply([titled(1, "old")], (), FIRST)
    index.begin_rebuild()
    fresh = index.begin_rebuild()
    fresh.apply([titled(2, "new")], (), FIRST)
    index.switch(fresh)
    assert len(index.sets.all()) == 1


def test_looking_makes_nothing_on_the_server(index: ElasticIndex) -> None:
    assert index.checkpoint() is None
    assert index.search(None, sort="new", limit=5).total == 0
    assert index.sets.all() == {}
