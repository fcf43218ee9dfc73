"""The two servers, and an index with names of its own on them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from servers import elasticsearch, opensearch

from monitor.elastic import Connection, ElasticIndex, Refused

Open = Callable[..., ElasticIndex]


@pytest.fixture(
    params=[
        pytest.param("elasticsearch", marks=pytest.mark.elasticsearch),
        pytest.param("opensearch", marks=pytest.mark.opensearch),
    ]
)
def server(request: pytest.FixtureRequest) -> str:
    return elasticsearch.url() if request.param == "elasticsearch" else opensearch.url()


@pytest.fixture
def opened(server: str, tmp_path: Path) -> Iterator[Open]:
    """`opened()` gives another index object on the same names, as another process would have it."""
    prefix = elasticsearch.prefix()
    made: list[ElasticIndex] = []

    def open_index(**more: str) -> ElasticIndex:
        connection = Connection(**{"url": server, "prefix": prefix, **more})
        index = ElasticIndex(
            connection,
            Refused(tmp_path / "refused.jsonl"),
            clock=lambda: datetime.now(UTC),
            sleep=lambda seconds: None,
            random=random.random,
        )
        made.append(index)
        return index

    yield open_index
    cleaner = Connection(url=server).client
    names = cleaner.indices.get(index=f"{prefix}*", expand_wildcards="all", filter_path="*.aliases").body
    if names:
        cleaner.indices.delete(index=list(names))
    for name in ("news", "changes", "sources"):
        cleaner.options(ignore_status=404).indices.delete_index_template(name=f"{prefix}media-monitor-{name}")
    cleaner.close()
    for index in made:
        index.close()


@pytest.fixture
def index(opened: Open) -> ElasticIndex:
    return opened()
