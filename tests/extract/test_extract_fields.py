"""Titles, authors, times and the rest: each from its best witness, and where it came from."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from extract.pages import BODY, NOW, html, kept

from monitor.extract import names
from monitor.model import Lead, Origin


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize(
    ("label", "h1", "expected"),
    [
        ("Lamps go out in Vellum Bay | The Lark", "Lamps go out in Vellum Bay", "Lamps go out in Vellum Bay"),
        ("Lamps go out in Vellum Bay - Harbour - The Lark", "Lamps go out in Vellum Bay", "Lamps go out in Vellum Bay"),
        ("Lamps go out in Vellum Bay | The Lark", "The Lark", "Lamps go out in Vellum Bay"),
        ("The Lark: Lamps go out in Vellum Bay", "", "Lamps go out in Vellum Bay"),
        ("Halvane: “we were not told” - a report", "", "Halvane: “we were not told” - a report"),
        ("خاموشی چراغ‌های بندر | چکاوک", "خاموشی چراغ‌های بندر", "خاموشی چراغ‌های بندر"),
    ],
)
def test_a_title_loses_the_sites_name_and_nothing_else(label: str, h1: str, expected: str) -> None:
    page = html(
        f'<title>{label}</title><meta property="og:site_name" content="The Lark">',
        f"<h1>{h1}</h1>{BODY}" if h1 else BODY,
    )
    assert kept(page).title == expected


def test_the_feeds_title_confirms_the_heading() -> None:
    lead = Lead(url="https://lark.example/a", title="Lamps go out in Vellum Bay")
    page = html("<title>Vellum Bay harbour news</title>", f"<h1>Weather</h1><h1>Lamps go out in Vellum Bay</h1>{BODY}")
    assert kept(page, lead=lead).title == "Lamps go out in Vellum Bay"


def test_the_section_above_is_no_headline_though_the_markup_says_so() -> None:
    page = html(
        "<title>Lamps go out in Vellum Bay – The Lark</title>",
        f"<header><h1 itemprop=headline>Our blog</h1></header><h2 itemprop=headline>Lamps go out in Vellum Bay</h2>{BODY}",
    )
    assert kept(page).title == "Lamps go out in Vellum Bay"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("By Ada Brook and Ben Hill", ["Ada Brook", "Ben Hill"]),
        ("Sun, 29/11/2026 - 9:27am by Ada Brook", ["Ada Brook"]),
        ("Von Ottilie Grünspecht und Jan Weiß", ["Ottilie Grünspecht", "Jan Weiß"]),
        (
            "Par Solène Courtebise, Octave d'Orvalin et Maëlle Vauquelong",
            ["Solène Courtebise", "Octave d'Orvalin", "Maëlle Vauquelong"],
        ),
        ("نویسنده: مهرداد سروستانی و آوا کهن‌دژ", ["مهرداد سروستانی", "آوا کهن‌دژ"]),
        ("بقلم: سامر الرملاوي، ليان البحارنة", ["سامر الرملاوي", "ليان البحارنة"]),
        ("Автор: Устинья Кленова и Мирон Ольховый", ["Устинья Кленова", "Мирон Ольховый"]),
        ("作者：林晓棠、周子安", ["林晓棠", "周子安"]),
        ("Berfîn Zozan û Azad Çiya", ["Berfîn Zozan", "Azad Çiya"]),
        ("מאת: נועה ברקאי ואיתן שדמון", ["נועה ברקאי", "איתן שדמון"]),
        ("Nilüfer Şimşekli ve Çağlar Akçaören", ["Nilüfer Şimşekli", "Çağlar Akçaören"]),
        ("Ada BrookBen Hill", ["Ada Brook", "Ben Hill"]),
        ("ADA BROOK, Chief Correspondent", ["Ada Brook"]),
        ("Brook, Ada", ["Ada Brook"]),
        ("Ada Brook (@adabrook) ada@lark.example", ["Ada Brook"]),
        ("The Lark", []),
        ("admin", []),
        ("Reuters", []),
        ("تحریریه", []),
        ("Editorial Board", []),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Ali al-Sabah", ["Ali al-Sabah"]),
    ],
)
def test_authors_are_persons_in_every_script(raw: str, expected: list[str]) -> None:
    assert list(names.persons([raw], publishers=["The Lark"])) == expected


def test_an_author_that_is_an_organisation_is_left_out() -> None:
    authors = [{"@type": "Person", "name": "Ada Brook"}, {"@type": "Organization", "name": "Lantern Wire"}]
    article = kept(html(ld(headline="Lamps go out in Vellum Bay", author=authors)))
    assert (article.authors, article.origins["authors"]) == (("Ada Brook",), Origin.JSONLD)


def test_persons_that_the_page_shows_complete_the_one_that_it_states() -> None:
    body = f"<h1>Lamps go out in Vellum Bay</h1><p class=byline>By <a href=/a>Ada Brook</a> and <a href=/b>Ben Hill</a></p>{BODY}"
    assert kept(html(ld(author={"@type": "Person", "name": "Ada Brook"}), body)).authors == ("Ada Brook", "Ben Hill")


@pytest.mark.parametrize(
    ("head", "body", "expected", "precision", "origin"),
    [
        (ld(datePublished="2026-11-20T10:15:00+03:00"), "", "2026-11-20T07:15:00+00:00", "second", Origin.JSONLD),
        (
            '<meta property="article:published_time" content="2026-11-20T07:15:00Z">',
            "",
            "2026-11-20T07:15:00+00:00",
            "second",
            Origin.OPENGRAPH,
        ),
        ('<meta name="DC.date.issued" content="2026-11-20">', "", "2026-11-19T20:30:00+00:00", "day", Origin.META),
        (
            "",
            "<time datetime='2026-11-20T16:36:00&#43;03:00'>20 Kasım</time>",
            "2026-11-20T13:36:00+00:00",
            "second",
            Origin.HTML,
        ),
        ("", "<span class=posted-on>۲۹ آبان ۱۴۰۵ - ۱۴:۲۰</span>", "2026-11-20T10:50:00+00:00", "minute", Origin.HTML),
        ("", "<div>20 November 2026</div>", "2026-11-19T20:30:00+00:00", "day", Origin.HTML),
        (ld(datePublished="1405/08/29"), "", "2026-11-19T20:30:00+00:00", "day", Origin.JSONLD),
        (
            ld(datePublished="2026-11-20"),
            "<time datetime='2026-11-20T16:36:00+03:00'>x</time>",
            "2026-11-20T13:36:00+00:00",
            "second",
            Origin.HTML,
        ),
    ],
)
def test_the_time_of_publication_comes_from_its_best_witness(
    head: str, body: str, expected: str, precision: str, origin: Origin
) -> None:
    article = kept(
        html(head, f"<article><h1>Lamps</h1>{body}{BODY}</article>"),
        url="https://lark.example/a",
        time_zone="Asia/Tehran",
    )
    assert article.published is not None
    assert (article.published.isoformat(), article.published_precision, article.origins["published"]) == (
        expected,
        precision,
        origin,
    )


@pytest.mark.parametrize(
    ("line", "authors", "published"),
    [
        ("<p class=meta>By Ada Brook | November 20, 2026</p>", ("Ada Brook",), "2026-11-20T00:00:00+00:00"),
        (
            "<div>کد خبر: ۹۰۰۳ | ۲۹ آبان ۱۴۰۵ ساعت ۱۲:۱۴ | نویسنده: آرش دل‌آگاه</div>",
            ("آرش دل‌آگاه",),
            "2026-11-20T12:14:00+00:00",
        ),
        ("<div><b>هێمن پەڕەسێلکە</b> | ٢٠/١١/٢٠٢٦ - ١١:١٦</div>", ("هێمن پەڕەسێلکە",), "2026-11-20T11:16:00+00:00"),
        (
            "<small>نويسنده: روشنك پيمان‌راد و بابك رهگذر<br>تاريخ انتشار: ۱۴۰۵/۰۸/۲۹</small>",
            ("روشنك پيمان‌راد", "بابك رهگذر"),
            "2026-11-20T00:00:00+00:00",
        ),
        ("<div>2026年11月20日 16:48　来源：清溪县报　记者：黎雨棠</div>", ("黎雨棠",), "2026-11-20T16:48:00+00:00"),
        ("<p><i>20 בנובמבר 2026, 10:53</i></p>", (), "2026-11-20T10:53:00+00:00"),
    ],
)
def test_the_line_beside_the_headline_says_who_and_when(line: str, authors: tuple[str, ...], published: str) -> None:
    article = kept(
        html("<title>Lamps go out</title>", f"<h1>Lamps go out</h1>{line}{BODY}"),
        url="https://lark.example/a",
        country="IR",
    )
    assert article.published is not None
    assert (article.authors, article.published.isoformat()) == (authors, published)
    assert article.text.startswith("The harbour office")


def author_box(*names: str) -> str:
    links = "".join(f'<strong><a href="/author/{n}/">{name}</a></strong> Redaktion' for n, name in enumerate(names))
    return f'<div class="sidebar"><nav><div class="post__authors">{links}</div></nav></div>'


def test_links_to_authors_pages_name_the_authors_also_in_a_sidebar() -> None:
    page = html("<title>Lamps</title>", author_box("Ada Brook", "Ben Hill") + f"<main><h1>Lamps</h1>{BODY}</main>")
    assert kept(page).authors == ("Ada Brook", "Ben Hill")


def test_a_list_of_everybody_who_writes_names_no_author() -> None:
    staff = ("Ada Brook", "Ben Hill", "Cora Vane", "Dov Marsh", "Eda Thorn", "Fay Moor")
    page = html("<title>Lamps</title>", author_box(*staff) + f"<main><h1>Lamps</h1>{BODY}</main>")
    assert kept(page).authors == ()


@pytest.mark.parametrize("style", ["node node-article node-promoted node-full", "node node--promoted"])
def test_what_drupal_shows_on_its_front_page_is_an_article_all_the_same(style: str) -> None:
    page = html(
        "<title>Lamps go out</title>",
        f"<div id=head><h1>Lamps go out</h1></div><div class='{style}'><div>Sent by <a class=username>Ada Brook</a></div>{BODY}</div>",
    )
    assert kept(page).authors == ("Ada Brook",)


def test_a_page_without_a_date_has_none_whatever_its_footer_says() -> None:
    page = html(body=f"<article><h1>Lamps</h1>{BODY}</article><footer>© 2019–2026 The Lark</footer>")
    article = kept(page, url="https://lark.example/lamps")
    assert (article.published, article.published_precision) == (None, None)


SEEN = "<h1>Lamps go out</h1><time>2026-11-20 14:30</time>"


@pytest.mark.parametrize(
    ("head", "told", "settings", "published"),
    [
        # the clock that the reader sees, with the zone that only the machine's statement has
        ('<meta name="date" content="2026-11-20T14:30:00+03:30">', None, {}, "2026-11-20T11:00:00+00:00"),
        # another moment is no zone of this one
        ('<meta name="date" content="2026-11-20T18:12:00+03:30">', None, {}, "2026-11-20T14:30:00+00:00"),
        # who says in which zone the site writes has the last word
        ('<meta name="date" content="2026-11-20T14:30:00+03:30">', None, {"time_zone": "Asia/Tokyo"}, "2026-11-20T05:30:00+00:00"),
        # a feed tells UTC: whole quarters of an hour apart, it is the same clock
        (ld(datePublished="2026-11-20T14:30:00"), datetime(2026, 11, 20, 11, 0, 9, tzinfo=UTC), {}, "2026-11-20T11:00:09+00:00"),
        (ld(datePublished="2026-11-20T14:30:00"), datetime(2026, 11, 20, 11, 7, tzinfo=UTC), {}, "2026-11-20T14:30:00+00:00"),
    ],
)  # fmt: skip
def test_a_clock_without_a_zone_takes_the_one_that_another_witness_states(
    head: str, told: datetime | None, settings: dict[str, str], published: str
) -> None:
    lead = Lead(url="https://lark.example/a", published=told)
    article = kept(html(head, SEEN + BODY), lead=lead, url="https://lark.example/a", **settings)
    assert article.published is not None
    assert article.published.isoformat() == published


@pytest.mark.parametrize(
    "shown", ["Fri, 20 November 2026 - 09:12", "20 November 2026 9:12 am", "Fri, 11/20/2026 - 09:12"]
)
@pytest.mark.parametrize(
    "stated", ["<time datetime='{0}'>{1}</time>", "<span property='dc:date dc:created' content='{0}'>{1}</span>"]
)
def test_the_clock_that_is_shown_is_in_the_zone_that_its_element_states(shown: str, stated: str) -> None:
    line = f"<p>Sent in by Ada Brook on {stated.format('2026-11-20T14:12:00Z', shown)}</p>"
    article = kept(html("<title>Lamps</title>", f"<h1>Lamps</h1>{line}<div>{BODY}</div>"), url="https://lark.example/a")
    assert article.published == datetime(2026, 11, 20, 14, 12, tzinfo=UTC)


def test_the_clock_of_a_later_change_on_the_same_day_is_not_that_of_publication() -> None:
    twice = "<time class=updated datetime='2026-11-20T18:00:00Z'>20 November 2026</time><time class='entry-date published' datetime='2026-11-20T09:12:00Z'>20 November 2026</time>"
    article = kept(
        html("<title>Lamps</title>", f"<h1>Lamps</h1><p>{twice}</p><div>{BODY}</div>"), url="https://lark.example/a"
    )
    assert article.published == datetime(2026, 11, 20, 9, 12, tzinfo=UTC)


def test_a_day_that_is_shown_is_believed_where_its_element_states_another() -> None:
    line = "<div><time datetime='2026-11-22T10:18:46Z'>Published on 18 November 2026</time></div>"
    article = kept(html("<title>Lamps</title>", f"<h1>Lamps</h1>{line}<div>{BODY}</div>"), url="https://lark.example/a")
    assert article.published == datetime(2026, 11, 18, tzinfo=UTC)


def test_when_somebody_wrote_a_comment_is_not_when_the_article_was_published() -> None:
    comment = "<div id=comments><ol class=comment-list><li class=comment><time datetime='2026-11-22T09:15:00+03:00'>then</time><p>Thank you.</p></li></ol></div>"
    page = html(body=f"<article><h1>Lamps</h1>{BODY}</article>{comment}")
    assert kept(page, url="https://lark.example/lamps").published is None


OWN_CLOCK = ld(datePublished="2026-11-20T14:30:00+00:00")


@pytest.mark.parametrize(
    ("told", "settings", "published"),
    [
        # plug-ins for Persian dates write the site's clock and "+00:00" behind it; the feed knows better
        (datetime(2026, 11, 20, 11, 0, tzinfo=UTC), {"language": "fa"}, "2026-11-20T11:00:00+00:00"),
        (datetime(2026, 11, 20, 11, 0, tzinfo=UTC), {"time_zone": "Asia/Tehran"}, "2026-11-20T11:00:00+00:00"),
        # that zone is not the source's
        (datetime(2026, 11, 20, 11, 30, tzinfo=UTC), {"time_zone": "Asia/Tehran"}, "2026-11-20T14:30:00+00:00"),
        # the feed is that clock: it says a time that is still to come there
        (datetime(2026, 11, 20, 18, 0, tzinfo=UTC), {"language": "fa"}, "2026-11-20T14:30:00+00:00"),
        # west of Greenwich nobody can say which of the two is the site's own clock
        (datetime(2026, 11, 20, 11, 0, tzinfo=UTC), {"language": "en"}, "2026-11-20T14:30:00+00:00"),
        # no zone lies between them
        (datetime(2026, 11, 20, 11, 7, tzinfo=UTC), {"language": "fa"}, "2026-11-20T14:30:00+00:00"),
    ],
)
def test_a_page_that_stamps_its_own_clock_as_utc_gives_way_to_the_feed(
    told: datetime, settings: dict[str, str], published: str
) -> None:
    lead = Lead(url="https://lark.example/a", published=told)
    article = kept(html(OWN_CLOCK), lead=lead, **settings)
    assert article.published is not None
    assert article.published.isoformat() == published


def test_a_page_cannot_have_been_published_after_it_was_fetched() -> None:
    fresh = ld(datePublished=(NOW + timedelta(hours=2)).isoformat())
    lead = Lead(url="https://lark.example/a", published=NOW - timedelta(hours=1))
    article = kept(html(fresh), lead=lead, language="en")
    assert (article.published, article.origins["published"]) == (lead.published, Origin.FEED)


def test_a_time_in_the_future_is_not_believed() -> None:
    lead = Lead(url="https://lark.example/a", published=datetime(2026, 11, 20, 8, tzinfo=UTC))
    article = kept(html(ld(datePublished="2029-01-01T00:00:00Z")), lead=lead)
    assert (article.published, article.origins["published"]) == (lead.published, Origin.FEED)


def test_rules_of_the_source_come_before_everything() -> None:
    body = f"<div class=t>Headline by rule</div><div class=w>Ada Brook</div><div class=d>3.4.2026</div><div class=x>Ad for lamps and more lamps.</div><div class=main>{BODY}</div><div>{BODY}</div>"
    article = kept(html("<title>Other</title>", body), title=".t", author=".w", date=".d", body=".main", remove=(".x",))
    assert (article.title, article.authors, article.origins["text"]) == (
        "Headline by rule",
        ("Ada Brook",),
        Origin.RULE,
    )
    assert article.published == datetime(2026, 4, 3, tzinfo=UTC)
    assert len(article.text.split("\n")) == 3


def test_the_rest_of_the_fields() -> None:
    head = (
        '<link rel=canonical href="/2026/11/harbour-lamps"><meta property="og:site_name" content="The Lark"><meta property="og:image" content="/lamp.jpg">'
        '<meta property="article:section" content="Harbour"><meta property="article:tag" content="Ferries"><meta property="article:tag" content="Vellum Bay">'
        '<meta name=description content="Ferry crews found the pier &amp;amp; the harbour in the dark."><meta property="article:modified_time" content="2026-11-21T09:00:00Z"><meta property="og:type" content="article">'
    )
    article = kept(html(head))
    assert article.canonical == "https://lark.example/2026/11/harbour-lamps"
    assert (article.site_name, article.section, article.tags, article.page_type) == (
        "The Lark",
        "Harbour",
        ("Ferries", "Vellum Bay"),
        "article",
    )
    assert article.image == "https://lark.example/lamp.jpg"
    assert article.summary == "Ferry crews found the pier & the harbour in the dark."
    assert article.modified == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert article.word_count == len(" ".join(article.text.split("\n")).replace("'s", "s").split())
    assert article.modified <= NOW


@pytest.mark.parametrize(
    "mark",
    [
        ld(isAccessibleForFree=False),
        ld(isAccessibleForFree="False"),
        '<meta property="article:content_tier" content="locked">',
    ],
)
def test_a_text_before_a_paywall_is_marked_partial(mark: str) -> None:
    assert kept(html(mark)).partial
    assert not kept(html()).partial


@pytest.mark.parametrize(
    "broken",
    [
        '{"@type": "NewsArticle", "headline": "x",}',
        "{",
        '[[["',
        "<!-- -->",
        '{"@type": 7}',
        '{"@graph": {"@type": ["NewsArticle", 3], "author": [[]], "image": 4}}',
    ],
)
def test_broken_statements_cost_nothing_but_themselves(broken: str) -> None:
    assert kept(
        html(f'<title>Lamps go out in Vellum Bay</title><script type="application/ld+json">{broken}</script>')
    ).text


@pytest.mark.parametrize("sign", ["¶", "#", "&para;", "🔗"])
def test_the_sign_of_a_headings_own_link_is_no_letter_of_it(sign: str) -> None:
    link = f"<a class='headerlink' href='#x' title='Link to this heading'>{sign}</a>"
    body = BODY.replace("<p>", f"<h2 id='x'>What we know so far{link}</h2><p>", 1)
    article = kept(html("<title>Lamps go out — The Lark</title>", f"<h1>Lamps go out{link}</h1>{body}"))
    assert article.title == "Lamps go out"
    assert not set("¶#🔗") & set(article.text)


def test_a_time_beside_the_article_counts_where_its_address_names_the_day() -> None:
    aside = "<nav class=sidebar><time datetime='2026-05-04 17:42:00+00:00'>4 May</time></nav>"
    url = "https://lark.example/2026/05/04/lamps"
    assert kept(html(body=f"{aside}{BODY}"), url=url).published == datetime(2026, 5, 4, 17, 42, tzinfo=UTC)
    latest = "".join(f"<time datetime='2026-05-04 1{n}:00:00+00:00'>4 May</time>" for n in range(2))
    article = kept(html(body=f"<nav class=sidebar>{latest}</nav>{BODY}"), url=url)
    assert (article.published_precision, article.origins["published"]) == ("day", Origin.URL)


def test_the_headline_is_the_second_heading_where_each_page_has_the_sites_name_as_its_first() -> None:
    page = html(
        "<title>Lamps go out in Vellum Bay — Grebe &amp; Sons Weekly</title>",
        "<header><h1>Grebe &amp; Sons Weekly</h1></header><h2>Lamps go out in Vellum Bay</h2>"
        f"<p class=meta>written by\n Ada Brook, Ben Hill-Au\n on 2026-11-21</p>{BODY}",
    )
    article = kept(page)
    assert (article.title, article.authors) == ("Lamps go out in Vellum Bay", ("Ada Brook", "Ben Hill-Au"))


def test_authors_in_an_element_each_are_parted_without_a_word_between_them() -> None:
    cards = "".join(
        f"<div class='author x1'><div class=text> <div class=name>{name}</div> </div></div> "
        for name in ("صبا رستگار", "Corwin O'Dare", "مهند الزيتوناني")
    )
    page = html(body=f"<article><h1>Lamps go out</h1><div class='authors x1'> {cards}</div>{BODY}</article>")
    assert kept(page).authors == ("صبا رستگار", "Corwin O'Dare", "مهند الزيتوناني")


def test_the_link_to_a_section_beside_the_date_is_no_author() -> None:
    line = "<div><time datetime='2026-11-21'>2026-11-21</time> | <a href='/categories/x/'>محیط زیست</a></div>"
    assert kept(html(body=f"<h1>Lamps go out</h1>{line}<div>{BODY}</div>")).authors == ()


def test_the_line_beside_the_headline_is_read_where_it_shows_not_where_a_hidden_box_has_the_headline_too() -> None:
    box = "<div style='display:none;'><h3>Lamps go out in Vellum Bay</h3><label>Knock! <input type=password></label></div>"
    line = "<div><i class=account><span>Ada Brook</span></i> <i><span>2026-11-21</span></i></div>"
    article = kept(
        html(body=f"{box}<main><div><h1>Lamps go out in Vellum Bay</h1>{line}</div><div>{BODY}</div></main>")
    )
    assert (article.authors, article.published) == (("Ada Brook",), datetime(2026, 11, 21, tzinfo=UTC))
