"""The middle of a line: a text has what a browser shows there, in that order."""

from __future__ import annotations

import pytest
from extract.pages import PARAGRAPHS, html, kept


def line(source: str, language: str = "en") -> str:
    """What the text has of a paragraph between others."""
    first, *rest = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    page = html(
        body=f"<article><h1>Lamps go out</h1>{first}<p>{source}</p>{''.join(rest)}</article>",
        attributes=f"lang={language}",
    )
    return "\n".join(each for each in kept(page, language="en").text.split("\n") if each not in PARAGRAPHS)


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("He said <q>nobody told us</q> and left before the morning.", "He said “nobody told us” and left before the morning."),
        ("She wrote: <q>he said <q>help</q> to <b>me</b></q>, and left us.", "She wrote: “he said ‘help’ to me”, and left us."),
        ("They said »<q>no lamps</q>« and left before the morning.", "They said »no lamps« and left before the morning."),
        ("They said <q>“no lamps”</q> and left before the morning.", "They said “no lamps” and left before the morning."),
        ("They said “<q>no lamps, no ferry</q>” and left before the morning.", "They said “no lamps, no ferry” and left before the morning."),
        ("The <abbr>HBB<span aria-hidden=true class=tip-tooltip>Harbour Board of the Bay</span></abbr> waited until the morning.", "The HBB waited until the morning."),
        ("The letter came on <time datetime=2026-11-02>Monday</time> and lay on the table until noon.", "The letter came on Monday and lay on the table until noon."),
        ("The <label>crew</label> of the ferry waited until the morning came to the pier.", "The crew of the ferry waited until the morning came to the pier."),
        ("It cost <span aria-hidden=true>five</span><span class=sr-only>5</span> million crowns.", "It cost five million crowns."),
        ('<span class="screen-reader-text">T</span><span aria-hidden="true"><b>T</b></span>he crew waited until the morning.', "The crew waited until the morning."),
        ("Ask <a href=//elsewhere.example>the ministry<span class=visually-hidden> (opens in a new tab)</span></a> for it, they say.", "Ask the ministry for it, they say."),
        ("It cost <span hidden>nothing</span>five million crowns.", "It cost five million crowns."),
        ("Run <code>lamps --on</code> and wait, he told the crew.", "Run lamps --on and wait, he told the crew."),
        ("The crew wrote <img class=emoji src=x alt=🚢> on the wall of the pier.", "The crew wrote 🚢 on the wall of the pier."),
        ("The crew wrote <img src=x alt=ship> on the wall of the pier.", "The crew wrote on the wall of the pier."),
        ("The crew waited<template> for a script</template> until the morning.", "The crew waited until the morning."),
        ("Lamps\x0cand oil were gone, the crew told the council.", "Lamps and oil were gone, the crew told the council."),
    ],
)  # fmt: skip
def test_a_line_has_what_a_reader_sees_in_it(source: str, seen: str) -> None:
    assert line(source) == seen


@pytest.mark.parametrize(
    ("language", "seen"), [("de-AT", "„Licht“"), ("fa", "«Licht»"), ("sv", "”Licht”"), ("ja", "「Licht」")]
)
def test_a_quotation_has_the_marks_of_the_language(language: str, seen: str) -> None:
    assert line("Sie riefen <q>Licht</q> und gingen vor dem Morgen nach Hause.", language).split()[2] == seen


def test_khmer_and_burmese_keep_the_spaces_without_width_that_part_their_words() -> None:
    for words in ("នាយកដ្ឋាន\u200bកំពង់ផែ\u200bបាន\u200bបិទ\u200bភ្លើង\u200bបួនរយ", "ဆိပ်ကမ်း\u200bရုံးသည်\u200bမီးလုံး\u200bလေးရာကို"):
        assert line(f"{words} \u200bhar\u200bbour") == f"{words} harbour"
