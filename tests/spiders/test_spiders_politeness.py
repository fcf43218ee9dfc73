"""Manners: robots.txt, pace, sessions and proxies. One crawl for all of them, against real servers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from wildweb.crawl import Crawl, crawl
from wildweb.server import WildWeb, answer, moved, raw, silent
from wildweb.socks import SocksProxy


@pytest.fixture(scope="module")
def web() -> Iterator[WildWeb]:
    made = WildWeb()
    yield made
    made.close()


@pytest.fixture(scope="module")
def socks(web: WildWeb) -> Iterator[SocksProxy]:
    made = SocksProxy(web.port)
    yield made
    made.close()


def plan(web: WildWeb, host: str, paths: list[str], **source: object) -> dict:
    """One source on one host, and a task for each path."""
    name = host.partition(".")[0]
    return {
        "sources": [{"id": name, "url": web.url("/", host), **source}],
        "tasks": [{"source": name, "url": web.url(path, host)} for path in paths],
    }


def joined(plans: list[dict], **crawl: object) -> dict:
    """Several plans as one crawl."""
    return {
        "sources": [source for one in plans for source in one["sources"]],
        "tasks": [task for one in plans for task in one["tasks"]],
        "crawl": crawl,
    }


@pytest.fixture(scope="module")
def manners(web: WildWeb, socks: SocksProxy) -> Crawl:
    plans = [*with_robots(web), *with_pace(web), *with_sessions(web), *with_proxy(web), *with_socks(web, socks)]
    return crawl(joined(plans, timeout_s=1.5), http_proxy="http://127.0.0.1:9", HTTP_PROXY="http://127.0.0.1:9")


# robots.txt

ROBOTS = b"""User-agent: *
Disallow: /

