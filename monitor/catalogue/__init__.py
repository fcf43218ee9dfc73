"""Real outlets and organisations to begin with: what `monitor init` and `monitor sources` offer.

`catalogue.toml` holds groups of lines. A group states what its lines share (desk, kind, language, country,
time zone, topics); a line's own value wins. Each line has `id`, `name`, `url`, `owner`, and where it differs from
`name` its `own_name`, in the outlet's language. `desk` becomes the label that a selection like `desk=iran`
finds. `feeds` and `sitemaps` stand only where they are well known; without them the crawler looks itself, and keeps to the part of the site that `url` names.

Nothing is verified (`verified = false` at the head of the file holds for all): an entry counts as seen when a crawl
has stored something from it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from monitor.model import Kind, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One outlet. `own_name` is its name in its own language, equal to `source.name` where that is the same."""

    source: Source
    own_name: str
    desk: str
    """iran | kurdish | afghanistan | arab | turkey | russia | world | rights"""
    topics: tuple[str, ...] = ()
    verified: bool = False


@cache
def entries() -> tuple[Entry, ...]:
    """Every entry, in the file's order."""
    data = tomllib.loads(files(__package__).joinpath("catalogue.toml").read_text("utf-8"))
    return tuple(
        _entry({**shared, **line}, verified=bool(data["verified"]))
        for group in data["entry"]
        for shared in [{name: value for name, value in group.items() if name != "sources"}]
        for line in group["sources"]
    )


def select(
    *,
    languages: tuple[str, ...] = (),
    countries: tuple[str, ...] = (),
    kinds: tuple[Kind, ...] = (),
    desks: tuple[str, ...] = (),
    text: str = "",
) -> tuple[Entry, ...]:
    """The entries that have one of each kind of value given; `text` is looked for in names, owner, topics and address."""
    wanted = text.casefold().strip()
    return tuple(
        entry
        for entry in entries()
        if (not languages or entry.source.language in languages)
        and (not countries or entry.source.country in countries)
        and (not kinds or entry.source.kind in kinds)
        and (not desks or entry.desk in desks)
        and wanted in _searchable(entry)
    )


def _searchable(entry: Entry) -> str:
    source = entry.source
    return " ".join((source.id, source.name, entry.own_name, source.owner or "", source.url, *entry.topics)).casefold()


def _edition(url: str) -> tuple[str, ...]:
    """One edition of a host that carries several (`/fa`, `/sorani`) keeps to its own part: sitemaps name them all."""
    parts = urlsplit(url)
    path = parts.path.strip("/")
    host = re.escape((parts.hostname or "").removeprefix("www."))
    return (rf"^https?://(?:www\.)?{host}/{re.escape(path)}(?:/|$)",) if path else ()


def _entry(fields: Mapping[str, Any], *, verified: bool) -> Entry:
    listed = bool(fields.get("feeds") or fields.get("sitemaps"))
    source = Source(
        id=fields["id"],
        name=fields["name"],
        url=fields["url"],
        kind=Kind(fields["kind"]),
        owner=fields["owner"],
        language=fields["language"],
        country=fields["country"],
        time_zone=fields["time_zone"],
        labels={"desk": fields["desk"]},
        feeds=tuple(fields.get("feeds", ())),
        sitemaps=tuple(fields.get("sitemaps", ())),
        discover=not listed,
        include=() if listed else _edition(fields["url"]),
    )
    return Entry(
        source=source,
        own_name=fields.get("own_name", source.name),
        desk=fields["desk"],
        topics=tuple(fields.get("topics", ())),
        verified=verified,
    )
