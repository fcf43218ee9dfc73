"""Help answers quickly, in every command, with examples that can be typed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from monitor.cli import COMMANDS
from monitor.cli.frame import Command, Group, root
from monitor.cli.session import Session


def commands(
    command: click.Command = root, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command of the tree, with the words that lead to it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, (*path, name))


def words_of(example: str) -> list[str]:
    """What follows `monitor` in an example: without what is piped, redirected or said of it."""
    ours = next(part for part in example.split(" | ") if part.startswith("monitor"))
    words = shlex.split(re.split(" {3,}| [<>] ", ours)[0])
    return words[1:]


TREE = list(commands())
LEAVES = [(path, command) for path, command in TREE if not isinstance(command, click.Group)]


@pytest.mark.parametrize(
    ("path", "command"), TREE, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_command_has_help_with_an_example_and_takes_json(
    path: tuple[str, ...], command: click.Command, run
) -> None:
    told = run(*path, "--help", expect=0).out
    assert "Examples:" in told
    assert f"  {' '.join(('monitor', *path))}" in told
    assert "--json" in told
    assert max(len(line) for line in told.splitlines() if not line.startswith("  monitor ")) <= 100


@pytest.mark.parametrize(
    ("path", "command"), LEAVES, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_example_is_a_command_line_that_is_understood(path: tuple[str, ...], command: click.Command) -> None:
    assert isinstance(command, Command)
    for example in command.examples:
        words = words_of(example)
        assert tuple(words[: len(path)]) == path
        top = click.Context(root, obj=Session())
        command.make_context(path[-1], words[len(path) :], parent=top)


@pytest.mark.parametrize(
    ("path", "command"), LEAVES, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_command_answers_in_json_where_there_is_no_watch(
    path: tuple[str, ...], command: click.Command, run
) -> None:
    assert isinstance(command, Command)
    words = words_of(command.examples[0])
    done = run(*words, "--json", "--no-input")
    assert done.code in (0, 1, 2, 3, 10), done
    if done.code not in (0, 3):
        assert done.error["exit"] == done.code
        assert done.error["message"]
    else:
        assert done.summary["v"] == 1
        assert all("type" in line for line in done.objects)


def test_groups_are_made_of_our_own_commands() -> None:
    assert all(isinstance(command, Command | Group) for _, command in TREE)


def test_the_help_says_of_a_command_what_the_command_says_of_itself() -> None:
    for name, (_, _, text) in COMMANDS.items():
        assert text.endswith(".")
        assert len(text) <= 66, name


def test_help_imports_nothing_heavy() -> None:
    heavy = [
        "pydantic",
        "sqlalchemy",
        "alembic",
        "tantivy",
        "trafilatura",
        "scrapy",
        "twisted",
        "lxml",
        "rich",
        "zoneinfo",
        "xml.etree",
        "asyncio",
    ]
    code = (
        "import sys; from monitor.cli import main; code = main(['--help']);"
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr.strip() == "[]"
