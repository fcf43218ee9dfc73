"""What a word is, seen by somebody who searches for it."""

from __future__ import annotations

import itertools
import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import analysis
from monitor.analysis import fold, folds, patterns, terms, tokens

SAME_WORDS = [
    ("روزنامه نگار", "روزنامه‌نگار"),
    ("می‌نویسد", "مي نويسد"),
    ("كتاب", "کِتاب"),
    ("آزادی", "ازادى"),
    ("مسؤولیت", "مسوولیت"),
    ("رئیس", "رییس"),
    ("مدرسة", "مدرسه"),
    ("زانکۆیه", "زانکۆیە"),
    ("مـــردم", "مردم"),
    ("۱۴۰۵", "1405"),
    ("١٤٠٥", "१४०५"),
    ("زن_زندگی_آزادی", "زن، زندگی، آزادی"),
    ("שָׁלוֹם", "שלום"),
    ("צה״ל", 'צה"ל'),
    ("ISPARTA İzmir", "ısparta izmir"),
    ("Straße", "STRASSE"),
    ("Łódź Øresund Þór", "lodz oresund thor"),
    ("Ёлка", "елка"),
    ("Ὀδυσσεύς", "οδυσσευσ"),
    ("Việt Nam", "viet nam"),
    ("Ｎｅｗｓ", "news"),
    ("ﾆｭｰｽ ｶﾞﾗｽ", "ニュース ガラス"),
    ("ﻻ", "لا"),
    ("Qurʾān", "quran"),
    ("l’Iran", "l'Iran"),
    ("oʻzbek", "oʼzbek"),
    ("e\u0301tude", "étude"),
    ("co\u00adoperation", "cooperation"),
    ("\u202bنوشته\u202c", "نوشته"),
    ("𝐍𝐞𝐰𝐬", "news"),
]


@pytest.mark.parametrize(("one", "other"), SAME_WORDS)
def test_two_spellings_are_the_same_words(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(
    ("one", "other"), [("мой", "мои"), ("ماء", "ما"), ("ガ", "カ"), ("गाय", "गय"), ("їжа", "іжа"), ("ێ", "ی")]
)
def test_letters_that_make_another_word_stay(one: str, other: str) -> None:
    assert terms(one) != terms(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("l'Iran Türkiye'de", ["l", "iran", "turkiye", "de"]),
        ("Evin.Prison a_b 12.5 12,5 ۱۲٫۵", ["evin", "prison", "a", "b", "12", "5", "12", "5", "12", "5"]),
        ("中国人权", ["中", "国", "人", "权"]),
        ("ひらがな", ["ひ", "ら", "が", "な"]),
        ("佐々木 กaำb", ["佐", "々", "木", "ก", "a\u0e4d", "า", "b"]),
        ("東京ニュースです", ["東", "京", "ニュース", "で", "す"]),
        ("ข่าวสิทธิมนุษยชน วันนี้", ["ข่าวสิทธิมนุษยชน", "วันนี้"]),
        ("នាយកដ្ឋាន\u200bកំពង់ផែ ဆိပ်ကမ်း\u200bရုံး", ["នាយកដ្ឋាន", "កំពង់ផែ", "ဆိပ်ကမ်း", "ရုံး"]),
        ("한국어뉴스 abc한", ["한국어뉴스", "abc한"]),
        ("ニュースabc", ["ニュース", "abc"]),
        ("मानवाधिकार", ["मानवाधिकार"]),
        ("♪ song ★ 😀👩‍👩‍👧 🇮🇷end ©", ["song", "end"]),
        ("1\ufe0f\u20e3", ["1"]),
        ("# * - ! \x00 \ue000", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert terms(text) == words


def test_the_longest_word_is_cut_as_lucene_cuts_it() -> None:
    assert [len(term) for term in terms("x" * 600)] == [255, 255, 90]
    assert [len(term) for term in terms("\U00010400" * 200)] == [127, 73]


@pytest.mark.parametrize(
    "text",
    [
        "Café e\u0301tude",
        "کِتابٌ روزنامه‌نگار",
        "l'Iran ﷺ",
        "ｶﾞﾗｽ",
        "x😀é\u0323y",
        "שָׁלוֹם עולם",
        "\u1100\u1161 한국",
        "ভো ভো",
    ],
)
def test_offsets_point_into_the_original_text(text: str) -> None:
    for token in tokens(text):
        assert token.term in terms(text[token.start : token.end])


def test_a_highlight_covers_the_vowel_points_of_its_last_letter() -> None:
    (token,) = tokens("«كِتابٌ»")
    assert (token.start, token.end) == (1, 7)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


SCRIPTS = "aÀß'_.- 09éİ یيكـِة‌۱٫ م中国ぁがカーﾞｶ한ㅋกา้ำकि्ষোЙё😀👍🏽\u200d\u200e\u0301\u0327️שָ״\"\n"


@given(st.text(alphabet=SCRIPTS, max_size=40))
@settings(max_examples=300, deadline=None)
def test_words_are_the_same_with_offsets_without_and_in_the_folded_text(text: str) -> None:
    found = tokens(text)
    assert [token.term for token in found] == terms(text)
    assert terms(fold(text)) == terms(text)
    assert terms(" ".join(terms(text))) == terms(text)
    assert terms(unicodedata.normalize("NFD", text)) == terms(unicodedata.normalize("NFC", text))
    for token in found:
        assert 0 <= token.start < token.end <= len(text)
    assert all(one.start <= other.start for one, other in itertools.pairwise(found))


@given(st.text(alphabet=SCRIPTS, max_size=40))
@settings(max_examples=200, deadline=None)
def test_pieces_that_are_kept_give_the_words_of_the_whole(text: str) -> None:
    """`_CHUNK` may only cut where no word goes on."""
    assert terms(text) == [word[0] for word in analysis._analyse(text)]


def test_the_table_is_closed() -> None:
    """No result holds what the table would fold again, a joining mark or a capital: Lucene folds once."""
    table = folds()
    singles = {key for key in table if len(key) == 1}
    for key, result in table.items():
        assert not singles & set(result.replace(" ", "")), f"U+{ord(key[0]):04X}"
        assert result == result.lower()
    assert singles.issuperset("'_.:,;\u200c‘’\"·‿\u202f")


def test_wildcards_are_letters_of_the_word_that_they_touch() -> None:
    found = [token.term for token in patterns("pris*on w?rd ZENDÂN* 中国* カタ* ภา* ?ran")]
    assert found == ["pris*on", "w?rd", "zendan*", "中", "国", "カタ*", "ภา*", "?ran"]


def test_what_is_kept_between_texts_does_not_grow_without_end() -> None:
    maker = random.Random(1)
    for _ in range(60):
        tokens(" ".join(f"w{maker.randrange(10**9)}" for _ in range(1000)))
    assert len(analysis._KEPT) <= analysis._MOST_KEPT
