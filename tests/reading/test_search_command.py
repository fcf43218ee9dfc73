"""`monitor search` on a real ledger and a real index."""

from __future__ import annotations

import re

import pytest
from reading.conftest import Desk
from reading.fill import ARTICLES, SOURCES

TOTAL = len(ARTICLES)


def titles(lines: list[dict]) -> list[str]:
    return [line["title"] for line in lines if line["type"] == "hit"]


def test_without_a_query_the_newest_come_first(desk: Desk) -> None:
    *hits, summary = desk.ask("search")
    assert summary["total"] == TOTAL
    assert hits[0]["title"] == "نامهٔ سرگشادهٔ خانواده‌ها"
    times = [hit["published"] or hit["first_seen"] for hit in hits]
    assert times == sorted(times, reverse=True)


def test_a_space_finds_the_half_space_and_arabic_letters(desk: Desk) -> None:
    found = titles(desk.ask("search", '"روزنامه نگار"'))
    assert sorted(found) == sorted(["اعتصاب غذاي روزنامه نگار در كوهسار", "انتقال لاله سروندی به سلول انفرادی"])
    assert titles(desk.ask("search", "title:كوهسار")) == titles(desk.ask("search", "title:کوهسار"))


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("prison", "prison"),
        ("زیندانی", "زیندانی"),
        ("سجن", "سجن"),
        ("כוהסר", "כוהסר"),
        ("監獄", "監獄"),
        ("کوهسار", "کوهسار"),
    ],
)
def test_a_hit_says_where_it_matched_in_every_script(desk: Desk, query: str, word: str) -> None:
    *hits, _ = desk.ask("search", query)
    assert hits
    for hit in hits:
        cut = hit["excerpt"]
        marked = [cut["text"][a:b] for a, b in cut["spans"]] + [
            hit["title"][a:b] for a, b in hit["spans"].get("title", [])
        ]
        assert marked, hit
        assert all(len(mark) >= 2 for mark in marked)
    assert any(word in hit["excerpt"]["text"] for hit in hits)


def test_options_and_query_fields_say_the_same(desk: Desk) -> None:
    assert titles(desk.ask("search", "--source", "nilufar")) == titles(
        desk.ask("search", "source:nilufar", "--sort", "new")
    )
    assert len(titles(desk.ask("search", "--source", "nilufar", "--source", "wadi"))) == 4
    assert titles(desk.ask("search", "--lang", "ckb")) == ["گواستنەوەی لالە سەروەندی بۆ ژووری تاکەکەسی"]
    assert len(titles(desk.ask("search", "-l", "desk=iran"))) == 3


def test_a_jalali_day_is_read_and_echoed(desk: Desk) -> None:
    *_, summary = desk.ask("search", "--since", "۱۴۰۵/۰۹/۰۲", "--lang", "fa")
    assert summary["total"] == 2
    desk.run("search", "--since", "۱۴۰۵/۰۹/۰۲", "--lang", "fa")
    assert "1405-09-02 = 2026-11-23" in desk.err


