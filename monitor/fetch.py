"""Fetch one page that a person asked for (`add`, `sources test`, `extract URL`), with the crawler's guard.

The address that is connected to is the address that was vetted: names are resolved here, each result is checked,
and the socket is opened to that very address. Redirects are followed by hand, at most five, each vetted anew.
Crawls do not come through here; they have the spider. urllib3 stays inside this file.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, TimeoutError

from monitor.addresses import Network, allowed, literal
from monitor.errors import ServiceError
from monitor.model import Page
from monitor.urls import absolute

MOST_REDIRECTS = 5
CHUNK = 65_536


class AddressRefused(ServiceError):
    """The URL leads to an address that is not of the public internet and not of an allowed network."""

    code = "service.address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """`timeout_s` bounds each step, `deadline_s` the whole; `max_size` is in bytes after decoding."""

    user_agent: str
    networks: tuple[Network, ...] = ()
    proxy: str | None = None
    timeout_s: float = 20.0
    deadline_s: float = 60.0
    max_size: int = 8_000_000
    clock: Callable[[], datetime]

    def get(self, url: str) -> Page:
        """The page behind the redirects, whatever its status. ServiceError where no response can be had."""
        pool = self._pool()
        hops: list[str] = []
        ends = time.monotonic() + self.deadline_s
        try:
            here = url
            while True:
                status, headers, body = self._one(pool, here, ends)
                target = {name.lower(): value for name, value in headers}.get("location")
                if status not in (301, 302, 303, 307, 308) or target is None:
                    return Page(
                        url=url,
                        final_url=here,
                        hops=tuple(hops),
                        status=status,
                        headers=headers,
                        body=body,
                        fetched_at=self.clock(),
                    )
                following = absolute(here, target)
                if following is None or len(hops) >= MOST_REDIRECTS:
                    raise ServiceError(
                        f"{url} redirects in circles, or to nowhere.",
                        hint="Try the address that a browser ends up at.",
                        url=url,
                    )
                hops.append(following)
                here = following
        finally:
            pool.clear()

    def _one(self, pool: urllib3.PoolManager, url: str, ends: float) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        headers = {"User-Agent": self.user_agent, "Accept-Encoding": "gzip, br, zstd", "Accept": "*/*"}
        try:
            response = pool.request(
                "GET",
                url,
                headers=headers,
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=self.timeout_s,
            )
            try:
                body = bytearray()
                for chunk in response.stream(CHUNK, decode_content=True):
                    body += chunk
                    if len(body) > self.max_size:
                        raise ServiceError(f"{url} sends more than {self.max_size:,} bytes.", url=url)
                    if time.monotonic() > ends:
                        raise ServiceError(f"{url} had not sent everything after {self.deadline_s:.0f} s.", url=url)
                return response.status, tuple(response.headers.items()), bytes(body)
            finally:
                response.close()
        except TimeoutError as error:
            raise ServiceError(
                f"{url} did not answer within {self.timeout_s:.0f} s.", hint="Try again later.", url=url
            ) from error
        except (NewConnectionError, MaxRetryError) as error:
            raise ServiceError(
                f"{url} cannot be reached: {_plain(error)}.", hint="Is the address right, and are you online?", url=url
            ) from error
        except (HTTPError, ValueError) as error:
            raise ServiceError(f"{url} cannot be read: {_plain(error)}.", url=url) from error

    def _pool(self) -> urllib3.PoolManager:
        if self.proxy is not None:
            # Names are resolved at the far end of a proxy that the user named: outside this guard, by their choice.
            return urllib3.ProxyManager(self.proxy)
        pool = urllib3.PoolManager()
        networks = self.networks

        class Vetted(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return _connect(self.host, self.port, self.timeout, networks)

        class VettedTls(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return _connect(self.host, self.port, self.timeout, networks)

        class VettedPool(HTTPConnectionPool):
            ConnectionCls = Vetted

        class VettedTlsPool(HTTPSConnectionPool):
            ConnectionCls = VettedTls

        pool.pool_classes_by_scheme = {"http": VettedPool, "https": VettedTlsPool}
        return pool


def _connect(host: str, port: int | None, timeout: object, networks: Sequence[Network]) -> socket.socket:
    """A socket to the first vetted address of the host that answers."""
    seconds = float(timeout) if isinstance(timeout, int | float) else 20.0
    addresses = _resolve(host, port or 80)
    good = [address for address in addresses if allowed(address, networks)]
    if not good:
        raise AddressRefused(
            f"{host} is not an address of the public internet ({', '.join(addresses) or 'no address'}).",
            hint='An intranet can be allowed: [crawl] allow_networks = ["10.0.0.0/8"]',
            host=host,
        )
    failure: OSError | None = None
    for address in good:
        try:
            return socket.create_connection((address, port or 80), seconds)
        except OSError as error:
            failure = error
    assert failure is not None
    raise failure


def _resolve(host: str, port: int) -> list[str]:
    """Addresses of a host; `*.localhost` is loopback by RFC 6761, whatever a resolver says."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return ["127.0.0.1"]
    spelled = literal(name)
    if spelled is not None:
        return [str(spelled)]
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise ServiceError(
            f"No such host: {host}.", hint="Is the address right, and are you online?", host=host
        ) from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _plain(error: BaseException) -> str:
    """The innermost cause in plain words: urllib3 wraps the system's error, often twice."""
    cause: BaseException = error
    while True:
        inner = getattr(cause, "reason", None) if isinstance(cause, MaxRetryError) else cause.__cause__
        inner = inner or next((part for part in reversed(cause.args) if isinstance(part, BaseException)), None)
        if not isinstance(inner, BaseException):
            break
        cause = inner
    return (getattr(cause, "strerror", None) or str(cause)).rstrip(".")
