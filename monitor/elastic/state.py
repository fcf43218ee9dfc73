"""What is on the server, for `monitor index status`: it asks, and changes nothing.

Each question is asked by itself, so that a missing privilege hides one answer and not the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitor.elastic import templates
from monitor.elastic.adapter import ElasticIndex
from monitor.elastic.refusals import cause, sentences
from monitor.errors import MonitorError
from monitor.ports import Checkpoint

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

CLUSTER = ("monitor", "manage_index_templates")
INDEX = ("read", "view_index_metadata", "index", "create_index", "delete_index", "maintenance", "manage")
"""Privileges that writing and rebuilding need, as the server names them, on ``<prefix>news*``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`problems` are sentences; `missing` names privileges; `templates` name → missing | older | same | newer | foreign."""

    address: str
    product: str
    version: str
    health: str
    templates: dict[str, str] = field(default_factory=dict)
    alias: str
    set_name: str | None = None
    indices: int = 0
    articles: int | None = None
    bytes: int | None = None
    checkpoint: Checkpoint | None = None
    missing: tuple[str, ...] = ()
    unstemmed: tuple[str, ...] = ()
    """Languages whose stemming analyzer the server does not have: only `stem.<language>` in Kibana misses them."""
    refused: tuple[dict[str, Any], ...] = ()
    problems: tuple[str, ...] = ()


def look(index: ElasticIndex) -> State:
    """ServiceError where nothing answers, ConfigurationError where it is not a search server of ours to use."""
    connection = index.connection
    product, client = connection.product, connection.client
    problems: list[str] = []
    prefix = connection.prefix
    sets = index.sets

    def asked(question: Any, otherwise: Any) -> Any:
        try:
            return question()
        except MonitorError as error:
            problems.append(error.message)
            return otherwise

    name = asked(sets.current, None)
    months = asked(lambda: sets.uuids(name), {}) if name else {}
    stems = asked(lambda: templates.installed_stems(client, prefix), frozenset())
    found = asked(lambda: templates.states(client, prefix), {})
    size = asked(lambda: _size(client, name), (None, None)) if name else (0, 0)
    return State(
        address=connection.shown,
        product=product.name,
        version=product.version,
        health=asked(lambda: _health(client), "not told"),
        templates=found,
        alias=sets.names.alias,
        set_name=name,
        indices=len(months),
        articles=size[0],
        bytes=size[1],
        checkpoint=asked(index.checkpoint, None),
        missing=asked(lambda: missing_privileges(client, prefix), ()),
        unstemmed=tuple(sorted(templates.stem_analyzers().keys() - stems)) if found else (),
        refused=tuple(index.refused.rows(name).values()) if name else (),
        problems=tuple(dict.fromkeys(problems)),
    )


def missing_privileges(client: Elasticsearch, prefix: str) -> tuple[str, ...]:
    """By name; none where the server knows no privileges (security is off, or it is OpenSearch)."""
    from elasticsearch import ApiError

    with sentences(doing="ask for its privileges"):
        try:
            body: Any = client.security.has_privileges(
                cluster=list(CLUSTER), index=[{"names": [f"{prefix}news*"], "privileges": list(INDEX)}]
            ).body
        except ApiError as error:
            if error.status_code in (400, 404, 405, 500) or "no handler" in cause(error.body)[1]:
                return ()
            raise
    if body.get("has_all_requested"):
        return ()
    lacking = [f"cluster:{privilege}" for privilege, has in body.get("cluster", {}).items() if not has]
    for pattern, privileges in body.get("index", {}).items():
        lacking += [f"{pattern}:{privilege}" for privilege, has in privileges.items() if not has]
    return tuple(lacking)


def _health(client: Elasticsearch) -> str:
    with sentences(doing="ask for its health"):
        return str(client.cluster.health()["status"])


def _size(client: Elasticsearch, name: str) -> tuple[int, int]:
    """(articles, bytes of the primary shards)."""
    with sentences(doing="ask for its size"):
        totals = client.indices.stats(index=f"{name}-*", metric=["docs", "store"], filter_path="_all.primaries").body
    primaries = totals.get("_all", {}).get("primaries", {})
    return int(primaries.get("docs", {}).get("count", 0)), int(primaries.get("store", {}).get("size_in_bytes", 0))
