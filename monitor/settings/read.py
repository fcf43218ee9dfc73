"""Files → Settings, or every complaint at once.

Order: the main file, then what it includes (patterns in order, files of one pattern by name). Each file's tables are
checked against `keys`; a source takes what it does not say from its own file's [defaults.source], then from the main
file's. Then what only the whole shows: ids used twice, a key given in two files, secrets that are not there.
A complaint never stops the reading: one run names everything that is wrong.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from monitor.model import Kind, Login, Source
from monitor.settings import keys, secrets
from monitor.settings.keys import Key
from monitor.settings.kinds import Wrong, found_hook, nearest
from monitor.settings.lines import key_lines, line_of
from monitor.settings.values import Crawl, Index, Kibana, Settings, Store

Place = tuple[str | int, ...]


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
class Checked:
    """`settings` is None exactly where there are complaints. `remarks` are no mistakes, but worth a look."""

    settings: Settings | None
    complaints: tuple[Complaint, ...]
    remarks: tuple[Complaint, ...]
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    shown: str
    data: dict[str, Any]
    lines: dict[Place, int]


def check(path: Path, environ: Mapping[str, str] | None) -> Checked:
    """Read the configuration at `path` and everything that it includes. Without `environ` no secret is looked for."""
    return _Reading(path, environ).run()


class _Reading:
    def __init__(self, path: Path, environ: Mapping[str, str] | None) -> None:
        self.path = path.absolute()
        self.home = self.path.parent
        self.environ = environ
        self.complaints: list[Complaint] = []
        self.remarks: list[Complaint] = []
        self.origins: dict[str, str] = {}
        self.secrets: dict[str, str] = {}
        self.pending: set[str] = set()
        self.ids: dict[str, str] = {}
        self.urls: dict[str, str] = {}

    def run(self) -> Checked:
        main = self._parse(self.path, self.path.name)
        files = [main] if main else []
        if main and not self._newer(main):
            files += self._included(main)
            settings = self._settings(files)
        else:
            settings = None
        self.complaints.sort(key=lambda c: (c.file != self.path.name, c.file, c.line))
        return Checked(
            settings=None if self.complaints else settings,
            complaints=tuple(self.complaints),
            remarks=tuple(self.remarks),
            files=tuple(file.path for file in files),
        )

    # --- files --------------------------------------------------------------------------------------

    def _parse(self, path: Path, shown: str) -> _File | None:
        try:
            text = path.read_bytes().decode("utf-8")
        except OSError as problem:
            self.complaints.append(Complaint(shown, 1, f"cannot be read: {problem.strerror}"))
            return None
        except UnicodeDecodeError as problem:
            line = problem.object[: problem.start].count(b"\n") + 1
            self.complaints.append(Complaint(shown, line, "is not UTF-8; save it as UTF-8"))
            return None
        text = text.removeprefix("\ufeff")
        try:
            return _File(path, shown, tomllib.loads(text), key_lines(text))
        except tomllib.TOMLDecodeError as problem:
            line, sentence = _toml_problem(str(problem), text)
            self.complaints.append(Complaint(shown, line, sentence))
            return None
        except RecursionError:
            self.complaints.append(Complaint(shown, 1, "is nested too deep"))
            return None

    def _newer(self, file: _File) -> bool:
        """A file of a version to come: its other keys cannot be judged."""
        version = file.data.get("version", 1)
        if not isinstance(version, int) or version <= keys.VERSION:
            return False
        self._complain(
            file,
            ("version",),
            f"version = {version} needs a newer Media Monitor; this one reads version {keys.VERSION}",
        )
        return True

    def _included(self, main: _File) -> list[_File]:
        wanted = main.data.get("include", [])
        if not isinstance(wanted, list):
            return []
        found: dict[Path, str] = {}
        for name in (name for name in wanted if isinstance(name, str) and name):
            matches = sorted(_glob(self.home, name))
            if not matches and not any(letter in name for letter in "*?["):
                self._complain(main, ("include",), f'include: there is no file "{name}"')
            for match in matches:
                if match != self.path:
                    found.setdefault(match, _relative(match, self.home))
        files = [self._parse(path, shown) for path, shown in found.items()]
        return [file for file in files if file and not self._newer(file)]

    # --- tables -------------------------------------------------------------------------------------

    def _settings(self, files: list[_File]) -> Settings:
        top: dict[str, Any] = {}
        tables: dict[str, dict[str, Any]] = {name: {} for name in keys.TABLES}
        sources: list[Source] = []
        main_defaults: dict[str, Any] = {}
        main_origins: dict[str, str] = {}
        for file in files:
            main = file is files[0]
            self._top_level(file, top, tables, main=main)
            defaults, origins = self._defaults(file)
            if main:
                main_defaults, main_origins = defaults, origins
            inherited = {**main_defaults, **defaults}
            inherited_origins = {**main_origins, **origins}
            listed = file.data.get("source", [])
            if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
                self._complain(file, ("source",), "sources are written [[source]], with two brackets")
                continue
            for place, entry in enumerate(listed):
                source = self._source(file, place, entry, inherited, tables["crawl"])
                if source:
                    sources.append(source)
                    for name, origin in inherited_origins.items():
                        self.origins.setdefault(f"source.{source.id}.{name}", origin)
        store = self._store(files, tables["store"])
        kibana = self._kibana(files, tables["kibana"])
        index = self._index(files, tables["index"])
        self._proxy(files[0], "crawl", tables["crawl"])
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
            files=tuple(file.path for file in files),
            origins=self.origins,
            pending=tuple(sorted(self.pending)),
            secrets=self.secrets,
        )

    def _top_level(self, file: _File, top: dict[str, Any], tables: dict[str, dict[str, Any]], *, main: bool) -> None:
        scalars = {key.name: key for key in keys.TOP}
        known = [*scalars, *keys.TABLES, "source", "defaults", *keys.LATER]
        for name, value in file.data.items():
            if name in scalars:
                if name == "include" and not main:
                    self._complain(file, (name,), f"include works in {self.path.name} only")
                    continue
                if name == "version" and not main:
                    continue
                self._take(file, (name,), scalars[name], value, top, label=name)
            elif name in keys.TABLES:
                if not isinstance(value, dict):
                    self._complain(file, (name,), f"{name} is a table: write [{name}]")
                    continue
                self._table(
                    file, (name,), keys.TABLES[name], value, tables[name], label=f"[{name}] ", origin=name + "."
                )
            elif name in keys.LATER:
                self.pending.add(name)
            elif name not in ("source", "defaults"):
                self._unknown(file, (name,), "", name, known)

    def _defaults(self, file: _File) -> tuple[dict[str, Any], dict[str, str]]:
        """What a file's sources inherit, and where each value stands."""
        tables = file.data.get("defaults", {})
        taken: dict[str, Any] = {}
        if not isinstance(tables, dict):
            self._complain(file, ("defaults",), "defaults is a table: write [defaults.source]")
            return taken, {}
        for name, table in tables.items():
            if name != "source":
                if name in keys.LATER:
                    self.pending.add(f"defaults.{name}")
                else:
                    self._unknown(file, ("defaults", name), "defaults: ", name, ["source"])
                continue
            if not isinstance(table, dict):
                self._complain(file, ("defaults", name), "write [defaults.source], with one bracket")
                continue
            kept = dict(table)
            for own in keys.NOT_INHERITED:
                if own in kept:
                    del kept[own]
                    self._complain(
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
        return taken, {name: self.origins.pop(f"defaults.source.{name}") for name in taken}

    def _table(
        self,
        file: _File,
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
                self.pending.add("source.name_…")
            else:
                self._unknown(file, (*path, name), label, name, list(known))

    def _take(
        self,
        file: _File,
        path: Place,
        key: Key,
        value: Any,
        into: dict[str, Any],
        *,
        label: str,
        origin: str | None = None,
    ) -> None:
        origin = origin or label
        here = f"{file.shown}:{line_of(file.lines, path)}"
        if key.name in into and origin in self.origins:
            self._complain(file, path, f"{label} is also in {self.origins[origin]}")
            return
        try:
            read = key.type.read(value)
        except Wrong as wrong:
            self._complain(file, path, f"{label} {wrong}")
            return
        if key.later and value not in ("never", "for ever", "", []):
            self.pending.add(origin if not origin.startswith("source.") else f"source.{key.name}")
        into[key.name] = read
        self.origins[origin] = here

    # --- sources ------------------------------------------------------------------------------------

    def _source(
        self, file: _File, place: int, data: dict[str, Any], inherited: dict[str, Any], crawl: dict[str, Any]
    ) -> Source | None:
        path: Place = ("source", place)
        name = data.get("id")
        shown = f'[[source]] "{name}"' if isinstance(name, str) and name else f"[[source]] number {place + 1}"
        before = len(self.complaints)
        own: dict[str, Any] = {}
        self._table(file, path, keys.SOURCE, data, own, label=shown + ": ", origin=f"source.{name}.")
        for needed in ("id", "url"):
            if needed not in data:
                self._complain(file, path, f'{shown}: "{needed}" is missing')
        if "id" in own:
            here = f"{file.shown}:{line_of(file.lines, (*path, 'id'))}"
            if own["id"] in self.ids:
                self._complain(
                    file, (*path, "id"), f'"{own["id"]}" is also in {self.ids[own["id"]]}. Ids are used once.'
                )
            self.ids.setdefault(own["id"], here)
        if "url" in own:
            address = own["url"].rstrip("/").lower()
            if self.urls.get(address, name) != name:
                self.remarks.append(
                    Complaint(
                        file.shown,
                        line_of(file.lines, (*path, "url")),
                        f'{shown}: the same address as "{self.urls[address]}"',
                    )
                )
            self.urls.setdefault(address, str(name))
        merged = {**inherited, **own}
        if labels := {**inherited.get("labels", {}), **own.get("labels", {})}:
            merged["labels"] = labels
        self._own_secrets(file, path, shown, f"source.{name}.", merged)
        if "hook" in merged:
            try:
                merged["hook"] = found_hook(merged["hook"], self.home)
            except Wrong as wrong:
                self._complain(file, (*path, "hook"), f"{shown}: hook {wrong}")
        if len(self.complaints) > before:
            return None
        return _source(merged, crawl)

    def _own_secrets(self, file: _File, path: Place, shown: str, origin: str, values: dict[str, Any]) -> None:
        """Resolve what `…_env` and `…_file` name, into the plain keys."""
        for name in ("headers", "cookies"):
            values[name] = self._resolved(file, path, f"{shown}: {name}", f"{origin}{name}.", name, values)
        self._proxy(file, f"{shown}:", values, path, origin)
        login = values.pop("login", None)
        if login is None:
            return
        taken: dict[str, Any] = {}
        self._table(
            file, (*path, "login"), keys.LOGIN, login, taken, label=f"{shown}: login ", origin=f"{origin}login."
        )
        if "url" not in login:
            self._complain(file, (*path, "login"), f'{shown}: login needs its "url"')
        fields = self._resolved(file, (*path, "login"), f"{shown}: login.fields", f"{origin}login.", "fields", taken)
        values["login"] = Login(url=taken.get("url", ""), fields=fields)

    def _resolved(
        self, file: _File, path: Place, shown: str, origin: str, name: str, values: dict[str, Any]
    ) -> dict[str, str]:
        plain = dict(values.pop(name, {}))
        named = [(key, variable, True) for key, variable in values.pop(f"{name}_env", {}).items()]
        named += [(key, stored, False) for key, stored in values.pop(f"{name}_file", {}).items()]
        if self.environ is None:
            return plain
        for key, place, environment in named:
            try:
                secret = (
                    secrets.from_variable(place, self.environ) if environment else secrets.from_file(place, self.home)
                )
            except secrets.Missing as missing:
                where = (*path, f"{name}_{'env' if environment else 'file'}")
                self._complain(file, where, f'{shown} "{key}": {missing}')
                continue
            plain[key] = secret.value
            self.secrets[origin + key] = secret.told
        return plain

    def _proxy(
        self, file: _File, label: str, values: dict[str, Any], path: Place | None = None, origin: str = "crawl."
    ) -> None:
        """`proxy_env` and `proxy_file` in place of `proxy`."""
        path = path or ("crawl",)
        variable, stored = values.pop("proxy_env", None), values.pop("proxy_file", None)
        if self.environ is None or not (variable or stored):
            return
        where = (*path, "proxy_env" if variable else "proxy_file")
        try:
            secret = secrets.from_variable(variable, self.environ) if variable else secrets.from_file(stored, self.home)
        except secrets.Missing as missing:
            self._complain(file, where, f"{label} proxy: {missing}")
            return
        values["proxy"] = secret.value
        self.secrets[origin + "proxy"] = secret.told

    def _store(self, files: list[_File], table: dict[str, Any]) -> Store:
        url = table.get("ledger")
        if url and url.startswith("postgresql"):
            if urlsplit(url).password:
                self._complain(
                    files[0],
                    ("store", "ledger"),
                    f"[store] ledger holds a password; put it into {secrets.LEDGER_PASSWORD} or {secrets.LEDGER_PASSWORD}_FILE",
                )
            try:
                password = secrets.ledger_password(self.environ or {}, self.home)
            except secrets.Missing as missing:
                self._complain(files[0], ("store", "ledger"), f"[store] ledger: {missing}")
                password = None
            if password:
                table = {**table, "ledger": secrets.with_password(url, password.value)}
                self.secrets["store.ledger"] = password.told
        return Store(**table)

    def _index(self, files: list[_File], table: dict[str, Any]) -> Index:
        """The server's secrets are looked for where it is asked at all."""
        file = next((file for file in files if "index" in file.data), files[0])
        place = ("index", "engine")
        if "elasticsearch" not in table.get("engine", ()):
            return Index(**table)
        if not {"url", "cloud_id"} & file.data.get("index", {}).keys():
            self._complain(file, place, '[index] engine "elasticsearch" needs "url" or "cloud_id"')
        prefix = table.get("prefix", "")
        if prefix and not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", prefix):
            self._complain(file, ("index", "prefix"), "[index] prefix: lower-case letters, digits, - . and _ only")
        if self.environ is None:
            return Index(**table)
        try:
            found = secrets.elasticsearch(self.environ, self.home)
        except secrets.Missing as missing:
            self._complain(file, place, f"[index] {missing}")
            return Index(**table)
        for key, secret in found.items():
            if not secret.value.isascii() or not secret.value.isprintable():
                self._complain(file, place, f"[index] the {key.replace('_', ' ')} holds what cannot be sent")
            self.secrets[f"index.{key}"] = secret.told
        if "user" in table and "password" not in found and "api_key" not in found:
            names = f"{secrets.ELASTICSEARCH_PASSWORD} or {secrets.ELASTICSEARCH_PASSWORD}_FILE"
            self._complain(file, ("index", "user"), f"[index] user needs its password: {names}")
        given: dict[str, Any] = table | {key: secret.value for key, secret in found.items()}
        return Index(**given)

    def _kibana(self, files: list[_File], table: dict[str, Any]) -> Kibana:
        """Its secrets are looked for where there is a Kibana to show them to. An API key goes before a password."""
        file = next((file for file in files if "kibana" in file.data), files[0])
        if table and "url" not in table:
            self._complain(file, ("kibana",), '[kibana] needs its "url"')
        if "url" not in table or self.environ is None:
            return Kibana(**table)
        try:
            given = secrets.kibana(self.environ, self.home)
        except secrets.Missing as missing:
            self._complain(file, ("kibana", "url"), f"[kibana] {missing}")
            return Kibana(**table)
        key = given.get("api_key")
        if key and not all("!" <= letter <= "~" for letter in key.value):
            self._complain(file, ("kibana", "url"), f"[kibana] {secrets.KIBANA_API_KEY} holds no API key")
        if "user" in table and not given:
            self._complain(file, ("kibana", "user"), f"[kibana] user needs {secrets.KIBANA_PASSWORD}, or …_FILE")
        self.secrets |= {f"kibana.{name}": secret.told for name, secret in given.items()}
        return Kibana(**table, **{name: secret.value for name, secret in given.items()})

    # --- complaints ---------------------------------------------------------------------------------

    def _complain(self, file: _File, path: Place, text: str) -> None:
        self.complaints.append(Complaint(file.shown, line_of(file.lines, path), text))

    def _unknown(self, file: _File, path: Place, label: str, name: str, known: list[str]) -> None:
        meant = nearest(name, known)
        self._complain(file, path, f'{label}unknown key "{name}".' + (f' Did you mean "{meant}"?' if meant else ""))


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


def _glob(home: Path, name: str) -> list[Path]:
    pattern = Path(name).expanduser()
    try:
        if pattern.is_absolute():
            return [
                path for path in Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))) if path.is_file()
            ]
        return [path for path in home.glob(name) if path.is_file()]
    except (ValueError, NotImplementedError, OSError):
        return []


def _relative(path: Path, home: Path) -> str:
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else str(path)


def _toml_problem(message: str, text: str) -> tuple[int, str]:
    """`tomllib` puts the place at the end of its sentence."""
    sentence, _, place = message.rpartition(" (at ")
    if place.startswith("line "):
        line, _, column = place.removesuffix(")").removeprefix("line ").partition(", column ")
        return int(line), f"is not readable as TOML: {sentence} (column {column})"
    return text.count("\n") + 1, f"is not readable as TOML: {sentence or message} (the file ends too early)"
