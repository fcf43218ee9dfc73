"""The source → saved objects, as lines of JSON that Kibana imports.

Shape: Kibana 8.7's. Kibana imports objects of its own and of the major version before, and migrates them forward; it
refuses newer ones. So what Kibana 9 reads at the oldest is of 8.x, and 8.7 is the first whose dashboards hold what ours
need without a migration of the chart's insides: controls, the metric with a second figure, Lens's own name for its data.

Ids are made of the space, the prefix and the object's key: the same each time, and different in each space, because
Kibana keeps ids of these types unique over all its spaces and silently makes up new ones for a copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from monitor.kibana import lens
from monitor.kibana.source import WIDTH, Control, Dashboard, Panel, Search, Source, View

SavedObject = dict[str, Any]

TAG = "media-monitor"
CORE = "8.7.0"
VERSIONS = {"tag": "8.0.0", "index-pattern": "8.0.0", "search": "7.9.3", "dashboard": "8.7.0"}
OLDEST = (8, 7)
"""The first version of Kibana that reads these objects."""

OPENSEARCH = {"index-pattern": "7.6.0", "search": "7.9.3"}
"""What OpenSearch Dashboards can import: its formats parted from Kibana's at 7.10, before Lens was its charts' home."""

DRILL = "DASHBOARD_TO_DASHBOARD_DRILLDOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`space`: Kibana's id of the space, ``default`` for the one that is always there. `prefix` of the index names."""

    space: str = "default"
    prefix: str = ""

    def id(self, key: str) -> str:
        return f"{TAG}-{self.space}-{self.prefix}{key}"


def compiled(source: Source, target: Target) -> list[SavedObject]:
    """Every object, each after those that it refers to: the tag, data views, searches, dashboards."""
    tag = _object(
        target,
        "tag",
        "tag",
        {"name": TAG, "description": "Put in place by Media Monitor.", "color": "#54b399"},
        tagged=False,
    )
    return [
        tag,
        *(_view(view, target) for view in source.views),
        *(_search(search, target) for search in source.searches),
        *(_dashboard(dashboard, target) for dashboard in source.dashboards),
    ]


def for_opensearch(objects: Iterable[SavedObject]) -> Iterator[SavedObject]:
    """Data views and saved searches in the shape that OpenSearch Dashboards imports; it has no charts of Lens."""
    for each in objects:
        if each["type"] in OPENSEARCH:
            references = [reference for reference in each["references"] if reference["type"] != "tag"]
            versions = {"migrationVersion": {each["type"]: OPENSEARCH[each["type"]]}}
            kept = {name: each[name] for name in ("type", "id", "attributes")}
            if each["type"] == "index-pattern":
                known = ("title", "timeFieldName", "fields", "fieldFormatMap", "sourceFilters")
                kept["attributes"] = {name: each["attributes"][name] for name in known}
            yield {**kept, "references": references, **versions}


def ndjson(objects: Iterable[SavedObject]) -> str:
    """One object a line, in the order given."""
    return "".join(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n" for each in objects)


def view_key(key: str) -> str:
    return f"view-{key}"


def search_key(key: str) -> str:
    return f"search-{key}"


def dashboard_key(key: str) -> str:
    return f"dashboard-{key}"


def _object(
    target: Target,
    kind: str,
    key: str,
    attributes: dict[str, Any],
    references: Iterable[dict[str, str]] = (),
    *,
    tagged: bool = True,
) -> SavedObject:
    tag = [{"type": "tag", "id": target.id("tag"), "name": f"tag-ref-{target.id('tag')}"}] if tagged else []
    return {
        "type": kind,
        "id": target.id(key),
        "attributes": attributes,
        "references": [*references, *tag],
        "coreMigrationVersion": CORE,
        "migrationVersion": {kind: VERSIONS[kind]},
    }


def _view(view: View, target: Target) -> SavedObject:
    formats = {
        name: {"id": "url", "params": {"urlTemplate": _address(view, name, target), "labelTemplate": label}}
        for name, label in view.links.items()
    }
    attributes = {
        "title": target.prefix + view.indices,
        "name": view.name,
        "timeFieldName": view.time,
        "fields": "[]",
        "fieldAttrs": _json({name: {"customLabel": label} for name, label in view.labels.items()}),
        "fieldFormatMap": _json(formats),
        "sourceFilters": _json([{"value": pattern} for pattern in view.hidden]),
        "runtimeFieldMap": "{}",
        "typeMeta": "{}",
    }
    return _object(target, "index-pattern", view_key(view.key), attributes)


def _address(view: View, field: str, target: Target) -> str:
    """What a field's value becomes an address by. A relative one lies under Kibana's own, in the space of the reader."""
    if field not in view.places:
        return "{{rawValue}}"
    search = target.id(search_key(view.places[field]))
    query = "(language:kuery,query:'id%20:%20%22{{value}}%22')"
    return f"../app/discover#/view/{search}?_g=(time:(from:now-20y,to:now))&_a=(query:{query})"


def _search(search: Search, target: Target) -> SavedObject:
    place = "kibanaSavedObjectMeta.searchSourceJSON.index"
    asked = {"query": {"language": "kuery", "query": search.query}, "filter": [], "highlightAll": True, "version": True}
    attributes = {
        "title": search.title,
        "description": search.description,
        "columns": list(search.columns),
        "sort": [[search.sort.lstrip("-"), "desc" if search.sort.startswith("-") else "asc"]],
        "hits": 0,
        "version": 1,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _json({**asked, "indexRefName": place})},
    }
    view = {"type": "index-pattern", "id": target.id(view_key(search.view)), "name": place}
    return _object(target, "search", search_key(search.key), attributes, [view])


