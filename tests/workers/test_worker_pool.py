"""The real pool against pages that are made to kill: each costs its own task and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from monitor.model import Lead, ListingKind, Page, Reason, Source
from monitor.workers import WorkerPool

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOURCE = Source(id="lark", name="The Lark", url="https://lark.example/", min_words=20, time_zone="Asia/Tehran")
SENTENCES = "The council of Narvan met on Tuesday and heard the families of the prisoners who were moved in the night. "


def page(body: bytes | str, url: str = "https://lark.example/2026/11/20/narvan") -> Page:
    data = body.encode() if isinstance(body, str) else body
    return Page(url=url, final_url=url, status=200, body=data, fetched_at=NOW)


def article(title: str = "Families wait in Narvan") -> Page:
    paragraphs = "".join(f"<p>{SENTENCES * 2}</p>" for _ in range(3))
    return page(
        f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def wait_until_busy(pid: int) -> None:
    """Until the worker has spent more time on its task than small pages ever need."""
    process = psutil.Process(pid)
    before = process.cpu_times().user
    while process.cpu_times().user < before + 0.3:
        time.sleep(0.01)


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(processes=2, deadline_s=10, memory_mb=600)
    yield pool
    pool.close()


def test_a_page_comes_back_as_an_article_with_language_and_hash(pool: WorkerPool) -> None:
    lead = Lead(url="https://lark.example/2026/11/20/narvan", published=datetime(2026, 11, 20, 8, 30, tzinfo=UTC))
    extraction = pool.page(article(), SOURCE, lead, NOW).result(60)
    assert extraction.article is not None
    assert extraction.article.title == "Families wait in Narvan"
    assert extraction.article.language == "en"
    assert extraction.article.published == lead.published
    assert len(extraction.content_hash) == 64


def test_text_of_any_script_crosses_the_pipe_unharmed(pool: WorkerPool) -> None:
    text = "خانواده‌های زندانیان می‌گویند که از سرنوشت آن‌ها خبری ندارند و نامه‌هایشان بی‌پاسخ مانده است. "
    body = f"<html lang=fa><body><article><h1>بی‌خبری خانواده‌ها 🕊️</h1><p>{text * 3}</p><p>{text * 2}</p></article></body></html>"
    extraction = pool.page(page(body), SOURCE, None, NOW).result(60)
    assert extraction.article is not None
    assert extraction.article.title == "بی‌خبری خانواده‌ها 🕊️"
    assert "می‌گویند" in extraction.article.text
    assert extraction.article.language == "fa"


def test_a_listing_comes_back_as_leads_or_with_its_problem(pool: WorkerPool) -> None:
    feed = "<rss version='2.0'><channel><title>Lark</title><item><title>One</title><link>https://lark.example/one</link></item></channel></rss>"
    assert [lead.url for lead in pool.listing(ListingKind.FEED, page(feed)).result(60).leads] == [
        "https://lark.example/one"
    ]
    assert pool.listing(ListingKind.FEED, page("")).result(60).problem


HOSTILE = {
    "300,000 attributes on a tag": lambda: (
        b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">x</p></body></html>"
    ),
    "200,000 dates": lambda: (
        b"<html><body>" + b"<time datetime='2026-11-20'>20 November 2026</time> " * 200_000 + b"</body></html>"
    ),
    "eight megabytes of empty paragraphs": lambda: b"<html><body>" + b"<p>" * 2_700_000,
    "deep nesting": lambda: b"<html><body>" + b"<div>" * 200_000 + b"x",
    "200,000 links": lambda: b"<html><body>" + b"<a href=/2026/11/20/a>A story of some length here</a> " * 200_000,
    "one huge text": lambda: b"<html><body><p>" + b"word " * 1_500_000,
    "a huge title": lambda: b"<html><title>" + b"- a | " * 1_000_000 + b"</title><body><h1>" + b"- a | " * 300_000,
    "a nest of JSON": lambda: b"<script type=application/ld+json>" + b"[" * 500_000 + b"</script>",
}


def test_every_hostile_page_ends_in_one_outcome_and_the_pages_after_it_are_read() -> None:
    pool = WorkerPool(processes=2, deadline_s=1.5, memory_mb=700)
    try:
        pages = [each for make in HOSTILE.values() for each in (page(make()), article())]
        extractions = [task.result(120) for task in [pool.page(each, SOURCE, None, NOW) for each in pages]]
        for name, extraction in zip(HOSTILE, extractions[::2], strict=True):
            outcomes = (extraction.article, extraction.rejection, extraction.quarantine)
            assert sum(part is not None for part in outcomes) == 1, name
        assert all(extraction.article is not None for extraction in extractions[1::2])
    finally:
        pool.close(wait=False)


def test_a_task_that_never_ends_is_quarantined_at_its_deadline() -> None:
    pool = WorkerPool(processes=1, deadline_s=0.5, memory_mb=900)
    try:
        pool.page(article(), SOURCE, None, NOW).result(60)
        started = time.monotonic()
        extraction = pool.page(page(HOSTILE["200,000 links"]()), SOURCE, None, NOW).result(60)
        assert extraction.quarantine is not None
        assert extraction.quarantine.reason is Reason.EXTRACTION_TIMEOUT
        assert time.monotonic() - started < 5
    finally:
        pool.close(wait=False)


def test_a_task_that_eats_memory_is_quarantined_and_its_worker_replaced() -> None:
    pool = WorkerPool(processes=1, deadline_s=30, memory_mb=260)
    try:
        pool.page(article(), SOURCE, None, NOW).result(60)
        before = pool.pids()
        extraction = pool.page(page(HOSTILE["eight megabytes of empty paragraphs"]()), SOURCE, None, NOW).result(60)
        assert extraction.quarantine is not None
        assert extraction.quarantine.reason is Reason.EXTRACTION_MEMORY
        assert pool.page(article(), SOURCE, None, NOW).result(60).article is not None
        assert pool.pids() != before
    finally:
        pool.close(wait=False)


def test_a_killed_worker_costs_the_page_that_it_had_and_no_other() -> None:
    pool = WorkerPool(processes=1, deadline_s=30, memory_mb=900)
    try:
        pool.page(article(), SOURCE, None, NOW).result(60)
        slow = pool.page(page(HOSTILE["200,000 links"]()), SOURCE, None, NOW)
        others = [pool.page(article(), SOURCE, None, NOW) for _ in range(3)]
        wait_until_busy(pool.pids()[0])
        os.kill(pool.pids()[0], signal.SIGKILL)
        quarantine = slow.result(60).quarantine
        assert quarantine is not None
        assert quarantine.reason is Reason.EXTRACTION_CRASH
        assert "SIGKILL" in quarantine.detail
        assert all(other.result(60).article is not None for other in others)
    finally:
        pool.close(wait=False)


def test_a_worker_killed_while_idle_costs_nothing(pool: WorkerPool) -> None:
    pool.page(article(), SOURCE, None, NOW).result(60)
    for pid in pool.pids():
        os.kill(pid, signal.SIGKILL)
    assert pool.page(article(), SOURCE, None, NOW).result(60).article is not None


def test_closing_at_once_cancels_instead_of_blaming_the_page() -> None:
    pool = WorkerPool(processes=1, deadline_s=30, memory_mb=900)
    pool.page(article(), SOURCE, None, NOW).result(60)
    slow = pool.page(page(HOSTILE["200,000 links"]()), SOURCE, None, NOW)
    waiting = pool.page(article(), SOURCE, None, NOW)
    wait_until_busy(pool.pids()[0])
    pool.close(wait=False)
    assert slow.cancelled() or slow.exception(5) is not None
    assert waiting.cancelled()


def test_no_worker_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(
        textwrap.dedent(
            """
            import sys, time
            sys.path.insert(0, sys.argv[1])
            from datetime import UTC, datetime
            from monitor.model import ListingKind, Page
            from monitor.workers import WorkerPool
            pool = WorkerPool(processes=2)
            page = Page(url="https://a.example/", final_url="https://a.example/", status=200, body=b"", fetched_at=datetime(2026, 1, 1, tzinfo=UTC))
            for task in [pool.listing(ListingKind.FEED, page) for _ in range(20)]:
                task.result()
            print(*pool.pids(), flush=True)
            time.sleep(600)
            """
        )
    )
    parent = subprocess.Popen(
        [sys.executable, str(program), str(Path(__file__).parents[2])], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    workers = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
    assert workers
    parent.kill()
    parent.wait()
    parent.stdout.close()
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert not [worker for worker in alive if worker.status() != psutil.STATUS_ZOMBIE]


def test_early_workers_start_before_a_task_comes_and_no_more_than_asked_for() -> None:
    pool = WorkerPool(processes=3, early=1)
    try:
        ends = time.monotonic() + 60
        while not pool.pids() and time.monotonic() < ends:
            time.sleep(0.01)
        assert len(pool.pids()) == 1
    finally:
        pool.close()
    assert not pool.pids()


def test_each_source_keeps_its_own_rules_though_it_is_told_once(pool: WorkerPool) -> None:
    strict = replace(SOURCE, id="wren", min_words=5000)
    for _ in range(2):
        assert pool.page(article(), SOURCE, None, NOW).result(60).article is not None
        refused = pool.page(article(), strict, None, NOW).result(60)
        assert refused.rejection is not None
        assert pool.page(article(), replace(strict, min_words=20), None, NOW).result(60).article is not None
