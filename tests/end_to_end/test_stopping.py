"""How a crawl is asked to stop: once to finish what is in hand, twice to stop now, or by a terminal that goes away."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from newsroom import Newsroom

from end_to_end.conftest import MakeDesk
from end_to_end.desk import Desk
from end_to_end.processes import wait_until

STORIES = "/*/20*"
"""Where the harbour's stories stand."""


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(["harbour"], start=datetime.now(UTC), articles=20) as room:
        yield room


def asked_for_stories(newsroom: Newsroom) -> int:
    return sum("/20" in seen.target for seen in newsroom.statistics("harbour").requests)


def states_of_runs(watch: Desk) -> list[str]:
    from monitor.app import open_watch

    with open_watch(watch.config) as opened:
        return [run.state for run in opened.ledger.runs(5)]


def assert_the_next_crawl_completes_it(watch: Desk, newsroom: Newsroom) -> None:
    newsroom.heal()
    assert watch.crawl()["state"] == "finished"
    outcomes = watch.lead_outcomes()
    assert outcomes["stored", None] >= 20
    assert not [lead for lead in outcomes if lead[0] in ("waiting", "quarantined")]
    assert len({record.url for record in watch.records()}) == outcomes["stored", None]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_asked_once_it_answers_what_is_in_hand_and_asks_for_nothing_more(
    newsroom: Newsroom, desk: MakeDesk, number: signal.Signals
) -> None:
    newsroom.break_("harbour", path=STORIES, delay=1.0)
    watch = desk(timeout_s=20.0, per_host=2)
    command = watch.start("crawl")
    wait_until(lambda: asked_for_stories(newsroom) > 0)
    command.send_signal(number)
    _, said = command.communicate(timeout=40)
    assert command.returncode == 130, said
    assert "nothing is lost" in said
    assert states_of_runs(watch) == ["interrupted"]
    asked = asked_for_stories(newsroom)
    assert asked < 20
    assert watch.lead_outcomes()["stored", None] == asked, "what was under way was finished"
    assert_the_next_crawl_completes_it(watch, newsroom)


def test_asked_twice_it_stops_now_and_loses_nothing(newsroom: Newsroom, desk: MakeDesk) -> None:
    newsroom.break_("harbour", path=STORIES, delay=25.0)
    watch = desk(timeout_s=60.0)
    command = watch.start("crawl", json=False)
    wait_until(lambda: asked_for_stories(newsroom) > 0)
    command.send_signal(signal.SIGINT)
    asked = time.monotonic()
    assert command.stderr is not None
    while "again to stop now" not in command.stderr.readline():
        assert command.poll() is None, "it did not say that it has heard the first one"
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=20)
    assert time.monotonic() - asked < 20, "the site answers after 25 s; it was not waited for"
    assert command.returncode == 130
    assert states_of_runs(watch) == ["interrupted"]
    assert_the_next_crawl_completes_it(watch, newsroom)


def test_a_terminal_that_goes_away_leaves_no_process_and_no_loss(newsroom: Newsroom, desk: MakeDesk) -> None:
    newsroom.break_("harbour", path=STORIES, delay=0.5)
    watch = desk(timeout_s=20.0, per_host=2)
    command = watch.start("crawl")
    wait_until(lambda: asked_for_stories(newsroom) > 0)
    command.send_signal(signal.SIGHUP)
    command.communicate(timeout=40)
    assert not watch.wait_for_silence(40)
    assert "running" not in states_of_runs(watch)
    assert_the_next_crawl_completes_it(watch, newsroom)
