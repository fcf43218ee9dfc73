"""One article, its changes, and the story of one URL."""

from __future__ import annotations

import re

import pytest
from reading.conftest import Desk
from reading.fill import ARTICLES, NOON, SOURCES, Written

KUHSAR, LALEH = ARTICLES[0], ARTICLES[2]


def identity(desk: Desk, written: Written) -> str:
    return desk.ask("show", written.url)[0]["id"]


@pytest.mark.parametrize("written", ARTICLES, ids=lambda written: written.source.id)
def test_every_article_is_shown_by_address_and_by_the_beginning_of_its_id(desk: Desk, written: Written) -> None:
    shown = desk.ask("show", written.url)[0]
    assert shown == desk.ask("show", shown["id"][:6])[0]
    assert shown == desk.ask("show", written.url.removeprefix("https://"))[0]
    assert shown["text"] == (written.later[-1][1] if written.later else written.text)
    assert shown["state"] == ("changed" if written.later else "present")


def test_a_person_sees_title_dates_state_and_text(desk: Desk) -> None:
    out = desk.run("show", LALEH.url)
    assert out.startswith(LALEH.title)
    assert re.search(r"published +2026-11-22 = 1405-09-01 07:00", out)
    assert "۱ آذر ۱۴۰۵ ۰۷:۰۰" in out
    assert "archived   sha256:" in out
    assert "changed: revision 2 of 2    monitor diff" in desk.run("show", KUHSAR.url)


def test_the_text_alone_is_the_text_as_it_is_kept(desk: Desk) -> None:
    assert desk.run("show", LALEH.url, "--text") == LALEH.text + "\n"


def test_where_names_the_origin_of_each_field(desk: Desk) -> None:
    out = desk.run("show", LALEH.url, "--where")
    assert re.search(r"title +jsonld +انتقال", out)
    assert re.search(r"text +trafilatura", out)


def test_explain_shows_every_witness_of_a_field_and_which_was_believed(desk: Desk) -> None:
    assert re.search(
        r"published\n(?: {4}.*\n)*  → \w+ .*\n +taken: the first that can be read\n",
        desk.run("show", LALEH.url, "--explain"),
    )
    *told, summary = desk.ask("show", LALEH.url, "--explain")
    assert {line["type"] for line in told} == {"weighed"}
    assert summary["candidates"] == len(told)
    assert {"title", "published", "language", "text"} <= {line["field"] for line in told}


def test_an_older_revision_can_be_shown(desk: Desk) -> None:
    numbers = [line["number"] for line in desk.ask("show", KUHSAR.url, "--revisions")[:-1]]
    assert numbers == [1, 2]
    assert desk.run("show", KUHSAR.url, "--revision", "1", "--text") == KUHSAR.text + "\n"
    desk.run("show", KUHSAR.url, "--revision", "3", expect=1)


def test_the_raw_page_is_the_one_of_the_newest_revision(desk: Desk) -> None:
    raw = desk.ask("show", KUHSAR.url, "--raw")[0]
    assert KUHSAR.later[0][0] in raw["body"]
    assert ["Server", "invented"] in raw["headers"]


@pytest.mark.parametrize("style", ["plain", "apa", "chicago", "bibtex", "ris"])
def test_every_style_of_citation_names_title_outlet_and_address(desk: Desk, style: str) -> None:
    text = desk.ask("show", LALEH.url, f"--cite={style}")[0]["text"]
    for part in (LALEH.title, "خبرنامه نیلوفر", LALEH.url):
        assert part in text
    if style in ("plain", "bibtex"):
        assert "sha256:" in text
        assert "۱ آذر ۱۴۰۵" in text
    assert desk.run("show", LALEH.url, "--cite").startswith("Published   2026-11-22 07:00 UTC")


def test_what_is_not_there_says_what_to_do(desk: Desk) -> None:
    desk.run("show", "https://harbour.example/none", expect=1)
    assert "monitor why https://harbour.example/none" in desk.err
    desk.run("show", "abcdef", expect=1)
    desk.run("show", "abc", expect=1)
    assert "six letters" in desk.err


