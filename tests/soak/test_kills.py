"""SIGKILL at random moments of crawl, indexing and rebuild, to any process: nothing that a site served is lost.

Meanwhile the sites publish, edit and remove. What is drawn (what runs, whom it hits, when) comes from one seed; where
the machine stands at that moment does not, which is the point.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from end_to_end.desk import Desk
from end_to_end.processes import Process
from newsroom import Newsroom

SITES = ["harbour", "ahorn"]
"""Both name all their stories in a sitemap: what was published while we lay dead can still be found."""
COMMANDS = [("crawl",)] * 8 + [("rebuild", "index"), ("rebuild", "articles", "--again")]
VICTIMS = ["command", "crawl", "worker", "worker", "indexing"]
ENDS_WITHIN_S = 60
"""After a kill, whatever is left of a watch has to end by itself: 30 s for what is in hand, and a loaded machine."""


class World:
    """The newsroom's news, and what they come to."""

    def __init__(self, newsroom: Newsroom, chance: random.Random) -> None:
        self.newsroom = newsroom
        self.corrections: dict[str, str] = {}
        """Address → the word that only its correction has."""
        self._chance = chance
        self._touched: set[str] = set()

    def goes_on(self) -> None:
        self.newsroom.advance(minutes=3)
        for _ in range(3):
            self.newsroom.publish(self._chance.choice(SITES))
        site = self._chance.choice(SITES)
        calm = [story for story in self.stories(site) if story["url"] not in self._touched and not story["removed"]]
        edited, removed = self._chance.sample(calm, 2)
        word = f"corrigendum{len(self.corrections):05}"
        text = f"The editors add a {word}: what the first report said of the number of those present was wrong."
        self.newsroom.edit(site, edited["number"], add=text)
        self.corrections[edited["url"]] = word
        self.newsroom.remove(site, removed["number"], self._chance.choice(["404", "410"]))
        self._touched |= {edited["url"], removed["url"]}

    def stories(self, site: str | None = None) -> list[dict[str, Any]]:
        return [story for story in self.newsroom.truth(site) if story["kind"] == "story"]


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_kills_lose_nothing_and_leave_nothing_behind(tmp_path: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    print(f"\n{kills} kills from seed {seed}")
    started, done = time.monotonic(), Counter[str]()
    with Newsroom(SITES, start=datetime.now(UTC) - timedelta(days=3), articles=10) as newsroom:
        world = World(newsroom, chance)
        watch = Desk(tmp_path / "watch", newsroom, workers=2)
        try:
            while done.total() < kills:
                world.goes_on()
                for kind in killed(watch, chance, most=kills - done.total()):
                    done[kind] += 1
                    print(f"{done.total():4} {kind:9} {time.monotonic() - started:6.0f} s", flush=True)
        finally:
            watch.close(within_s=ENDS_WITHIN_S)
        summary = watch.crawl()
        took = time.monotonic() - started
        print(
            f"{dict(done)} in {took:.0f} s; {summary['leads']} leads = {summary['outcomes']}, {len(world.stories())} stories"
        )
        assert summary["state"] == "finished"
        assert_nothing_is_lost(watch, world, most_quarantined=done["worker"])
        assert_index_equals_ledger(watch, world)
        assert watch.run("doctor", "ledger", "archive", "index", "--full", expect=0)[-1]["problems"] == 0


def killed(watch: Desk, chance: random.Random, *, most: int) -> Iterator[str]:
    """Run one command and kill its processes, until it has ended or nobody is left to be killed; whom it hit."""
    arguments = chance.choice(COMMANDS)
    command = watch.start(*arguments)
    hit = 0
    while hit < most and command.poll() is None:
        kind = chance.choice(VICTIMS) if arguments == ("crawl",) else "command"
        after = chance.uniform(0, 1.5 if kind == "indexing" or arguments != ("crawl",) else 6)
        victim = found(watch, command, kind)
        if victim is None:
            break
        wait(after, command)
        if victim.is_alive():
            victim.kill()
            hit += 1
            yield "rebuild" if arguments[0] == "rebuild" else kind
            if kind != "worker":
                break
    _, said = command.communicate(timeout=ENDS_WITHIN_S)
    assert "Traceback" not in said, said
    left = watch.wait_for_silence(ENDS_WITHIN_S)
    assert not left, f"outlived their command: {left}"


def found(watch: Desk, command: subprocess.Popen[str], kind: str) -> Process | None:
    """A process of that kind as soon as there is one; `indexing` is the command once its crawl process has ended."""
    seen_crawl = False
    while command.poll() is None:
        living = watch.processes()
        if kind == "indexing":
            crawling = any(process.kind == "crawl" for process in living)
            if seen_crawl and not crawling:
                return Process(command.pid, "command")
            seen_crawl |= crawling
        else:
            for process in living:
                if process.kind == kind:
                    return process
        time.sleep(0.02)
    return None


def wait(seconds: float, command: subprocess.Popen[str]) -> None:
    try:
        command.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def assert_nothing_is_lost(watch: Desk, world: World, *, most_quarantined: int) -> None:
    records = watch.records()
    by_url = Counter(record.url for record in records)
    assert max(by_url.values()) == 1, f"stored twice: {by_url.most_common(3)}"
    kept = {record.url: record for record in records}
    outcomes = watch.outcomes_of([story["url"] for story in world.stories()])
    odd = Counter[str]()
    for story in world.stories():
        url = story["url"]
        outcome, reason = outcomes[url] or (None, None)
        if story["removed"]:
            # It may have gone before we ever saw it; what was kept stays kept, and is known to be gone.
            assert outcome in (None, "stored", "rejected", "duplicate", "quarantined"), (url, outcome, reason)
            assert url not in kept or kept[url].state == "gone", (url, kept[url].state)
            continue
        assert outcome is not None, f"{url} was served and is not known"
        if outcome == "stored":
            word = world.corrections.get(url)
            assert word is None or word in kept[url].article.text, f"{url} lacks its correction"
        else:
            odd[f"{outcome}/{reason}"] += 1
    print("not stored:", dict(odd))
    assert set(odd) <= {"quarantined/extraction_crash", "duplicate/None"}, odd
    assert odd["quarantined/extraction_crash"] <= most_quarantined
    assert sum(watch.lead_outcomes().values()) > 0


def assert_index_equals_ledger(watch: Desk, world: World) -> None:
    from monitor.app import open_watch

    records = {record.key: record for record in watch.records()}
    with open_watch(watch.config) as opened:
        head, cursor = opened.ledger.head(), opened.index.checkpoint()
        assert cursor == head
        indexed = [hit.key for hit in opened.index.search(None, sort="new", limit=len(records) + 100).hits]
    assert sorted(indexed) == sorted(records)
    for word in list(world.corrections.values())[:: max(1, len(world.corrections) // 20)]:
        holders = [record.id for record in records.values() if word in record.article.text]
        hits = [row["id"] for row in watch.run("search", word)[:-1]]
        assert hits == holders
