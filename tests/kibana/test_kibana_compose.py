"""compose.yaml and what belongs to it, as far as it can be tried without its images."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from monitor import settings

ROOT = Path(settings.__file__).parents[2]
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")

# Answers with the codes that the test lays out, one a call, and writes down what it was asked.
MONITOR = """#!/bin/sh
echo "$@" >> "$CALLS"
code=$(head -n 1 "$CODES"); sed -i 1d "$CODES"
trap 'echo finished >> "$CALLS"; exit 0' TERM
[ "$code" = wait ] && { echo begun >> "$CALLS"; while :; do sleep 0.05; done; }
exit "${code:-0}"
"""


class Follow:
    def __init__(self, folder: Path) -> None:
        self.folder, self.calls, self.codes = folder, folder / "calls", folder / "codes"
        (folder / "bin").mkdir()
        monitor = folder / "bin" / "monitor"
        monitor.write_text(MONITOR, encoding="utf-8")
        monitor.chmod(0o755)
        (folder / "monitor.toml").write_text("", encoding="utf-8")
        self.calls.touch()

    def start(self, *codes: str) -> subprocess.Popen[bytes]:
        self.codes.write_text("\n".join(codes) + "\n", encoding="utf-8")
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        environ = {"PATH": path, "CALLS": str(self.calls), "CODES": str(self.codes), "MONITOR_REST": "0.01"}
        return subprocess.Popen(["sh", str(ROOT / "compose" / "follow.sh")], cwd=self.folder, env=environ)

    @property
    def said(self) -> list[str]:
        return self.calls.read_text(encoding="utf-8").splitlines()

    def until(self, line: str) -> None:
        end = time.monotonic() + 20
        while line not in self.said:
            assert time.monotonic() < end, self.said
            time.sleep(0.01)


@pytest.fixture
def follow(tmp_path: Path) -> Follow:
    return Follow(tmp_path)


def test_it_goes_on_crawling_after_failures_and_stops_where_a_person_is_needed(follow: Follow) -> None:
    assert follow.start("0", "0", "3", "13", "1", "12").wait(20) == 12
    assert follow.said == ["status --quiet", *["crawl --due"] * 5]


def test_the_first_start_makes_the_ledger_of_the_configuration(follow: Follow) -> None:
    assert follow.start("10", "0", "14").wait(20) == 14
    assert follow.said == ["status --quiet", "init . --no-input", "crawl --due"]


def test_a_lost_ledger_is_never_replaced_by_an_empty_one(follow: Follow) -> None:
    assert follow.start("14", "14").wait(20) == 14
    assert not [call for call in follow.said if call.startswith("init")]


def test_a_crawl_finishes_what_is_in_hand_before_the_container_stops(follow: Follow) -> None:
    process = follow.start("0", "wait")
    follow.until("begun")
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert follow.said == ["status --quiet", "crawl --due", "begun", "finished"]


def test_the_configuration_of_the_compose_file_is_right() -> None:
    checked = settings.check(ROOT / "compose" / "monitor.toml", None)
    assert checked.complaints == ()
    assert checked.settings is not None
    for url in (checked.settings.store.ledger, checked.settings.index.url, checked.settings.kibana.url):
        assert f"\n  {urlsplit(url or '').hostname}:\n" in COMPOSE


def test_every_variable_is_in_the_sample_and_no_secret_in_the_compose_file() -> None:
    sample = (ROOT / "compose" / "env").read_text(encoding="utf-8")
    known = set(re.findall(r"^(\w+)=", sample, re.MULTILINE))
    wanted = set(re.findall(r"(?<!\$)\$\{(\w+)", COMPOSE))
    assert wanted == known
    assert "change-me" not in COMPOSE


def test_every_port_is_open_to_this_machine_only() -> None:
    ports = re.findall(r'^\s+- "([\d.:]+)"$', COMPOSE, re.MULTILINE)
    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_one_version_of_the_stack_and_every_server_with_a_health_check() -> None:
    assert len(set(re.findall(r"docker\.elastic\.co/\S+:(\S+)", COMPOSE))) == 1
    assert COMPOSE.count("healthcheck:") == 4
