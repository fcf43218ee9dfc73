"""`monitor --version`: the program, the shapes of its data, its libraries."""

from __future__ import annotations

import platform
from importlib import import_module, metadata

from monitor.cli.output import VERSION as OUTPUT_VERSION
from monitor.cli.session import Session
from monitor.settings.keys import VERSION as CONFIGURATION_VERSION

LIBRARIES = ("scrapy", "trafilatura", "htmldate", "lxml", "langdetect", "sqlalchemy", "tantivy", "warcio", "click")
DATA = {
    "ledger": "monitor.ledger.schema:SCHEMA",
    "index": "monitor.index.schema:SCHEMA_VERSION",
    "analysis": "monitor.analysis:ANALYSIS_VERSION",
}


def versions() -> dict[str, str]:
    """Name → version; `none` for what is not installed."""
    found = {"monitor": _of("media-monitor"), "python": platform.python_version()}
    found |= {"configuration": str(CONFIGURATION_VERSION), "output": str(OUTPUT_VERSION)}
    for name, place in DATA.items():
        module, _, attribute = place.partition(":")
        found[name] = str(getattr(import_module(module), attribute))
    return found | {name: _of(name) for name in LIBRARIES}


def show_version(session: Session) -> int:
    found = versions()
    session.say(f"monitor {found.pop('monitor')}")
    session.say(*(f"  {name:<14}{version}" for name, version in found.items()))
    session.emit("version", **versions())
    session.summary(monitor=versions()["monitor"])
    return 0


def _of(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"
