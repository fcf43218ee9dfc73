"""The invented sites: what they serve is what the truth says, in every language."""

from __future__ import annotations

import gzip
import html
import json
import re
import tomllib
from datetime import datetime
from xml.etree import ElementTree

import pytest
from newsroom import SITES, START, Newsroom
from newsroom.exchange import Request

from .conftest import Fetch, Reply

NAMES = [site.id for site in SITES]
ENCODINGS = {
    "sahand": "cp1256",
    "alwaha": "cp1256",
    "zarechye": "cp1251",
    "emek": "utf-16",
    "qingxi": "gb18030",
    "aogiri": "cp932",
}


def words_of(site: str, reply: Reply) -> str:
    """The page's text, without elements, spaces squeezed."""
    page = reply.body.decode(ENCODINGS.get(site, "utf-8"))
    page = re.sub(r"<rt>.*?</rt>", "", page)
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", page)))


def test_there_are_sites_enough_of_languages_and_kinds() -> None:
    assert len(SITES) >= 16
    assert len({site.language for site in SITES}) >= 12
    assert {site.kind for site in SITES} >= {"news", "advocacy", "wire"}
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_story_is_served_as_the_truth_tells_it(newsroom: Newsroom, fetch: Fetch, name: str) -> None:
    stories = [entry for entry in newsroom.truth(name) if entry["kind"] == "story"]
    assert len(stories) >= 6
    for story in stories:
        pages = [fetch(url) for url in story["urls"] if url == story["url"] or "page=" in url]
        assert [page.status for page in pages] == [200] * len(pages)
        text = "".join(words_of(name, page) for page in pages)
        assert re.sub(r"\s+", "", story["title"]) in text
        for paragraph in story["paragraphs"]:
            assert re.sub(r"\s+", "", paragraph) in text


@pytest.mark.parametrize("name", NAMES)
def test_a_story_has_the_length_of_a_short_article(newsroom: Newsroom, name: str) -> None:
    for story in newsroom.truth(name):
        if story["kind"] == "story":
            text = " ".join(story["paragraphs"])
            length = len(text) / 2.4 if story["language"] in ("zh", "ja") else len(text.split())
            assert 100 <= length <= 420


@pytest.mark.parametrize("name", NAMES)
def test_clutter_stands_on_every_story_and_in_no_truth(newsroom: Newsroom, fetch: Fetch, name: str) -> None:
    story = newsroom.truth(name)[0]
    page = words_of(name, fetch(story["url"]))
    present = [words for words in newsroom.sites[name].boilerplate if re.sub(r"\s+", "", words) in page]
    assert present
    assert not any(words in paragraph for words in present for paragraph in story["paragraphs"])


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("dengekan", "qingxi", "chinar", "ahorn")])
def test_the_home_page_links_to_the_newest_stories(newsroom: Newsroom, fetch: Fetch, name: str) -> None:
    page = fetch(newsroom.url(name)).body.decode(ENCODINGS.get(name, "utf-8"))
    for story in newsroom.truth(name):
        if story["kind"] == "story" and name != "golzar":
            path = story["url"].split(f":{newsroom.port}", 1)[1]
            assert html.escape(path) in page


def test_the_same_seed_writes_the_same_stories() -> None:
    def stories(seed: int) -> list[tuple[str, str, str]]:
        room = Newsroom(["harbour", "nilufar", "qingxi"], seed=seed, articles=5)
        return [
            (entry["title"], entry["published"], "".join(entry["paragraphs"]))
            for entry in room.truth()
            if entry["kind"] == "story"
        ]

    assert stories(3) == stories(3)
    assert stories(3) != stories(4)


def test_more_articles_keep_their_titles_apart() -> None:
    room = Newsroom(["harbour"], articles=400)
    titles = [entry["title"] for entry in room.truth("harbour")]
    assert len(set(titles)) == len(titles) == 400


def test_what_fell_off_the_listings_is_not_promised() -> None:
    room = Newsroom(["harbour", "kavak"], articles=40)
    listed = {name: [entry["listed"] for entry in room.truth(name)] for name in room.sites}
    assert all(listed["harbour"])
    assert listed["kavak"] == [True] * 30 + [False] * 10


@pytest.mark.parametrize("name", ["golzar", "dengekan", "emek", "qingxi"])
def test_older_pages_lead_to_every_story(name: str) -> None:
    room = Newsroom([name], articles=100)
    site = room.sites[name]
    found: set[str] = set()
    waiting = ["/", *(f"/{key}/" for key in site.section_names)]
    waiting += [f"/{words.replace(' ', '-')}" for words in site.section_names.values()]
    while waiting:
        path, _, query = waiting.pop().partition("?")
        host = f"{name}.localhost:0"
        response = site.respond(Request(method="GET", host=f"{name}.localhost", authority=host, path=path, query=query))
        if response.status == 200:
            page = html.unescape(response.body.decode(ENCODINGS.get(name, "utf-8")))
            found.update(re.sub(r"PHPSESSID=\w+&", "", link) for link in re.findall(r'href="([^"]+)"', page))
            waiting += [path + link[link.index("?") :] for link in re.findall(r'rel="next" href="([^"]+)"', page)]
    for story in site.visible():
        assert any(link.endswith(site.href(story).removeprefix("/fa/")) for link in found)


