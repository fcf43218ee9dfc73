"""What ails a source: each symptom from its signs, and none for a source that is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.gaps import Gap
from monitor.model import ListingKind
from monitor.ports import ListingState
from monitor.symptoms import Signs, symptoms

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)

FEED = ListingState(
    id=1,
    source="chiya",
    kind=ListingKind.FEED,
    url="https://chiya.example/feed.xml",
    title="چیا",
    found_at=NOW - 20 * WEEK,
    next_poll=NOW + HOUR,
    last_poll=NOW - HOUR,
    last_good=NOW - HOUR,
    failures=0,
    problem=None,
    interval_s=3600,
    entries=20,
    yielded=300,
    etag=None,
    last_modified=None,
)
BROKEN = replace(FEED, problem="the feed is empty", failures=5, last_good=NOW - 60 * HOUR)
WELL = Signs(
    source="chiya",
    first_seen=NOW - 20 * WEEK,
    listings=(FEED,),
    articles=11,
    articles_before=40,
    last_new=NOW - 2 * HOUR,
    fetches={"stored": 11, "too_short": 1},
    fetches_before={"stored": 40, "too_short": 4},
)
GAP = Gap(listing=FEED.url, begin=NOW - 9 * HOUR, end=NOW - 2 * HOUR, noticed=NOW - HOUR, expected=14, filled=2)


def told(signs: Signs) -> list[tuple[str, str]]:
    return [(each.kind, each.evidence) for each in symptoms(signs, now=NOW, window=WEEK)]


def test_a_source_that_is_well_has_no_symptom() -> None:
    assert told(WELL) == []


@pytest.mark.parametrize(
    ("signs", "kind", "evidence"),
    [
        ({"articles": 0, "last_new": NOW - 9 * 24 * HOUR}, "silent", "nothing new since 2026-11-14, though it was"),
        ({"articles": 2}, "shrinking", "2 new in 7 days; usual are 10"),
        ({"listings": (BROKEN,)}, "failing", "feed /feed.xml: the feed is empty (5 looks, good last 2026-11-21"),
        ({"listings": (FEED, replace(BROKEN, id=2, url="https://chiya.example/2"))}, "listing", "feed /2: the feed"),
        ({"listings": (replace(FEED, last_poll=NOW - 2 * WEEK),)}, "unread", "not looked at since 2026-11-09"),
        ({"listings": ()}, "unread", "not looked at yet"),
        ({"fetches": {"forbidden": 3, "bot_wall": 1, "stored": 2}}, "blocked", "4 of 6 requests were refused: forbidden 3"),
        ({"gaps": (GAP,)}, "overflow", "turned over between 2026-11-23 03:00 and 2026-11-23 10:00 UTC: about 12 missed"),
        ({"fetches": {"not_article": 9, "stored": 1}}, "drifted", "90% of 10 pages were no articles to us; 9% before"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_each_symptom_stands_alone_with_its_evidence(signs: dict[str, object], kind: str, evidence: str) -> None:
    ((found, said),) = told(replace(WELL, **signs))  # type: ignore[arg-type]
    assert found == kind
    assert evidence in said


@pytest.mark.parametrize(
    "signs",
    [
        {"articles": 0, "first_seen": NOW - 8 * 24 * HOUR},
        {"articles": 0, "articles_before": 4},
        {"fetches": {"forbidden": 2}},
        {"fetches": {"not_article": 9, "stored": 1}, "fetches_before": {}},
        {"gaps": (replace(GAP, noticed=NOW - 2 * WEEK),)},
        {"gaps": (replace(GAP, filled=14),)},
        {"listings": (), "first_seen": NOW},
    ],
    ids=["too new", "rare", "two refusals", "always so", "long ago", "filled", "added today"],
)
def test_chance_is_no_symptom(signs: dict[str, object]) -> None:
    assert told(replace(WELL, **signs)) == []  # type: ignore[arg-type]
