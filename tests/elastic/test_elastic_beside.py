"""The indices beside the news, on the real servers: what is said of changes and hours, once and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ledger.desk import NOON, Desk, article

from monitor import indexing, ledger
from monitor.elastic import ElasticIndex
from monitor.model import ChangeKind, Kind, Outcome, Reason, Source
from monitor.ports import Attempt

A, B = "https://nilufar.example/a", "https://nilufar.example/b"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with ledger.create(tmp_path / "ledger.db") as book:
        desk = Desk(book)
        source = Source(
            id="nilufar", name="نیلوفر", url="https://nilufar.example", kind=Kind.ADVOCACY, country="IR", owner="Nilufar",
            labels={"desk": "iran", "a.b": "c"},
        )  # fmt: skip
        desk.do(lambda tx: tx.describe_sources([source], desk.now))
        yield desk


@pytest.fixture
def index(opened: Callable[..., ElasticIndex], desk: Desk) -> ElasticIndex:
    return with_chronicle(opened(), desk)


def with_chronicle(index: ElasticIndex, desk: Desk) -> ElasticIndex:
    index._chronicle = lambda: desk.book
    index._clock = lambda: desk.now
    return index


def sync(index: ElasticIndex, desk: Desk) -> None:
    indexing.catch_up(desk.book, index)
    index.write_hours()


def documents(index: ElasticIndex, kind: str) -> list[dict[str, Any]]:
    client, name = index.connection.client, f"{index.connection.prefix}news-{kind}"
    client.indices.refresh(index=name)
    hits = client.search(index=name, size=500, sort=[{"@timestamp": "asc"}]).body["hits"]["hits"]
    return [{"_id": hit["_id"], **hit["_source"]} for hit in hits]


def history(desk: Desk) -> int:
    key = desk.stored(
        A,
        text="۴۱ نفر بازداشت شدند.\nپایان گزارش",
        title="تیتر نخست",
        published=NOON - timedelta(minutes=30),
        word_count=6,
    )
    desk.pass_time(hours=1)
    after = article(A, text="۱۴ نفر بازداشت شدند.\nپایان گزارش 🕊", title="تیتر دوم", published=NOON, word_count=7)
    desk.do(lambda tx: tx.add_revision(key, [], after, "w2", desk.now))
    desk.do(lambda tx: tx.mark(key, ChangeKind.GONE, desk.now))
    desk.pass_time(hours=1)
    desk.do(lambda tx: tx.mark(key, ChangeKind.RETURNED, desk.now))
    return key


def test_each_change_says_what_became_of_which_words(index: ElasticIndex, desk: Desk) -> None:
    history(desk)
    sync(index, desk)
    new, revised, gone, returned = documents(index, "changes")
    assert [each["kind"] for each in (new, revised, gone, returned)] == ["new", "revised", "gone", "returned"]
    assert [each["_id"] for each in (new, revised, gone, returned)] == ["1", "2", "3", "4"]
    assert (new["title"], revised["title_before"], revised["title"]) == ("تیتر نخست", "تیتر نخست", "تیتر دوم")
    assert revised["words"] == {"added": 2, "removed": 2, "before": 6, "after": 7}
    assert revised["edits"] == ["date", "headline", "number", "wording"]
    assert "number: ۴۱ → ۱۴" in revised["changed"]
    assert revised["silent"] is True
    assert new["publisher"] == {
        "id": "nilufar",
        "name": "نیلوفر",
        "kind": "advocacy",
        "country": "IR",
        "owner": "Nilufar",
    }
    assert new["labels"] == {"desk": "iran", "a_b": "c"}
    assert new["dates"] == {"jalali": "1405-09-02 15:00"}
    assert revised["links"] == {"page": A, "copy": new["id"], "diff": new["id"]}
    assert "diff" not in new["links"]
    (found,) = index.connection.client.search(index=f"{index.connection.prefix}news").body["hits"]["hits"]
    assert found["_source"]["links"] == revised["links"]
    assert found["_source"]["id"] == new["id"]


def test_a_revision_that_the_page_owns_up_to_is_not_silent(index: ElasticIndex, desk: Desk) -> None:
    key = desk.stored(A, text="one", modified=NOON)
    desk.do(lambda tx: tx.add_revision(key, [], article(A, text="two", modified=NOON + timedelta(1)), "w2", desk.now))
    desk.do(lambda tx: tx.add_revision(key, [], article(A, text="six", modified=NOON + timedelta(1)), "w3", desk.now))
    sync(index, desk)
    assert [each.get("silent") for each in documents(index, "changes")] == [None, False, True]


def test_a_crash_before_the_cursor_moved_makes_no_change_twice(
    index: ElasticIndex, desk: Desk, opened: Callable[..., ElasticIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(index, desk)
    history(desk)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(index, "_move", crash)
    with pytest.raises(KeyboardInterrupt):
        indexing.catch_up(desk.book, index)
    before = documents(index, "changes")
    assert len(before) == 4
    again = with_chronicle(opened(), desk)
    assert indexing.behind(desk.book, again) == 4
    sync(again, desk)
    assert documents(again, "changes") == before
    assert indexing.behind(desk.book, again) == 0


def test_a_rebuild_says_it_all_anew_and_nothing_twice(index: ElasticIndex, desk: Desk) -> None:
    history(desk)
    tried(desk, A, Outcome.STORED)
    sync(index, desk)
    before = {kind: documents(index, kind) for kind in ("changes", "sources")}
    assert before["changes"]
    assert before["sources"]
    indexing.rebuild(desk.book, index)
    assert {kind: documents(index, kind) for kind in ("changes", "sources")} == before
    assert len(index.sets.all()) == 1
    desk.stored(B, text="another")
    sync(index, desk)
    assert len(documents(index, "changes")) == 5


def test_of_an_erased_article_nothing_is_left(index: ElasticIndex, desk: Desk) -> None:
    key = history(desk)
    desk.stored(B, text="another")
    sync(index, desk)
    desk.do(lambda tx: tx.erase(key, "asked for", desk.now))
    sync(index, desk)
    assert [each["url"]["full"] for each in documents(index, "changes")] == [B]
    indexing.rebuild(desk.book, index)
    assert [each["url"]["full"] for each in documents(index, "changes")] == [B]


def test_an_hour_that_goes_on_is_written_over_and_the_others_stay(index: ElasticIndex, desk: Desk) -> None:
    tried(desk, A, Outcome.STORED)
    desk.pass_time(minutes=10)
    sync(index, desk)
    tried(desk, B, Outcome.WAITING, Reason.TIMEOUT)
    desk.pass_time(minutes=70)
    run = desk.do(lambda tx: tx.start_run(1, "crawl", desk.now))
    desk.do(lambda tx: tx.end_run(run, desk.now, "finished", {"nilufar:polled": 3, "nilufar:failed_polls": 1}))
    for _ in range(2):
        sync(index, desk)
    first, second = documents(index, "sources")
    assert (first["_id"], second["_id"]) == ("nilufar 2026-11-23T12", "nilufar 2026-11-23T13")
    assert first["outcomes"] == {"stored": 1, "waiting": 1}
    assert first["reasons"] == {"timeout": 1}
    assert second["polls"] == {"good": 2, "failed": 1}
    assert (second["health"], second.get("problem")) == ("well", None)
    assert datetime.fromisoformat(second["@timestamp"]) == datetime(2026, 11, 23, 13, tzinfo=UTC)


def test_a_change_that_the_server_refuses_is_named_and_sent_again_when_it_can_be(
    index: ElasticIndex, desk: Desk
) -> None:
    source = Source(id="wide", name="Wide", url="https://wide.example", labels={f"key {n}": "v" for n in range(1_200)})
    desk.do(lambda tx: tx.describe_sources([source], desk.now))
    key = desk.stored("https://wide.example/a", source="wide")
    desk.stored(A)
    sync(index, desk)
    assert [each["url"]["full"] for each in documents(index, "changes")] == [A]
    rows = index.refused.rows()
    assert set(rows) == {key, -1}
    assert rows[-1]["url"] == rows[key]["url"] == "https://wide.example/a"
    desk.do(lambda tx: tx.describe_sources([Source(id="wide", name="Wide", url="https://wide.example")], desk.now))
    assert index.replay(desk.book.searchable([key]), [-1]) == 0
    assert len(documents(index, "changes")) == 2


def test_a_set_without_one_of_the_indices_beside_the_news_is_no_set(index: ElasticIndex, desk: Desk) -> None:
    desk.stored(A)
    sync(index, desk)
    client, name = index.connection.client, index.sets.current() or ""
    client.indices.delete(index=index.sets.names.of("changes", name))
    assert index.checkpoint() is None
    sync(index, desk)
    assert len(documents(index, "changes")) == 1


def tried(desk: Desk, url: str, outcome: Outcome, reason: Reason | None = None) -> None:
    (lead,) = desk.leads(desk.listing(), f"{url}?{outcome.value}")
    desk.do(lambda tx: tx.add_attempt(lead, Attempt(at=desk.now, url=url, outcome=outcome, reason=reason)))
