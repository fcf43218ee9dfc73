"""Tables that need a secret: what `…_env` and `…_file` name goes into the plain keys, what cannot be had is a complaint.

Of each secret only what may be told stays in the findings. Without an environment (`config check` of a file that another
machine will use) no secret is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor.settings import secrets
from monitor.settings.files import File, Findings, Place
from monitor.settings.values import Index, Kibana, Store


@dataclass(frozen=True, slots=True)
class Services:
    """`environ` is None where no secret is looked for; `home` is the configuration's folder."""

    environ: Mapping[str, str] | None
    home: Path
    findings: Findings

    def resolved(
        self, file: File, path: Place, shown: str, origin: str, name: str, values: dict[str, Any]
    ) -> dict[str, str]:
        """The table `name` of `values`, which loses it, with what `{name}_env` and `{name}_file` name."""
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
                self.findings.complain(file, where, f'{shown} "{key}": {missing}')
                continue
            plain[key] = secret.value
            self.findings.secrets[origin + key] = secret.told
        return plain

    def proxy(self, file: File, label: str, values: dict[str, Any], path: Place, origin: str) -> None:
        """`proxy_env` and `proxy_file` in place of `proxy`."""
        variable, stored = values.pop("proxy_env", None), values.pop("proxy_file", None)
        if self.environ is None or not (variable or stored):
            return
        where = (*path, "proxy_env" if variable else "proxy_file")
        try:
            secret = secrets.from_variable(variable, self.environ) if variable else secrets.from_file(stored, self.home)
        except secrets.Missing as missing:
            self.findings.complain(file, where, f"{label} proxy: {missing}")
            return
        values["proxy"] = secret.value
        self.findings.secrets[origin + "proxy"] = secret.told

    def store(self, file: File, table: dict[str, Any]) -> Store:
        url = table.get("ledger")
        if url and url.startswith("postgresql"):
            place = ("store", "ledger")
            if urlsplit(url).password:
                name = secrets.LEDGER_PASSWORD
                self.findings.complain(
                    file, place, f"[store] ledger holds a password; put it into {name} or {name}_FILE"
                )
            try:
                password = secrets.ledger_password(self.environ or {}, self.home)
            except secrets.Missing as missing:
                self.findings.complain(file, place, f"[store] ledger: {missing}")
                password = None
            if password:
                table = {**table, "ledger": secrets.with_password(url, password.value)}
                self.findings.secrets["store.ledger"] = password.told
        return Store(**table)

    def index(self, file: File, table: dict[str, Any]) -> Index:
        """The server's secrets are looked for where it is asked at all. `file` is the one that holds the table."""
        complain, place = self.findings.complain, ("index", "engine")
        if "elasticsearch" not in table.get("engine", ()):
            return Index(**table)
        if not {"url", "cloud_id"} & file.data.get("index", {}).keys():
            complain(file, place, '[index] engine "elasticsearch" needs "url" or "cloud_id"')
        prefix = table.get("prefix", "")
        if prefix and not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", prefix):
            complain(file, ("index", "prefix"), "[index] prefix: lower-case letters, digits, - . and _ only")
        if self.environ is None:
            return Index(**table)
        try:
            found = secrets.elasticsearch(self.environ, self.home)
        except secrets.Missing as missing:
            complain(file, place, f"[index] {missing}")
            return Index(**table)
        for key, secret in found.items():
            if not secret.value.isascii() or not secret.value.isprintable():
                complain(file, place, f"[index] the {key.replace('_', ' ')} holds what cannot be sent")
            self.findings.secrets[f"index.{key}"] = secret.told
        if "user" in table and "password" not in found and "api_key" not in found:
            names = f"{secrets.ELASTICSEARCH_PASSWORD} or {secrets.ELASTICSEARCH_PASSWORD}_FILE"
            complain(file, ("index", "user"), f"[index] user needs its password: {names}")
        given: dict[str, Any] = table | {key: secret.value for key, secret in found.items()}
        return Index(**given)

    def kibana(self, file: File, table: dict[str, Any]) -> Kibana:
        """Its secrets are looked for where there is a Kibana to show them to. An API key goes before a password."""
        complain = self.findings.complain
        if table and "url" not in table:
            complain(file, ("kibana",), '[kibana] needs its "url"')
        if "url" not in table or self.environ is None:
            return Kibana(**table)
        try:
            given = secrets.kibana(self.environ, self.home)
        except secrets.Missing as missing:
            complain(file, ("kibana", "url"), f"[kibana] {missing}")
            return Kibana(**table)
        key = given.get("api_key")
        if key and not all("!" <= letter <= "~" for letter in key.value):
            complain(file, ("kibana", "url"), f"[kibana] {secrets.KIBANA_API_KEY} holds no API key")
        if "user" in table and not given:
            complain(file, ("kibana", "user"), f"[kibana] user needs {secrets.KIBANA_PASSWORD}, or …_FILE")
        self.findings.secrets |= {f"kibana.{name}": secret.told for name, secret in given.items()}
        return Kibana(**table, **{name: secret.value for name, secret in given.items()})
