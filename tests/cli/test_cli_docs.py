"""The reference pages say what the program says: every command, option and key."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from monitor import settings
from monitor.cli.frame import root
from monitor.errors import MonitorError
from monitor.extract import hook, markup
from monitor.model import Article, Page, Reason
from monitor.settings.keys import LATER, LOGIN, SOURCE, TABLES, TOP

DOCS = Path(settings.__file__).parents[2] / "docs"
COMMANDS = (DOCS / "commands.md").read_text(encoding="utf-8")
ARTICLES = (DOCS / "articles.md").read_text(encoding="utf-8")
CONFIGURATION = (DOCS / "configuration.md").read_text(encoding="utf-8")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
AGAIN = "write it with: python docs/reference.py"


def commands(command: click.Command = root, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(("monitor", *path)), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, (*path, name))


@pytest.mark.parametrize(
    ("name", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_and_option_is_in_the_reference(name: str, command: click.Command) -> None:
    if name == "monitor":
        section = COMMANDS
    else:
        found = re.search(rf"^#+ {re.escape(name)}\n(.*?)(?=^#|\Z)", COMMANDS, re.DOTALL | re.MULTILINE)
        assert found, f"{name} is not in docs/commands.md; {AGAIN}"
        section = found[1]
    for param in command.params:
        if isinstance(param, click.Option) and not (hasattr(param, "everywhere") and name != "monitor"):
            for option in param.opts:
                assert option in section or option == "--version", f"{name} {option}: {AGAIN}"


@pytest.mark.parametrize(
    ("heading", "table"),
    [
        ("## The file's own keys", TOP),
        *((f"## [{name}]", keys) for name, keys in TABLES.items()),
        ("## [[source]]", SOURCE),
        ("### [source.login]", LOGIN),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_key_is_in_the_reference_with_its_meaning(heading: str, table) -> None:
    section = CONFIGURATION.partition(f"\n{heading}")[2].partition("\n## ")[0]
    for key in table:
        assert f"| `{key.name}` |" in section, f"{heading} {key.name}: {AGAIN}"
        assert key.text.replace("|", "\\|") in section, f"{heading} {key.name}: {AGAIN}"


def hints() -> Iterator[tuple[str, str]]:
    """Every hint that stands in the program, with its place."""
    for path in sorted((DOCS.parent / "monitor").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "hint":
                for part in ast.walk(node.value):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield f"{path.name}:{part.lineno}", part.value


def test_every_command_that_a_hint_names_is_there() -> None:
    names = {name for name, _ in commands()}
    groups = {name for name, command in commands() if isinstance(command, click.Group)}
    found = 0
    for place, hint in hints():
        for first, second in re.findall(r"\bmonitor ([a-z]+)(?: ([a-z]+))?", hint):
            found += 1
            assert f"monitor {first}" in names, f"{place}: {hint}"
            if second and f"monitor {first}" in groups:
                assert f"monitor {first} {second}" in names, f"{place}: {hint}"
    assert found >= 15


def test_tables_to_come_are_named() -> None:
    assert all(f"`{name}`" in CONFIGURATION for name in LATER)


def test_every_exit_code_is_explained() -> None:
    def tree(error: type[MonitorError]) -> Iterator[type[MonitorError]]:
        yield error
        for child in error.__subclasses__():
            yield from tree(child)

    codes = {error.exit_code for error in tree(MonitorError)} | {0, 3, 4}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", COMMANDS, re.MULTILINE)} == codes


def test_the_example_of_the_configuration_page_is_right(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", CONFIGURATION, re.DOTALL)
    assert len(blocks) == 2
    for number, block in enumerate(blocks):
        path = tmp_path / f"{number}.toml"
        path.write_text(block, encoding="utf-8")
        assert settings.check(path, None).complaints == ()


def test_the_page_on_articles_names_every_reason_for_which_a_page_is_refused() -> None:
    reasons = list(Reason)
    refusals = reasons[: reasons.index(Reason.NEW)]
    rows = re.findall(r"^\| `(\w+)` \|", ARTICLES, re.MULTILINE)
    assert rows == [reason.value for reason in refusals]


def test_the_source_and_the_hook_on_the_page_on_articles_work(tmp_path: Path) -> None:
    file = tmp_path / "monitor.toml"
    [source] = re.findall(r"```toml\n(.*?)```", ARTICLES, re.DOTALL)
    [code] = re.findall(r"```python\n(.*?)```", ARTICLES, re.DOTALL)
    (tmp_path / "lale.py").write_text(code)
    file.write_text(source + 'hook = "lale.py:corrected"\n')
    checked = settings.check(file, {})
    assert checked.complaints == ()
    assert checked.settings is not None
    page = Page(
        url="https://lale-gazette.example/1",
        final_url="https://lale-gazette.example/1",
        status=200,
        body=b"<p>",
        fetched_at=NOON,
    )
    parsed = markup.read(page)
    assert parsed is not None
    live = Article(url=page.url, title="LIVE The harbour", text="Ships came in.")
    corrected = hook.applied(checked.settings.sources[0].hook or "", parsed, live)
    assert (corrected.title, corrected.tags) == ("The harbour", ("live",))
