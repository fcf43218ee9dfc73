"""The objects: what Kibana would find in them, without a Kibana."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from importlib import resources
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.kibana.compile import Target, compiled, for_opensearch, ndjson
from monitor.kibana.kql import dsl, named
from monitor.kibana.lens import DATES
from monitor.kibana.request import asked, rows, searched
from monitor.kibana.source import WIDTH, Panel, dashboard, load

SOURCE = load()
NEWSROOM = Target(space="newsroom", prefix="desk-")
OBJECTS = compiled(SOURCE, NEWSROOM)
PANELS = [(board, panel) for board in SOURCE.dashboards for panel in board.panels]
CHARTS = [pytest.param(panel, id=f"{board.key}: {panel.title}") for board, panel in PANELS if panel.values]
TEMPLATES = {"news": "news", "news-published": "news", "changes": "changes", "sources": "sources"}
NUMBERS = {"integer", "long", "float"}


def mapping(view: str) -> dict[str, str]:
    """Field → type, of the template behind a data view."""
    text = (resources.files("monitor.elastic") / "templates" / f"{TEMPLATES[view]}.json").read_text(encoding="utf-8")
    found: dict[str, str] = {}

    def walk(properties: dict[str, Any], path: str) -> None:
        for name, field in properties.items():
            if "properties" in field:
                walk(field["properties"], f"{path}{name}.")
            else:
                found[path + name] = field["type"]
                for sub, inner in field.get("fields", {}).items():
                    found[f"{path}{name}.{sub}"] = inner["type"]

    walk(json.loads(text)["template"]["mappings"]["properties"], "")
    return found


MAPPINGS = {view: mapping(view) for view in TEMPLATES}


def texts(value: Any) -> Iterator[tuple[str, str]]:
    """Every string that holds JSON, by its key's name."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, str) and (name.endswith("JSON") or name in ("fieldAttrs", "fieldFormatMap", "fields")):
                yield name, inner
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def panels(saved: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(saved["attributes"]["panelsJSON"])
    return found


DASHBOARDS = [saved for saved in OBJECTS if saved["type"] == "dashboard"]


def test_every_object_of_the_plan_is_there() -> None:
    titles = {(saved["type"], saved["attributes"].get("name") or saved["attributes"].get("title")) for saved in OBJECTS}
    for name in ("Monday morning", "Topic", "Sources", "Pipeline"):
        assert ("dashboard", name) in titles
    for name in ("News", "Changes and take-downs", "Sources"):
        assert ("index-pattern", name) in titles
    assert sum(kind == "index-pattern" for kind, _ in titles) == 4
    assert sum(kind == "search" for kind, _ in titles) >= 8


def test_every_text_that_should_be_json_is_json() -> None:
    found = [pair for saved in OBJECTS for pair in texts(saved)]
    assert len(found) > 30
    for name, text in found:
        assert json.loads(text) is not None, name
    assert [json.loads(line) for line in ndjson(OBJECTS).splitlines()] == OBJECTS


def test_every_reference_leads_to_an_object_of_ours_that_comes_with_it() -> None:
    keys = {(saved["type"], saved["id"]) for saved in OBJECTS}
    assert len(keys) == len(OBJECTS)
    for saved in OBJECTS:
        for reference in saved["references"]:
            assert (reference["type"], reference["id"]) in keys, saved["id"]
        names = [reference["name"] for reference in saved["references"]]
        assert len(set(names)) == len(names)


def test_every_panel_finds_what_it_refers_to_by_name() -> None:
    for saved in DASHBOARDS:
        names = {reference["name"] for reference in saved["references"]}
        used = set()
        for panel in panels(saved):
            index, inside = panel["panelIndex"], panel["embeddableConfig"]
            if "panelRefName" in panel:
                used.add(f"{index}:{panel['panelRefName']}")
            for reference in inside.get("attributes", {}).get("references", ()):
                used.add(f"{index}:{reference['name']}")
            for event in inside["enhancements"].get("dynamicActions", {}).get("events", ()):
                used.add(f"{index}:drilldown:{event['action']['factoryId']}:{event['eventId']}:dashboardId")
        controls = saved["attributes"].get("controlGroupInput", {"panelsJSON": "{}"})
        for control in json.loads(controls["panelsJSON"]):
            used.add(f"controlGroup_{control}:optionsListDataView")
        assert used == {name for name in names if not name.startswith("tag-ref-")}


def test_every_column_that_a_chart_draws_is_one_that_it_computes() -> None:
    drawn = 0
    for saved in DASHBOARDS:
        for panel in panels(saved):
            if panel["type"] != "lens":
                continue
            state = panel["embeddableConfig"]["attributes"]["state"]
            ((name, layer),) = state["datasourceStates"]["formBased"]["layers"].items()
            assert list(layer["columns"]) == layer["columnOrder"]
            picture = json.dumps(state["visualization"])
            for column in layer["columns"]:
                assert f'"{column}"' in picture, panel["title"]
                drawn += 1
            assert f'"{name}"' in picture
    assert drawn > 80


def test_panels_fill_their_rows_and_none_lies_over_another() -> None:
    for saved in DASHBOARDS:
        taken: set[tuple[int, int]] = set()
        for panel in panels(saved):
            grid = panel["gridData"]
            cells = {
                (x, y) for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])
            }
            assert max(x for x, _ in cells) < WIDTH
            assert not cells & taken
            taken |= cells
        assert len(taken) == WIDTH * (max(y for _, y in taken) + 1)


