"""Home pages and sections: articles become leads, furniture does not, and every way on is found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import discover
from monitor.discover import homepage
from monitor.model import Discovery, ListingKind

URL = "https://nilufar.example/"

HOME = """<!doctype html><html lang="fa-IR"><head><title>نیلوفر | خانه</title>
<meta property="og:site_name" content="نیلوفر">
<link rel="alternate" type="application/rss+xml" title="نیلوفر" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="دیدگاه‌ها" href="/comments/feed/">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
<link rel="sitemap" href="/sitemap.xml"></head><body>
<header><nav><a href="/">خانه</a><a href="/حقوق/">حقوق</a><a href="/world">جهان</a><a href="/about">درباره</a><a href="/login">ورود</a></nav></header>
<main>
<article><a href="/narges"><img src="/n.jpg" alt=""></a><h2><a href="/narges?utm_source=home">لاله سروندی آزاد شد</a></h2>
  <span class="byline"><a href="/نویسنده/آوینا">آوینا رودبار</a></span><a href="/narges">ادامه مطلب</a></article>
<article><a href="/2026/11/23/second"><div><h3>دادگاه رأی را عقب انداخت</h3><p>متن کوتاه</p></div></a> <a rel="tag" href="/tag/court">دادگاه</a></article>
<div class="list"><a href="https://www.nilufar.example/fa/news/1234567/سومین-خبر">سومین خبر این روز در شهر چه بود</a>
<a href="https://other.example/2026/11/23/a-long-story-elsewhere">A long story on some other site</a>
<a href="/photo.jpg">تصویر بزرگ از شهر و رود</a><a href="mailto:desk@nilufar.example">نامه</a></div>
<div class="pagination"><a class="page-numbers" href="/page/2/">۲</a><a class="page-numbers" href="/page/9/">۹</a></div>
</main><footer><a href="/privacy">حریم خصوصی</a><a href="/2025/01/01/a-footer-story-with-a-headline">A footer story with a whole headline</a>
<a href="https://t.me/x">تلگرام</a></footer></body></html>"""


def read(html: str, kind: ListingKind = ListingKind.HOMEPAGE, url: str = URL) -> Discovery:
    return discover.parse(kind, html.encode(), url, "text/html; charset=utf-8")


def test_a_home_page_gives_its_articles_with_their_headlines() -> None:
    found = read(HOME)
    assert [(lead.url.removeprefix("https://"), lead.title) for lead in found.leads] == [
        ("nilufar.example/narges", "لاله سروندی آزاد شد"),
        ("nilufar.example/2026/11/23/second", "دادگاه رأی را عقب انداخت"),
        (
            "www.nilufar.example/fa/news/1234567/%D8%B3%D9%88%D9%85%DB%8C%D9%86-%D8%AE%D8%A8%D8%B1",
            "سومین خبر این روز در شهر چه بود",
        ),
        ("nilufar.example/2025/01/01/a-footer-story-with-a-headline", "A footer story with a whole headline"),
    ]
    assert (found.title, found.language, found.problem) == ("نیلوفر", "fa", None)


def test_a_home_page_gives_its_feeds_sitemap_sections_and_next_page() -> None:
    found = [(listing.kind.value, listing.url.removeprefix(URL)) for listing in read(HOME).listings]
    assert found == [
        ("feed", "feed/"),
        ("sitemap", "sitemap.xml"),
        ("section", "%D8%AD%D9%82%D9%88%D9%82/"),
        ("section", "world"),
        ("archive", "page/2/"),
    ]


def test_a_section_gives_no_further_sections() -> None:
    kinds = {listing.kind for listing in read(HOME, ListingKind.SECTION).listings}
    assert kinds == {ListingKind.ARCHIVE}


@pytest.mark.parametrize(
    "link",
    ['<a rel="next" href="/world?start=20">x</a>', '<a href="/world/page/2">Older posts</a>', '<a href="/world?page=2">التالي</a>',
     '<ul class="pagination"><li><a href="/world?p=2" aria-label="Next"><span></span></a></ul>', '<div class="pager"><a href="/world/page-2">»</a></div>',
     '<a href="/world/page/2/">صفحه بعد</a>', '<a href="/world?page=7">7</a><a href="/world?page=2">2</a>'],
)  # fmt: skip
def test_the_next_page_is_found_however_it_is_written(link: str) -> None:
    found = read(
        f"<body><h2><a href='/2026/11/23/a'>One thing that happened</a></h2>{link}", ListingKind.SECTION, URL + "world"
    )
    assert [listing.kind for listing in found.listings] == [ListingKind.ARCHIVE]
    assert "2" in found.listings[0].url.removeprefix(URL)


@pytest.mark.parametrize("head", ["/", "/page/2/"])
def test_the_link_that_people_click_is_the_next_page_where_the_head_names_another(head: str) -> None:
    html = f'<link rel=next href="{head}"><h2><a href="/2026/11/23/a">One thing that happened</a></h2><a rel=next href="/?page=2">«</a>'
    assert [listing.url for listing in read(html, ListingKind.SECTION).listings] == [f"{URL}?page=2"]


def test_the_last_page_goes_nowhere() -> None:
    html = '<h2><a href="/2026/11/23/a">One thing that happened</a></h2><div class="pager"><a href="/world/page/8/">Newer</a><a href="/world/page/1/">1</a></div>'
    assert read(html, ListingKind.SECTION, URL + "world/page/9/").listings == ()


def test_another_lists_second_page_is_not_this_lists() -> None:
    html = '<h2><a href="/2026/11/23/a">One thing that happened</a></h2><a href="/sport/page/2/">2</a>'
    assert read(html, ListingKind.SECTION, URL + "world").listings == ()


def test_articles_that_only_the_structured_data_names_are_leads() -> None:
    html = """<script type="application/ld+json">{"@type": "ItemList", "itemListElement": [
      {"@type": "ListItem", "url": "/narges-one"}, {"@type": "ListItem", "item": {"@type": "NewsArticle", "url": "/2026/11/a-b"}}]}</script>
      <script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": [{"item": "/2026/11/23/not-this-one-at-all"}]}</script>"""
    assert [lead.url.removeprefix(URL) for lead in read(html).leads] == ["2026/11/a-b"]


