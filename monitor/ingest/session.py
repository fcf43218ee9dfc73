"""One crawl run: hands out due tasks, takes their answers, counts, keeps the run's row alive."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from monitor import follow
from monitor.errors import MonitorError
from monitor.ingest import pages, polling
from monitor.ingest.joining import joined
from monitor.ingest.pages import PageResult
from monitor.ingest.polling import PollResult
from monitor.model import Failure, Listing, ListingKind, Look, Page, Reason, Source, Task, TaskKind
from monitor.ports import Archive, Extraction, Transaction, Workers, Writer
from monitor.settings import Settings

T = TypeVar("T")
LEASE_S = 60
BEAT_S = 0.5
REFUSED_KEPT = timedelta(days=30)
"""Raw pages that were refused are kept so long, so that better extraction can be tried on them."""
REFUSED_AT_ONCE = 500
LOOKS_AT_ONCE = 100
"""How many of a source's newest stored articles a person's "look now" re-visits."""
UNCONDITIONAL = 0.05
"""Share of polls and looks without validators: some servers answer 304 for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What this run was asked for. `due_only`: only what the schedule says is due; else everything is looked at now."""

    limit: int | None = None
    backfill: timedelta | None = None
    due_only: bool = False
    pages: tuple[str, ...] = ()
    """Only these addresses, which a person asked for: nothing is polled, nothing else fetched."""
    run: int | None = None
    """The run's row where the parent has made it already."""


