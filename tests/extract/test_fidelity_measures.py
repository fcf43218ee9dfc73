"""What `make fidelity` counts."""

from __future__ import annotations

from typing import Any

from benchmarks.fidelity.cases import Case, source_of
from benchmarks.fidelity.measures import judged
from benchmarks.fidelity.readers import Answer

URL = "https://lark.example/2026/11/harbour-lamps"
PARAGRAPHS = ("The lamps at the eastern pier went out on Monday.", "Nobody has said who ordered it, or why.")


def case(**known: Any) -> Case:
    return Case(url=URL, body=b"", source=source_of(URL), **known)


def test_snippets_count_as_found_lost_or_too_much() -> None:
    known = case(wanted=("went out", "who ordered it"), unwanted=("Subscribe", "Related"))
    page = judged(known, Answer(text="The lamps went\nout on Monday. Subscribe now."))
    assert (page.body.hits, page.body.lost, page.body.extra) == (1, 1, 1)
    assert (page.lost, page.extra) == (["who ordered it"], ["Subscribe"])


def test_a_whole_text_is_perfect_and_half_a_text_has_half_the_recall() -> None:
    known = case(paragraphs=PARAGRAPHS)
    assert judged(known, Answer(text="\n".join(PARAGRAPHS))).body.f1 == 1
    half = judged(known, Answer(text=PARAGRAPHS[0])).body
    assert half.precision == 1
    assert 0.4 < half.recall < 0.6


def test_cells_and_captions_of_the_article_are_neither_wanted_nor_too_much() -> None:
    known = case(paragraphs=PARAGRAPHS, beside=("Pier", "Lamps"))
    assert judged(known, Answer(text="\n".join((*PARAGRAPHS, "Pier | Lamps")))).body.f1 == 1
    assert judged(known, Answer(text="\n".join((*PARAGRAPHS, "Read our letter every Friday")))).body.precision < 1


def test_quotes_and_dashes_of_another_shape_are_the_same_and_a_lost_half_space_is_told() -> None:
    known = case(paragraphs=("می‌گویند «چراغ‌ها» خاموش است.",), title="“Lamps” – out")
    page = judged(known, Answer(text="می‌گویند «چراغ‌ها» خاموش است.", title='"Lamps" - out'))
    assert page.fields == {"title": True, "half-spaces": True}
    assert judged(known, Answer(text="میگویند «چراغها» خاموش است.")).fields["half-spaces"] is False


def test_a_page_without_a_date_that_gets_one_is_told() -> None:
    assert judged(case(day="", wanted=("x",)), Answer(days=frozenset({"2026-11-23"}))).fields == {"invented": True}
    assert judged(case(day="2026-11-23", wanted=("x",)), Answer()).fields == {"day": False}
