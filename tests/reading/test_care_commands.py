"""Rebuild, erase, quarantine: what changes the ledger, and what it leaves."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import replace
from pathlib import Path

from reading.conftest import Desk
from reading.fill import ARTICLES, NOON, article

from monitor import ledger
from monitor.app import open_watch

STRIKE, LALEH = ARTICLES[3], ARTICLES[2]


def test_a_lost_index_is_made_anew_from_the_ledger(own_desk: Desk) -> None:
    before = own_desk.ask("search", "کوهسار")
    shutil.rmtree(own_desk.home / "state" / "index")
    assert own_desk.ask("rebuild", "index", "--dry-run")[-1]["anew"] is True
    assert own_desk.ask("rebuild", "index")[-1]["applied"] >= len(ARTICLES)
    after = own_desk.ask("search", "کوهسار")
    assert [hit.get("id") for hit in after] == [hit.get("id") for hit in before]


def test_articles_are_read_anew_from_their_raw_pages(own_desk: Desk) -> None:
    wrong = replace(article(LALEH), title="A title that an old version read wrongly")
    with ledger.open(own_desk.home / "state" / "ledger.db") as book:
        writer = book.writer()
        key = next(r.key for r in book.recent(20) if r.url == LALEH.url)
        writer.submit(lambda tx: tx.add_rendition(key, wrong, "0" * 64, NOON, "old")).result()
        writer.close()
    *would, summary = own_desk.ask("rebuild", "articles", "--dry-run")
    changed = next(line for line in would if line["url"] == LALEH.url)
    assert changed["changes"]["title"]["after"] == LALEH.title
    assert own_desk.ask("show", LALEH.url)[0]["title"] == wrong.title, "a dry run changes nothing"
    own_desk.ask("rebuild", "articles")
    shown = own_desk.ask("show", LALEH.url)[0]
    assert (shown["title"], shown["revision"]) == (LALEH.title, 1)
    assert own_desk.ask("search", f'"{LALEH.title}"')[-1]["total"] == 1, "the index has the new form"
    again = own_desk.ask("rebuild", "articles")[-1]
    assert (again["different"], again["same"] + again["refused"]) == (0, again["articles"])
    assert summary["articles"] == len(ARTICLES)


def test_a_page_that_would_be_refused_today_keeps_its_article(own_desk: Desk) -> None:
    config = own_desk.home / "monitor.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("min_words = 5", "min_words = 500"), encoding="utf-8")
    summary = own_desk.ask("rebuild", "articles")[-1]
    assert summary["refused"] == summary["articles"] == len(ARTICLES)
    assert own_desk.ask("show", LALEH.url)[0]["text"] == LALEH.text


def test_a_rebuild_that_was_stopped_goes_on_where_it_was(own_desk: Desk) -> None:
    from monitor import VERSION
    from monitor.cli.rebuild import NOTE

    with ledger.open(own_desk.home / "state" / "ledger.db") as book:
        writer = book.writer()
        writer.submit(lambda tx: tx.note(NOTE, f"{VERSION} 6")).result()
        writer.close()
    assert own_desk.ask("rebuild", "articles")[-1]["articles"] == len(ARTICLES) - 6
    assert own_desk.ask("rebuild", "articles")[-1]["articles"] == len(ARTICLES), "it was done, so the next begins anew"


def test_erasing_leaves_no_word_anywhere_but_a_tombstone(own_desk: Desk) -> None:
    needle = "غذاي روزنامه نگار".encode()
    with open_watch(directory=own_desk.home) as watch:
        texts = watch.ledger.stats()["texts"]
    raw = b"".join(gzip.decompress(path.read_bytes()) for path in own_desk.home.rglob("*.gz"))
    assert needle in raw, "it was in the archive before"
    assert own_desk.ask("erase", STRIKE.url, "--dry-run")[0]["title"] == STRIKE.title
    own_desk.run("erase", STRIKE.url, expect=2)
    assert "--yes" in own_desk.err
    assert own_desk.ask("show", STRIKE.url)[0]["title"] == STRIKE.title
    own_desk.run("erase", STRIKE.url, "--yes", "--reason", "asked for by the family")
    own_desk.run("show", STRIKE.url, expect=1)
    assert "asked for by the family" in own_desk.err
    assert own_desk.ask("search", '"غذاي روزنامه نگار"')[-1]["total"] == 0
    assert own_desk.ask("why", STRIKE.url)[-1]["outcome"] == "erased"
    status = own_desk.ask("status")[-1]
    assert sum(status["outcomes"].values()) == status["leads"]
    with open_watch(directory=own_desk.home) as watch:
        assert STRIKE.url not in {each.record.url for each in watch.ledger.scan(0, 100)}
        assert watch.ledger.stats()["texts"] == texts - 1
    for path in own_desk.home.rglob("*"):
        if path.is_file():
            held = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            assert needle not in held, path


def test_a_query_erases_what_it_finds_and_nothing_else(own_desk: Desk) -> None:
    erased = own_desk.ask("erase", "lang:ckb OR lang:he", "--yes")
    assert erased[-1]["erased"] == 2
    assert own_desk.ask("search", "-n", "100")[-1]["total"] == len(ARTICLES) - 2
    own_desk.run("erase", "no such words anywhere", "--yes", expect=1)


def test_quarantine_is_listed_tried_again_or_given_up(own_desk: Desk, tmp_path: Path) -> None:
    *held, summary = own_desk.ask("quarantine", "list")
    assert (summary["quarantined"], held[0]["reason"]) == (1, "extraction_timeout")
    assert "extraction timeout" in own_desk.run("quarantine", "show", "harbour.example/heavy")
    own_desk.run("quarantine", "retry", expect=2)
    copy = tmp_path / "copy"
    shutil.copytree(own_desk.home, copy)
    own_desk.ask("quarantine", "retry", "--all")
    assert own_desk.ask("why", "harbour.example/heavy")[-1]["outcome"] == "waiting"
    assert "Nothing is in quarantine." in own_desk.run("quarantine", "list")
    other = Desk(copy, own_desk.read)
    other.ask("quarantine", "drop", "harbour.example/heavy")
    assert other.ask("why", "harbour.example/heavy")[-1]["outcome"] == "rejected"
    status = other.ask("status")[-1]
    assert sum(status["outcomes"].values()) == status["leads"] == 12
