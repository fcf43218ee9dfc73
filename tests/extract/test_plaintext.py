"""The boundary of text from outside: nothing that a reader sees is lost, nothing that deceives gets in."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.plaintext import clean_line, clean_text

ODD = "\u200c\u200d\u202e\u2066\u2069\u00ad\u200b\ufeff\x00\ud800\u2028\x85\r\n\t \u00a0\u0654\u0301می‌خوابد e\U0001f3f4\U000e0067\U000e007f"


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهیم که خانه‌هایشان را بسازند",
        "لە ڕۆژئاوای کوردستان",
        "اَلْعَرَبِيَّة",
        "שָׁלוֹם עולם",
        "क्‍ष और क्ष",
        "中文，日本語、한국어",
        "👩‍👩‍👧 and 🏳️‍🌈",
        "English with فارسی and עברית",
    ],
)
def test_what_a_reader_sees_stays_to_the_letter(text: str) -> None:
    assert clean_text(text) == unicodedata.normalize("NFC", text)


def test_a_line_cannot_be_made_to_read_as_something_else() -> None:
    assert clean_text("pay \u202e001\u202c to \u2066Omid\u2069") == "pay 001 to Omid"


def test_soft_hyphens_and_zero_width_spaces_do_not_hide_words() -> None:
    assert clean_text("pris\u00adon\u200ber \ufeffcamp") == "prisoner camp"


def test_controls_and_lone_surrogates_are_removed() -> None:
    assert clean_text("a\x00b\ud800c\x1bd\x9be").encode() == b"abcde"


def test_joiners_that_join_nothing_are_dropped() -> None:
    assert clean_text("\u200cسلام \u200c دوستان\u200c") == "سلام دوستان"


def test_every_line_end_is_one_newline_and_a_line_has_none() -> None:
    assert clean_text("a\r\nb\u2028c\x85d\n\n  e ") == "a\nb\nc\nd\ne"
    assert clean_line("Subject\r\nBcc: x@example.org") == "Subject Bcc: x@example.org"


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=80), st.text(alphabet=ODD, max_size=40)))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")


@settings(max_examples=200)
@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), max_size=60))
def test_letters_digits_punctuation_and_symbols_all_survive(text: str) -> None:
    assert clean_text(text) == unicodedata.normalize("NFC", text)
