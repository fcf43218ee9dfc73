"""Where the film is shot: the newsroom, a working folder, and the real `monitor` command."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

FOLDER = Path("build/demo")
LOG = Path("build/demo.log")


class Newsroom:
    """The invented sites, in a process of their own, reached through their control API."""

    def __init__(self, now: str) -> None:
        port_file = Path("build/demo.port")
        port_file.unlink(missing_ok=True)
        self._log = LOG.open("ab")
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "newsroom",
                "--port-file",
                str(port_file),
                "--now",
                now,
                "--speed",
                "1",
                "--until-stdin-closes",
            ],
            env=os.environ | {"PYTHONPATH": "tests"},
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=self._log,
        )
        while not port_file.exists():
            if self._process.poll() is not None:
                raise RuntimeError(f"the newsroom did not start; see {LOG}")
            time.sleep(0.02)
        self.port = int(port_file.read_text())
        port_file.unlink()
        # urllib would go through a proxy named in the environment; the newsroom is on this machine.
        self._web = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def get(self, what: str) -> Any:
        with self._web.open(f"http://127.0.0.1:{self.port}/_newsroom/{what}") as answer:
            body = answer.read().decode()
        return json.loads(body) if not what.startswith("configuration") else body

    def post(self, what: str, **arguments: object) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/_newsroom/{what}", data=json.dumps(arguments).encode(), method="POST"
        )
        with self._web.open(request) as answer:
            return json.loads(answer.read())

    def requests(self, site: str) -> int:
        return sum(
            len(times) if isinstance(times, list) else int(times)
            for times in self.get(f"stats?site={site}")["paths"].values()
        )

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._log.close()


def monitor(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "monitor", "-C", str(FOLDER), *arguments]


def prepare(newsroom: Newsroom) -> None:
    """A fresh working folder with a configuration as a person would write it, and an empty ledger."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "monitor", "init", str(FOLDER), "--no-input"], check=True, stdout=subprocess.DEVNULL
    )
    (FOLDER / "monitor.toml").write_text(
        "# The demo's watch: invented sites on this machine. Yours: monitor init\n"
        "version = 1\n"
        'calendars = ["gregorian", "jalali"]\n\n'
        "[crawl]\n"
        'allow_networks = ["127.0.0.0/8"]   # the invented sites live on loopback\n'
        "delay = 0.0                        # they need no politeness; real ones get a second between two requests\n"
        "per_host = 4\n"
        "timeout_s = 3.0\n"
        "deadline_s = 4.0\n"
        'second_look = "2s"\n\n' + newsroom.get("configuration"),
        encoding="utf-8",
    )
