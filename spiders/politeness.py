"""How often and when a host is asked.

* Delay and concurrency per host: the source's delay, else the crawl's, or robots.txt's Crawl-delay where longer.
* 429, and 503 with Retry-After: the host is left alone until then. What was queued for it is answered at once as
  `rate_limited` with that moment, and nothing more is sent to it in this run before.
* A host that fails to connect or to answer three times in a row is left alone for ten minutes: five hundred
  leads on a dead host would else cost five hundred time-outs.

`Politeness` decides, with `now` as an argument; `Pace` does it to Scrapy's slots.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import call_later
from scrapy.utils.defer import _schedule_coro

from monitor.model import Failure, Reason, Source
from monitor.urls import host_of
from spiders.failures import FetchFailed, NotAsked

DEFAULT_PAUSE = timedelta(minutes=5)
"""After a 429 that does not say how long."""
LONGEST_PAUSE = timedelta(days=7)
DEAD_AFTER = 3
DEAD_PAUSE = timedelta(minutes=10)
LONGEST_CRAWL_DELAY_S = 60.0


@dataclass(slots=True)
class Host:
    """What this run knows of one host."""

    delay: float
    silent: int = 0
    """Requests in a row that it did not answer."""
    paused_until: datetime | None = None
    pause: Failure | None = None


@dataclass(slots=True)
class Politeness:
    delay: float
    hosts: dict[str, Host] = field(default_factory=dict)

    def delay_of(self, host: str, source: Source | None) -> float:
        """Seconds between two requests; where two sources share a host, the longer."""
        own = source.delay if source is not None and source.delay is not None else self.delay
        known = self.hosts.get(host)
        if known is None:
            known = self.hosts[host] = Host(delay=own)
        elif own > known.delay:
            known.delay = own
        return known.delay

    def slow_down(self, host: str, seconds: float) -> float:
        """robots.txt asks for so many seconds between two requests; how many it gets."""
        known = self.hosts.setdefault(host, Host(delay=self.delay))
        known.delay = max(known.delay, min(seconds, LONGEST_CRAWL_DELAY_S))
        return known.delay

    def pause_of(self, host: str, now: datetime) -> Failure | None:
        """Why the host is not asked now; None where it may be."""
        known = self.hosts.get(host)
        if known is None or known.paused_until is None:
            return None
        if now < known.paused_until:
            return known.pause
        known.paused_until = known.pause = None
        known.silent = 0
        return None

    def answered(self, host: str, status: int, retry_after: str | None, now: datetime) -> bool:
        """Note an answer. True where the host is paused from now on."""
        known = self.hosts.setdefault(host, Host(delay=self.delay))
        known.silent = 0
        until = retry_moment(retry_after, now) if status in (429, 503) else None
        if until is None and status == 429:
            until = now + DEFAULT_PAUSE
        if until is None or until <= now:
            return False
        known.paused_until = min(until, now + LONGEST_PAUSE)
        known.pause = Failure(
            reason=Reason.RATE_LIMITED,
            detail=f"not asked: the host answered {status} and wants to be left alone",
            retry_at=until,
            is_try=False,
        )
        return True

    def unanswered(self, host: str, failure: Failure, now: datetime) -> bool:
        """Note a time-out or a lost connection. True where the host is paused from now on."""
        known = self.hosts.setdefault(host, Host(delay=self.delay))
        known.silent += 1
        if known.silent < DEAD_AFTER or known.paused_until is not None:
            return False
        known.paused_until = now + DEAD_PAUSE
        known.pause = Failure(
            reason=failure.reason,
            detail=f"not asked: the host failed {known.silent} times in a row ({failure.detail})",
        )
        return True


def retry_moment(value: str | None, now: datetime) -> datetime | None:
    """Retry-After (RFC 9110 §10.2.3), seconds or an HTTP date; None where it is absent or makes no sense."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return now + timedelta(seconds=int(text)) if len(text) < 9 else None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


class PoliteDownloader(Downloader):
    """Scrapy's downloader, keeping its own limit.

    In 2.19 a request counts as under way only once its task has started, so a slot without a delay sends its whole
    queue at once whatever its concurrency. Here it counts from the moment that it is taken from the queue.
    """

    def _process_queue(self, slot: Slot) -> None:
        if slot.latercall:
            return
        while slot.queue and slot.free_transfer_slots() > 0:
            now = monotonic()
            early = slot.lastseen + slot.download_delay() - now if slot.delay else 0.0
            if early > 0:
                slot.latercall = call_later(early, self._latercall, slot)
                return
            slot.lastseen = now
            request, waiting = slot.queue.popleft()
            slot.transferring.add(request)
            _schedule_coro(self._wait_for_download(slot, request, waiting))


class Pace:
    """`Politeness` at work on Scrapy's slots."""

    def __init__(self, politeness: Politeness, crawler: Crawler, clock: Callable[[], datetime]) -> None:
        self.politeness = politeness
        self._crawler = crawler
        self._clock = clock

    def before(self, request: Request) -> None:
        """Give the request its host's slot; NotAsked where the host is paused."""
        host = host_of(request.url)
        if host is None:
            raise FetchFailed(Reason.BAD_RESPONSE, "not a web address")
        paused = self.politeness.pause_of(host, self._clock())
        if paused is not None:
            raise NotAsked(paused)
        self._set_delay(host, self.politeness.delay_of(host, request.meta.get("source")))
        request.meta["download_slot"] = host

    def slow_down(self, host: str, seconds: float) -> None:
        self._set_delay(host, self.politeness.slow_down(host, seconds))

    def sent(self, request: Request) -> None:
        """To be told when it is on its way. A name's look-up, a handshake or a busy machine may have held it back since
        it was taken from the queue, and the next one's delay counts from here."""
        slot = self._crawler.engine.downloader.slots.get(request.meta["download_slot"])
        if slot is not None:
            slot.lastseen = monotonic()

    def answered(self, request: Request, status: int, retry_after: str | None) -> None:
        """To be told while the slot is still busy, so that nothing slips out in between."""
        host = request.meta["download_slot"]
        if self.politeness.answered(host, status, retry_after, self._clock()):
            self._turn_away(host)

    def unanswered(self, request: Request, failure: Failure) -> None:
        host = request.meta["download_slot"]
        if failure.reason in (Reason.TIMEOUT, Reason.CONNECTION) and self.politeness.unanswered(
            host, failure, self._clock()
        ):
            self._turn_away(host)

    def _set_delay(self, host: str, delay: float) -> None:
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay = delay
        else:
            downloader.per_slot_settings[host] = {"delay": delay}

    def _turn_away(self, host: str) -> None:
        """Answer what is queued for a host that has just been paused."""
        slot = self._crawler.engine.downloader.slots.get(host)
        paused = self.politeness.hosts[host].pause
        while slot is not None and paused is not None and slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(NotAsked(paused))


class PoliteMiddleware:
    """Every request passes here first; one that lost its connection, a second time."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PoliteMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        self._crawler.spider.pace.before(request)  # type: ignore[union-attr]

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if isinstance(exception, FetchFailed) and exception.is_passing and not request.meta.get("is_second_try"):
            again: Request = request.replace(
                meta={**request.meta, "is_second_try": True}, priority=request.priority + 1
            )
            return again
        return None
