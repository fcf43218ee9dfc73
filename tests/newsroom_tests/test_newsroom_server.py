"""The server on the wire: keep-alive, proxy, misbehaviour, replay, the command line."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from convertdate import persian
from newsroom import Newsroom
from newsroom.calendars import jalali

from .conftest import Fetch, fetch_from

TESTS = Path(__file__).parent.parent


def say(newsroom: Newsroom, raw: bytes, enough: Callable[[bytes], bool]) -> bytes:
    """Sends bytes and reads until there is enough or the connection ends."""
    with socket.create_connection(("127.0.0.1", newsroom.port), timeout=10) as wire:
        wire.sendall(raw)
        heard = b""
        while not enough(heard):
            try:
                chunk = wire.recv(65536)
            except ConnectionResetError:
                break
            if not chunk:
                break
            heard += chunk
        return heard


def request(host: str, path: str = "/", extra: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{extra}\r\n".encode()


def test_a_connection_carries_many_requests_in_order(newsroom: Newsroom) -> None:
    raw = request("harbour.localhost", "/robots.txt") + request("nilufar.localhost", "/robots.txt")
    heard = say(newsroom, raw + request("harbour.localhost", "/robots.txt", "Connection: close\r\n"), lambda _: False)
    assert heard.count(b"HTTP/1.1 200 OK") == 3
    assert heard.index(b"/search") < heard.index(b"/wp-admin/") < heard.rindex(b"/search")


def test_it_is_a_proxy_for_absolute_targets(newsroom: Newsroom) -> None:
    raw = b"GET http://harbour.localhost/robots.txt HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n"
    assert b"Sitemap: http://harbour.localhost/sitemap.xml" in say(newsroom, raw, lambda _: False)


def test_an_unknown_host_and_nonsense_are_refused(newsroom: Newsroom) -> None:
    assert say(newsroom, request("no.example", extra="Connection: close\r\n"), lambda _: False).startswith(
        b"HTTP/1.1 502"
    )
    assert say(newsroom, b"hello there\r\n\r\n", lambda _: False).startswith(b"HTTP/1.1 400")


def test_head_sends_no_body(newsroom: Newsroom, fetch: Fetch) -> None:
    reply = fetch(newsroom.url("harbour"), method="HEAD")
    assert (reply.status, reply.body) == (200, b"")
    assert int(reply.headers["content-length"]) > 1000


def test_an_endless_body_goes_on_until_the_reader_leaves(newsroom: Newsroom) -> None:
    raw = request("kestrel.localhost", "/post/the-story-without-an-end")
    assert len(say(newsroom, raw, lambda heard: len(heard) > 3_000_000)) > 3_000_000


def test_endless_headers_never_reach_a_body(newsroom: Newsroom) -> None:
    heard = say(
        newsroom, request("kestrel.localhost", "/post/a-very-long-greeting"), lambda heard: len(heard) > 200_000
    )
    assert b"\r\n\r\n" not in heard


def test_connections_drop_before_and_in_the_middle_of_an_answer(newsroom: Newsroom) -> None:
    assert say(newsroom, request("kestrel.localhost", "/post/a-broken-line"), lambda _: False) == b""
    head, _, body = say(newsroom, request("kestrel.localhost", "/post/half-a-story"), lambda _: False).partition(
        b"\r\n\r\n"
    )
    length = next(int(line.split()[1]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length"))
    assert len(body) == length // 2


def test_a_slow_host_keeps_nobody_else_waiting() -> None:
    with Newsroom(["harbour", "nilufar"], articles=2) as room:
        room.break_("harbour", delay=30)
        with socket.create_connection(("127.0.0.1", room.port)) as slow:
            slow.sendall(request("harbour.localhost"))
            while room.statistics("harbour").at_once == 0:
                time.sleep(0.01)
            assert fetch_from(room)(room.url("nilufar")).status == 200
            assert room.statistics("harbour").most_at_once == 1


def test_a_trickle_arrives_whole_in_the_end() -> None:
    with Newsroom(["harbour"], articles=2) as room:
        whole = fetch_from(room)(room.url("harbour", "/robots.txt")).body
        room.break_("harbour", trickle=2000)
        assert fetch_from(room)(room.url("harbour", "/robots.txt")).body == whole


def test_saved_pages_are_replayed_under_their_own_names(tmp_path: Path) -> None:
    pages = [
        {"url": "https://www.example.org/news/one?id=1", "file": "a.html"},
        {"url": "http://www.example.org/", "file": "b.html"},
        {
            "url": "http://خبر.example/%D8%AE%D8%A8%D8%B1",
            "file": "c.bin",
            "content_type": "text/html; charset=windows-1256",
        },
    ]
    (tmp_path / "pages.jsonl").write_text("\n".join(json.dumps(page) for page in pages), encoding="utf-8")
    for page in pages:
        (tmp_path / page["file"]).write_bytes(page["file"].encode())
    with Newsroom([], replay=tmp_path) as room:

        def proxied(url: str) -> bytes:
            raw = f"GET {url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
            return say(room, raw, lambda _: False)

        assert proxied("http://www.example.org/news/one?id=1").endswith(b"\r\n\r\na.html")
        assert proxied("http://www.example.org/saved-home").endswith(b"b.html")
        home = proxied("http://www.example.org/")
        assert b'href="/news/one?id=1"' in home
        assert b'href="/saved-home"' in home
        assert b"<loc>http://www.example.org/news/one?id=1</loc>" in proxied("http://www.example.org/sitemap.xml")
        assert b"Disallow:" in proxied("http://www.example.org/robots.txt")
        assert proxied("http://www.example.org/never").startswith(b"HTTP/1.1 404")
        assert room.statistics("www.example.org").paths()["/never"] == 1
        assert f'url = "http://www.example.org/"\nproxy = "{room.address}"' in room.configuration()
        assert b"windows-1256" in proxied(f"http://{'خبر.example'.encode('idna').decode()}/%D8%AE%D8%A8%D8%B1")


def test_the_persian_calendar_agrees_with_the_library() -> None:
    new_years = [date(year, 3, day) for year in range(2001, 2041, 3) for day in (20, 21)]
    for day in [*new_years, *(date(2026, month, 23) for month in range(1, 13))]:
        assert jalali(day) == tuple(persian.from_gregorian(day.year, day.month, day.day))


@pytest.mark.parametrize("end", ["stdin", "signal"])
def test_the_command_serves_until_it_is_told_to_end(tmp_path: Path, end: str) -> None:
    port = tmp_path / "port"
    command = [sys.executable, "-m", "newsroom", "--port-file", str(port), "--articles", "2", "--sites", "harbour"]
    if end == "stdin":
        command.append("--until-stdin-closes")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=TESTS) as process:
        assert process.stdout
        assert process.stdin
        address = process.stdout.readline().decode().strip()
        assert address == f"http://127.0.0.1:{port.read_text()}"
        if end == "stdin":
            process.stdin.close()
        else:
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
