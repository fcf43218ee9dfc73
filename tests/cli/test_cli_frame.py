"""What is common to all commands: options, exit codes, errors that help, an answer that programs can read."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli import COMMANDS
from monitor.cli.frame import command
from monitor.cli.output import json_line
from monitor.cli.session import Session
from monitor.errors import ConfigurationError, LedgerHeld, QueryError, ServiceError
from monitor.model import Kind

ERRORS: dict[str, BaseException] = {
    "held": LedgerHeld("A crawl is running (pid 12).", hint="Wait for it.", pid="12"),
    "query": QueryError("this bracket is never closed", query="Kuhsar (زندان", column=8),
    "configuration": ConfigurationError("2 mistakes", complaints=("a.toml:1  x", "a.toml:2  y")),
    "service": ServiceError("https://a.example does not answer."),
    "full": OSError(errno.ENOSPC, "No space left on device", "/var/state/ledger.db"),
    "forbidden": PermissionError(errno.EACCES, "Permission denied", "/var/state"),
    "fault": ValueError("not expected"),
    "stopped": KeyboardInterrupt(),
    "click": click.ClickException("of the option library"),
}


@command(examples=("monitor trial held",))
@click.argument("kind")
def trial(session: Session, kind: str) -> int:
    """A command that fails as it is told."""
    if kind in ERRORS:
        raise ERRORS[kind]
    session.say(f"said {kind}")
    session.emit("thing", kind=kind, at=datetime(2026, 11, 23, 8, tzinfo=UTC))
    session.summary(done=1)
    return 3 if kind == "part" else 0


@pytest.fixture(autouse=True)
def with_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trial_command", sys.modules[__name__])
    monkeypatch.setitem(COMMANDS, "trial", ("Care", "trial_command:trial", "Fails as it is told."))


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("held", 11),
        ("query", 2),
        ("configuration", 12),
        ("service", 13),
        ("full", 1),
        ("forbidden", 1),
        ("fault", 1),
        ("stopped", 130),
        ("click", 1),
        ("part", 3),
        ("well", 0),
    ],
)
def test_each_end_has_its_exit_code_and_no_traceback(kind: str, code: int, run) -> None:
    done = run("trial", kind, expect=code)
    assert "Traceback" not in done.err
    machine = run("trial", kind, "--json", expect=code)
    if kind in ERRORS:
        assert machine.error["exit"] == code
        assert machine.error["message"]
        assert machine.out == ""
    else:
        assert machine.objects[0] == {"type": "thing", "v": 1, "kind": kind, "at": "2026-11-23T08:00:00Z"}
        assert machine.summary == {"type": "summary", "v": 1, "done": 1, "exit": code}


def test_an_error_says_what_happened_and_the_next_step(run) -> None:
    assert run("trial", "held").err == "A crawl is running (pid 12).\n  Wait for it.\n"
    assert run("trial", "held", "--json").error["subject"] == {"pid": "12"}


def test_a_query_error_points_at_its_column(run) -> None:
    lines = run("trial", "query").err.splitlines()
    assert lines[1] == "  Kuhsar (زندان"
    assert lines[2].index("^") == len("  Kuhsar ")


def test_configuration_errors_are_all_told(run) -> None:
    assert run("trial", "configuration").err.splitlines()[1:3] == ["  a.toml:1  x", "  a.toml:2  y"]
    assert run("trial", "configuration", "--json").error["complaints"] == ["a.toml:1  x", "a.toml:2  y"]


def test_a_full_disk_is_called_a_full_disk(run) -> None:
    assert "The disk is full (/var/state/ledger.db)" in run("trial", "full").err


def test_only_vv_shows_where_a_fault_is(run) -> None:
    assert "Traceback" not in run("trial", "fault", "-v").err
    assert "Traceback" in run("trial", "fault", "-vv").err


def test_global_options_work_before_and_after_the_command(run) -> None:
    before, after = run("--json", "trial", "well"), run("trial", "--json", "well")
    assert before.out == after.out
    assert before.summary["done"] == 1


def test_the_option_said_last_counts(run, folder: Path) -> None:
    for name in ("a", "b"):
        (folder / f"{name}.toml").write_text(f'time_zone = "Europe/{"Paris" if name == "a" else "Rome"}"\n')
    done = run("-c", "a.toml", "config", "show", "time_zone", "-c", "b.toml", expect=0)
    assert '"Europe/Rome"' in done.out


def test_an_unknown_command_names_the_nearest_one(run) -> None:
    done = run("serach", expect=2)
    assert 'Did you mean "search"?' in done.err
    assert run("sources", "lsit", expect=2).err.startswith(
        'There is no command "monitor sources lsit". Did you mean "list"?'
    )


def test_a_wrong_option_is_an_error_object_with_json(run) -> None:
    assert run("trial", "well", "--colour", "--json", expect=2).error["code"] == "usage"


def test_json_has_one_object_a_line_whatever_the_text(run) -> None:
    done = run("trial", "two\nlines \u202e and \u2028 more", "--json")
    assert done.objects[0]["kind"] == "two\nlines \u202e and \u2028 more"


@given(st.text(st.characters(codec=None), max_size=30))
def test_every_text_gives_a_line_of_json_that_utf8_can_carry(text: str) -> None:
    line = json_line("thing", {"text": text})
    assert "\n" not in line
    json.loads(line.encode("utf-8"))


def test_json_knows_the_values_that_we_print() -> None:
    zone = timezone(timedelta(hours=3, minutes=30))
    line = json_line(
        "t",
        {
            "at": datetime(2026, 11, 23, 8, tzinfo=zone),
            "kind": Kind.WIRE,
            "path": Path("a"),
            "every": timedelta(minutes=1),
        },
    )
    assert json.loads(line) == {
        "type": "t",
        "v": 1,
        "at": "2026-11-23T04:30:00Z",
        "kind": "wire",
        "path": "a",
        "every": 60,
    }


def test_no_color_is_obeyed_and_color_can_be_asked_for(run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in run("doctor").out
    run("init", "--no-input", expect=0)
    assert "\x1b[32m✓" in run("doctor", "clock", "--color", "always").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("doctor", "clock").out


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "config", "schema"], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert done.returncode == 0
    assert done.stderr == b""


def test_versions_name_the_program_its_data_and_its_libraries(run) -> None:
    told = run("--version", expect=0).out
    assert told.startswith("monitor ")
    found = run("--version", "--json", expect=0).objects[0]
    assert {"python", "ledger", "analysis", "index", "configuration", "trafilatura", "tantivy"} <= found.keys()


def test_text_from_outside_cannot_steer_the_terminal() -> None:
    session = Session()
    session.bidi = "isolate"
    assert session.text("a\x1b[31mred\x07\u202eb") == "a[31mredb"
    assert session.text("زندان اوین") == "\u2068زندان اوین\u2069"
    session.bidi = "raw"
    assert session.text("زندان اوین") == "زندان اوین"