def test_a_base_address_is_obeyed_and_hash_links_are_the_page_itself() -> None:
    html = '<base href="https://nilufar.example/fa/"><h2><a href="2026/11/23/a">One thing that happened</a></h2><a href="#top">Back to the top of this page</a>'
    assert [lead.url for lead in read(html).leads] == ["https://nilufar.example/fa/2026/11/23/a"]


def test_a_feed_in_place_of_a_page_is_read_as_one() -> None:
    body = b"<?xml version='1.0'?><rss version='2.0'><channel><item><link>/a</link></item></channel></rss>"
    assert discover.parse(ListingKind.SECTION, body, URL).leads[0].url == "https://nilufar.example/a"


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-16", "utf-8"])
def test_a_page_is_read_whatever_its_label_says(encoding: str) -> None:
    html = '<meta charset="windows-1256"><h2><a href="/2026/11/23/a">خبر مهم شهر ما</a></h2>'.replace("ی", "ي")
    body = html.encode(encoding)
    assert discover.parse(ListingKind.SECTION, body, URL, None).leads[0].title == "خبر مهم شهر ما"


@pytest.mark.parametrize("body", ["", "   ", "\0\0\0"])
def test_an_empty_page_is_a_problem(body: str) -> None:
    assert read(body).problem is not None


def test_a_page_without_articles_says_so() -> None:
    assert (
        read("<p>Under construction <a href='/about'>about</a>").problem
        == "no link on this page looks like an article, and it names no feed"
    )


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body><a href='/x' " + b" ".join(b"a%d='1'" % n for n in range(100_000)) + b">x</a><h2><a href='/2026/11/23/a'>One thing that happened</a>",
        b"<p>" * 300_000,
        b"<div>" * 50_000 + b"</div>" * 50_000 + b"<h2><a href='/2026/11/23/a'>One thing that happened</a></h2>",
        b"".join(b"<a href='/2026/11/23/a-b-c-%d'>A headline of five words</a>" % n for n in range(6_000)),
        b"<rss><![CDATA[" * 50_000,
        b"<!-- x -->" * 50_000 + b"<html>",
        b"<!DOCTYPE [" * 20_000,
        b"<rss version='2.0'><channel><item><description>" + b"&lt;" * 100_000,
        b"<urlset>" + b"<url>" * 100_000,
        b"[" * 300_000,
        b"<script type='application/ld+json'>" + b'{"itemListElement":[' * 3000,
        b"<a href='" + b"/.." * 300_000 + b"'>x</a>",
    ],
    ids=["attributes", "paragraphs", "deep", "links", "cdata", "comments", "doctypes", "references", "urls", "brackets", "jsonld", "dots"],
)  # fmt: skip
@pytest.mark.timeout(30)
def test_a_hostile_body_ends_soon_and_is_bounded(body: bytes) -> None:
    for kind in (ListingKind.FEED, ListingKind.SITEMAP, ListingKind.HOMEPAGE):
        assert len(discover.parse(kind, body, URL).leads) <= 5_000


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(
        ["<rss><channel><item>", "<urlset><url><loc>", "<a href='", "{", "<?xml version='1.0'?><feed>", ""]
    ),
)
def test_no_body_raises(noise: bytes, start: str) -> None:
    for kind in (ListingKind.FEED, ListingKind.SITEMAP, ListingKind.SECTION, ListingKind.HOMEPAGE):
        found = discover.parse(kind, start.encode() + noise, URL)
        assert found.skipped <= found.entries or found.problem


