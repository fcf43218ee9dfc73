"""`monitor why URL --fetch`: one page that a person misses, fetched by the real crawl, and nothing beside it."""

from __future__ import annotations

from newsroom import Newsroom

from end_to_end.conftest import MakeDesk

TITLE = "آزادی نویسندهٔ زندانی در ناروند"
PARAGRAPHS = [
    "یک نویسندهٔ زندانی پس از نه روز اعتصاب غذا از زندان ناروند آزاد شد و به خانه بازگشت و خانواده‌اش به پیشواز او رفتند.",
    "وکیل او می‌گوید که پرونده‌اش هنوز بسته نشده است و دادگاه دوباره تشکیل می‌شود تا رأی نهایی را در پاییز بدهد.",
    "انجمن نویسندگان نارون در بیانیه‌ای خواستار آزادی همه زندانیانی شد که برای نوشتن بازداشت شده‌اند و نام آنها را آورد.",
]


def test_a_page_that_was_never_discovered_is_fetched_alone_and_found_by_search(
    newsroom: Newsroom, desk: MakeDesk
) -> None:
    watch = desk(["nilufar"])
    watch.crawl()
    before = len(watch.records())
    missed = newsroom.publish("nilufar", title=TITLE, paragraphs=PARAGRAPHS)
    newsroom.publish("nilufar")
    assert watch.run("why", missed["url"], expect=4)[-1]["outcome"] == "undiscovered"
    assert f"monitor why {missed['url']} --fetch" in watch.told("why", missed["url"], expect=4)

    newsroom.forget_statistics()
    told = watch.run("why", missed["url"], "--fetch", "--yes")
    assert told[-1]["outcome"] == "stored"
    assert [each["listing_kind"] for each in told if each.get("event") == "discovered"] == ["manual"]
    asked = {request.target for request in newsroom.statistics("nilufar").requests}
    assert len(asked - {"/robots.txt"}) == 1
    assert len(watch.records()) == before + 1
    *hits, summary = watch.run("search", '"نویسنده زنداني"')
    assert (summary["total"], hits[0]["title"]) == (1, TITLE)

    newsroom.forget_statistics()
    again = watch.told("why", missed["url"], "--fetch", "--yes", expect=0)
    assert "kept already" in again
    assert "asked for by a person" in again
    assert not newsroom.statistics("nilufar").requests
    assert watch.crawl()["run"]["new"] == 1  # the other one; a page asked for ended no first pass and began none
    assert watch.run("doctor", expect=(0, 4))[-1]["problems"] == 0


def test_a_page_that_was_refused_is_read_anew_once_the_source_allows_it(newsroom: Newsroom, desk: MakeDesk) -> None:
    short = newsroom.publish("nilufar", title="خبر کوتاه از ناروند", paragraphs=PARAGRAPHS[:1])
    watch = desk(["nilufar"])
    watch.crawl()
    assert watch.outcome_of(short["url"]) == ("rejected", "too_short")
    assert watch.run("why", short["url"], "--fetch", "--yes")[-1]["reason"] == "too_short"
    text = watch.config.read_text(encoding="utf-8")
    watch.config.write_text(text + "min_words = 5\n", encoding="utf-8")
    assert watch.run("why", short["url"], "--fetch", "--yes")[-1]["outcome"] == "stored"


def test_nobody_is_asked_where_there_is_no_terminal_and_what_no_source_covers_is_not_fetched(
    newsroom: Newsroom, desk: MakeDesk
) -> None:
    watch = desk(["nilufar"])
    missed = newsroom.publish("nilufar")
    assert "--yes" in watch.told("why", missed["url"], "--fetch", expect=2)
    assert "no source covers" in watch.told("why", "https://elsewhere.example/1", "--fetch", "--yes", expect=4)
    assert watch.outcome_of(missed["url"]) is None
    watch.run("sources", "pause", "nilufar")
    assert "paused" in watch.told("why", missed["url"], "--fetch", "--yes", expect=2)