class Tally:
    """The run's counters: ``source:word`` → how often. They reach people only through the ledger's run row."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, source: str, word: str, n: int = 1) -> None:
        if n:
            self.counts[f"{source}:{word}"] += n

    def page(self, source: str, result: PageResult) -> None:
        self.add(source, "fetched")
        if result.new:
            self.add(source, "new")
        elif result.look is not None:
            self.add(source, result.look.value)
            missing = f"{source}:{Look.MISSING.value}"
            if result.look is Look.GONE and self.counts[missing]:
                self.counts[missing] -= 1  # its first look was in this run: counted once, by what it came to
        else:
            self.add(source, result.outcome.value)

    def poll(self, source: str, result: PollResult) -> None:
        self.add(source, "polled")
        self.add(source, "found", result.found)
        self.add(source, "refused", result.refused)
        if result.problem:
            self.add(source, "failed_guesses" if result.is_guess else "failed_polls")


class Ingest:
    """The crawl process's only counterpart. Every method is for one event loop; blocking work is in other threads."""

    def __init__(
        self,
        *,
        settings: Settings,
        sources: Mapping[str, Source],
        writer: Writer,
        archive: Archive | None,
        workers: Workers,
        places: Callable[[str], Iterable[Listing]],
        feed_places: Callable[[str], Iterable[Listing]],
        options: Options,
        baselines: Iterable[str],
        clock: Callable[[], datetime],
        random: Callable[[], float],
        close: Callable[[], None],
    ) -> None:
        self.settings = settings
        self.sources = sources
        self.options = options
        self.tally = Tally()
        self._writer = writer
        self._archive = archive
        self._workers = workers
        self._places = places
        self._feed_places = feed_places
        self._clock = clock
        self._random = random
        self._close = close
        self._holder = f"{os.uname().nodename}:{os.getpid()}"
        self._run: int | None = options.run
        self._in_hand: Counter[str] = Counter()
        self._fetched: Counter[str] = Counter()
        self._baselines = set(baselines)
        self._fresh_sources = {name for name in sources if name not in self._baselines}
        self._second_looks: list[datetime] = []
        self._started_at: dict[Task, datetime] = {}
        self._heart: asyncio.Task[None] | None = None
        self._dry = False
        self._begun = False
        self._asked_for: tuple[int, ...] = ()
        self.fetch_more: Callable[[Task, str], Awaitable[Page | None]] | None = None
        """Set by the crawl process: fetches a further page of a task's article, under the same rules."""

    # --- the crawl process's side -----------------------------------------------------------------

    async def tasks(self, capacity: int) -> tuple[Task, ...]:
        """Due tasks, at most `capacity`, on hosts that are ours; () where nothing is due at this moment."""
        if not self._begun:
            await self._begin()
        names = tuple(name for name in self.sources if self._may_fetch(name))
        if self.options.limit is not None:
            capacity = min(capacity, self.options.limit - self._fetched.total())
        if capacity <= 0 or not names:
            self._dry = not self._in_hand.total()
            return ()
        now = self._clock()
        busy = dict(self._in_hand)
        if self.options.pages:
            found = await self._write(
                lambda tx: tx.claim_leads(self._holder, now, lease_s=LEASE_S, leads=self._asked_for)
            )
        else:
            found = await self._write(
                lambda tx: tx.claim(self._holder, now, lease_s=LEASE_S, limit=capacity, sources=names, busy_hosts=busy)
            )
        self._second_looks = [due for due in self._second_looks if due > now]
        self._dry = not found and not self._in_hand.total() and not self._second_looks
        taken = tuple(self._sometimes_whole(task) for task in found)
        for task in taken:
            self._in_hand[task.host] += 1
            self._started_at[task] = now
            if task.kind is not TaskKind.POLL:
                self._fetched[task.source] += 1
        return taken

    async def take(self, task: Task, page: Page) -> str:
        """An HTTP response, whatever its status. Returns the outcome's word after the commit."""
        try:
            now = self._clock()
            failure = pages.read_answer(page, now)
            if task.kind is TaskKind.POLL:
                return await self._poll(task, page, failure)
            if failure is not None:
                return await self._failed_page(task, failure, page)
            return await self._page(task, page)
        finally:
            self._settled(task)

    async def fail(self, task: Task, failure: Failure) -> str:
        """No usable response. Returns the outcome's word after the commit."""
        try:
            if task.kind is TaskKind.POLL:
                return await self._failed_poll(task, failure, status=None)
            return await self._failed_page(task, failure, None)
        finally:
            self._settled(task)

    def is_done(self) -> bool:
        """Nothing is in hand, nothing was due at the last asking, and no second look falls into this run."""
        return self._dry

    async def finish(self, state: str) -> None:
        """End the run's row (`finished`, `interrupted`, `failed`), then close writer, archive and workers."""
        if self._heart is not None:
            self._heart.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._heart
        try:
            if self._begun:
                await self._end(state)
        finally:
            await asyncio.to_thread(self._close)

    # --- inside -----------------------------------------------------------------------------------

    async def _begin(self) -> None:
        self._begun = True
        now = self._clock()

        def begin(tx: Transaction) -> int:
            run = self._run if self._run is not None else tx.start_run(os.getpid(), "crawl", now)
            tx.describe_sources(tuple(self.sources.values()), now)
            if self.options.pages:
                self._asked_for = self._ask_for(tx, now)
                return run
            named: list[int] = []
            for source in self.sources.values():
                first = follow.first_listings(source, self._places(source.url))
                given = follow.first_listings(source, ())
                rows = tx.add_listings(source.id, first, now)
                named += [row for row, listing in zip(rows, first, strict=True) if listing in given]
            if not self.options.due_only:
                # What a person named is asked again though it failed; a guess that nobody answered is not.
                tx.wake(tuple(self.sources), now, looks=LOOKS_AT_ONCE, listings=named)
            return run

        self._run = await self._write(begin)
        self._heart = asyncio.create_task(self._beat())

    def _ask_for(self, tx: Transaction, now: datetime) -> tuple[int, ...]:
        """The pages that a person wants, as leads of a listing that is never polled."""
        (source,) = self.sources.values()
        (listing,) = tx.add_listings(source.id, [Listing(kind=ListingKind.MANUAL, url=source.url)], now)
        wanted = [follow.asked_for(url, now) for url in self.options.pages]
        leads = tx.add_leads(source.id, listing, wanted, now)
        tx.ask_for(leads, now)
        return leads

    async def _end(self, state: str) -> None:
        now, counts = self._clock(), dict(self.tally.counts)
        complete = [name for name in self._fresh_sources if state == "finished" and self._may_fetch(name)]
        if self.options.pages:
            complete = []  # one page is no first pass
        spent = tuple(name for name in self.sources if not self._may_fetch(name))

        def end(tx: Transaction) -> None:
            tx.release(self._holder)
            tx.spread_budget(spent, now)
            if self._archive is not None:
                self._archive.erase(tx.forget_refused_pages(now - REFUSED_KEPT, REFUSED_AT_ONCE))
            for name in complete:
                tx.set_baseline(name, now)
            if self._run is not None:
                tx.end_run(self._run, now, state, counts)

        await self._write(end)

    async def _beat(self) -> None:
        """Keep the run's row and the leases alive; a lease is renewed well before it ends."""
        run = self._run
        assert run is not None
        renewed = self._clock()
        while True:
            await asyncio.sleep(BEAT_S)
            now, counts = self._clock(), dict(self.tally.counts)
            renew = now - renewed > timedelta(seconds=LEASE_S / 3)

            def beat(
                tx: Transaction, now: datetime = now, counts: dict[str, int] = counts, renew: bool = renew
            ) -> None:
                tx.beat(run, now, counts)
                if renew:
                    tx.renew(self._holder, now, lease_s=LEASE_S)

            try:
                await self._write(beat)
            except MonitorError:
                continue  # the next one tries again; where nothing can be written any more, the tasks say so
            if renew:
                renewed = now

    async def _poll(self, task: Task, page: Page, failure: Failure | None) -> str:
        if failure is None and page.status in (404, 410):
            failure = Failure(reason=Reason.NOT_FOUND, detail=f"HTTP {page.status}")
        if failure is not None:
            return await self._failed_poll(task, failure, status=page.status)
        source, now = self.sources[task.source], self._clock()
        assert task.listing is not None
        assert task.listing_kind is not None
        listing = task.listing
        if page.status == 304:
            job: Callable[[Transaction], PollResult] = lambda tx: polling.settle_unchanged(  # noqa: E731
                tx, task, source=source, state=tx.listing(listing), now=now
            )
        else:
            discovery = await asyncio.wrap_future(self._workers.listing(task.listing_kind, page, source))
            job = lambda tx: polling.settle_good(  # noqa: E731
                tx,
                task,
                discovery,
                source=source,
                state=tx.listing(listing),
                now=now,
                status=page.status,
                etag=page.header("ETag"),
                last_modified=page.header("Last-Modified"),
                backfill=self.options.backfill or self.settings.crawl.backfill,
                feed_places=self._feed_places,
            )
        result = await self._guarded(task, job)
        if result is None:
            return "lost"
        self.tally.poll(task.source, result)
        return "failed" if result.problem else "polled"

    async def _failed_poll(self, task: Task, failure: Failure, *, status: int | None) -> str:
        source, now = self.sources[task.source], self._clock()
        assert task.listing is not None
        listing = task.listing
        result = await self._guarded(
            task,
            lambda tx: polling.settle_failed(
                tx,
                task,
                failure.detail,
                source=source,
                state=tx.listing(listing),
                now=now,
                status=status,
                reason=failure.reason,
                retry_at=failure.retry_at,
            ),
        )
        if result is None:
            return "lost"
        self.tally.poll(task.source, result)
        return "failed"

    async def _page(self, task: Task, page: Page) -> str:
        source, now = self.sources[task.source], self._clock()
        extraction = Extraction()
        more: tuple[Page, ...] = ()
        if 200 <= page.status < 300:
            extraction = await asyncio.wrap_future(self._workers.page(page, source, task.known, now))
            if extraction.next_pages and extraction.article is not None:
                extraction, more = await joined(
                    page, extraction, fetch=partial(self._further, task), workers=self._workers, source=source, now=now
                )
        elapsed = int((page.fetched_at - self._started_at.get(task, page.fetched_at)).total_seconds() * 1000)
        second_look = self.settings.crawl.second_look
        backlog = task.source not in self._baselines
        result = await self._guarded(
            task,
            lambda tx: pages.settle_answer(
                tx,
                self._archive,
                task,
                page,
                extraction,
                source=source,
                now=now,
                elapsed_ms=elapsed,
                second_look=second_look,
                backlog=backlog,
                further=more,
            ),
        )
        if result is None:
            return "lost"
        if result.look is Look.MISSING and not self.options.due_only:
            self._second_looks.append(now + second_look)
        self.tally.page(task.source, result)
        return result.look.value if result.look else result.outcome.value

    async def _further(self, task: Task, url: str) -> Page | None:
        return await self.fetch_more(task, url) if self.fetch_more is not None else None

    async def _failed_page(self, task: Task, failure: Failure, page: Page | None) -> str:
        source, now, jitter = self.sources[task.source], self._clock(), self._random()
        result = await self._guarded(
            task,
            lambda tx: pages.settle_failure(tx, task, failure, page=page, source=source, now=now, jitter=jitter),
        )
        if result is None:
            return "lost"
        self.tally.page(task.source, result)
        return result.outcome.value

    async def _guarded(self, task: Task, job: Callable[[Transaction], T]) -> T | None:
        """Run the job only while the task's lease is ours: somebody else may have been given the host meanwhile."""
        return await self._write(lambda tx: job(tx) if tx.holds(task) else None)

    async def _write(self, job: Callable[[Transaction], T]) -> T:
        return await asyncio.wrap_future(self._writer.submit(job))

    def _may_fetch(self, name: str) -> bool:
        return self._fetched[name] < self.sources[name].page_budget

    def _sometimes_whole(self, task: Task) -> Task:
        if (task.etag or task.last_modified) and self._random() < UNCONDITIONAL:
            return replace(task, etag=None, last_modified=None)
        return task

    def _settled(self, task: Task) -> None:
        if self._started_at.pop(task, None) is None:
            return  # answered before: our own mistake with a page ends in a second answer, `fail`
        self._in_hand[task.host] -= 1
        if self._in_hand[task.host] <= 0:
            del self._in_hand[task.host]
