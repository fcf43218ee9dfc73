"""One crawl of a wild web; each test looks at the one answer that its URL was given."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import brotli
import pytest
import zstandard
from wildweb.crawl import Crawl, crawl
from wildweb.server import WildWeb, answer, endless, moved, raw, silent

PAGE = "<html><body><p>گزارش: روزنامه‌نگاران می‌گویند که آزادند. 記者</p></body></html>".encode()
BOMB = bytes(50_000_000)
"""Decodes to 50 MB; the crawl's limit is 2 MB."""


def build(web: WildWeb) -> list[dict]:
    """Each path, and what stands behind it. Every case has a host of its own, so that one cannot pause another."""
    cases: dict[str, object] = {
        "plain": answer(PAGE),
        "gzip": answer(gzip.compress(PAGE), Content_Encoding="gzip"),
        "brotli": answer(brotli.compress(PAGE), Content_Encoding="br"),
        "zstd": answer(zstandard.compress(PAGE), Content_Encoding="zstd"),
        "deflate": answer(zlib.compress(PAGE), Content_Encoding="deflate"),
        "deflate-raw": answer(zlib.compress(PAGE, wbits=-15), Content_Encoding="deflate"),
        "gzip-cut": answer(gzip.compress(PAGE)[:-8], Content_Encoding="gzip"),
        "gzip-not": answer(PAGE, Content_Encoding="gzip"),
        "coding-unknown": answer(PAGE, Content_Encoding="rot13"),
        "bomb-gzip": answer(gzip.compress(BOMB), Content_Encoding="gzip"),
        "bomb-brotli": answer(brotli.compress(BOMB, quality=4), Content_Encoding="br"),
        "bomb-zstd": answer(zstandard.compress(BOMB), Content_Encoding="zstd"),
        "big": answer(b"x" * 1_500_000),
        "too-big": answer(b"x" * 2_500_000),
        "endless-body": endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 10_000),
        "endless-headers": endless(b"HTTP/1.1 200 OK\r\n", b"X-Filler: bbbbbbbbbbbbbbbb\r\n" * 100),
        "endless-header-line": endless(b"HTTP/1.1 200 OK\r\nX-Filler: ", b"b" * 10_000),
        "endless-status": endless(b"HTTP/1.1 200 ", b"b" * 10_000),
        "silent": silent,
        "trickle": endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x", wait_s=0.1),
        "closes": raw(b""),
        "cut": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"),
        "not-http": raw(b"\x00\x01\x02 220 ready\r\n\r\n"),
        "no-colon": raw(b"HTTP/1.1 200 OK\r\nthis line has none\r\nContent-Length: 2\r\n\r\nok"),
        "latin-header": raw("HTTP/1.1 200 OK\r\nX-Author: José\r\nContent-Length: 2\r\n\r\nok".encode("latin-1")),
        "missing": answer(b"gone", "404 Not Found"),
        "broken": answer(b"oops", "500 Internal Server Error"),
        "no-location": answer(b"where to?", "302 Found"),
        "hop": moved("/target"),
        "hop-persian": moved("/خبر/زندان?برگه=۲".encode().decode("latin-1")),
        "hop-relative": moved("target#part"),
        "loop": moved("/page"),
        "hop-private": moved("http://10.1.2.3/secret"),
        "hop-metadata": moved("http://169.254.169.254/latest/meta-data/"),
        "hop-mapped": moved("http://[::ffff:10.0.0.1]/"),
        "hop-decimal": moved("http://2852039166/"),
        "hop-file": moved("file:///etc/passwd"),
        "hop-data": moved("data:text/html,hello"),
    }
    for name, handler in cases.items():
        web.on("/page", handler, host=f"{name}.localhost")  # type: ignore[arg-type]
    web.on("/target", answer(PAGE))
    web.on("/%D8%AE%D8%A8%D8%B1/%D8%B2%D9%86%D8%AF%D8%A7%D9%86", answer(PAGE))
    return [{"source": "wild", "url": web.url("/page", f"{name}.localhost")} for name in cases]