def test_pages_follow_each_other_without_a_gap(desk: Desk) -> None:
    pages = [titles(desk.ask("search", "-n", "4", "--page", str(page))) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [4, 4, 1, 0]
    assert sorted(title for page in pages for title in page) == sorted(titles(desk.ask("search", "-n", "100")))


def test_right_to_left_text_stands_alone_on_its_line_and_unmarked_in_a_pipe(desk: Desk) -> None:
    out = desk.run("search", "کوهسار", "--lang", "fa")
    for line in out.splitlines():
        if re.search("[\u0590-\u06ff]", line):
            assert not re.search("[0-9a-f]{8}", line), "an id beside right-to-left text"
    assert "\u2068" not in out
    assert "*" not in out
    assert "کوهسار" in out


def test_with_colour_the_words_are_marked_and_right_to_left_lines_isolated(desk: Desk) -> None:
    out = desk.run("search", "کوهسار", "--lang", "fa", "--color", "always", "--bidi", "isolate")
    assert "\x1b[1;7mکوهسار\x1b[0m" in out
    for line in out.splitlines():
        assert line.count("\u2068") == line.count("\u2069")


def test_counts_by_source_language_day_and_author(desk: Desk) -> None:
    assert {c["value"]: c["articles"] for c in desk.ask("search", "--by", "source")[:-1]} == {
        source.id: sum(each.source is source for each in ARTICLES) for source in SOURCES
    }
    days = desk.ask("search", "--by", "day", "--tz", "Asia/Tehran")[:-1]
    assert [day["value"] for day in days] == ["2026-11-22", "2026-11-23"]
    assert sum(day["articles"] for day in days) == TOTAL
    assert desk.ask("search", "--by", "author")[0] == {
        "type": "count", "v": 1, "by": "author", "value": "Tom Reedmace", "articles": 2,
    }  # fmt: skip
    chart = desk.run("search", "--by", "language")
    assert "█" in chart
    assert "en" in chart


def test_no_hits_says_which_word_is_missing_and_what_is_near(desk: Desk) -> None:
    out = desk.run("search", "Kuhsaar prison")
    assert "No article has Kuhsaar prison (9 articles in 6 languages)" in out
    assert re.search(r"0\s+Kuhsaar", out)
    assert re.search(r"1\s+Kuhsar", out)
    assert re.search(r"2\s+prison", out)
    assert "monitor search 'Kuhsar prison'" in desk.err
    *words, summary = desk.ask("search", "کوهساار")
    assert summary["total"] == 0
    assert words[0]["near"][0][0] == "کوهسار"
    desk.run("search", "Kuhsaar", "--fail-empty", expect=4)


def test_limits_that_hide_everything_are_named(desk: Desk) -> None:
    desk.run("search", "prison", "--until", "2020-01-01")
    assert "Without --since, --until, --source, --lang and --label: 2" in desk.err


def test_a_mistake_is_shown_with_its_column(desk: Desk) -> None:
    desk.run("search", "prison (foo", expect=2)
    assert "column 8" in desk.err
    assert "  prison (foo\n         ^\n" in desk.err
    desk.run("search", "新聞 (監獄", expect=2)
    assert "  新聞 (監獄\n       ^\n" in desk.err, "two wide letters take four columns"
    desk.run("search", "زندان (کوهسار", expect=2)
    assert "  here: (کوهسار\n" in desk.err, "below right-to-left letters a caret would point anywhere"
    desk.run("search", "--source", "nilufr", expect=1)
    assert 'No source is called "nilufr"' in desk.err


def test_an_index_that_is_behind_says_so_and_one_that_is_missing_says_what_to_do(own_desk: Desk) -> None:
    from monitor import ledger

    with ledger.open(own_desk.home / "state" / "ledger.db") as book:
        writer = book.writer()
        from monitor.model import ChangeKind

        writer.submit(lambda tx: tx.mark(1, ChangeKind.GONE, book.records([1])[1].last_seen)).result()
        writer.close()
    *_, summary = own_desk.ask("search")
    assert summary["behind"] == 1
    own_desk.run("search")
    assert "behind by 1 change" in own_desk.err
    own_desk.run("rebuild", "index", "--behind")
    assert own_desk.ask("search")[-1]["behind"] == 0
    import shutil

    shutil.rmtree(own_desk.home / "state" / "index")
    own_desk.run("search", expect=1)
    assert "monitor rebuild index" in own_desk.err
    assert "Every article is safe" in own_desk.err


def test_an_empty_watch_says_that_nothing_was_stored(tmp_path, capsys) -> None:
    from reading.fill import fill

    fill(tmp_path, articles=())
    empty = Desk(tmp_path, lambda: capsys.readouterr())
    assert empty.ask("search")[-1]["total"] == 0
    assert "No article has been stored yet." in empty.run("search")
    assert "monitor crawl" in empty.err
