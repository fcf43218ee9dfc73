"""monitor.toml → Settings: frozen, complete, checked.

`find` looks for the file, `load` reads it with everything that it includes, `check` says what is wrong and goes on.
Unknown keys and wrong values are complaints with file, line, key and the nearest right word, all at once. Secrets come
from the environment or a file; no value of one ever leaves this room but inside the field that needs it.

durations  lengths of time      kinds  what a value may be      keys    every key, its default and meaning
lines      where a key stands   files  one file, and findings   schema  the keys as JSON Schema
secrets    variables and files  services  tables with secrets   values  the result
read       files → Settings

Must not know: the ledger, the network, the terminal.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from monitor.errors import ConfigurationError, NoLedger
from monitor.settings.durations import format_duration, parse_duration
from monitor.settings.files import Complaint
from monitor.settings.read import Checked, check
from monitor.settings.values import Crawl, Index, Kibana, Settings, Store

__all__ = [
    "NAME",
    "Checked",
    "Complaint",
    "Crawl",
    "Index",
    "Kibana",
    "Settings",
    "Store",
    "check",
    "find",
    "format_duration",
    "load",
    "parse_duration",
    "user_folder",
]

NAME = "monitor.toml"


def find(start: Path, environ: Mapping[str, str] | None = None) -> Path:
    """The nearest monitor.toml from `start` upwards, else the user's own. NoLedger where there is none."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / NAME).is_file():
            return folder / NAME
    own = user_folder(os.environ if environ is None else environ) / NAME
    if own.is_file():
        return own
    raise NoLedger(
        f"There is no watch here yet (looked for {NAME} in {start} and above, and in {own.parent}).",
        hint="Start one with: monitor init",
        directory=str(start),
    )


def user_folder(environ: Mapping[str, str]) -> Path:
    """Where a person's own configuration lies when none is near."""
    base = environ.get("XDG_CONFIG_HOME") or environ.get("APPDATA")
    return (Path(base) if base else Path.home() / ".config") / "media-monitor"


def load(path: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of the file at `path`. ConfigurationError with every complaint."""
    checked = check(path, os.environ if environ is None else environ)
    if checked.settings is None:
        raise ConfigurationError(
            summary_of(checked) + "; nothing was started.",
            complaints=complaint_lines(checked.complaints),
            hint="monitor config check",
            file=str(path),
        )
    return checked.settings


def summary_of(checked: Checked) -> str:
    """`3 mistakes in 2 files`."""
    mistakes, files = len(checked.complaints), len({complaint.file for complaint in checked.complaints})
    return f"{mistakes} {'mistake' if mistakes == 1 else 'mistakes'} in {files} {'file' if files == 1 else 'files'}"


def complaint_lines(complaints: tuple[Complaint, ...]) -> tuple[str, ...]:
    """One line each, the sentences in one column."""
    width = max((len(complaint.place) for complaint in complaints), default=0)
    return tuple(f"{complaint.place:<{width}}  {complaint.text}" for complaint in complaints)
