"""Who signs: persons, and apart from them the agencies, desks and sites that are credited."""

from __future__ import annotations

import json

import pytest
from extract.pages import BODY, html, kept

from monitor.extract import agencies, given, names
from monitor.model import Kind


@pytest.mark.parametrize(
    ("raw", "persons", "credited"),
    [
        ("AFP", [], ["AFP"]),
        ("AFP/The Lark", [], ["AFP", "The Lark"]),
        ("Ada Brook, Reuters", ["Ada Brook"], ["Reuters"]),
        ("Ada Brook and Ben Hill, NDR", ["Ada Brook", "Ben Hill"], ["NDR"]),
        ("The Lark", [], ["The Lark"]),
        ("Lark & Hill", [], ["Lark & Hill"]),
        ("ایسنا", [], ["ایسنا"]),
        ("خبرگزاری رسای نمونه", [], ["خبرگزاری رسای نمونه"]),
        ("هیئت تحریریه", [], ["هیئت تحریریه"]),
        ("رويترز", [], ["رويترز"]),
        ("وكالة أنباء المرج", [], ["وكالة أنباء المرج"]),
        ("新华社", [], ["新华社"]),
        ("Редакция", [], ["Редакция"]),
        ("Haber Merkezi", [], ["Haber Merkezi"]),
        ("Redaktion", [], ["Redaktion"]),
        ("Staff Writer", [], ["Staff Writer"]),
        ("Larkwater Foundation", [], ["Larkwater Foundation"]),
        ("Ada Brook für dpa", ["Ada Brook für dpa"], []),
        ("Erstellt von Ottilie Grünspecht", ["Ottilie Grünspecht"], []),
        ("Zeige alle Beiträge von Ottilie Grünspecht", ["Ottilie Grünspecht"], []),
        ("Interview: Solène Courtebise", ["Solène Courtebise"], []),
        ("责任编辑：林晓棠", ["林晓棠"], []),
        ("Ada Brook Thursday", ["Ada Brook"], []),
        ("Ada Brook, PhD", ["Ada Brook"], []),
        ("Updated: Tuesday", [], []),
        ("Nächster ❯", [], []),
        ("publisher", [], []),
        ("Montag", [], []),
        ("redaktori", [], []),
        ("09:25 GMT", [], []),
        ("Posted on 21 September 2026 by Ada Brook", ["Ada Brook"], []),
        ("Eingestellt von Ottilie Grünspecht", ["Ottilie Grünspecht"], []),
        ("Recueilli par Solène COURTEBISE", ["Solène COURTEBISE"], []),
        ("Text von Ottilie Grünspecht Illustration von Uwe Moor", ["Ottilie Grünspecht"], []),
        ("Ada Brook, Übersetzung Uwe Moor", ["Ada Brook"], []),
        ("Ada Brook | Photos: Ben Hill", ["Ada Brook"], []),
        ("Developed By Ben Hill", [], []),
        ("Ada Brook For Lark Online", ["Ada Brook"], []),
        ("Ada BrookAda Brook", ["Ada Brook"], []),
        ("Ada Brook/Ben Hill", ["Ada Brook", "Ben Hill"], []),
        ("Ada Brook. Vellum International", ["Ada Brook"], ["Vellum International"]),
        ("Juan Arroyo C.", ["Juan Arroyo C."], []),
        ("Perry Brook Jr.", ["Perry Brook Jr."], []),
        ("Ada Brook, Chefredakteurin", ["Ada Brook"], []),
        ("By Ada Brook, Vellum News, New York", ["Ada Brook"], ["Vellum News"]),
        ("The Lark, Vellum, Norland", [], ["The Lark"]),
        ("The Vellum Post", [], ["The Vellum Post"]),
        ("Nordland-Ministerium für Licht und Wasser", [], ["Nordland-Ministerium für Licht und Wasser"]),
        ("Polizei Vellum", [], ["Polizei Vellum"]),
        ("VLA", [], ["VLA"]),
        ("Diario de Vellum", [], ["Diario de Vellum"]),
        ("Gastautoren", [], ["Gastautoren"]),
        ("海灣報 記者林曉棠／即時報導", ["林曉棠"], []),
        ("바다일보=한별 기자", ["한별"], []),
    ],
)
def test_organisations_stand_apart_from_persons(raw: str, persons: list[str], credited: list[str]) -> None:
    found = names.credits([raw], publishers=["The Lark", "Lark & Hill"])
    assert (list(found.persons), list(found.agencies)) == (persons, credited)