def _dashboard(dashboard: Dashboard, target: Target) -> SavedObject:
    panels, references, top, number = [], [], 0, 0
    for row in dashboard.rows:
        left = 0
        for panel in row.panels:
            number += 1
            width = panel.width or WIDTH // len(row.panels)
            grid = {"x": left, "y": top, "w": width, "h": row.height, "i": f"panel-{number}"}
            drawn, needed = _panel(panel, grid, target)
            panels.append(drawn)
            references += needed
            left += width
        top += row.height
    controls, viewed = _controls(dashboard.controls, target)
    options = {"useMargins": True, "syncColors": True, "hidePanelTitles": False}
    attributes = {
        "title": dashboard.title,
        "description": dashboard.description,
        "timeRestore": True,
        "timeFrom": dashboard.since,
        "timeTo": "now",
        "refreshInterval": {"pause": True, "value": 0},
        "optionsJSON": _json(options),
        "panelsJSON": _json(panels),
        "kibanaSavedObjectMeta": {"searchSourceJSON": _json({"query": _kuery(""), "filter": []})},
        "version": 1,
        **controls,
    }
    return _object(target, "dashboard", dashboard_key(dashboard.key), attributes, [*references, *viewed])


def _panel(panel: Panel, grid: dict[str, Any], target: Target) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The panel, and what the dashboard must refer to for it."""
    index = grid["i"]
    shell: dict[str, Any] = {"version": CORE, "gridData": grid, "panelIndex": index, "title": panel.title}
    enhancements, references = _drill(panel, index, target)
    inside: dict[str, Any] = {"enhancements": enhancements, "hidePanelTitles": panel.kind in ("note", "number")}
    if panel.kind == "note":
        shown = {"fontSize": 12, "openLinksInNewTab": False, "markdown": panel.text}
        data = {"aggs": [], "searchSource": {"query": _kuery(""), "filter": []}}
        saved = {"title": "", "description": "", "type": "markdown", "params": shown, "uiState": {}, "data": data}
        return {**shell, "type": "visualization", "embeddableConfig": {**inside, "savedVis": saved}}, references
    if panel.kind == "search":
        name = f"panel_{index}"
        reference = {"type": "search", "id": target.id(search_key(panel.search)), "name": f"{index}:{name}"}
        return {**shell, "type": "search", "panelRefName": name, "embeddableConfig": inside}, [*references, reference]
    attributes = lens.attributes(panel, target.id(view_key(panel.view)))
    references += [{**each, "name": f"{index}:{each['name']}"} for each in attributes["references"]]
    return {**shell, "type": "lens", "embeddableConfig": {**inside, "attributes": attributes}}, references


def _drill(panel: Panel, index: str, target: Target) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """A way to another dashboard that carries the time and the filter of what was clicked."""
    if not panel.drill:
        return {}, []
    event = f"drill-{panel.drill}"
    action = {
        "factoryId": DRILL,
        "name": f"Go to {panel.drill}",
        "config": {"useCurrentFilters": True, "useCurrentDateRange": True, "openInNewTab": False},
    }
    events = [{"eventId": event, "triggers": ["FILTER_TRIGGER"], "action": action}]
    name = f"{index}:drilldown:{DRILL}:{event}:dashboardId"
    reference = {"type": "dashboard", "id": target.id(dashboard_key(panel.drill)), "name": name}
    return {"dynamicActions": {"events": events}}, [reference]


def _controls(controls: tuple[Control, ...], target: Target) -> tuple[dict[str, Any], list[dict[str, str]]]:
    if not controls:
        return {}, []
    panels, references = {}, []
    for place, control in enumerate(controls):
        name = f"control-{place + 1}"
        chosen = {"id": name, "fieldName": control.field, "title": control.label, "enhancements": {}}
        shell = {"type": "optionsListControl", "order": place, "width": "medium", "grow": True}
        panels[name] = {**shell, "explicitInput": chosen}
        view = target.id(view_key(control.view))
        references.append({"type": "index-pattern", "id": view, "name": f"controlGroup_{name}:optionsListDataView"})
    ignored = {"ignoreFilters": False, "ignoreQuery": False, "ignoreTimerange": False, "ignoreValidations": False}
    group = {
        "controlStyle": "oneLine",
        "chainingSystem": "HIERARCHICAL",
        "ignoreParentSettingsJSON": _json(ignored),
        "panelsJSON": _json(panels),
    }
    return {"controlGroupInput": group}, references


def _kuery(query: str) -> dict[str, str]:
    return {"language": "kuery", "query": query}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
