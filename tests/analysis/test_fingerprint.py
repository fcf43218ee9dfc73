"""When are two texts the same words, and how much of one is in the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis import terms
from monitor.fingerprint import change_share, containment, content_hash, shingles


def test_white_space_quotes_and_half_spaces_make_no_revision() -> None:
    one = content_hash("“Freed” at last", "روزنامه‌نگار آزاد شد.\n\nHe said: ‘no’")
    assert one == content_hash('"Freed"  at last', "روزنامه نگار آزاد شد. He said: 'no'")
    assert len(one) == 64


def test_a_word_that_moves_from_the_title_to_the_text_makes_another_hash() -> None:
    assert content_hash("a b", "c") != content_hash("a", "b c")


def test_a_changed_name_is_a_small_change_and_another_hash() -> None:
    old = terms("word " * 499 + "Karim")
    new = terms("word " * 499 + "Salim")
    assert change_share(old, new) == pytest.approx(0.002)
    assert change_share([], []) == 0.0
    assert change_share(old, []) == 1.0


def test_a_shortened_copy_is_contained_in_the_long_one() -> None:
    long = [f"w{number}" for number in range(100)]
    assert containment(shingles(long[:40]), shingles(long)) == 1.0
    assert containment(frozenset(), shingles(long)) == 0.0
    assert shingles(["two", "words"]) == {"two words"}


@given(st.lists(st.sampled_from("abcdef"), max_size=30), st.lists(st.sampled_from("abcdef"), max_size=30))
def test_the_share_of_change_is_symmetric_and_between_none_and_all(old: list[str], new: list[str]) -> None:
    share = change_share(old, new)
    assert 0.0 <= share <= 1.0
    assert share == change_share(new, old)
    assert (share == 0.0) == (sorted(old) == sorted(new))
