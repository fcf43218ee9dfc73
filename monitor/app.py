"""The composition root: the only file that knows every name.

`open_watch` opens a watch (a configuration and what belongs to it); its parts are opened when they are first asked
for, so that a command pays only for what it uses. `open_ingest` builds the crawl process's counterpart from the
environment that `monitor crawl` gave it, or from the nearest `monitor.toml`.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from monitor import settings as settings_room
from monitor.errors import NotFound
from monitor.model import Source
from monitor.settings import Settings

if TYPE_CHECKING:
    from monitor.archive import WarcArchive
    from monitor.crawl import Snapshot
    from monitor.elastic import ElasticIndex
    from monitor.fetch import Fetcher
    from monitor.index import EmbeddedIndex
    from monitor.indexing import CaughtUp, Progress
    from monitor.ingest import Ingest
    from monitor.ledger import Ledger
    from monitor.probe import Probe
    from monitor.workers import WorkerPool

CRAWL = "MONITOR_CRAWL"
"""Environment variable that carries a crawl's options to the crawl process, as JSON."""

WORKERS_EARLY = 4
"""Worker processes that load while a crawl opens the ledger and asks its first listing; more start when they are needed."""


def now() -> datetime:
    """The clock of every use case, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """What a crawl was asked for. `sources`: ids, all where empty; `backfill`: how old a lead may be, in this run."""

    sources: tuple[str, ...] = ()
    limit: int | None = None
    backfill: timedelta | None = None
    due_only: bool = False
    pages: tuple[str, ...] = ()
    """Addresses that a person wants, of the one source named: nothing else is fetched."""


class Crawl:
    """A running crawl process: follow it with `snapshots`, end it with `interrupt` (twice for at once)."""

    def __init__(self, snapshots: Iterator[Snapshot], interrupt: Callable[[], None]) -> None:
        self.snapshots = snapshots
        self.interrupt = interrupt


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

    @cached_property
    def ledger(self) -> Ledger:
        from monitor import ledger

        opened = ledger.open(ledger_location(self.settings))
        self._closing.append(opened.close)
        return opened

    @cached_property
    def archive(self) -> WarcArchive | None:
        """None where `[store] archive = "off"`."""
        if self.settings.store.archive == "off":
            return None
        from monitor.archive import WarcArchive

        opened = WarcArchive(archive_folder(self.settings), clock=now)
        self._closing.append(opened.close)
        return opened

    @cached_property
    def indexes(self) -> Mapping[str, EmbeddedIndex | ElasticIndex]:
        """Every engine of `[index] engine`, in its order: all are filled, the first answers."""
        return {name: self.engine(name) for name in self.settings.index.engine}

    @property
    def index(self) -> EmbeddedIndex | ElasticIndex:
        """Where search happens."""
        return self.engine(self.settings.index.engine[0])

    def engine(self, name: str) -> EmbeddedIndex | ElasticIndex:
        """NotFound where this watch does not fill it."""
        filled = self.settings.index.engine
        if name not in filled:
            both = ", ".join(f'"{each}"' for each in (*filled, name))
            raise NotFound(f"The engine {name} is not filled here.", hint=f"In monitor.toml: [index] engine = [{both}]")
        return self.elastic if name == "elasticsearch" else self.embedded

    @cached_property
    def embedded(self) -> EmbeddedIndex:
        from monitor.index import EmbeddedIndex

        opened = EmbeddedIndex(self.settings.state / "index")
        self._closing.append(opened.close)
        return opened

    @cached_property
    def elastic(self) -> ElasticIndex:
        """The search server of `[index]`. Nothing is asked of it before its first use."""
        from monitor.elastic import Connection, ElasticIndex, Refused

        table, home = self.settings.index, self.settings.home
        connection = Connection(
            url=table.url,
            cloud_id=table.cloud_id,
            user=table.user,
            ca_file=str(home / table.ca_file) if table.ca_file else None,
            fingerprint=table.fingerprint,
            prefix=table.prefix,
            api_key=table.api_key,
            password=table.password,
        )
        refused = Refused(self.settings.state / "index-refused.jsonl")
        opened = ElasticIndex(
            connection, refused, clock=now, sleep=time.sleep, random=random.random, chronicle=lambda: self.ledger
        )
        self._closing.append(opened.close)
        return opened

    @cached_property
    def workers(self) -> WorkerPool:
        """The pool of processes that parse untrusted bytes."""
        return start_workers(self.settings, self._closing)

    @cached_property
    def fetcher(self) -> Fetcher:
        """One guarded page, for what a person asked for."""
        from monitor.addresses import parse_networks
        from monitor.fetch import Fetcher

        crawl = self.settings.crawl
        return Fetcher(
            user_agent=user_agent(self.settings),
            networks=parse_networks(crawl.allow_networks),
            proxy=crawl.proxy,
            timeout_s=crawl.timeout_s,
            max_size=crawl.max_size,
            clock=now,
        )

    def source(self, name: str) -> Source:
        found = next((source for source in self.settings.sources if source.id == name), None)
        if found is None:
            raise NotFound(f'No source is called "{name}".', hint="monitor sources list", source=name)
        return found

    def probe(self, url: str, *, progress: Callable[[str], None] | None = None) -> Probe:
        """What the site behind an address has to offer. Nothing is stored."""
        from monitor.discover.homepage import feed_places, places
        from monitor.probe import probe

        return probe(
            url, fetch=self.fetcher, parser=self.workers, places=places, feed_places=feed_places, progress=progress
        )

    def catch_up(self, *, engine: str | None = None, progress: Progress | None = None) -> Mapping[str, CaughtUp]:
        """Bring the index of an engine, or of every one, to the ledger's head. One that fails keeps no other behind;
        what it said is raised at the end."""
        from monitor import indexing

        def one(name: str, index: EmbeddedIndex | ElasticIndex) -> CaughtUp:
            done = indexing.catch_up(self.ledger, index, progress=progress)
            if name == "elasticsearch":
                self.elastic.write_hours()
            return done

        return indexing.each({engine: self.engine(engine)} if engine else self.indexes, one)

    def keep_up(self) -> None:
        """Beside a crawl that still runs: index what has come in meanwhile, where it is worth a commit. The embedded
        index only, for a server that is away would hold up who waits; and its lock is given back each time."""
        if "embedded" not in self.settings.index.engine:
            return
        from monitor import indexing

        try:
            indexing.keep_up(self.ledger, self.embedded)
        finally:
            self.embedded.close()

    @contextmanager
    def crawl(self, options: CrawlOptions) -> Iterator[Crawl]:
        """Start the crawl process. LedgerHeld where another one is at work on this ledger."""
        from monitor import crawl
        from monitor.crawler import start

        for name in options.sources:
            self.source(name)
        with self.ledger.role("crawl"):
            pass  # whoever holds it is named now, before a process is started
        writer = self.ledger.writer()
        try:
            run = writer.submit(lambda tx: tx.start_run(os.getpid(), "crawl", now())).result()
            child = start(self.settings, {CRAWL: _encoded(self.settings, options, run)})
            try:
                snapshots = crawl.follow(child, run, ledger=self.ledger, writer=writer, clock=now, sleep=time.sleep)
                yield Crawl(snapshots, child.interrupt)
            finally:
                child.kill()
        finally:
            writer.close()


def open_watch(config: Path | None = None, *, directory: Path | None = None) -> Watch:
    """The watch of a configuration file, or of the nearest one from `directory` upwards. NoLedger where there is none."""
    return Watch(settings_room.load(config or settings_room.find(directory or Path.cwd())))


def create_ledger(settings: Settings, *, again: bool = False) -> None:
    """A new, empty ledger where the settings say; LedgerError where there is one already, LedgerEmptied where there
    was one and `again` does not say that a person knows."""
    from monitor import ledger

    settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    ledger.create(ledger_location(settings), again=again).close()


def ledger_location(settings: Settings) -> str | Path:
    return settings.store.ledger or settings.state / "ledger.db"


def archive_folder(settings: Settings) -> Path:
    named = settings.store.archive
    return settings.state / "archive" if named == "archive" else settings.home / named


def user_agent(settings: Settings) -> str:
    """How we name ourselves to the sites that we visit."""
    from monitor import VERSION

    contact = settings.crawl.contact
    return f"MediaMonitor/{VERSION} (+{contact})" if contact else f"MediaMonitor/{VERSION}"


def start_workers(settings: Settings, closing: list[Callable[[], None]], *, early: int = 0) -> WorkerPool:
    from monitor.workers import WorkerPool

    crawl = settings.crawl
    pool = WorkerPool(
        processes=crawl.workers or os.cpu_count() or 2,
        deadline_s=crawl.deadline_s,
        memory_mb=crawl.memory_mb,
        early=early,
    )
    closing.append(pool.close)
    return pool


def open_ingest() -> Ingest:
    """The crawl process's counterpart: takes the crawl role, opens ledger, archive and workers, and returns what hands
    out tasks and takes their answers. Everything is closed by `Ingest.finish`."""
    asked = json.loads(os.environ.get(CRAWL, "{}"))
    watch = open_watch(Path(asked["config"]) if "config" in asked else None)
    settings = watch.settings
    try:
        # A scheduled run has often nothing to do; any other will need them, and they load beside everything below.
        workers = start_workers(settings, watch._closing, early=0 if asked.get("due_only") else WORKERS_EARLY)
        from monitor.discover.homepage import feed_places, places
        from monitor.ingest import Ingest, Options

        role = watch.ledger.role("crawl")
        role.__enter__()
        watch._closing.append(partial(_leave, role))
        archive = watch.archive
        writer = watch.ledger.writer([archive.sync] if archive is not None else ())
        watch._closing.append(writer.close)
        watch._closing.append(watch._closing.pop(0))  # the workers end first, with the writer there for what they had
        names: Sequence[str] = asked.get("sources") or ()
        for name in names:
            watch.source(name)
        chosen = {source.id: source for source in settings.sources if source.id in names or not names}
        states = watch.ledger.sources_state()
        active = {
            name: source
            for name, source in chosen.items()
            if not source.paused and not (name in states and _is_paused(states[name].paused_until))
        }
        backfill = asked.get("backfill_s")
        return Ingest(
            settings=settings,
            sources=active,
            writer=writer,
            archive=archive,
            workers=workers,
            places=places,
            feed_places=feed_places,
            options=Options(
                limit=asked.get("limit"),
                backfill=timedelta(seconds=backfill) if backfill is not None else None,
                due_only=asked.get("due_only", False),
                pages=tuple(asked.get("pages") or ()),
                run=asked.get("run"),
            ),
            baselines=[name for name, state in states.items() if state.baseline_at is not None],
            clock=now,
            random=random.random,
            close=watch.close,
        )
    except BaseException:
        watch.close()
        raise


def _leave(role: AbstractContextManager[None]) -> None:
    role.__exit__(None, None, None)


def _is_paused(until: datetime | None) -> bool:
    return until is not None and until > now()


def _encoded(settings: Settings, options: CrawlOptions, run: int) -> str:
    return json.dumps(
        {
            "config": str(settings.path),
            "sources": list(options.sources),
            "limit": options.limit,
            "backfill_s": options.backfill.total_seconds() if options.backfill is not None else None,
            "due_only": options.due_only,
            "pages": list(options.pages),
            "run": run,
        }
    )
