"""One child process: `python -m scrapy crawl news`.

* Its standard input is a pipe that nobody writes to: it ends when the parent dies, however it dies, and the child
  then finishes what is under way and goes.
* It leads a session of its own, so that Ctrl-C in a terminal reaches it once, through the parent, and so that it
  can be killed together with its worker processes.
* What it says goes to `log/crawl.log` in the state folder; the file is turned over at a start, never under a
  running process.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Protocol

SETTINGS_MODULE = "spiders.settings"
PARENT_PIPE = "MONITOR_PARENT_PIPE"
"""Tells the child that the end of its standard input means something."""
TURN_OVER_AT = 5_000_000
"""Bytes of log after which a start begins a new file."""
OLD_LOGS = 3
LAST_WORDS = 2_000
"""Characters of the log's end that stand in a message."""
KILL_WAIT_S = 10.0


class State(Protocol):
    @property
    def state(self) -> Path: ...


class CrawlProcess:
    """A started crawl. See `ports.Child` for what its methods promise."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path, log_start: int) -> None:
        self._process = process
        self._log = log
        self._log_start = log_start
        self._is_interrupted = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs. For a message, not for success: a spider that raises early exits 0."""
        return self._process.poll()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def interrupt(self) -> None:
        """First call: finish what is in hand. Second: stop now."""
        if self.is_alive():
            # Two of the same signal are one where the second comes before the first was delivered (signal(7)).
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM if self._is_interrupted else signal.SIGINT)
            self._is_interrupted = True

    def wait(self, timeout_s: float | None = None) -> bool:
        """Whether it has ended within the time."""
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End it and its worker processes, whatever they are doing; nothing where they have ended. Closes the pipe."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self.wait(KILL_WAIT_S)
        if self._process.stdin is not None:
            self._process.stdin.close()

    def last_words(self) -> str:
        """The end of what this process wrote to its log, without the frames of stack traces, which stay there for who
        looks; empty where it wrote nothing."""
        try:
            with self._log.open("rb") as log:
                size = log.seek(0, os.SEEK_END)
                log.seek(max(self._log_start, size - LAST_WORDS * 4))
                text = log.read().decode("utf-8", "replace")
        except OSError:
            return ""
        told = [line for line in text.splitlines() if not line.startswith((" ", "\t", "Traceback "))]
        return "\n".join(told)[-LAST_WORDS:].strip()


def start(settings: State, environ: Mapping[str, str]) -> CrawlProcess:
    """Start the crawl process of this watch. `environ` is added to our own environment. OSError where it cannot."""
    folder = settings.state / "log"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "crawl.log"
    _turn_over(path)
    with open(path, "ab", opener=_private) as log:
        return CrawlProcess(_spawn(log, environ), path, log.seek(0, os.SEEK_END))


def _spawn(log: IO[bytes], environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # -P: the folder that the user happens to stand in is no place to import from.
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "scrapy", "crawl", "news"],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        env={
            **os.environ,
            "SCRAPY_SETTINGS_MODULE": SETTINGS_MODULE,
            "PYTHONPATH": os.pathsep.join(_import_path()),
            "PYTHONUTF8": "1",
            PARENT_PIPE: "1",
            **environ,
        },
        start_new_session=True,
    )


def _import_path() -> list[str]:
    """Where the child finds the spiders, from a checkout as from an installed wheel, before what was there already."""
    spec = find_spec("spiders")
    places = [str(Path(place).parent) for place in spec.submodule_search_locations or ()] if spec else []
    return [*places, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]


def _turn_over(path: Path) -> None:
    """crawl.log → crawl.log.1 → … where it has grown too long."""
    if not path.exists() or path.stat().st_size < TURN_OVER_AT:
        return
    for number in range(OLD_LOGS - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number + 1}"))
    path.replace(path.with_name(f"{path.name}.1"))


def _private(path: str, flags: int) -> int:
    """The log names what is followed: it is for its owner's eyes."""
    return os.open(path, flags, 0o600)
