"""The configuration as it takes effect, value by value: for `config show`. No secret leaves this room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from monitor.model import Login
from monitor.settings import keys
from monitor.settings.durations import format_duration
from monitor.settings.values import Settings

_UNREAD = ("proxy_env", "proxy_file", "headers_env", "headers_file", "cookies_env", "cookies_file", "credit", "render")


@dataclass(frozen=True, slots=True)
class Value:
    """`value` is plain (text, number, flag, list, table). `origin` is ``file:line``, or None for a default.
    `secret` tells of a secret that belongs to this key: ``set, 46 characters, from the environment``."""

    key: str
    value: Any
    origin: str | None
    secret: str | None = None


def effective(settings: Settings) -> Iterator[Value]:
    """Every key of the file and its tables; of a source what differs from a default."""
    for key in keys.TOP:
        yield _value(settings, key.name, getattr(settings, key.name))
    for table, members in keys.TABLES.items():
        values = getattr(settings, table)
        for key in members:
            if key.name not in _UNREAD:
                yield _value(settings, f"{table}.{key.name}", getattr(values, key.name))
    for secret in ("kibana.api_key", "kibana.password"):
        if told := settings.secrets.get(secret):
            yield Value(secret, None, None, told)
    for source in settings.sources:
        for key in keys.SOURCE:
            name = f"source.{source.id}.{key.name}"
            has_secret = any(told.startswith(name) for told in settings.secrets)
            if key.name not in _UNREAD and (name in settings.origins or has_secret or key.name == "discover"):
                yield _value(settings, name, getattr(source, key.name))


def _value(settings: Settings, key: str, value: Any) -> Value:
    told = {name: told for name, told in settings.secrets.items() if name == key or name.startswith(key + ".")}
    plain = _plain(value)
    if key == "store.ledger" and isinstance(plain, str):
        plain = without_password(plain)
    elif key in told:
        plain = None
    elif isinstance(value, Login):
        plain = {"url": value.url, "fields": _masked(value.fields, key, told)}
    elif isinstance(plain, dict):
        plain = _masked(plain, key, told)
    secret = told.get(key)
    return Value(key, plain, settings.origins.get(key), secret)


def _masked(values: Mapping[str, Any], key: str, told: Mapping[str, str]) -> dict[str, Any]:
    return {name: f"‹{told[f'{key}.{name}']}›" if f"{key}.{name}" in told else value for name, value in values.items()}


def without_password(url: str) -> str:
    parts = urlsplit(url)
    if parts.password is None:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{host}"))


def _plain(value: Any) -> Any:
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    if isinstance(value, Mapping):
        return {name: _plain(member) for name, member in value.items()}
    return value
