"""A watch in a folder of its own, driven as a person does it: by the real command, in processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from newsroom import Newsroom

from end_to_end import processes

CRAWL = """\
version = 1

[crawl]
allow_networks = ["127.0.0.0/8"]
delay = {delay}
per_host = {per_host}
timeout_s = {timeout_s}
second_look = "{second_look}"
workers = {workers}
{more}
"""


class Desk:
    """`run` gives the JSON lines of a command and checks its exit code; `start` leaves it running."""

    def __init__(
        self,
        folder: Path,
        newsroom: Newsroom,
        sites: list[str] | None = None,
        *,
        delay: float = 0.0,
        per_host: int = 4,
        timeout_s: float = 2.0,
        second_look: str = "1s",
        workers: int = 1,
        more: str = "",
        ledger: str | None = None,
    ) -> None:
        self._place(folder, newsroom)
        folder.mkdir(parents=True, exist_ok=True)
        text = CRAWL.format(
            delay=delay,
            per_host=per_host,
            timeout_s=timeout_s,
            second_look=second_look,
            workers=workers,
            more=more,
        )
        if ledger is not None:
            text += f'\n[store]\nledger = "{ledger}"\n'
        self.config.write_text(text + "\n" + newsroom.configuration(sites), encoding="utf-8")
        self.config.chmod(0o600)
        from monitor.app import create_ledger
        from monitor.settings import load

        create_ledger(load(self.config))

    @classmethod
    def at(cls, folder: Path, newsroom: Newsroom) -> Desk:
        """The watch that is in the folder already."""
        desk = cls.__new__(cls)
        desk._place(folder, newsroom)
        return desk

    def _place(self, folder: Path, newsroom: Newsroom) -> None:
        self.folder = folder
        self.newsroom = newsroom
        self.config = folder / "monitor.toml"
        self._started: list[subprocess.Popen[str]] = []
        self.environment = os.environ | {"NO_COLOR": "1", processes.MARK: str(folder)}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "monitor", "-C", str(self.folder), "--json", *arguments]

    def run(self, *arguments: str, expect: int | tuple[int, ...] = 0) -> list[dict[str, Any]]:
        done = subprocess.run(
            self.command(*arguments), capture_output=True, text=True, timeout=150, check=False, env=self.environment
        )
        expected = (expect,) if isinstance(expect, int) else expect
        assert done.returncode in expected, (
            f"{arguments} → {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        )
        assert "Traceback" not in done.stderr, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def told(self, *arguments: str, expect: int | tuple[int, ...], **more: Any) -> str:
        """What a person is told on stderr (and stdout) by a command that ends with `expect`: never a traceback."""
        command = [word for word in self.command(*arguments) if word != "--json"]
        # start_new_session: no terminal to ask on, whoever runs the tests.
        done = subprocess.run(
            command,
            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | more,
            timeout=150,
            check=False,
            env=self.environment,
            start_new_session=True,
        )
        said = f"{done.stderr or ''}\n{done.stdout or ''}"
        assert "Traceback" not in said, said
        assert done.returncode in ((expect,) if isinstance(expect, int) else expect), (
            f"{arguments} → {done.returncode}\n{said}"
        )
        return said

    def start(self, *arguments: str, json: bool = True) -> subprocess.Popen[str]:
        """The command, running. `close` sees it off where the test does not."""
        started = subprocess.Popen(
            [word for word in self.command(*arguments) if json or word != "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
            start_new_session=True,
        )
        self._started.append(started)
        return started

    def wait_for_silence(self, within_s: float = 60) -> list[processes.Process]:
        """Wait until no process of this watch lives; those that still do (and are killed now)."""
        return processes.end_all(self.folder, within_s=within_s)

    def close(self, *, within_s: float = 20) -> None:
        """Every process of this watch has to end by itself; one that does not is killed, and named in the error."""
        left = processes.end_all(self.folder, within_s=within_s)
        for process in self._started:
            process.communicate()
        assert not left, f"still running: {left}"

    def processes(self) -> list[processes.Process]:
        return processes.of_watch(self.folder)

    def crawl(self, *arguments: str) -> dict[str, Any]:
        """One whole crawl; its summary, whose outcomes add up."""
        summary = self.run("crawl", *arguments, expect=(0, 3))[-1]
        assert summary["type"] == "summary"
        assert sum(summary["outcomes"].values()) == summary["leads"], summary
        return summary

    def lead_outcomes(self) -> Counter[tuple[str, str | None]]:
        """How many leads have each outcome and reason; they add up."""
        from monitor.app import open_watch

        with open_watch(self.config) as watch:
            counts = watch.ledger.counts()
        assert sum(counts.outcomes.values()) == counts.leads
        found: Counter[tuple[str, str | None]] = Counter(
            {(outcome.value, reason): n for (outcome, reason), n in counts.reasons.items()}
        )
        for outcome, n in counts.outcomes.items():
            found[outcome.value, None] = n - sum(m for (word, _), m in found.items() if word == outcome.value)
        return +found

    def outcome_of(self, url: str) -> tuple[str, str | None] | None:
        """The current outcome of one address and its reason; None where it was never discovered."""
        return self.outcomes_of([url])[url]

    def outcomes_of(self, urls: Sequence[str]) -> dict[str, tuple[str, str | None] | None]:
        from monitor.app import open_watch
        from monitor.urls import key

        found: dict[str, tuple[str, str | None] | None] = {}
        with open_watch(self.config) as watch:
            for url in urls:
                name = key(url)
                assert name is not None
                told = [event for event in watch.ledger.events(name) if event["event"] == "outcome"]
                found[url] = (str(told[-1]["outcome"]), told[-1].get("reason")) if told else None  # type: ignore[assignment]
        return found

    def records(self) -> list[Any]:
        from monitor.app import open_watch

        with open_watch(self.config) as watch:
            return list(watch.ledger.iterate(limit=100_000))
