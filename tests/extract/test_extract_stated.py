"""What pages state for machines, in the many ways in which they write it: JSON-LD, microdata, `<meta>`."""

from __future__ import annotations

import json
from html import escape

import pytest
from extract.pages import BODY, html, kept

ARTICLE = {"@type": "NewsArticle", "headline": "Lamps go out in Vellum Bay", "author": {"name": "Ada Brook"}}
PLAIN = json.dumps(ARTICLE)


def _authors(*, author: object = None, head: str = "", body: str = "", **node: object) -> tuple[str, ...]:
    """The authors of a page that states this author in JSON-LD (or these properties), with this in its head or body."""
    stated = {"@type": "NewsArticle", **({"author": author} if author is not None else {}), **node}
    script = f"<script type=application/ld+json>{json.dumps(stated)}</script>"
    return kept(html(head=script + head, body=f"<article><h1>Lamps go out</h1>{body}{BODY}</article>")).authors


@pytest.mark.parametrize(
    "written",
    [
        PLAIN,
        f"<!-- {PLAIN} -->",
        f"//<![CDATA[\n{PLAIN}\n//]]>",
        f"/*<![CDATA[*/{PLAIN}/*]]>*/",
        f"{PLAIN};",
        f"{PLAIN}}}",
        PLAIN.replace("}}", ",},}"),
        PLAIN.replace("go out", "go\nout\t"),
        PLAIN.replace("go out", r"aren\'t here"),
        f'{{"@type": "Organization", "name": "The Lark"}}\n{PLAIN}',
        f'{{"@type": "BreadcrumbList"}},{PLAIN},{PLAIN}',
        escape(PLAIN),
        json.dumps([[ARTICLE]]),
        json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "The Lark"}, ARTICLE]}),
        json.dumps({"@type": "WebPage", "mainEntity": ARTICLE}),
        json.dumps({"@type": "WebPage", "mainEntityOfPage": ARTICLE}),
        json.dumps({"@type": "WebPage", "author": {"name": "Ada Brook"}}),
    ],
)
def test_json_ld_is_read_however_a_template_wraps_or_spoils_it(written: str) -> None:
    assert kept(html(head=f"<script type=application/ld+json>{written}</script>")).authors == ("Ada Brook",)


@pytest.mark.parametrize(
    "author",
    [
        "Ada Brook, Ben Hill and Cleo Marsh",
        "By Ada Brook, Ben Hill & Cleo Marsh",
        "Ada Brook &amp; Ben Hill &amp;amp; Cleo Marsh",
        ["Ada Brook", "Ben Hill", "Cleo Marsh"],
        [["Ada Brook", "Ben Hill"], "Cleo Marsh"],
        {"@type": "Person", "name": ["Ada Brook", "Ben Hill", "Cleo Marsh"]},
        [{"name": "ADA BROOK"}, {"name": "Ben Hill, Reporter"}, {"givenName": "Cleo", "familyName": "Marsh"}],
        ['{"@type": "Person", "name": "Ada Brook"}', "Ben Hill", "<a href='/c'>Cleo Marsh</a>"],
        [{"name": "Ada Brook"}, {"name": "Ben Hill"}, {"name": "Cleo Marsh"}, "https://lark.example/authors/dora"],
    ],
)
def test_several_authors_in_any_shape_are_these_persons(author: object) -> None:
    assert _authors(author=author) == ("Ada Brook", "Ben Hill", "Cleo Marsh")


@pytest.mark.parametrize("reference", [{"@id": "/#ada"}, [{"@type": "Person", "@id": "/#ada"}], "/#ada"])
def test_a_reference_leads_to_the_author(reference: object) -> None:
    person = {"@type": "Person", "@id": "/#ada", "name": "Ada Brook"}
    assert _authors(author=reference, **{"@graph": [person]}) == ("Ada Brook",)


def test_who_created_counts_where_no_author_is_stated_and_who_contributed_where_nobody_did() -> None:
    assert _authors(creator="Ada Brook", contributor="Ben Hill") == ("Ada Brook",)
    assert _authors(contributor=[{"name": "Ben Hill"}]) == ("Ben Hill",)
    assert _authors(author="Cleo Marsh", contributor="Ben Hill") == ("Cleo Marsh",)


