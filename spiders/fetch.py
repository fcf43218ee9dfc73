"""The one way out: an HTTP/1.1 client that is guarded and bounded in every direction.

Scrapy calls it as the download handler of http and https; aiohttp (a dependency of Scrapy's own) does the protocol.
It was chosen over Scrapy's Twisted client because it caps header lines and their number by itself, lets every
socket be vetted, and keeps the body as it came over the wire. A page costs 0.7 ms of CPU, Scrapy's part included
(`wildweb.pace` in the tests measures it).

* addresses: see `guard`; a request through a proxy is the proxy's to resolve, and only literals are checked;
* time: `timeout_s` for the whole exchange, waiting for a place in memory not counted;
* sizes: header lines ≤ 32 KB and ≤ 128 of them, body ≤ `max_size` on the wire and again when decoded;
* no redirects, cookies, environment proxies or decoding behind our back.

What fails is raised as `FetchFailed` with the ledger's reason. Request meta that is read here:
`source`; `truncate_at`: cut the body there instead of refusing it, and hold no place in memory; `is_aside`: `robots`
or `login`, what is fetched beside a source's pages.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import aiohttp
import yarl
from multidict import CIMultiDict
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from monitor.addresses import parse_networks
from monitor.model import Reason, Source
from spiders.clients import Clients
from spiders.decoding import ACCEPT_ENCODING, TooLarge, Undecodable, decode
from spiders.failures import FetchFailed, as_fetch_failed
from spiders.guard import refuse_literal
from spiders.memory import SMALL, Hold

MAX_ASIDE = 65_536
"""Bytes of a redirect's body that are read to keep its connection; nobody looks at them."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/feed+json;q=0.9,*/*;q=0.8"


class Fetched(Response):
    """A response as bytes. `pairs` are its headers in order, `wire_body` the body before decoding, None where equal."""

    def __init__(
        self,
        url: str,
        *,
        status: int,
        pairs: tuple[tuple[str, str], ...],
        body: bytes,
        wire_body: bytes | None,
        fetched_at: datetime,
        hold: Hold | None,
    ) -> None:
        super().__init__(url, status=status, body=body)
        self.pairs = pairs
        self.wire_body = wire_body
        self.fetched_at = fetched_at
        self.hold = hold

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.pairs if key.lower() == wanted), None)

    def release(self) -> None:
        """Give back the place in memory."""
        if self.hold is not None:
            self.hold.close()


