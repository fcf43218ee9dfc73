"""When things are due next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import schedule

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_failing_lead_waits_longer_each_time_and_is_then_given_up() -> None:
    waits = []
    for tries in range(1, 7):
        due = schedule.next_try(tries, NOW)
        assert due is not None
        waits.append(due - NOW)
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=5)
    assert waits[-1] == timedelta(days=3)
    assert schedule.next_try(7, NOW) is None


def test_a_server_that_asks_for_an_hour_gets_it_but_not_a_century() -> None:
    assert schedule.next_try(1, NOW, retry_at=NOW + timedelta(hours=1)) == NOW + timedelta(hours=1)
    assert schedule.next_try(1, NOW, retry_at=NOW + timedelta(days=36500)) == NOW + schedule.LONGEST_RETRY_AFTER
    assert schedule.next_try(2, NOW, retry_at=NOW) == NOW + timedelta(minutes=30)


@given(tries=st.integers(1, 6), jitter=st.floats(0, 1))
def test_jitter_spreads_a_retry_by_at_most_a_tenth(tries: int, jitter: float) -> None:
    plain, spread = schedule.next_try(tries, NOW), schedule.next_try(tries, NOW, jitter=jitter)
    assert plain is not None
    assert spread is not None
    assert timedelta(0) <= spread - plain <= (plain - NOW) * 0.1 + timedelta(microseconds=1)


def polled(**changes: object) -> schedule.Rhythm:
    usual: dict[str, object] = {"interval": timedelta(hours=1), "fixed": None, "entries": 20, "fresh": 10}
    return schedule.after_poll(NOW, **(usual | changes))  # type: ignore[arg-type]


def test_a_busy_listing_is_polled_sooner_and_a_quiet_one_later() -> None:
    assert polled(fresh=20).interval == timedelta(minutes=30)
    assert polled(fresh=10).interval == timedelta(hours=1)
    assert polled(fresh=0).interval == timedelta(minutes=90)


@given(fresh=st.integers(0, 20), hours=st.floats(0.01, 400))
def test_the_rhythm_stays_between_ten_minutes_and_a_day(fresh: int, hours: float) -> None:
    interval = polled(interval=timedelta(hours=hours), fresh=fresh).interval
    if fresh <= 6 or fresh >= 14:
        assert schedule.FASTEST <= interval <= schedule.SLOWEST


def test_a_fixed_rhythm_is_kept_whatever_the_listing_holds() -> None:
    assert polled(fixed=timedelta(minutes=15), fresh=0).next_poll == NOW + timedelta(minutes=15)


def test_a_guessed_address_that_holds_nothing_is_put_off_for_a_month() -> None:
    assert polled(failures=1, candidate=True).next_poll == NOW + timedelta(days=30)
    assert polled(failures=1, candidate=False).next_poll < NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("age", "due"),
    [(timedelta(0), timedelta(hours=1)), (timedelta(hours=2), timedelta(hours=6)), (timedelta(days=40), None)],
)
def test_a_stored_article_is_looked_at_again_at_its_ages(age: timedelta, due: timedelta | None) -> None:
    ages = [timedelta(hours=1), timedelta(hours=6), timedelta(days=30)]
    first = NOW - age
    assert schedule.next_look(first, NOW, ages) == (first + due if due else None)