@pytest.mark.parametrize(
    ("text", "credited"),
    [
        ("VELLUM BAY (Reuters) - The lamps went out.\nNobody said why.", ["Reuters"]),
        ("Vellum (dpa/lno) – Die Lampen sind aus.", ["dpa"]),
        ("به گزارش خبرگزاری ایسنا، چراغ‌های بندر خاموش شد.", ["ایسنا"]),
        ("قال الوزير، نقلا عن رويترز، إن المصابيح انطفأت.", ["رويترز"]),
        ("据新华社报道，码头的灯熄灭了。", ["新华社"]),
        ("The lamps went out.\n(AFP)", ["AFP"]),
        ("The lamps went out.\nQuelle: dpa/AFP", ["dpa", "AFP"]),
        ("چراغ‌ها خاموش شد.\nمنبع: ایرنا", ["ایرنا"]),
        ("According to a neighbour, the lamps went out.", []),
        ("According to map makers, the bay is deep.", []),
        ("Reuters opened an office in the bay.", []),
        ("", []),
    ],
)
def test_a_text_credits_agencies_in_its_first_and_last_lines(text: str, credited: list[str]) -> None:
    assert list(agencies.in_text(text)) == credited


@pytest.mark.parametrize(
    ("name", "persons"),
    [
        ("شهد المرجانيغيداء الفنارجيليان البحارنة", ["شهد المرجاني", "غيداء الفنارجي", "ليان البحارنة"]),
        ("ترنگ کوهسارنیابردیا سپیدرودی", ["ترنگ کوهسارنیا", "بردیا سپیدرودی"]),
        ("سید غلامحسین ساعدنیا", ["سید غلامحسین ساعدنیا"]),
        ("محمد عبدالرحمن الزيتوني", ["محمد عبدالرحمن الزيتوني"]),
        ("علي السيستاني", ["علي السيستاني"]),
        ("Ada Brook Hill", ["Ada Brook Hill"]),
    ],
)
def test_arabic_names_that_run_together_are_parted_where_a_given_name_begins(name: str, persons: list[str]) -> None:
    assert given.apart(name) == persons


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def test_an_article_keeps_its_agencies_beside_its_authors() -> None:
    head = ld(author=[{"@type": "Person", "name": "Ada Brook"}, {"@type": "Organization", "name": "Lantern Wire"}])
    article = kept(html(head, f"<article><h1>Lamps go out</h1>{BODY}<p>(AFP)</p></article>"))
    assert (article.authors, article.agencies) == (("Ada Brook",), ("Lantern Wire", "AFP"))


def test_a_site_that_signs_itself_is_no_person_but_its_owner_may_be() -> None:
    page = html(ld(author={"@type": "Person", "name": "Corwin Halvane"}, publisher={"name": "Corwin Halvane"}))
    assert (kept(page).authors, kept(page).agencies) == ((), ("Corwin Halvane",))
    assert kept(page, name="Corwin Halvane", kind=Kind.BLOG).authors == ("Corwin Halvane",)
    owned = html(ld(author="Corwin Halvane", publisher={"@type": ["Person", "Organization"], "name": "Corwin Halvane"}))
    assert kept(owned).authors == ("Corwin Halvane",)


def test_an_author_who_is_named_as_publisher_too_is_a_person_where_the_site_has_another_name() -> None:
    stated = (
        '<script type="application/ld+json">{"@type": "BlogPosting", "author": {"@type": "Person", "name": "Ada Brook"},'
        '"publisher": {"@type": "Organization", "name": "Ada Brook"}}</script>'
    )
    article = kept(html(stated + '<meta property="og:site_name" content="The Harbour Light">'))
    assert (article.authors, article.agencies, article.site_name) == (("Ada Brook",), (), "The Harbour Light")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('<span class="author vcard"><a class="url fn n" href="/">lampwright</a></span>', ("lampwright",)),
        ('<p>by <a rel="author" href="/w/7">Ottilie</a></p>', ("Ottilie",)),
        ('<p class="about">lampwright</p>', ()),
        ('<div class="comment"><span class="author">lampwright</span></div>', ()),
    ],
)
def test_a_name_of_one_word_counts_only_where_the_markup_says_author(line: str, expected: tuple[str, ...]) -> None:
    body = f"<article><h1>Lamps go out in Vellum Bay</h1><div>{line}</div>{BODY}</article>"
    assert kept(html(body=body)).authors == expected


