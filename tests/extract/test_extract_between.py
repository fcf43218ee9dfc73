"""Headings and lists between paragraphs are the article's, also where nothing names its container."""

from __future__ import annotations

from extract.pages import PARAGRAPHS, html, kept

FIRST, SECOND, THIRD = PARAGRAPHS


def lines(body: str) -> list[str]:
    """Of a page whose classes say nothing."""
    return kept(
        html(body=f"<div class=k1><div class=k2><h1>Lamps go out in Vellum Bay</h1>{body}</div></div>")
    ).text.split("\n")


def test_a_heading_above_a_paragraph_is_a_subhead() -> None:
    body = f"<p>{FIRST}</p><h3>In the dark</h3><p>{SECOND}</p><div class=k3><h2>On Thursday</h2></div><div class=k4><p>{THIRD}</p></div>"
    assert lines(body) == [FIRST, "In the dark", SECOND, "On Thursday", THIRD]


def test_a_list_below_a_paragraph_or_a_heading_is_text() -> None:
    items = "<li>four hundred lamps on the eastern pier</li><li>nineteen years of service</li>"
    told = ["four hundred lamps on the eastern pier", "nineteen years of service"]
    assert lines(f"<p>{FIRST}</p><ul>{items}</ul><p>{SECOND}</p><p>{THIRD}</p>") == [FIRST, *told, SECOND, THIRD]
    assert lines(f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><h2>Notes to editors</h2><ol>{items}</ol>") == [
        *PARAGRAPHS,
        "Notes to editors",
        *told,
    ]


def test_a_list_that_was_never_closed_says_nothing_twice() -> None:
    assert lines(f"<p>{FIRST}</p><ul><li><div><p>{SECOND}</p><p>{THIRD}</p>") == list(PARAGRAPHS)


def test_links_buttons_and_short_labels_between_paragraphs_are_not() -> None:
    beside = '<h3><a href="/other">Who owns the eastern pier</a></h3><ul><li><button>Share this with a friend of yours</button></li></ul><ul><li>Save</li><li>Print</li></ul>'
    assert lines(f"<p>{FIRST}</p>{beside}<p>{SECOND}</p><p>{THIRD}</p>") == list(PARAGRAPHS)
