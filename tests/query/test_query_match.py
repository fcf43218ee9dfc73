"""Which articles a query finds, and what is marked in them."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from query import invented

from monitor.model import Article, Record, Searchable
from monitor.query import Match, Matcher, parse, prepare
from monitor.query.match import expression, is_one_edit

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def article(text: str = "", **fields: object) -> Searchable:
    own = {"title": "", "summary": None, "authors": (), "tags": (), "published": None, "language": "und"}
    given = {name: fields.pop(name) for name in own if name in fields}
    about = {"url": "https://narvan.example/a", "source": "narvan", "state": "present", "first_seen": NOW}
    about |= {name: fields.pop(name) for name in about if name in fields}
    return Searchable(
        record=Record(
            id="1", key=1, revision=1, revisions=1, last_seen=NOW, seq=1, content_hash="",
            article=Article(url="https://narvan.example/a", text=text, **(own | given)),  # type: ignore[arg-type]
            **about,  # type: ignore[arg-type]
        ),
        source_name="Narvan Centre",
        source_kind="advocacy",
        **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def matched(query: str, found: Searchable) -> Match | None:
    return Matcher(parse(query, now=NOW, zone=UTC).tree).match(prepare(found))


def marked(query: str, found: Searchable, field: str = "text") -> list[str]:
    match = matched(query, found)
    assert match is not None
    text = getattr(found.record.article, field)
    return [text[start:end] for start, end in match.spans[field]]


@pytest.mark.parametrize(
    ("query", "text", "marks"),
    [
        ("روزنامه نگار", "یک روزنامه‌نگار آزاد شد", ["روزنامه", "نگار"]),
        ('"روزنامه نگار"', "یک روزنامه‌نگارِ كرد", ["روزنامه‌نگارِ"]),
        ('"روزنامه نگاران كرد"', "روزنامه‌نگاران کُرد", ["روزنامه‌نگاران کُرد"]),
        ("prison*", "Prisons and PRISONERS, in prison.", ["Prisons", "PRISONERS", "prison"]),
        ("w?rd", "word, ward, wird; wd", ["word", "ward", "wird"]),
        ('"political prison*"', "a political prisoner; political x prison", ["political prisoner"]),
        ("Evin NEAR/2 prison", "prison of old Evin; Evin a b c prison", ["prison", "Evin"]),
        ("gazeteci~1", "gazetceiler gazetceı gazeteci", ["gazetceı", "gazeteci"]),
        ("Straße", "STRASSE", ["STRASSE"]),
        ("人权", "中国人权律师", ["人权"]),
        ("ニュース", "東京ﾆｭｰｽです", ["ﾆｭｰｽ"]),
        ("freed -football", "He was freed", ["freed"]),
        ("(a b) OR c", "a c", ["c"]),
        ("זכויות", "😀 זכויות אדם", ["זכויות"]),
        ("l'Iran", "dans l’Iran de", ["l’Iran"]),
    ],
)
def test_the_found_words_are_marked_in_the_original(query: str, text: str, marks: list[str]) -> None:
    assert marked(query, article(text)) == marks


@pytest.mark.parametrize(
    ("query", "text", "is_match"),
    [
        ("a b", "a", False),
        ("a OR b", "b", True),
        ("-a", "b", True),
        ("-a", "a b", False),
        ("-a -b", "c", True),
        ("NOT (a b)", "a", True),
        ('"a b"', "b a", False),
        ("a NEAR/0 b", "b a", True),
        ("a NEAR/1 b", "a x y b", False),
        ("a NEAR/2 b", "a x y b", True),
        ("a NEAR/5 a", "a", False),
        ("a NEAR/5 a", "a x a", True),
        ('"a b" NEAR/3 "b c"', "a b c", False),
        ('"a b" NEAR/3 "b c"', "a b x b c", True),
        ('(x OR "a b") NEAR/1 c', "a b y c", True),
        ("prison~1", "prisno", True),
        ("prison~1", "prsno", False),
    ],
)
def test_what_a_query_means(query: str, text: str, is_match: bool) -> None:
    assert (matched(query, article(text)) is not None) is is_match


def test_a_word_may_stand_in_title_summary_or_text_and_a_phrase_in_one_of_them() -> None:
    found = article("prison", title="Evin", summary="strike")
    assert matched("evin prison strike", found)
    assert not matched('"evin prison"', found)
    assert not matched("evin NEAR/9 prison", found)
    assert marked("evin", found, "title") == ["Evin"]
    assert matched("title:evin text:prison", found)
    assert not matched("title:prison OR text:strike", found)


def test_no_phrase_crosses_from_one_author_to_the_next() -> None:
    found = article(authors=("Laleh Sarvandi", "Omid Karimi"), tags=("press freedom", "strike"))
    assert matched('author:"omid karimi" tag:freedom', found)
    assert not matched('author:"sarvandi omid"', found)
    assert not matched("author:(laleh NEAR/100 karimi)", found)
    assert not matched("omid", found)


@pytest.mark.parametrize(
    ("query", "is_match"),
    [
        ("source:NARVAN", True),
        ('source:"narvan centre"', True),
        ("source:nar*", True),
        ("source:narv", False),
        ("lang:ckb", True),
        ("kind:advocacy", True),
        ("country:iq", True),
        ("state:gone", False),
        ("label:desk=Kurdistan", True),
        ("label:kurdistan", True),
        ("label:desk=*", True),
        ("label:tier=1", False),
        ("domain:narvan.example", True),
        ("domain:news.narvan.example", True),
        ("domain:van.example", False),
        ("domain:example", True),
        ("url:زندان", True),
        ("url:news.narvan.example/2026/11", True),
        ("url:zindan*", False),
    ],
)
def test_whole_values_are_compared_without_case(query: str, is_match: bool) -> None:
    found = article(
        language="ckb",
        country="IQ",
        labels={"desk": "Kurdistan"},
        url="https://News.narvan.example/2026/11/%D8%B2%D9%86%D8%AF%D8%A7%D9%86",
    )
    assert (matched(query, found) is not None) is is_match


def test_an_article_without_a_date_is_found_by_when_it_was_seen() -> None:
    dated = article("a", published=datetime(2026, 10, 1, tzinfo=UTC))
    undated = article("a")
    assert matched("after:2026-11-20", undated)
    assert not matched("after:2026-11-20", dated)
    assert matched("before:2026-11-20", dated)
    assert not matched("published:[* TO *]", undated)
    assert matched("published:2026-10-01", dated)
    assert matched("first_seen:today", dated)


def test_nothing_is_marked_for_what_excludes_or_filters() -> None:
    match = matched("lang:und -b", article("a", title="c"))
    assert match is not None
    assert match.spans == {"title": (), "summary": (), "text": ()}
    assert matched("", article("a")) is not None


def test_a_text_of_one_word_over_and_over_is_answered_at_once() -> None:
    found = article("a " * 50_000)
    assert matched("a NEAR/50 a", found)
    assert not matched('"a a a b" OR a NEAR/100 "a b"', found)


def fits(pattern: str, term: str) -> bool:
    """What `*` and `?` mean, letter by letter."""
    if not pattern:
        return not term
    if pattern[0] == "*":
        return any(fits(pattern[1:], term[at:]) for at in range(len(term) + 1))
    return bool(term) and pattern[0] in (term[0], "?") and fits(pattern[1:], term[1:])


@given(st.text("ab*?", max_size=6), st.text("abc", max_size=7))
@settings(max_examples=400)
def test_a_wildcard_stands_for_letters(pattern: str, term: str) -> None:
    assert (expression(pattern).fullmatch(term) is not None) == fits(pattern, term)


def test_a_wildcard_cannot_be_made_slow_by_a_word() -> None:
    assert not matched("*a" * 30 + "*b", article("a" * 255))


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
@settings(max_examples=300)
def test_one_edit_is_one_edit(one: str, other: str) -> None:
    letters = "abc"
    edits = {one}
    for at in range(len(one) + 1):
        edits |= {one[:at] + letter + one[at:] for letter in letters}
        edits |= {one[:at] + letter + one[at + 1 :] for letter in letters}
        edits |= {one[:at] + one[at + 1 :], one[:at] + one[at : at + 2][::-1] + one[at + 2 :]}
    edits = {edit for edit in edits if abs(len(edit) - len(one)) <= 1}
    assert is_one_edit(one, other) == (other in edits)


def test_every_mark_is_a_word_of_the_article() -> None:
    random = Random(11)
    articles = [invented.article(random, key) for key in range(40)]
    prepared = [prepare(each) for each in articles]
    marks = 0
    for _ in range(150):
        matcher = Matcher(parse(invented.query(random), now=invented.NOW, zone=UTC).tree)
        for found, document in zip(articles, prepared, strict=True):
            match = matcher.match(document)
            assert (match is not None) == matcher.matches(document)
            for field, spans in match.spans.items() if match else ():
                text = getattr(found.record.article, field) or ""
                for start, end in spans:
                    assert 0 <= start < end <= len(text)
                    assert text[start:end].strip() == text[start:end]
                    marks += 1
    assert marks > 1_000
