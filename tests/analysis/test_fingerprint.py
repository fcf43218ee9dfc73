"""When are two texts the same words."""

from __future__ import annotations

from monitor.fingerprint import content_hash


def test_white_space_quotes_and_half_spaces_make_no_revision() -> None:
    one = content_hash("“Freed” at last", "روزنامه‌نگار آزاد شد.\n\nHe said: ‘no’")
    assert one == content_hash('"Freed"  at last', "روزنامه نگار آزاد شد. He said: 'no'")
    assert len(one) == 64


def test_a_word_that_moves_from_the_title_to_the_text_makes_another_hash() -> None:
    assert content_hash("a b", "c") != content_hash("a", "b c")