@pytest.mark.parametrize(
    "head",
    [
        "<meta name=author content='Ada Brook'><meta name=author content='Ben Hill'>",
        "<meta name=parsely-author content='Ada Brook'><meta name=parsely-author content='Ben Hill'>",
        "<meta name=sailthru.author content='Ada Brook, Ben Hill'>",
        "<meta name=DC.creator content='Ada Brook'><meta name=DC.creator content='Ben Hill'>",
        "<meta name=cXenseParse:author content='Ada Brook'><meta name=cXenseParse:author content='Ben Hill'>",
        "<meta name=cse_author content='Ada Brook, Ben Hill'>",
        "<meta name=twitter:label1 content='Verfasst von'><meta name=twitter:data1 content='Ada Brook, Ben Hill'>",
        "<meta name=byl content='By Ada Brook and Ben Hill'>",
        "<meta property=article:author content='https://social.example/ada'><meta name=author content='Ada Brook, Ben Hill'>",
        "<meta property=article:author content='social.example/ada'><meta name=author content='Ada Brook, Ben Hill'>",
    ],
)
def test_meta_elements_name_authors_and_addresses_are_no_names(head: str) -> None:
    assert _authors(head=head) == ("Ada Brook", "Ben Hill")


@pytest.mark.parametrize(
    "head",
    [
        "<meta name=twitter:creator content='@adabrook'>",
        "<meta name=twitter:label1 content='Filed under'><meta name=twitter:data1 content='Harbour Life'>",
        "<meta name=smartbanner:author content='Vellum Apps'>",
        "<meta property=article:author content='https://social.example/ada'>",
        "<meta property=book:author content='Dora Penn'>",
    ],
)
def test_handles_profiles_and_the_makers_of_apps_are_no_authors(head: str) -> None:
    assert _authors(head=head) == ()


def test_microdata_belongs_to_the_scope_that_holds_the_headline() -> None:
    scope = "itemscope itemtype=https://schema.org/"
    page = html(
        body=f"<div {scope}BlogPosting><a href=/b>Older</a><span itemprop=author>Dora Penn</span></div>"
        f"<div {scope}NewsArticle><h1 itemprop=headline>Lamps go out</h1>"
        f"<span itemprop=author {scope}Person><a itemprop=url href=/ada><span itemprop=name>Ada Brook</span></a></span>"
        f"<span itemprop=author {scope}Organization><span itemprop=name>Vellum Lights</span></span>"
        f"<a itemprop=articleSection href=/h title='View all posts in Harbour'>Harbour</a>{BODY}"
        f"<div itemprop=citation {scope}ScholarlyArticle><span itemprop=author>E. Fog</span></div></div>"
    )
    article = kept(page)
    assert (article.authors, article.agencies, article.section) == (("Ada Brook",), ("Vellum Lights",), "Harbour")


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        ("<meta property=article:tag content=Harbour><meta property=article:tag content='Lamps, harbour'>", "Harbour Lamps"),
        ("<meta name=news_keywords content='Harbour, ,Lamps;Harbour'>", "Harbour Lamps"),
        ("<meta name=keywords content='tag:Harbour,type:story,topic:Lamps,The Lark'>", "Harbour Lamps"),
        ('<script type=application/ld+json>{"@type":"NewsArticle","keywords":"Harbour, Lamps,"}</script>', "Harbour Lamps"),
        (
            '<script type=application/ld+json>{"@type":"NewsArticle","keywords":[{"@type":"DefinedTerm","name":"Harbour"},'
            '"#Lamps","","re:harbour"]}</script>',
            "Harbour Lamps re:harbour",
        ),
        ("<meta name=keywords content='Lamps,Lights,Vellum,Harbour,Monday,Ferries'>", "Lamps Lights Vellum Harbour Monday Ferries"),
        ("<meta name=keywords content='Lamps,darkness,Vellum,harbour'>", ""),
    ],
)  # fmt: skip
def test_tags_are_what_a_reader_would_call_tags(head: str, tags: str) -> None:
    body = f"<article><h1>Lamps out: darkness falls over Vellum harbour</h1>{BODY}</article>"
    assert kept(html(head=head, body=body)).tags == tuple(tags.split())


def test_the_pages_own_tags_come_before_keywords_that_may_be_the_sites() -> None:
    body = f"<article><h1>Lamps go out</h1>{BODY}<a rel=tag href=/t/harbour>Harbour</a></article>"
    assert kept(html(head="<meta name=keywords content='news, coast'>", body=body)).tags == ("Harbour",)


@pytest.mark.parametrize(
    ("stated", "section"),
    [
        ("Harbour,Breaking", "Harbour"),
        ("Harbour, coast, lamps", "Harbour"),
        ("Arts, music", "Arts, music"),
        ("- Harbour", "Harbour"),
        ("The office gave no reason. " * 8, None),
    ],
)
def test_a_section_is_one_name(stated: str, section: str | None) -> None:
    assert kept(html(head=f"<meta property=article:section content='{stated}'>")).section == section
