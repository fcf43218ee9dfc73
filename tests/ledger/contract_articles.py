"""Articles: identity, revisions, renditions, looks, aliases, erasure."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from ledger.desk import HOUR, Desk, article, attempt, keyed, plain

from monitor.errors import LedgerError, NotFound
from monitor.ledger import Transaction
from monitor.model import Article, ChangeKind, Lead, Look, Outcome, Reason

A, B, C = (f"https://nilufar.example/{letter}" for letter in "abc")
FULL = Article(
    url=A,
    canonical="https://nilufar.example/a?page=1",
    title="انتقال لاله — שלום 新聞 👩‍👧‍👦",
    text="می‌خواهم\nהעיר 東京 ê\u200dx 🇮🇷\nend",
    summary="کوتاه",
    authors=("لاله سروندی", "Ø. Müller"),
    published=None,
    tags=("زندان", "刑務所"),
    language="fa",
    language_confidence=0.93,
    word_count=7,
    partial=True,
    origins={"title": "jsonld"},
)


class ArticlesContract:
    def test_an_article_comes_back_as_it_was(self, desk: Desk) -> None:
        (lead,) = desk.leads(desk.listing(), A)
        key = desk.do(lambda tx: tx.add_article("nilufar", lead, [keyed(A)], FULL, "w", desk.now, backlog=True))
        record = desk.book.record(key)
        assert record is not None
        assert record.article == FULL
        assert (record.state, record.backlog, record.first_seen, record.seq) == ("present", True, desk.now, 1)

    def test_times_are_kept_to_the_microsecond(self, desk: Desk) -> None:
        at = desk.now + timedelta(microseconds=123457)
        key = desk.stored(A, published=at, published_precision="second", modified=at)
        record = desk.book.record(key)
        assert record is not None
        assert (record.article.published, record.article.modified) == (at, at)

    def test_it_is_known_under_every_spelling_and_the_first_key_that_has_one_wins(self, desk: Desk) -> None:
        first = desk.stored(A, also=["https://amp.nilufar.example/a"])
        second = desk.stored(B, text="other")
        for asked, found in (
            ([keyed(C), keyed(B), keyed(A)], second),
            ([keyed("https://amp.nilufar.example/a")], first),
        ):
            known = desk.do(lambda tx, asked=asked: tx.known(asked))
            assert known is not None
            assert known.article == found
        assert desk.do(lambda tx: tx.known([keyed(C)])) is None

    def test_a_lead_alone_makes_nothing_known(self, desk: Desk) -> None:
        desk.leads(desk.listing(), A)
        assert desk.do(lambda tx: tx.known([keyed(A)])) is None
        assert desk.book.find(keyed(A)) is None

    def test_a_spelling_stays_with_the_article_that_had_it_first(self, desk: Desk) -> None:
        first, second = desk.stored(A), desk.stored(B, text="other")
        desk.do(lambda tx: tx.add_keys(second, [keyed(A), keyed(C)]))
        assert desk.book.find(keyed(A)).key == first  # type: ignore[union-attr]
        assert desk.book.find(keyed(C)).key == second  # type: ignore[union-attr]

    def test_a_url_that_leads_to_an_article_cannot_begin_another(self, desk: Desk) -> None:
        desk.stored(A)
        with pytest.raises(LedgerError):
            desk.stored(A, text="other")
        assert desk.kinds() == ["new"]

    def test_the_public_id_is_found_by_a_unique_prefix(self, desk: Desk) -> None:
        record = desk.book.record(desk.stored(A))
        assert record is not None
        assert desk.book.record(record.id) == desk.book.record(record.id[:6].upper()) == record
        assert desk.book.record(record.id[:5]) is None
        assert desk.book.record("zzzzzz") is None

    def test_a_prefix_of_two_articles_is_refused_and_not_guessed(self, desk: Desk) -> None:
        from sqlalchemy import update

        from monitor.ledger.schema import articles

        keys = [desk.stored(A), desk.stored(B, text="other")]
        for number, key in enumerate(keys):
            public = bytes.fromhex("abcdef") + bytes([number]) * 13
            desk.do(
                lambda tx, key=key, public=public: (
                    tx.connection.execute(update(articles).where(articles.c.key == key).values(public=public)).rowcount
                )
            )
        with pytest.raises(NotFound):
            desk.book.record("abcdef")
        assert desk.book.record("abcdef0000").key == keys[0]  # type: ignore[union-attr]

    def test_the_url_to_show_is_the_canonical_one_that_was_accepted(self, desk: Desk) -> None:
        plain_one = desk.stored("http://nilufar.example/amp/b/", canonical=B, also=[B], text="1")
        refused = desk.stored(C, canonical="https://nilufar.example/", text="2")
        records = desk.book.records([plain_one, refused])
        assert records[plain_one].url == B
        assert records[refused].url == C

    def test_a_twin_has_the_same_words_in_the_same_source(self, desk: Desk) -> None:
        first = desk.stored(A, words="w1")
        desk.stored(B, words="w1", text="same words, other marks!")
        desk.stored("https://chiya.example/a", source="chiya", words="w1")
        twin = desk.do(lambda tx: tx.twin("nilufar", "w1"))
        assert twin is not None
        assert twin.article == first
        assert desk.do(lambda tx: tx.twin("nilufar", "w2")) is None
        assert desk.do(lambda tx: tx.twin("nobody", "w1")) is None

    def test_a_revised_article_is_no_twin_by_its_old_words(self, desk: Desk) -> None:
        key = desk.stored(A, words="w1")
        desk.do(lambda tx: tx.add_revision(key, [], article(A, text="new"), "w2", desk.now))
        assert desk.do(lambda tx: tx.twin("nilufar", "w1")) is None
        assert desk.do(lambda tx: tx.twin("nilufar", "w2")).article == key  # type: ignore[union-attr]

    def test_claims_count_the_different_words_behind_one_canonical(self, desk: Desk) -> None:
        claimed = "https://nilufar.example/archive"
        assert desk.do(lambda tx: tx.claims(keyed(claimed))) == 0
        for number, words in enumerate(["w1", "w2", "w2"]):
            desk.stored(f"https://nilufar.example/{number}", canonical=claimed, words=words, text=str(number))
        assert desk.do(lambda tx: tx.claims(keyed(claimed))) == 2
        own = desk.stored(A, canonical=A, words="w9", text="9")
        assert own
        assert desk.do(lambda tx: tx.claims(keyed(A))) == 1

    def test_a_revision_is_numbered_told_and_keeps_the_old_words(self, desk: Desk) -> None:
        key = desk.stored(A, title="one")
        then = desk.now
        desk.pass_time(hours=1)
        assert (
            desk.do(lambda tx: tx.add_revision(key, [keyed(B)], article(A, text="two", title="دو"), "w2", desk.now))
            == 2
        )
        assert desk.kinds() == ["new", "revised"]
        record = desk.book.find(keyed(B))
        assert record is not None
        assert (record.state, record.revision, record.article.text, record.last_seen) == ("changed", 2, "two", desk.now)
        assert [(number, at, title) for number, at, title, _ in desk.book.revisions(key)] == [
            (1, then, "one"),
            (2, desk.now, "دو"),
        ]
        assert desk.book.revision(key, 1)[0].title == "one"  # type: ignore[index]
        assert desk.book.revision(key, 3) is None

    def test_a_rendition_is_the_same_revision_read_better(self, desk: Desk) -> None:
        key = desk.stored(A, title="one")
        same = desk.book.record(key).article  # type: ignore[union-attr]
        assert not desk.do(lambda tx: tx.add_rendition(key, same, "w", desk.now, "2"))
        assert desk.do(lambda tx: tx.add_rendition(key, article(A, title="better"), "w", desk.now, "2"))
        assert desk.do(lambda tx: tx.add_rendition(key, article(A, title="best"), "w", desk.now, "3"))
        record = desk.book.record(key)
        assert record is not None
        assert (record.revision, record.article.title, record.state) == (1, "best", "present")
        assert desk.kinds() == ["new", "rendered", "rendered"]
        assert desk.book.revision(key, 1)[0].title == "best"  # type: ignore[index]
        assert len(desk.book.revisions(key)) == 1

    def test_looks_are_counted_and_missing_once_is_not_gone(self, desk: Desk) -> None:
        key = desk.stored(A)
        desk.pass_time(hours=1)
        missing_since = desk.now
        desk.do(lambda tx: tx.looked(key, Look.MISSING, desk.now))
        desk.pass_time(hours=1)
        desk.do(lambda tx: tx.looked(key, Look.MISSING, desk.now))
        known = desk.do(lambda tx: tx.article(key))
        assert (known.state, known.missing_since, known.looks) == ("missing", missing_since, 2)
        desk.do(lambda tx: tx.looked(key, Look.FAILED, desk.now))
        desk.do(lambda tx: tx.looked(key, Look.UNCHANGED, desk.now))
        known = desk.do(lambda tx: tx.article(key))
        assert (known.state, known.missing_since, known.looks) == ("present", None, 4)
        assert desk.book.record(key).last_seen == desk.now  # type: ignore[union-attr]
        assert desk.kinds() == ["new"]

    def test_gone_and_returned_are_told_and_keep_everything(self, desk: Desk) -> None:
        key = desk.stored(A)
        desk.do(lambda tx: tx.mark(key, ChangeKind.GONE, desk.now))
        assert desk.book.record(key).state == "gone"  # type: ignore[union-attr]
        assert desk.do(lambda tx: tx.known([keyed(A)])).state == "gone"  # type: ignore[union-attr]
        desk.do(lambda tx: tx.mark(key, ChangeKind.RETURNED, desk.now))
        assert desk.book.record(key).state == "present"  # type: ignore[union-attr]
        assert desk.kinds() == ["new", "gone", "returned"]
        with pytest.raises(LedgerError):
            desk.do(lambda tx: tx.mark(key, ChangeKind.NEW, desk.now))

    def test_the_newest_full_response_is_what_a_look_compares_with_and_no_further_page(self, desk: Desk) -> None:
        (lead,) = desk.leads(desk.listing(), A)
        key = desk.store(lead, A)
        for number, outcome in ((7, Outcome.STORED), (8, None)):
            tried = replace(attempt(desk.now, A, number), outcome=outcome)
            desk.do(lambda tx, tried=tried: tx.add_attempt(lead, tried))
        known = desk.do(lambda tx: tx.article(key))
        assert known.archive is not None
        assert (known.archive.offset, known.archive.digest) == (7000, "sha256:" + "ab" * 32)

    def test_further_pages_are_those_that_came_with_the_page_of_the_current_words(self, desk: Desk) -> None:
        (lead,) = desk.leads(desk.listing(), A)
        key = desk.store(lead, A)
        tries = [(1, None, None), (2, Outcome.STORED, None), (3, None, None), (4, None, None)]
        tries += [(5, Outcome.STORED, Look.UNCHANGED), (6, None, None), (7, Outcome.STORED, Look.FAILED)]
        for number, outcome, look in tries:
            tried = replace(attempt(desk.now, A, number), outcome=outcome, look=look)
            desk.do(lambda tx, tried=tried: tx.add_attempt(lead, tried))
        assert desk.book.archived(key).offset == 5000  # type: ignore[union-attr]
        assert [ref.offset for ref in desk.book.archived_further(key)] == [3000, 4000]

    def test_what_a_listing_said_of_an_article_can_be_read_again(self, desk: Desk) -> None:
        (lead,) = desk.leads(desk.listing(), A, title="In the feed", authors=("لاله سروندی",), published=desk.now)
        key = desk.store(lead, A)
        told = desk.book.lead(key)
        assert told == Lead(url=A, title="In the feed", authors=("لاله سروندی",), published=desk.now)
        (bare,) = desk.leads(desk.listing(), B)
        assert desk.book.lead(desk.store(bare, B)) == Lead(url=B)
        assert desk.book.lead(key + 1000) is None

    def test_the_younger_of_two_that_are_one_becomes_an_alias(self, desk: Desk) -> None:
        older, younger = desk.stored(A), desk.stored(B, text="same in other words")
        youngest = desk.stored(C, text="and once more")
        desk.do(lambda tx: tx.merge(youngest, younger, desk.now))
        desk.do(lambda tx: tx.merge(younger, older, desk.now))
        for url in (A, B, C):
            assert desk.do(lambda tx, url=url: tx.known([keyed(url)])).article == older  # type: ignore[union-attr]
            assert desk.book.find(keyed(url)).key == older  # type: ignore[union-attr]
        assert desk.book.record(younger).key == older  # type: ignore[union-attr]
        assert [each.record.key for each in desk.book.scan(0, 10)] == [older]
        assert desk.kinds()[-2:] == ["merged", "merged"]
        assert "merged" in desk.story(C)
        assert desk.adds_up()

    def test_an_unknown_article_is_an_error(self, desk: Desk) -> None:
        with pytest.raises(LedgerError):
            desk.do(lambda tx: tx.article(99))

    def test_identical_texts_are_kept_once(self, desk: Desk) -> None:
        desk.stored(A, words="w")
        desk.stored("https://chiya.example/copy", source="chiya", words="w")
        assert desk.book.stats()["texts"] == 1

    # erasure

    def test_erasing_leaves_no_word_of_the_article(self, desk: Desk) -> None:
        url = "https://nilufar.example/serwandi-arrested"
        (lead,) = desk.leads(desk.listing(), url, title="Serwandi in the feed", summary="Serwandi", text="Serwandi")
        key = desk.store(lead, url, text="Serwandi was arrested", title="Serwandi", canonical=url)
        desk.do(
            lambda tx: tx.add_revision(
                key, [], article(url, text="Serwandi was moved", title="Serwandi"), "w2", desk.now
            )
        )
        refs = desk.do(lambda tx: tx.erase(key, "asked by the family", desk.now))
        assert [ref.offset for ref in refs] == [key * 1000]
        assert desk.book.record(key) is None
        assert desk.book.revision(key, 1) is None
        assert desk.book.searchable([key]) == ()
        assert "erwandi" not in plain([desk.book.leads(), list(desk.book.events(keyed(url)))])
        for table in ("texts", "revisions", "lead_facts"):
            assert desk.book.stats()[table] == 0
        assert "erwandi" not in self.everything(desk)
        assert desk.kinds() == ["new", "revised", "erased"]
        assert desk.book.counts().reasons == {(Outcome.REJECTED, "erased"): 1}

    def test_a_tombstone_blocks_a_new_ingest_under_every_spelling(self, desk: Desk) -> None:
        key = desk.stored(A, also=[B])
        public = desk.book.record(key).id  # type: ignore[union-attr]
        desk.do(lambda tx: tx.erase(key, "asked", desk.now))
        for url in (A, B):
            known = desk.do(lambda tx, url=url: tx.known([keyed(url)]))
            assert known is not None
            assert (known.state, known.article_now) == ("erased", None)
            assert desk.book.tombstone(keyed(url)) == (public, desk.now, "asked")
        with pytest.raises(LedgerError):
            desk.stored(A, text="again")
        with pytest.raises(LedgerError):
            desk.do(lambda tx: tx.erase(key, "twice", desk.now))
        assert "erased" in desk.story(A)

    def test_a_text_that_another_article_shares_stays_for_that_one(self, desk: Desk) -> None:
        mine = desk.stored(A, words="w")
        theirs = desk.stored("https://chiya.example/copy", source="chiya", words="w")
        desk.do(lambda tx: tx.erase(mine, "asked", desk.now))
        assert desk.book.record(theirs).article.text == "گزارش از زندان کوهسار"  # type: ignore[union-attr]

    def test_the_duplicates_of_an_erased_article_say_nothing_either(self, desk: Desk) -> None:
        key = desk.stored(A)
        (copy,) = desk.leads(1, B, title="the copy's title")
        desk.settle(copy, Outcome.DUPLICATE, article=key)
        desk.do(lambda tx: tx.add_keys(key, [keyed(B)]))
        desk.do(lambda tx: tx.erase(key, "asked", desk.now))
        assert {(row.outcome, row.url, row.title) for row in desk.book.leads()} == {(Outcome.REJECTED, "", None)}
        assert desk.claim() == ()

    def test_an_alias_is_erased_with_its_article(self, desk: Desk) -> None:
        older, younger = desk.stored(A), desk.stored(B, text="other words")
        desk.do(lambda tx: tx.merge(younger, older, desk.now))
        desk.do(lambda tx: tx.erase(older, "asked", desk.now))
        assert desk.book.stats()["texts"] == 0
        assert desk.do(lambda tx: tx.known([keyed(B)])).state == "erased"  # type: ignore[union-attr]

    def test_an_article_that_goes_on_being_looked_at_after_erasure_is_not_revived(self, desk: Desk) -> None:
        (lead,) = desk.leads(desk.listing(), A)
        key = desk.store(lead, A, next_try=desk.now + HOUR)
        desk.do(lambda tx: tx.erase(key, "asked", desk.now))
        desk.pass_time(hours=2)
        assert [task for task in desk.claim() if task.lead is not None] == []
        desk.do(lambda tx: tx.look_again([lead], desk.now))
        assert [task for task in desk.claim() if task.lead is not None] == []
        with pytest.raises(LedgerError):
            desk.do(lambda tx: tx.add_revision(key, [], article(A), "w", desk.now))

    def everything(self, desk: Desk) -> str:
        """Every value of every row, as text."""
        from sqlalchemy import select

        from monitor.ledger.schema import metadata

        def read(tx: Transaction) -> str:
            rows = [row for table in metadata.sorted_tables for row in tx.connection.execute(select(table))]
            return "\n".join(repr(tuple(row)) for row in rows)

        return desk.do(read)

    def test_a_story_tells_everything_in_order(self, desk: Desk) -> None:
        (lead,) = desk.leads(desk.listing(), A, title="در خوراک")
        desk.pass_time(seconds=3)
        key = desk.store(lead, A)
        desk.pass_time(hours=1)
        desk.do(lambda tx: tx.add_revision(key, [], article(A, text="2"), "w2", desk.now))
        events = list(desk.book.events(keyed(A)))
        assert [event["event"] for event in events] == [
            "discovered",
            "attempt",
            "article",
            "revision",
            "outcome",
            "change",
            "revision",
            "change",
        ]
        assert events[0]["title"] == "در خوراک"
        assert all(before["at"] <= after["at"] for before, after in itertools.pairwise(events))  # type: ignore[operator]
        assert list(desk.book.events("https://never.example/seen")) == []

    def test_a_task_in_hand_is_part_of_the_story(self, desk: Desk) -> None:
        desk.leads(desk.listing(), A)
        desk.claim("me")
        assert "in_hand" in desk.story(A)

    def test_a_refusal_tells_its_reason(self, desk: Desk) -> None:
        (lead,) = desk.leads(desk.listing(), A)
        desk.settle(lead, Outcome.REJECTED, Reason.TOO_SHORT, detail="۴۲ words")
        *_, last = desk.book.events(keyed(A))
        assert (last["event"], last["outcome"], last["reason"], last["detail"]) == (
            "outcome",
            "rejected",
            "too_short",
            "۴۲ words",
        )

    def test_languages_recent_and_iterate_read_what_is_there(self, desk: Desk) -> None:
        first = desk.stored(A)
        desk.pass_time(days=1)
        second = desk.stored("https://chiya.example/a", source="chiya", language="ckb", text="x")
        assert dict(desk.book.languages()) == {"ckb": 1, "fa": 1}
        assert dict(desk.book.languages(desk.now)) == {"ckb": 1}
        assert [record.key for record in desk.book.recent(5)] == [second, first]
        assert [record.key for record in desk.book.iterate(source="chiya")] == [second]
        assert [record.key for record in desk.book.iterate(until=desk.now)] == [first]
        assert [record.key for record in desk.book.iterate(since=desk.now, after_key=0)] == [second]
