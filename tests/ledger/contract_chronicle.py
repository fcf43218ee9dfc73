"""What happened, as those hear it who keep documents about it: changes with their words, sources hour by hour."""

from __future__ import annotations

from datetime import timedelta

from ledger.desk import HOUR, NOON, Desk, article

from monitor.model import ChangeKind, Kind, Look, Outcome, Reason, Source
from monitor.ports import Attempt

A = "https://nilufar.example/a"


class ChronicleContract:
    def test_a_revision_is_told_with_what_stood_there_before(self, desk: Desk) -> None:
        key = desk.stored(A, text="یک دو سه", title="پیش", authors=("Shirin Vafadar",), agencies=("Narvan News",))
        desk.pass_time(hours=1)
        desk.do(lambda tx: tx.add_revision(key, [], article(A, text="یک دو چهار", title="پس"), "w2", desk.now))
        desk.do(lambda tx: tx.mark(key, ChangeKind.GONE, desk.now))
        desk.do(lambda tx: tx.mark(key, ChangeKind.RETURNED, desk.now))
        new, revised, gone, returned = desk.book.told(0, 99)
        assert [each.change.kind.value for each in (new, revised, gone, returned)] == [
            "new",
            "revised",
            "gone",
            "returned",
        ]
        assert new.article is not None
        assert new.article == desk.book.revision(key, 1)[0]  # type: ignore[index]
        assert new.article.agencies == ("Narvan News",)
        assert (new.before, gone.before) == (None, None)
        assert (revised.before, revised.article) == (new.article, gone.article)
        assert revised.article is not None
        assert (revised.article.title, revised.article.text) == ("پس", "یک دو چهار")
        assert {each.id for each in (new, revised, gone)} == {desk.book.record(key).id}  # type: ignore[union-attr]
        assert [each.change.seq for each in desk.book.told(1, 3)] == [2, 3]

    def test_of_an_erased_article_only_the_change_is_told(self, desk: Desk) -> None:
        key = desk.stored(A)
        desk.do(lambda tx: tx.erase(key, "asked for", desk.now))
        assert [each.article for each in desk.book.told(0, 9)] == [None, None]

    def test_a_revision_is_told_as_newest_code_reads_it(self, desk: Desk) -> None:
        key = desk.stored(A, text="one")
        desk.do(lambda tx: tx.add_rendition(key, article(A, text="one, read anew"), "w", desk.now, "2"))
        assert {each.article.text for each in desk.book.told(0, 9) if each.article} == {"one, read anew"}

    def test_nothing_happened_is_no_hour(self, desk: Desk) -> None:
        assert list(desk.book.hours(None)) == []

    def test_an_hour_adds_up_what_happened_in_it_and_in_no_other(self, desk: Desk) -> None:
        source = Source(id="nilufar", name="نیلوفر", url=A, kind=Kind.ADVOCACY, country="IR", labels={"desk": "iran"})
        desk.do(lambda tx: tx.describe_sources([source], desk.now))
        feed = desk.listing()
        run = desk.do(lambda tx: tx.start_run(1, "crawl", desk.now))
        one, two, three, four = desk.leads(feed, *(f"https://nilufar.example/{n}" for n in range(4)))
        desk.pass_time(minutes=20)
        desk.store(one, A, published=desk.now - timedelta(seconds=90), authors=("Shirin Vafadar",))
        tried(desk, one, Outcome.STORED, size=1000, elapsed_ms=40)
        tried(desk, two, Outcome.REJECTED, Reason.TOO_SHORT, size=200, elapsed_ms=60)
        desk.settle(two, Outcome.REJECTED, Reason.TOO_SHORT)
        desk.settle(three, Outcome.REJECTED, Reason.TOO_OLD)  # by its listing: nobody fetched it
        desk.pass_time(minutes=50)
        counted = {"nilufar:polled": 8, "nilufar:failed_polls": 1, "nilufar:failed_guesses": 5, "nilufar:new": 1}
        desk.do(lambda tx: tx.beat(run, desk.now, counted))
        tried(desk, four, Outcome.WAITING, Reason.TIMEOUT)
        tried(desk, one, Outcome.STORED, look=Look.UNCHANGED, size=1000)
        first, second = desk.book.hours(None)
        assert (first.hour, second.hour) == (NOON, NOON + HOUR)
        assert (first.publisher.name, first.publisher.labels) == ("نیلوفر", {"desk": "iran"})
        assert dict(first.outcomes) == {Outcome.STORED: 1, Outcome.REJECTED: 2}
        assert dict(first.reasons) == {"too_short": 1, "too_old": 1}
        assert (first.polls, first.failed_polls) == (3, 1)
        assert first.bytes == 48_000 + 1200
        assert sorted(first.fetch_ms) == [40, 60]
        assert (first.articles, first.without_date, first.without_author, first.words) == (1, 0, 0, (4,))
        assert (first.delays_s, first.languages) == ((90,), ("fa",))
        assert first.last_article == second.last_article == NOON + timedelta(minutes=20)
        assert (dict(second.outcomes), dict(second.looks)) == ({Outcome.WAITING: 1}, {Look.UNCHANGED: 1})
        assert (second.articles, second.polls) == (0, 0)

    def test_hours_from_a_moment_on_are_those_of_the_whole(self, desk: Desk) -> None:
        feed = desk.listing()
        for number in range(30):
            (lead,) = desk.leads(feed, f"https://nilufar.example/{number}")
            desk.store(lead, f"https://nilufar.example/{number}", text=str(number))
            tried(desk, lead, Outcome.STORED)
            desk.pass_time(hours=1 + 17 * (number % 3))
        whole = list(desk.book.hours(None))
        assert len(whole) == 30
        for since in (NOON, NOON + 40 * HOUR, whole[-1].hour, whole[7].hour + HOUR / 2):
            assert list(desk.book.hours(since)) == [each for each in whole if each.hour > since - HOUR]

    def test_a_run_that_still_counts_is_told_again_from_its_beginning(self, desk: Desk) -> None:
        run = desk.do(lambda tx: tx.start_run(1, "crawl", desk.now))
        desk.listing()
        desk.pass_time(hours=5)
        desk.do(lambda tx: tx.beat(run, desk.now, {"nilufar:polled": 7}))
        (hour,) = desk.book.hours(desk.now)
        assert (hour.hour, hour.polls) == (NOON, 7)

    def test_what_is_wrong_stands_in_the_hours_since_the_last_good_poll(self, desk: Desk) -> None:
        feed = desk.listing()
        for number in range(4):
            desk.pass_time(hours=1)
            if number == 1:
                desk.polled(feed)
            elif number > 1:
                desk.polled(feed, status=None, problem="connection: refused")
            run = desk.do(lambda tx: tx.start_run(1, "crawl", desk.now))
            desk.do(lambda tx, run=run: tx.end_run(run, desk.now, "finished", {"nilufar:polled": 1}))  # type: ignore[misc]
        problems = {each.hour: each.problem for each in desk.book.hours(None)}
        assert problems == {
            NOON + HOUR: None,
            NOON + 2 * HOUR: "connection: refused",
            NOON + 3 * HOUR: "connection: refused",
            NOON + 4 * HOUR: "connection: refused",
        }
        good = {each.hour: each.last_good_poll for each in desk.book.hours(None)}
        assert good[NOON + HOUR] is None
        assert good[NOON + 4 * HOUR] == NOON + 2 * HOUR


def tried(
    desk: Desk, lead: int, outcome: Outcome, reason: Reason | None = None, *, look: Look | None = None, **said: int
) -> None:
    made = Attempt(at=desk.now, url=A, outcome=outcome, reason=reason, look=look, **said)
    desk.do(lambda tx: tx.add_attempt(lead, made))