def test_each_dashboard_opens_with_a_note_about_the_language_of_its_bar() -> None:
    for saved in DASHBOARDS:
        first = panels(saved)[0]["embeddableConfig"]["savedVis"]
        assert first["type"] == "markdown"
        assert "KQL" in first["params"]["markdown"]
        assert "monitor search --explain" in first["params"]["markdown"]


def test_ids_stay_the_same_and_differ_between_spaces_and_prefixes() -> None:
    assert compiled(load(), NEWSROOM) == OBJECTS
    ids = [{saved["id"] for saved in compiled(SOURCE, target)} for target in (NEWSROOM, Target(), Target(prefix="a-"))]
    assert not ids[0] & ids[1]
    assert not ids[1] & ids[2]


def test_every_object_but_the_tag_carries_our_tag() -> None:
    (tag,) = [saved for saved in OBJECTS if saved["type"] == "tag"]
    for saved in OBJECTS:
        tagged = any((r["type"], r["id"]) == ("tag", tag["id"]) for r in saved["references"])
        assert tagged is (saved is not tag)


def test_a_view_looks_at_the_indices_of_its_watch() -> None:
    titles = {saved["attributes"]["title"] for saved in OBJECTS if saved["type"] == "index-pattern"}
    assert titles == {"desk-news", "desk-news-changes", "desk-news-sources"}


def test_our_copy_and_what_changed_lead_to_a_search_for_that_article_in_the_same_space() -> None:
    searches = {saved["id"] for saved in OBJECTS if saved["type"] == "search"}
    followed = 0
    for saved in OBJECTS:
        if saved["type"] != "index-pattern":
            continue
        formats = json.loads(saved["attributes"]["fieldFormatMap"])
        assert all(formats[name]["params"]["urlTemplate"] == "{{rawValue}}" for name in formats if "page" in name)
        for name in {"links.copy", "links.diff"} & set(formats):
            address = formats[name]["params"]["urlTemplate"]
            search, _, query = address.removeprefix("../app/discover#/view/").partition("?")
            assert search in searches
            assert unquote(query).endswith("""_a=(query:(language:kuery,query:'id : "{{value}}"'))""")
            followed += 1
    assert followed == 6


def test_opensearch_gets_views_and_searches_and_no_word_that_it_does_not_know() -> None:
    kept = list(for_opensearch(OBJECTS))
    assert {saved["type"] for saved in kept} == {"index-pattern", "search"}
    text = ndjson(kept)
    for word in ("coreMigrationVersion", "tag-ref", "fieldAttrs", "8.0.0"):
        assert word not in text


# --- fields -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("panel", CHARTS)
def test_every_field_of_a_chart_exists_with_a_type_that_fits_its_use(panel: Panel) -> None:
    fields = MAPPINGS[panel.view]
    for group in panel.groups:
        assert fields[group.field] == ("date" if group.how == "time" else "keyword")
    for value in panel.values:
        if value.operation == "count":
            assert value.field == ""
        elif value.operation == "unique":
            assert fields[value.field] == "keyword"
        elif value.operation in ("min", "max"):
            assert fields[value.field] in NUMBERS | {"date"}
            assert (fields[value.field] == "date") is (value.field in DATES)
        else:
            assert value.operation in ("sum", "median", "mean") or value.percentile
            assert fields[value.field] in NUMBERS
        check_query(value.query, panel.view)
    check_query(panel.query, panel.view)


