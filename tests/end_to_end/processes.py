"""Every process of one watch: the command, its crawl process, the workers. Found by a mark in their environment, so
that one whose parents have died is found as well."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MARK = "MONITOR_TESTED_WATCH"
"""Environment variable with the watch's folder; children inherit it."""


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    kind: str
    """command | crawl | worker"""

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def is_alive(self) -> bool:
        """False for a zombie too: it does nothing any more."""
        return _kind(self.pid, b"") is not None


def of_watch(folder: Path) -> list[Process]:
    """The living processes of the watch in `folder`, oldest first."""
    mark = f"{MARK}={folder}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            kind = _kind(int(entry.name), mark)
            if kind is not None:
                found.append(Process(int(entry.name), kind))
    return sorted(found, key=lambda process: process.pid)


def wait_until(condition: Callable[[], bool], seconds: float = 60, what: str = "") -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:g} s in vain {what}"
        time.sleep(0.02)


def end_all(folder: Path, *, within_s: float) -> list[Process]:
    """Wait until no process of the watch lives; kill those that still do, and name them."""
    deadline = time.monotonic() + within_s
    while (left := of_watch(folder)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in left:
        process.kill()
    return left


def _kind(pid: int, mark: bytes) -> str | None:
    """What the process is; None where it has ended, or does not carry the mark."""
    try:
        place = Path("/proc") / str(pid)
        if mark not in (place / "environ").read_bytes().split(b"\0") and mark:
            return None
        words = (place / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return None
    if words == [b""]:
        return None
    if b"scrapy" in words:
        return "crawl"
    return "worker" if b"monitor.workers.process" in words else "command"
