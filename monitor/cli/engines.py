"""The engines that search may ask: which one a command is about, and how far each is behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.app import Watch
    from monitor.elastic import ElasticIndex
    from monitor.index import EmbeddedIndex

ENGINES = ("embedded", "elasticsearch")

engine_option = click.option(
    "--engine", type=click.Choice(ENGINES), help="This one of [index] engine, where there are several."
)


@dataclass(frozen=True, slots=True)
class Lag:
    """`behind`: changes that the index has not taken; None where it must be made anew, or cannot be asked."""

    behind: int | None
    text: str


def lags(watch: Watch) -> dict[str, Lag]:
    """Of every engine, the one that answers first."""
    return {name: _lag(watch, index) for name, index in watch.indexes.items()}


def chosen(watch: Watch, engine: str | None) -> Mapping[str, EmbeddedIndex | ElasticIndex]:
    """The one that was named, or all. NotFound where this watch does not fill it."""
    return watch.indexes if engine is None else {engine: watch.engine(engine)}


def named(watch: Watch, name: str) -> str:
    """What stands before a line about an engine: its name, where there are several."""
    return f"{name}: " if len(watch.indexes) > 1 else ""


def _lag(watch: Watch, index: EmbeddedIndex | ElasticIndex) -> Lag:
    from monitor import indexing

    try:
        behind = indexing.behind(watch.ledger, index)
    except MonitorError as error:
        return Lag(None, f"{error.message}  {error.hint}".rstrip())
    if behind is None:
        if watch.ledger.head().seq == 0:
            return Lag(0, "empty, like the ledger")
        return Lag(None, "must be made anew: monitor index sync")
    if behind:
        return Lag(behind, f"behind by {behind:,} {'change' if behind == 1 else 'changes'}; the next crawl catches up")
    return Lag(0, "finds everything that is kept")
