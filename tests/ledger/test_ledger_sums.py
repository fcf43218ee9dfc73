"""Whatever happens in whatever order: each lead has one outcome, and the sum over outcomes equals the leads."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule
from ledger.desk import HOUR, Desk, article, keyed

from monitor import ledger
from monitor.errors import LedgerError
from monitor.model import ChangeKind, Look, Outcome, Reason

SOURCES = ("nilufar", "chiya")


class Life(RuleBasedStateMachine):
    """A ledger that lives through polls, fetches, failures, edits, mergers, erasures, deaths and re-openings."""

    leads = Bundle("leads")
    articles = Bundle("articles")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "ledger.db"
        self.desk = Desk(ledger.create(self.path))
        self.feeds = {source: self.desk.listing(source) for source in SOURCES}
        self.named: dict[str, int] = {}
        self.number = 0

    def teardown(self) -> None:
        assert self.desk.book.check(full=True) == ()
        self.desk.book.close()
        self.folder.cleanup()

    @rule(target=leads, source=st.sampled_from(SOURCES), numbers=st.lists(st.integers(0, 12), min_size=1, max_size=4))
    def poll(self, source: str, numbers: list[int]) -> object:
        urls = [f"https://{source}.example/{number}" for number in numbers]
        rows = self.desk.leads(self.feeds[source], *urls, source=source)
        self.named.update(zip(urls, rows, strict=True))
        return multiple(*((source, url, row) for url, row in zip(urls, rows, strict=True)))

    @rule(target=articles, lead=leads, words=st.integers(0, 3))
    def store(self, lead: tuple[str, str, int], words: int) -> object:
        source, url, row = lead
        try:
            return self.desk.store(
                row, url, source=source, words=f"w{words}", text=f"text {words}", next_try=self.desk.now + HOUR
            )
        except LedgerError:
            return multiple()

    @rule(lead=leads, reason=st.sampled_from([Reason.TOO_SHORT, Reason.ROBOTS]))
    def reject(self, lead: tuple[str, str, int], reason: Reason) -> None:
        self.desk.settle(lead[2], Outcome.REJECTED, reason)

    @rule(lead=leads, tries=st.integers(1, 3))
    def retry(self, lead: tuple[str, str, int], tries: int) -> None:
        self.desk.settle(lead[2], Outcome.WAITING, Reason.TIMEOUT, next_try=self.desk.now + HOUR, tries=tries)

    @rule(lead=leads)
    def crash_halfway(self, lead: tuple[str, str, int]) -> None:
        def half(tx: ledger.Transaction) -> None:
            tx.settle_lead(lead[2], Outcome.QUARANTINED, self.desk.now, reason=Reason.EXTRACTION_CRASH)
            raise ZeroDivisionError

        try:
            self.desk.do(half)
        except ZeroDivisionError:
            return
        raise AssertionError("the error must reach its future")

    @rule(article_key=articles, words=st.integers(4, 6))
    def revise(self, article_key: int, words: int) -> None:
        self._maybe(
            lambda tx: tx.add_revision(
                article_key, [], article("https://x.example", text=str(words)), f"w{words}", self.desk.now
            )
        )

    @rule(article_key=articles, kind=st.sampled_from([ChangeKind.GONE, ChangeKind.RETURNED]))
    def mark(self, article_key: int, kind: ChangeKind) -> None:
        self._maybe(lambda tx: tx.mark(article_key, kind, self.desk.now))

    @rule(article_key=articles)
    def look(self, article_key: int) -> None:
        self.desk.do(lambda tx: tx.looked(article_key, Look.UNCHANGED, self.desk.now))

    @rule(younger=articles, older=articles)
    def merge(self, younger: int, older: int) -> None:
        self._maybe(lambda tx: tx.merge(younger, older, self.desk.now))

    @rule(article_key=articles)
    def erase(self, article_key: int) -> None:
        self._maybe(lambda tx: tx.erase(article_key, "asked", self.desk.now))

    @rule(holder=st.sampled_from(["a", "b"]), limit=st.integers(1, 5), lost=st.booleans())
    def claim(self, holder: str, limit: int, lost: bool) -> None:
        tasks = self.desk.claim(holder, sources=SOURCES, limit=limit)
        assert len({task.lead for task in tasks if task.lead}) == len([task for task in tasks if task.lead])
        if not lost:
            self.desk.do(lambda tx: tx.release(holder))

    @rule(minutes=st.integers(1, 90))
    def wait(self, minutes: int) -> None:
        self.desk.now += timedelta(minutes=minutes)

    @rule()
    def reopen(self) -> None:
        now = self.desk.now
        self.desk.book.close()
        self.desk = Desk(ledger.open(self.path))
        self.desk.now = now

    def _maybe(self, work: object) -> None:
        """Some of it is refused, for an article that was erased or merged; then nothing may have happened."""
        before = self.desk.book.head()
        try:
            self.desk.do(work)  # type: ignore[arg-type]
        except LedgerError:
            assert self.desk.book.head() == before

    @invariant()
    def the_sum_of_outcomes_equals_the_leads(self) -> None:
        counts = self.desk.book.counts()
        assert len(counts.outcomes) == len(Outcome)
        assert counts.leads == sum(counts.outcomes.values()) == len(set(self.named.values()))

    @invariant()
    def every_url_has_a_story_that_ends_in_its_outcome(self) -> None:
        for url in list(self.named)[-1:]:
            outcomes = [event for event in self.desk.book.events(keyed(url)) if event["event"] == "outcome"]
            assert len(outcomes) == 1


Life.TestCase.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
TestLife = Life.TestCase
