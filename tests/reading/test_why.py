"""From the ledger's events to a story with one ending; and what can be said of a URL that nobody named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from reading.fill import HARBOUR, NOON

from monitor.model import Outcome, Reason
from monitor.why import Surroundings, day_in, tell, undiscovered

URL = "https://harbour.example/a"


def discovered(minutes: int, listing: str) -> dict[str, object]:
    at = NOON + timedelta(minutes=minutes)
    return {"at": at, "event": "discovered", "listing": listing, "listing_kind": "section", "title": "Gate"}


def outcome(word: Outcome, reason: Reason | None) -> dict[str, object]:
    return {
        "at": NOON, "event": "outcome", "outcome": word.value, "reason": reason and reason.value, "detail": "because",
        "next_try": None, "tries": 0, "source": "harbour",
    }  # fmt: skip


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_told_in_words_and_its_step_is_filled_in(reason: Reason) -> None:
    account = tell(URL, [discovered(0, "https://harbour.example/feed.xml"), outcome(Outcome.REJECTED, reason)])
    assert account.outcome == "rejected"
    assert account.sentence == f"{reason.value.replace('_', ' ')}: because"
    for step in account.steps:
        assert not any(place in step.command for place in ("{url}", "{source}", "{host}"))
        assert step.text.endswith(":")


def test_a_page_that_many_sections_name_is_discovered_once_and_counted() -> None:
    events = [discovered(n, f"https://harbour.example/{n}") for n in range(30)]
    lines = tell(URL, [*events, outcome(Outcome.WAITING, Reason.NEW)]).lines
    assert [line.word for line in lines] == ["discovered"] * 4
    assert lines[-1].text == "on 27 more pages that list articles"


def test_the_day_in_an_address_is_read() -> None:
    assert day_in("https://a.example/2026/11/22/gate") == date(2026, 11, 22)
    assert day_in("https://a.example/news/2026-02/gate") == date(2026, 2, 28)
    assert day_in("https://a.example/2026/12/gate") == date(2026, 12, 31)
    assert day_in("https://a.example/2026/13/40/gate") is None
    assert day_in("https://a.example/2026118/gate") is None
    assert day_in("https://a.example/?p=2026/11/22/") is None


def test_a_source_s_own_patterns_and_pauses_explain_an_absence() -> None:
    from dataclasses import replace

    hidden = replace(HARBOUR, exclude=("/sport/",), paused=True)
    around = Surroundings(sources=[hidden], listings={})
    account = undiscovered("https://harbour.example/sport/1", around, NOON)
    assert account.outcome == "undiscovered"
    assert "`exclude` pattern" in account.sentence
    assert "is paused" in account.sentence
    assert "has not been crawled yet" in account.sentence
    assert account.steps[-1].command == "monitor extract https://harbour.example/sport/1"
