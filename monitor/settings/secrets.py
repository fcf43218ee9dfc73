"""Secrets come from the environment or from a file, never from the configuration, and are never shown.

`MONITOR_LEDGER_PASSWORD` holds the ledger's password itself, `MONITOR_LEDGER_PASSWORD_FILE` names a file that holds
it. A source names its own variables and files (`headers_env`, `cookies_file` …). What may be told of a secret is its
length and where it came from: ``set, 46 characters, from the environment``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

LEDGER_PASSWORD = "MONITOR_LEDGER_PASSWORD"
ELASTICSEARCH_API_KEY = "MONITOR_ELASTICSEARCH_API_KEY"
ELASTICSEARCH_PASSWORD = "MONITOR_ELASTICSEARCH_PASSWORD"
KIBANA_API_KEY = "MONITOR_KIBANA_API_KEY"
KIBANA_PASSWORD = "MONITOR_KIBANA_PASSWORD"


@dataclass(frozen=True, slots=True)
class Secret:
    value: str
    origin: str

    def __repr__(self) -> str:
        return f"<secret, {self.told}>"

    @property
    def told(self) -> str:
        """What may be printed."""
        return f"set, {len(self.value)} characters, from {self.origin}"


class Missing(Exception):
    """The sentence that says which variable or file is not there, or is empty."""


def from_variable(name: str, environ: Mapping[str, str]) -> Secret:
    value = environ.get(name, "")
    if not value.strip():
        raise Missing(f"the environment variable {name} is {'empty' if name in environ else 'not set'}")
    return Secret(value.strip(), "the environment")


def from_file(name: str, home: Path) -> Secret:
    """The file's content without the line end; `name` is relative to the configuration's folder."""
    path = home / Path(name).expanduser()
    try:
        value = path.read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise Missing(f"the file {name} cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise Missing(f"the file {name} is not a text") from None
    if not value:
        raise Missing(f"the file {name} is empty")
    return Secret(value, f"the file {name}")


def ledger_password(environ: Mapping[str, str], home: Path) -> Secret | None:
    """None where neither variable is set."""
    return _either(LEDGER_PASSWORD, environ, home)


def kibana(environ: Mapping[str, str], home: Path) -> dict[str, Secret]:
    """`api_key` and `password`, those that are given."""
    names = {"api_key": KIBANA_API_KEY, "password": KIBANA_PASSWORD}
    found = {key: _either(name, environ, home) for key, name in names.items()}
    return {key: secret for key, secret in found.items() if secret is not None}


def elasticsearch(environ: Mapping[str, str], home: Path) -> dict[str, Secret]:
    """`api_key` and `password`, those that are given."""
    names = {"api_key": ELASTICSEARCH_API_KEY, "password": ELASTICSEARCH_PASSWORD}
    found = {key: _either(name, environ, home) for key, name in names.items()}
    return {key: secret for key, secret in found.items() if secret is not None}


def _either(name: str, environ: Mapping[str, str], home: Path) -> Secret | None:
    if environ.get(name):
        return from_variable(name, environ)
    if named := environ.get(name + "_FILE"):
        return from_file(named, home)
    return None


def with_password(url: str, password: str) -> str:
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))
