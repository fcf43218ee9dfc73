"""Ending a crawl early: signals, a parent that dies, and the process adapter that the parent uses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from wildweb.crawl import HERE, Crawl
from wildweb.server import WildWeb, answer, silent

from monitor.crawler import start
from monitor.crawler.process import OLD_LOGS, TURN_OVER_AT
from spiders.news import _opened


@pytest.fixture
def web() -> Iterator[WildWeb]:
    made = WildWeb()
    yield made
    made.close()


def slow_plan(web: WildWeb, pages: int = 40) -> dict:
    """A host with many pages at half a second each, and one that holds its answer back for a second."""
    for number in range(pages):
        web.on(f"/{number}", answer(b"<p>page"))
    web.on("/held", answer(b"<p>held", wait_s=1.0), host="held.localhost")
    tasks = [{"source": "s", "url": web.url("/held", "held.localhost")}]
    tasks += [{"source": "s", "url": web.url(f"/{number}")} for number in range(pages)]
    return {
        "sources": [{"id": "s", "url": web.url("/"), "delay": 0.5, "obey_robots": False}],
        "tasks": tasks,
        "crawl": {"timeout_s": 20},
    }


def answered(run: Crawl) -> int:
    return sum(event["event"] in ("take", "fail") for event in run.events)


@pytest.mark.parametrize("how", ["SIGINT", "parent"])
def test_asked_once_the_crawl_finishes_what_is_under_way_and_leaves_the_rest_waiting(web: WildWeb, how: str) -> None:
    run = Crawl(slow_plan(web), environ={"MONITOR_PARENT_PIPE": "1"})
    run.until("take")
    begun = time.monotonic()
    if how == "parent":
        assert run.process.stdin is not None
        run.process.stdin.close()
    else:
        run.process.send_signal(signal.Signals[how])
    run.wait()
    assert time.monotonic() - begun < 15
    assert run.end["state"] == "interrupted"
    assert run.of(web.url("/held", "held.localhost"))["status"] == 200
    assert run.end["open"] == 41 - answered(run)
    assert run.end["open"] > 20
    assert not [event for event in run.events if event["event"] == "fail"]


def test_asked_twice_it_stops_at_once_and_says_so_in_the_ledger(web: WildWeb) -> None:
    plan = slow_plan(web)
    web.on("/held", silent, host="held.localhost")
    run = Crawl(plan)
    run.until("take")
    begun = time.monotonic()
    run.process.send_signal(signal.SIGTERM)
    time.sleep(0.3)  # two signals at the same moment are one
    run.process.send_signal(signal.SIGINT)
    run.wait()
    assert time.monotonic() - begun < 8
    assert run.end["state"] == "interrupted"
    assert run.process.returncode == 130


def test_our_own_mistake_with_a_page_is_told_and_the_page_is_not_lost(web: WildWeb) -> None:
    for path in ("/good", "/bad"):
        web.on(path, answer(b"<p>page"))
    tasks = [{"source": "s", "url": web.url(path)} for path in ("/good", "/bad")]
    run = Crawl({"sources": [{"id": "s", "url": web.url("/")}], "tasks": tasks, "breaks_on": "/bad"})
    assert run.process.stdin is not None
    run.process.stdin.close()  # which means nothing where no parent said that it would hold it open
    run.wait()
    assert run.of(web.url("/bad"))["reason"] == "bad_response"
    assert run.of(web.url("/good"))["status"] == 200
    assert "ZeroDivisionError" in run.log
    assert run.end["state"] == "finished"


def test_a_crawl_whose_answers_cannot_be_kept_stops(web: WildWeb) -> None:
    for number in range(30):
        web.on(f"/{number}", answer(b"<p>page"))
    source = {"id": "s", "url": web.url("/"), "delay": 0.2, "obey_robots": False}
    tasks = [{"source": "s", "url": web.url(f"/{number}")} for number in range(30)]
    run = Crawl({"sources": [source], "tasks": tasks, "refuses_on": "/3"}).wait()
    assert run.end["state"] == "failed"
    assert "The disk is full." in run.log
    assert len(web.asked) < 15


def test_a_crawl_that_cannot_ask_for_work_any_more_ends_as_failed(web: WildWeb) -> None:
    web.on("/a", answer(b"<p>page"))
    plan = {"sources": [{"id": "s", "url": web.url("/")}], "tasks": [{"source": "s", "url": web.url("/a")}]}
    run = Crawl({**plan, "breaks_asking": True}).wait()
    assert run.end["state"] == "failed"
    assert run.end["open"] == 1 - answered(run)
    assert "The ledger is damaged." in run.log


# the command and the process adapter


def scrapy(*arguments: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **environ},
        timeout=60,
        check=False,
    )


def test_scrapy_list_works_from_the_checkout_as_scrapy_users_expect() -> None:
    listed = scrapy("list", cwd=HERE)
    assert (listed.stdout, listed.returncode) == ("news\n", 0)


def test_scrapy_crawl_without_a_configuration_says_so_in_a_sentence(tmp_path: Path) -> None:
    run = scrapy(
        "crawl",
        "news",
        cwd=HERE,
        MONITOR_CRAWL=json.dumps({"config": str(tmp_path / "monitor.toml")}),
    )
    assert run.returncode != 0
    assert "monitor.toml" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_limit_that_is_no_number_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        _opened(None, "many")
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith("limit=many is not a number of pages.")


def test_the_parent_can_start_interrupt_and_kill_the_crawl_and_read_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "random.py").write_text("raise SystemExit('imported from the working folder')")
    before = os.getcwd()
    os.chdir(tmp_path)
    try:
        child = start(SimpleNamespace(state=tmp_path / "state"), {"MONITOR_CRAWL": '{"config": "/nowhere.toml"}'})
    finally:
        os.chdir(before)
    try:
        assert child.wait(60)
        assert "nowhere.toml" in child.last_words()
        assert "working folder" not in child.last_words()
        log = tmp_path / "state" / "log" / "crawl.log"
        assert log.stat().st_mode & 0o077 == 0
        child.interrupt()
    finally:
        child.kill()
    assert not child.is_alive()


def test_the_log_is_turned_over_at_a_start_and_old_ones_are_dropped(tmp_path: Path) -> None:
    log = tmp_path / "log" / "crawl.log"
    log.parent.mkdir()
    for number in range(1, OLD_LOGS + 1):
        log.with_name(f"crawl.log.{number}").write_text(str(number))
    log.write_bytes(b"x" * TURN_OVER_AT)
    child = start(SimpleNamespace(state=tmp_path), {})
    child.kill()
    assert sorted(path.name for path in log.parent.iterdir()) == ["crawl.log", *(f"crawl.log.{n}" for n in (1, 2, 3))]
    assert log.with_name("crawl.log.1").stat().st_size == TURN_OVER_AT
    assert log.with_name("crawl.log.3").read_text() == "2"
    assert child.last_words() == ""
