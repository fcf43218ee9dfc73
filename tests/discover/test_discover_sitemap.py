"""Sitemaps of every kind, newest first, and none of them too large or too clever."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime

import pytest

from monitor import discover
from monitor.discover import sitemap
from monitor.model import Discovery, ListingKind

URL = "https://n.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


def urlset(*entries: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NS} {NEWS}>{"".join(entries)}</urlset>'.encode()


def read(body: bytes, url: str = URL) -> Discovery:
    return discover.parse(ListingKind.SITEMAP, body, url)


def addresses(found: Discovery) -> list[str]:
    return [lead.url.removeprefix("https://n.example/") for lead in found.leads]


def test_a_news_sitemap_gives_title_time_language_tags_and_picture() -> None:
    body = urlset(
        "<url><loc>https://n.example/a</loc><lastmod>2026-11-23T08:00:00+00:00</lastmod><news:news><news:publication><news:name>N</news:name>"
        "<news:language>fa</news:language></news:publication><news:publication_date>2026-11-23T10:20:00+03:30</news:publication_date>"
        "<news:title>تصاویر &amp; تجمع</news:title><news:keywords>زندان, اوین</news:keywords></news:news>"
        "<image:image><image:loc>/p.jpg</image:loc><image:title>not this</image:title></image:image></url>"
    )
    lead = read(body).leads[0]
    assert (lead.url, lead.title, lead.language, lead.tags) == (
        "https://n.example/a",
        "تصاویر & تجمع",
        "fa",
        ("زندان", "اوین"),
    )
    assert lead.published == datetime(2026, 11, 23, 6, 50, tzinfo=UTC)
    assert lead.modified == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert lead.image == "https://n.example/p.jpg"


def test_the_newest_come_first_and_a_bare_day_orders_without_being_a_moment() -> None:
    days = {"old": "2026-11-01", "undated": None, "new": "2026-11-22T23:00:00Z", "middle": "2026-11-20"}
    body = urlset(
        *(
            f"<url><loc>https://n.example/{name}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
            for name, day in days.items()
        )
    )
    found = read(body)
    assert addresses(found) == ["new", "middle", "old", "undated"]
    assert [lead.modified is None for lead in found.leads] == [False, True, True, True]


def test_an_index_names_its_children_newest_first_without_lists_of_tags_and_authors() -> None:
    names = [
        ("post-sitemap.xml", "2020-01-01"), ("post-sitemap2.xml", "2026-11-22"), ("author-sitemap.xml", "2026-11-22"), ("sitemap.xml", None),
        ("wp-sitemap-taxonomies-category-1.xml", None), ("sitemap-2026-10.xml.gz", None), ("sitemap-2025-01.xml.gz", None), ("news.xml", None),
    ]  # fmt: skip
    body = f"<sitemapindex {NS}>" + "".join(
        f"<sitemap><loc>https://n.example/{name}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"
        for name, day in names
    )
    found = read(body.encode() + b"</sitemapindex>")
    assert [child.url.rpartition("/")[2] for child in found.listings] == [
        "news.xml", "post-sitemap2.xml", "sitemap-2026-10.xml.gz", "sitemap-2025-01.xml.gz", "post-sitemap.xml",
    ]  # fmt: skip
    assert {child.kind for child in found.listings} == {ListingKind.SITEMAP}
    assert found.problem is None


@pytest.mark.parametrize("times", [1, 2])
def test_a_gzipped_sitemap_is_read_whatever_its_name(times: int) -> None:
    body = urlset("<url><loc>https://n.example/a</loc></url>")
    for _ in range(times):
        body = gzip.compress(body)
    assert addresses(read(body)) == ["a"]


def test_inflating_stops_and_what_was_read_counts() -> None:
    packer = zlib.compressobj(wbits=31)
    bomb = packer.compress(urlset("<url><loc>https://n.example/a</loc></url>").removesuffix(b"</urlset>"))
    bomb += b"".join(packer.compress(b" " * 1_000_000) for _ in range(60)) + packer.flush()
    found = read(bomb)
    assert addresses(found) == ["a"]
    assert found.problem is not None
    assert "larger than 50 MB" in found.problem


def test_a_sitemap_cut_in_the_middle_keeps_its_entries() -> None:
    body = urlset(*(f"<url><loc>https://n.example/{n}</loc></url>" for n in range(20)))
    assert len(read(body[: len(body) // 2]).leads) >= 7
    assert len(read(gzip.compress(body)[:-20]).leads) >= 7


def test_entities_and_outer_documents_are_not_read() -> None:
    body = (
        b'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "https://n.example/y">]>'
        b"<urlset><url><loc>&y;</loc></url><url><loc>https://n.example/a&x;</loc></url><url><loc>https://n.example/b</loc></url></urlset>"
    )
    assert addresses(read(body))[-1] == "b"
    assert not any("root:" in lead.url for lead in read(body).leads)


def test_plain_text_and_feeds_in_place_of_a_sitemap_are_read() -> None:
    assert addresses(read(b"\xef\xbb\xbfhttps://n.example/a\r\nnonsense\nhttps://n.example/b\n")) == ["a", "b"]
    assert addresses(
        read(b"<rss version='2.0'><channel><item><link>https://n.example/a</link></item></channel></rss>")
    ) == ["a"]


def test_a_sitemap_in_place_of_a_feed_is_read() -> None:
    found = discover.parse(ListingKind.FEED, urlset("<url><loc>https://n.example/a</loc></url>"), URL)
    assert addresses(found) == ["a"]


def test_persian_addresses_and_a_wrong_namespace_are_read() -> None:
    body = "<urlset xmlns='urn:wrong'><url><loc>\n https://n.example/خبر/۱ \n</loc></url></urlset>".encode()
    assert read(body).leads[0].url == "https://n.example/%D8%AE%D8%A8%D8%B1/%DB%B1"
    assert read(body.decode().encode("utf-16")).leads[0].url == "https://n.example/%D8%AE%D8%A8%D8%B1/%DB%B1"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "the answer is empty"),
        (urlset(), "the sitemap holds no address"),
        (b"<html><title>404</title>", "the answer is a web page (“404”), not a sitemap"),
        (b"<opml/>", "the answer is XML, but no sitemap"),
        (b"hello", "the answer is plain text without an address, not a sitemap"),
        (b"\x1f\x8bnonsense", "the answer is empty"),
    ],
)
def test_what_is_no_sitemap_is_said_in_a_sentence(body: bytes, problem: str) -> None:
    assert read(body).problem == problem


def test_entries_without_a_usable_address_are_counted() -> None:
    found = read(urlset("<url><loc>mailto:x@n.example</loc></url><url><loc>https://n.example/a</loc></url>"))
    assert (found.entries, found.skipped, len(found.leads)) == (2, 1, 1)


@pytest.mark.parametrize(
    "name",
    ["post-sitemap.xml", "sitemap-posts.xml", "author-interviews-sitemap.xml", "news-sitemap.xml", "tagesschau.xml"],
)
def test_a_child_that_may_list_articles_is_kept(name: str) -> None:
    assert not sitemap.names_no_articles(f"https://n.example/{name}")
