"""The spider: asks the ledger for due tasks, fetches them, hands each answer over, and stops when nothing is due.

    scrapy crawl news                    every source of the nearest monitor.toml
    scrapy crawl news -a sources=a,b     these sources
    scrapy crawl news -a limit=20        at most so many pages

Ends as `finished` (nothing is due any more), `interrupted` (somebody asked) or `failed`; the ledger's run row says
which. Every task in hand is answered once, by `take` or `fail`, whatever happens to its request. When ingestion
itself breaks (a full disk, a lost lease), the crawl stops: fetching what cannot be kept helps nobody.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from monitor import VERSION
from monitor.collector import collect_seldom
from monitor.errors import MonitorError, UsageError
from monitor.model import Failure, Page, Reason, Task
from spiders.failures import FetchFailed, Unsent, failure_of
from spiders.fetch import Fetched
from spiders.handover import page_of
from spiders.memory import Memory
from spiders.politeness import Pace, Politeness
from spiders.revisit import validators
from spiders.session import Sessions
from spiders.stopping import GRACE_S, on_interrupt

IN_HAND_PER_PLACE = 4
"""Tasks in hand for each body that may be in memory: most wait for their host's turn or for a slow server."""
ASK_AGAIN_S = 0.1
"""Between two questions to the ledger while tasks are in hand: a host's delay is seconds, a question is a commit."""
ENOUGH_S = 1.0
"""The same where the ledger had as much due as we could take."""
IDLE_S = 0.5
FAREWELL_S = 10.0
"""How long the run row may take to be written when somebody wants us gone."""

logger = logging.getLogger(__name__)


