"""Every chart and every saved search on a real Elasticsearch, over the newsroom's articles: the ledger's own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from end_to_end.desk import Desk
from kibana import brute_force
from kibana.brute_force import Document
from newsroom import Newsroom

from monitor.kibana.request import asked, rows, searched
from monitor.kibana.source import Panel, Search, load
from monitor.model import Searchable

pytestmark = [
    pytest.mark.elasticsearch,
    pytest.mark.timeout(400),
    # The server outlives the test that started it, as it should; Python warns of such a process when it forgets it.
    pytest.mark.filterwarnings("ignore:.*subprocess .* is still running:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:.*Popen.*:pytest.PytestUnraisableExceptionWarning"),
]

SOURCE = load()
CHARTS = [
    pytest.param(panel, id=f"{board.key}: {panel.title}")
    for board in SOURCE.dashboards
    for panel in board.panels
    if panel.values
]
NOW = datetime.now(UTC)
SINCE, UNTIL = (NOW - timedelta(days=4000)).isoformat(), (NOW + timedelta(days=2)).isoformat()
HOURS = 30
SITES = ["harbour", "nilufar", "alwaha", "dengekan", "marees", "ahorn", "kavak", "zarechye", "encina", "emek"]
OUTCOMES = ("stored", "duplicate", "rejected", "waiting", "quarantined")


@dataclass(frozen=True)
class Watch:
    """Documents by data view, as the test counts them, and the server that holds the same."""

    client: Any
    prefix: str
    documents: dict[str, list[Document]]

    def search(self, indices: str, body: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.client.search(index=self.prefix + indices, body=body).body
        return found


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    from servers import elasticsearch

    from monitor.app import open_watch
    from monitor.elastic import Connection, ElasticIndex, Refused
    from monitor.indexing import catch_up

    url, prefix = elasticsearch.url(), elasticsearch.prefix()
    folder = tmp_path_factory.mktemp("watch")
    with Newsroom(start=NOW, articles=4) as newsroom:
        desk = Desk(folder, newsroom, SITES)
        desk.run("crawl", expect=(0, 3))
        # What the first crawl finds was there before our watch; only what comes after it is new.
        newsroom.advance(minutes=5)
        for site in SITES:
            newsroom.publish(site)
        desk.run("crawl", expect=(0, 3))
        desk.close()
    connection = Connection(url=url, prefix=prefix)
    index = ElasticIndex(
        connection, Refused(folder / "refused.jsonl"), clock=lambda: NOW, sleep=lambda seconds: None, random=lambda: 0.5
    )
    index.setup()
    with open_watch(folder / "monitor.toml") as opened:
        catch_up(opened.ledger, index)
        articles = [_article(each) for each in _all(opened.ledger)]
    client = connection.client
    documents = {"news": articles, "changes": changes(articles), "sources": hours(articles)}
    for view in ("changes", "sources"):
        for document in documents[view]:
            client.index(index=f"{prefix}news-{view}-v1-2026.11", document=_nested(document))
    client.indices.refresh(index=f"{prefix}news*")
    yield Watch(client, prefix, documents)
    client.indices.delete(index=list(client.indices.get(index=f"{prefix}*", expand_wildcards="all").body))
    for name in ("news", "changes", "sources"):
        client.options(ignore_status=404).indices.delete_index_template(name=f"{prefix}media-monitor-{name}")
    index.close()


def _all(ledger: Any) -> Iterator[Searchable]:
    after = 0
    while page := ledger.scan(after, 500):
        yield from page
        after = page[-1].record.key


def _article(searchable: Searchable) -> Document:
    """What the ledger holds of an article, under the names of the objects' fields."""
    record, article = searchable.record, searchable.record.article
    document = {
        "@timestamp": record.first_seen,
        "published_at": article.published,
        "published_precision": article.published_precision,
        "publisher.id": record.source,
        "publisher.name": searchable.source_name,
        "publisher.kind": searchable.source_kind,
        "title": article.title,
        "language": article.language,
        "authors": list(dict.fromkeys(article.authors)) or None,
        "tags": list(dict.fromkeys(article.tags)) or None,
        "state": record.state,
        "backlog": record.backlog,
        "partial": article.partial,
        "word_count": article.word_count,
    }
    if article.published is not None:
        document["lag.seconds"] = int((record.first_seen - article.published).total_seconds())
    return {name: value for name, value in document.items() if value is not None}


def changes(articles: list[Document]) -> list[Document]:
    """A history for the articles: each is new, every third revised, every seventh gone."""
    made = []
    for number, article in enumerate(articles):
        kinds = ["new"] + ["revised"] * (number % 3 == 0) + ["gone"] * (number % 7 == 0)
        for place, kind in enumerate(kinds):
            shared = {name: article[name] for name in ("publisher.id", "publisher.name", "title") if name in article}
            words = {"words.added": number % 5, "words.removed": number % 4}
            at = NOW - timedelta(hours=number % 60, minutes=place)
            made.append({"@timestamp": at, "id": f"article {number}", "kind": kind, **shared, **words})
    return made


