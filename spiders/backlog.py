"""The short queue between the spider and the network.

The frontier is the ledger, so nothing is filtered, sorted or written to disk here. Requests that continue
something (a redirect's next hop, a second try) go first: they hold a task that was begun.
"""

from __future__ import annotations

from collections import deque

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler


class Backlog(BaseScheduler):
    def __init__(self) -> None:
        self._waiting: deque[Request] = deque()

    def has_pending_requests(self) -> bool:
        return bool(self._waiting)

    def enqueue_request(self, request: Request) -> bool:
        if request.priority > 0:
            self._waiting.appendleft(request)
        else:
            self._waiting.append(request)
        return True

    def next_request(self) -> Request | None:
        return self._waiting.popleft() if self._waiting else None

    def clear(self) -> None:
        """Forget what has not been sent: it is still waiting in the ledger."""
        self._waiting.clear()
