"""What a configuration comes to: frozen values, complete, checked, with nothing left to look up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from monitor.model import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    ledger: str | None = None
    """Database URL with its password in place; None is the SQLite file in the state folder. Never print it."""
    archive: str = "archive"
    """`archive` (in the state folder), `off`, or a folder (relative to the configuration's)."""
    keep: timedelta | None = None
    """How long articles are kept; None is for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    engine: tuple[str, ...] = ("embedded",)
    """`embedded`, `elasticsearch`: all are filled, the first answers searches."""
    url: str | None = None
    prefix: str = ""
    ca_file: str | None = None
    fingerprint: str | None = None
    cloud_id: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    """Of `user`. Never print it."""
    api_key: str | None = field(default=None, repr=False)
    """In place of user and password. Never print it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    contact: str = ""
    """Address in the User-Agent; empty names the program only."""
    look: str | timedelta = "adaptive"
    proxy: str | None = None
    allow_networks: tuple[str, ...] = ()
    """Networks (CIDR) that are not public and may be visited all the same."""
    delay: float = 1.0
    """Seconds between two requests to one host."""
    per_host: int = 1
    concurrency: int = 32
    timeout_s: float = 20.0
    max_size: int = 8_000_000
    """Largest body in bytes, after decoding."""
    workers: int | None = None
    """Extraction processes; None is one per core."""
    deadline_s: float = 20.0
    """Longest that one page may keep a worker."""
    memory_mb: int = 1000
    """Most memory of one worker."""
    second_look: timedelta = timedelta(seconds=60)
    """How long after a 404 or 410 the page is asked for again before it counts as gone."""
    backfill: timedelta | None = timedelta(days=365)
    """How old a lead may be at a source's first contact; None takes all."""
    obey_robots: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kibana:
    url: str | None = None
    space: str = "default"
    ca_file: str | None = None
    """Relative to the configuration's folder."""
    user: str | None = None
    api_key: str | None = field(default=None, repr=False)
    """Never print it."""
    password: str | None = field(default=None, repr=False)
    """Never print it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A whole configuration. `home` is the folder of `path`; `state` holds what the program writes.

    `origins` maps a key (``crawl.delay``, ``source.hrana.min_words``) to where its value was written
    (``monitor.toml:12``); what is not in it is a default. `pending` names the tables that are accepted
    but that no part of this version reads yet. `secrets` maps a key to how its secret was given, e.g.
    ``set, 46 characters, from the environment``, never to the secret.
    """

    version: int = 1
    time_zone: str = "UTC"
    language: str = "en"
    calendars: tuple[str, ...] = ("gregorian",)
    include: tuple[str, ...] = ()
    store: Store = field(default_factory=Store)
    index: Index = field(default_factory=Index)
    crawl: Crawl = field(default_factory=Crawl)
    kibana: Kibana = field(default_factory=Kibana)
    sources: tuple[Source, ...] = ()
    path: Path
    home: Path
    state: Path
    files: tuple[Path, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    pending: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict)