LITERALS = [
    "http://10.0.0.1/",
    "http://0x0a.0.0.1/",
    "http://167772161/",
    "http://[fd00::1]/",
    "http://[::ffff:10.0.0.1]/",
]


NO_WEB = [
    "file:///etc/passwd",
    "ftp://news.example/a",
    "data:text/html,hello",
    "s3://bucket/key",
    "no url at all",
    "http://",
]


@pytest.fixture(scope="module")
def web() -> Iterator[WildWeb]:
    made = WildWeb()
    yield made
    made.close()


@pytest.fixture(scope="module")
def run(web: WildWeb) -> Crawl:
    tasks = build(web)
    tasks += [{"source": "wild", "url": url} for url in LITERALS + NO_WEB]
    tasks.append({"source": "wild", "url": "http://does-not-exist.invalid/"})
    tasks.append({"source": "wild", "url": "http://closed.localhost:1/"})
    tasks.append(
        {"source": "wild", "url": web.url("/fresh"), "etag": '"v1"', "last_modified": "Mon, 01 Jun 2026 10:00:00 GMT"}
    )
    web.on("/fresh", answer(b"", "304 Not Modified", ETag='"v1"'))
    source = {"id": "wild", "url": web.url("/"), "obey_robots": False, "language": "fa"}
    return crawl({"sources": [source], "tasks": tasks, "crawl": {"timeout_s": 2}})


def outcome(run: Crawl, web: WildWeb, name: str) -> dict:
    return run.of(web.url("/page", f"{name}.localhost"))


def test_every_task_is_answered_exactly_once_and_the_run_ends_as_finished(run: Crawl) -> None:
    answered = [event["url"] for event in run.events if event["event"] in ("take", "fail")]
    assert sorted(answered) == sorted(task["url"] for task in run.plan["tasks"])
    assert run.end == {"event": "finish", "state": "finished", "open": 0, "unclaimed": 0}
    assert run.process.returncode == 0


def test_nothing_that_the_web_does_is_worth_an_error_in_the_log(run: Crawl) -> None:
    assert "Traceback" not in run.log
    assert "ERROR" not in run.log


def test_memory_stays_small_before_bombs_and_endless_answers(run: Crawl) -> None:
    assert next(event["peak_mb"] for event in run.events if event["event"] == "memory") < 150


@pytest.mark.parametrize("name", ["gzip", "brotli", "zstd", "deflate", "deflate-raw", "gzip-cut"])
def test_a_coded_body_is_decoded_and_kept_as_it_came(run: Crawl, web: WildWeb, name: str) -> None:
    page = outcome(run, web, name)
    assert page["body"] == PAGE.decode()
    assert page["wire"] is not None


@pytest.mark.parametrize("name", ["plain", "gzip-not"])
def test_a_body_without_coding_has_no_second_copy(run: Crawl, web: WildWeb, name: str) -> None:
    page = outcome(run, web, name)
    assert (page["body"], page["wire"]) == (PAGE.decode(), None)


def test_a_body_under_the_limit_comes_whole(run: Crawl, web: WildWeb) -> None:
    assert outcome(run, web, "big")["size"] == 1_500_000


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bomb-gzip", "too_large"),
        ("bomb-brotli", "too_large"),
        ("bomb-zstd", "too_large"),
        ("too-big", "too_large"),
        ("endless-body", "too_large"),
        ("endless-headers", "too_large"),
        ("endless-header-line", "too_large"),
        ("endless-status", "too_large"),
        ("silent", "timeout"),
        ("trickle", "timeout"),
        ("closes", "connection"),
        ("cut", "connection"),
        ("not-http", "bad_response"),
        ("coding-unknown", "bad_response"),
        ("loop", "redirect_loop"),
        ("hop-private", "address"),
        ("hop-metadata", "address"),
        ("hop-mapped", "address"),
        ("hop-decimal", "address"),
        ("hop-file", "bad_response"),
        ("hop-data", "bad_response"),
    ],
)
def test_a_bad_answer_has_its_reason(run: Crawl, web: WildWeb, name: str, reason: str) -> None:
    failure = outcome(run, web, name)
    assert (failure["event"], failure.get("reason")) == ("fail", reason)
    assert failure["detail"]


