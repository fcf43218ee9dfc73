"""A watch whose ledger is PostgreSQL: the same crawl, and two at once that share the work."""

from __future__ import annotations

import pytest
from newsroom import Newsroom
from servers import postgres

from end_to_end.conftest import MakeDesk
from end_to_end.processes import wait_until

pytestmark = pytest.mark.postgres

SITES = ["harbour", "nilufar", "sahand", "ahorn"]


def test_two_crawls_at_once_share_the_hosts_and_fetch_nothing_twice(newsroom: Newsroom, desk: MakeDesk) -> None:
    for site in SITES:
        for _ in range(8):
            newsroom.publish(site)
    watch = desk(SITES, per_host=2, delay=0.05, ledger=postgres.new_ledger_url())
    commands = [watch.start("crawl"), watch.start("crawl")]
    for command in commands:
        _, said = command.communicate(timeout=150)
        assert command.returncode in (0, 3), said
        assert "Traceback" not in said
    for site in SITES:
        stories = {story["url"].split(":", 2)[2].partition("/")[2] for story in newsroom.truth(site)}
        asked = newsroom.statistics(site)
        twice = {path: n for path, n in asked.paths().items() if n > 1 and path.lstrip("/") in stories}
        assert not twice, site
        assert asked.most_at_once <= 2 + 1, "robots.txt is asked beside the pages"
    summary = watch.crawl()
    assert summary["state"] == "finished"
    listed = [e["url"] for e in newsroom.truth() if e["site"] in SITES and e["listed"] and e["expected"] == "stored"]
    outcomes = watch.outcomes_of(listed)
    assert set(outcomes.values()) == {("stored", None)}
    urls = [record.url for record in watch.records()]
    assert len(urls) == len(set(urls))
    assert watch.run("doctor", "ledger", "archive", "index", expect=0)[-1]["problems"] == 0
    assert watch.run("search", "the", "--limit", "1")[-1]["total"] > 0


def test_after_a_kill_the_next_crawl_completes_it(newsroom: Newsroom, desk: MakeDesk) -> None:
    for _ in range(30):
        newsroom.publish("harbour")
    watch = desk(["harbour"], ledger=postgres.new_ledger_url())
    command = watch.start("crawl")
    wait_until(lambda: len(newsroom.statistics("harbour").requests) > 25)
    next(process for process in watch.processes() if process.kind == "crawl").kill()
    command.communicate(timeout=60)
    assert not watch.wait_for_silence(40)
    assert watch.crawl()["state"] == "finished"
    assert watch.lead_outcomes()["stored", None] >= 30
    assert not [lead for lead in watch.lead_outcomes() if lead[0] in ("waiting", "quarantined")]
    assert watch.run("doctor", "ledger", "archive", "index", expect=0)[-1]["problems"] == 0
