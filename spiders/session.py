"""A source's own headers, cookies and log-in.

They are sent to the source's own site and nowhere else: not to the host that a redirect leads to, not with
robots.txt. The log-in form is posted once per run, before the source's first page; where that fails, the
source's tasks wait as `forbidden`. Cookies that the site sets are kept for sources that have cookies or a log-in,
in memory only. Secrets appear in no message.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

import aiohttp
import yarl
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from monitor.model import Reason, Source
from monitor.urls import same_site
from spiders.failures import FetchFailed

MOST_OF_A_REPLY = 262_144
"""Bytes read of the log-in's reply; only its status and cookies matter."""


class Sessions:
    def __init__(self) -> None:
        self._jars: dict[str, aiohttp.CookieJar] = {}
        self._logins: dict[str, asyncio.Future[FetchFailed | None]] = {}

    def headers(self, source: Source, url: str) -> dict[str, str]:
        """What to send to `url` besides the usual; empty outside the source's site."""
        if not (source.headers or self._has_cookies(source)) or not same_site(source.url, url):
            return {}
        headers = dict(source.headers)
        if self._has_cookies(source):
            cookies = dict(source.cookies)
            for morsel in self._jar(source).filter_cookies(yarl.URL(url, encoded=True)).values():
                cookies[morsel.key] = morsel.value
            if cookies:
                headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return headers

    def keep_cookies(self, source: Source, url: yarl.URL, answer: aiohttp.ClientResponse) -> None:
        if self._has_cookies(source) and answer.cookies:
            self._jar(source).update_cookies(answer.cookies, url)

    async def logged_in(self, source: Source, crawler: Crawler) -> None:
        """Return once the source's form has been posted; FetchFailed where that did not work."""
        known = self._logins.get(source.id)
        if known is None:
            known = self._logins[source.id] = asyncio.get_running_loop().create_future()
            known.set_result(await self._post(source, crawler))
        failed = await asyncio.shield(known)
        if failed is not None:
            raise failed

    async def _post(self, source: Source, crawler: Crawler) -> FetchFailed | None:
        assert source.login is not None
        request = Request(
            source.login.url,
            method="POST",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(dict(source.login.fields)),
            meta={"source": source, "is_aside": "login", "truncate_at": MOST_OF_A_REPLY},
        )
        try:
            response = await crawler.engine.download_async(request)
        except Exception as error:
            reason = error.failure.detail if isinstance(error, FetchFailed) else type(error).__name__
            return FetchFailed(Reason.FORBIDDEN, f"log-in failed: {reason}")
        if response.status >= 400:
            return FetchFailed(Reason.FORBIDDEN, f"log-in failed: HTTP {response.status}")
        return None

    def _has_cookies(self, source: Source) -> bool:
        return bool(source.cookies) or source.login is not None

    def _jar(self, source: Source) -> aiohttp.CookieJar:
        jar = self._jars.get(source.id)
        if jar is None:
            # Unsafe means: for hosts that are IP addresses, too. An intranet site may be one.
            jar = self._jars[source.id] = aiohttp.CookieJar(unsafe=True)
        return jar


class LoginMiddleware:
    """Hold a source's first page back until its log-in is done."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LoginMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        source: Source | None = request.meta.get("source")
        if source is not None and source.login is not None and "is_aside" not in request.meta:
            spider = self._crawler.spider
            await spider.sessions.logged_in(source, self._crawler)  # type: ignore[union-attr]
        return None
