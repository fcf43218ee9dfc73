"""Footnote marks, pull quotes, a live blog's entries, letters of a mailing list."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor import extract
from monitor.model import Article, Page, Source

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SENTENCE = "The ledger of the tide clerk was found in a skip behind the harbour office on Monday morning."


def _article(body: str, head: str = "") -> Article:
    page = f"<html><head><title>The tide clerk’s ledger</title>{head}</head><body>{body}</body></html>"
    url = "https://harbour.example/2026/11/ledger"
    fetched = Page(url=url, final_url=url, status=200, body=page.encode(), fetched_at=NOW)
    result = extract.article(fetched, Source(id="harbour", name="Harbour", url=url, min_words=10), None, NOW)
    assert isinstance(result, Article)
    return result


@pytest.mark.parametrize(
    "mark",
    [
        '<sup><a href="#fn1">1</a></sup>',
        '<a href="#_ftn1"><sup>[1]</sup></a>',
        '<sup class="reference">[<a href="#cite_note-1">12</a>]</sup>',
        '<a class="footnote-ref" href="https://harbour.example/2026/11/ledger#footnote-3">۳</a>',
    ],
)
def test_no_number_of_a_note_sticks_to_the_word_before_it(mark: str) -> None:
    found = _article(f"<article><h1>The tide clerk’s ledger</h1><p>{SENTENCE}{mark} It was dry.</p></article>")
    assert found.text == f"{SENTENCE} It was dry."


def test_raised_digits_that_are_no_notes_stay() -> None:
    found = _article(
        f"<article><h1>The tide clerk’s ledger</h1><p>{SENTENCE}</p><p>The shed of 40 m<sup>2</sup> had"
        ' <a href="#fn1">1,204 pages</a> in it, which nobody had read since the war.</p></article>'
    )
    assert found.text.endswith("40 m2 had 1,204 pages in it, which nobody had read since the war.")


def test_a_pull_quote_goes_where_the_text_says_it_and_stays_where_it_does_not() -> None:
    quote = '<figure class="wp-block-pullquote"><blockquote><p>{}</p><cite>The clerk</cite></blockquote></figure>'
    page = (
        "<article><h1>The tide clerk’s ledger</h1><p>"
        + SENTENCE
        + "</p>{}<p>“Again,” it says on the page of that night. “I have not slept since.”</p></article>"
    )
    assert "The clerk" not in _article(page.format(quote.format("I have not slept since."))).text
    assert (
        "Nobody slept that night" in _article(page.format(quote.format("Nobody slept that night at the harbour."))).text
    )


def test_a_letter_without_a_time_that_can_be_read_is_undated_and_loses_its_signature() -> None:
    found = _article(
        "<h1>[Announce] A fence</h1><b>Ada Brook</b> <a href='mailto:x'>ada at example</a><br><i>some day</i><hr>"
        f"<!--beginarticle--><pre>{SENTENCE}\n\n&gt; Who found it?\nA student of oceanography, out for a walk, climbed in after the books.\n\n-- \nAda Brook, Harbour Lane</pre><!--endarticle-->"
    )
    assert (found.authors, found.published) == (("Ada Brook",), None)
    assert found.text.split("\n") == [
        SENTENCE,
        "> Who found it? A student of oceanography, out for a walk, climbed in after the books.",
    ]
