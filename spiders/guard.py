"""Only public addresses are connected to, and the address that was vetted is the one that is connected to.

Three doors, because each alone can be walked around:

* `refuse_literal` reads the host as libc would (`0x7f.1`, `2130706433`, `[::ffff:127.0.0.1]`), before anything else;
* `VettingResolver` resolves a name once, drops every address that is not allowed, and hands the rest to the
  connector, which connects to these and asks nobody again: a name that changes its mind (rebinding) gains nothing;
* `vetted_socket` looks at each address once more at the moment a socket is made for it.

`localhost` and everything under it are loopback without asking DNS (RFC 6761 §6.3), and need loopback to be allowed.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from monitor.addresses import Network, allowed, literal
from spiders.failures import AddressRefused

LOOKUPS_AT_ONCE = 16
"""Threads for getaddrinfo. Each may hang for as long as libc likes; a crawl of 100 dead names must not stop the rest."""

LookUp = Callable[..., list[tuple[Any, ...]]]


def refuse_literal(host: str, networks: tuple[Network, ...]) -> None:
    """AddressRefused where the host spells out an address that is not allowed. Names pass: the resolver vets them."""
    address = literal(host)
    if address is not None and not allowed(address, networks):
        raise AddressRefused(f"{host} is not a public address")


def vetted_socket(networks: tuple[Network, ...]) -> Callable[[tuple[Any, ...]], socket.socket]:
    """A socket factory that makes sockets for allowed addresses only."""

    def make(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = info
        if not allowed(str(address[0]), networks):
            raise AddressRefused(f"{address[0]} is not a public address")
        made = socket.socket(family=family, type=kind, proto=protocol)
        made.setblocking(False)
        return made

    return make


class VettingResolver(AbstractResolver):
    """IPv4 and IPv6 addresses of a name, allowed ones only. `look_up` is `socket.getaddrinfo` or a test's own."""

    def __init__(
        self, networks: tuple[Network, ...], *, timeout_s: float = 10.0, look_up: LookUp = socket.getaddrinfo
    ) -> None:
        self._networks = networks
        self._timeout_s = timeout_s
        self._look_up = look_up
        self._threads = ThreadPoolExecutor(max_workers=LOOKUPS_AT_ONCE, thread_name_prefix="resolve")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._addresses(host, port)
        kept = [(kind, address) for kind, address in found if allowed(address, self._networks)]
        if found and not kept:
            raise AddressRefused(f"{host} stands for {found[0][1]}, which is not a public address")
        if not kept:
            raise OSError(None, f"{host} has no address")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=kind,
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, address in kept
        ]

    async def _addresses(self, host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
        name = host.rstrip(".").lower()
        if name == "localhost" or name.endswith(".localhost"):
            return [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
        loop = asyncio.get_running_loop()
        try:
            found = await asyncio.wait_for(
                loop.run_in_executor(self._threads, self._ask, host, port), timeout=self._timeout_s
            )
        except TimeoutError:
            raise OSError(None, f"{host}: no answer to the name's look-up") from None
        return list(dict.fromkeys((entry[0], str(entry[4][0])) for entry in found))

    def _ask(self, host: str, port: int) -> list[tuple[Any, ...]]:
        return self._look_up(host, port, type=socket.SOCK_STREAM)

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
