"""No spelling of a private address passes, and the public internet does."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import addresses

PRIVATE = """
0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 240.0.0.1
255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1
100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1 fc00::1
fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 2a00:1450::5efe:7f00:1 4000::1
""".split()  # noqa: SIM905
PUBLIC = """
8.8.8.8 1.1.1.1 172.32.0.1 100.128.0.1 2a00:1450:4001::1 ::ffff:8.8.8.8 64:ff9b::808:808 2606:4700::1111
""".split()  # noqa: SIM905


@pytest.mark.parametrize("ip", PRIVATE)
def test_no_special_address_is_public(ip: str) -> None:
    assert not addresses.is_public(ip)


@pytest.mark.parametrize("ip", PUBLIC)
def test_the_public_internet_is_public(ip: str) -> None:
    assert addresses.is_public(ip)


@pytest.mark.parametrize("text", ["", "news.example", "1.2.3.4.5", "::g", "8.8.8.8 ", "\ud800"])
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not addresses.is_public(text)
    assert not addresses.allowed(text, addresses.parse_networks(["0.0.0.0/0"]))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.0.0.1.",
     "１２７.0.0.1", "127。0。0。1", "%31%32%37.0.0.1", "[::ffff:127.0.0.1]", "::ffff:7f00:1", "0X7F.0x0.0.0x1"],
)  # fmt: skip
def test_every_spelling_of_loopback_is_loopback(host: str) -> None:
    assert addresses.literal(host) == IPv4Address("127.0.0.1")


@pytest.mark.parametrize(
    "host", ["news.example", "256.1.1.1", "1.2.3.4.5", "0x", "4294967296", "08.1.1.1", "a.1", "", "1..1", "face.b00c"]
)
def test_a_name_is_no_literal(host: str) -> None:
    found = addresses.literal(host)
    assert found is None or not addresses.is_public(found)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(["0", "1", "08", "255", "256", "0x", "0xff", "017", "65536", "a", ""]), min_size=1, max_size=5
    )
)
def test_every_host_that_libc_reads_as_an_address_is_read_alike(parts: list[str]) -> None:
    host = ".".join(parts)
    try:
        expected = IPv4Address(socket.inet_aton(host))
    except OSError:
        return
    assert addresses.literal(host) == expected


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_judged_as_the_one_that_it_carries(ip: IPv4Address) -> None:
    mapped = IPv6Address(f"::ffff:{ip}")
    assert addresses.is_public(mapped) is addresses.is_public(ip)
    assert addresses.literal(f"[{mapped}]") == ip


def test_the_user_may_allow_a_network() -> None:
    nets = addresses.parse_networks(["127.71.0.0/24", "fd00::/8"])
    assert addresses.allowed("127.71.0.3", nets)
    assert addresses.allowed("::ffff:127.71.0.3", nets)
    assert addresses.allowed("fd00::1", nets)
    assert addresses.allowed("8.8.8.8", nets)
    assert not addresses.allowed("127.0.0.1", nets)
