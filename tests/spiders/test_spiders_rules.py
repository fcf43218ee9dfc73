"""The spider's deciders, without a network: codings, names, robots.txt, pauses, memory."""

from __future__ import annotations

import asyncio
import gzip
import socket
import zlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.addresses import parse_networks
from monitor.model import Failure, Reason, Source, Task, TaskKind
from spiders.decoding import TooLarge, Undecodable, decode
from spiders.failures import AddressRefused
from spiders.guard import VettingResolver, refuse_literal, vetted_socket
from spiders.memory import LARGE_AT_ONCE, Memory
from spiders.politeness import DEAD_AFTER, Politeness, retry_moment
from spiders.revisit import validators
from spiders.robots import ASK_AGAIN_S, KEPT_S, MOST_BYTES, RobotsRules, judged, missed, origin_of

NOW = datetime(2026, 3, 21, 12, 0, tzinfo=UTC)
PACK = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}

# codings


@given(st.binary(max_size=300_000), st.lists(st.sampled_from(sorted(PACK)), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_what_was_packed_comes_out_whole(body: bytes, codings: list[str]) -> None:
    packed = body
    for coding in codings:
        packed = PACK[coding](packed)
    assert decode(packed, ", ".join(codings), ceiling=2_000_000) == body


@given(st.binary(max_size=5_000), st.sampled_from([*sorted(PACK), "x-gzip", "compress", "identity", "gzip, gzip"]))
@settings(max_examples=200, deadline=None)
def test_rubbish_is_either_read_or_refused_in_one_way(body: bytes, coding: str) -> None:
    with suppress(TooLarge, Undecodable):
        assert len(decode(body, coding, ceiling=50_000)) <= 50_000


@given(
    st.sampled_from(sorted(PACK)),
    st.binary(min_size=1_000, max_size=20_000),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=5),
)
@settings(max_examples=100, deadline=None)
def test_a_damaged_body_is_either_read_or_refused(coding: str, body: bytes, damage: list[tuple[float, int]]) -> None:
    packed = bytearray(PACK[coding](body))
    for place, value in damage:
        packed[int(place * len(packed))] = value
    with suppress(TooLarge, Undecodable):
        decode(bytes(packed), coding, ceiling=100_000)


@pytest.mark.parametrize("coding", sorted(PACK))
def test_a_bomb_stops_at_the_ceiling(coding: str) -> None:
    bomb = PACK[coding](bytes(20_000_000))
    with pytest.raises(TooLarge):
        decode(bomb, coding, ceiling=1_000_000)
    with pytest.raises(TooLarge):
        decode(PACK["gzip"](bomb), f"{coding}, gzip", ceiling=1_000_000)


def test_gzip_members_are_joined_and_padding_is_dropped() -> None:
    assert decode(gzip.compress(b"one ") + gzip.compress(b"two") + bytes(512), "gzip", ceiling=100) == b"one two"


def test_a_tower_of_codings_is_refused() -> None:
    with pytest.raises(Undecodable):
        decode(b"x", "gzip, gzip, gzip, gzip", ceiling=100)


# names and addresses


def resolver(*answers: list[str], allow: tuple[str, ...] = ()) -> VettingResolver:
    """One that gets these addresses, one list after the other."""
    waiting = iter(answers)

    def look_up(host: str, port: int, **kwargs: object) -> list[tuple[object, ...]]:
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in next(waiting)
        ]

    return VettingResolver(parse_networks(allow), look_up=look_up)


def hosts(found: VettingResolver, name: str = "news.example") -> list[str]:
    return [entry["host"] for entry in asyncio.run(found.resolve(name, 80))]


def test_of_a_names_addresses_only_public_ones_are_kept() -> None:
    assert hosts(resolver(["10.0.0.1", "93.184.215.14", "::1", "2606:2800:21f::1"])) == [
        "93.184.215.14",
        "2606:2800:21f::1",
    ]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1", "::ffff:127.0.0.1"])
def test_a_name_with_no_public_address_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        hosts(resolver([address]))


