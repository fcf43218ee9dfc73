"""The first minutes: no watch, a new watch, a second try, a file of feeds."""

from __future__ import annotations

import os
import pty
import select
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from monitor import settings
from monitor.cli.init import system_zone

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><body>
  <outline text="Iran">
    <outline text="Nilufar" title="خبرنامه نیلوفر" xmlUrl="https://nilufar.example/feed.xml" htmlUrl="https://nilufar.example/"/>
    <outline text="Nilufar 2" xmlUrl="https://nilufar.example/other.xml" htmlUrl="https://www.nilufar.example"/>
  </outline>
  <outline text="Bad" xmlUrl="javascript:alert(1)"/>
  <outline text="Film one" xmlUrl="https://video.example/feeds?id=1"/>
  <outline text="Film two" xmlUrl="https://video.example/feeds?id=2"/>
</body></opml>
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_where_nothing_is_the_bare_command_welcomes_and_says_two_ways_on(run) -> None:
    done = run(expect=10)
    assert "There is no watch here yet" in done.out
    assert "monitor init" in done.out
    assert "make demo" in done.out
    assert done.err == ""
    assert run("--json", expect=10).summary["state"] == "none"


def test_init_writes_a_watch_that_its_owner_alone_can_read(run, folder: Path) -> None:
    done = run("init", "watch", "--no-input", expect=0)
    home = folder / "watch"
    assert f"cd {home} && monitor add" in done.out
    assert {
        path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file() and "state" not in path.parts
    } == {
        "monitor.toml",
        "sources/added.toml",
        ".env.example",
        ".gitignore",
    }
    assert mode(home) == mode(home / "state") == mode(home / "sources") == 0o700
    assert mode(home / "monitor.toml") == mode(home / "state" / "ledger.db") == 0o600
    assert "state/" in (home / ".gitignore").read_text()


def test_what_init_writes_is_right_and_short_and_in_the_machines_time_zone(run, watch: Path) -> None:
    text = (watch / "monitor.toml").read_text()
    assert len(text.splitlines()) <= 45
    made = settings.load(watch / "monitor.toml", {})
    assert made.time_zone == "Europe/Berlin"
    assert made.sources == ()
    assert [path.name for path in made.files] == ["monitor.toml", "added.toml"]
    assert "is right: 0 sources" in run("config", "check", "--strict", expect=0).out


def test_every_commented_line_of_the_new_file_is_right_too(run, watch: Path) -> None:
    """What a person uncomments must work."""
    text = (watch / "monitor.toml").read_text()
    head, _, example = text.partition("# [[source]]")
    lines = [line.removeprefix("# ") if " = " in line else line for line in head.splitlines() if "ledger" not in line]
    lines += [line.removeprefix("# ") for line in ("# [[source]]" + example).splitlines()]
    (watch / "monitor.toml").write_text("\n".join(lines))
    checked = settings.check(watch / "monitor.toml", {})
    assert checked.complaints == ()
    assert checked.settings is not None
    assert checked.settings.sources[0].id == "nilufar"


def test_a_second_init_says_what_is_there_and_changes_nothing(run, watch: Path) -> None:
    def everything() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in watch.rglob("*") if path.is_file()}

    before = everything()
    done = run("init", "--no-input", expect=1)
    assert "There is a watch in" in done.err
    assert "Nothing was changed" in done.err
    assert everything() == before


def test_a_configuration_from_a_repository_gets_its_ledger(run, folder: Path) -> None:
    (folder / "monitor.toml").write_text("version = 1\n")
    assert "monitor init" in run("status", expect=10).err
    assert "its ledger is new" in run("init", "--no-input", expect=0).out
    assert (folder / "monitor.toml").read_text() == "version = 1\n"
    run("status", expect=0)
    run("init", "--no-input", expect=1)


def test_where_the_database_is_away_the_configuration_stays_to_be_put_right(run, folder: Path) -> None:
    done = run("init", "--no-input", "--profile", "cluster")
    assert done.code not in (0, 2)
    assert "Put [store] ledger right" in done.err
    assert (folder / "monitor.toml").exists()


def test_init_never_overwrites_a_file_that_is_there(run, folder: Path) -> None:
    (folder / ".gitignore").write_text("mine\n")
    run("init", "--no-input", expect=0)
    assert (folder / ".gitignore").read_text() == "mine\n"


def test_the_cluster_profile_asks_for_postgresql(run, folder: Path) -> None:
    from monitor.cli.welcome import configuration

    (folder / "monitor.toml").write_text(configuration(time_zone="UTC", language="en", profile="cluster"))
    assert settings.load(folder / "monitor.toml", {}).store.ledger == "postgresql://monitor@localhost/monitor"


