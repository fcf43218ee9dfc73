"""A panel → the attributes of a Lens chart, as a dashboard holds them by value.

Columns are `c1`, `c2` … in the order groups, values, the value before; `request` names its aggregations by them too.
Lens reads one layer; its data view is a reference, which the dashboard repeats under the panel's name.
"""

from __future__ import annotations

from typing import Any

from monitor.kibana.source import Group, Panel, Value

LAYER = "layer"
RECORDS = "___records___"
OPERATIONS = {"unique": "unique_count", "mean": "average"}
GOOD, BAD = "#209280", "#cc5642"
DATES = ("@timestamp", "published_at", "first_seen", "last_article", "last_good_poll", "modified_at", "last_seen")


def attributes(panel: Panel, view_id: str) -> dict[str, Any]:
    groups = {f"c{place}": group for place, group in enumerate(panel.groups, 1)}
    values = {f"c{place}": value for place, value in enumerate(panel.values, len(groups) + 1)}
    columns = {name: _grouped(group, next(iter(values))) for name, group in groups.items()}
    for name, value in values.items():
        columns[name] = _valued(value, label=panel.title if panel.kind == "number" else value.label)
    if panel.before:
        before = _valued(panel.values[0], label="before")
        columns[f"c{len(columns) + 1}"] = {**before, "timeShift": panel.before}
    shape, picture = _picture(panel, list(groups), list(columns)[len(groups) :])
    return {
        "title": panel.title,
        "description": "",
        "type": "lens",
        "visualizationType": shape,
        "references": [{"type": "index-pattern", "id": view_id, "name": f"indexpattern-datasource-layer-{LAYER}"}],
        "state": {
            "adHocDataViews": {},
            "datasourceStates": {
                "formBased": {
                    "layers": {
                        LAYER: {"columnOrder": list(columns), "columns": columns, "incompleteColumns": {}},
                    }
                }
            },
            "filters": [],
            "internalReferences": [],
            "query": {"language": "kuery", "query": panel.query},
            "visualization": picture,
        },
    }


def _grouped(group: Group, ordered_by: str) -> dict[str, Any]:
    column = {"label": group.label, "customLabel": True, "sourceField": group.field, "isBucketed": True}
    if group.how == "time":
        return {
            **column,
            "operationType": "date_histogram",
            "dataType": "date",
            "scale": "interval",
            "params": {"interval": "auto", "includeEmptyRows": True, "dropPartials": False},
        }
    return {
        **column,
        "operationType": "terms",
        "dataType": "string",
        "scale": "ordinal",
        "params": {
            "size": group.size,
            "orderBy": {"type": "column", "columnId": ordered_by},
            "orderDirection": "asc" if group.ascending else "desc",
            "otherBucket": False,
            "missingBucket": False,
            "parentFormat": {"id": "terms"},
            "include": [],
            "exclude": [],
            "includeIsRegex": False,
            "excludeIsRegex": False,
        },
    }


def _valued(value: Value, *, label: str) -> dict[str, Any]:
    column: dict[str, Any] = {
        "label": label,
        "customLabel": True,
        "isBucketed": False,
        "scale": "ratio",
        "dataType": "date" if value.field in DATES and value.operation in ("min", "max") else "number",
        "sourceField": value.field or RECORDS,
        "operationType": OPERATIONS.get(value.operation, value.operation),
        "params": {},
    }
    if value.percentile is not None:
        column |= {"operationType": "percentile", "params": {"percentile": value.percentile}}
    if value.field == "bytes":
        column["params"]["format"] = {"id": "bytes", "params": {"decimals": 1}}
    if value.query:
        column["filter"] = {"language": "kuery", "query": value.query}
    return column


def _picture(panel: Panel, groups: list[str], values: list[str]) -> tuple[str, dict[str, Any]]:
    layer: dict[str, Any] = {"layerId": LAYER, "layerType": "data"}
    if panel.kind == "number":
        return "lnsMetric", {**layer, "metricAccessor": values[0], **_before(values), **_alarm(panel)}
    if panel.kind == "table":
        columns = [{"columnId": name, "isTransposed": False} for name in groups + values]
        return "lnsDatatable", {**layer, "columns": columns, "paging": {"enabled": True, "size": 10}}
    if panel.kind == "donut":
        slices = {"primaryGroups": groups, "metrics": values, "numberDisplay": "percent"}
        shown = {"categoryDisplay": "default", "legendDisplay": "default", "nestedLegend": False}
        return "lnsPie", {"shape": "donut", "layers": [{**layer, **slices, **shown}]}
    series = "bar_stacked" if panel.kind == "bars" else "line"
    drawn = {**layer, "seriesType": series, "xAccessor": groups[0], "accessors": values, "position": "top"}
    if len(groups) > 1:
        drawn["splitAccessor"] = groups[1]
    return "lnsXY", {
        "layers": [drawn],
        "preferredSeriesType": series,
        "legend": {"isVisible": True, "position": "right"},
        "valueLabels": "hide",
        "fittingFunction": "None",
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": False, "yRight": False},
    }


def _before(values: list[str]) -> dict[str, Any]:
    return {"secondaryMetricAccessor": values[1], "secondaryPrefix": "before"} if len(values) > 1 else {}


def _alarm(panel: Panel) -> dict[str, Any]:
    """Green at nought, red from one."""
    if not panel.alarm:
        return {}
    bounds = {"rangeType": "number", "rangeMin": 0, "rangeMax": None, "continuity": "above", "progression": "fixed"}
    stops = {
        "colorStops": [{"color": GOOD, "stop": 0}, {"color": BAD, "stop": 1}],
        "stops": [{"color": GOOD, "stop": 1}, {"color": BAD, "stop": 2}],
    }
    params = {"name": "custom", "reverse": False, "steps": 2, "maxSteps": 5, **bounds, **stops}
    return {"palette": {"name": "custom", "type": "palette", "params": params}}
