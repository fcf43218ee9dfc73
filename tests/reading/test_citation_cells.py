"""References that other programs read, and cells that a spreadsheet shows and never runs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import cells, citation
from monitor.citation import Cited, inverted
from monitor.model import Article, Record

AT = datetime(2026, 11, 22, 5, 25, tzinfo=UTC)


def cited(title: str = "Gate reopened", authors: tuple[str, ...] = ("Laleh Sarvandi",), **more: object) -> Cited:
    article = Article(
        url="https://harbour.example/a", title=title, text="x", authors=authors, language="en", published=AT
    )
    record = Record(
        id="3f9c2a7e51d0",
        key=1,
        source="harbour",
        url="https://harbour.example/a_{b}",
        article=article,
        revision=1,
        revisions=1,
        state="present",
        first_seen=AT,
        last_seen=AT,
        seq=1,
        content_hash="",
    )
    return Cited(record=record, outlet="Harbour & Quay", published=AT, first_seen=AT, **more)  # type: ignore[arg-type]


def test_apa_and_chicago_put_things_in_their_order():
    two = cited(authors=("Laleh Sarvandi", "Omid de Rojan"))
    assert citation.apa(two) == (
        "Sarvandi, L., & de Rojan, O. (2026, November 22). Gate reopened. Harbour & Quay."
        " https://harbour.example/a_{b}\n"
    )
    assert citation.chicago(two) == (
        "Sarvandi, Laleh, and Omid de Rojan. “Gate reopened.” Harbour & Quay. November 22, 2026."
        " Accessed November 22, 2026. https://harbour.example/a_{b}.\n"
    )


def test_names_in_other_scripts_are_not_turned_round():
    assert inverted("لاله سروندی") == "لاله سروندی"
    assert inverted("新井 花") == "新井 花"
    assert inverted("Reuters") == "Reuters"


def test_an_article_without_author_and_date_is_cited_without_them():
    nobody = Cited(record=cited(authors=()).record, outlet="Harbour", published=None, first_seen=AT)
    assert citation.apa(nobody).startswith("Gate reopened. (n.d.). Harbour.")
    assert "AU  - " not in citation.ris(nobody)
    assert "not stated" in citation.plain(nobody)


def test_bibtex_escapes_what_tex_would_run():
    text = citation.bibtex(cited(title=r"100% of {them} \input{x} & $5_a"))
    assert r"100\% of \{them\} \textbackslash{}input\{x\} \& \$5\_a" in text
    assert "url          = {https://harbour.example/a_%7Bb%7D}" in text
    assert "author       = {{Laleh Sarvandi}}" in text


@settings(max_examples=80)
@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=20), max_size=3))
def test_a_reference_is_never_broken_by_its_words(title, authors):
    lines = citation.ris(cited(title=title, authors=tuple(authors))).split("\r\n")
    assert all(line == "" or line[2:6] == "  - " for line in lines)
    assert [line for line in lines if line.startswith("ER")] == ["ER  - "]
    bib = citation.bibtex(cited(title=title, authors=tuple(authors)))
    depth = 0
    for at, letter in enumerate(bib):
        if letter in "{}" and (at == 0 or bib[at - 1] != "\\"):
            depth += 1 if letter == "{" else -1
    assert depth == 0


@pytest.mark.parametrize("text", ["=1+1", "+49", "-دیروز", "@cmd", "\t=1", " =1", "＝1", "|x", "\r\n=1", "\u202e=1"])
def test_a_cell_that_looks_like_a_formula_is_shown_and_not_run(text):
    assert cells.harmless(text).startswith("'")


@settings(max_examples=150)
@given(
    st.lists(st.one_of(st.text(max_size=30), st.integers(), st.none()), min_size=1, max_size=5), st.sampled_from(",;\t")
)
def test_a_row_is_read_back_as_it_was_shown(values, separator):
    read = next(csv.reader(io.StringIO(cells.row(values, separator), newline=""), delimiter=separator))
    assert read == ["" if v is None else cells.harmless(v) if isinstance(v, str) else str(v) for v in values]
    assert not any(
        cell[:1] in "=+@" for cell, value in zip(read, values, strict=True) if isinstance(value, str) and cell
    )


def test_persian_text_keeps_its_half_spaces_and_lines():
    text = "روزنامه‌نگار آزاد شد\nاو گفت: «می‌نویسم»"
    assert cells.harmless(text) == text