class GuardedHandler(BaseDownloadHandler):
    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spider: Any = crawler.spider
        crawl = spider.ingest.settings.crawl
        self._networks = parse_networks(crawl.allow_networks)
        self._timeout_s = float(crawl.timeout_s)
        self._max_size = int(crawl.max_size)
        self._proxy: str | None = crawl.proxy
        self._memory = spider.memory
        self._sessions = spider.sessions
        self._pace = spider.pace
        self._headers = {
            "User-Agent": spider.user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
            "Accept-Language": "*",
        }
        self._clients = Clients(self._networks, self._pace.sent)

    async def download_request(self, request: Request) -> Fetched:
        try:
            response = await self._exchange(request)
        except Exception as error:
            failed = as_fetch_failed(error, timeout_s=self._timeout_s)
            self._pace.unanswered(request, failed.failure)
            raise failed from error
        self._pace.answered(request, response.status, response.header("Retry-After"))
        return response

    async def close(self) -> None:
        await self._clients.close()

    async def _exchange(self, request: Request) -> Fetched:
        url = yarl.URL(request.url, encoded=True)
        refuse_literal(url.raw_host or "", self._networks)
        source: Source | None = request.meta.get("source")
        proxy = (source.proxy if source is not None else None) or self._proxy
        headers = CIMultiDict(self._headers)
        headers.update({name.decode(): b",".join(values).decode() for name, values in request.headers.items()})
        has_session = source is not None and request.meta.get("is_aside") != "robots"
        if source is not None and has_session:
            headers.update(self._sessions.headers(source, request.url))
        client, named = self._clients.through(proxy)
        async with (
            asyncio.timeout(self._timeout_s) as deadline,
            client.request(
                request.method,
                url,
                headers=headers,
                data=request.body or None,
                proxy=named,
                allow_redirects=False,
                trace_request_ctx=request,
            ) as answer,
        ):
            if source is not None and has_session:
                self._sessions.keep_cookies(source, url, answer)
            return await self._read(request, answer, deadline)

    async def _read(self, request: Request, answer: aiohttp.ClientResponse, deadline: asyncio.Timeout) -> Fetched:
        pairs = tuple((_text(name), _text(value)) for name, value in answer.raw_headers)
        cut: int | None = request.meta.get("truncate_at")
        if answer.status in REDIRECTS and "Location" in answer.headers:
            cut = MAX_ASIDE
        hold: Hold | None = None
        try:
            if cut is None:
                if (answer.content_length or 0) > self._max_size:
                    raise _too_large(answer.content_length, self._max_size)
                hold = await _untimed(deadline, self._memory.hold())
            wire = await self._body(answer, deadline, hold, cut)
            body, is_coded = await self._decoded(wire, answer, deadline, hold, cut)
            return Fetched(
                request.url,
                status=answer.status,
                pairs=pairs,
                body=body,
                wire_body=wire if is_coded else None,
                fetched_at=datetime.now(UTC),
                hold=hold,
            )
        except BaseException:
            answer.close()
            if hold is not None:
                hold.close()
            raise

    async def _body(
        self, answer: aiohttp.ClientResponse, deadline: asyncio.Timeout, hold: Hold | None, cut: int | None
    ) -> bytes:
        """The body as it comes over the wire, without the transfer coding."""
        kept: list[bytes] = []
        size = 0
        async for piece in answer.content.iter_any():
            size += len(piece)
            kept.append(piece)
            if cut is not None:
                if size >= cut:
                    answer.close()
                    return b"".join(kept)[:cut]
            elif size > self._max_size:
                raise _too_large(None, self._max_size)
            elif size > SMALL and hold is not None:
                await _untimed(deadline, hold.grow())
        return kept[0] if len(kept) == 1 else b"".join(kept)

    async def _decoded(
        self,
        wire: bytes,
        answer: aiohttp.ClientResponse,
        deadline: asyncio.Timeout,
        hold: Hold | None,
        cut: int | None,
    ) -> tuple[bytes, bool]:
        coding = ",".join(answer.headers.getall("Content-Encoding", ()))
        if not coding or not wire:
            return wire, False
        try:
            try:
                body = decode(wire, coding, ceiling=SMALL)
            except TooLarge:
                if hold is None:
                    raise
                await _untimed(deadline, hold.grow())
                body = decode(wire, coding, ceiling=self._max_size)
        except TooLarge:
            if cut is not None:
                return b"", False
            raise _too_large(None, self._max_size) from None
        except Undecodable as error:
            raise FetchFailed(Reason.BAD_RESPONSE, f"the body cannot be decoded: {error}") from error
        return body, body is not wire


async def _untimed(deadline: asyncio.Timeout, wait: Any) -> Any:
    """Await our own queue without charging the server for it."""
    loop = asyncio.get_running_loop()
    when = deadline.when()
    left = when - loop.time() if when is not None else None
    deadline.reschedule(None)
    try:
        return await wait
    finally:
        if left is not None:
            deadline.reschedule(loop.time() + left)


def _too_large(size: int | None, limit: int) -> FetchFailed:
    said = f"{size:,} bytes" if size is not None else "the body"
    return FetchFailed(Reason.TOO_LARGE, f"{said} passes the limit of {limit:,} bytes")


def _text(raw: bytes) -> str:
    """A header's bytes: UTF-8 as most that are not ASCII are, else Latin-1, which reads anything."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
