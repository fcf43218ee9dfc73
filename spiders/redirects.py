"""Redirects, one request per hop.

Each hop goes through robots.txt, the host's slot and the guard like any other request. Five at most (RFC 9110
leaves the number to us; browsers take 20, honest sites need 3). The hops stand in the Page, for they are spellings
of the article's address. A source's own headers and cookies are added per request for its own site, so none leaks.
"""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.http import Response

from monitor.model import Reason
from monitor.urls import absolute
from spiders.failures import FetchFailed
from spiders.fetch import REDIRECTS, Fetched

MOST_REDIRECTS = 5


class RedirectMiddleware:
    def process_response(self, request: Request, response: Response) -> Request | Response:
        if not isinstance(response, Fetched) or response.status not in REDIRECTS:
            return response
        location = response.header("Location")
        if location is None:
            return response
        response.release()
        target = absolute(response.url, location)
        if target is None:
            raise FetchFailed(Reason.BAD_RESPONSE, f"redirects to what is no web address: {location[:200]!r}")
        hops: tuple[str, ...] = request.meta.get("hops", ())
        if len(hops) >= MOST_REDIRECTS:
            raise FetchFailed(Reason.REDIRECT_LOOP, f"more than {MOST_REDIRECTS} redirects, the last to {target[:300]}")
        return next_hop(request, response.status, target)


def next_hop(request: Request, status: int, target: str) -> Request:
    """The request for a redirect's target. A form is sent again only where the status says so (307, 308)."""
    meta: dict[str, Any] = {key: value for key, value in request.meta.items() if not key.startswith("download_")}
    meta["hops"] = (*meta.get("hops", ()), target)
    changed: dict[str, Any] = {}
    if request.method != "GET" and status in (301, 302, 303):
        headers = request.headers.copy()
        headers.pop("Content-Type", None)
        changed = {"method": "GET", "body": b"", "headers": headers}
    hop: Request = request.replace(url=target, meta=meta, priority=request.priority + 1, **changed)
    return hop
