"""The index finds exactly the articles that the matcher matches, whatever is asked, in every script."""

from __future__ import annotations

from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from query import invented

from monitor.index import EmbeddedIndex
from monitor.ports import Checkpoint
from monitor.query import Matcher, parse, prepare

ZONE = ZoneInfo("Asia/Tehran")


def differences(folder: Path, seed: int, articles: int, queries: int) -> list[str]:
    """The queries on which the two disagree, with how many articles each found."""
    random = Random(seed)
    found = [invented.article(random, key) for key in range(articles)]
    prepared = [(each.record.key, prepare(each)) for each in found]
    different = []
    with EmbeddedIndex(folder) as index:
        for first in range(0, articles, 97):  # several commits, so several segments
            index.apply(found[first : first + 97], (), Checkpoint(ledger="t", generation=1, seq=first + 1))
        for _ in range(queries):
            query = parse(invented.query(random), now=invented.NOW, zone=ZONE)
            matches = Matcher(query.tree).matches
            expected = {key for key, document in prepared if matches(document)}
            hits = index.search(query.tree, sort=random.choice(["best", "new", "old"]), limit=articles)
            if (
                {hit.key for hit in hits.hits} != expected
                or hits.total != len(expected)
                or len(hits.hits) != hits.total
            ):
                different.append(f"{query.canonical}: {len(expected)} matched, {hits.total} found")
    return different


def test_matcher_and_index_agree_on_invented_articles_and_queries(tmp_path: Path) -> None:
    assert differences(tmp_path, seed=1, articles=150, queries=150) == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_matcher_and_index_agree_on_a_thousand_articles_and_two_thousand_queries(tmp_path: Path) -> None:
    assert differences(tmp_path, seed=2, articles=1_000, queries=2_000) == []
