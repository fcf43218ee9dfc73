"""The command as a person runs it: in a folder of its own, with an environment of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import main


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The answer with --json, one object a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def summary(self) -> dict[str, Any]:
        last = self.objects[-1]
        assert last["type"] == "summary"
        return last

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.err.splitlines()[-1])
        assert found["type"] == "error"
        return found


Run = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, with a home and a time zone that are nobody's."""
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TZ", "Europe/Berlin")
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("XDG_CONFIG_HOME", "NO_COLOR", "MONITOR_LEDGER_PASSWORD", "MONITOR_LEDGER_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)
    return place


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str, expect: int | None = None) -> Done:
        capsys.readouterr()
        code = main(list(arguments))
        captured = capsys.readouterr()
        done = Done(code, captured.out, captured.err)
        if expect is not None:
            assert code == expect, f"{arguments} ended with {code}\n{done.out}\n{done.err}"
        return done

    return run


@pytest.fixture
def watch(run: Run, folder: Path) -> Path:
    """A fresh watch in the folder."""
    run("init", "--no-input", expect=0)
    return folder
