"""A panel or a saved search → what Kibana asks of Elasticsearch, and the numbers in its answer.

With it every object is run on a real server without a Kibana: the same filter, the same aggregations, the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from monitor.kibana.kql import dsl
from monitor.kibana.source import Group, Panel, Search, Source, Value

METRICS = {"unique": "cardinality", "mean": "avg", "sum": "sum", "min": "min", "max": "max"}


def asked(source: Source, panel: Panel, since: str, until: str, *, bar: str = "1h") -> tuple[str, dict[str, Any]]:
    """(index pattern without prefix, body of ``_search``). `since` and `until` as Elasticsearch writes times; `bar` is
    the width of a time's bars, which Kibana chooses by the period that is looked at."""
    view = source.view(panel.view)
    aggregations = _levels(panel, 0, bar)
    body = {"size": 0, "track_total_hits": True, "query": _within(view.time, since, until, panel.query)}
    return view.indices, {**body, "aggs": aggregations} if aggregations else body


def searched(source: Source, search: Search, since: str, until: str, *, size: int = 500) -> tuple[str, dict[str, Any]]:
    view = source.view(search.view)
    order = {search.sort.lstrip("-"): {"order": "desc" if search.sort.startswith("-") else "asc"}}
    body = {"size": size, "track_total_hits": True, "sort": [order], "_source": list(search.columns)}
    return view.indices, {**body, "query": _within(view.time, since, until, search.query)}


def rows(panel: Panel, answer: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The table under the chart: a row per group, its keys and then its values (None where there is none)."""
    total = answer["hits"]["total"]["value"]
    return list(_rows(panel, 0, {**answer.get("aggregations", {}), "doc_count": total}))


def _within(field: str, since: str, until: str, query: str) -> dict[str, Any]:
    period = {"range": {field: {"gte": since, "lte": until, "format": "strict_date_optional_time"}}}
    return {"bool": {"filter": [period, dsl(query)]}}


def _levels(panel: Panel, depth: int, bar: str) -> dict[str, Any]:
    if depth < len(panel.groups):
        inner = _levels(panel, depth + 1, bar)
        return {f"c{depth + 1}": {**_group(panel, panel.groups[depth], bar), **({"aggs": inner} if inner else {})}}
    return _metrics(panel)


def _metrics(panel: Panel) -> dict[str, Any]:
    return {name: made for name, value in _named(panel) if (made := _metric(value))}


def _named(panel: Panel) -> Iterator[tuple[str, Value]]:
    for place, value in enumerate(panel.values, len(panel.groups) + 1):
        yield f"c{place}", value


def _metric(value: Value) -> dict[str, Any]:
    """Nothing for a plain count: the group's own."""
    measured: dict[str, Any] = {}
    if value.percentile is not None or value.operation == "median":
        measured = {"percentiles": {"field": value.field, "percents": [value.percentile or 50]}}
    elif value.operation != "count":
        measured = {METRICS[value.operation]: {"field": value.field}}
    if not value.query:
        return measured
    return {"filter": dsl(value.query), **({"aggs": {"value": measured}} if measured else {})}


def _group(panel: Panel, group: Group, bar: str) -> dict[str, Any]:
    if group.how == "time":
        return {"date_histogram": {"field": group.field, "fixed_interval": bar, "min_doc_count": 1}}
    by, first = next(_named(panel))
    if first.query or first.percentile is not None or first.operation == "median":
        raise ValueError(f"{panel.title}: groups cannot be ordered by {first.label}")
    last = panel.groups[-1] is group
    order = {by if first.operation != "count" and last else "_count": "asc" if group.ascending else "desc"}
    return {"terms": {"field": group.field, "size": group.size, "order": order}}


def _rows(panel: Panel, depth: int, found: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    if depth == len(panel.groups):
        yield tuple(_read(value, found.get(name), found["doc_count"]) for name, value in _named(panel))
        return
    for bucket in found[f"c{depth + 1}"]["buckets"]:
        for row in _rows(panel, depth + 1, bucket):
            yield (bucket.get("key_as_string", bucket["key"]), *row)


def _read(value: Value, found: Any, documents: int) -> Any:
    if value.query:
        if value.operation == "count":
            return found["doc_count"]
        found = found["value"]
    elif value.operation == "count":
        return documents
    if "values" in found:
        return next(iter(found["values"].values()))
    return found["value"]
