"""Feeds as sites really serve them: every readable entry becomes a lead, and what is wrong is said."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from monitor import discover
from monitor.discover import feed
from monitor.model import Discovery, ListingKind

URL = "https://nilufar.example/feed/"
TEHRAN = timezone(timedelta(hours=3, minutes=30))
LONG = " ".join(f"کلمه{number}" for number in range(120))


def rss(items: str, head: str = "<title>نیلوفر</title><language>fa-IR</language>") -> bytes:
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel>{head}{items}</channel></rss>'.encode()


def item(link: str, title: str = "x", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def read(body: bytes, url: str = URL, content_type: str | None = None) -> Discovery:
    return discover.parse(ListingKind.FEED, body, url, content_type)


def test_an_rss_entry_becomes_a_lead_with_all_that_the_feed_knows() -> None:
    body = rss(
        item(
            "https://nilufar.example/a?utm_source=rss",
            "بازداشت <b>سه</b> روزنامه‌نگار &amp; وکیل",
            "<dc:creator>لاله سروندی</dc:creator><pubDate>Sun, 22 Nov 2026 06:56:00 +0330</pubDate>"
            "<category>زندان</category><category>زندان</category><description>کوتاه</description>"
            f"<content:encoded><![CDATA[<p><img src='/p.jpg'>{LONG}</p><p>پایان.</p>]]></content:encoded>",
        )
    )
    found = read(body)
    lead = found.leads[0]
    assert (found.title, found.language, found.entries, found.problem) == ("نیلوفر", "fa", 1, None)
    assert lead.url == "https://nilufar.example/a?utm_source=rss"
    assert lead.title == "بازداشت سه روزنامه‌نگار & وکیل"
    assert lead.authors == ("لاله سروندی",)
    assert lead.published == datetime(2026, 11, 22, 3, 26, tzinfo=UTC)
    assert lead.modified is None
    assert lead.tags == ("زندان",)
    assert lead.summary == "کوتاه"
    assert lead.image == "https://nilufar.example/p.jpg"
    assert lead.text == f"{LONG}\nپایان."


def test_an_atom_entry_keeps_its_two_dates_and_its_own_language() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Dellmere Post</title>
    <link rel="next" href="/atom.xml?page=2"/>
    <entry xml:lang="ckb"><title type="html">A &lt;i&gt;quiet&lt;/i&gt; vote</title><id>tag:x,2026:1</id>
    <link rel="enclosure" type="image/png" href="/e.png"/><link rel="alternate" href="2026/vote.html"/>
    <author><name>Marla Ashgrove</name></author><author><name>Corwin Brook</name></author>
    <published>2026-11-20T10:00:00Z</published><updated>2026-11-21T10:00:00+01:00</updated>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Short.</p></div></content></entry></feed>"""
    found = read(body, "https://dellmere.example/blog/atom.xml")
    lead = found.leads[0]
    assert lead.url == "https://dellmere.example/blog/2026/vote.html"
    assert (lead.title, lead.language) == ("A quiet vote", "ckb")
    assert lead.authors == ("Marla Ashgrove", "Corwin Brook")
    assert lead.published == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert lead.modified == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert lead.image == "https://dellmere.example/e.png"
    assert lead.text is None
    assert [(page.kind, page.url) for page in found.listings] == [
        (ListingKind.ARCHIVE, "https://dellmere.example/atom.xml?page=2")
    ]