def test_hostile_text_reaches_no_terminal(own_desk: Desk) -> None:
    from dataclasses import replace

    from reading.fill import article

    from monitor import ledger

    with ledger.open(own_desk.home / "state" / "ledger.db") as book:
        writer = book.writer()
        bad = replace(article(ARTICLES[1]), title="a\x1b]0;owned\x07b\u202ec", text="x\x1b[31mred\nline")
        writer.submit(lambda tx: tx.add_rendition(2, bad, "0" * 64, NOON, "test")).result()
        writer.close()
    for arguments in (["show", ARTICLES[1].url], ["search", "source:harbour"], ["why", ARTICLES[1].url],
                      ["show", ARTICLES[1].url, "--text"], ["show", ARTICLES[1].url, "--where"],
                      ["show", ARTICLES[1].url, "--cite"], ["export", "--to", "csv"]):  # fmt: skip
        out = own_desk.run(*arguments)
        assert "\x1b" not in out
        assert "\x07" not in out
        assert "\u202e" not in out


def test_a_diff_says_class_and_words(desk: Desk) -> None:
    *edits, summary = desk.ask("diff", KUHSAR.url)
    assert [edit["change"] for edit in edits] == [
        "headline", "wording", "wording", "quote", "number", "paragraph added",
    ]  # fmt: skip
    assert (edits[4]["before"], edits[4]["after"]) == ("41", "40")
    assert (summary["old"]["revision"], summary["new"]["revision"]) == (1, 2)
    out = desk.run("diff", KUHSAR.url)
    assert "  - The prison holds 41 people of letters," in out
    assert "  + The prison holds 40 people of letters," in out


def test_the_whole_text_with_its_changes_in_words_or_side_by_side(desk: Desk) -> None:
    words = desk.run("diff", KUHSAR.url, "--words")
    assert "[-41-] {+40+}" in words
    side = desk.run("diff", KUHSAR.url, "--side")
    assert all(len(line) <= 80 for line in side.splitlines())
    assert "┃" in side


def test_exit_code_4_is_asked_for(desk: Desk) -> None:
    desk.run("diff", KUHSAR.url, "--exit-code", expect=4)
    desk.run("diff", LALEH.url, "--exit-code")
    assert "Nothing changed." not in desk.run("diff", LALEH.url)
    desk.run("diff", KUHSAR.url, "1..9", expect=1)
    desk.run("diff", KUHSAR.url, "newest", expect=2)


def test_why_ends_in_the_one_outcome_and_the_next_step(desk: Desk) -> None:
    for path, outcome, step in (
        ("/gallery/19", "rejected", "min_words"),
        ("/slow", "waiting", "monitor crawl harbour"),
        ("/heavy", "quarantined", "monitor quarantine retry https://harbour.example/heavy"),
        ("/town/ferry", "stored", "monitor show"),
    ):
        summary = desk.ask("why", f"harbour.example{path}")[-1]
        assert summary["outcome"] == outcome
        assert step in summary["steps"][0]["command"]
        out = desk.run("why", f"harbour.example{path}")
        assert outcome.upper() in out
        assert step in out
        assert max(map(len, out.splitlines())) <= 80


def test_why_of_a_url_that_was_never_discovered_exits_4_with_reasons(desk: Desk) -> None:
    assert "no source covers else.example" in desk.ask("why", "else.example/x", expect=4)[-1]["sentence"]
    older = desk.ask("why", "https://harbour.example/2020/01/01/old", expect=4)[-1]
    assert "its address says 2020-01-01" in older["sentence"]
    assert older["steps"][0]["command"] == "monitor crawl harbour --since 2020-01-01"
    assert "front page" in desk.ask("why", "harbour.example", expect=4)[-1]["sentence"]
    unnamed = desk.ask("why", "harbour.example/new", expect=4)[-1]
    assert "its feed holds 10 entries" in unnamed["sentence"]
    desk.run("why", "http://", expect=1)


def test_why_tells_of_revisions_in_order_of_time(desk: Desk) -> None:
    out = desk.run("why", KUHSAR.url)
    words = ["discovered", "fetched", "read", "kept", "revision 2", "revised", "STORED"]
    places = [out.index(word) for word in words]
    assert places == sorted(places)


def test_status_adds_up_and_names_what_waits(desk: Desk) -> None:
    *sources, summary = desk.ask("status")
    assert [line["id"] for line in sources] == [source.id for source in SOURCES]
    assert sum(summary["outcomes"].values()) == summary["leads"] == 12
    assert summary["index_behind"] == 0
    out = desk.run("status")
    assert "12 = 9 stored + 1 rejected + 1 waiting + 1 quarantined" in out
    assert "monitor quarantine list" in out
    assert "finds everything that is kept" in out
