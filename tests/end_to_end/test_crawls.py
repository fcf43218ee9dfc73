"""Whole crawls of the newsroom by the real command: every address that a site names ends in its one right outcome."""

from __future__ import annotations

import signal
from dataclasses import replace
from typing import Any

import pytest
from newsroom import Newsroom

from end_to_end.conftest import MakeDesk
from end_to_end.desk import Desk
from end_to_end.processes import wait_until
from monitor.model import Record

FAST = ["nilufar", "harbour", "sahand"]
"""Three sites in three scripts that behave."""


def stories(newsroom: Newsroom, sites: list[str] | None = None) -> list[dict[str, Any]]:
    return [
        entry
        for entry in newsroom.truth()
        if entry["kind"] == "story" and not entry["removed"] and (sites is None or entry["site"] in sites)
    ]


def assert_each_story_is_kept_once(desk: Desk, newsroom: Newsroom, sites: list[str]) -> None:
    records = desk.records()
    titles = [(record.source, record.article.title) for record in records]
    assert len(titles) == len(set(titles))
    expected = {(entry["site"], entry["title"]) for entry in stories(newsroom, sites) if entry["expected"] == "stored"}
    assert expected <= set(titles)


def test_every_address_of_every_site_ends_in_its_expected_outcome(newsroom: Newsroom, desk: MakeDesk) -> None:
    watch = desk(workers=2, more="deadline_s = 4.0")
    summary = watch.crawl()
    wrong = []
    listed = [entry for entry in newsroom.truth() if entry["listed"]]
    outcomes = watch.outcomes_of([entry["url"] for entry in listed])
    # A host that answered 429 with Retry-After is left alone: what had not been asked by then waits with it.
    asks_for_silence = {entry["site"] for entry in listed if entry["reason"] == "rate_limited"}
    for entry in listed:
        outcome, reason = outcomes[entry["url"]] or ("undiscovered", None)
        got = outcome if outcome == "stored" or reason is None else f"{outcome}/{reason}"
        if got == "undiscovered" and entry["reason"] == "robots_unavailable":
            # Where robots.txt cannot be read, nor may the listings: it is the source that is told of.
            assert entry["site"] in summary["failed"]
            continue
        if got == "waiting/rate_limited" and entry["site"] in asks_for_silence:
            continue
        if got not in entry["accept"] and outcome not in entry["accept"]:
            wrong.append(f"{entry['url']} expected {entry['accept']}, got {got} ({entry['note']})")
    assert not wrong, "\n".join(wrong)
    assert watch.run("doctor", expect=(0, 4))[-1]["problems"] == 0


def test_half_spaces_and_letters_survive_from_the_page_to_the_hit(newsroom: Newsroom, desk: MakeDesk) -> None:
    newsroom.publish(
        "nilufar",
        title="آزادی روزنامه‌نگار زندانی در کوهسار",
        paragraphs=[
            "یک روزنامه‌نگار زندانی پس از نه روز اعتصاب غذا از زندان کوهسار آزاد شد و به خانه بازگشت.",
            "وکیل او می‌گوید که پرونده‌اش هنوز بسته نشده است و دادگاه دوباره تشکیل می‌شود تا رأی نهایی را بدهد.",
            "خانواده و همکاران او در برابر زندان گرد آمده بودند و با گل و شیرینی از او استقبال کردند.",
            "انجمن نویسندگان نارون در بیانیه‌ای خواستار آزادی همه زندانیانی شد که برای نوشتن بازداشت شده‌اند.",
        ],
    )
    watch = desk(["nilufar"])
    watch.crawl()
    *hits, summary = watch.run("search", '"روزنامه نگار زنداني"')
    assert summary["total"] == len(hits) == 1
    assert "روزنامه‌نگار" in hits[0]["title"]


def test_a_quiet_second_crawl_changes_nothing_and_a_third_shows_just_what_changed(
    newsroom: Newsroom, desk: MakeDesk
) -> None:
    watch = desk(FAST)
    watch.crawl()
    first, records, head = watch.lead_outcomes(), len(watch.records()), head_of(watch)
    totals = watch.crawl()["run"]
    assert not totals.get("new")
    assert not totals.get("revised")
    assert watch.lead_outcomes() == first
    assert head_of(watch) == head

    victims = [entry for entry in stories(newsroom, ["harbour"]) if entry["expected"] == "stored"]
    newsroom.advance(minutes=5)
    added = newsroom.publish("harbour")
    newsroom.edit(
        "harbour",
        victims[0]["number"],
        add="A correction: forty people were there, not fifty, the harbour master said.",
    )
    newsroom.remove("harbour", victims[1]["number"], "404")
    summary = watch.crawl()
    totals = summary["run"]
    assert (totals.get("new"), totals.get("revised"), totals.get("gone")) == (1, 1, 1), summary
    assert watch.outcome_of(added["url"]) == ("stored", None)
    assert len(watch.records()) == records + 1
    states = {record.article.title: record.state for record in watch.records()}
    assert states[victims[0]["title"]] == "changed"
    assert states[victims[1]["title"]] == "gone"


def head_of(watch: Desk) -> int:
    from monitor.app import open_watch

    with open_watch(watch.config) as opened:
        return opened.ledger.head().seq


