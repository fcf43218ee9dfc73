"""trafilatura's cascade, called step by step and with its expressions answered in one walk, gives what trafilatura gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import trafilatura
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from trafilatura import settings, xpaths

from monitor.extract import cascade, markup
from monitor.extract.expressions import Quick, quick, searcher

GOLDEN = sorted((Path(__file__).parents[1] / "golden" / "pages").glob("*.html"))
# Dense scripts count double where a text is asked whether it is enough: there the two may differ.
ALPHABETIC = [page for page in GOLDEN if not page.stem.startswith(("zh-", "ja-", "ko-"))]
PRUNING = {
    f"{name}-{number}": expression
    for name in (
        "BODY_XPATH",
        "OVERALL_DISCARD_XPATH",
        "TEASER_DISCARD_XPATH",
        "DISCARD_IMAGE_ELEMENTS",
        "RAW_TREE_PRUNE_XPATH",
        "REMOVE_COMMENTS_AND_LISTS_XPATH",
    )
    for number, expression in enumerate(getattr(xpaths, name))
} | {"BASIC_CLEAN_XPATH": settings.BASIC_CLEAN_XPATH}
SENTENCE = "The harbour board of Quenmouth heard the fishermen for three hours and decided nothing at all. "
# Names that the expressions ask for, and some that only look like them.
NAMES = ["post-content", "article-body", "Sidebar", "teaser", "comments", "commentary", "mvp-post-add-box", "x hidden", "hide-me", "share", "entry", "c"]  # fmt: skip


def tree_of(source: str) -> html.HtmlElement:
    tree = markup.parse(source)
    assert tree is not None
    return tree


def rendered(body: object) -> str | None:
    return etree.tostring(body, encoding="unicode") if isinstance(body, etree._Element) else None


def as_trafilatura(tree: html.HtmlElement) -> str | None:
    document = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False)
    return rendered(getattr(document, "body", None))


@pytest.mark.parametrize("name", PRUNING)
def test_an_expression_answered_in_one_walk_finds_what_xpath_finds(name: str) -> None:
    expression = PRUNING[name]
    answered = quick(expression)
    assert isinstance(answered, Quick), "trafilatura has an expression of a form that is not read in one walk"
    for page in GOLDEN[::4]:
        tree = tree_of(page.read_text(encoding="utf-8", errors="replace"))
        expected = expression(tree)
        assert answered(tree) == (expected[:1] if name.startswith("BODY") else expected)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["div", "section", "p", "ul", "aside", "span", "main", "article", "header"]),
            st.sampled_from(["class", "id", "style", "role", "aria-hidden", "data-component"]),
            st.sampled_from([*NAMES, "display:none", "navigation", "true", "MostPopularStories"]),
            st.sampled_from(["class", "id", "itemprop"]),
            st.sampled_from([*NAMES, "articleBody"]),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_random_attributes_are_judged_as_xpath_judges_them(
    elements: list[tuple[str, str, str, str, str, bool]],
) -> None:
    opened = "".join(
        f'<{tag} {one}="{a}" {two}="{b}">text{"" if keeps_open else f"</{tag}>"}'
        for tag, one, a, two, b, keeps_open in elements
    )
    tree = tree_of(f"<html><body>{opened}<h1>end</h1></body></html>")
    for name, expression in PRUNING.items():
        expected = expression(tree)
        assert quick(expression)(tree) == (expected[:1] if name.startswith("BODY") else expected), name


def test_an_expression_of_another_form_is_left_to_xpath() -> None:
    tree = tree_of("<html><body><div><p>one</p><p>two</p></div></body></html>")
    expression = etree.XPath(".//div/p[position() > 1]")
    assert [element.text for element in quick(expression)(tree)] == ["two"]


def test_several_expressions_become_one() -> None:
    tree = tree_of('<html><body><p class="a">1</p><div id="b">2</div><p>3</p></body></html>')
    both = quick(etree.XPath(".//p[@class='a']"), etree.XPath(".//*[self::div][contains(@id, 'b')]"))
    assert isinstance(both, Quick)
    assert [element.text for element in both(tree)] == ["1", "2"]


@given(st.sampled_from(["shar", "Share-", "bread-crumb", "breadcrumb", " ad-x", "x ad-", "dfpad", "Footer", "İnav", "ſhare"]), st.text(max_size=6))  # fmt: skip
def test_words_looked_up_as_words_are_found_as_the_pattern_finds_them(word: str, beside: str) -> None:
    pattern = r"^shar|social|bread-?crumb|(?:^| )ad-|dfp[Aa]d|^(?:nav|post-nav)|footer"
    for text in (word, word + beside, beside + word, beside):
        for flags in (0, re.IGNORECASE):
            expected = re.search(pattern, text, flags) is not None
            assert searcher(pattern, ignore_case=bool(flags))(text) == expected


@pytest.mark.parametrize("page", ALPHABETIC[::3], ids=lambda page: page.stem)
def test_the_body_of_a_page_is_the_one_that_trafilatura_finds(page: Path) -> None:
    tree = tree_of(page.read_text(encoding="utf-8", errors="replace"))
    before = etree.tostring(tree)
    assert rendered(cascade.body_of(tree, may_be_forum=True)) == as_trafilatura(tree)
    assert etree.tostring(tree) == before, "the page's tree was changed"


@pytest.mark.parametrize(
    "body",
    [
        f"<div><div class='text'>{SENTENCE}</div></div>",
        f"<article><p>{SENTENCE}</p></article><div>{SENTENCE * 40}</div>",
        f"<article><p>{SENTENCE * 3}</p></article><div class='x'><div><p>{SENTENCE * 30}</p></div></div>",
        f"<div id='comments'><p>{SENTENCE * 9}</p></div><p>{SENTENCE}</p>",
        f"<article><table><tr><td>{SENTENCE * 5}</td></tr></table></article><div><p>{SENTENCE * 20}</p></div>",
        f"<article><aside>{SENTENCE * 4}</aside><p>{SENTENCE * 4}</p><nav>{SENTENCE}</nav></article>",
        "<ul>" + f"<li><a href='/a'>{SENTENCE}</a></li>" * 30 + "</ul>",
        "<p></p>",
        "",
    ],
)
def test_pages_on_which_its_other_readers_win_are_read_as_trafilatura_reads_them(body: str) -> None:
    tree = tree_of(f"<html><head><title>t</title></head><body>{body}</body></html>")
    assert rendered(cascade.body_of(tree, may_be_forum=False)) == as_trafilatura(tree)