User-agent: MediaMonitor
Disallow: /private
Allow: /
"""


def with_robots(web: WildWeb) -> list[dict]:
    filler = b"# filler filler filler filler filler\n" * 20_000
    web.on("/robots.txt", answer(ROBOTS, Content_Type="text/plain"), host="rules.localhost")
    web.on("/robots.txt", answer(b"", "503 Service Unavailable"), host="down.localhost")
    web.on("/robots.txt", silent, host="mute.localhost")
    web.on("/robots.txt", raw(b""), host="closes.localhost")
    web.on("/robots.txt", moved("/robots.txt"), host="loops.localhost")
    web.on("/robots.txt", moved("http://10.0.0.1/robots.txt"), host="leads-in.localhost")
    web.on("/robots.txt", moved(web.url("/robots.txt", "rules.localhost")), host="moves.localhost")
    web.on("/robots.txt", answer(b"User-agent: *\n" + filler + b"Disallow: /late\n"), host="huge.localhost")
    web.on("/robots.txt", answer(b"<html><p>Page not found"), host="soft.localhost")
    web.on("/robots.txt", answer(ROBOTS), host="ignored.localhost")
    for path in ("/open", "/private/x", "/late"):
        web.on(path, answer(b"<p>page"))
    web.on("/to-private", moved("/private/x"), host="rules.localhost")
    hosts = ["down", "mute", "closes", "loops", "leads-in", "soft", "none"]
    return [
        plan(web, "rules.localhost", ["/open", "/private/x", "/to-private"]),
        plan(web, "moves.localhost", ["/open", "/private/x"]),
        plan(web, "huge.localhost", ["/late"]),
        plan(web, "ignored.localhost", ["/private/x"], obey_robots=False),
        *[plan(web, f"{host}.localhost", ["/open"]) for host in hosts],
    ]


@pytest.mark.parametrize("host", ["rules", "moves"])
def test_robots_txt_allows_and_forbids(manners: Crawl, web: WildWeb, host: str) -> None:
    assert manners.of(web.url("/open", f"{host}.localhost"))["status"] == 200
    assert manners.of(web.url("/private/x", f"{host}.localhost"))["reason"] == "robots"
    assert not web.requests("/private/x", f"{host}.localhost")


def test_robots_txt_is_asked_once_for_a_host(manners: Crawl, web: WildWeb) -> None:
    assert len(web.requests("/robots.txt", "moves.localhost")) == 1


def test_a_redirect_cannot_lead_past_robots_txt(manners: Crawl, web: WildWeb) -> None:
    assert manners.of(web.url("/to-private", "rules.localhost"))["reason"] == "robots"


@pytest.mark.parametrize(
    ("host", "reason"),
    [("down", "robots_unavailable"), ("mute", "timeout"), ("closes", "connection"), ("leads-in", "address")],
)
def test_without_a_readable_robots_txt_nothing_is_fetched_for_now(
    manners: Crawl, web: WildWeb, host: str, reason: str
) -> None:
    failure = manners.of(web.url("/open", f"{host}.localhost"))
    assert failure["reason"] == reason
    assert not web.requests("/open", f"{host}.localhost")


@pytest.mark.parametrize("host", ["none", "soft", "loops"])
def test_without_rules_everything_is_allowed(manners: Crawl, web: WildWeb, host: str) -> None:
    assert manners.of(web.url("/open", f"{host}.localhost"))["event"] == "take"


def test_rules_beyond_the_first_500_kib_are_not_read(manners: Crawl, web: WildWeb) -> None:
    assert manners.of(web.url("/late", "huge.localhost"))["status"] == 200


def test_a_source_may_be_exempt_from_robots_txt(manners: Crawl, web: WildWeb) -> None:
    assert manners.of(web.url("/private/x", "ignored.localhost"))["status"] == 200
    assert not web.requests("/robots.txt", "ignored.localhost")


# delays, pauses, dead hosts


def with_pace(web: WildWeb) -> list[dict]:
    for number in range(12):
        web.on(f"/{number}", answer(b"<p>page", wait_s=0.02))
    web.on("/0", answer(b"slow down", "429 Too Many Requests", Retry_After="3600"), host="busy.localhost")
    web.on("/0", answer(b"later", "503 Service Unavailable", Retry_After="3600"), host="repair.localhost")
    web.on("/0", answer(b"slow down", "429 Too Many Requests"), host="curt.localhost")
    web.on("/robots.txt", answer(b"User-agent: *\nCrawl-delay: 0.3\n"), host="asks.localhost")
    for number in range(12):
        web.on(f"/{number}", silent, host="dead.localhost")
    many = [f"/{number}" for number in range(12)]
    return [
        plan(web, "delayed.localhost", many[:5], delay=0.2, obey_robots=False),
        *[
            plan(web, f"{host}.localhost", many, obey_robots=False)
            for host in ["single", "busy", "repair", "curt", "dead"]
        ],
        plan(web, "asks.localhost", many[:3]),
    ]


def gaps(web: WildWeb, host: str) -> list[float]:
    times = sorted(asked.at for asked in web.asked if asked.host == host)
    return [later - earlier for earlier, later in pairwise(times)]


def test_a_host_is_asked_no_faster_than_its_delay(manners: Crawl, web: WildWeb) -> None:
    assert min(gaps(web, "delayed.localhost")) > 0.17  # jitter is a tenth


def test_crawl_delay_in_robots_txt_is_kept(manners: Crawl, web: WildWeb) -> None:
    assert min(gaps(web, "asks.localhost")) > 0.26


def test_one_request_at_a_time_goes_to_one_host(manners: Crawl, web: WildWeb) -> None:
    assert web.most_at_once["single.localhost"] == 1


@pytest.mark.parametrize(("host", "status"), [("busy", 429), ("repair", 503), ("curt", 429)])
def test_a_host_that_asks_to_be_left_alone_is(manners: Crawl, web: WildWeb, host: str, status: int) -> None:
    name = f"{host}.localhost"
    assert [asked.target for asked in web.asked if asked.host == name] == ["/0"]
    assert manners.of(web.url("/0", name))["status"] == status
    for number in range(1, 12):
        failure = manners.of(web.url(f"/{number}", name))
        assert (failure["reason"], failure["retry_at"] is not None) == ("rate_limited", True)
        assert failure["is_try"] is False


def test_a_host_that_fails_three_times_in_a_row_is_not_waited_for_any_longer(manners: Crawl, web: WildWeb) -> None:
    assert len([asked for asked in web.asked if asked.host == "dead.localhost"]) == 3
    reasons = {manners.of(web.url(f"/{number}", "dead.localhost"))["reason"] for number in range(12)}
    assert reasons == {"timeout"}


def test_hosts_that_never_answer_do_not_hold_up_the_others(web: WildWeb) -> None:
    for number in range(40):
        web.on("/page", silent, host=f"stuck{number}.localhost")
    for number in range(20):
        web.on(f"/p{number}", answer(b"<p>page"), host="quick.localhost")
    stuck = [plan(web, f"stuck{number}.localhost", ["/page"], obey_robots=False) for number in range(40)]
    quick = plan(web, "quick.localhost", [f"/p{number}" for number in range(20)], obey_robots=False)
    run = crawl(joined([*stuck, quick], concurrency=16, timeout_s=2))
    order = [event["event"] for event in run.events if event["event"] in ("take", "fail")]
    assert order == ["take"] * 20 + ["fail"] * 40


# sessions


def with_sessions(web: WildWeb) -> list[dict]:
    def members(asked, client):  # type: ignore[no-untyped-def]
        known = "session=opened" in asked.headers.get("cookie", "")
        return answer(b"<p>members", "200 OK" if known else "403 Forbidden")(asked, client)

    def door(asked, client):  # type: ignore[no-untyped-def]
        right = asked.body == b"user=nilufar&password=%DA%AF%D9%84"
        if asked.method == "POST" and right:
            return answer(b"", "303 See Other", Location="/welcome", Set_Cookie="session=opened; Path=/")(asked, client)
        return answer(b"no", "401 Unauthorized")(asked, client)

    web.on("/login", door)
    web.on("/welcome", answer(b"welcome"))
    for path in ("/m1", "/m2", "/m3"):
        web.on(path, members)
    web.on("/echo", answer(b"<p>echo"))
    web.on("/away", moved(web.url("/echo", "elsewhere.localhost")), host="headed.localhost")
    fields = {"user": "nilufar", "password": "گل"}
    wrong = {"user": "x", "password": "wrong-secret"}
    return [
        plan(
            web,
            "club.localhost",
            ["/m1", "/m2", "/m3"],
            login={"url": web.url("/login", "club.localhost"), "fields": fields},
        ),
        plan(
            web,
            "barred.localhost",
            ["/m1", "/m2"],
            login={"url": web.url("/login", "barred.localhost"), "fields": wrong},
        ),
        plan(
            web,
            "headed.localhost",
            ["/echo", "/away"],
            headers={"X-Key": "key-secret", "User-Agent": "Custom/1.0"},
            cookies={"consent": "yes"},
        ),
    ]


def test_a_source_with_a_log_in_is_logged_in_once_before_its_first_page(manners: Crawl, web: WildWeb) -> None:
    assert [manners.of(web.url(path, "club.localhost"))["status"] for path in ("/m1", "/m2", "/m3")] == [200] * 3
    assert len(web.requests("/login", "club.localhost")) == 1


def test_a_refused_log_in_makes_the_pages_wait_as_forbidden(manners: Crawl, web: WildWeb) -> None:
    for path in ("/m1", "/m2"):
        failure = manners.of(web.url(path, "barred.localhost"))
        assert (failure["reason"], failure["detail"]) == ("forbidden", "log-in failed: HTTP 401")
    assert len(web.requests("/login", "barred.localhost")) == 1
    assert not web.requests("/m1", "barred.localhost")


def test_a_sources_headers_and_cookies_go_to_its_own_site_only(manners: Crawl, web: WildWeb) -> None:
    own = web.requests("/echo", "headed.localhost")[0].headers
    assert (own["x-key"], own["cookie"], own["user-agent"]) == ("key-secret", "consent=yes", "Custom/1.0")
    away = web.requests("/echo", "elsewhere.localhost")[0].headers
    assert "x-key" not in away
    assert "cookie" not in away
    for asked in web.requests("/robots.txt"):
        assert "x-key" not in asked.headers


def test_secrets_stand_in_no_message(manners: Crawl) -> None:
    said = manners.log + str([event for event in manners.events if event["event"] == "fail"])
    for secret in ("wrong-secret", "key-secret", "گل"):
        assert secret not in said


# proxies


def with_proxy(web: WildWeb) -> list[dict]:
    def proxied(asked, client):  # type: ignore[no-untyped-def]
        return answer(f"<p>through the proxy to {asked.target}".encode())(asked, client)

    web.on("http://far.example/page", proxied)
    proxy = f"http://127.0.0.1:{web.port}"
    urls = ["http://far.example/page", "http://169.254.169.254/latest/"]
    source = {"id": "far", "url": "http://far.example/", "proxy": proxy, "obey_robots": False}
    return [{"sources": [source], "tasks": [{"source": "far", "url": url} for url in urls]}]


def test_a_proxy_is_used_where_it_is_configured(manners: Crawl) -> None:
    assert manners.of("http://far.example/page")["body"] == "<p>through the proxy to http://far.example/page"


def with_socks(web: WildWeb, socks: SocksProxy) -> list[dict]:
    web.on("/hidden", answer(b"<p>hidden"))
    source = {"id": "onion", "url": "http://hidden.example/", "obey_robots": False}
    source["proxy"] = f"socks5h://127.0.0.1:{socks.port}"
    dead = {"id": "no-proxy", "url": "http://hidden.example/", "obey_robots": False, "proxy": "socks5h://127.0.0.1:9"}
    return [
        {"sources": [source], "tasks": [{"source": "onion", "url": "http://hidden.example/hidden"}]},
        {"sources": [dead], "tasks": [{"source": "no-proxy", "url": "http://unserved.example/"}]},
    ]


def test_behind_a_socks_proxy_names_are_resolved_at_its_end(manners: Crawl, socks: SocksProxy) -> None:
    assert manners.of("http://hidden.example/hidden")["body"] == "<p>hidden"
    assert socks.names == ["hidden.example"]


def test_a_proxy_that_is_down_is_never_walked_around(manners: Crawl) -> None:
    failure = manners.of("http://unserved.example/")
    assert failure["reason"] == "connection"
    assert "proxy" in failure["detail"]


def test_the_environments_proxy_is_not_used(manners: Crawl, web: WildWeb) -> None:
    # The crawl ran with http_proxy set to a port where nobody listens.
    assert manners.of(web.url("/echo", "headed.localhost"))["status"] == 200


def test_a_proxy_is_not_asked_for_an_address_that_is_not_public(manners: Crawl) -> None:
    assert manners.of("http://169.254.169.254/latest/")["reason"] == "address"


# what a crawl is allowed, and how much it holds


def test_loopback_needs_to_be_allowed(web: WildWeb) -> None:
    web.on("/inside", answer(b"<p>inside"))
    urls = [web.url("/inside", host) for host in ("name.localhost", "localhost", "127.0.0.1", "127.1", "2130706433")]
    run = crawl(
        {
            "sources": [{"id": "s", "url": web.url("/")}],
            "tasks": [{"source": "s", "url": url} for url in urls],
            "crawl": {"allow_networks": []},
        }
    )
    assert {run.of(url)["reason"] for url in urls} == {"address"}
    assert not web.requests("/inside")


def test_slow_ingestion_bounds_what_is_in_memory(web: WildWeb) -> None:
    body = b"x" * 900_000
    started = threading.Semaphore(0)

    def big(asked, client):  # type: ignore[no-untyped-def]
        started.release()
        return answer(body)(asked, client)

    hosts = [f"big{number}.localhost" for number in range(60)]
    for host in hosts:
        web.on("/page", big, host=host)
    begun = time.monotonic()
    plans = [plan(web, host, ["/page"], obey_robots=False) for host in hosts]
    run = crawl({**joined(plans, concurrency=4), "take_s": 0.05})
    assert len([event for event in run.events if event["event"] == "take"]) == 60
    assert time.monotonic() - begun < 30
    assert next(event["peak_mb"] for event in run.events if event["event"] == "memory") < 120
