"""The search server: how fast the index fills, beside the bare client with the same bodies from memory; how fast it answers.

    python -m benchmarks elastic                     20,000 articles, on the server that the tests start
    python -m benchmarks elastic --short             3,000
    ELASTICSEARCH_URL=… python -m benchmarks elastic

"Bare" sends the very bytes that the index sends, made beforehand, in the same batches and without reading outcomes; the
bar is for the share of its articles a second that the whole way from the article to the moved cursor reaches. Both take
turns on fresh index sets. What other work on the machine cannot change is the processor's time: that of this process for
an article, ours and bare. Prints `bench NAME VALUE bar BAR ok|short`, writes build/bench/elastic.json.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.report import Report
from benchmarks.search import NOW, World
from monitor.analysis import terms
from monitor.elastic import Connection, ElasticIndex, Refused, bulk
from monitor.ports import Checkpoint
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
    with tempfile.TemporaryDirectory() as folder:
        index = ElasticIndex(
            connection,
            Refused(Path(folder) / "refused.jsonl"),
            clock=lambda: datetime.now(UTC),
            sleep=time.sleep,
            random=random.random,
        )
        ours, bare, ours_cpu, bare_cpu = [], [], [], []
        for _ in range(arguments.turns):
            for rates, costs, way in ((bare, bare_cpu, _bare), (ours, ours_cpu, _ours)):
                took, worked = way(index, articles)
                rates.append(number / took)
                costs.append(worked / number * 1_000)
        report.figure("bare_articles_per_s", statistics.median(bare))
        report.figure("articles_per_s", statistics.median(ours))
        shares = [one / other for one, other in zip(ours, bare, strict=True)]
        report.figure("share_of_bare", statistics.median(shares), SHARE, at_least=True)
        report.figure("bare_cpu_per_article", statistics.median(bare_cpu), unit=" ms")
        report.figure("cpu_per_article", statistics.median(ours_cpu), unit=" ms")
        name = index.sets.current() or ""
        client = connection.client
        client.indices.forcemerge(index=f"{name}-*", max_num_segments=1)
        stats = client.indices.stats(index=f"{name}-*", metric="store", filter_path="_all.primaries").body
        size = stats["_all"]["primaries"]["store"]["size_in_bytes"]
        report.figure("gb_per_million_articles", size / number * 1_000_000 / 1e9)
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


def _ours(index: ElasticIndex, articles: list) -> tuple[float, float]:  # type: ignore[type-arg]
    """Seconds, and seconds of this process, from the articles to a cursor that has moved over all of them."""
    fresh = index.begin_rebuild()
    _create(fresh, articles)
    began, worked = time.perf_counter(), time.process_time()
    for first in range(0, len(articles), BATCH):
        batch = articles[first : first + BATCH]
        fresh.apply(batch, (), Checkpoint(ledger="b", generation=1, seq=first + len(batch)))
    took = time.perf_counter() - began, time.process_time() - worked
    index.switch(fresh)
    return took


def _bare(index: ElasticIndex, articles: list) -> tuple[float, float]:  # type: ignore[type-arg]
    """Seconds, and seconds of this process, that the client alone needs for the same bytes."""
    fresh = index.begin_rebuild()
    _create(fresh, articles)
    items = list(fresh._items(fresh._fixed or "", articles))
    batches = [[line for item in batch for line in item.lines] for batch in bulk._batches(items)]
    client = index.connection.client
    began, worked = time.perf_counter(), time.process_time()
    for batch in batches:
        client.bulk(operations=batch)
    return time.perf_counter() - began, time.process_time() - worked


def _word(articles: list) -> str:  # type: ignore[type-arg]
    """One of three letters or more, so that a wildcard may follow it."""
    text = random.choice(articles).record.article.text
    return random.choice([word for word in terms(text) if len(word) > 2] or ["prison"])


def _create(fresh: ElasticIndex, articles: list) -> None:  # type: ignore[type-arg]
    """Every month's index beforehand."""
    from monitor.elastic import document

    name, cursor = fresh._writing()
    for month in sorted({document.month(each) for each in articles}):
        index = f"{name}-{month}"
        cursor.indices[index] = fresh.sets.create_month(index, in_use=False)


if __name__ == "__main__":
    sys.exit(main())
