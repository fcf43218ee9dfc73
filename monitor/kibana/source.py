"""The objects as a person writes them: `objects/*.toml` → frozen values.

views.toml holds the data views, searches.toml the saved searches; every other file is a dashboard of rows of panels. A
panel's numbers are words: ``count``, ``unique publisher.id``, ``sum outcomes.stored``, ``p95 lag.seconds``,
``min @timestamp``. Its groups are ``top FIELD`` with a size, or ``time FIELD``. A file with an unknown key does not load.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib import resources
from typing import Any, TypeVar

T = TypeVar("T")

WIDTH = 48
"""Columns of a dashboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A data view. `indices` is a pattern without the watch's prefix; `links` maps a field to the word that is shown in
    place of its address; `places` maps those of them that hold an article's id to the saved search that shows it; `labels`
    maps a field to its name for people; `hidden` are field patterns."""

    key: str
    name: str
    indices: str
    time: str
    links: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A saved search: `query` in KQL, `sort` by a field (``-field`` for newest first)."""

    key: str
    title: str
    description: str
    view: str
    columns: tuple[str, ...]
    query: str = ""
    sort: str = "-@timestamp"


@dataclass(frozen=True, slots=True)
class Value:
    """A number of a panel: `operation` over `field` (empty for count), of the documents that match `query`."""

    label: str
    operation: str
    field: str = ""
    query: str = ""

    @property
    def percentile(self) -> int | None:
        return int(self.operation[1:]) if self.operation[1:].isdigit() and self.operation[0] == "p" else None


@dataclass(frozen=True, slots=True)
class Group:
    """What a panel is divided by: `how` is ``top`` (the largest `size` by the first number, or by name the first of an
    ascending number) or ``time``."""

    label: str
    how: str
    field: str
    size: int = 10
    ascending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """`kind`: note, number, bars, lines, donut, table, search. `drill` is the dashboard that a click leads to."""

    kind: str
    title: str = ""
    view: str = "news"
    query: str = ""
    values: tuple[Value, ...] = ()
    groups: tuple[Group, ...] = ()
    width: int = 0
    text: str = ""
    search: str = ""
    drill: str = ""
    before: str = ""
    """How far back the second figure of a number lies: ``1w``."""
    alarm: bool = False
    """A number that should be zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    height: int
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    view: str
    field: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """`since` is the start of the time range that it opens with, as Kibana writes it: ``now-72h``."""

    key: str
    title: str
    description: str
    since: str
    controls: tuple[Control, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def panels(self) -> tuple[Panel, ...]:
        return tuple(panel for row in self.rows for panel in row.panels)


@dataclass(frozen=True, slots=True)
class Source:
    views: tuple[View, ...]
    searches: tuple[Search, ...]
    dashboards: tuple[Dashboard, ...]

    def view(self, key: str) -> View:
        return next(view for view in self.views if view.key == key)


def load() -> Source:
    """The package's objects. ValueError where a file is not of the form above."""
    folder = resources.files("monitor.kibana") / "objects"
    files = {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    }
    views = files.pop("views")["view"]
    searches = files.pop("searches")
    note = files.pop("note")["text"]
    return Source(
        views=tuple(_made(View, view) for view in views),
        searches=tuple(_made(Search, search) for search in searches["search"]),
        dashboards=tuple(dashboard(key, data, note) for key, data in files.items()),
    )


def dashboard(key: str, data: Mapping[str, Any], note: str) -> Dashboard:
    """A dashboard's file as a value; `note` follows the dashboard's own words in its first panel."""
    written = {**data, "controls": tuple(_made(Control, control) for control in data.get("control", ()))}
    rows = tuple(
        Row(height=row["height"], panels=tuple(_panel(panel) for panel in row["panel"])) for row in data["row"]
    )
    opening = Row(height=4, panels=(Panel(kind="note", text=f"{data['note'].strip()}\n\n{note.strip()}"),))
    for name in ("control", "row", "note"):
        written.pop(name, None)
    return _made(Dashboard, {**written, "key": key, "rows": (opening, *rows)})


def _panel(data: Mapping[str, Any]) -> Panel:
    values = tuple(_value(label, written) for label, written in data.get("values", {}).items())
    groups = tuple(_group(label, written) for label, written in data.get("groups", {}).items())
    return _made(Panel, {**data, "values": values, "groups": groups})


def _value(label: str, written: str) -> Value:
    """``sum outcomes.stored where KQL``"""
    measure, _, query = written.partition(" where ")
    operation, _, name = measure.partition(" ")
    return Value(label, operation, name, query)


def _group(label: str, written: str) -> Group:
    """``top publisher.name 20`` · ``first publisher.name 20`` · ``time @timestamp``"""
    how, name, *size = written.split()
    return Group(label, "time" if how == "time" else "top", name, int(size[0]) if size else 10, how == "first")


def _made(kind: type[T], data: Mapping[str, Any]) -> T:
    known = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    if unknown := set(data) - known:
        raise ValueError(f"{kind.__name__}: unknown keys {', '.join(sorted(unknown))}")
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in data.items()})
