"""What an address alone says, in the languages of our sources."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.discover import links

SITE = "https://n.example"


@pytest.mark.parametrize(
    "path",
    ["/tag/woman-life-freedom", "/category/rights/", "/author/narges", "/برچسب/زندان-اوین", "/دسته/حقوق", "/نویسنده/لاله", "/وسم/حرية",
     "/تصنيف/أخبار", "/كاتب/سلمى", "/yazar/ali-veli", "/etiket/hukuk", "/kategorie/politik", "/tags", "/blog/tags/prison", "/blog/authors",
     "/page/2", "/fa/page/3/", "/?page=2", "/news?paged=4", "/2026/11/", "/2026", "/2026-11-23", "/archives", "/blog/archive", "/news", "/",
     "/fa/", "/тег/суд", "/タグ/裁判", "/標籤/法院", "/тема/x?page=2", "/صفحه/۲"],
)  # fmt: skip
def test_a_list_is_known_by_its_address(path: str) -> None:
    assert links.evidence(SITE + path).list
    assert links.evidence(SITE + path).score < links.ARTICLE


@pytest.mark.parametrize(
    "path",
    ["/2026/11/23/court-delays-vote", "/news/court-delays-vote-for-third-time", "/fa/news/1234567/عنوان", "/خبر/123456",
     "/category/world/2026/11/court-delays-vote-again", "/1405/09/02/حکم-دادگاه", "/story/20261123-1234567.html", "/?p=123",
     "/عربي/مقال/اعتقال-صحفي-في-المدينة", "/ニュース/東京で大きな地震がありました", "/a/court-orders-release/32012345.html", "/index.php?newsid=881",
     "/haber/mahkeme-karari-bir-kez-daha-erteledi-12345", "/about/how-we-lost-ten-years-of-work"],
)  # fmt: skip
def test_an_article_is_known_by_its_address(path: str) -> None:
    assert links.evidence(SITE + path).score >= links.ARTICLE
    assert not links.evidence(SITE + path).list


@pytest.mark.parametrize(
    "path",
    [
        "/narges",
        "/narges-mohammadi",
        "/archives/12345",
        "/topics/iran",
        "/fr39/",
        "/2026/11/23/long-story-of-a-day/page/2",
    ],
)
def test_what_the_address_does_not_say_is_no_list(path: str) -> None:
    assert not links.evidence(SITE + path).list


@pytest.mark.parametrize(
    "path",
    ["/a.jpg", "/film.mp4?x=1", "/feed/", "/feed.xml", "/index.xml", "/about", "/contact-us", "/fa/درباره-ما", "/من-نحن", "/impressum",
     "/wp-login.php", "/wp-json/wp/v2/posts", "/story?replytocom=7", "/search?q=evin", "/künye"],
)  # fmt: skip
def test_what_is_never_read_is_known(path: str) -> None:
    assert links.evidence(SITE + path).service


@pytest.mark.parametrize(
    ("path", "is_feed"),
    [("/feed/", True), ("/rss", True), ("/index.xml", True), ("/feeds/all.atom.xml", True), ("/fa/rss.xml", True), ("/?feed=rss2", True),
     ("/blog/feed.json", True), ("/rss/world.xml", True), ("/comments/feed/", False), ("/feeds-and-fodder", False), ("/a/story.html", False)],
)  # fmt: skip
def test_a_feed_is_known_by_its_address(path: str, is_feed: bool) -> None:
    assert links.is_feed(SITE + path) is is_feed


@pytest.mark.parametrize(
    ("path", "number"),
    [("/page/12/", 12), ("/news?page=3", 3), ("/seite-4.html", 4), ("/news", 1), ("/2026/11/23", 1), ("/صفحه/۲", 2)],
)
def test_a_page_number_is_read(path: str, number: int) -> None:
    assert links.page_number(SITE + path) == number


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.text(max_size=60).map(lambda rest: f"{SITE}/{rest}"))
def test_no_address_raises(url: str) -> None:
    evidence = links.evidence(url)
    assert -3 <= evidence.score <= 10
    links.is_feed(url), links.page_number(url), links.readable(url)
