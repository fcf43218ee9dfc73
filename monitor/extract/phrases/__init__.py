"""The phrases that extraction knows, in many languages: data beside the code that puts them together.

A file holds one concern (`asks.txt`, `bylines.txt`), in UTF-8, and is read line by line; white space around a line does
not count:

- `[name of the section]`, lower-case letters and spaces, begins a section. A name stands once in a file.
- `# …` is a comment: what the section is, or in what languages the lines below are (`# de`, `# sv nb da`: ISO 639). A
  language may come several times.
- Any other line is one alternative: a piece of a regular expression, or a plain word where the code asks for `lines`.

The order counts: of two alternatives that match at one place the first wins. A phrase that begins with `#` is written
`\\#`. Code compiles without `re.VERBOSE`: a space is a space, or what the section's comment says that it stands for.
Nothing escapes from a line into its neighbours: each is an expression by itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

SPACES = r"\s+"  # for `space`
_HEADER = re.compile(r"\[([a-z][a-z ]*)\]")


def alternatives(file: str, section: str, *, space: str = " ") -> str:
    """The section's lines as one alternation, to be put into a group; `space` is what a space in them stands for.
    LookupError where there is none."""
    return "|".join(lines(file, section)).replace(" ", space)


def lines(file: str, section: str) -> tuple[str, ...]:
    """LookupError where the file, the section or anything in it is missing."""
    found = sections(file).get(section)
    if not found:
        raise LookupError(f"{file} has no section [{section}], or nothing in it")
    return found


@lru_cache
def sections(file: str) -> dict[str, tuple[str, ...]]:
    source = files(__name__) / file
    if not source.is_file():
        raise LookupError(f"no file of phrases is called {file}")
    return parsed(source.read_text("utf-8"))


def parsed(text: str) -> dict[str, tuple[str, ...]]:
    """Section → its lines, in order. ValueError where a section's name stands twice or a line before the first one."""
    found: dict[str, list[str]] = {}
    section: list[str] | None = None
    for number, line in enumerate(map(str.strip, text.split("\n")), start=1):
        if not line or line.startswith("#"):
            continue
        if header := _HEADER.fullmatch(line):
            if header[1] in found:
                raise ValueError(f"line {number}: the section [{header[1]}] stands twice")
            section = found[header[1]] = []
        elif section is None:
            raise ValueError(f"line {number} stands before the first section")
        else:
            section.append(line)
    return {name: tuple(phrases) for name, phrases in found.items()}
