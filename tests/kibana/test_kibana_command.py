"""`monitor kibana` as a person types it."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest
from kibana.kibana_stub import KEY, Stub

from monitor.cli import main


class Desk:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        self._capsys.readouterr()
        code = main(["-C", str(self.folder), "kibana", *words])
        found = self._capsys.readouterr()
        return code, found.out, found.err

    def configure(self, text: str) -> None:
        path = self.folder / "monitor.toml"
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name in ("API_KEY", "API_KEY_FILE", "PASSWORD", "PASSWORD_FILE"):
        monkeypatch.delenv(f"MONITOR_KIBANA_{name}", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert main(["init", str(tmp_path / "watch"), "--no-input"]) == 0
    return Desk(tmp_path / "watch", capsys)


def test_from_nothing_to_a_dashboard_and_back(desk: Desk, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    stub.key = KEY
    (desk.folder / "key").write_text(KEY + "\n", encoding="utf-8")
    monkeypatch.setenv("MONITOR_KIBANA_API_KEY_FILE", "key")
    desk.configure(f'\n[kibana]\nurl = "{stub.url}"\nspace = "newsroom"\n')

    code, _, told = desk.run("install")
    assert (code, "--create-space" in told) == (1, True)
    assert desk.run("install", "--create-space", "--dry-run")[0] == 1

    code, said, told = desk.run("install", "--create-space")
    assert code == 0
    assert "Monday morning" in said
    assert "this watch does not write there" in told
    assert f"{stub.url}/s/newsroom/app/dashboards#/view/media-monitor-newsroom-dashboard-monday" in told
    assert desk.run("status")[0] == 0

    stub.edit("newsroom", "dashboard", "media-monitor-newsroom-dashboard-topic", title="موضوع")
    code, said, _ = desk.run("status")
    assert code == 4
    assert "1 changed" in said
    code, said, told = desk.run("install")
    assert (code, "1 kept" in said, "--overwrite" in told) == (3, True, True)
    assert desk.run("install", "--overwrite")[0] == 0

    assert desk.run("uninstall")[0] == 2  # nobody is there to be asked
    code, said, _ = desk.run("uninstall", "--yes")
    assert code == 0
    assert not stub.objects("newsroom")
    everything = [path.read_bytes() for path in (desk.folder / "state").rglob("*") if path.is_file()]
    assert not any(KEY.encode() in each for each in everything)


def test_the_answer_for_machines_names_each_object_and_its_state(desk: Desk, stub: Stub) -> None:
    desk.configure(f'\n[kibana]\nurl = "{stub.url}"\n')
    code, said, _ = desk.run("install", "--json")
    objects = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert {each["state"] for each in objects[:-1]} == {"installed"}
    assert objects[-1] | {"version": "9.1.2", "space": "default", "installed": len(objects) - 1} == objects[-1]


def test_without_a_kibana_the_configuration_is_what_lacks(desk: Desk) -> None:
    for verb in ("install", "status", "uninstall"):
        code, _, told = desk.run(verb)
        assert code == 12
        assert "[kibana] url" in told


def test_a_kibana_that_is_away_is_an_outside_matter(desk: Desk) -> None:
    desk.configure('\n[kibana]\nurl = "http://127.0.0.1:9"\n')
    code, _, told = desk.run("status")
    assert code == 13
    assert "go on without it" in told


def test_a_key_file_that_is_not_there_is_a_mistake_with_its_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_KIBANA_API_KEY_FILE", "nowhere")
    desk.configure('\n[kibana]\nurl = "https://kibana.example"\n')
    code, _, told = desk.run("status")
    assert code == 12
    assert "the file nowhere cannot be read" in told


def test_a_key_is_told_of_and_never_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MONITOR_KIBANA_API_KEY", KEY)
    desk.configure('\n[kibana]\nurl = "https://kibana.example"\n')
    assert main(["-C", str(desk.folder), "config", "show", "kibana"]) == 0
    said = capsys.readouterr().out
    assert f"set, {len(KEY)} characters, from the environment" in said
    assert KEY not in said


def test_a_password_in_any_script_opens_as_well_as_a_key(
    desk: Desk, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.configure(f'\n[kibana]\nurl = "{stub.url}"\nuser = "narges"\n')
    code, _, told = desk.run("status")
    assert (code, "MONITOR_KIBANA_PASSWORD" in told) == (12, True)
    monkeypatch.setenv("MONITOR_KIBANA_PASSWORD", "گل سرخ")
    assert desk.run("status")[0] == 4
    sent = stub.requests[-1][2]["authorization"].removeprefix("Basic ")
    assert b64decode(sent).decode() == "narges:گل سرخ"


def test_the_export_is_a_file_that_kibana_imports_by_hand(desk: Desk) -> None:
    path = desk.folder / "objects.ndjson"
    code, said, _ = desk.run("export", "--space", "desk", "-o", str(path))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert code == 0
    assert said.startswith(f"{len(lines)} objects")
    assert all(each["id"].startswith("media-monitor-desk-") for each in lines)
    code, said, _ = desk.run("export", "--for", "opensearch")
    assert {json.loads(line)["type"] for line in said.splitlines()} == {"index-pattern", "search"}
