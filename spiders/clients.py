"""HTTP clients: one that connects directly, behind the guard, and one for each proxy that a user has named.

| proxy                       | who resolves names                                                       |
|-----------------------------|--------------------------------------------------------------------------|
| none                        | we do, and vet every address                                             |
| `http://`, `https://`       | the proxy, outside the guard                                             |
| `socks5://`, `socks5h://`   | the proxy, for both spellings: a local look-up would tell what is followed |

Each request tells the moment at which it is on its way (`on_sent`, with what it named as its `trace_request_ctx`): a
look-up or a handshake may take seconds, and a delay between two requests counts from what the server sees.

The environment's proxies are never used. Certificates are checked, through a proxy as well.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any

import aiohttp

from monitor.addresses import Network
from monitor.model import Reason
from spiders.failures import FetchFailed
from spiders.guard import VettingResolver, vetted_socket

MAX_HEADER_LINE = 32_768
"""Content-Security-Policy lines of 12 KB are in the wild."""
MAX_HEADERS = 128
KEEP_ALIVE_S = 15.0


class Clients:
    def __init__(self, networks: tuple[Network, ...], on_sent: Callable[[Any], None]) -> None:
        self._trace = aiohttp.TraceConfig()

        async def sent(_: object, context: Any, __: object) -> None:
            on_sent(context.trace_request_ctx)

        self._trace.on_request_headers_sent.append(sent)
        self._tls = tls_context()
        self._options: dict[str, Any] = {
            "ssl": self._tls,
            "limit": 0,
            "ttl_dns_cache": 300,
            "keepalive_timeout": KEEP_ALIVE_S,
        }
        guarded = aiohttp.TCPConnector(
            resolver=VettingResolver(networks), socket_factory=vetted_socket(networks), **self._options
        )
        self._by_proxy: dict[str | None, aiohttp.ClientSession] = {None: self._session(guarded)}

    def through(self, proxy: str | None) -> tuple[aiohttp.ClientSession, str | None]:
        """The client, and the proxy to name in its request (SOCKS is the client's own matter)."""
        is_socks = proxy is not None and proxy.startswith(("socks5://", "socks5h://"))
        client = self._by_proxy.get(proxy)
        if client is None:
            assert proxy is not None
            client = self._by_proxy[proxy] = self._session(self._connector(proxy, is_socks=is_socks))
        return client, None if is_socks else proxy

    async def close(self) -> None:
        for client in self._by_proxy.values():
            await client.close()

    def _connector(self, proxy: str, *, is_socks: bool) -> aiohttp.TCPConnector:
        if is_socks:
            from aiohttp_socks import ProxyConnector

            address = proxy.replace("socks5h://", "socks5://", 1)
            return ProxyConnector.from_url(address, rdns=True, **self._options)
        if proxy.startswith(("http://", "https://")):
            return aiohttp.TCPConnector(**self._options)
        raise FetchFailed(Reason.CONNECTION, f"a proxy of the kind {proxy.partition(':')[0]} is not supported")

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None),
            auto_decompress=False,
            trust_env=False,
            max_line_size=MAX_HEADER_LINE,
            max_field_size=MAX_HEADER_LINE,
            max_headers=MAX_HEADERS,
            trace_configs=[self._trace],
        )


def tls_context() -> ssl.SSLContext:
    """Certificates are checked against the system's authorities, or certifi's where the system has none."""
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if paths.cafile is None and paths.capath is None:
        import certifi

        context.load_verify_locations(cafile=certifi.where())
    # Servers without RFC 5746 are common among small sites; we never renegotiate.
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    return context
