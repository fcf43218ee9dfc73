"""`config check`, `config show`, `config schema` as people and CI see them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


def test_check_names_every_mistake_and_exits_4(run, folder: Path) -> None:
    (folder / "monitor.toml").write_text('a = 1\n[[source]]\nid = "x"\nurl = "https://x.example"\nlangauge = "fa"\n')
    done = run("config", "check", expect=4)
    assert done.out.splitlines() == [
        "2 mistakes in 1 file.",
        '  monitor.toml:1  unknown key "a".',
        '  monitor.toml:5  [[source]] "x": unknown key "langauge". Did you mean "language"?',
    ]
    found = run("config", "check", "--json", expect=4)
    assert found.objects[1] == {
        "type": "complaint",
        "v": 1,
        "severity": "mistake",
        "file": "monitor.toml",
        "line": 5,
        "message": '[[source]] "x": unknown key "langauge". Did you mean "language"?',
    }
    assert found.summary["mistakes"] == 2


def test_other_commands_refuse_a_wrong_configuration_with_all_complaints(run, folder: Path) -> None:
    (folder / "monitor.toml").write_text("a = 1\nb = 2\n")
    done = run("sources", "list", expect=12)
    assert done.err.splitlines() == [
        "2 mistakes in 1 file; nothing was started.",
        '  monitor.toml:1  unknown key "a".',
        '  monitor.toml:2  unknown key "b".',
        "  monitor config check",
    ]
    assert len(run("sources", "list", "--json", expect=12).error["complaints"]) == 2


def test_strict_counts_remarks(run, folder: Path) -> None:
    source = '[[source]]\nid = "{}"\nurl = "https://x.example"\n'
    (folder / "monitor.toml").write_text(source.format("a") + source.format("b"))
    assert "the same address" in run("config", "check", expect=0).out
    run("config", "check", "--strict", expect=4)


def test_files_can_be_named_and_secrets_left_out(run, folder: Path) -> None:
    text = '[[source]]\nid = "a"\nurl = "https://x.example"\nheaders_env = { X = "NOT_SET_ANYWHERE" }\n'
    (folder / "one.toml").write_text(text)
    (folder / "two.toml").write_text("[crawl]\ndelay = 'x'\n")
    done = run("config", "check", "one.toml", "two.toml", expect=4)
    assert "NOT_SET_ANYWHERE is not set" in done.out
    assert "two.toml:2" in done.out
    assert "one.toml is right" in run("config", "check", "--without-secrets", "one.toml", expect=0).out


def test_tables_to_come_are_named(run, folder: Path) -> None:
    (folder / "monitor.toml").write_text('[[rule]]\nid = "kuhsar"\n')
    assert "nothing reads it in this version: rule." in run("config", "check", expect=0).out


def test_show_tells_where_each_value_was_written(run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NILUFAR_TOKEN", "hush-hush")
    (folder / "monitor.toml").write_text(
        '[crawl]\ndelay = 2\n[[source]]\nid = "nilufar"\nurl = "https://nilufar.example"\n'
        'headers_env = { Authorization = "NILUFAR_TOKEN" }\n'
    )
    done = run("config", "show", "--origin", expect=0)
    rows = {line.split()[0]: line.split(maxsplit=1)[1] for line in done.out.splitlines()}
    assert rows["crawl.delay"].split() == ["monitor.toml:2", "2.0"]
    assert rows["crawl.timeout_s"].split() == ["default", "20.0"]
    assert "‹set, 9 characters, from the environment›" in rows["source.nilufar.headers"]
    whole = done.out + run("config", "show", "--json", expect=0).out
    assert "hush" not in whole
    assert run("config", "show", "source.nilufar", "--json", expect=0).summary["values"] == 4


def test_an_unknown_key_is_not_silently_nothing(run, watch: Path) -> None:
    assert 'No key is called "crawl.speed"' in run("config", "show", "crawl.speed", expect=1).err


def test_the_schema_is_json_in_both_faces(run) -> None:
    plain = json.loads(run("config", "schema", expect=0).out)
    assert plain == run("config", "schema", "--json", expect=0).objects[0]["schema"]
