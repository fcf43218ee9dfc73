"""When a crawl is asked to end before its work is done.

The first SIGINT or SIGTERM, or the end of standard input where a parent said that it would hold it open: claim
nothing more, finish what is under way, within `GRACE_S`. The second: stop now. Neither loses anything, for what
was not answered is still waiting in the ledger.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable

from scrapy import Request
from scrapy.crawler import Crawler

from spiders.failures import Unsent

GRACE_S = 30.0
PARENT = "MONITOR_PARENT_PIPE"
"""Set by a parent that holds standard input open for as long as it lives."""


def on_interrupt(interrupt: Callable[[], None], *, environ: dict[str, str] | os._Environ[str] = os.environ) -> None:
    """Call `interrupt` on the running loop for each request to stop. Replaces Scrapy's own signal handlers, which
    would drop what is queued without a word and wait without end for what is not."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt)
    if environ.get(PARENT):
        loop.add_reader(sys.stdin.fileno(), _until_parent_dies, loop, interrupt)


def _until_parent_dies(loop: asyncio.AbstractEventLoop, interrupt: Callable[[], None]) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        loop.remove_reader(sys.stdin.fileno())
        interrupt()


class StoppingMiddleware:
    """Sends nothing more once the crawl ends: what waited for robots.txt or a redirect's turn stays in the ledger."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StoppingMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if self._crawler.spider.is_ending:  # type: ignore[union-attr]
            raise Unsent("the crawl ends")
