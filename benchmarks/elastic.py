"""The search server: how fast the index fills, beside the bare client with the same bodies from memory; how fast it answers.

    python -m benchmarks elastic                     20,000 articles, on the server that the tests start
    python -m benchmarks elastic --short             3,000
    ELASTICSEARCH_URL=… python -m benchmarks elastic

"Bare" sends the very bytes that the index sends, made beforehand, in the same batches and without reading outcomes; the
bar is for the share of its articles a second that the whole way from the article to the moved cursor reaches. Both take
turns on fresh index sets: with the articles alone, and with a document of `news-changes` for each, as the program writes
them; every tenth of those is a revision, whose edits are told in words. What other work on the machine cannot change is the processor's time: that of this process for
an article, ours and bare. Prints `bench NAME VALUE bar BAR ok|short`, writes build/bench/elastic.json.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.report import Report
from benchmarks.search import NOW, World
from monitor.analysis import terms
from monitor.elastic import Connection, ElasticIndex, Refused, bulk
from monitor.elastic.beside import Beside
from monitor.model import Change, ChangeKind, Searchable
from monitor.ports import Checkpoint, Publisher, SourceHour, Told
from monitor.query import parse

SHARE = 0.8
BATCH = 1_000
QUERIES = ("{0}", '"{0} {1}"', "{0} NEAR/5 {1}", "{0}* lang:fa", "{0} OR {1} OR {2}", "{0} -{1} after:60d")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--short", action="store_true")
    arguments = parser.parse_args()
    number = 3_000 if arguments.short else arguments.articles
    sys.path.insert(0, "tests")
    from servers import elasticsearch

    report = Report("elastic")
    connection = Connection(url=elasticsearch.url(), prefix=f"bench{time.time():.0f}-")
    report.note(f"{connection.product.name} {connection.product.version}, {number:,} articles")
    world = World(1)
    # Of one month: each month is an index of its own, and making those is no part of the rate.
    made = (world.article(key) for key in range(1, number + 1))
    articles = [replace(each, record=replace(each.record, first_seen=NOW)) for each in made]
    chronicle = _Chronicle(articles)
    with tempfile.TemporaryDirectory() as folder:
        index = ElasticIndex(
            connection,
            Refused(Path(folder) / "refused.jsonl"),
            clock=lambda: datetime.now(UTC),
            sleep=time.sleep,
            random=random.random,
        )
        for changes in (None, chronicle):
            index._chronicle = (lambda: chronicle) if changes else None
            ours, bare, ours_cpu, bare_cpu = [], [], [], []
            for _ in range(arguments.turns):
                for rates, costs, way in ((bare, bare_cpu, _bare), (ours, ours_cpu, _ours)):
                    took, worked = way(index, articles, changes)
                    rates.append(number / took)
                    costs.append(worked / number * 1_000)
            end = "_with_changes" if changes else ""
            report.figure(f"bare_articles_per_s{end}", statistics.median(bare))
            report.figure(f"articles_per_s{end}", statistics.median(ours))
            shares = [one / other for one, other in zip(ours, bare, strict=True)]
            report.figure(f"share_of_bare{end}", statistics.median(shares), SHARE, at_least=True)
            report.figure(f"bare_cpu_per_article{end}", statistics.median(bare_cpu), unit=" ms")
            report.figure(f"cpu_per_article{end}", statistics.median(ours_cpu), unit=" ms")
        name = index.sets.current() or ""
        client = connection.client
        for what, indices in (("articles", f"{name}-*"), ("changes", index.sets.names.of("changes", name))):
            client.indices.forcemerge(index=indices, max_num_segments=1)
            stats = client.indices.stats(index=indices, metric="store", filter_path="_all.primaries").body
            size = stats["_all"]["primaries"]["store"]["size_in_bytes"]
            report.figure(f"gb_per_million_{what}", size / number * 1_000_000 / 1e9)
        times = []
        for form in QUERIES * 20:
            words = [_word(articles) for _ in range(3)]
            tree = parse(form.format(*words), now=NOW, zone=UTC).tree
            began = time.perf_counter()
            index.search(tree, sort="best", limit=20)
            times.append((time.perf_counter() - began) * 1_000)
        report.figure("query_p50", statistics.median(times), unit=" ms")
        report.figure("query_p95", statistics.quantiles(times, n=20)[-1], unit=" ms")
        for indices in index.sets.all().values():
            index.sets.drop(indices)
    report.write()
    return 0


class _Chronicle:
    """A change for each article, of its number; every tenth is a revision of one sentence and the headline."""

    def __init__(self, articles: list[Searchable]) -> None:
        self._told = [self._of(each) for each in articles]

    def told(self, after: int, until: int) -> tuple[Told, ...]:
        return tuple(self._told[after:until])

    def hours(self, since: datetime | None) -> Iterator[SourceHour]:
        yield from ()

    def _of(self, each: Searchable) -> Told:
        record, article = each.record, each.record.article
        revised = record.key % 10 == 0
        first, *rest = article.text.split(". ")
        before = replace(article, title=" ".join(article.title.split()[1:]), text=". ".join([first[:-20], *rest]))
        kind = ChangeKind.REVISED if revised else ChangeKind.NEW
        return Told(
            change=Change(seq=record.key, article=record.key, revision=1 + revised, kind=kind, at=record.first_seen),
            id=record.id,
            url=record.url,
            publisher=Publisher(id=record.source, name="", kind="news"),
            first_seen=record.first_seen,
            backlog=False,
            article=article,
            before=before if revised else None,
        )


def _ours(index: ElasticIndex, articles: list[Searchable], changes: _Chronicle | None) -> tuple[float, float]:
    """Seconds, and seconds of this process, from the articles to a cursor that has moved over all of them."""
    fresh = index.begin_rebuild()
    _create(fresh, articles)
    fresh.apply((), (), Checkpoint(ledger="b", generation=1, seq=0))
    began, worked = time.perf_counter(), time.process_time()
    for first in range(0, len(articles), BATCH):
        batch = articles[first : first + BATCH]
        fresh.apply(batch, (), Checkpoint(ledger="b", generation=1, seq=first + len(batch)))
    took = time.perf_counter() - began, time.process_time() - worked
    index.switch(fresh)
    return took


def _bare(index: ElasticIndex, articles: list[Searchable], changes: _Chronicle | None) -> tuple[float, float]:
    """Seconds, and seconds of this process, that the client alone needs for the same bytes."""
    fresh = index.begin_rebuild()
    _create(fresh, articles)
    name = fresh._fixed or ""
    items = list(fresh._items(name, articles))
    if changes is not None:
        items += Beside(changes, index.connection.client, index.sets.names, name).changes(0, len(articles))
    batches = [[line for item in batch for line in item.lines] for batch in bulk._batches(items)]
    client = index.connection.client
    began, worked = time.perf_counter(), time.process_time()
    for batch in batches:
        client.bulk(operations=batch)
    return time.perf_counter() - began, time.process_time() - worked


def _word(articles: list[Searchable]) -> str:
    """One of three letters or more, so that a wildcard may follow it."""
    text = random.choice(articles).record.article.text
    return random.choice([word for word in terms(text) if len(word) > 2] or ["prison"])


def _create(fresh: ElasticIndex, articles: list[Searchable]) -> None:
    """Every month's index beforehand."""
    from monitor.elastic import document

    name, cursor = fresh._writing()
    for month in sorted({document.month(each) for each in articles}):
        index = f"{name}-{month}"
        cursor.indices[index] = fresh.sets.create_month(index, in_use=False)


if __name__ == "__main__":
    sys.exit(main())