def test_robots_txt_names_sitemaps_in_any_spelling() -> None:
    robots = "User-agent: *\nDisallow: /x\nSITEMAP : /news.xml # daily\r\nsitemap: https://cdn.example/a.xml\nSitemap:\nSitemap: mailto:x@n.example\n"
    assert homepage.sitemaps_of(robots, URL) == ("https://nilufar.example/news.xml", "https://cdn.example/a.xml")


def test_a_language_edition_is_looked_into_before_the_root() -> None:
    found = [listing.url for listing in homepage.feed_places("https://nilufar.example/fa/")]
    assert found[:2] == ["https://nilufar.example/fa/feed/", "https://nilufar.example/feed/"]
    assert [listing.url for listing in homepage.places(URL)][:2] == [URL + "robots.txt", URL + "sitemap.xml"]


def test_a_menu_that_nothing_marks_as_one_still_names_sections() -> None:
    html = '<div class="h"><a href="/هەواڵ">هەواڵ</a> <a href="/مافی-مرۆڤ">مافی مرۆڤ</a> <a href="/about">دەربارە</a></div><p>دەنگێک لە چیاوە</p>'
    sections = [listing.title for listing in read(html).listings if listing.kind is ListingKind.SECTION]
    assert sections == ["هەواڵ", "مافی مرۆڤ"]


def test_in_doubt_a_link_of_the_content_is_a_lead_and_a_link_of_a_menu_is_not() -> None:
    links_to = '<a href="/old/khabar">پرانا پتا</a><a href="/files/yearly.pdf">Yearly report (PDF)</a><a href="/world">World</a>'
    assert [lead.url.removeprefix(URL) for lead in read(f"<main>{links_to}</main>").leads] == [
        "old/khabar",
        "files/yearly.pdf",
    ]
    assert read(f"<nav>{links_to}</nav>").leads == ()


def test_headlines_in_a_side_column_are_leads_and_no_sections() -> None:
    found = read('<aside><a href="/court-delays-the-vote-again">Court delays the vote again today</a></aside>')
    assert [lead.title for lead in found.leads] == ["Court delays the vote again today"]
    assert found.listings == ()


def test_numbered_index_files_are_older_pages() -> None:
    html = '<h2><a href="/de39.html">Was die Glocken wissen</a></h2><p class="paginator"><a href="/index2.html">⟩</a> <a href="/index4.html">⟫</a></p>'
    assert [(listing.kind, listing.url) for listing in read(html).listings] == [
        (ListingKind.ARCHIVE, URL + "index2.html")
    ]


@pytest.mark.parametrize(
    ("title", "body", "name"),
    [
        ("Home | Vellum Bay Herald", "<a href='/'>Home</a><a href='/'>Vellum Bay Herald</a>", "Vellum Bay Herald"),
        ("نامهٔ سپیدکلا | خبرهای شهر", "<a href='/'>نامهٔ سپیدکلا</a>", "نامهٔ سپیدکلا"),
        ("Welcome to the Bote! — Bote", "<a href='/'>Welcome</a>", "Bote"),
        ("Home | Vellum Bay Herald", "<a href='/'>Home</a>", "Home | Vellum Bay Herald"),
        ("Grebe - the paper of the bay", "", "Grebe - the paper of the bay"),
    ],
)
def test_a_site_is_called_what_its_title_and_another_witness_say(title: str, body: str, name: str) -> None:
    page = f"<title>{title}</title><body>{body}</body>".encode()
    assert homepage.parse(page, "https://herald.example/").title == name
