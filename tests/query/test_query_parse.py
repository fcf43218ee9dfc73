"""What people type, what it is read as, and what they are told when it cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from query import invented

from monitor.errors import QueryError
from monitor.query import Query, parse

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def read(text: str, zone: str = "UTC") -> Query:
    return parse(text, now=NOW, zone=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("", ""),
        ("Evin prison", "evin AND prison"),
        ("a AND b OR c", "a AND b OR c"),
        ("a (b OR c)", "a AND (b OR c)"),
        ("a|b||c", "a OR b OR c"),
        ("-football goal", "NOT football AND goal"),
        ("NOT (a b)", "NOT (a AND b)"),
        ("NOT -a", "a"),
        ('"political prison*"', '"political prison*"'),
        ("“زندان اوین” «زندان اوين» „a b“ »a b«", '"زندان اوین" AND "زندان اوین" AND "a b" AND "a b"'),
        ("Evin NEAR/5 prison*", "evin NEAR/5 prison*"),
        ('"a bcd"~3', "a NEAR/3 bcd"),
        ("title:(a NEAR/2 (bcd OR “e f”))", 'title:(a NEAR/2 (bcd OR "e f"))'),
        ("title:a NEAR/2 title:b", "title:(a NEAR/2 b)"),
        ("title:(a OR b)", "title:a OR title:b"),
        ("prison~ gazetecei~1", "prison~1 AND gazetecei~1"),
        ("anti-war l'Iran روزنامه‌نگار", '"anti war" AND "l iran" AND "روزنامه نگار"'),
        ("زن_زندگی_آزادی", '"زن زندگی ازادی"'),
        ('צה"ל "צה"ל הודיע"', '"צה ל" AND "צה ל הודיע"'),
        ("中国*", '"中 国"'),
        ("lang:FA source:BBC*", "lang:fa AND source:bbc*"),
        ('source:"BBC  Persian"', 'source:"bbc persian"'),
        ("label:desk=Iran label:iran", "label:desk=iran AND label:iran"),
        ("domain:*.Example.org", "domain:example.org"),
        ("url:https://narvan.example/%D8%A7%D9%88%DB%8C%D9%86", 'url:"https narvan example اوین"'),
        ("published:2026-11", "published:[2026-11-01T00:00:00Z TO 2026-12-01T00:00:00Z}"),
        ("published:[2026-01-01 TO *]", "published:[2026-01-01T00:00:00Z TO *]"),
        ("after:7d before:yesterday", "after:2026-11-16T12:00:00Z AND before:2026-11-22T00:00:00Z"),
        ("first_seen:۱۴۰۵/۰۹/۰۱", "first_seen:[2026-11-22T00:00:00Z TO 2026-11-23T00:00:00Z}"),
        ("and or not near", "and AND or AND not AND near"),
        ("\u202bزندان\u202c \u200fOR\u200f اوین", "زندان OR اوین"),
        ("（a OR b）", "a OR b"),
    ],
)
def test_a_query_is_read_as_its_canonical_text(text: str, canonical: str) -> None:
    query = read(text)
    assert query.canonical == canonical
    assert read(canonical).tree == query.tree


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("Kuhsar NEAR/5 prison* OR (زندان", 26, "never closed"),
        ('"never closed', 1, "quotation mark"),
        ("a)", 2, "closes nothing"),
        ("()", 1, "empty"),
        ("a OR", 3, "nothing stands behind OR"),
        ("OR a", 1, "nothing stands before OR"),
        ("a AND AND b", 3, "nothing stands behind AND"),
        ("a AND OR b", 3, "nothing stands behind AND"),
        ("a - b", 3, "lone minus"),
        ("NOT", 1, "nothing stands behind NOT"),
        ("😀 a", 1, "holds no word"),
        ('""', 1, "holds no word"),
        ("a NEAR b", 3, "needs its number"),
        ("a NEAR/500 b", 3, "too far"),
        ("a NEAR/5", 3, "nothing stands behind"),
        ("a NEAR/2 b NEAR/2 c", 12, "cannot be chained"),
        ("a NEAR/2 -b", 3, "cannot have"),
        ("a NEAR/2 (b AND c)", 10, "not AND"),
        ("a NEAR/2 word~1", 10, "a fuzzy word"),
        ("a NEAR/2 lang:fa", 10, "not lang:"),
        ("title:a NEAR/2 b", 9, "same field"),
        ("a NEAR/2 pr*", 10, "two letters"),
        ('"a b*"', 1, "one letter"),
        ("*", 1, "needs a letter"),
        ('"a b c"~2', 1, "two words"),
        ("abc~1", 1, "too short"),
        ("prison~2", 1, "too loose"),
        ("prison*~1", 1, "single whole word"),
        ("titel:a", 1, "no field titel:"),
        ("story:7", 1, "not grouped into stories yet"),
        ("person:x rule:y", 1, "no list of people yet"),
        ("independent:3", 1, "not counted yet"),
        ("kind:advocacyy", 6, "one of news"),
        ("state:lost", 7, "present, changed, gone"),
        ("lang:persian", 6, "code of a language"),
        ("title:", 1, "nothing stands behind title:"),
        ("title:(a lang:fa)", 10, "cannot stand inside title:"),
        ("published:[2026-01-01 TO 2025-01-01]", 11, "ends before it begins"),
        ("published:[2026-01-01]", 11, "two ends"),
        ("published:[2026-01-01 TO *", 11, "never closed"),
        ("published:2026-02-30", 11, "not a day of the Gregorian calendar"),
        ("published:1404-12-30", 11, "not a day of the Jalali calendar"),
        ("after:3x", 7, "the units are"),
        ("after:0021-01-01", 7, "not a year of news"),
        ("before:soon", 8, "not a date"),
        ("first_seen:[* TO *]", 12, "says nothing"),
        ("label:=", 7, "needs a value"),
        ("x NEAR/100 (a OR b OR c OR d OR e OR f)", 3, "1,212 phrases; 1,024 are the most"),
        ("(" * 200 + "a" + ")" * 200, 61, "more than 60 brackets"),
    ],
)
def test_a_mistake_is_named_with_its_column(text: str, column: int, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        read(text)
    assert caught.value.column == column
    assert f"column {column}: " in caught.value.message
    assert said in caught.value.message
    assert caught.value.exit_code == 2


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(QueryError) as caught:
        read("titel:x story:5 a NEAR/5 pr* (b")
    told = f"{caught.value.message} {caught.value.hint}"
    assert "Did you mean title:?" in told
    for column in (9, 26, 30):
        assert f"column {column}: " in told


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("titel", "title"), ("language", "lang"), ("site", "domain"), ("since", "after"), ("lable", "label")],
)
def test_an_unknown_field_leads_to_the_nearest(wrong: str, right: str) -> None:
    with pytest.raises(QueryError) as caught:
        read(f"{wrong}:x")
    assert f"Did you mean {right}:?" in caught.value.hint


def test_an_address_in_a_query_leads_to_its_field() -> None:
    with pytest.raises(QueryError) as caught:
        read("https://narvan.example/a")
    assert "url:https://" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("after:1405-09-01", ("1405-09-01 = 2026-11-22",)),
        ("published:[۱۴۰۵/۰۸ TO ۱۴۰۵/۹/۱]", ("1405-08 begins on 2026-10-23", "1405-09-01 = 2026-11-22")),
        ("a or b", ('"or" is searched as a word; the operator is written OR',)),
        ("a near/5 b", ('"near/5" is searched as words; the operator is written NEAR/5',)),
        ('"a or b" after:7d', ()),
    ],
)
def test_what_may_surprise_is_noted(text: str, notes: tuple[str, ...]) -> None:
    assert read(text).notes == notes


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-11-01", "2026-10-31T20:30:00Z", "2026-11-01T20:30:00Z"),
        ("yesterday", "2026-11-21T20:30:00Z", "2026-11-22T20:30:00Z"),
        ("today", "2026-11-22T20:30:00Z", "2026-11-23T20:30:00Z"),
        ("2026-11-01T12:30", "2026-11-01T09:00:00Z", "2026-11-01T09:01:00Z"),
        ("2026-11-01T12:30:05+01:00", "2026-11-01T11:30:05Z", "2026-11-01T11:30:06Z"),
        ("1404", "2025-03-20T20:30:00Z", "2026-03-20T20:30:00Z"),
        ("2w", "2026-11-09T12:00:00Z", "2026-11-09T12:00:01Z"),
    ],
)
def test_a_day_is_a_day_of_the_readers_zone(text: str, start: str, end: str) -> None:
    assert read(f"published:{text}", "Asia/Tehran").canonical == f"published:[{start} TO {end}}}"


@pytest.mark.parametrize(
    ("text", "negative"),
    [("-a", True), ("a -b", False), ("a OR -b", True), ("-a -b", True), ("(a OR b) -c", False), ("", False)],
)
def test_a_rule_can_see_that_a_branch_only_excludes(text: str, negative: bool) -> None:
    assert read(text).is_negative is negative


def test_every_invented_query_prints_back_to_the_same_tree() -> None:
    random = Random(3)
    for _ in range(500):
        query = read(invented.query(random), "Asia/Tehran")
        assert read(query.canonical).tree == query.tree, query.canonical


PIECES = st.sampled_from(
    [
        "a",
        "prison*",
        "OR",
        "AND",
        "NOT",
        "-",
        "(",
        ")",
        '"',
        "«",
        "»",
        "NEAR/3",
        "NEAR",
        "~1",
        "title:",
        "lang:",
        "fa",
        " ",
        "published:",
        "[",
        "TO",
        "*",
        "]",
        "}",
        "?",
        "زندان",
        "،",
        "中国",
        "\u200f",
        ":",
        "|",
        "صה",
        "2026-01-01",
        "�",
        "\x00",
    ]
)


@given(st.lists(PIECES | st.characters(), max_size=14))
@settings(max_examples=400, deadline=None)
def test_whatever_is_typed_is_read_or_refused_with_a_column(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        query = read(text)
    except QueryError as error:
        column = error.column
    else:
        column = 1
        assert read(query.canonical).tree == query.tree
    assert 1 <= column <= len(text) + 1
