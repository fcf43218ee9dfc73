"""Documents of changes and hours, without a server: every letter survives, every number is one that was counted."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analysis import terms
from monitor.elastic import bulk, change, document, hour
from monitor.model import Article, Change, ChangeKind, Outcome
from monitor.ports import Publisher, SourceHour, Told

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PUBLISHER = Publisher(id="nilufar", name="نیلوفر", kind="news", country="IR")
WORDS = (
    "زندان",
    "می‌نویسد",
    "بازداشت",
    "prison",
    "strike",
    "監獄",
    "監",
    "ئازادی",
    "ה\u200eאסיר",
    "🕊",
    "41",
    "۴۱",
    "\n",
)
texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=30).map(" ".join)


def told(before: Article, after: Article) -> Told:
    revised = Change(seq=7, article=3, revision=2, kind=ChangeKind.REVISED, at=NOON)
    return Told(
        change=revised, id="5f2c", url="https://nilufar.example/a", publisher=PUBLISHER, first_seen=NOON,
        backlog=True, article=after, before=before,
    )  # fmt: skip


def article(text: str, title: str = "t", **more: object) -> Article:
    return Article(url="https://nilufar.example/a", title=title, text=text, **more)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(texts, texts, texts, texts)
def test_words_that_came_and_went_account_for_the_difference(one: str, two: str, first: str, second: str) -> None:
    made = change.document(told(article(one, first), article(two, second)))
    words = made["words"]
    assert json.loads(bulk.put(-7, "i", "7", 7, made).lines[1])["kind"] == "revised"
    if "監" not in one + two + first + second:  # which letters make a word depends there on what stands beside them
        old, new = (len(terms(text)) + len(terms(title)) for text, title in ((one, first), (two, second)))
        assert words.get("added", 0) - words.get("removed", 0) == pytest.approx(new - old, abs=2)
    assert made["backlog"] is False
    if (one.split(), first.split()) == (two.split(), second.split()):
        assert "changed" not in made
        assert words["added"] == words["removed"] == 0


def test_what_is_told_in_words_is_bounded_and_what_is_counted_is_not() -> None:
    before = article("\n".join(f"line {n} " + "old " * 300 for n in range(100)))
    made = change.document(told(before, article("\n".join(f"row {n} " + "new " * 300 for n in range(100)))))
    assert len(made["changed"]) == change.MOST_EDITS
    assert max(map(len, made["changed"])) < 2 * change.LONGEST_SIDE + 40
    assert made["words"]["removed"] >= 30_000


@pytest.mark.parametrize(
    ("language", "country", "precision", "expected"),
    [
        ("fa", "GB", "minute", "1405-09-03 01:15"),
        ("fa", "AF", "minute", "1405-09-03 02:15"),
        ("ku", "IR", "day", "1405-09-03"),
        ("en", "GB", "minute", None),
    ],
)
def test_the_jalali_day_is_the_one_where_the_readers_are(
    language: str, country: str, precision: str, expected: str | None
) -> None:
    found = article(
        "a", language=language, published=datetime(2026, 11, 23, 21, 45, tzinfo=UTC), published_precision=precision
    )
    assert document.dates(found, country).get("jalali") == expected


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=50))
def test_a_middle_and_a_near_end_are_numbers_that_were_measured(numbers: list[int]) -> None:
    made = hour.document(SourceHour(publisher=PUBLISHER, hour=NOON, delays_s=tuple(numbers), fetch_ms=tuple(numbers)))
    half, most = made["lag"]["p50_seconds"], made["lag"]["p95_seconds"]
    assert {half, most, made["fetch"]["p50_ms"]} <= set(numbers)
    assert sum(number <= half for number in numbers) * 2 >= len(numbers)
    assert sum(number <= most for number in numbers) * 100 >= len(numbers) * 95


def test_an_hour_names_its_source_and_beginning_and_only_what_was_counted() -> None:
    counted = SourceHour(publisher=PUBLISHER, hour=NOON + timedelta(hours=20), outcomes={Outcome.STORED: 2}, polls=3)
    made = hour.document(counted)
    assert hour.document_id(counted) == "nilufar 2026-11-24T08"
    assert (made["outcomes"], made["polls"], made["health"]) == ({"stored": 2}, {"good": 3, "failed": 0}, "well")
    assert not {"problem", "lag", "fetch", "articles", "reasons"} & set(made)