def test_no_story_is_dated_after_the_clock(newsroom: Newsroom) -> None:
    dates = [datetime.fromisoformat(entry["published"]) for entry in newsroom.truth() if entry["kind"] == "story"]
    assert all(date.tzinfo and date <= START for date in dates)


FEEDS = {
    "harbour": "/feed.xml",
    "nilufar": "/feed/",
    "sahand": "/backend.atom",
    "spindar": "/atom.xml",
    "marees": "/flux.atom",
    "kavak": "/rss",
    "zarechye": "/rss.php",
    "aogiri": "/atom.xml",
    "chinar": "/rss.xml",
    "wpa": "/rss",
    "saltwatch": "/atom",
    "brannock": "/feed",
}


@pytest.mark.parametrize(("name", "path"), FEEDS.items())
def test_a_feed_holds_each_story_once(newsroom: Newsroom, fetch: Fetch, name: str, path: str) -> None:
    tree = ElementTree.fromstring(fetch(newsroom.url(name, path)).body)
    titles = [element.text for element in tree.iter() if element.tag.endswith("title")]
    told = [entry["title"] for entry in newsroom.truth(name) if entry["kind"] == "story"]
    assert sorted(title for title in titles if title in told) == sorted(told)


def test_json_feed_and_gzipped_sitemaps_can_be_read(newsroom: Newsroom, fetch: Fetch) -> None:
    feed = json.loads(fetch(newsroom.url("encina", "/feed.json")).body)
    assert {item["url"] for item in feed["items"]} == {
        entry["url"] for entry in newsroom.truth("encina") if entry["kind"] == "story"
    }
    index = ElementTree.fromstring(gzip.decompress(fetch(newsroom.url("ahorn", "/sitemap_index.xml.gz")).body))
    child = next(element.text for element in index.iter() if element.tag.endswith("loc"))
    urls = ElementTree.fromstring(gzip.decompress(fetch(str(child)).body))
    assert {element.text for element in urls.iter() if element.tag.endswith("loc")} == {
        entry["url"] for entry in newsroom.truth("ahorn")
    }


def test_wire_stories_stand_word_for_word_on_other_sites(newsroom: Newsroom) -> None:
    by_number = {entry["number"]: entry for entry in newsroom.truth("wpa")}
    copies = [entry for entry in newsroom.truth() if entry.get("copy_of") and entry["copy_of"][0] == "wpa"]
    assert len({entry["site"] for entry in copies}) == 3
    assert all(copy["paragraphs"] == by_number[copy["copy_of"][1]]["paragraphs"] for copy in copies)


def test_persian_is_typed_in_three_ways() -> None:
    room = Newsroom(["nilufar", "sahand", "golzar"], articles=20)
    text = {
        name: "".join(
            "".join(entry["paragraphs"])
            for entry in room.truth(name)
            if not entry.get("copy_of") and entry["kind"] == "story"
        )
        for name in room.sites
    }
    assert "روزنامه‌نگاران" in text["nilufar"]
    assert "روزنامه نگاران" in text["golzar"]
    assert "\u200c" not in text["golzar"]
    assert "ي" in text["sahand"]
    assert not set("یک") & set(text["sahand"])


def test_every_link_of_golzar_carries_a_new_session(newsroom: Newsroom, fetch: Fetch) -> None:
    first, second = (fetch(newsroom.url("golzar")).body.decode() for _ in range(2))
    assert first != second
    link = re.search(r'href="(show\.php\?PHPSESSID=[^"]+)"', first)
    assert link
    assert fetch(newsroom.url("golzar", "/fa/" + html.unescape(link[1]))).status == 200


def test_the_configuration_names_every_site(newsroom: Newsroom) -> None:
    sources = tomllib.loads(newsroom.configuration())["source"]
    assert [source["id"] for source in sources] == NAMES
    assert {"name", "url", "kind", "owner", "language", "country", "time_zone"} <= set(sources[0])


def test_an_odd_page_says_what_should_become_of_it(newsroom: Newsroom, fetch: Fetch) -> None:
    from monitor.model import Outcome, Reason

    outcomes, reasons = {str(outcome) for outcome in Outcome}, {str(reason) for reason in Reason}
    for entry in newsroom.truth():
        for verdict in entry["accept"]:
            outcome, _, reason = verdict.partition("/")
            assert outcome in outcomes
            assert not reason or reason in reasons, verdict
    assert fetch(newsroom.url("encina", "/informes/informe-anual.pdf")).body.startswith(b"%PDF-1.4")
    assert fetch(newsroom.url("zarechye", "/nichego")).status == 200
    assert fetch(newsroom.url("montelago", "/speciali/troppa-folla.shtml")).headers["retry-after"] == "120"


@pytest.mark.parametrize(
    ("name", "header", "inside"),
    [
        ("kavak", "text/html; charset=iso-8859-9", b'<meta charset="utf-8">'),
        ("alwaha", "text/html; charset=ISO-8859-1", b"charset=windows-1256"),
        ("sahand", "text/html", b"charset=windows-1256"),
        ("qingxi", "text/html; charset=gb2312", b"charset=gb2312"),
        ("emek", "text/html", b"\xff\xfe"),
    ],
)
def test_charset_labels_are_wrong_or_missing_as_told(
    newsroom: Newsroom, fetch: Fetch, name: str, header: str, inside: bytes
) -> None:
    page = fetch(newsroom.truth(name)[0]["url"])
    assert page.headers["content-type"] == header
    assert inside in page.body
