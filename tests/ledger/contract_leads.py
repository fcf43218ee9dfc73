"""Listings and leads: what a poll leaves behind, and that nothing disappears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from ledger.desk import HOUR, Desk, keyed

from monitor.errors import LedgerError
from monitor.ledger import Transaction
from monitor.model import Lead, Listing, ListingKind, Outcome, Reason
from monitor.ports import ArchiveRef, Attempt

A, B, C = (f"https://nilufar.example/{letter}" for letter in "abc")


class LeadsContract:
    def test_adding_a_listing_twice_gives_the_same_row(self, desk: Desk) -> None:
        feed = Listing(kind=ListingKind.FEED, url="https://nilufar.example/f", title="خبرنامه")
        first = desk.do(lambda tx: tx.add_listings("nilufar", [feed, feed], desk.now))
        assert first[0] == first[1]
        assert desk.do(lambda tx: tx.add_listings("nilufar", [feed], desk.now)) == first[:1]

    def test_a_good_poll_is_remembered_with_its_validators(self, desk: Desk) -> None:
        row = desk.listing()
        desk.pass_time(minutes=1)
        desk.polled(row, etag='"1"', last_modified="Mon", title="خبرنامه نیلوفر", entries=30)
        state = desk.do(lambda tx: tx.listing(row))
        assert (state.etag, state.last_modified, state.title, state.entries) == ('"1"', "Mon", "خبرنامه نیلوفر", 30)
        assert (state.last_good, state.last_poll, state.next_poll) == (desk.now, desk.now, desk.now + HOUR)

    def test_a_304_keeps_the_count_of_entries(self, desk: Desk) -> None:
        row = desk.listing()
        desk.polled(row, etag='"1"', entries=30)
        desk.polled(row, status=304, entries=0)
        state = desk.do(lambda tx: tx.listing(row))
        assert (state.entries, state.etag, state.problem) == (30, '"1"', None)

    def test_failed_polls_are_counted_until_a_good_one(self, desk: Desk) -> None:
        row = desk.listing()
        good = desk.now
        desk.pass_time(hours=1)
        desk.polled(row, status=None, problem="timeout: no answer")
        desk.polled(row, status=200, problem="0 entries from a body of 4 kB")
        state = desk.do(lambda tx: tx.listing(row))
        assert (state.failures, state.problem, state.last_good) == (2, "0 entries from a body of 4 kB", good)
        desk.polled(row)
        assert desk.do(lambda tx: tx.listing(row)).failures == 0

    def test_a_listing_that_does_not_exist_is_an_error(self, desk: Desk) -> None:
        with pytest.raises(LedgerError):
            desk.do(lambda tx: tx.listing(99))

    def test_new_leads_wait_and_count_for_the_listing_that_named_them_first(self, desk: Desk) -> None:
        feed, sitemap = desk.listing(), desk.listing(path="sitemap.xml", kind=ListingKind.SITEMAP)
        assert desk.leads(feed, A, B) == desk.leads(sitemap, A, B)
        assert desk.book.counts().outcomes[Outcome.WAITING] == 2
        assert [state.yielded for state in desk.book.listings("nilufar")] == [2, 0]
        assert desk.story(A).count("discovered") == 2

    def test_a_key_twice_in_one_poll_is_one_lead(self, desk: Desk) -> None:
        first, second = desk.leads(desk.listing(), A, A + "?utm_source=x")
        assert first == second
        assert desk.book.counts().leads == 1

    def test_a_known_lead_keeps_its_outcome_when_it_is_added_again(self, desk: Desk) -> None:
        feed = desk.listing()
        (lead,) = desk.leads(feed, A)
        desk.settle(lead, Outcome.REJECTED, Reason.TOO_SHORT, detail="42 words")
        desk.leads(feed, A)
        assert desk.book.counts().outcomes[Outcome.REJECTED] == 1

    def test_states_tell_what_this_listing_said_last_time(self, desk: Desk) -> None:
        feed, sitemap = desk.listing(), desk.listing(path="sitemap.xml", kind=ListingKind.SITEMAP)
        (lead,) = desk.leads(feed, A, published=desk.now - HOUR)
        keys = [keyed(A), keyed(B)]
        (state,) = desk.do(lambda tx: tx.lead_states(feed, keys)).values()
        assert (state.lead, state.digest, state.listed, state.published) == (lead, "d1", True, desk.now - HOUR)
        (other,) = desk.do(lambda tx: tx.lead_states(sitemap, keys)).values()
        assert (other.lead, other.digest, other.listed) == (lead, None, False)

    def test_what_a_listing_no_longer_names_is_told_once(self, desk: Desk) -> None:
        feed = desk.listing()
        a, b = desk.leads(feed, A, B)
        gone = desk.do(lambda tx: tx.delisted(feed, [keyed(B), keyed(C)]))
        assert {name: state.lead for name, state in gone.items()} == {keyed(A): a}
        desk.do(lambda tx: tx.set_paths(feed, [(a, "d1", False)], desk.now))
        assert desk.do(lambda tx: tx.delisted(feed, [keyed(B)])) == {}
        assert "delisted" in desk.story(A)
        desk.do(lambda tx: tx.set_paths(feed, [(a, "d2", True), (b, "d2", True)], desk.now))
        assert set(desk.do(lambda tx: tx.delisted(feed, []))) == {keyed(A), keyed(B)}

    def test_thousands_of_keys_are_looked_up_at_once(self, desk: Desk) -> None:
        feed = desk.listing()
        urls = [f"https://nilufar.example/{number}" for number in range(1500)]
        assert len(set(desk.leads(feed, *urls))) == 1500
        keys = [keyed(url) for url in urls]
        assert len(desk.do(lambda tx: tx.lead_states(feed, keys))) == 1500
        assert len(desk.do(lambda tx: tx.delisted(feed, keys[:100]))) == 1400

    def test_known_urls_write_nothing(self, desk: Desk) -> None:
        feed = desk.listing()
        desk.leads(feed, A, B)
        before = desk.book.stats()
        desk.do(lambda tx: tx.lead_states(feed, [keyed(A), keyed(B)]))
        desk.do(lambda tx: tx.delisted(feed, [keyed(A), keyed(B)]))
        after = desk.book.stats()
        assert {name: after[name] for name in after if name != "bytes"} == {
            name: before[name] for name in before if name != "bytes"
        }

    def test_a_waiting_lead_without_a_next_try_is_refused(self, desk: Desk) -> None:
        (lead,) = desk.leads(desk.listing(), A)
        with pytest.raises(LedgerError):
            desk.settle(lead, Outcome.WAITING, Reason.TIMEOUT)
        assert desk.adds_up()

    def test_a_look_is_brought_forward_and_never_put_off(self, desk: Desk) -> None:
        (lead,) = desk.leads(desk.listing(), A)
        desk.store(lead, A, next_try=desk.now + HOUR)
        desk.do(lambda tx: tx.look_again([lead], desk.now + timedelta(minutes=10)))
        desk.do(lambda tx: tx.look_again([lead], desk.now + timedelta(minutes=50)))
        assert desk.book.next_due(["nilufar"]) == desk.now + timedelta(minutes=10)

    def test_what_a_feed_says_later_is_known_when_the_page_is_fetched(self, desk: Desk) -> None:
        waiting, dated = *desk.leads(desk.listing(), A), *desk.leads(desk.listing(), B, published=desk.now - HOUR)
        told = {lead: Lead(url=url, title="خبر", published=desk.now) for lead, url in ((waiting, A), (dated, B))}
        desk.do(lambda tx: tx.learn(told, desk.now))
        leads = {task.lead: task.known for task in desk.claim() if task.lead is not None}
        assert leads[waiting] == told[waiting]
        assert leads[dated] == Lead(url=B, published=desk.now - HOUR)

    def test_an_article_without_a_date_is_looked_at_when_a_feed_tells_its_date(self, desk: Desk) -> None:
        undated, dated = desk.leads(desk.listing(), A, B)
        desk.store(undated, A, text="کوهسار", published=None, next_try=desk.now + HOUR)
        desk.store(dated, B, text="دشتستان", published=desk.now, next_try=desk.now + HOUR)
        desk.do(
            lambda tx: tx.learn({lead: Lead(url=A, published=desk.now - HOUR) for lead in (undated, dated)}, desk.now)
        )
        (task,) = desk.claim()
        assert task.lead == undated
        assert task.etag is None
        assert desk.do(lambda tx: tx.told_date(undated)) == desk.now - HOUR

    def test_an_article_of_which_only_the_day_is_known_is_looked_at_when_a_feed_tells_the_moment(
        self, desk: Desk
    ) -> None:
        vague, exact = desk.leads(desk.listing(), A, B)
        day = {"title": 'the "published_precision":"day"', "published": desk.now}
        desk.store(vague, A, text="کوهسار", **day, published_precision="day", next_try=desk.now + HOUR)
        desk.store(exact, B, text="دشتستان", **day, published_precision="second", next_try=desk.now + HOUR)
        desk.do(lambda tx: tx.learn({lead: Lead(url=A, published=desk.now) for lead in (vague, exact)}, desk.now))
        assert [task.lead for task in desk.claim()] == [vague]

    def test_nothing_is_learnt_of_what_was_erased(self, desk: Desk) -> None:
        (lead,) = desk.leads(desk.listing(), A)
        desk.settle(lead, Outcome.REJECTED, Reason.ERASED)
        desk.do(lambda tx: tx.learn({lead: Lead(url=A, title="a name", published=desk.now)}, desk.now))
        assert desk.do(lambda tx: tx.told_date(lead)) is None

    def test_every_outcome_is_counted_with_its_reason(self, desk: Desk) -> None:
        feed = desk.listing()
        leads = desk.leads(feed, *(f"https://nilufar.example/{n}" for n in range(5)))
        article = desk.store(leads[0], "https://nilufar.example/0")
        desk.settle(leads[1], Outcome.DUPLICATE, article=article)
        desk.settle(leads[2], Outcome.REJECTED, Reason.TOO_SHORT, detail="42 words")
        desk.settle(leads[3], Outcome.QUARANTINED, Reason.EXTRACTION_TIMEOUT)
        counts = desk.book.counts("nilufar")
        assert set(counts.outcomes.values()) == {1}
        assert counts.leads == 5
        assert counts.reasons[Outcome.REJECTED, "too_short"] == 1
        assert desk.book.counts("chiya").leads == 0
        (row,) = desk.book.leads(Outcome.QUARANTINED)
        assert (row.url, row.reason, row.source) == ("https://nilufar.example/3", "extraction_timeout", "nilufar")
        summary = desk.book.sources_summary()["nilufar"]
        assert (summary.articles, summary.outcomes[Outcome.STORED], summary.problem) == (1, 1, None)

    def test_text_that_no_column_can_hold_does_not_cost_the_lead(self, desk: Desk) -> None:
        (lead,) = desk.leads(desk.listing(), A, title="a\x00b\ud800c", summary="ok")
        desk.settle(lead, Outcome.REJECTED, Reason.TOO_SHORT, detail="nul \x00 and \udfff")
        (row,) = desk.book.leads(Outcome.REJECTED)
        assert row.title is not None
        assert row.detail.startswith("nul ")

    def test_refused_pages_are_given_up_after_their_time_and_nothing_else_is(self, desk: Desk) -> None:
        refused, kept = desk.leads(desk.listing(), A, B)
        desk.store(kept, B)
        for day in range(3):
            at = desk.now + timedelta(days=day)
            ref = ArchiveRef(file="f", offset=day, length=9, digest="sha256:" + "cd" * 32)
            attempt = Attempt(at=at, url=A, outcome=Outcome.REJECTED, reason=Reason.TOO_SHORT, archive=ref)
            desk.do(lambda tx, attempt=attempt: tx.add_attempt(refused, attempt))
        before = desk.now + timedelta(days=2)
        assert [ref.offset for ref in desk.do(lambda tx: tx.forget_refused_pages(before, 1))] == [0]
        assert [ref.offset for ref in desk.do(lambda tx: tx.forget_refused_pages(before, 10))] == [1]
        assert desk.do(lambda tx: tx.forget_refused_pages(before, 10)) == ()
        assert len(list(desk.book.archive_refs())) == 2
        assert desk.story(A).count("attempt") == 3

    def test_refused_pages_are_given_again_when_their_erasure_failed(self, desk: Desk) -> None:
        (refused,) = desk.leads(desk.listing(), A)
        ref = ArchiveRef(file="f", offset=1, length=9, digest="sha256:" + "cd" * 32)
        desk.do(lambda tx: tx.add_attempt(refused, Attempt(at=desk.now, url=A, outcome=Outcome.REJECTED, archive=ref)))

        def fail(tx: Transaction) -> None:
            tx.forget_refused_pages(desk.now + HOUR, 10)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            desk.do(fail)
        assert desk.do(lambda tx: tx.forget_refused_pages(desk.now + HOUR, 10)) == (ref,)
