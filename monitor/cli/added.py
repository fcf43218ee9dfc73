"""`sources/added.toml`: the one configuration file that commands write to.

A hand-written file is never rewritten. What is appended, renamed or cut is checked together with the whole configuration
before it counts: where it makes a mistake, the file is as it was.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from monitor.errors import ConfigurationError
from monitor.settings import Settings

FOLDER, NAME = "sources", "added.toml"
HEAD = (
    "# Sources that monitor add and monitor sources import wrote. Yours to edit; commands append,"
    " and sources rename and remove change a table.\n"
)

_PRIVATE = 0o600
COLUMNS = (
    "id",
    "name",
    "url",
    "kind",
    "owner",
    "language",
    "country",
    "time_zone",
    "labels",
    "feeds",
    "sitemaps",
    "sections",
)
"""What a source in passing (a line of OPML or CSV, an entry of the catalogue) may say of itself, in the order of writing."""
_LINES = (*COLUMNS, "include", "exclude")


def source_table(fields: Mapping[str, object]) -> str:
    """One [[source]] table. Empty fields are left out; a list of several addresses takes a line each."""
    filled = [(name, fields[name]) for name in _LINES if fields.get(name)]
    width = max(len(name) for name, _ in filled)
    lines = [f"{name:<{width}} = {toml_value(value)}" for name, value in filled]
    notes = [f"# {note}" for note in _texts(fields.get("notes"))]
    return "\n".join(["[[source]]", *lines, *notes]) + "\n"


def toml_value(value: object) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{_key(str(name))} = {toml_value(member)}" for name, member in value.items())
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list | tuple):
        members = [toml_value(member) for member in value]
        if len(members) <= 1:
            return f"[{''.join(members)}]"
        return "[\n" + "".join(f"  {member},\n" for member in members) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    # JSON's escapes are TOML's; DEL alone must be escaped in the one and not in the other.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def append_sources(settings: Settings, tables: Sequence[str]) -> Path:
    """Put the tables at the end of the file; ConfigurationError, and nothing changed, where they do not fit in."""
    from monitor.settings import check, complaint_lines

    path = settings.home / FOLDER / NAME
    before = path.read_text(encoding="utf-8") if path.exists() else None
    text = (before if before is not None else HEAD).rstrip("\n") + "\n" + "".join(f"\n{table}" for table in tables)
    write_whole(path, text)
    checked = check(settings.path, None)
    if checked.settings is None or path.resolve() not in {file.resolve() for file in checked.files}:
        _put_back(path, before)
        if checked.settings is None:
            raise ConfigurationError(
                "Nothing was added: with it the configuration would have mistakes.",
                complaints=complaint_lines(checked.complaints),
            )
        raise ConfigurationError(
            f"Nothing was added: {settings.path.name} does not include {FOLDER}/{NAME}, so nobody would read it.",
            hint=f'Put this line near the top of {settings.path.name}: include = ["{FOLDER}/*.toml"]',
            file=str(settings.path),
        )
    return path


def rename_source(settings: Settings, old: str, new: str) -> Path:
    """Give the table of `old` another id. ConfigurationError, and nothing changed, where it is not in this file."""
    path, text, begin, end = _table_of(settings, old)
    table = re.sub(r"(?m)^(\s*id\s*=\s*).*$", lambda found: found[1] + toml_value(new), text[begin:end], count=1)
    return _rewrite(settings, path, text, text[:begin] + table + text[end:])


def remove_source(settings: Settings, identity: str) -> Path:
    """Cut the table out. ConfigurationError, and nothing changed, where it is not in this file."""
    path, text, begin, end = _table_of(settings, identity)
    return _rewrite(settings, path, text, text[:begin].rstrip("\n") + "\n\n" + text[end:].lstrip("\n"))


def is_added(settings: Settings, identity: str) -> bool:
    """Whether the source stands in this file, and not in one that a person wrote."""
    written = settings.origins.get(f"source.{identity}.id", "").rpartition(":")[0]
    return written != "" and (settings.home / written).resolve() == (settings.home / FOLDER / NAME).resolve()


def _table_of(settings: Settings, identity: str) -> tuple[Path, str, int, int]:
    """The file, its text, and where the source's table begins and ends in it (with its notes and sub-tables)."""
    import tomllib

    path = settings.home / FOLDER / NAME
    text = path.read_text(encoding="utf-8")
    starts = [found.start() for found in re.finditer(r"(?m)^\[\[source\]\]", text)]
    for begin, end in zip(starts, [*starts[1:], len(text)], strict=True):
        try:
            (only,) = tomllib.loads(text[begin:end]).get("source", ())
        except (tomllib.TOMLDecodeError, ValueError):
            continue  # the words [[source]] inside a text of several lines
        if only.get("id") == identity:
            return path, text, begin, end
    raise ConfigurationError(
        f"{identity} cannot be found in {FOLDER}/{NAME}.",
        hint=f"It is written in {settings.origins.get(f'source.{identity}.id', 'no file')}: change it there.",
        source=identity,
    )


def _rewrite(settings: Settings, path: Path, before: str, text: str) -> Path:
    from monitor.settings import check, complaint_lines

    write_whole(path, text)
    checked = check(settings.path, None)
    if checked.settings is None:
        _put_back(path, before)
        raise ConfigurationError(
            "Nothing was changed: with it the configuration would have mistakes.",
            complaints=complaint_lines(checked.complaints),
        )
    return path


def write_whole(path: Path, text: str, *, mode: int = _PRIVATE) -> None:
    """The whole file or nothing of it, readable by its owner alone: a list of sources says what is looked into."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def free_id(wanted: str, taken: Iterable[str]) -> str:
    """An id made of a name or host, with a number where it is taken."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48] or "source"
    used, number, name = set(taken), 1, base
    while name in used:
        number += 1
        name = f"{base}-{number}"
    return name


def host_name(url: str) -> str:
    """What a host is called among people: `www.hra-news.org` → `hra-news`, `news.example.co.uk` → `example`."""
    from urllib.parse import urlsplit

    from monitor.urls import site_of

    host = urlsplit(url).hostname or url
    site = site_of(url) or host
    if site.replace(".", "").isdigit() or ":" in site:
        return host
    return site.partition(".")[0]


def _put_back(path: Path, before: str | None) -> None:
    if before is None:
        path.unlink()
    else:
        write_whole(path, before)


def _key(name: str) -> str:
    return name if re.fullmatch("[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _texts(value: object) -> list[str]:
    return [str(member) for member in value] if isinstance(value, list | tuple) else []
