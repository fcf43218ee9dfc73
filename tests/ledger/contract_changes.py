"""The change log, the writer, runs and notes: what consumers and people rely on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta

import pytest
from ledger.desk import NOON, Desk, article, keyed

from monitor.errors import LedgerError
from monitor.ledger import Ledger, Transaction
from monitor.model import Kind, Lead, Listing, ListingKind, Outcome, Reason, Source
from monitor.ports import Checkpoint, NewLead

A, B = "https://nilufar.example/a", "https://nilufar.example/b"
WRITERS, EACH = 8, 15


class ChangesContract:
    reopen: Callable[[], Ledger]

    def test_numbers_begin_at_one_and_have_no_gap(self, desk: Desk) -> None:
        keys = [desk.stored(f"https://nilufar.example/{n}", text=str(n)) for n in range(5)]
        assert [(change.seq, change.article) for change in desk.book.after(0, 100)] == list(enumerate(keys, 1))
        assert [change.seq for change in desk.book.after(3, 1)] == [4]
        assert desk.book.head().seq == 5

    def test_a_job_that_fails_leaves_no_trace_and_no_gap(self, desk: Desk) -> None:
        feed = desk.listing()
        (lead,) = desk.leads(feed, A)

        def half(tx: Transaction) -> None:
            tx.add_article("new-source", lead, [keyed(A)], article(A), "w", desk.now, backlog=False)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            desk.do(half)
        assert desk.book.stats()["articles"] == desk.book.stats()["texts"] == 0
        assert desk.book.find(keyed(A)) is None
        desk.store(lead, A)
        assert [change.seq for change in desk.book.after(0, 10)] == [1]

    def test_a_failing_job_takes_nobody_with_it(self, book: Ledger) -> None:
        writer = book.writer(linger_s=0.2)
        jobs: list[Future[object]] = []
        for number in range(9):
            if number % 3 == 1:
                jobs.append(writer.submit(lambda tx: tx.source("lost", NOON) and 1 // 0))
            elif number % 3 == 2:
                jobs.append(
                    writer.submit(
                        lambda tx: tx.connection.exec_driver_sql("SELECT no_such_function_at_all(1)").scalar()
                    )
                )
            else:
                jobs.append(writer.submit(lambda tx, n=number: tx.note(f"n{n}", "kept")))
        for number, job in enumerate(jobs):
            if number % 3 == 1:
                with pytest.raises(ZeroDivisionError):
                    job.result(timeout=30)
            elif number % 3 == 0:
                job.result(timeout=30)
        assert set(book.notes()) == {"n0", "n3", "n6"}
        assert "lost" not in book.sources_state()

    def test_names_that_a_rolled_back_job_gave_are_not_remembered(self, desk: Desk) -> None:
        def half(tx: Transaction) -> None:
            tx.add_listings("chiya", [Listing(kind=ListingKind.FEED, url="https://chiya.example/f")], desk.now)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            desk.do(half)
        desk.stored("https://chiya.example/a", source="chiya")
        assert desk.book.counts("chiya").leads == 1

    def test_a_future_resolves_after_the_commit(self, desk: Desk) -> None:
        for number in range(20):
            desk.do(lambda tx, n=number: tx.note("last", str(n)))
            assert desk.book.notes()["last"] == str(number)

    def test_closing_finishes_what_is_queued(self, book: Ledger) -> None:
        writer = book.writer(linger_s=0.2)
        jobs = [writer.submit(lambda tx, n=number: tx.note(f"n{n}", "kept")) for number in range(120)]
        writer.close()
        assert all(job.done() for job in jobs)
        assert len(book.notes()) == 120
        with pytest.raises(LedgerError):
            writer.submit(lambda tx: None)

    def test_a_ledger_has_one_writer_at_a_time(self, desk: Desk) -> None:
        with pytest.raises(LedgerError):
            desk.book.writer()
        desk.writer.close()
        desk.book.writer().close()

    def test_nothing_is_committed_before_the_archive_is_on_disk(self, book: Ledger) -> None:
        said: list[int] = []

        def sync() -> None:
            said.append(len(book.notes()))
            if len(said) == 2:
                raise OSError("no room")

        desk = Desk(book, before_commit=[sync])
        desk.do(lambda tx: tx.note("a", "1"))
        assert said == [0]
        with pytest.raises(OSError, match="no room"):
            desk.do(lambda tx: tx.note("b", "1"))
        assert set(book.notes()) == {"a"}
        desk.do(lambda tx: tx.note("c", "1"))
        assert set(book.notes()) == {"a", "c"}

    def test_two_crawl_processes_share_the_work_and_do_nothing_twice(self, desk: Desk) -> None:
        """Each has a ledger and a connection of its own; hosts are leased, answers fenced."""
        sources = [f"site-{number}" for number in range(6)]
        for source in sources:
            desk.leads(desk.listing(source), *(f"https://{source}.example/{n}" for n in range(12)), source=source)
        taken: list[tuple[str, str, int]] = []

        def crawl(holder: str) -> None:
            mine = Desk(self.reopen())
            while tasks := mine.claim(holder, sources=sources, limit=5):
                for task in tasks:
                    assert task.lead is not None
                    assert mine.do(lambda tx, task=task: tx.holds(task))
                    mine.settle(task.lead, Outcome.REJECTED, Reason.TOO_SHORT)
                    taken.append((holder, task.host, task.lead))
            mine.book.close()

        threads = [threading.Thread(target=crawl, args=(holder,)) for holder in ("a", "b", "c")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(taken) == len({lead for _, _, lead in taken}) == 72
        assert len({(holder, host) for holder, host, _ in taken}) == len(sources)
        assert desk.book.counts().outcomes[Outcome.REJECTED] == 72

    def test_eight_writers_and_a_polling_consumer_skip_no_change(self, desk: Desk) -> None:
        """The law of commit order. Each writer has a ledger and a connection of its own."""
        done = threading.Event()
        seen: list[int] = []

        def consume() -> None:
            reader = self.reopen()
            cursor = 0
            while True:
                last_round = done.is_set()
                for change in reader.after(cursor, 50):
                    seen.append(change.article)
                    cursor = change.seq
                if last_round and cursor == reader.head().seq:
                    break
            reader.close()

        stored: list[int] = []

        def write(number: int) -> None:
            other = Desk(self.reopen())
            source = f"site-{number}"
            (listing,) = other.do(
                lambda tx: tx.add_listings(
                    source, [Listing(kind=ListingKind.FEED, url=f"https://{source}.example/f")], other.now
                )
            )
            for each in range(EACH):
                url = f"https://{source}.example/{each}"
                new = NewLead(
                    key=keyed(url), host=f"{source}.example", lead=Lead(url=url), digest="d", next_try=other.now
                )
                (lead,) = other.do(lambda tx, new=new: tx.add_leads(source, listing, [new], other.now))
                stored.append(other.store(lead, url, source=source, text=url))
            other.book.close()

        consumer = threading.Thread(target=consume)
        consumer.start()
        writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
        for thread in writers:
            thread.start()
        for thread in writers:
            thread.join()
        done.set()
        consumer.join()
        assert len(stored) == WRITERS * EACH
        assert sorted(seen) == sorted(stored)
        assert [change.seq for change in desk.book.after(0, 10_000)] == list(range(1, WRITERS * EACH + 1))
        assert desk.adds_up()

    def test_two_processes_may_meet_the_same_new_url(self, desk: Desk) -> None:
        other = Desk(self.reopen())
        feeds = desk.listing(), other.listing("chiya")
        barrier = threading.Barrier(2)

        def add(each: Desk, listing: int, source: str, urls: list[str]) -> None:
            barrier.wait()
            each.leads(listing, *urls, source=source)

        urls = [f"https://shared.example/{n}" for n in range(40)]
        threads = [
            threading.Thread(target=add, args=(desk, feeds[0], "nilufar", urls)),
            threading.Thread(target=add, args=(other, feeds[1], "chiya", urls[::-1])),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        other.book.close()
        assert desk.book.counts().leads == 40
        assert desk.book.stats()["lead_paths"] == 80

    def test_a_document_has_what_the_configuration_says_of_its_source(self, desk: Desk) -> None:
        key = desk.stored(A)
        bare = desk.book.searchable([key])[0]
        assert (bare.source_name, bare.source_kind, dict(bare.labels)) == ("nilufar", "news", {})
        source = Source(
            id="nilufar",
            name="خبرنامه نیلوفر",
            url="https://nilufar.example",
            kind=Kind.ADVOCACY,
            country="IR",
            owner="N",
            labels={"desk": "ایران"},
        )
        desk.do(lambda tx: tx.describe_sources([source], desk.now))
        full = desk.book.searchable([key, 99])[0]
        assert (full.source_name, full.source_kind, full.country, full.owner) == (
            "خبرنامه نیلوفر",
            "advocacy",
            "IR",
            "N",
        )
        assert dict(full.labels) == {"desk": "ایران"}

    def test_a_scan_pages_over_every_article_by_key(self, desk: Desk) -> None:
        keys = [desk.stored(f"https://nilufar.example/{n}", text=str(n)) for n in range(7)]
        found, after = [], 0
        while page := desk.book.scan(after, 3):
            found += [each.record.key for each in page]
            after = found[-1]
        assert found == keys

    def test_the_log_is_trimmed_and_says_so(self, desk: Desk) -> None:
        for number in range(5):
            desk.stored(f"https://nilufar.example/{number}", text=str(number))
        assert desk.book.trimmed() == 0
        assert desk.book.trim(3) == 3
        assert desk.book.trimmed() == 3
        assert [change.seq for change in desk.book.after(0, 10)] == [4, 5]
        desk.book.trim(5)
        assert desk.book.trimmed() == 5
        desk.stored("https://nilufar.example/more", text="more")
        assert desk.book.head().seq == 6

    def test_a_new_generation_is_another_ledger_to_its_consumers(self, desk: Desk) -> None:
        desk.stored(A)
        before = desk.book.head()
        assert desk.book.new_generation() == Checkpoint(ledger=before.ledger, generation=before.generation + 1, seq=1)

    def test_a_run_is_a_row_with_a_heartbeat_and_an_end(self, desk: Desk) -> None:
        run = desk.do(lambda tx: tx.start_run(4121, "crawl", desk.now))
        desk.pass_time(seconds=5)
        desk.do(lambda tx: tx.beat(run, desk.now, {"nilufar:stored": 3}))
        state = desk.book.run(run)
        assert state is not None
        assert (state.state, state.beat, dict(state.counters), state.ended) == (
            "running",
            desk.now,
            {"nilufar:stored": 3},
            None,
        )
        desk.do(lambda tx: tx.end_run(run, desk.now + timedelta(seconds=1), "finished", {"nilufar:stored": 4}))
        (ended,) = desk.book.runs()
        assert (ended.state, dict(ended.counters), ended.pid) == ("finished", {"nilufar:stored": 4}, 4121)
        assert desk.book.run(99) is None

    def test_a_baseline_is_set_once(self, desk: Desk) -> None:
        desk.do(lambda tx: tx.set_baseline("nilufar", desk.now))
        first = desk.now
        desk.pass_time(days=1)
        desk.do(lambda tx: tx.set_baseline("nilufar", desk.now))
        assert desk.book.sources_state()["nilufar"].baseline_at == first

    def test_attempts_are_counted_by_what_came_of_them(self, desk: Desk) -> None:
        desk.stored(A)
        assert dict(desk.book.attempt_counts()) == {"fetched": 1}
        assert dict(desk.book.attempt_counts(desk.now + timedelta(seconds=1))) == {}

    def test_the_counts_of_an_empty_ledger_are_zero(self, book: Ledger) -> None:
        counts = book.counts()
        assert counts.leads == 0
        assert dict(counts.outcomes) == dict.fromkeys(Outcome, 0)
        assert book.after(0, 10) == ()
        assert book.scan(0, 10) == ()
        assert book.sources_summary() == {}
