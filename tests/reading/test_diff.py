"""What changed between two revisions, said in words and by class."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.diff import EditClass, compare, words
from monitor.model import Article


def article(title: str = "Gate reopened", text: str = "The gate opened.", **fields: object) -> Article:
    return Article(url="https://harbour.example/gate", title=title, text=text, **fields)  # type: ignore[arg-type]


def kinds(old: Article, new: Article) -> list[str]:
    return [edit.kind for edit in compare(old, new).edits]


def test_a_changed_headline_comes_first_with_both_wordings():
    old = article("Behrad Kamyari died in custody", "One.")
    comparison = compare(old, article("Behrad Kamyari was taken to hospital", "Two."))
    assert comparison.edits[0].kind is EditClass.HEADLINE
    assert "".join(p.text for p in comparison.title if p.sign == "-").strip() == "died in custody"
    assert "".join(p.text for p in comparison.title if p.sign == "+").strip() == "was taken to hospital"


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("Police held 41 people there.", "Police held 40 people there.", "number"),
        ("پلیس ۴۱ نفر را بازداشت کرد", "پلیس ۴۰ نفر را بازداشت کرد", "number"),
        ("احتجزت الشرطة ٤١ شخصا أمس", "احتجزت الشرطة ٤٠ شخصا أمس", "number"),
        ("He said “we saw nothing of it” and left.", "He said “we heard nothing of it” and left.", "quote"),
        ("او گفت «ما چیزی ندیدیم» و رفت از آنجا", "او گفت «ما چیزی نشنیدیم» و رفت از آنجا", "quote"),
        ("A guard told Laleh to wait outside.", "A guard told Rojan to wait outside.", "name"),
        ("They left the hall very late.", "They left the hall rather late.", "wording"),
        ("خانواده او دیروز به دادگاه رفت", "خانواده او امروز به دادگاه رفت", "wording"),
    ],
)
def test_a_change_in_the_text_has_its_class(before, after, kind):
    assert kinds(article(text=before), article(text=after)) == [kind]


def test_the_same_number_in_other_digits_is_no_changed_number():
    assert kinds(article(text="held ۴۱ people here now"), article(text="held 41 people here now")) == ["wording"]


def test_paragraphs_that_came_and_went_are_told_whole():
    old = article(text="First stays as it was.\nThe minister denied every word of it.\nLast stays as it was.")
    new = article(text="First stays as it was.\nLast stays as it was.\nA correction follows below today.")
    edits = compare(old, new).edits
    assert [(e.kind.value, e.before or e.after) for e in edits] == [
        ("paragraph removed", "The minister denied every word of it."),
        ("paragraph added", "A correction follows below today."),
    ]


def test_white_space_alone_is_no_change():
    assert compare(article(text="One  two\n\nthree "), article(text="One two\nthree")).same


def test_metadata_changes_have_classes_of_their_own():
    at = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
    old = article(authors=("Laleh S.",), published=at)
    new = article(authors=("Laleh S.", "Omid R."), published=at.replace(hour=9), summary="Short.")
    assert kinds(old, new) == ["byline", "date", "summary"]


def test_one_word_between_two_changes_is_told_with_them():
    edits = compare(article(text="He died in custody on Monday"), article(text="He rests in hospital on Monday")).edits
    assert [(e.before, e.after) for e in edits] == [("died in custody", "rests in hospital")]


PIECES = st.lists(st.sampled_from([*"abc", "زندان", "می‌رود", "新", "12", "«", "»", ".", "\n", "Evin"]), max_size=60)


@settings(max_examples=150)
@given(PIECES, PIECES)
def test_the_pieces_of_a_diff_rebuild_both_texts(left, right):
    before, after = " ".join(left), " ".join(right)
    for piece_of, text in (("-", before), ("+", after)):
        rebuilt = "".join(p.text for p in words(before, after) if p.sign in ("=", piece_of))
        assert "".join(rebuilt.split()) == "".join(text.split())
    comparison = compare(article(text=before), article(text=after))
    for sign, text in (("-", before), ("+", after)):
        rebuilt = "".join(p.text for para in comparison.paragraphs for p in para if p.sign in ("=", sign))
        assert sorted("".join(rebuilt.split())) == sorted("".join(text.split()))
    assert comparison.same == (before.split() == after.split() or "".join(before.split()) == "".join(after.split()))


def test_two_long_unlike_texts_are_compared_in_seconds():
    import time

    begun = time.process_time()
    compare(article(text="a b c d " * 20_000), article(text="e f c d g " * 20_000))
    assert time.process_time() - begun < 5


def test_what_stands_around_a_change_is_that_texts_own():
    old, new = "one two three four five six", "one 2 three four FIVE six"
    first, second = compare(article(text=old), article(text=new)).edits
    for edit in (first, second):
        assert "".join((edit.around_before[0], edit.before, edit.around_before[1])) in old
        assert "".join((edit.around_after[0], edit.after, edit.around_after[1])) in new
    added = compare(article(text="one two"), article(text="one two three")).edits[0]
    assert (added.around_before, added.around_after) == (("one two", ""), ("one two ", ""))
