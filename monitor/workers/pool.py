"""Worker processes with a deadline and a memory cap per task.

Each worker is a process of its own with its own pipe and, here, a thread that feeds it: nothing is shared between
workers, so the death of one, at any moment, costs exactly the task that it had. (A pool over one shared queue loses
the queue's lock with a worker that is killed while it holds it, and pebble ends as a whole when an idle worker dies.)

A worker starts when a task waits for it; the first few may start at once, beside whatever else a process does before
its first page (`early`): the imports take about as long as those of a crawl.

A task that outlives its deadline, its memory or its process is a value: `Extraction.quarantine` with the reason, or
`Discovery.problem`. A worker is replaced after such a task, and after `max_tasks` tasks, since libraries leak.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from monitor.model import Discovery, Lead, ListingKind, Page, Reason, Rejection, Source
from monitor.ports import Extraction
from monitor.workers import codec
from monitor.workers.process import HEAD

_CHUNK = 1 << 20
_ATTEMPTS = 3
_START_S = 60.0  # imports on a busy machine; a task's deadline runs from the moment the worker is ready


@dataclass(frozen=True, slots=True)
class _Job:
    request: bytes
    body: bytes
    future: Future[Any]
    done: Callable[[Any], Any]
    failed: Callable[[Reason, str], Any]


class _DiedIdle(Exception):
    """The worker was gone before it had the task: nobody's fault, the task goes to another."""