@pytest.mark.parametrize(("name", "status"), [("missing", 404), ("broken", 500), ("no-location", 302)])
def test_any_status_is_handed_over_as_a_page(run: Crawl, web: WildWeb, name: str, status: int) -> None:
    assert outcome(run, web, name)["status"] == status


@pytest.mark.parametrize("name", ["hop", "hop-relative"])
def test_a_redirect_is_followed_and_its_hops_are_kept(run: Crawl, web: WildWeb, name: str) -> None:
    page = outcome(run, web, name)
    target = web.url("/target", f"{name}.localhost")
    assert (page["status"], page["final_url"], page["hops"]) == (200, target, [target])


def test_a_redirect_to_a_persian_address_is_followed(run: Crawl, web: WildWeb) -> None:
    page = outcome(run, web, "hop-persian")
    assert page["status"] == 200
    assert page["hops"] == [page["final_url"]]
    assert page["final_url"].isascii()


def test_a_loop_is_left_after_five_hops(run: Crawl, web: WildWeb) -> None:
    assert outcome(run, web, "loop")["reason"] == "redirect_loop"
    assert len(web.requests("/page", "loop.localhost")) == 6


@pytest.mark.parametrize("url", LITERALS)
def test_an_address_that_is_not_public_is_refused_in_every_spelling(run: Crawl, url: str) -> None:
    assert run.of(url)["reason"] == "address"


@pytest.mark.parametrize("url", NO_WEB)
def test_what_is_no_web_address_is_not_opened_and_not_lost(run: Crawl, url: str) -> None:
    assert run.of(url)["reason"] == "bad_response"


def test_a_name_that_does_not_resolve_and_a_closed_port_are_connection_failures(run: Crawl) -> None:
    assert run.of("http://does-not-exist.invalid/")["reason"] == "connection"
    assert run.of("http://closed.localhost:1/")["reason"] == "connection"


def test_a_lost_connection_is_tried_once_more_at_once(run: Crawl, web: WildWeb) -> None:
    assert outcome(run, web, "cut")["reason"] == "connection"
    assert len(web.requests("/page", "cut.localhost")) == 2


def test_a_page_that_has_not_changed_is_asked_for_with_its_validators_and_has_no_body(run: Crawl, web: WildWeb) -> None:
    page = run.of(web.url("/fresh"))
    assert (page["status"], page["size"], page["wire"]) == (304, 0, None)
    asked = web.requests("/fresh")[0].headers
    assert asked["if-none-match"] == '"v1"'
    assert asked["if-modified-since"] == "Mon, 01 Jun 2026 10:00:00 GMT"


def test_the_crawler_says_who_it_is_and_which_language_it_reads(run: Crawl, web: WildWeb) -> None:
    asked = web.requests("/page", "plain.localhost")[0].headers
    assert asked["user-agent"].startswith("MediaMonitor/")
    assert asked["user-agent"].endswith("(+mailto:desk@example.org)")
    assert asked["accept-language"] == "fa, *;q=0.5"
    assert set(asked["accept-encoding"].split(", ")) == {"gzip", "deflate", "br", "zstd"}
    assert "cookie" not in asked
    assert "referer" not in asked


def test_headers_are_handed_over_as_text_whatever_their_bytes(run: Crawl, web: WildWeb) -> None:
    assert ["X-Author", "José"] in outcome(run, web, "latin-header")["headers"]
