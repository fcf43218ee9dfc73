"""Fill the marked parts of docs/commands.md and docs/configuration.md from the program itself.

python docs/reference.py            write them
python docs/reference.py --check    exit 1 where a page is not what the program says
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from monitor.cli import COMMANDS
from monitor.cli.frame import Command, Group, global_options, root
from monitor.settings.keys import LATER, LOGIN, SOURCE, TABLES, TOP, Key

FOLDER = Path(__file__).parent
_PART = re.compile(r"(<!-- begin: ([\w.]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(text: str) -> str:
    """A page with each of its marked parts as the program says now."""
    parts = {name: "\n".join(lines) for name, lines in _parts()}
    return _PART.sub(lambda found: f"{found[1]}\n{parts[found[2]]}\n\n{found[3]}", text)


def _parts() -> Iterator[tuple[str, Iterator[str]]]:
    yield "top", _keys(TOP)
    for name, table in TABLES.items():
        yield name, _keys(table)
    yield "source", _keys(SOURCE)
    yield "login", _keys(LOGIN)
    yield "later", iter([", ".join(f"`{name}`" for name in LATER) + "."])
    yield "everywhere", _options(global_options(), click.Context(root))
    yield "commands", _commands()


def _keys(table: tuple[Key, ...]) -> Iterator[str]:
    yield "| key | left out | meaning |"
    yield "|---|---|---|"
    for key in table:
        later = " *Accepted; nothing reads it in this version.*" if key.later else ""
        default = f"`{key.default}`" if key.default else "–"
        yield f"| `{key.name}` | {_cell(default)} | {_cell(key.text)}{later} |"


def _commands() -> Iterator[str]:
    context = click.Context(root, info_name="monitor")
    for name in COMMANDS:
        found = root.get_command(context, name)
        assert found is not None
        yield from _command(found, ("monitor", name), context)


def _command(command: click.Command, path: tuple[str, ...], parent: click.Context) -> Iterator[str]:
    context = click.Context(command, parent=parent, info_name=path[-1])
    usage = " ".join([*path, *command.collect_usage_pieces(context)]).replace("[OPTIONS] ", "").replace("[OPTIONS]", "")
    yield f"{'#' * (len(path) + 1)} {' '.join(path)}"
    yield ""
    yield f"`{usage.strip()}`"
    yield ""
    for paragraph in (command.help or "").strip().split("\n\n"):
        yield " ".join(line.strip() for line in paragraph.splitlines())
        yield ""
    yield from _options([param for param in command.params if not hasattr(param, "everywhere")], context)
    if isinstance(command, Command | Group):
        yield "```"
        yield from command.examples
        yield "```"
        yield ""
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _command(inner, (*path, name), context)


def _options(params: list[click.Parameter], context: click.Context) -> Iterator[str]:
    records = [record for param in params if (record := param.get_help_record(context)) and record[1]]
    if records:
        yield "| option | |"
        yield "|---|---|"
        for names, text in records:
            yield f"| `{_cell(names)}` | {_cell(text)} |"
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> int:
    stale = []
    for name in ("commands.md", "configuration.md"):
        path = FOLDER / name
        now = path.read_text(encoding="utf-8")
        if filled(now) != now:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(filled(now), encoding="utf-8")
    print(f"{', '.join(stale) or 'nothing'} {'is behind' if '--check' in sys.argv else 'written'}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
