"""What is handed out to whom, on either database."""

from __future__ import annotations

from datetime import timedelta

from ledger.desk import HOUR, Desk, keyed

from monitor.model import Listing, ListingKind, Outcome, Reason, Task, TaskKind


class FrontierContract:
    desk: Desk

    def test_a_new_listing_is_due_at_once_and_handed_out_once(self, desk: Desk) -> None:
        desk.do(
            lambda tx: tx.add_listings(
                "nilufar", [Listing(kind=ListingKind.FEED, url="https://nilufar.example/f")], desk.now
            )
        )
        (task,) = desk.claim()
        assert (task.kind, task.listing_kind, task.host) == (TaskKind.POLL, ListingKind.FEED, "nilufar.example")
        assert desk.claim() == ()

    def test_a_listing_that_a_person_made_by_hand_is_never_polled(self, desk: Desk) -> None:
        desk.do(
            lambda tx: tx.add_listings(
                "nilufar", [Listing(kind=ListingKind.MANUAL, url="https://nilufar.example/")], desk.now
            )
        )
        desk.do(lambda tx: tx.wake(["nilufar"], desk.now, looks=5))
        assert desk.claim() == ()

    def test_what_a_person_asks_for_is_handed_out_alone_whatever_was_decided_of_it(self, desk: Desk) -> None:
        listing = desk.listing()
        refused, stored, other = desk.leads(listing, *(f"https://nilufar.example/{name}" for name in "abc"))
        article = desk.store(stored, "https://nilufar.example/b", next_try=None)
        desk.settle(refused, Outcome.REJECTED, Reason.TOO_SHORT, etag='"v1"', last_modified="Mon")
        wanted = [refused, stored]

        def claim() -> tuple[Task, ...]:
            return desk.do(lambda tx: tx.claim_leads("desk:1", desk.now, lease_s=60, leads=wanted))

        assert claim() == ()
        desk.do(lambda tx: tx.ask_for(wanted, desk.now))
        first, second = claim()
        # Nothing is kept of what was refused: "not modified" would be no answer.
        assert (first.kind, first.lead, first.etag, first.last_modified) == (TaskKind.FETCH, refused, None, None)
        assert (second.kind, second.article) == (TaskKind.LOOK, article)
        assert claim() == ()
        assert other not in (first.lead, second.lead)
        assert desk.adds_up()

    def test_polls_come_before_leads_and_new_leads_before_looks(self, desk: Desk) -> None:
        listing = desk.listing(kind=ListingKind.SECTION)
        looked, _fresh = desk.leads(listing, "https://nilufar.example/old", "https://nilufar.example/new")
        desk.store(looked, "https://nilufar.example/old", next_try=desk.now - HOUR)
        desk.pass_time(hours=2)
        assert [task.kind for task in desk.claim()] == [TaskKind.POLL, TaskKind.FETCH, TaskKind.LOOK]

    def test_pages_wait_for_the_feed_that_may_say_more_of_them(self, desk: Desk) -> None:
        feed = desk.listing()
        desk.leads(desk.listing(path="", kind=ListingKind.HOMEPAGE), "https://nilufar.example/new")
        desk.pass_time(hours=2)
        polls = desk.claim()
        assert [task.kind for task in polls] == [TaskKind.POLL, TaskKind.POLL]
        assert desk.claim() == ()
        desk.polled(feed)
        assert [task.kind for task in desk.claim()] == [TaskKind.FETCH]

    def test_a_task_carries_what_its_listing_knew(self, desk: Desk) -> None:
        desk.leads(
            desk.listing(),
            "https://nilufar.example/a?utm_source=x",
            title="کوچ 👩‍👧 שלום",
            authors=("لاله",),
            text="تمام متن",
        )
        (task,) = desk.claim()
        assert task.url == "https://nilufar.example/a?utm_source=x"
        assert task.known is not None
        assert (task.known.title, task.known.authors, task.known.text) == ("کوچ 👩‍👧 שלום", ("لاله",), "تمام متن")

    def test_a_look_carries_the_article_and_its_validators(self, desk: Desk) -> None:
        (lead,) = desk.leads(desk.listing(), "https://nilufar.example/a")
        article = desk.store(lead, "https://nilufar.example/a")
        desk.settle(lead, Outcome.STORED, article=article, next_try=desk.now, etag='"v1"', last_modified="Mon")
        (task,) = desk.claim()
        assert (task.kind, task.article, task.etag, task.last_modified) == (TaskKind.LOOK, article, '"v1"', "Mon")

    def test_what_is_not_due_is_not_handed_out(self, desk: Desk) -> None:
        (lead,) = desk.leads(desk.listing(), "https://nilufar.example/a")
        desk.settle(lead, Outcome.WAITING, Reason.TIMEOUT, next_try=desk.now + timedelta(minutes=5), tries=1)
        assert desk.claim() == ()
        desk.pass_time(minutes=5)
        (task,) = desk.claim()
        assert task.tries == 1

    def test_sources_that_were_not_asked_for_get_nothing(self, desk: Desk) -> None:
        desk.leads(desk.listing(), "https://nilufar.example/a")
        assert desk.claim(sources=["chiya"]) == ()
        assert desk.claim(sources=[]) == ()

    def test_a_paused_source_gets_nothing_until_its_pause_ends(self, desk: Desk) -> None:
        desk.leads(desk.listing(), "https://nilufar.example/a")
        desk.do(
            lambda tx: tx.set_paused("nilufar", desk.now, until=desk.now + timedelta(minutes=30), reason="asked us to")
        )
        assert desk.claim() == ()
        assert desk.book.sources_state()["nilufar"].pause_reason == "asked us to"
        desk.pass_time(minutes=31)
        assert len(desk.claim()) == 1

    def test_two_holders_never_have_the_same_host(self, desk: Desk) -> None:
        desk.leads(desk.listing(), "https://nilufar.example/a", "https://nilufar.example/b")
        assert len(desk.claim("me", limit=1)) == 1
        assert desk.claim("you") == ()
        assert len(desk.claim("me", busy={"nilufar.example": 1})) == 1

    def test_no_host_starves_the_others(self, desk: Desk) -> None:
        large, small = desk.listing("wire"), desk.listing("nilufar")
        desk.leads(large, *(f"https://wire.example/{n}" for n in range(200)), source="wire")
        desk.leads(small, *(f"https://nilufar.example/{n}" for n in range(3)))
        tasks = desk.claim(sources=["wire", "nilufar"], limit=10)
        assert [task.host for task in tasks].count("nilufar.example") == 3
        assert len(tasks) == 10

    def test_a_slow_host_cannot_fill_the_whole_room(self, desk: Desk) -> None:
        desk.leads(desk.listing(), *(f"https://nilufar.example/{n}" for n in range(100)))
        first = desk.claim(limit=100)
        assert desk.claim(limit=100, busy={"nilufar.example": len(first)}) == ()
        assert len(first) < 100

    def test_a_release_makes_tasks_due_again_for_anybody(self, desk: Desk) -> None:
        desk.leads(desk.listing(), "https://nilufar.example/a")
        (mine,) = desk.claim("me")
        desk.do(lambda tx: tx.release("me"))
        assert not desk.do(lambda tx: tx.holds(mine))
        (theirs,) = desk.claim("you")
        assert theirs.lead == mine.lead
        assert theirs.tries == 0
        assert theirs.token > mine.token

    def test_a_lease_that_ran_out_is_still_good_while_nobody_took_it(self, desk: Desk) -> None:
        desk.leads(desk.listing(), "https://nilufar.example/a")
        (task,) = desk.claim("me", lease_s=60)
        desk.pass_time(hours=8)
        assert desk.do(lambda tx: tx.holds(task))

    def test_the_work_of_a_dead_holder_goes_to_the_next_and_its_late_answer_is_refused(self, desk: Desk) -> None:
        desk.leads(desk.listing(), "https://nilufar.example/a")
        (dead,) = desk.claim("dead", lease_s=60)
        desk.pass_time(seconds=61)
        (alive,) = desk.claim("alive")
        assert (alive.lead, alive.tries) == (dead.lead, 1)
        assert not desk.do(lambda tx: tx.holds(dead))
        assert desk.do(lambda tx: tx.holds(alive))
        assert desk.book.counts().reasons == {(Outcome.WAITING, "interrupted"): 1}

    def test_a_renewed_lease_is_not_taken(self, desk: Desk) -> None:
        desk.leads(desk.listing(), "https://nilufar.example/a", "https://nilufar.example/b")
        desk.claim("me", limit=1, lease_s=60)
        desk.pass_time(seconds=50)
        desk.do(lambda tx: tx.renew("me", desk.now, lease_s=60))
        desk.pass_time(seconds=50)
        assert desk.claim("you") == ()

    def test_a_host_without_work_is_given_up_and_one_in_use_is_not(self, desk: Desk) -> None:
        (lead,) = desk.leads(desk.listing(), "https://nilufar.example/a")
        desk.claim("me", lease_s=3600)
        desk.pass_time(minutes=2)
        desk.claim("me", busy={"nilufar.example": 1}, lease_s=3600)
        assert desk.claim("you") == ()
        desk.settle(lead, Outcome.REJECTED, Reason.TOO_SHORT)
        desk.claim("me", lease_s=3600)
        desk.leads(1, "https://nilufar.example/b")
        assert len(desk.claim("you", limit=1)) == 1

    def test_a_budget_that_ran_out_is_the_reason_of_what_it_left_behind(self, desk: Desk) -> None:
        desk.leads(desk.listing(), "https://nilufar.example/a", "https://nilufar.example/b")
        assert desk.do(lambda tx: tx.spread_budget(["nilufar"], desk.now)) == 2
        assert desk.do(lambda tx: tx.spread_budget(["nilufar"], desk.now)) == 0
        assert desk.book.counts().reasons == {(Outcome.WAITING, "budget"): 2}
        assert len(desk.claim()) == 2

    def test_a_wake_makes_good_listings_and_the_newest_articles_due(self, desk: Desk) -> None:
        good, never_good = desk.listing(), desk.listing(path="guess.xml")
        other = desk.do(
            lambda tx: tx.add_listings(
                "nilufar", [Listing(kind=ListingKind.SECTION, url="https://nilufar.example/s")], desk.now
            )
        )[0]
        desk.do(lambda tx: tx.release("nobody"))
        bad = desk.do(
            lambda tx: tx.add_listings(
                "nilufar", [Listing(kind=ListingKind.FEED, url="https://nilufar.example/bad")], desk.now
            )
        )[0]
        desk.polled(bad, status=404, problem="there is nothing here", entries=0)
        leads = desk.leads(good, *(f"https://nilufar.example/{n}" for n in range(4)))
        rows = [
            desk.store(lead, f"https://nilufar.example/{n}", next_try=desk.now + HOUR) for n, lead in enumerate(leads)
        ]
        from monitor.model import ChangeKind

        desk.do(lambda tx: tx.mark(rows[3], ChangeKind.GONE, desk.now))
        desk.do(lambda tx: tx.wake(["nilufar"], desk.now, looks=2))
        tasks = desk.claim()
        assert {task.listing for task in tasks} == {good, never_good, other}
        for listing in (good, never_good, other):
            desk.polled(listing)
        assert {task.lead for task in desk.claim() if task.kind is TaskKind.LOOK} == {leads[1], leads[2]}

    def test_what_is_due_and_when_the_next_thing_is_can_be_asked(self, desk: Desk) -> None:
        assert desk.book.next_due(["nilufar"]) is None
        (lead,) = desk.leads(desk.listing(), "https://nilufar.example/a")
        assert desk.book.due(desk.now, ["nilufar"]) == 1
        desk.settle(lead, Outcome.WAITING, Reason.TIMEOUT, next_try=desk.now + timedelta(minutes=5))
        assert desk.book.due(desk.now, ["nilufar"]) == 0
        assert desk.book.next_due(["nilufar"]) == desk.now + timedelta(minutes=5)

    def test_a_lead_of_a_url_in_any_script_is_found_again(self, desk: Desk) -> None:
        url = "https://nilufar.example/خبر/کوهسار-לילה-新聞-👩‍👧?utm_source=feed"
        desk.leads(desk.listing(), url)
        assert keyed(url) in desk.do(lambda tx: tx.lead_states(1, [keyed(url)]))
        assert desk.claim()[0].url == url