def check_query(query: str, view: str) -> None:
    dsl(query)
    for field, operator, value in named(query):
        kind = MAPPINGS[view][field]
        assert kind in NUMBERS if operator != ":" else True
        assert kind != "boolean" or value in ("true", "false", "*")


@pytest.mark.parametrize("search", SOURCE.searches, ids=lambda search: search.key)
def test_every_field_of_a_saved_search_exists(search) -> None:
    fields = MAPPINGS[search.view]
    assert set(search.columns) <= set(fields)
    assert fields[search.sort.lstrip("-")] == "date"
    check_query(search.query, search.view)


@pytest.mark.parametrize("view", SOURCE.views, ids=lambda view: view.key)
def test_every_field_that_a_view_names_exists(view) -> None:
    fields = MAPPINGS[view.key]
    assert fields[view.time] == "date"
    assert set(view.labels) <= set(fields)
    assert all(fields[name] == "keyword" for name in view.links)
    assert set(view.places) <= set(view.links)
    assert set(view.places.values()) <= {search.key for search in SOURCE.searches}
    assert not view.places or fields["id"] == "keyword"
    for pattern in view.hidden:
        assert any(name == pattern or name.startswith(pattern.rstrip("*")) for name in fields)


def test_every_control_and_drill_down_leads_somewhere() -> None:
    keys = {board.key for board in SOURCE.dashboards}
    for board, panel in PANELS:
        assert not panel.drill or panel.drill in keys - {board.key}
        for control in board.controls:
            assert MAPPINGS[control.view][control.field] == "keyword"


def test_a_key_that_nobody_knows_stops_the_reading() -> None:
    row = {"height": 4, "panel": [{"kind": "number", "titel": "Articles"}]}
    with pytest.raises(ValueError, match="titel"):
        dashboard("x", {"title": "X", "description": "", "since": "now-1d", "note": "", "row": [row]}, "")


# --- the language of the files ------------------------------------------------------------------------


def test_not_binds_before_and_and_and_before_or() -> None:
    said = dsl("not a : 1 or b : 2 and c > 3")
    assert said == {
        "bool": {
            "should": [
                {"bool": {"must_not": [{"match": {"a": "1"}}]}},
                {"bool": {"filter": [{"match": {"b": "2"}}, {"range": {"c": {"gt": "3"}}}]}},
            ],
            "minimum_should_match": 1,
        }
    }


def test_a_phrase_keeps_its_letters_in_every_script() -> None:
    assert dsl('title : "زندان \\"اوین\\""') == {"match_phrase": {"title": 'زندان "اوین"'}}
    assert dsl("language : 中文") == {"match": {"language": "中文"}}


@pytest.mark.parametrize("query", ["a :", "a b", "(a : 1", 'a : "open', "a : 1 b : 2", "or", "not"])
def test_a_query_outside_our_part_of_the_language_is_refused(query: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        dsl(query)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_translated_or_refused(query: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(dsl(query), dict)


# --- requests -----------------------------------------------------------------------------------------


def test_a_grouped_chart_asks_for_its_groups_inside_one_another() -> None:
    panel = next(panel for board, panel in PANELS if panel.title == "New articles by language")
    indices, body = asked(SOURCE, panel, "2026-11-20", "2026-11-23")
    assert indices == "news"
    assert body["aggs"]["c1"]["date_histogram"]["field"] == "@timestamp"
    assert body["aggs"]["c1"]["aggs"]["c2"]["terms"]["field"] == "language"
    assert body["query"]["bool"]["filter"][1] == {"match": {"backlog": "false"}}


def test_rows_are_read_out_of_an_answer_as_the_chart_would_show_them() -> None:
    panel = next(panel for board, panel in PANELS if panel.title == "What articles lack")
    bucket = {"key": "Nilufar", "doc_count": 7, "c3": {"doc_count": 2}, "c4": {"doc_count": 0}, "c5": {"doc_count": 1}}
    answer = {"hits": {"total": {"value": 7}}, "aggregations": {"c1": {"buckets": [bucket]}}}
    assert rows(panel, answer) == [("Nilufar", 7, 2, 0, 1)]


def test_a_saved_search_asks_for_its_columns_in_its_order() -> None:
    search = next(search for search in SOURCE.searches if search.key == "published")
    _, body = searched(SOURCE, search, "2026-11-20", "2026-11-23")
    assert body["sort"] == [{"published_at": {"order": "desc"}}]
    assert "range" in body["query"]["bool"]["filter"][0]
