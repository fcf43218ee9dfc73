"""A panel's numbers, counted document by document: what the server's aggregations are held against.

A document is flat: field → value, or a list of values. Times are datetimes, in the answer milliseconds as the server
gives them. A group by time is left whole: how wide its bars are is Kibana's choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from statistics import median
from typing import Any

from monitor.kibana.kql import dsl
from monitor.kibana.source import Group, Panel, Value

Document = dict[str, Any]


def matching(query: str, documents: Sequence[Document]) -> list[Document]:
    wanted = dsl(query)
    return [document for document in documents if _matches(wanted, document)]


def rows(panel: Panel, documents: Sequence[Document]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Group keys → values, for every group that there is, in no order."""
    return _rows(panel, list(panel.groups), matching(panel.query, documents))


def values_of(document: Document, field: str) -> list[Any]:
    found = document.get(field)
    if found is None:
        return []
    return list(found) if isinstance(found, list | tuple) else [found]


def _rows(panel: Panel, groups: list[Group], documents: list[Document]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    if not groups:
        return {(): tuple(_value(value, documents) for value in panel.values)}
    first, *rest = groups
    if first.how == "time":
        return _rows(panel, rest, documents)
    keys = {key for document in documents for key in values_of(document, first.field)}
    return {
        (key, *inner): row
        for key in keys
        for inner, row in _rows(
            panel, rest, [each for each in documents if key in values_of(each, first.field)]
        ).items()
    }


def _value(value: Value, documents: list[Document]) -> Any:
    documents = matching(value.query, documents)
    if value.operation == "count":
        return len(documents)
    found = [each for document in documents for each in values_of(document, value.field)]
    if value.operation == "unique":
        return len(set(found))
    if value.operation == "sum":
        return sum(found)
    numbers = [each.timestamp() * 1000 // 1 if isinstance(each, datetime) else each for each in found]
    if not numbers:
        return None
    if value.operation in ("min", "max"):
        return (min if value.operation == "min" else max)(numbers)
    if value.operation == "median" or value.percentile == 50:
        return median(numbers)
    return (min(numbers), max(numbers))  # another percentile: between these


def _matches(wanted: dict[str, Any], document: Document) -> bool:
    ((kind, inside),) = wanted.items()
    if kind == "match_all":
        return True
    if kind == "exists":
        return bool(values_of(document, inside["field"]))
    if kind == "bool":
        if "must_not" in inside:
            return not any(_matches(each, document) for each in inside["must_not"])
        if "filter" in inside:
            return all(_matches(each, document) for each in inside["filter"])
        return any(_matches(each, document) for each in inside["should"])
    ((field, expected),) = inside.items()
    found = values_of(document, field)
    if kind == "match":
        return any((str(each).lower() if isinstance(each, bool) else each) == expected for each in found)
    if kind == "range" and set(expected) == {"gt"}:
        return any(each > float(expected["gt"]) for each in found)
    raise AssertionError(f"the objects do not use {wanted}")