def test_a_name_that_changes_its_mind_is_vetted_each_time() -> None:
    rebinding = resolver(["93.184.215.14"], ["127.0.0.1"])
    assert hosts(rebinding) == ["93.184.215.14"]
    with pytest.raises(AddressRefused):
        hosts(rebinding)


def test_localhost_is_loopback_without_asking_and_needs_to_be_allowed() -> None:
    for name in ("localhost", "press.localhost", "PRESS.LocalHost."):
        with pytest.raises(AddressRefused):
            hosts(resolver(), name)
        assert hosts(resolver(allow=("127.0.0.0/8",)), name) == ["127.0.0.1"]
        assert hosts(resolver(allow=("127.0.0.0/8", "::1/128")), name) == ["127.0.0.1", "::1"]


def test_no_socket_is_made_for_an_address_that_is_not_allowed() -> None:
    with pytest.raises(AddressRefused):
        vetted_socket(())((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))
    vetted_socket(parse_networks(["127.0.0.1"]))((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))).close()


@pytest.mark.parametrize("host", ["127.1", "0177.0.0.1", "0x7f000001", "2130706433", "[::1]", "１２７.０.０.１", "0"])
def test_every_spelling_of_an_address_is_read(host: str) -> None:
    with pytest.raises(AddressRefused):
        refuse_literal(host, ())


@pytest.mark.parametrize("host", ["news.example", "خبر.example", "93.184.215.14", "127.0.0.1.example"])
def test_names_and_public_addresses_pass_the_first_door(host: str) -> None:
    refuse_literal(host, ())


# robots.txt

RULES = b"User-agent: *\nDisallow: /x\n"
DOWN = Failure(reason=Reason.TIMEOUT, detail="no complete answer within 20 s")


def test_a_good_robots_txt_outlives_trouble_for_a_day_and_no_longer() -> None:
    good = judged(200, RULES, before=None, now=0.0)
    assert good.ask_again == KEPT_S
    trouble = judged(503, b"", before=good, now=KEPT_S - 10)
    assert trouble.failure is None
    assert not trouble.rules.allows("https://news.example/x/1")
    assert trouble.ask_again == KEPT_S - 10 + ASK_AGAIN_S
    later = judged(503, b"", before=trouble, now=KEPT_S + 1)
    assert later.failure is not None
    assert later.failure.reason is Reason.ROBOTS_UNAVAILABLE
    assert missed(DOWN, before=trouble, now=KEPT_S + 1).failure is not None


@pytest.mark.parametrize("status", [500, 502, 503, 429, 304, 302])
def test_a_server_in_trouble_forbids_everything_for_now(status: int) -> None:
    assert judged(status, RULES, before=None, now=0.0).failure is not None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_missing_or_closed_robots_txt_forbids_nothing(status: int) -> None:
    memo = judged(status, RULES, before=None, now=0.0)
    assert memo.failure is None
    assert memo.rules.allows("https://news.example/x/1")


def test_a_private_address_behind_robots_txt_is_said_as_such() -> None:
    memo = missed(Failure(reason=Reason.ADDRESS, detail="10.0.0.1 is not a public address"), before=None, now=0.0)
    assert memo.failure is not None
    assert memo.failure.reason is Reason.ADDRESS


def test_a_rule_that_is_cut_in_half_is_not_read() -> None:
    lines = b"User-agent: *\nDisallow: /late-night-news\n"
    body = lines + b"#" * (MOST_BYTES - len(lines) - 20) + b"\nDisallow: /late-night-news-and-more"
    rules = RobotsRules(body[:MOST_BYTES])
    assert rules.allows("https://news.example/late")
    assert not rules.allows("https://news.example/late-night-news")


def test_rules_in_any_script_and_with_a_byte_order_mark_are_read() -> None:
    rules = RobotsRules("\ufeffUser-agent: MediaMonitor\nDisallow: /خصوصی\nCrawl-delay: 2\n".encode())
    assert not rules.allows("https://news.example/%D8%AE%D8%B5%D9%88%D8%B5%DB%8C/1")
    assert rules.allows("https://news.example/%D8%AE%D8%A8%D8%B1")
    assert rules.delay_s == 2