class NewsSpider(Spider):
    name = "news"
    pace: Pace

    def __init__(self, ingest: Any, **arguments: Any) -> None:
        super().__init__(**arguments)
        crawl = ingest.settings.crawl
        self.ingest = ingest
        self.user_agent = f"MediaMonitor/{VERSION} (+{crawl.contact})" if crawl.contact else f"MediaMonitor/{VERSION}"
        self.memory = Memory(crawl.concurrency)
        self.sessions = Sessions()
        self._most_in_hand = crawl.concurrency * IN_HAND_PER_PLACE
        self._in_hand: set[Task] = set()
        self._enough = 0
        self._settled = asyncio.Event()
        self._ending: str | None = None
        self._farewell: asyncio.Task[None] | None = None
        ingest.fetch_more = self.further

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        """Open ingestion, and set what `monitor.toml` says of the crawl."""
        ingest = _opened(kwargs.pop("sources", None), kwargs.pop("limit", None))
        spider = cls(ingest, **kwargs)
        spider._set_crawler(crawler)
        crawl = ingest.settings.crawl
        spider.pace = Pace(Politeness(delay=crawl.delay), crawler, lambda: datetime.now(UTC))
        crawler.settings.set("DOWNLOAD_DELAY", crawl.delay, priority="spider")
        crawler.settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", crawl.per_host, priority="spider")
        # Else each page costs log records that the handler's level drops again.
        logging.getLogger("scrapy").setLevel(crawler.settings["LOG_LEVEL"])
        return spider

    async def start(self) -> AsyncIterator[Any]:
        on_interrupt(self.interrupt)
        collect_seldom()
        try:
            while self._ending is None:
                room = self._most_in_hand - len(self._in_hand)
                tasks = await self.ingest.tasks(room) if room > 0 else ()
                for task in tasks:
                    if self._ending is not None:
                        break
                    self._in_hand.add(task)
                    try:
                        request = self._request(task)
                    except ValueError as error:
                        await self._answer(task, self.ingest.fail(task, failure_of(error)))
                    else:
                        yield request
                if not tasks and not self._in_hand and self.ingest.is_done():
                    return
                await self._until_settled(is_full=0 < room <= len(tasks))
        except Exception:
            self._break("the ledger could not be asked for work")

    async def _until_settled(self, *, is_full: bool) -> None:
        """Until half of what is in hand has been answered, or a moment has passed."""
        self._enough = len(self._in_hand) // 2
        self._settled.clear()
        try:
            async with asyncio.timeout(IDLE_S if not self._in_hand else ENOUGH_S if is_full else ASK_AGAIN_S):
                await self._settled.wait()
        except TimeoutError:
            pass

    def _request(self, task: Task) -> Request:
        source = self.ingest.sources[task.source]
        headers = validators(task)
        if source.language:
            headers["Accept-Language"] = f"{source.language}, *;q=0.5"
        return Request(
            task.url,
            headers=headers,
            meta={"task": task, "source": source},
            callback=self.arrived,
            errback=self.failed,
            dont_filter=True,
        )

    async def arrived(self, response: Response) -> None:
        """A response, whatever its status."""
        request = response.request
        assert isinstance(response, Fetched)
        assert request is not None
        task: Task = request.meta["task"]
        try:
            await self._answer(task, self.ingest.take(task, page_of(task, response, request.meta.get("hops", ()))))
        finally:
            response.release()

    async def further(self, task: Task, url: str) -> Page | None:
        """A further page of a task's article, under the same rules; None where it cannot be had.

        The first page keeps its place in memory meanwhile: should all places wait for one another, time ends it.
        """
        if self._ending is not None:
            return None
        part = replace(task, url=url, etag=None, last_modified=None)
        request = Request(url, meta={"task": part, "source": self.ingest.sources[task.source]}, dont_filter=True)
        engine = self.crawler.engine
        assert engine is not None
        try:
            async with asyncio.timeout(2 * self.ingest.settings.crawl.timeout_s):
                response = await engine.download_async(request)
        except (FetchFailed, Unsent, TimeoutError) as error:
            logger.warning("further page source=%s url=%s failed: %s", task.source, url, error)
            return None
        assert isinstance(response, Fetched)
        try:
            return page_of(part, response, request.meta.get("hops", ()))
        finally:
            response.release()

    async def failed(self, failure: TwistedFailure) -> None:
        """No response."""
        task: Task = failure.request.meta["task"]  # type: ignore[attr-defined]
        error = failure.value
        assert error is not None
        if isinstance(error, Unsent):
            self._in_hand.discard(task)
            return
        if not isinstance(error, FetchFailed):
            logger.error("fetch source=%s url=%s broke", task.source, task.url, exc_info=error)
        await self._answer(task, self.ingest.fail(task, failure_of(error)))

    async def _answer(self, task: Task, answer: Awaitable[str]) -> None:
        try:
            await answer
        except MonitorError:
            self._break("ingestion refused", task)
        except Exception as error:
            logger.exception("ingest source=%s url=%s broke", task.source, task.url)
            await self._quarantine(task, error)
        finally:
            self._in_hand.discard(task)
            if len(self._in_hand) <= self._enough:
                self._settled.set()

    async def _quarantine(self, task: Task, error: Exception) -> None:
        """Our own mistake with a page must not make it vanish."""
        detail = f"the program failed on this page: {type(error).__name__}"
        try:
            await self.ingest.fail(task, Failure(reason=Reason.BAD_RESPONSE, detail=detail))
        except Exception:
            self._break("ingestion failed twice on one task", task)

    @property
    def is_ending(self) -> bool:
        return self._ending is not None

    # ending

    def interrupt(self) -> None:
        """First call: finish what is under way. Second: stop now."""
        if self._ending == "interrupted" or self._farewell is not None:
            self._stop_now()
            return
        self._end("interrupted")

    def _break(self, what: str, task: Task | None = None) -> None:
        where = f" source={task.source} url={task.url}" if task is not None else ""
        error = sys.exception()
        if not isinstance(error, MonitorError):
            logger.critical("crawl stopped: %s%s", what, where, exc_info=True)
        elif self._ending != "failed":  # once is enough: whatever else is in hand meets the same full disk
            logger.critical("crawl stopped: %s%s: %s", what, where, error.message)
        if self._ending != "failed":
            self._end("failed")

    def _end(self, state: str) -> None:
        self._ending = state
        self._settled.set()
        engine = self.crawler.engine
        scheduler: Any = engine.scheduler
        if scheduler is not None:
            scheduler.clear()
        for slot in engine.downloader.slots.values():
            while slot.queue:
                slot.queue.popleft()[1].errback(Unsent("interrupted"))
        asyncio.get_running_loop().call_later(GRACE_S, self._stop_now)

    def _stop_now(self) -> None:
        if self._farewell is None:
            self._farewell = asyncio.ensure_future(self._leave())

    async def _leave(self) -> None:
        """Say in the ledger how it ended, and go without waiting for anything else."""
        try:
            async with asyncio.timeout(FAREWELL_S):
                await self.ingest.finish(self._ending)
        except Exception:
            logger.exception("the run's end could not be written")
        finally:
            logging.shutdown()
            os._exit(130)

    async def closed(self, reason: str) -> None:
        """Scrapy has closed the spider: every request in hand has been answered or given back."""
        if self._farewell is not None:
            await self._farewell
        state = self._ending or ("finished" if reason == "finished" else "failed")
        try:
            await self.ingest.finish(state)
        except MonitorError as error:
            logger.critical("the run's end could not be written: %s", error.message)


def _opened(sources: str | None, limit: str | None) -> Any:
    """The ingestion that the environment, the nearest monitor.toml and the spider's arguments ask for.

    What a person can mend is said in a sentence, and ends the process with its exit code.
    """
    try:
        options = json.loads(os.environ.get("MONITOR_CRAWL", "{}"))
        if sources:
            options["sources"] = [name.strip() for name in sources.split(",") if name.strip()]
        if limit:
            if not limit.isdigit():
                raise UsageError(f"limit={limit} is not a number of pages.", hint="scrapy crawl news -a limit=20")
            options["limit"] = int(limit)
        os.environ["MONITOR_CRAWL"] = json.dumps(options)
        from monitor.app import open_ingest

        return open_ingest()
    except MonitorError as error:
        print(error.message, file=sys.stderr)
        for complaint in getattr(error, "complaints", ()):
            print(complaint, file=sys.stderr)
        if error.hint:
            print(error.hint, file=sys.stderr)
        raise SystemExit(error.exit_code) from None
