"""The port `SearchIndex` on the real servers: what is found, in which order, and what survives."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from query import invented

from monitor.elastic import ElasticIndex
from monitor.errors import ConfigurationError, LedgerHeld, MonitorError
from monitor.model import Searchable
from monitor.ports import Checkpoint
from monitor.query import Matcher, Node, parse, prepare

NOW = invented.NOW
FIRST = Checkpoint(ledger="ledger of one", generation=3, seq=10)


def tree(text: str) -> Node | None:
    return parse(text, now=NOW, zone=UTC).tree


def articles(number: int, seed: int = 5) -> list[Searchable]:
    random = Random(seed)
    return [invented.article(random, key) for key in range(1, number + 1)]


def titled(key: int, title: str, *, seq: int | None = None, **fields: object) -> Searchable:
    found = articles(1)[0]
    article = replace(found.record.article, title=title, text="", summary=None, authors=(), **fields)  # type: ignore[arg-type]
    return replace(found, record=replace(found.record, key=key, id=f"{key:08x}", seq=seq or key, article=article))


def keys(index: ElasticIndex, query: str = "", sort: str = "new") -> list[int]:
    return [hit.key for hit in index.search(tree(query), sort=sort, limit=1_000).hits]


def test_a_server_without_our_index_has_no_checkpoint_and_finds_nothing(index: ElasticIndex) -> None:
    assert index.checkpoint() is None
    assert index.search(None, sort="new", limit=5).total == 0
    assert index.counts(None, "source") == ()
    assert index.counts(None, "day") == ()
    assert index.sets.all() == {}


def test_the_checkpoint_follows_the_documents_and_is_no_article(index: ElasticIndex, opened) -> None:
    index.apply(articles(3), (), FIRST)
    assert index.checkpoint() == FIRST
    index.apply((), (2,), replace(FIRST, seq=11))
    assert opened().checkpoint() == replace(FIRST, seq=11)
    assert sorted(keys(index)) == sorted(keys(index, "-nonsense")) == [1, 3]


def test_applying_twice_changes_nothing_and_nothing_older_wins(index: ElasticIndex) -> None:
    for _ in range(2):
        index.apply([titled(1, "strike begins", seq=5), titled(2, "other")], (), FIRST)
    index.apply([titled(1, "strike ended", seq=8)], (), FIRST)
    index.apply([titled(1, "strike begins", seq=5)], (), FIRST)
    assert keys(index, "strike") == keys(index, "ended") == [1]
    assert keys(index, "begins") == []


def test_pages_do_not_overlap_and_follow_the_time_then_the_key(index: ElasticIndex) -> None:
    found = articles(60)
    same = datetime(2026, 11, 1, tzinfo=UTC)
    found = [
        replace(each, record=replace(each.record, article=replace(each.record.article, published=same)))
        if each.record.key % 3
        else each
        for each in found
    ]
    index.apply(found, (), FIRST)
    for sort in ("new", "old", "best"):
        for query in ("", "prison* OR زندان*", "the OR و"):
            whole = keys(index, query, sort)
            pages = [index.search(tree(query), sort=sort, limit=13, offset=at) for at in range(0, 80, 13)]
            assert [hit.key for page in pages for hit in page.hits] == whole
            assert {page.total for page in pages} == {len(whole)}
    by_time = {each.record.key: each.record.article.published or each.record.first_seen for each in found}
    assert keys(index) == sorted(by_time, key=lambda key: (by_time[key].replace(microsecond=0), key), reverse=True)
    assert keys(index, "lang:fa", "best") == keys(index, "lang:fa", "new")


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


def test_a_word_in_the_title_is_better_than_one_in_the_text(index: ElasticIndex) -> None:
    low = titled(1, "other")
    low = replace(low, record=replace(low.record, article=replace(low.record.article, text="strike " + "word " * 50)))
    index.apply([low, titled(2, "strike in Narvan")], (), FIRST)
    hits = index.search(tree("strike"), sort="best", limit=5).hits
    assert [hit.key for hit in hits] == [2, 1]
    assert hits[0].id == "00000002"
    assert (hits[0].score or 0) > (hits[1].score or 0)


def test_counts_say_how_many_articles_each_source_language_author_and_day_has(index: ElasticIndex) -> None:
    found = articles(80)
    index.apply(found, (), FIRST)
    for by, of in (
        ("source", lambda each: [each.record.source]),
        ("language", lambda each: [each.record.article.language]),
        ("author", lambda each: each.record.article.authors),
    ):
        expected: dict[str, int] = {}
        for each in found:
            for value in of(each):
                expected[value] = expected.get(value, 0) + 1
        assert dict(index.counts(None, by)) == expected
    for zone in ("Asia/Tehran", "Pacific/Apia"):
        days: dict[str, int] = {}
        for each in found:
            time = each.record.article.published or each.record.first_seen
            day = f"{time.astimezone(ZoneInfo(zone)):%Y-%m-%d}"
            days[day] = days.get(day, 0) + 1
        assert index.counts(None, "day", time_zone=zone) == tuple(sorted(days.items()))


def test_a_rebuild_goes_beside_and_replaces_the_old_set_in_one_step(index: ElasticIndex, opened) -> None:
    reader = opened()
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
    assert len(index.sets.all()) == 1


def test_an_index_that_lost_a_part_has_no_checkpoint_any_more(index: ElasticIndex) -> None:
    early, late = titled(1, "early"), titled(2, "late")
    early = replace(early, record=replace(early.record, first_seen=NOW - timedelta(days=40)))
    late = replace(late, record=replace(late.record, first_seen=NOW))
    index.apply([early, late], (), FIRST)
    months = sorted(index.sets.uuids(index.sets.current() or ""))
    assert len(months) == 2
    client = index.connection.client
    client.indices.delete(index=months[0])
    assert index.checkpoint() is None
    index.sets.create_month(months[0], in_use=True)  # of the same name, and empty
    assert index.checkpoint() is None


def test_of_two_writers_the_second_to_move_the_cursor_is_told(index: ElasticIndex, opened) -> None:
    index.apply([titled(1, "a")], (), FIRST)
    other = opened()
    assert other.checkpoint() == FIRST
    index.apply([titled(2, "b")], (), replace(FIRST, seq=11))
    with pytest.raises(LedgerHeld):
        other.apply([titled(2, "b")], (), replace(FIRST, seq=11))
    assert other.checkpoint() == replace(FIRST, seq=11)


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


def test_server_and_matcher_agree_on_invented_articles_and_queries(index: ElasticIndex) -> None:
    assert differences(index, seed=3, articles=120, queries=120) == []


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_server_and_matcher_agree_on_two_thousand_articles_and_queries(index: ElasticIndex) -> None:
    assert differences(index, seed=4, articles=2_000, queries=2_000) == []


def differences(index: ElasticIndex, seed: int, articles: int, queries: int) -> list[str]:
    """The queries on which the two disagree, with how many articles each found."""
    random, zone = Random(seed), ZoneInfo("Asia/Tehran")
    found = [invented.article(random, key) for key in range(articles)]
    prepared = [(each.record.key, prepare(each)) for each in found]
    different = []
    for first in range(0, articles, 500):
        index.apply(found[first : first + 500], (), Checkpoint(ledger="t", generation=1, seq=first + 1))
    for _ in range(queries):
        query = parse(invented.query(random), now=invented.NOW, zone=zone)
        matches = Matcher(query.tree).matches
        expected = {key for key, document in prepared if matches(document)}
        hits = index.search(query.tree, sort=random.choice(["best", "new", "old"]), limit=articles)
        if {hit.key for hit in hits.hits} != expected or hits.total != len(expected):
            different.append(f"{query.canonical}: {len(expected)} matched, {hits.total} found")
    return different
