"""What stands under a hit: the best window, in the text's own offsets, cut as a reader would."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.excerpt import columns, excerpt, merged

LETTERS = st.sampled_from(list("ab e\u0301\n  زندان‌هاي ئەوین 新聞記者 שלום 👩‍👩‍👧🇮🇷 กำ ำ\u0600 "))
TEXTS = st.lists(LETTERS, max_size=300).map("".join)


def boundaries(text: str) -> set[int]:
    return {0, len(text)} | {match.start() for match in regex.finditer(r"\X", text)}


@settings(max_examples=200)
@given(TEXTS, st.lists(st.tuples(st.integers(0, 300), st.integers(0, 20)), max_size=6), st.integers(10, 90))
def test_an_excerpt_is_a_slice_of_the_text_and_never_cuts_a_grapheme(text, starts, width):
    edges = sorted(boundaries(text))
    spans = [(edges[a % len(edges)], edges[min(len(edges) - 1, a % len(edges) + n)]) for a, n in starts]
    cut = excerpt(text, spans, width=width)
    assert cut.text == text[cut.start : cut.end]
    assert {cut.start, cut.end} <= boundaries(text)
    real = merged(spans, len(text))
    assert not real or cut.spans, "at least one span is always shown"
    for start, end in cut.spans:
        assert (start + cut.start, end + cut.start) in real
    longest = max((columns(text[a:b]) for a, b in real), default=0)
    assert columns(cut.text) <= max(width, longest) + 2
    assert cut.more_before == bool(text[: cut.start].strip())


def test_the_window_with_most_matches_wins():
    text = "prison " + "x " * 200 + "prison guard prison hall " + "y " * 200
    spans = [(m.start(), m.end()) for m in regex.finditer("prison", text)]
    cut = excerpt(text, spans, width=60)
    assert [cut.text[a:b] for a, b in cut.spans] == ["prison", "prison"]
    assert cut.more_before
    assert cut.more_after


def test_words_are_whole_in_every_script_that_has_spaces():
    for sentence, word in [
        ("The wardens of the northern house opened the gate for visitors early", "gate"),
        ("خانواده‌های زندانیان بند هشت امروز در برابر دادگاه گرد آمدند و نامه خواندند", "دادگاه"),
        ("משפחות העצירים התכנסו הבוקר מול בית המשפט המחוזי וקראו מכתב", "המשפט"),
    ]:
        text = " ".join([sentence] * 6)
        at = text.index(word, len(sentence) * 3)
        cut = excerpt(text, [(at, at + len(word))], width=50)
        assert set(cut.text.split()) <= set(text.split())
        assert cut.spans == ((at - cut.start, at - cut.start + len(word)),)


def test_wide_letters_count_two_columns():
    text = "新聞記者が拘置所の前に集まった" * 20
    cut = excerpt(text, [(100, 102)], width=40)
    assert 30 <= columns(cut.text) <= 40
    assert cut.text[cut.spans[0][0] : cut.spans[0][1]] == text[100:102]


def test_without_a_match_the_beginning_is_shown():
    cut = excerpt("  First words here. " + "and more " * 50, [], width=40)
    assert cut.text.startswith("First words here.")
    assert not cut.more_before
    assert cut.more_after


def test_a_short_text_is_shown_whole():
    cut = excerpt("Gate closed.", [(0, 4)], width=160)
    assert (cut.text, cut.more_before, cut.more_after) == ("Gate closed.", False, False)


def test_a_match_at_the_very_end_still_fills_the_window():
    text = "word " * 100 + "gate"
    cut = excerpt(text, [(500, 504)], width=80)
    assert columns(cut.text) > 60


@pytest.mark.parametrize("letter", ["é", "👩‍👩‍👧", "🇮🇷", "กำ", "نّ"])
@pytest.mark.parametrize("width", [11, 12, 13, 14, 21])
def test_without_a_space_the_cut_falls_between_letters_as_readers_see_them(letter: str, width: int) -> None:
    text = letter * 120
    at = len(letter) * 60
    cut = excerpt(text, [(at, at + len(letter))], width=width)
    assert len(cut.text) % len(letter) == 0
    assert cut.text == letter * (len(cut.text) // len(letter))
    assert cut.spans