def test_a_feed_readers_file_becomes_sources(run, folder: Path) -> None:
    (folder / "feeds.opml").write_text(OPML)
    run("init", "watch", "--from", "feeds.opml", "--no-input", expect=0)
    made = settings.load(folder / "watch" / "monitor.toml", {})
    assert [(source.id, source.name, len(source.feeds), dict(source.labels)) for source in made.sources] == [
        ("nilufar", "خبرنامه نیلوفر", 2, {"folder": "Iran"}),
        ("video", "Film one", 1, {}),
        ("film-two", "Film two", 1, {}),
    ]


def test_a_file_that_cannot_be_read_leaves_nothing_behind(run, folder: Path) -> None:
    (folder / "bad.opml").write_text("<opml><body>")
    done = run("init", "watch", "--from", "bad.opml", "--no-input", expect=2)
    assert "is no OPML" in done.err
    assert not (folder / "watch").exists()


def test_the_catalogue_can_be_taken_by_language(run, folder: Path) -> None:
    run("init", "--catalogue", "ckb", "--no-input", expect=0)
    made = settings.load(folder / "monitor.toml", {})
    assert len(made.sources) >= 5
    assert {source.language for source in made.sources} == {"ckb"}
    assert "nothing under" in run("init", "other", "--catalogue", "xx", "--no-input", expect=2).err
    assert not (folder / "other").exists()


def test_an_emptied_ledger_is_begun_anew_only_when_a_person_says_so(run, watch: Path) -> None:
    assert "Say yes in advance" in run("init", "--again", "--no-input", expect=2).err
    (watch / "state" / "ledger.db").unlink()
    run("sources", "show", "x", expect=1)
    run("init", "--again", "--yes", expect=0)
    run(expect=0)


def test_a_folder_that_cannot_be_written_to_is_named(run, folder: Path) -> None:
    (folder / "file").write_text("")
    done = run("init", "file/watch", "--no-input", expect=1)
    assert "file" in done.err
    assert "Traceback" not in done.err


def test_the_machines_time_zone_is_found_or_utc(tmp_path: Path) -> None:
    assert system_zone({"TZ": "Asia/Tehran"}) == "Asia/Tehran"
    assert system_zone({"TZ": "nonsense"}, tmp_path / "none") == "UTC"
    (tmp_path / "zoneinfo" / "Asia").mkdir(parents=True)
    (tmp_path / "zoneinfo" / "Asia" / "Baghdad").touch()
    (tmp_path / "localtime").symlink_to(tmp_path / "zoneinfo" / "Asia" / "Baghdad")
    assert system_zone({}, tmp_path / "localtime") == "Asia/Baghdad"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_init_asks_and_every_question_is_answered_by_enter(folder: Path) -> None:
    driver, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "init", "watch"], stdin=terminal, stdout=terminal, stderr=terminal, cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(settings.__file__).parents[2])},
    )  # fmt: skip
    os.close(terminal)
    told, asked, deadline = "", 0, time.monotonic() + 60
    while time.monotonic() < deadline:
        if not select.select([driver], [], [], 0.2)[0]:
            if process.poll() is not None:
                break
            continue
        try:
            told += os.read(driver, 4096).decode()
        except OSError:
            break
        while told.count("? ") + told.count("] ") > asked and not told.endswith("\n"):
            asked = told.count("? ") + told.count("] ")
            os.write(driver, b"\n")
    assert process.wait(30) == 0, told
    assert "Where do you watch from?" in told
    assert "Time zone: [Europe/Berlin]" in told
    assert (folder / "watch" / "monitor.toml").exists()


def test_a_ledger_that_was_put_back_is_accepted_by_a_person_only(run, watch: Path) -> None:
    import json as reader

    sidecar = watch / "state" / "ledger.json"
    noted = reader.loads(sidecar.read_text())
    sidecar.write_text(reader.dumps({**noted, "articles": 48211, "seq": 60000}))
    stopped = run("sources", "pause", "x", expect=1)
    assert "No source" in stopped.err
    assert "48,211 articles" in run("ledger", "stats", expect=14).err
    run("ledger", "accept", "--no-input", expect=2)
    assert "is accepted as it is" in run("ledger", "accept", "--yes", expect=0).out
    assert run("ledger", "check", "--full", "--json", expect=0).summary["problems"] == 0
    assert "up to date" in run("ledger", "migrate", expect=0).out
