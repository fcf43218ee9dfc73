"""Which network addresses a crawler may connect to. Pure: no look-ups, no sockets.

A page can link to `http://169.254.169.254/` as easily as to a neighbour's article. Only addresses of
the public internet are fetched; all else is refused, unless the user allows a network (a test, an
intranet). The rules are the IANA special-purpose registries (RFC 6890 and its successors), written
out here because `ipaddress.is_global` changes with the Python release.

* IPv6 is refused outside 2000::/3; inside it, documentation, benchmarks, Teredo, ORCHID and 6to4 are.
* Addresses that carry an IPv4 address are judged by it: IPv4-mapped, NAT64 (64:ff9b::/96, which is
  what every name resolves to on an IPv6-only network) and ISATAP.
* `literal()` reads the forms of an address that `inet_aton`, browsers and libc read in a host:
  decimal, octal, hexadecimal, fewer than four parts, full-width digits, a final dot.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from ipaddress import (
    AddressValueError,
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import unquote

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_REFUSED_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, and one cloud's metadata (100.100.100.200)
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's host agent, in a public range
        "169.254.0.0/16",  # link-local, and most clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")
_REFUSED_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, retired by RFC 7526
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the former 6bone
        "3fff::/20",  # documentation
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)

_PART = re.compile(r"0x[0-9a-f]*|0[0-7]*|[1-9][0-9]*", re.I)
_DOTS = str.maketrans({"。": ".", "．": ".", "｡": "."})


def is_public(ip: str | Address) -> bool:
    """Whether an address is one of the public internet. Text that is no address is not."""
    address = _read(ip)
    if address is None:
        return False
    if isinstance(address, IPv6Address):
        if address not in _GLOBAL_6 or any(address in network for network in _REFUSED_6):
            return False
        if (int(address) >> 32) & 0xFFFFFFFF not in _ISATAP:
            return True
        address = IPv4Address(int(address) & 0xFFFFFFFF)
    return not any(address in network for network in _REFUSED_4)


def allowed(ip: str | Address, networks: Iterable[Network] = ()) -> bool:
    """Whether an address may be connected to: a public one, or one of a network that the user allows."""
    address = _read(ip)
    if address is None:
        return False
    return is_public(address) or any(address in network for network in networks)


def parse_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """`10.0.0.0/8`, `127.0.0.1` … as networks. Raises ValueError with the text that is none."""
    return tuple(ip_network(text.strip(), strict=False) for text in texts)


def literal(host: str) -> Address | None:
    """The address that a URL's host spells out, in any form that a resolver would take; None for a name.

    `0x7f.1`, `017700000001`, `2130706433`, `127.1`, `[::1]`, `１２７.0.0.1` are all loopback.
    """
    text = unicodedata.normalize("NFKC", unquote(host).translate(_DOTS)).strip().lower()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    if ":" in text:
        return _read(text)
    parts = text.removesuffix(".").split(".")
    if not 1 <= len(parts) <= 4 or not all(_PART.fullmatch(part) and len(part) <= 48 for part in parts):
        return None
    numbers = [_number(part) for part in parts]
    *head, last = numbers
    if any(number > 255 for number in head) or last >= 256 ** (5 - len(numbers)):
        return None
    return IPv4Address(sum(number << (24 - 8 * place) for place, number in enumerate(head)) + last)


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8 if part.startswith("0") else 10)


def _read(ip: str | Address) -> Address | None:
    """An address, with the IPv4 address that it stands for in place of a mapped or NAT64 one."""
    try:
        address = ip_address(ip.partition("%")[0]) if isinstance(ip, str) else ip
    except (ValueError, AddressValueError):
        return None
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
