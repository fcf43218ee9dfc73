"""Files → Settings, or every complaint at once.

Order: the main file, then what it includes (patterns in order, files of one pattern by name). Each file's tables are
checked against `keys`; a source takes what it does not say from its own file's [defaults.source], then from the main
file's. Then what only the whole shows: ids used twice, a key given in two files, secrets that are not there.
A complaint never stops the reading: one run names everything that is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from monitor.model import Kind, Login, Source
from monitor.settings import files, keys
from monitor.settings.files import Complaint, File, Findings, Place
from monitor.settings.keys import Key
from monitor.settings.kinds import Wrong, found_hook
from monitor.settings.services import Services
from monitor.settings.values import Crawl, Settings


@dataclass(frozen=True, slots=True)
class Checked:
    """`settings` is None exactly where there are complaints. `remarks` are no mistakes, but worth a look."""

    settings: Settings | None
    complaints: tuple[Complaint, ...]
    remarks: tuple[Complaint, ...]
    files: tuple[Path, ...]


def check(path: Path, environ: Mapping[str, str] | None) -> Checked:
    """Read the configuration at `path` and everything that it includes. Without `environ` no secret is looked for."""
    return _Reading(path, environ).run()


class _Reading:
    def __init__(self, path: Path, environ: Mapping[str, str] | None) -> None:
        self.path = path.absolute()
        self.home = self.path.parent
        self.findings = Findings()
        self.services = Services(environ, self.home, self.findings)
        self.ids: dict[str, str] = {}
        self.urls: dict[str, str] = {}

    def run(self) -> Checked:
        main = self._parse(self.path, self.path.name)
        parts = [main] if main else []
        if main and not self._newer(main):
            parts += self._included(main)
            settings = self._settings(parts)
        else:
            settings = None
        complaints = sorted(self.findings.complaints, key=lambda c: (c.file != self.path.name, c.file, c.line))
        return Checked(
            settings=None if complaints else settings,
            complaints=tuple(complaints),
            remarks=tuple(self.findings.remarks),
            files=tuple(file.path for file in parts),
        )

    def _parse(self, path: Path, shown: str) -> File | None:
        found = files.read(path, shown)
        if isinstance(found, Complaint):
            self.findings.complaints.append(found)
            return None
        return found

    def _newer(self, file: File) -> bool:
        """A file of a version to come: its other keys cannot be judged."""
        version = file.data.get("version", 1)
        if not isinstance(version, int) or version <= keys.VERSION:
            return False
        self.findings.complain(
            file,
            ("version",),
            f"version = {version} needs a newer Media Monitor; this one reads version {keys.VERSION}",
        )
        return True

    def _included(self, main: File) -> list[File]:
        wanted = main.data.get("include", [])
        if not isinstance(wanted, list):
            return []
        found: dict[Path, str] = {}
        for name in (name for name in wanted if isinstance(name, str) and name):
            matches = files.matching(self.home, name)
            if not matches and not any(letter in name for letter in "*?["):
                self.findings.complain(main, ("include",), f'include: there is no file "{name}"')
            for match in matches:
                if match != self.path:
                    found.setdefault(match, files.relative(match, self.home))
        parts = [self._parse(path, shown) for path, shown in found.items()]
        return [file for file in parts if file and not self._newer(file)]

    def _settings(self, parts: list[File]) -> Settings:
        top: dict[str, Any] = {}
        tables: dict[str, dict[str, Any]] = {name: {} for name in keys.TABLES}
        sources: list[Source] = []
        main_defaults: dict[str, Any] = {}
        main_origins: dict[str, str] = {}
        for file in parts:
            main = file is parts[0]
            self._top_level(file, top, tables, main=main)
            defaults, origins = self._defaults(file)
            if main:
                main_defaults, main_origins = defaults, origins
            inherited = {**main_defaults, **defaults}
            inherited_origins = {**main_origins, **origins}
            listed = file.data.get("source", [])
            if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
                self.findings.complain(file, ("source",), "sources are written [[source]], with two brackets")
                continue
            for place, entry in enumerate(listed):
                source = self._source(file, place, entry, inherited, tables["crawl"])
                if source:
                    sources.append(source)
                    for name, origin in inherited_origins.items():
                        self.findings.origins.setdefault(f"source.{source.id}.{name}", origin)
        store = self.services.store(_holder(parts, "store"), tables["store"])
        kibana = self.services.kibana(_holder(parts, "kibana"), tables["kibana"])
        index = self.services.index(_holder(parts, "index"), tables["index"])
        self.services.proxy(_holder(parts, "crawl"), "crawl", tables["crawl"], ("crawl",), "crawl.")
        return Settings(
            **{name: value for name, value in top.items() if name != "include"},
            include=tuple(top.get("include", ())),
            store=store,
            index=index,
            crawl=Crawl(**tables["crawl"]),
            kibana=kibana,
            sources=tuple(sources),
            path=self.path,
            home=self.home,
            state=self.home / "state",
            files=tuple(file.path for file in parts),
            origins=self.findings.origins,
            pending=tuple(sorted(self.findings.pending)),
            secrets=self.findings.secrets,
        )

    def _top_level(self, file: File, top: dict[str, Any], tables: dict[str, dict[str, Any]], *, main: bool) -> None:
        scalars = {key.name: key for key in keys.TOP}
        known = [*scalars, *keys.TABLES, "source", "defaults", *keys.LATER]
        for name, value in file.data.items():
            if name in scalars:
                if name == "include" and not main:
                    self.findings.complain(file, (name,), f"include works in {self.path.name} only")
                    continue
                if name == "version" and not main:
                    continue
                self._take(file, (name,), scalars[name], value, top, label=name)
            elif name in keys.TABLES:
                if not isinstance(value, dict):
                    self.findings.complain(file, (name,), f"{name} is a table: write [{name}]")
                    continue
                self._table(
                    file, (name,), keys.TABLES[name], value, tables[name], label=f"[{name}] ", origin=name + "."
                )
            elif name in keys.LATER:
                self.findings.pending.add(name)
            elif name not in ("source", "defaults"):
                self.findings.unknown(file, (name,), "", name, known)

    def _defaults(self, file: File) -> tuple[dict[str, Any], dict[str, str]]:
        """What a file's sources inherit, and where each value stands."""
        tables = file.data.get("defaults", {})
        taken: dict[str, Any] = {}
        if not isinstance(tables, dict):
            self.findings.complain(file, ("defaults",), "defaults is a table: write [defaults.source]")
            return taken, {}
        for name, table in tables.items():
            if name != "source":
                if name in keys.LATER:
                    self.findings.pending.add(f"defaults.{name}")
                else:
                    self.findings.unknown(file, ("defaults", name), "defaults: ", name, ["source"])
                continue
            if not isinstance(table, dict):
                self.findings.complain(file, ("defaults", name), "write [defaults.source], with one bracket")
                continue
            kept = dict(table)
            for own in keys.NOT_INHERITED:
                if own in kept:
                    del kept[own]
                    self.findings.complain(
                        file, ("defaults", name, own), f'[defaults.source] "{own}" belongs to one source only'
                    )
            self._table(
                file,
                ("defaults", name),
                keys.SOURCE,
                kept,
                taken,
                label="[defaults.source] ",
                origin="defaults.source.",
            )
        return taken, {name: self.findings.origins.pop(f"defaults.source.{name}") for name in taken}

    def _table(
        self,
        file: File,
        path: Place,
        table: tuple[Key, ...],
        data: dict[str, Any],
        into: dict[str, Any],
        *,
        label: str,
        origin: str,
    ) -> None:
        known = {key.name: key for key in table}
        for name, value in data.items():
            if name in known:
                self._take(file, (*path, name), known[name], value, into, label=label + name, origin=origin + name)
            elif table is keys.SOURCE and name.startswith("name_"):
                self.findings.pending.add("source.name_…")
            else:
                self.findings.unknown(file, (*path, name), label, name, list(known))

    def _take(
        self,
        file: File,
        path: Place,
        key: Key,
        value: Any,
        into: dict[str, Any],
        *,
        label: str,
        origin: str | None = None,
    ) -> None:
        origin = origin or label
        here = file.place(path)
        if key.name in into and origin in self.findings.origins:
            self.findings.complain(file, path, f"{label} is also in {self.findings.origins[origin]}")
            return
        try:
            read = key.type.read(value)
        except Wrong as wrong:
            self.findings.complain(file, path, f"{label} {wrong}")
            return
        if key.later and value not in ("never", "for ever", "", []):
            self.findings.pending.add(origin if not origin.startswith("source.") else f"source.{key.name}")
        into[key.name] = read
        self.findings.origins[origin] = here

    def _source(
        self, file: File, place: int, data: dict[str, Any], inherited: dict[str, Any], crawl: dict[str, Any]
    ) -> Source | None:
        path: Place = ("source", place)
        name = data.get("id")
        shown = f'[[source]] "{name}"' if isinstance(name, str) and name else f"[[source]] number {place + 1}"
        before = len(self.findings.complaints)
        own: dict[str, Any] = {}
        self._table(file, path, keys.SOURCE, data, own, label=shown + ": ", origin=f"source.{name}.")
        for needed in ("id", "url"):
            if needed not in data:
                self.findings.complain(file, path, f'{shown}: "{needed}" is missing')
        if "id" in own:
            here = file.place((*path, "id"))
            if own["id"] in self.ids:
                self.findings.complain(
                    file, (*path, "id"), f'"{own["id"]}" is also in {self.ids[own["id"]]}. Ids are used once.'
                )
            self.ids.setdefault(own["id"], here)
        if "url" in own:
            address = own["url"].rstrip("/").lower()
            if self.urls.get(address, name) != name:
                self.findings.remark(file, (*path, "url"), f'{shown}: the same address as "{self.urls[address]}"')
            self.urls.setdefault(address, str(name))
        merged = {**inherited, **own}
        if labels := {**inherited.get("labels", {}), **own.get("labels", {})}:
            merged["labels"] = labels
        self._with_secrets(file, path, shown, f"source.{name}.", merged)
        if "hook" in merged:
            try:
                merged["hook"] = found_hook(merged["hook"], self.home)
            except Wrong as wrong:
                self.findings.complain(file, (*path, "hook"), f"{shown}: hook {wrong}")
        if len(self.findings.complaints) > before:
            return None
        return _source(merged, crawl)

    def _with_secrets(self, file: File, path: Place, shown: str, origin: str, values: dict[str, Any]) -> None:
        """Resolve what `…_env` and `…_file` name, into the plain keys."""
        resolved = self.services.resolved
        for name in ("headers", "cookies"):
            values[name] = resolved(file, path, f"{shown}: {name}", f"{origin}{name}.", name, values)
        self.services.proxy(file, f"{shown}:", values, path, origin)
        login = values.pop("login", None)
        if login is None:
            return
        taken: dict[str, Any] = {}
        self._table(
            file, (*path, "login"), keys.LOGIN, login, taken, label=f"{shown}: login ", origin=f"{origin}login."
        )
        if "url" not in login:
            self.findings.complain(file, (*path, "login"), f'{shown}: login needs its "url"')
        fields = resolved(file, (*path, "login"), f"{shown}: login.fields", f"{origin}login.", "fields", taken)
        values["login"] = Login(url=taken.get("url", ""), fields=fields)


def _holder(parts: list[File], table: str) -> File:
    """The file that holds a table: complaints about its secrets stand there."""
    return next((file for file in parts if table in file.data), parts[0])


def _source(values: dict[str, Any], crawl: dict[str, Any]) -> Source:
    values = {name: value for name, value in values.items() if name not in ("credit", "render")}
    url = values["url"]
    given = any(values.get(name) for name in ("feeds", "sitemaps", "sections"))
    values.setdefault("discover", not given)
    values.setdefault("obey_robots", crawl.get("obey_robots", True))
    values.setdefault("name", urlsplit(url).hostname)
    look = crawl.get("look")
    if look is not None and not isinstance(look, str):
        values.setdefault("every", look)
    for name in ("feeds", "sitemaps", "sections"):
        values[name] = tuple(urljoin(url, address) for address in values.get(name, ()))
    values["kind"] = Kind(values.get("kind", Kind.NEWS))
    return Source(**values)
