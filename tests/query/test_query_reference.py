"""docs/query-language.md says what happens."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import QueryError
from monitor.model import Article, Record, Searchable
from monitor.query import Matcher, fields, parse, prepare
from monitor.query.leaves import FARTHEST, MOST_CLAUSES
from monitor.query.parse import DEEPEST
from monitor.query.times import JALALI_YEARS

PAGE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text("utf-8")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def blocks(name: str) -> list[str]:
    return re.findall(rf"^```{name}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def examples(name: str) -> list[tuple[str, str]]:
    """Each indented line with the query above it."""
    pairs = []
    for block in blocks(name):
        query = ""
        for line in block.splitlines():
            if line.startswith("  "):
                pairs.append((query, line.strip()))
            else:
                query = line
    return pairs


def article(text: str) -> Searchable:
    record = Record(
        id="1", key=1, source="narvan", url="https://narvan.example/", revision=1, revisions=1, state="present",
        first_seen=NOW, last_seen=NOW, seq=1, content_hash="", article=Article(url="", title="", text=text),
    )  # fmt: skip
    return Searchable(record=record, source_name="Narvan", source_kind="news")


@pytest.mark.parametrize(("query", "line"), examples("finds"))
def test_the_page_says_what_is_found_and_marked(query: str, line: str) -> None:
    sign, marked = line[0], line[2:]
    text = re.sub(r"[\[\]]", "", marked)
    match = Matcher(parse(query, now=NOW, zone=UTC).tree).match(prepare(article(text)))
    assert (match is not None) == (sign == "+")
    if match is not None:
        shown, last = "", 0
        for start, end in match.spans["text"]:
            shown += f"{text[last:start]}[{text[start:end]}]"
            last = end
        assert shown + text[last:] == marked


@pytest.mark.parametrize(("query", "message"), examples("refused"))
def test_the_page_says_how_a_mistake_is_named(query: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query, now=NOW, zone=UTC)
    assert caught.value.message == message


@pytest.mark.parametrize(("query", "note"), examples("notes"))
def test_the_page_says_what_is_noted(query: str, note: str) -> None:
    assert parse(query, now=NOW, zone=UTC).notes == (note,)


def in_tables() -> list[str]:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    cells = [cell for row in rows for cell in re.split(r"(?<!\\)\|", row)[1:]]
    codes = [code.replace("\\|", "|") for cell in cells for code in re.findall(r"`([^`]+)`", cell)]
    return [code for code in codes if not code.endswith(":") and code not in {"*", "?", "}", "]", "2026-11"}]


@pytest.mark.parametrize("query", [*in_tables(), *"".join(blocks("query")).splitlines()])
def test_every_query_on_the_page_can_be_asked(query: str) -> None:
    parse(query, now=NOW, zone=UTC)


def test_every_field_and_limit_is_on_the_page() -> None:
    for name in [*fields.WORDS, *fields.VALUES, *fields.TIMES, *fields.LATER]:
        assert f"`{name}:" in PAGE, name
    for values in fields.ALLOWED.values():
        for value in values:
            assert value in PAGE
    for limit in (f"from 0 to {FARTHEST}", f"{MOST_CLAUSES:,}", f"from {JALALI_YEARS[0]} to {JALALI_YEARS[-1]}"):
        assert limit in PAGE
    assert DEEPEST == 60