def test_rss_1_and_an_undeclared_prefix_are_read() -> None:
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <channel rdf:about="https://n.example/"><title>N</title></channel>
    <item rdf:about="https://n.example/a"><title>One</title><link>https://n.example/a</link>
    <dc:date>2026-11-22T10:00:00+09:00</dc:date></item></rdf:RDF>"""
    lead = read(body).leads[0]
    assert lead.url == "https://n.example/a"
    assert lead.published == datetime(2026, 11, 22, 1, tzinfo=UTC)


def test_a_json_feed_is_read_and_values_of_the_wrong_type_lose_only_their_entry() -> None:
    items = [
        {
            "id": "1",
            "url": "/a",
            "title": "5 < 6",
            "content_text": LONG,
            "authors": [{"name": "A"}, 3],
            "tags": ["t", 4],
        },
        "nothing",
        {"id": 7, "url": None},
        {"id": "https://n.example/c", "date_published": "2026-11-22T10:00:00Z", "language": "fr-FR"},
    ]
    found = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "N", "items": items}).encode())
    assert [lead.url for lead in found.leads] == ["https://nilufar.example/a", "https://n.example/c"]
    assert (found.entries, found.skipped) == (4, 2)
    assert (found.leads[0].title, found.leads[0].authors, found.leads[0].text) == ("5 < 6", ("A",), LONG)
    assert found.leads[1].language == "fr"


@pytest.mark.parametrize("bad", ["http://[", "data:text/html,x", "javascript:alert(1)", "", "mailto:a@b.example"])
def test_one_bad_entry_never_loses_the_rest(bad: str) -> None:
    found = read(
        rss(item("https://n.example/1") + item(bad) + item("https://n.example/2", "a&#xD800;b&#0;&nbsp;&zwnj;&bogus;c"))
    )
    assert [lead.url for lead in found.leads] == ["https://n.example/1", "https://n.example/2"]
    assert (found.entries, found.skipped) == (3, 1)
    assert found.leads[1].title == "ab \u200c&bogus;c".replace(" \u200c", " ")


def test_where_the_reader_fails_on_the_whole_every_entry_is_read_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    original = feed._feedparser

    def brittle(root: object, url: str) -> object:
        found = original(root, url)  # type: ignore[arg-type]
        if any("broken" in entry.title for entry in found.entries):
            raise UnicodeEncodeError("utf-8", "x", 0, 1, "surrogates not allowed")
        return found

    monkeypatch.setattr(feed, "_feedparser", brittle)
    found = read(rss(item("https://n.example/1") + item("https://n.example/2", "broken") + item("https://n.example/3")))
    assert [lead.url for lead in found.leads] == ["https://n.example/1", "https://n.example/3"]
    assert found.skipped == 1
    assert found.title == "نیلوفر"


def test_entities_are_never_expanded_and_the_entries_still_come() -> None:
    steps = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    body = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{steps}]>'.encode() + rss(
        item("https://n.example/a", "&e9; title")
    ).removeprefix(b'<?xml version="1.0"?>')
    assert read(body).leads[0].title == "&e9; title"


def test_leading_junk_and_broken_ampersands_do_no_harm() -> None:
    found = read(b"\xef\xbb\xbf\n" + b" " * 200_000 + rss(item("https://n.example/a?x=1&y=2", "Ash & Brook")))
    assert found.leads[0].url == "https://n.example/a?x=1&y=2"
    assert found.leads[0].title == "Ash & Brook"


@pytest.mark.parametrize(
    ("encoding", "label"),
    [("utf-8", "windows-1256"), ("utf-16", "utf-8"), ("windows-1256", "windows-1256"), ("utf-16-le", None)],
)
def test_a_feed_is_read_whatever_its_label_says(encoding: str, label: str | None) -> None:
    text = (
        rss(item("https://n.example/a", "خبر زندان"))
        .decode()
        .replace('version="1.0"', f'version="1.0" encoding="{encoding}"', 1)
    )
    text = text.replace("ی", "ي")
    found = read(text.encode(encoding), content_type=f"text/xml; charset={label}" if label else None)
    assert found.leads[0].title == "خبر زندان"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "the answer is empty"),
        (b"Not found", "the answer is plain text, not a feed"),
        (b"<!-- x --><!DOCTYPE html><html><head><title>Log in \xe2\x80\x93 Chiya</title>", "the answer is a web page (“Log in – Chiya”), not a feed"),
        (rss(""), "the feed holds no entry"),
        (b"<opml><body/></opml>", "the answer is XML with the root <opml>, not a feed"),
        (rss(item("")), "none of the 1 entries has a usable link"),
        (b'{"error": "gone"}', "the answer is JSON, but no JSON Feed"),
        (b"{", "the answer is no readable JSON"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_said_in_a_sentence(body: bytes, problem: str) -> None:
    found = read(body)
    assert found.problem == problem
    assert found.leads == ()


def test_a_date_without_a_zone_is_none_unless_the_source_has_one() -> None:
    body = rss(item("https://n.example/a", "x", "<pubDate>۱۴۰۵/۰۹/۰۲ ۱۰:۲۰</pubDate>"))
    assert feed.parse(body, URL).leads[0].published is None
    assert feed.parse(body, URL, zone=TEHRAN).leads[0].published == datetime(2026, 11, 23, 6, 50, tzinfo=UTC)


def test_an_address_is_no_author_and_a_printed_list_is_several() -> None:
    found = read(
        rss(
            item("https://n.example/1", "x", "<author>desk@n.example (Rûken Azad)</author>")
            + item("https://n.example/2", "x", "<author>desk@n.example</author>")
            + item("https://n.example/3", "x", '<dc:creator>["Ash Moor", "Bea Fenn"]</dc:creator>')
        )
    )
    assert [lead.authors for lead in found.leads] == [("Rûken Azad",), (), ("Ash Moor", "Bea Fenn")]


@pytest.mark.parametrize(
    ("end", "is_full"),
    [("The end.", True), ("and then […]", False), ("and then…", False), ("and so [Read on]", False)],
)
def test_a_beginning_is_not_taken_for_the_whole_text(end: str, is_full: bool) -> None:
    body = rss(item("https://n.example/a", "x", f"<content:encoded><![CDATA[<p>{LONG} {end}</p>]]></content:encoded>"))
    assert (read(body).leads[0].text is not None) is is_full


def test_the_line_that_leads_back_to_the_site_is_cut_in_every_language() -> None:
    back = "<p>نوشتهٔ <a href='https://n.example/a'>خبر</a> اولین بار در <a href='https://n.example'>نیلوفر</a> پدیدار شد.</p>"
    body = rss(item("https://n.example/a", "x", f"<content:encoded><![CDATA[<p>{LONG}</p>{back}]]></content:encoded>"))
    assert read(body).leads[0].text == LONG


def test_bidi_overrides_and_line_breaks_do_not_pass_in_a_title() -> None:
    title = read(rss(item("https://n.example/a", "a\u202eb\r\nc می‌شود 👩‍🚀"))).leads[0].title
    assert title == "ab c می‌شود 👩‍🚀"
