"""Every engine at once: the embedded index, Elasticsearch, OpenSearch and the matcher give the same articles.

pytest -m "slow and elasticsearch" tests/elastic/test_elastic_agreement.py
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from index.contract_index import AnyIndex, compare
from query import invented
from servers import elasticsearch, opensearch

from monitor.elastic import Connection, ElasticIndex, Refused
from monitor.index import EmbeddedIndex
from monitor.query import fields

CONSTRUCTS = {
    "And", "Or", "Not", ":Word", ":Wildcard", ":Fuzzy", ":Phrase", ":Near",
    "Near(Word)", "Near(Wildcard)", "Near(Phrase)", "Near(AnyOf)",
    *(f"{name}:{kind}" for name in ("title", "text") for kind in ("Word", "Wildcard", "Phrase", "Near")),
    "author:Word", "author:Phrase", "author:Near", "author:Fuzzy", "author:Wildcard", "tag:Word", "tag:Phrase",
    "tag:Near", "url:Word", "url:Wildcard", "url:Phrase",
    *(f"{name}:Exact" for name in fields.VALUES),
    "published:Between", "first_seen:Between", "when:Between",
}  # fmt: skip


def on_server(url: str, folder: Path) -> ElasticIndex:
    return ElasticIndex(
        Connection(url=url, prefix=elasticsearch.prefix()),
        Refused(folder / "refused.jsonl"),
        clock=lambda: datetime.now(UTC),
        sleep=lambda seconds: None,
        random=random.random,
    )


@pytest.mark.slow
@pytest.mark.elasticsearch
@pytest.mark.opensearch
@pytest.mark.timeout(3600)
def test_all_engines_and_the_matcher_agree_on_two_thousand_articles_asked_two_thousand_times(tmp_path: Path) -> None:
    servers = {
        "Elasticsearch": on_server(elasticsearch.url(), tmp_path / "e"),
        "OpenSearch": on_server(opensearch.url(), tmp_path / "o"),
    }
    indexes: dict[str, AnyIndex] = {"embedded": EmbeddedIndex(tmp_path / "index"), **servers}
    assert len(invented.VOCABULARIES) == 12
    try:
        different, asked = compare(indexes, seed=4, number=2_000, queries=2_000)
        assert CONSTRUCTS - asked == set()
        assert different == []
    finally:
        for index in servers.values():
            for indices in index.sets.all().values():
                index.sets.drop(indices)
        for each in indexes.values():
            each.close()
