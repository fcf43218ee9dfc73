"""Markup that a browser mends and a parser of XML's family does not: the article stays whole."""

from __future__ import annotations

import pytest
from extract.pages import PARAGRAPHS, html, kept
from lxml import etree

from monitor.extract import markup

FIRST, SECOND, THIRD = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
TITLE = "<h1>Lamps go out in Vellum Bay</h1>"


def mended(source: str) -> str:
    tree = markup.parse(f"<html><body>{source}</body></html>")
    assert tree is not None
    return etree.tostring(tree, encoding="unicode").removeprefix("<html><body>").removesuffix("</body></html>")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "</body></html>"),  # the header's file ends the page
        ("<svg><g>", ""),
        ("<math><annotation-xml>", ""),
        ("<table><tr>", ""),
        ("<embed src=x>", ""),
        ("<button>", ""),
        ("<menu>", ""),
        ("<a name=top>", ""),
    ],
)
def test_what_was_never_closed_or_closed_too_early_swallows_nothing(before: str, after: str) -> None:
    for place in range(2):
        pieces = [FIRST, SECOND, THIRD]
        pieces.insert(place if not before.startswith("<a ") else 0, before + after)
        page = html(body=f"<article>{TITLE}{''.join(pieces)}</article>")
        assert kept(page).text.split("\n") == list(PARAGRAPHS)


def test_a_drawing_ends_where_html_begins_and_a_label_in_it_stays() -> None:
    assert mended("<svg><g><p>A</p>b</g></svg>c") == "<svg><g/></svg><p>A</p>bc"
    assert mended("<svg><desc><p>A</p></desc></svg>") == "<svg><desc><p>A</p></desc></svg>"


def test_what_stands_in_a_table_and_in_no_cell_stands_before_it() -> None:
    assert mended("<table><tr><p>A</p><td>b</td></tr></table>") == "<p>A</p><table><tr><td>b</td></tr></table>"


def test_a_form_or_a_link_around_a_teaser_is_left_as_it_is() -> None:
    for source in (f"<form>{FIRST}{SECOND}{THIRD}</form>", f'<a href="/x"><h3>A</h3>{FIRST}{SECOND}</a>'):
        assert mended(source) == source