def test_a_byline_under_the_text_is_found_and_a_photographer_is_no_author() -> None:
    end = "<p>Foto: Jan Weiß</p><p><em>Von Ottilie Grünspecht</em></p>"
    article = kept(html(body=f"<article><h1>Lamps go out</h1>{BODY}{end}</article>"))
    assert article.authors == ("Ottilie Grünspecht",)


def _page(byline: str, head: str = "", after: str = "") -> tuple[str, ...]:
    return kept(html(head=head, body=f"<article><h1>Lamps go out</h1>{byline}{BODY}</article>{after}")).authors


@pytest.mark.parametrize(
    "card",
    [
        "<div><a href=/other><h3>Ferries stop at sunset until the lamps are back</h3></a><p class=author>Ben Hill</p></div>",
        "<li><a href=/other>Ferries stop at sunset until the lamps are back</a> <span class=byline>By Ben Hill</span></li>",
        "<a href=/other>Ferries stop at sunset until the lamps are back <i class=byline>By Ben Hill</i></a>",
        "<ul><li class=preview__item><span class=author>Ben Hill</span></ul>",
    ],
)
def test_who_wrote_another_article_is_no_author_of_this_one(card: str) -> None:
    assert _page("", after=card) == ()
    assert _page("<p class=author>Ada Brook</p>", after=card) == ("Ada Brook",)


def test_the_link_of_a_date_makes_no_card() -> None:
    dated = "<a href=/d><time>Friday, 20 November 2026</time><time>Saturday, 21 November 2026</time></a>"
    assert _page(f"<div>{dated} by <span class='author vcard'>Ada</span></div>") == ("Ada",)


def test_the_link_to_all_that_an_author_wrote_makes_no_card() -> None:
    link = "<a rel=author href=/author/ottilie>Zeige alle Beiträge von Ottilie Grünspecht</a>"
    assert _page("", after=f"<div><h2 class=author-title>Autor: Ottilie Grünspecht</h2>{link}</div>") == (
        "Ottilie Grünspecht",
    )


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("Harbour Life | 23 November 2026", "<meta property=article:section content='Harbour Life'>"),
        ("<a rel='category tag' href=/c>Harbour Life</a> | 23 November 2026", ""),
    ],
)
def test_a_section_beside_the_date_is_no_author(line: str, head: str) -> None:
    assert _page(f"<p>{line}</p>", head) == ()
    assert _page("<p>Ada Brook | 23 November 2026</p>", head) == ("Ada Brook",)


def test_a_first_name_that_is_stated_becomes_the_full_name_that_is_seen() -> None:
    stated = "<meta name=author content=Ada>"
    assert _page("<p class=author>Ada Brook</p>", stated) == ("Ada Brook",)
    assert _page("<p class=author>Ben Hill</p>", stated) == ("Ada",)


def test_what_a_person_is_makes_no_organisation_of_her() -> None:
    article = kept(
        html(
            head="<meta name=author content='Ada Brook'>",
            body=f"<h1>Lamps</h1><p class=author>Ada Brook Lark News reporter</p>{BODY}",
        )
    )
    assert (article.authors, article.agencies) == (("Ada Brook",), ())


@pytest.mark.parametrize("name", ["ng-sharekit__contributors--author", "documentAuthor", "story__author"])
def test_a_class_of_any_theme_that_says_author_is_read(name: str) -> None:
    assert _page(f"<div class='{name}'>By <span>Ada Brook</span></div>") == ("Ada Brook",)


def test_an_owner_who_is_stated_as_publisher_and_author_stays_a_person() -> None:
    ada = {"@type": ["Person", "Organization"], "@id": "/#ada", "name": "Ada Brook"}
    node = {"@type": "Article", "author": {"@id": "/#ada"}, "publisher": {"@id": "/#ada"}}
    head = f"<meta property=og:site_name content='Ada.example'><script type=application/ld+json>{json.dumps({'@graph': [ada, node]})}</script>"
    assert _page("<p><a href=/>Ada Brook</a></p>", head) == ("Ada Brook",)
