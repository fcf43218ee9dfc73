"""Run the real spider, in a process of its own as always, on a `RememberingIngest`.

`Crawl(plan)` starts it; `crawl(plan)` waits for its end. `python -m wildweb.crawl` is the child.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]


@dataclass
class Crawl:
    plan: dict
    events: list[dict] = field(default_factory=list)
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "wildweb.crawl"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=HERE,
            env={**os.environ, "PYTHONPATH": f"{HERE / 'tests'}{os.pathsep}{HERE}", **self.environ},
        )
        self._seen = threading.Condition()
        self._error: list[str] = []
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(self.plan) + "\n")
        self.process.stdin.flush()
        self._readers = [threading.Thread(target=read, daemon=True) for read in (self._read, self._read_errors)]
        for reader in self._readers:
            reader.start()

    def wait(self, timeout_s: float = 60.0) -> Crawl:
        try:
            self.process.wait(timeout_s)
        finally:
            self.process.kill()
        for reader in self._readers:
            reader.join(5)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None and not stream.closed:
                stream.close()
        return self

    def until(self, kind: str, timeout_s: float = 20.0) -> dict:
        """The first event of that kind, waited for."""

        def found() -> dict | None:
            return next((event for event in self.events if event["event"] == kind), None)

        with self._seen:
            assert self._seen.wait_for(lambda: found() is not None, timeout_s), f"no {kind}: {self.log}"
        event = found()
        assert event is not None
        return event

    def of(self, url: str) -> dict:
        """The one answer that a URL's task was given."""
        answers = [event for event in self.events if event.get("url") == url]
        assert len(answers) == 1, f"{url}: {answers}\n{self.log}"
        return answers[0]

    @property
    def end(self) -> dict:
        ends = [event for event in self.events if event["event"] == "finish"]
        assert len(ends) == 1, f"{ends}\n{self.log}"
        return ends[0]

    @property
    def log(self) -> str:
        return "".join(self._error)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._seen:
                self.events.append(json.loads(line))
                self._seen.notify_all()

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        self._error.extend(self.process.stderr)


def crawl(plan: dict, **environ: str) -> Crawl:
    return Crawl(plan, environ=environ).wait()


def main() -> None:
    plan = json.loads(os.read(0, 10_000_000))
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from spiders import news, settings
    from wildweb.ingest import RememberingIngest

    news._opened = lambda sources, limit: RememberingIngest(plan, sys.stdout)
    values = Settings()
    values.setmodule(settings)
    values.setdict(plan.get("scrapy", {}))
    process = AsyncCrawlerProcess(values)
    process.crawl(news.NewsSpider)
    process.start()
    print(json.dumps({"event": "memory", "peak_mb": peak_mb()}), flush=True)


def peak_mb() -> int:
    """Most memory of this program so far. `ru_maxrss` outlives an exec: it would tell what the test runner took."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
