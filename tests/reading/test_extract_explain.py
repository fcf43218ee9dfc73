"""`monitor extract --explain`: what was weighed, as a table for a person and as lines for a program."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading.conftest import Desk
from reading.fill import ARTICLES, article, page


def test_a_person_sees_why_a_title_won_and_a_program_every_candidate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    nowhere = Desk(tmp_path, lambda: capsys.readouterr())
    file = tmp_path / "page.html"
    file.write_bytes(page(ARTICLES[2], article(ARTICLES[2])).body)
    printed = nowhere.run("extract", "--explain", str(file))
    lines = [line.strip() for line in printed.splitlines()]
    winner = next(
        number for number, line in enumerate(lines) if line.startswith("→") and line.endswith(ARTICLES[2].title)
    )
    assert lines[winner + 1].startswith("taken: ")
    told = [line for line in nowhere.ask("extract", "--explain", str(file)) if line["type"] == "weighed"]
    assert {"title", "text", "language"} <= {line["field"] for line in told}
    assert any(line["verdict"].startswith("taken") and line["value"] == ARTICLES[2].title for line in told)
    assert not [line for line in nowhere.ask("extract", str(file)) if line["type"] == "weighed"]


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tehran", "Pacific/Kiritimati"])
def test_a_day_without_an_hour_is_the_same_day_wherever_it_is_read(
    zone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    nowhere = Desk(tmp_path, lambda: capsys.readouterr())
    file = tmp_path / "page.html"
    file.write_text(
        '<meta property="article:published_time" content="2025-11-20"><h1>The lamps of the pier</h1>'
        f"<p>{'Nobody in the harbour lit a lamp that night. ' * 20}</p>"
    )
    assert "2025-11-20\n" in nowhere.run("--tz", zone, "extract", str(file))
