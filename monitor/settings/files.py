"""One file of a configuration: its tables, where each key stands, and what was found on the way.

`read` gives the file or the complaint why it cannot be read; `matching` the files that a pattern names. `Findings` gathers
what all files of one reading have to say: complaints and remarks with their place, where each value came from, what may be
told of secrets, and what is written for versions to come.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor.settings.kinds import nearest
from monitor.settings.lines import key_lines, line_of

Place = tuple[str | int, ...]
"""The way to a key: names of tables, numbers of entries."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """`file` is relative to the configuration's folder where it can be."""

    file: str
    line: int
    text: str

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class File:
    path: Path
    shown: str
    data: dict[str, Any]
    lines: dict[Place, int]

    def place(self, path: Place) -> str:
        """`monitor.toml:12`."""
        return f"{self.shown}:{line_of(self.lines, path)}"


@dataclass(slots=True)
class Findings:
    """What one reading found. `origins` and `secrets` are by the key's full name, `source.nilufar.url`."""

    complaints: list[Complaint] = field(default_factory=list)
    remarks: list[Complaint] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)

    def complain(self, file: File, path: Place, text: str) -> None:
        self.complaints.append(Complaint(file.shown, line_of(file.lines, path), text))

    def unknown(self, file: File, path: Place, label: str, name: str, known: Sequence[str]) -> None:
        meant = nearest(name, list(known))
        self.complain(file, path, f'{label}unknown key "{name}".' + (f' Did you mean "{meant}"?' if meant else ""))

    def remark(self, file: File, path: Place, text: str) -> None:
        self.remarks.append(Complaint(file.shown, line_of(file.lines, path), text))


def read(path: Path, shown: str) -> File | Complaint:
    """`shown` is what the file is called in complaints."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as problem:
        return Complaint(shown, 1, f"cannot be read: {problem.strerror}")
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        return Complaint(shown, line, "is not UTF-8; save it as UTF-8")
    text = text.removeprefix("\ufeff")
    try:
        return File(path, shown, tomllib.loads(text), key_lines(text))
    except tomllib.TOMLDecodeError as problem:
        return Complaint(shown, *_toml_problem(str(problem), text))
    except RecursionError:
        return Complaint(shown, 1, "is nested too deep")


def matching(home: Path, name: str) -> list[Path]:
    """The files that `name` means, seen from `home`, in order."""
    pattern = Path(name).expanduser()
    try:
        if pattern.is_absolute():
            found = Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))
        else:
            found = home.glob(name)
        return sorted(path for path in found if path.is_file())
    except (ValueError, NotImplementedError, OSError):
        return []


def relative(path: Path, home: Path) -> str:
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else str(path)


def _toml_problem(message: str, text: str) -> tuple[int, str]:
    """`tomllib` puts the place at the end of its sentence."""
    sentence, _, place = message.rpartition(" (at ")
    if place.startswith("line "):
        line, _, column = place.removesuffix(")").removeprefix("line ").partition(", column ")
        return int(line), f"is not readable as TOML: {sentence} (column {column})"
    return text.count("\n") + 1, f"is not readable as TOML: {sentence or message} (the file ends too early)"
