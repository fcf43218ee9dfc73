"""On which line each key of a TOML file stands: `tomllib` gives values without their places.

Comes in: text that `tomllib` has read without complaint (so only what ends a value matters here, not whether it is
right). Goes out: path → 1-based line, with a path as in the parsed value: ``("source", 0, "language")``.
Keys inside an inline table carry the line of the key that holds the table.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_KEY = re.compile(r"""[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*""")
# What a value is made of, in order: long strings, strings, comments, brackets, ends of lines, anything else.
_TOKEN = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[\[{]|[\]}]|\n|[^"'#\[\]{}\n]+''',
    re.DOTALL,
)


def key_lines(text: str) -> dict[Path, int]:
    """Line of every key and table header. A table that is never named has none."""
    text = text.replace("\r\n", "\n")
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    at, line, counted = 0, 1, 0
    while at < len(text):
        line, counted = line + text.count("\n", counted, at), at
        letter = text[at]
        if letter in " \t\n":
            at += 1
        elif letter == "#":
            at = _end_of_line(text, at)
        elif letter == "[":
            many = text.startswith("[[", at)
            names, at = _dotted(text, at + (2 if many else 1))
            table = (*_absolute(names[:-1], counts), names[-1])
            if many:
                place = counts.get(table, 0)
                counts[table] = place + 1
                table = (*table, place)
            else:
                table = _absolute(names, counts)
            lines.setdefault(table, line)
            at = _end_of_line(text, at)
        else:
            names, at = _dotted(text, at)
            for depth in range(1, len(names) + 1):
                lines.setdefault(table + names[:depth], line)
            at = _after_value(text, at + 1)
    return lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest thing around it that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _absolute(names: tuple[str, ...], counts: dict[Path, int]) -> Path:
    """A header's names with the place of the newest member where they pass through a list of tables."""
    path: Path = ()
    for name in names:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path] - 1)
    return path


def _dotted(text: str, at: int) -> tuple[tuple[str, ...], int]:
    names: list[str] = []
    while match := _KEY.match(text, at):
        names.append(next(group for group in match.groups() if group is not None))
        at = match.end()
        if not text.startswith(".", at):
            break
        at += 1
    return tuple(names) or ("",), at


def _after_value(text: str, at: int) -> int:
    depth = 0
    while match := _TOKEN.match(text, at):
        token = match[0]
        if token in "[{":
            depth += 1
        elif token in "]}":
            depth -= 1
        elif token == "\n" and depth <= 0:
            return match.end()
        at = match.end()
    return len(text)


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
