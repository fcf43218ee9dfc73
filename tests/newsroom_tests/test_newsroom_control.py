"""The newsroom on command: publish, edit, remove, break, heal, clock, statistics; over Python and HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from newsroom import START, Clock, Newsroom

from .conftest import Fetch, fetch_from


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom(["harbour", "nilufar", "aogiri", "emek"], articles=4) as running:
        yield running


@pytest.fixture
def get(room: Newsroom) -> Fetch:
    return fetch_from(room)


def test_a_published_story_is_in_the_feed_at_once(room: Newsroom, get: Fetch) -> None:
    told = room.publish(
        "harbour", title="Lantern festival returns", paragraphs=["The lanterns are back.", "All of them."]
    )
    assert b"Lantern festival returns" in get(room.url("harbour", "/feed.xml")).body
    assert b"The lanterns are back." in get(told["url"]).body
    assert told["published"] == START.isoformat()


def test_a_story_of_the_future_appears_when_the_clock_gets_there(room: Newsroom, get: Fetch) -> None:
    told = room.publish("nilufar", at=START + timedelta(hours=2))
    assert get(told["url"]).status == 404
    room.advance(hours=3)
    assert get(told["url"]).status == 200
    assert told["number"] in [entry.get("number") for entry in room.truth("nilufar")]


def test_an_edit_changes_the_page_its_revision_and_its_etag(room: Newsroom, get: Fetch) -> None:
    told = room.publish("harbour", paragraphs=["He died in custody on Monday."])
    before = get(told["url"])
    room.advance(hours=1)
    edited = room.edit("harbour", told["number"], swap=("died in custody", "was taken to hospital"))
    after = get(told["url"])
    assert b"was taken to hospital" in after.body
    assert (edited["revision"], edited["url"]) == (2, told["url"])
    assert before.headers["etag"] != after.headers["etag"]
    assert before.headers["last-modified"] != after.headers["last-modified"]


@pytest.mark.parametrize(("how", "status"), [("404", 404), ("410", 410), ("soft", 200), ("home", 302), ("parked", 200)])
def test_a_removed_story_answers_as_ordered_and_leaves_the_listings(
    room: Newsroom, get: Fetch, how: str, status: int
) -> None:
    told = room.truth("harbour")[0]
    room.remove("harbour", told["number"], how)
    page = get(told["url"])
    assert page.status == status
    assert told["paragraphs"][0].encode() not in page.body
    assert told["url"].encode() not in get(room.url("harbour", "/sitemap.xml")).body
    room.remove("harbour", told["number"], "back")
    assert get(told["url"]).status == 200


@pytest.mark.parametrize("site", ["harbour", "emek"])
def test_a_redesign_changes_pages_and_no_words(room: Newsroom, get: Fetch, site: str) -> None:
    told = room.truth(site)[0]
    before = get(told["url"]).body
    room.redesign(site)
    after = get(told["url"]).body
    assert after != before
    encoding = "utf-16" if site == "emek" else "utf-8"
    assert after.decode(encoding).startswith(before.decode(encoding))
    assert room.truth(site)[0]["revision"] == 1


def test_an_unchanged_page_answers_304(room: Newsroom, get: Fetch) -> None:
    page = get(room.url("harbour", "/feed.xml"))
    again = get(room.url("harbour", "/feed.xml"), {"If-None-Match": page.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert get(room.url("harbour", "/feed.xml"), {"If-Modified-Since": page.headers["last-modified"]}).status == 304
    room.publish("harbour")
    assert get(room.url("harbour", "/feed.xml"), {"If-None-Match": page.headers["etag"]}).status == 200


def test_one_feed_says_304_whatever_is_new(room: Newsroom, get: Fetch) -> None:
    tag = get(room.url("aogiri", "/atom.xml")).headers["etag"]
    told = room.publish("aogiri")
    assert get(room.url("aogiri", "/atom.xml"), {"If-None-Match": tag}).status == 304
    assert told["title"].encode("cp932") in get(room.url("aogiri"), {"If-None-Match": tag}).body


def test_a_fault_lasts_as_often_as_ordered(room: Newsroom, get: Fetch) -> None:
    room.break_("harbour", path="/feed*", status=429, retry_after="30", times=2)
    replies = [get(room.url("harbour", "/feed.xml")) for _ in range(3)]
    assert [reply.status for reply in replies] == [429, 429, 200]
    assert replies[0].headers["retry-after"] == "30"
    assert get(room.url("harbour")).status == 200


def test_heal_takes_faults_back(room: Newsroom, get: Fetch) -> None:
    room.break_("harbour", status=503)
    room.break_("nilufar", status=500)
    room.heal("harbour")
    assert get(room.url("harbour")).status == 200
    assert get(room.url("nilufar")).status == 500
    room.heal()
    assert get(room.url("nilufar")).status == 200


def test_statistics_count_requests_and_how_many_came_at_once(room: Newsroom, get: Fetch) -> None:
    for _ in range(3):
        get(room.url("harbour", "/robots.txt"), {"User-Agent": "visitor/1"})
    seen = room.statistics("harbour")
    assert seen.paths() == {"/robots.txt": 3}
    assert seen.most_at_once == 1
    assert [request.agent for request in seen.requests] == ["visitor/1"] * 3
    assert len(seen.gaps()) == 2


def test_everything_can_be_ordered_over_http(room: Newsroom, get: Fetch) -> None:
    def post(command: str, **arguments: object) -> dict[str, object]:
        reply = get(f"{room.address}/_newsroom/{command}", method="POST", body=arguments)
        assert reply.status == 200, reply.body
        return json_of(reply.body)

    told = post("publish", site="nilufar", title="خبر تازه از کوهسار", paragraphs=["متن خبر."])
    assert told["title"] == "خبر تازه از کوهسار"
    assert post("edit", site="nilufar", number=told["number"], swap=["متن", "سطر"])["revision"] == 2
    assert post("remove", site="nilufar", number=told["number"], how="410")["removed"] == "410"
    assert post("clock", advance=3600)["now"] == (START + timedelta(hours=1)).isoformat()
    post("break", site="harbour", status=500, times=1)
    assert get(room.url("harbour")).status == 500
    post("heal", site="harbour")
    truth = json_of(get(f"{room.address}/_newsroom/truth?site=nilufar").body)
    assert truth == room.truth("nilufar")
    stats = json_of(get(f"{room.address}/_newsroom/stats?site=harbour").body)
    assert stats["statuses"] == {"500": 1}
    assert b'id = "harbour"' in get(f"{room.address}/_newsroom/configuration?sites=harbour").body
    assert [site["id"] for site in json_of(get(f"{room.address}/_newsroom/sites").body)] == list(room.sites)


@pytest.mark.parametrize(
    ("command", "arguments", "status"),
    [
        ("publish", {"site": "nowhere"}, 400),
        ("remove", {"site": "harbour"}, 400),
        ("dance", {}, 404),
        ("break", {"site": "harbour", "x": 1}, 400),
    ],
)
def test_a_senseless_command_is_refused(
    room: Newsroom, get: Fetch, command: str, arguments: object, status: int
) -> None:
    reply = get(f"{room.address}/_newsroom/{command}", method="POST", body=arguments)
    assert reply.status == status
    assert "error" in json_of(reply.body)


def test_the_clock_stands_still_runs_and_jumps() -> None:
    real = iter(range(0, 1000, 10))
    clock = Clock(datetime(2026, 11, 23, 12, tzinfo=UTC), monotonic=lambda: float(next(real)))
    assert clock.now() == clock.now() == datetime(2026, 11, 23, 12, tzinfo=UTC)
    clock.speed = 6
    assert clock.now() == datetime(2026, 11, 23, 12, 1, tzinfo=UTC)
    clock.set(datetime(2026, 11, 24, tzinfo=UTC))
    assert clock.now() == datetime(2026, 11, 24, 0, 1, tzinfo=UTC)


def json_of(body: bytes):  # type: ignore[no-untyped-def]
    import json

    return json.loads(body)
