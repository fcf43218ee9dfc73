"""A filled watch, made once; a test that changes it gets a copy of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from reading.fill import NOON, fill

from monitor.app import open_watch
from monitor.archive import WarcArchive
from monitor.cli import main


@dataclass
class Desk:
    """A person at a terminal: `run` types a command in the watch at `home`."""

    home: Path
    read: Callable[[], tuple[str, str]]

    def run(self, *arguments: str, expect: int = 0) -> str:
        """What stands on stdout; `self.err` is what stood on stderr."""
        code = main(["-C", str(self.home), *arguments])
        out, self.err = self.read()
        assert code == expect, f"{arguments}: exit {code}\n{out}\n{self.err}"
        return out

    def ask(self, *arguments: str, expect: int = 0) -> list[dict[str, Any]]:
        """The objects of `--json`; the last is the summary."""
        lines = [json.loads(line) for line in self.run(*arguments, "--json", expect=expect).splitlines()]
        assert all(line["v"] == 1 for line in lines)
        assert [line["type"] for line in lines].count("summary") == 1
        assert lines[-1]["type"] == "summary"
        assert lines[-1]["exit"] == expect
        return lines


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("watch") / "home"
    with WarcArchive(home / "state" / "archive", clock=lambda: NOON) as archive:
        fill(home, archive=archive.append)
        archive.sync()
    with open_watch(directory=home) as watch:
        watch.catch_up()
    return home


@pytest.fixture
def desk(filled: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Read only."""
    return Desk(filled, lambda: capsys.readouterr())


@pytest.fixture
def own_desk(filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A copy that may be changed."""
    home = tmp_path / "home"
    shutil.copytree(filled, home)
    return Desk(home, lambda: capsys.readouterr())
