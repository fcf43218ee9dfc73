"""robots.txt, as RFC 9309 has it, and a little stricter where sites are in trouble.

One file per origin (scheme, host and port). Read with Protego, for the token `MediaMonitor`.

| what came               | what it means                                                                |
|-------------------------|------------------------------------------------------------------------------|
| 2xx                     | its rules, of the first 500 KiB, whole lines; kept for a day                 |
| 4xx (but 429)           | there are none: everything is allowed; kept for a day                        |
| more than five redirects| the same (RFC 9309 §2.3.1.2)                                                 |
| 429, 5xx, nonsense      | nothing is allowed for now, unless a good copy is younger than a day; asked again after ten minutes |
| no answer at all        | the same, and the pages wait for the reason that the host gives: `connection`, `timeout`, `address` |

`RobotsRules` and `Memo` decide, with `now` as an argument; the middleware fetches.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler

from monitor.model import Failure, Reason, Source
from monitor.urls import host_of
from spiders.failures import FetchFailed, NotAsked, failure_of
from spiders.fetch import Fetched
from spiders.politeness import retry_moment

TOKEN = "MediaMonitor"
MOST_BYTES = 512_000
KEPT_S = 86_400.0
ASK_AGAIN_S = 600.0
_OF_THE_HOST = (Reason.ADDRESS, Reason.CONNECTION, Reason.TIMEOUT, Reason.RATE_LIMITED)


class RobotsRules:
    """One robots.txt."""

    def __init__(self, body: bytes) -> None:
        text = body[:MOST_BYTES]
        if len(body) >= MOST_BYTES:
            text = text[: text.rfind(b"\n") + 1]  # half a rule may say the opposite of the whole
        self._parsed = Protego.parse(text.decode("utf-8-sig", errors="replace"))

    def allows(self, url: str) -> bool:
        return bool(self._parsed.can_fetch(url, TOKEN))

    @property
    def delay_s(self) -> float | None:
        """The Crawl-delay that is meant for us."""
        seconds = self._parsed.crawl_delay(TOKEN)
        return float(seconds) if seconds is not None and 0 < seconds < math.inf else None


ALLOW_ALL = RobotsRules(b"")


@dataclass(frozen=True, slots=True)
class Memo:
    """What is known of one origin. `failure` where nothing may be fetched for now."""

    rules: RobotsRules
    failure: Failure | None
    good_until: float
    """Until when `rules`, if a server gave them, are a good copy."""
    ask_again: float


def judged(status: int, body: bytes, *, before: Memo | None, now: float, retry_at: datetime | None = None) -> Memo:
    """What an answer means. `now` is monotonic, in seconds; `retry_at` is when the server wants to be asked again."""
    if 200 <= status < 300:
        return Memo(RobotsRules(body), None, now + KEPT_S, now + KEPT_S)
    if 400 <= status < 500 and status != 429:
        return Memo(ALLOW_ALL, None, now + KEPT_S, now + KEPT_S)
    failure = Failure(reason=Reason.SERVER_ERROR, detail=f"HTTP {status}", retry_at=retry_at)
    return missed(failure, before=before, now=now)


def missed(failure: Failure, *, before: Memo | None, now: float) -> Memo:
    """What it means that there was no answer, or one that says nothing."""
    if failure.reason is Reason.REDIRECT_LOOP:
        return Memo(ALLOW_ALL, None, now + KEPT_S, now + KEPT_S)
    if before is not None and now < before.good_until:
        return Memo(before.rules, None, before.good_until, now + ASK_AGAIN_S)
    reason = failure.reason if failure.reason in _OF_THE_HOST else Reason.ROBOTS_UNAVAILABLE
    said = Failure(reason=reason, detail=f"robots.txt: {failure.detail}", retry_at=failure.retry_at)
    return Memo(ALLOW_ALL, said, now, now + ASK_AGAIN_S)


def origin_of(url: str) -> str:
    """`https://name:port`, as the URL has it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


class RobotsMiddleware:
    def __init__(self, crawler: Crawler, now: Callable[[], float]) -> None:
        self._crawler = crawler
        self._now = now
        self._memos: dict[str, Memo] = {}
        self._asking: dict[str, asyncio.Task[Memo]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler, time.monotonic)

    async def process_request(self, request: Request) -> None:
        source: Source | None = request.meta.get("source")
        if source is None or "is_aside" in request.meta or not source.obey_robots:
            return
        spider = self._crawler.spider
        if not spider.ingest.settings.crawl.obey_robots:  # type: ignore[union-attr]
            return
        memo = await self._memo(origin_of(request.url), source)
        if memo.failure is not None:
            raise NotAsked(memo.failure)
        if not memo.rules.allows(request.url):
            raise NotAsked(Failure(reason=Reason.ROBOTS, detail="robots.txt does not allow it"))

    async def _memo(self, origin: str, source: Source) -> Memo:
        known = self._memos.get(origin)
        if known is not None and self._now() < known.ask_again:
            return known
        asking = self._asking.get(origin)
        if asking is None:
            asking = self._asking[origin] = asyncio.ensure_future(self._ask(origin, source))
            asking.add_done_callback(lambda _: self._asking.pop(origin, None))
        return await asyncio.shield(asking)

    async def _ask(self, origin: str, source: Source) -> Memo:
        before = self._memos.get(origin)
        request = Request(
            f"{origin}/robots.txt",
            meta={"source": source, "is_aside": "robots", "truncate_at": MOST_BYTES},
            priority=10,
        )
        try:
            response = await self._crawler.engine.download_async(request)
            assert isinstance(response, Fetched)
            memo = judged(
                response.status,
                response.body,
                before=before,
                now=self._now(),
                retry_at=retry_moment(response.header("Retry-After"), datetime.now(UTC)),
            )
        except FetchFailed as error:
            memo = missed(failure_of(error), before=before, now=self._now())
        self._memos[origin] = memo
        delay = memo.rules.delay_s
        host = host_of(origin)
        if delay and host:
            self._crawler.spider.pace.slow_down(host, delay)  # type: ignore[union-attr]
        return memo
