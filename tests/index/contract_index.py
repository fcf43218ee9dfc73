"""The port `SearchIndex`: what is found, in which order, and what survives, on whatever engine.

A test class inherits `IndexContract` and gives two fixtures: `opened()` opens an index object on the same place, as
another process would have it, and `index` is the first one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from typing import Protocol, Self
from zoneinfo import ZoneInfo

import pytest
from query import invented

from monitor.errors import LedgerHeld, QueryError
from monitor.indexing import RebuildableIndex
from monitor.model import Searchable
from monitor.ports import Checkpoint, SearchIndex
from monitor.query import Document, Matcher, Node, parse, prepare
from monitor.query.syntax import AnyOf, Between, Exact, Leaf, Near

NOW = invented.NOW
ZONE = ZoneInfo("Asia/Tehran")
FIRST = Checkpoint(ledger="ledger of one", generation=3, seq=10)
BATCH = 97
"""So that there are several commits, and on the embedded index several segments."""


class AnyIndex(RebuildableIndex, Protocol):
    def begin_rebuild(self) -> Self: ...


Open = Callable[[], AnyIndex]


def tree(text: str) -> Node | None:
    return parse(text, now=NOW, zone=UTC).tree


def articles(number: int, seed: int = 5) -> list[Searchable]:
    random = Random(seed)
    return [invented.article(random, key) for key in range(1, number + 1)]


def titled(
    key: int, title: str, *, seq: int | None = None, first_seen: datetime | None = None, **more: object
) -> Searchable:
    """An article that is nothing but its headline, and what is named."""
    found = articles(1)[0]
    bare: dict[str, object] = {"title": title, "text": "", "summary": None, "authors": (), "tags": ()}
    article = replace(found.record.article, **(bare | more))  # type: ignore[arg-type]
    first_seen = first_seen or found.record.first_seen
    record = replace(found.record, key=key, id=f"{key:08x}", seq=seq or key, first_seen=first_seen, article=article)
    return replace(found, record=record)


def keys(index: SearchIndex, query: str = "", sort: str = "new") -> list[int]:
    return [hit.key for hit in index.search(tree(query), sort=sort, limit=1_000).hits]


def fill(index: SearchIndex, found: Sequence[Searchable], batch: int = BATCH) -> None:
    for first in range(0, len(found), batch):
        index.apply(found[first : first + batch], (), replace(FIRST, seq=first + 1))


class IndexContract:
    # --- the cursor, and what is written ---

    def test_where_there_is_no_index_there_is_no_checkpoint_and_nothing_is_found(self, index: AnyIndex) -> None:
        assert index.checkpoint() is None
        assert index.search(None, sort="new", limit=5).total == 0
        assert index.counts(None, "source") == index.counts(None, "day") == ()

    def test_the_checkpoint_comes_with_the_documents_and_is_no_article(self, index: AnyIndex, opened: Open) -> None:
        index.apply(articles(3), (), FIRST)
        assert index.checkpoint() == opened().checkpoint() == FIRST
        index.apply((), (2,), replace(FIRST, seq=11))
        assert index.checkpoint() == opened().checkpoint() == replace(FIRST, seq=11)
        assert sorted(keys(index)) == sorted(keys(opened())) == sorted(keys(index, "-nonsense")) == [1, 3]
        index.apply((), (), replace(FIRST, seq=12))
        assert opened().checkpoint() == replace(FIRST, seq=12)
        assert len(keys(index)) == 2

    def test_applying_twice_changes_nothing_and_a_newer_state_replaces_the_old(self, index: AnyIndex) -> None:
        for _ in range(2):
            index.apply([titled(1, "strike begins", seq=5), titled(2, "other")], (), FIRST)
        index.apply([titled(1, "strike ended", seq=11)], (), replace(FIRST, seq=11))
        assert keys(index, "strike") == keys(index, "ended") == [1]
        assert keys(index, "begins") == []

    def test_what_was_deleted_may_come_back(self, index: AnyIndex) -> None:
        index.apply([titled(1, "strike", seq=5)], (), FIRST)
        for _ in range(2):
            index.apply((), (1, 99), replace(FIRST, seq=11))
            assert keys(index) == []
        index.apply([titled(1, "strike again", seq=12)], (), replace(FIRST, seq=12))
        assert keys(index, "again") == [1]

    def test_an_article_whose_every_field_is_new_is_found_by_the_new_ones_only(self, index: AnyIndex) -> None:
        before = titled(1, "a", seq=5, authors=("Rosa Weiß",), tags=("press",), language="de")
        after = titled(1, "b", seq=11, authors=("لاله سروندی",), tags=("زندان",), language="fa")
        index.apply([before], (), FIRST)
        index.apply([after], (), replace(FIRST, seq=11))
        for query in ("author:rosa", "tag:press", "lang:de", "title:a"):
            assert keys(index, query) == [], query
        for query in ("author:لاله", "tag:زندان", "lang:fa", "title:b"):
            assert keys(index, query) == [1], query
        assert index.counts(None, "author") == (("لاله سروندی", 1),)

    def test_of_two_writers_the_second_is_told_and_may_read(self, index: AnyIndex, opened: Open) -> None:
        index.apply([titled(1, "a")], (), FIRST)
        other = opened()
        assert other.checkpoint() == FIRST
        index.apply([titled(2, "b")], (), replace(FIRST, seq=11))
        with pytest.raises(LedgerHeld):
            other.apply([titled(3, "c")], (), replace(FIRST, seq=11))
        assert other.checkpoint() == index.checkpoint() == replace(FIRST, seq=11)
        assert {1, 2} <= set(keys(other))

    # --- a rebuild ---

    def test_a_rebuild_goes_beside_and_replaces_the_old_set_in_one_step(self, index: AnyIndex, opened: Open) -> None:
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

    def test_a_rebuild_of_nothing_leaves_an_index_that_knows_how_far_it_is(self, index: AnyIndex, opened: Open) -> None:
        index.apply([titled(1, "old")], (), FIRST)
        fresh = index.begin_rebuild()
        fresh.apply((), (), replace(FIRST, generation=4))
        index.switch(fresh)
        assert opened().checkpoint() == replace(FIRST, generation=4)
        assert keys(opened()) == []

    def test_only_a_rebuild_of_this_index_can_take_its_place(self, index: AnyIndex) -> None:
        index.apply([titled(1, "a")], (), FIRST)
        with pytest.raises(ValueError, match="not a rebuild"):
            index.switch(index)
        assert keys(index) == [1]

    # --- order ---

    def test_pages_do_not_overlap_and_follow_the_time_then_the_key(self, index: AnyIndex) -> None:
        found = articles(60)
        same = datetime(2026, 11, 1, tzinfo=UTC)
        found = [
            replace(each, record=replace(each.record, article=replace(each.record.article, published=same)))
            if each.record.key % 3
            else each
            for each in found
        ]
        fill(index, found, 25)
        for sort, query in product(("new", "old", "best"), ("", "prison* OR زندان*", "the OR و")):
            whole = keys(index, query, sort)
            pages = [index.search(tree(query), sort=sort, limit=13, offset=at) for at in range(0, 80, 13)]
            assert [hit.key for page in pages for hit in page.hits] == whole
            assert {page.total for page in pages} == {len(whole)}
        by_time = {each.record.key: each.record.article.published or each.record.first_seen for each in found}
        assert keys(index) == sorted(by_time, key=lambda key: (by_time[key].replace(microsecond=0), key), reverse=True)
        assert keys(index, sort="old") == keys(index)[::-1]
        assert keys(index, "lang:fa", "best") == keys(index, "lang:fa", "new")

    def test_a_page_far_beyond_the_end_is_empty_and_still_says_how_many(self, index: AnyIndex) -> None:
        index.apply(articles(5), (), FIRST)
        for sort in ("best", "new"):
            hits = index.search(None, sort=sort, limit=10**12, offset=10**12)
            assert (hits.total, hits.hits) == (5, ())
        assert index.search(None, sort="old", limit=0).total == 5

    def test_there_are_three_orders(self, index: AnyIndex) -> None:
        with pytest.raises(ValueError, match="newest"):
            index.search(None, sort="newest", limit=1)

    def test_a_word_in_the_title_is_better_than_one_in_the_text(self, index: AnyIndex) -> None:
        low = titled(1, "other", text="strike " + "word " * 50)
        index.apply([low, titled(2, "strike in Narvan")], (), FIRST)
        hits = index.search(tree("strike"), sort="best", limit=5).hits
        assert [hit.key for hit in hits] == [2, 1]
        assert hits[0].id == "00000002"
        assert (hits[0].score or 0) > (hits[1].score or 0)
        assert [hit.score for hit in index.search(tree("strike"), sort="new", limit=5).hits] == [None, None]

    # --- counts ---

    def test_counts_say_how_many_articles_each_source_language_and_author_has(self, index: AnyIndex) -> None:
        found = articles(150)
        fill(index, found, 40)
        of: dict[str, Callable[[Searchable], Iterable[str]]] = {
            "source": lambda each: [each.record.source],
            "language": lambda each: [each.record.article.language],
            "author": lambda each: each.record.article.authors,
        }
        for by, values in of.items():
            expected: dict[str, int] = {}
            for value in (value for each in found for value in values(each)):
                expected[value] = expected.get(value, 0) + 1
            ordered = sorted(expected.items(), key=lambda each: (-each[1], each[0]))
            assert index.counts(None, by) == tuple(ordered)
        assert sum(number for _, number in index.counts(tree("prison*"), "source")) == len(keys(index, "prison*"))

    @pytest.mark.parametrize("zone", ["UTC", "Asia/Tehran", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia"])
    def test_days_are_days_of_the_readers_zone_through_every_change_of_the_clock(
        self, index: AnyIndex, zone: str
    ) -> None:
        start = datetime(2021, 1, 1, tzinfo=UTC)
        times = [start + timedelta(hours=17 * step, seconds=step) for step in range(500)]
        times += [datetime(2021, 3, 28, 0, 59, 59, tzinfo=UTC), datetime(2021, 3, 28, 1, tzinfo=UTC)]
        index.apply([titled(key, "a", published=time) for key, time in enumerate(times, 1)], (), FIRST)
        expected: dict[str, int] = {}
        for time in times:
            day = f"{time.astimezone(ZoneInfo(zone)):%Y-%m-%d}"
            expected[day] = expected.get(day, 0) + 1
        assert index.counts(None, "day", time_zone=zone) == tuple(sorted(expected.items()))

    # --- what a query means ---

    def test_near_counts_the_words_between_in_either_order(self, index: AnyIndex) -> None:
        filler = "نان آب باد خاک کوه رود"
        for key, between in enumerate(range(6), 1):
            middle = " ".join(filler.split()[:between])
            index.apply([titled(key, f"strike {middle} زندان"), titled(key + 10, f"زندان {middle} strike")], (), FIRST)
        for distance in range(6):
            near = sorted([*range(1, distance + 2), *range(11, distance + 12)])
            for query in ("strike NEAR/{} زندان", "زندان NEAR/{} strike", "strik* NEAR/{} زندان", "stri* NEAR/{} زند*"):
                asked = query.format(distance)
                assert sorted(keys(index, asked)) == near, asked
                assert sorted(keys(index, asked, "best")) == near, asked

    def test_near_takes_a_word_twice_only_where_it_stands_twice(self, index: AnyIndex) -> None:
        titles = ["strike", "strike strike", "strike a strike", "strike a b strike", "strikes a strike"]
        index.apply([titled(key, title) for key, title in enumerate(titles, 1)], (), FIRST)
        assert sorted(keys(index, "strike NEAR/0 strike")) == [2]
        assert sorted(keys(index, "strike NEAR/1 strike")) == [2, 3]
        assert sorted(keys(index, "strike NEAR/2 strike")) == [2, 3, 4]
        assert sorted(keys(index, "strik* NEAR/1 strike")) == [2, 3, 5]
        assert sorted(keys(index, "strik* NEAR/1 *rikes")) == [5]

    def test_near_of_phrases_and_alternatives_never_lets_them_overlap(self, index: AnyIndex) -> None:
        titles = ["press freedom day", "freedom day press freedom", "day a press freedom", "press a freedom day"]
        index.apply([titled(key, title) for key, title in enumerate(titles, 1)], (), FIRST)
        for query in ('"press freedom" NEAR/0 day', 'day NEAR/0 "press freedom"'):
            assert sorted(keys(index, query)) == [1, 2], query
        assert sorted(keys(index, '"press freedom" NEAR/1 ("freedom day" OR a)')) == [2, 3]
        assert sorted(keys(index, '"press freedom" NEAR/1 "freedom day"')) == [2]

    def test_no_phrase_and_no_near_crosses_from_one_author_tag_or_field_to_the_next(self, index: AnyIndex) -> None:
        two = titled(1, "strike", text="prison", authors=("Omid Karimi", "Laleh Sarvandi"), tags=("press", "freedom"))
        index.apply([two], (), FIRST)
        for query in (
            'author:"karimi laleh"', "author:(omid NEAR/100 sarvandi)", 'tag:"press freedom"', '"strike prison"',
            "strike NEAR/100 prison",
        ):  # fmt: skip
            assert keys(index, query) == [], query
        for query in ("author:karimi author:laleh", 'author:"omid karimi"', "tag:press tag:freedom", "strike prison"):
            assert keys(index, query) == [1], query

    def test_a_wildcard_that_stands_for_too_much_is_refused(self, index: AnyIndex) -> None:
        wide = [titled(key, " ".join(f"abc{key:03d}{at:03d}" for at in range(200))) for key in range(100)]
        index.apply(wide, (), FIRST)
        assert len(keys(index, "abc*")) == 100
        for query in ('"abc* abc*"', "abc* NEAR/3 zzz"):
            with pytest.raises(QueryError, match="too many words"):
                index.search(tree(query), sort="new", limit=1)
        # Some months of a server's index, or some segments, hold few of the words and answer.
        index.apply([titled(200, "abc", first_seen=NOW - timedelta(days=90))], (), FIRST)
        with pytest.raises(QueryError, match="too many words"):
            index.counts(tree('"abc* abc*"'), "source")

    def test_a_wildcard_inside_a_phrase_may_stand_for_many_words(self, index: AnyIndex) -> None:
        index.apply([titled(1, " ".join(f"abc{at:04d}" for at in range(900)) + " strike")], (), FIRST)
        assert keys(index, '"abc* strike"') == keys(index, "strike NEAR/2 abc*") == [1]

    def test_the_text_is_split_as_the_analysis_says(self, index: AnyIndex) -> None:
        long = "x" * 600
        index.apply([titled(1, f"{long} ข่าว\u00a0a\u2003b\u0085c 中国")], (), FIRST)
        for query in (f'"{long} ข่าว a b c 中国"', long[:255], "title:中国"):
            assert keys(index, query) == [1], query

    def test_it_finds_what_the_matcher_matches(self, index: AnyIndex) -> None:
        different, _ = compare({"index": index}, seed=1, number=150, queries=150)
        assert different == []


def compare(indexes: dict[str, AnyIndex], *, seed: int, number: int, queries: int) -> tuple[list[str], set[str]]:
    """Ask every index and the matcher the same; the queries on which one differs, and the constructs that were asked."""
    random = Random(seed)
    found = [invented.article(random, key) for key in range(number)]
    for index in indexes.values():
        fill(index, found)
    prepared = [(each.record.key, prepare(each)) for each in found]
    different: list[str] = []
    asked: set[str] = set()
    for _ in range(queries):
        query = parse(invented.query(random), now=NOW, zone=ZONE)
        expected = set(_matched(query.tree, prepared))
        sort = random.choice(["best", "new", "old"])
        asked.update(constructs(query.tree))
        for name, index in indexes.items():
            hits = index.search(query.tree, sort=sort, limit=number)
            answer = {hit.key for hit in hits.hits}
            if answer != expected or not len(hits.hits) == hits.total == len(expected):
                different.append(f"{query.canonical}: {len(expected)} matched, {name} found {hits.total}")
    return different, asked


def _matched(asked: Node | None, prepared: Sequence[tuple[int, Document]]) -> Iterator[int]:
    matches = Matcher(asked).matches
    return (key for key, document in prepared if matches(document))


def constructs(node: object) -> Iterator[str]:
    """The names of everything that a tree is made of: ``And``, ``title:Phrase``, ``lang:Exact``, ``Near(AnyOf)``."""
    kind = type(node).__name__
    if isinstance(node, Exact | Between):
        yield f"{node.field}:{kind}"
    elif isinstance(node, Leaf):
        yield f"{node.field or ''}:{type(node.operand).__name__}"
        yield from constructs(node.operand)
    elif isinstance(node, Near):
        yield from (f"Near({type(side).__name__})" for side in (node.left, node.right))
        yield from (
            f"Near({type(each).__name__})"
            for side in (node.left, node.right)
            if isinstance(side, AnyOf)
            for each in side.operands
        )
    elif node is not None:
        yield kind
        for each in fields(node):  # type: ignore[arg-type]
            value = getattr(node, each.name)
            for child in value if isinstance(value, tuple) else (value,):
                if not isinstance(child, str):
                    yield from constructs(child)