class _Died(Exception):
    """The worker is gone with its task, or is ended now. `reason` names what it was."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class WorkerPool:
    """The port `Workers` over real processes. Thread-safe; futures are settled in the pool's threads."""

    def __init__(
        self,
        *,
        processes: int = 2,
        deadline_s: float = 20.0,
        memory_mb: int = 1000,
        max_tasks: int = 2000,
        early: int = 0,
    ) -> None:
        self._deadline_s = deadline_s
        self._memory_mb = memory_mb
        self._max_tasks = max_tasks
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._closed = False
        self._now = False
        self._sources: dict[str, tuple[Source, str]] = {}
        self._workers = [_Worker(memory_mb) for _ in range(processes)]
        self._threads = [
            threading.Thread(target=self._feed, args=(worker, number < early), name=f"worker-{number}", daemon=True)
            for number, worker in enumerate(self._workers)
        ]
        for thread in self._threads:
            thread.start()

    def page(
        self, page: Page, source: Source, lead: Lead | None, now: datetime, *, explain: bool = False
    ) -> Future[Extraction]:
        call = {
            "task": "page",
            "page": codec.plain(page),
            "source": self._told(source),
            "lead": codec.plain(lead),
            "now": now.isoformat(),
            "explain": explain,
        }
        return self._submit(
            call,
            page.body,
            lambda value: codec.decoded(Extraction, value),
            lambda reason, detail: Extraction(quarantine=Rejection(reason=reason, detail=detail)),
        )

    def listing(self, kind: ListingKind, page: Page, source: Source | None = None) -> Future[Discovery]:
        call = {"task": "listing", "kind": kind.value, "page": codec.plain(page), "source": self._told(source)}
        return self._submit(
            call,
            page.body,
            lambda value: codec.decoded(Discovery, value),
            lambda reason, detail: Discovery(problem=detail),
        )

    def close(self, *, wait: bool = True) -> None:
        """End the workers: after the tasks that they hold (`wait`) or at once. What has not begun is cancelled."""
        self._closed = True
        self._now = self._now or not wait
        for _ in self._threads:
            self._jobs.put(None)
        if not wait:
            for worker in self._workers:
                worker.interrupt()
        for thread in self._threads:
            thread.join()

    def pids(self) -> tuple[int, ...]:
        """Process ids of the workers that run now."""
        return tuple(pid for worker in self._workers if (pid := worker.pid) is not None)

    def _told(self, source: Source | None) -> str | None:
        """The source as JSON inside the request's: the same text for all its pages, which neither side reads again."""
        if source is None:
            return None
        known = self._sources.get(source.id)
        if known is None or known[0] is not source:
            known = self._sources[source.id] = (source, codec.dumps(source).decode())
        return known[1]

    def _submit(
        self, call: dict[str, Any], body: bytes, done: Callable[[Any], Any], failed: Callable[[Reason, str], Any]
    ) -> Future[Any]:
        if self._closed:
            raise RuntimeError("the pool is closed")
        future: Future[Any] = Future()
        request = json.dumps(call, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        self._jobs.put(_Job(request, body, future, done, failed))
        return future

    def _feed(self, worker: _Worker, is_early: bool) -> None:
        tasks = 0
        if is_early:
            with suppress(_Died):  # the first task tries again, and says so
                worker.ready()
        while (job := self._jobs.get()) is not None:
            if self._closed or not job.future.set_running_or_notify_cancel():
                job.future.cancel()
                continue
            try:
                answer = self._ask(worker, job)
            except _Died as death:
                worker.kill()
                tasks = 0
                if self._now:  # ended by `close`: the page did nothing wrong
                    job.future.set_exception(CancelledError())
                else:
                    job.future.set_result(job.failed(death.reason, death.detail))
                continue
            tasks += 1
            if "memory" in answer or tasks >= self._max_tasks:
                worker.kill()
                tasks = 0
            self._settle(job, answer)
        worker.kill()

    def _ask(self, worker: _Worker, job: _Job) -> dict[str, Any]:
        for _ in range(_ATTEMPTS):
            worker.ready()
            try:
                return worker.ask(job.request, job.body, self._deadline_s)
            except _DiedIdle:
                worker.kill()
            if self._now:
                raise _Died(Reason.INTERRUPTED, "the pool was closed")
        raise _Died(Reason.EXTRACTION_CRASH, f"{_ATTEMPTS} workers died before they had the page")

    @staticmethod
    def _settle(job: _Job, answer: dict[str, Any]) -> None:
        if "done" in answer:
            try:
                job.future.set_result(job.done(answer["done"]))
                return
            except ValueError as error:
                answer = {"crash": str(error)}
        reason = Reason.EXTRACTION_MEMORY if "memory" in answer else Reason.EXTRACTION_CRASH
        job.future.set_result(job.failed(reason, str(answer.get("memory") or answer.get("crash"))))


class _Worker:
    """One process and its pipe. Used by one thread, but for `interrupt` and `pid`."""

    def __init__(self, memory_mb: int) -> None:
        self._memory_mb = memory_mb
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def ready(self) -> None:
        """A process that is up and warm. One that died while idle is replaced: no task was lost with it."""
        if self._process is not None and self._process.poll() is None:
            return
        self.kill()
        root = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "monitor.workers.process", str(self._memory_mb), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            bufsize=0,
        )
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            os.set_blocking(stream.fileno(), False)
        answer = self._read(time.monotonic() + _START_S, _START_S)
        if "ready" not in answer:
            raise _Died(Reason.EXTRACTION_CRASH, str(answer.get("crash")))

    def ask(self, request: bytes, body: bytes, deadline_s: float) -> dict[str, Any]:
        """The worker's answer. Raises `_Died` where the deadline passes or the process ends before it."""
        until = time.monotonic() + deadline_s
        try:
            self._write(HEAD.pack(len(request), len(body)) + request, until, deadline_s)
            self._write(body, until, deadline_s)
            self._exactly(HEAD.size, until, deadline_s)  # the sign that it has the task
        except _Died as death:
            raise (death if death.reason is Reason.EXTRACTION_TIMEOUT else _DiedIdle()) from None
        return self._read(until, deadline_s)

    def interrupt(self) -> None:
        """End the process from another thread; the one that waits for its answer reads the end of the pipe."""
        process = self._process
        if process is not None:
            process.kill()

    def kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    def _write(self, data: bytes, until: float, deadline_s: float) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        descriptor = self._process.stdin.fileno()
        view = memoryview(data)
        while view:
            self._await(descriptor, select.POLLOUT, until, deadline_s)
            try:
                view = view[os.write(descriptor, view[:_CHUNK]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise self._death() from None

    def _read(self, until: float, deadline_s: float) -> dict[str, Any]:
        size, _ = HEAD.unpack(self._exactly(HEAD.size, until, deadline_s))
        try:
            answer = json.loads(self._exactly(size, until, deadline_s))
        except ValueError:
            answer = None
        return answer if isinstance(answer, dict) else {"crash": "the worker's answer is no JSON object"}

    def _exactly(self, size: int, until: float, deadline_s: float) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        data = bytearray()
        while len(data) < size:
            self._await(descriptor, select.POLLIN, until, deadline_s)
            try:
                piece = os.read(descriptor, min(_CHUNK, size - len(data)))
            except BlockingIOError:
                continue
            if not piece:
                raise self._death()
            data += piece
        return bytes(data)

    def _await(self, descriptor: int, event: int, until: float, deadline_s: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        left = until - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise _Died(Reason.EXTRACTION_TIMEOUT, f"not done after {deadline_s:g} s")

    def _death(self) -> _Died:
        assert self._process is not None
        code = self._process.wait()
        if code < 0:
            name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
            return _Died(Reason.EXTRACTION_CRASH, f"the worker was ended by {name}")
        return _Died(Reason.EXTRACTION_CRASH, f"the worker ended with status {code}")
