"""Every chart and every saved search on a real Elasticsearch, over the newsroom's articles: the ledger's own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from end_to_end.desk import Desk
from kibana import accounts, brute_force
from kibana.brute_force import Document
from newsroom import Newsroom

from monitor.kibana.request import asked, rows, searched
from monitor.kibana.source import Panel, Search, load

pytestmark = [pytest.mark.elasticsearch, pytest.mark.timeout(400)]

SOURCE = load()
CHARTS = [
    pytest.param(panel, id=f"{board.key}: {panel.title}")
    for board in SOURCE.dashboards
    for panel in board.panels
    if panel.values
]
NOW = datetime.now(UTC)
SINCE, UNTIL = (NOW - timedelta(days=4000)).isoformat(), (NOW + timedelta(days=2)).isoformat()
WALL = (
    "<!doctype html><title>Just a moment...</title><h1>Checking your browser</h1>"
    "<p>Please enable JavaScript and cookies to continue.</p>"
)
SITES = ["harbour", "nilufar", "alwaha", "dengekan", "marees", "ahorn", "kavak", "zarechye", "encina", "emek"]
TROUBLED = ["saltwatch", "kestrel"]


BARE = (
    '<!doctype html><title>The keeper of the lamps</title><script type="application/ld+json">'
    '{"@type": "NewsArticle", "isAccessibleForFree": false}</script><article><h1>The keeper of the lamps</h1>'
    "<p>Nobody in Saltmere knows any more when the lamps along the quay were first lit, but everybody knows who lights"
    " them. Edda Brannwick walks the quay with a ladder and a box of matches, and the dogs know her step.</p>"
    "<p>She had the ladder from her uncle, who had it from a ship. It is two rungs shorter than it was, because she is"
    " two hands taller than he, and because the winter of the great frost was a hard one for anything made of wood.</p>"
    "<p>The council has offered her lamps that light themselves. She has looked at one, turned it over, and put it back"
    " into its box; nobody would know any more, she says, whether somebody was still awake down at the harbour.</p>"
    + "</article>"
)
"""The beginning of an article, without a date and without an author."""


@dataclass(frozen=True)
class Watch:
    """Documents by data view, as the ledger alone has them, and the server that should hold the same."""

    client: Any
    prefix: str
    folder: Path
    documents: dict[str, list[Document]]

    def search(self, indices: str, body: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.client.search(index=self.prefix + indices, body=body).body
        return found


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    from servers import elasticsearch

    from monitor.app import open_watch
    from monitor.elastic import Connection

    url, prefix = elasticsearch.url(), elasticsearch.prefix()
    folder = tmp_path_factory.mktemp("watch")
    with Newsroom(start=NOW, articles=4) as newsroom:
        desk = Desk(folder, newsroom, SITES + TROUBLED, more="deadline_s = 5.0")
        with desk.config.open("a", encoding="utf-8") as file:
            file.write(f'\n[index]\nengine = "elasticsearch"\nurl = "{url}"\nprefix = "{prefix}"\n')
        a_week(newsroom, desk)
        desk.close()
    client = Connection(url=url).client
    with open_watch(folder / "monitor.toml") as opened:
        opened.elastic.setup()
        ledger = opened.ledger
        documents = {
            "news": accounts.articles(ledger),
            "changes": accounts.changes(ledger),
            "sources": accounts.hours(ledger),
        }
    client.indices.refresh(index=f"{prefix}news*")
    yield Watch(client, prefix, folder, documents)
    client.indices.delete(index=list(client.indices.get(index=f"{prefix}*", expand_wildcards="all").body))
    for name in ("news", "changes", "sources"):
        client.options(ignore_status=404).indices.delete_index_template(name=f"{prefix}media-monitor-{name}")
    client.close()


def a_week(newsroom: Newsroom, desk: Desk) -> None:
    """A bit of everything: news, corrections, pages taken down, and all that goes wrong."""
    spoiled = ("ahorn", "marees", "kavak", "dengekan", "kestrel")
    blocked, limited, slow, walled, bare = (unquote(urlsplit(newsroom.truth(site)[0]["url"]).path) for site in spoiled)
    newsroom.break_("ahorn", path=blocked, status=403)
    newsroom.break_("marees", path=limited, status=429, retry_after="3600")
    newsroom.break_("kavak", path=slow, delay=4.0)
    newsroom.break_("dengekan", path=walled, body=WALL)
    newsroom.break_("kestrel", path=bare, body=BARE)
    desk.run("crawl", expect=(0, 3))
    # What the first crawl finds was there before our watch; only what comes after it is new.
    newsroom.advance(minutes=5)
    old = {site: [each["number"] for each in newsroom.truth(site) if each["kind"] == "story"] for site in SITES}
    told = {site: newsroom.publish(site) for site in SITES}
    newsroom.edit("harbour", old["harbour"][0], title="The harbour council thinks again")
    newsroom.edit("nilufar", old["nilufar"][0], add="این جمله بعداً افزوده شد.")
    newsroom.remove("encina", old["encina"][0], "410")
    newsroom.remove("harbour", old["harbour"][1], "404")
    newsroom.publish("zarechye", copy_of=("zarechye", told["zarechye"]["number"]))
    desk.run("crawl", expect=(0, 3))
    newsroom.break_("alwaha", status=500)
    desk.run("crawl", expect=(0, 3))


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
    for place, value in enumerate(panel.values):
        if panel.kind != "lines":
            assert any(values[place] for values in table.values()), f"{panel.title}: no {value.label}"


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
    assert documents
    order = [hit["sort"][0] for hit in hits["hits"]]
    assert order == sorted(order, reverse=search.sort.startswith("-"))
    milliseconds = sorted((int(document[view.time].timestamp() * 1000) for document in documents), reverse=True)
    assert order == pytest.approx(milliseconds, abs=1)