@pytest.mark.parametrize("victim", ["crawl", "command", "worker"])
def test_kill_9_in_the_middle_of_a_crawl_loses_nothing(newsroom: Newsroom, desk: MakeDesk, victim: str) -> None:
    for _ in range(40):
        newsroom.publish("harbour")
    watch = desk(["harbour"])
    command = watch.start("crawl")
    wait_until(lambda: len(newsroom.statistics("harbour").requests) > 25)
    next(process for process in watch.processes() if process.kind == victim).kill()
    command.communicate(timeout=60)
    # A crawl process whose parent died ends by itself, and gives the role back; so do the workers of one that died.
    wait_until(lambda: not watch.processes(), 40)
    watch.crawl()
    # A killed worker costs the page that it had in hand, by name; nothing else costs anything.
    lost = [lead for lead in watch.lead_outcomes() if lead[0] == "quarantined"]
    assert lost in ([], [("quarantined", "extraction_crash")] if victim == "worker" else [])
    if not lost:
        assert_each_story_is_kept_once(watch, newsroom, ["harbour"])
    assert watch.run("doctor", expect=(0, 4))[-1]["problems"] == 0


def test_one_interrupt_finishes_what_is_in_hand_and_the_same_command_goes_on(
    newsroom: Newsroom, desk: MakeDesk
) -> None:
    for _ in range(50):
        newsroom.publish("harbour")
    newsroom.break_("harbour", path="/*/20*", delay=0.4)
    watch = desk(["harbour"], per_host=1)
    command = watch.start("crawl")
    wait_until(lambda: watch.lead_outcomes()["stored", None] > 0)
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=60)
    assert command.returncode == 130
    assert 0 < len(watch.records()) < len(stories(newsroom, ["harbour"]))
    assert not [lead for lead in watch.lead_outcomes() if lead[0] == "quarantined"]
    newsroom.heal()
    watch.crawl()
    assert_each_story_is_kept_once(watch, newsroom, ["harbour"])


def test_a_second_crawl_at_the_same_time_is_told_who_holds_the_ledger(newsroom: Newsroom, desk: MakeDesk) -> None:
    newsroom.break_("harbour", delay=0.2)
    watch = desk(["harbour"])
    command = watch.start("crawl")
    wait_until(lambda: len(newsroom.statistics("harbour").requests) > 1)
    watch.run("crawl", expect=11)
    newsroom.heal()
    command.communicate(timeout=90)
    assert command.returncode == 0


def test_a_server_that_asks_for_an_hour_is_left_alone_for_it_whoever_is_impatient(
    newsroom: Newsroom, desk: MakeDesk
) -> None:
    watch = desk(["nilufar"])
    watch.crawl()
    newsroom.break_("nilufar", status=429, retry_after="3600")
    watch.crawl()
    kept = len(watch.records())
    asked = len(newsroom.statistics("nilufar").requests)
    watch.crawl()
    assert len(newsroom.statistics("nilufar").requests) == asked
    assert len(watch.records()) == kept > 0


def test_politeness_is_kept_per_host(newsroom: Newsroom, desk: MakeDesk) -> None:
    watch = desk(["harbour"], delay=0.1, per_host=1)
    watch.crawl()
    seen = newsroom.statistics("harbour")
    assert seen.most_at_once == 1
    assert sorted(seen.gaps())[len(seen.gaps()) // 10] >= 0.09


def test_an_article_spread_over_several_pages_is_kept_whole_and_once(newsroom: Newsroom, desk: MakeDesk) -> None:
    watch = desk(["marees"])
    watch.crawl()
    spread = [entry for entry in newsroom.truth("marees") if entry["kind"] == "story" and entry["pages"] > 1]
    assert spread
    texts = {record.article.title: "".join(record.article.text.split()) for record in watch.records()}
    for entry in spread:
        assert all("".join(paragraph.split()) in texts[entry["title"]] for paragraph in entry["paragraphs"])
    assert len(watch.records()) == len([entry for entry in newsroom.truth("marees") if entry["expected"] == "stored"])

    (title, text) = next((entry["title"], entry["paragraphs"][-1]) for entry in spread)
    found = next(record for record in watch.records() if record.article.title == title)
    assert watch.run("rebuild", "articles", "--source", "marees")[-1]["different"] == 0
    misread(watch, found)
    assert watch.run("rebuild", "articles", "--source", "marees")[-1]["different"] == 1
    anew = next(record for record in watch.records() if record.article.title == title)
    assert (anew.article.text, anew.content_hash) == (found.article.text, found.content_hash)
    assert text.encode() in kept_by(watch)
    watch.run("erase", found.id, "--yes")
    assert text.encode() not in kept_by(watch), "its further pages went with it"
    assert watch.run("doctor", "--full", expect=(0, 4))[-1]["problems"] == 0


def misread(watch: Desk, record: Record) -> None:
    """As if an older program had read a line of the first page alone."""
    from monitor.app import now, open_watch

    wrong = replace(record.article, text=record.article.text.split("\n")[1], word_count=9)
    with open_watch(watch.config) as opened:
        writer = opened.ledger.writer()
        writer.submit(lambda tx: tx.add_rendition(record.key, wrong, "0" * 64, now(), "old")).result()
        writer.close()


def kept_by(watch: Desk) -> bytes:
    """Every raw page that is kept, unpacked."""
    from monitor.app import open_watch

    with open_watch(watch.config) as opened:
        assert opened.archive is not None
        return b"".join(opened.archive.read(ref).body for ref in opened.ledger.archive_refs())
