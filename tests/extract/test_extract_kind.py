"""What is no article is refused with its true reason; an article is never taken for something else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from extract.pages import BODY, PARAGRAPHS, html, kept, read, refused

from monitor.model import Lead, Reason, Rejection

TEASERS = "".join(
    f"<article><h2><a href='/story/{n}'>Story number {n} about the harbour and its lamps</a></h2><p>{PARAGRAPHS[n % 3]}</p></article>"
    for n in range(9)
)


def test_a_list_of_teasers_says_how_many() -> None:
    rejection = refused(
        html("<title>Harbour | The Lark</title>", f"<h1>Harbour</h1>{TEASERS}"), url="https://lark.example/harbour"
    )
    assert (rejection.reason, rejection.detail) == (Reason.NOT_ARTICLE, "a list of 9 articles")


@pytest.mark.parametrize(
    ("page", "url", "detail"),
    [
        (html(), "https://lark.example/", "the home page"),
        (html(attributes="class=blog-tags-post-list-page"), "https://lark.example/x/ferries", "a tag page"),
        (
            html(body=f"{TEASERS}<link href='/wp-content/x.css'>").replace("<body", "<body class='archive category'"),
            "https://lark.example/category/x",
            "an archive page",
        ),
        (
            html('<script type="application/ld+json">{"@type":"CollectionPage"}</script>'),
            "https://lark.example/x",
            "a list",
        ),
        (html('<meta property="og:type" content="profile">'), "https://lark.example/people/ada", "an author page"),
        (html(), "https://lark.example/about-us/", "a page about the site, by its address"),
        (html(body=TEASERS), "https://lark.example/tag/ferries/", "a list of 9 articles"),
    ],
)
def test_pages_that_list_or_present(page: str, url: str, detail: str) -> None:
    rejection = refused(page, url=url)
    assert (rejection.reason, rejection.detail) == (Reason.NOT_ARTICLE, detail)


def test_an_article_keeps_its_place_among_ten_related_teasers() -> None:
    assert (
        kept(
            html(body=f"<article><h1>Lamps go out</h1>{BODY}{BODY}</article><section class=related>{TEASERS}</section>")
        ).text.count("\n")
        >= 2
    )


def test_a_short_article_keeps_its_place_above_long_teasers_that_are_links_as_wholes() -> None:
    teasers = "".join(
        f"<a href='/story/{n}'><h3>Story number {n} about the harbour</h3>{PARAGRAPHS[0]} {PARAGRAPHS[1]} {PARAGRAPHS[2]}</a>"
        for n in range(12)
    )
    head = '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-20T08:00Z">'
    page = html(head, f"<main><h1>Lamps go out</h1>{BODY}</main><div class=more>{teasers}</div>")
    assert kept(page, url="https://lark.example/lamps").title == "Lamps go out"


def test_what_a_feed_names_with_a_date_is_an_article_though_it_is_short_beside_its_teasers() -> None:
    lead = Lead(url="https://lark.example/x", title="Lamps go out", published=datetime(2026, 11, 20, tzinfo=UTC))
    page = html(body=f"<h1>Lamps go out</h1><p>{PARAGRAPHS[0]}</p>{TEASERS}")
    assert isinstance(read(page), Rejection)
    assert kept(page, lead=lead)


@pytest.mark.parametrize(
    "title",
    ["Page not found", "404", "Seite nicht gefunden", "Página no encontrada", "Sayfa bulunamadı", "Страница не найдена", "صفحه مورد نظر یافت نشد", "الصفحة غير موجودة", "پەڕەکە نەدۆزرایەوە", "הדף לא נמצא", "页面不存在"],
)  # fmt: skip
def test_a_missing_page_that_answers_200_is_a_soft_404(title: str) -> None:
    page = html(
        f"<title>{title} | The Lark</title>",
        f"<h1>{title}</h1><p>Please use the search or go back to the first page of this site.</p>",
    )
    assert refused(page, min_words=5).reason is Reason.SOFT_404


def test_an_article_about_404_pages_is_an_article() -> None:
    assert kept(
        html(
            "<title>Error 404: how a small town lost its harbour</title>",
            f"<h1>Error 404: how a small town lost its harbour</h1>{BODY}{BODY}",
        )
    )


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (html("<title>Just a moment...</title>", "<p>Enable JavaScript and cookies to continue</p>"), Reason.BOT_WALL),
        (html("<title>lark.example</title>", "<p>Please enable JS and disable any ad blocker</p>"), Reason.BOT_WALL),
        (
            html(
                "<title>Before you continue</title>",
                "<p>We use cookies and our partners use cookies for privacy choices. Consent to cookies or manage consent and privacy options.</p>",
            ),
            Reason.CONSENT_WALL,
        ),
        (
            html(
                "<title>Lamps</title>",
                "<h1>Lamps</h1><p>The harbour office of Vellum Bay switched off four hundred lamps.</p><p>Subscribe to continue reading</p>",
            ),
            Reason.PAYWALL,
        ),
        (html("<title>Lamps</title>", "<h1>Lamps</h1><p>Only a few words here.</p>"), Reason.TOO_SHORT),
    ],
)
def test_walls_and_scraps_have_their_own_reasons(page: str, reason: Reason) -> None:
    assert refused(page).reason is reason


def test_too_short_says_how_short() -> None:
    rejection = refused(
        html("<title>Lamps</title>", f"<h1>Lamps</h1><p>{PARAGRAPHS[0]}</p>"), min_words=60, kind="advocacy"
    )
    assert rejection.detail == '38 words, "advocacy" sources need 60'


@pytest.mark.parametrize(
    ("body", "content_type", "detail"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "application/pdf", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "an image (PNG)"),
        (b"\xff\xd8\xff\xe0", "text/html", "an image (JPEG)"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>", "text/html", "a feed"),
        (b"<?xml version='1.0'?><urlset></urlset>", "text/xml", "a sitemap"),
        (b'{"a": 1}', "text/html", "JSON"),
        (b"body { color: red }", "text/css", "not a page: text/css"),
        (b"", "text/html", "an empty response"),
    ],
)
def test_bytes_that_are_no_page_say_what_they_are(body: bytes, content_type: str, detail: str) -> None:
    rejection = refused(body, content_type=content_type)
    assert (rejection.reason, rejection.detail) == (Reason.NOT_HTML, detail)


def test_a_feed_is_no_article_although_its_entries_have_text() -> None:
    entries = "".join(
        f"<entry><title>Story {n}</title><content type='html'>{PARAGRAPHS[n % 3]}</content></entry>" for n in range(9)
    )
    feed = f'<?xml version="1.0"?>\n<?xml-stylesheet href="/pretty.xsl" type="text/xsl"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>The Lark</title>{entries}</feed>'
    assert refused(feed, url="https://lark.example/feed/feed.xml").detail == "a feed or a sitemap"


def test_cards_that_a_link_without_words_covers_are_a_list() -> None:
    cards = "".join(
        f"<article><h2>Story number {n} about the harbour</h2><p>{PARAGRAPHS[n % 3]}</p>"
        f"<a href='/story/{n}' aria-label='read Story number {n} about the harbour'></a></article>"
        for n in range(9)
    )
    page = html("<title>Posts | The Lark</title>", f"<h1>Posts</h1>{cards}")
    assert refused(page, url="https://lark.example/posts").detail == "a list of 9 articles"


def test_dates_and_headlines_under_a_year_are_a_list() -> None:
    rows = "".join(
        f"<li><time datetime='2026-10-{n + 10}T11:14:00+01:00'>2026-10-{n + 10} 11:14</time>"
        f"<a href='/story/{n}'>Story number {n} about the harbour and its many lamps</a></li>"
        for n in range(20)
    )
    page = html("<title>2026 | The Lark</title>", f"<article><h1>Articles of 2026</h1><ul>{rows}</ul></article>")
    assert refused(page, url="https://lark.example/2026/").detail == "a list, by its address"


def test_whole_articles_in_a_row_are_a_list_whatever_each_says_of_itself() -> None:
    posts = "".join(
        f"<article itemscope itemtype='https://schema.org/BlogPosting'><h1 itemprop='headline'><a href='/story/{n}'>Story number {n} about the harbour</a></h1>"
        f"<time itemprop='datePublished' datetime='2026-10-{n + 10}T11:14:00+01:00'>then</time>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS * 3)}</article>"
        for n in range(5)
    )
    page = html("<title>The Lark (older, page 1)</title>", f"<main>{posts}</main>")
    assert refused(page, url="https://lark.example/index-1.html").detail == "a list of 5 articles"


def test_cards_without_headings_are_a_list_by_the_first_long_link_of_each() -> None:
    cards = "".join(
        f"<article><time>11-0{n}</time><a href='/2026/11/0{n}/lamps-{n}/'>The lamps of pier {n} are dark again</a>"
        f"<p>{PARAGRAPHS[n % 3][:150]}</p></article>"
        for n in range(2, 9)
    )
    assert refused(html(body=f"<h1>Ferries</h1>{cards}"), url="https://lark.example/ferries").detail.endswith(
        "list of 7 articles"
    )


def test_comments_below_an_article_are_no_cards() -> None:
    comments = "".join(
        f"<article id=comment-{n}><a href='https://reader{n}.example/' rel=nofollow>Marit Overgaard-Lund</a>"
        f"<a href='/2026/11/harbour-lamps?page=2#comment-{n}'>23 November 2026 at 11:0{n}</a><p>{PARAGRAPHS[n % 3]}</p></article>"
        for n in range(9)
    )
    kept(html(body=f"<h1>Lamps go out in Vellum Bay</h1><div>{BODY}</div>{comments}"))


def test_two_cards_alone_on_a_page_are_a_list_and_beside_an_article_they_are_none() -> None:
    cards = "".join(
        f"<article><h2><a href='/story/{n}'>Story number {n} about the harbour</a></h2><p>{PARAGRAPHS[n]}</p></article>"
        for n in range(2)
    )
    stated = '<meta property="og:type" content="article">'
    rejection = refused(html(stated, f"<h1>News</h1>{cards}"), url="https://lark.example/news/5/")
    assert rejection.detail == "a list of 2 articles"
    kept(html(stated, f"<h1>Lamps go out</h1><div>{BODY}</div>{cards}"))


def test_a_tag_page_that_its_generator_dates_is_a_list() -> None:
    dated = '<meta property="og:type" content="website"><meta itemprop="datePublished" content="2026-11-22T08:00:00Z">'
    card = f"<section><h1><a href='/posts/1/'>Lamps go out in Vellum Bay</a></h1>{BODY}</section>"
    rejection = refused(
        html(dated, f"<h1>Ferries</h1><article>{card}</article>"), url="https://lark.example/tags/ferries/"
    )
    assert rejection.detail == "a list with one article"


def test_a_tag_page_is_no_article_though_its_cards_and_the_site_are_stated_as_some() -> None:
    card = (
        "<article itemscope itemtype='http://schema.org/Article'><time itemprop=dateCreated>11-22</time>"
        "<a itemprop=url href='/2026/11/22/lamps/'><span itemprop=name>Lamps go out in Vellum Bay</span></a></article>"
    )
    sidebar = f"<div class=about>{BODY}</div>"
    head = '<meta property="og:type" content="website">'
    page = html(head, f"{sidebar}<h1>ferries</h1>{card}")
    assert refused(page, url="https://lark.example/tags/ferries/").detail == "a list with one article"
    site = (
        '<script type="application/ld+json">{"@type": "BlogPosting", "headline": "The Lark", "publisher": {"name": "The Lark"},'
        '"mainEntityOfPage": {"@id": "https://lark.example"}}</script>'
    )
    page = html(head + site, f"{sidebar}<h1>ferries</h1>")
    assert refused(page, url="https://lark.example/tags/ferries/").detail == "a list, by its address"


def test_the_one_post_of_a_tag_in_full_is_not_the_tags_own() -> None:
    post = f"<article><h2><a href='/2026/11/harbour-lamps'>Lamps go out in Vellum Bay</a></h2>{BODY}</article>"
    page = html(
        '<title>Ferries | The Lark</title><meta property="og:type" content="article">', f"<h1>Ferries</h1>{post}"
    )
    assert refused(page, url="https://lark.example/tag/ferries").detail == "a list with one article"