def hours(articles: list[Document]) -> list[Document]:
    """A document per source and hour, with every count different."""
    made = []
    names = sorted({(article["publisher.id"], article["publisher.name"]) for article in articles})
    for number, (identity, name) in enumerate(names):
        for hour in range(HOURS):
            document: Document = {
                "@timestamp": NOW - timedelta(hours=hour),
                "publisher.id": identity,
                "publisher.name": name,
                "health": "well" if number % 4 else "failing",
                "last_article": NOW - timedelta(hours=number, seconds=1),
                "bytes": 1000 * number + hour,
                "extraction.p50_ms": float(number + hour),
                "polls.good": hour % 4,
                "polls.failed": (number + hour) % 3,
            }
            document |= {f"outcomes.{each}": number * place + hour % 3 for place, each in enumerate(OUTCOMES)}
            reasons = ("extraction_timeout", "server_error", "timeout", "connection", "rate_limited", "forbidden")
            reasons += ("robots", "not_article", "too_short", "not_found", "paywall", "bot_wall", "consent_wall")
            document |= {f"reasons.{each}": (number + place) % 4 for place, each in enumerate(reasons)}
            if document["health"] == "failing":
                document["problem"] = "the feed holds no entries"
            made.append(document)
    return made


def _nested(document: Document) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in document.items():
        *path, last = name.split(".")
        place = made
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else value
    return made


def of_view(watch: Watch, view: str) -> list[Document]:
    if view == "news-published":
        return [document for document in watch.documents["news"] if "published_at" in document]
    return watch.documents[view]


def test_there_is_enough_to_count(watch: Watch) -> None:
    news = watch.documents["news"]
    assert len(news) > 40
    assert len({document["language"] for document in news}) >= 8
    assert any("published_at" not in document or document["published_precision"] == "day" for document in news)


@pytest.mark.parametrize("panel", CHARTS)
def test_a_chart_shows_what_the_ledger_holds(watch: Watch, panel: Panel) -> None:
    documents = of_view(watch, panel.view)
    got = rows(panel, watch.search(*asked(SOURCE, panel, SINCE, UNTIL)))
    expected = brute_force.rows(panel, documents)
    if panel.groups and panel.groups[0].how == "time":
        got = _over_time(panel, got)
    table = {row[: len(row) - len(panel.values)]: row[len(row) - len(panel.values) :] for row in got}
    top = [group for group in panel.groups if group.how == "top"]
    if top:
        assert len(table) == min(len(expected), top[-1].size) or len(top) < len(panel.groups)
    assert table
    assert expected
    for key, values in table.items():
        for value, ours, theirs in zip(panel.values, expected[key], values, strict=True):
            if theirs is None and value.operation not in ("count", "sum", "unique") and panel.kind == "lines":
                continue
            same(f"{panel.title}, {key}, {value.label}", ours, theirs)
    if any(value.operation in ("count", "unique", "sum") and not value.query for value in panel.values):
        assert any(number for values in table.values() for number in values)


def same(place: str, ours: Any, theirs: Any) -> None:
    if isinstance(ours, tuple):
        assert ours[0] <= theirs <= ours[1], place
    elif isinstance(ours, float) and theirs is not None:
        # The server's median interpolates, and its times are cut to milliseconds.
        assert theirs == pytest.approx(ours, rel=0.02, abs=2), place
    elif isinstance(ours, int) and isinstance(theirs, float):
        assert theirs == pytest.approx(ours, rel=0.02), place
    else:
        assert theirs == ours, place


def _over_time(panel: Panel, got: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The bars put together again: sums add up; of a percentile the whole is asked, without the bars."""
    size = len(panel.values)
    added: dict[tuple[Any, ...], list[Any]] = {}
    for row in got:
        key, values = row[1:-size], row[-size:]
        sums = added.setdefault(key, [None] * size)
        for place, (value, number) in enumerate(zip(panel.values, values, strict=True)):
            if value.operation in ("count", "sum"):
                sums[place] = (sums[place] or 0) + (number or 0)
            elif number is not None:
                sums[place] = number if sums[place] is None else max(sums[place], number)
    for place, value in enumerate(panel.values):
        if value.operation not in ("count", "sum"):
            # A percentile of the whole lies between those of its bars: it is tried as a single number elsewhere.
            for sums in added.values():
                assert sums[place] is not None
                sums[place] = None
    return [(*key, *sums) for key, sums in added.items()]


@pytest.mark.parametrize("search", SOURCE.searches, ids=lambda search: search.key)
def test_a_saved_search_finds_what_the_ledger_holds_in_its_order(watch: Watch, search: Search) -> None:
    view = SOURCE.view(search.view)
    documents = brute_force.matching(search.query, of_view(watch, search.view))
    hits = watch.search(*searched(SOURCE, search, SINCE, UNTIL, size=1000))["hits"]
    assert hits["total"]["value"] == len(documents)
    if search.key != "gone":
        assert documents
    order = [hit["sort"][0] for hit in hits["hits"]]
    assert order == sorted(order, reverse=search.sort.startswith("-"))
    milliseconds = sorted((int(document[view.time].timestamp() * 1000) for document in documents), reverse=True)
    assert order == pytest.approx(milliseconds, abs=1)
