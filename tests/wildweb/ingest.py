"""An ingestion that hands out given tasks and remembers each answer, with the methods that the spider knows."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from types import SimpleNamespace
from typing import TextIO

from monitor.errors import ArchiveError, LedgerDamaged
from monitor.model import Failure, Login, Page, Source, Task, TaskKind
from monitor.urls import host_of

DEFAULTS = {
    "contact": "mailto:desk@example.org",
    "proxy": None,
    "allow_networks": ("127.0.0.0/8",),
    "delay": 0.0,
    "per_host": 1,
    "concurrency": 16,
    "timeout_s": 3.0,
    "max_size": 2_000_000,
    "obey_robots": True,
}


class RememberingIngest:
    """`plan`: sources (keyword dicts of Source), tasks (keyword dicts of Task), crawl (settings), and how ingestion
    itself misbehaves (`breaks_on`, `refuses_on`: parts of a URL; `take_s`: seconds per page). Each answer is a line
    of JSON on `out`."""

    def __init__(self, plan: dict, out: TextIO) -> None:
        self.settings = SimpleNamespace(crawl=SimpleNamespace(**{**DEFAULTS, **plan.get("crawl", {})}))
        self.sources = {one["id"]: _source(one) for one in plan["sources"]}
        self._waiting = [_task(number, one) for number, one in enumerate(plan["tasks"])]
        self._plan = plan
        self._out = out
        self._open: Counter[Task] = Counter()
        self._say(event="ready")

    async def tasks(self, capacity: int) -> tuple[Task, ...]:
        if self._plan.get("breaks_asking") and self._open:
            raise LedgerDamaged("The ledger is damaged.")
        given, self._waiting = tuple(self._waiting[:capacity]), self._waiting[capacity:]
        self._open.update(given)
        return given

    async def take(self, task: Task, page: Page) -> str:
        await asyncio.sleep(self._plan.get("take_s", 0))
        if (word := self._plan.get("refuses_on")) and word in task.url:
            raise ArchiveError("The disk is full.")
        if (word := self._plan.get("breaks_on")) and word in task.url:
            raise ZeroDivisionError
        self._say(
            event="take",
            url=task.url,
            status=page.status,
            final_url=page.final_url,
            hops=page.hops,
            headers=page.headers,
            size=len(page.body),
            body=page.body[:20_000].decode("utf-8", "replace"),
            sha=hashlib.sha256(page.body).hexdigest(),
            wire=None if page.wire_body is None else len(page.wire_body),
        )
        self._settle(task)
        return "stored"

    async def fail(self, task: Task, failure: Failure) -> str:
        self._say(
            event="fail",
            url=task.url,
            reason=failure.reason.value,
            detail=failure.detail,
            is_try=failure.is_try,
            retry_at=failure.retry_at.isoformat() if failure.retry_at else None,
        )
        self._settle(task)
        return "waiting"

    def is_done(self) -> bool:
        return not self._waiting

    async def finish(self, state: str) -> None:
        self._say(event="finish", state=state, open=sum(self._open.values()), unclaimed=len(self._waiting))

    def _settle(self, task: Task) -> None:
        self._open[task] -= 1
        assert self._open[task] >= 0, f"answered twice: {task.url}"

    def _say(self, **event: object) -> None:
        print(json.dumps(event), file=self._out, flush=True)


class SilentIngest(RememberingIngest):
    """For measurements: remembers nothing but how many were taken."""

    taken = 0

    async def take(self, task: Task, page: Page) -> str:
        self.taken += 1
        return "stored"


def _source(one: dict) -> Source:
    login = Login(**one["login"]) if one.get("login") else None
    return Source(**{"name": one["id"], **one, "login": login})


def _task(number: int, one: dict) -> Task:
    return Task(**{"kind": TaskKind.FETCH, "host": host_of(one["url"]) or "", "token": 1, "lead": number, **one})