@pytest.mark.parametrize("value", ["nan", "inf", "-3", "0", "soon", "۲"])
def test_a_crawl_delay_that_makes_no_sense_is_none(value: str) -> None:
    assert RobotsRules(f"User-agent: *\nCrawl-delay: {value}\n".encode()).delay_s in (None, 2.0)


@given(st.binary(max_size=2_000))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_robots_txt(body: bytes) -> None:
    rules = RobotsRules(body)
    rules.allows("https://news.example/a?b=c")
    assert rules.delay_s is None or rules.delay_s >= 0


def test_scheme_and_port_are_part_of_an_origin() -> None:
    origins = [
        origin_of(url) for url in ("http://News.example/a", "https://news.example/a", "http://u:p@news.example:81/")
    ]
    assert origins == ["http://news.example", "https://news.example", "http://news.example:81"]


# pace


def source(**fields: object) -> Source:
    return Source(id="s", name="s", url="https://news.example/", **fields)  # type: ignore[arg-type]


def test_of_two_sources_on_one_host_the_slower_sets_the_pace() -> None:
    pace = Politeness(delay=1.0)
    assert pace.delay_of("h", source(delay=0.5)) == 0.5
    assert pace.delay_of("h", source(delay=3.0)) == 3.0
    assert pace.delay_of("h", source()) == 3.0
    assert pace.slow_down("h", 900) == 60.0
    assert pace.delay_of("other", None) == 1.0


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("120", NOW + timedelta(seconds=120)),
        (" 0 ", NOW),
        ("Sat, 21 Mar 2026 13:00:00 GMT", NOW + timedelta(hours=1)),
        ("Sat, 21 Mar 2026 13:00:00", NOW + timedelta(hours=1)),
        ("-1", None),
        ("۱۲۰", None),
        ("soon", None),
        ("9" * 40, None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, wanted: datetime | None) -> None:
    assert retry_moment(value, NOW) == wanted


def test_a_paused_host_is_asked_again_when_its_time_has_come() -> None:
    pace = Politeness(delay=1.0)
    assert pace.answered("h", 429, "60", NOW)
    paused = pace.pause_of("h", NOW + timedelta(seconds=59))
    assert paused is not None
    assert paused.retry_at == NOW + timedelta(seconds=60)
    assert pace.pause_of("h", NOW + timedelta(seconds=61)) is None
    assert pace.pause_of("other", NOW) is None


def test_an_answer_of_any_kind_ends_a_hosts_silence() -> None:
    pace = Politeness(delay=1.0)
    for _ in range(3):
        for _ in range(DEAD_AFTER - 1):
            assert not pace.unanswered("h", DOWN, NOW)
        pace.answered("h", 500, None, NOW)
    for _ in range(DEAD_AFTER - 1):
        pace.unanswered("h", DOWN, NOW)
    assert pace.unanswered("h", DOWN, NOW)
    paused = pace.pause_of("h", NOW)
    assert paused is not None
    assert paused.reason is Reason.TIMEOUT


# the rest


def test_a_validator_that_cannot_stand_in_a_header_is_left_out() -> None:
    def task(etag: str | None, modified: str | None) -> Task:
        return Task(
            kind=TaskKind.POLL, source="s", host="h", url="http://h/", token=1, etag=etag, last_modified=modified
        )

    assert validators(task('W/"a"', "Sat, 21 Mar 2026 13:00:00 GMT")) == {
        "If-None-Match": 'W/"a"',
        "If-Modified-Since": "Sat, 21 Mar 2026 13:00:00 GMT",
    }
    assert validators(task('"a"\r\nX-Evil: 1', "خبر")) == {}
    assert validators(task(None, None)) == {}


def test_large_bodies_wait_for_a_seat_and_give_it_back() -> None:
    async def run() -> None:
        memory = Memory(places=20)
        holds = [await memory.hold() for _ in range(LARGE_AT_ONCE + 1)]
        for hold in holds[:-1]:
            await hold.grow()
            await hold.grow()
        waiting = asyncio.ensure_future(holds[-1].grow())
        await asyncio.sleep(0)
        assert not waiting.done()
        holds[0].close()
        holds[0].close()
        await waiting
        for hold in holds:
            hold.close()
        assert not memory.large.locked()

    asyncio.run(run())
