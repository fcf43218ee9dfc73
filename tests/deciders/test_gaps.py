"""A feed that turned over between two looks, and what may have been missed meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.gaps import gaps
from monitor.model import ListingKind
from monitor.ports import Sighting

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED, SITEMAP = "https://nilufar.example/feed.xml", "https://nilufar.example/sitemap.xml"


def looks(*times: float, pace: float = 1.0, holds: int = 10, feed: int = 1) -> list[Sighting]:
    """A site that publishes every `pace` hours since for ever, its feed that holds so many, and our looks (hours)."""
    seen: dict[int, tuple[float, float, bool]] = {}
    for at in times:
        newest = int(at // pace)
        held = range(newest - holds + 1, newest + 1)
        for number in held:
            seen.setdefault(number, (at, at, True))
        for number, (first, _, listed) in seen.items():
            if listed and number not in held:
                seen[number] = (first, at, False)
    return [
        Sighting(
            listing=feed,
            kind=ListingKind.FEED,
            url=FEED,
            lead=number + 10_000,
            published=NOON + number * pace * HOUR,
            first_at=NOON + first * HOUR,
            last_at=NOON + last * HOUR,
            listed=listed,
        )
        for number, (first, last, listed) in seen.items()
    ]


def in_sitemap(*leads: int) -> list[Sighting]:
    return [
        Sighting(
            listing=2,
            kind=ListingKind.SITEMAP,
            url=SITEMAP,
            lead=10_000 + lead,
            published=NOON + lead * HOUR,
            first_at=NOON + 40 * HOUR,
            last_at=NOON + 40 * HOUR,
            listed=True,
        )
        for lead in leads
    ]


def test_a_night_in_which_everything_went_by_is_a_gap_of_its_length() -> None:
    (gap,) = gaps(looks(0, 2, 26))
    assert (gap.listing, gap.expected, gap.filled, gap.missed) == (FEED, 14, 0, 14)
    assert (gap.begin, gap.end, gap.noticed) == (NOON + 2 * HOUR, NOON + 17 * HOUR, NOON + 26 * HOUR)


def test_one_entry_that_stayed_proves_that_nothing_was_missed() -> None:
    assert gaps(looks(0, 9, 18, 27)) == ()
    assert gaps(looks(0, 10)) == (), "the new ones follow the old ones without a break"


def test_what_a_sitemap_named_of_that_time_is_not_missed() -> None:
    (gap,) = gaps([*looks(0, 2, 26), *in_sitemap(1, 5, 6, 7, 20)])
    assert (gap.expected, gap.filled, gap.missed, gap.by) == (14, 3, 11, ("sitemap",))


def test_a_first_look_and_entries_without_dates_say_nothing() -> None:
    from dataclasses import replace

    assert gaps(looks(5)) == ()
    assert gaps([replace(each, published=None) for each in looks(0, 26)]) == ()
    assert gaps([]) == ()


def test_a_feed_of_one_entry_that_changed_may_have_lost_one() -> None:
    (gap,) = gaps(looks(0, 5, holds=1))
    assert gap.missed == 1


@given(st.lists(st.floats(0.1, 60), min_size=1, max_size=12), st.sampled_from([0.25, 1.0, 3.0]), st.integers(2, 12))
def test_the_estimate_is_what_really_went_by(steps: list[float], pace: float, holds: int) -> None:
    times, at = [0.0], 0.0
    for step in steps:
        at += step
        times.append(at)
    found = gaps(looks(*times, pace=pace, holds=holds))
    numbers = [int(at // pace) for at in times]
    lost = sum(max(0, later - holds - earlier) for earlier, later in pairwise(numbers))
    assert sum(gap.missed for gap in found) == lost
