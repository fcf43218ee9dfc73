"""The composition root: the only file that knows every name.

`open_watch` opens a watch (a configuration and what belongs to it); its parts are opened when they are first asked
for, so that a command pays only for what it uses. `open_ingest` builds the crawl process's counterpart from the
environment that `monitor crawl` gave it, or from the nearest `monitor.toml`.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from monitor import settings as settings_
from monitor.errors import ConfigurationError, NotFound
from monitor.settings import Settings

if TYPE_CHECKING:
    from monitor.archive import WarcArchive
    from monitor.index import EmbeddedIndex
    from monitor.ingest import Ingest, Options
    from monitor.ledger import Ledger
    from monitor.ports import Child
    from monitor.probe import Probe
    from monitor.workers import WorkerPool

CRAWL_OPTIONS = "MONITOR_CRAWL"
"""Environment variable that carries a crawl's options to the crawl process, as JSON."""


def now() -> datetime:
    """The clock of every use case, in UTC."""
    return datetime.now(UTC)


class Watch:
    """A configuration and everything that belongs to it. Closes what it opened."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._closing: list[Callable[[], None]] = []

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        while self._closing:
            self._closing.pop()()
